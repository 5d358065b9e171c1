// sin and cos.
//
// |x| = n pi/2 + r with |r| <= pi/4 (1 + 2^-20); the low bits of n choose the
// polynomial and the sign. Two reductions:
//  - up to a limit, r = |x| - n C1 - n C2 - n C3 with fused products, C1 + C2 +
//    C3 = pi/2 to three times the precision. |x| - n C1 is exact (a multiple of
//    ulp(C1) below 1), n C2 cancels at most once more, exactly, and what C3
//    leaves out is below ulp(r) for the smallest r there is;
//  - beyond, in a branch for vectors with such a lane: MathTrigFar.cpp.
// Polynomials: tools/ulp/minimax.py, fits sin32, cos32, sin64, cos64.

#include "compiler/lowering/MathFamilies.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace vmapc::ir {

// sin(r) = r + r^3 P(r^2): relative error 2^-27.8 in f32, 2^-57.9 in f64.
static constexpr double sinTail32[] = {-0x1.555544p-3, 0x1.1106c6p-7, -0x1.991c26p-13};
static constexpr double sinTail64[] = {-0x1.5555555555548p-3,  0x1.111111110f730p-7,
                                       -0x1.a01a019be923fp-13, 0x1.71de35552ff0cp-19,
                                       -0x1.ae5e4b8950bd1p-26, 0x1.5d8b57a0172abp-33};
// cos(r) = 1 - r^2/2 + r^4 P(r^2): relative error 2^-33 in f32, 2^-63.8 in f64.
static constexpr double cosTail32[] = {0x1.55554ap-5, -0x1.6c0c26p-10, 0x1.99e714p-16};
static constexpr double cosTail64[] = {0x1.555555555554ap-5,  -0x1.6c16c16c14e00p-10,
                                       0x1.a01a019c5c39ep-16, -0x1.27e4f7cd32ac1p-22,
                                       0x1.1ee9c336938e1p-29, -0x1.8f99cc387e891p-37};

// pi/2 as a sum of three numbers of the type, each rounded to nearest.
static constexpr double halfPi32[] = {0x1.921fb6p+0, -0x1.777a5cp-25, -0x1.ee59dap-50};
static constexpr double halfPi64[] = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54,
                                      -0x1.f1976b7ed8fbcp-110};

static Reduced reduceNear(Real a, int64_t offset) {
  MathEmitter &e = *a.e;
  double magic = integerMagic(e) + offset;
  Real sum = fma(a, 0x1.45f306dc9c883p-1, magic);
  Real n = sum - magic;
  Real r = a;
  for (double part : e.isF32() ? halfPi32 : halfPi64)
    r = fma(n, -part, r);
  return {r, bits(sum)};
}

/// sin(r + quadrant pi/2), times -1 where `sign` has its top bit set. Both
/// polynomials for every lane. r is off by an ulp, by 1.5 after the far
/// reduction in f64: < 2.5 ulp.
static Real evaluate(Reduced x, Bits sign) {
  MathEmitter &e = *x.r.e;
  Real r2 = x.r * x.r;
  Real s = fma(polynomial(r2, e.isF32() ? ArrayRef<double>(sinTail32) : sinTail64), x.r * r2, x.r);
  Real c = polynomial(r2, e.isF32() ? ArrayRef<double>(cosTail32) : cosTail64);
  c = fma(fma(c, r2, -0.5), r2, 1.0);
  Real value = select((x.quadrant & 1) == 0, s, c);
  Bits flip = (x.quadrant & 2) << (e.isF32() ? 30 : 62);
  return real(bits(value) ^ flip ^ sign);
}

/// sin(|x| + offset pi/2), times the sign of x where `odd`.
static Real circular(Real x, int64_t offset, bool odd) {
  MathEmitter &e = *x.e;
  Real a = abs(x);
  // inf comes out of the near reduction as NaN.
  Mask far = (a >= (e.isF32() ? 0x1p17 : 0x1p20)) & (a < std::numeric_limits<double>::infinity());
  Reduced near = reduceNear(a, offset);
  auto choice = scf::IfOp::create(
      e.builder, e.loc, any(far),
      [&](OpBuilder &b, Location loc) {
        Reduced other = reduceFar(a, offset);
        scf::YieldOp::create(
            b, loc,
            {select(far, other.r, near.r).value, select(far, other.quadrant, near.quadrant).value});
      },
      [&](OpBuilder &b, Location loc) {
        scf::YieldOp::create(b, loc, {near.r.value, near.quadrant.value});
      });
  Bits sign = odd ? bits(x) ^ bits(a) : e.bits(0);
  return evaluate({Real{&e, choice.getResult(0)}, Bits{&e, choice.getResult(1)}}, sign);
}

Real sin(Real x) { return circular(x, 0, true); }
Real cos(Real x) { return circular(x, 1, false); }

} // namespace vmapc::ir
