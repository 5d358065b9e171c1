// Initial value problems: the classic method of order 4 with given steps, and the
// embedded pair of Dormand and Prince with chosen ones.

#include "vmapc/ode.h"

#include "runtime/ops/Along.h"
#include "vmapc/library.h"

#include <cmath>
#include <limits>

namespace vmapc {
inline namespace v0 {
namespace detail {

namespace {

using State = std::vector<Array>;

/// y + h (c[0] k[0] + c[1] k[1] + ...), array by array.
State advanced(std::span<const Array> y, const Array &h, std::span<const double> c,
               std::span<const State> k) {
  State result;
  for (std::size_t n = 0; n < y.size(); ++n) {
    Array sum;
    for (std::size_t s = 0; s < c.size(); ++s)
      if (c[s] != 0) {
        Array term = c[s] * k[s][n];
        sum = sum.defined() ? sum + term : term;
      }
    result.push_back(y[n] + astype(h, y[n].dtype()) * sum);
  }
  return result;
}

State slopeAt(Slope f, std::span<const Array> y, const Array &t, const Loc &loc) {
  State k = f(y, t);
  for (std::size_t n = 0; n < y.size(); ++n)
    if (k[n].shape() != y[n].shape())
      fail("odeint", "a slope of the state's shape, " + vmapc::describe(y[n].dtype(), y[n].shape()),
           describe(k[n], loc), loc);
    else
      k[n] = prim::convert(k[n], y[n].dtype());
  return k;
}

State checked(std::span<const Array> y, const char *op, const Loc &loc) {
  State state;
  for (const Array &v : y) {
    if (kindOf(required(v, op, loc).dtype()) != 2)
      fail(op, "a state of floats", describe(v, loc), loc);
    state.push_back(strong(v));
  }
  if (state.empty())
    fail(op, "a state of at least one array", "none", loc);
  return state;
}

Array checkedTimes(const Array &times, const char *op, const Loc &loc) {
  if (required(times, op, loc).rank() != 1 || times.size() == 0)
    fail(op, "times of rank 1, at least one", describe(times, loc), loc);
  return strongFloat(times);
}

State alone(const State &first) {
  State result;
  for (const Array &v : first)
    result.push_back(expand_dims(v, 0));
  return result;
}

/// First the state at the start, then those of the scan.
State stacked(const State &first, const State &rest) {
  State result;
  for (std::size_t n = 0; n < first.size(); ++n)
    result.push_back(concatenate({expand_dims(first[n], 0), rest[n]}));
  return result;
}

//===-- Dormand and Prince ----------------------------------------------------------------===//

// Dormand, Prince, "A family of embedded Runge-Kutta formulae" (1980), RK5(4)7M. The last stage
// is the first of the next step.
constexpr double nodes[7] = {0, 1. / 5, 3. / 10, 4. / 5, 8. / 9, 1, 1};
constexpr double stages[7][6] = {
    {},
    {1. / 5},
    {3. / 40, 9. / 40},
    {44. / 45, -56. / 15, 32. / 9},
    {19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
    {9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
    {35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84}};
// Weights of order 5 less those of order 4.
constexpr double errors[7] = {71. / 57600,      0,         -71. / 16695, 71. / 1920,
                              -17253. / 339200, 22. / 525, -1. / 40};

struct Walk {
  State y, slope; // at t
  Array t, step;  // the step to try next
  Array tries;
};

/// The root mean square of err / (atol + rtol max(|y|, |next|)), which is not differentiated.
Array errorOf(const State &err, const State &y, const State &next, const OdeOptions &o,
              DType dtype) {
  Array total = prim::scalar(0, dtype);
  std::int64_t count = 0;
  for (std::size_t n = 0; n < err.size(); ++n) {
    Array scale = o.atol + o.rtol * maximum(abs(y[n]), abs(next[n]));
    total = total + astype(sum(square(stop_gradient(err[n]) / stop_gradient(scale))), dtype);
    count += err[n].size();
  }
  return sqrt(total / double(std::max<std::int64_t>(count, 1)));
}

/// One try of a step towards `end`.
Walk tried(Slope f, const Walk &now, const Array &end, const OdeOptions &o, const Loc &loc) {
  Array left = end - now.t, last = now.step >= left, h = where(last, left, now.step);
  std::vector<State> k = {now.slope};
  State next = now.y;
  for (int s = 1; s < 7; ++s) {
    next = advanced(now.y, h, {stages[s], std::size_t(s)}, k);
    k.push_back(slopeAt(f, next, now.t + nodes[s] * h, loc));
  }
  State none;
  for (const Array &v : now.y)
    none.push_back(prim::splat(0, v.dtype(), v.shape()));
  Array error = errorOf(advanced(none, h, errors, k), now.y, next, o, h.dtype());
  Array good = error <= 1.;
  // 0.9 error^(-1/5), from a fifth to ten times; of NaN a fifth.
  Array factor = clamp(0.9 * pow(maximum(error, 1e-10), -0.2), 0.2, 10.);
  factor = where(error == error, factor, 0.2);
  Walk result;
  for (std::size_t n = 0; n < next.size(); ++n) {
    result.y.push_back(where(good, next[n], now.y[n]));
    result.slope.push_back(where(good, k[6][n], now.slope[n]));
  }
  result.t = where(good, where(last, end, now.t + h), now.t);
  // A step that was cut to reach the end says little about the next.
  Array proposed = stop_gradient(h) * factor;
  result.step = where(good & last, maximum(proposed, now.step), proposed);
  result.tries = now.tries + 1;
  return result;
}

} // namespace

std::vector<Array> rk4Step(Slope f, std::span<const Array> y, const Array &t, const Array &h,
                           const Loc &loc) {
  Scope scope(loc);
  State start = checked(y, "rk4_step", loc);
  constexpr double half[] = {0.5}, one[] = {1}, sixths[] = {1. / 6, 1. / 3, 1. / 3, 1. / 6};
  std::vector<State> k = {slopeAt(f, start, t, loc)};
  Array middle = t + 0.5 * h;
  k.push_back(slopeAt(f, advanced(start, h, half, {&k[0], 1}), middle, loc));
  k.push_back(slopeAt(f, advanced(start, h, half, {&k[1], 1}), middle, loc));
  k.push_back(slopeAt(f, advanced(start, h, one, {&k[2], 1}), t + h, loc));
  return advanced(start, h, sixths, k);
}

std::vector<Array> odeRk4(Slope f, std::span<const Array> y, const Array &times,
                          std::int64_t substeps, const Loc &loc) {
  Scope scope(loc);
  State start = checked(y, "odeint_rk4", loc);
  Array t = checkedTimes(times, "odeint_rk4", loc);
  if (substeps < 1)
    fail("odeint_rk4", "at least one step", std::to_string(substeps), loc);
  std::int64_t n = t.dim(0);
  if (n == 1)
    return alone(start);
  auto interval = [&](const State &now, const std::pair<Array, Array> &ends) {
    Array h = (ends.second - ends.first) / double(substeps);
    State next = fori_loop(0, substeps, now, [&](const Array &i, const State &at) {
      return rk4Step(f, at, ends.first + astype(i, h.dtype()) * h, h, loc);
    });
    return std::pair{next, next};
  };
  std::pair<Array, Array> ends{t(slice(0, n - 1)), t(slice(1, n))};
  return stacked(start, scan(start, ends, interval).second);
}

std::vector<Array> odeAdaptive(Slope f, std::span<const Array> y, const Array &times,
                               const OdeOptions &options, const Loc &loc) {
  Scope scope(loc);
  State start = checked(y, "odeint", loc);
  Array t = checkedTimes(times, "odeint", loc);
  if (!(options.rtol >= 0 && options.atol >= 0 && options.rtol + options.atol > 0))
    fail("odeint", "tolerances that are not negative, nor both 0",
         std::to_string(options.rtol) + " and " + std::to_string(options.atol), loc);
  Walk walk{start, slopeAt(f, start, t[0], loc), t[0], {}, {}};
  // Hairer and others, II.4, step (a) to (b): a hundredth of the time in which y would double.
  Array size = errorOf(start, start, start, options, t.dtype());
  Array speed = errorOf(walk.slope, start, start, options, t.dtype());
  Array slow = (size < 1e-5) | (speed < 1e-5);
  walk.step = where(slow, 1e-6, 0.01 * size / where(slow, 1., speed));
  auto interval = [&](const Walk &from, const Array &end) {
    Walk begin = from;
    begin.tries = prim::scalar(0, i64);
    Walk reached = while_loop(
        begin, [&](const Walk &now) { return (now.t < end) & (now.tries < options.max_steps); },
        [&](const Walk &now) { return tried(f, now, end, options, loc); });
    State there;
    for (const Array &v : reached.y)
      there.push_back(where(reached.t < end, std::numeric_limits<double>::quiet_NaN(), v));
    return std::pair{reached, there};
  };
  walk.tries = prim::scalar(0, i64);
  std::int64_t n = t.dim(0);
  if (n == 1)
    return alone(start);
  return stacked(start, scan(walk, t(slice(1, n)), interval).second);
}

} // namespace detail
} // namespace v0
} // namespace vmapc
