// Arrays made from nothing: on the host outside a trace, recorded inside one.

#include "vmapc/structure.h"

#include "runtime/Elements.h"
#include "runtime/ops/Ops.h"

#include <cmath>
#include <cstring>

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace {

/// Runs `body` inside a trace, or `fill` on fresh memory outside one.
template <class Fill, class Emit>
Array made(const char *op, const Shape &shape, DType dtype, const Loc &loc, Fill fill, Emit body) {
  checkShape(shape, dtype, op, loc);
  Scope scope(loc);
  if (tracing())
    return body();
  void *data = nullptr;
  Array result = allocate(dtype, shape, data);
  fill(static_cast<unsigned char *>(data), std::size_t(elementCount(shape)));
  return result;
}

template <class T, class V> T elementOf(V v) {
  if constexpr (requires { typename T::value_type; }) // complex
    return T(typename T::value_type(v));
  else
    return T(v);
}

/// Element i is value(i), converted.
template <class Value> void fillWith(unsigned char *to, DType dtype, std::size_t n, Value value) {
  withElement(dtype, [&](auto *null) {
    using T = std::remove_pointer_t<decltype(null)>;
    for (std::size_t i = 0; i < n; ++i)
      reinterpret_cast<T *>(to)[i] = elementOf<T>(value(i));
  });
}

Array constantArray(const char *op, const Shape &shape, double value, DType dtype, const Loc &loc) {
  return made(
      op, shape, dtype, loc,
      [&](unsigned char *to, std::size_t n) {
        fillWith(to, dtype, n, [value](std::size_t) { return value; });
      },
      [&] { return prim::splat(value, dtype, shape); });
}

} // namespace

Array Full::operator()(const Shape &shape, const Operand &value) const {
  return (*this)(shape, value, required(value.array, "full", value.loc).dtype());
}

Array Full::operator()(const Shape &shape, const Operand &value, DType dtype) const {
  if (required(value.array, "full", value.loc).rank() != 0)
    fail("full", "a value of rank 0", describe(value.array, value.loc), value.loc);
  return made(
      "full", shape, dtype, value.loc,
      [&](unsigned char *to, std::size_t n) {
        Array one = constantAs(value.array, dtype);
        for (std::size_t i = 0, width = sizeOf(dtype); i < n; ++i)
          std::memcpy(to + i * width, dataOf(one), width);
      },
      [&] { return prim::broadcast(prim::convert(value.array, dtype), shape, {}); });
}

Array Zeros::operator()(const Shape &shape, DType dtype, Loc loc) const {
  return constantArray("zeros", shape, 0, dtype, loc);
}

Array Ones::operator()(const Shape &shape, DType dtype, Loc loc) const {
  return constantArray("ones", shape, 1, dtype, loc);
}

Array Eye::operator()(std::int64_t rows, std::optional<std::int64_t> columns, std::int64_t k,
                      DType dtype, Loc loc) const {
  Shape shape = {rows, columns.value_or(rows)};
  return made(
      "eye", shape, dtype, loc,
      [&](unsigned char *to, std::size_t n) {
        fillWith(to, dtype, n, [&](std::size_t i) {
          return std::int64_t(i) % shape[1] == std::int64_t(i) / shape[1] + k;
        });
      },
      [&] {
        Array row = prim::iota(shape, 0, i64) + k, column = prim::iota(shape, 1, i64);
        return prim::convert(row == column, dtype);
      });
}

Array Iota::operator()(const Shape &shape, std::int64_t axis, DType dtype, Loc loc) const {
  if (dtype == b1)
    fail("iota", "a dtype of numbers", "b1", loc);
  axis = normalAxis(axis, std::int64_t(shape.size()), "iota", loc);
  return made(
      "iota", shape, dtype, loc,
      [&](unsigned char *to, std::size_t n) {
        std::size_t extent = std::size_t(shape[std::size_t(axis)]);
        std::size_t inner = std::size_t(elementCount(Shape(shape.begin() + axis + 1, shape.end())));
        fillWith(to, dtype, n, [&](std::size_t i) { return i / inner % extent; });
      },
      [&] { return prim::iota(shape, axis, dtype); });
}

Array Arange::range(double start, double stop, double step, DType dtype, const Loc &loc) {
  if (dtype == b1)
    fail("arange", "a dtype of numbers", "b1", loc);
  double count = std::ceil((stop - start) / step);
  if (step == 0 || !(count < 9e15))
    fail("arange", "a step that reaches the stop",
         std::to_string(start) + " to " + std::to_string(stop) + " by " + std::to_string(step),
         loc);
  Shape shape = {std::int64_t(std::max(count, 0.0))};
  return made(
      "arange", shape, dtype, loc,
      [&](unsigned char *to, std::size_t n) {
        fillWith(to, dtype, n, [&](std::size_t i) {
          double v = start + double(i) * step;
          return isInexact(dtype) ? v : std::trunc(v);
        });
      },
      [&] {
        // Through f64 as on the host, so that both give the same bits.
        Array v = prim::convert(prim::iota(shape, 0, i64), f64) * step + start;
        return prim::convert(v, dtype);
      });
}

Array Linspace::operator()(double start, double stop, std::int64_t count, DType dtype,
                           Loc loc) const {
  checkFloat(dtype, "linspace", loc);
  double step = count > 1 ? (stop - start) / double(count - 1) : 0;
  return made(
      "linspace", {count}, dtype, loc,
      [&](unsigned char *to, std::size_t n) {
        fillWith(to, dtype, n, [&](std::size_t i) { return start + double(i) * step; });
      },
      [&] {
        Array v = prim::convert(prim::iota({count}, 0, i64), f64) * step + start;
        return prim::convert(v, dtype);
      });
}

} // namespace v0
} // namespace vmapc
