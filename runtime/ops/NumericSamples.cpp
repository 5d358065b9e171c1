// Sampled functions: differences, integrals, interpolation, convolution; polynomials and
// products over axes.

#include "vmapc/numeric.h"
#include "vmapc/order.h"
#include "vmapc/scan.h"

#include "runtime/ops/Along.h"

#include <algorithm>
#include <numeric>

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace {

/// x from `low` to `high` (counted from the end when not positive) along the last axis.
Array cutLast(const Array &x, std::int64_t low, std::int64_t high) {
  Dims start(x.shape().size(), 0), limit = x.shape(), stride(start.size(), 1);
  start.back() = low;
  limit.back() = high > 0 ? high : x.dim(-1) + high;
  return prim::slice(x, start, limit, stride);
}

std::int64_t samplesAxis(const Operand &x, std::int64_t axis, std::int64_t least, const char *op) {
  const Array &a = required(x.array, op, x.loc);
  axis = normalAxis(axis, a.rank(), op, x.loc);
  if (kindOf(a.dtype()) > 2 || a.dim(axis) < least)
    fail(op, "real numbers, at least " + std::to_string(least) + " along the axis",
         describe(a, x.loc), x.loc);
  return axis;
}

void checkPlaces(const Operand &x, const Array &places, std::int64_t axis, bool full,
                 const char *op, const Loc &loc) {
  bool line = required(places, op, loc).shape() == Shape{x.array.dim(axis)};
  if (!line && !(full && places.shape() == x.array.shape()))
    fail(op, "places [" + std::to_string(x.array.dim(axis)) + "]", describe(places, loc), loc);
}

/// The places as floats with the axis last: [n] or of y's shape.
Array placesLast(const Array &places, std::int64_t axis) {
  return places.rank() == 1 ? places : axisLast(places, axis);
}

} // namespace

//===-- Differences ---------------------------------------------------------------------===//

Array Diff::operator()(const Operand &x, std::int64_t n, std::int64_t axis) const {
  axis = samplesAxis(x, axis, 0, "diff");
  if (n < 0)
    fail("diff", "a number of times that is not negative", std::to_string(n), x.loc);
  return call("diff", Key() << n << axis, {&x}, [&](Inputs in) {
    Array v = axisLast(strong(in[0]), axis);
    for (std::int64_t k = 0; k < n && v.dim(-1) > 0; ++k) {
      Array next = cutLast(v, 1, v.dim(-1)), here = cutLast(v, 0, v.dim(-1) - 1);
      v = v.dim(-1) == 1 ? cutLast(v, 1, 1) : v.dtype() == b1 ? next != here : next - here;
    }
    return axisBack(v, axis);
  });
}

Array Gradient::operator()(const Operand &x, double spacing, std::int64_t axis) const {
  axis = samplesAxis(x, axis, 2, "gradient");
  return call("gradient", Key() << spacing << axis, {&x}, [&](Inputs in) {
    Array v = axisLast(strongFloat(in[0]), axis);
    std::int64_t n = v.dim(-1);
    std::vector<Array> parts = {(cutLast(v, 1, 2) - cutLast(v, 0, 1)) / spacing};
    if (n > 2)
      parts.push_back((cutLast(v, 2, n) - cutLast(v, 0, n - 2)) / (2. * spacing));
    parts.push_back((cutLast(v, n - 1, n) - cutLast(v, n - 2, n - 1)) / spacing);
    return axisBack(concatenate(parts, -1), axis);
  });
}

Array Gradient::operator()(const Operand &x, const Array &places, std::int64_t axis,
                           Loc loc) const {
  axis = samplesAxis(x, axis, 2, "gradient");
  checkPlaces(x, places, axis, false, "gradient", loc);
  const Array both[] = {x.array, places};
  return callList("gradient", Key() << axis, both, x.loc, [&](Inputs in) {
    Array v = axisLast(strongFloat(in[0]), axis), t = asFloat(in[1]);
    std::int64_t n = v.dim(-1);
    Array step = cutLast(t, 1, n) - cutLast(t, 0, n - 1);
    Array slope = (cutLast(v, 1, n) - cutLast(v, 0, n - 1)) / step;
    std::vector<Array> parts = {cutLast(slope, 0, 1)};
    if (n > 2) {
      // The slopes to both sides, each weighted with the other's step.
      Array before = cutLast(step, 0, n - 2), after = cutLast(step, 1, n - 1);
      Array a = cutLast(slope, 0, n - 2), b = cutLast(slope, 1, n - 1);
      parts.push_back((a * after + b * before) / (before + after));
    }
    parts.push_back(cutLast(slope, n - 2, n - 1));
    return axisBack(concatenate(parts, -1), axis);
  });
}

//===-- Integrals -----------------------------------------------------------------------===//

namespace {
/// The areas between samples: [..., n - 1].
Array areas(const Array &y, const Array &step) {
  std::int64_t n = y.dim(-1);
  return (cutLast(y, 1, n) + cutLast(y, 0, n - 1)) * step * 0.5;
}
Array stepsOf(const Array &places) {
  std::int64_t n = places.dim(-1);
  return cutLast(places, 1, n) - cutLast(places, 0, n - 1);
}
Array integral(const char *name, const Operand &y, double spacing, std::int64_t axis,
               bool running) {
  axis = samplesAxis(y, axis, 1, name);
  return call(name, Key() << spacing << axis, {&y}, [&](Inputs in) {
    Array v = axisLast(strongFloat(in[0]), axis);
    Array parts = areas(v, prim::scalar(spacing, v.dtype()));
    return running ? axisBack(cumsum(parts, -1), axis) : sum(parts, -1);
  });
}
Array integral(const char *name, const Operand &y, const Array &places, std::int64_t axis,
               const Loc &loc, bool running) {
  axis = samplesAxis(y, axis, 1, name);
  checkPlaces(y, places, axis, true, name, loc);
  const Array both[] = {y.array, places};
  return callList(name, Key() << axis, both, y.loc, [&](Inputs in) {
    Array v = axisLast(strongFloat(in[0]), axis);
    Array parts = areas(v, stepsOf(placesLast(asFloat(in[1]), axis)));
    return running ? axisBack(cumsum(parts, -1), axis) : sum(parts, -1);
  });
}
} // namespace

Array Trapezoid::operator()(const Operand &y, double spacing, std::int64_t axis) const {
  return integral("trapezoid", y, spacing, axis, false);
}
Array Trapezoid::operator()(const Operand &y, const Array &places, std::int64_t axis,
                            Loc loc) const {
  return integral("trapezoid", y, places, axis, loc, false);
}
Array CumulativeTrapezoid::operator()(const Operand &y, double spacing, std::int64_t axis) const {
  return integral("cumulative_trapezoid", y, spacing, axis, true);
}
Array CumulativeTrapezoid::operator()(const Operand &y, const Array &places, std::int64_t axis,
                                      Loc loc) const {
  return integral("cumulative_trapezoid", y, places, axis, loc, true);
}

//===-- Interpolation and polynomials -----------------------------------------------------===//

Array Interp::operator()(const Operand &x, const Operand &places, const Operand &values,
                         const InterpOptions &options) const {
  const Array &p = required(places.array, "interp", places.loc);
  const Array &f = required(values.array, "interp", values.loc);
  if (p.rank() != 1 || p.size() == 0 || f.shape() != p.shape())
    fail("interp", "places and values of one rank-1 shape with elements",
         describe(p, places.loc) + " and " + describe(f, values.loc), values.loc);
  Key key;
  key << options.left.has_value() << options.left.value_or(0) << options.right.has_value()
      << options.right.value_or(0);
  return call("interp", key, {&x, &places, &values}, [&](Inputs in) {
    std::vector<Array> all = {asFloat(in[0]), asFloat(in[1]), asFloat(in[2])};
    DType t = promote(all, "interp", x.loc).dtype;
    std::vector<Array> v = converted(all, t);
    std::int64_t n = v[1].dim(0);
    Array first = v[2][0], last = v[2][n - 1];
    Array result = prim::broadcast(first, v[0].shape(), {});
    if (n > 1) {
      Array at = clamp(searchsorted(v[1], v[0], {.right = true}), 1, n - 1), before = at - 1;
      Array low = take(v[1], before, 0), step = take(v[1], at, 0) - low;
      Array base = take(v[2], before, 0), rise = take(v[2], at, 0) - base;
      Array flat = step == 0.;
      result = base + where(flat, 0., (v[0] - low) / where(flat, 1., step)) * rise;
    }
    result = where(v[0] < v[1][0], options.left ? Array(*options.left) : first, result);
    result = where(v[0] > v[1][n - 1], options.right ? Array(*options.right) : last, result);
    return where(v[0] != v[0], v[0], result);
  });
}

Array Vander::operator()(const Operand &x, std::optional<std::int64_t> n, bool rising) const {
  const Array &a = required(x.array, "vander", x.loc);
  std::int64_t count = n.value_or(a.rank() == 1 ? a.dim(0) : 0);
  if (a.rank() != 1 || count < 0)
    fail("vander", "rank 1, and a number of columns that is not negative", describe(a, x.loc),
         x.loc);
  return call("vander", Key() << count << rising, {&x}, [&](Inputs in) {
    Array v = strong(in[0]), power = prim::splat(1, v.dtype() == b1 ? i32 : v.dtype(), v.shape());
    std::vector<Array> columns;
    for (std::int64_t k = 0; k < count; ++k, power = power * v)
      columns.push_back(power);
    if (!rising)
      std::reverse(columns.begin(), columns.end());
    return columns.empty() ? prim::splat(0, power.dtype(), {v.dim(0), 0}) : stack(columns, -1);
  });
}

Array PolyVal::operator()(const Operand &coefficients, const Operand &x) const {
  const Array &c = required(coefficients.array, "polyval", coefficients.loc);
  if (c.rank() != 1)
    fail("polyval", "coefficients of rank 1", describe(c, coefficients.loc), coefficients.loc);
  return call("polyval", {}, {&coefficients, &x}, [&](Inputs in) {
    Array v = strong(in[1]);
    DType t = within(Domain::numbers, promote(in, "polyval", x.loc), "polyval", x.loc).dtype;
    v = prim::convert(v, t);
    Array value = prim::splat(0, t, v.shape()), each = prim::convert(in[0], t);
    for (std::int64_t k = 0; k < c.size(); ++k)
      value = k == 0 ? value + each[k] : value * v + each[k];
    return value;
  });
}

//===-- Convolution -----------------------------------------------------------------------===//

namespace {
/// sum over j of a[i + j] v[j] for i from -low to n - m + high.
Array sums(const Array &a, const Array &v, std::int64_t low, std::int64_t high) {
  Array padded = pad(a, {low}, {high});
  Array windows = prim::make("windows", {padded},
                             {{"dimensions", Dims{0}},
                              {"sizes", Dims{v.dim(0)}},
                              {"strides", Dims{1}},
                              {"dilations", Dims{1}}});
  return prim::contract(windows, {0, 1}, v, {1}, {0});
}

Array convolved(const char *name, const Operand &a, const Operand &v, ConvolveMode mode,
                bool reversed) {
  for (const Operand *o : {&a, &v})
    if (required(o->array, name, o->loc).rank() != 1 || o->array.size() == 0 ||
        kindOf(o->array.dtype()) > 2)
      fail(name, "real numbers of rank 1 with elements", describe(o->array, o->loc), o->loc);
  return call(name, Key() << mode, {&a, &v}, [&](Inputs in) {
    DType t = within(Domain::numbers, promote(in, name, a.loc), name, a.loc).dtype;
    std::vector<Array> x = converted(in, t);
    // The kernel is the shorter one; a correlation exchanged runs backwards.
    bool exchanged = x[0].dim(0) < x[1].dim(0);
    if (exchanged)
      std::swap(x[0], x[1]);
    std::int64_t m = x[1].dim(0), whole = m - 1;
    std::int64_t low = mode == ConvolveMode::full ? whole : mode == ConvolveMode::same ? m / 2 : 0;
    std::int64_t high = mode == ConvolveMode::full   ? whole
                        : mode == ConvolveMode::same ? whole - m / 2
                                                     : 0;
    if (reversed)
      return sums(x[0], flip(x[1]), low, high);
    Array result = sums(x[0], x[1], low, high);
    return exchanged ? flip(result) : result;
  });
}
} // namespace

Array Convolve::operator()(const Operand &a, const Operand &v, ConvolveMode mode) const {
  return convolved("convolve", a, v, mode, true);
}
Array Correlate::operator()(const Operand &a, const Operand &v, ConvolveMode mode) const {
  return convolved("correlate", a, v, mode, false);
}

//===-- Products --------------------------------------------------------------------------===//

Array TensorDot::operator()(const Operand &a, const Operand &b, const Dims &aAxes,
                            const Dims &bAxes) const {
  std::int64_t ra = required(a.array, "tensordot", a.loc).rank();
  std::int64_t rb = required(b.array, "tensordot", b.loc).rank();
  if (aAxes.size() != bAxes.size())
    fail("tensordot", "as many axes of a as of b", describe(aAxes) + " and " + describe(bAxes),
         a.loc);
  Dims la(static_cast<std::size_t>(ra)), lb(static_cast<std::size_t>(rb)), keep, seenA, seenB;
  std::iota(la.begin(), la.end(), 0);
  std::iota(lb.begin(), lb.end(), ra);
  for (std::size_t k = 0; k < aAxes.size(); ++k) {
    std::int64_t p = normalAxis(aAxes[k], ra, "tensordot", a.loc);
    std::int64_t q = normalAxis(bAxes[k], rb, "tensordot", b.loc);
    if (a.array.dim(p) != b.array.dim(q) || std::count(seenA.begin(), seenA.end(), p) ||
        std::count(seenB.begin(), seenB.end(), q))
      fail("tensordot", "different axes of equal extents",
           "axes " + std::to_string(p) + " and " + std::to_string(q) + " of " +
               describe(a.array, a.loc) + " and " + describe(b.array, b.loc),
           b.loc);
    seenA.push_back(p);
    seenB.push_back(q);
    lb[std::size_t(q)] = p;
  }
  for (std::int64_t d = 0; d < ra; ++d)
    if (!std::count(seenA.begin(), seenA.end(), d))
      keep.push_back(d);
  for (std::int64_t d = 0; d < rb; ++d)
    if (!std::count(seenB.begin(), seenB.end(), d))
      keep.push_back(ra + d);
  return call("tensordot", Key() << aAxes << bAxes, {&a, &b}, [&](Inputs in) {
    DType t = within(Domain::numbers, promote(in, "tensordot", a.loc), "tensordot", a.loc).dtype;
    return prim::contract(prim::convert(in[0], t), la, prim::convert(in[1], t), lb, keep);
  });
}

Array TensorDot::operator()(const Operand &a, const Operand &b, std::int64_t axes) const {
  std::int64_t ra = required(a.array, "tensordot", a.loc).rank();
  std::int64_t rb = required(b.array, "tensordot", b.loc).rank();
  if (axes < 0 || axes > std::min(ra, rb))
    fail("tensordot", "from 0 to " + std::to_string(std::min(ra, rb)) + " axes",
         std::to_string(axes), a.loc);
  Dims last(static_cast<std::size_t>(axes)), first(last);
  std::iota(last.begin(), last.end(), ra - axes);
  std::iota(first.begin(), first.end(), 0);
  return (*this)(a, b, last, first);
}

} // namespace v0
} // namespace vmapc
