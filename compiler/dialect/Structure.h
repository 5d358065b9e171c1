// Operations of the family declared in Structure.td.

#ifndef VMAPC_COMPILER_DIALECT_STRUCTURE_H
#define VMAPC_COMPILER_DIALECT_STRUCTURE_H

#include "compiler/dialect/Dialect.h"

#define GET_OP_CLASSES
#include "compiler/dialect/Structure.h.inc"

#endif
