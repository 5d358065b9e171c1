// The side that `where` or `cond` does not take contributes exactly nothing to a
// derivative, however infinite its own is there: in both modes, to second order,
// under any nesting of vmap.

#include "test/unit/api/Expect.h"

#include <functional>

namespace {

using Fn = std::function<Array(Array)>;
using Real = std::function<double(double)>;

/// A function that is good above 0, and its first and second derivative there.
struct Guarded {
  const char *name;
  Fn f;
  Real first, second;
};

std::vector<Guarded> guarded() {
  return {
      {"sqrt", [](Array x) { return vm::sqrt(x); }, [](double x) { return 0.5 / std::sqrt(x); },
       [](double x) { return -0.25 / (x * std::sqrt(x)); }},
      {"rsqrt", [](Array x) { return vm::rsqrt(x); },
       [](double x) { return -0.5 / (x * std::sqrt(x)); },
       [](double x) { return 0.75 / (x * x * std::sqrt(x)); }},
      {"log", [](Array x) { return vm::log(x); }, [](double x) { return 1 / x; },
       [](double x) { return -1 / (x * x); }},
      {"log1p", [](Array x) { return vm::log1p(x - 1); }, [](double x) { return 1 / x; },
       [](double x) { return -1 / (x * x); }},
      {"div", [](Array x) { return 1 / x; }, [](double x) { return -1 / (x * x); },
       [](double x) { return 2 / (x * x * x); }},
      {"pow", [](Array x) { return vm::pow(x, 0.5); }, [](double x) { return 0.5 / std::sqrt(x); },
       [](double x) { return -0.25 / (x * std::sqrt(x)); }},
      {"power of pow", [](Array x) { return vm::pow(x, x); },
       [](double x) { return std::pow(x, x) * (std::log(x) + 1); },
       [](double x) {
         double l = std::log(x) + 1;
         return std::pow(x, x) * (l * l + 1 / x);
       }},
      {"x log(x)", [](Array x) { return x * vm::log(x); }, [](double x) { return std::log(x) + 1; },
       [](double x) { return 1 / x; }},
      {"exp(1/x)", [](Array x) { return vm::exp(1 / x); },
       [](double x) { return -std::exp(1 / x) / (x * x); },
       [](double x) { return std::exp(1 / x) * (1 / (x * x * x * x) + 2 / (x * x * x)); }},
      {"log(sqrt(x))", [](Array x) { return vm::log(vm::sqrt(x)); },
       [](double x) { return 0.5 / x; }, [](double x) { return -0.5 / (x * x); }},
      {"tanh(log(x))", [](Array x) { return vm::tanh(vm::log(x)); },
       [](double x) { return 4 * x / ((x * x + 1) * (x * x + 1)); },
       [](double x) { return (4 - 12 * x * x) / std::pow(x * x + 1, 3); }},
  };
}

/// `f` above 0, else 3x.
Fn byWhere(Fn f) {
  return [f](Array x) { return vm::where(x > 0, f(x), 3 * x); };
}
Fn byCond(Fn f) {
  return [f](Array x) { return vm::cond(x > 0, f, [](Array a) { return 3 * a; }, x); };
}

Fn derivative(Fn f) { return vm::grad(f); }
Fn tangent(Fn f) {
  return [f](Array x) {
    auto [value, dx] = vm::jvp(f, std::tuple(x), std::tuple(vm::ones_like(x)));
    return dx;
  };
}

Array scalar(double x) { return Array::from(std::vector<double>{x}, {}); }

struct Mode {
  const char *name;
  Fn (*of)(Fn);
};
const Mode modes[] = {{"grad", derivative}, {"jvp", tangent}};

const std::vector<double> points{0, 2, -0.0, 0.25, -1};

void expectDerivatives(const char *name, Fn f, Real want, double beyond) {
  // One point at a time, all as lanes, and as lanes of lanes.
  std::vector<double> expected;
  for (double x : points) {
    expected.push_back(x > 0 ? want(x) : beyond);
    expectArray(f(scalar(x)), {}, {expected.back()}, 1e-12);
  }
  Array lanes = Array::from(points, {5});
  expectArray(vm::vmap(f)(lanes), {5}, expected, 1e-12);
  expectArray(vm::vmap(vm::vmap(f))(vm::reshape(lanes, {1, 5})), {1, 5}, expected, 1e-12);
  if (testing::Test::HasFailure())
    ADD_FAILURE() << "of " << name;
}

void expectBoth(const Guarded &g, Fn f) {
  for (Mode once : modes) {
    expectDerivatives(once.name, once.of(f), g.first, 3);
    for (Mode twice : modes)
      expectDerivatives(twice.name, twice.of(once.of(f)), g.second, 0);
  }
}

TEST(Guard, WhereHidesTheSideNotTaken) {
  for (const Guarded &g : guarded()) {
    SCOPED_TRACE(g.name);
    expectBoth(g, byWhere(g.f));
  }
}

TEST(Guard, CondHidesTheSideNotTaken) {
  for (const Guarded &g : guarded()) {
    SCOPED_TRACE(g.name);
    expectBoth(g, byCond(g.f));
  }
}

// Third derivatives meet products of two infinities.
TEST(Guard, ThirdDerivatives) {
  auto want = [](double x) { return 0.375 / (x * x * std::sqrt(x)); };
  Fn f = byWhere([](Array x) { return vm::sqrt(x); });
  expectDerivatives("reverse", derivative(derivative(derivative(f))), want, 0);
  expectDerivatives("forward", tangent(tangent(tangent(f))), want, 0);
  expectDerivatives("reverse over forward", derivative(tangent(tangent(f))), want, 0);
  expectDerivatives("forward over reverse", tangent(tangent(derivative(f))), want, 0);
}

// A batch is differentiated as a whole: with respect to what its lanes share, too.
TEST(Guard, SharedOperandsOfABatch) {
  Array xs{4.0, 0.0, std::nan(""), 1.0};
  auto loss = [](Array w, Array x) { return vm::where(x > 0, vm::tanh(w * x) * vm::log(x), w); };
  auto total = [&](Array w) { return vm::sum(vm::vmap(loss, {.in_axes = {vm::none, 0}})(w, xs)); };
  double t = std::tanh(2.0), want = 4 * (1 - t * t) * std::log(4.0) + 2;
  expectArray(vm::grad(total)(scalar(0.5)), {}, {want}, 1e-12);
  auto inCond = [](Array w, Array x) {
    return vm::cond(x > 0, [&] { return vm::tanh(w * x) * vm::log(x); }, [&] { return w; });
  };
  auto totalOfCond = [&](Array w) {
    return vm::sum(vm::vmap(inCond, {.in_axes = {vm::none, 0}})(w, xs));
  };
  expectArray(vm::grad(totalOfCond)(scalar(0.5)), {}, {want}, 1e-12);
}

// A contraction adds what it is given; a branch with one is chosen lane by lane.
TEST(Guard, ContractionsInABranch) {
  Array xs = Array::from(std::vector<double>{1, 2, 0, std::nan(""), 3, 4}, {3, 2});
  auto loss = [](Array w, Array x) {
    return vm::cond(x[0] > 0, [&] { return vm::dot(w, x); }, [&] { return vm::sum(w); });
  };
  auto total = [&](Array w) { return vm::sum(vm::vmap(loss, {.in_axes = {vm::none, 0}})(w, xs)); };
  expectArray(vm::grad(total)(Array::from(std::vector<double>{5, 6}, {2})), {2}, {5, 7});
}

TEST(Guard, ReductionsOfTheSideNotTaken) {
  auto f = [](Array x) {
    Array s = vm::sum(x);
    return vm::where(s > 0, vm::max(vm::log(x)) + vm::prod(1 / x), s);
  };
  expectArray(vm::grad(f)(Array{0.0, 0.0}), {2}, {1, 1});
  expectArray(vm::vmap(vm::grad(f))(vm::zeros({3, 2}, vm::f64)), {3, 2}, {1, 1, 1, 1, 1, 1});
}

// A linear map takes zero to zero, and only zero: an infinite derivative stays one.
TEST(Guard, DerivativesThatAreTakenStay) {
  double inf = std::numeric_limits<double>::infinity();
  Array zero = scalar(0);
  EXPECT_EQ(vm::grad(vm::sqrt)(zero).item<double>(), inf);
  EXPECT_EQ(std::get<1>(vm::jvp(vm::sqrt, std::tuple(zero), std::tuple(zero))).item<double>(), 0);
  EXPECT_EQ(vm::grad(vm::log)(zero).item<double>(), inf);
  EXPECT_TRUE(std::isnan(vm::grad([](Array x) { return vm::sqrt(x * x); })(zero).item<double>()));
  EXPECT_TRUE(std::isnan(vm::grad(vm::tanh)(scalar(std::nan(""))).item<double>()));
}

// Under a loop: iterations in which the bad side is not taken.
TEST(Guard, InsideALoop) {
  auto f = [](Array x) {
    return vm::fori_loop(0, 3, x, [](Array i, Array s) {
      return vm::where(i > 0, s + vm::where(s > 0, vm::sqrt(s), 0), s);
    });
  };
  expectArray(vm::vmap(vm::grad(f))(Array{0.0, -1.0}), {2}, {1, 1});
  auto g = vm::grad(f)(scalar(4)).item<double>();
  double s1 = 4 + 2, first = 1 + 0.25, second = 1 + 0.5 / std::sqrt(s1);
  EXPECT_NEAR(g, first * second, 1e-12);
}

} // namespace
