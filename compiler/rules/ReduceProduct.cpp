// Products that leave one factor out, without dividing: a factor may be zero.
// With the factors in two halves (f, b), the products of pairs p = f*b are half
// as many. If o[i] is the product of all pairs but the i-th, then all factors but
// f[i] give o[i]*b[i], and all but b[i] give o[i]*f[i]. So n factors take about
// 3n multiplications in 2 log2(n) array operations.

#include "compiler/rules/ReduceProduct.h"

#include "compiler/dialect/Builders.h"
#include "compiler/dialect/Structure.h"
#include "compiler/rules/Kit.h"

using namespace mlir;

namespace vmapc::ir {

/// Positions begin .. end-1 of the last dimension.
static Value sliceLast(Formula f, Value x, int64_t begin, int64_t end) {
  SmallVector<int64_t> limit(tensorType(x).getShape());
  SmallVector<int64_t> start(limit.size(), 0), stride(limit.size(), 1);
  start.back() = begin;
  limit.back() = end;
  return SliceOp::create(f.b, f.loc, x, start, limit, stride);
}

/// productOfOthers along the last dimension.
static Value othersAlongLast(Formula f, Value x) {
  int64_t rank = tensorType(x).getRank(), count = tensorType(x).getShape().back();
  if (count <= 1)
    return f.constant(x, 1);
  int64_t half = (count + 1) / 2;
  Value front = sliceLast(f, x, 0, half), back = sliceLast(f, x, half, count);
  if (count % 2) {
    SmallVector<int64_t> shape(tensorType(x).getShape());
    shape.back() = 1;
    Value one = splat(f.b, f.loc, tensorType(x).clone(shape), 1);
    back = ConcatenateOp::create(f.b, f.loc, ValueRange{back, one}, rank - 1);
  }
  Value others = othersAlongLast(f, f.mul(front, back));
  Value both = ConcatenateOp::create(
      f.b, f.loc, ValueRange{f.mul(others, back), f.mul(others, front)}, rank - 1);
  return count % 2 ? sliceLast(f, both, 0, count) : both;
}

Value productOfOthers(OpBuilder &b, Location loc, Value x, ArrayRef<int64_t> reduced) {
  RankedTensorType type = tensorType(x);
  // The reduced dimensions move to the end, where they become one.
  SmallVector<int64_t> order, flat;
  int64_t count = 1;
  for (int64_t dim : upTo(type.getRank())) {
    if (llvm::is_contained(reduced, dim)) {
      count *= type.getDimSize(dim);
      continue;
    }
    order.push_back(dim);
    flat.push_back(type.getDimSize(dim));
  }
  llvm::append_range(order, reduced);
  flat.push_back(count);

  Value moved = TransposeOp::create(b, loc, x, order);
  Value flattened = ReshapeOp::create(b, loc, type.clone(flat), moved);
  Value others = othersAlongLast(Formula{b, loc}, flattened);
  SmallVector<int64_t> inverse(order.size());
  for (auto [k, dim] : llvm::enumerate(order))
    inverse[dim] = k;
  others = ReshapeOp::create(b, loc, moved.getType(), others);
  return TransposeOp::create(b, loc, others, inverse);
}

} // namespace vmapc::ir
