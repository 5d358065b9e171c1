// Composed functions: elementwise ones, statistics, classes and parts. Bodies run
// inside a trace and use the public operations; numbers in them are weak.

#include "vmapc/library.h"

#include "runtime/ops/IndexPlan.h"
#include "vmapc/structure.h"

#include <algorithm>
#include <limits>

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace {

/// Floats as they are, the rest as f32 (weak integers as weak floats).
Array asFloat(const Array &x) {
  DType t = avalOf(x).dtype;
  if (kindOf(t) >= 2)
    return x;
  return isWeak(x) ? withWeak(prim::convert(x, f64), true) : prim::convert(x, f32);
}

/// sqrt with derivative 0 at 0: the square root never sees the 0.
Array safeSqrt(const Array &x) {
  Array zero = x == 0;
  return where(zero, 0, sqrt(where(zero, 1, x)));
}

Array sigmoidLinear(const Array &x) { return x * logistic(x); }

Array logAddExp(const Array &a, const Array &b) {
  // Equal infinities have no difference; their sum is the result.
  Array delta = a - b, same = delta != delta;
  Array known = where(same, 0, delta);
  Array smaller = exp(-(known * sign(known))); // not abs: its derivative at 0 is 1
  return where(same, a + b, maximum(a, b) + log1p(smaller));
}

/// Rounded down, with the remainder of the divisor's sign.
std::pair<Array, Array> floorDivMod(const Array &a, const Array &b) {
  Array r = rem(a, b);
  Array off = (r != 0) & ((r < 0) != (b < 0));
  Array m = where(off, r + b, r);
  if (kindOf(avalOf(r).dtype) < 2) {
    Array q = div(a, b);
    return {where(off, q - 1, q), m};
  }
  return {round((a - m) / b), m};
}

std::int64_t countOf(const Shape &shape, const Dims &dims) {
  std::int64_t n = 1;
  for (std::int64_t d : dims)
    n *= shape[std::size_t(d)];
  return n;
}

Array meanOf(const Array &x, const Dims &dims, bool keepdims) {
  return sum(x, dims, keepdims) / double(countOf(x.shape(), dims));
}

/// The largest element as a constant of differentiation, 0 where it is not finite.
Array shiftOf(const Array &x, const Dims &dims) {
  Array m = max(x, dims, true);
  return stop_gradient(where(is_finite(m), m, 0));
}

const char *nameOf(Composed f) {
  constexpr const char *names[] = {
      "square",      "relu",        "silu", "softplus",    "is_nan",
      "is_inf",      "logical_not", "mean", "norm",        "logsumexp",  "softmax",
      "log_softmax", "floor_div",   "mod",  "logical_and", "logical_or", "logaddexp"};
  return names[std::size_t(f)];
}

} // namespace

Array composed(Composed f, const Operand &operand) {
  return call(nameOf(f), {}, {&operand}, [&](Inputs in) -> Array {
    const Array &v = in[0];
    switch (f) {
    case Composed::square:
      return v * v;
    case Composed::relu:
      return where(v <= 0, 0, v);
    case Composed::silu:
      return sigmoidLinear(asFloat(v));
    case Composed::softplus:
      return logAddExp(asFloat(v), 0.);
    case Composed::is_nan:
      return v != v;
    case Composed::is_inf:
      return abs(asFloat(v)) == std::numeric_limits<double>::infinity();
    default:
      return v == 0;
    }
  });
}

Array composed(Composed f, const Operand &a, const Operand &b) {
  return call(nameOf(f), {}, {&a, &b}, [&](Inputs in) -> Array {
    switch (f) {
    case Composed::floor_div:
      return floorDivMod(in[0], in[1]).first;
    case Composed::mod:
      return floorDivMod(in[0], in[1]).second;
    case Composed::logical_and:
      return (in[0] != 0) & (in[1] != 0);
    case Composed::logical_or:
      return (in[0] != 0) | (in[1] != 0);
    default:
      return logAddExp(asFloat(in[0]), asFloat(in[1]));
    }
  });
}

Array composed(Composed f, const Operand &x, const AxisList &axes, bool keepdims) {
  const char *name = nameOf(f);
  Dims dims = normalAxes(axes, required(x.array, name, x.loc).rank(), name, x.loc);
  return call(name, Key() << dims << keepdims, {&x}, [&](Inputs in) -> Array {
    Array v = asFloat(in[0]);
    if (f == Composed::mean)
      return meanOf(v, dims, keepdims);
    if (f == Composed::norm)
      return safeSqrt(sum(v * v, dims, keepdims));
    Array shift = shiftOf(v, dims), shifted = v - shift, e = exp(shifted);
    if (f == Composed::softmax)
      return e * (1 / sum(e, dims, true)); // one division per row; the sum is at least 1
    Array logSum = log(sum(e, dims, true));
    if (f == Composed::log_softmax)
      return shifted - logSum;
    Array result = logSum + shift;
    return keepdims ? result : squeeze(result, dims);
  });
}

} // namespace detail

using namespace detail;

Array Gelu::operator()(const Operand &x, bool approximate) const {
  return call("gelu", Key() << approximate, {&x}, [&](Inputs in) -> Array {
    Array v = asFloat(in[0]);
    if (!approximate)
      return 0.5 * v * (1. + erf(v * 0.70710678118654752));
    // sqrt(2 / pi) (x + 0.044715 x^3)
    return 0.5 * v * (1. + tanh(0.79788456080286536 * (v + 0.044715 * (v * v * v))));
  });
}

static Array variance(const Array &v, const Dims &dims, bool keepdims, std::int64_t ddof) {
  Array d = v - meanOf(v, dims, true);
  return sum(d * d, dims, keepdims) / double(countOf(v.shape(), dims) - ddof);
}

Array Var::operator()(const Operand &x, const AxisList &axes, bool keepdims,
                      std::int64_t ddof) const {
  Dims dims = normalAxes(axes, required(x.array, "var", x.loc).rank(), "var", x.loc);
  return call("var", Key() << dims << keepdims << ddof, {&x},
              [&](Inputs in) { return variance(asFloat(in[0]), dims, keepdims, ddof); });
}

Array Std::operator()(const Operand &x, const AxisList &axes, bool keepdims,
                      std::int64_t ddof) const {
  Dims dims = normalAxes(axes, required(x.array, "std_", x.loc).rank(), "std_", x.loc);
  return call("std_", Key() << dims << keepdims << ddof, {&x},
              [&](Inputs in) { return safeSqrt(variance(asFloat(in[0]), dims, keepdims, ddof)); });
}

//===-- Classes -------------------------------------------------------------------===//

// b1 [x..., classes]: where the class is x.
static Array isClass(const Array &x, std::int64_t classes) {
  DType t = x.dtype() == b1 ? i32 : x.dtype();
  Shape shape = x.shape();
  shape.push_back(classes);
  Dims leading(shape.size() - 1);
  for (std::size_t k = 0; k < leading.size(); ++k)
    leading[k] = std::int64_t(k);
  Array given = prim::broadcast(prim::convert(x, t), shape, leading);
  return given == prim::iota(shape, std::int64_t(leading.size()), t);
}

Array OneHot::operator()(const Operand &x, std::int64_t classes, DType dtype) const {
  const Array &a = required(x.array, "one_hot", x.loc);
  if (kindOf(a.dtype()) == 2)
    fail("one_hot", "integers", describe(a, x.loc), x.loc);
  if (classes < 0)
    fail("one_hot", "a number of classes that is not negative", std::to_string(classes), x.loc);
  return call("one_hot", Key() << classes << dtype, {&x},
              [&](Inputs in) { return prim::convert(isClass(in[0], classes), dtype); });
}

Array CrossEntropy::operator()(const Operand &logits, const Operand &labels) const {
  const Array &l = required(logits.array, "cross_entropy", logits.loc);
  const Array &y = required(labels.array, "cross_entropy", labels.loc);
  bool hard = kindOf(y.dtype()) < 2;
  Shape expected = l.shape();
  if (hard && !expected.empty())
    expected.pop_back();
  if (l.rank() == 0 || y.shape() != expected)
    fail("cross_entropy", "labels of shape " + describe(expected),
         describe(l, logits.loc) + " and " + describe(y, labels.loc), labels.loc);
  return call("cross_entropy", {}, {&logits, &labels}, [&](Inputs in) -> Array {
    Array logp = log_softmax(in[0]);
    Array taken = hard ? where(isClass(in[1], logp.dim(-1)), logp, 0) : logp * in[1];
    return -sum(taken, -1);
  });
}

//===-- Parts -----------------------------------------------------------------------===//

Array Take::operator()(const Operand &x, const Operand &indices,
                       std::optional<std::int64_t> axis) const {
  const Array &a = required(x.array, "take", x.loc);
  required(indices.array, "take", indices.loc);
  if (!axis)
    return (*this)({vmapc::flatten(x), x.loc}, indices, 0);
  std::int64_t d = normalAxis(*axis, a.rank(), "take", x.loc);
  std::vector<Index> entries(std::size_t(d), Index(all, x.loc));
  entries.emplace_back(indices.array, indices.loc);
  return readAt(a, entries);
}

Array Diag::operator()(const Operand &x, std::int64_t k) const {
  std::int64_t rank = required(x.array, "diag", x.loc).rank();
  if (rank != 1 && rank != 2)
    fail("diag", "rank 1 or 2", describe(x.array, x.loc), x.loc);
  const Shape &own = x.array.shape();
  std::int64_t away = k < 0 ? -k : k;
  if (rank == 2) {
    std::int64_t row = k < 0 ? away : 0, column = k < 0 ? 0 : away;
    std::int64_t n = std::max<std::int64_t>(std::min(own[0] - row, own[1] - column), 0);
    std::int64_t first = n ? row * own[1] + column : 0, step = own[1] + 1;
    return call("diag", Key() << k, {&x}, [&](Inputs in) {
      Array line = vmapc::flatten(in[0]);
      return prim::slice(line, {first}, {n ? first + (n - 1) * step + 1 : 0}, {step});
    });
  }
  return call("diag", Key() << k, {&x}, [&](Inputs in) {
    // Column c holds x[c - k] (x[c] if k < 0) in row c - k.
    Array line = pad(in[0], {k < 0 ? 0 : away}, {k < 0 ? away : 0});
    Shape shape = {own[0] + away, own[0] + away};
    Array on = prim::iota(shape, 0, i64) + k == prim::iota(shape, 1, i64);
    return where(on, line, 0);
  });
}

static Array triangle(const char *name, const Operand &x, std::int64_t k, bool lower) {
  std::int64_t rank = required(x.array, name, x.loc).rank();
  if (rank < 2)
    fail(name, "rank 2 or more", describe(x.array, x.loc), x.loc);
  return call(name, Key() << k, {&x}, [&](Inputs in) {
    Shape shape = {in[0].dim(-2), in[0].dim(-1)};
    Array limit = prim::iota(shape, 0, i64) + k, column = prim::iota(shape, 1, i64);
    return where(lower ? column <= limit : column >= limit, in[0], 0);
  });
}

Array Tril::operator()(const Operand &x, std::int64_t k) const {
  return triangle("tril", x, k, true);
}
Array Triu::operator()(const Operand &x, std::int64_t k) const {
  return triangle("triu", x, k, false);
}

} // namespace v0
} // namespace vmapc
