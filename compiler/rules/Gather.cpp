// gather and scatter: reading and updating slices at run-time positions. Both are
// linear in their data; gather's transpose adds into zeros, scatter's reads back.

#include "compiler/rules/Gather.h"
#include "compiler/rules/ScatterCombine.h"

#include "compiler/dialect/Structure.h"
#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace vmapc::ir {

Value gatherPerLane(OpBuilder &b, Location loc, Value x, ValueRange indices, int64_t batchDims,
                    OutOfBounds mode) {
  // The lanes join the places P, which stand behind the batch dimensions.
  SmallVector<Value> moved;
  for (Value index : indices)
    moved.push_back(moveDim(b, loc, index, 0, batchDims));
  Value result = GatherOp::create(b, loc, x, moved, batchDims, mode);
  return moveDim(b, loc, result, batchDims, 0);
}

} // namespace vmapc::ir

using namespace vmapc::ir;

namespace {

SmallVector<Value> mappedAll(ValueRange values, Batcher &batcher) {
  SmallVector<Value> result;
  for (Value value : values)
    result.push_back(batcher.getMapped(value));
  return result;
}

/// Joins the batch dimensions of x and the index arrays with those of `slices`
/// (what is gathered, or the updates), its places with the index arrays' and its
/// last dimensions with those of x that are not indexed.
void axesOfSlices(Value x, ValueRange indices, Value slices, int64_t batchDims, bool places,
                  Axes &axes) {
  int64_t rest = batchDims + indices.size(), slicesRank = extentsOf(slices).size();
  for (int64_t dim : upTo(batchDims))
    axes.same(x, dim, slices, dim);
  for (int64_t k = 0, n = extentsOf(x).size() - rest; k < n; ++k)
    axes.same(x, rest + k, slices, slicesRank - n + k);
  for (Value index : indices)
    for (int64_t dim = 0, n = extentsOf(index).size(); dim < n; ++dim)
      if (dim < batchDims || places)
        axes.same(index, dim, slices, dim);
}

//===----------------------------------------------------------------------===//
// Gather
//===----------------------------------------------------------------------===//

struct Gather : Linear<Gather, GatherOp> {
  static LogicalResult batch(GatherOp op, Batcher &batcher) {
    OpBuilder &b = batcher.builder();
    SmallVector<Value> indices = mappedAll(op.getIndices(), batcher);
    Value result = batcher.isMapped(op.getX())
                       ? GatherOp::create(b, op.getLoc(), batcher.get(op.getX()), indices,
                                          op.getBatchDims() + 1, op.getMode())
                       : gatherPerLane(b, op.getLoc(), batcher.get(op.getX()), indices,
                                       op.getBatchDims(), op.getMode());
    batcher.set(op.getResult(), result);
    return success();
  }

  static LogicalResult transpose(GatherOp op, Transposer &t) {
    Value zero = zeros(t.builder(), op.getLoc(), op.getX().getType());
    t.add(op.getX(), ScatterOp::create(t.builder(), op.getLoc(), zero, t.cotangent(op.getResult()),
                                       valuesOf(op.getIndices(), t), ScatterCombine::add,
                                       op.getBatchDims(), op.getMode()));
    return success();
  }

  // An indexed dimension is read anywhere: it cannot be cut.
  static void axes(GatherOp op, Axes &axes) {
    axesOfSlices(op.getX(), op.getIndices(), op.getResult(), op.getBatchDims(), /*places=*/true,
                 axes);
  }

  static Lowering lowering(GatherOp op) {
    return StructureForm{[op](ElementEmitter &e, ArrayRef<Index> at) { return element(op, e, at); },
                         /*storeOperands=*/true};
  }

  static Value element(GatherOp op, ElementEmitter &e, ArrayRef<Index> at) {
    int64_t batch = op.getBatchDims(), indexed = op.getIndices().size();
    ArrayRef<int64_t> extents = extentsOf(op.getX()).slice(batch, indexed);
    size_t placed =
        extentsOf(op.getResult()).size() - (extentsOf(op.getX()).size() - batch - indexed);
    auto zero = [&] {
      auto element = tensorType(op.getX()).getElementType();
      return e.constant(cast<TypedAttr>(Builder(op.getContext()).getZeroAttr(computeType(element))));
    };
    if (llvm::is_contained(extents, 0))
      return zero(); // no position is valid

    SmallVector<Index> source(at.take_front(batch));
    ElementEmitter::Truth inside{true, {}};
    for (auto [index, extent] : llvm::zip(op.getIndices(), extents)) {
      bool isSigned = !tensorType(index).getElementType().isUnsignedInteger();
      Index position = e.fromElement(e.at(index, at.take_front(placed)), isSigned);
      if (op.getMode() == OutOfBounds::drop)
        inside = e.both(inside, e.inRange(position, 0, extent));
      source.push_back(e.clamp(position, 0, extent - 1));
    }
    llvm::append_range(source, at.drop_front(placed));
    return e.select(inside, [&] { return e.at(op.getX(), source); }, zero);
  }
};

//===----------------------------------------------------------------------===//
// Scatter
//===----------------------------------------------------------------------===//

struct Scatter {
  using Target = ScatterOp;

  static LogicalResult batch(ScatterOp op, Batcher &batcher) {
    batcher.set(op.getResult(),
                ScatterOp::create(batcher.builder(), op.getLoc(), batcher.getMapped(op.getX()),
                                  batcher.getMapped(op.getUpdates()),
                                  mappedAll(op.getIndices(), batcher), op.getCombine(),
                                  op.getBatchDims() + 1, op.getMode()));
    return success();
  }

  static LogicalResult linearize(ScatterOp op, Linearizer &linearizer) {
    if (op.getCombine() == ScatterCombine::mul)
      return linearizeScatterProduct(op, linearizer);
    if (op.getCombine() == ScatterCombine::min || op.getCombine() == ScatterCombine::max)
      return linearizeScatterExtreme(op, linearizer);
    // Adding nothing is the identity; writing zeros is not.
    if (op.getCombine() == ScatterCombine::add && !linearizer.tangent(op.getUpdates())) {
      linearizer.clone(op);
      linearizer.setTangent(op.getResult(), linearizer.tangent(op.getX()));
      return success();
    }
    return linearizeAsItself(op, {0u, 1u}, linearizer);
  }

  // What was overwritten gets no cotangent, nor does an update that a later one
  // overwrote; with `add` both get what the result gets.
  static LogicalResult transpose(ScatterOp op, Transposer &t) {
    OpBuilder &b = t.builder();
    bool isSet = op.getCombine() == ScatterCombine::set;
    if (!isSet && op.getCombine() != ScatterCombine::add)
      return op.emitOpError("requires set or add to be transposed, got ")
             << stringifyScatterCombine(op.getCombine());
    Value ct = t.cotangent(op.getResult());
    SmallVector<Value> indices = valuesOf(op.getIndices(), t);
    if (t.isLinear(op.getX()))
      t.add(op.getX(),
            isSet ? ScatterOp::create(b, op.getLoc(), ct,
                                      zeros(b, op.getLoc(), op.getUpdates().getType()), indices,
                                      ScatterCombine::set, op.getBatchDims(), op.getMode())
                  : ct);
    if (t.isLinear(op.getUpdates())) {
      Value read = GatherOp::create(b, op.getLoc(), ct, indices, op.getBatchDims(), op.getMode());
      Formula f{b, op.getLoc()};
      t.add(op.getUpdates(),
            isSet ? f.select(lastWriters(op, indices, b), read, f.constant(read, 0)) : read);
    }
    return success();
  }

  /// True in the updates that no later one overwrote: each place writes its
  /// number the same way, and reads back whether it is still there.
  static Value lastWriters(ScatterOp op, ValueRange indices, OpBuilder &b) {
    Location loc = op.getLoc();
    ArrayRef<int64_t> x = extentsOf(op.getX()), updates = extentsOf(op.getUpdates());
    int64_t indexedEnd = op.getBatchDims() + indices.size();
    ArrayRef<int64_t> placed = updates.drop_back(x.size() - indexedEnd),
                      places = placed.drop_front(op.getBatchDims());
    auto numbered = [&](ArrayRef<int64_t> shape) {
      return RankedTensorType::get(shape, b.getI32Type());
    };

    int64_t count = llvm::product_of(places);
    Value number = IotaOp::create(b, loc, numbered(count), 0);
    number = ReshapeOp::create(b, loc, numbered(places), number);
    SmallVector<int64_t> dimensions;
    for (size_t dim = op.getBatchDims(); dim < placed.size(); ++dim)
      dimensions.push_back(dim);
    number = BroadcastOp::create(b, loc, numbered(placed), number, dimensions);

    Value nobody = splat(b, loc, numbered(x.take_front(indexedEnd)), -1);
    Value owner = ScatterOp::create(b, loc, nobody, number, indices, ScatterCombine::set,
                                    op.getBatchDims(), op.getMode());
    Value last = GatherOp::create(b, loc, owner, indices, op.getBatchDims(), op.getMode());
    return broadcastTrailing(b, loc, Formula{b, loc}.equal(last, number), updates);
  }

  // Updates meet in order: their places cannot be cut.
  static void axes(ScatterOp op, Axes &axes) {
    axesOfSlices(op.getX(), op.getIndices(), op.getUpdates(), op.getBatchDims(), /*places=*/false,
                 axes);
    int64_t batch = op.getBatchDims(), rest = batch + op.getIndices().size();
    for (int64_t dim : upTo(extentsOf(op.getX()).size()))
      if (dim < batch || dim >= rest)
        axes.same(op.getX(), dim, op.getResult(), dim);
  }

  static Lowering lowering(ScatterOp op) {
    ScatterForm form{op.getX(),
                     op.getUpdates(),
                     llvm::to_vector(op.getIndices()),
                     static_cast<int64_t>(op.getBatchDims()),
                     {},
                     op.getMode() != OutOfBounds::drop};
    Type element = tensorType(op.getX()).getElementType();
    if (ScatterCombine how = op.getCombine(); how != ScatterCombine::set)
      form.combine = [how, element](OpBuilder &b, Location loc, Value old, Value update) {
        return combined(how, Scalars{b, loc, element, element}, old, update);
      };
    return form;
  }

  static Value combined(ScatterCombine how, const Scalars &s, Value old, Value update) {
    switch (how) {
    case ScatterCombine::set:
      return update;
    case ScatterCombine::add:
      return s.either<arith::AddFOp, arith::AddIOp>(old, update);
    case ScatterCombine::mul:
      return s.either<arith::MulFOp, arith::MulIOp>(old, update);
    case ScatterCombine::min:
      return s.isUnsigned() ? s.binary<arith::MinUIOp>(old, update)
                            : s.either<arith::MinimumFOp, arith::MinSIOp>(old, update);
    case ScatterCombine::max:
      return s.isUnsigned() ? s.binary<arith::MaxUIOp>(old, update)
                            : s.either<arith::MaximumFOp, arith::MaxSIOp>(old, update);
    }
    llvm_unreachable("a way to combine outside its enum");
  }
};

} // namespace

void vmapc::ir::attachGatherRules(MLIRContext &context) {
  attach<Gather>(context);
  attach<Scatter>(context);
}
