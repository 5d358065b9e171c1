// Loop nests over the positions of stored values, with the SIMD lanes along the
// innermost dimension that is longer than one.

#include "compiler/lowering/Program.h"

#include "compiler/dialect/Structure.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace vmapc::ir {

int64_t Program::widthFor(Type type, int64_t extent, int64_t registers) {
  int64_t bits = std::max<int64_t>(32, computeType(type).getIntOrFloatBitWidth());
  int64_t lanes = registers * vectorBits / bits;
  while (lanes > std::max<int64_t>(1, extent))
    lanes /= 2;
  return lanes;
}

Type Program::widest(ArrayRef<Value> values) {
  Type r = elementOf(values.front());
  for (Value v : values)
    if (computeType(elementOf(v)).getIntOrFloatBitWidth() >
        computeType(r).getIntOrFloatBitWidth())
      r = elementOf(v);
  return r;
}

void Program::forEach(ArrayRef<int64_t> shape, Type widest, int64_t registers,
                      function_ref<void(ArrayRef<Index>)> body, bool across) {
  if (countOf(shape) == 0)
    return;
  int64_t vectorDim = -1, before = -1;
  for (size_t d = 0; d < shape.size(); ++d)
    if (shape[d] > 1) {
      before = vectorDim;
      vectorDim = d;
    }
  if (isInterleaved(shape))
    vectorDim = 0, across = false;
  int64_t extent = vectorDim < 0 ? 1 : shape[vectorDim];
  ev.width = widthFor(widest, extent, extent >= 4 * registers * 16 ? registers : 1);
  SmallVector<int64_t> order;
  for (size_t d = 0; d < shape.size(); ++d)
    if (shape[d] > 1 && int64_t(d) != vectorDim)
      order.push_back(d);
  if (vectorDim >= 0)
    order.insert(across && before >= 0 ? order.end() - 1 : order.end(), vectorDim);
  SmallVector<Index> index(shape.size(), Index::of(0));
  std::function<void(size_t)> open = [&](size_t n) {
    if (n == order.size())
      return body(index);
    int64_t d = order[n];
    if (d != vectorDim)
      return ev.loop(shape[d], 1, [&](Index i) {
        index[d] = i;
        open(n + 1);
      });
    // The last vector overlaps the one before: stores are idempotent.
    ev.loop(extent, ev.width, [&](Index i) {
      Index start = extent % ev.width ? ev.minimum(i, extent - ev.width) : i;
      index[d] = ev.lanesFrom(start);
      open(n + 1);
    });
  };
  open(0);
}

bool Program::readsAcross(Value value, llvm::SmallPtrSetImpl<Operation *> &seen) {
  Operation *op = value.getDefiningOp();
  if (ev.binding(value) || !op || !seen.insert(op).second)
    return false;
  if (auto transpose = dyn_cast<TransposeOp>(op))
    return transpose.getPermutation().back() != int64_t(transpose.getPermutation().size()) - 1;
  if (!std::holds_alternative<ElementwiseForm>(ev.form(op)))
    return false;
  return llvm::any_of(op->getOperands(), [&](Value v) { return readsAcross(v, seen); });
}

void Program::scalarLoops(ArrayRef<int64_t> shape, function_ref<void(ArrayRef<Index>)> body) {
  SmallVector<Index> index(shape.size(), Index::of(0));
  std::function<void(size_t)> open = [&](size_t d) {
    if (d == shape.size())
      return body(index);
    ev.loop(shape[d], 1, [&](Index i) {
      index[d] = i;
      open(d + 1);
    });
  };
  ev.width = 1;
  open(0);
}

bool Program::isFlat(Value value, llvm::SmallPtrSetImpl<Operation *> &seen) {
  if (const Binding *bound = ev.binding(value)) {
    if (const Window *window = std::get_if<Window>(bound))
      return window->dim < 0 && isFlat(window->of, seen);
    const Storage *storage = std::get_if<Storage>(bound);
    return storage && ArrayRef<int64_t>(storage->strides) == ArrayRef(rowMajor(shapeOf(value)));
  }
  Operation *op = value.getDefiningOp();
  if (!op)
    return false;
  if (!seen.insert(op).second)
    return true;
  DenseElementsAttr attr;
  if (matchPattern(op, m_Constant(&attr)))
    return attr.isSplat();
  if (isa<BroadcastOp>(op))
    return countOf(shapeOf(op->getOperand(0))) == 1;
  const Lowering &form = ev.form(op);
  auto *structure = std::get_if<StructureForm>(&form);
  if (!std::holds_alternative<ElementwiseForm>(form) && !(structure && structure->keepsOrder))
    return false;
  return llvm::all_of(op->getOperands(), [&](Value v) { return isFlat(v, seen); });
}

void Program::forEachOnce(ArrayRef<int64_t> shape, Type widest,
                          function_ref<void(ArrayRef<Index>)> body) {
  int64_t inner = shape.empty() ? 1 : shape.back();
  SmallVector<int64_t> outer(shape.empty() ? shape : shape.drop_back());
  auto along = [&](ArrayRef<Index> prefix) {
    if (shape.empty())
      return body({});
    SmallVector<Index> index(prefix);
    index.push_back(Index::of(0));
    int64_t done = 0;
    for (int64_t lanes = widthFor(widest, inner); lanes >= 1; lanes /= 2) {
      int64_t count = (inner - done) / lanes * lanes;
      ev.width = lanes;
      ev.loop(count, lanes, [&](Index i) {
        index.back() = ev.lanesFrom(ev.add(i, Index::of(done)));
        body(index);
      });
      done += count;
    }
    ev.width = 1;
  };
  std::function<void(SmallVector<Index>)> open = [&](SmallVector<Index> prefix) {
    if (prefix.size() == outer.size())
      return along(prefix);
    ev.loop(outer[prefix.size()], 1, [&](Index i) {
      SmallVector<Index> next(prefix);
      next.push_back(i);
      open(next);
    });
  };
  open({});
}

bool Program::isInPlace(Value value, const Storage &to) {
  const Binding *bound = ev.binding(value);
  const Storage *storage = bound ? std::get_if<Storage>(bound) : nullptr;
  return storage && storage->buffer == to.buffer && storage->strides == to.strides &&
         storage->offset.isConstant() && to.offset.isConstant() &&
         *storage->offset.constant == *to.offset.constant;
}

void Program::storeAll(ArrayRef<Value> values, ArrayRef<Storage> to, Keep keep) {
  if (values.empty())
    return;
  ArrayRef<int64_t> shape = shapeOf(values.front());
  Type wide = widest(values);
  int64_t longDims = llvm::count_if(shape, [](int64_t extent) { return extent > 1; });
  bool flat = longDims > 1 && !keep;
  llvm::SmallPtrSet<Operation *, 32> seen;
  for (auto [v, s] : llvm::zip_equal(values, to))
    flat = flat && ArrayRef<int64_t>(s.strides) == ArrayRef(rowMajor(shape)) && isFlat(v, seen);
  SmallVector<int64_t> walked(shape);
  if (flat)
    walked = {countOf(shape)};
  ev.flat = flat;
  seen.clear();
  bool across = !flat && shape.size() > 1 &&
                llvm::any_of(values, [&](Value v) { return readsAcross(v, seen); });
  auto body = [&](ArrayRef<Index> position) {
    SmallVector<Index> index(position);
    if (flat)
      index.insert(index.begin(), shape.size() - 1, Index::of(0));
    SmallVector<Value> elements;
    for (auto [k, v] : llvm::enumerate(values)) {
      Value element = ev.at(v, index);
      elements.push_back(keep ? keep(k, index, element) : element);
    }
    for (auto [v, s, element] : llvm::zip_equal(values, to, elements))
      ev.store(s, elementOf(v), index, element);
  };
  forEach(walked, wide, across ? 1 : 2, body, across);
  ev.flat = false;
  ev.width = 1;
}

} // namespace vmapc::ir
