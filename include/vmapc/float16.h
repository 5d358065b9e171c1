// The 16-bit floats as elements in C++: storage with conversions. Arithmetic on them
// happens in float, to which they convert by themselves; back is explicit and rounds
// to nearest, ties to even, once.
//
//   vm::float16 a(1.5f);  float b = a * 2;  vm::bfloat16 c(b);
//
// float16 is IEEE 754 binary16; bfloat16 the upper half of a float.

#ifndef VMAPC_FLOAT16_H
#define VMAPC_FLOAT16_H

#include <bit>
#include <cstdint>
#include <type_traits>

namespace vmapc {
inline namespace v0 {
namespace detail {

/// The float nearest to `v` whose last bit records that bits were lost: rounding it
/// further, to at most 22 bits, gives what rounding `v` itself does (Boldo and
/// Melquiond, "When double rounding is odd", IMACS 2005).
constexpr float toOdd(double v) {
  auto f = static_cast<float>(v);
  auto bits = std::bit_cast<std::uint32_t>(f);
  double back = f;
  if (v != v || back == v || (bits & 1))
    return f;
  bool isBelow = (back < 0 ? -back : back) < (v < 0 ? -v : v);
  return std::bit_cast<float>(isBelow ? bits + 1 : bits - 1);
}

/// Any number as a float from which rounding to 16 bits is right.
template <class T> constexpr float toOddFloat(T v) {
  if constexpr (std::is_integral_v<T> && sizeof(T) == 8) {
    // What a double cannot hold has its lowest bits gathered into the last it holds.
    bool isNegative = std::is_signed_v<T> && (std::uint64_t(v) >> 63);
    std::uint64_t size = isNegative ? 0 - std::uint64_t(v) : std::uint64_t(v);
    if (size >> 53)
      size = (size & ~std::uint64_t(0xfff)) | ((size & 0xfff) ? 0x800 : 0);
    return toOdd(isNegative ? -double(size) : double(size));
  } else if constexpr (std::is_same_v<T, float>) {
    return v;
  } else {
    return toOdd(static_cast<double>(v));
  }
}

constexpr std::uint16_t bfloat16Bits(float v) {
  auto bits = std::bit_cast<std::uint32_t>(v);
  if (v != v)
    return std::uint16_t((bits >> 16) | 0x40); // stays a NaN, quiet
  return std::uint16_t((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

constexpr std::uint16_t float16Bits(float v) {
  auto bits = std::bit_cast<std::uint32_t>(v);
  auto sign = std::uint16_t((bits >> 16) & 0x8000);
  std::uint32_t size = bits & 0x7fffffff;
  if (size > 0x7f800000)
    return std::uint16_t(sign | 0x7e00 | ((size >> 13) & 0x3ff));
  if (size >= 0x477ff000) // rounds to 2^16 or more
    return std::uint16_t(sign | 0x7c00);
  if (size < 0x38800000) { // below 2^-14: a multiple of 2^-24
    // Adding 2^-1 shifts the number to the end of the fraction and rounds it.
    float shifted = std::bit_cast<float>(size) + 0.5f;
    return std::uint16_t(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3f000000));
  }
  size += 0xfff + ((size >> 13) & 1);
  return std::uint16_t(sign | ((size - 0x38000000) >> 13));
}

constexpr float fromFloat16(std::uint16_t bits) {
  std::uint32_t sign = std::uint32_t(bits & 0x8000) << 16, size = bits & 0x7fff;
  if (size >= 0x7c00)
    return std::bit_cast<float>(sign | 0x7f800000 | ((size & 0x3ff) << 13));
  if (size < 0x400) {
    float v = float(size) * 0x1p-24f;
    return sign ? -v : v;
  }
  return std::bit_cast<float>(sign | ((size << 13) + 0x38000000));
}

} // namespace detail

/// IEEE 754 binary16: 11 significant bits, up to 65504.
struct float16 {
  std::uint16_t bits;

  float16() = default;
  template <class T>
    requires std::is_arithmetic_v<T>
  explicit constexpr float16(T v) : bits(detail::float16Bits(detail::toOddFloat(v))) {}
  constexpr operator float() const { return detail::fromFloat16(bits); }
#if defined(__FLT16_MANT_DIG__)
  constexpr float16(_Float16 v) : bits(std::bit_cast<std::uint16_t>(v)) {}
  constexpr explicit operator _Float16() const { return std::bit_cast<_Float16>(bits); }
#endif
  static constexpr float16 fromBits(std::uint16_t bits) {
    float16 r;
    r.bits = bits;
    return r;
  }
};

/// The sign, exponent and 8 significant bits of a float.
struct bfloat16 {
  std::uint16_t bits;

  bfloat16() = default;
  template <class T>
    requires std::is_arithmetic_v<T>
  explicit constexpr bfloat16(T v) : bits(detail::bfloat16Bits(detail::toOddFloat(v))) {}
  constexpr operator float() const { return std::bit_cast<float>(std::uint32_t(bits) << 16); }
  static constexpr bfloat16 fromBits(std::uint16_t bits) {
    bfloat16 r;
    r.bits = bits;
    return r;
  }
};

} // namespace v0
} // namespace vmapc

#endif
