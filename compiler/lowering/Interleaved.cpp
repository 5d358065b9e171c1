// Chunks whose values live in memory with the SIMD lanes innermost: kernels are loops over the
// positions of one lane, each of them one vector. Operands and results, which have the elements of
// a lane beside each other, are turned on the way in and out.

#include "compiler/lowering/Program.h"

#include "compiler/dialect/Control.h"
#include "compiler/lowering/Plan.h"

using namespace mlir;

namespace vmapc::ir {

void Program::emitInterleaved(ChunkOp op) {
  int64_t domain = op.getDomain(), size = op.getSize();
  ArrayRef<int64_t> slots = slotsOf(op);
  SmallVector<Storage> results;
  for (auto [k, result] : llvm::enumerate(op.getResults()))
    results.push_back(slot(result, slots[k]));
  slots = slots.drop_front(results.size());
  Block &block = op.getBody().front();

  // Calls `turn` with blocks of columns that cover `count`, lanes in parts of a vector.
  auto overBlocks = [&](Type element, int64_t count,
                        function_ref<void(Index lane, Index column, int64_t columns)> turn) {
    ev.width = widthFor(element, size);
    int64_t columns = std::min<int64_t>(ev.width, llvm::bit_floor(uint64_t(count)));
    for (int64_t lane = 0; lane < size; lane += ev.width)
      ev.loop(count, columns, [&](Index i) {
        Index column = count % columns ? ev.minimum(i, count - columns) : i;
        turn(Index::of(lane), column, columns);
      });
    ev.width = 1;
  };
  // Column `column` of the lanes from `lane` on, in a block of columns that are lanes apart.
  auto place = [&](const Storage &s, Index lane, Index column, int64_t step) {
    Storage part = s;
    part.offset = ev.add(part.offset, ev.add(ev.scale(lane, s.strides[0]), ev.scale(column, step)));
    return part;
  };
  auto vectorAt = [&](const Storage &part, int64_t column) {
    Storage v = part;
    v.offset = ev.add(v.offset, Index::of(column * size));
    v.strides = {1};
    return v;
  };
  auto isTurned = [&](const Storage &rows, ArrayRef<int64_t> shape, Type element) {
    ev.width = widthFor(element, size);
    bool r = ev.isRows(rows, shape, element);
    ev.width = 1;
    return r;
  };

  ev.loop(domain, size, [&](Index i) {
    Index start = domain % size ? ev.minimum(i, domain - size) : i;
    size_t lanes = op.getLanes().size();
    for (auto [k, operand] : llvm::enumerate(op.getLanes())) {
      Value argument = block.getArgument(k);
      bindSlice(argument, operand, 0, start, false);
      ArrayRef<int64_t> shape = shapeOf(argument);
      Type element = elementOf(argument);
      auto *bound = std::get_if<Storage>(ev.binding(argument));
      if (!bound || !isTurned(*bound, shape, element))
        continue;
      Storage from = *bound;
      interleaved = size;
      Storage to = slot(argument, slots[k]);
      interleaved = 0;
      ev.forget();
      overBlocks(element, countOf(shape) / size, [&](Index lane, Index column, int64_t columns) {
        Storage source = place(from, lane, column, 1), target = place(to, lane, column, size);
        for (auto [c, v] : llvm::enumerate(ev.loadRows(source, element, columns)))
          ev.store(vectorAt(target, c), element, {ev.lanesFrom(Index::of(0))}, v);
      });
      ev.bind(argument, to);
    }
    bindCaptures(block.getArguments().drop_front(lanes), op.getUniform());
    ev.enterBlock(block);
    interleaved = size;
    emitBlock(block);
    for (auto [k, yield] : llvm::enumerate(block.getTerminator()->getOperands())) {
      ArrayRef<int64_t> shape = shapeOf(yield);
      Type element = elementOf(yield);
      Storage part = results[k];
      part.offset = ev.add(part.offset, ev.scale(start, part.strides[0]));
      ev.forget();
      if (!isTurned(part, shape, element)) {
        storeAll({yield}, {part});
        continue;
      }
      Storage from = slot(yield, slots[lanes + k]);
      storeAll({yield}, {from});
      ev.forget();
      overBlocks(element, countOf(shape) / size, [&](Index lane, Index column, int64_t columns) {
        Storage source = place(from, lane, column, size), target = place(part, lane, column, 1);
        SmallVector<Value> vectors;
        for (int64_t c = 0; c < columns; ++c)
          vectors.push_back(ev.load(vectorAt(source, c), element, {ev.lanesFrom(Index::of(0))}));
        ev.storeRows(target, element, vectors);
      });
    }
    interleaved = 0;
  });
  for (auto [result, to] : llvm::zip_equal(op.getResults(), results))
    ev.bind(result, to);
}

} // namespace vmapc::ir
