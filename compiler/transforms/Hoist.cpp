// Loop invariants: operations of a body that read only captures and constants, moved
// before the loop.

#include "compiler/transforms/Hoist.h"

#include "compiler/dialect/Builders.h"
#include "compiler/dialect/Control.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace vmapc::ir {
namespace {

// Moving an operation that writes more than it reads (a broadcast, an iota)
// would turn a value that fuses into its consumer into an array in memory. An inner
// loop stays: in a step that never runs it need not end.
bool isWorthMoving(Operation &op) {
  if (op.getNumRegions() != 0 || op.getNumOperands() == 0 || op.getNumResults() == 0 || !isMemoryEffectFree(&op))
    return false;
  int64_t read = 0, written = 0;
  for (Value operand : op.getOperands())
    read += tensorType(operand).getNumElements();
  for (Value result : op.getResults())
    written += tensorType(result).getNumElements();
  return written <= read;
}

// The loop's captures, and the region whose last arguments they are.
template <typename LoopOp> bool hoistFrom(LoopOp loop, Region &body) {
  Block &block = body.front();
  unsigned first = block.getNumArguments() - loop.getCaptures().size();
  IRMapping outside; // values of the body -> values before the loop
  for (auto [argument, capture] :
       llvm::zip_equal(block.getArguments().drop_front(first), loop.getCaptures()))
    outside.map(argument, capture);

  OpBuilder b(loop);
  SmallVector<Operation *> moved;
  for (Operation &op : block.without_terminator()) {
    if (op.hasTrait<OpTrait::ConstantLike>() || !isWorthMoving(op) ||
        llvm::any_of(op.getOperands(), [&](Value v) {
          return !outside.contains(v) &&
                 !(v.getDefiningOp() && v.getDefiningOp()->hasTrait<OpTrait::ConstantLike>());
        }))
      continue;
    for (Value operand : op.getOperands())
      if (!outside.contains(operand))
        b.clone(*operand.getDefiningOp(), outside);
    b.clone(op, outside);
    moved.push_back(&op);
  }
  if (moved.empty())
    return false;

  for (Operation *op : llvm::reverse(moved)) {
    for (Value result : op->getResults()) {
      if (result.use_empty())
        continue;
      loop.getCapturesMutable().append(outside.lookup(result));
      // Every region of a loop takes the same captures.
      for (Region &region : loop->getRegions()) {
        BlockArgument argument =
            region.front().addArgument(result.getType(), result.getLoc());
        if (&region == &body)
          result.replaceAllUsesWith(argument);
      }
    }
    op->erase();
  }
  return true;
}

} // namespace

bool hoistInvariants(func::FuncOp function) {
  bool changed = false;
  function.walk([&](Operation *op) { // operations after those in their regions
    if (auto scan = dyn_cast<ScanOp>(op))
      changed |= hoistFrom(scan, scan.getBody());
    if (auto loop = dyn_cast<WhileOp>(op)) {
      changed |= hoistFrom(loop, loop.getCondition());
      changed |= hoistFrom(loop, loop.getBody());
    }
  });
  return changed;
}

} // namespace vmapc::ir
