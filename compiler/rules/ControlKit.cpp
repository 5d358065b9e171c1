// Masks, operand lists and regions, as ControlKit.h describes them.

#include "compiler/rules/ControlKit.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace vmapc::ir {

Mask mappedMask(Batcher &batcher, ValueRange originals) {
  return llvm::map_to_vector(originals, [&](Value v) { return batcher.isMapped(v); });
}
Mask activeMask(Linearizer &linearizer, ValueRange originals) {
  return llvm::map_to_vector(originals, [&](Value v) -> bool { return !!linearizer.tangent(v); });
}
Mask linearMask(Transposer &transposer, ValueRange originals) {
  return llvm::map_to_vector(originals, [&](Value v) { return transposer.isLinear(v); });
}

bool grow(MutableArrayRef<bool> mask, ArrayRef<bool> other) {
  bool changed = false;
  for (auto [mine, more] : llvm::zip_equal(mask, other)) {
    changed |= more && !mine;
    mine |= more;
  }
  return changed;
}

void append(Values &to, ValueRange values) { llvm::append_range(to, values); }

Values primals(Linearizer &linearizer, ValueRange originals) {
  return llvm::map_to_vector(originals, [&](Value v) { return linearizer.get(v); });
}

Values tangents(Linearizer &linearizer, ValueRange originals, ArrayRef<bool> active) {
  Values result;
  for (auto [original, isActive] : llvm::zip_equal(originals, active)) {
    if (!isActive)
      continue;
    Value tangent = linearizer.tangent(original);
    result.push_back(
        tangent ? tangent
                : zeros(linearizer.linear(), original.getLoc(), original.getType()));
  }
  return result;
}

Values residuals(Linearizer &linearizer, ValueRange primalValues) {
  return llvm::map_to_vector(primalValues, [&](Value v) { return linearizer.residual(v); });
}

SmallVector<Type> typesWhere(TypeRange types, ArrayRef<bool> mask) {
  SmallVector<Type> result;
  for (auto [type, isIn] : llvm::zip_equal(types, mask))
    if (isIn)
      result.push_back(type);
  return result;
}

Type withAxis(Type type, int64_t axis, int64_t size) {
  auto tensor = cast<RankedTensorType>(type);
  SmallVector<int64_t> shape(tensor.getShape());
  shape.insert(shape.begin() + axis, size);
  return tensor.clone(shape);
}

OperandRange yielded(Region &region) { return region.front().getTerminator()->getOperands(); }

void setYielded(Region &region, ValueRange values) {
  region.front().getTerminator()->setOperands(values);
}

void permuteArguments(Region &region, ArrayRef<unsigned> order) {
  Block &block = region.front();
  unsigned count = block.getNumArguments();
  for (unsigned k : order) {
    BlockArgument old = block.getArgument(k);
    old.replaceAllUsesWith(block.addArgument(old.getType(), old.getLoc()));
  }
  block.eraseArguments(0, count);
}

ValueRange addArguments(Block &block, TypeRange types, Location loc) {
  unsigned before = block.getNumArguments();
  for (Type type : types)
    block.addArgument(type, loc);
  return ValueRange(block.getArguments()).drop_front(before);
}

Values inlineRegion(OpBuilder &b, Region &region, ValueRange arguments, IRMapping &mapping) {
  mapping.map(region.getArguments(), arguments);
  for (Operation &op : region.front().without_terminator())
    b.clone(op, mapping);
  return llvm::map_to_vector(yielded(region), [&](Value v) { return mapping.lookup(v); });
}

void eraseDeadIn(Region &region) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(region.front())))
    if (isOpTriviallyDead(&op))
      op.erase();
}

LogicalResult checkPerLane(Operation *op, ArrayRef<int64_t> lanes, TypeRange types,
                           ArrayRef<bool> active) {
  for (Type type : typesWhere(types, active)) {
    ArrayRef<int64_t> shape = cast<RankedTensorType>(type).getShape();
    if (shape.size() < lanes.size() || shape.take_front(lanes.size()) != lanes)
      return op->emitOpError() << "requires what is differentiated in it to begin with the lane "
                                  "dimensions ["
                               << lanes << "], got " << type;
  }
  return success();
}

} // namespace vmapc::ir
