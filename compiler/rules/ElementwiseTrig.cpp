// Circular and hyperbolic functions and their inverses. y stands for the result.
// Where JAX's derivative formula is exact at a pole or the edge of a domain, so is
// this one: infinite at the ends of asin, acos, acosh and atanh, NaN beyond.

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

/// A function that the math dialect has.
template <typename Rule, typename OpT, typename MathOp, unsigned price>
struct InMath : Elementwise<Rule, OpT> {
  static constexpr unsigned cost = price;
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<MathOp>(x[0]); }
};

// d sin(x) = cos(x) dx
struct Sin : InMath<Sin, SinOp, math::SinOp, 20> {
  static Partial partial(Formula f, SinOp op, unsigned) { return f.unary<CosOp>(op.getX()); }
};

// d cos(x) = -sin(x) dx
struct Cos : InMath<Cos, CosOp, math::CosOp, 20> {
  static Partial partial(Formula f, CosOp op, unsigned) { return f.neg(f.unary<SinOp>(op.getX())); }
};

// d tan(x) = (1 + y^2) dx
struct Tan : InMath<Tan, TanOp, math::TanOp, 30> {
  static Partial partial(Formula f, TanOp op, unsigned) {
    Value y = op.getResult();
    return f.add(f.constant(y, 1), f.mul(y, y));
  }
};

/// 1 / sqrt((1 - x) (1 + x)), which keeps its accuracy near 1 and -1.
Value inverseArc(Formula f, Value x) {
  Value one = f.constant(x, 1);
  return f.unary<RsqrtOp>(f.mul(f.sub(one, x), f.add(one, x)));
}

// d asin(x) = dx / sqrt(1 - x^2)
struct Asin : InMath<Asin, AsinOp, math::AsinOp, 24> {
  static Partial partial(Formula f, AsinOp op, unsigned) { return inverseArc(f, op.getX()); }
};

// d acos(x) = -dx / sqrt(1 - x^2)
struct Acos : InMath<Acos, AcosOp, math::AcosOp, 24> {
  static Partial partial(Formula f, AcosOp op, unsigned) { return f.neg(inverseArc(f, op.getX())); }
};

// d atan(x) = dx / (1 + x^2)
struct Atan : InMath<Atan, AtanOp, math::AtanOp, 24> {
  static Partial partial(Formula f, AtanOp op, unsigned) {
    Value x = op.getX(), one = f.constant(x, 1);
    return f.div(one, f.add(one, f.mul(x, x)));
  }
};

// d atan2(y, x) = (x dy - y dx) / (x^2 + y^2), both divided by the larger of |x| and
// |y| so that no square overflows or vanishes. NaN at the origin.
struct Atan2 : Elementwise<Atan2, Atan2Op> {
  static constexpr unsigned cost = 30;
  static Value scalar(const Scalars &s, ValueRange x) {
    return s.binary<math::Atan2Op>(x[0], x[1]);
  }
  static Partial partial(Formula f, Atan2Op op, unsigned k) {
    Value y = op.getLhs(), x = op.getRhs();
    Value wide = f.compare(CompareDirection::ge, f.unary<AbsOp>(x), f.unary<AbsOp>(y));
    Value size = f.select(wide, x, y);
    Value u = f.div(x, size), v = f.div(y, size);
    Value square = f.mul(size, f.add(f.mul(u, u), f.mul(v, v)));
    return f.div(k == 0 ? u : f.neg(v), square);
  }
};

// d sinh(x) = cosh(x) dx
struct Sinh : InMath<Sinh, SinhOp, math::SinhOp, 24> {
  static Partial partial(Formula f, SinhOp op, unsigned) { return f.unary<CoshOp>(op.getX()); }
};

// d cosh(x) = sinh(x) dx
struct Cosh : InMath<Cosh, CoshOp, math::CoshOp, 22> {
  static Partial partial(Formula f, CoshOp op, unsigned) { return f.unary<SinhOp>(op.getX()); }
};

// d tanh(x) = (1 - y^2) dx, factored so that it does not cancel at |y| = 1.
struct Tanh : InMath<Tanh, TanhOp, math::TanhOp, 20> {
  static Partial partial(Formula f, TanhOp op, unsigned) {
    Value y = op.getResult(), one = f.constant(y, 1);
    return f.mul(f.sub(one, y), f.add(one, y));
  }
};

// d asinh(x) = dx / sqrt(x^2 + 1)
struct Asinh : InMath<Asinh, AsinhOp, math::AsinhOp, 34> {
  static Partial partial(Formula f, AsinhOp op, unsigned) {
    Value x = op.getX();
    return f.unary<RsqrtOp>(f.add(f.mul(x, x), f.constant(x, 1)));
  }
};

// d acosh(x) = dx / sqrt(x^2 - 1), with two roots so that no square overflows and
// the derivative is NaN wherever the function is.
struct Acosh : InMath<Acosh, AcoshOp, math::AcoshOp, 34> {
  static Partial partial(Formula f, AcoshOp op, unsigned) {
    Value x = op.getX(), one = f.constant(x, 1);
    return f.mul(f.unary<RsqrtOp>(f.sub(x, one)), f.unary<RsqrtOp>(f.add(x, one)));
  }
};

// d atanh(x) = dx / ((1 - x) (1 + x))
struct Atanh : InMath<Atanh, AtanhOp, math::AtanhOp, 34> {
  static Partial partial(Formula f, AtanhOp op, unsigned) {
    Value x = op.getX(), one = f.constant(x, 1);
    return f.div(one, f.mul(f.sub(one, x), f.add(one, x)));
  }
};

} // namespace

void vmapc::ir::attachTrigRules(MLIRContext &context) {
  attach<Sin>(context);
  attach<Cos>(context);
  attach<Tan>(context);
  attach<Asin>(context);
  attach<Acos>(context);
  attach<Atan>(context);
  attach<Atan2>(context);
  attach<Sinh>(context);
  attach<Cosh>(context);
  attach<Tanh>(context);
  attach<Asinh>(context);
  attach<Acosh>(context);
  attach<Atanh>(context);
}
