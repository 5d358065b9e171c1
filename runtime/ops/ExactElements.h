// The elements of an array of any dtype, each exactly, for comparing on the host.

#ifndef VMAPC_RUNTIME_OPS_EXACTELEMENTS_H
#define VMAPC_RUNTIME_OPS_EXACTELEMENTS_H

#include "vmapc/array.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

/// A long double holds every real dtype exactly: its significand has 64 bits.
using Exact = std::complex<long double>;
std::vector<Exact> exactElements(const Array &x, const Loc &loc);

/// Whether x is within the tolerance of y; infinities only of themselves.
bool closeTo(Exact x, Exact y, double rtol, double atol, bool equalNan);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
