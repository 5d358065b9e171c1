// exp, exp2, expm1, sinh, cosh, tanh and the logistic function.
//
// All write x = n ln 2 + r with integral n and |r| <= ln(2) / 2. n comes from
// adding 1.5 * 2^p + c (p mantissa bits), which leaves n + c in the low bits
// of the sum, rounded to nearest; c is chosen so that those bits, shifted into
// the exponent field, are the power of two that is needed. ln 2 is a pair of
// numbers and both products are fused, so r is exact to far less than its ulp.
// Polynomials are minimax (Remez exchange, coefficients rounded one by one with
// the rest fitted again): tools/ulp/minimax.py, fits exp32, exp64, exp2_32,
// exp2_64.

#include "compiler/lowering/MathFamilies.h"

#include <cmath>

using namespace mlir;

namespace vmapc::ir {

// expm1(r) = r + r^2 P(r); relative error 2^-26.1 in f32, 2^-55.5 in f64.
static constexpr double expTail32[] = {0x1.fffffep-2, 0x1.5554a8p-3, 0x1.555796p-5, 0x1.122e34p-7,
                                       0x1.6abf2p-10};
static constexpr double expTail64[] = {
    0x1.0000000000005p-1,  0x1.5555555555539p-3,  0x1.5555555551fdep-5,  0x1.1111111118e6ap-7,
    0x1.6c16c17fa436ep-10, 0x1.a01a0176dcc69p-13, 0x1.a019a4f2b066ap-16, 0x1.71de808e749d3p-19,
    0x1.28a4754b08f4dp-22, 0x1.ae7d797afffcbp-26};

// 2^r = 1 + r P(r); relative error 2^-26.2 in f32, 2^-57 in f64.
static constexpr double exp2Tail32[] = {0x1.62e43p-1,  0x1.ebfb94p-3,  0x1.c6af9ep-5,
                                        0x1.3b67e2p-7, 0x1.5ef538p-10, 0x1.17e68cp-13};
static constexpr double exp2Tail64[] = {
    0x1.62e42fefa39efp-1,  0x1.ebfbdff82c5b4p-3,  0x1.c6b08d704a270p-5,  0x1.3b2ab6fb9d81ep-7,
    0x1.5d87fe784564cp-10, 0x1.43091316ffa87p-13, 0x1.ffcbfe64edf7dp-17, 0x1.62bfb36356155p-20,
    0x1.b5208b2ef18cfp-24, 0x1.e63da48b28a7dp-28, 0x1.f0d2bcc2011ecp-32};

static constexpr double kLog2e = 0x1.71547652b82fep+0;

static ArrayRef<double> expTail(MathEmitter &e) {
  return e.isF32() ? ArrayRef<double>(expTail32) : ArrayRef<double>(expTail64);
}
static ArrayRef<double> exp2Tail(MathEmitter &e) {
  return e.isF32() ? ArrayRef<double>(exp2Tail32) : ArrayRef<double>(exp2Tail64);
}
static double ln2High(MathEmitter &e) { return e.isF32() ? 0x1.62e43p-1 : 0x1.62e42fefa39efp-1; }
static double ln2Low(MathEmitter &e) { return e.isF32() ? -0x1.05c61p-29 : 0x1.abc9e3b39803fp-56; }

namespace {
/// scale * x rounded to an integer: as a number, and as `shifted`, whose low
/// bits are n + offset.
struct Rounded {
  Real n;
  Bits shifted;
};

/// 2^n as a product of two powers of two near its square root, so that both
/// are normal for every n of a finite, denormal or barely overflowing result.
struct HalfPowers {
  Bits low, high; // exponent fields, already shifted into place
};
} // namespace

static Rounded roundScaled(Real x, double scale, int64_t offset) {
  MathEmitter &e = *x.e;
  double magic = std::ldexp(1.5, e.mantissa()) + offset;
  Real sum = scale == 1 ? x + magic : fma(x, scale, magic);
  return {sum - magic, bits(sum)};
}

/// x - n ln 2 / divisor, for a divisor that is a power of two.
static Real reduce(Real x, Real n, double divisor = 1) {
  return fma(n, -ln2Low(*x.e) / divisor, fma(n, -ln2High(*x.e) / divisor, x));
}

/// `shifted` = n + 2 bias in the low bits: 2^floor(n/2) and 2^(n - floor(n/2)).
static HalfPowers halves(Bits shifted) {
  unsigned p = shifted.e->mantissa();
  Bits low = shifted >> 1;
  return {low << p, (shifted - low) << p};
}

static Real scaleByHalves(Real value, Bits shifted) {
  HalfPowers h = halves(shifted);
  return value * real(h.low) * real(h.high);
}

/// exp(x) = 2^n (1 + r + r^2 P(r)). x is limited to where the result has
/// long become 0 or inf. The first product by a power of two is exact, the
/// second rounds once more only when the result is denormal: < 1.5 ulp.
static Real expOf(Real x, const Real *low) {
  MathEmitter &e = *x.e;
  x = atLeast(atMost(x, e.isF32() ? 89.0 : 710.0), e.isF32() ? -104.0 : -746.0);
  auto [n, shifted] = roundScaled(x, kLog2e, 2 * e.exponentBias());
  Real r = reduce(x, n);
  if (low)
    r = r + *low;
  Real p = polynomial(r, expTail(e));
  return scaleByHalves(fma(fma(p, r, 1.0), r, 1.0), shifted);
}

Real exp(Real x) { return expOf(x, nullptr); }
Real expSum(Real high, Real low) { return expOf(high, &low); }

Real expNear(Real x) {
  MathEmitter &e = *x.e;
  auto [n, shifted] = roundScaled(x, kLog2e, e.exponentBias());
  Real r = reduce(x, n);
  Real p = polynomial(r, expTail(e));
  return fma(fma(p, r, 1.0), r, 1.0) * real(shifted << e.mantissa());
}

/// 2^x = 2^n (1 + r P(r)), r = x - n exact: < 1.5 ulp.
Real exp2(Real x) {
  MathEmitter &e = *x.e;
  x = atLeast(atMost(x, e.isF32() ? 129.0 : 1025.0), e.isF32() ? -151.0 : -1076.0);
  auto [n, shifted] = roundScaled(x, 1, 2 * e.exponentBias());
  Real r = x - n;
  return scaleByHalves(fma(polynomial(r, exp2Tail(e)), r, 1.0), shifted);
}

/// As exp2; where `high` had to be limited, `low` says nothing and may be huge.
Real exp2Sum(Real high, Real low) {
  MathEmitter &e = *high.e;
  Real x = atLeast(atMost(high, e.isF32() ? 129.0 : 1025.0), e.isF32() ? -151.0 : -1076.0);
  low = select(x == high, low, e.real(0));
  auto [n, shifted] = roundScaled(x, 1, 2 * e.exponentBias());
  Real r = (x - n) + low;
  return scaleByHalves(fma(polynomial(r, exp2Tail(e)), r, 1.0), shifted);
}

/// 2^-shift expm1(x) = s q + (s - 2^-shift), s = 2^(n-shift), q = expm1(r); the
/// difference is exact where it matters. The cancellation for n = -1 costs at most a
/// factor 1.5 in q's error.
Real scaledExpm1(Real x, int shift) {
  MathEmitter &e = *x.e;
  auto [n, shifted] = roundScaled(x, kLog2e, e.exponentBias() - shift);
  Real r = reduce(x, n);
  Real q = fma(polynomial(r, expTail(e)), r * r, r);
  Real s = real(shifted << e.mantissa());
  return fma(s, q, s - std::ldexp(1.0, -shift));
}

/// Twice the half, which lets n reach its overflow value: < 2 ulp. Tiny x, for which
/// halving could lose a bit and which keep a zero's sign, are returned as they are.
Real expm1(Real x) {
  MathEmitter &e = *x.e;
  Real limited = atLeast(atMost(x, e.isF32() ? 89.0 : 710.0), e.isF32() ? -18.0 : -38.0);
  Real half = scaledExpm1(limited, 1);
  return select(abs(x) < (e.isF32() ? 0x1p-26 : 0x1p-55), x, half + half);
}

/// sinh|x| = (E + E / (E + 1)) / 2 with E = expm1|x|, computed as 4 times a quarter so
/// that nothing overflows before the result does (the limits do): < 3 ulp. Tiny x as in expm1.
Real sinh(Real x) {
  MathEmitter &e = *x.e;
  Real a = atMost(abs(x), e.isF32() ? 89.5 : 710.6);
  Real quarter = scaledExpm1(a, 2);
  Real half = quarter + quarter / fma(quarter, 4.0, 1.0);
  Real result = copysign(half + half, x);
  return select(abs(x) < (e.isF32() ? 0x1p-26 : 0x1p-55), x, result);
}

/// cosh(x) = 2 (w + 1 / (16 w)) with w = e^|x| / 4: < 2 ulp.
Real cosh(Real x) {
  MathEmitter &e = *x.e;
  Real a = atMost(abs(x), e.isF32() ? 90.0 : 711.0);
  auto [n, shifted] = roundScaled(a, kLog2e, e.exponentBias() - 2);
  Real r = reduce(a, n);
  Real p = polynomial(r, expTail(e));
  Real w = fma(fma(p, r, 1.0), r, 1.0) * real(shifted << e.mantissa());
  Real half = w + e.real(0.0625) / w;
  return half + half;
}

/// tanh|x| = E / (E + 1) with E = expm1(2|x|) / 2: E >= 0 has no cancellation
/// and an error of E reaches the quotient divided by E + 1. With x = n ln(2)/2 + r
/// and q = expm1(2r) / 2 = r + r^2 sum 2^(i+1) P_i r^i,
/// E = 2^n q + (2^n - 1) / 2. Beyond the limit the quotient rounds to 1: < 3 ulp.
Real tanh(Real x) {
  MathEmitter &e = *x.e;
  SmallVector<double> tail;
  for (auto [i, c] : llvm::enumerate(expTail(e)))
    tail.push_back(std::ldexp(c, i + 1));
  Real a = atMost(abs(x), e.isF32() ? 10.0 : 20.0);
  auto [n, shifted] = roundScaled(a, 2 * kLog2e, e.exponentBias());
  Real r = reduce(a, n, 2);
  Real q = fma(polynomial(r, tail), r * r, r);
  Real power = real(shifted << e.mantissa());
  Real half = fma(power, q, fma(power, 0.5, -0.5));
  return copysign(half / (half + 1.0), x);
}

/// 1 / (1 + exp(-x)) = 1 / (1 + p 2^n), p = 1 + r + r^2 P(r). With
/// 2^n = 2^a 2^b, a and b nearly equal, numerator and denominator are scaled by
/// 2^-b: 2^-b / (2^-b + p 2^a). Nothing overflows, so that results down to the
/// smallest denormal come out of the one division: < 2.5 ulp.
Real logistic(Real x) {
  MathEmitter &e = *x.e;
  // Beyond the upper limit the result is 1, below the lower one it is 0.
  x = atLeast(atMost(x, e.isF32() ? 104.0 : 746.0), e.isF32() ? -104.0 : -746.0);
  auto [n, shifted] = roundScaled(x, -kLog2e, 2 * e.exponentBias());
  Real r = reduce(-x, n);
  Real p = polynomial(r, expTail(e));
  p = fma(fma(p, r, 1.0), r, 1.0);
  HalfPowers h = halves(shifted);
  // The exponent field of 2^-b is 2 bias minus that of 2^b.
  Real inverse = real(e.bits(2 * e.exponentBias() << e.mantissa()) - h.high);
  return inverse / fma(p, real(h.low), inverse);
}

} // namespace vmapc::ir
