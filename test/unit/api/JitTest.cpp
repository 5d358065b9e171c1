// jit: what is traced and what is static, signatures, statistics, Ref, call_into.

#include "test/unit/api/Expect.h"

namespace {

struct Model {
  Array w;
  int power = 2;
  Array forward(Array x) const { return w * x; }
};

TEST(Jit, ComputesAndCaches) {
  auto f = vm::jit([](Array a, Array b) { return a * b + 1.0; });
  Array a{1.f, 2.f}, b{3.f, 4.f};
  expectArray(f(a, b), {2}, {4, 9});
  expectArray(f(b, b), {2}, {10, 17});
  EXPECT_EQ(f.stats().misses, 1u);
  EXPECT_EQ(f.stats().hits, 1u);
  expectArray(f(Array{1.f}, Array{2.f}), {1}, {3});
  vm::Stats s = f.stats();
  EXPECT_EQ(s.misses, 2u);
  ASSERT_EQ(s.reasons.size(), 2u);
  EXPECT_EQ(s.reasons[0], "first call");
  EXPECT_EQ(s.reasons[1], "arg0 is f32[1], was f32[2]");
}

TEST(Jit, TreesInAndOut) {
  auto f = vm::jit([](const Model &m, Array x) {
    return std::pair{Model{m.w + x, m.power + 1}, std::vector<Array>{x, x * 2.0}};
  });
  Array w{1.f, 2.f};
  for (int round = 0; round < 2; ++round) {
    auto [m, v] = f(Model{w}, w);
    EXPECT_EQ(m.power, 3);
    expectArray(m.w, {2}, {2, 4});
    ASSERT_EQ(v.size(), 2u);
    expectArray(v[0], {2}, {1, 2});
    expectArray(v[1], {2}, {2, 4});
  }
}

TEST(Jit, LearningRateDoesNotRecompile) {
  auto step = vm::jit([](Array w, Array lr) { return w - lr * w; });
  Array w{1.f, 2.f};
  for (int k = 0; k < 1000; ++k)
    step(w, 0.1 / (k + 1));
  EXPECT_EQ(step.stats().compiles, 1u);
  expectArray(step(w, 0.5), {2}, {0.5, 1});
}

TEST(Jit, FloatWhereAFloatIsTakenIsStatic) {
  auto f = vm::jit([](Array w, double lr) { return w * lr; });
  Array w{1.f, 2.f};
  expectArray(f(w, 0.5), {2}, {0.5, 1});
  expectArray(f(w, 2.0), {2}, {2, 4});
  EXPECT_EQ(f.stats().misses, 2u);
  EXPECT_EQ(f.stats().reasons[1], "a static argument or the structure of an argument changed");
}

TEST(Jit, StaticArguments) {
  enum class Act { keep, twice };
  auto f = vm::jit([](Array a, Act act, const std::string &s, int n, bool b) {
    Array r = act == Act::twice ? a * 2.0 : a;
    for (int i = 0; i < n; ++i)
      r = r + 1.0;
    return b ? r : r + double(s.size());
  });
  Array a{1.f};
  expectArray(f(a, Act::twice, "xy", 3, true), {1}, {5});
  expectArray(f(a, Act::keep, "xy", 1, false), {1}, {4});
}

TEST(Jit, ConstantMakesAnythingStatic) {
  auto f = vm::jit([](Array a, const std::map<int, double> &m) { return a * m.at(1); });
  Array a{1.f};
  expectArray(f(a, vm::constant(std::map<int, double>{{1, 2.0}})), {1}, {2});
  expectArray(f(a, vm::constant(std::map<int, double>{{1, 3.0}})), {1}, {3});
  expectArray(f(a, vm::constant(std::map<int, double>{{1, 2.0}})), {1}, {2});
  EXPECT_EQ(f.stats().misses, 2u);
}

TEST(Jit, CallablesOfManyKinds) {
  Array x{2.f};
  expectArray(vm::jit(&Model::forward)(Model{x}, x), {1}, {4});
  std::function<Array(Array)> g = [](Array a) { return a + 1.0; };
  expectArray(vm::jit(g)(x), {1}, {3});
  Array (*p)(Array) = [](Array a) { return a * 3.0; };
  expectArray(vm::jit(p)(x), {1}, {6});
  expectArray(vm::jit(vm::jit(vm::tanh))(x), {1}, {std::tanh(2.f)}, 1e-6);
  expectArray(vm::jit([](auto a, auto b) { return a + b; })(x, x), {1}, {4});
}

TEST(Jit, BuiltAnewIsFoundAgain) {
  Array x{2.f};
  auto make = [] { return vm::jit([](Array a) { return a + 7.0; }); };
  make()(x);
  make()(x);
  EXPECT_EQ(make().stats().misses, 1u);
  // A closure with captures is traced anew but shares the code.
  std::uint64_t before = vm::cache().stats().compiles;
  for (int k = 0; k < 5; ++k) {
    double c = 7.5;
    vm::jit([c](Array a) { return a * c; })(x);
  }
  EXPECT_LE(vm::cache().stats().compiles, before + 1);
}

TEST(Jit, ResultsThatAreInputsConstantsOrRepeated) {
  Array x{1.f, 2.f};
  auto f = vm::jit([](Array a) { return std::tuple{a, a, Array{3.f, 4.f}, a + 0.0}; });
  auto [p, q, r, s] = f(x);
  expectArray(p, {2}, {1, 2});
  expectArray(q, {2}, {1, 2});
  expectArray(r, {2}, {3, 4});
  expectArray(s, {2}, {1, 2});
}

TEST(Jit, CapturedArraysAreHiddenInputs) {
  std::vector<float> many(100, 2.f);
  Array w = Array::from(many, {100});
  auto f = vm::jit([w](Array a) { return a * w; });
  expectArray(f(Array(3.0)), {100}, std::vector<double>(100, 6));
}

TEST(Jit, RefIsReadAtEachCall) {
  vm::Ref<Array> w(Array{1.f, 2.f});
  auto f = vm::jit([w](Array a) { return w.get() * a; });
  Array x{3.f, 3.f};
  expectArray(f(x), {2}, {3, 6});
  w.set(Array{2.f, 4.f});
  expectArray(f(x), {2}, {6, 12});
  EXPECT_EQ(f.stats().misses, 1u);
  w.set(Array{5.f});
  expectArray(f(x), {2}, {15, 15});
  EXPECT_EQ(f.stats().misses, 2u);
}

TEST(Jit, DonatedArraysAreNull) {
  auto f = vm::jit([](Array a) { return a + 1.0; });
  Array x{1.f}, copy = x;
  expectArray(f(std::move(x)), {1}, {2});
  EXPECT_FALSE(x.defined());
  expectArray(copy, {1}, {1});
  Model m{copy};
  vm::jit([](const Model &k) { return k.w; })(std::move(m));
  EXPECT_FALSE(m.w.defined());
}

TEST(Jit, CallInto) {
  auto f = vm::jit([](Array a, Array b) { return a + b; });
  unsigned made = __LINE__ - 1;
  Array a{1.f, 2.f}, b{3.f, 4.f}, out{0.f, 0.f};
  f.call_into(out, a, b);
  expectArray(out, {2}, {4, 6});
  f.call_into(a, a, b); // the same buffer is fine
  expectArray(a, {2}, {4, 6});
  Array wrong{0.f};
  expectError(VMAPC_ERROR_OF(f.call_into(wrong, a, b)), {"call_into", "f32[2]", "f32[1]"}, made);
}

TEST(Jit, CompileAheadAndNoCompile) {
  auto f = vm::jit([](Array a) { return a * 3.0; });
  f.compile(vm::Spec{{2}});
  vm::NoCompile guard;
  expectArray(f(Array{1.f, 2.f}), {2}, {3, 6});
  EXPECT_EQ(f.stats().misses, 1u);
  expectError(VMAPC_ERROR_OF(f(Array{1.f})),
              {"NoCompile", "arg0 is f32[1], was f32[2]"}, __LINE__ - 1);
}

TEST(Jit, WeakScalarsKeepTheirPrecision) {
  auto f = vm::jit([](Array a, Array s) { return a * s; });
  Array a{1.0, 2.0}; // f64
  Array r = f(a, 0.1);
  EXPECT_EQ(r.dtype(), vm::f64);
  expectArray(r, {2}, {0.1, 0.2});
  EXPECT_EQ(f(Array{1.f}, 0.1).dtype(), vm::f32);
  EXPECT_EQ(vm::jit([](Array s) { return s; })(0.5).dtype(), vm::f32);
}

TEST(Jit, NoResultArraysAndNoArguments) {
  EXPECT_EQ(vm::jit([](Array a) { return int(a.rank()); })(Array{1.f}), 1);
  expectArray(vm::jit([] { return Array{1.f, 2.f} + 1.0; })(), {2}, {2, 3});
}

} // namespace
