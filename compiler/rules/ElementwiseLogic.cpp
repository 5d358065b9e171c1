// Bits, comparisons and the choice between two arrays.

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

struct Not : Flat<Not, NotOp> {
  static Value scalar(const Scalars &s, ValueRange x) {
    return s.binary<arith::XOrIOp>(x[0], s.constant(x[0], int64_t(-1)));
  }
};

struct Popcnt : Flat<Popcnt, PopcntOp> {
  static constexpr unsigned cost = 4;
  static Value scalar(const Scalars &s, ValueRange x) { return s.unary<math::CtPopOp>(x[0]); }
};

struct Clz : Flat<Clz, ClzOp> {
  static constexpr unsigned cost = 4;
  static Value scalar(const Scalars &s, ValueRange x) {
    return s.unary<math::CountLeadingZerosOp>(x[0]);
  }
};

template <typename OpT, typename Arith> struct Bitwise : Flat<Bitwise<OpT, Arith>, OpT> {
  static Value scalar(const Scalars &s, ValueRange x) { return s.binary<Arith>(x[0], x[1]); }
};

template <typename OpT, typename Arith> struct Shift : Flat<Shift<OpT, Arith>, OpT> {
  static constexpr unsigned cost = 4;
  // A shift by more than the width is undefined in arith: shift by 0 instead and
  // drop the result. Read as unsigned, a negative amount is out of range too.
  static Value scalar(const Scalars &s, ValueRange x) {
    Value zero = s.constant(x[1], int64_t(0));
    Value inRange = arith::CmpIOp::create(s.b, s.loc, arith::CmpIPredicate::ult, x[1],
                                          s.constant(x[1], int64_t(s.width())));
    Value shifted = s.binary<Arith>(x[0], s.select(inRange, x[1], zero));
    return s.select(inRange, shifted, zero);
  }
};

struct ShrArith : Flat<ShrArith, ShrArithOp> {
  static constexpr unsigned cost = 3;
  // Beyond the width nothing but copies of the sign is left, as by width - 1.
  static Value scalar(const Scalars &s, ValueRange x) {
    Value last = s.constant(x[1], int64_t(s.width()) - 1);
    return s.binary<arith::ShRSIOp>(x[0], s.binary<arith::MinUIOp>(x[1], last));
  }
};

struct Compare : Flat<Compare, CompareOp> {
  static Value scalar(const Scalars &s, CompareDirection direction, ValueRange x) {
    switch (direction) {
    case CompareDirection::eq:
      return s.equal(x[0], x[1]);
    case CompareDirection::ne:
      return s.notEqual(x[0], x[1]);
    case CompareDirection::lt:
      return s.less(x[0], x[1]);
    case CompareDirection::le:
      return s.lessOrEqual(x[0], x[1]);
    case CompareDirection::gt:
      return s.less(x[1], x[0]);
    case CompareDirection::ge:
      return s.lessOrEqual(x[1], x[0]);
    }
    llvm_unreachable("every direction is handled");
  }
  static Lowering lowering(CompareOp op) {
    return elementwiseForm(op, 1, [direction = op.getDirection()](const Scalars &s, ValueRange x) {
      return SmallVector<Value>{scalar(s, direction, x)};
    });
  }
};

// select(p, x, y): the tangent and the cotangents choose by p as well and never
// multiply, so that nothing of the side not taken (an inf, a NaN) gets through.
struct Select : Elementwise<Select, SelectOp> {
  static Value scalar(const Scalars &s, ValueRange x) { return s.select(x[0], x[1], x[2]); }
  static LogicalResult linearize(SelectOp op, Linearizer &linearizer) {
    return linearizeAsItself(op, {1u, 2u}, linearizer);
  }
  static LogicalResult transpose(SelectOp op, Transposer &t) {
    Formula f{t.builder(), op.getLoc()};
    Value ct = t.cotangent(op.getResult()), pred = t.get(op.getPred());
    Value zero = f.constant(ct, 0);
    if (t.isLinear(op.getOnTrue()))
      t.add(op.getOnTrue(), f.select(pred, ct, zero));
    if (t.isLinear(op.getOnFalse()))
      t.add(op.getOnFalse(), f.select(pred, zero, ct));
    return success();
  }
};

} // namespace

void vmapc::ir::attachLogicRules(MLIRContext &context) {
  attach<Not>(context);
  attach<Popcnt>(context);
  attach<Clz>(context);
  attach<Bitwise<AndOp, arith::AndIOp>>(context);
  attach<Bitwise<OrOp, arith::OrIOp>>(context);
  attach<Bitwise<XorOp, arith::XOrIOp>>(context);
  attach<Shift<ShlOp, arith::ShLIOp>>(context);
  attach<Shift<ShrLogicalOp, arith::ShRUIOp>>(context);
  attach<ShrArith>(context);
  attach<Compare>(context);
  attach<Select>(context);
}
