// What the ways to emit an order share: keys as signed integers whose order is the
// order of the elements, and what a sort needs besides its result.

#ifndef VMAPC_COMPILER_LOWERING_SORT_H
#define VMAPC_COMPILER_LOWERING_SORT_H

#include "compiler/lowering/Evaluator.h"

namespace vmapc::ir {

/// Up to so many elements are ranked by comparing all pairs, more are sorted by digits.
inline constexpr int64_t longestRanked = 128;

/// Bytes of the scratch buffers of a sort by digits: keys, positions, counts; none for
/// short rows.
llvm::SmallVector<int64_t> sortScratch(const SortForm &form);

/// The integer type of the keys of elements of a type.
mlir::IntegerType sortKeyType(mlir::Type element);
/// Key number `k` of the element `v` (or vector of elements) of form.keys[k].
mlir::Value sortKey(Evaluator &ev, const SortForm &form, size_t k, mlir::Value v);

/// An element on its way: its keys and its position.
struct SortItem {
  llvm::SmallVector<mlir::Value> keys;
  mlir::Value position;
};
/// Whether x comes before y; positions decide between equal keys.
mlir::Value comesBefore(Evaluator &ev, const SortItem &x, const SortItem &y);

/// The number of exchanges of the network for n elements.
int64_t sortExchanges(int64_t n);

} // namespace vmapc::ir

#endif
