// The passes of each stage: the one place where their order is written.

#ifndef VMAPC_COMPILER_DRIVER_PIPELINES_H
#define VMAPC_COMPILER_DRIVER_PIPELINES_H

#include "vmapc/detail/abi.h"

#include "mlir/Pass/PassManager.h"

namespace mlir {
class DialectRegistry;
}

namespace vmapc::driver {

/// Every dialect and external model of the compiler.
void registerDialects(mlir::DialectRegistry &registry);
/// Every pass, for vmapc-opt.
void registerPasses();

/// The passes that lead from the stage before `stage` to `stage`; none for
/// `traced` and for `assembly`, which is code generation's.
void addPasses(mlir::OpPassManager &passes, detail::Stage stage,
               const detail::CompileOptions &options);

/// "traced", "expanded", ..., "assembly".
llvm::StringRef stageName(detail::Stage stage);
std::optional<detail::Stage> parseStage(llvm::StringRef name);

} // namespace vmapc::driver

#endif
