// custom_jvp: values come from the function, derivatives from the rule, whatever is nested
// around them.

#include "test/unit/api/Expect.h"

#include "vmapc/custom.h"

#include <cmath>

namespace {

using Pair = std::pair<Array, Array>;

/// x^2 whose rule says 10 x, so that it is seen where the derivative comes from.
auto marked() {
  return vm::custom_jvp([](Array x) { return x * x; },
                        [](const std::tuple<Array> &p, const std::tuple<Array> &t) {
                          Array x = std::get<0>(p);
                          return Pair(x * x, 10.0 * x * std::get<0>(t));
                        });
}

TEST(CustomJvp, ValueFromTheFunction) {
  expectArray(marked()(Array{1.f, 3.f}), {2}, {1, 9});
  EXPECT_EQ(marked()(3.0).item<float>(), 9.f);
}

TEST(CustomJvp, DerivativesFromTheRule) {
  auto f = marked();
  auto [y, ty] = vm::jvp(f, std::tuple{Array{1.f, 3.f}}, std::tuple{Array{1.f, 2.f}});
  expectArray(y, {2}, {1, 9});
  expectArray(ty, {2}, {10, 60});
  expectArray(vm::grad([&](Array x) { return vm::sum(f(x)); })(Array{1.f, 3.f}), {2}, {10, 30});
  auto [v, pullback] = vm::vjp(f, Array{1.f, 3.f});
  expectArray(v, {2}, {1, 9});
  expectArray(pullback(Array{1.f, -1.f}), {2}, {10, -30});
}

TEST(CustomJvp, SecondOrderDifferentiatesTheRule) {
  auto f = marked();
  auto g = vm::grad([&](Array x) { return f(x); });
  // The first derivative is 10 x, the second 10; of f(x)^2 they are 2 f 10 x and
  // 2 (10 x)^2 + 2 f 10.
  EXPECT_EQ(vm::grad(g)(3.0).item<float>(), 10.f);
  auto square = [&](Array x) {
    Array y = f(x);
    return y * y;
  };
  EXPECT_EQ(vm::grad(square)(2.0).item<float>(), 160.f);
  EXPECT_EQ(vm::grad(vm::grad(square))(2.0).item<float>(), 880.f);
  EXPECT_EQ(vm::grad(vm::grad(vm::grad(square)))(2.0).item<float>(), 2 * 2 * 200.f + 400.f);
}

TEST(CustomJvp, VmapInBothOrders) {
  auto f = marked();
  auto g = vm::grad([&](Array x) { return f(x); });
  Array xs{1.f, 2.f, 5.f};
  expectArray(vm::vmap(g)(xs), {3}, {10, 20, 50});
  expectArray(vm::grad([&](Array v) { return vm::sum(vm::vmap(f)(v)); })(xs), {3}, {10, 20, 50});
  expectArray(vm::vmap(vm::vmap(g))(vm::reshape(xs, {3, 1})), {3, 1}, {10, 20, 50});
  expectArray(vm::vmap(vm::grad(g))(xs), {3}, {10, 10, 10});
  expectArray(vm::vmap(f)(xs), {3}, {1, 4, 25});
}

// Two arguments, one of them shared by the lanes, and two results of which one is constant.
TEST(CustomJvp, TreesAndSharedArguments) {
  struct Both {
    Array y, n;
  };
  auto f = vm::custom_jvp(
      [](Array x, Array w) { return Both{x * w, Array{1.f, 2.f}}; },
      [](const std::tuple<Array, Array> &p, const std::tuple<Array, Array> &t) {
        auto [x, w] = p;
        auto [tx, tw] = t;
        return std::pair(Both{x * w, Array{1.f, 2.f}}, Both{2.0 * tx * w + 3.0 * x * tw, Array()});
      });
  auto loss = [&](Array x, Array w) { return vm::sum(f(x, w).y); };
  Array xs{{1.f, 2.f}, {3.f, 4.f}}, w{5.f, 6.f};
  auto per = vm::vmap(vm::grad<0, 1>(loss), {.in_axes = {0, vm::none}});
  auto [gx, gw] = per(xs, w);
  expectArray(gx, {2, 2}, {10, 12, 10, 12});
  expectArray(gw, {2, 2}, {3, 6, 9, 12});
  expectArray(vm::grad<1>([&](Array x, Array v) {
                return vm::sum(vm::vmap(loss, {.in_axes = {0, vm::none}})(x, v));
              })(xs, w),
              {2}, {12, 18});
}

TEST(CustomJvp, IntegersAndStaticValuesPassThrough) {
  auto f = vm::custom_jvp(
      [](Array x, Array n, int k) { return x * n * double(k); },
      [](const std::tuple<Array, Array, int> &p, const std::tuple<Array, Array, int> &t) {
        auto [x, n, k] = p;
        EXPECT_FALSE(std::get<1>(t).defined());
        EXPECT_EQ(std::get<2>(t), k);
        return Pair(x * n * double(k), std::get<0>(t) * n);
      });
  EXPECT_EQ(f(2.f, Array(3), 4).item<float>(), 24.f);
  EXPECT_EQ(vm::grad([&](Array x) { return f(x, Array(3), 4); })(2.0).item<float>(), 3.f);
}

TEST(CustomJvp, InsideLoopsAndBranches) {
  auto f = marked();
  // x -> f(x)/4 three times: values x^2/4; the chain of 10 x / 4.
  auto looped = [&](Array x) {
    return vm::fori_loop(0, 3, x, [&](Array, Array c) { return f(c) * 0.25; });
  };
  double x = 2, slope = 1;
  for (int k = 0; k < 3; ++k, x = x * x / 4)
    slope *= 10 * x / 4;
  EXPECT_NEAR(vm::grad(looped)(2.0).item<float>(), slope, 1e-4);
  auto [y, t] = vm::jvp(looped, std::tuple{Array(2.f)}, std::tuple{Array(1.f)});
  EXPECT_NEAR(t.item<float>(), slope, 1e-4);
  auto branched = [&](Array v) {
    return vm::cond(v > 0, [&](Array a) { return f(a); }, [](Array a) { return -a; }, v);
  };
  expectArray(vm::vmap(vm::grad(branched))(Array{2.f, -3.f}), {2}, {20, -1});
  auto scanned = [&](Array v) {
    return vm::sum(vm::scan(Array(0.f), v, [&](Array c, Array s) {
                     return std::pair(c + f(s), f(s));
                   }).first);
  };
  expectArray(vm::grad(scanned)(Array{1.f, 2.f}), {2}, {10, 20});
}

// The usual reason: log(1 + e^x) has a derivative that its formula loses for large x.
TEST(CustomJvp, Stability) {
  auto softplus = vm::custom_jvp(
      [](Array x) { return vm::log(1.0 + vm::exp(x)); },
      [](const std::tuple<Array> &p, const std::tuple<Array> &t) {
        Array x = std::get<0>(p);
        return Pair(vm::log(1.0 + vm::exp(x)), std::get<0>(t) * (1.0 - 1.0 / (1.0 + vm::exp(x))));
      });
  auto slope = [](auto f) {
    return vm::grad([=](Array x) { return vm::sum(f(x)); })(Array{100.f})[0].template item<float>();
  };
  EXPECT_EQ(slope(softplus), 1.f);
  // Without the rule: 0 times the infinite slope of exp.
  EXPECT_NE(slope([](Array x) { return vm::log(1.0 + vm::exp(x)); }), 1.f);
}

TEST(CustomJvp, ARuleMayUseOtherRulesAndTransformations) {
  auto inner = marked();
  auto outer = vm::custom_jvp([&](Array x) { return inner(x); },
                              [&](const std::tuple<Array> &p, const std::tuple<Array> &t) {
                                Array x = std::get<0>(p);
                                Array slope = vm::grad([&](Array v) { return inner(v); })(x);
                                return Pair(inner(x), slope * std::get<0>(t));
                              });
  EXPECT_EQ(vm::grad(outer)(3.0).item<float>(), 30.f);
  EXPECT_EQ(vm::grad(vm::grad(outer))(3.0).item<float>(), 10.f);
  expectArray(vm::vmap(vm::grad(outer))(Array{1.f, 2.f}), {2}, {10, 20});
}

// One loop carries the values and their tangents: only the tangents' part is transposed.
TEST(CustomJvp, ARuleMayBeTheTangentOfALoop) {
  auto plain = [](Array x) {
    return vm::fori_loop(0, 4, x, [](Array, Array c) { return vm::sin(c) * c + 1.0; });
  };
  auto f = vm::custom_jvp(plain, [=](const std::tuple<Array> &p, const std::tuple<Array> &t) {
    return vm::jvp(plain, p, t);
  });
  Array x{0.5f, 1.5f, -1.f};
  auto loss = [](auto g) {
    return [=](Array v) { return vm::sum(g(v) * vm::cos(v)); };
  };
  Array want = vm::grad(loss(plain))(x);
  expectArray(vm::grad(loss(f))(x), {3}, want.to_vector<double>(), 1e-5);
  expectArray(vm::vmap(vm::grad(loss(f)))(x), {3}, want.to_vector<double>(), 1e-5);
  Array second = vm::hessian(loss(plain))(x);
  expectArray(vm::hessian(loss(f))(x), {3, 3}, second.to_vector<double>(), 1e-4);
}

TEST(CustomJvp, CapturesAreConstants) {
  Array w(7.f);
  auto scaled = [&](Array x) {
    return vm::custom_jvp([&](Array a) { return a * w; },
                          [&](const std::tuple<Array> &p, const std::tuple<Array> &t) {
                            return Pair(std::get<0>(p) * w, std::get<0>(t) * w);
                          })(x);
  };
  EXPECT_EQ(vm::grad(scaled)(2.0).item<float>(), 7.f);
  // A tracer of an outer vmap is constant too.
  auto perLane = [&](Array v) {
    auto f = vm::custom_jvp([&](Array a) { return a * v; },
                            [&](const std::tuple<Array> &p, const std::tuple<Array> &t) {
                              return Pair(std::get<0>(p) * v, std::get<0>(t) * v * 2.0);
                            });
    return vm::grad([&](Array a) { return f(a); })(Array(1.f));
  };
  expectArray(vm::vmap(perLane)(Array{1.f, 2.f}), {2}, {2, 4});
}

std::string messageOf(auto f) {
  try {
    f();
  } catch (const vm::Error &e) {
    return e.what();
  }
  return "no error";
}

TEST(CustomJvp, ADifferentiatedCaptureIsAnError) {
  auto bad = [](Array v) {
    auto f = vm::custom_jvp([&](Array a) { return a * v; },
                            [&](const std::tuple<Array> &p, const std::tuple<Array> &t) {
                              return Pair(std::get<0>(p) * v, std::get<0>(t) * v);
                            });
    return f(Array(1.f));
  };
  EXPECT_NE(messageOf([&] { vm::grad(bad)(2.0); }).find("pass it as an argument"),
            std::string::npos);
}

TEST(CustomJvp, RulesThatDoNotFitAreErrors) {
  auto wrongShape = vm::custom_jvp([](Array x) { return x * x; },
                                   [](const std::tuple<Array> &p, const std::tuple<Array> &t) {
                                     Array x = std::get<0>(p);
                                     return Pair(x * x, vm::sum(std::get<0>(t)));
                                   });
  EXPECT_NE(messageOf([&] { wrongShape(Array{1.f, 2.f}); }).find("f32[2]"), std::string::npos);
  auto wrongValue = vm::custom_jvp([](Array x) { return x * x; },
                                   [](const std::tuple<Array> &p, const std::tuple<Array> &t) {
                                     return Pair(vm::sum(std::get<0>(p)), std::get<0>(t));
                                   });
  EXPECT_NE(messageOf([&] { wrongValue(Array{1.f, 2.f}); }).find("result 0"), std::string::npos);
  auto notLinear = vm::custom_jvp([](Array x) { return x * x; },
                                  [](const std::tuple<Array> &p, const std::tuple<Array> &) {
                                    return Pair(std::get<0>(p), std::get<0>(p));
                                  });
  EXPECT_NE(messageOf([&] { vm::grad(notLinear)(2.0); }).find("linear in the tangents"),
            std::string::npos);
}

} // namespace
