// The logarithm of the gamma function and its derivative, both computed in f64.
// Coefficients: tools/ulp/minimax.py, fits lgamma64, stirling64, digamma64.

#include "compiler/lowering/MathFamilies.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace vmapc::ir {

static constexpr double kInf = std::numeric_limits<double>::infinity();
static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
static constexpr double kPi = 0x1.921fb54442d18p+1;

// lgamma(2 + z) = z P(z), 0 <= z <= 1: relative error 2^-56.2.
static constexpr double nearTwo[] = {
    0x1.b0ee6072093cep-2,   0x1.4a34cc4a60fd4p-2,  -0x1.13e001a55b280p-4,  0x1.51322ac9ceb95p-6,
    -0x1.e404fca97d1dep-8,  0x1.7add79afb4677p-9,  -0x1.38aceff50a7e0p-10, 0x1.0b3befc05ce26p-11,
    -0x1.d43f63b012689p-13, 0x1.a24615d9fc574p-14, -0x1.7c08367c9bfa7p-15, 0x1.5c9747eed6c9fp-16,
    -0x1.3874bf8f2c649p-17, 0x1.fac6410484adcp-19, -0x1.4959dd688c367p-20, 0x1.213d81fa54e87p-22,
    -0x1.f063537abcc1dp-26};

// What Stirling's formula lacks, times x, in powers of 1/x^2, for x >= 8: absolute error
// 2^-57.6.
static constexpr double stirling[] = {
    0x1.5555555555555p-4,  -0x1.6c16c16c14af5p-9,  0x1.a01a01a846cfap-11, -0x1.3813915457ef8p-11,
    0x1.b95390448e465p-11, -0x1.f4682c84647c2p-10, 0x1.67b189c72fb1dp-8};

// log(x) - 1/(2x) - digamma(x), times x^2, in powers of 1/x^2, for x >= 10: absolute error
// 2^-57.6.
static constexpr double digammaTail[] = {
    0x1.5555555555555p-4, -0x1.111111110c1bap-7, 0x1.041040d40f191p-8, -0x1.1110bae59c399p-8,
    0x1.f033fcdcaa133p-8, -0x1.5218863550071p-6, 0x1.eef84e19f844cp-5};

/// lgamma(x) for x >= 0, without cancellation:
///  - below 8, with z = x - floor(x), lgamma(2 + z) plus the log of the product of the
///    numbers x - 1, x - 2, ... down to 2 + z, or minus the log of x, or of x (x + 1),
///    which lead up to it; 2 + z is never rounded;
///  - from 8 on, (x - 1/2) (log(x) - 1) + (log(2 pi) - 1) / 2 + P(1/x^2) / x.
static Real lgammaPositive(Real x) {
  MathEmitter &e = *x.e;
  Real one = e.real(1);
  Real z = x - floor(x);
  Real product = select(x < 2.0, x, one) * select(x < 1.0, x + 1.0, one);
  for (int step = 1; step <= 5; ++step)
    product = product * select(x >= step + 2, x - step, one);
  Mask far = x >= 8.0;
  Real logarithm = log(select(far, x, product));
  Real near = fma(z, horner(z, nearTwo), select(x < 2.0, -logarithm, logarithm));
  Real inverse = one / x;
  Real rest = fma(inverse, horner(inverse * inverse, stirling), 0x1.acfe390c97d69p-2);
  return select(far, fma(x - 0.5, logarithm - 1.0, rest), near);
}

/// gamma(a) for 2 <= a < 32: gamma(2 + z) and up to 29 factors.
static Real gammaOf(Real a) {
  Real one = a.e->real(1);
  Real z = a - floor(a);
  Real product = exp(z * horner(z, nearTwo));
  for (int step = 1; step < 30; ++step)
    product = product * select(a >= step + 2, a - step, one);
  return product;
}

/// Negative arguments by gamma(-a) = -pi / (a sin(pi a) gamma(a)). Between -32 and -2,
/// where lgamma has zeros, as one logarithm, elsewhere as the difference of two. Tiny ones,
/// for which a^2 could vanish, by lgamma(-a) = lgamma(a) to far below an ulp.
Real lgamma(Real argument) {
  return inDouble(argument, [](Real x) {
    MathEmitter &e = *x.e;
    Real a = abs(x);
    Real positive = lgammaPositive(a);
    auto reflected = [&] {
      Mask product = (a >= 2.0) & (a < 32.0);
      Real gamma = gammaOf(select(product, a, e.real(2))); // 1 where it is not used
      Real single = log(e.real(kPi) / (a * abs(sinPi(a)) * gamma));
      return select(product, single, single - positive);
    };
    Real result = whereRare(x < -0x1p-60, reflected, positive);
    result = select((x < 0.0) & (floor(x) == x), kInf, result);
    return select(a == kInf, kInf, result);
  });
}

/// For x > 0: below 10 the recurrence psi(x) = psi(x + 10) - sum 1/(x + k), the sum being
/// one fraction; then log(y) - 1/(2y) - P(1/y^2) / y^2. Negative ones by
/// psi(x) = psi(1 - x) - pi / tan(pi x), whose terms cancel around a zero between each two
/// poles: both with twice the precision. Poles are NaN, 0 among them.
Real digamma(Real argument) {
  return inDouble(argument, [](Real x) {
    MathEmitter &e = *x.e;
    Real t = select(x < 0.0, e.real(1) - x, x);
    Real top = e.real(1), bottom = t;
    for (int k = 1; k < 10; ++k) {
      Real next = t + k;
      top = fma(top, next, bottom);
      bottom = bottom * next;
    }
    Mask near = t < 10.0;
    Real y = select(near, t + 10.0, t);
    Real inverse = e.real(1) / y;
    Real square = inverse * inverse;
    Real rest = fma(horner(square, digammaTail), square, inverse * 0.5) +
                select(near, top / bottom, e.real(0));
    auto reflected = [&] {
      Pair cotangent = cotangentPi(x), logarithm = logPair(y);
      return (logarithm.high - cotangent.high) + ((logarithm.low - cotangent.low) - rest);
    };
    Real result = whereRare(x < 0.0, reflected, log(y) - rest);
    return select(!(x > 0.0) & (floor(x) == x), kNaN, result);
  });
}

} // namespace vmapc::ir
