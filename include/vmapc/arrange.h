// Moving elements about: at positions along an axis, under masks, in turns and
// repetitions, onto diagonals, into pieces and over edges. Composed of the primitives;
// derivatives follow the elements. Results have the first array's dtype.

#ifndef VMAPC_ARRANGE_H
#define VMAPC_ARRANGE_H

#include "vmapc/index.h"
#include "vmapc/ops.h"

namespace vmapc {
inline namespace v0 {

//===-- Positions -----------------------------------------------------------------===//

/// result[i, j] = x[i, indices[i, j]] for the last axis, likewise for others. indices: integers
/// of x's rank; elsewhere than at `axis` the two shapes broadcast. Negative ones count from the
/// end, out of range the nearest element is taken.
inline constexpr struct TakeAlongAxis {
  VMAPC_API Array operator()(const Operand &x, const Operand &indices,
                             std::int64_t axis = -1) const;
} take_along_axis{};
/// x with `values`, which broadcast to the indices, at these places. The last of equal
/// positions wins; out of range nothing is written.
inline constexpr struct PutAlongAxis {
  VMAPC_API Array operator()(const Operand &x, const Operand &indices, const Operand &values,
                             std::int64_t axis = -1) const;
} put_along_axis{};
/// x with values, which broadcast to the indices, at positions in the flattened x; with
/// `accumulate` added to what is there.
inline constexpr struct Put {
  VMAPC_API Array operator()(const Operand &x, const Operand &indices, const Operand &values,
                             bool accumulate = false) const;
} put{};
/// x.at(indices...).set(values), or .add with `accumulate`, for indices in a vector.
inline constexpr struct IndexPut {
  VMAPC_API Array operator()(const Operand &x, const std::vector<Array> &indices,
                             const Operand &values, bool accumulate = false) const;
} index_put{};
/// `length` elements along `axis` from the integer scalar `start` on, which is moved so that
/// they fit; negative counts from the end.
inline constexpr struct Narrow {
  VMAPC_API Array operator()(const Operand &x, std::int64_t axis, const Operand &start,
                             std::int64_t length) const;
} narrow{};
/// The i32 position along each axis of `shape` of flat positions, and the reverse. Out of
/// range the nearest position.
inline constexpr struct UnravelIndex {
  VMAPC_API std::vector<Array> operator()(const Operand &indices, const Shape &shape) const;
} unravel_index{};
inline constexpr struct RavelMultiIndex {
  VMAPC_API Array operator()(const std::vector<Array> &indices, const Shape &shape,
                             detail::Loc loc = detail::Loc::current()) const;
} ravel_multi_index{};

//===-- Masks -----------------------------------------------------------------------===//

/// x, but `value` where `mask` is nonzero. All broadcast; x's dtype.
inline constexpr struct MaskedFill {
  VMAPC_API Array operator()(const Operand &x, const Operand &mask, const Operand &value) const;
} masked_fill{};
/// x, but where `mask` (which broadcasts to x) is nonzero the next element of the flattened
/// `source`, in row-major order; when source has no more, x stays.
inline constexpr struct MaskedScatter {
  VMAPC_API Array operator()(const Operand &x, const Operand &mask, const Operand &source) const;
} masked_scatter{};

//===-- Repetition and turns --------------------------------------------------------===//

/// Each element along `axis` n times, or counts[k] times the k-th, one after another; without
/// an axis of the flattened x.
inline constexpr struct Repeat {
  VMAPC_API Array operator()(const Operand &x, std::int64_t n,
                             std::optional<std::int64_t> axis = {}) const;
  VMAPC_API Array operator()(const Operand &x, const std::vector<std::int64_t> &counts,
                             std::optional<std::int64_t> axis = {}) const;
} repeat{};
/// Elements moved on by `shift` along the axes, the last ones coming first; by shift[k] along
/// axes[k]. Without axes the flattened x is turned.
inline constexpr struct Roll {
  VMAPC_API Array operator()(const Operand &x, std::int64_t shift,
                             std::optional<std::int64_t> axis = {}) const;
  VMAPC_API Array operator()(const Operand &x, const std::vector<std::int64_t> &shift,
                             const std::vector<std::int64_t> &axes) const;
} roll{};
/// Turned k times by a right angle in the plane of the two axes, from the first towards the
/// second.
inline constexpr struct Rot90 {
  VMAPC_API Array operator()(const Operand &x, std::int64_t k = 1, std::int64_t first = 0,
                             std::int64_t second = 1) const;
} rot90{};

//===-- Diagonals -------------------------------------------------------------------===//

/// The matrix with the flattened x on diagonal k.
inline constexpr struct DiagFlat {
  VMAPC_API Array operator()(const Operand &x, std::int64_t k = 0) const;
} diagflat{};
/// Diagonal k of the matrices of two axes, as a last axis.
inline constexpr struct Diagonal {
  VMAPC_API Array operator()(const Operand &x, std::int64_t k = 0, std::int64_t first = 0,
                             std::int64_t second = 1) const;
} diagonal{};
/// Square matrices, as last two axes, with the last axis of x on diagonal k.
inline constexpr struct DiagEmbed {
  VMAPC_API Array operator()(const Operand &x, std::int64_t k = 0) const;
} diag_embed{};
/// rows x columns with ones on and below diagonal k.
inline constexpr struct Tri {
  VMAPC_API Array operator()(std::int64_t rows, std::optional<std::int64_t> columns = {},
                             std::int64_t k = 0, DType dtype = f32,
                             detail::Loc loc = detail::Loc::current()) const;
} tri{};

//===-- Grids -----------------------------------------------------------------------===//

/// Rank-1 arrays repeated to one shape, each along an axis of its own: axis k for array k,
/// the first two exchanged with `xy` (as NumPy's default).
inline constexpr struct MeshGrid {
  VMAPC_API std::vector<Array> operator()(const std::vector<Array> &xs, bool xy = true,
                                          detail::Loc loc = detail::Loc::current()) const;
} meshgrid{};
/// base ** linspace(start, stop, count); and count numbers from start to stop, neither 0 and of
/// one sign, in equal ratios. dtype: a float.
inline constexpr struct LogSpace {
  VMAPC_API Array operator()(double start, double stop, std::int64_t count, double base = 10,
                             DType dtype = f32, detail::Loc loc = detail::Loc::current()) const;
} logspace{};
inline constexpr struct GeomSpace {
  VMAPC_API Array operator()(double start, double stop, std::int64_t count, DType dtype = f32,
                             detail::Loc loc = detail::Loc::current()) const;
} geomspace{};
/// The arrays repeated to their common shape.
inline constexpr struct BroadcastArrays {
  VMAPC_API std::vector<Array> operator()(const std::vector<Array> &xs,
                                          detail::Loc loc = detail::Loc::current()) const;
} broadcast_arrays{};

//===-- Pieces ----------------------------------------------------------------------===//

/// `parts` pieces along an axis, the first (extent mod parts) of them one longer.
inline constexpr struct ArraySplit {
  VMAPC_API std::vector<Array> operator()(const Operand &x, std::int64_t parts,
                                          std::int64_t axis = 0) const;
} array_split{}, tensor_split{};
/// Rows under each other, columns beside each other, and along a third axis; arrays of lower
/// rank are rows (vstack), of rank 1 columns (column_stack), or get an axis (dstack).
inline constexpr struct VStack {
  VMAPC_API Array operator()(const std::vector<Array> &xs,
                             detail::Loc loc = detail::Loc::current()) const;
} vstack{};
inline constexpr struct HStack {
  VMAPC_API Array operator()(const std::vector<Array> &xs,
                             detail::Loc loc = detail::Loc::current()) const;
} hstack{};
inline constexpr struct DStack {
  VMAPC_API Array operator()(const std::vector<Array> &xs,
                             detail::Loc loc = detail::Loc::current()) const;
} dstack{};
inline constexpr struct ColumnStack {
  VMAPC_API Array operator()(const std::vector<Array> &xs,
                             detail::Loc loc = detail::Loc::current()) const;
} column_stack{};

//===-- Edges -----------------------------------------------------------------------===//

/// What stands beyond an edge: the last element, the elements in reverse without and with the
/// last one, or the array again.
enum class PadMode : std::uint8_t { edge, reflect, symmetric, wrap };
/// low[k] and high[k] (not negative) elements added before and after axis k. An axis
/// without elements cannot be padded.
inline constexpr struct PadWith {
  VMAPC_API Array operator()(const Operand &x, const std::vector<std::int64_t> &low,
                             const std::vector<std::int64_t> &high, PadMode mode) const;
} pad_with{};

} // namespace v0
} // namespace vmapc

#endif
