// The matrix exponential. Higham, "The scaling and squaring method for the matrix exponential
// revisited" (2005): exp(A) = r(A / 2^s)^(2^s) with the Pade approximant r of degree 13 (7 in
// f32) and the s that brings the 1-norm below the bound for which r is exact to rounding.

#include "runtime/ops/Linalg.h"

#include "vmapc/control.h"

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace matrix {

namespace {
constexpr double degree13[] = {64764752532480000,
                               32382376266240000,
                               7771770303897600,
                               1187353796428800,
                               129060195264000,
                               10559470521600,
                               670442572800,
                               33522128640,
                               1323241920,
                               40840800,
                               960960,
                               16380,
                               182,
                               1};
constexpr double degree7[] = {17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1};
/// The largest 1-norm for each, and the squarings after which a norm counts as infinite.
constexpr double bound13 = 5.371920351148152, bound7 = 3.925724783138660;
constexpr std::int64_t mostSquarings = 32;

/// The odd and the even part of the numerator.
std::pair<Array, Array> parts13(const Array &a) {
  const double *b = degree13;
  Array one = identity(a.dim(0), a), a2 = product(a, a), a4 = product(a2, a2);
  Array a6 = product(a4, a2);
  auto sums = [&](int k) { return b[k + 4] * a6 + b[k + 2] * a4 + b[k] * a2; };
  Array odd = product(a6, sums(9)) + sums(3) + b[1] * one;
  return {product(a, odd), product(a6, sums(8)) + sums(2) + b[0] * one};
}
std::pair<Array, Array> parts7(const Array &a) {
  const double *b = degree7;
  Array one = identity(a.dim(0), a), a2 = product(a, a), a4 = product(a2, a2);
  Array a6 = product(a4, a2);
  auto sums = [&](int k) { return b[k + 4] * a6 + b[k + 2] * a4 + b[k] * a2; };
  return {product(a, sums(3) + b[1] * one), sums(2) + b[0] * one};
}
} // namespace

Array exponential(const Array &a) {
  std::int64_t n = a.dim(0);
  if (n == 0)
    return a;
  bool wide = avalOf(a).dtype == f64;
  Array norm = stop_gradient(max(sum(abs(a), 0)));
  // s: how many of bound, 2 bound, 4 bound, ... are below the norm.
  Array steps = prim::scalar(0, i32);
  double bound = wide ? bound13 : bound7;
  for (std::int64_t k = 0; k < mostSquarings; ++k, bound *= 2)
    steps = steps + prim::convert(norm > bound, i32);
  // 2^-s, exactly.
  Array factor = wide ? bitcast((1023 - prim::convert(steps, i64)) << 52, f64)
                      : bitcast((127 - steps) << 23, f32);
  factor = where(norm > bound, std::numeric_limits<double>::quiet_NaN(), factor);
  auto [odd, even] = wide ? parts13(a * factor) : parts7(a * factor);
  Array r = solve(even - odd, even + odd);
  return fori_loop(0, mostSquarings, r, [&](const Array &i, const Array &x) {
    return cond(
        i < steps, [](const Array &y) { return product(y, y); }, [](const Array &y) { return y; },
        x);
  });
}

} // namespace matrix
} // namespace detail
} // namespace v0
} // namespace vmapc
