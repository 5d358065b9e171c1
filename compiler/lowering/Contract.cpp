// Contractions as loops: a block of rows times a few vectors of columns per
// step of the summed index.

#include "compiler/lowering/Fold.h"
#include "compiler/lowering/Program.h"

using namespace mlir;

namespace vmapc::ir {

namespace {
/// Positions of all letters of a contraction.
struct Letters {
  const ContractForm &form;
  SmallVector<int64_t> summed, extents;
  llvm::SmallDenseMap<int64_t, Index> at;

  explicit Letters(const ContractForm &form) : form(form) {
    for (auto [letter, extent] : llvm::zip_equal(form.lhsIndices, shapeOf(form.lhs)))
      if (!llvm::is_contained(form.resultIndices, letter)) {
        summed.push_back(letter);
        extents.push_back(extent);
      }
  }
  void setResult(ArrayRef<Index> index) {
    for (auto [letter, i] : llvm::zip_equal(form.resultIndices, index))
      at[letter] = i;
  }
  /// `position` counts the summed indices row-major.
  void setSummed(Evaluator &ev, Index position) {
    int64_t stride = position.stride, inner = extents.empty() ? 1 : extents.back();
    bool inside = stride != 0 && !position.vector && inner % ev.width == 0;
    if (inside)
      position.stride = 0;
    for (size_t k = summed.size(); k-- > 0;) {
      Index here = k == 0 ? position : ev.mod(position, extents[k]);
      if (inside && k + 1 == summed.size())
        here.stride = stride;
      at[summed[k]] = here;
      if (k > 0)
        position = ev.floorDiv(position, extents[k]);
    }
  }
  Value element(Evaluator &ev, Value operand, ArrayRef<int64_t> letters) {
    SmallVector<Index> index;
    for (int64_t letter : letters)
      index.push_back(at.lookup(letter));
    return ev.at(operand, index);
  }
  Value lhs(Evaluator &ev) { return element(ev, form.lhs, form.lhsIndices); }
  Value rhs(Evaluator &ev) { return element(ev, form.rhs, form.rhsIndices); }
};

/// Chains of fused multiply-adds: SIMD lanes along one dimension of the result,
/// several rows of another beside each other. A strip of columns that lie apart in
/// memory is first copied, in segments of the sum, to where they are neighbours.
struct Product {
  Program &program;
  Evaluator &ev;
  const ContractForm &form;
  Letters &letters;
  MultiplyAdd fma;
  const Storage &to;
  Type element;
  ArrayRef<int64_t> shape;
  int64_t vectorDim, rowDim, count;

  int64_t segment = FixedOrder::segment(count);
  SmallVector<Index> index = SmallVector<Index>(shape.size(), Index::of(0));
  Value panelOf; // the operand that is copied, or null
  bool panelIsLhs = false;
  Storage panel;
  int64_t tile = 0; // edge of the squares in which it is copied; 0: element by element

  int64_t rowCount() const { return rowDim < 0 ? 1 : shape[rowDim]; }

  /// Whether the operand with the lanes is worth copying.
  void choosePanel(int64_t width, int64_t rows) {
    if (vectorDim < 0 || (rowDim >= 0 && rowCount() <= rows))
      return;
    int64_t lane = form.resultIndices[vectorDim];
    bool inLhs = llvm::is_contained(form.lhsIndices, lane);
    if (inLhs == llvm::is_contained(form.rhsIndices, lane))
      return;
    ArrayRef<int64_t> of = inLhs ? ArrayRef(form.lhsIndices) : ArrayRef(form.rhsIndices);
    Value operand = inLhs ? form.lhs : form.rhs;
    if (rowDim >= 0 && llvm::is_contained(of, form.resultIndices[rowDim]))
      return;
    const Binding *bound = ev.binding(operand);
    const Storage *storage = bound ? std::get_if<Storage>(bound) : nullptr;
    bool apart = !storage, far = false, isRow = false;
    int64_t laneStride = 0;
    if (storage)
      for (auto [letter, stride] : llvm::zip_equal(of, storage->strides)) {
        if (letter == lane)
          laneStride = stride;
        bool summed = llvm::is_contained(letters.summed, letter);
        far |= summed && stride >= 256;
        isRow |= summed && stride == 1 && letters.summed.size() == 1;
      }
    apart |= storage && laneStride != 1;
    // Rows of the operand along the sum are turned into columns tile by tile.
    // Longer squares run little faster and take three times as long to compile.
    int64_t edge = program.widthFor(elementOf(operand), std::min<int64_t>(width, 8));
    if (apart && storage && isRow && edge >= 4 && count >= edge)
      tile = edge;
    if (rowDim < 0 ? tile == 0 : !apart && !(far && rowCount() >= 64))
      return;
    int64_t size = std::min(segment, count) * width;
    if (size > (1 << 16)) // the panel is on the stack
      return;
    panelOf = operand;
    panelIsLhs = inLhs;
    panel = ev.local(ev.stackBuffer(size, memoryType(elementOf(operand))));
    panel.strides = {width, 1};
  }

  SmallVector<Index> position(int64_t r) {
    SmallVector<Index> here(index);
    if (rowDim >= 0)
      here[rowDim] = ev.add(here[rowDim], Index::of(r));
    return here;
  }
  /// Sums of `length` products from `from` on, one per row.
  SmallVector<Value> chain(Index from, int64_t length, int64_t rows) {
    SmallVector<Value> sums(rows, ev.widen(fma.zero(false)));
    return ev.loop(Index::of(length), 1, sums, [&](Index k, ValueRange now) {
      letters.setSummed(ev, ev.add(from, k));
      SmallVector<Value> next;
      Value shared;
      if (panelOf)
        shared = ev.load(panel, elementOf(panelOf), {k, ev.lanesFrom(Index::of(0))});
      for (int64_t r = 0; r < rows; ++r) {
        letters.setResult(position(r));
        Value x = panelOf && panelIsLhs ? shared : letters.lhs(ev);
        Value y = panelOf && !panelIsLhs ? shared : letters.rhs(ev);
        next.push_back(ev.widen(fma(x, y, now[r])));
      }
      return next;
    });
  }
  void fillPanel(Index from, int64_t length) {
    int64_t width = ev.width, tiled = tile ? length / tile * tile : 0;
    Type type = elementOf(panelOf);
    if (tiled) {
      const Storage &rows = std::get<Storage>(*ev.binding(panelOf));
      ArrayRef<int64_t> of = panelIsLhs ? ArrayRef(form.lhsIndices) : ArrayRef(form.rhsIndices);
      ev.loop(tiled, tile, [&](Index k) {
        ev.width = tile;
        ev.loop(width, tile, [&](Index first) {
          SmallVector<Value> square;
          for (int64_t lane = 0; lane < tile; ++lane) {
            letters.setResult(index);
            Index &here = letters.at[form.resultIndices[vectorDim]];
            here.stride = 0;
            here = ev.add(ev.add(here, first), Index::of(lane));
            letters.at[letters.summed[0]] = ev.lanesFrom(ev.add(from, k));
            SmallVector<Index> at;
            for (int64_t letter : of)
              at.push_back(letters.at.lookup(letter));
            square.push_back(ev.load(rows, type, at));
          }
          square = ev.transposed(square);
          for (int64_t n = 0; n < tile; ++n)
            ev.store(panel, type, {ev.add(k, Index::of(n)), ev.lanesFrom(first)}, square[n]);
        });
      });
      ev.width = width;
    }
    ev.loop(length - tiled, 1, [&](Index i) {
      Index k = ev.add(i, Index::of(tiled));
      letters.setSummed(ev, ev.add(from, k));
      letters.setResult(index);
      Value v = panelIsLhs ? letters.lhs(ev) : letters.rhs(ev);
      ev.store(panel, elementOf(panelOf), {k, ev.lanesFrom(Index::of(0))}, v);
    });
  }

  /// The whole sums of a block of rows.
  void block(int64_t rows) {
    auto addTo = [&](ValueRange now, ArrayRef<Value> more) {
      SmallVector<Value> next;
      for (auto [x, y] : llvm::zip_equal(now, more))
        next.push_back(fma.add(x, y));
      return next;
    };
    SmallVector<Value> total = chain(Index::of(0), std::min(segment, count), rows);
    int64_t full = count / segment * segment;
    if (full > segment)
      total = ev.loop(Index::of(full - segment), segment, total, [&](Index k, ValueRange now) {
        return addTo(now, chain(ev.add(k, Index::of(segment)), segment, rows));
      });
    if (full > 0 && full < count)
      total = addTo(total, chain(Index::of(full), count - full, rows));
    for (int64_t r = 0; r < rows; ++r)
      ev.store(to, element, position(r), fma.finish(total[r], element));
  }
  /// One segment of them, added to what is stored.
  void partial(Index from, int64_t length, int64_t rows) {
    SmallVector<Value> sums = chain(from, length, rows);
    for (int64_t r = 0; r < rows; ++r)
      ev.store(to, element, position(r),
               fma.add(ev.load(to, element, position(r)), sums[r]));
  }

  /// Calls `body` for blocks of rows; `once`: no row twice.
  void overRows(int64_t rows, bool once, function_ref<void(int64_t)> body) {
    if (rowDim < 0)
      return body(1);
    int64_t all = shape[rowDim], full = once ? all / rows * rows : all;
    ev.loop(full, rows, [&](Index i) {
      index[rowDim] = full % rows ? ev.minimum(i, all - rows) : i;
      body(rows);
    });
    index[rowDim] = Index::of(full);
    if (full < all)
      body(all - full);
    index[rowDim] = Index::of(0);
  }

  void strip(int64_t rows) {
    if (!panelOf)
      return overRows(rows, false, [&](int64_t r) { block(r); });
    if (count <= segment) {
      fillPanel(Index::of(0), count);
      return overRows(rows, false, [&](int64_t r) { block(r); });
    }
    // -0 + x is x bit for bit.
    overRows(1, true, [&](int64_t) { ev.store(to, element, index, fma.zero(true)); });
    auto one = [&](Index from, int64_t length) {
      fillPanel(from, length);
      overRows(rows, true, [&](int64_t r) { partial(from, length, r); });
    };
    int64_t full = count / segment * segment;
    ev.loop(full, segment, [&](Index k) { one(k, segment); });
    if (full < count)
      one(Index::of(full), count - full);
  }

  void columns(int64_t width, int64_t rows) {
    if (vectorDim < 0)
      return strip(rows);
    int64_t extent = shape[vectorDim], done = 0;
    bool once = panelOf && count > segment;
    for (int64_t lanes = width; lanes >= 1 && done < extent; lanes /= 2) {
      int64_t full = once ? (extent - done) / lanes * lanes : extent;
      ev.width = lanes;
      ev.loop(full, lanes, [&](Index i) {
        Index start = full % lanes ? ev.minimum(i, extent - lanes) : i;
        index[vectorDim] = ev.lanesFrom(ev.add(start, Index::of(done)));
        strip(rows);
      });
      done += full;
    }
  }

  void emit() {
    int64_t extent = vectorDim < 0 ? 1 : shape[vectorDim];
    int64_t width = program.widthFor(fma.type(), extent, rowDim < 0 ? 4 : 2);
    int64_t rows = std::min<int64_t>(rowCount(), 6);
    // Longer sums meet in the result, which must hold them as they are.
    if ((fma.type() == computeType(element) && !isHalf(element)) || count <= segment)
      choosePanel(width, rows);
    ev.width = width;
    std::function<void(size_t)> open = [&](size_t d) {
      if (d == shape.size())
        return columns(width, rows);
      if (int64_t(d) == vectorDim || int64_t(d) == rowDim || shape[d] == 1)
        return open(d + 1);
      ev.loop(shape[d], 1, [&](Index i) {
        index[d] = i;
        open(d + 1);
      });
    };
    open(0);
    ev.width = 1;
  }
};

/// The result's dimensions for SIMD lanes and for rows; -1 when there is none.
std::pair<int64_t, int64_t> lanesAndRows(const ContractForm &form, ArrayRef<int64_t> shape,
                                         int64_t count) {
  // Lanes run along the innermost dimension, so that vectors are stored whole; one that is
  // too short for them gives way to a longer one when the sums are the greater part.
  int64_t lanes = -1, rows = -1;
  for (size_t d = 0; d < shape.size(); ++d)
    if (shape[d] > 1)
      lanes = d;
  if (lanes >= 0 && shape[lanes] < 4 && count >= 16)
    for (size_t d = 0; d < shape.size(); ++d)
      if (shape[d] >= 16)
        lanes = d;
  // The innermost other dimension, at best of the operand that lacks the lanes: then a
  // vector of the one serves all rows of the other.
  auto isShared = [&](size_t d) {
    auto both = [&](ArrayRef<int64_t> letters) {
      return llvm::is_contained(letters, form.resultIndices[d]) &&
             llvm::is_contained(letters, form.resultIndices[lanes]);
    };
    return both(form.lhsIndices) || both(form.rhsIndices);
  };
  for (bool shared : {true, false})
    for (size_t d = 0; d < shape.size(); ++d)
      if (int64_t(d) != lanes && shape[d] > 1 && (shared || !isShared(d)))
        rows = d;
  return {lanes, rows};
}
} // namespace

void Program::emitContract(Operation *op, const ContractForm &form, const Storage &to) {
  Value result = op->getResult(0);
  ArrayRef<int64_t> shape = shapeOf(result);
  Type element = elementOf(result);
  Letters letters(form);
  int64_t count = countOf(letters.extents);
  MultiplyAdd fma{ev, form.accumulate, elementOf(form.lhs).isUnsignedInteger()};
  bool striped = isStriped(op, form);
  bool isShort = count < FixedOrder::stripes && (striped || count == 0);
  if (isShort || (striped && isInterleaved(shape) && count <= 64)) {
    forEach(shape, element, 1, [&](ArrayRef<Index> index) {
      ev.store(to, element, index, unrolled(ev, op, Lowering(form), index));
    });
    return;
  }
  if (striped) {
    TypedAttr identity = isa<FloatType>(fma.type())
                             ? TypedAttr(FloatAttr::get(fma.type(), -0.0))
                             : TypedAttr(IntegerAttr::get(fma.type(), 0));
    Fold fold{ev, count, true, {}, {}, identity, 1};
    fold.combine = [&](Value x, Value y) { return fma.add(x, y); };
    fold.step = [&](size_t, Value sum, Index position) {
      letters.setSummed(ev, position);
      return fma(letters.lhs(ev), letters.rhs(ev), sum);
    };
    scalarLoops(shape, [&](ArrayRef<Index> index) {
      letters.setResult(index);
      ev.width = FixedOrder::stripes;
      Value sum = fold.run().front();
      ev.width = 1;
      ev.store(to, element, index, fma.finish(sum, element));
    });
    return;
  }

  // Chains of fused multiply-adds: SIMD lanes along the innermost long dimension
  // of the result, several rows of another dimension beside each other.
  if (countOf(shape) == 0)
    return;
  auto [vectorDim, rowDim] = lanesAndRows(form, shape, count);
  if (isInterleaved(shape)) {
    vectorDim = 0, rowDim = -1;
    for (size_t d = 1; d < shape.size(); ++d)
      if (shape[d] > 1)
        rowDim = d;
  }
  Product product{*this, ev, form, letters, fma, to, element, shape, vectorDim, rowDim, count};
  product.emit();
}

} // namespace vmapc::ir
