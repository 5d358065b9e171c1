// In which order the operands of an einsum are multiplied.

#ifndef VMAPC_RUNTIME_OPS_EINSUMORDER_H
#define VMAPC_RUNTIME_OPS_EINSUMORDER_H

#include "runtime/ops/Ops.h"

#include <map>

namespace vmapc {
inline namespace v0 {
namespace detail {

/// Pairs of terms to multiply: terms 0.. are the operands, each product is a new term behind
/// the last. Of all orders the one with the fewest multiplications for up to eight operands;
/// beyond, the cheapest product next. `output`: the letters of the result.
std::vector<std::pair<std::size_t, std::size_t>>
contractionOrder(const std::vector<Dims> &terms, const Dims &output,
                 const std::map<std::int64_t, std::int64_t> &extents);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
