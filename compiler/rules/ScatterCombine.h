// Derivatives of scatter with mul, min and max, right also where positions repeat.

#ifndef VMAPC_COMPILER_RULES_SCATTERCOMBINE_H
#define VMAPC_COMPILER_RULES_SCATTERCOMBINE_H

#include "compiler/dialect/Indexing.h"
#include "compiler/dialect/Interfaces.h"

namespace vmapc::ir {

mlir::LogicalResult linearizeScatterProduct(ScatterOp op, Linearizer &linearizer);
mlir::LogicalResult linearizeScatterExtreme(ScatterOp op, Linearizer &linearizer);

} // namespace vmapc::ir

#endif
