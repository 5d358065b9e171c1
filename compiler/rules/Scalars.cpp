#include "compiler/rules/Scalars.h"

#include "compiler/dialect/Elementwise.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Operation.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace vmapc::ir {

Type Scalars::typeLike(Value x, Type scalar) const {
  if (auto shaped = dyn_cast<ShapedType>(x.getType()))
    return shaped.clone(scalar);
  return scalar;
}

Value Scalars::function(StringRef name, ValueRange x) const {
  return FunctionOp::create(b, loc, x[0].getType(), name, x);
}

/// A scalar constant, or a splat of it.
static Value constantLike(const Scalars &s, Value like, Attribute scalar) {
  if (auto shaped = dyn_cast<ShapedType>(like.getType()))
    return arith::ConstantOp::create(s.b, s.loc, DenseElementsAttr::get(shaped, scalar));
  return arith::ConstantOp::create(s.b, s.loc, cast<TypedAttr>(scalar));
}

Value Scalars::constant(Value like, double value) const {
  return constantLike(*this, like, b.getFloatAttr(getElementTypeOrSelf(like), value));
}

Value Scalars::constant(Value like, int64_t value) const {
  return constant(like, APInt(64, static_cast<uint64_t>(value)));
}

Value Scalars::constant(Value like, const APInt &value) const {
  Type element = getElementTypeOrSelf(like);
  return constantLike(
      *this, like, IntegerAttr::get(element, value.sextOrTrunc(element.getIntOrFloatBitWidth())));
}

Value Scalars::select(Value pred, Value x, Value y) const {
  return arith::SelectOp::create(b, loc, pred, x, y);
}

static Value compare(const Scalars &s, arith::CmpFPredicate onFloat, arith::CmpIPredicate onSigned,
                     arith::CmpIPredicate onUnsigned, Value x, Value y) {
  if (s.isFloat())
    return arith::CmpFOp::create(s.b, s.loc, onFloat, x, y);
  return arith::CmpIOp::create(s.b, s.loc, s.isUnsigned() ? onUnsigned : onSigned, x, y);
}

Value Scalars::equal(Value x, Value y) const {
  return compare(*this, arith::CmpFPredicate::OEQ, arith::CmpIPredicate::eq,
                 arith::CmpIPredicate::eq, x, y);
}

Value Scalars::notEqual(Value x, Value y) const {
  return compare(*this, arith::CmpFPredicate::UNE, arith::CmpIPredicate::ne,
                 arith::CmpIPredicate::ne, x, y);
}

Value Scalars::less(Value x, Value y) const {
  return compare(*this, arith::CmpFPredicate::OLT, arith::CmpIPredicate::slt,
                 arith::CmpIPredicate::ult, x, y);
}

Value Scalars::lessOrEqual(Value x, Value y) const {
  return compare(*this, arith::CmpFPredicate::OLE, arith::CmpIPredicate::sle,
                 arith::CmpIPredicate::ule, x, y);
}

/// Whether results of 16-bit floats are 16-bit floats without being rounded.
static bool isExact(Operation *op) {
  return isa<NegOp, AbsOp, SignOp, FloorOp, CeilOp, RoundEvenOp, RoundAwayOp, TruncOp, MaxOp, MinOp,
             ClampOp, SelectOp, StopGradientOp>(op);
}

ElementwiseForm
elementwiseForm(Operation *op, unsigned cost,
                std::function<SmallVector<Value>(const Scalars &, ValueRange)> emit) {
  // The last operand: the first of a `select` is its predicate.
  Type from = getElementTypeOrSelf(op->getOperands().back());
  Type to = getElementTypeOrSelf(op->getResult(0));
  ElementwiseForm form;
  form.cost = cost;
  bool rounds = isHalf(to) && !isExact(op);
  form.emit = [from, to, rounds, emit = std::move(emit)](OpBuilder &b, Location loc, ValueRange x) {
    SmallVector<Value> results = emit(Scalars{b, loc, from, to}, x);
    if (rounds)
      for (Value &result : results)
        result = rounded(b, loc, result, to);
    return results;
  };
  return form;
}

} // namespace vmapc::ir
