// What elementwise rules emit: arithmetic on single elements or, the same text,
// on vectors of them. Values have compute types: ui32 is i32, bool is i1.

#ifndef VMAPC_COMPILER_RULES_SCALARS_H
#define VMAPC_COMPILER_RULES_SCALARS_H

#include "compiler/dialect/ElementTypes.h"
#include "compiler/dialect/Lowering.h"

namespace vmapc::ir {

struct Scalars {
  mlir::OpBuilder &b;
  mlir::Location loc;
  /// Element types of the last operand and of the first result, in the dialect.
  mlir::Type from, to;

  bool isFloat() const { return mlir::isa<mlir::FloatType>(from); }
  bool isUnsigned() const { return from.isUnsignedInteger() || from.isInteger(1); }
  unsigned width() const { return from.getIntOrFloatBitWidth(); }

  template <typename OpT> mlir::Value unary(mlir::Value x) const { return OpT::create(b, loc, x); }
  template <typename OpT> mlir::Value binary(mlir::Value x, mlir::Value y) const {
    return OpT::create(b, loc, x, y);
  }
  /// FloatOp on floats, IntOp on integers.
  template <typename FloatOp, typename IntOp>
  mlir::Value either(mlir::Value x, mlir::Value y) const {
    return isFloat() ? binary<FloatOp>(x, y) : binary<IntOp>(x, y);
  }

  /// A real function that the math dialect lacks; MathExpansion.h lists the names.
  mlir::Value function(llvm::StringRef name, mlir::ValueRange x) const;

  /// `x`'s type with another element type: scalar or vector as `x` is.
  mlir::Type typeLike(mlir::Value x, mlir::Type scalar) const;
  /// A constant of `x`'s type; integers wrap to its width.
  mlir::Value constant(mlir::Value like, double value) const;
  mlir::Value constant(mlir::Value like, int64_t value) const;
  mlir::Value constant(mlir::Value like, const llvm::APInt &value) const;
  mlir::Value select(mlir::Value pred, mlir::Value x, mlir::Value y) const;

  // Ordered comparisons (false with a NaN), of the sign of `from`.
  mlir::Value equal(mlir::Value x, mlir::Value y) const;
  mlir::Value less(mlir::Value x, mlir::Value y) const;
  mlir::Value notEqual(mlir::Value x, mlir::Value y) const; // true with a NaN
  mlir::Value lessOrEqual(mlir::Value x, mlir::Value y) const;
};

/// The form of an elementwise operation whose elements `emit` computes.
ElementwiseForm elementwiseForm(
    mlir::Operation *op, unsigned cost,
    std::function<llvm::SmallVector<mlir::Value>(const Scalars &, mlir::ValueRange)> emit);

} // namespace vmapc::ir

#endif
