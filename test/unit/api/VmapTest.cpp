// vmap: axes, trees of axes, sizes, nesting; what it refuses.

#include "test/unit/api/Expect.h"

namespace {

struct State {
  Array pos, vel;
};
struct Config {
  Array w;
  int power = 2;
};

Array rows() { return Array{{1.f, 2.f}, {3.f, 4.f}, {5.f, 6.f}}; }

TEST(Vmap, OpsAndLambdas) {
  Array x = rows();
  expectArray(vm::vmap(vm::dot)(x, x), {3}, {5, 25, 61});
  expectArray(vm::vmap([](Array a) { return vm::sum(a); })(x), {3}, {3, 7, 11});
  expectArray(vm::vmap(vm::vmap([](Array a) { return a * 2.0; }))(x), {3, 2},
              {2, 4, 6, 8, 10, 12});
}

TEST(Vmap, Axes) {
  Array x = rows(), s{10.f, 20.f, 30.f};
  auto f = [](Array a, Array b) { return a + b; };
  expectArray(vm::vmap(f, {.in_axes = {0, 0}})(x, s), {3, 2}, {11, 12, 23, 24, 35, 36});
  expectArray(vm::vmap(f, {.in_axes = {1, vm::none}})(x, s), {2, 3}, {11, 23, 35, 12, 24, 36});
  expectArray(vm::vmap(f, {.in_axes = {-1, vm::none}, .out_axes = -1})(x, s), {3, 2},
              {11, 12, 23, 24, 35, 36});
  auto sum = [](Array a) { return vm::sum(a); };
  expectArray(vm::vmap(sum, {.in_axes = {1}})(x), {2}, {9, 12});
  expectArray(vm::vmap(f, {.in_axes = vm::none, .axis_size = 2})(s, s), {2, 3},
              {20, 40, 60, 20, 40, 60});
}

TEST(Vmap, TreesOfAxes) {
  Array x = rows(), v{1.f, 1.f};
  auto f = [](const State &s) { return State{s.pos + s.vel, s.vel}; };
  State r = vm::vmap(f, {.in_axes = {{0, vm::none}}, .out_axes = {{0, vm::none}}})(State{x, v});
  expectArray(r.pos, {3, 2}, {2, 3, 4, 5, 6, 7});
  expectArray(r.vel, {2}, {1, 1});
  State n = vm::vmap(f, {.in_axes = {vm::Axes::map({{"vel", vm::none}, {"pos", 0}})}})(State{x, v});
  expectArray(n.pos, {3, 2}, {2, 3, 4, 5, 6, 7});
  expectError(VMAPC_ERROR_OF(vm::vmap(f, {.in_axes = {vm::Axes::map({{"vel", 0}})}})(State{x, v})),
              {"state", "pos, vel", "none for .pos"}, __LINE__ - 1);
  auto [a, b] = vm::vmap([](Array y) { return std::pair{y, vm::sum(y)}; })(x);
  expectArray(a, {3, 2}, {1, 2, 3, 4, 5, 6});
  expectArray(b, {3}, {3, 7, 11});
}

TEST(Vmap, StaticArgumentsAreShared) {
  auto f = [](const Config &c, Array x, int n) {
    Array r = x;
    for (int k = 0; k < c.power * n; ++k)
      r = r * c.w;
    return r;
  };
  expectArray(vm::vmap(f, {.in_axes = {vm::none, 0, vm::none}})(Config{Array(2.0)},
                                                                Array{1.f, 2.f}, 1),
              {2}, {4, 8});
  expectArray(vm::vmap([](Array x, Array lr) { return x * lr; })(Array{1.f, 2.f}, 0.5), {2},
              {0.5, 1});
}

TEST(Vmap, ResultsTwiceInputsAndConstants) {
  auto [a, b, c] = vm::vmap([](Array x) {
    return std::tuple{x, x, Array{7.f, 8.f}};
  })(Array{1.f, 2.f});
  expectArray(a, {2}, {1, 2});
  expectArray(b, {2}, {1, 2});
  expectArray(c, {2, 2}, {7, 8, 7, 8});
}

TEST(Vmap, BatchesOfZeroAndOne) {
  auto f = [](Array x) { return vm::sum(x * 2.0); };
  expectArray(vm::vmap(f)(vm::zeros({0, 3})), {0}, {});
  expectArray(vm::vmap(f)(vm::ones({1, 3})), {1}, {6});
}

TEST(Vmap, ChunkSizeChangesNothing) {
  Array x = vm::reshape(vm::arange(37 * 5), {37, 5}) / 7.0;
  auto f = [](Array v) { return vm::tanh(v) * vm::sum(v); };
  std::vector<float> want = vm::vmap(f)(x).to_vector<float>();
  for (std::int64_t chunk : {1, 3, 16, 100})
    EXPECT_EQ(vm::vmap(f, {.chunk_size = chunk})(x).to_vector<float>(), want) << chunk;
}

TEST(Vmap, CapturedValuesOfOuterLevels) {
  Array x = rows(), y{1.f, 2.f};
  auto outer = [&](Array a) {
    return vm::vmap([&](Array b) { return vm::sum(a) * b; })(y);
  };
  expectArray(vm::jit(vm::vmap(outer))(x), {3, 2}, {3, 6, 7, 14, 11, 22});
}

TEST(Vmap, Errors) {
  Array x = rows(), y{1.f, 2.f};
  auto f = [](Array a, Array b) { return vm::sum(a) + vm::sum(b); };
  expectError(VMAPC_ERROR_OF(vm::vmap(f)(x, y)),
              {"vmap", "one size", "arg0 f32[3,2] axis 0 of size 3", "arg1 f32[2] axis 0 of size 2"},
              __LINE__ - 2);
  expectError(VMAPC_ERROR_OF(vm::vmap(f, {.in_axes = {2, 0}})(x, y)),
              {"an axis of arg0", "f32[3,2]", "2"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(vm::vmap(f, {.in_axes = {0}})(x, y)),
              {"one entry per argument (2)", "a list of 1"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(vm::vmap(f, {.in_axes = vm::none})(x, y)),
              {"axis_size", "neither"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(vm::vmap(f, {.in_axes = {0, vm::none}, .axis_size = 4})(x, y)),
              {"axis_size = 4", "of size 3"}, __LINE__ - 1);
  auto g = [](const State &s, int) { return s.pos; };
  expectError(VMAPC_ERROR_OF(vm::vmap(g, {.in_axes = {0, 1}})(State{x, x}, 3)),
              {"none for arg1", "static"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(vm::vmap(g, {.in_axes = {{0, 0, 0}, vm::none}})(State{x, x}, 3)),
              {"in_axes for state", "list of 2", "list of 3"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(vm::vmap(g)(State{x, y}, 3)),
              {"state.pos f32[3,2]", "state.vel f32[2]"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(vm::vmap([](Array a) { return a; }, {.out_axes = 3})(x)),
              {"out_axes", "3"}, __LINE__ - 1);
}

} // namespace
