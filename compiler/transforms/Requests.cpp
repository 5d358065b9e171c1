// What the driver, the frontend and the passes ask of request expansion.

#include "compiler/transforms/Requests.h"

#include "compiler/transforms/Expander.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;

namespace vmapc::ir {
namespace {

SmallVector<func::FuncOp> publicFunctions(ModuleOp module) {
  SmallVector<func::FuncOp> functions;
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic() && !function.isExternal())
      functions.push_back(function);
  return functions;
}

// Erases private functions that nothing names any more, until there are none.
void eraseUnused(ModuleOp module, function_ref<bool(func::FuncOp)> mayErase) {
  for (bool changed = true; changed;) {
    changed = false;
    DenseSet<StringAttr> used;
    module.walk([&](Operation *op) {
      if (auto callee = op->getAttrOfType<FlatSymbolRefAttr>("callee"))
        used.insert(callee.getAttr());
    });
    for (auto function : llvm::make_early_inc_range(module.getOps<func::FuncOp>()))
      if (function.isPrivate() && !used.contains(function.getSymNameAttr()) &&
          mayErase(function)) {
        function.erase();
        changed = true;
      }
  }
}

LogicalResult expand(ModuleOp module, RequestKinds kinds, bool inlines) {
  Expander expander(kinds);
  for (func::FuncOp function : publicFunctions(module))
    if (failed(expander.expandBody(function, /*differentiated=*/false, inlines)))
      return failure();
  if (int64_t bound = expander.chunkBound())
    for (func::FuncOp function : publicFunctions(module))
      function->setAttr("vmapc.chunk", OpBuilder(module.getContext()).getI64IntegerAttr(bound));
  eraseUnused(module, [](func::FuncOp) { return true; });
  return success();
}

// Nothing will be differentiated any more: a function with a derivative of its own is
// only its primal. Those inside others come first (post-order).
void dropRules(ModuleOp module) {
  SmallVector<CustomJvpOp> all;
  module.walk([&](CustomJvpOp op) { all.push_back(op); });
  for (CustomJvpOp op : all) {
    OpBuilder b(op);
    IRMapping mapping;
    mapping.map(op.getPrimal().getArguments(), op.getOperands());
    Block &primal = op.getPrimal().front();
    for (Operation &inner : primal.without_terminator())
      b.clone(inner, mapping);
    for (auto [result, value] :
         llvm::zip_equal(op.getOuts(), primal.getTerminator()->getOperands()))
      result.replaceAllUsesWith(mapping.lookup(value));
    op.erase();
  }
}

} // namespace

LogicalResult expandRequests(ModuleOp module) {
  if (failed(expand(module, {.vmap = true, .linearize = true, .transpose = true},
                    /*inlines=*/true)))
    return failure();
  WalkResult left = module.walk([](Operation *op) {
    if (!isRequest(op))
      return WalkResult::advance();
    op->emitOpError("cannot be expanded: its linear map has no defining vmapc.linearize");
    return WalkResult::interrupt();
  });
  if (left.wasInterrupted())
    return failure();
  dropRules(module);
  return success();
}

LogicalResult expandReadyRequests(ModuleOp module, RequestKinds kinds) {
  return expand(module, kinds, /*inlines=*/false);
}

LogicalResult inlineCalls(ModuleOp module) { return expand(module, {}, /*inlines=*/true); }

FailureOr<SplitRequest> splitLinearize(LinearizeOp op) {
  auto module = op->getParentOfType<ModuleOp>();
  DenseSet<Operation *> before;
  for (auto function : module.getOps<func::FuncOp>())
    before.insert(function);
  Expander expander({.vmap = true, .linearize = true, .transpose = true});
  FailureOr<SplitRequest> split = expander.split(op);
  // The trace goes on in this module: leave nothing behind that it does not need.
  eraseUnused(module, [&](func::FuncOp function) {
    return !before.contains(function) && (failed(split) || function != split->linear);
  });
  return split;
}

} // namespace vmapc::ir
