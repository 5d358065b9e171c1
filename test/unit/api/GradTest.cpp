// Derivatives: types of results, nesting with vmap, pullbacks as values, Jacobians.

#include "test/unit/api/Expect.h"

namespace {

struct Layer {
  Array w, b;
};
struct Params {
  std::vector<Layer> layers;
  Array scale;
  int steps = 3;
};
struct State {
  Array pos, vel;
};

Array cubes(Array a) { return vm::sum(a * a * a); }

TEST(Grad, OfAnArray) {
  Array x{1.f, 2.f, 3.f};
  expectArray(vm::grad(cubes)(x), {3}, {3, 12, 27}, 1e-6);
  auto [v, g] = vm::value_and_grad(cubes)(x);
  expectArray(v, {}, {36}, 1e-6);
  expectArray(g, {3}, {3, 12, 27}, 1e-6);
}

TEST(Grad, OfTreesKeepsTheirType) {
  auto loss = [](const Params &p, Array x) {
    Array h = x;
    for (const Layer &l : p.layers)
      h = h * l.w + l.b;
    return vm::sum(h) * p.scale;
  };
  Params p{{{Array{2.f, 3.f}, Array{1.f, 1.f}}}, Array(2.0)};
  Array x{1.f, 4.f};
  Params g = vm::grad(loss)(p, x);
  EXPECT_EQ(g.steps, 3);
  expectArray(g.layers[0].w, {2}, {2, 8});
  expectArray(g.layers[0].b, {2}, {2, 2});
  expectArray(g.scale, {}, {16});
  auto [gp, gx] = vm::grad<0, -1>(loss)(p, x);
  expectArray(gp.scale, {}, {16});
  expectArray(gx, {2}, {4, 6});
  expectArray(vm::grad<1>(loss)(p, x), {2}, {4, 6});
}

TEST(Grad, IntegersComeBackNull) {
  struct Both {
    Array x, n;
  };
  auto f = [](const Both &b) { return vm::sum(b.x * b.n); };
  Both g = vm::grad(f)(Both{Array{1.f, 2.f}, Array{3, 4}});
  expectArray(g.x, {2}, {3, 4});
  EXPECT_FALSE(g.n.defined());
}

TEST(Grad, Aux) {
  auto f = [](Array x, Array y) {
    Array h = x * y;
    return vm::Aux{vm::sum(h), State{h, y}};
  };
  Array x{1.f, 2.f}, y{3.f, 4.f};
  auto [g, aux] = vm::grad(f)(x, y);
  expectArray(g, {2}, {3, 4});
  expectArray(aux.pos, {2}, {3, 8});
  auto [v, aux2, g2] = vm::value_and_grad<1>(f)(x, y);
  expectArray(v, {}, {11});
  expectArray(aux2.vel, {2}, {3, 4});
  expectArray(g2, {2}, {1, 2});
  auto [bg, baux] = vm::vmap(vm::grad([](Array s) { return vm::Aux{s * s, s}; }))(x);
  expectArray(bg, {2}, {2, 4});
  expectArray(baux, {2}, {1, 2});
}

TEST(Grad, PerSampleGradientsInBothForms) {
  Array w{0.5f, -1.f, 2.f};
  Array xs = vm::reshape(vm::arange(12), {4, 3}) / 7.0;
  auto loss = [](Array k, Array s) { return vm::tanh(vm::dot(s, k)); };
  Array a = vm::vmap(vm::grad(loss), {.in_axes = {vm::none, 0}})(w, xs);
  Array b = vm::vmap([&](Array s) {
    auto [o, pullback] = vm::vjp([&](Array k) { return loss(k, s); }, w);
    return pullback(1.0);
  })(xs);
  EXPECT_EQ(a.to_vector<float>(), b.to_vector<float>());
  for (int k = 0; k < 4; ++k) {
    Array one = vm::grad(loss)(w, xs[k]);
    EXPECT_EQ(Array(a[k]).to_vector<float>(), one.to_vector<float>());
  }
}

TEST(Grad, SecondAndThirdOrder) {
  auto f = [](Array x) { return x * x * x * x; };
  auto d3 = vm::grad(vm::grad(vm::grad(f)));
  expectArray(d3(Array{2.f}[0]), {}, {48}, 1e-6);
}

TEST(Vjp, ThePullbackIsAValue) {
  Array x{1.f, 2.f, 3.f};
  auto f = [](Array a) { return a * a; };
  auto [y, pullback] = vm::vjp(f, x);
  expectArray(y, {3}, {1, 4, 9});
  expectArray(pullback(Array{1.f, 1.f, 1.f}), {3}, {2, 4, 6});
  expectArray(vm::vmap(pullback)(vm::eye(3)), {3, 3}, {2, 0, 0, 0, 4, 0, 0, 0, 6});
  vm::Pullback<Array(Array)> stored = pullback;
  auto later = [stored](Array ct) { return stored(ct * 2.0); };
  expectArray(vm::jit(later)(x), {3}, {4, 16, 36});
  // Residuals are arguments of the compiled pullback: another point, the same code.
  auto [y2, again] = vm::vjp(f, x * 10.0);
  std::uint64_t compiles = vm::cache().stats().compiles;
  expectArray(again(x), {3}, {20, 80, 180});
  EXPECT_EQ(vm::cache().stats().compiles, compiles);
}

TEST(Vjp, SeveralArgumentsAndTrees) {
  Array x{1.f, 2.f}, y{3.f, 4.f};
  auto [out, pullback] = vm::vjp([](const State &s, Array k) { return s.pos * k; },
                                 State{x, y}, y);
  auto [gs, gk] = pullback(out);
  expectArray(gs.pos, {2}, {9, 32});
  expectArray(gs.vel, {2}, {0, 0});
  expectArray(gk, {2}, {3, 16});
  auto [v, pb, aux] = vm::vjp_aux([](Array a) { return vm::Aux{a * a, std::pair{a, 3}}; }, x);
  expectArray(pb(x), {2}, {2, 8});
  expectArray(aux.first, {2}, {1, 2});
  EXPECT_EQ(aux.second, 3);
}

TEST(Vjp, APullbackReturnedFromACompiledFunction) {
  auto f = vm::jit([](Array a) {
    auto [y, pullback] = vm::vjp([](Array b) { return vm::tanh(b); }, a);
    return pullback;
  });
  Array x{0.f, 0.5f};
  double t = std::tanh(0.5);
  expectArray(f(x)(vm::ones({2})), {2}, {1, 1 - t * t}, 1e-6);
  expectArray(f(x * 0.0)(vm::ones({2})), {2}, {1, 1}, 1e-6);
}

TEST(Jvp, ValueAndTangent) {
  Array x{1.f, 2.f}, t{1.f, 10.f};
  auto [y, ty] = vm::jvp([](Array a, Array b) { return a * b; }, std::tuple{x, x},
                         std::tuple{t, Array()});
  expectArray(y, {2}, {1, 4});
  expectArray(ty, {2}, {1, 20});
  auto [v, push] = vm::linearize([](Array a) { return a * a; }, x);
  expectArray(push(t), {2}, {2, 40});
  expectArray(vm::vmap(push)(vm::eye(2)), {2, 2}, {2, 0, 0, 4});
  auto transposed = vm::linear_transpose([](Array a) { return vm::sum(a * 3.0); }, x);
  expectArray(transposed(2.0), {2}, {6, 6});
}

TEST(Jacobian, AllModesAgree) {
  Array x{1.f, 2.f, 3.f};
  auto f = [](Array a) { return vm::stack({vm::sum(a * a), a[0] * a[1]}); };
  std::vector<double> want{2, 4, 6, 2, 1, 0};
  expectArray(vm::jacrev(f)(x), {2, 3}, want);
  expectArray(vm::jacfwd(f)(x), {2, 3}, want);
  expectArray(vm::jacobian(f)(x), {2, 3}, want);
  expectArray(vm::jacrev(f, {.chunk_size = 1})(x), {2, 3}, want);
  State js = vm::jacrev([](const State &s) { return s.pos * s.vel; })(State{x, x * 2.0});
  expectArray(js.pos, {3, 3}, {2, 0, 0, 0, 4, 0, 0, 0, 6});
  auto [a, b] = vm::jacfwd([](Array v) { return std::pair{v * v, vm::sum(v)}; })(x);
  expectArray(a, {3, 3}, {2, 0, 0, 0, 4, 0, 0, 0, 6});
  expectArray(b, {3}, {1, 1, 1});
}

TEST(Jacobian, HessianAndItsProducts) {
  Array x{1.f, 2.f};
  expectArray(vm::hessian(cubes)(x), {2, 2}, {6, 0, 0, 12});
  auto f = [](const State &s) { return vm::sum(s.pos * s.pos * s.vel); };
  State s{Array{2.f}, Array{3.f}};
  expectArray(vm::hessian(f)(s), {2, 2}, {6, 4, 4, 0});
  State v = vm::hvp(f)(s, State{Array{1.f}, Array{0.f}});
  expectArray(v.pos, {1}, {6});
  expectArray(v.vel, {1}, {4});
  expectArray(vm::hvp(cubes)(x, Array{1.f, 1.f}), {2}, {6, 12});
}

TEST(Grad, Errors) {
  Array x{1.f, 2.f};
  expectError(VMAPC_ERROR_OF(vm::grad([](Array a) { return a * a; })(x)),
              {"grad", "float scalar", "f32[2]"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(vm::grad(cubes)(Array{1, 2})),
              {"a float array in argument 0", "argument 0"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(vm::grad<1>([](Array a, int) { return vm::sum(a); })(x, 3)),
              {"argument 1"}, __LINE__ - 1);
  auto [y, pullback] = vm::vjp([](Array a) { return a * a; }, x);
  auto &pb = pullback;
  expectError(VMAPC_ERROR_OF(pb(Array{1.f})), {"pullback", "f32[2]", "cotangent 0", "f32[1]"},
              __LINE__);
  expectError(VMAPC_ERROR_OF(vm::Pullback<Array(Array)>()(x)), {"default-constructed"}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::jvp([](Array a) { return a; }, std::tuple{x},
                                     std::tuple{Array{1.f}})),
              {"jvp", "f32[2]", "tangent 0", "f32[1]"}, __LINE__ - 2);
}

} // namespace
