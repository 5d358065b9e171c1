// What the special functions share. Their formulas are written for one element, in f64,
// and applied to every element as a vmap: loops end per element.

#ifndef VMAPC_RUNTIME_OPS_SPECIAL_H
#define VMAPC_RUNTIME_OPS_SPECIAL_H

#include "runtime/ops/Ops.h"
#include "vmapc/control.h"
#include "vmapc/detail/custom.h"
#include "vmapc/jacobian.h"
#include "vmapc/library.h"
#include "vmapc/special.h"
#include "vmapc/vmap.h"

#include <vector>

namespace vmapc {
inline namespace v0 {
namespace detail {

using Scalars = std::vector<Array>;

/// Broadcasts and promotes the operands, runs `body` on them as f64 arrays of rank 1, and gives
/// its result the common shape and dtype.
Array perElement(const char *name, std::initializer_list<const Operand *> operands,
                 FunctionRef<Array(Inputs)> body);
/// f(element of each operand) for f64 arrays of rank 1.
template <class F> Array mapped(F f, Inputs x) {
  return vmap(f)(Scalars(x.begin(), x.end()));
}
/// The derivative of f in argument `k`, by the same formula.
template <class F> Array slope(F f, Inputs x, std::size_t k) {
  auto one = [f, k](const Scalars &v) {
    auto along = [&](const Array &moved) {
      Scalars at = v;
      at[k] = moved;
      return f(at);
    };
    return std::get<1>(jvp(along, std::tuple{v[k]}, std::tuple{prim::scalar(1, f64)}));
  };
  return vmap(one)(Scalars(x.begin(), x.end()));
}

/// A continued fraction by the method of Lentz: `begin(arguments)` and `step(arguments, state)` give
/// states with the value `h`, its last factor `delta` and the number of steps `count`. Its derivative
/// is a loop of its own, which ends when the derivative has converged: at whole numbers the
/// fraction ends early, its derivative does not.
template <class Begin, class Step> Array continuedFraction(Inputs arguments, Begin begin, Step step) {
  constexpr double near = 3e-16, most = 2e4;
  using State = decltype(begin(arguments));
  auto primal = [&](Inputs in) {
    State end = while_loop(
        begin(in), [](const State &s) { return (abs(s.delta - 1.) > near) & (s.count < most); },
        [&](const State &s) { return step(in, s); });
    return Scalars{end.h};
  };
  auto rule = [&](Inputs in, Inputs, Inputs t) {
    Array tangent;
    for (std::size_t k = 0; k < in.size(); ++k) {
      auto with = [&, k](const Array &moved) {
        Scalars at(in.begin(), in.end());
        at[k] = moved;
        return at;
      };
      auto first = [&](const Array &moved) { return begin(with(moved)); };
      auto next = [&](const State &s, const Array &moved) { return step(with(moved), s); };
      std::pair<State, State> end = while_loop(
          jvp(first, std::tuple{in[k]}, std::tuple{prim::scalar(1, f64)}),
          [](const std::pair<State, State> &s) {
            Array moving = abs(s.second.delta) > near * abs(s.second.h / s.first.h);
            return ((abs(s.first.delta - 1.) > near) | moving) & (s.first.count < most);
          },
          [&](const std::pair<State, State> &s) {
            return jvp(next, std::tuple{s.first, in[k]}, std::tuple{s.second, prim::scalar(1, f64)});
          });
      Array part = end.second.h * t[k];
      tangent = tangent.defined() ? tangent + part : part;
    }
    return Scalars{tangent};
  };
  return customJvp(arguments, primal, rule)[0];
}

/// The value of a polynomial whose coefficients rise.
template <class C> Array rising(const Array &x, const C &coefficients) {
  Array sum = 0.;
  for (std::size_t k = std::size(coefficients); k-- > 0;)
    sum = sum * x + coefficients[k];
  return sum;
}

/// mu - log(1 + mu) for mu > -1, accurate near 0.
Array logOnePlusGap(const Array &mu);
/// The same divided by mu^2, for |mu| <= 1/2.
Array logOnePlusCurvature(const Array &mu);
/// log Gamma(1 + a), relative to a near 0, for 0 <= a <= 10.
Array logGammaOnePlus(const Array &a);
/// What Stirling's formula lacks: log Gamma(a) - (a - 1/2) log a + a - log(2 pi) / 2; a >= 10.
Array stirlingRest(const Array &a);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
