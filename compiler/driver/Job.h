// One module on its way through the stages, in a context of its own.

#ifndef VMAPC_COMPILER_DRIVER_JOB_H
#define VMAPC_COMPILER_DRIVER_JOB_H

#include "compiler/driver/ContextPool.h"
#include "compiler/frontend/Diagnostics.h"
#include "vmapc/detail/abi.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"

namespace vmapc::driver {

class Job {
public:
  /// Reads `bytes` (text or bytecode of a module that was verified) at `stage`.
  Job(const std::string &name, const std::string &bytes, detail::Stage stage);

  mlir::ModuleOp module() { return *module_; }
  detail::Stage stage() const { return stage_; }
  detail::CompileReport &report() { return report_; }
  /// Runs the passes up to `stage`; throws vm::Error.
  void advance(detail::Stage stage, const detail::CompileOptions &options);
  /// The module as text that `parse` reads again, with locations.
  std::string text();
  /// What code generation made, or the error it returned.
  template <class T> T take(llvm::Expected<T> made) {
    if (made && !diagnostics_.hasErrors())
      return std::move(*made);
    fail(made ? std::string() : llvm::toString(made.takeError()));
  }

  /// Where each stage of a compilation is written, from VMAPC_DUMP_IR.
  class Dump {
  public:
    explicit Dump(const std::string &name);
    void operator()(detail::Stage stage, llvm::function_ref<std::string()> text);

  private:
    std::string prefix_;
  };

private:
  [[noreturn]] void fail(const std::string &what);

  std::string name_;
  Lease lease_;
  frontend::DiagnosticCollector diagnostics_;
  mlir::OwningOpRef<mlir::ModuleOp> module_;
  detail::Stage stage_;
  detail::CompileReport report_;
};

/// What a module's entry takes and returns. `module` has one public function, or
/// (from stage `vector` on) the attributes `vmapc.inputs` and `vmapc.outputs`.
struct Signature {
  std::vector<detail::Port> inputs, outputs;
};
/// An argument that is no array is an error at `location`.
Signature readSignature(mlir::ModuleOp module, const SourceLine &location);

} // namespace vmapc::driver

#endif
