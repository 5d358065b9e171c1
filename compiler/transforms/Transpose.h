// The transpose of a linear function.

#ifndef VMAPC_COMPILER_TRANSFORMS_TRANSPOSE_H
#define VMAPC_COMPILER_TRANSFORMS_TRANSPOSE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace vmapc::ir {

/// `linear` takes (residuals..., tangents...) and is linear in the tangents, its
/// arguments from `residuals` on. Makes (residuals..., cotangents of results...) ->
/// cotangents of tangents, a private function. Fails with a diagnostic when an
/// operation has no transpose rule or is not linear.
mlir::FailureOr<mlir::func::FuncOp> transposeFunction(mlir::func::FuncOp linear,
                                                      unsigned residuals);

} // namespace vmapc::ir

#endif
