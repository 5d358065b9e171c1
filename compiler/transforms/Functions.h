// Small operations on functions and blocks that every transformation shares.

#ifndef VMAPC_COMPILER_TRANSFORMS_FUNCTIONS_H
#define VMAPC_COMPILER_TRANSFORMS_FUNCTIONS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/SymbolTable.h"

namespace vmapc::ir {

/// A private function without a body next to `like`, whose name is
/// `like`'s name and `suffix`, made unique.
mlir::func::FuncOp createFunction(mlir::func::FuncOp like, llvm::StringRef suffix);
/// A private copy of `function`, named as above.
mlir::func::FuncOp copyFunction(mlir::func::FuncOp function, llvm::StringRef suffix);
/// Sets the function type to what the block's arguments and its terminator say.
void updateFunctionType(mlir::func::FuncOp function);
/// The function that `name` names, seen from `from`; null when there is none.
mlir::func::FuncOp lookUp(mlir::Operation *from, mlir::FlatSymbolRefAttr name);

/// Ends the builder's block the way `like` ends its own, with other operands.
void createTerminator(mlir::OpBuilder &b, mlir::Operation *like,
                      mlir::ValueRange operands);
/// Erases, last first, the operations of `block` that nothing uses.
void eraseDead(mlir::Block &block);

/// Copies the body of `function` to the builder's place; returns its results.
llvm::SmallVector<mlir::Value> inlineBody(mlir::OpBuilder &b,
                                          mlir::func::FuncOp function,
                                          mlir::ValueRange arguments);

} // namespace vmapc::ir

#endif
