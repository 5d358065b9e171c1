// Operations that arrange elements: shapes, order, joining, cutting, and arrays
// that are made from nothing. Reading and updating at indices is in index.h.
//
// Axes may be negative: they count from the end. Extents must not be negative. Outside a
// trace reshape and its kin are views (no copy, no compilation) and arrays made from
// nothing are filled at once.

#ifndef VMAPC_STRUCTURE_H
#define VMAPC_STRUCTURE_H

#include "vmapc/ops.h"

namespace vmapc {
inline namespace v0 {

//===-- Shape ---------------------------------------------------------------===//

/// x repeated to `shape`, aligned at the last axis; extents of x are 1 or equal.
inline constexpr struct BroadcastTo {
  VMAPC_API Array operator()(const Operand &x, const Shape &shape) const;
} broadcast_to{};

/// The same elements in row-major order with another shape; one extent may be -1 and is
/// then derived.
inline constexpr struct Reshape {
  VMAPC_API Array operator()(const Operand &x, const Shape &shape) const;
} reshape{};

/// x as rank 1.
inline constexpr struct Flatten {
  VMAPC_API Array operator()(const Operand &x) const;
} flatten{};

/// Result axis k is axis permutation[k] of x; without a permutation the axes are reversed.
inline constexpr struct Transpose {
  VMAPC_API Array operator()(const Operand &x, const std::vector<std::int64_t> &permutation) const;
  VMAPC_API Array operator()(const Operand &x) const;
} transpose{};

/// Axis `from` moved to place `to`, the others in their order.
inline constexpr struct MoveAxis {
  VMAPC_API Array operator()(const Operand &x, std::int64_t from, std::int64_t to) const;
} moveaxis{};

/// Axes a and b exchanged.
inline constexpr struct SwapAxes {
  VMAPC_API Array operator()(const Operand &x, std::int64_t a, std::int64_t b) const;
} swapaxes{};

/// A new axis of extent 1 at place `axis` of the result.
inline constexpr struct ExpandDims {
  VMAPC_API Array operator()(const Operand &x, std::int64_t axis) const;
} expand_dims{};

/// Without the given axes, whose extents must be 1; {} takes all that are.
inline constexpr struct Squeeze {
  VMAPC_API Array operator()(const Operand &x, const AxisList &axes = {}) const;
} squeeze{};

/// The number of elements along `axis`, an i32 scalar.
inline constexpr struct Extent {
  VMAPC_API Array operator()(const Operand &x, std::int64_t axis) const;
} extent{};

//===-- Order -----------------------------------------------------------------===//

/// Reverses the order of elements along the axes ({}: all).
inline constexpr struct Flip {
  VMAPC_API Array operator()(const Operand &x, const AxisList &axes = {}) const;
} flip{};

/// low[k] and high[k] copies of `value` before and after axis k and interior[k] between
/// its elements ({}: none). Negative low and high crop. The value takes x's dtype.
inline constexpr struct Pad {
  VMAPC_API Array operator()(const Operand &x, const std::vector<std::int64_t> &low,
                             const std::vector<std::int64_t> &high, const Operand &value = 0,
                             const std::vector<std::int64_t> &interior = {}) const;
} pad{};

/// x repeated reps[k] times along axis k; as in NumPy the shorter of shape and reps is
/// filled with ones in front.
inline constexpr struct Tile {
  VMAPC_API Array operator()(const Operand &x, const std::vector<std::int64_t> &reps) const;
} tile{};

//===-- Joining and cutting ---------------------------------------------------===//

/// The arrays one after another along an axis that they have; the other extents must be
/// equal. Promoted. No array at all is an error.
inline constexpr struct Concatenate {
  VMAPC_API Array operator()(const std::vector<Array> &xs, std::int64_t axis = 0,
                             detail::Loc loc = detail::Loc::current()) const;
} concatenate{};

/// The arrays, of equal shapes, along a new axis. Promoted.
inline constexpr struct Stack {
  VMAPC_API Array operator()(const std::vector<Array> &xs, std::int64_t axis = 0,
                             detail::Loc loc = detail::Loc::current()) const;
} stack{};

/// The slices of x along `axis`, without it.
inline constexpr struct Unstack {
  VMAPC_API std::vector<Array> operator()(const Operand &x, std::int64_t axis = 0) const;
} unstack{};

/// `parts` equal parts along an axis whose extent they divide, or the parts between the
/// positions `at` (which must not fall).
inline constexpr struct Split {
  VMAPC_API std::vector<Array> operator()(const Operand &x, std::int64_t parts,
                                          std::int64_t axis = 0) const;
  VMAPC_API std::vector<Array> operator()(const Operand &x, const std::vector<std::int64_t> &at,
                                          std::int64_t axis = 0) const;
} split{};

//===-- From nothing ----------------------------------------------------------===//

/// `value` everywhere. Without a dtype: the value's.
inline constexpr struct Full {
  VMAPC_API Array operator()(const Shape &shape, const Operand &value) const;
  VMAPC_API Array operator()(const Shape &shape, const Operand &value, DType dtype) const;
} full{};

inline constexpr struct Zeros {
  VMAPC_API Array operator()(const Shape &shape, DType dtype = f32,
                             detail::Loc loc = detail::Loc::current()) const;
} zeros{};

inline constexpr struct Ones {
  VMAPC_API Array operator()(const Shape &shape, DType dtype = f32,
                             detail::Loc loc = detail::Loc::current()) const;
} ones{};

/// rows x columns (columns = rows if left out) with ones where column = row + k.
inline constexpr struct Eye {
  VMAPC_API Array operator()(std::int64_t rows, std::optional<std::int64_t> columns = {},
                             std::int64_t k = 0, DType dtype = f32,
                             detail::Loc loc = detail::Loc::current()) const;
} eye{};

/// result[..., i, ...] = i along `axis`; not of dtype b1.
inline constexpr struct Iota {
  VMAPC_API Array operator()(const Shape &shape, std::int64_t axis = 0, DType dtype = i32,
                             detail::Loc loc = detail::Loc::current()) const;
} iota{};

/// 0, 1, ... below `stop`, or start, start + step, ... before `stop`. Integers give i32,
/// floats f32, unless a dtype is given. step = 0 is an error.
inline constexpr struct Arange {
  template <Arithmetic T>
  Array operator()(T stop, std::optional<DType> dtype = {},
                   detail::Loc loc = detail::Loc::current()) const {
    return range(0, double(stop), 1, dtype.value_or(std::is_integral_v<T> ? i32 : f32), loc);
  }
  template <Arithmetic T, Arithmetic U, Arithmetic V = int>
  Array operator()(T start, U stop, V step = 1, std::optional<DType> dtype = {},
                   detail::Loc loc = detail::Loc::current()) const {
    bool integral = std::is_integral_v<T> && std::is_integral_v<U> && std::is_integral_v<V>;
    return range(double(start), double(stop), double(step), dtype.value_or(integral ? i32 : f32),
                 loc);
  }

private:
  VMAPC_API static Array range(double start, double stop, double step, DType dtype,
                               const detail::Loc &loc);
} arange{};

/// `count` numbers from `start` to `stop`, both included, in equal steps. dtype f32 or f64.
inline constexpr struct Linspace {
  VMAPC_API Array operator()(double start, double stop, std::int64_t count, DType dtype = f32,
                             detail::Loc loc = detail::Loc::current()) const;
} linspace{};

} // namespace v0
} // namespace vmapc

#endif
