// Arrays of the scalar reference: conversions, indexing, examples of a batch.

#include "Tensor.h"

#include <cmath>
#include <stdexcept>

namespace reference {

bool isFloat(Type type) { return type == Type::f32 || type == Type::f64; }

std::string nameOf(Type type) {
  static const char *const names[] = {"f32", "f64", "i32", "i64", "u32", "b1"};
  return names[int(type)];
}

Real wrapped(Type type, std::int64_t value) {
  switch (type) {
  case Type::i32:
    return Real(std::int32_t(std::uint32_t(std::uint64_t(value))));
  case Type::u32:
    return Real(std::uint32_t(std::uint64_t(value)));
  case Type::b1:
    return value != 0;
  default:
    return Real(value);
  }
}

Real rounded(Type type, Real value) {
  switch (type) {
  case Type::f32:
    return Real(float(value));
  case Type::f64:
    return Real(double(value));
  default:
    return wrapped(type, std::int64_t(value));
  }
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
