// Functions of the order of elements: sorting, searching, quantiles, sets and counts.
//
// Every sort is stable: equal elements keep their order, also when descending. Of
// floats -0 equals 0, and every NaN is equal and above infinity (so first when descending).
// Derivatives follow the elements to where they went; positions and counts have none.
//
// Shapes may not depend on values. Where the length of a result would (unique, nonzero),
// it is an argument `size`: longer results are cut, shorter ones filled. Outside of what
// is said, indices are i32.

#ifndef VMAPC_ORDER_H
#define VMAPC_ORDER_H

#include "vmapc/control.h"
#include "vmapc/index.h"
#include "vmapc/ops.h"

namespace vmapc {
inline namespace v0 {

//===-- Sorting -----------------------------------------------------------------===//

/// x in ascending (descending) order along `axis`. Any dtype but complex.
inline constexpr struct Sort {
  VMAPC_API Array operator()(const Operand &x, std::int64_t axis = -1,
                             bool descending = false) const;
} sort{};

/// i32: the positions along `axis` that sort x: take_along_axis(x, argsort(x), axis) is
/// sort(x). Of x's shape.
inline constexpr struct Argsort {
  VMAPC_API Array operator()(const Operand &x, std::int64_t axis = -1,
                             bool descending = false) const;
} argsort{};

struct SortOptions {
  std::int64_t axis = -1;
  /// The first so many arrays decide, the first one first.
  std::int64_t keys = 1;
  /// For all keys.
  bool descending = false;
  /// Floats in the order of IEEE 754's totalOrder, by their bits: -NaN < -inf < -0 < 0.
  bool total = false;
};

/// Arrays of one shape and any dtypes, all in the order of the first `keys` of them.
inline constexpr struct SortTogether {
  VMAPC_API std::vector<Array> operator()(const std::vector<Array> &xs, SortOptions options = {},
                                          detail::Loc loc = detail::Loc::current()) const;
} sort_together{};

/// i32: the positions that sort by the last key first, then by the one before it, as
/// NumPy's lexsort. The keys have one shape.
inline constexpr struct Lexsort {
  VMAPC_API Array operator()(const std::vector<Array> &keys, std::int64_t axis = -1,
                             detail::Loc loc = detail::Loc::current()) const;
} lexsort{};

namespace detail {
/// Whether each element of the first arrays comes before that of the second: b1.
using Comparator = FunctionRef<Array(std::span<const Array>, std::span<const Array>)>;
/// Inside a trace.
VMAPC_API std::vector<Array> sortBy(std::span<const Array> xs, std::int64_t axis, Comparator before,
                                    const Loc &loc);
} // namespace detail

/// Arrays of one shape in the order of `before(a, b)`: b1, whether each element of the
/// arrays a comes strictly before that of b. It is called on whole arrays, about
/// log2(n)^2 / 2 times, with the sorted axis last, and must order the elements strictly and
/// weakly. Stable, by Batcher's network.
template <class F>
std::vector<Array> sort_by(const std::vector<Array> &xs, const F &before, std::int64_t axis = -1,
                           detail::Loc loc = detail::Loc::current()) {
  auto record = [&](std::int64_t along, const std::vector<Array> &arrays) {
    auto onArrays = [&](std::span<const Array> a, std::span<const Array> b) -> Array {
      return before(std::vector<Array>(a.begin(), a.end()), std::vector<Array>(b.begin(), b.end()));
    };
    return detail::sortBy(arrays, along, onArrays, loc);
  };
  return detail::recordOrRun("sort_by", record, detail::siteOf(before), loc, axis, xs);
}

struct TopK {
  Array values, indices;
};
/// The k largest (smallest) elements along `axis`, in order, and their i32 positions; of
/// equal ones the first. k from 0 to the extent.
inline constexpr struct TopKOf {
  VMAPC_API TopK operator()(const Operand &x, std::int64_t k, std::int64_t axis = -1,
                            bool largest = true) const;
} top_k{};

/// x with the element of sorted position kth in its place along `axis`, smaller ones before it
/// and larger ones after it: all of it is sorted. kth counts from the end when negative.
inline constexpr struct Partition {
  VMAPC_API Array operator()(const Operand &x, std::int64_t kth, std::int64_t axis = -1) const;
} partition{};
/// The i32 positions that do so.
inline constexpr struct Argpartition {
  VMAPC_API Array operator()(const Operand &x, std::int64_t kth, std::int64_t axis = -1) const;
} argpartition{};

//===-- Searching ---------------------------------------------------------------===//

struct SearchOptions {
  /// Behind equal elements instead of before them.
  bool right = false;
  /// The positions that sort the last axis of `sorted`, if it is not sorted.
  Array sorter = {};
};
/// i32: where in `sorted`, ascending along its last axis, each v would be inserted: the
/// number of elements below v (`right`: not above v). A sorted array of rank 1 serves v of
/// any shape, scalars too; one of more axes serves v with the same leading axes. NaN is above
/// infinity. By bisection; up to 32 elements are compared with all.
inline constexpr struct Searchsorted {
  VMAPC_API Array operator()(const Operand &sorted, const Operand &v,
                             const SearchOptions &options = {}) const;
} searchsorted{};

/// i32: the bin of each x between rank-1 `bins`, which rise or fall: i with
/// bins[i-1] <= x < bins[i]; with `right`, bins[i-1] < x <= bins[i] (NumPy's digitize).
inline constexpr struct Digitize {
  VMAPC_API Array operator()(const Operand &x, const Operand &bins, bool right = false) const;
} digitize{};

/// b1 of x's shape: whether the element is among those of `test` (with `invert`: is not).
/// NaN is in nothing.
inline constexpr struct IsIn {
  VMAPC_API Array operator()(const Operand &x, const Operand &test, bool invert = false) const;
} isin{};

//===-- Quantiles -----------------------------------------------------------------===//

/// Between sorted elements i and i + 1, at i + t: the line between them, element i, element
/// i + 1, their mean, or the nearer one (the even position when t is 1/2).
enum class Interpolation : std::uint8_t { linear, lower, higher, midpoint, nearest };

struct QuantileOptions {
  AxisList axes = {};
  bool keepdims = false;
  Interpolation method = Interpolation::linear;
};
/// The value below which the share q of x lies along the axes (all, if left out): sorted
/// element q (n - 1). Shape: q's, then x's without the axes. NaN where any element is NaN (the
/// second: NaN elements are left out, and of nothing else NaN), or q is not in 0..1. Floats;
/// integers become f32. (R. J. Hyndman, Y. Fan, "Sample quantiles in statistical packages",
/// 1996, number 7.)
inline constexpr struct Quantile {
  VMAPC_API Array operator()(const Operand &x, const Operand &q,
                             const QuantileOptions &options = {}) const;
} quantile{};
inline constexpr struct NanQuantile {
  VMAPC_API Array operator()(const Operand &x, const Operand &q,
                             const QuantileOptions &options = {}) const;
} nanquantile{};
/// The same for q in per cent.
inline constexpr struct Percentile {
  VMAPC_API Array operator()(const Operand &x, const Operand &q,
                             const QuantileOptions &options = {}) const;
} percentile{};
/// The quantile of 1/2: the middle element, or the mean of the middle two.
inline constexpr struct Median {
  VMAPC_API Array operator()(const Operand &x, const AxisList &axes = {},
                             bool keepdims = false) const;
} median{};
inline constexpr struct NanMedian {
  VMAPC_API Array operator()(const Operand &x, const AxisList &axes = {},
                             bool keepdims = false) const;
} nanmedian{};

//===-- Sets ------------------------------------------------------------------------===//

struct Unique {
  Array values;  ///< [size], ascending, then `fill`
  Array indices; ///< i32 [size]: where each first stands in the flattened x, then 0
  Array inverse; ///< i32, x's shape: the place of each element among the values
  Array counts;  ///< i32 [size]: how often each stands in x, then 0
  Array count;   ///< i32: how many distinct elements there are, also beyond size
};
/// The distinct elements of x. Without `fill` the rest repeats the smallest one. Every NaN is
/// the same element.
inline constexpr struct UniqueAll {
  VMAPC_API Unique operator()(const Operand &x, std::int64_t size,
                              const std::optional<Operand> &fill = {}) const;
} unique_all{};
/// Its values alone: [size].
inline constexpr struct UniqueValues {
  VMAPC_API Array operator()(const Operand &x, std::int64_t size,
                             const std::optional<Operand> &fill = {}) const;
} unique{};

/// For each axis of x the i32 positions [size] of its nonzero elements, in row-major order;
/// after the last one `fill`.
inline constexpr struct Nonzero {
  VMAPC_API std::vector<Array> operator()(const Operand &x, std::int64_t size,
                                          std::int64_t fill = 0) const;
} nonzero{};
/// The same as i32 [size, rank of x].
inline constexpr struct Argwhere {
  VMAPC_API Array operator()(const Operand &x, std::int64_t size, std::int64_t fill = 0) const;
} argwhere{};
/// The elements of x where `mask`, which broadcasts with x, is nonzero, in row-major order:
/// [size]; after the last one `fill`.
inline constexpr struct MaskedSelect {
  VMAPC_API Array operator()(const Operand &x, const Operand &mask, std::int64_t size,
                             const Operand &fill = 0) const;
} masked_select{};

//===-- Counting ----------------------------------------------------------------------===//

/// i32: how many elements along the axes are nonzero.
inline constexpr struct CountNonzero {
  VMAPC_API Array operator()(const Operand &x, const AxisList &axes = {},
                             bool keepdims = false) const;
} count_nonzero{};

/// [length]: how often each of 0..length-1 stands in the integers x (i32), or the sum of the
/// weights, of x's shape, where it does (their dtype). Other values are left out.
inline constexpr struct Bincount {
  VMAPC_API Array operator()(const Operand &x, std::int64_t length,
                             const std::optional<Operand> &weights = {}) const;
} bincount{};

struct Histogram {
  Array counts, edges;
};
struct HistogramOptions {
  /// Where the equal bins begin and end; left out: from the smallest to the largest
  /// element, or 1/2 to each side of it when there is only one value.
  std::optional<std::pair<double, double>> range = {};
  /// Of x's shape: what an element counts.
  Array weights = {};
  /// Divided by the total and the width of the bin: the integral is 1.
  bool density = false;
};
/// How many elements of x are in each bin: [bins], i32 (with weights their dtype, with
/// density a float), and the edges [bins + 1]. A bin has its left edge, the last one also its
/// right. Elements outside, and NaN, are left out. The second form takes rising edges.
inline constexpr struct HistogramOf {
  VMAPC_API Histogram operator()(const Operand &x, std::int64_t bins,
                                 const HistogramOptions &options = {}) const;
  VMAPC_API Histogram operator()(const Operand &x, const Array &edges,
                                 const HistogramOptions &options = {},
                                 detail::Loc loc = detail::Loc::current()) const;
} histogram{};
/// The counts alone as floats of x's dtype, of `bins` equal bins from low to high, or between
/// the extremes of x if low == high (PyTorch's histc).
inline constexpr struct Histc {
  VMAPC_API Array operator()(const Operand &x, std::int64_t bins = 100, double low = 0,
                             double high = 0) const;
} histc{};

//===-- Segments --------------------------------------------------------------------===//

enum class Reduction : std::uint8_t { sum, prod, max, min, mean };

namespace detail {
VMAPC_API Array segments(Reduction reduction, const Operand &x, const Operand &ids,
                         std::int64_t count);
template <Reduction R> struct Segments {
  Array operator()(const Operand &x, const Operand &ids, std::int64_t count) const {
    return segments(R, x, ids, count);
  }
};
} // namespace detail

/// [count, ...]: x [n, ...] reduced over the rows with ids[row] == segment. ids: integers [n],
/// in any order; rows with others than 0..count-1 are left out. An empty segment has sum and
/// mean 0, product 1, and the lowest (highest) value as max (min).
inline constexpr detail::Segments<Reduction::sum> segment_sum{};
inline constexpr detail::Segments<Reduction::prod> segment_prod{};
inline constexpr detail::Segments<Reduction::max> segment_max{};
inline constexpr detail::Segments<Reduction::min> segment_min{};
inline constexpr detail::Segments<Reduction::mean> segment_mean{};

/// x with the slices of `source` along `axis` reduced into the slices that the integers `index`
/// (rank 1) name; source has x's shape but for index's extent at `axis`. Without
/// `include_self` the old slice that is reduced into does not count. Negative indices count
/// from the end; out of range are left out (PyTorch's index_reduce).
inline constexpr struct IndexReduce {
  VMAPC_API Array operator()(const Operand &x, std::int64_t axis, const Operand &index,
                             const Operand &source, Reduction reduction,
                             bool include_self = true) const;
} index_reduce{};

} // namespace v0
} // namespace vmapc

#endif
