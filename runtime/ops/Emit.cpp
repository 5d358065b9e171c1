// Calls of library functions and the recording of primitives.

#include "runtime/ops/Ops.h"

#include <algorithm>
#include <numeric>

namespace vmapc {
inline namespace v0 {
namespace detail {

bool strictDtypes() noexcept; // Promote.cpp

// Whether conversions are errors changes what a body does, so it is part of the key.
static std::string_view keyed(std::string_view statics, std::string &storage) {
  if (!strictDtypes())
    return statics;
  storage.assign(statics).append("strict");
  return storage;
}

Array call(const char *name, std::string_view statics,
           std::initializer_list<const Operand *> operands, Body1 body) {
  constexpr std::size_t most = 8;
  Array arrays[most];
  std::size_t n = 0;
  const Loc &loc = (*operands.begin())->loc;
  for (const Operand *operand : operands)
    arrays[n++] = required(operand->array, name, operand->loc);
  Scope scope(loc);
  std::string storage;
  return library1(name, keyed(statics, storage), Inputs(arrays, n), loc, body);
}

Array callList(const char *name, std::string_view statics, Inputs arrays, const Loc &loc,
               Body1 body) {
  for (const Array &x : arrays)
    required(x, name, loc);
  Scope scope(loc);
  std::string storage;
  return library1(name, keyed(statics, storage), arrays, loc, body);
}

std::vector<Array> callAll(const char *name, std::string_view statics, Inputs arrays,
                           const Loc &loc, Body body) {
  for (const Array &x : arrays)
    required(x, name, loc);
  Scope scope(loc);
  std::string storage;
  return library(name, keyed(statics, storage), arrays, loc, body);
}

Dims toFront(const Dims &axes, std::int64_t rank) {
  Dims result = axes;
  for (std::int64_t d = 0; d < rank; ++d)
    if (std::find(axes.begin(), axes.end(), d) == axes.end())
      result.push_back(d);
  return result;
}

Dims inverse(const Dims &permutation) {
  Dims result(permutation.size());
  for (std::size_t k = 0; k < permutation.size(); ++k)
    result[std::size_t(permutation[k])] = std::int64_t(k);
  return result;
}

namespace prim {

static Array emitAs(const char *op, Inputs operands, std::span<const Attr> attrs,
                    const Aval *result) {
  // The line is the ambient one: every body runs under a Scope.
  return emit1(op, operands, attrs, Loc::current(),
               result ? std::span<const Aval>(result, 1) : std::span<const Aval>());
}

Array make(const char *op, std::initializer_list<Array> operands, std::initializer_list<Attr> attrs,
           const Aval *result) {
  return emitAs(op, {operands.begin(), operands.size()}, {attrs.begin(), attrs.size()}, result);
}

Array scalar(double value, DType dtype) { return constantAs(withWeak(Array(value), false), dtype); }

Array splat(double value, DType dtype, const Shape &shape) {
  return broadcast(scalar(value, dtype), shape, {});
}

Array iota(const Shape &shape, std::int64_t dimension, DType dtype) {
  if (isComplex(dtype))
    return convert(iota(shape, dimension, realType(dtype)), dtype);
  Aval result{dtype, shape};
  return make("iota", {}, {{"dimension", dimension}}, &result);
}

Array convert(const Array &x, DType dtype) {
  const Aval &aval = avalOf(x);
  if (aval.dtype == dtype)
    return isWeak(x) ? withWeak(x, false) : x;
  if (isComplex(aval.dtype) && !isComplex(dtype)) {
    if (dtype != b1)
      fail("convert", "a complex dtype; vm::real, vm::imag and vm::abs give reals",
           std::string(nameOf(aval.dtype)) + " to " + std::string(nameOf(dtype)),
           userLine(Loc::current()));
    Array zero = splat(0, aval.dtype, aval.shape);
    return make("compare", {withWeak(x, false), zero}, {{"direction", std::string("ne")}});
  }
  if (aval.shape.empty())
    if (Array constant = constantAs(x, dtype); constant.defined())
      return constant;
  if (isComplex(dtype) && !isComplex(aval.dtype)) {
    Array re = convert(x, realType(dtype));
    return complex(re, splat(0, realType(dtype), aval.shape));
  }
  Aval result{dtype, aval.shape};
  return make("convert", {x}, {}, &result);
}

Array complex(const Array &re, const Array &im) { return make("complex", {re, im}); }
Array real(const Array &z) { return make("real", {z}); }
Array imag(const Array &z) { return make("imag", {z}); }

Array broadcast(const Array &x, const Shape &shape, const Dims &dimensions) {
  const Aval &aval = avalOf(x);
  if (aval.shape == shape)
    return x;
  Aval result{aval.dtype, shape};
  return make("broadcast", {x}, {{"dimensions", dimensions}}, &result);
}

Array broadcastTo(const Array &x, const Shape &shape) {
  std::size_t rank = avalOf(x).shape.size();
  Dims dimensions(rank);
  std::iota(dimensions.begin(), dimensions.end(), std::int64_t(shape.size() - rank));
  return broadcast(x, shape, dimensions);
}

Array reshape(const Array &x, const Shape &shape) {
  const Aval &aval = avalOf(x);
  if (aval.shape == shape)
    return x;
  Aval result{aval.dtype, shape};
  return make("reshape", {x}, {}, &result);
}

Array transpose(const Array &x, const Dims &permutation) {
  if (std::is_sorted(permutation.begin(), permutation.end()))
    return x;
  return make("transpose", {x}, {{"permutation", permutation}});
}

Array slice(const Array &x, const Dims &start, const Dims &limit, const Dims &stride) {
  auto is = [](const Dims &v, std::int64_t k) {
    return std::all_of(v.begin(), v.end(), [k](std::int64_t e) { return e == k; });
  };
  if (limit == avalOf(x).shape && is(start, 0) && is(stride, 1))
    return x;
  return make("slice", {x}, {{"start", start}, {"limit", limit}, {"stride", stride}});
}

Array reduce(const char *op, const Array &x, const Dims &dimensions) {
  return dimensions.empty() ? x : make(op, {x}, {{"dimensions", dimensions}});
}

Array contract(const Array &a, const Dims &ai, const Array &b, const Dims &bi, const Dims &ri) {
  // Letters become 0, 1, ... in order of appearance, so that equal products read equal.
  Dims letters;
  auto number = [&](const Dims &v) {
    Dims result;
    for (std::int64_t letter : v) {
      auto at = std::find(letters.begin(), letters.end(), letter);
      result.push_back(at - letters.begin());
      if (at == letters.end())
        letters.push_back(letter);
    }
    return result;
  };
  Dims na = number(ai), nb = number(bi), nr = number(ri);
  Aval result{avalOf(a).dtype, {}};
  for (std::int64_t r : nr) {
    auto at = std::find(na.begin(), na.end(), r);
    result.shape.push_back(
        at != na.end()
            ? avalOf(a).shape[std::size_t(at - na.begin())]
            : avalOf(b).shape[std::size_t(std::find(nb.begin(), nb.end(), r) - nb.begin())]);
  }
  return make("contract", {a, b},
              {{"lhs_indices", na}, {"rhs_indices", nb}, {"result_indices", nr}}, &result);
}

} // namespace prim
} // namespace detail
} // namespace v0
} // namespace vmapc
