// Makes a function smaller without changing a bit of what it computes.

#ifndef VMAPC_COMPILER_TRANSFORMS_SIMPLIFY_H
#define VMAPC_COMPILER_TRANSFORMS_SIMPLIFY_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Rewrite/FrozenRewritePatternSet.h"

namespace vmapc::ir {

/// Collects the canonicalization patterns once, for any number of functions.
class Simplifier {
public:
  explicit Simplifier(mlir::MLIRContext *context);
  /// Folds, canonicalization patterns, common subexpressions, dead code, loop
  /// invariants. Arguments and results stay as they are.
  void run(mlir::func::FuncOp function) const;

private:
  mlir::FrozenRewritePatternSet patterns;
};

} // namespace vmapc::ir

#endif
