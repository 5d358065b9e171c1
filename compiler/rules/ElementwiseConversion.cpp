// Changes of the element type, and the identity that stops derivatives.

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"

#include <cmath>

using namespace mlir;
using namespace vmapc::ir;

namespace {

// Linear between floats; from and to integers and bools the derivative is zero.
struct Convert : Elementwise<Convert, ConvertOp> {
  static constexpr unsigned cost = 2;

  static Value scalar(const Scalars &s, ValueRange operands) {
    Value x = operands[0];
    Type type = s.typeLike(x, computeType(s.to));
    bool toFloat = isa<FloatType>(s.to);
    if (s.from == s.to)
      return x;
    if (s.to.isInteger(1))
      return s.notEqual(x, s.isFloat() ? s.constant(x, 0.0) : s.constant(x, int64_t(0)));
    if (s.isFloat())
      return toFloat ? toOtherFloat(s, x, type) : toInteger(s, x, type);
    if (toFloat)
      return isHalf(s.to) && s.width() >= 32 ? toHalf(s, x) : fromInteger(s, x, type);
    unsigned width = s.to.getIntOrFloatBitWidth();
    if (width == s.width())
      return x;
    if (width < s.width())
      return arith::TruncIOp::create(s.b, s.loc, type, x);
    return s.isUnsigned() ? Value(arith::ExtUIOp::create(s.b, s.loc, type, x))
                          : Value(arith::ExtSIOp::create(s.b, s.loc, type, x));
  }

  // Rounding of the result to 16 bits follows: every way there rounds once.
  static Value toOtherFloat(const Scalars &s, Value x, Type type) {
    if (x.getType() == type)
      return x;
    if (getElementTypeOrSelf(type).isF64())
      return arith::ExtFOp::create(s.b, s.loc, type, x);
    return isHalf(s.to) ? toOddFloat(s.b, s.loc, x)
                        : Value(arith::TruncFOp::create(s.b, s.loc, type, x));
  }

  static Value fromInteger(const Scalars &s, Value x, Type type) {
    return s.isUnsigned() ? Value(arith::UIToFPOp::create(s.b, s.loc, type, x))
                          : Value(arith::SIToFPOp::create(s.b, s.loc, type, x));
  }

  // Through f64. Of 64 bits too many for it, the lowest 12 are gathered into one.
  static Value toHalf(const Scalars &s, Value x) {
    if (s.width() == 64) {
      Value zero = s.constant(x, int64_t(0)), low = s.constant(x, int64_t(0xfff));
      Value lost = s.binary<arith::AndIOp>(x, low);
      Value isExact = arith::CmpIOp::create(s.b, s.loc, arith::CmpIPredicate::eq, lost, zero);
      Value high = s.binary<arith::XOrIOp>(x, lost);
      Value gathered = s.binary<arith::OrIOp>(high, s.constant(x, int64_t(0x800)));
      Value top = s.binary<arith::ShRUIOp>(magnitude(s, x), s.constant(x, int64_t(53)));
      Value fits = arith::CmpIOp::create(s.b, s.loc, arith::CmpIPredicate::eq, top, zero);
      x = s.select(s.binary<arith::OrIOp>(fits, isExact), x, gathered);
    }
    return toOddFloat(s.b, s.loc, fromInteger(s, x, s.typeLike(x, s.b.getF64Type())));
  }
  static Value magnitude(const Scalars &s, Value x) {
    if (s.isUnsigned())
      return x;
    Value negated = s.binary<arith::SubIOp>(s.constant(x, int64_t(0)), x);
    return s.binary<arith::MaxSIOp>(x, negated);
  }

  // Toward zero; what lies outside, and NaN, is replaced by 0 before converting
  // (converting it would be undefined) and by the nearest bound after.
  static Value toInteger(const Scalars &s, Value x, Type type) {
    unsigned width = s.to.getIntOrFloatBitWidth();
    bool isUnsigned = s.to.isUnsignedInteger();
    // Powers of two: exact in every float type.
    Value low = s.constant(x, isUnsigned ? 0.0 : -std::ldexp(1.0, width - 1));
    Value high = s.constant(x, std::ldexp(1.0, isUnsigned ? width : width - 1));
    Value tooHigh = s.lessOrEqual(high, x), tooLow = s.less(x, low);
    Value fits = s.binary<arith::AndIOp>(s.lessOrEqual(low, x), s.less(x, high));
    Value safe = s.select(fits, x, s.constant(x, 0.0));
    Value inside = isUnsigned ? Value(arith::FPToUIOp::create(s.b, s.loc, type, safe))
                              : Value(arith::FPToSIOp::create(s.b, s.loc, type, safe));
    APInt least = isUnsigned ? APInt::getMinValue(width) : APInt::getSignedMinValue(width);
    APInt most = isUnsigned ? APInt::getMaxValue(width) : APInt::getSignedMaxValue(width);
    Value above = s.select(tooHigh, s.constant(inside, most), inside);
    return s.select(tooLow, s.constant(inside, least), above);
  }

  static LogicalResult linearize(ConvertOp op, Linearizer &linearizer) {
    Value x = op.getX(), result = op.getResult();
    linearizer.clone(op);
    if (!isFloat(x.getType()) || !isFloat(result.getType()))
      return success();
    linearizer.setTangent(result, ConvertOp::create(linearizer.linear(), op.getLoc(),
                                                    result.getType(), linearizer.tangent(x)));
    return success();
  }
  static LogicalResult transpose(ConvertOp op, Transposer &t) {
    t.add(op.getX(), ConvertOp::create(t.builder(), op.getLoc(), op.getX().getType(),
                                       t.cotangent(op.getResult())));
    return success();
  }
};

struct Bitcast : Flat<Bitcast, BitcastOp> {
  static Value scalar(const Scalars &s, ValueRange x) {
    Value bits = toMemory(s.b, s.loc, x[0], s.from);
    Type type = s.typeLike(bits, memoryType(s.to));
    if (bits.getType() != type)
      bits = arith::BitcastOp::create(s.b, s.loc, type, bits);
    return fromMemory(s.b, s.loc, bits, s.to);
  }
};

struct StopGradient : Flat<StopGradient, StopGradientOp> {
  static constexpr unsigned cost = 0;
  static Value scalar(const Scalars &, ValueRange x) { return x[0]; }
};

} // namespace

void vmapc::ir::attachConversionRules(MLIRContext &context) {
  attach<Convert>(context);
  attach<Bitcast>(context);
  attach<StopGradient>(context);
}
