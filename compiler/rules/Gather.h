// What other rules need of gather.

#ifndef VMAPC_COMPILER_RULES_GATHER_H
#define VMAPC_COMPILER_RULES_GATHER_H

#include "compiler/dialect/Indexing.h"

namespace vmapc::ir {

/// gather of one `x` : [B..., I..., S...] for every lane of `indices` :
/// [N, B..., P...]; the result is [N, B..., P..., S...]. x is not repeated.
mlir::Value gatherPerLane(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x,
                          mlir::ValueRange indices, int64_t batchDims, OutOfBounds mode);

/// Whether any of `values` is mapped.
template <typename Batcher> bool anyMapped(mlir::ValueRange values, Batcher &batcher) {
  return llvm::any_of(values, [&](mlir::Value value) { return batcher.isMapped(value); });
}

} // namespace vmapc::ir

#endif
