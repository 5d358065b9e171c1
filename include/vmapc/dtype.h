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

/// Element types, named by kind (f float, bf bfloat, i and u integer with and without
/// sign, c complex) and bits. `b1` is bool, stored as one byte that is 0 or 1. A complex
/// number is its real part followed by its imaginary part.
enum class DType : std::uint8_t {
  f32, f64, i32, i64, u32, b1, f16, bf16, i8, i16, u8, u16, u64, c64, c128
};
using enum DType;

/// Every dtype, by kind and then by width.
inline constexpr DType allDTypes[] = {b1,  i8,   i16, i32, i64, u8,  u16, u32,
                                      u64, bf16, f16, f32, f64, c64, c128};

/// Extents, outermost first. Arrays are dense and row-major.
using Shape = std::vector<std::int64_t>;

/// Bytes of one element.
constexpr std::size_t sizeOf(DType t) {
  switch (t) {
  case b1: case i8: case u8: return 1;
  case f16: case bf16: case i16: case u16: return 2;
  case f32: case i32: case u32: return 4;
  case f64: case i64: case u64: case c64: return 8;
  case c128: return 16;
  }
  return 0;
}
constexpr bool isComplex(DType t) { return t == c64 || t == c128; }
/// f16, bf16, f32 or f64.
constexpr bool isFloat(DType t) { return t == f16 || t == bf16 || t == f32 || t == f64; }
constexpr bool isUnsigned(DType t) { return t == u8 || t == u16 || t == u32 || t == u64; }
/// An integer with or without sign; not b1.
constexpr bool isInteger(DType t) { return t != b1 && !isFloat(t) && !isComplex(t); }
/// Real or complex floats: what derivatives are taken of.
constexpr bool isInexact(DType t) { return isFloat(t) || isComplex(t); }
/// The dtype of the parts of a complex one; others are their own.
constexpr DType realType(DType t) { return t == c64 ? f32 : t == c128 ? f64 : t; }
/// The complex dtype whose parts hold a float or an integer: c128 for f64, else c64.
constexpr DType complexType(DType t) { return t == f64 || t == c128 ? c128 : c64; }

namespace detail {
/// Kind of a dtype: 0 bool, 1 integer, 2 float, 3 complex.
constexpr int kindOf(DType t) { return t == b1 ? 0 : isFloat(t) ? 2 : isComplex(t) ? 3 : 1; }
/// The dtype in which a number of this kind is kept until it meets another.
constexpr DType widestOf(DType t) {
  return isComplex(t) ? c128 : isFloat(t) ? f64 : t == u64 ? u64 : i64;
}
/// Whether weak numbers are kept in this dtype.
constexpr bool isKept(DType t) { return t == c128 || t == f64 || t == i64; }
/// What a weak number that is kept as c128, f64 or i64 counts as.
constexpr DType settledType(DType kept) { return kept == c128 ? c64 : kept == f64 ? f32 : i32; }
} // namespace detail

/// "f32", "bf16", "u8", "b1", ...: the enumerator.
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
