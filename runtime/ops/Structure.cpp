// Shapes, order, joining and cutting of arrays.

#include "vmapc/structure.h"

#include "runtime/ops/Ops.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace {

// Whether the result may share memory with x instead of being computed.
bool viewable(const Array &x) { return !tracing() && hasData(x) && !isWeak(x); }

Array strong(const Array &x) { return prim::convert(x, x.dtype()); }

// x as `shape`, which has as many elements.
Array reshaped(const char *name, const Operand &x, const Shape &shape) {
  if (viewable(x.array))
    return view(x.array, shape, 0);
  return call(name, Key() << shape, {&x},
              [&](Inputs in) { return prim::reshape(strong(in[0]), shape); });
}

// `list` must have one entry per axis.
void checkPerAxis(const Dims &list, const Array &x, const char *op, const char *what,
                  const Loc &loc) {
  if (std::int64_t(list.size()) != x.rank())
    fail(op, "as many entries of " + std::string(what) + " as axes, " + std::to_string(x.rank()),
         describe(list), loc);
}

} // namespace

//===-- Shape ---------------------------------------------------------------------===//

Array BroadcastTo::operator()(const Operand &x, const Shape &shape) const {
  const Shape &own = required(x.array, "broadcast_to", x.loc).shape();
  checkShape(shape, x.array.dtype(), "broadcast_to", x.loc);
  bool fits = own.size() <= shape.size();
  for (std::size_t k = 1; fits && k <= own.size(); ++k)
    fits = own[own.size() - k] == 1 || own[own.size() - k] == shape[shape.size() - k];
  if (!fits)
    fail("broadcast_to", "extents that are 1 or those of " + describe(shape),
         describe(x.array, x.loc), x.loc);
  return call("broadcast_to", Key() << shape, {&x},
              [&](Inputs in) { return prim::broadcastTo(strong(in[0]), shape); });
}

Array Reshape::operator()(const Operand &x, const Shape &shape) const {
  std::int64_t size = required(x.array, "reshape", x.loc).size(), known = 1;
  Shape full = shape;
  auto open = full.end();
  for (auto e = full.begin(); e != full.end(); ++e) {
    if (*e == -1 && open == full.end())
      open = e;
    else if (*e < 0)
      fail("reshape", "extents that are not negative, but for one -1", describe(shape), x.loc);
    else if (__builtin_mul_overflow(known, *e, &known))
      fail("reshape", std::to_string(size) + " elements", describe(shape), x.loc);
  }
  if (open != full.end() && known > 0 && size % known == 0)
    *open = size / known;
  if (elementCount(full) != size || (open != full.end() && *open < 0))
    fail("reshape", "a shape of " + std::to_string(size) + " elements",
         describe(shape) + " for " + describe(x.array, x.loc), x.loc);
  return reshaped("reshape", x, full);
}

Array Flatten::operator()(const Operand &x) const {
  return reshaped("reshape", x, {required(x.array, "flatten", x.loc).size()});
}

Array Transpose::operator()(const Operand &x, const Dims &permutation) const {
  const Array &a = required(x.array, "transpose", x.loc);
  checkPerAxis(permutation, a, "transpose", "the permutation", x.loc);
  Dims p;
  for (std::int64_t axis : permutation)
    p.push_back(normalAxis(axis, a.rank(), "transpose", x.loc));
  Dims sorted = p;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    fail("transpose", "a permutation of the axes", describe(permutation), x.loc);
  return call("transpose", Key() << p, {&x},
              [&](Inputs in) { return prim::transpose(strong(in[0]), p); });
}

Array Transpose::operator()(const Operand &x) const {
  Dims p(std::size_t(required(x.array, "transpose", x.loc).rank()));
  std::iota(p.rbegin(), p.rend(), 0);
  return (*this)(x, p);
}

Array MoveAxis::operator()(const Operand &x, std::int64_t from, std::int64_t to) const {
  std::int64_t rank = required(x.array, "moveaxis", x.loc).rank();
  from = normalAxis(from, rank, "moveaxis", x.loc);
  to = normalAxis(to, rank, "moveaxis", x.loc);
  Dims p(static_cast<std::size_t>(rank));
  std::iota(p.begin(), p.end(), 0);
  p.erase(p.begin() + from);
  p.insert(p.begin() + to, from);
  return transpose(x, p);
}

Array SwapAxes::operator()(const Operand &x, std::int64_t a, std::int64_t b) const {
  std::int64_t rank = required(x.array, "swapaxes", x.loc).rank();
  Dims p(static_cast<std::size_t>(rank));
  std::iota(p.begin(), p.end(), 0);
  std::swap(p[std::size_t(normalAxis(a, rank, "swapaxes", x.loc))],
            p[std::size_t(normalAxis(b, rank, "swapaxes", x.loc))]);
  return transpose(x, p);
}

Array ExpandDims::operator()(const Operand &x, std::int64_t axis) const {
  Shape shape = required(x.array, "expand_dims", x.loc).shape();
  shape.insert(shape.begin() + normalAxis(axis, x.array.rank() + 1, "expand_dims", x.loc), 1);
  return reshaped("reshape", x, shape);
}

Array Squeeze::operator()(const Operand &x, const AxisList &axes) const {
  const Shape &own = required(x.array, "squeeze", x.loc).shape();
  Dims dims = normalAxes(axes, x.array.rank(), "squeeze", x.loc);
  Shape shape;
  for (std::size_t k = 0; k < own.size(); ++k) {
    bool listed = std::binary_search(dims.begin(), dims.end(), std::int64_t(k));
    if (listed && !axes.every && own[k] != 1)
      fail("squeeze", "axes of extent 1",
           "axis " + std::to_string(k) + " of " + describe(x.array, x.loc), x.loc);
    if (!listed || own[k] != 1)
      shape.push_back(own[k]);
  }
  return reshaped("reshape", x, shape);
}

Array Extent::operator()(const Operand &x, std::int64_t axis) const {
  axis = normalAxis(axis, required(x.array, "extent", x.loc).rank(), "extent", x.loc);
  return call("extent", Key() << axis, {&x},
              [&](Inputs in) { return prim::make("extent", {in[0]}, {{"axis", axis}}); });
}

//===-- Order ---------------------------------------------------------------------===//

Array Flip::operator()(const Operand &x, const AxisList &axes) const {
  Dims dims = normalAxes(axes, required(x.array, "flip", x.loc).rank(), "flip", x.loc);
  return call("flip", Key() << dims, {&x}, [&](Inputs in) {
    Array v = strong(in[0]);
    return dims.empty() ? v : prim::make("reverse", {v}, {{"dimensions", dims}});
  });
}

Array Pad::operator()(const Operand &x, const Dims &low, const Dims &high, const Operand &value,
                      const Dims &interior) const {
  const Array &a = required(x.array, "pad", x.loc);
  Dims inner = interior.empty() ? Dims(low.size(), 0) : interior;
  checkPerAxis(low, a, "pad", "low", x.loc);
  checkPerAxis(high, a, "pad", "high", x.loc);
  checkPerAxis(inner, a, "pad", "interior", x.loc);
  if (required(value.array, "pad", value.loc).rank() != 0)
    fail("pad", "a value of rank 0", describe(value.array, value.loc), value.loc);
  if (kindOf(value.array.dtype()) > kindOf(a.dtype()))
    fail("pad", "a value of no higher kind than " + std::string(nameOf(a.dtype())),
         describe(value.array, value.loc), value.loc);
  Shape shape = a.shape();
  for (std::size_t k = 0; k < shape.size(); ++k) {
    if (inner[k] < 0)
      fail("pad", "interior padding that is not negative", describe(inner), x.loc);
    std::int64_t between = std::max<std::int64_t>(shape[k] - 1, 0), added = 0;
    if (__builtin_mul_overflow(between, inner[k], &added) ||
        __builtin_add_overflow(added, shape[k], &added) ||
        __builtin_add_overflow(added, low[k], &added) ||
        __builtin_add_overflow(added, high[k], &added) || added < 0)
      fail("pad", "an extent of 0 or more at axis " + std::to_string(k),
           describe(a, x.loc) + " with low " + describe(low) + " and high " + describe(high),
           x.loc);
    shape[k] = added;
  }
  checkShape(shape, a.dtype(), "pad", x.loc);
  return call("pad", Key() << low << high << inner, {&x, &value}, [&](Inputs in) {
    Array v = strong(in[0]);
    return prim::make("pad", {v, prim::convert(in[1], v.dtype())},
                      {{"low", low}, {"high", high}, {"interior", inner}});
  });
}

Array Tile::operator()(const Operand &x, const Dims &reps) const {
  Shape own = required(x.array, "tile", x.loc).shape();
  Dims times = reps;
  std::size_t rank = std::max(own.size(), reps.size());
  own.insert(own.begin(), rank - own.size(), 1);
  times.insert(times.begin(), rank - times.size(), 1);
  Shape split, joined;
  Dims places;
  for (std::size_t k = 0; k < rank; ++k) {
    std::int64_t extent;
    if (times[k] < 0 || __builtin_mul_overflow(own[k], times[k], &extent))
      fail("tile", "repetitions that are not negative and whose result fits", describe(reps),
           x.loc);
    split.insert(split.end(), {times[k], own[k]});
    joined.push_back(extent);
    places.push_back(std::int64_t(2 * k + 1));
  }
  checkShape(joined, x.array.dtype(), "tile", x.loc);
  return call("tile", Key() << times, {&x}, [&](Inputs in) {
    Array v = prim::reshape(strong(in[0]), own);
    return prim::reshape(prim::broadcast(v, split, places), joined);
  });
}

//===-- Joining and cutting -------------------------------------------------------===//

/// `xs` one after another as an array of `shape`. Outside a trace that is copying: no
/// program to compile, however many arrays there are. Null when it does not apply.
static Array copied(const std::vector<Array> &xs, Shape shape) {
  if (tracing())
    return {};
  DType dtype = avalOf(xs[0]).dtype;
  for (const Array &x : xs)
    if (!hasData(x) || isWeak(x) || avalOf(x).dtype != dtype)
      return {};
  void *data = nullptr;
  Array result = allocate(dtype, shape, data);
  auto *out = static_cast<std::byte *>(data);
  for (const Array &x : xs) {
    std::size_t bytes = std::size_t(x.size()) * sizeOf(dtype);
    if (bytes)
      std::memcpy(out, dataOf(x), bytes);
    out += bytes;
  }
  return result;
}

Array Concatenate::operator()(const std::vector<Array> &xs, std::int64_t axis, Loc loc) const {
  if (xs.empty())
    fail("concatenate", "at least one array", "none", loc);
  std::int64_t rank = required(xs[0], "concatenate", loc).rank(), extent = 0;
  axis = normalAxis(axis, rank, "concatenate", loc);
  for (const Array &x : xs) {
    Shape a = xs[0].shape(), b = required(x, "concatenate", loc).shape();
    extent += x.rank() == rank ? b[std::size_t(axis)] : 0;
    if (a.size() == b.size())
      b[std::size_t(axis)] = a[std::size_t(axis)];
    if (a != b)
      fail("concatenate", "equal extents but at axis " + std::to_string(axis),
           describe(xs[0], loc) + " and " + describe(x, loc), loc);
  }
  if (axis == 0) {
    Shape shape = xs[0].shape();
    shape[0] = extent;
    if (Array result = copied(xs, shape); result.defined())
      return result;
  }
  return callList("concatenate", Key() << axis, xs, loc, [&](Inputs in) {
    std::vector<Array> all = converted(in, promote(in, "concatenate", loc).dtype);
    Attr attrs[] = {{"dimension", axis}};
    return all.size() == 1 ? all[0] : emit1("concatenate", all, attrs, loc);
  });
}

Array Stack::operator()(const std::vector<Array> &xs, std::int64_t axis, Loc loc) const {
  if (xs.empty())
    fail("stack", "at least one array", "none", loc);
  axis = normalAxis(axis, required(xs[0], "stack", loc).rank() + 1, "stack", loc);
  for (const Array &x : xs)
    if (required(x, "stack", loc).shape() != xs[0].shape())
      fail("stack", "arrays of equal shapes", describe(xs[0], loc) + " and " + describe(x, loc),
           loc);
  if (axis == 0) {
    Shape shape = xs[0].shape();
    shape.insert(shape.begin(), std::int64_t(xs.size()));
    if (Array result = copied(xs, shape); result.defined())
      return result;
  }
  return callList("stack", Key() << axis, xs, loc, [&](Inputs in) {
    Promoted p = promote(in, "stack", loc);
    std::vector<Array> all = converted(in, p.weak ? settledType(p.dtype) : p.dtype);
    Shape shape = all[0].shape();
    shape.insert(shape.begin() + axis, 1);
    for (Array &x : all)
      x = prim::reshape(x, shape);
    return concatenate(all, axis, loc);
  });
}

// The parts of x between consecutive bounds; without the axis if `drop`.
static std::vector<Array> cut(const char *name, const Operand &x, std::int64_t axis,
                              const Dims &bounds, bool drop) {
  auto shapeOf = [&](std::size_t k, Shape shape) {
    shape[std::size_t(axis)] = bounds[k + 1] - bounds[k];
    if (drop)
      shape.erase(shape.begin() + axis);
    return shape;
  };
  const Shape &own = x.array.shape();
  std::vector<Array> parts;
  if (viewable(x.array) && axis == 0) {
    std::int64_t row = elementCount(Shape(own.begin() + 1, own.end()));
    for (std::size_t k = 0; k + 1 < bounds.size(); ++k)
      parts.push_back(view(x.array, shapeOf(k, own), bounds[k] * row));
    return parts;
  }
  if (bounds.size() < 2)
    return parts;
  return callAll(name, Key() << axis << bounds << drop, {&x.array, 1}, x.loc, [&](Inputs in) {
    Dims start(own.size(), 0), limit = own, stride(own.size(), 1);
    std::vector<Array> results;
    for (std::size_t k = 0; k + 1 < bounds.size(); ++k) {
      start[std::size_t(axis)] = bounds[k];
      limit[std::size_t(axis)] = bounds[k + 1];
      results.push_back(prim::reshape(prim::slice(in[0], start, limit, stride), shapeOf(k, own)));
    }
    return results;
  });
}

std::vector<Array> Unstack::operator()(const Operand &x, std::int64_t axis) const {
  axis = normalAxis(axis, required(x.array, "unstack", x.loc).rank(), "unstack", x.loc);
  Dims bounds(std::size_t(x.array.dim(axis)) + 1);
  std::iota(bounds.begin(), bounds.end(), 0);
  return cut("unstack", x, axis, bounds, true);
}

std::vector<Array> Split::operator()(const Operand &x, std::int64_t parts,
                                     std::int64_t axis) const {
  axis = normalAxis(axis, required(x.array, "split", x.loc).rank(), "split", x.loc);
  std::int64_t extent = x.array.dim(axis);
  if (parts < 1 || extent % parts != 0)
    fail("split", "a number of parts that divides " + std::to_string(extent), std::to_string(parts),
         x.loc);
  Dims bounds;
  for (std::int64_t k = 0; k <= parts; ++k)
    bounds.push_back(k * (extent / parts));
  return cut("split", x, axis, bounds, false);
}

std::vector<Array> Split::operator()(const Operand &x, const Dims &at, std::int64_t axis) const {
  axis = normalAxis(axis, required(x.array, "split", x.loc).rank(), "split", x.loc);
  Dims bounds = at;
  bounds.insert(bounds.begin(), 0);
  bounds.push_back(x.array.dim(axis));
  if (!std::is_sorted(bounds.begin(), bounds.end()))
    fail("split", "positions that rise from 0 to " + std::to_string(bounds.back()), describe(at),
         x.loc);
  return cut("split", x, axis, bounds, false);
}

} // namespace v0
} // namespace vmapc
