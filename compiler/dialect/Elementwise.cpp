// Type inference, verification and folds of the elementwise family.

#include "compiler/dialect/Elementwise.h"

#include "compiler/dialect/Structure.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace vmapc::ir;

#define GET_OP_CLASSES
#include "compiler/dialect/Elementwise.cpp.inc"

LogicalResult IsFiniteOp::inferReturnTypes(MLIRContext *context, std::optional<Location>,
                                           Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto x = cast<RankedTensorType>(adaptor.getX().getType());
  types.push_back(x.clone(IntegerType::get(context, 1)));
  return success();
}

LogicalResult CompareOp::inferReturnTypes(MLIRContext *context, std::optional<Location>,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto x = cast<RankedTensorType>(adaptor.getLhs().getType());
  types.push_back(x.clone(IntegerType::get(context, 1)));
  return success();
}

LogicalResult BitcastOp::verify() {
  auto from = getElementTypeOrSelf(getX()), to = getElementTypeOrSelf(getType());
  if (from.getIntOrFloatBitWidth() != to.getIntOrFloatBitWidth())
    return emitOpError("requires element types of one width, got ") << from << " and " << to;
  return success();
}

//===----------------------------------------------------------------------===//
// Folds: only those that keep every bit of the result.
//===----------------------------------------------------------------------===//

namespace {

/// The one element of a splat attribute, null otherwise.
Attribute splatOf(Attribute attr) {
  auto dense = dyn_cast_or_null<DenseElementsAttr>(attr);
  return dense && dense.isSplat() ? dense.getSplatValue<Attribute>() : Attribute();
}

bool isSplatOf(Attribute splat, int64_t value) {
  auto integer = dyn_cast_or_null<IntegerAttr>(splat);
  return integer && integer.getValue().getSExtValue() == value;
}

bool isSplatOf(Attribute splat, double value) {
  auto number = dyn_cast_or_null<FloatAttr>(splat);
  return number && number.getValue().bitwiseIsEqual([&] {
    APFloat expected(value);
    bool loses = false;
    expected.convert(number.getValue().getSemantics(), APFloat::rmNearestTiesToEven, &loses);
    return expected;
  }());
}

/// Applies an exactly rounded function to two splats.
template <typename OnFloat, typename OnInt>
OpFoldResult foldSplats(Attribute lhs, Attribute rhs, Type type, OnFloat onFloat, OnInt onInt) {
  Attribute x = splatOf(lhs), y = splatOf(rhs);
  if (!x || !y)
    return {};
  auto tensor = cast<RankedTensorType>(type);
  Type element = tensor.getElementType();
  if (auto fx = dyn_cast<FloatAttr>(x))
    return DenseElementsAttr::get(
        tensor,
        Attribute(FloatAttr::get(element, onFloat(fx.getValue(), cast<FloatAttr>(y).getValue()))));
  return DenseElementsAttr::get(
      tensor, Attribute(IntegerAttr::get(element, onInt(cast<IntegerAttr>(x).getValue(),
                                                        cast<IntegerAttr>(y).getValue()))));
}

} // namespace

OpFoldResult NegOp::fold(FoldAdaptor adaptor) {
  if (auto inner = getX().getDefiningOp<NegOp>())
    return inner.getX();
  return foldSplats(
      adaptor.getX(), adaptor.getX(), getType(),
      [](const APFloat &x, const APFloat &) { return -x; },
      [](const APInt &x, const APInt &) { return -x; });
}

OpFoldResult AddOp::fold(FoldAdaptor adaptor) {
  // x + -0.0 is x for every x; x + 0.0 is not (x = -0.0).
  Attribute rhs = splatOf(adaptor.getRhs());
  if (isSplatOf(rhs, int64_t(0)) || isSplatOf(rhs, -0.0))
    return getLhs();
  return foldSplats(
      adaptor.getLhs(), adaptor.getRhs(), getType(),
      [](APFloat x, const APFloat &y) { return x + y; },
      [](const APInt &x, const APInt &y) { return x + y; });
}

OpFoldResult SubOp::fold(FoldAdaptor adaptor) {
  Attribute rhs = splatOf(adaptor.getRhs());
  if (isSplatOf(rhs, int64_t(0)) || isSplatOf(rhs, 0.0))
    return getLhs();
  return foldSplats(
      adaptor.getLhs(), adaptor.getRhs(), getType(),
      [](APFloat x, const APFloat &y) { return x - y; },
      [](const APInt &x, const APInt &y) { return x - y; });
}

OpFoldResult MulOp::fold(FoldAdaptor adaptor) {
  Attribute rhs = splatOf(adaptor.getRhs());
  if (isSplatOf(rhs, int64_t(1)) || isSplatOf(rhs, 1.0))
    return getLhs();
  if (isSplatOf(rhs, int64_t(0)))
    return getRhs();
  return foldSplats(
      adaptor.getLhs(), adaptor.getRhs(), getType(),
      [](APFloat x, const APFloat &y) { return x * y; },
      [](const APInt &x, const APInt &y) { return x * y; });
}

OpFoldResult ScaleOp::fold(FoldAdaptor adaptor) {
  if (isSplatOf(splatOf(adaptor.getFactor()), 1.0))
    return getX();
  Attribute x = splatOf(adaptor.getX());
  if (isSplatOf(x, 0.0) || isSplatOf(x, -0.0))
    return getX();
  return {};
}

OpFoldResult DivOp::fold(FoldAdaptor adaptor) {
  Attribute rhs = splatOf(adaptor.getRhs());
  if (isSplatOf(rhs, int64_t(1)) || isSplatOf(rhs, 1.0))
    return getLhs();
  if (isa_and_nonnull<FloatAttr>(rhs))
    return foldSplats(
        adaptor.getLhs(), adaptor.getRhs(), getType(),
        [](APFloat x, const APFloat &y) { return x / y; },
        [](const APInt &x, const APInt &) { return x; });
  return {};
}

OpFoldResult SelectOp::fold(FoldAdaptor adaptor) {
  if (getOnTrue() == getOnFalse())
    return getOnTrue();
  if (auto pred = dyn_cast_or_null<IntegerAttr>(splatOf(adaptor.getPred())))
    return pred.getValue().isZero() ? getOnFalse() : getOnTrue();
  return {};
}

OpFoldResult ConvertOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getType())
    return getX();
  Attribute splat = splatOf(adaptor.getX());
  auto tensor = cast<RankedTensorType>(getType());
  auto to = dyn_cast<FloatType>(tensor.getElementType());
  if (!splat || !to)
    return {};
  APFloat value(to.getFloatSemantics());
  if (auto number = dyn_cast<FloatAttr>(splat)) {
    bool loses = false;
    value = number.getValue();
    value.convert(to.getFloatSemantics(), APFloat::rmNearestTiesToEven, &loses);
  } else {
    auto from = cast<IntegerType>(getElementTypeOrSelf(getX()));
    bool isSigned = !from.isUnsigned() && from.getWidth() > 1;
    value.convertFromAPInt(cast<IntegerAttr>(splat).getValue(), isSigned,
                           APFloat::rmNearestTiesToEven);
  }
  return DenseElementsAttr::get(tensor, Attribute(FloatAttr::get(to, value)));
}
