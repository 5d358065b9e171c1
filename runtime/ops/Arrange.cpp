// Positions along an axis, masks, repetition and turns.

#include "vmapc/arrange.h"

#include "runtime/ops/Along.h"
#include "runtime/ops/IndexPlan.h"

#include <algorithm>
#include <numeric>

namespace vmapc {
inline namespace v0 {

using namespace detail;

//===-- Positions -----------------------------------------------------------------===//

namespace {

/// Negative positions count from the end; those that are still negative go past it.
Array wrapped(const Array &index, std::int64_t extent, bool drops) {
  Array i = prim::convert(index, index.dtype() == i64 ? i64 : i32);
  Array place = where(i < 0, i + extent, i);
  return drops ? where(place < 0, extent, place) : place;
}

void checkIntegers(const Operand &x, const char *op) {
  if (kindOf(required(x.array, op, x.loc).dtype()) != 1)
    fail(op, "integer indices", describe(x.array, x.loc), x.loc);
}

/// The shapes of x and the indices, broadcast but for `axis`.
std::pair<Shape, Shape> alongShapes(const Operand &x, const Operand &indices, std::int64_t axis,
                                    const char *op) {
  Shape a = x.array.shape(), b = indices.array.shape();
  if (a.size() != b.size())
    fail(op, "indices of rank " + std::to_string(a.size()), describe(indices.array, indices.loc),
         indices.loc);
  for (std::size_t d = 0; d < a.size(); ++d) {
    if (std::int64_t(d) == axis)
      continue;
    if (a[d] != b[d] && a[d] != 1 && b[d] != 1)
      fail(op, "shapes that broadcast but at axis " + std::to_string(axis),
           describe(x.array, x.loc) + " and " + describe(indices.array, indices.loc), indices.loc);
    a[d] = b[d] = a[d] == 1 ? b[d] : a[d];
  }
  return {a, b};
}

void checkBroadcasts(const Operand &v, const Shape &shape, const char *op) {
  const Shape &own = required(v.array, op, v.loc).shape();
  bool fits = own.size() <= shape.size();
  for (std::size_t k = 1; fits && k <= own.size(); ++k)
    fits = own[own.size() - k] == 1 || own[own.size() - k] == shape[shape.size() - k];
  if (!fits)
    fail(op, "values that broadcast to " + describe(shape), describe(v.array, v.loc), v.loc);
}

void checkKind(const Operand &x, const Operand &values, const char *op) {
  if (kindOf(values.array.dtype()) > kindOf(x.array.dtype()))
    fail(op, "values of no higher kind than " + std::string(nameOf(x.array.dtype())),
         describe(values.array, values.loc), values.loc);
}

} // namespace

Array TakeAlongAxis::operator()(const Operand &x, const Operand &indices, std::int64_t axis) const {
  axis = normalAxis(axis, required(x.array, "take_along_axis", x.loc).rank(), "take_along_axis",
                    x.loc);
  checkIntegers(indices, "take_along_axis");
  auto [from, at] = alongShapes(x, indices, axis, "take_along_axis");
  return call("take_along_axis", Key() << axis, {&x, &indices},
              [&, from = from, at = at](Inputs in) {
                Array rows = axisLast(prim::broadcastTo(strong(in[0]), from), axis);
                Array place = wrapped(in[1], from[std::size_t(axis)], /*drops=*/false);
                return axisBack(readRows(rows, axisLast(prim::broadcastTo(place, at), axis)), axis);
              });
}

Array PutAlongAxis::operator()(const Operand &x, const Operand &indices, const Operand &values,
                               std::int64_t axis) const {
  const char *op = "put_along_axis";
  axis = normalAxis(axis, required(x.array, op, x.loc).rank(), op, x.loc);
  checkIntegers(indices, op);
  auto [from, at] = alongShapes(x, indices, axis, op);
  if (from != x.array.shape())
    fail(op, "indices that do not broadcast x", describe(indices.array, indices.loc), indices.loc);
  checkBroadcasts(values, at, op);
  checkKind(x, values, op);
  return call(op, Key() << axis, {&x, &indices, &values}, [&, at = at](Inputs in) {
    Array rows = axisLast(strong(in[0]), axis);
    Array place = wrapped(in[1], x.array.dim(axis), /*drops=*/true);
    place = axisLast(prim::broadcastTo(place, at), axis);
    Array updates = axisLast(prim::broadcastTo(prim::convert(in[2], rows.dtype()), at), axis);
    Array result = prim::make("scatter", {rows, updates, place},
                              {{"combine", std::string("set")},
                               {"batch_dims", rows.rank() - 1},
                               {"mode", std::string("drop")}});
    return axisBack(result, axis);
  });
}

Array Put::operator()(const Operand &x, const Operand &indices, const Operand &values,
                      bool accumulate) const {
  const Array &a = required(x.array, "put", x.loc);
  checkIntegers(indices, "put");
  checkBroadcasts(values, indices.array.shape(), "put");
  checkKind(x, values, "put");
  if (accumulate && a.dtype() == b1)
    fail("put", "numbers to add to", describe(a, x.loc), x.loc);
  return call("put", Key() << accumulate, {&x, &indices, &values}, [&](Inputs in) {
    At at = vmapc::flatten(strong(in[0])).at(wrapped(in[1], a.size(), /*drops=*/true));
    Array v = prim::convert(in[2], a.dtype());
    return prim::reshape(accumulate ? at.add(v) : at.set(v), a.shape());
  });
}

Array IndexPut::operator()(const Operand &x, const std::vector<Array> &indices,
                           const Operand &values, bool accumulate) const {
  const Array &a = required(x.array, "index_put", x.loc);
  if (indices.empty() || std::int64_t(indices.size()) > std::min<std::int64_t>(a.rank(), 8))
    fail("index_put", "from one index to one for each of at most 8 axes",
         std::to_string(indices.size()) + " for " + describe(a, x.loc), x.loc);
  Scope scope(x.loc);
  Index rest = detail::absent;
  std::vector<Index> all(8, rest);
  for (std::size_t k = 0; k < indices.size(); ++k)
    all[k] = Index(indices[k], x.loc);
  const Index *e[8];
  for (std::size_t k = 0; k < 8; ++k)
    e[k] = k < indices.size() ? &all[k] : &detail::absent;
  At at = a.at(*e[0], *e[1], *e[2], *e[3], *e[4], *e[5], *e[6], *e[7]);
  return accumulate ? at.add(values) : at.set(values);
}

Array Narrow::operator()(const Operand &x, std::int64_t axis, const Operand &start,
                         std::int64_t length) const {
  const Array &a = required(x.array, "narrow", x.loc);
  axis = normalAxis(axis, a.rank(), "narrow", x.loc);
  checkIntegers(start, "narrow");
  if (start.array.rank() != 0)
    fail("narrow", "a start of rank 0", describe(start.array, start.loc), start.loc);
  if (length < 0 || length > a.dim(axis))
    fail("narrow", "a length from 0 to " + std::to_string(a.dim(axis)), std::to_string(length),
         x.loc);
  return call("narrow", Key() << axis << length, {&x, &start}, [&](Inputs in) {
    std::vector<Array> operands = {strong(in[0])};
    Shape sizes = a.shape();
    sizes[std::size_t(axis)] = length;
    for (std::int64_t d = 0; d < a.rank(); ++d)
      operands.push_back(d == axis ? prim::convert(wrapped(in[1], a.dim(axis), false), i64)
                                   : prim::scalar(0, i64));
    Attr attrs[] = {{"sizes", sizes}, {"batch_dims", std::int64_t(0)}};
    return emit1("dynamic_slice", operands, attrs, Loc::current());
  });
}

std::vector<Array> UnravelIndex::operator()(const Operand &indices, const Shape &shape) const {
  checkIntegers(indices, "unravel_index");
  std::int64_t size = elementCount(shape);
  if (size < 1)
    fail("unravel_index", "a shape with elements", describe(shape), indices.loc);
  return callAll("unravel_index", Key() << shape, {&indices.array, 1}, indices.loc, [&](Inputs in) {
    Array rest = clamp(wrapped(in[0], size, false), 0, size - 1);
    std::vector<Array> result(shape.size());
    for (std::size_t d = shape.size(); d-- > 0; rest = rest / shape[d])
      result[d] = prim::convert(rest % shape[d], i32);
    return result;
  });
}

Array RavelMultiIndex::operator()(const std::vector<Array> &indices, const Shape &shape,
                                  Loc loc) const {
  if (indices.empty() || indices.size() != shape.size())
    fail("ravel_multi_index", "one index for each axis of " + describe(shape),
         std::to_string(indices.size()), loc);
  for (const Array &i : indices)
    checkIntegers({i, loc}, "ravel_multi_index");
  return callList("ravel_multi_index", Key() << shape, indices, loc, [&](Inputs in) {
    Array flat;
    for (std::size_t d = 0; d < shape.size(); ++d) {
      Array i = clamp(wrapped(in[d], shape[d], false), 0, std::max<std::int64_t>(shape[d] - 1, 0));
      flat = d == 0 ? i : flat * shape[d] + i;
    }
    return flat;
  });
}

//===-- Masks -----------------------------------------------------------------------===//

Array MaskedFill::operator()(const Operand &x, const Operand &mask, const Operand &value) const {
  DType dtype = required(x.array, "masked_fill", x.loc).dtype();
  required(value.array, "masked_fill", value.loc);
  checkKind(x, value, "masked_fill");
  return call("masked_fill", {}, {&x, &mask, &value},
              [&](Inputs in) { return where(in[1], prim::convert(in[2], dtype), strong(in[0])); });
}

Array MaskedScatter::operator()(const Operand &x, const Operand &mask,
                                const Operand &source) const {
  const Array &a = required(x.array, "masked_scatter", x.loc);
  checkBroadcasts(mask, a.shape(), "masked_scatter");
  required(source.array, "masked_scatter", source.loc);
  checkKind(x, source, "masked_scatter");
  return call("masked_scatter", {}, {&x, &mask, &source}, [&](Inputs in) {
    std::int64_t available = in[2].size();
    Array on = vmapc::flatten(prim::broadcastTo(in[1] != 0, a.shape()));
    if (available == 0 || a.size() == 0)
      return strong(in[0]);
    Array number = runningSum(prim::convert(on, i32)) - 1;
    Array next = readRows(vmapc::flatten(prim::convert(in[2], a.dtype())), number);
    Array kept = vmapc::flatten(strong(in[0]));
    return prim::reshape(where(on & (number < available), next, kept), a.shape());
  });
}

//===-- Repetition and turns --------------------------------------------------------===//

Array Repeat::operator()(const Operand &x, std::int64_t n, std::optional<std::int64_t> axis) const {
  const Array &a = required(x.array, "repeat", x.loc);
  if (!axis)
    return (*this)({vmapc::flatten(x), x.loc}, n, 0);
  std::size_t d = std::size_t(normalAxis(*axis, a.rank(), "repeat", x.loc));
  Shape joined = a.shape(), split = a.shape();
  if (n < 0 || __builtin_mul_overflow(joined[d], n, &joined[d]))
    fail("repeat", "a number that is not negative and whose result fits", std::to_string(n), x.loc);
  checkShape(joined, a.dtype(), "repeat", x.loc);
  split.insert(split.begin() + std::int64_t(d) + 1, n);
  return call("repeat", Key() << n << d, {&x}, [&](Inputs in) {
    Dims places(a.shape().size());
    for (std::size_t k = 0; k < places.size(); ++k)
      places[k] = std::int64_t(k > d ? k + 1 : k);
    return prim::reshape(prim::broadcast(strong(in[0]), split, places), joined);
  });
}

Array Repeat::operator()(const Operand &x, const Dims &counts,
                         std::optional<std::int64_t> axis) const {
  const Array &a = required(x.array, "repeat", x.loc);
  if (!axis)
    return (*this)({vmapc::flatten(x), x.loc}, counts, 0);
  std::int64_t d = normalAxis(*axis, a.rank(), "repeat", x.loc);
  std::vector<std::int32_t> from;
  bool fits = std::int64_t(counts.size()) == a.dim(d);
  for (std::size_t k = 0; fits && k < counts.size(); ++k) {
    fits = counts[k] >= 0;
    if (fits)
      from.insert(from.end(), std::size_t(counts[k]), std::int32_t(k));
  }
  if (!fits)
    fail("repeat", std::to_string(a.dim(d)) + " numbers that are not negative", describe(counts),
         x.loc);
  return call("repeat", Key() << counts << d, {&x}, [&](Inputs in) {
    Array places = literal({i32, {std::int64_t(from.size())}}, from.data(), Loc::current());
    return readAt(strong(in[0]), [&] {
      std::vector<Index> entries(std::size_t(d), Index(all, x.loc));
      entries.emplace_back(places, x.loc);
      return entries;
    }());
  });
}

// x turned by 0 <= shift < extent along d.
static Array turned(const Array &x, std::int64_t shift, std::size_t d) {
  std::int64_t extent = x.shape()[d];
  if (shift == 0 || extent == 0)
    return x;
  Dims start(x.shape().size(), 0), stride(start.size(), 1), limit = x.shape();
  start[d] = extent - shift;
  Array last = prim::slice(x, start, limit, stride);
  start[d] = 0;
  limit[d] = extent - shift;
  return concatenate({last, prim::slice(x, start, limit, stride)}, std::int64_t(d));
}

Array Roll::operator()(const Operand &x, const Dims &shift, const Dims &axes) const {
  const Array &a = required(x.array, "roll", x.loc);
  if (shift.size() != axes.size())
    fail("roll", "a shift for each of " + std::to_string(axes.size()) + " axes", describe(shift),
         x.loc);
  Dims total(a.shape().size(), 0);
  for (std::size_t k = 0; k < axes.size(); ++k) {
    std::size_t d = std::size_t(normalAxis(axes[k], a.rank(), "roll", x.loc));
    std::int64_t extent = std::max<std::int64_t>(a.shape()[d], 1);
    total[d] = ((total[d] + shift[k] % extent) % extent + extent) % extent;
  }
  return call("roll", Key() << total, {&x}, [&](Inputs in) {
    Array result = strong(in[0]);
    for (std::size_t d = 0; d < total.size(); ++d)
      result = turned(result, total[d], d);
    return result;
  });
}

Array Roll::operator()(const Operand &x, std::int64_t shift,
                       std::optional<std::int64_t> axis) const {
  if (axis)
    return (*this)(x, Dims{shift}, Dims{*axis});
  Shape shape = required(x.array, "roll", x.loc).shape();
  return reshape((*this)({vmapc::flatten(x), x.loc}, Dims{shift}, Dims{0}), shape);
}

Array Rot90::operator()(const Operand &x, std::int64_t k, std::int64_t first,
                        std::int64_t second) const {
  const Array &a = required(x.array, "rot90", x.loc);
  first = normalAxis(first, a.rank(), "rot90", x.loc);
  second = normalAxis(second, a.rank(), "rot90", x.loc);
  if (first == second)
    fail("rot90", "two different axes", std::to_string(first) + " twice", x.loc);
  k = (k % 4 + 4) % 4;
  return call("rot90", Key() << k << first << second, {&x}, [&](Inputs in) {
    Array v = strong(in[0]);
    if (k == 0)
      return v;
    if (k == 2)
      return flip(v, AxisList{first, second});
    return k == 1 ? flip(swapaxes(v, first, second), first)
                  : swapaxes(flip(v, first), first, second);
  });
}

} // namespace v0
} // namespace vmapc
