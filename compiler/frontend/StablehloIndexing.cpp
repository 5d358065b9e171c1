// Gather and scatter with StableHLO's dimension numbers, and slices at run-time starts.
//
// A window of StableHLO starts at the position that one index vector names and has any
// extent in every dimension. Ours reads one position of some leading dimensions and all of
// the trailing ones. So dimensions that a window covers whole become trailing ones, and in
// the others each element of a window gets an index of its own: start + 0, 1, ...

#include "compiler/frontend/StablehloTranslator.h"
#include "vmapc/control.h"

#include "mlir/IR/BuiltinAttributes.h"

#include <limits>

using namespace mlir;

namespace vmapc::frontend::hlo {

namespace {

/// What gather and scatter have in common; names are those of gather.
struct Numbers {
  Dims window;             ///< dimensions of result (updates) that run through a window
  Dims collapsed;          ///< operand dimensions that a window has no dimension for
  Dims batch;              ///< operand dimensions shared with the indices
  Dims indexBatch;         ///< and those of the indices
  Dims starts;             ///< operand dimension of each entry of an index vector
  std::int64_t vector = 0; ///< dimension of the indices that holds the vectors
  Dims sizes;              ///< extents of a window in the operand
};

/// How the operand is seen: dimensions in the order shared (batch), indexed, whole.
class Windows {
public:
  Windows(Op &op, const Array &x, const Array &indices, const Numbers &n);

  /// x with its dimensions in our order, and back.
  Array arranged(const Array &x) const;
  Array restored(const Array &x) const;
  /// Result or updates from our order [batch, points, elements, whole] to StableHLO's,
  /// and back.
  Array toResult(const Array &parts) const;
  Array toParts(const Array &updates) const;

  /// One index array [batch, points, elements] per indexed dimension. With `drop` the
  /// index of a window that does not fit is out of range, else starts move to where it fits.
  Arrays positions(bool drop) const;
  std::int64_t batchDims() const { return std::int64_t(numbers_.batch.size()); }
  /// What a result (updates) must look like.
  Shape resultShape() const;

private:
  Array start(std::size_t entry) const;
  std::int64_t extent(std::int64_t d) const { return x_[std::size_t(d)]; }
  std::int64_t size(std::int64_t d) const { return numbers_.sizes[std::size_t(d)]; }
  Shape partsShape() const;
  Dims resultDimensions() const;

  Numbers numbers_;
  Shape x_;
  Array indices_;
  Dims indexed_, whole_, elements_; // operand dimensions; elements_: indexed with size > 1
  Dims points_;                     // dimensions of the indices: neither batch nor vector
  Shape pointsShape_;
};

Windows::Windows(Op &op, const Array &x, const Array &indices, const Numbers &n)
    : numbers_(n), x_(shapeOf(x)), indices_(indices) {
  std::size_t rank = x_.size();
  op.require(isInteger(dtypeOf(indices)), "integer indices", text(detail::avalOf(indices)));
  op.require(n.sizes.size() == rank, "a window extent per dimension of the operand", text(n.sizes));
  op.requireDimensions(n.starts, rank, "indexed dimensions");
  Dims gone = n.collapsed;
  gone.insert(gone.end(), n.batch.begin(), n.batch.end());
  op.requireDimensions(gone, rank, "collapsed and batching dimensions");
  Shape all = shapeOf(indices);
  op.require(n.vector >= 0 && n.vector <= std::int64_t(all.size()),
             "index_vector_dim from 0 to the rank of the indices", std::to_string(n.vector));
  if (n.vector == std::int64_t(all.size())) {
    all.push_back(1);
    indices_ = reshape(indices, all);
  }
  op.require(all[std::size_t(n.vector)] == std::int64_t(n.starts.size()),
             "index vectors of length " + std::to_string(n.starts.size()), text(all));
  op.requireDimensions(n.indexBatch, all.size(), "batching dimensions of the indices");
  op.require(n.batch.size() == n.indexBatch.size() && !contains(n.indexBatch, n.vector),
             "as many batching dimensions of the operand as of the indices",
             text(n.batch) + " and " + text(n.indexBatch));
  for (std::size_t k = 0; k < n.batch.size(); ++k)
    op.require(extent(n.batch[k]) == all[std::size_t(n.indexBatch[k])] &&
                   !contains(n.starts, n.batch[k]),
               "batching dimensions of equal extent that are not indexed", text(n.batch));
  for (std::int64_t d = 0; d < std::int64_t(rank); ++d) {
    op.require(size(d) >= 0 && size(d) <= extent(d), "windows that fit into the operand",
               text(n.sizes) + " of " + text(x_));
    if (contains(gone, d))
      op.require(size(d) <= 1, "extent 1 in dimensions that the window lacks", text(n.sizes));
    if (contains(n.batch, d))
      continue;
    bool whole = size(d) == extent(d) && !contains(n.collapsed, d);
    (whole ? whole_ : indexed_).push_back(d);
    if (!whole && !contains(n.collapsed, d))
      elements_.push_back(d);
  }
  for (std::int64_t d = 0; d < std::int64_t(all.size()); ++d)
    if (d != n.vector && !contains(n.indexBatch, d)) {
      points_.push_back(d);
      pointsShape_.push_back(all[std::size_t(d)]);
    }
  std::size_t windowRank = rank - gone.size();
  op.require(n.window.size() == windowRank, std::to_string(windowRank) + " window dimensions",
             text(n.window));
  op.requireDimensions(n.window, windowRank + all.size() - 1, "window dimensions");
}

Array Windows::arranged(const Array &x) const {
  Dims order = numbers_.batch;
  order.insert(order.end(), indexed_.begin(), indexed_.end());
  order.insert(order.end(), whole_.begin(), whole_.end());
  Array moved = transpose(x, order);
  if (!indexed_.empty())
    return moved;
  // A window as large as the operand: one position, which a dropped window misses.
  Shape shape = shapeOf(moved);
  shape.insert(shape.begin() + batchDims(), 1);
  return reshape(moved, shape);
}

Array Windows::restored(const Array &x) const {
  Dims order = numbers_.batch;
  order.insert(order.end(), indexed_.begin(), indexed_.end());
  order.insert(order.end(), whole_.begin(), whole_.end());
  Shape shape;
  for (std::int64_t d : order)
    shape.push_back(extent(d));
  return transpose(reshape(x, shape), inverse(order));
}

Shape Windows::partsShape() const {
  Shape shape;
  for (std::int64_t d : numbers_.batch)
    shape.push_back(extent(d));
  shape.insert(shape.end(), pointsShape_.begin(), pointsShape_.end());
  for (std::int64_t d : elements_)
    shape.push_back(size(d));
  for (std::int64_t d : whole_)
    shape.push_back(extent(d));
  return shape;
}

// Entry k: which dimension of our order result dimension k is.
Dims Windows::resultDimensions() const {
  std::size_t batch = numbers_.batch.size(), points = pointsShape_.size();
  // The result's batch dimensions are those of the indices without the vectors, in order.
  Dims ofIndices;
  for (std::int64_t d = 0; d < std::int64_t(shapeOf(indices_).size()); ++d) {
    if (d == numbers_.vector)
      continue;
    auto shared = std::find(numbers_.indexBatch.begin(), numbers_.indexBatch.end(), d);
    if (shared != numbers_.indexBatch.end())
      ofIndices.push_back(shared - numbers_.indexBatch.begin());
    else
      ofIndices.push_back(std::int64_t(batch) +
                          (std::find(points_.begin(), points_.end(), d) - points_.begin()));
  }
  // Window dimensions are the operand's that are left, in order.
  Dims ofWindow;
  for (std::int64_t d = 0; d < std::int64_t(x_.size()); ++d) {
    if (contains(numbers_.collapsed, d) || contains(numbers_.batch, d))
      continue;
    auto e = std::find(elements_.begin(), elements_.end(), d);
    auto w = std::find(whole_.begin(), whole_.end(), d);
    std::int64_t place = e != elements_.end()
                             ? e - elements_.begin()
                             : std::int64_t(elements_.size()) + (w - whole_.begin());
    ofWindow.push_back(std::int64_t(batch + points) + place);
  }
  Dims dimensions;
  std::size_t i = 0, w = 0;
  for (std::size_t k = 0; k < ofIndices.size() + ofWindow.size(); ++k)
    dimensions.push_back(contains(numbers_.window, std::int64_t(k)) ? ofWindow[w++]
                                                                    : ofIndices[i++]);
  return dimensions;
}

Shape Windows::resultShape() const {
  Shape parts = partsShape(), shape;
  for (std::int64_t d : resultDimensions())
    shape.push_back(parts[std::size_t(d)]);
  return shape;
}

Array Windows::toResult(const Array &parts) const {
  return transpose(reshape(parts, partsShape()), resultDimensions());
}
Array Windows::toParts(const Array &updates) const {
  return transpose(updates, inverse(resultDimensions()));
}

// Entry `entry` of all index vectors as [batch, points], signed and wide enough.
Array Windows::start(std::size_t entry) const {
  const Shape &shape = shapeOf(indices_);
  Dims from(shape.size()), to = shape, ones(shape.size(), 1), order = numbers_.indexBatch;
  from[std::size_t(numbers_.vector)] = std::int64_t(entry);
  to[std::size_t(numbers_.vector)] = std::int64_t(entry) + 1;
  order.insert(order.end(), points_.begin(), points_.end());
  order.push_back(numbers_.vector);
  Array column = transpose(slice(indices_, from, to, ones), order);
  Shape flat = shapeOf(column);
  flat.pop_back();
  column = reshape(column, flat);
  // What has no place in i64 is too large for any extent.
  if (dtypeOf(column) == u64)
    column = emitSame("min", {column, filled(0x1p62, u64, flat)});
  bool narrow = sizeOf(dtypeOf(column)) < 4 || dtypeOf(column) == i32;
  for (std::int64_t e : x_)
    narrow = narrow && e <= std::numeric_limits<std::int32_t>::max();
  return convert(column, narrow ? i32 : i64);
}

Arrays Windows::positions(bool drop) const {
  Shape starts, all;
  for (std::int64_t d : numbers_.batch)
    starts.push_back(extent(d));
  starts.insert(starts.end(), pointsShape_.begin(), pointsShape_.end());
  all = starts;
  for (std::int64_t d : elements_)
    all.push_back(size(d));
  Dims leading(starts.size());
  std::iota(leading.begin(), leading.end(), 0);

  DType dtype = numbers_.starts.empty() ? i32 : dtypeOf(start(0));
  Array fits; // [batch, points]; null: all do
  Arrays list;
  auto startOf = [&](std::int64_t d) {
    auto at = std::find(numbers_.starts.begin(), numbers_.starts.end(), d);
    if (at == numbers_.starts.end())
      return filled(0, dtype, starts);
    Array s = start(std::size_t(at - numbers_.starts.begin()));
    Array zero = filled(0, dtype, starts),
          last = filled(double(extent(d) - size(d)), dtype, starts);
    if (!drop)
      return emitSame("clamp", {zero, s, last});
    Array inside = emitSame("and", {compare("le", zero, s), compare("le", s, last)});
    fits = fits.defined() ? emitSame("and", {fits, inside}) : inside;
    return s;
  };
  for (std::int64_t d : indexed_) {
    Array position = broadcast(startOf(d), all, leading);
    auto e = std::find(elements_.begin(), elements_.end(), d);
    if (e != elements_.end())
      position = emitSame(
          "add",
          {position, iota(all, std::int64_t(starts.size()) + (e - elements_.begin()), dtype)});
    list.push_back(position);
  }
  for (std::int64_t d : whole_)
    if (drop)
      startOf(d);
  if (list.empty())
    list.push_back(filled(0, dtype, all));
  if (fits.defined())
    list[0] = select(broadcast(fits, all, leading), list[0], filled(-1, dtype, all));
  return list;
}

Array indexed(const char *op, Arrays operands, const Arrays &positions,
              std::vector<detail::Attr> attrs) {
  operands.insert(operands.end(), positions.begin(), positions.end());
  return detail::emit1(op, operands, attrs, Loc::current());
}

} // namespace

static Arrays gather(Op &op) {
  op.requireOperands(2);
  DictionaryAttr d = op.dictionary("dimension_numbers");
  Numbers n{op.intsIn(d, "offset_dims"),
            op.intsIn(d, "collapsed_slice_dims"),
            op.intsIn(d, "operand_batching_dims"),
            op.intsIn(d, "start_indices_batching_dims"),
            op.intsIn(d, "start_index_map"),
            op.integerIn(d, "index_vector_dim", 0),
            op.ints("slice_sizes")};
  Array x = op.operand(0);
  Windows windows(op, x, op.operand(1), n);
  Array parts = indexed("gather", {windows.arranged(x)}, windows.positions(false),
                        {{"batch_dims", windows.batchDims()}, {"mode", std::string("clip")}});
  return {windows.toResult(parts)};
}

// Any region: the elements of the updates one after another, each combined with what the
// earlier ones left.
static Arrays scatterInSequence(Op &op, const Windows &windows, const Arrays &xs,
                                const Arrays &updates) {
  Arrays positions = windows.positions(true), flatUpdates, arranged;
  std::int64_t batch = windows.batchDims();
  op.require(batch == 0, "an add, mul, min, max or replacement with batching dimensions",
             "another region");
  std::size_t points = shapeOf(positions[0]).size();
  std::int64_t count = elementCount(shapeOf(positions[0]));
  Shape window;
  for (Array &p : positions)
    p = reshape(p, {count});
  for (std::size_t k = 0; k < xs.size(); ++k) {
    Array parts = windows.toParts(updates[k]);
    window.assign(shapeOf(parts).begin() + std::ptrdiff_t(points), shapeOf(parts).end());
    Shape flat = window;
    flat.insert(flat.begin(), count);
    flatUpdates.push_back(reshape(parts, flat));
    arranged.push_back(windows.arranged(xs[k]));
  }
  std::size_t n = xs.size();
  Arrays slices = flatUpdates;
  slices.insert(slices.end(), positions.begin(), positions.end());
  std::vector<std::string> paths(n, "operand"), xPaths(slices.size(), "updates");
  auto step = [&](const Array &, std::span<const Array> carries, std::span<const Array> now) {
    Arrays at(now.begin() + std::ptrdiff_t(n), now.end()), both;
    for (const Array &carry : carries)
      both.push_back(indexed("gather", {carry}, at,
                             {{"batch_dims", std::int64_t(0)}, {"mode", std::string("clip")}}));
    both.insert(both.end(), now.begin(), now.begin() + std::ptrdiff_t(n));
    Arrays combined = op.translator().combine(op, op->getRegion(0), both, window), next;
    for (std::size_t k = 0; k < n; ++k)
      next.push_back(indexed("scatter", {carries[k], combined[k]}, at,
                             {{"combine", std::string("set")},
                              {"batch_dims", std::int64_t(0)},
                              {"mode", std::string("drop")}}));
    return detail::BodyResult{next, {}};
  };
  Arrays results = detail::traceScan({.op = "scatter",
                                      .carries = arranged,
                                      .paths = paths,
                                      .xs = slices,
                                      .xPaths = xPaths,
                                      .length = count,
                                      .body = step,
                                      .loc = op.loc()});
  for (Array &r : results)
    r = windows.restored(r);
  return results;
}

static Arrays scatter(Op &op) {
  op.require(op.size() >= 3 && op.size() % 2 == 1, "operands, indices and as many updates",
             std::to_string(op.size()) + " operands");
  op.require(op->getNumRegions() == 1, "a region", "none");
  std::size_t count = op.size() / 2;
  Arrays xs = op.operands(0, unsigned(count)), updates = op.operands(unsigned(count) + 1);
  Array indices = op.operand(unsigned(count));
  DictionaryAttr d = op.dictionary("scatter_dimension_numbers");
  Numbers n{op.intsIn(d, "update_window_dims"),
            op.intsIn(d, "inserted_window_dims"),
            op.intsIn(d, "input_batching_dims"),
            op.intsIn(d, "scatter_indices_batching_dims"),
            op.intsIn(d, "scatter_dims_to_operand_dims"),
            op.integerIn(d, "index_vector_dim", 0),
            {}};
  // Extents of the window: those of the updates, 1 where it has no dimension.
  std::sort(n.window.begin(), n.window.end());
  std::size_t next = 0, rank = shapeOf(xs[0]).size();
  op.requireDimensions(n.window, shapeOf(updates[0]).size(), "update_window_dims");
  for (std::int64_t k = 0; k < std::int64_t(rank); ++k) {
    if (contains(n.collapsed, k) || contains(n.batch, k)) {
      n.sizes.push_back(1);
      continue;
    }
    op.require(next < n.window.size(), "a window dimension for each of the operand's",
               text(n.window));
    n.sizes.push_back(shapeOf(updates[0])[std::size_t(n.window[next++])]);
  }
  Windows windows(op, xs[0], indices, n);
  for (std::size_t k = 0; k < count; ++k) {
    op.require(shapeOf(xs[k]) == shapeOf(xs[0]) && dtypeOf(xs[k]) == dtypeOf(updates[k]),
               "operands of one shape and updates of their dtypes",
               text(detail::avalOf(xs[k])) + " and " + text(detail::avalOf(updates[k])));
    op.require(shapeOf(updates[k]) == windows.resultShape(),
               "updates of shape " + text(windows.resultShape()), text(shapeOf(updates[k])));
  }
  std::string combine = count == 1 ? combinerOf(op->getRegion(0)) : "";
  bool isBool = dtypeOf(xs[0]) == b1;
  if (isBool && (combine == "or" || combine == "and"))
    combine = combine == "or" ? "max" : "min";
  if (combine.empty() || combine == "or" || combine == "and")
    return scatterInSequence(op, windows, xs, updates);
  // Bools are combined as bytes.
  bool asBytes = isBool && combine != "set";
  auto stored = [&](const Array &x) { return asBytes ? convert(x, u8) : x; };
  Array result = indexed(
      "scatter", {stored(windows.arranged(xs[0])), stored(windows.toParts(updates[0]))},
      windows.positions(true),
      {{"combine", combine}, {"batch_dims", windows.batchDims()}, {"mode", std::string("drop")}});
  return {windows.restored(asBytes ? convert(result, b1) : result)};
}

//===-- Slices ------------------------------------------------------------------===//

// The starts of a slice as i32 or i64 scalars.
static Arrays startsOf(Op &op, unsigned from, const Shape &shape) {
  Arrays starts = op.operands(from);
  op.require(starts.size() == shape.size(), "a start per dimension", std::to_string(starts.size()));
  for (Array &s : starts) {
    op.require(shapeOf(s).empty() && isInteger(dtypeOf(s)), "integer scalars as starts",
               text(detail::avalOf(s)));
    if (dtypeOf(s) == u64)
      s = emitSame("min", {s, filled(0x1p62, u64)});
    s = convert(s, dtypeOf(s) == i32 || sizeOf(dtypeOf(s)) < 4 ? i32 : i64);
  }
  return starts;
}

static Arrays dynamicSlice(Op &op) {
  op.requireOperands(1, true);
  Array x = op.operand(0);
  Dims sizes = op.ints("slice_sizes");
  op.require(sizes.size() == shapeOf(x).size(), "an extent per dimension", text(sizes));
  Arrays operands = startsOf(op, 1, shapeOf(x));
  if (operands.empty())
    return {x};
  operands.insert(operands.begin(), x);
  return {
      indexed("dynamic_slice", operands, {}, {{"sizes", sizes}, {"batch_dims", std::int64_t(0)}})};
}

static Arrays dynamicUpdateSlice(Op &op) {
  op.requireOperands(2, true);
  Array x = op.operand(0), update = op.operand(1);
  Arrays operands = startsOf(op, 2, shapeOf(x));
  if (operands.empty())
    return {update};
  operands.insert(operands.begin(), {x, update});
  return {indexed("dynamic_update_slice", operands, {}, {{"batch_dims", std::int64_t(0)}})};
}

ArrayRef<Entry> indexingEntries() {
  static const Entry entries[] = {
      {"stablehlo.gather", gather},
      {"stablehlo.scatter", scatter},
      {"stablehlo.dynamic_slice", dynamicSlice},
      {"stablehlo.dynamic_update_slice", dynamicUpdateSlice},
  };
  return entries;
}

} // namespace vmapc::frontend::hlo
