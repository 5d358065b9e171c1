// log, log2 and log1p.
//
// x = m 2^k with m in [sqrt(1/2), sqrt(2)), so that log(x) = k ln 2 + log(1 + f),
// f = m - 1 exact, and k = 0 around x = 1, where f carries the relative accuracy.
// Coefficients: tools/ulp/minimax.py, fits log32 and log64.

#include "compiler/lowering/MathFamilies.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace vmapc::ir {

static constexpr double kInf = std::numeric_limits<double>::infinity();
static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// f32: log(1 + f) = f - f^2 / 2 + f^3 P(f), relative error 2^-27.
static constexpr double logTail32[] = {0x1.555554p-2, -0x1.000228p-2, 0x1.99a038p-3, -0x1.547218p-3,
                                       0x1.22d54ap-3, -0x1.0d822p-3,  0x1.057fb8p-3, -0x1.39271p-4};

// f64: log(1 + f) = 2 atanh(s), s = f / (2 + f): = 2s + s R, R = s^2 P(s^2),
// relative error 2^-58.5.
static constexpr double logTail64[] = {
    0x1.5555555555592p-1, 0x1.999999997ff39p-2, 0x1.24924941df20ep-2, 0x1.c71c52160c3cep-3,
    0x1.74663c9fec25ap-3, 0x1.39a1eeb8c8836p-3, 0x1.2f0393f6c1fedp-3};

/// The bits of sqrt(1/2), rounded down: the lower end of m.
static int64_t rootBits(MathEmitter &e) { return e.isF32() ? 0x3f3504f3 : 0x3fe6a09e667f3bcc; }

Decomposed decompose(Real x) {
  MathEmitter &e = *x.e;
  unsigned p = e.mantissa();
  Bits shifted = bits(x) + ((e.exponentBias() << p) - rootBits(e));
  Real m = real((shifted & ((int64_t(1) << p) - 1)) + rootBits(e));
  return {m, shifted >> p};
}

double integerMagic(MathEmitter &e) { return std::ldexp(1.5, e.mantissa()); }

Real toReal(Bits x, Real offset) {
  // An integer below 2^(p-1), added to the bits of 1.5 * 2^p, is their sum.
  MathEmitter &e = *x.e;
  int64_t pattern = (((e.exponentBias() + e.mantissa()) << 1) | 1) << (e.mantissa() - 1);
  return real(x + pattern) - offset;
}

/// log(1 + f) - f.
///
/// f32: f^2 (f P - 1/2).
/// f64: s (h + R) - h with h = f^2 / 2, because log(1 + f) - f = 2s - f + s R and
/// 2s - f = -s f = s h - h.
static Real logRest(Real f) {
  if (f.e->isF32())
    return f * f * fma(polynomial(f, logTail32), f, -0.5);
  Real s = f / (f + 2.0);
  Real s2 = s * s;
  Real h = f * f * 0.5;
  return fma(s, h + s2 * polynomial(s2, logTail64), -h);
}

/// The small terms first: < 1.5 ulp.
Real logCore(Real k, Real f) {
  MathEmitter &e = *k.e;
  double high = e.isF32() ? 0x1.62e43p-1 : 0x1.62e42fefa39efp-1;
  double low = e.isF32() ? -0x1.05c61p-29 : 0x1.abc9e3b39803fp-56;
  return fma(k, high, f + fma(k, low, logRest(f)));
}

/// k C is exact, for C = ln 2 in 32 bits; f is added to it without loss.
Pair logPair(Real x) {
  MathEmitter &e = *x.e;
  assert(!e.isF32() && "for f64 only");
  Decomposed d = decompose(x);
  Real k = toReal(d.biased, e.real(integerMagic(e) + e.exponentBias()));
  Real f = d.m - 1.0;
  Real first = k * 0x1.62e42feep-1;
  Real high = first + f;
  // Whichever of the two is larger: Knuth's sum of two numbers.
  Real part = high - first;
  Real lost = (first - (high - part)) + (f - part);
  return {high, lost + fma(k, 0x1.a39ef35793c76p-33, logRest(f))};
}

/// k + log2(e) (f + rest), log2(e) as a pair: < 1.5 ulp, and exact for f = 0.
static Real log2Core(Real k, Real f) {
  MathEmitter &e = *k.e;
  double high = e.isF32() ? 0x1.715476p+0 : 0x1.71547652b82fep+0;
  double low = e.isF32() ? 0x1.4ae0cp-26 : 0x1.777d0ffda0d24p-56;
  return k + fma(f, high, fma(logRest(f), high, f * low));
}

/// Denormals are scaled up first. The selects at the end give log(+-0) = -inf,
/// NaN below 0, and inf and NaN themselves.
static Real logWith(Real x, Real (*core)(Real k, Real f)) {
  MathEmitter &e = *x.e;
  unsigned p = e.mantissa();
  Mask tiny = x < e.minNormal();
  Real scaled = select(tiny, x * std::ldexp(1.0, p + 1), x);
  Decomposed d = decompose(scaled);
  double offset = integerMagic(e) + e.exponentBias();
  Real k = toReal(d.biased, select(tiny, offset + p + 1, offset));
  Real result = core(k, d.m - 1.0);
  result = select(x < kInf, result, x);
  result = select(x < 0.0, kNaN, result);
  return select(x == 0.0, -kInf, result);
}

Real log(Real x) { return logWith(x, logCore); }
Real log2(Real x) { return logWith(x, log2Core); }

/// u = m 2^k: log(u + c) = (k + doublings) ln 2 + log(1 + f), f = (m - 1) + c 2^-k.
Real logOfSum(Real u, Real c, Real doublings) {
  MathEmitter &e = *u.e;
  unsigned p = e.mantissa();
  Decomposed d = decompose(u);
  // 2^-k; 0 for the two largest k, where c is 0 as well.
  Real power = real(atLeastZero(e.bits(2 * e.exponentBias() << p) - (d.biased << p)));
  Real f = fma(c, power, d.m - 1.0);
  Real k = toReal(d.biased, e.real(integerMagic(e) + e.exponentBias()) - doublings);
  return logCore(k, f);
}

/// u = 1 + x rounded, c = x - (u - 1) its rounding error (exact while u < 2^p,
/// without effect beyond). For small x, k = 0 and f = x exactly. < 2 ulp.
Real log1p(Real x) {
  MathEmitter &e = *x.e;
  Real u = x + 1.0;
  // The sign of x, for log1p(-0) = -0.
  Real result = copysign(logOfSum(u, x - (u - 1.0), e.real(0)), x);
  result = select(x < kInf, result, x);
  result = select(x < -1.0, kNaN, result);
  return select(x == -1.0, -kInf, result);
}

} // namespace vmapc::ir
