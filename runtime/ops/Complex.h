// What the operations do with complex operands: `add`, `sub`, `mul`, `neg` and the
// structure of arrays are primitives of any number, everything else is made of real
// operations on the parts. Inside a trace; operands are of one complex dtype and shape.

#ifndef VMAPC_RUNTIME_OPS_COMPLEX_H
#define VMAPC_RUNTIME_OPS_COMPLEX_H

#include "runtime/ops/Ops.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

/// The operation `op` on complex numbers; an error of `op` where it has no meaning.
Array complexUnary(const char *op, const Array &z, const Loc &loc);
Array complexBinary(const char *op, const Array &z, const Array &w, const Loc &loc);
/// Whether the sign of a real array (f32 or f64) is minus, also of a zero.
Array isNegative(const Array &x);
/// The product over sorted, distinct dimensions.
Array complexProduct(const Array &z, const Dims &dimensions);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
