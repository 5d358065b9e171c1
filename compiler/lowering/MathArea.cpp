// Inverses of the hyperbolic functions, by log1p.

#include "compiler/lowering/MathFamilies.h"

#include <limits>

using namespace mlir;

namespace vmapc::ir {

static constexpr double kInf = std::numeric_limits<double>::infinity();
static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// From here on x^2 + 1 and x^2 - 1 round to x^2, and both functions to log(2x).
static double large(MathEmitter &e) { return e.isF32() ? 0x1p13 : 0x1p28; }

/// log(1 + z), or log(2 x) where `far`.
static Real logOnePlus(Real z, Mask far, Real x) {
  MathEmitter &e = *z.e;
  Real u = z + 1.0;
  Real c = z - (u - 1.0);
  return logOfSum(select(far, x, u), select(far, e.real(0), c), select(far, 1.0, 0.0));
}

/// asinh|x| = log(1 + z), z = |x| + x^2 / (1 + sqrt(x^2 + 1)): no cancellation, and log1p
/// does not enlarge the error of z: < 4 ulp.
Real asinh(Real x) {
  MathEmitter &e = *x.e;
  Real a = abs(x);
  Mask far = a >= large(e);
  Real near = atMost(a, large(e));
  Real square = near * near;
  Real z = near + square / (sqrt(square + 1.0) + 1.0);
  Real result = logOnePlus(z, far, a);
  return select(a < kInf, copysign(result, x), x);
}

/// acosh(x) = log(1 + z), z = t + sqrt(t^2 + 2t), t = x - 1: < 3 ulp.
Real acosh(Real x) {
  MathEmitter &e = *x.e;
  Mask far = x >= large(e);
  Real t = atMost(x, large(e)) - 1.0;
  Real z = t + sqrt(fma(t, t, t + t));
  Real result = logOnePlus(z, far, x);
  result = select(x < kInf, result, x);
  return select(x < 1.0, kNaN, result);
}

/// atanh|x| = log(1 + 2|x| / (1 - |x|)) / 2: < 3.5 ulp. At 1 the quotient is infinite,
/// beyond it is below -2, where log1p is NaN.
Real atanh(Real x) {
  MathEmitter &e = *x.e;
  Real a = abs(x);
  Real z = (a + a) / (e.real(1) - a);
  return copysign(log1p(z) * 0.5, x);
}

} // namespace vmapc::ir
