#include "compiler/transforms/GroupCost.h"

#include "compiler/dialect/Control.h"
#include "compiler/dialect/ElementTypes.h"
#include "compiler/dialect/Interfaces.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace vmapc::ir {

bool isRecut(Operation *op, const StructureForm &form) {
  if (form.keepsOrder || op->getNumOperands() == 0)
    return false;
  if (op->getNumOperands() == 1 && elementsOf(op->getResult(0)) >= elementsOf(op->getOperand(0)))
    return false;
  return llvm::any_of(op->getOperands(), [](Value v) {
    auto maker = v.getDefiningOp<LowerOpInterface>();
    return maker && std::holds_alternative<ElementwiseForm>(maker.lowering());
  });
}

void GroupCost::add(Operation *op, AxisClasses &axes, AxisClasses::Class lanes) {
  auto perLane = [&](Value v) {
    int64_t dim = axes.dimOf(v, lanes);
    int64_t n = elementsOf(v);
    return dim >= 0 ? n / std::max<int64_t>(1, extentsOf(v)[dim]) : n;
  };
  auto isLane = [&](Value v) { return axes.dimOf(v, lanes) >= 0; };
  auto bytesOf = [](Value v) {
    return vmapc::ir::bytesOf(getElementTypeOrSelf(v.getType()));
  };
  // What a scan stacks is in memory however its lanes are run.
  ResultRange held = op->getResults();
  if (auto scan = dyn_cast<ScanOp>(op))
    held = held.take_front(scan.getNumCarries());
  int64_t each = 0;
  for (Value result : held) {
    int64_t n = perLane(result);
    each += n;
    if (isLane(result)) {
      largest = std::max(largest, n);
      lanesLead &= axes.dimOf(result, lanes) == 0;
    }
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
  auto *structure = std::get_if<StructureForm>(&form);
  for (Value result : op->getResults())
    if (isLane(result) && !(structure && structure->keepsOrder))
      for (int64_t extent : extentsOf(result).drop_front())
        longest = std::max(longest, extent);
  if (auto *f = std::get_if<ElementwiseForm>(&form)) {
    instructions += each * f->cost;
    if (isLane(op->getResult(0)))
      bytes += each * bytesOf(op->getResult(0));
    return;
  }
  if (auto *f = structure) {
    recuts += isRecut(op, *f);
    // A position known only at run time chooses among all elements.
    if (f->storeOperands && op->getNumOperands() > 1)
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
  calls += std::holds_alternative<ExternalForm>(form) || std::holds_alternative<SortForm>(form);
  if (auto *f = std::get_if<SortForm>(&form)) {
    // Batcher's network: n log2(n) (log2(n) + 1) / 4 exchanges of a few instructions.
    int64_t n = extentsOf(f->keys.front())[f->dimension], log = llvm::Log2_64_Ceil(n + 1);
    instructions += each * log * (log + 1) / 4 * (5 * int64_t(f->keys.size()) + 4);
    return;
  }
  if (std::holds_alternative<ExternalForm>(form)) {
    instructions += 1 << 20; // a call has no SIMD lanes
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
