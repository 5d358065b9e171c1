// Walks along an axis, prefixes, reductions by a function.

#include "test/unit/api/Expect.h"

#include "vmapc/scan.h"

#include <limits>

namespace {

using Pair = std::pair<Array, Array>;
constexpr double inf = std::numeric_limits<double>::infinity();

TEST(Cumulative, Values) {
  Array x{3.f, 1.f, 4.f, 1.f};
  expectArray(vm::cumsum(x), {4}, {3, 4, 8, 9});
  expectArray(vm::cumsum(x, 0, true), {4}, {9, 6, 5, 1});
  expectArray(vm::cumprod(x), {4}, {3, 3, 12, 12});
  expectArray(vm::cummax(x), {4}, {3, 3, 4, 4});
  expectArray(vm::cummin(x, -1), {4}, {3, 1, 1, 1});
  expectArray(vm::cumsum(Array{true, true, false}), {3}, {1, 2, 2});
  EXPECT_EQ(vm::cumsum(Array{true}).dtype(), vm::i32);
  EXPECT_EQ(vm::cumsum(vm::zeros({0, 3})).shape(), (Shape{0, 3}));
  expectArray(vm::cummin(Array{-5, -7, 2}), {3}, {-5, -7, -7});
  expectArray(vm::cummax(Array{-5, -7, 2}), {3}, {-5, -5, 2});
}

TEST(Cumulative, NaNStays) {
  auto v = vm::cummax(Array{1.f, std::nanf(""), 5.f}).to_vector<float>();
  EXPECT_EQ(v[0], 1);
  EXPECT_TRUE(std::isnan(v[1]) && std::isnan(v[2]));
}

TEST(Cumulative, LogSumExpAsJax) {
  expectArray(vm::cumlogsumexp(Array{-1.f, 2.f, float(-inf), 0.5f}), {4},
              {-1, 2.0485873222351074, 2.0485873222351074, 2.2413113117218018}, 1e-6);
  auto loss = [](Array v) { return vm::sum(vm::cumlogsumexp(v) * Array{1.f, 2.f, 3.f}); };
  expectArray(vm::grad(loss)(Array{-1.f, 2.f, 0.5f}), {3},
              {1.2121894359588623, 4.261939525604248, 0.5258711576461792}, 1e-6);
  // A prefix of nothing but -inf has no NaN before or after it.
  expectArray(vm::cumlogsumexp(Array{float(-inf), 1.f})[vm::slice(1, 2)], {1}, {1});
}

TEST(Cumulative, ProductsWithZerosHaveTheirDerivative) {
  auto loss = [](Array v) { return vm::sum(vm::cumprod(v) * Array{1.f, 2.f, 3.f, 4.f, 5.f}); };
  expectArray(vm::grad(loss)(Array{2.f, 0.f, 3.f, 0.f, 5.f}), {5}, {1, 22, 0, 0, 0});
  // d2 / dx0 dx1 = 2 + 3 x2 + ...; of x1 and x2 it is 3 x0; of x1 and x3, 4 x0 x2 + 5 x0 x2 x4.
  Array h = vm::hessian(loss)(Array{2.f, 0.f, 3.f, 0.f, 5.f});
  expectArray(h[1], {5}, {11, 0, 6, 24 + 150, 0});
}

TEST(Cumulative, ExtremesAsJax) {
  auto loss = [](Array v) { return vm::sum(vm::cummax(v) * Array{1.f, 2.f, 3.f, 4.f}); };
  expectArray(vm::grad(loss)(Array{1.f, 3.f, 2.f, 4.f}), {4}, {1, 5, 0, 4});
}

TEST(AssociativeScan, KeepsTheOrder) {
  // Composition of affine maps; any grouping, but only this order, is right.
  auto compose = [](const Pair &f, const Pair &g) {
    return Pair(f.first * g.first, g.first * f.second + g.second);
  };
  for (int n : {0, 1, 2, 3, 6, 7, 16}) {
    Array a = vm::arange(double(n)) + 1.0, b = vm::arange(double(n)) * 0.5;
    Pair r = vm::associative_scan(compose, Pair(a, b));
    Pair back = vm::associative_scan(compose, Pair(a, b), {.reverse = true});
    std::vector<double> want, wantBack(static_cast<std::size_t>(n));
    double t = 0;
    for (int k = 0; k < n; ++k)
      want.push_back(t = (k + 1) * t + 0.5 * k);
    t = 0;
    for (int k = n; k-- > 0;)
      wantBack[std::size_t(k)] = t = (k + 1) * t + 0.5 * k;
    expectArray(r.second, {n}, want, 1e-6);
    expectArray(back.second, {n}, wantBack, 1e-6);
  }
}

TEST(AssociativeScan, MatricesAlongAnAxis) {
  // Prefix products of matrices: the axes of the matrix are no part of the scan.
  Array m = vm::reshape(vm::arange(16.0), {4, 2, 2});
  auto multiply = [](Array a, Array b) { return vm::matmul(a, b); };
  Array r = vm::associative_scan(multiply, m);
  Array want = m[0];
  for (int k = 1; k < 4; ++k)
    want = vm::matmul(want, m[k]);
  expectArray(r[3], {2, 2}, want.to_vector<double>(), 1e-6);
}

TEST(Reduce, AnyMonoidOverAnyAxes) {
  Array x = vm::reshape(vm::arange(12.0), {3, 4});
  expectArray(vm::reduce(x, 0.0, vm::add, 1), {3}, {6, 22, 38});
  expectArray(vm::reduce(x, 0.0, vm::add), {}, {66});
  expectArray(vm::reduce(x, 5.0, vm::add, 0), {4}, {17, 20, 23, 26});
  expectArray(vm::reduce(vm::zeros({0, 2}), 7.0, vm::add, 0), {2}, {7, 7});
  auto last = [](Array, Array b) { return b; };
  expectArray(vm::reduce(x, 0.0, last, {0, 1}), {}, {11});
  auto hypot = [](Array a, Array b) { return vm::sqrt(a * a + b * b); };
  expectArray(vm::grad([&](Array v) { return vm::reduce(v, 0.0, hypot); })(Array{3.f, 4.f}), {2},
              {0.6, 0.8}, 1e-6);
}

TEST(Map, OneSliceAfterAnother) {
  struct Pt {
    Array x, y;
  };
  auto f = [](const Pt &p) { return Pt{p.x + p.y, vm::sum(p.x)}; };
  Pt r = vm::map(f, Pt{Array{{1.f, 2.f}, {3.f, 4.f}}, Array{10.f, 20.f}});
  expectArray(r.x, {2, 2}, {11, 12, 23, 24});
  expectArray(r.y, {2}, {3, 7});
  auto loss = [&](Array v) {
    return vm::sum(vm::map([](Array s) { return vm::sum(s * s * s); }, v));
  };
  expectArray(vm::grad(loss)(Array{{1.f, 2.f}}), {1, 2}, {3, 12});
}

TEST(ScanErrors, SayWhatFits) {
  Array x = vm::arange(4.0);
  expectError(VMAPC_ERROR_OF(vm::cumsum(x, 1)), {"cumsum", "axis"}, __LINE__);
  auto wrong = [](Array a, Array) { return vm::sum(a); };
  expectError(VMAPC_ERROR_OF(vm::associative_scan(wrong, x)), {"associative_scan", "shape"},
              __LINE__);
  expectError(VMAPC_ERROR_OF(vm::reduce(std::pair(x, vm::arange(3.0)),
                                        std::pair(Array(0.0), Array(0.0)),
                                        [](auto a, auto) { return a; })),
              {"reduce", "one shape"}, __LINE__);
}

} // namespace
