// What the derivative of a product of many factors needs.

#ifndef VMAPC_COMPILER_RULES_REDUCEPRODUCT_H
#define VMAPC_COMPILER_RULES_REDUCEPRODUCT_H

#include "mlir/IR/Builders.h"

namespace vmapc::ir {

/// An array of x's shape: at each element the product of all other elements
/// that share its place in the dimensions that are not `reduced`.
mlir::Value productOfOthers(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x,
                            llvm::ArrayRef<int64_t> reduced);

} // namespace vmapc::ir

#endif
