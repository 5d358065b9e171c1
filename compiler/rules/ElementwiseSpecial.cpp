// Special functions: the error function and its relatives, gamma functions, the
// Hurwitz zeta function, modified Bessel functions. y stands for the result.

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>
#include <numbers>

using namespace mlir;
using namespace vmapc::ir;

namespace {

/// (2 / sqrt(pi)) e^(-x^2)
Value gaussian(Formula f, Value x, double factor) {
  return f.mul(f.constant(x, factor * 2 * std::numbers::inv_sqrtpi),
               f.unary<ExpOp>(f.neg(f.mul(x, x))));
}

// d erf(x) = 2/sqrt(pi) e^(-x^2) dx
struct Erf : Elementwise<Erf, ErfOp> {
  static constexpr unsigned cost = 24;
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::ErfOp>(x[0]); }
  static Partial partial(Formula f, ErfOp op, unsigned) { return gaussian(f, op.getX(), 1); }
};

// d erfc(x) = -2/sqrt(pi) e^(-x^2) dx
struct Erfc : Elementwise<Erfc, ErfcOp> {
  static constexpr unsigned cost = 40;
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::ErfcOp>(x[0]); }
  static Partial partial(Formula f, ErfcOp op, unsigned) { return gaussian(f, op.getX(), -1); }
};

// d erf_inv(x) = sqrt(pi)/2 e^(y^2) dx; infinite at 1 and -1.
struct ErfInv : Elementwise<ErfInv, ErfInvOp> {
  static constexpr unsigned cost = 60;
  static Value scalar(const Scalars &s, ValueRange x) { return s.function("erf_inv", x); }
  static Partial partial(Formula f, ErfInvOp op, unsigned) {
    Value y = op.getResult();
    return f.mul(f.constant(y, 0.5 / std::numbers::inv_sqrtpi), f.unary<ExpOp>(f.mul(y, y)));
  }
};

// d lgamma(x) = digamma(x) dx
struct Lgamma : Elementwise<Lgamma, LgammaOp> {
  static constexpr unsigned cost = 80;
  static Value scalar(const Scalars &s, ValueRange x) { return s.function("lgamma", x); }
  static Partial partial(Formula f, LgammaOp op, unsigned) { return f.unary<DigammaOp>(op.getX()); }
};

// d digamma(x) = zeta(2, x) dx
struct Digamma : Elementwise<Digamma, DigammaOp> {
  static constexpr unsigned cost = 80;
  static Value scalar(const Scalars &s, ValueRange x) { return s.function("digamma", x); }
  static Partial partial(Formula f, DigammaOp op, unsigned) {
    return f.binary<ZetaOp>(f.constant(op.getX(), 2), op.getX());
  }
};

// d zeta(s, q) = -s zeta(s + 1, q) dq; the derivative by s is not provided.
struct Zeta : Elementwise<Zeta, ZetaOp> {
  static constexpr unsigned cost = 600;
  static Value scalar(const Scalars &s, ValueRange x) { return s.function("zeta", x); }
  static LogicalResult linearize(ZetaOp op, Linearizer &linearizer) {
    if (linearizer.tangent(op.getLhs()))
      return op.emitOpError("requires a first operand that is not differentiated: its derivative "
                            "by the exponent is not provided");
    return Elementwise<Zeta, ZetaOp>::linearize(op, linearizer);
  }
  static Partial partial(Formula f, ZetaOp op, unsigned) {
    Value s = op.getLhs();
    return f.neg(f.mul(s, f.binary<ZetaOp>(f.add(s, f.constant(s, 1)), op.getRhs())));
  }
};

// i0e(x) = e^-|x| I0(x): d = (i1e(x) - sign(x) y) dx; 0 at 0.
struct BesselI0e : Elementwise<BesselI0e, BesselI0eOp> {
  static constexpr unsigned cost = 60;
  static Value scalar(const Scalars &s, ValueRange x) { return s.function("bessel_i0e", x); }
  static Partial partial(Formula f, BesselI0eOp op, unsigned) {
    Value x = op.getX();
    return f.sub(f.unary<BesselI1eOp>(x), f.mul(f.unary<SignOp>(x), op.getResult()));
  }
};

// i1e(x) = e^-|x| I1(x): d = (i0e(x) - y (sign(x) + 1/x)) dx; 1/2 at 0, where y/x is.
struct BesselI1e : Elementwise<BesselI1e, BesselI1eOp> {
  static constexpr unsigned cost = 60;
  static Value scalar(const Scalars &s, ValueRange x) { return s.function("bessel_i1e", x); }
  static Partial partial(Formula f, BesselI1eOp op, unsigned) {
    Value x = op.getX(), y = op.getResult(), zero = f.constant(x, 0), one = f.constant(x, 1);
    Value origin = f.equal(x, zero);
    Value quotient = f.select(origin, f.constant(x, 0.5), f.div(y, f.select(origin, one, x)));
    Value slope = f.sub(f.unary<BesselI0eOp>(x), quotient);
    return f.sub(slope, f.mul(f.unary<SignOp>(x), y));
  }
};

} // namespace

void vmapc::ir::attachSpecialRules(MLIRContext &context) {
  attach<Erf>(context);
  attach<Erfc>(context);
  attach<ErfInv>(context);
  attach<Lgamma>(context);
  attach<Digamma>(context);
  attach<Zeta>(context);
  attach<BesselI0e>(context);
  attach<BesselI1e>(context);
}
