// What an indexing expression means, after NumPy's manual ("Indexing on ndarrays"):
// for each element of x[entries] the place in x it stands for, and from that reading and
// updating one element at a time.

#ifndef TEST_REFERENCE_NUMPYINDEX_H
#define TEST_REFERENCE_NUMPYINDEX_H

#include "Tensor.h"

#include <optional>

namespace reference {

/// What stands between the brackets at one comma.
struct Entry {
  enum Kind { integer, slice, newaxis, ellipsis, array } kind = slice;
  std::int64_t i = 0;                 // of integer
  std::optional<std::int64_t> lo, hi; // of slice
  std::int64_t step = 1;
  Tensor indices; // of array: integers
};

/// The elements of x[entries]: their shape and, row-major, where in x each one is. A
/// position given by an array may be out of x's range; negative ones have been counted from
/// the end.
struct Places {
  Shape shape;
  std::vector<Index> at;
};
Places places(const Shape &x, const std::vector<Entry> &entries);

/// What happens out of range: the nearest element, or nothing (reading gives `fill`).
enum class Beyond { clip, drop };

Tensor readAt(const Tensor &x, const Places &places, Beyond beyond, Real fill = 0);

/// x with `v`, broadcast to the places' shape, combined into it in row-major order: "set",
/// "add", "mul", "min", "max".
Tensor updateAt(const std::string &combine, const Tensor &x, const Places &places, const Tensor &v,
                Beyond beyond);

} // namespace reference

#endif
