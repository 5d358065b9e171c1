// Signs, roundings, exponentials, logarithms and roots: value, derivative and, for the linear ones,
// transpose. y stands for the result.

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <numbers>

using namespace mlir;
using namespace vmapc::ir;

namespace {

// d(-x) = -dx, which is its own transpose.
struct Neg : Elementwise<Neg, NegOp> {
  static Value scalar(const Scalars &s, ValueRange x) {
    if (s.isFloat())
      return s.unary<arith::NegFOp>(x[0]);
    return s.binary<arith::SubIOp>(s.constant(x[0], int64_t(0)), x[0]);
  }
  static Partial partial(Formula, NegOp, unsigned) { return Partial::minusOne(); }
  static LogicalResult transpose(NegOp op, Transposer &t) {
    t.add(op.getX(), Formula{t.builder(), op.getLoc()}.neg(t.cotangent(op.getResult())));
    return success();
  }
};

// d|x| = dx for x >= 0 (at 0 as well, like JAX), else -dx.
struct Abs : Elementwise<Abs, AbsOp> {
  static Value scalar(const Scalars &s, ValueRange x) {
    if (s.isFloat())
      return s.unary<math::AbsFOp>(x[0]);
    if (s.isUnsigned())
      return x[0];
    Value negated = s.binary<arith::SubIOp>(s.constant(x[0], int64_t(0)), x[0]);
    return s.binary<arith::MaxSIOp>(x[0], negated);
  }
  static Partial partial(Formula f, AbsOp op, unsigned) {
    Value x = op.getX(), zero = f.constant(x, 0);
    return f.select(f.compare(CompareDirection::ge, x, zero), f.constant(x, 1), f.constant(x, -1));
  }
};

struct Sign : Flat<Sign, SignOp> {
  static constexpr unsigned cost = 3;
  static Value scalar(const Scalars &s, ValueRange x) {
    if (s.isFloat()) {
      // What is neither above nor below 0 (NaN, a zero) stays.
      Value zero = s.constant(x[0], 0.0);
      Value notAbove = s.select(s.less(x[0], zero), s.constant(x[0], -1.0), x[0]);
      return s.select(s.less(zero, x[0]), s.constant(x[0], 1.0), notAbove);
    }
    Value one = s.constant(x[0], int64_t(1));
    if (s.isUnsigned())
      return s.binary<arith::MinUIOp>(x[0], one);
    Value low = s.binary<arith::MaxSIOp>(x[0], s.constant(x[0], int64_t(-1)));
    return s.binary<arith::MinSIOp>(low, one);
  }
};

struct Floor : Flat<Floor, FloorOp> {
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::FloorOp>(x[0]); }
};

struct Ceil : Flat<Ceil, CeilOp> {
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::CeilOp>(x[0]); }
};

struct RoundEven : Flat<RoundEven, RoundEvenOp> {
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::RoundEvenOp>(x[0]); }
};

struct RoundAway : Flat<RoundAway, RoundAwayOp> {
  static constexpr unsigned cost = 4;
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::RoundOp>(x[0]); }
};

struct Trunc : Flat<Trunc, TruncOp> {
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::TruncOp>(x[0]); }
};

struct IsFinite : Flat<IsFinite, IsFiniteOp> {
  static Value scalar(const Scalars &s, ValueRange x) {
    Value size = s.unary<math::AbsFOp>(x[0]);
    return s.less(size, s.constant(x[0], std::numeric_limits<double>::infinity()));
  }
};

// d e^x = y dx
struct Exp : Elementwise<Exp, ExpOp> {
  static constexpr unsigned cost = 14;
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::ExpOp>(x[0]); }
  static Partial partial(Formula, ExpOp op, unsigned) { return op.getResult(); }
};

// d 2^x = ln(2) y dx
struct Exp2 : Elementwise<Exp2, Exp2Op> {
  static constexpr unsigned cost = 12;
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::Exp2Op>(x[0]); }
  static Partial partial(Formula f, Exp2Op op, unsigned) {
    return f.mul(op.getResult(), f.constant(op.getX(), std::numbers::ln2));
  }
};

// d (e^x - 1) = (y + 1) dx
struct Expm1 : Elementwise<Expm1, Expm1Op> {
  static constexpr unsigned cost = 20;
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::ExpM1Op>(x[0]); }
  static Partial partial(Formula f, Expm1Op op, unsigned) {
    return f.add(op.getResult(), f.constant(op.getX(), 1));
  }
};

// d log(x) = dx / x
struct Log : Elementwise<Log, LogOp> {
  static constexpr unsigned cost = 18;
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::LogOp>(x[0]); }
  static Partial partial(Formula f, LogOp op, unsigned) {
    return f.div(f.constant(op.getX(), 1), op.getX());
  }
};

// d log2(x) = dx / (ln(2) x)
struct Log2 : Elementwise<Log2, Log2Op> {
  static constexpr unsigned cost = 19;
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::Log2Op>(x[0]); }
  static Partial partial(Formula f, Log2Op op, unsigned) {
    return f.div(f.constant(op.getX(), std::numbers::log2e), op.getX());
  }
};

// d log(1 + x) = dx / (1 + x)
struct Log1p : Elementwise<Log1p, Log1pOp> {
  static constexpr unsigned cost = 22;
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::Log1pOp>(x[0]); }
  static Partial partial(Formula f, Log1pOp op, unsigned) {
    Value one = f.constant(op.getX(), 1);
    return f.div(one, f.add(op.getX(), one));
  }
};

// d sqrt(x) = dx / (2 y); infinite at 0.
struct Sqrt : Elementwise<Sqrt, SqrtOp> {
  static constexpr unsigned cost = 6;
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::SqrtOp>(x[0]); }
  static Partial partial(Formula f, SqrtOp op, unsigned) {
    return f.div(f.constant(op.getX(), 0.5), op.getResult());
  }
};

// d x^(-1/2) = -(1/2) y/x dx
struct Rsqrt : Elementwise<Rsqrt, RsqrtOp> {
  static constexpr unsigned cost = 8;
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::RsqrtOp>(x[0]); }
  static Partial partial(Formula f, RsqrtOp op, unsigned) {
    return f.mul(f.constant(op.getX(), -0.5), f.div(op.getResult(), op.getX()));
  }
};

// d cbrt(x) = dx / (3 y^2); infinite at 0.
struct Cbrt : Elementwise<Cbrt, CbrtOp> {
  static constexpr unsigned cost = 20;
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::CbrtOp>(x[0]); }
  static Partial partial(Formula f, CbrtOp op, unsigned) {
    Value y = op.getResult();
    return f.div(f.constant(y, 1.0 / 3), f.mul(y, y));
  }
};

// d logistic(x) = y (1 - y) dx
struct Logistic : Elementwise<Logistic, LogisticOp> {
  static constexpr unsigned cost = 20;
  static Value scalar(const Scalars &s, ValueRange x) { return s.function("logistic", x); }
  static Partial partial(Formula f, LogisticOp op, unsigned) {
    Value y = op.getResult();
    return f.mul(y, f.sub(f.constant(y, 1), y));
  }
};

} // namespace

void vmapc::ir::attachUnaryRules(MLIRContext &context) {
  attach<Neg>(context);
  attach<Abs>(context);
  attach<Sign>(context);
  attach<Floor>(context);
  attach<Ceil>(context);
  attach<RoundEven>(context);
  attach<RoundAway>(context);
  attach<Trunc>(context);
  attach<IsFinite>(context);
  attach<Exp>(context);
  attach<Exp2>(context);
  attach<Expm1>(context);
  attach<Log>(context);
  attach<Log2>(context);
  attach<Log1p>(context);
  attach<Sqrt>(context);
  attach<Rsqrt>(context);
  attach<Cbrt>(context);
  attach<Logistic>(context);
}
