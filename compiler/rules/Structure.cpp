// Rearrangements: every result element is one operand element (or known from its
// position). All are linear; a tangent is rearranged like the value, and the
// transpose puts each cotangent back where the element came from.

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"

#include "compiler/dialect/Reduction.h"
#include "compiler/dialect/Structure.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

//===----------------------------------------------------------------------===//
// Sources: constant, iota, extent
//===----------------------------------------------------------------------===//

/// Does not depend on the elements of an operand: never has lanes or a tangent.
template <typename OpT> struct Source {
  using Target = OpT;
  static LogicalResult batch(OpT op, Batcher &batcher) { return batchSameOp(op, batcher); }
  static LogicalResult linearize(OpT op, Linearizer &linearizer) {
    return linearizeToZero(op, linearizer);
  }
};

struct Constant : Source<ConstantOp> {
  static DenseElementsAttr dense(ConstantOp op) { return cast<DenseElementsAttr>(op.getValue()); }

  // A splat fits any extents; what else is written out is opaque.
  static void axes(ConstantOp op, Axes &axes) {
    if (dense(op).isSplat())
      for (int64_t dim : upTo(extentsOf(op.getResult()).size()))
        axes.created(op.getResult(), dim);
  }
  static void recut(ConstantOp op) {
    if (dense(op).isSplat())
      op.setValueAttr(dense(op).resizeSplat(cast<ShapedType>(op.getResult().getType())));
  }
  static Lowering lowering(ConstantOp op) {
    return StructureForm{[value = dense(op)](ElementEmitter &e, ArrayRef<Index> at) {
      return element(value, e, at);
    }};
  }

  /// The element at `at`: known, or picked by comparing the row-major position.
  static Value element(DenseElementsAttr value, ElementEmitter &e, ArrayRef<Index> at) {
    auto elementAt = [&](int64_t k) {
      return e.constant(computeAttribute(*(value.value_begin<Attribute>() + k)));
    };
    if (value.isSplat())
      return e.constant(computeAttribute(value.getSplatValue<Attribute>()));
    Index position = Index::of(0);
    for (auto [index, extent] : llvm::zip(at, value.getType().getShape()))
      position = e.add(e.scale(position, extent), index);
    if (position.isConstant())
      return elementAt(*position.constant);
    Value result = elementAt(0);
    for (int64_t k = 1; k < value.getNumElements(); ++k)
      result = e.select(
          e.equal(position, Index::of(k)), [&] { return elementAt(k); }, [&] { return result; });
    return result;
  }
};

struct Iota : Source<IotaOp> {
  static void axes(IotaOp op, Axes &axes) {
    for (int64_t dim : upTo(extentsOf(op.getResult()).size()))
      if (dim != static_cast<int64_t>(op.getDimension()))
        axes.created(op.getResult(), dim);
  }
  static Lowering lowering(IotaOp op) {
    Type element = tensorType(op.getResult()).getElementType();
    return StructureForm{[element, dim = op.getDimension()](ElementEmitter &e, ArrayRef<Index> at) {
      Value position = e.toElement(at[dim], computeType(element));
      return rounded(e.builder(), e.loc(), position, element);
    }};
  }
};

// Known from the type of its operand alone.
struct Extent : Source<ExtentOp> {
  static LogicalResult batch(ExtentOp op, Batcher &batcher) {
    batcher.set(op.getResult(),
                ExtentOp::create(batcher.builder(), op.getLoc(), batcher.getMapped(op.getX()),
                                 op.getAxis() + 1, op.getBatchDims() + 1));
    return success();
  }
  static void axes(ExtentOp op, Axes &axes) {
    for (int64_t dim : upTo(op.getBatchDims()))
      axes.same(op.getX(), dim, op.getResult(), dim);
  }
  static Lowering lowering(ExtentOp op) {
    auto i32 = IntegerType::get(op.getContext(), 32);
    auto extent = IntegerAttr::get(i32, extentsOf(op.getX())[op.getAxis()]);
    return StructureForm{
        [extent](ElementEmitter &e, ArrayRef<Index>) { return e.constant(extent); }};
  }
};

//===----------------------------------------------------------------------===//
// Broadcast
//===----------------------------------------------------------------------===//

// The transpose sums over what was repeated.
struct Broadcast : Linear<Broadcast, BroadcastOp> {
  static LogicalResult batch(BroadcastOp op, Batcher &batcher) {
    batcher.set(op.getResult(),
                BroadcastOp::create(batcher.builder(), op.getLoc(),
                                    withLeading(op.getType(), batcher.size()),
                                    batcher.get(op.getX()), shifted(op.getDimensions(), 0)));
    return success();
  }

  static LogicalResult transpose(BroadcastOp op, Transposer &t) {
    SmallVector<int64_t> summed;
    for (int64_t dim : upTo(extentsOf(op.getResult()).size())) {
      const int64_t *source = llvm::find(op.getDimensions(), dim);
      if (source == op.getDimensions().end() || repeats(op, source - op.getDimensions().begin()))
        summed.push_back(dim);
    }
    Value ct = t.cotangent(op.getResult());
    if (!summed.empty())
      ct = ReduceSumOp::create(t.builder(), op.getLoc(), ct, summed);
    if (ct.getType() != op.getX().getType())
      ct = ReshapeOp::create(t.builder(), op.getLoc(), op.getX().getType(), ct);
    t.add(op.getX(), ct);
    return success();
  }

  /// Whether operand dimension k has extent 1 and is repeated.
  static bool repeats(BroadcastOp op, int64_t k) {
    return extentsOf(op.getX())[k] != extentsOf(op.getResult())[op.getDimensions()[k]];
  }

  static void axes(BroadcastOp op, Axes &axes) {
    for (int64_t dim : upTo(extentsOf(op.getResult()).size())) {
      const int64_t *source = llvm::find(op.getDimensions(), dim);
      int64_t k = source - op.getDimensions().begin();
      if (source == op.getDimensions().end() || repeats(op, k))
        axes.created(op.getResult(), dim);
      else
        axes.same(op.getX(), k, op.getResult(), dim);
    }
  }

  static Lowering lowering(BroadcastOp op) {
    return StructureForm{[op](ElementEmitter &e, ArrayRef<Index> at) {
      BroadcastOp broadcast = op;
      SmallVector<Index> source;
      for (auto [k, dim] : llvm::enumerate(broadcast.getDimensions()))
        source.push_back(extentsOf(broadcast.getX())[k] == 1 ? Index::of(0) : at[dim]);
      return e.at(broadcast.getX(), source);
    }};
  }
};

//===----------------------------------------------------------------------===//
// Reshape
//===----------------------------------------------------------------------===//

/// Dimensions of two shapes that hold the same elements: the smallest sets with
/// equal products, so that an untouched dimension is a run of its own.
struct Run {
  SmallVector<int64_t> from, to;
  bool isOneToOne() const { return from.size() == 1 && to.size() == 1; }
};

/// The runs in order. Dimensions of extent 1 are in none, but for leading ones
/// of both shapes: those may be lanes.
SmallVector<Run> runsOf(ArrayRef<int64_t> from, ArrayRef<int64_t> to) {
  SmallVector<Run> runs;
  int64_t i = 0, j = 0, fromRank = from.size(), toRank = to.size();
  for (; i < fromRank && j < toRank && from[i] == 1 && to[j] == 1; ++i, ++j)
    runs.push_back({{i}, {j}});
  auto skipOnes = [](ArrayRef<int64_t> shape, int64_t &dim) {
    while (dim < static_cast<int64_t>(shape.size()) && shape[dim] == 1)
      ++dim;
    return dim < static_cast<int64_t>(shape.size());
  };
  while (skipOnes(from, i) && skipOnes(to, j)) {
    int64_t left = from[i], right = to[j];
    Run run{{i++}, {j++}};
    while (left != right) {
      if (left < right && skipOnes(from, i)) {
        left *= from[i];
        run.from.push_back(i++);
      } else if (right < left && skipOnes(to, j)) {
        right *= to[j];
        run.to.push_back(j++);
      } else {
        return runs; // only empty arrays fail to match: there is nothing to place
      }
    }
    runs.push_back(std::move(run));
  }
  return runs;
}

struct Reshape : Linear<Reshape, ReshapeOp> {
  static LogicalResult batch(ReshapeOp op, Batcher &batcher) {
    batcher.set(op.getResult(), ReshapeOp::create(batcher.builder(), op.getLoc(),
                                                  withLeading(op.getType(), batcher.size()),
                                                  batcher.get(op.getX())));
    return success();
  }
  static LogicalResult transpose(ReshapeOp op, Transposer &t) {
    t.add(op.getX(), ReshapeOp::create(t.builder(), op.getLoc(), op.getX().getType(),
                                       t.cotangent(op.getResult())));
    return success();
  }
  static void axes(ReshapeOp op, Axes &axes) {
    for (const Run &run : runsOf(extentsOf(op.getX()), extentsOf(op.getResult())))
      if (run.isOneToOne())
        axes.same(op.getX(), run.from[0], op.getResult(), run.to[0]);
  }
  static Lowering lowering(ReshapeOp op) {
    return StructureForm{[op](ElementEmitter &e, ArrayRef<Index> at) { return element(op, e, at); },
                         /*storeOperands=*/false, /*keepsOrder=*/true};
  }

  static Value element(ReshapeOp op, ElementEmitter &e, ArrayRef<Index> at) {
    ArrayRef<int64_t> from = extentsOf(op.getX()), to = extentsOf(op.getResult());
    // Extents 1 outside every run keep position 0.
    SmallVector<Index> source(from.size(), Index::of(0));
    for (const Run &run : runsOf(from, to)) {
      Index position = Index::of(0);
      for (int64_t dim : run.to)
        position = e.add(e.scale(position, to[dim]), at[dim]);
      int64_t stride = 1;
      for (int64_t dim : llvm::reverse(run.from)) {
        Index part = stride == 1 ? position : e.floorDiv(position, stride);
        source[dim] = dim == run.from.front() ? part : e.mod(part, from[dim]);
        stride *= from[dim];
      }
    }
    return e.at(op.getX(), source);
  }
};

//===----------------------------------------------------------------------===//
// Transpose and reverse
//===----------------------------------------------------------------------===//

struct Transpose : Linear<Transpose, TransposeOp> {
  static LogicalResult batch(TransposeOp op, Batcher &batcher) {
    batcher.set(op.getResult(),
                TransposeOp::create(batcher.builder(), op.getLoc(), batcher.get(op.getX()),
                                    shifted(op.getPermutation(), 0)));
    return success();
  }
  static LogicalResult transpose(TransposeOp op, Transposer &t) {
    SmallVector<int64_t> inverse(op.getPermutation().size());
    for (auto [k, dim] : llvm::enumerate(op.getPermutation()))
      inverse[dim] = k;
    t.add(op.getX(),
          TransposeOp::create(t.builder(), op.getLoc(), t.cotangent(op.getResult()), inverse));
    return success();
  }
  static void axes(TransposeOp op, Axes &axes) {
    for (auto [k, dim] : llvm::enumerate(op.getPermutation()))
      axes.same(op.getX(), dim, op.getResult(), k);
  }
  static Lowering lowering(TransposeOp op) {
    return StructureForm{[op](ElementEmitter &e, ArrayRef<Index> at) {
      TransposeOp transpose = op;
      SmallVector<Index> source(at.size());
      for (auto [k, dim] : llvm::enumerate(transpose.getPermutation()))
        source[dim] = at[k];
      return e.at(transpose.getX(), source);
    }};
  }
};

// Its own transpose.
struct Reverse : Linear<Reverse, ReverseOp> {
  static LogicalResult batch(ReverseOp op, Batcher &batcher) {
    Value x = batcher.get(op.getX());
    batcher.set(op.getResult(), ReverseOp::create(batcher.builder(), op.getLoc(), x.getType(), x,
                                                  shifted(op.getDimensions())));
    return success();
  }
  static LogicalResult transpose(ReverseOp op, Transposer &t) {
    Value ct = t.cotangent(op.getResult());
    t.add(op.getX(),
          ReverseOp::create(t.builder(), op.getLoc(), ct.getType(), ct, op.getDimensions()));
    return success();
  }
  static void axes(ReverseOp op, Axes &axes) {
    for (int64_t dim : upTo(extentsOf(op.getX()).size()))
      if (!llvm::is_contained(op.getDimensions(), dim))
        axes.same(op.getX(), dim, op.getResult(), dim);
  }
  static Lowering lowering(ReverseOp op) {
    return StructureForm{[op](ElementEmitter &e, ArrayRef<Index> at) {
      ReverseOp reverse = op;
      SmallVector<Index> source(at);
      for (int64_t dim : reverse.getDimensions())
        source[dim] = e.add(Index::of(extentsOf(reverse.getX())[dim] - 1), e.scale(at[dim], -1));
      return e.at(reverse.getX(), source);
    }};
  }
};

} // namespace

void vmapc::ir::attachStructureRules(MLIRContext &context) {
  attach<Constant>(context);
  attach<Iota>(context);
  attach<Extent>(context);
  attach<Broadcast>(context);
  attach<Reshape>(context);
  attach<Transpose>(context);
  attach<Reverse>(context);
}
