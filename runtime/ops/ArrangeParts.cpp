// Diagonals, grids, pieces and edges.

#include "vmapc/arrange.h"

#include "runtime/ops/Along.h"
#include "vmapc/library.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vmapc {
inline namespace v0 {

using namespace detail;

//===-- Diagonals -------------------------------------------------------------------===//

// [..., rows, columns] -> [..., n]: every (columns + 1)-th element of a matrix in one line.
static Array lastDiagonal(const Array &x, std::int64_t k) {
  std::int64_t rows = x.dim(-2), columns = x.dim(-1);
  std::int64_t row = k < 0 ? -k : 0, column = k < 0 ? 0 : k;
  std::int64_t n = std::max<std::int64_t>(std::min(rows - row, columns - column), 0);
  Shape shape(x.shape().begin(), x.shape().end() - 1);
  shape.back() = rows * columns;
  Array line = prim::reshape(x, shape);
  Dims start(shape.size(), 0), stride(shape.size(), 1);
  std::int64_t first = n ? row * columns + column : 0;
  start.back() = first;
  stride.back() = columns + 1;
  shape.back() = n ? first + (n - 1) * (columns + 1) + 1 : 0;
  return prim::slice(line, start, shape, stride);
}

Array Diagonal::operator()(const Operand &x, std::int64_t k, std::int64_t first,
                           std::int64_t second) const {
  const Array &a = required(x.array, "diagonal", x.loc);
  first = normalAxis(first, a.rank(), "diagonal", x.loc);
  second = normalAxis(second, a.rank(), "diagonal", x.loc);
  if (first == second)
    fail("diagonal", "two different axes", std::to_string(first) + " twice", x.loc);
  return call("diagonal", Key() << k << first << second, {&x}, [&](Inputs in) {
    Dims permutation;
    for (std::int64_t d = 0; d < a.rank(); ++d)
      if (d != first && d != second)
        permutation.push_back(d);
    permutation.insert(permutation.end(), {first, second});
    return lastDiagonal(prim::transpose(strong(in[0]), permutation), k);
  });
}

Array DiagEmbed::operator()(const Operand &x, std::int64_t k) const {
  const Array &a = required(x.array, "diag_embed", x.loc);
  if (a.rank() == 0)
    fail("diag_embed", "rank 1 or more", describe(a, x.loc), x.loc);
  return call("diag_embed", Key() << k, {&x}, [&](Inputs in) {
    // Column c holds x[c - k] (x[c] if k < 0).
    std::int64_t away = std::abs(k), n = a.dim(-1) + away;
    Dims low(a.shape().size(), 0), high = low;
    (k < 0 ? high : low).back() = away;
    Array line = expand_dims(pad(strong(in[0]), low, high), -2);
    Array on = prim::iota({n, n}, 0, i32) + k == prim::iota({n, n}, 1, i32);
    return where(on, line, 0);
  });
}

Array DiagFlat::operator()(const Operand &x, std::int64_t k) const {
  required(x.array, "diagflat", x.loc);
  return diag_embed({vmapc::flatten(x), x.loc}, k);
}

Array Tri::operator()(std::int64_t rows, std::optional<std::int64_t> columns, std::int64_t k,
                      DType dtype, Loc loc) const {
  return tril({ones({rows, columns.value_or(rows)}, dtype, loc), loc}, k);
}

//===-- Grids -----------------------------------------------------------------------===//

std::vector<Array> MeshGrid::operator()(const std::vector<Array> &xs, bool xy, Loc loc) const {
  for (const Array &x : xs)
    if (required(x, "meshgrid", loc).rank() != 1)
      fail("meshgrid", "arrays of rank 1", describe(x, loc), loc);
  if (xs.empty())
    return {};
  return callAll("meshgrid", Key() << xy, xs, loc, [&](Inputs in) {
    auto axisOf = [&](std::size_t k) { return xy && in.size() > 1 && k < 2 ? 1 - k : k; };
    Shape shape(in.size());
    for (std::size_t k = 0; k < in.size(); ++k)
      shape[axisOf(k)] = in[k].dim(0);
    std::vector<Array> result;
    for (std::size_t k = 0; k < in.size(); ++k)
      result.push_back(prim::broadcast(strong(in[k]), shape, {std::int64_t(axisOf(k))}));
    return result;
  });
}

Array LogSpace::operator()(double start, double stop, std::int64_t count, double base, DType dtype,
                           Loc loc) const {
  checkFloat(dtype, "logspace", loc);
  Operand exponents(linspace(start, stop, count, f64, loc), loc);
  return astype({pow({base, loc}, exponents), loc}, dtype);
}

Array GeomSpace::operator()(double start, double stop, std::int64_t count, DType dtype,
                            Loc loc) const {
  checkFloat(dtype, "geomspace", loc);
  if (!(start * stop > 0))
    fail("geomspace", "ends that are not 0 and have one sign",
         std::to_string(start) + " and " + std::to_string(stop), loc);
  std::vector<double> points(std::size_t(std::max<std::int64_t>(count, 0)));
  double last = double(std::max<std::int64_t>(count - 1, 1));
  for (std::size_t k = 0; k < points.size(); ++k)
    points[k] = start * std::pow(stop / start, double(k) / last);
  if (count > 1)
    points.back() = stop; // exactly
  return astype({Array::from(points, {count}, loc), loc}, dtype);
}

std::vector<Array> BroadcastArrays::operator()(const std::vector<Array> &xs, Loc loc) const {
  for (const Array &x : xs)
    required(x, "broadcast_arrays", loc);
  if (xs.empty())
    return {};
  return callAll("broadcast_arrays", {}, xs, loc, [&](Inputs in) {
    Shape shape = commonShape(in, {}, "broadcast_arrays", loc);
    std::vector<Array> result;
    for (const Array &x : in)
      result.push_back(prim::broadcastTo(strong(x), shape));
    return result;
  });
}

//===-- Pieces ----------------------------------------------------------------------===//

std::vector<Array> ArraySplit::operator()(const Operand &x, std::int64_t parts,
                                          std::int64_t axis) const {
  const Array &a = required(x.array, "array_split", x.loc);
  axis = normalAxis(axis, a.rank(), "array_split", x.loc);
  if (parts < 1)
    fail("array_split", "at least one part", std::to_string(parts), x.loc);
  Dims at;
  std::int64_t extent = a.dim(axis), place = 0;
  for (std::int64_t k = 0; k + 1 < parts; ++k)
    at.push_back(place += extent / parts + (k < extent % parts));
  return split(x, at, axis);
}

// The arrays with axes of extent 1 added, in front unless `behind` says how many go behind.
static std::vector<Array> raised(const std::vector<Array> &xs, const char *op, const Loc &loc,
                                 std::size_t rank, bool behind = false) {
  std::vector<Array> result;
  for (const Array &x : xs) {
    Shape shape = required(x, op, loc).shape();
    while (shape.size() < rank) {
      bool first = shape.empty() || (!behind) || (rank == 3 && shape.size() == 1);
      shape.insert(first ? shape.begin() : shape.end(), 1);
    }
    result.push_back(reshape({x, loc}, shape));
  }
  return result;
}

Array VStack::operator()(const std::vector<Array> &xs, Loc loc) const {
  return concatenate(raised(xs, "vstack", loc, 2), 0, loc);
}
Array HStack::operator()(const std::vector<Array> &xs, Loc loc) const {
  std::vector<Array> all = raised(xs, "hstack", loc, 1);
  return concatenate(all, !all.empty() && all[0].rank() == 1 ? 0 : 1, loc);
}
Array DStack::operator()(const std::vector<Array> &xs, Loc loc) const {
  // A row [n] becomes [1, n, 1], a matrix [m, n] becomes [m, n, 1].
  return concatenate(raised(xs, "dstack", loc, 3, true), 2, loc);
}
Array ColumnStack::operator()(const std::vector<Array> &xs, Loc loc) const {
  return concatenate(raised(xs, "column_stack", loc, 2, true), 1, loc);
}

//===-- Edges -----------------------------------------------------------------------===//

// Which element of an axis of extent n stands at position i, also beyond the edges.
static std::int64_t sourceOf(std::int64_t i, std::int64_t n, PadMode mode) {
  auto turn = [&](std::int64_t period) { return (i % period + period) % period; };
  switch (mode) {
  case PadMode::edge:
    return std::clamp<std::int64_t>(i, 0, n - 1);
  case PadMode::wrap:
    return turn(n);
  case PadMode::symmetric:
    return std::min(turn(2 * n), 2 * n - 1 - turn(2 * n));
  case PadMode::reflect:
    return n == 1 ? 0 : std::min(turn(2 * n - 2), 2 * n - 2 - turn(2 * n - 2));
  }
  return 0;
}

Array PadWith::operator()(const Operand &x, const Dims &low, const Dims &high, PadMode mode) const {
  const Array &a = required(x.array, "pad_with", x.loc);
  if (std::int64_t(low.size()) != a.rank() || low.size() != high.size())
    fail("pad_with", "low and high for each of " + std::to_string(a.rank()) + " axes",
         describe(low) + " and " + describe(high), x.loc);
  for (std::size_t d = 0; d < low.size(); ++d) {
    if (low[d] < 0 || high[d] < 0)
      fail("pad_with", "low and high that are not negative",
           describe(low) + " and " + describe(high), x.loc);
    if (a.shape()[d] == 0 && (low[d] || high[d]))
      fail("pad_with", "elements along padded axes", describe(a, x.loc), x.loc);
  }
  return call("pad_with", Key() << low << high << mode, {&x}, [&](Inputs in) {
    Array result = strong(in[0]);
    for (std::size_t d = 0; d < low.size(); ++d) {
      if (low[d] == 0 && high[d] == 0)
        continue;
      std::vector<std::int32_t> from;
      std::int64_t n = a.shape()[d];
      for (std::int64_t i = -low[d]; i < n + high[d]; ++i)
        from.push_back(std::int32_t(sourceOf(i, n, mode)));
      Array places = literal({i32, {std::int64_t(from.size())}}, from.data(), Loc::current());
      result = take(result, places, std::int64_t(d));
    }
    return result;
  });
}

} // namespace v0
} // namespace vmapc
