// Inverses of the circular functions. Coefficients: tools/ulp/minimax.py, fits asin32,
// asin64, atan32, atan64.

#include "compiler/lowering/MathFamilies.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace vmapc::ir {

static constexpr double kInf = std::numeric_limits<double>::infinity();

// asin(x) = x + x^3 P(x^2), |x| <= 1/2: relative error 2^-27.6 in f32, 2^-55.9 in f64.
static constexpr double asinTail32[] = {0x1.5555c8p-3, 0x1.3301fcp-4, 0x1.747d06p-5, 0x1.8c2d7ap-6,
                                        0x1.596d76p-5};
static constexpr double asinTail64[] = {
    0x1.555555555538ep-3, 0x1.333333336ec38p-4, 0x1.6db6db424be66p-5,  0x1.f1c72c48d367dp-6,
    0x1.6e89f2b237dd8p-6, 0x1.1c6bfa0245740p-6, 0x1.c6fbd041b17e2p-7,  0x1.8ed01f5c258acp-7,
    0x1.ab5ab870cc4f6p-8, 0x1.404665a76fa93p-6, -0x1.0a5646a4b46ccp-6, 0x1.059b4af17eaf5p-5};

// atan(x) = x + x^3 P(x^2), |x| <= tan(pi/8): relative error 2^-25.5 in f32, 2^-59.4 in
// f64.
static constexpr double atanTail32[] = {-0x1.555454p-2, 0x1.9924d4p-3, -0x1.1c37ap-3,
                                        0x1.49e3c2p-4};
static constexpr double atanTail64[] = {
    -0x1.555555555553dp-2, 0x1.999999999585fp-3, -0x1.24924922acebap-3, 0x1.c71c70e5d61c3p-4,
    -0x1.745cf8d510e1cp-4, 0x1.3b11188e81099p-4, -0x1.10ebb1a5d1e83p-4, 0x1.df0ee7568fc71p-5,
    -0x1.9cd0efae17124p-5, 0x1.37d0fade4f7e9p-5, -0x1.255ffcc9d902ap-6};

static double halfPi(MathEmitter &e) { return e.isF32() ? 0x1.921fb6p+0 : 0x1.921fb54442d18p+0; }
static double halfPiLow(MathEmitter &e) {
  return e.isF32() ? -0x1.777a5cp-25 : 0x1.1a62633145c07p-54;
}

namespace {
/// asin(w) = w + tail for w = |x| where `small` (|x| <= 1/2); beyond, w is
/// sqrt((1 - |x|) / 2) and asin|x| = pi/2 - 2 asin(w).
struct ArcSine {
  Mask small;
  Real w, tail;
};
} // namespace

static ArcSine arcSine(Real x) {
  MathEmitter &e = *x.e;
  Real a = abs(x);
  Mask small = a < 0.5;
  Real z = select(small, a * a, fma(a, -0.5, 0.5)); // exact for a >= 1/2
  Real w = select(small, a, sqrt(z));
  return {small, w, w * z * polynomial(z, e.isF32() ? ArrayRef<double>(asinTail32) : asinTail64)};
}

/// < 2 ulp; beyond 1 the root makes NaN.
Real asin(Real x) {
  MathEmitter &e = *x.e;
  auto [small, w, tail] = arcSine(x);
  Real large = e.real(halfPi(e)) - fma(w, 2.0, fma(tail, 2.0, -halfPiLow(e)));
  return copysign(select(small, w + tail, large), x);
}

/// pi/2 - asin(x) for small x; 2 asin(w) for x > 1/2 and pi - 2 asin(w) below -1/2, half
/// of which is the first formula again: < 2 ulp.
Real acos(Real x) {
  MathEmitter &e = *x.e;
  auto [small, w, tail] = arcSine(x);
  Real u = select(small, copysign(w, x), w), v = select(small, copysign(tail, x), tail);
  Real left = e.real(halfPi(e)) - (u + (v - halfPiLow(e)));
  Real large = select(x < 0.0, left, w + tail);
  return select(small, left, large + large);
}

static Real atanTail(Real t) {
  Real z = t * t;
  return t * z * polynomial(z, t.e->isF32() ? ArrayRef<double>(atanTail32) : atanTail64);
}

/// With one division to |t| <= tan(pi/8): x itself, (x - 1) / (x + 1) = tan(atan(x) - pi/4)
/// or -1/x = tan(atan(x) - pi/2): < 2 ulp.
Real atan(Real x) {
  MathEmitter &e = *x.e;
  Real a = abs(x);
  Mask middle = a > 0.41421356237309503, large = a > 2.414213562373095;
  Real one = e.real(1);
  Real top = select(large, e.real(-1), select(middle, a - 1.0, a));
  Real bottom = select(large, a, select(middle, a + 1.0, one));
  Real t = top / bottom;
  double pi = halfPi(e), low = halfPiLow(e);
  Real base = select(large, e.real(pi), select(middle, pi / 2, 0.0));
  Real baseLow = select(large, e.real(low), select(middle, low / 2, 0.0));
  return copysign(base + (t + (atanTail(t) + baseLow)), x);
}

/// The smaller of |x| and |y| over the larger is a tangent of at most 1, reduced as in
/// atan. The angle is c pi/4 plus or minus atan(t) with c counted from 0 to 4: < 2.5 ulp.
/// Huge operands are halved twice, so that their sum is finite.
Real atan2(Real y, Real x) {
  MathEmitter &e = *x.e;
  Real ax = abs(x), ay = abs(y);
  Mask steep = ax < ay;
  Real n = select(steep, ax, ay), d = select(steep, ay, ax);
  Real factor = select(d >= (e.isF32() ? 0x1p126 : 0x1p1022), 0.25, 1.0);
  n = n * factor, d = d * factor;
  Mask middle = d * 0.41421356237309503 < n;
  Real t = select(middle, n - d, n) / select(middle, n + d, d);
  // 0/0 is the angle 0, and both infinite the diagonal.
  Mask infinite = n == kInf;
  middle = middle | infinite;
  t = select(infinite | (d == 0.0), 0.0, t);

  Mask left = isNegative(x);
  Real one = e.real(1), c = select(middle, 1.0, 0.0);
  c = select(steep, e.real(2) - c, c);
  c = select(left, e.real(4) - c, c);
  Real sign = select(left ^ steep, -one, one);
  double quarter = halfPi(e) / 2;
  Real base = c * quarter;
  Real low = fma(c, halfPiLow(e) / 2, fma(c, e.real(quarter), -base));
  t = t * sign;
  Real angle = base + (t + (atanTail(t) + low));
  return select(isNaN(x) | isNaN(y), x + y, copysign(angle, y));
}

} // namespace vmapc::ir
