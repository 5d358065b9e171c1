// What the rules of loops and branches share: masks over operands, and regions
// put together from the parts that the passes make.

#ifndef VMAPC_COMPILER_RULES_CONTROLKIT_H
#define VMAPC_COMPILER_RULES_CONTROLKIT_H

#include "compiler/dialect/Builders.h"
#include "compiler/dialect/Control.h"
#include "compiler/dialect/Interfaces.h"
#include "mlir/IR/IRMapping.h"

namespace vmapc::ir {

using Mask = llvm::SmallVector<bool>;
using Values = llvm::SmallVector<mlir::Value>;

/// Which values are mapped, are active, are linear.
Mask mappedMask(Batcher &batcher, mlir::ValueRange originals);
Mask activeMask(Linearizer &linearizer, mlir::ValueRange originals);
Mask linearMask(Transposer &transposer, mlir::ValueRange originals);
/// mask[k] |= other[k]; returns whether that changed anything.
bool grow(llvm::MutableArrayRef<bool> mask, llvm::ArrayRef<bool> other);

void append(Values &to, mlir::ValueRange values);
/// The primal values of originals; the tangents of the active ones (zeros for one
/// that has none yet).
Values primals(Linearizer &linearizer, mlir::ValueRange originals);
Values tangents(Linearizer &linearizer, mlir::ValueRange originals, llvm::ArrayRef<bool> active);
Values residuals(Linearizer &linearizer, mlir::ValueRange primalValues);
llvm::SmallVector<mlir::Type> typesWhere(mlir::TypeRange types, llvm::ArrayRef<bool> mask);
/// `type` with extent `size` inserted at `axis`.
mlir::Type withAxis(mlir::Type type, int64_t axis, int64_t size);

mlir::OperandRange yielded(mlir::Region &region);
void setYielded(mlir::Region &region, mlir::ValueRange values);
/// New argument k of the region is old argument order[k].
void permuteArguments(mlir::Region &region, llvm::ArrayRef<unsigned> order);
/// New arguments at the end of the block; the range is good until more are added.
mlir::ValueRange addArguments(mlir::Block &block, mlir::TypeRange types, mlir::Location loc);

/// Copies the operations of `region` to the builder's place with its arguments
/// replaced; returns the yielded values, and maps everything in `mapping`.
Values inlineRegion(mlir::OpBuilder &b, mlir::Region &region, mlir::ValueRange arguments,
                    mlir::IRMapping &mapping);
/// Erases what the yielded values do not need.
void eraseDeadIn(mlir::Region &region);

/// A per-lane loop or branch can be transposed when whatever is active in its regions
/// has the lane dimensions (Batcher::differentiated sees to it).
mlir::LogicalResult checkPerLane(mlir::Operation *op, llvm::ArrayRef<int64_t> lanes,
                                 mlir::TypeRange types, llvm::ArrayRef<bool> active);

/// Linearization, split form, of a loop of `trip` steps known only at run time: the linear
/// loop makes each step's carries again from the initial ones.
struct CountedLoop {
  mlir::Operation *op;  // the original
  mlir::Region &body;   // of the original: (index if hasIndex, carries..., captures...)
  bool hasIndex;
  bool reverse;
  unsigned lanes;
  mlir::Value trip; // a primal value
  mlir::OperandRange inits, captures;
  Mask active; // of body's arguments
};
mlir::LogicalResult linearizeCounted(const CountedLoop &loop, Linearizer &linearizer);

} // namespace vmapc::ir

#endif
