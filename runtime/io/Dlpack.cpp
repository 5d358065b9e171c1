// DLPack: arrays as tensors of other libraries and back, without a copy where the memory
// allows it.

#include "vmapc/dlpack.h"

#include "runtime/ArrayImpl.h"
#include "vmapc/detail/dlpack_abi.h"

#include <cstring>

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace {

constexpr std::uint32_t majorVersion = 1, minorVersion = 0;

struct Code {
  DType dtype;
  std::uint8_t code, bits;
};
constexpr Code codes[] = {{f16, kDLFloat, 16},   {f32, kDLFloat, 32},     {f64, kDLFloat, 64},
                          {bf16, kDLBfloat, 16}, {i8, kDLInt, 8},         {i16, kDLInt, 16},
                          {i32, kDLInt, 32},     {i64, kDLInt, 64},       {u8, kDLUInt, 8},
                          {u16, kDLUInt, 16},    {u32, kDLUInt, 32},      {u64, kDLUInt, 64},
                          {c64, kDLComplex, 64}, {c128, kDLComplex, 128}, {b1, kDLBool, 8}};

//===-- To DLPack -----------------------------------------------------------------===//

/// What keeps an exported tensor alive: the array, its extents and strides.
template <class Managed> struct Export {
  Managed managed = {};
  Array array;
  Shape shape, strides;

  static void free(Managed *self) { delete static_cast<Export *>(self->manager_ctx); }
};

template <class Managed> Managed *exported(const Array &x, Copy copy, const Loc &loc) {
  required(x, "to_dlpack", loc);
  if (!hasData(x))
    fail("to_dlpack", "an array with data", describe(x) + " in a trace", loc);
  auto e = std::make_unique<Export<Managed>>();
  e->array = isWeak(x) ? constantAs(x, x.dtype()) : x;
  bool own = isWeak(x);
  if (own && copy == Copy::never)
    fail("to_dlpack", "an array that need not be copied",
         "a number, which is kept in " + std::string(nameOf(avalOf(x).dtype)), loc);
  if (copy == Copy::always && !own) {
    void *data = nullptr;
    Array fresh = allocate(x.dtype(), x.shape(), data);
    if (std::size_t bytes = ArrayImpl::of(x)->type->bytes)
      std::memcpy(data, dataOf(x), bytes);
    e->array = fresh;
    own = true;
  }
  e->shape = e->array.shape();
  e->strides.assign(e->shape.size(), 1);
  for (std::size_t d = e->shape.size(); d-- > 1;)
    e->strides[d - 1] = e->strides[d] * e->shape[d];

  DLTensor &t = e->managed.dl_tensor;
  bool empty = elementCount(e->shape) == 0;
  t.data = empty ? nullptr : const_cast<void *>(dataOf(e->array));
  t.device = {kDLCPU, 0};
  t.ndim = std::int32_t(e->shape.size());
  for (const Code &c : codes)
    if (c.dtype == e->array.dtype())
      t.dtype = {c.code, c.bits, 1};
  t.shape = e->shape.data();
  t.strides = e->strides.data();
  if constexpr (requires { e->managed.flags; }) {
    e->managed.version = {majorVersion, minorVersion};
    e->managed.flags = own ? DLPACK_FLAG_BITMASK_IS_COPIED : DLPACK_FLAG_BITMASK_READ_ONLY;
  }
  e->managed.deleter = Export<Managed>::free;
  e->managed.manager_ctx = e.get();
  return &e.release()->managed;
}

//===-- From DLPack ---------------------------------------------------------------===//

template <class Managed> struct Free {
  void operator()(Managed *m) const {
    if (m->deleter)
      m->deleter(m);
  }
};

DType dtypeOf(const DLDataType &t, const Loc &loc) {
  if (t.lanes == 1)
    for (const Code &c : codes)
      if (c.code == t.code && c.bits == t.bits)
        return c.dtype;
  fail("from_dlpack", "a dtype that arrays have, of one lane",
       "code " + std::to_string(t.code) + ", " + std::to_string(t.bits) + " bits, " +
           std::to_string(t.lanes) + " lanes",
       loc);
}

/// Copies the elements at `from` with these strides, in bytes, to `to`, row-major.
void gather(const Shape &shape, const Shape &strides, std::size_t width, const std::byte *from,
            std::byte *to) {
  std::int64_t count = elementCount(shape);
  Shape index(shape.size(), 0);
  for (std::int64_t k = 0; k < count; ++k, to += width) {
    std::memcpy(to, from, width);
    for (std::size_t d = shape.size(); d-- > 0;) {
      from += strides[d];
      if (++index[d] < shape[d])
        break;
      from -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
}

template <class Managed> Array imported(Managed *tensor, Copy copy, const Loc &loc) {
  if (!tensor)
    fail("from_dlpack", "a tensor", "null", loc);
  // The version stands first, so that the deleter of any other one can be found: DLPack
  // promises the place of what comes before the tensor.
  std::unique_ptr<Managed, Free<Managed>> owned(tensor);
  if constexpr (requires { tensor->flags; })
    if (tensor->version.major != majorVersion)
      fail("from_dlpack", "DLPack " + std::to_string(majorVersion) + ".x",
           std::to_string(tensor->version.major) + "." + std::to_string(tensor->version.minor),
           loc);
  const DLTensor &t = tensor->dl_tensor;
  if (t.device.device_type != kDLCPU && t.device.device_type != kDLCUDAHost)
    throw Error(ErrorCode::device, "from_dlpack", "a tensor in CPU memory",
                "device type " + std::to_string(int(t.device.device_type)), loc);
  DType dtype = dtypeOf(t.dtype, loc);
  std::int64_t bytes = std::int64_t(sizeOf(dtype));
  bool valid = t.ndim >= 0 && (t.ndim == 0 || t.shape);
  for (std::int32_t d = 0; valid && d < t.ndim; ++d)
    valid = t.shape[d] >= 0 &&
            !__builtin_mul_overflow(bytes, std::max<std::int64_t>(t.shape[d], 1), &bytes);
  if (!valid)
    fail("from_dlpack", "extents from 0 on whose product fits",
         "rank " + std::to_string(t.ndim) + " with others", loc);
  Shape shape(t.shape, t.shape + t.ndim);
  bool empty = elementCount(shape) == 0;
  if (!t.data && !empty)
    fail("from_dlpack", "data", "a null pointer for " + vmapc::describe(dtype, shape), loc);
  auto *data = static_cast<std::byte *>(t.data) + (t.data ? t.byte_offset : 0);

  // Dense and row-major: the stride of an axis of extent 1 does not matter.
  auto width = std::int64_t(sizeOf(dtype));
  Shape strides(shape.size());
  bool dense = true;
  std::int64_t row = width;
  for (std::size_t d = shape.size(); d-- > 0; row *= shape[d]) {
    strides[d] = t.strides ? t.strides[d] * width : row;
    dense &= shape[d] == 1 || strides[d] == row;
  }
  dense |= empty;
  // A bool of another library may be any nonzero byte; ours are 0 or 1.
  bool normal = true;
  if (dtype == b1 && dense)
    for (std::int64_t k = 0; k < elementCount(shape); ++k)
      normal &= std::to_integer<int>(data[k]) <= 1;
  bool aligned = reinterpret_cast<std::uintptr_t>(data) % 64 == 0;
  if (dense && aligned && normal && !empty && copy != Copy::always) {
    auto release = std::shared_ptr<Managed>(owned.release(), Free<Managed>());
    ArrayImpl *impl = newImpl();
    impl->type = intern(dtype, shape);
    impl->data = data;
    impl->owner = Owner::deleter;
    impl->deleter = new std::function<void()>([release]() mutable { release.reset(); });
    return ArrayImpl::adopt(impl);
  }
  if (copy == Copy::never && !empty)
    fail("from_dlpack", "memory that is dense, row-major and aligned to 64 bytes, for copy 'never'",
         !dense     ? "other strides"
         : !aligned ? "an address " + std::to_string(reinterpret_cast<std::uintptr_t>(data) % 64) +
                          " bytes past such a boundary"
                    : "bools that are not 0 or 1",
         loc);
  void *to = nullptr;
  Array result = allocate(dtype, shape, to);
  auto *out = static_cast<std::byte *>(to);
  if (dense && !empty)
    std::memcpy(out, data, std::size_t(bytes));
  else if (!empty)
    gather(shape, strides, std::size_t(width), data, out);
  if (dtype == b1)
    for (std::int64_t k = 0; k < elementCount(shape); ++k)
      out[k] = std::byte(out[k] != std::byte(0));
  return result;
}

} // namespace

DLManagedTensorVersioned *to_dlpack(const Array &x, Copy copy, Loc loc) {
  return exported<DLManagedTensorVersioned>(x, copy, loc);
}
DLManagedTensor *to_dlpack_unversioned(const Array &x, Copy copy, Loc loc) {
  return exported<DLManagedTensor>(x, copy, loc);
}
Array from_dlpack(DLManagedTensorVersioned *tensor, Copy copy, Loc loc) {
  return imported(tensor, copy, loc);
}
Array from_dlpack(DLManagedTensor *tensor, Copy copy, Loc loc) {
  return imported(tensor, copy, loc);
}

} // namespace v0
} // namespace vmapc
