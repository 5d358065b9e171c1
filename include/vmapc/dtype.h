// Element types and shapes.

#ifndef VMAPC_DTYPE_H
#define VMAPC_DTYPE_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#define VMAPC_API __attribute__((visibility("default")))

namespace vmapc {
inline namespace v0 {

/// Element types. `b1` is bool, stored as one byte that is 0 or 1.
enum class DType : std::uint8_t { f32, f64, i32, i64, u32, b1 };
using enum DType;

/// Extents, outermost first. Arrays are dense and row-major.
using Shape = std::vector<std::int64_t>;

/// Bytes of one element.
constexpr std::size_t sizeOf(DType t) {
  return t == f64 || t == i64 ? 8 : t == b1 ? 1 : 4;
}
/// "f32", "f64", "i32", "i64", "u32" or "b1".
VMAPC_API std::string_view nameOf(DType t);
/// Number of elements; 1 for rank 0.
constexpr std::int64_t elementCount(const Shape &shape) {
  std::int64_t n = 1;
  for (std::int64_t extent : shape)
    n *= extent;
  return n;
}
/// "f32[2,3]".
VMAPC_API std::string describe(DType t, const Shape &shape);

} // namespace v0
} // namespace vmapc

#endif
