// Operations of the family declared in Contraction.td.

#ifndef VMAPC_COMPILER_DIALECT_CONTRACTION_H
#define VMAPC_COMPILER_DIALECT_CONTRACTION_H

#include "compiler/dialect/Dialect.h"

#define GET_OP_CLASSES
#include "compiler/dialect/Contraction.h.inc"

#endif
