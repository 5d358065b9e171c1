// Comparing the values of arrays on the host.

#include "vmapc/library.h"

#include "runtime/ops/ExactElements.h"
#include "runtime/ops/Ops.h"

#include <cmath>

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace detail {

std::vector<Exact> exactElements(const Array &x, const Loc &loc) {
  std::vector<Exact> result;
  auto fill = [&](const auto &values) { result.assign(values.begin(), values.end()); };
  if (isComplex(x.dtype()))
    for (std::complex<double> v : x.to_vector<std::complex<double>>(loc))
      result.emplace_back(v.real(), v.imag());
  else if (isFloat(x.dtype()))
    fill(x.to_vector<double>(loc));
  else if (isUnsigned(x.dtype()))
    fill(x.to_vector<std::uint64_t>(loc));
  else
    fill(x.to_vector<std::int64_t>(loc));
  return result;
}

bool closeTo(Exact x, Exact y, double rtol, double atol, bool equalNan) {
  auto isNan = [](Exact v) { return std::isnan(v.real()) || std::isnan(v.imag()); };
  if (isNan(x) || isNan(y))
    return equalNan && isNan(x) && isNan(y);
  if (x == y)
    return true;
  // An infinite difference is never within an infinite tolerance.
  return std::isfinite(std::abs(y)) && std::abs(x - y) <= atol + rtol * std::abs(y);
}

} // namespace detail

bool AllClose::operator()(const Operand &a, const Operand &b, const Tolerance &t) const {
  const Array arrays[] = {required(a.array, "allclose", a.loc),
                          required(b.array, "allclose", b.loc)};
  const Operand *operands[] = {&a, &b};
  Shape shape = commonShape(arrays, operands, "allclose", a.loc);
  std::vector<Exact> x = exactElements(arrays[0], a.loc), y = exactElements(arrays[1], b.loc);
  std::int64_t n = elementCount(shape);
  for (std::int64_t k = 0; k < n; ++k) {
    // The place of element k in each operand: axes of extent 1 do not move it.
    std::int64_t place[2] = {0, 0}, stride[2] = {1, 1}, rest = k;
    for (std::size_t d = shape.size(); d-- > 0; rest /= shape[d])
      for (int side = 0; side < 2; ++side) {
        const Shape &own = arrays[side].shape();
        std::size_t missing = shape.size() - own.size();
        if (d < missing)
          continue;
        std::int64_t extent = own[d - missing];
        place[side] += extent == 1 ? 0 : rest % shape[d] * stride[side];
        stride[side] *= extent;
      }
    if (!closeTo(x[std::size_t(place[0])], y[std::size_t(place[1])], t.rtol, t.atol, t.equal_nan))
      return false;
  }
  return true;
}

bool ArrayEqual::operator()(const Operand &a, const Operand &b) const {
  const Array &x = required(a.array, "array_equal", a.loc);
  const Array &y = required(b.array, "array_equal", b.loc);
  return x.shape() == y.shape() && exactElements(x, a.loc) == exactElements(y, b.loc);
}

} // namespace v0
} // namespace vmapc
