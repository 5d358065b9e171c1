// Arrays of the scalar reference. Every element, of whatever type, is a long
// double: its 64-bit significand holds each double and each 64-bit integer
// exactly. Nothing here knows the library under test.

#ifndef TEST_REFERENCE_TENSOR_H
#define TEST_REFERENCE_TENSOR_H

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace reference {

using Real = long double;
using Shape = std::vector<std::int64_t>;
using Index = std::vector<std::int64_t>;

enum class Type { f32, f64, i32, i64, u32, b1, f16, bf16, i8, i16, u8, u16, u64 };

bool isFloat(Type type);
bool isUnsigned(Type type);
std::string nameOf(Type type);
/// The value of `type` nearest to `value`: integers wrap, floats round.
Real rounded(Type type, Real value);
/// The lowest 64 bits of an integer element: of a u64 as of a negative number.
std::int64_t bitsOf(Real element);
/// Bits of an element; 1 of a bool.
int widthOf(Type type);
/// The bits of an element in its type's encoding, and the element of such bits.
std::uint64_t encoded(Type type, Real element);
Real decoded(Type type, std::uint64_t bits);
/// An integer result reduced modulo the type's width.
Real wrapped(Type type, std::int64_t value);

std::int64_t elementCount(const Shape &shape);

struct Tensor {
  Type type = Type::f64;
  Shape shape;
  std::vector<Real> values;

  Tensor() = default;
  /// Zeros.
  Tensor(Type t, Shape s) : type(t), shape(std::move(s)), values(elementCount(shape)) {}
  Tensor(Type t, Shape s, std::vector<Real> v)
      : type(t), shape(std::move(s)), values(std::move(v)) {}
  static Tensor scalar(Type t, Real value) { return {t, {}, {value}}; }

  std::int64_t rank() const { return std::int64_t(shape.size()); }
  std::int64_t size() const { return std::int64_t(values.size()); }
  /// Row-major position of a full index.
  std::int64_t offset(const Index &index) const;
  Real &at(const Index &index) { return values[offset(index)]; }
  Real at(const Index &index) const { return values[offset(index)]; }
};

/// Calls f for each index of the shape in row-major order; once for rank 0.
void forEach(const Shape &shape, const std::function<void(const Index &)> &f);

/// The example at `index` along `axis`, and the inverse: examples side by side.
Tensor example(const Tensor &batch, std::int64_t axis, std::int64_t index);
Tensor stack(const std::vector<Tensor> &examples, std::int64_t axis);

} // namespace reference

#endif
