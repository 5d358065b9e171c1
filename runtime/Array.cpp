// Arrays with data: making them, reading them, views of them.

#include "runtime/ArrayImpl.h"
#include "runtime/Elements.h"
#include "runtime/Pool.h"
#include "vmapc/ops.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <mutex>
#include <shared_mutex>
#include <unordered_set>

namespace vmapc {
inline namespace v0 {
namespace detail {

//===-- Interned types ------------------------------------------------------===//

namespace {
struct TypeView {
  DType dtype;
  std::span<const std::int64_t> shape;
};
struct TypeHash {
  using is_transparent = void;
  std::size_t operator()(const TypeView &v) const {
    std::size_t h = std::size_t(v.dtype) + 0x9e3779b97f4a7c15u;
    for (std::int64_t extent : v.shape)
      h = (h ^ std::size_t(extent)) * 0xff51afd7ed558ccdu, h ^= h >> 32;
    return h;
  }
  std::size_t operator()(const std::unique_ptr<Type> &t) const {
    return (*this)(TypeView{t->dtype, t->shape});
  }
};
struct TypeEqual {
  using is_transparent = void;
  static TypeView view(const TypeView &v) { return v; }
  static TypeView view(const std::unique_ptr<Type> &t) { return {t->dtype, t->shape}; }
  template <class A, class B> bool operator()(const A &a, const B &b) const {
    TypeView x = view(a), y = view(b);
    return x.dtype == y.dtype &&
           std::equal(x.shape.begin(), x.shape.end(), y.shape.begin(), y.shape.end());
  }
};
struct TypeTable {
  std::shared_mutex mutex;
  std::unordered_set<std::unique_ptr<Type>, TypeHash, TypeEqual> types;
};
TypeTable &typeTable() {
  static TypeTable &table = *new TypeTable;
  return table;
}
} // namespace

const Type *intern(DType dtype, std::span<const std::int64_t> shape) {
  TypeTable &table = typeTable();
  TypeView wanted{dtype, shape};
  {
    std::shared_lock lock(table.mutex);
    if (auto it = table.types.find(wanted); it != table.types.end())
      return it->get();
  }
  auto type = std::make_unique<Type>();
  type->dtype = dtype;
  type->shape.assign(shape.begin(), shape.end());
  type->count = 1;
  bool tooLarge = false;
  for (std::int64_t extent : shape) {
    if (extent < 0)
      fail("array", "extents of at least 0", v0::describe(dtype, type->shape), Loc());
    tooLarge |= __builtin_mul_overflow(type->count, extent, &type->count);
  }
  if (tooLarge && std::find(shape.begin(), shape.end(), 0) != shape.end())
    tooLarge = false, type->count = 0;
  if (tooLarge || type->count > (std::int64_t(1) << 50))
    fail("array", "fewer than 2^50 elements", v0::describe(dtype, type->shape), Loc());
  type->bytes = std::size_t(type->count) * sizeOf(dtype);
  std::lock_guard lock(table.mutex);
  return table.types.insert(std::move(type)).first->get();
}

//===-- Lifetime ------------------------------------------------------------===//

void retain(ArrayImpl *impl) noexcept {
  impl->refs.fetch_add(1, std::memory_order_relaxed);
}

void release(ArrayImpl *impl) noexcept {
  if (impl->refs.load(std::memory_order_acquire) != 1 &&
      impl->refs.fetch_sub(1, std::memory_order_acq_rel) != 1)
    return;
  switch (impl->owner) {
  case Owner::inside:
    break;
  case Owner::pool:
    rt::deallocate(impl->data, impl->sizeClass);
    break;
  case Owner::base:
    release(impl->base);
    break;
  case Owner::deleter:
    (*impl->deleter)();
    delete impl->deleter;
    break;
  }
  impl->~ArrayImpl();
  rt::deallocateImpl(impl);
}

ArrayImpl *newImpl() { return new (rt::allocateImpl()) ArrayImpl; }

ArrayImpl *newData(const Type *type) {
  ArrayImpl *impl = newImpl();
  impl->type = type;
  if (type->bytes <= ArrayImpl::inlineBytes) {
    impl->data = impl->inside;
    return impl;
  }
  try {
    rt::Block block = rt::allocate(type->bytes);
    impl->data = block.data;
    impl->sizeClass = block.sizeClass;
    impl->owner = Owner::pool;
  } catch (...) {
    release(impl);
    throw;
  }
  return impl;
}

Array shapeOnly(const Type *type, bool weak) {
  ArrayImpl *impl = newImpl();
  impl->type = type;
  impl->kind = ArrayKind::shape;
  impl->weak = weak;
  return ArrayImpl::adopt(impl);
}

//===-- Conversions ---------------------------------------------------------===//

namespace {
template <class T> constexpr bool isComplexNumber = requires { typename T::value_type; };
template <class T>
constexpr bool isHalf = std::is_same_v<T, float16> || std::is_same_v<T, bfloat16>;

template <class To, class From> To convertOne(From v) {
  if constexpr (isHalf<From>) {
    if constexpr (std::is_same_v<To, From>)
      return v;
    else
      return convertOne<To>(float(v));
  } else if constexpr (isComplexNumber<To>) {
    using Part = typename To::value_type;
    if constexpr (isComplexNumber<From>)
      return To(Part(v.real()), Part(v.imag()));
    else
      return To(convertOne<Part>(v));
  } else if constexpr (std::is_same_v<To, bool>) {
    return v != From(0);
  } else if constexpr (isComplexNumber<From>) {
    return convertOne<To>(v.real());
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    if (std::isnan(v))
      return 0;
    if (v <= From(std::numeric_limits<To>::min()))
      return std::numeric_limits<To>::min();
    if (v >= From(std::numeric_limits<To>::max()))
      return std::numeric_limits<To>::max();
    return To(v);
  } else {
    return To(v);
  }
}
} // namespace

void convertElements(DType from, const void *in, DType to, void *out,
                     std::size_t count) {
  if (!count)
    return;
  if (from == to) {
    std::memcpy(out, in, count * sizeOf(to));
    return;
  }
  withElement(from, [&](auto *f) {
    withElement(to, [&](auto *t) {
      using From = std::remove_pointer_t<decltype(f)>;
      using To = std::remove_pointer_t<decltype(t)>;
      auto *x = static_cast<const From *>(in);
      auto *y = static_cast<To *>(out);
      for (std::size_t k = 0; k < count; ++k)
        y[k] = convertOne<To>(x[k]);
    });
  });
}

//===-- The joint with operations -------------------------------------------===//

const Aval &avalOf(const Array &array) {
  return *ArrayImpl::of(required(array, "array", Loc()))->type;
}
bool isWeak(const Array &array) noexcept {
  return array.defined() && ArrayImpl::of(array)->weak;
}
bool hasData(const Array &array) noexcept {
  return array.defined() && ArrayImpl::of(array)->kind == ArrayKind::data;
}
const void *dataOf(const Array &array) {
  return requireData(array, "array", Loc()).data;
}

Array view(const Array &base, const Shape &shape, std::int64_t offset) {
  const ArrayImpl &from = requireData(base, "view", Loc());
  ArrayImpl *impl = newImpl();
  Array result = ArrayImpl::adopt(impl);
  impl->type = intern(from.type->dtype, shape);
  impl->data = from.data + std::size_t(offset) * sizeOf(from.type->dtype);
  impl->base = from.owner == Owner::base ? from.base : ArrayImpl::of(base);
  retain(impl->base);
  impl->owner = Owner::base;
  return result;
}

Array withWeak(const Array &array, bool weak) {
  const ArrayImpl &from = *ArrayImpl::of(required(array, "array", Loc()));
  DType t = from.type->dtype;
  weak = weak && from.type->shape.empty() && isKept(t);
  if (from.weak == weak)
    return array;
  if (from.kind == ArrayKind::data) {
    Array result = view(array, from.type->shape, 0);
    ArrayImpl::of(result)->weak = weak;
    return result;
  }
  ArrayImpl *impl = newImpl();
  impl->kind = from.kind;
  impl->type = from.type;
  impl->weak = weak;
  if (from.kind == ArrayKind::traced)
    impl->traced = from.traced;
  return ArrayImpl::adopt(impl);
}

Array constantAs(const Array &array, DType dtype) {
  if (!hasData(array) || ArrayImpl::of(array)->type->count != 1)
    return {};
  const ArrayImpl &from = *ArrayImpl::of(array);
  ArrayImpl *impl = newData(intern(dtype, from.type->shape));
  convertElements(from.type->dtype, from.data, dtype, impl->data, 1);
  return ArrayImpl::adopt(impl);
}

Array allocate(DType dtype, const Shape &shape, void *&data) {
  ArrayImpl *impl = newData(intern(dtype, shape));
  data = impl->data;
  return ArrayImpl::adopt(impl);
}

} // namespace detail

//===-- Array ---------------------------------------------------------------===//

using detail::ArrayImpl;

ArrayImpl *Array::ofNumber(const detail::Number &n) {
  static const detail::Type *const types[] = {
      detail::intern(b1, {}), detail::intern(i64, {}), detail::intern(f64, {}),
      detail::intern(c128, {})};
  bool isShort = n.dtype == f16 || n.dtype == bf16;
  bool isLarge = n.dtype == u64 && n.integer < 0;
  const detail::Type *type = isShort || isLarge ? detail::intern(n.dtype, {})
                                                : types[detail::kindOf(n.dtype)];
  ArrayImpl *impl = detail::newData(type);
  detail::convertElements(detail::widestOf(n.dtype), &n.real, type->dtype, impl->data, 1);
  // bool and the 16-bit floats stay; so does an integer that i32 cannot hold, as an i64
  // (or u64) that nothing narrows.
  impl->weak = n.dtype != b1 && !isShort &&
               (isInexact(n.dtype) || (n.integer >= INT32_MIN && n.integer <= INT32_MAX));
  return impl;
}

namespace {
using detail::Nested;

/// Appends the extents of `list` and checks that its rows agree.
void shapeOf(std::span<const Nested> list, std::size_t depth, Shape &shape) {
  if (depth == shape.size())
    shape.push_back(std::int64_t(list.size()));
  if (shape[depth] != std::int64_t(list.size()))
    detail::fail("array", "rows of one length", "rows of " + std::to_string(shape[depth]) +
                                                    " and " + std::to_string(list.size()),
                 detail::Loc());
  for (const Nested &e : list) {
    if (e.isList != list.front().isList)
      detail::fail("array", "rows of one depth", "a number beside a list", detail::Loc());
    if (e.isList)
      shapeOf(e.list, depth + 1, shape);
    else if (depth + 1 != shape.size())
      detail::fail("array", "rows of one depth", "a number beside a list", detail::Loc());
  }
}

void highest(std::span<const Nested> list, std::optional<DType> &dtype) {
  for (const Nested &e : list) {
    if (e.isList) {
      highest(e.list, dtype);
      continue;
    }
    dtype = dtype ? promote_types(*dtype, e.number.dtype) : e.number.dtype;
  }
}

void store(std::span<const Nested> list, DType dtype, std::byte *&out) {
  for (const Nested &e : list) {
    if (e.isList) {
      store(e.list, dtype, out);
      continue;
    }
    detail::convertElements(detail::widestOf(e.number.dtype), &e.number.real, dtype, out, 1);
    out += sizeOf(dtype);
  }
}
} // namespace

Array::Array(std::initializer_list<Nested> list) {
  Shape shape;
  shapeOf(std::span(list.begin(), list.size()), 0, shape);
  std::optional<DType> dtype;
  highest(std::span(list.begin(), list.size()), dtype);
  impl_ = detail::newData(detail::intern(dtype.value_or(f32), shape));
  std::byte *out = impl_->data;
  store(std::span(list.begin(), list.size()), dtype.value_or(f32), out);
}

Array Array::copied(DType dtype, const Shape &shape, const void *data, std::size_t count,
                    const detail::Loc &loc) {
  const detail::Type *type = detail::intern(dtype, shape);
  if (std::size_t(type->count) != count)
    detail::fail("Array::from", std::to_string(type->count) + " elements for " +
                                    describe(dtype, shape),
                 std::to_string(count) + " elements", loc);
  ArrayImpl *impl = detail::newData(type);
  if (type->bytes)
    std::memcpy(impl->data, data, type->bytes);
  return Array(impl);
}

Array Array::borrowed(DType dtype, const Shape &shape, void *data,
                      std::function<void()> deleter, const detail::Loc &loc) {
  if (reinterpret_cast<std::uintptr_t>(data) % 64)
    detail::fail("Array::borrow", "memory aligned to 64 bytes",
                 "an address " + std::to_string(reinterpret_cast<std::uintptr_t>(data) % 64) +
                     " bytes past such a boundary",
                 loc);
  const detail::Type *type = detail::intern(dtype, shape);
  ArrayImpl *impl = detail::newImpl();
  impl->type = type;
  impl->data = static_cast<std::byte *>(data);
  impl->owner = detail::Owner::deleter;
  impl->deleter = new std::function<void()>(std::move(deleter));
  return Array(impl);
}

const Shape &Array::shape(detail::Loc loc) const {
  return detail::ArrayImpl::of(detail::required(*this, "shape", loc))->type->shape;
}

std::int64_t Array::dim(std::int64_t axis, detail::Loc loc) const {
  const Shape &s = shape(loc);
  auto rank = std::int64_t(s.size());
  if (axis < -rank || axis >= rank)
    detail::fail("dim", "an axis of " + detail::describe(*this), std::to_string(axis), loc);
  return s[std::size_t(axis < 0 ? axis + rank : axis)];
}

DType Array::dtype(detail::Loc loc) const {
  const ArrayImpl *impl = detail::ArrayImpl::of(detail::required(*this, "dtype", loc));
  if (!impl->weak)
    return impl->type->dtype;
  return detail::settledType(impl->type->dtype);
}

bool Array::traced() const noexcept {
  return impl_ && impl_->kind == detail::ArrayKind::traced;
}

/// Complex elements become others only by name.
static void checkReal(const ArrayImpl &impl, bool mayBeComplex, const char *op,
                      const detail::Loc &loc) {
  if (isComplex(impl.type->dtype) && !mayBeComplex)
    detail::fail(op, "a complex element type, or vm::real, vm::imag or vm::abs of the array",
                 describe(impl.type->dtype, impl.type->shape), loc);
}

detail::Number Array::number(bool mayBeComplex, const detail::Loc &loc) const {
  const ArrayImpl &impl = detail::requireData(*this, "item", loc);
  if (impl.type->count != 1)
    detail::fail("item", "an array of one element", detail::describe(*this), loc);
  checkReal(impl, mayBeComplex, "item", loc);
  detail::Number n;
  n.dtype = impl.type->dtype;
  struct alignas(16) { // as convertElements writes a c128
    double re = 0, im = 0;
  } wide;
  detail::convertElements(n.dtype, impl.data, detail::widestOf(n.dtype), &wide, 1);
  if (isInexact(n.dtype))
    n.real = wide.re, n.imag = wide.im;
  else
    std::memcpy(&n.integer, &wide, sizeof n.integer);
  return n;
}

const void *Array::elements(DType wanted, const detail::Loc &loc) const {
  const ArrayImpl &impl = detail::requireData(*this, "span", loc);
  if (impl.weak && wanted != impl.type->dtype)
    detail::fail("span",
                 "span of double, int64_t or std::complex<double> for a weak number (or item)",
                 std::string(nameOf(wanted)), loc);
  if (impl.type->dtype != wanted)
    detail::fail("span", "the element type of " + detail::describe(*this),
                 std::string(nameOf(wanted)), loc);
  return impl.data;
}

void Array::converted(DType wanted, void *out, std::size_t count,
                      const detail::Loc &loc) const {
  const ArrayImpl &impl = detail::requireData(*this, "copy_to", loc);
  if (std::size_t(impl.type->count) != count)
    detail::fail("copy_to", std::to_string(impl.type->count) + " elements",
                 std::to_string(count), loc);
  checkReal(impl, isComplex(wanted) || wanted == b1, "copy_to", loc);
  detail::convertElements(impl.type->dtype, impl.data, wanted, out, count);
}

bool Array::truth() const {
  const ArrayImpl &impl = *detail::ArrayImpl::of(detail::required(*this, "bool", {}));
  if (impl.kind == detail::ArrayKind::traced)
    detail::fail("bool",
                 "a value that is known; a branch on a traced value is vm::cond, and a "
                 "choice of elements vm::where",
                 detail::describe(*this), impl.traced.made);
  detail::Number n = number(true, {});
  return isInexact(n.dtype) ? n.real != 0 || n.imag != 0 : n.integer != 0;
}

} // namespace v0
} // namespace vmapc
