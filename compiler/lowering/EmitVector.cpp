// The pass that turns planned functions into loops over vectors.

#include "compiler/lowering/Passes.h"
#include "compiler/lowering/Plan.h"
#include "compiler/lowering/Program.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

namespace vmapc::ir {
#define GEN_PASS_DEF_EMITVECTORPASS
#include "compiler/lowering/Passes.h.inc"

namespace {
struct EmitVector : impl::EmitVectorPassBase<EmitVector> {
  using EmitVectorPassBase::EmitVectorPassBase;

  void runOnOperation() override {
    OpBuilder builder(&getContext());
    SmallVector<func::FuncOp> functions(getOperation().getOps<func::FuncOp>());
    for (func::FuncOp function : functions) {
      if (function.isDeclaration() || llvm::any_of(function.getArgumentTypes(), [](Type t) {
            return !isa<RankedTensorType>(t);
          }))
        continue;
      if (!function->hasAttr(scratchAttr)) {
        function.emitError("function is not planned: run vmapc-plan first");
        return signalPassFailure();
      }
      if (failed(Program(builder, function, vectorBits).emit()))
        return signalPassFailure();
      function.erase();
    }
    if (fastMath)
      relax(getOperation());
  }

private:
  // Not nnan or ninf: what the program says about NaN and infinity still holds.
  static void relax(Operation *root) {
    auto flags = arith::FastMathFlagsAttr::get(
        root->getContext(),
        arith::FastMathFlags::reassoc | arith::FastMathFlags::contract |
            arith::FastMathFlags::arcp | arith::FastMathFlags::nsz | arith::FastMathFlags::afn);
    root->walk([&](arith::ArithFastMathInterface op) {
      op->setAttr(op.getFastMathAttrName(), flags);
    });
  }
};
} // namespace

int64_t scratchBytes(Operation *module) {
  int64_t bytes = 0;
  module->walk([&](Operation *op) {
    if (auto attr = op->getAttrOfType<IntegerAttr>(scratchAttr))
      bytes = std::max(bytes, attr.getInt());
  });
  return bytes;
}

} // namespace vmapc::ir
