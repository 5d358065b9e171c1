// Operations of the family declared in Elementwise.td.

#ifndef VMAPC_COMPILER_DIALECT_ELEMENTWISE_H
#define VMAPC_COMPILER_DIALECT_ELEMENTWISE_H

#include "compiler/dialect/Dialect.h"

#define GET_OP_CLASSES
#include "compiler/dialect/Elementwise.h.inc"

#endif
