// The language server of .mlir files of this dialect, for editors: diagnostics as they are
// typed, hovering, definitions and uses. All of it is MLIR's; the dialects are ours.

#include "compiler/driver/Pipelines.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  vmapc::driver::registerDialects(registry);
  return mlir::failed(mlir::MlirLspServerMain(argc, argv, registry));
}
