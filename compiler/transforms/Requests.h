// Expansion of requests: vmap, linearize with apply and apply_transpose, call.
// A request is ready when its function holds no request and none of its operands
// is a linear map; the functions are worked through from the innermost outwards.

#ifndef VMAPC_COMPILER_TRANSFORMS_REQUESTS_H
#define VMAPC_COMPILER_TRANSFORMS_REQUESTS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace vmapc::ir {

class LinearizeOp;

/// Expands every request that a public function reaches and inlines all calls;
/// the private functions are erased. On failure a diagnostic has been emitted.
mlir::LogicalResult expandRequests(mlir::ModuleOp module);

/// Which requests a pass expands. Requests that are not ready stay.
struct RequestKinds {
  bool vmap = false;
  bool linearize = false; // maps that are applied
  bool transpose = false; // maps whose transpose is applied, too
};
/// Expands the ready requests of these kinds into calls of new private functions.
mlir::LogicalResult expandReadyRequests(mlir::ModuleOp module, RequestKinds kinds);

/// Inlines every call whose function holds no other request.
mlir::LogicalResult inlineCalls(mlir::ModuleOp module);

/// One `linearize` taken apart where it stands. The callee may hold requests.
struct SplitRequest {
  /// In place of the operation's results, which are unused afterwards.
  llvm::SmallVector<mlir::Value> results;
  llvm::SmallVector<mlir::Value> residuals;
  /// Private, without requests: (residuals..., tangents of wrt...) -> tangents of live.
  mlir::func::FuncOp linear;
};
/// Inserts the forward pass before `op`, whose array results are replaced. The
/// operation itself stays for the sake of other uses of its map; without any it
/// vanishes with the expansion.
mlir::FailureOr<SplitRequest> splitLinearize(LinearizeOp op);

} // namespace vmapc::ir

#endif
