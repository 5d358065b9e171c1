// The array handle: an immutable value with a shape and a dtype that either has
// data or is being traced. Copies share the data; nothing ever writes through
// another handle.
//
// What the ways to make one give:
//
//   Array a;                      null: defined() is false, any use is an error
//   Array a = {};                 null as well, not an empty array
//   Array a = 3;  Array a(3);     rank 0, weak i32 (takes the other operand's dtype)
//   Array a = 2.5;                rank 0, weak f32 (the same; kept in double)
//   Array a = 2.0 + 1.0i;         rank 0, weak c64 (the same, of std::complex)
//   Array a = vm::bfloat16(2.5);  rank 0, bf16; so for vm::float16
//   Array a = true;               rank 0, b1
//   Array a{3};  Array a = {3};   rank 1, i32[1]
//   Array a = {1, 2};             i32[2]
//   Array a = {1.f, 2.f};         f32[2]; double gives f64, uint8_t u8, bool b1, and so on
//   Array a = {{1., 2.}, {3, 4}}; f64[2,2]: mixed kinds take the highest
//   Array a{b};  Array a = {b};   a copy of the handle b

#ifndef VMAPC_ARRAY_H
#define VMAPC_ARRAY_H

#include "vmapc/error.h"
#include "vmapc/float16.h"

#include <complex>
#include <concepts>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#if !defined(__cpp_lib_source_location)
#error "vmapc needs std::source_location: use g++ >= 12 or clang >= 16"
#endif

namespace vmapc {
inline namespace v0 {

class Array;
struct Operand;
struct Index; // index.h
class At;     // index.h
namespace detail {
struct AbsentIndex;
extern VMAPC_API const Index absent; // stands for an index that was not written
}

/// bool, any integer, float or double.
template <class T>
concept Arithmetic = std::is_arithmetic_v<T>;

namespace detail {
/// The dtype of an element type; none for other types.
template <class T> constexpr std::optional<DType> elementDType() {
  if constexpr (std::is_same_v<T, bool>)
    return DType::b1;
  else if constexpr (std::is_same_v<T, float>)
    return DType::f32;
  else if constexpr (std::is_same_v<T, double>)
    return DType::f64;
  else if constexpr (std::is_same_v<T, float16>)
    return DType::f16;
  else if constexpr (std::is_same_v<T, bfloat16>)
    return DType::bf16;
  else if constexpr (std::is_same_v<T, std::complex<float>>)
    return DType::c64;
  else if constexpr (std::is_same_v<T, std::complex<double>>)
    return DType::c128;
  else if constexpr (std::is_same_v<T, std::int8_t>)
    return DType::i8;
  else if constexpr (std::is_same_v<T, std::int16_t>)
    return DType::i16;
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return DType::i32;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return DType::i64;
  else if constexpr (std::is_same_v<T, std::uint8_t>)
    return DType::u8;
  else if constexpr (std::is_same_v<T, std::uint16_t>)
    return DType::u16;
  else if constexpr (std::is_same_v<T, std::uint32_t>)
    return DType::u32;
  else if constexpr (std::is_same_v<T, std::uint64_t>)
    return DType::u64;
  else
    return std::nullopt;
}
} // namespace detail

/// The C++ types that are elements of arrays: bool, the integers of 8 to 64 bits, float,
/// double, vm::float16, vm::bfloat16, std::complex of float or double.
template <class T>
concept Element = detail::elementDType<T>().has_value();

/// The dtype of an element type.
template <Element T> inline constexpr DType dtypeOf = *detail::elementDType<T>();

/// A single number: arithmetic, or an element that is not.
template <class T>
concept Scalar = Arithmetic<T> || Element<T>;

namespace detail {
using Loc = std::source_location;
struct ArrayImpl;
VMAPC_API void retain(ArrayImpl *impl) noexcept;
VMAPC_API void release(ArrayImpl *impl) noexcept;

/// A number of a brace list or of an operand, with the dtype it was written in. It is
/// kept as `widestOf(dtype)`: a u64 in the bits of `integer`, a complex in real, imag.
struct Number {
  DType dtype = DType::f32;
  union {
    double real = 0;
    std::int64_t integer;
  };
  double imag = 0;
  constexpr Number() = default;
  template <Scalar T> constexpr Number(T v) {
    if constexpr (std::is_integral_v<T>) {
      constexpr bool isSigned = std::is_signed_v<T>;
      dtype = std::is_same_v<T, bool> ? DType::b1
              : sizeof(T) == 1        ? (isSigned ? DType::i8 : DType::u8)
              : sizeof(T) == 2        ? (isSigned ? DType::i16 : DType::u16)
              : sizeof(T) == 4        ? (isSigned ? DType::i32 : DType::u32)
                                      : (isSigned ? DType::i64 : DType::u64);
      integer = std::int64_t(v);
    } else if constexpr (std::is_floating_point_v<T>) {
      dtype = std::is_same_v<T, float> ? DType::f32 : DType::f64, real = double(v);
    } else if constexpr (isComplex(dtypeOf<T>)) {
      dtype = dtypeOf<T>, real = double(v.real()), imag = double(v.imag());
    } else {
      dtype = dtypeOf<T>, real = double(float(v));
    }
  }
  /// Converted to T; an imaginary part is dropped unless T is complex.
  template <Scalar T> constexpr T as() const {
    if constexpr (requires { typename T::value_type; }) { // std::complex
      using Part = typename T::value_type;
      return T(as<Part>(), Part(imag));
    } else {
      return isInexact(dtype) ? T(real) : dtype == u64 ? T(std::uint64_t(integer)) : T(integer);
    }
  }
};

/// An element of a brace list: a number or a list.
struct Nested {
  Number number;
  bool isList = false;
  std::vector<Nested> list;
  template <Scalar T> Nested(T v) : number(v) {}
  Nested(std::initializer_list<Nested> l) : isList(true), list(l) {}
};
} // namespace detail

class VMAPC_API Array {
public:
  Array() noexcept = default;
  /// Rank 0 and weak: in an operation with an array of the same or a higher kind (bool <
  /// integers < floats < complex) it takes that array's dtype. bool and the 16-bit floats
  /// are not weak.
  template <Scalar T> Array(T value) : impl_(ofNumber(detail::Number(value))) {}
  /// An array of the list's shape; rows of different lengths are an error.
  Array(std::initializer_list<detail::Nested> list);

  Array(const Array &other) noexcept : impl_(other.impl_) {
    if (impl_)
      detail::retain(impl_);
  }
  Array(Array &&other) noexcept : impl_(std::exchange(other.impl_, nullptr)) {}
  Array &operator=(const Array &other) noexcept {
    Array copy(other);
    std::swap(impl_, copy.impl_);
    return *this;
  }
  Array &operator=(Array &&other) noexcept {
    Array moved(std::move(other));
    std::swap(impl_, moved.impl_);
    return *this;
  }
  ~Array() {
    if (impl_)
      detail::release(impl_);
  }

  /// A copy of `data`, which must have as many elements as `shape`.
  template <Element T>
  static Array from(std::span<const T> data, const Shape &shape,
                    detail::Loc loc = detail::Loc::current()) {
    return copied(dtypeOf<T>, shape, data.data(), data.size(), loc);
  }
  template <Element T>
    requires(!std::same_as<T, bool>)
  static Array from(const std::vector<T> &data, const Shape &shape,
                    detail::Loc loc = detail::Loc::current()) {
    return copied(dtypeOf<T>, shape, data.data(), data.size(), loc);
  }
  /// The memory at `data` itself, which must be 64-byte aligned (an error if
  /// not) and stay as it is until `deleter(data)` is called.
  template <Element T>
  static Array borrow(T *data, const Shape &shape, std::function<void(T *)> deleter,
                      detail::Loc loc = detail::Loc::current()) {
    return borrowed(dtypeOf<T>, shape, data,
                    [data, d = std::move(deleter)] {
                      if (d)
                        d(data);
                    },
                    loc);
  }

  /// Whether this is an array at all (not null).
  bool defined() const noexcept { return impl_ != nullptr; }
  const Shape &shape(detail::Loc loc = detail::Loc::current()) const;
  std::int64_t rank(detail::Loc loc = detail::Loc::current()) const {
    return std::int64_t(shape(loc).size());
  }
  /// Number of elements.
  std::int64_t size(detail::Loc loc = detail::Loc::current()) const {
    return elementCount(shape(loc));
  }
  /// The extent of `axis`; negative counts from the end.
  std::int64_t dim(std::int64_t axis, detail::Loc loc = detail::Loc::current()) const;
  DType dtype(detail::Loc loc = detail::Loc::current()) const;
  /// Whether this array is a value of a trace, without data.
  bool traced() const noexcept;

  /// The only element, converted to T; an error for other sizes and in a trace, and for
  /// a T that is not complex where the element is.
  template <Scalar T> T item(detail::Loc loc = detail::Loc::current()) const {
    return number(isComplex(detail::elementDType<T>().value_or(f64)), loc).template as<T>();
  }
  /// The elements, row-major, valid while a handle to this array lives. T must be
  /// the element type of dtype().
  template <Element T>
  std::span<const T> span(detail::Loc loc = detail::Loc::current()) const {
    return {static_cast<const T *>(elements(dtypeOf<T>, loc)), std::size_t(size(loc))};
  }
  /// The elements converted to T (an error from complex to others).
  template <Element T>
  std::vector<T> to_vector(detail::Loc loc = detail::Loc::current()) const {
    std::size_t n = std::size_t(size(loc));
    if constexpr (std::is_same_v<T, bool>) {
      std::vector<unsigned char> bytes(n);
      converted(b1, bytes.data(), n, loc);
      return std::vector<bool>(bytes.begin(), bytes.end());
    } else {
      std::vector<T> result(n);
      converted(dtypeOf<T>, result.data(), n, loc);
      return result;
    }
  }
  /// Copies the elements, converted to T, to `out`, which must have size() elements.
  template <Element T>
  void copy_to(std::span<T> out, detail::Loc loc = detail::Loc::current()) const {
    converted(dtypeOf<T>, out.data(), out.size(), loc);
  }

  /// Whether the only element is nonzero. An error for other sizes, and in a trace:
  /// there `vm::cond` or `vm::where` is what is meant.
  explicit operator bool() const { return truth(); }

  // Elementwise, with broadcasting and promotion. `x += y` rebinds this handle.
  friend VMAPC_API Array operator+(const Operand &a, const Operand &b);
  friend VMAPC_API Array operator-(const Operand &a, const Operand &b);
  friend VMAPC_API Array operator*(const Operand &a, const Operand &b);
  /// Integers truncate toward zero.
  friend VMAPC_API Array operator/(const Operand &a, const Operand &b);
  /// The dividend's sign.
  friend VMAPC_API Array operator%(const Operand &a, const Operand &b);
  friend VMAPC_API Array operator-(const Operand &a);
  friend VMAPC_API Array operator~(const Operand &a);
  friend VMAPC_API Array operator==(const Operand &a, const Operand &b);
  friend VMAPC_API Array operator!=(const Operand &a, const Operand &b);
  friend VMAPC_API Array operator<(const Operand &a, const Operand &b);
  friend VMAPC_API Array operator<=(const Operand &a, const Operand &b);
  friend VMAPC_API Array operator>(const Operand &a, const Operand &b);
  friend VMAPC_API Array operator>=(const Operand &a, const Operand &b);
  friend VMAPC_API Array operator&(const Operand &a, const Operand &b);
  friend VMAPC_API Array operator|(const Operand &a, const Operand &b);
  friend VMAPC_API Array operator^(const Operand &a, const Operand &b);
  friend VMAPC_API Array operator<<(const Operand &a, const Operand &b);
  friend VMAPC_API Array operator>>(const Operand &a, const Operand &b);
  Array operator!() const;
  Array operator+() const { return *this; }
  Array &operator+=(const Operand &b);
  Array &operator-=(const Operand &b);
  Array &operator*=(const Operand &b);
  Array &operator/=(const Operand &b);
  // Both sides of && and || would be evaluated; write & and |.
  friend void operator&&(const Array &, const Array &) = delete;
  friend void operator||(const Array &, const Array &) = delete;

  /// The first axis at an integer, an integer array or a slice (index.h).
  Array operator[](const Index &i) const;
  /// Axis by axis: integers, slices, vm::all, vm::ellipsis, vm::newaxis, arrays
  /// (index.h).
  Array operator()(const Index &i0, const Index &i1 = detail::absent, const Index &i2 = detail::absent,
           const Index &i3 = detail::absent, const Index &i4 = detail::absent,
           const Index &i5 = detail::absent, const Index &i6 = detail::absent,
           const Index &i7 = detail::absent) const;
  /// A place to read or update: x.at(i...).set(v), .add(v), ... (index.h).
  At at(const Index &i0, const Index &i1 = detail::absent, const Index &i2 = detail::absent,
           const Index &i3 = detail::absent, const Index &i4 = detail::absent,
           const Index &i5 = detail::absent, const Index &i6 = detail::absent,
           const Index &i7 = detail::absent) const;

private:
  friend struct detail::ArrayImpl;
  explicit Array(detail::ArrayImpl *adopted) noexcept : impl_(adopted) {}
  static detail::ArrayImpl *ofNumber(const detail::Number &value);
  static Array copied(DType dtype, const Shape &shape, const void *data, std::size_t count,
                      const detail::Loc &loc);
  static Array borrowed(DType dtype, const Shape &shape, void *data,
                        std::function<void()> deleter, const detail::Loc &loc);
  detail::Number number(bool mayBeComplex, const detail::Loc &loc) const;
  const void *elements(DType dtype, const detail::Loc &loc) const;
  void converted(DType dtype, void *out, std::size_t count, const detail::Loc &loc) const;
  bool truth() const;

  detail::ArrayImpl *impl_ = nullptr;
};

/// `f32[2,3]` and the rows, elided above 1000 elements; a value of a trace prints
/// as `f32[2,3] traced at model.cpp:41`.
VMAPC_API std::ostream &operator<<(std::ostream &os, const Array &array);
VMAPC_API std::string to_string(const Array &array);

/// What operations take: an array, a number or a brace list, and the line of the
/// program that wrote it.
struct Operand {
  Array array;
  detail::Loc loc;
  Operand(const Array &a, detail::Loc l = detail::Loc::current()) : array(a), loc(l) {}
  Operand(Array &&a, detail::Loc l = detail::Loc::current())
      : array(std::move(a)), loc(l) {}
  template <Scalar T>
  Operand(T v, detail::Loc l = detail::Loc::current()) : array(v), loc(l) {}
  Operand(std::initializer_list<detail::Nested> list,
          detail::Loc l = detail::Loc::current())
      : array(list), loc(l) {}
};

} // namespace v0
} // namespace vmapc

#endif
