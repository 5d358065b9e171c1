// The remainder of a truncated division, exact for all operands.

#include "compiler/lowering/MathFamilies.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace vmapc::ir {

/// y 2^k, k >= 0, for y > 0 and a result that is finite; by two factors, because k may
/// exceed the largest exponent.
static Real scaleUp(Real y, Bits k) {
  MathEmitter &e = *y.e;
  unsigned p = e.mantissa();
  Bits half = k >> 1, bias = e.bits(e.exponentBias());
  return y * real((half + bias) << p) * real((k - half + bias) << p);
}

/// Long division of |x| by |y|. A step takes s = |y| 2^k with k >= 0 the smallest for
/// which the quotient q = trunc(r / s) has at most p bits; r - q s is a multiple of
/// the last place of s and less than s in magnitude, so the fma is exact; it is negative
/// where the division was rounded up to the next integer. Nearly always one step is
/// enough; each takes the exponent down by p - 1.
Real remainder(Real x, Real y) {
  MathEmitter &e = *x.e;
  OpBuilder &b = e.builder;
  unsigned p = e.mantissa();
  Real divisor = abs(y);
  // The exponent of y, as a field that denormals continue below 1.
  Mask tiny = divisor < e.minNormal();
  Bits field = bits(select(tiny, divisor * std::ldexp(1.0, p), divisor)) >> p;
  field = select(tiny, field - e.bits(p), field);
  // Where the result is not a remainder nothing is left to do.
  Mask proper = (divisor > 0.0) & (abs(x) < std::numeric_limits<double>::infinity());
  Real start = select(proper, abs(x), e.real(0));

  auto loop = scf::WhileOp::create(
      b, e.loc, TypeRange(e.type), ValueRange(start.value),
      [&](OpBuilder &, Location loc, ValueRange now) {
        Real r = {&e, now[0]};
        scf::ConditionOp::create(b, loc, any(!(r < divisor) & (r > 0.0)), now);
      },
      [&](OpBuilder &, Location loc, ValueRange now) {
        Real r = {&e, now[0]};
        Bits k = atLeastZero((bits(r) >> p) - field - e.bits(p - 1));
        k = select(r < e.minNormal(), e.bits(0), k); // r / |y| < 2^p
        Real s = scaleUp(divisor, k);
        Real q = trunc(r / s);
        Real next = fma(-q, s, r);
        next = select(next < 0.0, next + s, next);
        // r < s happens in lanes that are done.
        next = select(r < divisor, r, next);
        scf::YieldOp::create(b, loc, next.value);
      });
  Real result = copysign({&e, loop.getResult(0)}, x);
  // x rem 0 and inf rem y are NaN, and a NaN stays; x rem inf is x.
  return select(proper & !isNaN(y), result, (x - x) / (y * 0.0) + y);
}

} // namespace vmapc::ir
