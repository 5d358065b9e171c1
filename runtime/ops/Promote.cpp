// The promotion table, broadcasting of shapes, and the checks of axes.

#include "runtime/ops/Ops.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace vmapc {
inline namespace v0 {
namespace detail {

static thread_local int strictDepth = 0;
bool strictDtypes() noexcept { return strictDepth > 0; }

} // namespace detail

StrictDtypes::StrictDtypes() noexcept { ++detail::strictDepth; }
StrictDtypes::~StrictDtypes() { --detail::strictDepth; }

DType promote_types(DType a, DType b) noexcept {
  int ka = detail::kindOf(a), kb = detail::kindOf(b);
  if (ka != kb) {
    DType high = ka > kb ? a : b, low = ka > kb ? b : a;
    return isComplex(high) && low == f64 ? c128 : high;
  }
  if (a == b)
    return a;
  bool sizesDiffer = sizeOf(a) != sizeOf(b);
  DType wide = sizeOf(a) > sizeOf(b) ? a : b;
  if (ka == 2)
    return sizesDiffer ? wide : f32; // f16 with bf16: f32 holds both exactly
  if (ka == 3 || isUnsigned(a) == isUnsigned(b))
    return wide;
  // Mixed signs: the narrowest signed type that holds both; none does for u64.
  switch (isUnsigned(a) ? a : b) {
  case u8: return sizesDiffer ? wide : i16;
  case u16: return sizesDiffer && wide != u16 ? wide : i32;
  case u32: return i64;
  default: return f64;
  }
}

namespace detail {

//===-- Checks ------------------------------------------------------------------===//

std::string describe(const Dims &v) {
  std::string text = "[";
  for (std::size_t k = 0; k < v.size(); ++k)
    text += (k ? "," : "") + std::to_string(v[k]);
  return text + "]";
}

std::string describe(const Array &x, const Loc &loc) {
  std::string_view file = loc.file_name();
  file = file.substr(file.rfind('/') + 1);
  return vmapc::describe(x.dtype(), x.shape()) + " (" + std::string(file) + ":" +
         std::to_string(loc.line()) + ")";
}

std::int64_t normalAxis(std::int64_t axis, std::int64_t rank, const char *op, const Loc &loc) {
  if (axis < -rank || axis >= rank)
    fail(op, "an axis in " + std::to_string(-rank) + ".." + std::to_string(rank - 1),
         std::to_string(axis) + " for rank " + std::to_string(rank), loc);
  return axis < 0 ? axis + rank : axis;
}

Dims normalAxes(const AxisList &axes, std::int64_t rank, const char *op, const Loc &loc) {
  Dims result;
  if (axes.every) {
    result.resize(std::size_t(rank));
    std::iota(result.begin(), result.end(), 0);
    return result;
  }
  for (std::int64_t axis : axes.axes)
    result.push_back(normalAxis(axis, rank, op, loc));
  std::sort(result.begin(), result.end());
  if (std::adjacent_find(result.begin(), result.end()) != result.end())
    fail(op, "axes that are all different", describe(axes.axes), loc);
  return result;
}

void checkShape(const Shape &shape, DType dtype, const char *op, const Loc &loc) {
  std::int64_t room = std::numeric_limits<std::int64_t>::max() / std::int64_t(sizeOf(dtype));
  for (std::int64_t extent : shape) {
    if (extent < 0)
      fail(op, "extents that are not negative", describe(shape), loc);
    if (extent > 0)
      room /= extent;
  }
  if (room == 0 && std::find(shape.begin(), shape.end(), 0) == shape.end())
    fail(op, "a shape whose size in bytes is below 2^63", describe(shape), loc);
}

void checkFloat(DType dtype, const char *op, const Loc &loc) {
  if (kindOf(dtype) != 2)
    fail(op, "dtype f16, bf16, f32 or f64", std::string(nameOf(dtype)), loc);
}

//===-- Promotion -----------------------------------------------------------------===//

Promoted promote(Inputs xs, const char *op, const Loc &loc) {
  const Array *strong = nullptr;
  Promoted p;
  int weakKind = -1;
  for (const Array &x : xs) {
    DType t = avalOf(x).dtype;
    if (isWeak(x)) {
      weakKind = std::max(weakKind, kindOf(t));
      continue;
    }
    if (strong && strictDtypes() && avalOf(*strong).dtype != t)
      fail(op, "equal dtypes (vm::StrictDtypes is on; convert with vm::astype)",
           vmapc::describe(strong->dtype(), strong->shape()) + " and " +
               vmapc::describe(t, x.shape()),
           userLine(loc));
    p.dtype = strong ? promote_types(p.dtype, t) : t;
    p.weak = false;
    strong = &x;
  }
  if (!strong)
    p.dtype = weakKind == 3 ? c128 : weakKind == 2 ? f64 : i64;
  else if (weakKind > kindOf(p.dtype))
    p.dtype = weakKind == 3 ? complexType(p.dtype) : weakKind == 2 ? f32 : i32;
  return p;
}

Promoted within(Domain domain, Promoted p, const char *op, const Loc &loc) {
  if (domain == Domain::floats && kindOf(p.dtype) < 2)
    p.dtype = p.weak ? f64 : f32;
  if ((domain == Domain::numbers || domain == Domain::integers) && p.dtype == b1)
    p.dtype = i32;
  if ((domain == Domain::bits || domain == Domain::integers) && kindOf(p.dtype) >= 2)
    fail(op, "integers or bools", std::string(nameOf(p.weak ? settledType(p.dtype) : p.dtype)),
         userLine(loc));
  return p;
}

std::vector<Array> converted(Inputs xs, DType dtype) {
  std::vector<Array> result;
  for (const Array &x : xs)
    result.push_back(prim::convert(x, dtype));
  return result;
}

std::vector<Array> unified(Inputs xs, DType dtype, const Shape &shape) {
  std::vector<Array> result = converted(xs, dtype);
  for (Array &x : result)
    x = prim::broadcastTo(x, shape);
  return result;
}

//===-- Broadcasting ----------------------------------------------------------------===//

Shape commonShape(Inputs xs, std::span<const Operand *const> operands, const char *op,
                  const Loc &loc) {
  std::size_t rank = 0;
  for (const Array &x : xs)
    rank = std::max(rank, avalOf(x).shape.size());
  Shape shape(rank, 1);
  std::vector<std::size_t> owner(rank, 0); // the operand that fixed an extent
  for (std::size_t n = 0; n < xs.size(); ++n) {
    const Shape &own = avalOf(xs[n]).shape;
    for (std::size_t k = 0; k < own.size(); ++k) {
      std::size_t axis = rank - own.size() + k;
      if (own[k] == shape[axis] || own[k] == 1)
        continue;
      if (shape[axis] != 1) {
        auto line = [&](std::size_t i) { return i < operands.size() ? operands[i]->loc : loc; };
        fail(op, "shapes that broadcast: equal extents or 1 at each axis from the last",
             describe(xs[owner[axis]], line(owner[axis])) + " and " + describe(xs[n], line(n)) +
                 ", " + std::to_string(shape[axis]) + " and " + std::to_string(own[k]) +
                 " at axis " + std::to_string(std::int64_t(axis) - std::int64_t(rank)),
             userLine(loc));
      }
      shape[axis] = own[k];
      owner[axis] = n;
    }
  }
  return shape;
}

} // namespace detail
} // namespace v0
} // namespace vmapc
