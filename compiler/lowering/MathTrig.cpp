// sin, cos and tan; sin and cot of pi x.
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

namespace {
/// sin(r) and cos(r).
struct SineCosine {
  Real sine, cosine;
};
} // namespace

static SineCosine polynomials(Real r) {
  MathEmitter &e = *r.e;
  Real r2 = r * r;
  Real s = fma(polynomial(r2, e.isF32() ? ArrayRef<double>(sinTail32) : sinTail64), r * r2, r);
  Real c = polynomial(r2, e.isF32() ? ArrayRef<double>(cosTail32) : cosTail64);
  return {s, fma(fma(c, r2, -0.5), r2, 1.0)};
}

/// sin(r + quadrant pi/2), times -1 where `sign` has its top bit set. Both
/// polynomials for every lane. r is off by an ulp at most: < 2.5 ulp.
static Real evaluate(Reduced x, Bits sign) {
  auto [s, c] = polynomials(x.r);
  Real value = select((x.quadrant & 1) == 0, s, c);
  Bits flip = (x.quadrant & 2) << (x.r.e->isF32() ? 30 : 62);
  return real(bits(value) ^ flip ^ sign);
}

static Reduced reduce(Real a, int64_t offset) {
  MathEmitter &e = *a.e;
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
  return {Real{&e, choice.getResult(0)}, Bits{&e, choice.getResult(1)}};
}

/// sin(|x| + offset pi/2), times the sign of x where `odd`.
static Real circular(Real x, int64_t offset, bool odd) {
  Real a = abs(x);
  return evaluate(reduce(a, offset), odd ? bits(x) ^ bits(a) : x.e->bits(0));
}

Real sin(Real x) { return circular(x, 0, true); }
Real cos(Real x) { return circular(x, 1, false); }

/// sin(r) / cos(r), or -cos(r) / sin(r) for odd multiples of pi/2: < 4 ulp.
Real tan(Real x) {
  Real a = abs(x);
  Reduced reduced = reduce(a, 0);
  auto [s, c] = polynomials(reduced.r);
  Mask even = (reduced.quadrant & 1) == 0;
  Real quotient = select(even, s, -c) / select(even, c, s);
  return real(bits(quotient) ^ bits(x) ^ bits(a));
}

namespace {
/// x modulo 2 = n/2 + r, |r| <= 1/4, exactly; n + offset in the low bits of `quadrant`.
struct Turns {
  Real r;
  Bits quadrant;
};
} // namespace

static Turns reduceTurns(Real x, int64_t offset) {
  x = fma(roundEven(x * 0.5), -2.0, x);
  double magic = integerMagic(*x.e) + offset;
  Real sum = fma(x, 2.0, magic);
  return {fma(sum - magic, -0.5, x), bits(sum)};
}

Real sinPi(Real x) {
  auto [r, quadrant] = reduceTurns(x, 0);
  return evaluate({r * (x.e->isF32() ? 0x1.921fb6p+1 : 0x1.921fb54442d18p+1), quadrant},
                  x.e->bits(0));
}

/// sin and cos of r + low, |low| <= ulp(r) / 2, with an error of a fraction of an ulp.
static std::pair<Pair, Pair> sineCosinePair(Real r, Real low) {
  Real one = r.e->real(1);
  Real r2 = r * r;
  Real sineTail = fma(polynomial(r2, sinTail64), r * r2, low);
  Real sine = r + sineTail;
  Real half = r2 * 0.5;
  Real top = one - half;
  Real cosineTail = fma(polynomial(r2, cosTail64), r2 * r2, (one - top) - half);
  cosineTail = cosineTail - fma(fma(r, r, -r2), 0.5, r * low);
  Real cosine = top + cosineTail;
  return {{sine, (r - sine) + sineTail}, {cosine, (top - cosine) + cosineTail}};
}

/// pi r, sin and cos of it, their quotient and its product with pi as pairs.
Pair cotangentPi(Real x) {
  MathEmitter &e = *x.e;
  assert(!e.isF32() && "for f64 only");
  constexpr double pi = 0x1.921fb54442d18p+1, piLow = 0x1.1a62633145c07p-53;
  auto [r, quadrant] = reduceTurns(x, 0);
  Real high = r * pi;
  auto [sine, cosine] = sineCosinePair(high, fma(r, piLow, fma(r, e.real(pi), -high)));
  Mask even = (quadrant & 1) == 0;
  auto choose = [&](Pair a, Pair b) {
    return Pair{select(even, a.high, b.high), select(even, a.low, b.low)};
  };
  Pair top = choose(cosine, {-sine.high, -sine.low}), bottom = choose(sine, cosine);
  Real quotient = top.high / bottom.high;
  Real rest = fma(-quotient, bottom.high, top.high) + fma(-quotient, bottom.low, top.low);
  rest = rest / bottom.high;
  Real product = quotient * pi;
  Real left = fma(quotient, piLow, fma(quotient, e.real(pi), -product)) + rest * pi;
  // Where the product overflows nothing is left.
  Mask finite = abs(product) < std::numeric_limits<double>::infinity();
  return {product, select(finite, left, 0.0)};
}

} // namespace vmapc::ir
