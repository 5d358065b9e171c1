// The plain C function of an object file: `int f(const float *x, ..., float *y)`.

#ifndef VMAPC_COMPILER_DRIVER_CENTRY_H
#define VMAPC_COMPILER_DRIVER_CENTRY_H

#include "mlir/IR/BuiltinOps.h"

namespace vmapc::driver {

/// Adds function `name` of `buffers` pointers to a module of the LLVM dialect: it
/// allocates the scratch and calls `entry`, which becomes internal. It returns 0, or 1
/// when a pointer is not 64-byte aligned, 2 when there is no memory.
void addCEntry(mlir::ModuleOp module, llvm::StringRef name, llvm::StringRef entry,
               unsigned buffers, int64_t scratchBytes);

} // namespace vmapc::driver

#endif
