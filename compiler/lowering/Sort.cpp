// The order of elements, row by row, stable. A short row is ranked: the place of an
// element is the number of those that come before it, counted over vectors without
// a branch. A long one is sorted by digits of eight bits from the lowest (Knuth, The Art
// of Computer Programming 3, 5.2.5), key by key from the last: every pass is stable.

#include "compiler/lowering/Sort.h"

#include "compiler/lowering/Plan.h"
#include "compiler/lowering/Program.h"

using namespace mlir;

namespace vmapc::ir {

namespace {
constexpr int64_t digitBits = 8, digits = 1 << digitBits;

/// Sorts one row by digits. Keys and positions walk between two halves of their buffers.
struct DigitSort {
  Evaluator &ev;
  int64_t n;
  Type positionType;
  Storage positions, counts;

  OpBuilder &b() { return ev.builder(); }
  Value load(const Storage &from, Type type, Index at) { return ev.load(from, type, {at}); }
  Index digit(Value key, IntegerType type, int64_t pass) {
    auto number = [&](const APInt &v) { return ev.constant(b().getIntegerAttr(type, v)); };
    unsigned width = type.getWidth();
    // Keys are signed: their highest digit counts from the other end.
    if ((pass + 1) * digitBits >= int64_t(width))
      key = arith::XOrIOp::create(b(), ev.loc(), key, number(APInt::getSignMask(width)));
    if (pass > 0)
      key = arith::ShRUIOp::create(b(), ev.loc(), key, number(APInt(width, pass * digitBits)));
    if (int64_t(width) > digitBits)
      key = arith::AndIOp::create(b(), ev.loc(), key, number(APInt(width, digits - 1)));
    return ev.fromElement(key, /*isSigned=*/false);
  }
  Value increment(Index at) {
    Value old = load(counts, positionType, at);
    Value one = ev.constant(b().getIntegerAttr(positionType, 1));
    ev.store(counts, positionType, {at}, arith::AddIOp::create(b(), ev.loc(), old, one));
    return old;
  }
  void loop(int64_t end, function_ref<void(Index)> body) { ev.loop(end, 1, body); }

  /// Sorts by one key, element `at(position)`; `from` is the half that holds the positions
  /// (null: they are in order). Returns the half that holds the result.
  Index byKey(const Storage &keys, IntegerType type, bool isFirst, Index from,
              function_ref<Value(Index)> at) {
    int64_t passes = type.getWidth() / digitBits;
    Value none = ev.constant(b().getIntegerAttr(positionType, 0));
    loop(passes * digits, [&](Index i) { ev.store(counts, positionType, {i}, none); });
    loop(n, [&](Index i) {
      Index here = ev.add(from, i);
      if (isFirst)
        ev.store(positions, positionType, {here}, ev.toElement(i, positionType));
      Value key = at(isFirst ? i : ev.fromElement(load(positions, positionType, here), true));
      ev.store(keys, type, {here}, key);
      for (int64_t pass = 0; pass < passes; ++pass)
        increment(ev.add(digit(key, type, pass), Index::of(pass * digits)));
    });
    for (int64_t pass = 0; pass < passes; ++pass)
      from = byDigit(keys, type, pass, from);
    return from;
  }

  Index byDigit(const Storage &keys, IntegerType type, int64_t pass, Index from) {
    Index first = Index::of(pass * digits);
    // Nothing moves where all elements share the digit.
    Index shared = ev.add(digit(load(keys, type, from), type, pass), first);
    Value moves = arith::CmpIOp::create(b(), ev.loc(), arith::CmpIPredicate::ne,
                                        load(counts, positionType, shared),
                                        ev.constant(b().getIntegerAttr(positionType, n)));
    Value source = ev.scalar(from);
    auto move = [&]() -> SmallVector<Value> {
      Value none = ev.constant(b().getIntegerAttr(positionType, 0));
      ev.loop(Index::of(digits), 1, {none}, [&](Index d, ValueRange start) {
        Index at = ev.add(d, first);
        Value count = load(counts, positionType, at);
        ev.store(counts, positionType, {at}, start[0]);
        return SmallVector<Value>{arith::AddIOp::create(b(), ev.loc(), start[0], count)};
      });
      Index to = ev.add(ev.scale(from, -1), Index::of(n));
      loop(n, [&](Index i) {
        Index here = ev.add(from, i);
        Value key = load(keys, type, here);
        Value place = increment(ev.add(digit(key, type, pass), first));
        Index there = ev.add(to, ev.fromElement(place, true));
        ev.store(keys, type, {there}, key);
        ev.store(positions, positionType, {there}, load(positions, positionType, here));
      });
      return {ev.scalar(to)};
    };
    auto moved =
        ev.ifElse(moves, {b().getIndexType()}, move, [&] { return SmallVector<Value>{source}; });
    return {.base = moved[0]};
  }
};
} // namespace

SmallVector<int64_t> sortScratch(const SortForm &form) {
  int64_t n = shapeOf(form.keys.front())[form.dimension], width = 0;
  if (n <= longestRanked)
    return {};
  for (Value key : form.keys)
    width = std::max<int64_t>(width, sortKeyType(elementOf(key)).getWidth());
  return {2 * n * width / 8, 2 * n * 4, width / digitBits * digits * 4};
}

void Program::emitSort(Operation *op, const SortForm &form, const Storage &to) {
  ArrayRef<int64_t> shape = shapeOf(op->getResult(0));
  int64_t n = shape[form.dimension];
  if (countOf(shape) == 0)
    return;
  SmallVector<int64_t> rows(shape);
  rows[form.dimension] = 1;
  if (n <= longestRanked)
    emitRanks(op, form, to, rows);
  else
    emitDigits(op, form, to, rows);
  ev.width = 1;
}

void Program::emitDigits(Operation *op, const SortForm &form, const Storage &to,
                         ArrayRef<int64_t> rows) {
  Value result = op->getResult(0);
  int64_t n = shapeOf(result)[form.dimension];
  Type type = elementOf(result);
  ArrayRef<int64_t> slots = slotsOf(op);
  DigitSort sort{ev, n, type, slot(result, slots[2], {2 * n}, type), {}};
  scalarLoops(rows, [&](ArrayRef<Index> row) {
    Index from = Index::of(0);
    for (size_t k = form.keys.size(); k-- > 0;) {
      IntegerType keyType = sortKeyType(elementOf(form.keys[k]));
      Storage keys = slot(result, slots[1], {2 * n}, keyType);
      sort.counts = slot(result, slots[3], {keyType.getWidth() / digitBits * digits}, type);
      bool isFirst = k + 1 == form.keys.size();
      from = sort.byKey(keys, keyType, isFirst, from, [&](Index position) {
        SmallVector<Index> index(row);
        index[form.dimension] = position;
        return sortKey(ev, form, k, ev.at(form.keys[k], index));
      });
    }
    ev.loop(n, 1, [&](Index i) {
      SmallVector<Index> index(row);
      index[form.dimension] = i;
      ev.store(to, type, index, ev.load(sort.positions, type, {ev.add(from, i)}));
    });
  });
}

void Program::emitRanks(Operation *op, const SortForm &form, const Storage &to,
                        ArrayRef<int64_t> rows) {
  Value result = op->getResult(0);
  int64_t n = shapeOf(result)[form.dimension];
  Type type = elementOf(result), widestKey = type;
  SmallVector<IntegerType> types;
  SmallVector<Storage> keys;
  for (Value key : form.keys) {
    types.push_back(sortKeyType(elementOf(key)));
    keys.push_back(ev.local(ev.stackBuffer(n, types.back())));
    if (types.back().getWidth() > widestKey.getIntOrFloatBitWidth())
      widestKey = types.back();
  }
  OpBuilder &b = ev.builder();
  auto item = [&](Index i) {
    SortItem item;
    for (auto [storage, keyType] : llvm::zip_equal(keys, types))
      item.keys.push_back(ev.widen(ev.load(storage, keyType, {i})));
    item.position = ev.widen(ev.toElement(i, type));
    return item;
  };
  scalarLoops(rows, [&](ArrayRef<Index> row) {
    SmallVector<Index> index(row);
    forEach({n}, widestKey, 1, [&](ArrayRef<Index> i) {
      index[form.dimension] = i[0];
      for (size_t k = 0; k < keys.size(); ++k)
        ev.store(keys[k], types[k], {i[0]}, sortKey(ev, form, k, ev.at(form.keys[k], index)));
    });
    forEach({n}, widestKey, 1, [&](ArrayRef<Index> i) {
      SortItem mine = item(i[0]);
      Value one = ev.widen(ev.constant(b.getIntegerAttr(type, 1)));
      Value none = ev.widen(ev.constant(b.getIntegerAttr(type, 0)));
      Value rank = ev.loop(Index::of(n), 1, {none}, [&](Index other, ValueRange before) {
        Value counts = comesBefore(ev, item(other), mine);
        Value more = arith::SelectOp::create(b, ev.loc(), counts, one, none);
        return SmallVector<Value>{arith::AddIOp::create(b, ev.loc(), before[0], more)};
      })[0];
      index[form.dimension] = ev.fromElement(rank, /*isSigned=*/true);
      ev.store(to, type, index, mine.position);
    });
    ev.width = 1;
  });
}

} // namespace vmapc::ir
