// From a module in the LLVM dialect to machine code of this process, or to an
// object file or assembly text.

#ifndef VMAPC_COMPILER_CODEGEN_CPUJIT_H
#define VMAPC_COMPILER_CODEGEN_CPUJIT_H

#include "vmapc/detail/abi.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>

namespace vmapc::ir {

struct CpuTarget {
  std::string triple, cpu, features;
  int vectorBits = 256;
};

/// The machine this process runs on.
const CpuTarget &hostTarget();

struct CodegenOptions {
  /// The C symbol of the entry.
  std::string entry = "vmapc_entry";
};

/// Machine code for `module` (LLVM dialect). The kernel's report gets the
/// phases translate, optimize, codegen and link; its code is freed with it.
llvm::Expected<std::shared_ptr<detail::Kernel>>
compileKernel(mlir::ModuleOp module, const CodegenOptions &options = {});

/// Assembly text or a relocatable object with the entry as its global symbol.
llvm::Expected<std::string> emitObject(mlir::ModuleOp module, bool assembly,
                                       const CodegenOptions &options = {});

/// The LLVM IR that code generation sees, as text.
llvm::Expected<std::string> printLLVM(mlir::ModuleOp module);

} // namespace vmapc::ir

#endif
