// Kernels of the runtime that generated code may call: one matrix a call, by LAPACK. The
// library is loaded when a function that needs it is first traced.

#ifndef VMAPC_RUNTIME_EXTERNAL_H
#define VMAPC_RUNTIME_EXTERNAL_H

#include "vmapc/detail/trace.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

/// What their symbols begin with.
inline constexpr const char *externalPrefix = "vmapc_external_";

struct ExternalKernel {
  const char *symbol;
  void *address;
};
/// All of them, for the linker of generated code. Arguments are 64-bit integers: the addresses of
/// operands (which may be overwritten) and results, dense and row-major, then parameters.
VMAPC_API std::span<const ExternalKernel> externalKernels();

/// An error of operation `op` that names the package unless LAPACK can be loaded.
void requireLapack(const char *op, const Loc &loc);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
