// How an indexing expression falls apart: which part of each axis is taken, which
// axes are indexed by arrays, and the shape of the result.

#ifndef VMAPC_RUNTIME_OPS_INDEXPLAN_H
#define VMAPC_RUNTIME_OPS_INDEXPLAN_H

#include "runtime/ops/Ops.h"
#include "vmapc/index.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

/// `size` elements of an axis from `low` on, |step| apart, backwards if step < 0. A
/// `point` (from an integer) is not an axis of the result.
struct Cut {
  std::int64_t low = 0, size = 0, step = 1;
  bool whole = true, point = false;
  std::int64_t stride() const { return step < 0 ? -step : step; }
  std::int64_t span() const { return size == 0 ? 0 : (size - 1) * stride() + 1; }
};

struct Plan {
  std::vector<Cut> cuts;     // per axis of x
  Dims arrayAxes;            // axes with an index array
  std::vector<Array> arrays; // and the arrays
  Shape common;              // to which the arrays broadcast
  Shape before, after;       // the result's shape around `common`, new axes included
  std::int64_t place = 0;    // kept axes of x that stand before `common`

  /// Axes of x that are indexed by an array.
  bool indexed(std::int64_t d) const;
  /// Axes of x that are axes of the result.
  bool kept(std::int64_t d) const { return !cuts[std::size_t(d)].point && !indexed(d); }
  Shape result() const;
};

/// Checks the entries against x.
Plan planOf(const Array &x, std::span<const Index *const> entries);

/// x(entries...), clipped.
Array readAt(const Array &x, const std::vector<Index> &entries);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
