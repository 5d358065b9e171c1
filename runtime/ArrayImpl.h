// What a handle points to: data in memory (its own, or a view of another's), a
// value of a trace, or a mere shape. Two cache lines, the second for the data itself
// when that is small.

#ifndef VMAPC_RUNTIME_ARRAYIMPL_H
#define VMAPC_RUNTIME_ARRAYIMPL_H

#include "vmapc/detail/trace.h"

#include <atomic>

namespace vmapc {
inline namespace v0 {
namespace detail {

/// An interned aval: equal types have equal addresses, forever.
struct Type : Aval {
  std::int64_t count = 0;
  std::size_t bytes = 0;
};

enum class ArrayKind : std::uint8_t { data, traced, shape };
/// Who frees the data: nobody (inline), the pool, another array, a function.
enum class Owner : std::uint8_t { inside, pool, base, deleter };

/// A value of a trace: usable while its frame is open.
struct TracedInfo {
  std::uint64_t trace;
  std::uint64_t frame;
  std::uint32_t depth;
  ValueRef ref;
  Loc made;
};

struct alignas(64) ArrayImpl {
  static constexpr std::size_t inlineBytes = 64;

  std::atomic<std::uint32_t> refs{1};
  ArrayKind kind = ArrayKind::data;
  Owner owner = Owner::inside;
  bool weak = false;
  std::uint8_t sizeClass = 0;
  const Type *type = nullptr;
  std::byte *data = nullptr;
  union {
    ArrayImpl *base;
    std::function<void()> *deleter;
  };
  union {
    alignas(64) std::byte inside[inlineBytes];
    TracedInfo traced;
  };

  ArrayImpl() : base(nullptr) {}

  static ArrayImpl *of(const Array &a) { return a.impl_; }
  static Array adopt(ArrayImpl *impl) { return Array(impl); }
};

/// The one Type equal to this aval.
const Type *intern(DType dtype, std::span<const std::int64_t> shape);
inline const Type *intern(const Aval &aval) { return intern(aval.dtype, aval.shape); }

/// A new impl without data.
ArrayImpl *newImpl();
/// A new array with uninitialised, 64-byte aligned data.
ArrayImpl *newData(const Type *type);
Array shapeOnly(const Type *type, bool weak);

/// "f32[2,3]", "f32[2,3] traced at model.cpp:41", "a null array".
std::string describe(const Array &array);
std::string describe(const Aval &aval);
std::string at(const SourceLine &loc);
/// Throws unless `array` has data.
const ArrayImpl &requireData(const Array &array, const char *op, const Loc &loc);
/// Converts `count` elements as C++ does; floats to integers saturate.
void convertElements(DType from, const void *in, DType to, void *out, std::size_t count);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
