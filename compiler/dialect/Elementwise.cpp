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

LogicalResult CompareOp::verify() {
  bool isEquality =
      getDirection() == CompareDirection::eq || getDirection() == CompareDirection::ne;
  if (!isEquality && isa<ComplexType>(getElementTypeOrSelf(getLhs())))
    return emitOpError("requires eq or ne for complex numbers, got ")
           << stringifyCompareDirection(getDirection());
  return success();
}

LogicalResult ConvertOp::verify() {
  Type from = getElementTypeOrSelf(getX()), to = getElementTypeOrSelf(getType());
  if (isa<ComplexType>(from) != isa<ComplexType>(to))
    return emitOpError("requires both element types complex or neither, got ")
           << from << " and " << to;
  return success();
}

LogicalResult ComplexOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  auto re = cast<RankedTensorType>(adaptor.getRe().getType());
  types.push_back(re.clone(ComplexType::get(re.getElementType())));
  return success();
}

/// The type of the parts of a complex array.
static RankedTensorType partOf(Value z) {
  auto type = cast<RankedTensorType>(z.getType());
  return type.clone(cast<ComplexType>(type.getElementType()).getElementType());
}

LogicalResult RealOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  types.push_back(partOf(adaptor.getZ()));
  return success();
}

LogicalResult ImagOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  types.push_back(partOf(adaptor.getZ()));
  return success();
}

LogicalResult BitcastOp::verify() {
  auto from = getElementTypeOrSelf(getX()), to = getElementTypeOrSelf(getType());
  if (from.getIntOrFloatBitWidth() != to.getIntOrFloatBitWidth())
    return emitOpError("requires element types of one width, got ") << from << " and " << to;
  return success();
}

LogicalResult ReducePrecisionOp::verify() {
  int64_t exponent = getExponentBits(), mantissa = getMantissaBits();
  if (exponent < 1)
    return emitOpError("requires at least 1 exponent bit, got ") << exponent;
  if (mantissa < 0)
    return emitOpError("requires mantissa bits that are not negative, got ") << mantissa;
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
  if (!x || !y || !isa<FloatAttr, IntegerAttr>(x)) // complex ones stay
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
  if (!splat || !to || !isa<FloatAttr, IntegerAttr>(splat))
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

OpFoldResult RealOp::fold(FoldAdaptor) {
  auto made = getZ().getDefiningOp<ComplexOp>();
  return made ? made.getRe() : Value();
}

OpFoldResult ImagOp::fold(FoldAdaptor) {
  auto made = getZ().getDefiningOp<ComplexOp>();
  return made ? made.getIm() : Value();
}
