// Comparing the values of arrays on the host.

#include "vmapc/library.h"

#include "runtime/ops/Ops.h"

#include <cmath>

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace {

/// Elements in double, and in i64 when they are integers, where doubles would merge values.
struct Elements {
  std::vector<double> real;
  std::vector<std::int64_t> integer;
  explicit Elements(const Array &x, const Loc &loc) : real(x.to_vector<double>(loc)) {
    if (kindOf(x.dtype()) < 2)
      integer = x.to_vector<std::int64_t>(loc);
  }
};

} // namespace

bool AllClose::operator()(const Operand &a, const Operand &b, const Tolerance &t) const {
  const Array arrays[] = {required(a.array, "allclose", a.loc),
                          required(b.array, "allclose", b.loc)};
  const Operand *operands[] = {&a, &b};
  Shape shape = commonShape(arrays, operands, "allclose", a.loc);
  Elements ea(arrays[0], a.loc), eb(arrays[1], b.loc);
  auto close = [&](std::size_t i, std::size_t j) {
    double x = ea.real[i], y = eb.real[j];
    if (!ea.integer.empty() && !eb.integer.empty() && ea.integer[i] == eb.integer[j])
      return true;
    if (std::isnan(x) || std::isnan(y))
      return t.equal_nan && std::isnan(x) && std::isnan(y);
    if (std::isinf(x) || std::isinf(y))
      return x == y;
    return std::fabs(x - y) <= t.atol + t.rtol * std::fabs(y);
  };
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
    if (!close(std::size_t(place[0]), std::size_t(place[1])))
      return false;
  }
  return true;
}

bool ArrayEqual::operator()(const Operand &a, const Operand &b) const {
  const Array &x = required(a.array, "array_equal", a.loc);
  const Array &y = required(b.array, "array_equal", b.loc);
  if (x.shape() != y.shape())
    return false;
  Elements ex(x, a.loc), ey(y, b.loc);
  bool integers = kindOf(x.dtype()) < 2 && kindOf(y.dtype()) < 2;
  return integers ? ex.integer == ey.integer : ex.real == ey.real;
}

} // namespace v0
} // namespace vmapc
