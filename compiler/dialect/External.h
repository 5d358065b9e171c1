// The call of a kernel of the runtime.

#ifndef VMAPC_DIALECT_EXTERNAL_H
#define VMAPC_DIALECT_EXTERNAL_H

#include "compiler/dialect/Dialect.h"

#define GET_OP_CLASSES
#include "compiler/dialect/External.h.inc"

#endif
