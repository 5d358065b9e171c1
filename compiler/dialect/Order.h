// Operations of the family declared in Order.td.

#ifndef VMAPC_COMPILER_DIALECT_ORDER_H
#define VMAPC_COMPILER_DIALECT_ORDER_H

#include "compiler/dialect/Dialect.h"

#define GET_OP_CLASSES
#include "compiler/dialect/Order.h.inc"

#endif
