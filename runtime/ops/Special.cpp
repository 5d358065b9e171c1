// Broadcasting of the special functions, and the logarithms near which they cancel.

#include "runtime/ops/Special.h"

#include "runtime/ops/SpecialTables.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

Array perElement(const char *name, std::initializer_list<const Operand *> operands,
                 FunctionRef<Array(Inputs)> body) {
  const Loc &loc = (*operands.begin())->loc;
  return call(name, {}, operands, [&](Inputs in) {
    Promoted p = within(Domain::floats, promote(in, name, loc), name, loc);
    Shape shape = commonShape(in, std::span(operands.begin(), operands.size()), name, loc);
    DType t = p.weak ? f32 : p.dtype;
    std::vector<Array> flat;
    for (const Array &x : unified(in, t, shape))
      flat.push_back(prim::reshape(prim::convert(x, f64), {elementCount(shape)}));
    return prim::convert(prim::reshape(body(flat), shape), t);
  });
}

// With r = mu / (2 + mu), log(1 + mu) = 2 atanh r = 2 (r + r^3/3 + ...) and mu - 2 r = mu r, so
// that mu - log(1 + mu) = r (mu - 2 r^2 (1/3 + r^2/5 + ...)): nothing cancels.
Array logOnePlusCurvature(const Array &mu) {
  static const std::vector<double> odd = [] {
    std::vector<double> c; // r^2 <= 1/9: 17 terms reach 1e-17
    for (int k = 0; k < 17; ++k)
      c.push_back(1. / (2 * k + 3));
    return c;
  }();
  Array inverse = 1. / (2. + mu), r = mu * inverse;
  return inverse * (1. - 2. * r * inverse * rising(r * r, odd));
}

Array logOnePlusGap(const Array &mu) {
  Array near = abs(mu) <= 0.5;
  Array small = where(near, mu, 0.), large = where(near, 1., mu);
  return where(near, small * small * logOnePlusCurvature(small), large - log1p(large));
}

Array stirlingRest(const Array &a) {
  Array inverse = 1. / a;
  return inverse * rising(inverse * inverse, stirling);
}

// Up to 1: -log(1 + a) + a (1 - gamma) + sum of (-1)^k (zeta(k) - 1) a^k / k, whose terms fall
// like 2^-k. Beyond: Stirling's formula ten further up, divided by (a + 1) ... (a + 9).
Array logGammaOnePlus(const Array &a) {
  constexpr double oneMinusEuler = 0.42278433509846713939;
  Array low = a <= 1., near = where(low, a, 0.), far = where(low, 1., a);
  Array series = near * (oneMinusEuler + near * rising(-near, zetaTerms)) - log1p(near);
  Array product = far + 1., up = far + 10.;
  for (int k = 2; k < 10; ++k)
    product = product * (far + double(k));
  Array stirlingUp =
      (up - 0.5) * log(up) - up + 0.91893853320467274178 + stirlingRest(up) - log(product);
  return where(low, series, stirlingUp);
}

} // namespace detail
} // namespace v0
} // namespace vmapc
