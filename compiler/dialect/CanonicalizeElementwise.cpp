// Rewrites of elementwise operations that keep every bit of the result (the
// payload of a NaN aside).

#include "compiler/dialect/Builders.h"
#include "compiler/dialect/Elementwise.h"
#include "compiler/dialect/Structure.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

/// The one element of a splat constant, null otherwise.
Attribute splatOf(Value value) {
  DenseElementsAttr dense;
  if (matchPattern(value, m_Constant(&dense)) && dense.isSplat())
    return dense.getSplatValue<Attribute>();
  return {};
}

bool isSplat(Value value, double number) {
  Attribute splat = splatOf(value);
  if (auto real = dyn_cast_or_null<FloatAttr>(splat))
    return real.getValueAsDouble() == number;
  auto integer = dyn_cast_or_null<IntegerAttr>(splat);
  return integer && integer.getValue() == APInt(integer.getValue().getBitWidth(),
                                                static_cast<int64_t>(number), true, true);
}

ConstantOp boolSplat(PatternRewriter &b, Operation *op, bool value) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  return b.replaceOpWithNewOp<ConstantOp>(op, type, DenseElementsAttr::get(type, value));
}

bool holds(CompareDirection direction, bool less, bool equal, bool greater) {
  switch (direction) {
  case CompareDirection::eq:
    return equal;
  case CompareDirection::ne:
    return !equal;
  case CompareDirection::lt:
    return less;
  case CompareDirection::le:
    return less || equal;
  case CompareDirection::gt:
    return greater;
  case CompareDirection::ge:
    return greater || equal;
  }
  llvm_unreachable("every direction is handled");
}

// compare(constant, constant)
LogicalResult compareSplats(CompareOp op, PatternRewriter &b) {
  Attribute lhs = splatOf(op.getLhs()), rhs = splatOf(op.getRhs());
  if (!lhs || !rhs)
    return failure();
  bool less, equal, greater;
  if (auto number = dyn_cast<FloatAttr>(lhs)) {
    APFloat::cmpResult order = number.getValue().compare(cast<FloatAttr>(rhs).getValue());
    less = order == APFloat::cmpLessThan;
    equal = order == APFloat::cmpEqual;
    greater = order == APFloat::cmpGreaterThan;
  } else {
    auto type = cast<IntegerType>(cast<IntegerAttr>(lhs).getType());
    APInt x = cast<IntegerAttr>(lhs).getValue(), y = cast<IntegerAttr>(rhs).getValue();
    bool isUnsigned = type.isUnsigned() || type.getWidth() == 1;
    less = isUnsigned ? x.ult(y) : x.slt(y);
    equal = x == y;
    greater = !less && !equal;
  }
  boolSplat(b, op, holds(op.getDirection(), less, equal, greater));
  return success();
}

/// x op constant = x, or = the constant, for all bits 0 or all bits 1.
template <typename OpT, bool isOr> LogicalResult absorbBits(OpT op, PatternRewriter &b) {
  auto known = dyn_cast_or_null<IntegerAttr>(splatOf(op.getRhs()));
  if (!known || !(known.getValue().isZero() || known.getValue().isAllOnes()))
    return failure();
  b.replaceOp(op, known.getValue().isZero() == isOr ? op.getLhs() : op.getRhs());
  return success();
}

// not(not(x)) = x
LogicalResult cancelNots(NotOp op, PatternRewriter &b) {
  auto inner = op.getX().getDefiningOp<NotOp>();
  if (!inner)
    return failure();
  b.replaceOp(op, inner.getX());
  return success();
}

// x^1 = x and x^0 = 1, whatever x is.
LogicalResult knownPower(PowOp op, PatternRewriter &b) {
  if (isSplat(op.getRhs(), 1))
    b.replaceOp(op, op.getLhs());
  else if (isSplat(op.getRhs(), 0))
    b.replaceOp(op, splat(b, op.getLoc(), op.getType(), 1));
  else
    return failure();
  return success();
}

// x + -y = x - y
LogicalResult addNegated(AddOp op, PatternRewriter &b) {
  for (bool swap : {false, true}) {
    Value x = swap ? op.getRhs() : op.getLhs(), y = swap ? op.getLhs() : op.getRhs();
    if (auto negated = y.getDefiningOp<NegOp>()) {
      b.replaceOpWithNewOp<SubOp>(op, op.getType(), x, negated.getX());
      return success();
    }
  }
  return failure();
}

// x - -y = x + y
LogicalResult subtractNegated(SubOp op, PatternRewriter &b) {
  auto negated = op.getRhs().getDefiningOp<NegOp>();
  if (!negated)
    return failure();
  b.replaceOpWithNewOp<AddOp>(op, op.getType(), op.getLhs(), negated.getX());
  return success();
}

// x * -1 = -x
LogicalResult multiplyByMinusOne(MulOp op, PatternRewriter &b) {
  if (!isSplat(op.getRhs(), -1))
    return failure();
  b.replaceOpWithNewOp<NegOp>(op, op.getType(), op.getLhs());
  return success();
}

/// Whether every element of a constant is finite and, with `nonzero`, not 0.
bool isOrdinary(Value value, bool nonzero) {
  DenseElementsAttr dense;
  if (!matchPattern(value, m_Constant(&dense)))
    return false;
  if (dense.isSplat()) {
    APFloat number = dense.getSplatValue<APFloat>();
    return number.isFinite() && !(nonzero && number.isZero());
  }
  return llvm::all_of(dense.getValues<APFloat>(), [&](const APFloat &number) {
    return number.isFinite() && !(nonzero && number.isZero());
  });
}

// A product of which one factor is an ordinary number needs no care for zeros.
LogicalResult scaleByOrdinary(ScaleOp op, PatternRewriter &b) {
  if (!isOrdinary(op.getFactor(), op.getBoth()) && !isOrdinary(op.getX(), true))
    return failure();
  b.replaceOpWithNewOp<MulOp>(op, op.getType(), op.getFactor(), op.getX());
  return success();
}

// x / c = x * (1/c) when 1/c is exact: c is a power of two.
LogicalResult divideByPowerOfTwo(DivOp op, PatternRewriter &b) {
  auto divisor = dyn_cast_or_null<FloatAttr>(splatOf(op.getRhs()));
  APFloat inverse(0.0);
  if (!divisor || !divisor.getValue().getExactInverse(&inverse))
    return failure();
  auto type = cast<RankedTensorType>(op.getType());
  Value factor = ConstantOp::create(b, op.getLoc(), type, DenseElementsAttr::get(type, inverse));
  b.replaceOpWithNewOp<MulOp>(op, type, op.getLhs(), factor);
  return success();
}

// f(broadcast(x), broadcast(y), constant) = broadcast(f(x, y, constant)): what
// does not differ is computed once.
struct ComputeBeforeRepeating : OpTraitRewritePattern<OpTrait::Elementwise> {
  using OpTraitRewritePattern::OpTraitRewritePattern;

  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &b) const override {
    BroadcastOp first;
    for (Value operand : op->getOperands()) {
      if (splatOf(operand))
        continue;
      auto repeated = operand.getDefiningOp<BroadcastOp>();
      if (!repeated)
        return failure();
      if (!first)
        first = repeated;
      else if (repeated.getDimensions() != first.getDimensions() ||
               shapeOf(repeated.getX()) != shapeOf(first.getX()))
        return failure();
    }
    if (!first ||
        tensorType(first.getX()).getNumElements() >= tensorType(first.getResult()).getNumElements())
      return failure();

    SmallVector<Value> operands;
    for (Value operand : op->getOperands()) {
      DenseElementsAttr constant;
      if (matchPattern(operand, m_Constant(&constant)))
        operands.push_back(ConstantOp::create(
            b, op->getLoc(), tensorType(operand).clone(shapeOf(first.getX())),
            constant.resizeSplat(tensorType(operand).clone(shapeOf(first.getX())))));
      else
        operands.push_back(operand.getDefiningOp<BroadcastOp>().getX());
    }
    Operation *once = b.clone(*op);
    once->setOperands(operands);
    SmallVector<Value> results;
    for (Value result : once->getResults()) {
      Type whole = result.getType();
      result.setType(cast<RankedTensorType>(whole).clone(shapeOf(first.getX())));
      results.push_back(BroadcastOp::create(b, op->getLoc(), whole, result, first.getDimensions()));
    }
    b.replaceOp(op, results);
    return success();
  }

  static ArrayRef<int64_t> shapeOf(Value value) { return tensorType(value).getShape(); }
};

} // namespace

void CompareOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(compareSplats);
}
void AndOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(absorbBits<AndOp, false>);
}
void OrOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(absorbBits<OrOp, true>);
}
void NotOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(cancelNots);
}
void PowOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(knownPower);
}
void AddOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(addNegated);
}
void SubOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(subtractNegated);
}
void MulOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add(multiplyByMinusOne);
  // Roots at every elementwise operation; it is registered with this one.
  patterns.add<ComputeBeforeRepeating>(context);
}
void ScaleOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(scaleByOrdinary);
}
void DivOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(divideByPowerOfTwo);
}
