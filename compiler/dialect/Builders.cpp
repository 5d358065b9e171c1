#include "compiler/dialect/Builders.h"

#include "compiler/dialect/Elementwise.h"
#include "compiler/dialect/Structure.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;

namespace vmapc::ir {

RankedTensorType tensorType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

RankedTensorType withLeading(Type type, int64_t size) {
  auto tensor = cast<RankedTensorType>(type);
  SmallVector<int64_t> shape{size};
  llvm::append_range(shape, tensor.getShape());
  return tensor.clone(shape);
}

RankedTensorType withoutLeading(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return tensor.clone(tensor.getShape().drop_front());
}

bool isFloat(Type tensor) {
  auto ranked = dyn_cast<RankedTensorType>(tensor);
  return ranked && isa<FloatType, ComplexType>(ranked.getElementType());
}

Value splat(OpBuilder &b, Location loc, Type type, double value) {
  auto tensor = cast<RankedTensorType>(type);
  Type element = tensor.getElementType();
  if (auto complex = dyn_cast<ComplexType>(element)) {
    auto part = [&](double v) {
      return cast<FloatAttr>(b.getFloatAttr(complex.getElementType(), v)).getValue();
    };
    std::complex<APFloat> number(part(value), part(0));
    return ConstantOp::create(b, loc, tensor, DenseElementsAttr::get(tensor, number));
  }
  Attribute scalar =
      isa<FloatType>(element)
          ? Attribute(b.getFloatAttr(element, value))
          : Attribute(IntegerAttr::get(
                element, APInt(element.getIntOrFloatBitWidth(),
                               static_cast<int64_t>(value), /*isSigned=*/true,
                               /*implicitTrunc=*/true)));
  return ConstantOp::create(b, loc, tensor, DenseElementsAttr::get(tensor, scalar));
}

Value zeros(OpBuilder &b, Location loc, Type type) {
  return splat(b, loc, type, 0.0);
}

Value add(OpBuilder &b, Location loc, Value x, Value y) {
  return AddOp::create(b, loc, x.getType(), x, y);
}

Value scale(OpBuilder &b, Location loc, Value factor, Value x, bool both) {
  // A complex product is split into products of parts, none of which is 0 alone.
  if (isa<ComplexType>(tensorType(x).getElementType()))
    return MulOp::create(b, loc, x.getType(), factor, x);
  return ScaleOp::create(b, loc, x.getType(), factor, x, both);
}

Value broadcastLeading(OpBuilder &b, Location loc, Value x, int64_t size) {
  int64_t rank = tensorType(x).getRank();
  auto dimensions = llvm::to_vector(llvm::seq<int64_t>(1, rank + 1));
  return BroadcastOp::create(b, loc, withLeading(x.getType(), size), x, dimensions);
}

Value broadcastTrailing(OpBuilder &b, Location loc, Value x, ArrayRef<int64_t> shape) {
  RankedTensorType type = tensorType(x);
  if (type.getShape() == shape)
    return x;
  auto dimensions = llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  return BroadcastOp::create(b, loc, type.clone(shape), x, dimensions);
}

Value moveDim(OpBuilder &b, Location loc, Value x, int64_t from, int64_t to) {
  if (from == to)
    return x;
  auto permutation = llvm::to_vector(llvm::seq<int64_t>(0, tensorType(x).getRank()));
  permutation.erase(permutation.begin() + from);
  permutation.insert(permutation.begin() + to, from);
  return TransposeOp::create(b, loc, x, permutation);
}

} // namespace vmapc::ir
