// func + scf + the expansion of a function -> LLVM dialect in one conversion -> LLJIT,
// with no LLVM optimization, as the product does it.

#include "tools/ulp/Jit.h"

#include "compiler/lowering/MathExpansion.h"
#include "tools/ulp/Functions.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "mlir/Transforms/DialectConversion.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"

using namespace mlir;

namespace ulp {

struct Jit::State {
  MLIRContext context{MLIRContext::Threading::DISABLED};
  std::unique_ptr<llvm::orc::LLJIT> orc;
  int kernels = 0;
};

[[noreturn]] static void fail(const llvm::Twine &message) {
  llvm::errs() << "vmapc-ulp: " << message << "\n";
  std::exit(2);
}

template <typename T> static T check(llvm::Expected<T> value) {
  if (!value)
    fail(toString(value.takeError()));
  return std::move(*value);
}

Jit::Jit(const std::string &cpu) : state(std::make_unique<State>()) {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  DialectRegistry registry;
  registry.insert<arith::ArithDialect, cf::ControlFlowDialect, func::FuncDialect, LLVM::LLVMDialect,
                  math::MathDialect, scf::SCFDialect, vector::VectorDialect>();
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  state->context.appendDialectRegistry(registry);
  state->context.loadAllAvailableDialects();

  auto machine = check(llvm::orc::JITTargetMachineBuilder::detectHost());
  if (!cpu.empty()) {
    machine.setCPU(cpu);
    machine.getFeatures() = llvm::SubtargetFeatures();
  }
  machine.setCodeGenOptLevel(llvm::CodeGenOptLevel::Less);
  state->orc =
      check(llvm::orc::LLJITBuilder().setJITTargetMachineBuilder(std::move(machine)).create());
  state->orc->getMainJITDylib().addGenerator(
      check(llvm::orc::DynamicLibrarySearchGenerator::GetForCurrentProcess(
          state->orc->getDataLayout().getGlobalPrefix())));
}

Jit::~Jit() = default;

static Value apply(OpBuilder &b, Location loc, StringRef function, Value x, Value y) {
  auto splat = [&](double value) -> Value {
    Attribute attr = b.getFloatAttr(getElementTypeOrSelf(x.getType()), value);
    if (auto vector = dyn_cast<VectorType>(x.getType()))
      attr = DenseElementsAttr::get(vector, attr);
    return arith::ConstantOp::create(b, loc, cast<TypedAttr>(attr));
  };
  using vmapc::ir::emitFunction;
  if (function == "fused") {
    Value inner = math::FmaOp::create(b, loc, x, splat(1.25), splat(0.3));
    return arith::MulFOp::create(b, loc, emitFunction(b, loc, "tanh", inner),
                                 emitFunction(b, loc, "logistic", x));
  }
  return y ? emitFunction(b, loc, function, {x, y}) : emitFunction(b, loc, function, x);
}

static void convertToLLVM(ModuleOp module) {
  MLIRContext *context = module.getContext();
  LLVMTypeConverter types(context);
  RewritePatternSet patterns(context);
  populateSCFToControlFlowConversionPatterns(patterns);
  arith::populateArithToLLVMConversionPatterns(types, patterns);
  populateMathToLLVMConversionPatterns(types, patterns);
  populateVectorToLLVMConversionPatterns(types, patterns);
  cf::populateControlFlowToLLVMConversionPatterns(types, patterns);
  populateFuncToLLVMConversionPatterns(types, patterns);
  LLVMConversionTarget target(*context);
  target.addLegalOp<ModuleOp>();
  if (failed(applyFullConversion(module, target, std::move(patterns))))
    fail("the conversion to LLVM failed");
}

Kernel Jit::compile(const std::string &function, DType dtype, int64_t width) {
  MLIRContext *context = &state->context;
  Location loc = UnknownLoc::get(context);
  OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
  OpBuilder b(module->getBodyRegion());
  Type element = dtype == DType::f32 ? Type(b.getF32Type()) : b.getF64Type();
  Type type = width == 1 ? element : VectorType::get(width, element);
  Type pointer = LLVM::LLVMPointerType::get(context);
  std::string name = "kernel" + std::to_string(state->kernels++);

  auto func = func::FuncOp::create(
      b, loc, name, b.getFunctionType({pointer, pointer, pointer, b.getI64Type()}, {}));
  Block *entry = func.addEntryBlock();
  b.setInsertionPointToStart(entry);
  auto constant = [&](int64_t value) {
    return arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(value));
  };
  auto loop = scf::ForOp::create(b, loc, constant(0), entry->getArgument(3), constant(width));
  func::ReturnOp::create(b, loc);
  b.setInsertionPointToStart(loop.getBody());
  auto at = [&](unsigned argument) {
    return LLVM::GEPOp::create(b, loc, pointer, element, entry->getArgument(argument),
                               ArrayRef<LLVM::GEPArg>{loop.getInductionVar()});
  };
  unsigned align = dtype == DType::f32 ? 4 : 8;
  Value x = LLVM::LoadOp::create(b, loc, type, at(0), align);
  Value y = isBinary(function) ? Value(LLVM::LoadOp::create(b, loc, type, at(1), align)) : Value();
  Value result = apply(b, loc, function, x, y);
  LLVM::StoreOp::create(b, loc, result, at(2), align);

  if (failed(verify(*module)))
    fail("the expansion of '" + function + "' failed");
  count = 0;
  loop->walk([&](Operation *) { ++count; });
  if (std::getenv("VMAPC_ULP_DUMP"))
    module->dump();
  convertToLLVM(*module);

  auto llvmContext = std::make_unique<llvm::LLVMContext>();
  auto code = translateModuleToLLVMIR(*module, *llvmContext);
  if (!code)
    fail("the translation to LLVM IR failed");
  for (llvm::Function &f : *code) {
    f.addFnAttr("prefer-vector-width", "512");
    f.addFnAttr(llvm::Attribute::NoUnwind);
  }
  if (auto error = state->orc->addIRModule(
          llvm::orc::ThreadSafeModule(std::move(code), std::move(llvmContext))))
    fail(toString(std::move(error)));
  return check(state->orc->lookup(name)).toPtr<Kernel>();
}

} // namespace ulp
