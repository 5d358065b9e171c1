// LLVM IR to machine code: one JIT session for the process, one resource tracker
// per kernel, target machines from a pool because each serves one thread.

#include "compiler/codegen/CpuJit.h"

#include "runtime/External.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/ExecutionEngine/Orc/MapperJITLinkMemoryManager.h"
#include "llvm/ExecutionEngine/Orc/MemoryMapper.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

#include <atomic>
#include <chrono>
#include <mutex>

using namespace llvm;

namespace vmapc::ir {
namespace {

class MachinePool {
public:
  using Machine = std::unique_ptr<TargetMachine>;

  Expected<Machine> take() {
    {
      std::lock_guard<std::mutex> lock(mutex);
      if (!idle.empty()) {
        Machine machine = std::move(idle.back());
        idle.pop_back();
        return machine;
      }
    }
    const CpuTarget &host = hostTarget();
    std::string message;
    Triple triple(host.triple);
    const Target *target = TargetRegistry::lookupTarget(triple, message);
    if (!target)
      return createStringError("no code generator for " + host.triple + ": " + message);
    Machine machine(target->createTargetMachine(triple, host.cpu, host.features, TargetOptions(),
                                                Reloc::PIC_, CodeModel::Small,
                                                CodeGenOptLevel::Less, /*JIT=*/true));
    if (!machine)
      return createStringError("no code generator for " + host.triple);
    return machine;
  }
  void give(Machine machine) {
    std::lock_guard<std::mutex> lock(mutex);
    idle.push_back(std::move(machine));
  }

private:
  std::mutex mutex;
  std::vector<Machine> idle;
};

/// Lives as long as the process: code of kernels may run until then.
struct Session {
  MachinePool machines;
  std::unique_ptr<orc::LLJIT> jit;
  std::atomic<uint64_t> kernels{0};

  static Expected<Session *> get() {
    static std::once_flag once;
    static Session *session = nullptr;
    static std::string message;
    std::call_once(once, [] {
      InitializeNativeTarget();
      InitializeNativeTargetAsmPrinter();
      auto made = std::make_unique<Session>();
      if (llvm::Error error = made->start())
        message = toString(std::move(error));
      else
        session = made.release();
    });
    if (!session)
      return createStringError(message);
    return session;
  }

private:
  llvm::Error start() {
    orc::LLJITBuilder builder;
    builder.setJITTargetMachineBuilder(
        orc::JITTargetMachineBuilder(Triple(hostTarget().triple)));
    builder.setObjectLinkingLayerCreator(
        [](orc::ExecutionSession &session) -> Expected<std::unique_ptr<orc::ObjectLayer>> {
          // One reservation for many kernels: maps of a process are limited.
          auto memory = orc::MapperJITLinkMemoryManager::CreateWithMapper<
              orc::InProcessMemoryMapper>(size_t(16) << 20);
          if (!memory)
            return memory.takeError();
          return std::make_unique<orc::ObjectLinkingLayer>(session, std::move(*memory));
        });
    auto made = builder.create();
    if (!made)
      return made.takeError();
    jit = std::move(*made);
    auto process = orc::DynamicLibrarySearchGenerator::GetForCurrentProcess(
        jit->getDataLayout().getGlobalPrefix());
    if (!process)
      return process.takeError();
    jit->getMainJITDylib().addGenerator(std::move(*process));
    orc::SymbolMap kernels;
    for (const detail::ExternalKernel &kernel : detail::externalKernels())
      kernels[jit->mangleAndIntern(kernel.symbol)] = {orc::ExecutorAddr::fromPtr(kernel.address),
                                                      JITSymbolFlags::Exported};
    return jit->getMainJITDylib().define(orc::absoluteSymbols(std::move(kernels)));
  }
};

struct JitKernel final : detail::Kernel {
  orc::ResourceTrackerSP code;
  ~JitKernel() override {
    if (code)
      consumeError(code->remove());
  }
};

struct Timer {
  detail::CompileReport &report;
  std::chrono::steady_clock::time_point last = std::chrono::steady_clock::now();
  void phase(const char *name) {
    auto now = std::chrono::steady_clock::now();
    report.phases.push_back({name, std::chrono::duration<double, std::milli>(now - last).count()});
    last = now;
  }
};

/// The module as LLVM IR, ready for `machine`.
Expected<std::unique_ptr<Module>> translate(mlir::ModuleOp module, LLVMContext &context,
                                            TargetMachine &machine, StringRef entry,
                                            StringRef symbol) {
  std::unique_ptr<Module> ir =
      mlir::translateModuleToLLVMIR(module, context, "vmapc", /*disableVerification=*/true);
  if (!ir)
    return createStringError("module cannot be translated to LLVM IR");
  ir->setDataLayout(machine.createDataLayout());
  ir->setTargetTriple(machine.getTargetTriple());
  for (Function &function : *ir) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", machine.getTargetCPU());
    function.addFnAttr("target-features", machine.getTargetFeatureString());
    function.addFnAttr("prefer-vector-width", std::to_string(hostTarget().vectorBits));
    function.addFnAttr(Attribute::NoUnwind);
  }
  if (Function *function = ir->getFunction(entry))
    function->setName(symbol);
  else
    return createStringError("module has no entry " + entry);
  return ir;
}

Expected<SmallVector<char, 0>> generate(Module &ir, TargetMachine &machine,
                                        CodeGenFileType kind) {
  SmallVector<char, 0> bytes;
  raw_svector_ostream stream(bytes);
  legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, nullptr, kind, /*DisableVerify=*/true))
    return createStringError("the code generator cannot emit this kind of file");
  passes.run(ir);
  return bytes;
}

} // namespace

Expected<std::shared_ptr<detail::Kernel>> compileKernel(mlir::ModuleOp module,
                                                        const CodegenOptions &options) {
  Expected<Session *> session = Session::get();
  if (!session)
    return session.takeError();
  Session &s = **session;
  auto kernel = std::make_shared<JitKernel>();
  Timer timer{kernel->report};
  auto machine = s.machines.take();
  if (!machine)
    return machine.takeError();
  std::string symbol = options.entry + "_" + std::to_string(s.kernels++);
  LLVMContext context;
  auto ir = translate(module, context, **machine, options.entry, symbol);
  if (!ir)
    return ir.takeError();
  timer.phase("translate");
  auto object = generate(**ir, **machine, CodeGenFileType::ObjectFile);
  if (!object)
    return object.takeError();
  ir->reset();
  s.machines.give(std::move(*machine));
  timer.phase("codegen");
  kernel->codeBytes = object->size();
  kernel->code = s.jit->getMainJITDylib().createResourceTracker();
  auto buffer = std::make_unique<SmallVectorMemoryBuffer>(std::move(*object), symbol, false);
  if (llvm::Error error = s.jit->addObjectFile(kernel->code, std::move(buffer)))
    return error;
  auto address = s.jit->lookup(symbol);
  if (!address)
    return address.takeError();
  kernel->entry = address->toPtr<void (*)(void *const *)>();
  timer.phase("link");
  return kernel;
}

Expected<std::string> emitObject(mlir::ModuleOp module, bool assembly,
                                 const CodegenOptions &options) {
  Expected<Session *> session = Session::get();
  if (!session)
    return session.takeError();
  auto machine = (*session)->machines.take();
  if (!machine)
    return machine.takeError();
  LLVMContext context;
  auto ir = translate(module, context, **machine, options.entry, options.entry);
  if (!ir)
    return ir.takeError();
  for (const Function &function : **ir)
    if (!assembly && function.isDeclaration() && function.getName().starts_with(detail::externalPrefix))
      return createStringError("a program without '" + function.getName() +
                               "': object files cannot call the kernels of the runtime");
  auto bytes = generate(**ir, **machine,
                        assembly ? CodeGenFileType::AssemblyFile : CodeGenFileType::ObjectFile);
  ir->reset();
  (*session)->machines.give(std::move(*machine));
  if (!bytes)
    return bytes.takeError();
  return std::string(bytes->begin(), bytes->end());
}

Expected<std::string> printLLVM(mlir::ModuleOp module) {
  LLVMContext context;
  std::unique_ptr<Module> ir = mlir::translateModuleToLLVMIR(module, context, "vmapc");
  if (!ir)
    return createStringError("module cannot be translated to LLVM IR");
  std::string text;
  raw_string_ostream stream(text);
  ir->print(stream, nullptr);
  return text;
}

} // namespace vmapc::ir
