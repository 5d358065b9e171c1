// The passes from a planned program in the vmapc dialect to the LLVM dialect,
// and what the driver reads off a planned function.

#ifndef VMAPC_COMPILER_LOWERING_PASSES_H
#define VMAPC_COMPILER_LOWERING_PASSES_H

#include "mlir/Pass/Pass.h"

#include <memory>

namespace vmapc::ir {

#define GEN_PASS_DECL
#include "compiler/lowering/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "compiler/lowering/Passes.h.inc"

/// The dialects and external models that these passes and the translation to
/// LLVM IR need.
void registerLoweringDialects(mlir::DialectRegistry &registry);

/// Bytes of scratch that a planned, emitted or converted module needs.
int64_t scratchBytes(mlir::Operation *module);

} // namespace vmapc::ir

#endif
