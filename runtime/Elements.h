// From a dtype, known when the program runs, to the C++ type of its elements.

#ifndef VMAPC_RUNTIME_ELEMENTS_H
#define VMAPC_RUNTIME_ELEMENTS_H

#include "vmapc/array.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

/// Calls f with a null pointer of the dtype's element type.
template <class F> decltype(auto) withElement(DType t, F &&f) {
  switch (t) {
  case DType::f16: return f(static_cast<float16 *>(nullptr));
  case DType::bf16: return f(static_cast<bfloat16 *>(nullptr));
  case DType::f64: return f(static_cast<double *>(nullptr));
  case DType::i8: return f(static_cast<std::int8_t *>(nullptr));
  case DType::i16: return f(static_cast<std::int16_t *>(nullptr));
  case DType::i32: return f(static_cast<std::int32_t *>(nullptr));
  case DType::i64: return f(static_cast<std::int64_t *>(nullptr));
  case DType::u8: return f(static_cast<std::uint8_t *>(nullptr));
  case DType::u16: return f(static_cast<std::uint16_t *>(nullptr));
  case DType::u32: return f(static_cast<std::uint32_t *>(nullptr));
  case DType::u64: return f(static_cast<std::uint64_t *>(nullptr));
  case DType::b1: return f(static_cast<bool *>(nullptr));
  case DType::c64: return f(static_cast<std::complex<float> *>(nullptr));
  case DType::c128: return f(static_cast<std::complex<double> *>(nullptr));
  case DType::f32: break;
  }
  return f(static_cast<float *>(nullptr));
}

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
