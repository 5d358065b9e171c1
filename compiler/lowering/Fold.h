// The fixed order of a long fold, written once for reductions and for dot
// products: stripes inside a block, blocks in groups, groups by a tree.

#ifndef VMAPC_COMPILER_LOWERING_FOLD_H
#define VMAPC_COMPILER_LOWERING_FOLD_H

#include "compiler/lowering/Roots.h"

namespace vmapc::ir {

/// A fold of `count` elements for several results side by side. A result is a
/// vector of SIMD lanes, each with a fold of its own, or (`lanesAreStripes`) a
/// scalar whose stripes are the lanes.
struct Fold {
  Evaluator &ev;
  int64_t count;
  bool lanesAreStripes;
  /// The next value of accumulator `row` after the element at `position`: a
  /// uniform position, or 16 lanes of them when lanes are stripes.
  std::function<mlir::Value(size_t row, mlir::Value accumulator, Index position)> step;
  std::function<mlir::Value(mlir::Value, mlir::Value)> combine;
  mlir::TypedAttr identity;
  size_t rows;

  llvm::SmallVector<mlir::Value> run();

private:
  llvm::SmallVector<mlir::Value> block(Index from, int64_t size);
  llvm::SmallVector<mlir::Value> blocks(Index from, int64_t size);
  mlir::Value join(mlir::Value x, mlir::Value y);
  mlir::Value start(bool vector);
  mlir::Value lanesTree(mlir::Value stripes);
};

} // namespace vmapc::ir

#endif
