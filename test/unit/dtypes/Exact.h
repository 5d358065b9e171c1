// What an element of a dtype is, worked out in long double (which holds every float,
// double and 64-bit integer) and without anything of the library but the dtypes' names.

#ifndef VMAPC_TEST_UNIT_DTYPES_EXACT_H
#define VMAPC_TEST_UNIT_DTYPES_EXACT_H

#include "test/unit/ops/Check.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace exact {

using Real = long double;

/// Significant bits and least normal exponent of a float dtype.
struct Format {
  int digits, minExponent, maxExponent;
};
inline Format formatOf(vm::DType t) {
  return t == vm::f16    ? Format{11, -14, 15}
         : t == vm::bf16 ? Format{8, -126, 127}
         : t == vm::f32  ? Format{24, -126, 127}
                         : Format{53, -1022, 1023};
}

/// The nearest number of a float dtype, ties to even.
inline Real nearest(vm::DType t, Real v) {
  if (v == 0 || !std::isfinite(v))
    return v;
  Format f = formatOf(t);
  int exponent = std::max(std::ilogb(v), f.minExponent);
  Real unit = std::ldexp(Real(1), exponent - f.digits + 1);
  Real r = std::nearbyint(v / unit) * unit; // the division is exact
  return std::fabs(r) > std::ldexp(Real(2) - std::ldexp(Real(1), 1 - f.digits), f.maxExponent)
             ? std::copysign(std::numeric_limits<Real>::infinity(), v)
             : r;
}

inline int bitsOf(vm::DType t) { return int(8 * vm::sizeOf(t)); }

/// The integer modulo 2^bits in the range of the dtype.
inline Real wrapped(vm::DType t, __int128 v) {
  int bits = bitsOf(t);
  __int128 size = __int128(1) << bits, r = ((v % size) + size) % size;
  return Real(!vm::isUnsigned(t) && (r >> (bits - 1)) ? r - size : r);
}

/// The value of `v`, an element of `from`, converted to `to`.
inline Real converted(vm::DType from, Real v, vm::DType to) {
  if (to == vm::b1)
    return v != 0; // NaN too
  if (vm::isFloat(to))
    return nearest(to, v);
  if (!vm::isFloat(from))
    return wrapped(to, __int128(v));
  Real high = std::ldexp(Real(1), bitsOf(to) - !vm::isUnsigned(to)) - 1;
  Real low = vm::isUnsigned(to) ? 0 : -high - 1;
  return std::isnan(v) ? 0 : std::trunc(std::min(std::max(v, low), high)) + 0.L; // no -0
}

/// Numbers of a dtype at which something could go wrong, all of them elements of it.
inline std::vector<Real> interesting(vm::DType t) {
  if (t == vm::b1)
    return {0, 1};
  std::vector<Real> all;
  for (int e = -160; e <= 128; ++e)
    for (Real m : {1.L, 1.00390625L, 1.0078125L, 1.01171875L, 1.00048828125L, 1.000732421875L,
                   1.00000005960464477539L, 1.99999L, 1.9999999999L, 1.5L})
      if (std::abs(e) <= 24 || e % 7 == 0 || m == 1 || (e >= 62 && e <= 65))
        all.push_back(std::ldexp(m, e));
  for (Real v : {255.L, 256.L, 65504.L, 65519.L, 65520.L, 65535.L, 33554431.L, 16777217.L,
                 9007199254740993.L, 9223372036854775807.L, 9223371487098961920.L,
                 18446744073709551615.L, 18446742974197923840.L, 4294967295.L, 2147483647.L,
                 9223373136366403584.L, 1152921504606846977.L, 1157425104234217473.L})
    all.push_back(v);
  std::vector<Real> kept;
  for (Real v : all)
    for (Real s : {v, -v}) {
      if (vm::isFloat(t))
        kept.push_back(nearest(t, s));
      else if (converted(vm::f64, std::trunc(s), t) == std::trunc(s))
        kept.push_back(std::trunc(s) + 0.L); // no -0
    }
  if (vm::isFloat(t))
    for (Real v : {std::numeric_limits<Real>::infinity(), -std::numeric_limits<Real>::infinity(),
                   std::numeric_limits<Real>::quiet_NaN(), -0.L, 0.L})
      kept.push_back(v);
  return kept;
}

/// An array of exactly these numbers, which the dtype holds.
inline Array arrayOf(vm::DType t, const std::vector<Real> &values) {
  auto with = [&](auto null) {
    using T = decltype(null);
    auto data = std::make_unique<T[]>(values.size());
    for (std::size_t k = 0; k < values.size(); ++k)
      data[k] = T(values[k]);
    return Array::from(std::span<const T>(data.get(), values.size()),
                       Shape{std::int64_t(values.size())});
  };
  switch (t) {
  case vm::i8: return with(std::int8_t());
  case vm::i16: return with(std::int16_t());
  case vm::i32: return with(std::int32_t());
  case vm::i64: return with(std::int64_t());
  case vm::u8: return with(std::uint8_t());
  case vm::u16: return with(std::uint16_t());
  case vm::u32: return with(std::uint32_t());
  case vm::u64: return with(std::uint64_t());
  case vm::f16: return with(vm::float16());
  case vm::bf16: return with(vm::bfloat16());
  case vm::f32: return with(float());
  case vm::b1: return with(bool());
  default: return with(double());
  }
}

/// A float from its 16 bits.
inline Real fromBits(vm::DType t, unsigned bits) {
  Format f = formatOf(t);
  int fraction = f.digits - 1, exponent = int(bits & 0x7fff) >> fraction;
  Real mantissa = bits & ((1u << fraction) - 1), size;
  if (exponent == (0x7fff >> fraction))
    size = mantissa == 0 ? std::numeric_limits<Real>::infinity()
                         : std::numeric_limits<Real>::quiet_NaN();
  else if (exponent == 0)
    size = std::ldexp(mantissa, f.minExponent - fraction);
  else
    size = std::ldexp(mantissa + std::ldexp(Real(1), fraction),
                      exponent - 1 + f.minExponent - fraction);
  return bits & 0x8000 ? -size : size;
}

/// The elements, read without the library's conversions.
inline std::vector<Real> valuesOf(const Array &x) {
  std::vector<Real> result;
  auto with = [&](auto null) {
    for (auto v : x.span<decltype(null)>())
      result.push_back(Real(v));
  };
  auto half = [&](auto null) {
    for (auto v : x.span<decltype(null)>())
      result.push_back(fromBits(x.dtype(), v.bits));
  };
  switch (x.dtype()) {
  case vm::i8: with(std::int8_t()); break;
  case vm::i16: with(std::int16_t()); break;
  case vm::i32: with(std::int32_t()); break;
  case vm::i64: with(std::int64_t()); break;
  case vm::u8: with(std::uint8_t()); break;
  case vm::u16: with(std::uint16_t()); break;
  case vm::u32: with(std::uint32_t()); break;
  case vm::u64: with(std::uint64_t()); break;
  case vm::f16: half(vm::float16()); break;
  case vm::bf16: half(vm::bfloat16()); break;
  case vm::f32: with(float()); break;
  case vm::b1: with(bool()); break;
  default: with(double());
  }
  return result;
}

/// `got` holds exactly `expected` (any NaN is a NaN; zeros have their sign).
inline void expectSame(const Array &got, const std::vector<Real> &expected,
                       const std::string &what, const std::vector<Real> &from = {}) {
  std::vector<Real> values = valuesOf(got);
  ASSERT_EQ(values.size(), expected.size()) << what;
  int shown = 0;
  for (std::size_t k = 0; k < values.size() && shown < 5; ++k) {
    Real g = values[k], e = expected[k];
    bool same = std::isnan(e) ? std::isnan(g) : g == e && std::signbit(g) == std::signbit(e);
    if (!same && ++shown)
      ADD_FAILURE() << what << " element " << k << (from.empty() ? "" : " of ")
                    << (from.empty() ? std::string() : std::to_string(from[k])) << " is " << g
                    << ", expected " << e;
  }
}

inline const std::vector<vm::DType> reals = {vm::i8,  vm::i16, vm::i32,  vm::i64, vm::u8,  vm::u16,
                                             vm::u32, vm::u64, vm::bf16, vm::f16, vm::f32, vm::f64};

} // namespace exact

#endif
