// Reductions and searches for an extreme, as loops.

#include "compiler/lowering/Fold.h"
#include "compiler/lowering/Program.h"

using namespace mlir;

namespace vmapc::ir {

namespace {
/// Where the elements of a fold over some dimensions lie.
struct Reduced {
  Evaluator &ev;
  ArrayRef<int64_t> shape;
  ArrayRef<int64_t> dimensions;
  bool flat; // every dimension is folded and positions are row-major

  /// Full index from the kept positions and the place in the fold.
  SmallVector<Index> index(ArrayRef<Index> kept, Index position) const {
    SmallVector<Index> full(shape.size(), Index::of(0));
    if (flat) {
      full.back() = position;
      return full;
    }
    size_t k = 0;
    for (size_t d = 0; d < shape.size(); ++d)
      if (!llvm::is_contained(dimensions, int64_t(d)))
        full[d] = kept[k++];
    // Lanes that stay within the innermost folded dimension keep their stride.
    int64_t stride = position.stride;
    int64_t inner = dimensions.empty() ? 1 : shape[dimensions.back()];
    bool inside = stride != 0 && !position.vector && inner % ev.width == 0;
    if (inside)
      position.stride = 0;
    for (size_t k = dimensions.size(); k-- > 0;) {
      Index here = k == 0 ? position : ev.mod(position, shape[dimensions[k]]);
      if (inside && k + 1 == dimensions.size())
        here.stride = stride;
      full[dimensions[k]] = here;
      if (k > 0)
        position = ev.floorDiv(position, shape[dimensions[k]]);
    }
    return full;
  }
};
} // namespace

void Program::emitReduce(Operation *op, const ReduceForm &form, const Storage &to,
                         const Storage *keepX) {
  Value result = op->getResult(0);
  ArrayRef<int64_t> shape = shapeOf(form.x), kept = shapeOf(result);
  SmallVector<int64_t> dimensions(form.dimensions);
  llvm::sort(dimensions);
  int64_t count = 1;
  for (int64_t d : dimensions)
    count *= shape[d];
  Type element = elementOf(result);
  bool alongStripes = foldsRows(form);
  bool isShort = count < FixedOrder::stripes || (count <= 32 && !alongStripes);
  if (isShort || (isInterleaved(shape) && isInterleaved(kept) && count <= 64 && !keepX)) {
    forEach(kept, element, 1, [&](ArrayRef<Index> index) {
      ev.store(to, element, index, unrolled(ev, op, Lowering(form), index));
    });
    return;
  }

  Fold fold{ev, count, alongStripes, {}, {}, form.identity, 1};
  fold.combine = [&](Value x, Value y) { return form.combine(ev.builder(), ev.loc(), x, y); };
  llvm::SmallPtrSet<Operation *, 32> seen;
  Reduced reduced{ev, shape, dimensions,
                  dimensions.size() == shape.size() && shape.size() > 1 && isFlat(form.x, seen)};
  SmallVector<SmallVector<Index>> rows(1);
  fold.step = [&](size_t row, Value sum, Index position) {
    SmallVector<Index> index = reduced.index(rows[row], position);
    Value v = ev.at(form.x, index);
    if (keepX)
      ev.store(*keepX, elementOf(form.x), index, v);
    if (v.getType() != sum.getType())
      v = ev.widen(v);
    return fold.combine(sum, v);
  };
  bool isLong = !kept.empty() && kept.back() >= 32 && count >= 64 &&
                count <= FixedOrder::block * FixedOrder::group && !element.isInteger(1);
  if (!alongStripes && isLong)
    return emitColumns(form, to, result, count, [&](ArrayRef<Index> kept, Index position) {
      return reduced.index(kept, position);
    });
  if (!alongStripes) {
    forEach(kept, element, 1, [&](ArrayRef<Index> index) {
      rows[0].assign(index.begin(), index.end());
      ev.store(to, element, index, fold.run().front());
    });
    return;
  }
  // Four rows at a time hide the latency of one chain of sums; more of them would
  // meet in one set of the first-level cache.
  int64_t last = -1;
  for (size_t d = 0; d < kept.size(); ++d)
    if (kept[d] >= 16 || (kept[d] >= 4 && count >= 256))
      last = d;
  int64_t together = last >= 0 ? 4 : 1;
  SmallVector<int64_t> outer(kept);
  if (last >= 0)
    outer[last] = (kept[last] + together - 1) / together;
  scalarLoops(outer, [&](ArrayRef<Index> index) {
    rows.assign(together, SmallVector<Index>(index));
    if (last >= 0)
      for (int64_t r = 0; r < together; ++r)
        rows[r][last] = ev.add(ev.minimum(ev.scale(index[last], together), kept[last] - together),
                               Index::of(r));
    fold.rows = rows.size();
    ev.width = FixedOrder::stripes;
    ev.flat = reduced.flat;
    SmallVector<Value> sums = fold.run();
    ev.flat = false;
    ev.width = 1;
    for (auto [row, sum] : llvm::zip_equal(rows, sums))
      ev.store(to, element, row, sum);
  });
}

void Program::emitArgReduce(Operation *op, const ArgReduceForm &form, const Storage &to) {
  Value result = op->getResult(0);
  int64_t extent = shapeOf(form.x)[form.dimension];
  Type indexType = computeType(elementOf(result));
  OpBuilder &b = ev.builder();
  forEach(shapeOf(result), widest({form.x, result}), 1, [&](ArrayRef<Index> index) {
    auto element = [&](Index k) {
      SmallVector<Index> full(index);
      full.insert(full.begin() + form.dimension, k);
      return ev.widen(ev.at(form.x, full));
    };
    Value none = ev.constant(b.getIntegerAttr(indexType, 0));
    if (extent == 0) {
      ev.store(to, elementOf(result), index, none);
      return;
    }
    SmallVector<Value> best = {element(Index::of(0)), ev.widen(none)};
    best = ev.loop(Index::of(extent - 1), 1, best, [&](Index k, ValueRange now) {
      Index here = ev.add(k, Index::of(1));
      Value v = element(here);
      Value better = isBetter(ev, form, elementOf(form.x), v, now[0]);
      Value place = ev.widen(ev.toElement(here, indexType));
      return SmallVector<Value>{
          arith::SelectOp::create(b, ev.loc(), better, v, now[0]),
          arith::SelectOp::create(b, ev.loc(), better, place, now[1])};
    });
    ev.store(to, elementOf(result), index, best[1]);
  });
}

} // namespace vmapc::ir
