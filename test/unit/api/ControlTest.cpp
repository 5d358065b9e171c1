// Branches and loops, eager and traced, under vmap and grad; carries and their dtypes.

#include "test/unit/api/Expect.h"

namespace {

struct State {
  Array pos, vel;
};

TEST(Cond, PicksASide) {
  auto f = [](Array x) {
    return vm::cond(x > 0.0, [](Array a) { return a * 2.0; }, [](Array a) { return -a; }, x);
  };
  EXPECT_EQ(f(Array{3.f}[0]).item<float>(), 6);
  EXPECT_EQ(vm::jit(f)(Array{-3.f}[0]).item<float>(), 3);
  expectArray(vm::vmap(f)(Array{1.f, -2.f, 3.f}), {3}, {2, 2, 6});
  expectArray(vm::vmap(vm::grad(f))(Array{1.f, -2.f, 3.f}), {3}, {2, -1, 2});
}

TEST(Cond, CapturesAndNumbers) {
  Array w{5.f};
  auto f = [&](Array x) {
    return vm::cond(vm::sum(x) > 0.0, [&] { return x + w; }, [] { return Array{1.f}; });
  };
  expectArray(vm::jit(f)(Array{1.f}), {1}, {6});
  expectArray(vm::jit(f)(Array{-1.f}), {1}, {1});
  auto g = [](Array p, Array x) {
    return vm::cond(p, [] { return Array(1.0); }, [&] { return x; });
  };
  Array d{2.0};
  Array r = vm::jit(g)(Array(true), d[0]);
  EXPECT_EQ(r.dtype(), vm::f64);
  EXPECT_EQ(r.item<double>(), 1);
}

// A batch of nothing, whose shared operand is walked by the vector lanes.
TEST(Cond, OfNoLanes) {
  auto branch = [](Array p, Array x) {
    return vm::cond(p > 0, [&] { return vm::sin(x); }, [&] { return vm::log(x); });
  };
  auto loop = [](Array n, Array x) {
    return vm::fori_loop(0, n, x, [](Array, Array s) { return vm::sin(s); });
  };
  Array none = vm::zeros({0}, vm::i32), x{1.f, 2.f, 3.f};
  expectArray(vm::vmap(branch, {.in_axes = {0, vm::none}})(none, x), {0, 3}, {});
  expectArray(vm::vmap(loop, {.in_axes = {0, vm::none}})(none, x), {0, 3}, {});
}

TEST(Switch, ClampsItsIndex) {
  std::vector<vm::Function<Array(Array)>> branches{[](Array a) { return a + 10.0; },
                                                   [](Array a) { return a + 20.0; },
                                                   [](Array a) { return a + 30.0; }};
  Array x{1.f};
  expectArray(vm::switch_(1, branches, x), {1}, {21});
  expectArray(vm::switch_(-5, branches, x), {1}, {11});
  expectArray(vm::switch_(9, branches, x), {1}, {31});
}

TEST(Loops, ForiWithStaticAndTracedBounds) {
  auto sum = [](Array lo, Array hi) {
    return vm::fori_loop(lo, hi, Array{0.f}, [](Array i, Array s) { return s + i; });
  };
  expectArray(vm::fori_loop(2, 5, Array{0.f}, [](Array i, Array s) { return s + i; }), {1}, {9});
  expectArray(vm::jit(sum)(Array{2}[0], Array{5}[0]), {1}, {9});
  expectArray(vm::jit(sum)(Array{5}[0], Array{2}[0]), {1}, {0});
  expectArray(vm::vmap(sum, {.in_axes = {vm::none, 0}})(Array{0}[0], Array{1, 2, 4}), {3, 1},
              {0, 1, 6});
}

TEST(Loops, WeakCarriesTakeTheDtypeOfTheBody) {
  Array x{1.0, 2.0};
  Array r = vm::fori_loop(0, 3, 0.0, [&](Array, Array s) { return s + vm::sum(x); });
  EXPECT_EQ(r.dtype(), vm::f64);
  EXPECT_EQ(r.item<double>(), 9);
  EXPECT_EQ(vm::fori_loop(0, 3, 1.0, [](Array, Array s) { return s * 2.0; }).item<float>(), 8);
  EXPECT_EQ(vm::fori_loop(0, 3, 1, [](Array i, Array s) { return s + i * 0.5; }).item<float>(),
            2.5f);
}

TEST(Loops, WhileUnderVmapFreezesLanes) {
  auto f = [](Array x) {
    return vm::while_loop(x, [](Array a) { return a < 100.0; }, [](Array a) { return a * 3.0; });
  };
  EXPECT_EQ(f(Array{2.f}[0]).item<float>(), 162);
  expectArray(vm::vmap(f)(Array{1.f, 5.f, 200.f}), {3}, {243, 135, 200});
  expectArray(vm::vmap(vm::grad(f))(Array{1.f, 5.f, 200.f}), {3}, {243, 27, 1});
}

TEST(Loops, CarriesThatChangePlaces) {
  using Two = std::pair<Array, Array>;
  Array x{1.f, 2.f}, y{3.f, 4.f};
  auto swaps = [](Array a, Array b, Array n) {
    return vm::fori_loop(0, n, Two(a, b), [](Array, Two t) { return Two(t.second, t.first); });
  };
  Two thrice = swaps(x, y, Array(3));
  expectArray(thrice.first, {2}, {3, 4});
  expectArray(thrice.second, {2}, {1, 2});
  Two lanes = vm::vmap(swaps)(x, y, Array{1, 2});
  expectArray(lanes.first, {2}, {3, 2});
  expectArray(lanes.second, {2}, {1, 4});
}

TEST(Loops, ScanStacksAndCarries) {
  auto body = [](State s, Array x) {
    return std::pair{State{s.pos + x, s.vel * 0.5}, s.pos};
  };
  State init{Array{0.f}[0], Array{8.f}[0]};
  Array xs{1.f, 2.f, 3.f};
  auto [last, ys] = vm::scan(init, xs, body);
  EXPECT_EQ(last.pos.item<float>(), 6);
  EXPECT_EQ(last.vel.item<float>(), 1);
  expectArray(ys, {3}, {0, 1, 3});
  auto [lastR, ysR] = vm::scan(init, xs, body, {.reverse = true});
  expectArray(ysR, {3}, {5, 3, 0});
  auto [c, none] = vm::scan(Array{1.f}, std::tuple<>(),
                            [](Array a, std::tuple<>) { return std::pair{a * 2.0, a}; },
                            {.length = 4});
  expectArray(c, {1}, {16});
  expectArray(none, {4, 1}, {1, 2, 4, 8});
  auto loss = [&](Array v) { return vm::scan(init, v, body).first.pos; };
  expectArray(vm::grad(loss)(xs), {3}, {1, 1, 1});
}

TEST(Loops, BodiesCaptureOuterTracers) {
  auto f = [](Array k, Array x) {
    return vm::fori_loop(0, 3, x, [&](Array, Array s) {
      return vm::fori_loop(0, 2, s, [&](Array, Array t) { return t * k; });
    });
  };
  Array k{2.f, 3.f}, x{1.f, 1.f};
  expectArray(vm::vmap(f)(k, x), {2}, {64, 729});
  expectArray(vm::vmap(vm::grad(f))(k, x), {2}, {192, 1458}, 1e-6);
}

TEST(Control, Errors) {
  Array x{1.f, 2.f};
  expectError(VMAPC_ERROR_OF(vm::cond(x > 0.0, [](Array a) { return a; },
                                      [](Array a) { return a; }, x)),
              {"cond", "b1[]", "b1[2]"}, __LINE__ - 2);
  expectError(VMAPC_ERROR_OF(vm::cond(vm::sum(x) > 0.0, [](Array a) { return a; },
                                      [](Array a) { return a[0]; }, x)),
              {"cond", "result 0", "f32[", "branch"}, __LINE__ - 2);
  expectError(VMAPC_ERROR_OF(vm::fori_loop(0, 3, State{x, x},
                                           [](Array, State s) {
                                             return State{s.pos, vm::sum(s.vel)};
                                           })),
              {"carry.vel", "f32[2]", "f32[]"}, __LINE__ - 4);
  expectError(VMAPC_ERROR_OF(vm::while_loop(x, [](Array a) { return a < 1.0; },
                                            [](Array a) { return a; })),
              {"condition", "b1[]", "b1[2]"}, __LINE__ - 2);
  expectError(VMAPC_ERROR_OF(vm::scan(x, std::pair{x, Array{1.f}},
                                      [](Array c, std::pair<Array, Array>) {
                                        return std::pair{c, c};
                                      })),
              {"scan", "xs[1]", "2 slices", "f32[1]"}, __LINE__ - 4);
  expectError(VMAPC_ERROR_OF(vm::scan(x, std::tuple<>(),
                                      [](Array c, std::tuple<>) { return std::pair{c, c}; })),
              {"scan", "length", "neither"}, __LINE__ - 2);
  Array kept;
  expectError(VMAPC_ERROR_OF(vm::jit([&](Array a) {
                Array r = vm::fori_loop(0, 2, a, [&](Array, Array s) {
                  kept = s * 2.0;
                  return s;
                });
                return r + kept;
              })(x)),
              {"traced at", "ControlTest.cpp", "has ended"}, __LINE__ - 2);
}

} // namespace
