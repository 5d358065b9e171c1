// Replaces the transcendental operations of the math dialect by arithmetic:
// additions, multiplications, explicit fused multiply-adds, comparisons and
// bit operations. The same text is emitted for a scalar and for a vector of
// any length, no operation carries fast-math flags, and every fma is explicit,
// so a scalar, a tail and a vector lane have equal bits on every target with
// fused multiply-adds. No function calls libm.
// `vmapc-ulp` (tools/ulp) measures every function against MPFR.

#ifndef VMAPC_COMPILER_LOWERING_MATHEXPANSION_H
#define VMAPC_COMPILER_LOWERING_MATHEXPANSION_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/Value.h"
#include "mlir/Support/LLVM.h"

namespace vmapc::ir {

/// Replaces under `root` every transcendental operation of the math dialect, arith.remf
/// and `vmapc.function`, the operation for functions that the math dialect lacks
/// (bessel_i0e, bessel_i1e, digamma, erf_inv, lgamma, logistic, zeta), whose type is f32,
/// f64 or a one-dimensional vector of these; other types of these operations are an
/// error. What a target computes itself (sqrt, fma, roundings) stays.
/// Constants go to the start of the enclosing function (the nearest op isolated
/// from above), once each. Emits arith, math.{fma, absf, copysign, floor, roundeven, trunc,
/// sqrt}, vector and scf, so it has to run before scf is lowered.
mlir::LogicalResult expandMath(mlir::Operation *root);

/// One such function, by name, at the insertion point and in expanded form.
mlir::Value emitFunction(mlir::OpBuilder &builder, mlir::Location loc, llvm::StringRef name,
                         mlir::ValueRange operands);

} // namespace vmapc::ir

#endif
