// Loops under every nesting of transformations that has broken other systems, each
// against the loop over examples and against differences of the reference.

#include "Values.h"

#include <cmath>
#include <gtest/gtest.h>

namespace property {
namespace {

using reference::Real;
using reference::Type;

Tensor vec(std::vector<Real> values) {
  auto n = std::int64_t(values.size());
  return {Type::f64, {n}, std::move(values)};
}
std::string close(const Array &got, const Tensor &expected) {
  return relativeDifference({toTensor(got)}, {expected}, 1e-7);
}
reference::Function gradientOf(reference::Function f) {
  return reference::gradient(std::move(f), [](std::size_t, std::int64_t) { return Real(1); });
}

// x -> the first value of x, 1.5 sin(x) + x, ... that is not below 4: the number of
// steps follows from x.
Array grow(Array x) {
  return vm::while_loop(
      x, [](Array s) { return s < 4.0; }, [](Array s) { return s * 1.25 + 0.5 * vm::sin(s); });
}
Values growReference(const Values &x) {
  Real s = x[0].values[0];
  while (s < 4)
    s = s * 1.25L + 0.5L * std::sin(s);
  return {Tensor::scalar(Type::f64, s)};
}
const Tensor starts = vec({0.7L, 1.9L, 3.1L, 0.4L, 5});

TEST(Nesting, VmapOfGradOfWhile) {
  Array got = vm::vmap(vm::grad(grow))(toArray(starts));
  EXPECT_EQ(close(got, reference::vmap(gradientOf(growReference), {0}, 0, 5)({starts})[0]), "");
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(got[i].item<double>(), vm::grad(grow)(toArray(starts)[i]).item<double>());
}

TEST(Nesting, GradOfVmapOfWhile) {
  auto total = [](Array xs) { return vm::sum(vm::vmap(grow)(xs)); };
  Array got = vm::grad(total)(toArray(starts));
  EXPECT_EQ(close(got, reference::vmap(gradientOf(growReference), {0}, 0, 5)({starts})[0]), "");
}

TEST(Nesting, SecondDerivativeOfWhileUnderVmap) {
  Array got = vm::vmap(vm::grad(vm::grad(grow)))(toArray(starts));
  auto second = gradientOf(gradientOf(growReference));
  EXPECT_EQ(close(got, reference::vmap(second, {0}, 0, 5)({starts})[0]), "");
}

// {carry, outputs} of s -> tanh(s + x).
std::pair<Array, Array> run(Array start, Array xs) {
  return vm::scan(start, xs, [](Array s, Array x) {
    Array next = vm::tanh(s + x);
    return std::pair<Array, Array>(next, next * x);
  });
}
Values runReference(const Values &in) {
  Real s = in[0].values[0];
  Tensor ys = in[1];
  for (Real &y : ys.values) {
    s = std::tanh(s + y);
    y *= s;
  }
  return {Tensor::scalar(Type::f64, s), ys};
}

TEST(Nesting, VmapOfVmapOfScan) {
  Random random(11);
  Tensor s = draw(random, vm::f64, {3}, -1, 1);
  Tensor rows = draw(random, vm::f64, {2, 5}, -1, 1);
  // Starts along the outer batch, inputs along the inner one.
  auto inner = vm::vmap(run, {.in_axes = {vm::none, 0}});
  auto outer = vm::vmap(inner, {.in_axes = {0, vm::none}});
  auto [carry, ys] = outer(toArray(s), toArray(rows));
  reference::Function expected = reference::vmap(runReference, {-1, 0}, 0, 2);
  Values want = reference::vmap(expected, {0, -1}, 0, 3)({s, rows});
  EXPECT_EQ(close(carry, want[0]), "");
  EXPECT_EQ(close(ys, want[1]), "");
}

TEST(Nesting, JacobianOfCountedLoop) {
  auto f = [](Array x) {
    return vm::fori_loop(
        0, 4, x, [](Array i, Array s) { return vm::sin(s) * 1.5 + vm::astype(i, vm::f64) * s[0]; });
  };
  reference::Function g = [](const Values &in) {
    Tensor s = in[0];
    for (int i = 0; i < 4; ++i) {
      Real first = s.values[0];
      for (Real &v : s.values)
        v = std::sin(v) * 1.5L + i * first;
    }
    return Values{s};
  };
  Tensor x = vec({0.3L, -0.8L, 1.1L});
  Array reverse = vm::jacrev(f)(toArray(x)), forward = vm::jacfwd(f)(toArray(x));
  for (int j = 0; j < 3; ++j) {
    Tensor basis = vec({0, 0, 0});
    basis.values[j] = 1;
    Tensor column = reference::derivative(g, {x}, {basis})[0];
    EXPECT_EQ(close(reverse(vm::all, j), column), "");
    EXPECT_EQ(close(forward(vm::all, j), column), "");
  }
}

TEST(Nesting, VmapOfPullbackOfScan) {
  Random random(12);
  Tensor s = draw(random, vm::f64, {}, -1, 1), xs = draw(random, vm::f64, {6}, -1, 1);
  auto outputs = [](Array start, Array in) { return run(start, in).second; };
  auto [value, pullback] = vm::vjp(outputs, toArray(s), toArray(xs));
  Array basis = vm::eye(6, {}, 0, vm::f64);
  auto [ds, dx] = vm::vmap(pullback)(basis);
  reference::Function g = [](const Values &in) { return Values{runReference(in)[1]}; };
  for (int i = 0; i < 6; ++i) {
    Values row =
        reference::gradient(g, [i](std::size_t, std::int64_t e) { return Real(e == i); })({s, xs});
    EXPECT_EQ(close(ds[i], row[0]), "");
    EXPECT_EQ(close(dx[i], row[1]), "");
    auto [one, other] = pullback(basis[i]);
    EXPECT_EQ(bitDifference({ds[i], dx[i]}, {one, other}), "");
  }
}

TEST(Nesting, VjpInVmapInScan) {
  // Each step of the scan takes one gradient step for every lane, on a captured scale.
  auto descend = [](Array lanes, Array scale) {
    return vm::fori_loop(0, 3, lanes, [&](Array, Array all) {
      return vm::vmap([&](Array w) {
        auto [value, pullback] = vm::vjp([&](Array v) { return vm::cos(v * scale) * v; }, w);
        return w - 0.1 * pullback(1.0);
      })(all);
    });
  };
  reference::Function step = [](const Values &in) {
    Tensor all = in[0];
    Real scale = in[1].values[0];
    for (int i = 0; i < 3; ++i)
      for (Real &w : all.values)
        w -= 0.1L * (std::cos(w * scale) - w * scale * std::sin(w * scale));
    return Values{all};
  };
  Tensor lanes = vec({0.2L, -0.9L, 1.4L}), scale = Tensor::scalar(Type::f64, 1.3L);
  EXPECT_EQ(close(vm::jit(descend)(toArray(lanes), toArray(scale)), step({lanes, scale})[0]), "");
  auto total = [&](Array w, Array s) { return vm::sum(descend(w, s)); };
  auto [dw, ds] = vm::grad<0, 1>(total)(toArray(lanes), toArray(scale));
  Values expected = gradientOf(step)({lanes, scale});
  EXPECT_EQ(close(dw, expected[0]), "");
  EXPECT_EQ(close(ds, expected[1]), "");
}

TEST(Nesting, StopGradientIsAConstant) {
  auto f = [](Array x) { return vm::sum(vm::stop_gradient(x) * x); };
  Array x = {1.0, 2.0, -3.0};
  EXPECT_EQ(bitDifference({vm::grad(f)(x)}, {x}), "");
  auto [y, t] = vm::jvp(vm::stop_gradient, std::tuple{x}, std::tuple{x});
  EXPECT_EQ(bitDifference({t}, {vm::zeros({3}, vm::f64)}), "");
}

// The side that is not taken contributes an exact zero, never 0 * inf.
TEST(Nesting, UntakenSideOfCondIsAnExactZero) {
  auto f = [](Array x) {
    return vm::cond(
        x > 0.0, [](Array v) { return vm::log(v); }, [](Array v) { return v * 0.0; }, x);
  };
  EXPECT_EQ(bitDifference({vm::vmap(vm::grad(f))(Array{0.0, 4.0})}, {Array{0.0, 0.25}}), "");
}

} // namespace
} // namespace property
