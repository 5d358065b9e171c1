// The dialect class, its types and enums. Operations are in one header per family.

#ifndef VMAPC_COMPILER_DIALECT_DIALECT_H
#define VMAPC_COMPILER_DIALECT_DIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "compiler/dialect/Dialect.h.inc"
#include "compiler/dialect/Enums.h.inc"
#define GET_TYPEDEF_CLASSES
#include "compiler/dialect/Types.h.inc"
#define GET_ATTRDEF_CLASSES
#include "compiler/dialect/Attributes.h.inc"

#endif
