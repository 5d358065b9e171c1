// Rewrites of rearrangements and reductions that keep every bit of the result.

#include "compiler/dialect/Builders.h"
#include "compiler/dialect/Reduction.h"
#include "compiler/dialect/Structure.h"

#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

ArrayRef<int64_t> shapeOf(Value value) { return tensorType(value).getShape(); }

//===----------------------------------------------------------------------===//
// Broadcast
//===----------------------------------------------------------------------===//

// broadcast(reshape(x)) where the reshape only inserts dimensions of extent 1:
// they repeat as any dimension that x lacks.
LogicalResult broadcastUnitDimensions(BroadcastOp op, PatternRewriter &b) {
  auto reshape = op.getX().getDefiningOp<ReshapeOp>();
  if (!reshape)
    return failure();
  ArrayRef<int64_t> from = shapeOf(reshape.getX()), to = shapeOf(reshape.getResult());
  SmallVector<int64_t> dimensions;
  size_t k = 0;
  for (auto [dim, extent] : llvm::enumerate(to)) {
    if (k < from.size() && from[k] == extent) {
      dimensions.push_back(op.getDimensions()[dim]);
      ++k;
    } else if (extent != 1) {
      return failure();
    }
  }
  if (k != from.size())
    return failure();
  b.replaceOpWithNewOp<BroadcastOp>(op, op.getType(), reshape.getX(), dimensions);
  return success();
}

//===----------------------------------------------------------------------===//
// Slice
//===----------------------------------------------------------------------===//

// slice(slice(x)): the strides multiply.
LogicalResult sliceOfSlice(SliceOp op, PatternRewriter &b) {
  auto inner = op.getX().getDefiningOp<SliceOp>();
  if (!inner || llvm::is_contained(shapeOf(op.getResult()), 0))
    return failure();
  SmallVector<int64_t> start, limit, stride;
  for (auto [d, extent] : llvm::enumerate(shapeOf(op.getResult()))) {
    start.push_back(inner.getStart()[d] + op.getStart()[d] * inner.getStride()[d]);
    stride.push_back(op.getStride()[d] * inner.getStride()[d]);
    limit.push_back(start.back() + (extent - 1) * stride.back() + 1);
  }
  b.replaceOpWithNewOp<SliceOp>(op, inner.getX(), start, limit, stride);
  return success();
}

// slice(concatenate(x, y, ...)) that lies in one operand.
LogicalResult sliceOfConcatenate(SliceOp op, PatternRewriter &b) {
  auto joined = op.getX().getDefiningOp<ConcatenateOp>();
  if (!joined || llvm::is_contained(shapeOf(op.getResult()), 0))
    return failure();
  int64_t dim = joined.getDimension(), offset = 0;
  int64_t first = op.getStart()[dim];
  int64_t last = first + (shapeOf(op.getResult())[dim] - 1) * op.getStride()[dim];
  for (Value x : joined.getXs()) {
    int64_t end = offset + shapeOf(x)[dim];
    if (offset <= first && last < end) {
      SmallVector<int64_t> start(op.getStart()), limit(op.getLimit());
      start[dim] = first - offset;
      limit[dim] = last - offset + 1;
      b.replaceOpWithNewOp<SliceOp>(op, x, start, limit, op.getStride());
      return success();
    }
    offset = end;
  }
  return failure();
}

// slice(broadcast(x)) that cuts only what was repeated.
LogicalResult sliceOfBroadcast(SliceOp op, PatternRewriter &b) {
  auto repeated = op.getX().getDefiningOp<BroadcastOp>();
  if (!repeated)
    return failure();
  for (auto [k, dim] : llvm::enumerate(repeated.getDimensions()))
    if (shapeOf(repeated.getX())[k] != 1 && shapeOf(op.getResult())[dim] != shapeOf(op.getX())[dim])
      return failure();
  // An operand extent 1 must not meet a result extent 0.
  if (llvm::is_contained(shapeOf(op.getResult()), 0))
    return failure();
  b.replaceOpWithNewOp<BroadcastOp>(op, op.getType(), repeated.getX(), repeated.getDimensions());
  return success();
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

// A fold over single elements only drops the dimensions.
template <typename OpT> LogicalResult reduceSingleElements(OpT op, PatternRewriter &b) {
  for (int64_t dim : op.getDimensions())
    if (shapeOf(op.getX())[dim] != 1)
      return failure();
  if (op.getDimensions().empty())
    b.replaceOp(op, op.getX());
  else
    b.replaceOpWithNewOp<ReshapeOp>(op, op.getType(), op.getX());
  return success();
}

} // namespace

void BroadcastOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(broadcastUnitDimensions);
}
void SliceOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(sliceOfSlice);
  patterns.add(sliceOfConcatenate);
  patterns.add(sliceOfBroadcast);
}

#define VMAPC_REDUCTION(Op)                                                                        \
  void Op::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {               \
    patterns.add(reduceSingleElements<Op>);                                                        \
  }
VMAPC_REDUCTION(ReduceSumOp)
VMAPC_REDUCTION(ReduceProdOp)
VMAPC_REDUCTION(ReduceMaxOp)
VMAPC_REDUCTION(ReduceMinOp)
VMAPC_REDUCTION(ReduceAndOp)
VMAPC_REDUCTION(ReduceOrOp)
#undef VMAPC_REDUCTION
