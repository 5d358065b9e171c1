// Making, converting and comparing values for the property tests.

#include "Values.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <sstream>
#include <stdexcept>

namespace property {

using reference::Real;
using reference::Type;

std::uint64_t Random::bits() {
  std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}
double Random::real(double low, double high) {
  return low + (high - low) * double(bits() >> 11) * 0x1p-53;
}
std::int64_t Random::integer(std::int64_t low, std::int64_t high) {
  return low + std::int64_t(bits() % std::uint64_t(high - low + 1));
}

// Both enumerations list the real dtypes in the same order.
Type typeOf(DType dtype) { return Type(int(dtype)); }
DType dtypeOf(Type type) { return DType(int(type)); }

namespace {

template <class T> Array converted(const Tensor &tensor) {
  std::vector<T> data;
  for (Real v : tensor.values)
    data.push_back(T(v));
  return Array::from(data, tensor.shape);
}

template <class T> Tensor converted(const Array &array) {
  Tensor result(typeOf(array.dtype()), array.shape());
  auto data = array.to_vector<T>();
  for (std::size_t k = 0; k < data.size(); ++k)
    result.values[k] = Real(data[k]);
  return result;
}

} // namespace

Array toArray(const Tensor &tensor) {
  switch (tensor.type) {
  case Type::f32:
    return converted<float>(tensor);
  case Type::f64:
    return converted<double>(tensor);
  case Type::i32:
    return converted<std::int32_t>(tensor);
  case Type::i64:
    return converted<std::int64_t>(tensor);
  case Type::u32:
    return converted<std::uint32_t>(tensor);
  case Type::f16:
    return converted<vm::float16>(tensor);
  case Type::bf16:
    return converted<vm::bfloat16>(tensor);
  case Type::i8:
    return converted<std::int8_t>(tensor);
  case Type::i16:
    return converted<std::int16_t>(tensor);
  case Type::u8:
    return converted<std::uint8_t>(tensor);
  case Type::u16:
    return converted<std::uint16_t>(tensor);
  case Type::u64:
    return converted<std::uint64_t>(tensor);
  case Type::b1: {
    auto bytes = std::make_unique<bool[]>(tensor.values.size());
    for (std::size_t k = 0; k < tensor.values.size(); ++k)
      bytes[k] = tensor.values[k] != 0;
    return Array::from(std::span<const bool>(bytes.get(), tensor.values.size()), tensor.shape);
  }
  }
  throw std::logic_error("no such dtype");
}

Tensor toTensor(const Array &array) {
  switch (array.dtype()) {
  case vm::f32:
    return converted<float>(array);
  case vm::f64:
    return converted<double>(array);
  case vm::i32:
    return converted<std::int32_t>(array);
  case vm::i64:
    return converted<std::int64_t>(array);
  case vm::u32:
    return converted<std::uint32_t>(array);
  case vm::b1:
    return converted<bool>(array);
  case vm::f16:
    return converted<vm::float16>(array);
  case vm::bf16:
    return converted<vm::bfloat16>(array);
  case vm::i8:
    return converted<std::int8_t>(array);
  case vm::i16:
    return converted<std::int16_t>(array);
  case vm::u8:
    return converted<std::uint8_t>(array);
  case vm::u16:
    return converted<std::uint16_t>(array);
  case vm::u64:
    return converted<std::uint64_t>(array);
  case vm::c64:
  case vm::c128:
    break;
  }
  throw std::logic_error("no such dtype");
}

Arrays toArrays(const Values &values) {
  Arrays result;
  for (const Tensor &value : values)
    result.push_back(toArray(value));
  return result;
}

Values toTensors(const Arrays &arrays) {
  Values result;
  for (const Array &array : arrays)
    result.push_back(toTensor(array));
  return result;
}

Tensor draw(Random &random, DType dtype, const reference::Shape &shape, double low, double high) {
  Tensor result(typeOf(dtype), shape);
  bool real = vm::isFloat(dtype);
  if (vm::isUnsigned(dtype))
    low = std::max(low, 0.);
  for (Real &v : result.values) {
    if (dtype == vm::b1)
      v = random.chance(0.5);
    else if (real)
      v = reference::rounded(result.type, random.real(low, high));
    else
      v = reference::wrapped(
          result.type, random.integer(std::int64_t(std::ceil(low)),
                                      std::max(std::int64_t(std::ceil(low)), std::int64_t(high))));
  }
  return result;
}

namespace {

template <class T> std::vector<Real> extremes() {
  using limits = std::numeric_limits<T>;
  if constexpr (std::is_floating_point_v<T>)
    return {0,
            -0.L,
            1,
            -1,
            0.5L,
            -0.5L,
            1.5L,
            2.5L,
            -2.5L,
            T(1e-20),
            T(-1e-20),
            T(3.7),
            T(-3.7),
            T(88.7),
            T(-103.5),
            T(1e5),
            T(-1e5),
            T(1e10),
            Real(limits::max()),
            Real(limits::lowest()),
            Real(limits::min()),
            Real(limits::denorm_min()),
            limits::infinity(),
            -limits::infinity(),
            limits::quiet_NaN()};
  else
    return {0,
            1,
            2,
            3,
            7,
            31,
            32,
            33,
            63,
            64,
            Real(T(-1)),
            Real(T(-2)),
            Real(T(-7)),
            Real(limits::max()),
            Real(limits::lowest())};
}

/// Of a 16-bit float the numbers that its bits name.
std::vector<Real> halfExtremes(Type type) {
  std::vector<Real> values = {0, -0.L, 1, -1, 0.5L, -0.5L, 1.5L, 2.5L, -2.5L};
  for (Real v : {1e-20L, -1e-20L, 3.7L, -3.7L, 88.7L, -103.5L, 1e4L, -1e4L, 1e10L})
    values.push_back(reference::rounded(type, v));
  std::uint64_t infinite = type == Type::f16 ? 0x7c00 : 0x7f80;
  std::uint64_t normal = type == Type::f16 ? 0x400 : 0x80;
  for (std::uint64_t bits : {infinite - 1, normal, std::uint64_t(1), infinite, infinite + 1})
    values.push_back(reference::decoded(type, bits));
  values.push_back(reference::decoded(type, 0x8000 | (infinite - 1)));
  values.push_back(reference::decoded(type, 0x8000 | infinite));
  return values;
}

Real epsilonOf(Type type) {
  return type == Type::f16    ? 0x1p-10L
         : type == Type::bf16 ? 0x1p-7L
         : type == Type::f32  ? std::numeric_limits<float>::epsilon()
                              : std::numeric_limits<double>::epsilon();
}
Real leastNormal(Type type) {
  return type == Type::f16                         ? 0x1p-14L
         : type == Type::bf16 || type == Type::f32 ? std::numeric_limits<float>::min()
                                                   : std::numeric_limits<double>::min();
}

/// "" or how shapes and types differ.
std::string formDifference(const Values &got, const Values &expected) {
  std::ostringstream out;
  if (got.size() != expected.size())
    out << got.size() << " results, expected " << expected.size();
  for (std::size_t r = 0; r < got.size() && out.str().empty(); ++r)
    if (got[r].type != expected[r].type || got[r].shape != expected[r].shape)
      out << "result " << r << " is " << vm::describe(dtypeOf(got[r].type), got[r].shape)
          << ", expected " << vm::describe(dtypeOf(expected[r].type), expected[r].shape);
  return out.str();
}

/// The first element for which `same` is false.
template <class Same>
std::string firstDifference(const Values &got, const Values &expected, Same same) {
  std::string form = formDifference(got, expected);
  if (!form.empty())
    return form;
  for (std::size_t r = 0; r < got.size(); ++r)
    for (std::int64_t k = 0; k < got[r].size(); ++k) {
      Real g = got[r].values[k], e = expected[r].values[k];
      if (same(got[r].type, g, e))
        continue;
      std::ostringstream out;
      out.precision(18);
      out << "result " << r << " element " << k << " of "
          << vm::describe(dtypeOf(got[r].type), got[r].shape) << " is " << g << ", expected " << e;
      return out.str();
    }
  return "";
}

} // namespace

std::vector<Real> specialValues(DType dtype) {
  switch (dtype) {
  case vm::f32:
    return extremes<float>();
  case vm::f64:
    return extremes<double>();
  case vm::i32:
    return extremes<std::int32_t>();
  case vm::i64:
    return extremes<std::int64_t>();
  case vm::u32:
    return extremes<std::uint32_t>();
  case vm::i8:
    return extremes<std::int8_t>();
  case vm::i16:
    return extremes<std::int16_t>();
  case vm::u8:
    return extremes<std::uint8_t>();
  case vm::u16:
    return extremes<std::uint16_t>();
  case vm::u64:
    return extremes<std::uint64_t>();
  case vm::f16:
  case vm::bf16:
    return halfExtremes(typeOf(dtype));
  case vm::b1:
    return {0, 1};
  case vm::c64:
  case vm::c128:
    break;
  }
  return {};
}

std::string difference(const Values &got, const Values &expected, double ulps) {
  return firstDifference(got, expected, [ulps](Type type, Real g, Real e) {
    if (std::isnan(e))
      return bool(std::isnan(g));
    if (!reference::isFloat(type))
      return g == e;
    Real nearest = reference::rounded(type, e);
    if (g == nearest)
      return true;
    if (!std::isfinite(nearest) || !std::isfinite(g))
      return false;
    Real least = ulps > 4 ? 4 : leastNormal(type);
    return std::fabs(g - e) <= ulps * epsilonOf(type) * std::max(std::fabs(e), least);
  });
}

std::string relativeDifference(const Values &got, const Values &expected, double tolerance) {
  return firstDifference(got, expected, [tolerance](Type, Real g, Real e) {
    return std::isnan(e) ? std::isnan(g) : std::fabs(g - e) <= tolerance * (1 + std::fabs(e));
  });
}

std::string bitDifference(const Arrays &got, const Arrays &expected) {
  Values a = toTensors(got), b = toTensors(expected);
  return firstDifference(a, b, [](Type, Real g, Real e) {
    return std::isnan(e) ? std::isnan(g) : g == e && std::signbit(g) == std::signbit(e);
  });
}

vm::Axes axesOf(const std::vector<std::int64_t> &axes) {
  vm::Axes members(std::initializer_list<vm::Axes>{});
  for (std::int64_t axis : axes)
    members.kids.push_back(axis < 0 ? vm::Axes(vm::none) : vm::Axes(int(axis)));
  vm::Axes arguments(std::initializer_list<vm::Axes>{});
  arguments.kids.push_back(members);
  return arguments;
}

} // namespace property
