// Operations of the family declared in Indexing.td.

#ifndef VMAPC_COMPILER_DIALECT_INDEXING_H
#define VMAPC_COMPILER_DIALECT_INDEXING_H

#include "compiler/dialect/Dialect.h"

#define GET_OP_CLASSES
#include "compiler/dialect/Indexing.h.inc"

#endif
