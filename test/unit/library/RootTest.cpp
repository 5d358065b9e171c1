// Roots and fixed points, and their implicit derivatives.

#include "vmapc/root.h"
#include "vmapc/vmapc.h"

#include <cmath>
#include <gtest/gtest.h>

namespace vm = vmapc;
using vm::Array;

namespace {

Array scalar(double v) { return Array::from(std::vector{v}, {}); }

Array squareRoot(const Array &a) {
  return vm::root([&](const Array &x) { return x * x - a; }, scalar(1));
}

TEST(Root, FindsASquareRoot) {
  EXPECT_NEAR(squareRoot(scalar(2)).item<double>(), std::sqrt(2.), 1e-15);
}

TEST(Root, HasImplicitDerivativesInBothModesToOrderThree) {
  Array two = scalar(2), one = scalar(1);
  auto [y, dy] = vm::jvp(squareRoot, std::tuple{two}, std::tuple{one});
  EXPECT_NEAR(dy.item<double>(), 0.5 / std::sqrt(2.), 1e-14);
  auto first = vm::grad(squareRoot);
  EXPECT_NEAR(first(two).item<double>(), 0.5 / std::sqrt(2.), 1e-14);
  auto second = vm::grad(first);
  EXPECT_NEAR(second(two).item<double>(), -0.25 * std::pow(2., -1.5), 1e-13);
  EXPECT_NEAR(vm::grad(second)(two).item<double>(), 0.375 * std::pow(2., -2.5), 1e-12);
}

TEST(Root, SearchesEachExampleByItself) {
  Array a = {1., 2., 100., 1e6};
  Array roots = vm::vmap(squareRoot)(a), slopes = vm::vmap(vm::grad(squareRoot))(a);
  for (int k = 0; k < 4; ++k) {
    double v = a[k].item<double>();
    EXPECT_NEAR(roots[k].item<double>(), std::sqrt(v), 1e-12 * v);
    EXPECT_NEAR(slopes[k].item<double>(), 0.5 / std::sqrt(v), 1e-12);
  }
}

TEST(Root, SolvesSystems) {
  // x0^2 + x1^2 = r, x0 = 2 x1
  auto f = [](const Array &r) {
    return vm::root(
        [&](const Array &x) {
          return vm::stack({x[0] * x[0] + x[1] * x[1] - r, x[0] - 2. * x[1]});
        },
        Array{1., 1.});
  };
  Array r = scalar(5);
  EXPECT_TRUE(vm::allclose(f(r), Array{2., 1.}, {.rtol = 1e-13}));
  EXPECT_TRUE(vm::allclose(vm::jacrev(f)(r), Array{0.2, 0.1}, {.rtol = 1e-12}));
}

TEST(Root, IsNaNWithoutOne) {
  auto none = [](const Array &x) { return x * x + 1.; };
  EXPECT_TRUE(std::isnan(vm::root(none, scalar(0.7), {.max_steps = 20}).item<double>()));
}

TEST(FixedPoint, FindsTheCosinesAndItsDerivative) {
  auto f = [](const Array &a) {
    return vm::fixed_point([&](const Array &x) { return vm::cos(a * x); }, scalar(0.5),
                           {.tolerance = 1e-12});
  };
  double x = 0.7390851332151607; // cos(x) = x
  EXPECT_NEAR(f(scalar(1)).item<double>(), x, 1e-13);
  // x' = -x sin(x) / (1 + sin(x))
  EXPECT_NEAR(vm::grad(f)(scalar(1)).item<double>(), -x * std::sin(x) / (1 + std::sin(x)), 1e-12);
}

} // namespace
