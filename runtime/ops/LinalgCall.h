// How a function of matrices is called: checks, the dtype it computes in, and the batch.

#ifndef VMAPC_RUNTIME_OPS_LINALGCALL_H
#define VMAPC_RUNTIME_OPS_LINALGCALL_H

#include "runtime/ops/Linalg.h"

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace matrix {

/// An operand of rank 2 or more (`vectors`: or 1) of a dtype that is not complex.
void check(const char *op, const Operand &x, bool vectors = false);
void checkSquare(const char *op, const Operand &x);
[[noreturn]] void failShapes(const char *op, const std::string &required, const Operand &a,
                             const Operand &b);

/// Runs `one` on every problem of a batch; the last two axes (`ranks`: that many) of each array are
/// the problem's, those before them broadcast.
std::vector<Array> overBatch(Inputs in, const Dims &ranks, Body one);

/// `one` on every problem, in f32 or f64: the first two arrays are promoted, results come back in
/// their dtype.
std::vector<Array> run(const char *op, Inputs in, const Dims &ranks, const Loc &loc, Body one);

/// A function of one operand, and of two: check first. `one` gets f32 or f64 matrices; results of
/// the computing dtype come back in the operands' dtype.
std::vector<Array> apply(const char *op, std::string_view key, const Operand &a, Body one);
std::vector<Array> apply(const char *op, std::string_view key, const Operand &a, const Operand &b,
                         Body one);
/// As the second; a `b` of rank 1 is one column, and the first result loses it again.
std::vector<Array> applySystem(const char *op, std::string_view key, const Operand &a,
                               const Operand &b, Body one);

} // namespace matrix
} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
