// Folds in the fixed order.

#include "compiler/lowering/Fold.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace vmapc::ir {

Value Fold::join(Value x, Value y) {
  if (x.getType() != y.getType())
    x = ev.widen(x), y = ev.widen(y);
  return combine(x, y);
}

Value Fold::start(bool vector) {
  Value r = ev.constant(identity);
  return vector ? ev.widen(r) : r;
}

Value Fold::lanesTree(Value v) {
  OpBuilder &b = ev.builder();
  for (int64_t half = FixedOrder::stripes / 2; half >= 1; half /= 2) {
    if (half == 1) {
      Value low = vector::ExtractOp::create(b, ev.loc(), v, 0);
      Value high = vector::ExtractOp::create(b, ev.loc(), v, 1);
      return combine(low, high);
    }
    SmallVector<int64_t> low, high;
    for (int64_t lane = 0; lane < half; ++lane)
      low.push_back(lane), high.push_back(lane + half);
    Value x = vector::ShuffleOp::create(b, ev.loc(), v, v, low);
    Value y = vector::ShuffleOp::create(b, ev.loc(), v, v, high);
    v = combine(x, y);
  }
  return v;
}

SmallVector<Value> Fold::block(Index from, int64_t size) {
  constexpr int64_t stripes = FixedOrder::stripes;
  int64_t full = size / stripes * stripes, rest = size - full;
  SmallVector<Value> sums;
  if (lanesAreStripes) {
    SmallVector<Value> sum(rows, start(true));
    sum = ev.loop(Index::of(full), stripes, sum, [&](Index i, ValueRange now) {
      SmallVector<Value> next;
      Index lanes = ev.lanesFrom(ev.add(from, i));
      for (size_t r = 0; r < rows; ++r)
        next.push_back(ev.widen(step(r, now[r], lanes)));
      return next;
    });
    if (rest) {
      // The last 16 elements of the whole fold, moved to the stripes they belong
      // to; the others keep their sums.
      OpBuilder &b = ev.builder();
      Index lanes = ev.lanesFrom(ev.add(from, Index::of(size - stripes)));
      SmallVector<int64_t> turned, back;
      SmallVector<bool> live;
      for (int64_t lane = 0; lane < stripes; ++lane) {
        turned.push_back((lane + rest) % stripes); // stripe held at this lane
        back.push_back((lane - rest + stripes) % stripes);
        live.push_back(lane < rest);
      }
      auto mask = ev.constant(DenseElementsAttr::get(
          VectorType::get({stripes}, b.getI1Type()), ArrayRef<bool>(live)));
      for (size_t r = 0; r < rows; ++r) {
        Value shifted = vector::ShuffleOp::create(b, ev.loc(), sum[r], sum[r], turned);
        Value next = ev.widen(step(r, shifted, lanes));
        next = vector::ShuffleOp::create(b, ev.loc(), next, next, back);
        sum[r] = arith::SelectOp::create(b, ev.loc(), mask, next, sum[r]);
      }
    }
    for (Value s : sum)
      sums.push_back(lanesTree(s));
    return sums;
  }
  int64_t used = std::min(size, stripes);
  SmallVector<Value> sum(rows * used, start(true));
  if (full)
    sum = ev.loop(Index::of(full), stripes, sum, [&](Index i, ValueRange now) {
      SmallVector<Value> next;
      for (size_t r = 0; r < rows; ++r)
        for (int64_t s = 0; s < stripes; ++s)
          next.push_back(ev.widen(step(r, now[r * stripes + s],
                                       ev.add(ev.add(from, i), Index::of(s)))));
      return next;
    });
  for (size_t r = 0; r < rows; ++r) {
    for (int64_t s = 0; s < rest; ++s)
      sum[r * used + s] =
          ev.widen(step(r, sum[r * used + s], ev.add(from, Index::of(full + s))));
    sums.push_back(halvingTree(SmallVector<Value>(ArrayRef(sum).slice(r * used, used)),
                               [&](Value x, Value y) { return join(x, y); }));
  }
  return sums;
}

SmallVector<Value> Fold::blocks(Index from, int64_t size) {
  if (size <= FixedOrder::block)
    return block(from, size);
  int64_t full = size / FixedOrder::block * FixedOrder::block;
  SmallVector<Value> sums(rows, start(!lanesAreStripes));
  auto joined = [&](ValueRange now, ArrayRef<Value> more) {
    SmallVector<Value> next;
    for (auto [x, y] : llvm::zip_equal(now, more))
      next.push_back(join(x, y));
    return next;
  };
  sums = ev.loop(Index::of(full), FixedOrder::block, sums, [&](Index i, ValueRange now) {
    return joined(now, block(ev.add(from, i), FixedOrder::block));
  });
  if (full < size)
    sums = joined(sums, block(ev.add(from, Index::of(full)), size - full));
  return sums;
}

SmallVector<Value> Fold::run() {
  constexpr int64_t group = FixedOrder::block * FixedOrder::group;
  if (count <= group)
    return blocks(Index::of(0), count);
  OpBuilder &b = ev.builder();
  int64_t groups = (count + group - 1) / group, full = count / group;
  SmallVector<Value> partial;
  for (size_t r = 0; r < rows; ++r)
    partial.push_back(ev.stackBuffer(groups, start(!lanesAreStripes).getType()));
  auto put = [&](Index g, ArrayRef<Value> sums) {
    for (size_t r = 0; r < rows; ++r)
      memref::StoreOp::create(b, ev.loc(), sums[r], partial[r], ev.scalar(g));
  };
  ev.loop(full, 1, [&](Index g) { put(g, blocks(ev.scale(g, group), group)); });
  if (full < groups)
    put(Index::of(full), blocks(Index::of(full * group), count - full * group));
  SmallVector<Value> sums;
  for (size_t r = 0; r < rows; ++r) {
    auto get = [&](Index g) -> Value {
      return memref::LoadOp::create(b, ev.loc(), partial[r], ev.scalar(g));
    };
    for (int64_t left = groups; left > 1;) {
      int64_t half = llvm::PowerOf2Ceil(left) / 2;
      ev.loop(left - half, 1, [&](Index g) {
        Value sum = join(get(g), get(ev.add(g, Index::of(half))));
        memref::StoreOp::create(b, ev.loc(), sum, partial[r], ev.scalar(g));
      });
      left = half;
    }
    sums.push_back(get(Index::of(0)));
  }
  return sums;
}

} // namespace vmapc::ir
