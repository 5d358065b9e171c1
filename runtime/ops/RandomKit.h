// What the random functions share: checks of keys and shapes.

#ifndef VMAPC_RUNTIME_OPS_RANDOMKIT_H
#define VMAPC_RUNTIME_OPS_RANDOMKIT_H

#include "runtime/ops/Ops.h"
#include "vmapc/random.h"

namespace vmapc {
inline namespace v0 {
namespace random {
using Statics = detail::Key; // random::key takes the name
} // namespace random
namespace detail {

/// `key` is u32[2].
void checkKey(const char *op, const Operand &key);
/// A key, a shape that can be made and a float dtype.
void checkDraw(const char *op, const Operand &key, const Shape &shape, DType dtype);
/// `shape`, to which the parameters must broadcast, or their common shape.
Shape drawShape(const char *op, const std::optional<Shape> &shape,
                std::initializer_list<const Operand *> parameters);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
