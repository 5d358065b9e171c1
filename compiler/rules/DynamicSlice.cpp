// Slices at a run-time start. Under vmap a shared start stays a scalar: the lanes
// become one more dimension, taken whole. That keeps an update by a loop counter
// in place. Lanes with starts of their own read a shared array by gather, so that
// it is not repeated.

#include "compiler/rules/Families.h"
#include "compiler/rules/Gather.h"
#include "compiler/rules/Kit.h"

#include "compiler/dialect/Structure.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

/// The new starts of a batched slice, and its batch dimensions: scalars with a
/// zero for the lanes while no start has lanes, else one start per lane.
std::pair<SmallVector<Value>, int64_t> batchStarts(Operation *op, ValueRange starts,
                                                   int64_t batchDims, Batcher &batcher) {
  SmallVector<Value> result;
  if (batchDims == 0 && !anyMapped(starts, batcher)) {
    Type type = starts.empty() ? RankedTensorType::get({}, batcher.builder().getI32Type())
                               : starts.front().getType();
    result.push_back(zeros(batcher.builder(), op->getLoc(), type));
    for (Value start : starts)
      result.push_back(batcher.get(start));
    return {result, 0};
  }
  for (Value start : starts)
    result.push_back(batcher.getMapped(start));
  return {result, batchDims + 1};
}

/// Joins the dimensions along which the window is all of the array.
void axesOfWindow(Value x, Value window, ValueRange starts, int64_t batchDims, Axes &axes) {
  for (int64_t dim : upTo(extentsOf(x).size()))
    if (dim < batchDims || extentsOf(x)[dim] == extentsOf(window)[dim])
      axes.same(x, dim, window, dim);
  for (Value start : starts)
    for (int64_t dim : upTo(batchDims))
      axes.same(x, dim, start, dim);
}

//===----------------------------------------------------------------------===//
// dynamic_slice
//===----------------------------------------------------------------------===//

struct DynamicSlice : Linear<DynamicSlice, DynamicSliceOp> {
  static LogicalResult batch(DynamicSliceOp op, Batcher &batcher) {
    if (!batcher.isMapped(op.getX()))
      return gatherAtStarts(op, batcher);
    auto [starts, batchDims] = batchStarts(op, op.getStarts(), op.getBatchDims(), batcher);
    SmallVector<int64_t> sizes = batchDims == 0 ? prepended(batcher.size(), op.getSizes())
                                                : SmallVector<int64_t>(op.getSizes());
    batcher.set(op.getResult(),
                DynamicSliceOp::create(batcher.builder(), op.getLoc(), batcher.get(op.getX()),
                                       starts, sizes, batchDims));
    return success();
  }

  /// One array, a start per lane: the positions start + 0, 1, ... are gathered.
  /// Trailing dimensions that are taken whole need no positions.
  static LogicalResult gatherAtStarts(DynamicSliceOp op, Batcher &batcher) {
    OpBuilder &b = batcher.builder();
    Location loc = op.getLoc();
    int64_t batch = op.getBatchDims();
    ArrayRef<int64_t> sizes = op.getSizes(), extents = extentsOf(op.getX()).drop_front(batch);
    size_t indexed = sizes.size();
    while (indexed != 0 && sizes[indexed - 1] == extents[indexed - 1])
      --indexed;
    if (indexed == 0) {
      batcher.set(op.getResult(), batcher.get(op.getX()), /*mapped=*/false);
      return success();
    }
    SmallVector<int64_t> shape{batcher.size()};
    llvm::append_range(shape, extentsOf(op.getX()).take_front(batch));
    llvm::append_range(shape, sizes.take_front(indexed));

    SmallVector<Value> positions;
    for (size_t k = 0; k < indexed; ++k) {
      Value start = batcher.getMapped(op.getStarts()[k]);
      Value clamped = ClampOp::create(b, loc, start.getType(), splat(b, loc, start.getType(), 0),
                                      start, splat(b, loc, start.getType(), extents[k] - sizes[k]));
      Value position = broadcastTrailing(b, loc, clamped, shape);
      if (sizes[k] > 1)
        position = add(b, loc, position, IotaOp::create(b, loc, position.getType(), 1 + batch + k));
      positions.push_back(position);
    }
    batcher.set(op.getResult(),
                gatherPerLane(b, loc, batcher.get(op.getX()), positions, batch, OutOfBounds::clip));
    return success();
  }

  // The cotangent lies where the slice was, in zeros.
  static LogicalResult transpose(DynamicSliceOp op, Transposer &t) {
    Value zero = zeros(t.builder(), op.getLoc(), op.getX().getType());
    t.add(op.getX(),
          DynamicUpdateSliceOp::create(t.builder(), op.getLoc(), zero, t.cotangent(op.getResult()),
                                       valuesOf(op.getStarts(), t), op.getBatchDims()));
    return success();
  }

  static void axes(DynamicSliceOp op, Axes &axes) {
    axesOfWindow(op.getX(), op.getResult(), op.getStarts(), op.getBatchDims(), axes);
  }
  static void recut(DynamicSliceOp op) {
    op.setSizes(extentsOf(op.getResult()).drop_front(op.getBatchDims()));
  }

  static Lowering lowering(DynamicSliceOp op) {
    return StructureForm{[op](ElementEmitter &e, ArrayRef<Index> at) { return element(op, e, at); },
                         /*storeOperands=*/true};
  }
  static Value element(DynamicSliceOp op, ElementEmitter &e, ArrayRef<Index> at) {
    int64_t batch = op.getBatchDims();
    SmallVector<Index> source(at.take_front(batch));
    for (auto [k, start] : llvm::enumerate(op.getStarts())) {
      int64_t room = extentsOf(op.getX())[batch + k] - op.getSizes()[k];
      if (room == 0) {
        source.push_back(at[batch + k]);
        continue;
      }
      bool isSigned = !tensorType(start).getElementType().isUnsignedInteger();
      Index begin = e.clamp(e.fromElement(e.at(start, at.take_front(batch)), isSigned), 0, room);
      source.push_back(e.add(begin, at[batch + k]));
    }
    return e.at(op.getX(), source);
  }
};

//===----------------------------------------------------------------------===//
// dynamic_update_slice
//===----------------------------------------------------------------------===//

struct DynamicUpdateSlice {
  using Target = DynamicUpdateSliceOp;

  static LogicalResult batch(DynamicUpdateSliceOp op, Batcher &batcher) {
    auto [starts, batchDims] = batchStarts(op, op.getStarts(), op.getBatchDims(), batcher);
    batcher.set(op.getResult(), DynamicUpdateSliceOp::create(
                                    batcher.builder(), op.getLoc(), batcher.getMapped(op.getX()),
                                    batcher.getMapped(op.getUpdate()), starts, batchDims));
    return success();
  }
  static LogicalResult linearize(DynamicUpdateSliceOp op, Linearizer &linearizer) {
    return linearizeAsItself(op, {0u, 1u}, linearizer);
  }

  // The update gets its window of the cotangent, x the rest.
  static LogicalResult transpose(DynamicUpdateSliceOp op, Transposer &t) {
    OpBuilder &b = t.builder();
    Value ct = t.cotangent(op.getResult());
    SmallVector<Value> starts = valuesOf(op.getStarts(), t);
    if (t.isLinear(op.getX()))
      t.add(op.getX(), DynamicUpdateSliceOp::create(b, op.getLoc(), ct,
                                                    zeros(b, op.getLoc(), op.getUpdate().getType()),
                                                    starts, op.getBatchDims()));
    if (t.isLinear(op.getUpdate()))
      t.add(op.getUpdate(),
            DynamicSliceOp::create(b, op.getLoc(), ct, starts,
                                   extentsOf(op.getUpdate()).drop_front(op.getBatchDims()),
                                   op.getBatchDims()));
    return success();
  }

  static void axes(DynamicUpdateSliceOp op, Axes &axes) {
    axesOfWindow(op.getX(), op.getUpdate(), op.getStarts(), op.getBatchDims(), axes);
    for (int64_t dim : upTo(extentsOf(op.getX()).size()))
      if (dim < static_cast<int64_t>(op.getBatchDims()) ||
          extentsOf(op.getX())[dim] == extentsOf(op.getUpdate())[dim])
        axes.same(op.getX(), dim, op.getResult(), dim);
  }

  static Lowering lowering(DynamicUpdateSliceOp op) {
    return UpdateSliceForm{op.getX(), op.getUpdate(), llvm::to_vector(op.getStarts()),
                           static_cast<int64_t>(op.getBatchDims())};
  }
};

} // namespace

void vmapc::ir::attachDynamicSliceRules(MLIRContext &context) {
  attach<DynamicSlice>(context);
  attach<DynamicUpdateSlice>(context);
}
