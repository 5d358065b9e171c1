// Parts of functions that work along one axis, inside a trace: the axis moved last,
// reads at positions per row, running sums.

#ifndef VMAPC_RUNTIME_OPS_ALONG_H
#define VMAPC_RUNTIME_OPS_ALONG_H

#include "runtime/ops/Ops.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

/// x with `axis` moved last, and a result of that order moved back.
Array axisLast(const Array &x, std::int64_t axis);
Array axisBack(const Array &x, std::int64_t axis);
/// x with the sorted `axes` merged into a last one; the others in their order.
Array axesLast(const Array &x, const Dims &axes);
/// x [B..., n] at indices [B..., m], integers: element i of each row; out of range the nearest.
Array readRows(const Array &x, const Array &indices);
/// sum of x[..., 0..i] along the last axis, by doubling strides.
Array runningSum(const Array &x);
/// The i32 permutation that sorts the keys along their last axis.
Array orderOf(Inputs keys, bool descending = false, bool total = false);
/// Floats as they are, the rest as f32 (weak integers as weak floats).
Array asFloat(const Array &x);
/// The same, never weak.
Array strongFloat(const Array &x);
/// x itself, never weak.
Array strong(const Array &x);
/// The lowest (highest) value of the dtype; -inf (inf) of floats.
Array bound(DType dtype, bool lowest);
/// The largest number of a float dtype.
Array largestFinite(DType dtype);
/// The p-norm over `dims` of floats; derivative 0 where it is 0.
Array normOf(const Array &x, double p, const Dims &dims, bool keepdims);
/// Positions 0..n-1 along the last axis of an array of this shape.
Array positions(const Shape &shape);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
