// The arithmetic of one step of a root.

#include "compiler/lowering/Roots.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace vmapc::ir {

bool isStriped(Operation *op, const ContractForm &form) {
  if (auto order = op->getAttrOfType<StringAttr>(orderAttr))
    return order.getValue() == "striped";
  return stripedByShape(form);
}

bool foldsRows(const ReduceForm &form) {
  int64_t innermost = -1, count = 1;
  for (auto [d, extent] : llvm::enumerate(shapeOf(form.x)))
    if (extent != 1)
      innermost = d;
  for (int64_t d : form.dimensions)
    count *= shapeOf(form.x)[d];
  return count >= FixedOrder::stripes && llvm::is_contained(form.dimensions, innermost);
}

Value MultiplyAdd::zero(bool negative) {
  OpBuilder &b = ev.builder();
  if (isa<FloatType>(type()))
    return ev.constant(b.getFloatAttr(type(), negative ? -0.0 : 0.0));
  return ev.constant(b.getIntegerAttr(type(), 0));
}

Value MultiplyAdd::convert(Value v, Type to) {
  Type from = getElementTypeOrSelf(v.getType());
  if (from == to)
    return v;
  Type type = to;
  if (auto vectorType = dyn_cast<VectorType>(v.getType()))
    type = vectorType.clone(to);
  OpBuilder &b = ev.builder();
  unsigned fromBits = from.getIntOrFloatBitWidth(), toBits = to.getIntOrFloatBitWidth();
  if (isa<FloatType>(from) && isa<FloatType>(to))
    return fromBits < toBits ? Value(arith::ExtFOp::create(b, ev.loc(), type, v))
                             : Value(arith::TruncFOp::create(b, ev.loc(), type, v));
  if (isa<FloatType>(to))
    return isUnsigned ? Value(arith::UIToFPOp::create(b, ev.loc(), type, v))
                      : Value(arith::SIToFPOp::create(b, ev.loc(), type, v));
  if (isa<FloatType>(from))
    return arith::FPToSIOp::create(b, ev.loc(), type, v);
  if (fromBits > toBits)
    return arith::TruncIOp::create(b, ev.loc(), type, v);
  return isUnsigned ? Value(arith::ExtUIOp::create(b, ev.loc(), type, v))
                    : Value(arith::ExtSIOp::create(b, ev.loc(), type, v));
}

Value MultiplyAdd::operator()(Value x, Value y, Value sum) {
  x = convert(x, type()), y = convert(y, type());
  bool anyVector = isa<VectorType>(x.getType()) || isa<VectorType>(y.getType()) ||
                   isa<VectorType>(sum.getType());
  if (anyVector)
    x = ev.widen(x), y = ev.widen(y), sum = ev.widen(sum);
  OpBuilder &b = ev.builder();
  if (isa<FloatType>(type()))
    return math::FmaOp::create(b, ev.loc(), x, y, sum);
  return arith::AddIOp::create(b, ev.loc(), sum, arith::MulIOp::create(b, ev.loc(), x, y));
}

Value MultiplyAdd::add(Value x, Value y) {
  if (x.getType() != y.getType())
    x = ev.widen(x), y = ev.widen(y);
  if (isa<FloatType>(type()))
    return arith::AddFOp::create(ev.builder(), ev.loc(), x, y);
  return arith::AddIOp::create(ev.builder(), ev.loc(), x, y);
}

Value MultiplyAdd::finish(Value sum, Type element) {
  Value v = isHalf(element) && type().isF64() ? toOddFloat(ev.builder(), ev.loc(), sum)
                                              : convert(sum, computeType(element));
  return rounded(ev.builder(), ev.loc(), v, element);
}

Value isBetter(Evaluator &ev, const ArgReduceForm &form, Type element, Value v, Value best) {
  OpBuilder &b = ev.builder();
  Location loc = ev.loc();
  if (isa<FloatType>(element)) {
    // The first NaN wins: only a number can be replaced, by NaN or a better one.
    auto beats = form.isMax ? arith::CmpFPredicate::UGT : arith::CmpFPredicate::ULT;
    Value better = arith::CmpFOp::create(b, loc, beats, v, best);
    Value number = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::ORD, best, best);
    return arith::AndIOp::create(b, loc, better, number);
  }
  bool isUnsigned = element.isUnsignedInteger() || element.isInteger(1);
  auto beats = form.isMax
                   ? (isUnsigned ? arith::CmpIPredicate::ugt : arith::CmpIPredicate::sgt)
                   : (isUnsigned ? arith::CmpIPredicate::ult : arith::CmpIPredicate::slt);
  return arith::CmpIOp::create(b, loc, beats, v, best);
}

} // namespace vmapc::ir
