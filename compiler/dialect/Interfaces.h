// The interfaces that passes ask and rules answer.

#ifndef VMAPC_COMPILER_DIALECT_INTERFACES_H
#define VMAPC_COMPILER_DIALECT_INTERFACES_H

#include "compiler/dialect/Contexts.h"
#include "compiler/dialect/Lowering.h"
#include "mlir/IR/OpDefinition.h"

#include "compiler/dialect/Interfaces.h.inc"

#endif
