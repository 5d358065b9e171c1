// The words of the boundary (Aval, Attr, Loc) as MLIR types, attributes and
// locations, and back.

#ifndef VMAPC_COMPILER_FRONTEND_CONVERT_H
#define VMAPC_COMPILER_FRONTEND_CONVERT_H

#include "vmapc/detail/abi.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Location.h"

namespace vmapc::frontend {

mlir::Type elementType(mlir::MLIRContext *context, DType dtype);
mlir::RankedTensorType tensorType(mlir::MLIRContext *context, const detail::Aval &aval);
/// The aval of a tensor type; none for any other type and for element types
/// that arrays cannot have.
std::optional<detail::Aval> avalOf(mlir::Type type);
/// Whether an array of this type can exist: at most 1 TB. True for other types.
bool fitsMemory(mlir::Type type);
/// As `describe` of an array; other types as MLIR prints them.
std::string describeType(mlir::Type type);

/// Null when a string names no case of the enum that `attr.name` stands for; a
/// bool that is false is null too and means "leave it out".
mlir::Attribute attribute(mlir::MLIRContext *context, const detail::Attr &attr);
/// The elements at `data`, row-major; a bool is one byte.
mlir::DenseElementsAttr literal(mlir::RankedTensorType type, const void *data);

mlir::Location location(mlir::MLIRContext *context, const detail::Loc &loc);

} // namespace vmapc::frontend

#endif
