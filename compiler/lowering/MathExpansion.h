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

/// Replaces every math.{exp, exp2, expm1, log, log1p, tanh, sin, cos, erf,
/// powf, rsqrt} under `root` whose type is f32, f64 or a one-dimensional vector
/// of these, and the formula that the rule of the logistic function emits; other
/// types of these operations are an error. All other math operations stay.
/// Constants go to the start of the enclosing function (the nearest op isolated
/// from above), once each. Emits arith, math.{fma, absf, copysign, floor},
/// vector and scf, so it has to run before scf is lowered.
mlir::LogicalResult expandMath(mlir::Operation *root);

/// 1 / (1 + exp(-x)), which the math dialect lacks; the same types as above.
/// Emitted at the insertion point, in expanded form.
mlir::Value emitLogistic(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value x);

} // namespace vmapc::ir

#endif
