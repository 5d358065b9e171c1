// Roots and fixed points of functions of an array, with implicit derivatives: the search is
// not differentiated. At the point found, two more steps of Newton's method change nothing
// (there f is 0) but have its derivatives up to the third: the error of a step is quadratic,
// and so is what it lacks of the derivatives. Whatever f captures is differentiated, in both
// modes.

#ifndef VMAPC_ROOT_H
#define VMAPC_ROOT_H

#include "vmapc/control.h"
#include "vmapc/jacobian.h"
#include "vmapc/linalg.h"

#include <bit>
#include <limits>

namespace vmapc {
inline namespace v0 {

struct RootOptions {
  /// The search ends when no element moves by more than this.
  double tolerance = 1e-10;
  /// Or after so many steps: then the result is NaN.
  std::int64_t max_steps = 100;
};

namespace detail {

struct RootSearch {
  Array x, change, steps;
};

/// x - f'(x)^-1 f(x): a division for rank 0, else a linear system.
template <class F> Array newtonStep(const F &f, const Array &x, const Loc &loc) {
  Array value = callInner(f, loc, x), slope = jacfwd(f)(x);
  if (value.shape() != x.shape() || x.rank() > 1)
    fail("root", "a function from rank 0 or 1 to the same shape",
         describe(x.dtype(), x.shape()) + " to " + describe(value.dtype(), value.shape()), loc);
  return x.rank() == 0 ? x - value / slope : x - linalg::solve(slope, value);
}

/// `step` from x on until it changes nothing; then Newton's steps for `f`.
template <class Step, class F>
Array searched(const Step &step, const F &f, const Array &x, const RootOptions &options,
               const Loc &loc) {
  double infinity = std::numeric_limits<double>::infinity();
  RootSearch begin{x, full({}, infinity, x.dtype()), Array(std::int64_t(0))};
  RootSearch found = while_loop(
      begin,
      [&](const RootSearch &s) {
        return (s.change > options.tolerance) & (s.steps < options.max_steps);
      },
      [&](const RootSearch &s) {
        Array next = step(s.x);
        return RootSearch{next, max(abs(next - s.x)), s.steps + 1};
      },
      loc);
  Array there = stop_gradient(found.x);
  // A search that found nothing, or met NaN, has a change that is not small.
  Array good = stop_gradient(found.change) <= options.tolerance;
  Array y = newtonStep(f, newtonStep(f, there, loc), loc);
  return where(good, y, std::numeric_limits<double>::quiet_NaN());
}

} // namespace detail

/// x with f(x) = 0 near the float array x (rank 0 or 1), by Newton's method. f gives x's
/// shape. NaN when the search does not end.
template <class F>
Array root(const F &f, const Array &x, const RootOptions &options = {},
           detail::Loc loc = detail::Loc::current()) {
  auto record = [&](std::int64_t tolerance, std::int64_t steps, const Array &start) {
    RootOptions given{std::bit_cast<double>(tolerance), steps};
    auto step = [&](const Array &at) { return detail::newtonStep(f, at, loc); };
    return detail::searched(step, f, start, given, loc);
  };
  return detail::recordOrRun("root", record, detail::siteOf(f), loc,
                             std::bit_cast<std::int64_t>(options.tolerance), options.max_steps, x);
}

/// x with g(x) = x, by applying g to x (rank 0 or 1) until it does not move.
template <class G>
Array fixed_point(const G &g, const Array &x, const RootOptions &options = {},
                  detail::Loc loc = detail::Loc::current()) {
  auto record = [&](std::int64_t tolerance, std::int64_t steps, const Array &start) {
    RootOptions given{std::bit_cast<double>(tolerance), steps};
    auto step = [&](const Array &at) { return Array(detail::callInner(g, loc, at)); };
    auto residue = [&](const Array &at) { return at - step(at); };
    return detail::searched(step, residue, start, given, loc);
  };
  return detail::recordOrRun("fixed_point", record, detail::siteOf(g), loc,
                             std::bit_cast<std::int64_t>(options.tolerance), options.max_steps, x);
}

} // namespace v0
} // namespace vmapc

#endif
