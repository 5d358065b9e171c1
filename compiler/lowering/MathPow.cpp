// pow.
//
// pow(x, y) = 2^(y log2|x|). |y log2 x| reaches 2^7 (2^10 in f64), so the
// logarithm is a sum of two numbers with about 10 (13) more correct bits than
// one. Coefficients: tools/ulp/minimax.py, fits log2_32 and log2_64.

#include "compiler/lowering/MathFamilies.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace vmapc::ir {

static constexpr double kInf = std::numeric_limits<double>::infinity();
static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// log2((1 + s) / (1 - s)) = s P(s^2) for m in [sqrt(1/2), sqrt(2)): high and
// low parts of the first coefficients, then the others. Relative error 2^-37.8
// in f32, 2^-74 in f64.
static constexpr double pairs32[][2] = {{0x1.715476p+1, 0x1.4afb7ep-25},
                                        {0x1.ec709ep-1, -0x1.da7862p-26}};
static constexpr double rest32[] = {0x1.277778p-1, 0x1.a58d78p-2, 0x1.5ce9e2p-2};
static constexpr double pairs64[][2] = {{0x1.71547652b82fep+1, 0x1.777cb660e7240p-55},
                                        {0x1.ec709dc3a03fdp-1, 0x1.dbc4c2c6be248p-55},
                                        {0x1.2776c50ef9bf4p-1, 0x1.61056beecb8cap-55}};
static constexpr double rest64[] = {
    0x1.a61762a7b012bp-2, 0x1.484b13d5e807ep-2, 0x1.0c9a85823360cp-2, 0x1.c68ecad1190f8p-3,
    0x1.8a0d9088b66e3p-3, 0x1.58b99073b424dp-3, 0x1.63dcd5a518991p-3};

/// a + b exactly, for |a| >= |b| or a = 0.
static Pair fastSum(Real a, Real b) {
  Real sum = a + b;
  return {sum, (a - sum) + b};
}

static Pair product(Pair a, Pair b) {
  Real high = a.high * b.high;
  Real low = fma(a.high, b.low, a.low * b.high) + fma(a.high, b.high, -high);
  return {high, low};
}

/// log2(x) of a positive finite x: k + s P(s^2) with s = f / (2 + f) as a pair:
/// the remainder of the division is exact by fma, and 2 + f is corrected for
/// its rounding.
static Pair log2Pair(Real x) {
  MathEmitter &e = *x.e;
  unsigned p = e.mantissa();
  Mask tiny = x < e.minNormal();
  Decomposed d = decompose(select(tiny, x * std::ldexp(1.0, p + 1), x));
  double offset = integerMagic(e) + e.exponentBias();
  Real k = toReal(d.biased, select(tiny, offset + p + 1, offset));

  Real f = d.m - 1.0;
  Real divisor = d.m + 1.0;
  Real divisorLow = f - (divisor - 2.0);
  Real inverse = e.real(1.0) / divisor;
  Real high = f * inverse;
  Real rest = fma(-high, divisorLow, fma(-high, divisor, f));
  Pair s = {high, rest * inverse};
  Pair s2 = product(s, s);

  auto pairs = e.isF32() ? ArrayRef<double[2]>(pairs32) : ArrayRef<double[2]>(pairs64);
  Real tail = polynomial(s2.high, e.isF32() ? ArrayRef<double>(rest32) : rest64);
  Pair sum = {tail, e.real(0)};
  for (size_t i = pairs.size(); i-- > 0;) {
    Pair term = i + 1 == pairs.size() ? Pair{s2.high * tail, e.real(0)} : product(s2, sum);
    sum = fastSum(e.real(pairs[i][0]), term.high);
    sum.low = sum.low + (term.low + pairs[i][1]);
  }
  Pair fraction = product(s, sum);
  Pair result = fastSum(k, fraction.high);
  return {result.high, result.low + fraction.low};
}

/// C's pow, all special cases included: < 2 ulp.
Real pow(Real x, Real y) {
  MathEmitter &e = *x.e;
  Real a = abs(x);
  Pair l = log2Pair(a);
  Real high = y * l.high;
  Real low = fma(y, l.low, fma(y, l.high, -high));
  Real magnitude = exp2Sum(high, low);

  // |x| = 1 to an infinite power, and the poles and zeros.
  magnitude = select(a == 1.0, 1.0, magnitude);
  Mask zero = a == 0.0;
  magnitude = select(zero | (a == kInf), select(zero ^ (y < 0.0), 0.0, kInf), magnitude);

  // Odd integers: halves of even ones are integers, inf included.
  Mask integral = floor(y) == y;
  Real half = y * 0.5;
  Mask odd = integral & !(floor(half) == half);
  Bits sign = bits(x) ^ bits(a);
  Real result = real(bits(magnitude) | select(odd, sign, e.bits(0)));

  result = select((x < 0.0) & (a < kInf) & !integral, kNaN, result);
  result = select(isNaN(x) | isNaN(y), x + y, result);
  return select((x == 1.0) | (y == 0.0), 1.0, result);
}

} // namespace vmapc::ir
