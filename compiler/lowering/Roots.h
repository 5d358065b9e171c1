// What the two ways to emit a root (in loops, and unrolled) share: the fixed
// orders of sums and the arithmetic of one step.

#ifndef VMAPC_COMPILER_LOWERING_ROOTS_H
#define VMAPC_COMPILER_LOWERING_ROOTS_H

#include "compiler/lowering/Evaluator.h"

namespace vmapc::ir {

/// Orders of sums, functions of the summed extent alone. A reduction walks
/// blocks of 1024, each in 16 stripes (position mod 16) joined by the halving
/// tree; blocks are added in sequence in groups of 64, groups by the tree. A
/// contraction is cut into at most 16 segments, each one chain of fused
/// multiply-adds from zero, added in order.
struct FixedOrder {
  static constexpr int64_t stripes = 16;
  static constexpr int64_t block = 1024;
  static constexpr int64_t group = 64;
  static int64_t segment(int64_t k) { return 512 * std::max<int64_t>(1, (k + 8191) / 8192); }
};

/// Whether a contraction sums in stripes: its attribute says so, else its shape.
bool isStriped(mlir::Operation *op, const ContractForm &form);

/// Whether a reduction runs along the innermost long dimension, in 16 stripes.
bool foldsRows(const ReduceForm &form);

/// One step of a contraction, for elements of any type as scalars or vectors.
struct MultiplyAdd {
  Evaluator &ev;
  mlir::Type accumulate; // as in the form
  bool isUnsigned = false; // the operands' integers

  mlir::Type type() const { return computeType(accumulate); }
  mlir::Value zero(bool negative);
  mlir::Value operator()(mlir::Value x, mlir::Value y, mlir::Value sum);
  mlir::Value add(mlir::Value x, mlir::Value y);
  /// The sum as an element of the result.
  mlir::Value finish(mlir::Value sum, mlir::Type element);
  mlir::Value convert(mlir::Value v, mlir::Type to);
};

/// Whether `v` replaces `best`: strictly better, or the first NaN.
mlir::Value isBetter(Evaluator &ev, const ArgReduceForm &form, mlir::Type element,
                     mlir::Value v, mlir::Value best);

/// The order along a dimension by a network of exchanges, where every position is
/// unrolled (SortNetwork.cpp).
mlir::Value unrolledSort(Evaluator &ev, mlir::Operation *op, const SortForm &form,
                         llvm::ArrayRef<Index> index);

} // namespace vmapc::ir

#endif
