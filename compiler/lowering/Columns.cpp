// Reductions over rows: the stripes of a strip of columns are kept in a small
// buffer of the first-level cache, so that memory is read row by row.

#include "compiler/lowering/Program.h"
#include "compiler/lowering/Roots.h"

using namespace mlir;

namespace vmapc::ir {

void Program::emitColumns(const ReduceForm &form, const Storage &to, Value result, int64_t count,
                          function_ref<SmallVector<Index>(ArrayRef<Index>, Index)> position) {
  constexpr int64_t stripes = FixedOrder::stripes, blockSize = FixedOrder::block;
  ArrayRef<int64_t> kept = shapeOf(result);
  Type element = elementOf(result), sumType = computeType(element);
  int64_t columns = kept.back(), strip = std::min<int64_t>(columns, 256);
  Storage sums = ev.local(ev.stackBuffer(stripes * strip, sumType));
  sums.strides = {strip, 1};
  Storage total = ev.local(ev.stackBuffer(strip, sumType));
  const Binding *bound = ev.binding(form.x);
  bool isCheap = bound && std::holds_alternative<Storage>(*bound);
  int64_t perPass = isCheap ? 4 * stripes : stripes;
  auto combine = [&](Value x, Value y) {
    if (x.getType() != y.getType())
      x = ev.widen(x), y = ev.widen(y);
    return form.combine(ev.builder(), ev.loc(), x, y);
  };

  auto emitStrip = [&](ArrayRef<Index> outer, Index first, int64_t width) {
    auto along = [&](function_ref<void(Index)> body) {
      forEachOnce({width}, element, [&](ArrayRef<Index> j) { body(j[0]); });
    };
    auto index = [&](Index column) {
      SmallVector<Index> full(outer);
      full.push_back(ev.add(first, column));
      return full;
    };
    // Rows [from, from + rows) into the stripes; `from` is a multiple of 16.
    auto addRows = [&](Index from, int64_t rows) {
      along([&](Index column) {
        for (int64_t s = 0; s < std::min(rows, stripes); ++s) {
          Value sum = ev.load(sums, sumType, {Index::of(s), column});
          for (int64_t row = s; row < rows; row += stripes)
            sum = combine(sum, ev.at(form.x, position(index(column),
                                                      ev.add(from, Index::of(row)))));
          ev.store(sums, sumType, {Index::of(s), column}, sum);
        }
      });
    };
    auto block = [&](Index from, int64_t rows, bool isOnly) {
      along([&](Index column) {
        for (int64_t s = 0; s < stripes; ++s)
          ev.store(sums, sumType, {Index::of(s), column}, ev.constant(form.identity));
      });
      int64_t passes = rows / perPass * perPass;
      ev.loop(passes, perPass, [&](Index i) { addRows(ev.add(from, i), perPass); });
      if (passes < rows)
        addRows(ev.add(from, Index::of(passes)), rows - passes);
      along([&](Index column) {
        SmallVector<Value> all;
        for (int64_t s = 0; s < stripes; ++s)
          all.push_back(ev.load(sums, sumType, {Index::of(s), column}));
        Value sum = halvingTree(all, combine);
        if (isOnly)
          return ev.store(to, element, index(column), sum);
        ev.store(total, sumType, {column}, combine(ev.load(total, sumType, {column}), sum));
      });
    };
    if (count <= blockSize)
      return block(Index::of(0), count, true);
    along([&](Index column) { ev.store(total, sumType, {column}, ev.constant(form.identity)); });
    int64_t full = count / blockSize * blockSize;
    ev.loop(full, blockSize, [&](Index from) { block(from, blockSize, false); });
    if (full < count)
      block(Index::of(full), count - full, false);
    along([&](Index column) {
      ev.store(to, element, index(column), ev.load(total, sumType, {column}));
    });
  };
  scalarLoops(kept.drop_back(), [&](ArrayRef<Index> given) {
    SmallVector<Index> outer(given);
    int64_t full = columns / strip * strip;
    ev.loop(full, strip, [&](Index first) { emitStrip(outer, first, strip); });
    if (full < columns)
      emitStrip(outer, Index::of(full), columns - full);
  });
  ev.width = 1;
}

} // namespace vmapc::ir
