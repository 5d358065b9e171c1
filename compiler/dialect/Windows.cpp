// Type inference of windows: which positions a window fits at.

#include "compiler/dialect/Structure.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

/// How many positions a window has along a dimension.
int64_t positionsOf(int64_t extent, int64_t size, int64_t stride, int64_t dilation) {
  int64_t span = (size - 1) * dilation + 1;
  return extent < span ? 0 : (extent - span) / stride + 1;
}

/// Strictly increasing dimensions below `rank` and as many positive strides and
/// dilations.
LogicalResult checkWindows(std::optional<Location> loc, StringRef op, int64_t rank,
                           ArrayRef<int64_t> dimensions, ArrayRef<int64_t> numbers,
                           ArrayRef<int64_t> strides, ArrayRef<int64_t> dilations) {
  if (numbers.size() != dimensions.size() || strides.size() != dimensions.size() ||
      dilations.size() != dimensions.size())
    return emitOptionalError(loc, "'vmapc.", op, "' op requires ", dimensions.size(),
                             " entries in each attribute, one per dimension, got ",
                             numbers.size(), ", ", strides.size(), " and ", dilations.size());
  int64_t last = -1;
  for (int64_t dim : dimensions) {
    if (dim <= last || dim >= rank)
      return emitOptionalError(loc, "'vmapc.", op,
                               "' op requires strictly increasing dimensions below ", rank,
                               ", got ", dim, " after ", last);
    last = dim;
  }
  for (ArrayRef<int64_t> list : {strides, dilations})
    for (int64_t value : list)
      if (value < 1)
        return emitOptionalError(loc, "'vmapc.", op,
                                 "' op requires strides and dilations of at least 1, got ", value);
  return success();
}

} // namespace

LogicalResult WindowsOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto x = cast<RankedTensorType>(adaptor.getX().getType());
  ArrayRef<int64_t> dimensions = adaptor.getDimensions(), sizes = adaptor.getSizes();
  bool paired = adaptor.getPaired();
  int64_t rank = x.getRank() - (paired ? dimensions.size() : 0);
  if (failed(checkWindows(loc, "windows", rank, dimensions, sizes, adaptor.getStrides(),
                          adaptor.getDilations())))
    return failure();
  SmallVector<int64_t> shape(x.getShape().take_front(rank));
  for (auto [k, dim] : llvm::enumerate(dimensions)) {
    if (sizes[k] < 1)
      return emitOptionalError(loc, "'vmapc.windows' op requires sizes of at least 1, got ",
                               sizes[k]);
    if (paired && x.getDimSize(rank + k) != sizes[k])
      return emitOptionalError(loc, "'vmapc.windows' op requires extent ", sizes[k],
                               " in dimension ", rank + k, " of paired windows, got ", x);
    shape[dim] = positionsOf(shape[dim], sizes[k], adaptor.getStrides()[k],
                             adaptor.getDilations()[k]);
    shape.push_back(sizes[k]);
  }
  types.push_back(x.clone(shape));
  return success();
}

LogicalResult PlaceWindowsOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                               Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto x = cast<RankedTensorType>(adaptor.getX().getType());
  ArrayRef<int64_t> dimensions = adaptor.getDimensions(), extents = adaptor.getExtents();
  int64_t rank = x.getRank() - dimensions.size();
  if (failed(checkWindows(loc, "place_windows", rank, dimensions, extents, adaptor.getStrides(),
                          adaptor.getDilations())))
    return failure();
  SmallVector<int64_t> shape(x.getShape());
  for (auto [k, dim] : llvm::enumerate(dimensions)) {
    int64_t fits = positionsOf(extents[k], shape[rank + k], adaptor.getStrides()[k],
                               adaptor.getDilations()[k]);
    if (shape[rank + k] < 1 || fits != shape[dim])
      return emitOptionalError(loc, "'vmapc.place_windows' op requires the ", fits,
                               " positions that a window of ", shape[rank + k],
                               " has in extent ", extents[k], ", got ", shape[dim]);
    shape[dim] = extents[k];
  }
  types.push_back(x.clone(shape));
  return success();
}
