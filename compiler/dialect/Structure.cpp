// Type inference, verification and folds of the structure family.

#include "compiler/dialect/Structure.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace vmapc::ir;

#define GET_OP_CLASSES
#include "compiler/dialect/Structure.cpp.inc"

namespace {

RankedTensorType typeOf(Value value) { return cast<RankedTensorType>(value.getType()); }

/// An attribute with one entry per dimension of the operand.
LogicalResult checkRank(std::optional<Location> loc, StringRef op, StringRef attr,
                        size_t entries, int64_t rank) {
  if (static_cast<int64_t>(entries) == rank)
    return success();
  return emitOptionalError(loc, "'vmapc.", op, "' op requires ", rank, " entries in ",
                           attr, ", one per dimension of the operand, got ", entries);
}

/// Strictly increasing dimensions below `rank`, or a diagnostic.
LogicalResult checkDimensions(Operation *op, ArrayRef<int64_t> dims, int64_t rank) {
  int64_t last = -1;
  for (int64_t dim : dims) {
    if (dim <= last || dim >= rank)
      return op->emitOpError("requires strictly increasing dimensions below ")
             << rank << ", got " << dim << " after " << last;
    last = dim;
  }
  return success();
}

} // namespace

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

LogicalResult IotaOp::verify() {
  auto dimension = static_cast<int64_t>(getDimension());
  if (dimension < 0 || dimension >= typeOf(getResult()).getRank())
    return emitOpError("requires a dimension below the rank ")
           << typeOf(getResult()).getRank() << ", got " << dimension;
  if (typeOf(getResult()).getElementType().isInteger(1))
    return emitOpError("requires a number type, got bool");
  return success();
}

//===----------------------------------------------------------------------===//
// Broadcast
//===----------------------------------------------------------------------===//

LogicalResult BroadcastOp::verify() {
  RankedTensorType from = typeOf(getX()), to = typeOf(getResult());
  if (from.getElementType() != to.getElementType())
    return emitOpError("requires equal element types, got ") << from << " and " << to;
  if (static_cast<int64_t>(getDimensions().size()) != from.getRank())
    return emitOpError("requires ") << from.getRank() << " dimensions, got "
                                    << getDimensions().size();
  if (failed(checkDimensions(*this, getDimensions(), to.getRank())))
    return failure();
  for (auto [k, dim] : llvm::enumerate(getDimensions()))
    if (from.getDimSize(k) != 1 && from.getDimSize(k) != to.getDimSize(dim))
      return emitOpError("requires operand extent ")
             << to.getDimSize(dim) << " or 1 in dimension " << k << ", got "
             << from.getDimSize(k);
  return success();
}

OpFoldResult BroadcastOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getType())
    return getX();
  if (auto dense = dyn_cast_or_null<DenseElementsAttr>(adaptor.getX()))
    if (dense.isSplat())
      return dense.resizeSplat(cast<ShapedType>(getType()));
  // broadcast(broadcast(x)) is one broadcast, unless a repeated extent 1 hides a dimension.
  if (auto inner = getX().getDefiningOp<BroadcastOp>()) {
    SmallVector<int64_t> dims;
    for (int64_t dim : inner.getDimensions())
      dims.push_back(getDimensions()[dim]);
    setOperand(inner.getX());
    setDimensions(dims);
    return getResult();
  }
  return {};
}

//===----------------------------------------------------------------------===//
// Reshape, transpose, slice
//===----------------------------------------------------------------------===//

LogicalResult ReshapeOp::verify() {
  RankedTensorType from = typeOf(getX()), to = typeOf(getResult());
  if (from.getElementType() != to.getElementType() ||
      from.getNumElements() != to.getNumElements())
    return emitOpError("requires equal element types and counts, got ") << from << " and " << to;
  return success();
}

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getType())
    return getX();
  if (auto dense = dyn_cast_or_null<DenseElementsAttr>(adaptor.getX()))
    return dense.reshape(cast<ShapedType>(getType()));
  if (auto inner = getX().getDefiningOp<ReshapeOp>()) {
    setOperand(inner.getX());
    return getResult();
  }
  return {};
}

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType x = typeOf(adaptor.getX());
  ArrayRef<int64_t> permutation = adaptor.getPermutation();
  if (failed(checkRank(loc, "transpose", "permutation", permutation.size(), x.getRank())))
    return failure();
  SmallVector<int64_t> shape;
  llvm::SmallBitVector seen(x.getRank());
  for (int64_t dim : permutation) {
    if (dim < 0 || dim >= x.getRank() || seen.test(dim))
      return emitOptionalError(loc, "'vmapc.transpose' op requires each dimension below ",
                               x.getRank(), " once in the permutation, got ", dim);
    seen.set(dim);
    shape.push_back(x.getDimSize(dim));
  }
  types.push_back(x.clone(shape));
  return success();
}

OpFoldResult TransposeOp::fold(FoldAdaptor adaptor) {
  if (llvm::equal(getPermutation(), llvm::seq<int64_t>(0, getPermutation().size())))
    return getX();
  if (auto dense = dyn_cast_or_null<DenseElementsAttr>(adaptor.getX()))
    if (dense.isSplat())
      return dense.resizeSplat(cast<ShapedType>(getType()));
  if (auto inner = getX().getDefiningOp<TransposeOp>()) {
    SmallVector<int64_t> permutation;
    for (int64_t dim : getPermutation())
      permutation.push_back(inner.getPermutation()[dim]);
    setOperand(inner.getX());
    setPermutation(permutation);
    return getResult();
  }
  return {};
}

LogicalResult SliceOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                        Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType x = typeOf(adaptor.getX());
  ArrayRef<int64_t> start = adaptor.getStart(), limit = adaptor.getLimit(), stride = adaptor.getStride();
  if (failed(checkRank(loc, "slice", "start", start.size(), x.getRank())) ||
      failed(checkRank(loc, "slice", "limit", limit.size(), x.getRank())) ||
      failed(checkRank(loc, "slice", "stride", stride.size(), x.getRank())))
    return failure();
  SmallVector<int64_t> shape;
  for (int64_t d = 0; d < x.getRank(); ++d) {
    if (start[d] < 0 || start[d] > limit[d] || limit[d] > x.getDimSize(d) || stride[d] < 1)
      return emitOptionalError(loc, "'vmapc.slice' op requires 0 <= start <= limit <= ",
                               x.getDimSize(d), " and stride >= 1 in dimension ", d, ", got start ",
                               start[d], ", limit ", limit[d], ", stride ", stride[d]);
    shape.push_back((limit[d] - start[d] + stride[d] - 1) / stride[d]);
  }
  types.push_back(x.clone(shape));
  return success();
}

OpFoldResult SliceOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getType())
    return getX();
  if (auto dense = dyn_cast_or_null<DenseElementsAttr>(adaptor.getX()))
    if (dense.isSplat())
      return dense.resizeSplat(cast<ShapedType>(getType()));
  return {};
}

//===----------------------------------------------------------------------===//
// Pad, concatenate, reverse, extent
//===----------------------------------------------------------------------===//

LogicalResult PadOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                      Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType x = typeOf(adaptor.getX()), value = typeOf(adaptor.getValue());
  ArrayRef<int64_t> low = adaptor.getLow(), high = adaptor.getHigh(), interior = adaptor.getInterior();
  if (failed(checkRank(loc, "pad", "low", low.size(), x.getRank())) ||
      failed(checkRank(loc, "pad", "high", high.size(), x.getRank())) ||
      failed(checkRank(loc, "pad", "interior", interior.size(), x.getRank())))
    return failure();
  if (value.getElementType() != x.getElementType() || value.getRank() > x.getRank() ||
      value.getShape() != x.getShape().take_front(value.getRank()))
    return emitOptionalError(loc, "'vmapc.pad' op requires a value with leading dimensions of ",
                             x, ", got ", value);
  SmallVector<int64_t> shape;
  for (int64_t d = 0; d < x.getRank(); ++d) {
    if (d < value.getRank() && (low[d] || high[d] || interior[d]))
      return emitOptionalError(loc, "'vmapc.pad' op requires no padding in dimension ", d,
                               ", over which the value varies");
    int64_t extent = x.getDimSize(d);
    int64_t padded = extent + low[d] + high[d] + std::max<int64_t>(extent - 1, 0) * interior[d];
    if (interior[d] < 0 || padded < 0)
      return emitOptionalError(loc, "'vmapc.pad' op requires interior >= 0 and a result extent >= 0"
                               " in dimension ", d, ", got interior ", interior[d], " and extent ", padded);
    shape.push_back(padded);
  }
  types.push_back(x.clone(shape));
  return success();
}

OpFoldResult PadOp::fold(FoldAdaptor) {
  auto zero = [](ArrayRef<int64_t> values) { return llvm::all_of(values, [](int64_t v) { return v == 0; }); };
  if (zero(getLow()) && zero(getHigh()) && zero(getInterior()))
    return getX();
  return {};
}

LogicalResult ConcatenateOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                              Adaptor adaptor, SmallVectorImpl<Type> &types) {
  if (adaptor.getXs().empty())
    return emitOptionalError(loc, "'vmapc.concatenate' op requires at least one operand, got none");
  RankedTensorType first = typeOf(adaptor.getXs().front());
  int64_t dim = adaptor.getDimension(), extent = 0;
  if (dim < 0 || dim >= first.getRank())
    return emitOptionalError(loc, "'vmapc.concatenate' op requires a dimension below ",
                             first.getRank(), ", got ", dim);
  SmallVector<int64_t> shape(first.getShape());
  for (auto [k, x] : llvm::enumerate(adaptor.getXs())) {
    RankedTensorType type = typeOf(x);
    bool fits = type.getRank() == first.getRank() && type.getElementType() == first.getElementType();
    for (int64_t d = 0; fits && d < first.getRank(); ++d)
      fits = d == dim || type.getDimSize(d) == first.getDimSize(d);
    if (!fits)
      return emitOptionalError(loc, "'vmapc.concatenate' op requires operands like the first, ", first,
                               ", outside dimension ", dim, ", got ", type, " as operand ", k);
    extent += type.getDimSize(dim);
  }
  shape[dim] = extent;
  types.push_back(first.clone(shape));
  return success();
}

OpFoldResult ConcatenateOp::fold(FoldAdaptor) {
  if (getXs().size() == 1)
    return getXs().front();
  return {};
}

LogicalResult ReverseOp::verify() {
  return checkDimensions(*this, getDimensions(), typeOf(getX()).getRank());
}

LogicalResult ExtentOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  RankedTensorType x = typeOf(adaptor.getX());
  // Defaults are not filled in yet when types are inferred.
  IntegerAttr given = adaptor.getBatchDimsAttr();
  int64_t axis = adaptor.getAxis(), batch = given ? given.getInt() : 0;
  if (axis < batch || axis >= x.getRank())
    return emitOptionalError(loc, "'vmapc.extent' op requires an axis from ", batch, " to ",
                             x.getRank() - 1, ", got ", axis);
  types.push_back(RankedTensorType::get(x.getShape().take_front(batch), IntegerType::get(context, 32)));
  return success();
}

OpFoldResult ExtentOp::fold(FoldAdaptor) {
  auto result = cast<RankedTensorType>(getType());
  return DenseElementsAttr::get(
      result, Attribute(IntegerAttr::get(result.getElementType(), typeOf(getX()).getDimSize(getAxis()))));
}
