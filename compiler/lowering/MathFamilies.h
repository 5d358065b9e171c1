// The functions of the math expansion, family by family; each formula and its
// error bound stand where the function is defined.

#ifndef VMAPC_COMPILER_LOWERING_MATHFAMILIES_H
#define VMAPC_COMPILER_LOWERING_MATHFAMILIES_H

#include "compiler/lowering/MathEmitter.h"

namespace vmapc::ir {

// MathExp.cpp
Real exp(Real x);
Real exp2(Real x);
Real expm1(Real x);
Real tanh(Real x);
Real logistic(Real x);
/// exp(x) for |x| <= 80, where no intermediate leaves the normal range.
Real expNear(Real x);
/// 2^(high + low) for |low| <= ulp(high), with all overflows and underflows.
Real exp2Sum(Real high, Real low);

// MathLog.cpp
Real log(Real x);
Real log1p(Real x);
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
/// a = n pi/2 + r, |r| <= pi/4; the low bits of `quadrant` are n + offset.
struct Reduced {
  Real r;
  Bits quadrant;
};

// MathTrigFar.cpp
/// For finite a >= 2^16.
Reduced reduceFar(Real a, int64_t offset);

// MathErf.cpp
Real erf(Real x);

// MathPow.cpp
Real pow(Real x, Real y);
Real rsqrt(Real x);

} // namespace vmapc::ir

#endif
