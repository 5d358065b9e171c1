// Cutting out, padding and joining. Slice and pad are each other's transpose:
// what one leaves out, the other fills with zeros.

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"

#include "compiler/dialect/Reduction.h"
#include "compiler/dialect/Structure.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

/// A zero scalar of `array`'s element type.
Value zeroScalar(OpBuilder &b, Location loc, Value array) {
  return zeros(b, loc, tensorType(array).clone(ArrayRef<int64_t>{}));
}

//===----------------------------------------------------------------------===//
// Slice
//===----------------------------------------------------------------------===//

struct Slice : Linear<Slice, SliceOp> {
  static LogicalResult batch(SliceOp op, Batcher &batcher) {
    batcher.set(op.getResult(), SliceOp::create(batcher.builder(), op.getLoc(),
                                                batcher.get(op.getX()), prepended(0, op.getStart()),
                                                prepended(batcher.size(), op.getLimit()),
                                                prepended(1, op.getStride())));
    return success();
  }

  static LogicalResult transpose(SliceOp op, Transposer &t) {
    Value ct = t.cotangent(op.getResult());
    if (tensorType(ct).getNumElements() == 0)
      return success();
    SmallVector<int64_t> high, interior;
    for (int64_t dim : upTo(extentsOf(ct).size())) {
      int64_t stride = op.getStride()[dim];
      int64_t end = op.getStart()[dim] + (extentsOf(ct)[dim] - 1) * stride + 1;
      high.push_back(extentsOf(op.getX())[dim] - end);
      interior.push_back(stride - 1);
    }
    t.add(op.getX(),
          PadOp::create(t.builder(), op.getLoc(), ct, zeroScalar(t.builder(), op.getLoc(), ct),
                        op.getStart(), high, interior));
    return success();
  }

  /// Whether every position along `dim` is kept.
  static bool isWhole(SliceOp op, int64_t dim) {
    return op.getStart()[dim] == 0 && op.getStride()[dim] == 1 &&
           extentsOf(op.getResult())[dim] == extentsOf(op.getX())[dim];
  }
  static void axes(SliceOp op, Axes &axes) {
    for (int64_t dim : upTo(extentsOf(op.getX()).size()))
      if (isWhole(op, dim))
        axes.same(op.getX(), dim, op.getResult(), dim);
  }
  static void recut(SliceOp op) {
    SmallVector<int64_t> limit(op.getLimit());
    for (int64_t dim : upTo(limit.size()))
      if (isWhole(op, dim))
        limit[dim] = extentsOf(op.getX())[dim];
    op.setLimit(limit);
  }

  static Lowering lowering(SliceOp op) {
    return StructureForm{[op](ElementEmitter &e, ArrayRef<Index> at) {
      SliceOp slice = op;
      SmallVector<Index> source;
      for (auto [index, start, stride] : llvm::zip(at, slice.getStart(), slice.getStride()))
        source.push_back(e.add(Index::of(start), e.scale(index, stride)));
      return e.at(slice.getX(), source);
    }};
  }
};

//===----------------------------------------------------------------------===//
// Pad
//===----------------------------------------------------------------------===//

struct Pad {
  using Target = PadOp;

  // A shared value stays a scalar; one that varies over lanes, outer ones
  // included, varies over all of them.
  static LogicalResult batch(PadOp op, Batcher &batcher) {
    bool isScalar = extentsOf(op.getValue()).empty() && !batcher.isMapped(op.getValue());
    Value value = isScalar ? batcher.get(op.getValue()) : batcher.getMapped(op.getValue());
    batcher.set(op.getResult(),
                PadOp::create(batcher.builder(), op.getLoc(), batcher.getMapped(op.getX()), value,
                              prepended(0, op.getLow()), prepended(0, op.getHigh()),
                              prepended(0, op.getInterior())));
    return success();
  }
  static LogicalResult linearize(PadOp op, Linearizer &linearizer) {
    return linearizeAsItself(op, {0u, 1u}, linearizer);
  }

  static LogicalResult transpose(PadOp op, Transposer &t) {
    if (t.isLinear(op.getX()) && tensorType(op.getX()).getNumElements() != 0)
      t.add(op.getX(), cutOut(op, t.builder(), t.cotangent(op.getResult())));
    if (t.isLinear(op.getValue()))
      t.add(op.getValue(), sumOfPadding(op, t.builder(), t.cotangent(op.getResult())));
    return success();
  }

  /// The cotangents of the elements of x: the edges are undone (what a negative
  /// one cropped gets zeros back), then the interior is skipped.
  static Value cutOut(PadOp op, OpBuilder &b, Value ct) {
    SmallVector<int64_t> start, limit, stride, low, high;
    for (int64_t dim : upTo(extentsOf(ct).size())) {
      low.push_back(std::max<int64_t>(0, -op.getLow()[dim]));
      high.push_back(std::max<int64_t>(0, -op.getHigh()[dim]));
      start.push_back(std::max<int64_t>(0, op.getLow()[dim]));
      stride.push_back(op.getInterior()[dim] + 1);
      limit.push_back(start.back() + (extentsOf(op.getX())[dim] - 1) * stride.back() + 1);
    }
    auto isZero = [](int64_t value) { return value == 0; };
    if (!llvm::all_of(low, isZero) || !llvm::all_of(high, isZero)) {
      SmallVector<int64_t> none(low.size(), 0);
      ct = PadOp::create(b, op.getLoc(), ct, zeroScalar(b, op.getLoc(), ct), low, high, none);
    }
    return SliceOp::create(b, op.getLoc(), ct, start, limit, stride);
  }

  /// The sum of the cotangents that are not of x; those are replaced, not
  /// subtracted, so that an infinite one does no harm.
  static Value sumOfPadding(PadOp op, OpBuilder &b, Value ct) {
    Formula f{b, op.getLoc()};
    auto boolType = [&](ArrayRef<int64_t> shape) {
      return RankedTensorType::get(shape, b.getI1Type());
    };
    Value isX = PadOp::create(
        b, op.getLoc(), splat(b, op.getLoc(), boolType(extentsOf(op.getX())), 1),
        splat(b, op.getLoc(), boolType({}), 0), op.getLow(), op.getHigh(), op.getInterior());
    SmallVector<int64_t> summed = upTo(extentsOf(ct).size());
    summed.erase(summed.begin(), summed.begin() + extentsOf(op.getValue()).size());
    return ReduceSumOp::create(b, op.getLoc(), f.select(isX, f.constant(ct, 0), ct), summed);
  }

  static void axes(PadOp op, Axes &axes) {
    for (int64_t dim : upTo(extentsOf(op.getX()).size())) {
      if (op.getLow()[dim] || op.getHigh()[dim] || op.getInterior()[dim])
        continue;
      axes.same(op.getX(), dim, op.getResult(), dim);
      if (dim < static_cast<int64_t>(extentsOf(op.getValue()).size()))
        axes.same(op.getValue(), dim, op.getResult(), dim);
    }
  }

  static Lowering lowering(PadOp op) {
    return StructureForm{
        [op](ElementEmitter &e, ArrayRef<Index> at) { return element(op, e, at); }};
  }

  static Value element(PadOp op, ElementEmitter &e, ArrayRef<Index> at) {
    auto padding = [&] {
      return e.at(op.getValue(), at.take_front(extentsOf(op.getValue()).size()));
    };
    if (tensorType(op.getX()).getNumElements() == 0)
      return padding();
    SmallVector<Index> source;
    ElementEmitter::Truth inside{true, {}};
    for (auto [dim, extent] : llvm::enumerate(extentsOf(op.getX()))) {
      int64_t step = op.getInterior()[dim] + 1, spread = (extent - 1) * step + 1;
      if (step == 1 && op.getLow()[dim] == 0 && op.getHigh()[dim] <= 0) {
        source.push_back(at[dim]);
        continue;
      }
      Index position = e.add(at[dim], Index::of(-op.getLow()[dim]));
      inside = e.both(inside, e.inRange(position, 0, spread));
      Index valid = e.clamp(position, 0, spread - 1);
      if (step != 1)
        inside = e.both(inside, e.equal(e.mod(valid, step), Index::of(0)));
      source.push_back(step == 1 ? valid : e.floorDiv(valid, step));
    }
    return e.select(inside, [&] { return e.at(op.getX(), source); }, padding);
  }
};

//===----------------------------------------------------------------------===//
// Concatenate
//===----------------------------------------------------------------------===//

struct Concatenate {
  using Target = ConcatenateOp;

  static LogicalResult batch(ConcatenateOp op, Batcher &batcher) {
    SmallVector<Value> xs;
    for (Value x : op.getXs())
      xs.push_back(batcher.getMapped(x));
    batcher.set(op.getResult(),
                ConcatenateOp::create(batcher.builder(), op.getLoc(), xs, op.getDimension() + 1));
    return success();
  }
  static LogicalResult linearize(ConcatenateOp op, Linearizer &linearizer) {
    SmallVector<unsigned> all;
    for (unsigned k = 0; k < op.getXs().size(); ++k)
      all.push_back(k);
    return linearizeAsItself(op, all, linearizer);
  }

  // Each operand gets its part.
  static LogicalResult transpose(ConcatenateOp op, Transposer &t) {
    Value ct = t.cotangent(op.getResult());
    int64_t dim = op.getDimension(), offset = 0;
    for (Value x : op.getXs()) {
      SmallVector<int64_t> start(extentsOf(ct).size(), 0), limit(extentsOf(ct)),
          stride(extentsOf(ct).size(), 1);
      start[dim] = offset;
      limit[dim] = offset += extentsOf(x)[dim];
      if (t.isLinear(x))
        t.add(x, SliceOp::create(t.builder(), op.getLoc(), ct, start, limit, stride));
    }
    return success();
  }

  static void axes(ConcatenateOp op, Axes &axes) {
    for (int64_t dim : upTo(extentsOf(op.getResult()).size()))
      if (dim != static_cast<int64_t>(op.getDimension()))
        for (Value x : op.getXs())
          axes.same(x, dim, op.getResult(), dim);
  }

  static Lowering lowering(ConcatenateOp op) {
    return StructureForm{[op](ElementEmitter &e, ArrayRef<Index> at) {
      ConcatenateOp concatenate = op;
      SmallVector<Value> xs;
      for (Value x : concatenate.getXs())
        if (tensorType(x).getNumElements() != 0)
          xs.push_back(x);
      return element(e, at, xs, concatenate.getDimension(), 0);
    }};
  }

  /// The element among `xs`, the first of which begins at `offset`.
  static Value element(ElementEmitter &e, ArrayRef<Index> at, ArrayRef<Value> xs, int64_t dim,
                       int64_t offset) {
    int64_t extent = extentsOf(xs.front())[dim];
    auto first = [&] {
      SmallVector<Index> source(at);
      source[dim] = e.clamp(e.add(at[dim], Index::of(-offset)), 0, extent - 1);
      return e.at(xs.front(), source);
    };
    if (xs.size() == 1)
      return first();
    return e.select(e.inRange(at[dim], offset, offset + extent), first,
                    [&] { return element(e, at, xs.drop_front(), dim, offset + extent); });
  }
};

} // namespace

void vmapc::ir::attachPaddingRules(MLIRContext &context) {
  attach<Slice>(context);
  attach<Pad>(context);
  attach<Concatenate>(context);
}
