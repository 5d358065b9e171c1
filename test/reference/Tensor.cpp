// Arrays of the scalar reference: conversions, indexing, examples of a batch.

#include "Tensor.h"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace reference {

namespace {

/// Significant bits and exponents of the least and the largest normal number.
struct Format {
  int digits, minExponent, maxExponent;
};
Format formatOf(Type type) {
  switch (type) {
  case Type::f16:
    return {11, -14, 15};
  case Type::bf16:
    return {8, -126, 127};
  case Type::f32:
    return {24, -126, 127};
  default:
    return {53, -1022, 1023};
  }
}

} // namespace

bool isFloat(Type type) {
  return type == Type::f32 || type == Type::f64 || type == Type::f16 || type == Type::bf16;
}

bool isUnsigned(Type type) {
  return type == Type::u8 || type == Type::u16 || type == Type::u32 || type == Type::u64;
}

std::string nameOf(Type type) {
  static const char *const names[] = {"f32",  "f64", "i32", "i64", "u32", "b1", "f16",
                                      "bf16", "i8",  "i16", "u8",  "u16", "u64"};
  return names[int(type)];
}

int widthOf(Type type) {
  switch (type) {
  case Type::b1:
    return 1;
  case Type::i8:
  case Type::u8:
    return 8;
  case Type::f16:
  case Type::bf16:
  case Type::i16:
  case Type::u16:
    return 16;
  case Type::f32:
  case Type::i32:
  case Type::u32:
    return 32;
  default:
    return 64;
  }
}

std::int64_t bitsOf(Real element) {
  return element >= 0x1p63L ? std::int64_t(std::uint64_t(element)) : std::int64_t(element);
}

Real wrapped(Type type, std::int64_t value) {
  if (type == Type::b1)
    return value != 0;
  int unused = 64 - widthOf(type);
  std::uint64_t high = std::uint64_t(value) << unused;
  return isUnsigned(type) ? Real(high >> unused) : Real(std::int64_t(high) >> unused);
}

Real rounded(Type type, Real value) {
  if (!isFloat(type))
    return wrapped(type, bitsOf(value));
  if (type == Type::f32)
    return Real(float(value));
  if (type == Type::f64)
    return Real(double(value));
  if (value == 0 || !std::isfinite(value))
    return value;
  Format f = formatOf(type);
  int unit = std::max(std::ilogb(value), f.minExponent) - f.digits + 1;
  Real nearest = std::ldexp(std::nearbyint(std::ldexp(value, -unit)), unit);
  return std::ilogb(nearest) > f.maxExponent
             ? std::copysign(std::numeric_limits<Real>::infinity(), value)
             : nearest;
}

std::uint64_t encoded(Type type, Real element) {
  if (!isFloat(type))
    return std::uint64_t(bitsOf(element)) & (~std::uint64_t(0) >> (64 - widthOf(type)));
  Format f = formatOf(type);
  std::uint64_t one = std::uint64_t(1) << (f.digits - 1), infinite = (2 * f.maxExponent + 1) * one;
  std::uint64_t sign = std::uint64_t(std::signbit(element)) << (widthOf(type) - 1);
  Real size = std::fabs(element);
  if (std::isnan(size))
    return sign | infinite | (one >> 1);
  if (std::isinf(size))
    return sign | infinite;
  if (size < std::ldexp(1.0L, f.minExponent))
    return sign | std::uint64_t(std::ldexp(size, f.digits - 1 - f.minExponent));
  int exponent = std::ilogb(size);
  return sign | (std::uint64_t(exponent + f.maxExponent - 1) * one +
                 std::uint64_t(std::ldexp(size, f.digits - 1 - exponent)));
}

Real decoded(Type type, std::uint64_t bits) {
  if (!isFloat(type))
    return wrapped(type, std::int64_t(bits));
  Format f = formatOf(type);
  std::uint64_t one = std::uint64_t(1) << (f.digits - 1);
  std::uint64_t top = std::uint64_t(1) << (widthOf(type) - 1);
  std::uint64_t fraction = bits & (one - 1);
  int exponent = int((bits & (top - 1)) >> (f.digits - 1));
  Real size = exponent == 0 ? std::ldexp(Real(fraction), f.minExponent - f.digits + 1)
              : exponent <= 2 * f.maxExponent
                  ? std::ldexp(Real(fraction + one), exponent - f.maxExponent - f.digits + 1)
              : fraction ? std::numeric_limits<Real>::quiet_NaN()
                         : std::numeric_limits<Real>::infinity();
  return bits & top ? -size : size;
}

std::int64_t elementCount(const Shape &shape) {
  std::int64_t n = 1;
  for (std::int64_t extent : shape)
    n *= extent;
  return n;
}

std::int64_t Tensor::offset(const Index &index) const {
  if (index.size() != shape.size())
    throw std::logic_error("reference: index of another rank");
  std::int64_t result = 0;
  for (std::size_t k = 0; k < shape.size(); ++k) {
    if (index[k] < 0 || index[k] >= shape[k])
      throw std::logic_error("reference: index out of range");
    result = result * shape[k] + index[k];
  }
  return result;
}

void forEach(const Shape &shape, const std::function<void(const Index &)> &f) {
  if (elementCount(shape) == 0)
    return;
  Index index(shape.size(), 0);
  while (true) {
    f(index);
    std::size_t k = shape.size();
    while (k > 0 && ++index[k - 1] == shape[k - 1])
      index[--k] = 0;
    if (k == 0)
      return;
  }
}

Tensor example(const Tensor &batch, std::int64_t axis, std::int64_t which) {
  Shape shape = batch.shape;
  shape.erase(shape.begin() + axis);
  Tensor result(batch.type, shape);
  forEach(shape, [&](const Index &index) {
    Index full = index;
    full.insert(full.begin() + axis, which);
    result.at(index) = batch.at(full);
  });
  return result;
}

Tensor stack(const std::vector<Tensor> &examples, std::int64_t axis) {
  Shape shape = examples.at(0).shape;
  shape.insert(shape.begin() + axis, std::int64_t(examples.size()));
  Tensor result(examples[0].type, shape);
  forEach(shape, [&](const Index &index) {
    Index inner = index;
    inner.erase(inner.begin() + axis);
    result.at(index) = examples[index[axis]].at(inner);
  });
  return result;
}

} // namespace reference
