// mlir-opt for vmapc: every pass of the compiler on its own, and the upstream
// passes that tests of them need.

#include "compiler/driver/Pipelines.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  vmapc::driver::registerDialects(registry);
  vmapc::driver::registerPasses();
  mlir::registerCanonicalizerPass();
  mlir::registerCSEPass();
  mlir::registerSymbolDCEPass();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "vmapc modular optimizer driver\n", registry));
}
