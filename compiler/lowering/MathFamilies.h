// The functions of the math expansion, family by family; each formula and its
// error bound stand where the function is defined.

#ifndef VMAPC_COMPILER_LOWERING_MATHFAMILIES_H
#define VMAPC_COMPILER_LOWERING_MATHFAMILIES_H

#include "compiler/lowering/MathEmitter.h"

namespace vmapc::ir {

/// high + low, |low| about an ulp of high at most.
struct Pair {
  Real high, low;
};

// MathExp.cpp
Real exp(Real x);
Real exp2(Real x);
Real expm1(Real x);
Real sinh(Real x);
Real cosh(Real x);
Real tanh(Real x);
Real logistic(Real x);
/// exp(high + low) for |low| <= ulp(high).
Real expSum(Real high, Real low);
/// exp(x) for |x| <= 80, where no intermediate leaves the normal range.
Real expNear(Real x);
/// 2^(high + low) for |low| <= ulp(high), with all overflows and underflows.
Real exp2Sum(Real high, Real low);

// MathLog.cpp
Real log(Real x);
Real log2(Real x);
Real log1p(Real x);
/// k ln 2 + log(1 + f) for f as `decompose` gives it, or tiny.
Real logCore(Real k, Real f);
/// log(x) of a positive normal x, in f64.
Pair logPair(Real x);
/// log(2^doublings (u + c)); u normal and positive, c at most half an ulp of it.
Real logOfSum(Real u, Real c, Real doublings);
/// x = m 2^k with m in [sqrt(1/2), sqrt(2)); x normal and positive. `k` is
/// biased: k + bias, a small non-negative integer.
struct Decomposed {
  Real m;
  Bits biased;
};
Decomposed decompose(Real x);
/// A small non-negative integer as a Real, minus `offset` - integerMagic: the
/// caller folds the two into one constant.
Real toReal(Bits x, Real offset);
double integerMagic(MathEmitter &e);

// MathTrig.cpp
Real sin(Real x);
Real cos(Real x);
Real tan(Real x);
/// sin(pi x) and cos(pi x), zero exactly where they are.
Real sinPi(Real x);
/// pi cos(pi x) / sin(pi x), in f64; infinite at the integers.
Pair cotangentPi(Real x);
/// a = n pi/2 + r, |r| <= pi/4; the low bits of `quadrant` are n + offset.
struct Reduced {
  Real r;
  Bits quadrant;
};

// MathTrigFar.cpp
/// For finite a >= 2^16.
Reduced reduceFar(Real a, int64_t offset);

// MathArc.cpp
Real asin(Real x);
Real acos(Real x);
Real atan(Real x);
Real atan2(Real y, Real x);

// MathArea.cpp
Real asinh(Real x);
Real acosh(Real x);
Real atanh(Real x);

// MathErf.cpp
Real erf(Real x);
Real erfc(Real x);
Real erfInv(Real x);

// MathGamma.cpp
Real lgamma(Real x);
Real digamma(Real x);

// MathZeta.cpp
Real zeta(Real s, Real q);

// MathBessel.cpp
Real besselI0e(Real x);
Real besselI1e(Real x);

// MathPow.cpp
Real pow(Real x, Real y);

// MathRoots.cpp
Real rsqrt(Real x);
Real cbrt(Real x);

// MathRem.cpp
/// C's fmod.
Real remainder(Real x, Real y);

} // namespace vmapc::ir

#endif
