// Updates at run-time positions: a copy of the array, then the updates in order.

#include "compiler/lowering/Program.h"

using namespace mlir;

namespace vmapc::ir {

void Program::emitScatter(Operation *op, const ScatterForm &form, const Storage &to) {
  Value result = op->getResult(0);
  ArrayRef<int64_t> shape = shapeOf(form.x), updates = shapeOf(form.updates);
  Type element = elementOf(result);
  if (!isInPlace(form.x, to))
    storeAll({form.x}, {to});
  if (countOf(updates) == 0 || countOf(shape) == 0)
    return;
  int64_t batch = form.batchDims, m = form.indices.size();
  int64_t sliceRank = int64_t(shape.size()) - batch - m;
  int64_t placeRank = int64_t(updates.size()) - sliceRank;
  OpBuilder &b = ev.builder();
  scalarLoops(updates.take_front(placeRank), [&](ArrayRef<Index> given) {
    SmallVector<Index> place(given);
    SmallVector<Index> target(ArrayRef(place).take_front(batch));
    ElementEmitter::Truth inside{.known = true};
    for (int64_t k = 0; k < m; ++k) {
      Value raw = ev.at(form.indices[k], place);
      Index at = ev.fromElement(raw, !elementOf(form.indices[k]).isUnsignedInteger());
      if (form.clip)
        at = ev.clamp(at, 0, shape[batch + k] - 1);
      else
        inside = ev.both(inside, ev.inRange(at, 0, shape[batch + k]));
      target.push_back(at);
    }
    auto write = [&] {
      // Every position once: an addition must not be repeated by overlapping vectors.
      ArrayRef<int64_t> slice = shape.take_back(sliceRank);
      forEachOnce(slice, element, [&](ArrayRef<Index> s) {
        SmallVector<Index> from(place), into(target);
        from.append(s.begin(), s.end());
        into.append(s.begin(), s.end());
        Value update = ev.at(form.updates, from);
        if (form.combine) {
          Value old = ev.load(to, element, into);
          if (old.getType() != update.getType())
            old = ev.widen(old), update = ev.widen(update);
          update = form.combine(b, ev.loc(), old, update);
        }
        ev.store(to, element, into, update);
      });
    };
    if (inside.known) {
      if (*inside.known)
        write();
    } else {
      ev.ifThen(inside.value, write);
    }
  });
}

void Program::emitUpdate(Operation *op, const UpdateSliceForm &form, const Storage &to) {
  Value result = op->getResult(0);
  ArrayRef<int64_t> shape = shapeOf(form.x), update = shapeOf(form.update);
  Type element = elementOf(result);
  if (!isInPlace(form.x, to))
    storeAll({form.x}, {to});
  if (countOf(update) == 0)
    return;
  int64_t batch = form.batchDims;
  scalarLoops(update.take_front(batch), [&](ArrayRef<Index> given) {
    SmallVector<Index> lane(given), start;
    for (size_t k = 0; k < form.starts.size(); ++k) {
      Value raw = ev.at(form.starts[k], lane);
      Index at = ev.fromElement(raw, !elementOf(form.starts[k]).isUnsignedInteger());
      start.push_back(ev.clamp(at, 0, shape[batch + k] - update[batch + k]));
    }
    forEach(update.drop_front(batch), element, 1, [&](ArrayRef<Index> s) {
      SmallVector<Index> from(lane), into(lane);
      from.append(s.begin(), s.end());
      for (auto [first, i] : llvm::zip_equal(start, s))
        into.push_back(ev.add(first, i));
      ev.store(to, element, into, ev.at(form.update, from));
    });
    ev.width = 1;
  });
}

} // namespace vmapc::ir
