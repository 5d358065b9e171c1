// Moving loop invariants out of loops.

#ifndef VMAPC_COMPILER_TRANSFORMS_HOIST_H
#define VMAPC_COMPILER_TRANSFORMS_HOIST_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace vmapc::ir {

/// Moves operations that read only captures out of the loops of `function`,
/// innermost first; what the body needs of them becomes a capture. Returns whether any
/// moved. Every operation is total, so running one for a loop of no iterations is
/// harmless.
bool hoistInvariants(mlir::func::FuncOp function);

} // namespace vmapc::ir

#endif
