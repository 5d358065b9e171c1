// The batched form of a function.

#ifndef VMAPC_COMPILER_TRANSFORMS_VMAP_H
#define VMAPC_COMPILER_TRANSFORMS_VMAP_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace vmapc::ir {

struct VmapSpec {
  llvm::ArrayRef<int64_t> inAxes;  // -1: shared by all lanes
  llvm::ArrayRef<int64_t> outAxes; // -1: does not depend on a mapped argument
  int64_t size;
  bool differentiated; // see Batcher::differentiated
};

/// A new private function: `function`, which holds no request, applied to
/// every lane. Errors are emitted on `request`.
mlir::FailureOr<mlir::func::FuncOp> batchFunction(mlir::func::FuncOp function,
                                                  const VmapSpec &spec,
                                                  mlir::Operation *request);

} // namespace vmapc::ir

#endif
