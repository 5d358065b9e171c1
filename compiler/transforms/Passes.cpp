// The entry points of Requests.h, Transpose.h and Simplify.h as passes.

#include "compiler/transforms/Passes.h"

#include "compiler/dialect/Dialect.h"
#include "compiler/transforms/Requests.h"
#include "compiler/transforms/Simplify.h"
#include "compiler/transforms/Transpose.h"

using namespace mlir;

namespace vmapc::ir {

#define GEN_PASS_DEF_VMAPCVMAP
#define GEN_PASS_DEF_VMAPCLINEARIZE
#define GEN_PASS_DEF_VMAPCTRANSPOSE
#define GEN_PASS_DEF_VMAPCTRANSPOSEFUNCTIONS
#define GEN_PASS_DEF_VMAPCINLINE
#define GEN_PASS_DEF_VMAPCEXPAND
#define GEN_PASS_DEF_VMAPCSIMPLIFY
#include "compiler/transforms/Passes.h.inc"

namespace {

struct VmapPass : impl::VmapcVmapBase<VmapPass> {
  void runOnOperation() override {
    if (failed(expandReadyRequests(getOperation(), {.vmap = true})))
      signalPassFailure();
  }
};

struct LinearizePass : impl::VmapcLinearizeBase<LinearizePass> {
  void runOnOperation() override {
    if (failed(expandReadyRequests(getOperation(), {.linearize = true})))
      signalPassFailure();
  }
};

struct TransposePass : impl::VmapcTransposeBase<TransposePass> {
  void runOnOperation() override {
    if (failed(expandReadyRequests(getOperation(), {.transpose = true})))
      signalPassFailure();
  }
};

struct TransposeFunctionsPass : impl::VmapcTransposeFunctionsBase<TransposeFunctionsPass> {
  void runOnOperation() override {
    SmallVector<func::FuncOp> functions(getOperation().getOps<func::FuncOp>());
    for (func::FuncOp function : functions) {
      auto residuals = function->getAttrOfType<IntegerAttr>("vmapc.residuals");
      if (residuals && failed(transposeFunction(function, residuals.getInt())))
        return signalPassFailure();
    }
  }
};

struct InlinePass : impl::VmapcInlineBase<InlinePass> {
  void runOnOperation() override {
    if (failed(inlineCalls(getOperation())))
      signalPassFailure();
  }
};

struct ExpandPass : impl::VmapcExpandBase<ExpandPass> {
  void runOnOperation() override {
    if (failed(expandRequests(getOperation())))
      signalPassFailure();
  }
};

struct SimplifyPass : impl::VmapcSimplifyBase<SimplifyPass> {
  LogicalResult initialize(MLIRContext *context) override {
    simplifier = std::make_shared<Simplifier>(context);
    return success();
  }
  void runOnOperation() override { simplifier->run(getOperation()); }

  std::shared_ptr<const Simplifier> simplifier; // copies of the pass share it
};

} // namespace

} // namespace vmapc::ir
