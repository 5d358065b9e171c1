// Arrays to and from other libraries in the same process, by DLPack: NumPy, PyTorch, JAX,
// CuPy and others take and give these structs.
//
//   DLManagedTensorVersioned *t = vm::to_dlpack(x);  // hand it over; who takes it frees it
//   Array y = vm::from_dlpack(t);                    // takes it over
//
// dtypes: f16 f32 f64 as kDLFloat, bf16 as kDLBfloat, i8..i64 as kDLInt, u8..u64 as kDLUInt,
// c64 c128 as kDLComplex, b1 as kDLBool of 8 bits; nothing else, and one lane.

#ifndef VMAPC_DLPACK_H
#define VMAPC_DLPACK_H

#include "vmapc/array.h"

// DLPack's; defined in vmapc/detail/dlpack_abi.h or in its own header.
extern "C" {
struct DLManagedTensor;
struct DLManagedTensorVersioned;
}

namespace vmapc {
inline namespace v0 {

/// When memory is copied: `if_needed` where it cannot be shared, `never` makes that an error,
/// `always` gives memory of its own.
enum class Copy : std::uint8_t { if_needed, never, always };

/// x, which must have data, as a tensor on the CPU, contiguous and row-major. Shares x's
/// memory, flagged read-only since arrays do not change, unless copy is `always`: then the
/// taker may write (flag is-copied). A weak scalar has its dtype f32, i32 or c64 and is copied.
/// The taker calls `deleter(tensor)` once.
VMAPC_API DLManagedTensorVersioned *to_dlpack(const Array &x, Copy copy = Copy::if_needed,
                                              detail::Loc loc = detail::Loc::current());

/// The same as the struct before DLPack 1.0, which has no flags: the taker must not write to
/// it unless copy is `always`.
VMAPC_API DLManagedTensor *to_dlpack_unversioned(const Array &x, Copy copy = Copy::if_needed,
                                                 detail::Loc loc = detail::Loc::current());

/// A tensor in CPU memory (or pinned host memory) as an array; the tensor is consumed, also
/// when this throws. Memory that is dense, row-major and aligned to 64 bytes is shared, and
/// must then stay as it is while the array lives; anything else (other strides, other
/// alignment) is copied unless copy is `never`. Errors: null, another device, a version with
/// another major number, a dtype that arrays do not have, negative extents.
VMAPC_API Array from_dlpack(DLManagedTensorVersioned *tensor, Copy copy = Copy::if_needed,
                            detail::Loc loc = detail::Loc::current());
VMAPC_API Array from_dlpack(DLManagedTensor *tensor, Copy copy = Copy::if_needed,
                            detail::Loc loc = detail::Loc::current());

} // namespace v0
} // namespace vmapc

#endif
