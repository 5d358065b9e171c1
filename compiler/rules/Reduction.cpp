// Folds along dimensions and the positions of extremes. Batching moves every
// dimension by one. (The derivative of the product is in ReduceProduct.cpp.)

#include "compiler/rules/Families.h"
#include "compiler/rules/ReduceProduct.h"

#include "compiler/dialect/Reduction.h"
#include "compiler/dialect/Structure.h"
#include "compiler/rules/Kit.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

//===----------------------------------------------------------------------===//
// The family
//===----------------------------------------------------------------------===//

/// Dimensions of x that the reduction keeps, in order.
SmallVector<int64_t> keptDimensions(Value x, ArrayRef<int64_t> reduced) {
  SmallVector<int64_t> kept;
  for (int64_t dim : upTo(tensorType(x).getRank()))
    if (!llvm::is_contained(reduced, dim))
      kept.push_back(dim);
  return kept;
}

void axesOfReduction(Value x, ArrayRef<int64_t> reduced, Value result, Axes &axes) {
  for (auto [k, dim] : llvm::enumerate(keptDimensions(x, reduced)))
    axes.same(x, dim, result, k);
}

using Combine = Value (*)(const Scalars &, Value, Value);

Lowering reduceForm(Value x, ArrayRef<int64_t> dimensions, Combine combine, Attribute identity,
                    Attribute empty) {
  Type element = tensorType(x).getElementType();
  ReduceForm form{
      x, SmallVector<int64_t>(dimensions), {}, computeAttribute(identity), computeAttribute(empty)};
  form.combine = [combine, element](OpBuilder &b, Location loc, Value x, Value y) {
    return combine(Scalars{b, loc, element, element}, x, y);
  };
  return form;
}

Attribute floatAttr(Type element, double value) { return FloatAttr::get(element, value); }
Attribute integerAttr(Type element, const APInt &value) { return IntegerAttr::get(element, value); }

/// The lowest (or highest) value that `element` holds: the identity of max (min).
Attribute bound(Type element, bool lowest) {
  if (auto type = dyn_cast<FloatType>(element))
    return FloatAttr::get(type, APFloat::getInf(type.getFloatSemantics(), lowest));
  unsigned width = element.getIntOrFloatBitWidth();
  if (element.isUnsignedInteger())
    return integerAttr(element, lowest ? APInt::getMinValue(width) : APInt::getMaxValue(width));
  return integerAttr(element,
                     lowest ? APInt::getSignedMinValue(width) : APInt::getSignedMaxValue(width));
}

/// The rule defines `combine` of two elements and `identity`; without `empty`
/// the identity is also the result of nothing.
template <typename Rule, typename OpT> struct Reduction {
  using Target = OpT;

  static LogicalResult batch(OpT op, Batcher &batcher) {
    batcher.set(op.getResult(), OpT::create(batcher.builder(), op.getLoc(), batcher.get(op.getX()),
                                            shifted(op.getDimensions())));
    return success();
  }
  static LogicalResult linearize(OpT op, Linearizer &linearizer) {
    return linearizeToZero(op, linearizer);
  }
  static void axes(OpT op, Axes &axes) {
    axesOfReduction(op.getX(), op.getDimensions(), op.getResult(), axes);
    for (int64_t dim : op.getDimensions())
      axes.reduced(op.getX(), dim);
  }
  static Attribute empty(Type element) { return Rule::identity(element); }
  static Lowering lowering(OpT op) {
    Type element = tensorType(op.getX()).getElementType();
    return reduceForm(op.getX(), op.getDimensions(), &Rule::combine, Rule::identity(element),
                      Rule::empty(element));
  }
};

//===----------------------------------------------------------------------===//
// Sums and products
//===----------------------------------------------------------------------===//

/// `y`, a result of the reduction of `x`, repeated to the shape of x.
Value expand(OpBuilder &b, Location loc, Value y, Value x, ArrayRef<int64_t> reduced) {
  return BroadcastOp::create(b, loc, x.getType(), y, keptDimensions(x, reduced));
}

// Linear; the transpose repeats the cotangent.
struct ReduceSum : Reduction<ReduceSum, ReduceSumOp> {
  static Value combine(const Scalars &s, Value x, Value y) {
    return s.either<arith::AddFOp, arith::AddIOp>(x, y);
  }
  // -0.0 + x is x for every x, 0.0 + -0.0 is not; yet the sum of nothing is 0.
  static Attribute identity(Type element) {
    return isa<FloatType>(element)
               ? floatAttr(element, -0.0)
               : integerAttr(element, APInt(element.getIntOrFloatBitWidth(), 0));
  }
  static Attribute empty(Type element) {
    return isa<FloatType>(element) ? floatAttr(element, 0.0) : identity(element);
  }
  static LogicalResult linearize(ReduceSumOp op, Linearizer &linearizer) {
    return linearizeAsItself(op, 0u, linearizer);
  }
  static LogicalResult transpose(ReduceSumOp op, Transposer &t) {
    t.add(op.getX(), expand(t.builder(), op.getLoc(), t.cotangent(op.getResult()), op.getX(),
                            op.getDimensions()));
    return success();
  }
};

// d prod(x) = sum of (product of the others) dx, also where factors are zero.
struct ReduceProd : Reduction<ReduceProd, ReduceProdOp> {
  static Value combine(const Scalars &s, Value x, Value y) {
    return s.either<arith::MulFOp, arith::MulIOp>(x, y);
  }
  static Attribute identity(Type element) {
    return isa<FloatType>(element)
               ? floatAttr(element, 1)
               : integerAttr(element, APInt(element.getIntOrFloatBitWidth(), 1));
  }
  static LogicalResult linearize(ReduceProdOp op, Linearizer &linearizer) {
    auto primal = cast<ReduceProdOp>(linearizer.clone(op));
    Value others =
        productOfOthers(linearizer.primal(), op.getLoc(), primal.getX(), op.getDimensions());
    Value terms = scale(linearizer.linear(), op.getLoc(), linearizer.residual(others),
                        linearizer.tangent(op.getX()));
    linearizer.setTangent(op.getResult(), ReduceSumOp::create(linearizer.linear(), op.getLoc(),
                                                              terms, op.getDimensions()));
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Extremes
//===----------------------------------------------------------------------===//

/// d max(x): the mean of the tangents of the elements that equal the extreme.
template <typename OpT> LogicalResult linearizeExtreme(OpT op, Linearizer &linearizer) {
  auto primal = cast<OpT>(linearizer.clone(op));
  Formula f{linearizer.primal(), op.getLoc()};
  Value x = primal.getX(), one = f.constant(x, 1);
  Value isExtreme = f.equal(x, expand(f.b, f.loc, primal.getResult(), x, op.getDimensions()));
  Value hits = f.select(isExtreme, one, f.constant(x, 0));
  Value count = ReduceSumOp::create(f.b, f.loc, hits, op.getDimensions());
  Value share = f.div(hits, expand(f.b, f.loc, count, x, op.getDimensions()));
  Value terms = scale(linearizer.linear(), op.getLoc(), linearizer.residual(share),
                      linearizer.tangent(op.getX()));
  linearizer.setTangent(op.getResult(), ReduceSumOp::create(linearizer.linear(), op.getLoc(), terms,
                                                            op.getDimensions()));
  return success();
}

struct ReduceMax : Reduction<ReduceMax, ReduceMaxOp> {
  static Value combine(const Scalars &s, Value x, Value y) {
    if (s.isUnsigned())
      return s.binary<arith::MaxUIOp>(x, y);
    return s.either<arith::MaximumFOp, arith::MaxSIOp>(x, y);
  }
  static Attribute identity(Type element) { return bound(element, /*lowest=*/true); }
  static LogicalResult linearize(ReduceMaxOp op, Linearizer &linearizer) {
    return linearizeExtreme(op, linearizer);
  }
};

struct ReduceMin : Reduction<ReduceMin, ReduceMinOp> {
  static Value combine(const Scalars &s, Value x, Value y) {
    if (s.isUnsigned())
      return s.binary<arith::MinUIOp>(x, y);
    return s.either<arith::MinimumFOp, arith::MinSIOp>(x, y);
  }
  static Attribute identity(Type element) { return bound(element, /*lowest=*/false); }
  static LogicalResult linearize(ReduceMinOp op, Linearizer &linearizer) {
    return linearizeExtreme(op, linearizer);
  }
};

/// The position of an extreme: an integer, without a derivative.
template <typename OpT, bool isMax> struct ArgReduction {
  using Target = OpT;
  static LogicalResult batch(OpT op, Batcher &batcher) {
    batcher.set(op.getResult(), OpT::create(batcher.builder(), op.getLoc(), batcher.get(op.getX()),
                                            op.getDimension() + 1));
    return success();
  }
  static LogicalResult linearize(OpT op, Linearizer &linearizer) {
    return linearizeToZero(op, linearizer);
  }
  // The positions count from the first element: the dimension cannot be cut.
  static void axes(OpT op, Axes &axes) {
    axesOfReduction(op.getX(), {static_cast<int64_t>(op.getDimension())}, op.getResult(), axes);
  }
  static Lowering lowering(OpT op) {
    return ArgReduceForm{op.getX(), static_cast<int64_t>(op.getDimension()), isMax};
  }
};

//===----------------------------------------------------------------------===//
// Bits
//===----------------------------------------------------------------------===//

struct ReduceAnd : Reduction<ReduceAnd, ReduceAndOp> {
  static Value combine(const Scalars &s, Value x, Value y) { return s.binary<arith::AndIOp>(x, y); }
  static Attribute identity(Type element) {
    return integerAttr(element, APInt::getAllOnes(element.getIntOrFloatBitWidth()));
  }
};

struct ReduceOr : Reduction<ReduceOr, ReduceOrOp> {
  static Value combine(const Scalars &s, Value x, Value y) { return s.binary<arith::OrIOp>(x, y); }
  static Attribute identity(Type element) {
    return integerAttr(element, APInt::getZero(element.getIntOrFloatBitWidth()));
  }
};

} // namespace

void vmapc::ir::attachReductionRules(MLIRContext &context) {
  attach<ReduceSum>(context);
  attach<ReduceProd>(context);
  attach<ReduceMax>(context);
  attach<ReduceMin>(context);
  attach<ReduceAnd>(context);
  attach<ReduceOr>(context);
  attach<ArgReduction<ArgmaxOp, true>>(context);
  attach<ArgReduction<ArgminOp, false>>(context);
}
