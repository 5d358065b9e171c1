// Quantiles and histograms.

#include "vmapc/order.h"

#include "runtime/ops/Along.h"
#include "vmapc/library.h"

#include <algorithm>
#include <limits>

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

//===-- Quantiles -----------------------------------------------------------------===//

/// x [B..., n], q [m], of one float dtype -> [B..., m].
Array quantilesOf(const Array &x, const Array &q, Interpolation method, bool skipNan) {
  std::int64_t n = x.dim(-1);
  Shape shape = x.shape();
  shape.back() = q.dim(0);
  if (n == 0)
    return prim::splat(nan, x.dtype(), shape);
  Array isNan = x != x;
  Array rows = sort(x); // NaN last
  // Positions of long rows do not fit floats of 24 bits and less with a useful fraction.
  DType t = x.dtype() == f64 || n > 65536 ? f64 : f32;
  Array last =
      skipNan ? prim::convert(sum(!isNan, -1, true) - 1, t) : prim::splat(double(n - 1), t, {1});
  Array share = prim::convert(q, t);
  Array position = prim::broadcastTo(share * maximum(last, 0.), shape);
  if (method == Interpolation::nearest)
    position = round_even(position);
  Array floored = floor(position);
  Array low = astype(clamp(floored, 0., double(n - 1)), i32);
  Array below = readRows(rows, low);
  Array fraction = prim::convert(position - floored, x.dtype()), result = below;
  if (method != Interpolation::lower && method != Interpolation::nearest) {
    Array high = minimum(low + 1, prim::broadcastTo(astype(maximum(last, 0.), i32), shape));
    Array above = readRows(rows, high), step = above - below;
    if (method == Interpolation::midpoint)
      fraction = where(fraction > 0., 0.5, fraction);
    // From the nearer end, and not at all between equal elements, which may be infinite.
    Array line = where(fraction < 0.5, below + step * fraction, above - step * (1. - fraction));
    result = method == Interpolation::higher
                 ? where(fraction > 0., above, below)
                 : where((fraction == 0.) | (above == below), below, line);
  }
  Array bad = skipNan ? last < 0. : any(isNan, -1, true);
  bad = bad | !((share >= 0.) & (share <= 1.));
  return where(bad, nan, result);
}

Array quantileOf(const char *name, const Operand &x, const Operand &q,
                 const QuantileOptions &options, bool skipNan, double scale) {
  Dims dims = normalAxes(options.axes, required(x.array, name, x.loc).rank(), name, x.loc);
  required(q.array, name, q.loc);
  for (const Operand *o : {&x, &q})
    if (kindOf(o->array.dtype()) > 2)
      fail(name, "real numbers", describe(o->array, o->loc), o->loc);
  Key key;
  key << dims << options.keepdims << options.method;
  return call(name, key, {&x, &q}, [&](Inputs in) {
    std::vector<Array> v = {asFloat(in[0]), asFloat(in[1])};
    Promoted p = promote(v, name, x.loc);
    v = converted(v, p.weak ? f32 : p.dtype);
    Shape kept = v[1].shape(), outer;
    for (std::int64_t d = 0; d < v[0].rank(); ++d) {
      bool reduced = std::binary_search(dims.begin(), dims.end(), d);
      if (!reduced)
        outer.push_back(v[0].dim(d));
      if (!reduced || options.keepdims)
        kept.push_back(reduced ? 1 : v[0].dim(d));
    }
    Array share = prim::reshape(v[1], {v[1].size()});
    Array all = quantilesOf(axesLast(v[0], dims), scale == 1 ? share : share / scale,
                            options.method, skipNan);
    return prim::reshape(moveaxis(all, -1, 0), kept);
  });
}

} // namespace

Array Quantile::operator()(const Operand &x, const Operand &q,
                           const QuantileOptions &options) const {
  return quantileOf("quantile", x, q, options, false, 1);
}
Array NanQuantile::operator()(const Operand &x, const Operand &q,
                              const QuantileOptions &options) const {
  return quantileOf("nanquantile", x, q, options, true, 1);
}
Array Percentile::operator()(const Operand &x, const Operand &q,
                             const QuantileOptions &options) const {
  return quantileOf("percentile", x, q, options, false, 100);
}
Array Median::operator()(const Operand &x, const AxisList &axes, bool keepdims) const {
  return quantileOf("median", x, {0.5, x.loc}, {axes, keepdims, Interpolation::midpoint}, false, 1);
}
Array NanMedian::operator()(const Operand &x, const AxisList &axes, bool keepdims) const {
  return quantileOf("nanmedian", x, {0.5, x.loc}, {axes, keepdims, Interpolation::midpoint}, true,
                    1);
}

//===-- Counting --------------------------------------------------------------------===//

Array CountNonzero::operator()(const Operand &x, const AxisList &axes, bool keepdims) const {
  Dims dims =
      normalAxes(axes, required(x.array, "count_nonzero", x.loc).rank(), "count_nonzero", x.loc);
  return call("count_nonzero", Key() << dims << keepdims, {&x},
              [&](Inputs in) { return sum(in[0] != 0, dims, keepdims); });
}

// [length] of the weights' dtype: the sum of those with each number. Negative numbers are
// moved past the end, where nothing is written.
static Array countsOf(const Array &numbers, const Array &weights, std::int64_t length) {
  Array place = vmapc::flatten(where(numbers < 0, length, numbers));
  return prim::splat(0, weights.dtype(), {length}).at(place).add(vmapc::flatten(weights));
}

static void checkWeights(const Array &x, const Operand &weights, const char *op) {
  const Array &w = required(weights.array, op, weights.loc);
  if (w.shape() != x.shape() || w.dtype() == b1)
    fail(op, "weights that are numbers of shape " + describe(x.shape()), describe(w, weights.loc),
         weights.loc);
}

Array Bincount::operator()(const Operand &x, std::int64_t length,
                           const std::optional<Operand> &weights) const {
  const Array &a = required(x.array, "bincount", x.loc);
  if (kindOf(a.dtype()) > 1)
    fail("bincount", "integers", describe(a, x.loc), x.loc);
  if (length < 0)
    fail("bincount", "a length that is not negative", std::to_string(length), x.loc);
  auto body = [&](Inputs in) {
    Array numbers = prim::convert(in[0], a.dtype() == b1 ? i32 : a.dtype());
    Array each =
        in.size() > 1 ? prim::convert(in[1], in[1].dtype()) : prim::splat(1, i32, numbers.shape());
    return countsOf(numbers, each, length);
  };
  if (!weights)
    return call("bincount", Key() << length, {&x}, body);
  checkWeights(a, *weights, "bincount");
  return call("bincount", Key() << length, {&x, &*weights}, body);
}

//===-- Histograms --------------------------------------------------------------------===//

namespace {

/// The edges of `bins` equal bins from low to high, which are scalars; the last one exactly.
Array equalBins(const Array &low, const Array &high, std::int64_t bins) {
  Array i = prim::convert(prim::iota({bins + 1}, 0, i32), low.dtype());
  return where(i == double(bins), high, low + i * ((high - low) / double(bins)));
}

/// x [N], edges [bins + 1] rising.
Array histogramOf(const Array &x, const Array &edges, const Array &weights, bool density) {
  std::int64_t bins = edges.dim(0) - 1;
  Array place = searchsorted(edges, x, {.right = true}) - 1;
  place = where(x == edges[bins], bins - 1, place);
  Array inside = (x >= edges[0]) & (x <= edges[bins]);
  Array counts = countsOf(where(inside, place, -1), weights, bins);
  if (!density)
    return counts;
  Array total = sum(counts), width = edges(slice(1, {})) - edges(slice({}, -1));
  return astype(counts, edges.dtype()) / (astype(total, edges.dtype()) * width);
}

Histogram histogramBy(const char *name, const Operand &x, const Key &key,
                      const HistogramOptions &options, const Array &edges,
                      FunctionRef<Array(const Array &)> makeEdges) {
  const Array &a = required(x.array, name, x.loc);
  if (kindOf(a.dtype()) > 2)
    fail(name, "real numbers", describe(a, x.loc), x.loc);
  std::vector<Array> operands = {a};
  if (edges.defined())
    operands.push_back(edges);
  if (options.weights.defined()) {
    checkWeights(a, {options.weights, x.loc}, name);
    operands.push_back(options.weights);
  }
  std::vector<Array> both = callAll(name, key, operands, x.loc, [&](Inputs in) {
    Array flat = vmapc::flatten(strongFloat(in[0]));
    Array weights =
        options.weights.defined() ? vmapc::flatten(in.back()) : prim::splat(1, i32, flat.shape());
    Array bounds = edges.defined() ? prim::convert(in[1], flat.dtype()) : makeEdges(flat);
    return std::vector<Array>{histogramOf(flat, bounds, weights, options.density), bounds};
  });
  return {both[0], both[1]};
}

/// Between the bounds, or the extremes of x; half of one to each side of a single value.
Array edgesOf(const Array &x, std::int64_t bins, std::optional<std::pair<double, double>> range) {
  Array low = range ? prim::scalar(range->first, x.dtype()) : min(x);
  Array high = range ? prim::scalar(range->second, x.dtype()) : max(x);
  Array point = low == high;
  return equalBins(where(point, low - 0.5, low), where(point, high + 0.5, high), bins);
}

} // namespace

Histogram HistogramOf::operator()(const Operand &x, std::int64_t bins,
                                  const HistogramOptions &options) const {
  if (bins < 1)
    fail("histogram", "at least one bin", std::to_string(bins), x.loc);
  if (options.range && !(options.range->first <= options.range->second))
    fail("histogram", "a range that rises",
         std::to_string(options.range->first) + " to " + std::to_string(options.range->second),
         x.loc);
  if (!options.range && required(x.array, "histogram", x.loc).size() == 0)
    fail("histogram", "elements, or a range", describe(x.array, x.loc), x.loc);
  Key key;
  key << bins << options.density << options.weights.defined() << options.range.has_value();
  if (options.range)
    key << options.range->first << options.range->second;
  return histogramBy("histogram", x, key, options, {},
                     [&](const Array &flat) { return edgesOf(flat, bins, options.range); });
}

Histogram HistogramOf::operator()(const Operand &x, const Array &edges,
                                  const HistogramOptions &options, Loc loc) const {
  if (required(edges, "histogram", loc).rank() != 1 || edges.size() < 2)
    fail("histogram", "two edges or more, of rank 1", describe(edges, loc), loc);
  if (options.range)
    fail("histogram", "either edges or a range", "both", loc);
  Key key;
  key << options.density << options.weights.defined();
  return histogramBy("histogram", x, key, options, edges, [&](const Array &e) { return e; });
}

Array Histc::operator()(const Operand &x, std::int64_t bins, double low, double high) const {
  HistogramOptions options;
  if (low != high)
    options.range = std::pair{low, high};
  required(x.array, "histc", x.loc);
  if (bins < 1)
    fail("histc", "at least one bin", std::to_string(bins), x.loc);
  if (!(low <= high))
    fail("histc", "low <= high", std::to_string(low) + " and " + std::to_string(high), x.loc);
  return call("histc", Key() << bins << low << high, {&x}, [&](Inputs in) {
    Histogram h = histogram(asFloat(in[0]), bins, options);
    return prim::convert(h.counts, h.edges.dtype());
  });
}

} // namespace v0
} // namespace vmapc
