// Reductions over axes.

#include "runtime/ops/Complex.h"

#include <algorithm>

namespace vmapc {
inline namespace v0 {
namespace detail {

// A reduced array with the dimensions back, of extent 1. By broadcast, whose axes any pass
// can follow, unlike those of a reshape.
static Array keep(const Array &reduced, Shape shape, const Dims &dimensions) {
  Dims rest;
  for (std::size_t d = 0; d < shape.size(); ++d)
    if (std::find(dimensions.begin(), dimensions.end(), std::int64_t(d)) != dimensions.end())
      shape[d] = 1;
    else
      rest.push_back(std::int64_t(d));
  return prim::broadcast(reduced, shape, rest);
}

Array reduce(const char *op, const Operand &x, const AxisList &axes, bool keepdims) {
  const Array &a = required(x.array, op, x.loc);
  Dims dims = normalAxes(axes, a.rank(), op, x.loc);
  return call(op, Key() << dims << keepdims, {&x}, [&](Inputs in) {
    std::string_view name = op;
    bool logical = name == "reduce_and" || name == "reduce_or";
    bool extremum = name == "reduce_max" || name == "reduce_min";
    DType t = in[0].dtype();
    const char *emitted = op;
    if (logical)
      t = b1;
    else if (t == b1 && extremum) // the larger of bools is their or
      emitted = name == "reduce_max" ? "reduce_or" : "reduce_and";
    else if (t == b1)
      t = i32;
    if (isComplex(t) && extremum)
      fail(op, "a real operand", std::string(nameOf(t)), userLine(x.loc));
    Array v = prim::convert(in[0], t);
    Array result = isComplex(t) && name == "reduce_prod" ? complexProduct(v, dims)
                                                         : prim::reduce(emitted, v, dims);
    return keepdims ? keep(result, in[0].shape(), dims) : result;
  });
}

Array argReduce(const char *op, const Operand &x, std::optional<std::int64_t> axis, bool keepdims) {
  const Array &a = required(x.array, op, x.loc);
  std::int64_t d = axis ? normalAxis(*axis, a.rank(), op, x.loc) : -1;
  if ((axis ? a.dim(d) : a.size()) == 0)
    fail(op, "at least one element to choose from", describe(a, x.loc), x.loc);
  return call(op, Key() << d << keepdims, {&x}, [&](Inputs in) {
    const Shape &shape = in[0].shape();
    Array v = prim::convert(in[0], in[0].dtype());
    if (isComplex(v.dtype()))
      fail(op, "a real operand", std::string(nameOf(v.dtype())), userLine(x.loc));
    if (v.dtype() == b1)
      v = prim::convert(v, i32);
    if (!axis)
      v = prim::reshape(v, {elementCount(shape)});
    Array result = prim::make(op, {v}, {{"dimension", std::max<std::int64_t>(d, 0)}});
    if (keepdims)
      result = keep(result, shape, axis ? Dims{d} : normalAxes({}, in[0].rank(), op, x.loc));
    return result;
  });
}

} // namespace detail
} // namespace v0
} // namespace vmapc
