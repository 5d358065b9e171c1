// One conversion from loops over vectors to the LLVM dialect, with bare pointers
// for buffers, and the C entry that unpacks them.

#include "compiler/lowering/Passes.h"
#include "compiler/lowering/Plan.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/IndexToLLVM/IndexToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;

namespace vmapc::ir {
#define GEN_PASS_DEF_TOLLVMPASS
#include "compiler/lowering/Passes.h.inc"

// A loop that carries a value unchanged does not need to: the conversion, which cannot
// look back, would pass a replaced argument of the loop's block on.
static void dropInvariantCarries(ModuleOp module) {
  module.walk([](scf::ForOp loop) {
    for (auto [k, next] : llvm::enumerate(loop.getYieldedValues())) {
      BlockArgument carry = loop.getRegionIterArg(k);
      if (next != carry)
        continue;
      Value init = loop.getInitArgs()[k];
      carry.replaceAllUsesWith(init);
      loop.getResult(k).replaceAllUsesWith(init);
    }
  });
}

namespace {
struct ToLLVM : impl::ToLLVMPassBase<ToLLVM> {
  using ToLLVMPassBase::ToLLVMPassBase;

  void runOnOperation() override {
    MLIRContext *context = &getContext();
    ModuleOp module = getOperation();
    std::string body;
    int64_t bytes = 0;
    unsigned buffers = 0;
    for (auto function : module.getOps<func::FuncOp>()) {
      if (function.isPrivate())
        continue;
      auto scratch = function->getAttrOfType<IntegerAttr>(scratchAttr);
      if (!body.empty() || !scratch) {
        function.emitError(scratch ? "expected one public function, found a second"
                                   : "function is not emitted: run vmapc-emit-vector first");
        return signalPassFailure();
      }
      body = function.getName().str();
      bytes = scratch.getInt();
      buffers = function.getNumArguments();
      body += ".body"; // neither the entry nor a function of the C library, such as @sqrt
      function.setName(body);
      function.setPrivate();
    }

    dropInvariantCarries(module);
    LowerToLLVMOptions options(context);
    options.useBarePtrCallConv = true;
    LLVMTypeConverter types(context, options);
    LLVMConversionTarget target(*context);
    target.addLegalOp<ModuleOp>();
    ConversionConfig config;
    config.allowPatternRollback = false;
    // Without rollback an operation that folds to an argument of a block which is itself
    // converted later leaves a null value behind. LLVM's builder folds constants as well.
    config.foldingMode = DialectConversionFoldingMode::Never;
    // Loops first, by themselves: a carry that goes on as another carry would be such an
    // argument too.
    ConversionTarget flat(*context);
    flat.addIllegalDialect<scf::SCFDialect>();
    flat.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    RewritePatternSet loops(context);
    populateSCFToControlFlowConversionPatterns(loops);
    if (failed(applyPartialConversion(module, flat, std::move(loops), config)))
      return signalPassFailure();

    RewritePatternSet patterns(context);
    arith::populateArithToLLVMConversionPatterns(types, patterns);
    // What the math expansion leaves are instructions: fma, abs, sqrt, roundings.
    populateMathToLLVMConversionPatterns(types, patterns);
    populateFinalizeMemRefToLLVMConversionPatterns(types, patterns);
    populateVectorToLLVMConversionPatterns(types, patterns, /*reassociateFPReductions=*/false);
    cf::populateControlFlowToLLVMConversionPatterns(types, patterns);
    populateFuncToLLVMConversionPatterns(types, patterns);
    index::populateIndexToLLVMConversionPatterns(types, patterns);
    ub::populateUBToLLVMConversionPatterns(types, patterns);
    if (failed(applyFullConversion(module, target, std::move(patterns), config)))
      return signalPassFailure();
    if (body.empty())
      return;

    auto function = module.lookupSymbol<LLVM::LLVMFuncOp>(body);
    for (auto any : module.getOps<LLVM::LLVMFuncOp>())
      if (!any.isExternal())
        any.setLinkage(LLVM::Linkage::Internal);
    function->removeAttr(scratchAttr);
    OpBuilder b(context);
    b.setInsertionPointToEnd(module.getBody());
    Location loc = function.getLoc();
    auto pointer = LLVM::LLVMPointerType::get(context);
    auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(context), {pointer});
    auto wrapper = LLVM::LLVMFuncOp::create(b, loc, entry, type);
    wrapper->setAttr(scratchAttr, b.getI64IntegerAttr(bytes));
    Block *block = wrapper.addEntryBlock(b);
    b.setInsertionPointToEnd(block);
    SmallVector<Value> arguments;
    for (unsigned k = 0; k < buffers; ++k) {
      Value at = LLVM::GEPOp::create(b, loc, pointer, pointer, block->getArgument(0),
                                     ArrayRef<LLVM::GEPArg>{int32_t(k)});
      // Without scratch there is no pointer to it.
      if (k + 1 == buffers && bytes == 0)
        arguments.push_back(LLVM::ZeroOp::create(b, loc, pointer));
      else
        arguments.push_back(LLVM::LoadOp::create(b, loc, pointer, at));
    }
    // Every function costs code generation time, so a short body moves into the entry.
    int64_t length = 0;
    function.walk([&](Operation *) { ++length; });
    if (length > 400) {
      LLVM::CallOp::create(b, loc, function, arguments);
      LLVM::ReturnOp::create(b, loc, ValueRange());
      return;
    }
    Block *first = &function.getBody().front();
    for (auto [argument, buffer] : llvm::zip_equal(first->getArguments(), arguments))
      argument.replaceAllUsesWith(buffer);
    block->getOperations().splice(block->end(), first->getOperations());
    wrapper.getBody().getBlocks().splice(wrapper.getBody().end(), function.getBody().getBlocks(),
                                         std::next(function.getBody().begin()),
                                         function.getBody().end());
    function.erase();
  }
};
} // namespace

void registerLoweringDialects(DialectRegistry &registry) {
  registry.insert<arith::ArithDialect, cf::ControlFlowDialect, func::FuncDialect,
                  LLVM::LLVMDialect, math::MathDialect, memref::MemRefDialect, scf::SCFDialect,
                  ub::UBDialect, vector::VectorDialect>();
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
}

} // namespace vmapc::ir
