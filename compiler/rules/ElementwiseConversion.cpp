// Changes of the element type, and the identity that stops derivatives.

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

#include <cmath>

using namespace mlir;
using namespace vmapc::ir;

namespace {

// Linear between floats; from and to integers and bools the derivative is zero.
struct Convert : Elementwise<Convert, ConvertOp> {
  static constexpr unsigned cost = 2;

  static Value scalar(const Scalars &s, ValueRange operands) {
    Value x = operands[0];
    Type type = s.typeLike(x, signless(s.to));
    bool toFloat = isa<FloatType>(s.to);
    if (s.from == s.to)
      return x;
    if (s.to.isInteger(1))
      return s.notEqual(x, s.isFloat() ? s.constant(x, 0.0) : s.constant(x, int64_t(0)));
    if (s.isFloat())
      return toFloat ? toOtherFloat(s, x, type) : toInteger(s, x, type);
    if (toFloat)
      return s.isUnsigned() ? Value(arith::UIToFPOp::create(s.b, s.loc, type, x))
                            : Value(arith::SIToFPOp::create(s.b, s.loc, type, x));
    unsigned width = s.to.getIntOrFloatBitWidth();
    if (width == s.width())
      return x;
    if (width < s.width())
      return arith::TruncIOp::create(s.b, s.loc, type, x);
    return s.isUnsigned() ? Value(arith::ExtUIOp::create(s.b, s.loc, type, x))
                          : Value(arith::ExtSIOp::create(s.b, s.loc, type, x));
  }

  static Value toOtherFloat(const Scalars &s, Value x, Type type) {
    return s.to.getIntOrFloatBitWidth() > s.width()
               ? Value(arith::ExtFOp::create(s.b, s.loc, type, x))
               : Value(arith::TruncFOp::create(s.b, s.loc, type, x));
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
    Type type = s.typeLike(x[0], signless(s.to));
    return x[0].getType() == type ? x[0] : Value(arith::BitcastOp::create(s.b, s.loc, type, x[0]));
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
