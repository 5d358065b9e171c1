// Initial value problems dy/dt = f(y, t). y is a tree of float arrays, t a scalar; f returns
// a tree like y.

#ifndef VMAPC_ODE_H
#define VMAPC_ODE_H

#include "vmapc/control.h"
#include "vmapc/scan.h"

#include <bit>

namespace vmapc {
inline namespace v0 {

struct OdeOptions {
  /// A step is taken when its error, root mean square of err / (atol + rtol max(|y|, |next y|)),
  /// is at most 1.
  double rtol = 1e-6, atol = 1e-9;
  /// Steps tried from one time to the next; with more the result is NaN from there on.
  std::int64_t max_steps = 10000;
};

namespace detail {
using Slope = FunctionRef<std::vector<Array>(std::span<const Array>, const Array &)>;
// Inside a trace; y as its arrays.
VMAPC_API std::vector<Array> rk4Step(Slope f, std::span<const Array> y, const Array &t,
                                     const Array &h, const Loc &loc);
VMAPC_API std::vector<Array> odeRk4(Slope f, std::span<const Array> y, const Array &times,
                                    std::int64_t substeps, const Loc &loc);
VMAPC_API std::vector<Array> odeAdaptive(Slope f, std::span<const Array> y, const Array &times,
                                         const OdeOptions &options, const Loc &loc);

/// f on trees as a function of their arrays.
template <class T, class F> auto slopeOf(const T &like, const F &f, const Loc &loc) {
  return [&like, &f, &loc](std::span<const Array> y, const Array &t) {
    static_assert(std::is_convertible_v<InnerResult<F, T, Array>, T>,
                  "vmapc: the slope must be of the state's type");
    return leavesOf(T(callInner(f, loc, treeWith(like, y), t)));
  };
}
} // namespace detail

/// One step of length h by the classic method of Runge and Kutta, of order 4.
template <class F, class Y>
auto rk4_step(const F &f, const Y &y, const Array &t, const Array &h,
              detail::Loc loc = detail::Loc::current()) {
  using T = detail::Carry<Y>;
  auto record = [&](const T &state, const Array &at, const Array &step) {
    auto slope = detail::slopeOf(state, f, loc);
    return detail::treeWith(state, detail::rk4Step(slope, detail::leavesOf(state), at, step, loc));
  };
  return detail::recordOrRun("rk4_step", record, detail::siteOf(f), loc,
                             static_cast<const T &>(detail::lift<T>(y)), t, h);
}

/// y at each of the times [n], which rise or fall, from y at the first: `substeps` steps of
/// rk4_step from one to the next. A tree like y whose arrays have a first axis of n. Both modes
/// of differentiation, in y and the times.
template <class F, class Y>
auto odeint_rk4(const F &f, const Y &y, const Array &times, std::int64_t substeps = 1,
                detail::Loc loc = detail::Loc::current()) {
  using T = detail::Carry<Y>;
  auto record = [&](std::int64_t steps, const T &state, const Array &at) {
    auto slope = detail::slopeOf(state, f, loc);
    return detail::treeWith(state, detail::odeRk4(slope, detail::leavesOf(state), at, steps, loc));
  };
  return detail::recordOrRun("odeint_rk4", record, detail::siteOf(f), loc, substeps,
                             static_cast<const T &>(detail::lift<T>(y)), times);
}

/// The same by the method of Dormand and Prince (1980) of order 5 with steps of chosen length
/// (Hairer, Norsett, Wanner, "Solving ordinary differential equations I", II.4 and II.5). The times
/// rise. Under vm::vmap every example has steps of its own. The number of steps depends on values:
/// forward mode of differentiation; for reverse mode see odeint_rk4.
template <class F, class Y>
auto odeint(const F &f, const Y &y, const Array &times, const OdeOptions &options = {},
            detail::Loc loc = detail::Loc::current()) {
  using T = detail::Carry<Y>;
  // Options are part of the program: exactly, as bits.
  auto record = [&](std::int64_t rtol, std::int64_t atol, std::int64_t steps, const T &state,
                    const Array &at) {
    auto slope = detail::slopeOf(state, f, loc);
    OdeOptions given{std::bit_cast<double>(rtol), std::bit_cast<double>(atol), steps};
    return detail::treeWith(state,
                            detail::odeAdaptive(slope, detail::leavesOf(state), at, given, loc));
  };
  return detail::recordOrRun("odeint", record, detail::siteOf(f), loc,
                             std::bit_cast<std::int64_t>(options.rtol),
                             std::bit_cast<std::int64_t>(options.atol), options.max_steps,
                             static_cast<const T &>(detail::lift<T>(y)), times);
}

} // namespace v0
} // namespace vmapc

#endif
