// Functions with a derivative of their own, with the types erased. Bodies of the library
// use `customJvp`; vm::custom_jvp (custom.h) is made from the same.

#ifndef VMAPC_DETAIL_CUSTOM_H
#define VMAPC_DETAIL_CUSTOM_H

#include "vmapc/detail/trace.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

/// Inside a trace: primal(operands), whose derivative is what `rule` says.
///
/// rule(operands, results, tangents) gives one tangent per result (null: zero, or the result
/// is not of a float type). `results` are those of `primal`, by which the rule need not compute
/// them again; `tangents` has one entry per operand, null where that is not of a float type. The
/// rule is plain code, may call any function but the one it belongs to, must be linear in the
/// tangents, and is itself differentiated for higher orders. Batching, the transpose (reverse
/// mode) and all nestings follow.
///
/// Both read what is differentiated from their arguments only: an array of the trace that they
/// capture is a constant, and an error where it has a tangent.
///
///   Array lgamma(x):  customJvp({&x, 1}, [](Inputs in) { return std::vector{value(in[0])}; },
///       [](Inputs in, Inputs, Inputs t) { return std::vector{digamma(in[0]) * t[0]}; })[0]
using Primal = FunctionRef<std::vector<Array>(std::span<const Array>)>;
using TangentRule = FunctionRef<std::vector<Array>(
    std::span<const Array>, std::span<const Array>, std::span<const Array>)>;
VMAPC_API std::vector<Array> customJvp(std::span<const Array> operands, Primal primal,
                                       TangentRule rule);
/// The same with the line and the name for errors.
VMAPC_API std::vector<Array> customJvp(std::span<const Array> operands, Primal primal,
                                       TangentRule rule, const char *op, const Loc &loc);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
