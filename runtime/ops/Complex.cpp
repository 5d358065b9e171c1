// Complex numbers: parts, arithmetic that is not a primitive, powers.

#include "runtime/ops/Complex.h"

#include "vmapc/complex.h"
#include "vmapc/detail/custom.h"

#include <limits>

namespace vmapc {
inline namespace v0 {
namespace detail {

constexpr double inf = std::numeric_limits<double>::infinity();

Array isNegative(const Array &x) { return less(bitcast(x, avalOf(x).dtype == f64 ? i64 : i32), 0); }

// Smith's method (Algorithm 116, CACM 1962), with the larger part of the divisor in place
// of a branch: every intermediate is finite wherever the quotient is. A zero divisor gives
// infinities as C does (Annex G), NaN for 0 / 0.
static Array quotient(const Array &z, const Array &w) {
  Array a = prim::real(z), b = prim::imag(z), c = prim::real(w), d = prim::imag(w);
  Array flat = greater_equal(abs(c), abs(d));
  Array large = where(flat, c, d), small = where(flat, d, c);
  Array isZero = large == 0;
  Array safe = where(isZero, 1., large);
  Array ratio = small / safe, scale = safe + small * ratio;
  Array re = where(flat, a + b * ratio, a * ratio + b) / scale;
  Array im = where(flat, b - a * ratio, b * ratio - a) / scale;
  Array pole = where(isNegative(c), -inf, inf);
  return prim::complex(where(isZero, a * pole, re), where(isZero, b * pole, im));
}

// exp(w log z); 0^w is 1 for w = 0, else 0.
static Array power(const Array &z, const Array &w, const Loc &loc) {
  Array isZero = equal(z, 0.);
  Array logarithm = complexUnary("log", where(isZero, 1., z), loc);
  Array result = complexUnary("exp", w * logarithm, loc);
  Array atZero = prim::convert(equal(w, 0.), avalOf(z).dtype);
  return where(isZero, atZero, result);
}

Array complexBinary(const char *op, const Array &z, const Array &w, const Loc &loc) {
  std::string_view name = op;
  if (name == "add" || name == "sub" || name == "mul")
    return prim::make(op, {z, w});
  if (name == "div")
    return quotient(z, w);
  if (name == "pow")
    return power(z, w, loc);
  fail(op, "real operands", std::string(nameOf(z.dtype())), userLine(loc));
}

Array complexProduct(const Array &z, const Dims &dimensions) {
  // The reduced axes as one, in front, halved until one is left.
  std::int64_t rank = z.rank();
  Dims order = toFront(dimensions, rank);
  Array x = prim::transpose(z, order);
  Shape kept(x.shape().begin() + std::int64_t(dimensions.size()), x.shape().end()), shape = kept;
  std::int64_t n = 1;
  for (std::int64_t d : dimensions)
    n *= z.shape()[std::size_t(d)];
  if (n == 0)
    return prim::splat(1, avalOf(z).dtype, kept);
  shape.insert(shape.begin(), n);
  x = prim::reshape(x, shape);
  auto rows = [&](std::int64_t from, std::int64_t to) {
    Dims start(shape.size(), 0), limit = x.shape(), stride(shape.size(), 1);
    start[0] = from, limit[0] = to;
    return prim::slice(x, start, limit, stride);
  };
  for (; n > 1; n = (n + 1) / 2) {
    std::int64_t half = n / 2;
    Array product = prim::make("mul", {rows(0, half), rows(half, 2 * half)});
    x = n % 2 ? concatenate({product, rows(n - 1, n)}, 0) : product;
  }
  return prim::reshape(x, kept);
}

} // namespace detail

using namespace detail;

Array MakeComplex::operator()(const Operand &re, const Operand &im) const {
  return call("complex", {}, {&re, &im}, [&](Inputs in) {
    const Operand *operands[] = {&re, &im};
    Promoted p = within(Domain::floats, promote(in, "complex", re.loc), "complex", re.loc);
    if (isComplex(p.dtype))
      fail("complex", "real operands", std::string(nameOf(p.dtype)), userLine(re.loc));
    DType part = p.weak ? f32 : realType(complexType(p.dtype));
    std::vector<Array> x = unified(in, part, commonShape(in, operands, "complex", re.loc));
    return prim::complex(x[0], x[1]);
  });
}

/// `body` of a complex array; `otherwise` of a real one.
template <class Body, class Otherwise>
static Array ofComplex(const char *op, const Operand &z, Body body, Otherwise otherwise) {
  return call(op, {}, {&z}, [&](Inputs in) {
    Array x = prim::convert(in[0], in[0].dtype());
    return isComplex(x.dtype()) ? body(x) : otherwise(x);
  });
}

Array RealPart::operator()(const Operand &z) const {
  return ofComplex("real", z, prim::real, [](const Array &x) { return x; });
}
Array ImagPart::operator()(const Operand &z) const {
  return ofComplex("imag", z, prim::imag,
                   [](const Array &x) { return prim::splat(0, x.dtype(), x.shape()); });
}
Array Conjugate::operator()(const Operand &z) const {
  return ofComplex(
      "conj", z, [](const Array &x) { return prim::complex(prim::real(x), -prim::imag(x)); },
      [](const Array &x) { return x; });
}
Array Angle::operator()(const Operand &z) const {
  return ofComplex(
      "angle", z,
      [](const Array &x) { return prim::make("atan2", {prim::imag(x), prim::real(x)}); },
      [&](const Array &x) {
        Array real = isFloat(x.dtype()) ? x : prim::convert(x, f32);
        return prim::make("atan2", {prim::splat(0, real.dtype(), real.shape()), real});
      });
}

} // namespace v0
} // namespace vmapc
