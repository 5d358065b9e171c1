// Special functions of two and three arguments. They broadcast and promote like the
// elementwise operations; integers become f32. Every dtype is computed in f64 and rounded
// once, so narrower floats are right to the last place. All are differentiable in the
// arguments named, to any order; the derivative is that of the formula below.

#ifndef VMAPC_SPECIAL_H
#define VMAPC_SPECIAL_H

#include "vmapc/ops.h"

namespace vmapc {
inline namespace v0 {

/// The regularised lower incomplete gamma function P(a, x) = 1/Gamma(a) * integral of
/// t^(a-1) e^-t over 0..x (DLMF 8.2.4). a > 0, x >= 0; NaN elsewhere. P(a, 0) = 0, P(a, inf) = 1.
/// Power series (DLMF 8.11.4), Legendre's continued fraction (8.9.2) and, for a >= 10^4 near
/// x = a, Temme's uniform expansion (8.12). Relative error below 1e-12 for a <= 10^4. Derivatives
/// in both arguments; the one in `a` is that of the series and fractions, term by term.
inline constexpr struct Igamma {
  VMAPC_API Array operator()(const Operand &a, const Operand &x) const;
} igamma{};

/// The upper one, Q(a, x) = 1 - P(a, x), accurate where it is small.
inline constexpr struct Igammac {
  VMAPC_API Array operator()(const Operand &a, const Operand &x) const;
} igammac{};

/// dx/da of a gamma variable x of shape a whose probability P(a, x) stays fixed:
/// -(dP/da) / (dP/dx). It is the implicit derivative of a draw (Figurnov et al., 2018).
inline constexpr struct RandomGammaGrad {
  VMAPC_API Array operator()(const Operand &a, const Operand &x) const;
} random_gamma_grad{};

/// The regularised incomplete beta function I_x(a, b) (DLMF 8.17.2). a, b > 0 and 0 <= x <= 1;
/// NaN elsewhere. Continued fraction 8.17.22 on the side of the mean where it is small. Relative
/// error below 1e-12 for 1e-3 <= a, b <= 10^4. Derivatives in all three arguments.
inline constexpr struct Betainc {
  VMAPC_API Array operator()(const Operand &a, const Operand &b, const Operand &x) const;
} betainc{};

/// The zeta function of Hurwitz, the sum of (q + k)^-s over k >= 0 (DLMF 25.11.1). s > 1 and q > 0;
/// inf at s = 1 and where q is 0 or a negative integer, else NaN. Euler-Maclaurin summation.
/// Derivatives in both arguments.
inline constexpr struct Zeta {
  VMAPC_API Array operator()(const Operand &s, const Operand &q) const;
} zeta{};

/// The n-th derivative of digamma, (-1)^(n+1) n! zeta(n + 1, x) (DLMF 5.15.1); digamma for n = 0.
/// n is a non-negative integer (of any dtype), else NaN; x as q of zeta. n has no derivative.
inline constexpr struct Polygamma {
  VMAPC_API Array operator()(const Operand &n, const Operand &x) const;
} polygamma{};

} // namespace v0
} // namespace vmapc

#endif
