#include "compiler/transforms/GroupCost.h"

#include "compiler/dialect/Interfaces.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace vmapc::ir {

void GroupCost::add(Operation *op, AxisClasses &axes, AxisClasses::Class lanes) {
  auto perLane = [&](Value v) {
    int64_t dim = axes.dimOf(v, lanes);
    int64_t n = elementsOf(v);
    return dim >= 0 ? n / std::max<int64_t>(1, extentsOf(v)[dim]) : n;
  };
  auto isLane = [&](Value v) { return axes.dimOf(v, lanes) >= 0; };
  auto bytesOf = [](Value v) {
    return (getElementTypeOrSelf(v.getType()).getIntOrFloatBitWidth() + 7) / 8;
  };
  int64_t each = 0;
  for (Value result : op->getResults()) {
    int64_t n = perLane(result);
    each += n;
    if (isLane(result))
      largest = std::max(largest, n);
    if (op->getNumRegions() > 0) {
      carried += n;
      bytes += 2 * n * bytesOf(result);
    }
  }
  if (op->getNumRegions() > 0) {
    ++control;
    instructions += 2 * each;
    for (Region &region : op->getRegions())
      for (Operation &inner : region.getOps())
        add(&inner, axes, lanes);
    return;
  }
  auto lower = dyn_cast<LowerOpInterface>(op);
  if (!lower || op->hasTrait<OpTrait::ConstantLike>())
    return;
  Lowering form = lower.lowering();
  if (auto *f = std::get_if<ElementwiseForm>(&form)) {
    instructions += each * f->cost;
    if (isLane(op->getResult(0)))
      bytes += each * bytesOf(op->getResult(0));
    return;
  }
  if (auto *f = std::get_if<StructureForm>(&form)) {
    // A position known only at run time chooses among all elements.
    if (f->storeOperands)
      instructions += each * (isLane(op->getOperand(0)) ? perLane(op->getOperand(0)) + 1 : 4);
    return;
  }
  ++roots;
  bytes += each * bytesOf(op->getResult(0));
  if (auto *f = std::get_if<ContractForm>(&form)) {
    int64_t summed = 1;
    for (auto [d, letter] : llvm::enumerate(f->lhsIndices))
      if (!llvm::is_contained(f->resultIndices, letter))
        summed *= extentsOf(f->lhs)[d];
    instructions += each * std::max<int64_t>(1, summed);
    sharedContraction |= isLane(f->lhs) != isLane(f->rhs);
    return;
  }
  int64_t product = each;
  for (Value operand : op->getOperands()) {
    int64_t n = perLane(operand);
    product = std::max(product, std::holds_alternative<ScatterForm>(form) ? each * n : n);
  }
  instructions += product;
}

} // namespace vmapc::ir
