// Operations of the family declared in Reduction.td.

#ifndef VMAPC_COMPILER_DIALECT_REDUCTION_H
#define VMAPC_COMPILER_DIALECT_REDUCTION_H

#include "compiler/dialect/Dialect.h"

#define GET_OP_CLASSES
#include "compiler/dialect/Reduction.h.inc"

#endif
