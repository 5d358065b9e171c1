// Text of arrays.

#include "runtime/ArrayImpl.h"

#include <charconv>
#include <ostream>

namespace vmapc {
inline namespace v0 {
namespace {

using detail::ArrayImpl;

/// Above this many elements only the edges of each dimension are printed.
constexpr std::int64_t fullPrint = 1000;
constexpr std::int64_t edge = 3;

std::string element(DType t, const std::byte *p) {
  auto number = [](auto v) {
    char text[32];
    if constexpr (std::is_floating_point_v<decltype(v)>) {
      auto end = std::to_chars(text, text + sizeof text, v, std::chars_format::general, 6);
      return std::string(text, end.ptr);
    } else {
      return std::to_string(v);
    }
  };
  switch (t) {
  case f32: return number(*reinterpret_cast<const float *>(p));
  case f64: return number(*reinterpret_cast<const double *>(p));
  case i32: return number(*reinterpret_cast<const std::int32_t *>(p));
  case i64: return number(*reinterpret_cast<const std::int64_t *>(p));
  case u32: return number(*reinterpret_cast<const std::uint32_t *>(p));
  case b1: return *p == std::byte(0) ? "false" : "true";
  }
  return "?";
}

void rows(const ArrayImpl &a, std::size_t axis, std::int64_t offset, std::string &text) {
  const Shape &shape = a.type->shape;
  DType t = a.type->dtype;
  if (axis == shape.size()) {
    text += element(t, a.data + std::size_t(offset) * sizeOf(t));
    return;
  }
  std::int64_t inner = 1;
  for (std::size_t k = axis + 1; k < shape.size(); ++k)
    inner *= shape[k];
  bool last = axis + 1 == shape.size();
  bool elide = a.type->count > fullPrint && shape[axis] > 2 * edge;
  text += '[';
  for (std::int64_t i = 0; i < shape[axis]; ++i) {
    if (i)
      text += last ? ", " : ",\n" + std::string(axis + 1, ' ');
    if (elide && i == edge) {
      text += "...";
      i = shape[axis] - edge - 1;
      continue;
    }
    rows(a, axis + 1, offset + i * inner, text);
  }
  text += ']';
}

} // namespace

std::string to_string(const Array &array) {
  if (!detail::hasData(array))
    return array.defined() ? detail::describe(array) : "null";
  const ArrayImpl &impl = *ArrayImpl::of(array);
  std::string text = detail::describe(array);
  text += impl.type->shape.empty() || impl.type->shape.size() == 1 ? " " : "\n";
  rows(impl, 0, 0, text);
  return text;
}

std::ostream &operator<<(std::ostream &os, const Array &array) {
  return os << to_string(array);
}

} // namespace v0
} // namespace vmapc
