// Where the elements of an array live once code is generated: their type in registers,
// in which arithmetic is done, their type in memory, and the way between them.
//
// Integers lose their sign, bool is i1 in registers and a byte in memory. The 16-bit
// floats are f32 in registers, always with a value that the 16-bit type holds: what
// computes one rounds it.

#ifndef VMAPC_COMPILER_DIALECT_ELEMENTTYPES_H
#define VMAPC_COMPILER_DIALECT_ELEMENTTYPES_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

namespace vmapc::ir {

/// f16 or bf16.
bool isHalf(mlir::Type element);
/// The scalar type of an element in registers.
mlir::Type computeType(mlir::Type element);
/// The scalar type of an element in memory.
mlir::Type memoryType(mlir::Type element);
/// Bytes of an element in memory; complex ones are two of their parts.
int64_t bytesOf(mlir::Type element);
/// A scalar attribute of an element with its compute type; null for null.
mlir::TypedAttr computeAttribute(mlir::Attribute element);

// On scalars and on vectors alike.

/// What remains of `v`, of compute type, in an element: rounded to nearest, ties to even,
/// for the 16-bit floats, else `v`.
mlir::Value rounded(mlir::OpBuilder &b, mlir::Location loc, mlir::Value v, mlir::Type element);
/// From the compute type to the memory type, rounding; and back.
mlir::Value toMemory(mlir::OpBuilder &b, mlir::Location loc, mlir::Value v, mlir::Type element);
mlir::Value fromMemory(mlir::OpBuilder &b, mlir::Location loc, mlir::Value v, mlir::Type element);
/// An f64 as the f32 from which rounding to 16 bits gives what rounding it once would.
mlir::Value toOddFloat(mlir::OpBuilder &b, mlir::Location loc, mlir::Value v);

} // namespace vmapc::ir

#endif
