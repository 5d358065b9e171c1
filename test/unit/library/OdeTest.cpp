// Initial value problems with known solutions, their order and their derivatives.

#include "vmapc/vmapc.h"

#include <cmath>
#include <gtest/gtest.h>

namespace vm = vmapc;
using vm::Array;

namespace {

struct Body {
  Array position, velocity;
};
// x'' = -x
Body oscillator(const Body &b, const Array &) { return {b.velocity, -b.position}; }

Array doubles(std::vector<double> v) { return Array::from(v, {std::int64_t(v.size())}); }

/// The order of the error of one step from t = 1 as h goes to h / 2.
template <class F, class Exact> double order(const F &f, const Exact &exact, double h) {
  auto error = [&](double step) {
    Array y = vm::rk4_step(f, doubles({1.}), Array::from(std::vector{1.}, {}),
                           Array::from(std::vector{step}, {}));
    return std::fabs(y.to_vector<double>()[0] - exact(step));
  };
  return std::log2(error(h) / error(h / 2));
}

TEST(Ode, AStepOfRungeAndKuttaIsOfOrderFour) {
  // Of y' = -y the step is the series of e^-h up to h^4.
  auto decay = [](const Array &y, const Array &) { return -y; };
  EXPECT_NEAR(order(decay, [](double h) { return std::exp(-h); }, 0.1), 5, 0.02);
  // Of y' = 5 t^4 it is Simpson's rule, whose error is h^5 times a constant.
  auto power = [](const Array &, const Array &t) { return vm::reshape(5. * t * t * t * t, {1}); };
  EXPECT_NEAR(order(power, [](double h) { return std::pow(1 + h, 5.); }, 0.1), 5, 1e-6);
}

TEST(Ode, FollowsAnOscillatorWithGivenSteps) {
  Array times = doubles({0, 0.5, 1, 3});
  Body y = vm::odeint_rk4(oscillator, Body{doubles({1, 2}), doubles({0, 1})}, times, 200);
  ASSERT_EQ(y.position.shape(), (vm::Shape{4, 2}));
  std::vector<double> t = times.to_vector<double>(), x = y.position.to_vector<double>();
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR(x[2 * k], std::cos(t[k]), 1e-9);
    EXPECT_NEAR(x[2 * k + 1], 2 * std::cos(t[k]) + std::sin(t[k]), 1e-8);
  }
}

TEST(Ode, FollowsAnOscillatorWithChosenSteps) {
  Array times = doubles({0, 0.5, 1, 20});
  Body y = vm::odeint(oscillator, Body{doubles({1, 2}), doubles({0, 1})}, times,
                      {.rtol = 1e-10, .atol = 1e-12});
  std::vector<double> t = times.to_vector<double>(), x = y.position.to_vector<double>();
  for (std::size_t k = 0; k < 4; ++k)
    EXPECT_NEAR(x[2 * k], std::cos(t[k]), 1e-8);
}

TEST(Ode, ToleranceBoundsTheError) {
  auto logistic = [](const Array &y, const Array &) { return y * (1. - y); };
  for (double rtol : {1e-4, 1e-6, 1e-8}) {
    Array y = vm::odeint(logistic, doubles({0.1}), doubles({0, 5}), {.rtol = rtol, .atol = rtol});
    double exact = 1 / (1 + 9 * std::exp(-5.));
    double error = std::fabs(y.to_vector<double>()[1] - exact);
    EXPECT_LE(error, 10 * rtol);
  }
}

TEST(Ode, TooManyStepsGiveNaN) {
  auto grow = [](const Array &y, const Array &) { return y * y; }; // infinite at t = 1
  Array y = vm::odeint(grow, doubles({1.}), doubles({0, 0.5, 2}), {.max_steps = 200});
  std::vector<double> v = y.to_vector<double>();
  EXPECT_NEAR(v[1], 2, 1e-5);
  EXPECT_TRUE(std::isnan(v[2]));
}

TEST(Ode, EveryExampleHasStepsOfItsOwn) {
  auto solve = [](const Array &rate) {
    return vm::odeint([&](const Array &y, const Array &) { return -rate * y; }, doubles({1.}),
                      doubles({0, 1}), {.rtol = 1e-9, .atol = 1e-12});
  };
  Array rates = doubles({0.1, 1, 30});
  Array batch = vm::vmap(solve)(rates);
  std::vector<double> r = rates.to_vector<double>(), got = batch.to_vector<double>();
  for (std::size_t k = 0; k < 3; ++k)
    EXPECT_NEAR(got[2 * k + 1], std::exp(-r[k]), 1e-8);
}

TEST(Ode, HasDerivatives) {
  auto forward = [](const Array &rate) {
    return vm::odeint([&](const Array &y, const Array &) { return -rate * y; }, doubles({1.}),
                      doubles({0, 2}), {.rtol = 1e-10, .atol = 1e-12})(1, 0);
  };
  Array half = Array::from(std::vector{0.5}, {}), one = Array::from(std::vector{1.}, {});
  auto [y, dy] = vm::jvp(forward, std::tuple{half}, std::tuple{one});
  EXPECT_NEAR(y.item<double>(), std::exp(-1.), 1e-9);
  EXPECT_NEAR(dy.item<double>(), -2 * std::exp(-1.), 1e-8);
  auto fixed = [](const Array &rate) {
    return vm::odeint_rk4([&](const Array &y, const Array &) { return -rate * y; }, doubles({1.}),
                          doubles({0, 2}), 100)(1, 0);
  };
  EXPECT_NEAR(vm::grad(fixed)(half).item<double>(), -2 * std::exp(-1.), 1e-8);
}

TEST(Ode, TheEndHasTheSlopeAsDerivative) {
  auto at = [](const Array &end) {
    Array times = vm::stack({Array::from(std::vector{0.}, {}), end});
    return vm::odeint([](const Array &y, const Array &) { return -y; }, doubles({1.}), times,
                      {.rtol = 1e-10, .atol = 1e-12})(1, 0);
  };
  Array end = Array::from(std::vector{1.5}, {}), one = Array::from(std::vector{1.}, {});
  auto [y, dy] = vm::jvp(at, std::tuple{end}, std::tuple{one});
  EXPECT_NEAR(dy.item<double>(), -std::exp(-1.5), 1e-8);
}

TEST(Ode, RefusesWhatIsNoProblem) {
  auto f = [](const Array &y, const Array &) { return y; };
  EXPECT_THROW(vm::odeint(f, Array{1, 2}, doubles({0, 1})), vm::Error);          // integers
  EXPECT_THROW(vm::odeint(f, doubles({1.}), Array(1.)), vm::Error);              // one time, rank 0
  EXPECT_THROW(vm::odeint_rk4(f, doubles({1.}), doubles({0, 1}), 0), vm::Error); // no steps
  auto wide = [](const Array &y, const Array &) { return vm::concatenate({y, y}); };
  EXPECT_THROW(vm::odeint(wide, doubles({1.}), doubles({0, 1})), vm::Error);
}

} // namespace
