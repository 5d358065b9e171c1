// Transforms along the last axis on separate real and imaginary parts, all of one dtype.

#ifndef VMAPC_RUNTIME_OPS_FFTFACTORS_H
#define VMAPC_RUNTIME_OPS_FFTFACTORS_H

#include "runtime/ops/Ops.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

struct Parts {
  Array re, im;
};

/// The sum over j of x[..., j] exp(sign 2 pi i j k / n), k along the last axis; `sign` is 1 or -1.
Parts transformed(const Parts &x, int sign);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
