// Draws from distributions by transforming uniforms: those in closed form, and choices.

#include "vmapc/distributions.h"

#include "runtime/ops/RandomKit.h"
#include "vmapc/library.h"
#include "vmapc/order.h"
#include "vmapc/scan.h"
#include "vmapc/structure.h"

#include <cmath>
#include <limits>

namespace vmapc {
inline namespace v0 {
namespace detail {

static const char *nameOf(Draw distribution) {
  constexpr const char *names[] = {"random::exponential", "random::laplace", "random::gumbel",
                                   "random::logistic", "random::cauchy"};
  return names[std::size_t(distribution)];
}

Array draw(Draw distribution, const Operand &key, const Shape &shape, DType dtype) {
  const char *name = nameOf(distribution);
  checkDraw(name, key, shape, dtype);
  return call(name, Key() << shape << dtype, {&key}, [&](Inputs in) -> Array {
    double epsilon = dtype == f32 ? 0x1p-24 : 0x1p-53; // below 1
    double tiny = dtype == f32 ? double(std::numeric_limits<float>::min())
                               : std::numeric_limits<double>::min();
    auto uniform = [&](double low, double high) {
      return random::uniform(in[0], shape, dtype, low, high);
    };
    switch (distribution) {
    case Draw::exponential:
      return -log1p(-uniform(0, 1));
    case Draw::laplace: {
      Array u = uniform(epsilon - 1, 1);
      return sign(u) * log1p(-abs(u));
    }
    case Draw::gumbel:
      return -log(-log(uniform(tiny, 1)));
    case Draw::logistic: {
      Array u = uniform(tiny, 1);
      return log(u / (1. - u));
    }
    case Draw::cauchy:
      return tan(3.14159265358979323846 * (uniform(2 * epsilon, 1) - 0.5));
    }
    return {};
  });
}

} // namespace detail

using namespace detail;

namespace random {

Array TruncatedNormal::operator()(const Operand &key, const Operand &lower, const Operand &upper,
                                  const std::optional<Shape> &shape, DType dtype) const {
  constexpr const char *name = "random::truncated_normal";
  Shape s = drawShape(name, shape, {&lower, &upper});
  checkDraw(name, key, s, dtype);
  return call(name, Statics() << s << dtype, {&key, &lower, &upper}, [&](Inputs in) -> Array {
    constexpr double root2 = 1.41421356237309504880;
    Array low = prim::convert(in[1], dtype), high = prim::convert(in[2], dtype);
    Array u = uniform(in[0], s, dtype, erf(low * (1 / root2)), erf(high * (1 / root2)));
    double infinity = std::numeric_limits<double>::infinity();
    // Rounding must not reach a bound.
    Array inside = nextafter(stop_gradient(low), prim::scalar(infinity, dtype));
    Array below = nextafter(stop_gradient(high), prim::scalar(-infinity, dtype));
    return minimum(maximum(erf_inv(u) * root2, inside), below);
  });
}

Array Categorical::operator()(const Operand &key, const Operand &logits, std::int64_t axis,
                              const std::optional<Shape> &shape) const {
  constexpr const char *name = "random::categorical";
  const Array &l = required(logits.array, name, logits.loc);
  std::int64_t along = normalAxis(axis, l.rank(), name, logits.loc);
  Shape batch = l.shape();
  batch.erase(batch.begin() + along);
  Shape result = shape.value_or(batch);
  if (result.size() < batch.size() ||
      !std::equal(batch.begin(), batch.end(), result.end() - std::ptrdiff_t(batch.size())))
    fail(name, "a shape that ends in " + detail::describe(batch), detail::describe(result), key.loc);
  if (l.dim(along) == 0)
    fail(name, "at least one class", detail::describe(l, logits.loc), logits.loc);
  checkKey(name, key);
  return call(name, Statics() << along << result, {&key, &logits}, [&](Inputs in) -> Array {
    Array values = kindOf(avalOf(in[1]).dtype) == 2 ? in[1] : prim::convert(in[1], f32);
    Shape noisy = result;
    std::ptrdiff_t prefix = std::ptrdiff_t(result.size() - batch.size());
    noisy.insert(noisy.begin() + prefix + along, values.dim(along));
    return argmax(gumbel(in[0], noisy, values.dtype()) + values, prefix + along);
  });
}

// One round of sorting by 32-bit words leaves ties; rounds until they are rare among n^3.
static Array shuffled(const Array &key, Array order) {
  double n = double(std::max<std::int64_t>(order.dim(0), 1));
  int rounds = int(std::ceil(3 * std::log(n) / std::log(4294967295.)));
  Array next = key;
  for (int k = 0; k < rounds; ++k) {
    Array keys = split(next);
    next = keys[0];
    order = take(order, argsort(bits(keys[1], order.shape())), 0);
  }
  return order;
}

Array Permutation::operator()(const Operand &key, std::int64_t n) const {
  checkShape({n}, i32, "random::permutation", key.loc);
  checkKey("random::permutation", key);
  return call("random::permutation", Statics() << n, {&key},
              [&](Inputs in) { return shuffled(in[0], prim::iota({n}, 0, i32)); });
}

Array Permutation::operator()(const Operand &key, const Array &x, std::int64_t axis, Loc loc) const {
  constexpr const char *name = "random::permutation";
  std::int64_t along = normalAxis(axis, required(x, name, loc).rank(), name, loc);
  checkKey(name, key);
  Operand operand(x, loc);
  return call(name, Statics() << along << "of", {&key, &operand}, [&](Inputs in) {
    // Of one axis alone the values themselves are sorted, as many equal words as there are.
    if (in[1].rank() == 1)
      return shuffled(in[0], in[1]);
    return take(in[1], shuffled(in[0], prim::iota({in[1].dim(along)}, 0, i32)), along);
  });
}

Array Choice::operator()(const Operand &key, const Operand &x, const Shape &shape, bool replace,
                         const std::optional<Array> &p) const {
  constexpr const char *name = "random::choice";
  const Array &a = required(x.array, name, x.loc);
  std::int64_t n = a.rank() ? a.dim(0) : 0, draws = elementCount(shape);
  if (n == 0 && draws > 0)
    fail(name, "an array with slices to choose from", detail::describe(a, x.loc), x.loc);
  if (!replace && draws > n)
    fail(name, "at most " + std::to_string(n) + " draws without replacement",
         detail::describe(shape), key.loc);
  if (p && p->shape() != Shape{n})
    fail(name, "probabilities of shape " + detail::describe(Shape{n}), detail::describe(p->shape()),
         key.loc);
  checkKey(name, key);
  Operand weights(p ? *p : Array(1.f), key.loc);
  return call(name, Statics() << shape << replace << p.has_value(), {&key, &x, &weights},
              [&](Inputs in) -> Array {
                Array index;
                if (!p)
                  index = replace ? randint(in[0], shape, 0, n)
                                  : prim::reshape(permutation(in[0], n)(slice({}, draws)), shape);
                else if (replace) {
                  Array total = cumsum(in[2], 0), u = uniform(in[0], shape, total.dtype());
                  index = searchsorted(total, total[-1] * (1. - u));
                } else {
                  // The largest of log p plus gumbel noise, one after the other (Gumbel top-k).
                  Array noisy = gumbel(in[0], {n}, in[2].dtype()) + log(in[2]);
                  index = prim::reshape(argsort(-noisy)(slice({}, draws)), shape);
                }
                return take(in[1], index, 0);
              });
}

} // namespace random
} // namespace v0
} // namespace vmapc
