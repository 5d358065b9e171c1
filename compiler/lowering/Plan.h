// The plan as attributes: what the plan pass writes and emission reads.

#ifndef VMAPC_COMPILER_LOWERING_PLAN_H
#define VMAPC_COMPILER_LOWERING_PLAN_H

#include "compiler/dialect/Lowering.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Operation.h"

namespace vmapc::ir {

inline constexpr llvm::StringLiteral kernelAttr = "vmapc.kernel";
inline constexpr llvm::StringLiteral slotsAttr = "vmapc.slots";
inline constexpr llvm::StringLiteral scratchAttr = "vmapc.scratch";
/// Where a result lives: a byte offset in the arena, nowhere (-1), or result k of
/// the function (-2 - k).
struct Slot {
  static constexpr int64_t none = -1;
  static int64_t output(int64_t k) { return -2 - k; }
  static bool isOutput(int64_t slot) { return slot <= -2; }
  static int64_t outputOf(int64_t slot) { return -2 - slot; }
};

inline llvm::ArrayRef<int64_t> slotsOf(mlir::Operation *op) {
  auto attr = op->getAttrOfType<mlir::DenseI64ArrayAttr>(slotsAttr);
  return attr ? attr.asArrayRef() : llvm::ArrayRef<int64_t>();
}
/// Whether an operation is written piece by piece, one operand after another,
/// where choosing among them for each element would be long.
inline bool isAssembled(mlir::Operation *op) {
  return op->getName().getStringRef() == "vmapc.concatenate" && op->getNumOperands() > 2;
}
/// The kernel that stores the results of `op`; -1: none does.
inline int64_t kernelOf(mlir::Operation *op) {
  auto attr = op->getAttrOfType<mlir::IntegerAttr>(kernelAttr);
  return attr ? attr.getInt() : -1;
}

} // namespace vmapc::ir

#endif
