// Control flow, requests and the chunk loop.

#ifndef VMAPC_COMPILER_DIALECT_CONTROL_H
#define VMAPC_COMPILER_DIALECT_CONTROL_H

#include "compiler/dialect/Dialect.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"

#define GET_OP_CLASSES
#include "compiler/dialect/Requests.h.inc"

#endif
