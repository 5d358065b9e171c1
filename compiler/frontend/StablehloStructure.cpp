// Constants and operations that arrange elements, with those whose shapes are operands:
// the operands must be constants then, and the result has a static type.

#include "compiler/frontend/StablehloTranslator.h"

#include "compiler/frontend/Convert.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/DialectResourceBlobManager.h"

#include <algorithm>

using namespace mlir;

namespace vmapc::frontend::hlo {

std::vector<char> bytesOf(DenseElementsAttr elements, DType dtype, bool inDouble) {
  if (inDouble && isFloat(dtype)) {
    std::vector<char> bytes;
    for (APFloat value : elements.getValues<APFloat>()) {
      bool lost = false;
      value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &lost);
      double number = value.convertToDouble();
      const char *at = reinterpret_cast<const char *>(&number);
      bytes.insert(bytes.end(), at, at + sizeof number);
    }
    return bytes;
  }
  std::size_t size = sizeOf(dtype), count = std::size_t(elements.getNumElements());
  std::vector<char> bytes(size * count);
  if (dtype == b1) {
    for (auto [k, bit] : llvm::enumerate(elements.getValues<bool>()))
      bytes[k] = bit;
    return bytes;
  }
  ArrayRef<char> raw = elements.getRawData();
  for (std::size_t k = 0; k < count; ++k)
    std::copy_n(raw.begin() + (elements.isSplat() ? 0 : k * size), size, bytes.begin() + k * size);
  return bytes;
}

static Arrays constantOp(Op &op) {
  op.requireOperands(0);
  Attribute value = op.attribute("value");
  auto elements = dyn_cast_if_present<DenseElementsAttr>(value);
  Aval type = op.result();
  std::vector<char> bytes;
  if (auto resource = dyn_cast_if_present<DenseResourceElementsAttr>(value)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    op.require(blob, "a resource that the text holds", resource.getRawHandle().getKey().str());
    bytes.assign(blob->getData().begin(), blob->getData().end());
  } else {
    op.require(elements != nullptr, "elements as value", value ? "another attribute" : "none");
    DType stored = avalOf(elements.getType()).value_or(type).dtype;
    bool inDouble = op.translator().inDouble;
    // One value in every place is better kept once.
    if (elements.isSplat() && !type.shape.empty() && elementCount(type.shape) > 0) {
      bytes = bytesOf(elements.resizeSplat(RankedTensorType::get({}, elements.getElementType())),
                      stored, inDouble);
      return {broadcast(embed({type.dtype, {}}, bytes.data(), op.loc()), type.shape)};
    }
    bytes = bytesOf(elements, stored, inDouble);
  }
  op.require(bytes.size() == sizeOf(type.dtype) * std::size_t(elementCount(type.shape)),
             "as many elements as the type has", std::to_string(bytes.size()) + " bytes");
  return {embed(type, bytes.data(), op.loc())};
}

static Arrays iotaOp(Op &op) {
  Aval type = op.result();
  std::int64_t dimension = op.integer("iota_dimension");
  op.requireDimensions({dimension}, type.shape.size(), "iota_dimension");
  if (isComplex(type.dtype)) {
    Array re = iota(type.shape, dimension, realType(type.dtype));
    return {emitSame("complex", {re, filled(0, dtypeOf(re), type.shape)})};
  }
  return {iota(type.shape, dimension, type.dtype)};
}

static Arrays broadcastInDim(Op &op, const Dims &dims, const Shape &shape) {
  Array x = op.operand(0);
  const Shape &from = shapeOf(x);
  op.requireDimensions(dims, shape.size(), "broadcast_dimensions");
  op.require(dims.size() == from.size(), "one broadcast dimension per dimension of the operand",
             text(dims));
  Dims order(dims.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    order[k] = std::int64_t(k);
    std::int64_t to = shape[std::size_t(dims[k])];
    op.require(from[k] == 1 || from[k] == to, "extents that are 1 or the result's",
               text(detail::avalOf(x)) + " to " + text(shape));
  }
  // Ours keeps the order of dimensions.
  std::sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
    return dims[std::size_t(a)] < dims[std::size_t(b)];
  });
  Dims sorted = dims;
  std::sort(sorted.begin(), sorted.end());
  return {broadcast(transpose(x, order), shape, sorted)};
}

static Arrays broadcastInDimOp(Op &op) {
  op.requireOperands(1);
  return broadcastInDim(op, op.ints("broadcast_dimensions"), op.result().shape);
}

static Arrays dynamicBroadcastInDim(Op &op) {
  op.requireOperands(2);
  op.ints("known_expanding_dimensions", Dims{});
  op.ints("known_nonexpanding_dimensions", Dims{});
  return broadcastInDim(op, op.ints("broadcast_dimensions"), op.constantInts(1));
}

static Arrays broadcastOp(Op &op) {
  op.requireOperands(1);
  Array x = op.operand(0);
  Shape shape = op.ints("broadcast_sizes");
  Dims dims;
  for (std::int64_t extent : shapeOf(x)) {
    dims.push_back(std::int64_t(shape.size()));
    shape.push_back(extent);
  }
  return {broadcast(x, shape, dims)};
}

static Arrays reshapeTo(Op &op, const Shape &shape) {
  Array x = op.operand(0);
  op.require(elementCount(shape) == elementCount(shapeOf(x)), "as many elements as before",
             text(detail::avalOf(x)) + " to " + text(shape));
  return {reshape(x, shape)};
}

static Arrays reshapeOp(Op &op) {
  op.requireOperands(1);
  return reshapeTo(op, op.result().shape);
}

static Arrays dynamicReshape(Op &op) {
  op.requireOperands(2);
  return reshapeTo(op, op.constantInts(1));
}

static Arrays transposeOp(Op &op) {
  op.requireOperands(1);
  Dims permutation = op.ints("permutation");
  std::size_t rank = shapeOf(op.operand(0)).size();
  op.requireDimensions(permutation, rank, "permutation");
  op.require(permutation.size() == rank, "a permutation of all dimensions", text(permutation));
  return {transpose(op.operand(0), permutation)};
}

static Arrays sliced(Op &op, const Dims &start, const Dims &limit, const Dims &stride) {
  Array x = op.operand(0);
  const Shape &shape = shapeOf(x);
  std::string all = text(start) + " to " + text(limit) + " by " + text(stride);
  op.require(start.size() == shape.size() && limit.size() == shape.size() &&
                 stride.size() == shape.size(),
             "a range per dimension", all);
  for (std::size_t k = 0; k < shape.size(); ++k)
    op.require(0 <= start[k] && start[k] <= limit[k] && limit[k] <= shape[k] && stride[k] > 0,
               "0 <= start <= limit <= extent and strides above 0",
               all + " of " + text(detail::avalOf(x)));
  return {slice(x, start, limit, stride)};
}

static Arrays sliceOp(Op &op) {
  op.requireOperands(1);
  Dims ones(shapeOf(op.operand(0)).size(), 1);
  return sliced(op, op.ints("start_indices"), op.ints("limit_indices"), op.ints("strides", ones));
}

static Arrays realDynamicSlice(Op &op) {
  op.requireOperands(4);
  return sliced(op, op.constantInts(1), op.constantInts(2), op.constantInts(3));
}

static Arrays padded(Op &op, const Dims &low, const Dims &high, const Dims &interior) {
  Array x = op.operand(0), value = op.operand(1);
  std::size_t rank = shapeOf(x).size();
  op.require(low.size() == rank && high.size() == rank && interior.size() == rank,
             "a padding per dimension", text(low) + ", " + text(high) + ", " + text(interior));
  op.require(shapeOf(value).empty() && dtypeOf(value) == dtypeOf(x),
             "a scalar of the operand's dtype", text(detail::avalOf(value)));
  return {pad(x, value, low, high, interior)};
}

static Arrays padOp(Op &op) {
  op.requireOperands(2);
  return padded(op, op.ints("edge_padding_low"), op.ints("edge_padding_high"),
                op.ints("interior_padding"));
}

static Arrays dynamicPad(Op &op) {
  op.requireOperands(5);
  return padded(op, op.constantInts(2), op.constantInts(3), op.constantInts(4));
}

static Arrays concatenateOp(Op &op) {
  op.requireOperands(1, true);
  std::int64_t dimension = op.integer("dimension");
  op.requireDimensions({dimension}, shapeOf(op.operand(0)).size(), "dimension");
  return {concatenate(op.operands(), dimension)};
}

static Arrays reverseOp(Op &op) {
  op.requireOperands(1);
  Dims dims = op.ints("dimensions");
  op.requireDimensions(dims, shapeOf(op.operand(0)).size(), "dimensions");
  std::sort(dims.begin(), dims.end());
  return {dims.empty() ? op.operand(0) : emit("reverse", {op.operand(0)}, {{"dimensions", dims}})};
}

static Arrays dimensionSize(Op &op) {
  op.requireOperands(1);
  std::int64_t dimension = op.integer("dimension");
  op.requireDimensions({dimension}, shapeOf(op.operand(0)).size(), "dimension");
  auto extent = std::int32_t(shapeOf(op.operand(0))[std::size_t(dimension)]);
  return {embed({i32, {}}, &extent, op.loc())};
}

static Arrays identity(Op &op) { return op.operands(); }

ArrayRef<Entry> structureEntries() {
  static const Entry entries[] = {
      {"stablehlo.constant", constantOp},
      {"chlo.constant", constantOp},
      {"stablehlo.iota", iotaOp},
      {"stablehlo.dynamic_iota", iotaOp},
      {"stablehlo.broadcast_in_dim", broadcastInDimOp},
      {"stablehlo.dynamic_broadcast_in_dim", dynamicBroadcastInDim},
      {"stablehlo.broadcast", broadcastOp},
      {"stablehlo.reshape", reshapeOp},
      {"stablehlo.dynamic_reshape", dynamicReshape},
      {"stablehlo.transpose", transposeOp},
      {"stablehlo.slice", sliceOp},
      {"stablehlo.real_dynamic_slice", realDynamicSlice},
      {"stablehlo.pad", padOp},
      {"stablehlo.dynamic_pad", dynamicPad},
      {"stablehlo.concatenate", concatenateOp},
      {"stablehlo.reverse", reverseOp},
      {"stablehlo.get_dimension_size", dimensionSize},
      {"stablehlo.optimization_barrier", identity},
  };
  return entries;
}

} // namespace vmapc::frontend::hlo
