// Roots computed where they are read, every position unrolled: how reductions,
// contractions and updates look when SIMD lanes walk along a batch and the arrays of
// one lane live in registers. Orders are the fixed ones of the loop emitters.

#include "compiler/lowering/Roots.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace vmapc::ir {

/// Calls `f` for every position of `extents`, row-major.
static void forEach(ArrayRef<int64_t> extents, function_ref<void(ArrayRef<int64_t>)> f) {
  SmallVector<int64_t> at(extents.size(), 0);
  int64_t count = countOf(extents);
  for (int64_t n = 0; n < count; ++n) {
    f(at);
    for (size_t k = extents.size(); k-- > 0;) {
      if (++at[k] < extents[k])
        break;
      at[k] = 0;
    }
  }
}

/// Scalars and vectors meet as vectors.
static void harmonize(Evaluator &ev, Value &x, Value &y) {
  if (x.getType() != y.getType())
    x = ev.widen(x), y = ev.widen(y);
}

static Value unrolledReduce(Evaluator &ev, const ReduceForm &f, ArrayRef<Index> index) {
  ArrayRef<int64_t> shape = shapeOf(f.x);
  SmallVector<int64_t> extents;
  for (int64_t d : f.dimensions)
    extents.push_back(shape[d]);
  if (countOf(extents) == 0)
    return ev.constant(f.empty);
  auto combine = [&](Value x, Value y) {
    harmonize(ev, x, y);
    return f.combine(ev.builder(), ev.loc(), x, y);
  };
  SmallVector<Value> groups, stripes;
  Value group;
  int64_t position = 0, blocksInGroup = 0, total = countOf(extents);
  forEach(extents, [&](ArrayRef<int64_t> at) {
    SmallVector<Index> full;
    size_t kept = 0, reduced = 0;
    for (size_t k = 0; k < shape.size(); ++k)
      full.push_back(llvm::is_contained(f.dimensions, int64_t(k)) ? Index::of(at[reduced++])
                                                                  : index[kept++]);
    Value v = ev.at(f.x, full);
    int64_t stripe = position % FixedOrder::stripes;
    if (int64_t(stripes.size()) <= stripe)
      stripes.push_back(v);
    else
      stripes[stripe] = combine(stripes[stripe], v);
    ++position;
    if (position % FixedOrder::block == 0 || position == total) {
      Value block = halvingTree(stripes, combine);
      stripes.clear();
      group = group ? combine(group, block) : block;
      if (++blocksInGroup == FixedOrder::group || position == total) {
        groups.push_back(group);
        group = {};
        blocksInGroup = 0;
      }
    }
  });
  return halvingTree(groups, combine);
}

static Value unrolledContract(Evaluator &ev, const ContractForm &f, bool striped,
                              ArrayRef<Index> index) {
  llvm::SmallDenseMap<int64_t, Index> positions;
  for (auto [letter, i] : llvm::zip_equal(f.resultIndices, index))
    positions[letter] = i;
  SmallVector<int64_t> letters, extents;
  for (auto [letter, extent] : llvm::zip_equal(f.lhsIndices, shapeOf(f.lhs)))
    if (!llvm::is_contained(f.resultIndices, letter)) {
      letters.push_back(letter);
      extents.push_back(extent);
    }
  MultiplyAdd fma{ev, f.accumulate, elementOf(f.lhs).isUnsignedInteger()};
  int64_t total = countOf(extents), segment = FixedOrder::segment(total), position = 0;
  SmallVector<Value> stripes, segments, blocks;
  forEach(extents, [&](ArrayRef<int64_t> at) {
    for (auto [letter, k] : llvm::zip_equal(letters, at))
      positions[letter] = Index::of(k);
    auto element = [&](Value operand, ArrayRef<int64_t> of) {
      SmallVector<Index> full;
      for (int64_t letter : of)
        full.push_back(positions.lookup(letter));
      return ev.at(operand, full);
    };
    Value x = element(f.lhs, f.lhsIndices), y = element(f.rhs, f.rhsIndices);
    if (striped) {
      size_t stripe = position % FixedOrder::stripes;
      if (stripes.size() <= stripe)
        stripes.push_back(fma.zero(/*negative=*/true));
      stripes[stripe] = fma(x, y, stripes[stripe]);
      if (++position % FixedOrder::block == 0 || position == total) {
        blocks.push_back(halvingTree(stripes, [&](Value a, Value b) { return fma.add(a, b); }));
        stripes.clear();
      }
    } else {
      if (position % segment == 0)
        segments.push_back(fma.zero(false));
      segments.back() = fma(x, y, segments.back());
      ++position;
    }
  });
  if (total == 0)
    return fma.zero(false);
  if (!striped) {
    Value sum = segments.front();
    for (Value s : ArrayRef(segments).drop_front())
      sum = fma.add(sum, s);
    return sum;
  }
  SmallVector<Value> groups;
  for (size_t k = 0; k < blocks.size(); ++k) {
    if (k % FixedOrder::group == 0)
      groups.push_back(blocks[k]);
    else
      groups.back() = fma.add(groups.back(), blocks[k]);
  }
  return halvingTree(groups, [&](Value a, Value b) { return fma.add(a, b); });
}

static Value unrolledArg(Evaluator &ev, Operation *op, const ArgReduceForm &f,
                         ArrayRef<Index> index) {
  int64_t extent = shapeOf(f.x)[f.dimension];
  Type type = computeType(elementOf(op->getResult(0)));
  OpBuilder &b = ev.builder();
  Value best, where = ev.constant(b.getIntegerAttr(type, 0));
  for (int64_t k = 0; k < extent; ++k) {
    SmallVector<Index> full(index);
    full.insert(full.begin() + f.dimension, Index::of(k));
    Value v = ev.at(f.x, full);
    if (!best) {
      best = v;
      continue;
    }
    harmonize(ev, best, v);
    Value better = isBetter(ev, f, elementOf(f.x), v, best);
    best = arith::SelectOp::create(b, ev.loc(), better, v, best);
    Value here = ev.constant(b.getIntegerAttr(type, k));
    if (isa<VectorType>(better.getType()))
      here = ev.widen(here), where = ev.widen(where);
    where = arith::SelectOp::create(b, ev.loc(), better, here, where);
  }
  return where;
}

static Value unrolledScatter(Evaluator &ev, const ScatterForm &f, ArrayRef<Index> index) {
  ArrayRef<int64_t> xShape = shapeOf(f.x), uShape = shapeOf(f.updates);
  int64_t batch = f.batchDims, m = f.indices.size();
  int64_t sliceRank = int64_t(xShape.size()) - batch - m;
  ArrayRef<int64_t> places = uShape.slice(batch, uShape.size() - batch - sliceRank);
  Value result = ev.at(f.x, index);
  OpBuilder &b = ev.builder();
  forEach(places, [&](ArrayRef<int64_t> p) {
    SmallVector<Index> place(index.take_front(batch));
    for (int64_t k : p)
      place.push_back(Index::of(k));
    ElementEmitter::Truth hit{.known = true};
    for (int64_t k = 0; k < m; ++k) {
      Value raw = ev.at(f.indices[k], place);
      Index at = ev.fromElement(raw, !elementOf(f.indices[k]).isUnsignedInteger());
      if (f.clip)
        at = ev.clamp(at, 0, xShape[batch + k] - 1);
      hit = ev.both(hit, ev.equal(at, index[batch + k]));
    }
    if (hit.known && !*hit.known)
      return;
    SmallVector<Index> source(place);
    llvm::append_range(source, index.take_back(sliceRank));
    Value update = ev.at(f.updates, source);
    Value old = result;
    if (f.combine) {
      harmonize(ev, update, old);
      update = rounded(b, ev.loc(), f.combine(b, ev.loc(), old, update), elementOf(f.x));
    }
    result = ev.select(hit, [&] { return update; }, [&] { return old; });
  });
  return result;
}

static Value unrolledUpdate(Evaluator &ev, const UpdateSliceForm &f, ArrayRef<Index> index) {
  ArrayRef<int64_t> xShape = shapeOf(f.x), uShape = shapeOf(f.update);
  SmallVector<Index> source(index.take_front(f.batchDims));
  ElementEmitter::Truth inside{.known = true};
  for (size_t k = 0; k < f.starts.size(); ++k) {
    size_t d = f.batchDims + k;
    Value raw = ev.at(f.starts[k], index.take_front(f.batchDims));
    Index start = ev.fromElement(raw, !elementOf(f.starts[k]).isUnsignedInteger());
    start = ev.clamp(start, 0, xShape[d] - uShape[d]);
    Index offset = ev.add(index[d], ev.scale(start, -1));
    inside = ev.both(inside, ev.inRange(offset, 0, uShape[d]));
    source.push_back(ev.clamp(offset, 0, uShape[d] - 1));
  }
  if (countOf(uShape) == 0)
    inside = {.known = false};
  return ev.select(inside, [&] { return ev.at(f.update, source); },
                   [&] { return ev.at(f.x, index); });
}

Value unrolled(Evaluator &ev, Operation *op, const Lowering &form, ArrayRef<Index> index) {
  if (auto *f = std::get_if<ReduceForm>(&form))
    return rounded(ev.builder(), ev.loc(), unrolledReduce(ev, *f, index), elementOf(f->x));
  if (auto *f = std::get_if<ContractForm>(&form)) {
    Value r = unrolledContract(ev, *f, isStriped(op, *f), index);
    bool isUnsigned = elementOf(f->lhs).isUnsignedInteger();
    return MultiplyAdd{ev, f->accumulate, isUnsigned}.finish(r, elementOf(op->getResult(0)));
  }
  if (auto *f = std::get_if<ArgReduceForm>(&form))
    return unrolledArg(ev, op, *f, index);
  if (auto *f = std::get_if<ScatterForm>(&form))
    return unrolledScatter(ev, *f, index);
  if (auto *f = std::get_if<UpdateSliceForm>(&form))
    return unrolledUpdate(ev, *f, index);
  if (auto *f = std::get_if<SortForm>(&form))
    return unrolledSort(ev, op, *f, index);
  return {};
}

} // namespace vmapc::ir
