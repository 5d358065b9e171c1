// Operations that look at how a number is stored: its next neighbour, its value in
// fewer bits, and the product and sum with one rounding.

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

Value compareInts(const Scalars &s, arith::CmpIPredicate predicate, Value x, Value y) {
  return arith::CmpIOp::create(s.b, s.loc, predicate, x, y);
}

/// The bits of `x` as an integer of its width.
Value bitsOf(const Scalars &s, Value x) {
  unsigned width = getElementTypeOrSelf(x).getIntOrFloatBitWidth();
  return arith::BitcastOp::create(s.b, s.loc, s.typeLike(x, s.b.getIntegerType(width)), x);
}

// d nextafter(x, y) = dx: the distance between neighbours is constant but for jumps.
struct Nextafter : Elementwise<Nextafter, NextafterOp> {
  static constexpr unsigned cost = 10;
  // One unit in the last place up where the magnitude grows, else down; from 0 to the
  // smallest denormal. On the bits in memory: those of 16-bit floats are not those of the
  // f32 in which they are computed.
  static Value scalar(const Scalars &s, ValueRange operands) {
    Value x = operands[0], y = operands[1];
    Value a = bitsInMemory(s, x), b = bitsInMemory(s, y);
    Value one = s.constant(a, int64_t(1)), zero = s.constant(x, 0.0);
    Value sign = s.constant(a, APInt::getSignMask(s.width()));
    Value grows = compareInts(s, arith::CmpIPredicate::eq, s.less(x, y), s.less(zero, x));
    Value next = s.select(grows, s.binary<arith::AddIOp>(a, one), s.binary<arith::SubIOp>(a, one));
    Value fromZero = s.binary<arith::OrIOp>(s.binary<arith::AndIOp>(b, sign), one);
    next = s.select(s.equal(x, zero), fromZero, next);
    Type memory = s.typeLike(x, memoryType(s.from));
    if (memory != next.getType())
      next = arith::BitcastOp::create(s.b, s.loc, memory, next);
    Value result = s.select(s.equal(x, y), y, fromMemory(s.b, s.loc, next, s.from));
    Value noNumber = arith::CmpFOp::create(s.b, s.loc, arith::CmpFPredicate::UNO, x, y);
    return s.select(noNumber, s.binary<arith::AddFOp>(x, y), result);
  }
  static Value bitsInMemory(const Scalars &s, Value x) {
    Value stored = toMemory(s.b, s.loc, x, s.from);
    return isa<IntegerType>(getElementTypeOrSelf(stored)) ? stored : bitsOf(s, stored);
  }
  static LogicalResult linearize(NextafterOp op, Linearizer &linearizer) {
    linearizer.clone(op);
    if (Value tangent = linearizer.tangent(op.getLhs()))
      linearizer.setTangent(op.getResult(), tangent);
    return success();
  }
};

// d (x y + z) = y dx + x dy + dz
struct Fma : Elementwise<Fma, FmaOp> {
  static Value scalar(const Scalars &s, ValueRange x) {
    return math::FmaOp::create(s.b, s.loc, x[0], x[1], x[2]);
  }
  static Partial partial(Formula, FmaOp op, unsigned k) {
    return k == 0 ? Partial(op.getY()) : k == 1 ? Partial(op.getX()) : Partial::one();
  }
};

// Taken as linear, as JAX does: the tangent is rounded in the same way.
struct ReducePrecision : Elementwise<ReducePrecision, ReducePrecisionOp> {
  static LogicalResult linearize(ReducePrecisionOp op, Linearizer &linearizer) {
    return linearizeAsItself(op, 0u, linearizer);
  }
  static LogicalResult transpose(ReducePrecisionOp op, Transposer &t) {
    t.add(op.getX(), ReducePrecisionOp::create(t.builder(), op.getLoc(), op.getType(),
                                               t.cotangent(op.getResult()), op.getExponentBits(),
                                               op.getMantissaBits()));
    return success();
  }
  static Lowering lowering(ReducePrecisionOp op) {
    return elementwiseForm(op, 10,
                           [exponent = op.getExponentBits(),
                            mantissa = op.getMantissaBits()](const Scalars &s, ValueRange x) {
                             return SmallVector<Value>{scalar(s, exponent, mantissa, x[0])};
                           });
  }
  // On the bits of the magnitude, whose order is that of the magnitudes: adding a half
  // of the new last place, less one unit where it is even, carries into the exponent as
  // rounding up does.
  static Value scalar(const Scalars &s, int64_t exponent, int64_t mantissa, Value x) {
    auto type = cast<FloatType>(getElementTypeOrSelf(x));
    unsigned width = type.getWidth(), explicitBits = type.getFPMantissaWidth() - 1;
    int64_t ownExponent = width - 1 - explicitBits, bias = (int64_t(1) << (ownExponent - 1)) - 1;
    Value whole = bitsOf(s, x);
    Value signMask = s.constant(whole, APInt::getSignMask(width));
    Value sign = s.binary<arith::AndIOp>(whole, signMask);
    Value size = s.binary<arith::XOrIOp>(whole, sign);
    if (mantissa < explicitBits) {
      unsigned drop = explicitBits - mantissa;
      Value odd =
          s.binary<arith::AndIOp>(s.binary<arith::ShRUIOp>(size, s.constant(size, int64_t(drop))),
                                  s.constant(size, int64_t(1)));
      Value half = s.constant(size, (int64_t(1) << (drop - 1)) - 1);
      size = s.binary<arith::AddIOp>(size, s.binary<arith::AddIOp>(odd, half));
      size = s.binary<arith::AndIOp>(size,
                                     s.constant(size, APInt::getHighBitsSet(width, width - drop)));
    }
    // 16-bit floats may come as f32; they have their own exponents nonetheless.
    auto own = cast<FloatType>(s.from);
    if (exponent < int64_t(own.getWidth() - own.getFPMantissaWidth())) {
      int64_t most = (int64_t(1) << (exponent - 1)) - 1; // of a finite number of fewer bits
      Value infinite = s.constant(size, ((bias << 1) | 1) << explicitBits);
      Value tooLarge = compareInts(s, arith::CmpIPredicate::uge, size,
                                   s.constant(size, (bias + most + 1) << explicitBits));
      Value tooSmall = compareInts(s, arith::CmpIPredicate::ult, size,
                                   s.constant(size, (bias - most + 1) << explicitBits));
      size = s.select(tooLarge, infinite, size);
      size = s.select(tooSmall, s.constant(size, int64_t(0)), size);
    }
    Value result =
        arith::BitcastOp::create(s.b, s.loc, x.getType(), s.binary<arith::OrIOp>(size, sign));
    Value noNumber = arith::CmpFOp::create(s.b, s.loc, arith::CmpFPredicate::UNO, x, x);
    return s.select(noNumber, x, result);
  }
};

} // namespace

void vmapc::ir::attachPrecisionRules(MLIRContext &context) {
  attach<Nextafter>(context);
  attach<Fma>(context);
  attach<ReducePrecision>(context);
}
