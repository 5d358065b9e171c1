// The derivative of a function: as one function (forward mode) or split into a
// function that keeps residuals and a linear function of them.

#ifndef VMAPC_COMPILER_TRANSFORMS_LINEARIZE_H
#define VMAPC_COMPILER_TRANSFORMS_LINEARIZE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace vmapc::ir {

/// What is differentiated: arguments with tangents, results whose tangents are wanted.
struct LinearizeSpec {
  llvm::ArrayRef<int64_t> wrt;
  llvm::ArrayRef<int64_t> live;
};

struct SplitFunction {
  /// Takes the original arguments; returns the original results and, after
  /// them, what the residuals need beyond those.
  mlir::func::FuncOp forward;
  /// (residuals..., tangents of wrt...) -> tangents of live.
  mlir::func::FuncOp linear;
  /// Where each residual comes from.
  struct Source {
    bool isArgument; // of forward, else a result of it
    unsigned index;
  };
  llvm::SmallVector<Source> residuals;
};

/// `function` holds no request.
mlir::FailureOr<SplitFunction> splitFunction(mlir::func::FuncOp function,
                                             const LinearizeSpec &spec);
/// (arguments..., tangents of wrt...) -> (results..., tangents of live...).
mlir::FailureOr<mlir::func::FuncOp> fuseFunction(mlir::func::FuncOp function,
                                                 const LinearizeSpec &spec);
/// Drops the residuals that the linear function does not use.
void pruneResiduals(SplitFunction &split);

} // namespace vmapc::ir

#endif
