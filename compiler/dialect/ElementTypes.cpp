#include "compiler/dialect/ElementTypes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace vmapc::ir {

bool isHalf(Type element) { return element.isF16() || element.isBF16(); }

Type computeType(Type element) {
  if (isHalf(element))
    return Float32Type::get(element.getContext());
  if (auto integer = dyn_cast<IntegerType>(element))
    return IntegerType::get(element.getContext(), integer.getWidth());
  return element;
}

// bf16 as i16: its conversions are written out below.
Type memoryType(Type element) {
  if (element.isInteger(1))
    return IntegerType::get(element.getContext(), 8);
  if (element.isF16())
    return element;
  if (element.isBF16())
    return IntegerType::get(element.getContext(), 16);
  return computeType(element);
}

int64_t bytesOf(Type element) {
  if (auto complex = dyn_cast<ComplexType>(element))
    return 2 * bytesOf(complex.getElementType());
  return (memoryType(element).getIntOrFloatBitWidth() + 7) / 8;
}

TypedAttr computeAttribute(Attribute element) {
  if (auto number = dyn_cast_or_null<FloatAttr>(element)) {
    if (!isHalf(number.getType()))
      return number;
    APFloat wide = number.getValue();
    bool loses = false;
    wide.convert(APFloat::IEEEsingle(), APFloat::rmNearestTiesToEven, &loses);
    return FloatAttr::get(computeType(number.getType()), wide);
  }
  if (auto integer = dyn_cast_or_null<IntegerAttr>(element))
    return IntegerAttr::get(computeType(integer.getType()), integer.getValue());
  return {};
}

namespace {
/// Arithmetic on the bits of floats, scalars or vectors.
struct Bits {
  OpBuilder &b;
  Location loc;

  Type like(Value v, Type scalar) const {
    auto shaped = dyn_cast<ShapedType>(v.getType());
    return shaped ? Type(shaped.clone(scalar)) : scalar;
  }
  Value of(Value v, int64_t bits) const {
    Type element = getElementTypeOrSelf(v.getType());
    auto scalar = IntegerAttr::get(element, bits);
    if (auto shaped = dyn_cast<ShapedType>(v.getType()))
      return arith::ConstantOp::create(b, loc, DenseElementsAttr::get(shaped, Attribute(scalar)));
    return arith::ConstantOp::create(b, loc, scalar);
  }
  template <typename Op> Value op(Value x, int64_t y) const {
    return Op::create(b, loc, x, of(x, y));
  }
  Value cast(Value v, Type scalar) const {
    return arith::BitcastOp::create(b, loc, like(v, scalar), v);
  }
};
} // namespace

/// The bits of an f32 with those of the nearest bf16 above, rubbish below. A NaN becomes
/// quiet and keeps its sign.
static Value bfloatBits(const Bits &bits, Value v) {
  OpBuilder &b = bits.b;
  Value u = bits.cast(v, b.getI32Type());
  Value odd = bits.op<arith::AndIOp>(bits.op<arith::ShRUIOp>(u, 16), 1);
  Value up = arith::AddIOp::create(b, bits.loc, bits.op<arith::AddIOp>(u, 0x7fff), odd);
  Value isNaN = arith::CmpFOp::create(b, bits.loc, arith::CmpFPredicate::UNO, v, v);
  return arith::SelectOp::create(b, bits.loc, isNaN, bits.op<arith::OrIOp>(u, 0x400000), up);
}

Value rounded(OpBuilder &b, Location loc, Value v, Type element) {
  if (!isHalf(element))
    return v;
  Bits bits{b, loc};
  if (element.isF16()) {
    Value half = arith::TruncFOp::create(b, loc, bits.like(v, element), v);
    return arith::ExtFOp::create(b, loc, v.getType(), half);
  }
  Value up = bits.op<arith::AndIOp>(bfloatBits(bits, v), int32_t(0xffff0000));
  return bits.cast(up, b.getF32Type());
}

Value toMemory(OpBuilder &b, Location loc, Value v, Type element) {
  Bits bits{b, loc};
  Type stored = bits.like(v, memoryType(element));
  if (element.isInteger(1))
    return arith::ExtUIOp::create(b, loc, stored, v);
  if (element.isF16())
    return arith::TruncFOp::create(b, loc, stored, v);
  if (element.isBF16())
    return arith::TruncIOp::create(b, loc, stored,
                                   bits.op<arith::ShRUIOp>(bfloatBits(bits, v), 16));
  return v;
}

Value fromMemory(OpBuilder &b, Location loc, Value v, Type element) {
  Bits bits{b, loc};
  if (element.isInteger(1))
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, v, bits.of(v, 0));
  if (element.isF16())
    return arith::ExtFOp::create(b, loc, bits.like(v, computeType(element)), v);
  if (element.isBF16()) {
    Value wide = arith::ExtUIOp::create(b, loc, bits.like(v, b.getI32Type()), v);
    return bits.cast(bits.op<arith::ShLIOp>(wide, 16), b.getF32Type());
  }
  return v;
}

// Of the two neighbours of v the one whose last bit is 1, if v lies between (Boldo and
// Melquiond, "When double rounding is odd", IMACS 2005).
Value toOddFloat(OpBuilder &b, Location loc, Value v) {
  Bits bits{b, loc};
  auto clearSign = [&](Value x) { // |x| as an integer: in the order of sizes
    return bits.op<arith::AndIOp>(bits.cast(x, b.getI64Type()), INT64_MAX);
  };
  Value nearest = arith::TruncFOp::create(b, loc, bits.like(v, b.getF32Type()), v);
  Value back = arith::ExtFOp::create(b, loc, v.getType(), nearest);
  Value size = clearSign(v), reached = clearSign(back);
  Value u = bits.cast(nearest, b.getI32Type());
  Value below = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, reached, size);
  Value above = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sgt, reached, size);
  Value isNumber = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::ORD, v, v);
  Value isEven = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq,
                                       bits.op<arith::AndIOp>(u, 1), bits.of(u, 0));
  Value may = arith::AndIOp::create(b, loc, isNumber, isEven);
  Value next = arith::SelectOp::create(b, loc, below, bits.op<arith::AddIOp>(u, 1), u);
  next = arith::SelectOp::create(b, loc, above, bits.op<arith::AddIOp>(u, -1), next);
  return bits.cast(arith::SelectOp::create(b, loc, may, next, u), b.getF32Type());
}

} // namespace vmapc::ir
