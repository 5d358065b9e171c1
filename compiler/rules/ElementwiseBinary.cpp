// Arithmetic of two or three arguments. The integer forms are total: division by
// zero, overflow and huge exponents have the results that Elementwise.td states.

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

// d(x + y) = dx + dy; each gets the cotangent as it is.
struct Add : Elementwise<Add, AddOp> {
  static Value scalar(const Scalars &s, ValueRange x) {
    return s.either<arith::AddFOp, arith::AddIOp>(x[0], x[1]);
  }
  static Partial partial(Formula, AddOp, unsigned) { return Partial::one(); }
  static LogicalResult transpose(AddOp op, Transposer &t) {
    for (Value operand : op.getOperands())
      if (t.isLinear(operand))
        t.add(operand, t.cotangent(op.getResult()));
    return success();
  }
};

// d(x - y) = dx - dy
struct Sub : Elementwise<Sub, SubOp> {
  static Value scalar(const Scalars &s, ValueRange x) {
    return s.either<arith::SubFOp, arith::SubIOp>(x[0], x[1]);
  }
  static Partial partial(Formula, SubOp, unsigned k) {
    return k == 0 ? Partial::one() : Partial::minusOne();
  }
  static LogicalResult transpose(SubOp op, Transposer &t) {
    Value ct = t.cotangent(op.getResult());
    if (t.isLinear(op.getLhs()))
      t.add(op.getLhs(), ct);
    if (t.isLinear(op.getRhs()))
      t.add(op.getRhs(), Formula{t.builder(), op.getLoc()}.neg(ct));
    return success();
  }
};

// d(x y) = y dx + x dy; as a map of x alone its transpose multiplies by y.
struct Mul : Elementwise<Mul, MulOp> {
  static Value scalar(const Scalars &s, ValueRange x) {
    return s.either<arith::MulFOp, arith::MulIOp>(x[0], x[1]);
  }
  static Partial partial(Formula, MulOp op, unsigned k) {
    return k == 0 ? op.getRhs() : op.getLhs();
  }
  static LogicalResult transpose(MulOp op, Transposer &t) {
    if (failed(checkOneLinear(op, t)))
      return failure();
    bool left = t.isLinear(op.getLhs());
    Value other = t.get(left ? op.getRhs() : op.getLhs());
    t.add(left ? op.getLhs() : op.getRhs(),
          Formula{t.builder(), op.getLoc()}.mul(t.cotangent(op.getResult()), other));
    return success();
  }
};

// d(x / y) = dx / y - (x/y)/y dy
struct Div : Elementwise<Div, DivOp> {
  static constexpr unsigned cost = 4;
  static Value scalar(const Scalars &s, ValueRange x) {
    if (s.isFloat())
      return s.binary<arith::DivFOp>(x[0], x[1]);
    Value byZero = s.equal(x[1], s.constant(x[1], int64_t(0)));
    Value safe = safeDivisor(s, x[0], x[1], byZero);
    Value quotient = s.isUnsigned() ? s.binary<arith::DivUIOp>(x[0], safe)
                                    : s.binary<arith::DivSIOp>(x[0], safe);
    return s.select(byZero, s.constant(x[0], int64_t(-1)), quotient);
  }
  /// y, but 1 where dividing by it is undefined: by 0, and the smallest integer
  /// by -1 (whose quotient wraps to itself and whose remainder is 0, as by 1).
  static Value safeDivisor(const Scalars &s, Value x, Value y, Value byZero) {
    Value undefined = byZero;
    if (!s.isUnsigned()) {
      Value smallest = s.equal(x, s.constant(x, APInt::getSignedMinValue(s.width())));
      Value byMinusOne = s.equal(y, s.constant(y, int64_t(-1)));
      undefined = s.binary<arith::OrIOp>(byZero, s.binary<arith::AndIOp>(smallest, byMinusOne));
    }
    return s.select(undefined, s.constant(y, int64_t(1)), y);
  }
  static Partial partial(Formula f, DivOp op, unsigned k) {
    if (k == 0)
      return f.div(f.constant(op.getRhs(), 1), op.getRhs());
    return f.neg(f.div(op.getResult(), op.getRhs()));
  }
  static LogicalResult transpose(DivOp op, Transposer &t) {
    if (t.isLinear(op.getRhs()))
      return op.emitOpError("requires a divisor that is not linear to be transposed");
    t.add(op.getLhs(),
          Formula{t.builder(), op.getLoc()}.div(t.cotangent(op.getResult()), t.get(op.getRhs())));
    return success();
  }
};

// d(x rem y) = dx - trunc(x/y) dy
struct Rem : Elementwise<Rem, RemOp> {
  static constexpr unsigned cost = 20;
  static Value scalar(const Scalars &s, ValueRange x) {
    if (s.isFloat())
      return s.binary<arith::RemFOp>(x[0], x[1]);
    Value byZero = s.equal(x[1], s.constant(x[1], int64_t(0)));
    Value safe = Div::safeDivisor(s, x[0], x[1], byZero);
    Value remainder = s.isUnsigned() ? s.binary<arith::RemUIOp>(x[0], safe)
                                     : s.binary<arith::RemSIOp>(x[0], safe);
    return s.select(byZero, x[0], remainder);
  }
  static Partial partial(Formula f, RemOp op, unsigned k) {
    if (k == 0)
      return Partial::one();
    Value quotient = f.div(op.getLhs(), op.getRhs());
    Value size = f.unary<FloorOp>(f.unary<AbsOp>(quotient));
    return f.neg(f.mul(f.unary<SignOp>(quotient), size));
  }
};

// d x^y = y x^(y-1) dx + log(x) x^y dy, with the factor 0 where y = 0 (the power
// is 1 whatever x is), and log(x) taken as 0 where x = 0.
struct Pow : Elementwise<Pow, PowOp> {
  static constexpr unsigned cost = 50;
  static Value scalar(const Scalars &s, ValueRange x) {
    return s.isFloat() ? s.binary<math::PowFOp>(x[0], x[1]) : integerPower(s, x[0], x[1]);
  }
  /// Multiplies the squares x, x^2, x^4, ... that the bits of y choose.
  static Value integerPower(const Scalars &s, Value x, Value y) {
    Value one = s.constant(x, int64_t(1)), zero = s.constant(x, int64_t(0));
    Value power = one, square = x;
    unsigned bits = s.isUnsigned() ? s.width() : s.width() - 1;
    for (unsigned bit = 0; bit < bits; ++bit) {
      Value mask = s.constant(y, APInt::getOneBitSet(s.width(), bit));
      Value chosen = s.notEqual(s.binary<arith::AndIOp>(y, mask), zero);
      power = s.select(chosen, s.binary<arith::MulIOp>(power, square), power);
      if (bit + 1 < bits)
        square = s.binary<arith::MulIOp>(square, square);
    }
    if (s.isUnsigned())
      return power;
    // A negative y: 1 for 1, +-1 by the parity of y for -1, else 0.
    Value odd = s.notEqual(s.binary<arith::AndIOp>(y, one), zero);
    Value ofMinusOne = s.select(odd, x, one);
    Value inverse = s.select(s.equal(x, s.constant(x, int64_t(-1))), ofMinusOne, zero);
    inverse = s.select(s.equal(x, one), one, inverse);
    return s.select(s.less(y, zero), inverse, power);
  }
  static Partial partial(Formula f, PowOp op, unsigned k) {
    Value x = op.getLhs(), y = op.getRhs();
    Value zero = f.constant(x, 0), one = f.constant(x, 1);
    if (k == 0) {
      Value flat = f.equal(y, zero);
      Value less = f.select(flat, one, f.sub(y, one));
      return f.select(flat, zero, f.mul(y, f.binary<PowOp>(x, less)));
    }
    Value log = f.unary<LogOp>(f.select(f.equal(x, zero), one, x));
    return f.mul(log, op.getResult());
  }
};

/// 1 where `mine` is the extreme alone, 1/2 where both are, else 0.
Value shareOfExtreme(Formula f, Value extreme, Value mine, Value other) {
  Value one = f.constant(extreme, 1);
  Value share = f.select(f.equal(other, extreme), f.constant(extreme, 0.5), one);
  return f.select(f.equal(mine, extreme), share, f.constant(extreme, 0));
}

// d max(x, y): the larger's tangent, half of each at a tie.
struct Max : Elementwise<Max, MaxOp> {
  static constexpr unsigned cost = 2;
  static Value scalar(const Scalars &s, ValueRange x) {
    if (s.isUnsigned())
      return s.binary<arith::MaxUIOp>(x[0], x[1]);
    return s.either<arith::MaximumFOp, arith::MaxSIOp>(x[0], x[1]);
  }
  static Partial partial(Formula f, MaxOp op, unsigned k) {
    return shareOfExtreme(f, op.getResult(), op->getOperand(k), op->getOperand(1 - k));
  }
};

// d min(x, y): the smaller's tangent, half of each at a tie.
struct Min : Elementwise<Min, MinOp> {
  static constexpr unsigned cost = 2;
  static Value scalar(const Scalars &s, ValueRange x) {
    if (s.isUnsigned())
      return s.binary<arith::MinUIOp>(x[0], x[1]);
    return s.either<arith::MinimumFOp, arith::MinSIOp>(x[0], x[1]);
  }
  static Partial partial(Formula f, MinOp op, unsigned k) {
    return shareOfExtreme(f, op.getResult(), op->getOperand(k), op->getOperand(1 - k));
  }
};

// d clamp(low, x, high) = d min(max(x, low), high): dx strictly between the
// bounds, dlow where x < low < high, dhigh where high is below both others;
// nothing where two of them meet.
struct Clamp : Elementwise<Clamp, ClampOp> {
  static constexpr unsigned cost = 4;
  static Value scalar(const Scalars &s, ValueRange x) {
    return Min::scalar(s, {Max::scalar(s, {x[1], x[0]}), x[2]});
  }
  static Partial partial(Formula f, ClampOp op, unsigned k) {
    Value low = op.getLow(), x = op.getX(), high = op.getHigh();
    auto less = [&](Value a, Value b) { return f.compare(CompareDirection::lt, a, b); };
    auto both = [&](Value p, Value q) {
      return Partial::where(AndOp::create(f.b, f.loc, p.getType(), p, q));
    };
    if (k == 0)
      return both(less(x, low), less(low, high));
    if (k == 1)
      return both(less(low, x), less(x, high));
    return Partial::where(less(high, f.binary<MaxOp>(x, low)));
  }
};

} // namespace

void vmapc::ir::attachBinaryRules(MLIRContext &context) {
  attach<Add>(context);
  attach<Sub>(context);
  attach<Mul>(context);
  attach<Div>(context);
  attach<Rem>(context);
  attach<Pow>(context);
  attach<Max>(context);
  attach<Min>(context);
  attach<Clamp>(context);
}
