// What passes and rules need to build without repeating themselves: constants,
// zeros, sums, and the moving of dimensions.

#ifndef VMAPC_COMPILER_DIALECT_BUILDERS_H
#define VMAPC_COMPILER_DIALECT_BUILDERS_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

namespace vmapc::ir {

/// The tensor type of a value.
mlir::RankedTensorType tensorType(mlir::Value value);
/// `type` with a leading dimension of extent `size`.
mlir::RankedTensorType withLeading(mlir::Type type, int64_t size);
/// `type` without its leading dimension.
mlir::RankedTensorType withoutLeading(mlir::Type type);
/// f32 or f64: has tangents.
bool isFloat(mlir::Type tensor);

/// A constant array of `type` whose elements all are `value` (converted to the
/// element type).
mlir::Value splat(mlir::OpBuilder &b, mlir::Location loc, mlir::Type type, double value);
mlir::Value zeros(mlir::OpBuilder &b, mlir::Location loc, mlir::Type type);
mlir::Value add(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x, mlir::Value y);
/// factor * x, exactly 0 where x is 0 (with `both` also where the factor is): what linear
/// maps multiply with.
mlir::Value scale(mlir::OpBuilder &b, mlir::Location loc, mlir::Value factor, mlir::Value x,
                  bool both = false);
/// `x` repeated along a new leading dimension.
mlir::Value broadcastLeading(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x, int64_t size);
/// `x` with dimension `from` moved to `to`; `x` itself when they are equal.
mlir::Value moveDim(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x, int64_t from, int64_t to);
/// `x` of shape [L...] repeated along trailing dimensions to `shape` [L..., S...].
mlir::Value broadcastTrailing(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x, llvm::ArrayRef<int64_t> shape);

} // namespace vmapc::ir

#endif
