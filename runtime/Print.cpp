// Text of arrays.

#include "runtime/ArrayImpl.h"
#include "runtime/Elements.h"

#include <charconv>
#include <ostream>

namespace vmapc {
inline namespace v0 {
namespace {

using detail::ArrayImpl;

/// Above this many elements only the edges of each dimension are printed.
constexpr std::int64_t fullPrint = 1000;
constexpr std::int64_t edge = 3;

template <class T> std::string text(T v) {
  if constexpr (requires { v.imag(); }) {
    std::string im = text(v.imag());
    return text(v.real()) + (im.front() == '-' ? "" : "+") + im + "i";
  } else if constexpr (std::is_same_v<T, bool>) {
    return v ? "true" : "false";
  } else if constexpr (std::is_integral_v<T>) {
    return std::to_string(v);
  } else {
    char digits[32];
    std::conditional_t<sizeof(T) == 8, double, float> number = v;
    auto end = std::to_chars(digits, digits + sizeof digits, number, std::chars_format::general, 6);
    return std::string(digits, end.ptr);
  }
}

std::string element(DType t, const std::byte *p) {
  return detail::withElement(t, [p](auto *null) {
    return text(*reinterpret_cast<decltype(null)>(const_cast<std::byte *>(p)));
  });
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
