// Type inference of reads and updates at run-time positions.

#include "compiler/dialect/Indexing.h"

using namespace mlir;
using namespace vmapc::ir;

#define GET_OP_CLASSES
#include "compiler/dialect/Indexing.cpp.inc"

namespace {

RankedTensorType typeOf(Value value) { return cast<RankedTensorType>(value.getType()); }

/// All index arrays have one shape, which begins with the operand's batch dimensions.
FailureOr<ArrayRef<int64_t>> indexShape(std::optional<Location> loc, StringRef op, RankedTensorType x,
                                        ValueRange indices, int64_t batch) {
  if (batch < 0 || batch + static_cast<int64_t>(indices.size()) > x.getRank())
    return emitOptionalError(loc, "'vmapc.", op, "' op requires at most ", x.getRank(),
                             " batch and indexed dimensions, got ", batch, " and ", indices.size());
  if (indices.empty())
    return x.getShape().take_front(batch);
  ArrayRef<int64_t> shape = typeOf(indices.front()).getShape();
  for (Value index : indices)
    if (typeOf(index).getShape() != shape)
      return emitOptionalError(loc, "'vmapc.", op, "' op requires index arrays of one shape, got ",
                               indices.front().getType(), " and ", index.getType());
  if (static_cast<int64_t>(shape.size()) < batch || shape.take_front(batch) != x.getShape().take_front(batch))
    return emitOptionalError(loc, "'vmapc.", op, "' op requires index arrays that begin with the ", batch,
                             " batch dimensions of ", x, ", got ", indices.front().getType());
  return shape;
}

/// The shape of gathered slices and scattered updates: index shape, then the
/// dimensions that are not indexed.
SmallVector<int64_t> slicesShape(RankedTensorType x, ArrayRef<int64_t> indexShape, size_t indexed, int64_t batch) {
  SmallVector<int64_t> shape(indexShape);
  llvm::append_range(shape, x.getShape().drop_front(batch + indexed));
  return shape;
}

LogicalResult checkStarts(std::optional<Location> loc, StringRef op, RankedTensorType x, ValueRange starts, int64_t batch) {
  auto shape = indexShape(loc, op, x, starts, batch);
  if (failed(shape))
    return failure();
  if (batch + static_cast<int64_t>(starts.size()) != x.getRank() || static_cast<int64_t>(shape->size()) != batch)
    return emitOptionalError(loc, "'vmapc.", op, "' op requires ", x.getRank() - batch,
                             " starts of rank ", batch, ", got ", starts.size(), " of rank ", shape->size());
  return success();
}

LogicalResult checkFits(std::optional<Location> loc, StringRef op, RankedTensorType x, ArrayRef<int64_t> sizes, int64_t batch) {
  for (auto [d, size] : llvm::enumerate(sizes))
    if (size < 0 || size > x.getDimSize(batch + d))
      return emitOptionalError(loc, "'vmapc.", op, "' op requires a size from 0 to ", x.getDimSize(batch + d),
                               " in dimension ", batch + d, ", got ", size);
  return success();
}

} // namespace

LogicalResult GatherOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType x = typeOf(adaptor.getX());
  int64_t batch = adaptor.getBatchDims();
  auto shape = indexShape(loc, "gather", x, adaptor.getIndices(), batch);
  if (failed(shape))
    return failure();
  types.push_back(x.clone(slicesShape(x, *shape, adaptor.getIndices().size(), batch)));
  return success();
}

LogicalResult ScatterOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  RankedTensorType x = typeOf(adaptor.getX()), updates = typeOf(adaptor.getUpdates());
  int64_t batch = adaptor.getBatchDims();
  auto shape = indexShape(loc, "scatter", x, adaptor.getIndices(), batch);
  if (failed(shape))
    return failure();
  auto expected = x.clone(slicesShape(x, *shape, adaptor.getIndices().size(), batch));
  if (updates != expected)
    return emitOptionalError(loc, "'vmapc.scatter' op requires updates ", expected, ", got ", updates);
  types.push_back(x);
  return success();
}

LogicalResult DynamicSliceOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                               SmallVectorImpl<Type> &types) {
  RankedTensorType x = typeOf(adaptor.getX());
  int64_t batch = adaptor.getBatchDims();
  ArrayRef<int64_t> sizes = adaptor.getSizes();
  if (failed(checkStarts(loc, "dynamic_slice", x, adaptor.getStarts(), batch)))
    return failure();
  if (static_cast<int64_t>(sizes.size()) != x.getRank() - batch)
    return emitOptionalError(loc, "'vmapc.dynamic_slice' op requires ", x.getRank() - batch, " sizes, got ", sizes.size());
  if (failed(checkFits(loc, "dynamic_slice", x, sizes, batch)))
    return failure();
  SmallVector<int64_t> shape(x.getShape().take_front(batch));
  llvm::append_range(shape, sizes);
  types.push_back(x.clone(shape));
  return success();
}

LogicalResult DynamicUpdateSliceOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                                     SmallVectorImpl<Type> &types) {
  RankedTensorType x = typeOf(adaptor.getX()), update = typeOf(adaptor.getUpdate());
  int64_t batch = adaptor.getBatchDims();
  if (failed(checkStarts(loc, "dynamic_update_slice", x, adaptor.getStarts(), batch)))
    return failure();
  if (update.getElementType() != x.getElementType() || update.getRank() != x.getRank() ||
      update.getShape().take_front(batch) != x.getShape().take_front(batch))
    return emitOptionalError(loc, "'vmapc.dynamic_update_slice' op requires an update with the rank, element type and ",
                             batch, " batch dimensions of ", x, ", got ", update);
  if (failed(checkFits(loc, "dynamic_update_slice", x, update.getShape().drop_front(batch), batch)))
    return failure();
  types.push_back(x);
  return success();
}
