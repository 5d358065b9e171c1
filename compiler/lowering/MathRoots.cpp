// The reciprocal square root and the cube root: a first guess, then iterations of
// third order.

#include "compiler/lowering/MathFamilies.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace vmapc::ir {

static constexpr double kInf = std::numeric_limits<double>::infinity();
static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Without the two divider operations of 1 / sqrt(x): an initial guess of
/// relative error 0.035 from halving the exponent in the bits, steps
/// y (1 + e/2 + 3 e^2 / 8) with e = 1 - x y^2, which take an error d to 2.5 d^3
/// (1.1e-4, then 4e-12), and a Newton step, which takes it to 1.5 d^2. The last
/// e is off by half an ulp, so < 2 ulp. Denormals are scaled by an even
/// power of two.
Real rsqrt(Real x) {
  MathEmitter &e = *x.e;
  int power = e.isF32() ? 24 : 54;
  Mask tiny = x < e.minNormal();
  Real v = select(tiny, x * std::ldexp(1.0, power), x);
  Bits guess = e.bits(e.isF32() ? 0x5f375a86 : 0x5fe6eb50c7b537a9);
  Real y = real(guess - (bits(v) >> 1));
  for (int step = 0; step < (e.isF32() ? 1 : 2); ++step) {
    Real rest = fma(-(v * y), y, 1.0);
    y = fma(y * rest, fma(rest, 0.375, 0.5), y);
  }
  Real rest = fma(-(v * 0.5 * y), y, 0.5);
  y = fma(y, rest, y);

  Real result = y * select(tiny, std::ldexp(1.0, power / 2), 1.0);
  result = select(x == kInf, 0.0, result);
  result = select(x < 0.0, kNaN, result);
  return select(x == 0.0, copysign(e.real(kInf), x), result);
}

// m^(-1/3) for m in [1/2, 4], relative error 2^-7.1 (tools/ulp/minimax.py, fit cbrt).
static constexpr double cbrtGuess[] = {0x1.af75dcp+0, -0x1.1c5a8p+0, 0x1.17ec38p-1, -0x1.0bfbecp-3,
                                       0x1.826aep-7};

/// |x| = m 2^(3q) with m in [1/2, 4). A step r (1 + e/3 + 2 e^2/9) with
/// e = 1 - m r^3 takes an error d of r = m^(-1/3) to 14/3 d^3; then y = m r^2 and a Newton
/// step for y^3 = m, whose residual is exact but for the rounding of y^2: < 1 ulp.
Real cbrt(Real x) {
  MathEmitter &e = *x.e;
  unsigned p = e.mantissa();
  int scale = e.isF32() ? 24 : 54;
  Real a = abs(x);
  Mask tiny = a < e.minNormal();
  Real v = select(tiny, a * std::ldexp(1.0, scale), a);
  Real k = toReal(bits(v) >> p, e.real(integerMagic(e) + e.exponentBias()));
  // q + bias in the low bits; shifted, the exponent field of 2^q.
  Bits power = bits(fma(k, 1.0 / 3, integerMagic(e) + e.exponentBias())) << p;
  Bits cube = power + power + power;
  Real m = real(bits(v) - cube + (3 * e.exponentBias() << p));

  Real r = polynomial(m, cbrtGuess);
  for (int step = 0; step < (e.isF32() ? 1 : 2); ++step) {
    Real rest = fma(-(m * r), r * r, 1.0);
    r = fma(r * rest, fma(rest, 2.0 / 9, 1.0 / 3), r);
  }
  Real r2 = r * r;
  Real y = m * r2;
  y = fma(fma(y * y, y, -m), r2 * (-1.0 / 3), y);
  y = y * real(power) * select(tiny, std::ldexp(1.0, -scale / 3), 1.0);
  // Zeros, infinities and NaN are their own roots.
  return select(a > 0.0, select(a < kInf, copysign(y, x), x), x);
}

} // namespace vmapc::ir
