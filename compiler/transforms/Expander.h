// The state of one expansion: what has been expanded so far, remembered by
// function and request, so that equal requests share their result.

#ifndef VMAPC_COMPILER_TRANSFORMS_EXPANDER_H
#define VMAPC_COMPILER_TRANSFORMS_EXPANDER_H

#include "compiler/dialect/Control.h"
#include "compiler/transforms/Linearize.h"
#include "compiler/transforms/Requests.h"
#include "compiler/transforms/Simplify.h"

#include <map>
#include <optional>
#include <tuple>

namespace vmapc::ir {

class Expander {
public:
  explicit Expander(RequestKinds kinds) : kinds(kinds) {}

  /// Expands the requests of `function` where it stands. `differentiated`: its
  /// results will be linearized (see Batcher::differentiated). `inlines`: calls
  /// give way to what they call.
  mlir::LogicalResult expandBody(mlir::func::FuncOp function, bool differentiated,
                                 bool inlines);
  /// The forward pass of `op` as a call before it.
  mlir::FailureOr<SplitRequest> split(LinearizeOp op);
  /// The smallest bound on the lanes in flight that was met; 0: none.
  int64_t chunkBound() const { return chunk; }

private:
  using Axes = llvm::SmallVector<int64_t>;

  // Each of these returns whether the request was replaced; one that is not
  // ready, or of a kind that is not asked for, stays.
  mlir::LogicalResult expandBlock(mlir::Block &block, bool differentiated, bool inlines);
  mlir::FailureOr<bool> expandCall(CallOp op, bool differentiated, bool inlines);
  mlir::FailureOr<bool> expandVmap(VmapOp op, bool differentiated);
  mlir::FailureOr<bool> expandLinearize(LinearizeOp op);
  /// Expands `linearize` and its only use, one `apply`, together.
  mlir::FailureOr<bool> expandFused(LinearizeOp op, mlir::func::FuncOp callee);

  /// The function named, without requests: a copy, or itself when it has none.
  mlir::FailureOr<mlir::func::FuncOp> expanded(mlir::Operation *from,
                                               mlir::FlatSymbolRefAttr name,
                                               bool differentiated);
  mlir::FailureOr<mlir::func::FuncOp> transposeOf(mlir::func::FuncOp linear,
                                                  unsigned residuals);

  /// Replaces the uses of a linear map: it is `linear` with its first arguments
  /// set to `residuals`, which are in scope wherever `map` is.
  mlir::LogicalResult replaceMap(mlir::Value map, mlir::func::FuncOp linear,
                                 mlir::ValueRange residuals);
  mlir::LogicalResult replaceCapture(mlir::OpOperand &use, mlir::func::FuncOp linear,
                                     mlir::ValueRange residuals);
  /// The same for an argument: it gives way to arguments for the residuals.
  mlir::LogicalResult replaceArgument(mlir::Block &block, unsigned index,
                                      mlir::func::FuncOp linear,
                                      mlir::ValueRange residuals);

  void simplify(mlir::func::FuncOp function);

  RequestKinds kinds;
  int64_t chunk = 0;
  std::optional<Simplifier> simplifier; // made when first needed
  std::map<std::pair<mlir::Operation *, bool>, mlir::func::FuncOp> copies;
  std::map<std::tuple<mlir::Operation *, Axes, Axes, int64_t, bool>, mlir::func::FuncOp>
      batched;
  std::map<std::tuple<mlir::Operation *, Axes, Axes>, SplitFunction> splits;
  std::map<std::tuple<mlir::Operation *, Axes, Axes>, mlir::func::FuncOp> fused;
  std::map<mlir::Operation *, mlir::func::FuncOp> transposes;
  llvm::SmallVector<mlir::Operation *> open; // being expanded, to find recursion
};

/// Whether `op` is a request, calls included.
bool isRequest(mlir::Operation *op);
bool holdsRequest(mlir::func::FuncOp function);
/// Whether an operand is a linear map that has not been expanded.
bool takesLinearMap(mlir::Operation *op);

} // namespace vmapc::ir

#endif
