// Distinct elements, places of nonzero ones, and reductions into segments. Lengths that
// depend on values are given: what is found is scattered to its number, and numbers
// beyond the length are dropped.

#include "vmapc/order.h"

#include "runtime/ops/Along.h"
#include "vmapc/library.h"

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace {

void checkSize(std::int64_t size, const char *op, const Loc &loc) {
  if (size < 0)
    fail(op, "a size that is not negative", std::to_string(size), loc);
}

/// x combined with updates at the places [n] of its first axis; others are dropped, but
/// negative ones must not be among them.
Array combined(const char *combine, const Array &x, const Array &places, const Array &updates) {
  return prim::make("scatter", {x, updates, places},
                    {{"combine", std::string(combine)},
                     {"batch_dims", std::int64_t(0)},
                     {"mode", std::string("drop")}});
}

/// The number of each nonzero element of the mask [n], in order; `size` elsewhere.
Array numbersOf(const Array &mask, std::int64_t size) {
  Array on = prim::convert(mask, i32);
  return where(mask, minimum(runningSum(on) - 1, size), size);
}

//===-- Distinct elements -----------------------------------------------------------===//

/// values, indices, inverse, counts, count.
std::vector<Array> uniqueOf(const Array &x, std::int64_t size, const Array *fill) {
  Array flat = vmapc::flatten(strong(x));
  std::int64_t n = flat.dim(0);
  Array values = prim::splat(0, flat.dtype(), {size}), zeros = prim::splat(0, i32, {size});
  if (n == 0) {
    if (fill)
      values = prim::broadcast(prim::convert(*fill, flat.dtype()), {size}, {});
    return {values, zeros, prim::reshape(prim::splat(0, i32, {0}), x.shape()), zeros,
            prim::scalar(0, i32)};
  }
  Array order = orderOf({&flat, 1}), sorted = readRows(flat, order);
  // An element is new that differs from the one before it; NaN does not differ from NaN.
  Array tail = sorted(slice(1, {})), head = sorted(slice({}, -1));
  Array differs = tail != head;
  if (kindOf(flat.dtype()) == 2)
    differs = differs & ((tail == tail) | (head == head));
  Array isNew = concatenate({prim::splat(1, b1, {1}), differs});
  Array number = runningSum(prim::convert(isNew, i32)) - 1;
  Array count = number[n - 1] + 1;
  Array firsts = where(isNew, number, size); // one update per distinct element
  Array rest = fill ? prim::convert(*fill, flat.dtype()) : sorted[0];
  values = combined("set", prim::broadcast(rest, {size}, {}), firsts, sorted);
  Array indices = combined("set", zeros, firsts, order);
  Array counts = combined("add", zeros, number, prim::splat(1, i32, {n}));
  Array inverse = combined("set", prim::splat(0, i32, {n}), order, number);
  return {values, indices, prim::reshape(inverse, x.shape()), counts, count};
}

std::vector<Array> callUnique(const Operand &x, std::int64_t size,
                              const std::optional<Operand> &fill, bool all) {
  const Array &a = required(x.array, "unique", x.loc);
  checkSize(size, "unique", x.loc);
  if (kindOf(a.dtype()) > 2)
    fail("unique", "a dtype with an order", describe(a, x.loc), x.loc);
  std::vector<Array> operands = {a};
  if (fill) {
    if (required(fill->array, "unique", fill->loc).rank() != 0)
      fail("unique", "a fill of rank 0", describe(fill->array, fill->loc), fill->loc);
    operands.push_back(fill->array);
  }
  return callAll("unique", Key() << size << all, operands, x.loc, [&](Inputs in) {
    std::vector<Array> parts = uniqueOf(in[0], size, in.size() > 1 ? &in[1] : nullptr);
    if (!all)
      parts.resize(1);
    return parts;
  });
}

} // namespace

Unique UniqueAll::operator()(const Operand &x, std::int64_t size,
                             const std::optional<Operand> &fill) const {
  std::vector<Array> parts = callUnique(x, size, fill, true);
  return {parts[0], parts[1], parts[2], parts[3], parts[4]};
}

Array UniqueValues::operator()(const Operand &x, std::int64_t size,
                               const std::optional<Operand> &fill) const {
  return callUnique(x, size, fill, false)[0];
}

//===-- Nonzero elements --------------------------------------------------------------===//

// i32 [size]: the flat positions of nonzero elements, then -1.
static Array placesOf(const Array &x, std::int64_t size) {
  Array mask = vmapc::flatten(x != 0);
  return combined("set", prim::splat(-1, i32, {size}), numbersOf(mask, size),
                  positions(mask.shape()));
}

std::vector<Array> Nonzero::operator()(const Operand &x, std::int64_t size,
                                       std::int64_t fill) const {
  const Array &a = required(x.array, "nonzero", x.loc);
  checkSize(size, "nonzero", x.loc);
  if (a.rank() == 0)
    fail("nonzero", "rank 1 or more", describe(a, x.loc), x.loc);
  return callAll("nonzero", Key() << size << fill, {&a, 1}, x.loc, [&](Inputs in) {
    Array place = placesOf(in[0], size);
    std::vector<Array> result(static_cast<std::size_t>(a.rank()));
    std::int64_t stride = 1;
    for (std::size_t d = result.size(); d-- > 0; stride *= a.shape()[d])
      result[d] = where(place < 0, fill, place / stride % a.shape()[d]);
    return result;
  });
}

Array Argwhere::operator()(const Operand &x, std::int64_t size, std::int64_t fill) const {
  required(x.array, "argwhere", x.loc);
  return call("argwhere", Key() << size << fill, {&x},
              [&](Inputs in) { return stack(nonzero({in[0], x.loc}, size, fill), 1); });
}

Array MaskedSelect::operator()(const Operand &x, const Operand &mask, std::int64_t size,
                               const Operand &fill) const {
  const Array &a = required(x.array, "masked_select", x.loc);
  checkSize(size, "masked_select", x.loc);
  if (required(fill.array, "masked_select", fill.loc).rank() != 0)
    fail("masked_select", "a fill of rank 0", describe(fill.array, fill.loc), fill.loc);
  return call("masked_select", Key() << size, {&x, &mask, &fill}, [&](Inputs in) {
    const Operand *both[] = {&x, &mask};
    Shape shape = commonShape(in.first(2), both, "masked_select", x.loc);
    Array elements = vmapc::flatten(prim::broadcastTo(strong(in[0]), shape));
    Array on = vmapc::flatten(prim::broadcastTo(in[1] != 0, shape));
    Array rest = prim::broadcast(prim::convert(in[2], a.dtype()), {size}, {});
    return combined("set", rest, numbersOf(on, size), elements);
  });
}

//===-- Segments ------------------------------------------------------------------------===//

static const char *combineOf(Reduction reduction) {
  switch (reduction) {
  case Reduction::prod:
    return "mul";
  case Reduction::max:
    return "max";
  case Reduction::min:
    return "min";
  default:
    return "add";
  }
}

/// What changes nothing under the reduction.
static Array neutral(Reduction reduction, DType dtype) {
  switch (reduction) {
  case Reduction::prod:
    return prim::scalar(1, dtype);
  case Reduction::max:
  case Reduction::min:
    return bound(dtype, reduction == Reduction::max);
  default:
    return prim::scalar(0, dtype);
  }
}

Array detail::segments(Reduction reduction, const Operand &x, const Operand &ids,
                       std::int64_t count) {
  constexpr const char *names[] = {"segment_sum", "segment_prod", "segment_max", "segment_min",
                                   "segment_mean"};
  const char *name = names[std::size_t(reduction)];
  const Array &a = required(x.array, name, x.loc), &i = required(ids.array, name, ids.loc);
  if (a.rank() == 0 || i.shape() != Shape{a.dim(0)} || kindOf(i.dtype()) != 1)
    fail(name, "integer ids, one for each row", describe(a, x.loc) + " and " + describe(i, ids.loc),
         ids.loc);
  if (kindOf(a.dtype()) == 0 || kindOf(a.dtype()) > 2)
    fail(name, "real numbers", describe(a, x.loc), x.loc);
  checkSize(count, name, x.loc);
  return call(name, Key() << count, {&x, &ids}, [&](Inputs in) {
    Array rows = reduction == Reduction::mean ? strongFloat(in[0]) : strong(in[0]);
    Array id = where(in[1] < 0, count, in[1]);
    Shape shape = rows.shape();
    shape[0] = count;
    Array start = prim::broadcast(neutral(reduction, rows.dtype()), shape, {});
    Array result = combined(combineOf(reduction), start, id, rows);
    if (reduction != Reduction::mean)
      return result;
    Array ones = prim::splat(1, rows.dtype(), {rows.dim(0)});
    Array size = combined("add", prim::splat(0, rows.dtype(), {count}), id, ones);
    return result / prim::broadcast(maximum(size, 1.), shape, {0});
  });
}

Array IndexReduce::operator()(const Operand &x, std::int64_t axis, const Operand &index,
                              const Operand &source, Reduction reduction, bool include_self) const {
  const Array &a = required(x.array, "index_reduce", x.loc);
  const Array &i = required(index.array, "index_reduce", index.loc);
  const Array &s = required(source.array, "index_reduce", source.loc);
  axis = normalAxis(axis, a.rank(), "index_reduce", x.loc);
  Shape expected = a.shape();
  expected[std::size_t(axis)] = i.rank() == 1 ? i.dim(0) : -1;
  if (i.rank() != 1 || kindOf(i.dtype()) != 1)
    fail("index_reduce", "an index of integers, rank 1", describe(i, index.loc), index.loc);
  if (s.shape() != expected || kindOf(s.dtype()) > kindOf(a.dtype()))
    fail("index_reduce", "a source of shape " + describe(expected), describe(s, source.loc),
         source.loc);
  if (kindOf(a.dtype()) == 0 || kindOf(a.dtype()) > 2)
    fail("index_reduce", "real numbers", describe(a, x.loc), x.loc);
  Key key;
  key << axis << reduction << include_self;
  return call("index_reduce", key, {&x, &index, &source}, [&](Inputs in) {
    Dims permutation = toFront({axis}, a.rank());
    Array rows = prim::transpose(strong(in[0]), permutation), old = rows;
    Array updates = prim::transpose(prim::convert(in[2], a.dtype()), permutation);
    std::int64_t n = a.dim(axis);
    // Counted from the end; still negative ones go past the end, where nothing is written.
    Array place = where(in[1] < 0, in[1] + n, in[1]);
    place = where(place < 0, n, place);
    DType t = reduction == Reduction::mean && kindOf(a.dtype()) == 2 ? a.dtype() : i32;
    Array hits = combined("add", prim::splat(0, t, {n}), place, prim::splat(1, t, {in[1].dim(0)}));
    Array isHit = prim::broadcast(hits > 0, rows.shape(), {0});
    if (!include_self)
      rows = where(isHit, neutral(reduction, a.dtype()), rows);
    Array result = combined(combineOf(reduction), rows, place, updates);
    if (reduction == Reduction::mean) {
      Array size = include_self ? hits + 1 : maximum(hits, 1);
      Array divisor = prim::broadcast(size, rows.shape(), {0});
      result = kindOf(a.dtype()) == 2 ? result / divisor
                                      : prim::convert(floor_div(result, divisor), a.dtype());
      result = where(isHit, result, old);
    }
    return prim::transpose(result, inverse(permutation));
  });
}

} // namespace v0
} // namespace vmapc
