#include "runtime/ops/Along.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace vmapc {
inline namespace v0 {
namespace detail {

static Dims movedLast(std::int64_t rank, std::int64_t axis) {
  Dims p(static_cast<std::size_t>(rank));
  std::iota(p.begin(), p.end(), 0);
  p.erase(p.begin() + axis);
  p.push_back(axis);
  return p;
}

Array axisLast(const Array &x, std::int64_t axis) {
  return prim::transpose(x, movedLast(x.rank(), axis));
}

Array axisBack(const Array &x, std::int64_t axis) {
  return prim::transpose(x, inverse(movedLast(x.rank(), axis)));
}

Array axesLast(const Array &x, const Dims &axes) {
  Dims permutation;
  Shape shape;
  for (std::int64_t d = 0; d < x.rank(); ++d)
    if (!std::binary_search(axes.begin(), axes.end(), d)) {
      permutation.push_back(d);
      shape.push_back(x.dim(d));
    }
  std::int64_t merged = 1;
  for (std::int64_t d : axes) {
    permutation.push_back(d);
    merged *= x.dim(d);
  }
  shape.push_back(merged);
  return prim::reshape(prim::transpose(x, permutation), shape);
}

Array readRows(const Array &x, const Array &indices) {
  return prim::make("gather", {x, indices},
                    {{"batch_dims", x.rank() - 1}, {"mode", std::string("clip")}});
}

Array runningSum(const Array &x) {
  // After the step of stride s an element holds the sum of 2 s elements up to it.
  Array sum = x;
  std::size_t last = std::size_t(x.rank() - 1);
  for (std::int64_t stride = 1; stride < x.dim(-1); stride *= 2) {
    Dims low(last + 1, 0), high(last + 1, 0), none(last + 1, 0);
    low[last] = stride;
    high[last] = -stride;
    Array shifted = prim::make("pad", {sum, prim::scalar(0, sum.dtype())},
                               {{"low", low}, {"high", high}, {"interior", none}});
    sum = prim::make("add", {sum, shifted});
  }
  return sum;
}

Array orderOf(Inputs keys, bool descending, bool total) {
  Attr attrs[] = {{"dimension", keys[0].rank() - 1},
                  {"descending", Dims(keys.size(), descending)},
                  {"total", total}};
  return emit1("argsort", keys, attrs, Loc::current());
}

Array asFloat(const Array &x) {
  DType t = avalOf(x).dtype;
  if (kindOf(t) >= 2)
    return x;
  return isWeak(x) ? withWeak(prim::convert(x, f64), true) : prim::convert(x, f32);
}

Array strong(const Array &x) { return prim::convert(x, x.dtype()); }
Array strongFloat(const Array &x) { return strong(asFloat(x)); }

Array bound(DType dtype, bool lowest) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  // Conversion saturates: infinity becomes the highest integer.
  return prim::convert(prim::scalar(lowest ? -infinity : infinity, f64), dtype);
}

Array largestFinite(DType dtype) {
  double value = dtype == f64    ? std::numeric_limits<double>::max()
                 : dtype == f32  ? double(std::numeric_limits<float>::max())
                 : dtype == bf16 ? 0x1.fep127
                                 : 65504;
  return prim::scalar(value, dtype);
}

Array positions(const Shape &shape) {
  return prim::iota(shape, std::int64_t(shape.size()) - 1, i32);
}

} // namespace detail
} // namespace v0
} // namespace vmapc
