// x.at(i).mul/min/max and the modes out of range: repeated positions, zeros and ties.

#include "test/unit/api/Expect.h"

namespace {

using vm::Bounds;

TEST(At, Combines) {
  Array x{2.f, 3.f, 5.f}, i{0, 2, 0, 7};
  Array u{10.f, -1.f, 0.5f, 100.f};
  expectArray(x.at(i).mul(u), {3}, {10, 3, -5});
  expectArray(x.at(i).min(u), {3}, {0.5, 3, -1});
  expectArray(x.at(i).max(u), {3}, {10, 3, 5});
  expectArray(x.at(i).max(u, {.mode = Bounds::clip}), {3}, {10, 3, 100});
  expectArray(x.at(1).mul(4.0), {3}, {2, 12, 5});
  expectArray(x.at(vm::slice(0, 2)).min(2.5), {3}, {2, 2.5, 5});
  expectArray(Array{4, -6}.at(Array{1, 1}).min(Array{-3, -9}), {2}, {4, -9});
  vm::Error e = VMAPC_ERROR_OF((void)(Array{true}).at(0).mul(true));
  expectError(e, {"mul", "numbers"}, __LINE__);
}

// y = sum(w * x.at(i).mul(u)) with every position hit twice: y0 = x0 u0 u2, y1 = x1 u1 u3.
TEST(At, ProductsOfRepeatedPositionsAndZeros) {
  Array i{0, 1, 0, 1}, w{1.f, 10.f};
  auto loss = [&](Array x, Array u) { return vm::sum(w * x.at(i).mul(u)); };
  auto g = vm::grad<0, 1>(loss);
  {
    auto [gx, gu] = g(Array{2.f, 3.f}, Array{5.f, 7.f, 11.f, 13.f});
    expectArray(gx, {2}, {55, 910});
    expectArray(gu, {4}, {22, 390, 10, 210});
  }
  { // one zero at position 0, two at position 1
    auto [gx, gu] = g(Array{2.f, 3.f}, Array{0.f, 0.f, 11.f, 0.f});
    expectArray(gx, {2}, {0, 0});
    expectArray(gu, {4}, {22, 0, 0, 0});
  }
  // Second derivatives through zeros: d2 y1 / du1 du3 = 10 x1.
  Array h = vm::hessian([&](Array u) { return loss(Array{2.f, 3.f}, u); })(
      Array{0.f, 0.f, 0.f, 0.f});
  expectArray(h, {4, 4}, {0, 0, 2, 0, 0, 0, 0, 30, 2, 0, 0, 0, 0, 30, 0, 0});
  auto [y, t] = vm::jvp([&](Array u) { return Array{2.f, 3.f}.at(i).mul(u); },
                        std::tuple{Array{5.f, 7.f, 11.f, 13.f}},
                        std::tuple{Array{1.f, 0.f, 0.f, 1.f}});
  expectArray(y, {2}, {110, 273});
  expectArray(t, {2}, {22, 21});
}

TEST(At, EqualExtremesShareTheDerivative) {
  Array i{0, 0, 1};
  auto loss = [&](Array x, Array u) { return vm::sum(x.at(i).max(u)); };
  auto [gx, gu] = vm::grad<0, 1>(loss)(Array{5.f, 1.f}, Array{5.f, 5.f, 3.f});
  expectArray(gx, {2}, {1. / 3, 0}, 1e-6);
  expectArray(gu, {3}, {1. / 3, 1. / 3, 1}, 1e-6);
  // What is dropped has no derivative and spoils none.
  Array far{0, 9};
  auto [hx, hu] = vm::grad<0, 1>([&](Array x, Array u) { return vm::sum(x.at(far).min(u)); })(
      Array{5.f, 0.f}, Array{3.f, 0.f});
  expectArray(hx, {2}, {0, 1});
  expectArray(hu, {2}, {1, 0});
}

TEST(At, OneSideMappedOnly) {
  Array x{2.f, 3.f}, us{{1.f, 2.f}, {3.f, 4.f}}, is{{0, 0}, {1, 0}};
  auto f = [](Array a, Array u, Array i) { return a.at(i).mul(u); };
  expectArray(vm::vmap(f, {.in_axes = {vm::none, 0, vm::none}})(x, us, is[0]), {2, 2},
              {4, 3, 24, 3});
  expectArray(vm::vmap(f, {.in_axes = {vm::none, vm::none, 0}})(x, us[1], is), {2, 2},
              {24, 3, 8, 9});
  expectArray(vm::vmap(f, {.in_axes = {0, vm::none, vm::none}})(vm::stack({x, x + 1.0}), us[0],
                                                                is[1]),
              {2, 2}, {4, 3, 6, 4});
}

TEST(At, Fill) {
  Array x{1.f, 2.f}, i{0, 5, -1, -3};
  std::vector<float> v = x.at(i).get({.mode = Bounds::fill}).to_vector<float>();
  EXPECT_EQ(v[0], 1);
  EXPECT_TRUE(std::isnan(v[1]) && std::isnan(v[3]));
  EXPECT_EQ(v[2], 2);
  expectArray(x.at(i).get({.mode = Bounds::fill, .fill = 9}), {4}, {1, 9, 2, 9});
  expectArray(Array{1, 2}.at(i).get({.mode = Bounds::fill}), {4}, {1, -2147483648., 2, -2147483648.});
  expectArray(x.at(i).set(7, {.mode = Bounds::fill}), {2}, {7, 7});
  auto read = [&](Array a) { return vm::sum(a.at(i).get({.mode = Bounds::fill, .fill = 0})); };
  expectArray(vm::grad(read)(x), {2}, {1, 1});
}

TEST(At, PromiseReadsWhatIsThere) {
  Array x{1.f, 2.f, 3.f};
  expectArray(x.at(Array{2, 0}).get({.mode = Bounds::promise}), {2}, {3, 1});
  expectArray(x.at(Array{2, 0}).set(0, {.mode = Bounds::promise}), {3}, {0, 2, 0});
}

} // namespace
