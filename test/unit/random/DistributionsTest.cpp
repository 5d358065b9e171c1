// Draws: equal to JAX's where they should be (draws.txt, made by record.py), distributed as
// they should be (Kolmogorov and Smirnov, moments), by lane, and moving with their parameters.

#include "vmapc/vmapc.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <numbers>
#include <sstream>

namespace vm = vmapc;
namespace random_ = vmapc::random;
using vm::Array;

namespace {

constexpr std::int64_t n = 20000;

std::map<std::string, std::vector<std::string>> recorded() {
  std::map<std::string, std::vector<std::string>> result;
  std::ifstream file(RANDOM_FOLDER "draws.txt");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string kind, name, word;
    words >> kind >> name;
    while (words >> word)
      result[name].push_back(word);
  }
  return result;
}

template <class T> std::uint64_t fnv1a(const Array &x) {
  std::uint64_t h = 0xcbf29ce484222325;
  std::span<const T> data = x.span<T>();
  auto bytes = reinterpret_cast<const unsigned char *>(data.data());
  for (std::size_t k = 0; k < data.size_bytes(); ++k)
    h = (h ^ bytes[k]) * 0x100000001b3;
  return h;
}

Array keysOfSeeds() { return vm::vmap(random_::key)(vm::arange(1000, vm::i32)); }

TEST(Draws, OfAThousandKeysEqualJax) {
  Array keys = keysOfSeeds();
  auto table = recorded();
  auto expect = [&](const char *name, std::uint64_t hash) {
    ASSERT_EQ(table[name].size(), 1u) << name;
    EXPECT_EQ(hash, std::strtoull(table[name][0].c_str(), nullptr, 16)) << name;
  };
  auto each = [&](auto f) { return vm::vmap(f)(keys); };
  expect("keys", fnv1a<std::uint32_t>(keys));
  expect("split", fnv1a<std::uint32_t>(each([](Array k) { return random_::split(k, 3); })));
  expect("fold_in", fnv1a<std::uint32_t>(each([](Array k) { return random_::fold_in(k, 7); })));
  expect("bits", fnv1a<std::uint32_t>(each([](Array k) { return random_::bits(k, {5}); })));
  expect("uniform32", fnv1a<float>(each([](Array k) { return random_::uniform(k, {5}); })));
  expect("uniform64",
         fnv1a<double>(each([](Array k) { return random_::uniform(k, {5}, vm::f64); })));
  expect("randint",
         fnv1a<std::int32_t>(each([](Array k) { return random_::randint(k, {5}, -5, 1000); })));
  expect("permutation",
         fnv1a<std::int32_t>(each([](Array k) { return random_::permutation(k, 11); })));
  Array logits = {0.1f, 2.f, -1.f, 0.7f};
  expect("categorical",
         fnv1a<std::int32_t>(each([&](Array k) { return random_::categorical(k, logits); })));
}

TEST(Draws, NormalsOfAThousandKeysEqualJax) {
  Array ours = vm::vmap([](Array k) { return random_::normal(k, {4}); })(keysOfSeeds());
  Array theirs = vm::load(RANDOM_FOLDER "normals.npy");
  ASSERT_EQ(ours.shape(), theirs.shape());
  EXPECT_LT(vm::max(vm::abs(ours / theirs - 1.)).item<float>(), 1e-6f);
}

TEST(Draws, OfDistributionsEqualJax) {
  Array k = random_::key(42), a = {0.05, 0.5, 1., 3., 50.};
  vm::Shape six = {6};
  const std::map<std::string, Array> ours = {
      {"exponential", random_::exponential(k, six, vm::f64)},
      {"laplace", random_::laplace(k, six, vm::f64)},
      {"gumbel", random_::gumbel(k, six, vm::f64)},
      {"logistic", random_::logistic(k, six, vm::f64)},
      {"cauchy", random_::cauchy(k, six, vm::f64)},
      {"truncated_normal", random_::truncated_normal(k, -0.3, 1.2, six, vm::f64)},
      {"gamma", random_::gamma(k, a, {}, vm::f64)},
      {"loggamma", random_::loggamma(k, a, {}, vm::f64)},
      {"gamma_grad",
       vm::grad([&](Array v) { return vm::sum(random_::gamma(k, v, {}, vm::f64)); })(a)},
      {"beta", random_::beta(k, a, 2., {}, vm::f64)},
      {"dirichlet", random_::dirichlet(k, a, {}, vm::f64)},
      {"chisquare", random_::chisquare(k, a, {}, vm::f64)},
      {"t", random_::t(k, a, {}, vm::f64)},
  };
  auto table = recorded();
  for (const auto &[name, x] : ours) {
    std::vector<double> got = x.to_vector<double>();
    ASSERT_EQ(got.size(), table[name].size()) << name;
    // JAX's derivative of gamma is good to six digits.
    double relative = name == "gamma_grad" ? 1e-5 : 1e-12;
    for (std::size_t i = 0; i < got.size(); ++i) {
      double expected = std::strtod(table[name][i].c_str(), nullptr);
      EXPECT_NEAR(got[i], expected, relative * std::max(std::abs(expected), 1e-3))
          << name << " at " << i;
    }
  }
}

/// The largest distance between the distribution of the draws and `cdf`, which exceeds
/// 1.95 / sqrt(n) once in a thousand times (Smirnov, 1948).
double distance(const Array &draws, const std::function<double(double)> &cdf) {
  std::vector<double> x = draws.to_vector<double>();
  std::sort(x.begin(), x.end());
  double worst = 0, count = double(x.size());
  for (std::size_t k = 0; k < x.size(); ++k) {
    double f = cdf(x[k]);
    worst = std::max({worst, std::abs(f - double(k) / count), std::abs(f - double(k + 1) / count)});
  }
  return worst * std::sqrt(count);
}

double normalCdf(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }
/// The incomplete gamma function by numbers of its series alone.
double gammaCdf(double a, double x) {
  long double term = 1 / (long double)(a), sum = term;
  for (int k = 1; k < 2000 && term > 1e-20L * sum; ++k)
    sum += term *= x / (a + k);
  return x <= 0 ? 0 : double(sum * std::exp(a * std::log((long double)(x)) - x - std::lgamma(a)));
}

TEST(Draws, HaveTheirDistribution) {
  Array k = random_::key(5);
  vm::Shape s = {n};
  auto expectFit = [](const char *name, const Array &draws, auto cdf) {
    EXPECT_LT(distance(draws, cdf), 1.95) << name;
  };
  expectFit("uniform", random_::uniform(k, s, vm::f64), [](double x) { return x; });
  expectFit("normal", random_::normal(k, s), normalCdf);
  expectFit("exponential", random_::exponential(k, s), [](double x) { return -std::expm1(-x); });
  expectFit("laplace", random_::laplace(k, s),
            [](double x) { return x < 0 ? 0.5 * std::exp(x) : 1 - 0.5 * std::exp(-x); });
  expectFit("gumbel", random_::gumbel(k, s), [](double x) { return std::exp(-std::exp(-x)); });
  expectFit("logistic", random_::logistic(k, s), [](double x) { return 1 / (1 + std::exp(-x)); });
  expectFit("cauchy", random_::cauchy(k, s),
            [](double x) { return 0.5 + std::atan(x) / std::numbers::pi; });
  expectFit("truncated_normal", random_::truncated_normal(k, -1., 2., s), [](double x) {
    return (normalCdf(x) - normalCdf(-1)) / (normalCdf(2) - normalCdf(-1));
  });
  for (double a : {0.3, 1., 4.5, 30.}) {
    expectFit("gamma", random_::gamma(k, a, s), [a](double x) { return gammaCdf(a, x); });
    expectFit("chisquare", random_::chisquare(k, a, s, vm::f64),
              [a](double x) { return gammaCdf(a / 2, x / 2); });
  }
  expectFit("beta", random_::beta(k, 2., 3., s),
            [](double x) { return x * x * (6 - 8 * x + 3 * x * x); });
  expectFit("dirichlet", random_::dirichlet(k, Array{2., 1., 2.}, vm::Shape{n})(vm::all, 0),
            [](double x) { return x * x * (6 - 8 * x + 3 * x * x); });
  expectFit("t", random_::t(k, 2., s),
            [](double x) { return 0.5 + x / (2 * std::sqrt(2 + x * x)); });
}

TEST(Draws, OfIntegersHaveTheirDistribution) {
  Array k = random_::key(6);
  for (double rate : {0.2, 5., 30., 4000.}) {
    std::vector<double> x = random_::poisson(k, rate, vm::Shape{n}).to_vector<double>();
    // The distribution of counts at its steps.
    std::map<int, double> seen;
    for (double v : x)
      seen[int(v)] += 1. / double(n);
    double below = 0, worst = 0;
    for (auto [value, share] : seen) {
      below += share;
      // P(count <= v) = Q(v + 1, rate)
      double cdf = vm::igammac(vm::full({}, value + 1., vm::f64), vm::full({}, rate, vm::f64))
                       .item<double>();
      worst = std::max(worst, std::abs(below - cdf));
    }
    EXPECT_LT(worst * std::sqrt(double(n)), 1.95) << "poisson " << rate;
  }
  std::vector<int> bad = random_::poisson(k, Array{-1., std::nan(""), 0.}).to_vector<int>();
  EXPECT_EQ(bad, (std::vector<int>{-1, -1, 0}));

  Array logits = vm::log(Array{0.1f, 0.2f, 0.7f});
  std::vector<int> classes = random_::categorical(k, logits, -1, vm::Shape{n}).to_vector<int>();
  for (int c = 0; c < 3; ++c) {
    double share = double(std::count(classes.begin(), classes.end(), c)) / double(n);
    double p = c == 0 ? 0.1 : c == 1 ? 0.2 : 0.7;
    EXPECT_NEAR(share, p, 4 * std::sqrt(p * (1 - p) / double(n)));
  }
}

TEST(Draws, PermutationsAndChoices) {
  Array k = random_::key(7), x = vm::arange(24, vm::i32);
  std::vector<int> order = random_::permutation(k, x).to_vector<int>();
  EXPECT_NE(order, x.to_vector<int>());
  std::sort(order.begin(), order.end());
  EXPECT_EQ(order, x.to_vector<int>());
  Array rows = random_::permutation(k, vm::reshape(x, {6, 4}));
  for (int i = 0; i < 6; ++i) // rows stay together
    EXPECT_EQ(rows(i, 3).item<int>() - rows(i, 0).item<int>(), 3);

  std::vector<int> once = random_::choice(k, x, {24}, false).to_vector<int>();
  std::sort(once.begin(), once.end());
  EXPECT_EQ(once, x.to_vector<int>());
  Array p = {1.f, 0.f, 3.f};
  std::vector<int> drawn = random_::choice(k, vm::arange(3, vm::i32), {n}, true, p).to_vector<int>();
  EXPECT_EQ(std::count(drawn.begin(), drawn.end(), 1), 0);
  EXPECT_NEAR(double(std::count(drawn.begin(), drawn.end(), 0)) / double(n), 0.25, 0.013);
  std::vector<int> two = random_::choice(k, vm::arange(3, vm::i32), {2}, false, p).to_vector<int>();
  std::sort(two.begin(), two.end());
  EXPECT_EQ(two, (std::vector<int>{0, 2}));
  EXPECT_THROW((void)random_::choice(k, x, {25}, false), vm::Error);
}

TEST(Draws, ALaneDrawsWhatItsKeyDraws) {
  Array keys = random_::split(random_::key(3), 5), a = {0.2, 0.9, 1.5, 7., 80.};
  auto check = [&](auto f) {
    Array batch = vm::vmap(f)(keys, a);
    for (int lane = 0; lane < 5; ++lane)
      EXPECT_TRUE(vm::array_equal(batch[lane], f(keys[lane], a[lane])));
  };
  check([](Array k, Array v) { return random_::gamma(k, v, vm::Shape{3}, vm::f64); });
  check([](Array k, Array v) { return random_::poisson(k, v, vm::Shape{3}); });
  check([](Array k, Array) { return random_::permutation(k, 9); });
}

TEST(Draws, WrongArguments) {
  Array k = random_::key(1);
  EXPECT_THROW((void)random_::gamma(Array{1.f}, 2.), vm::Error);
  EXPECT_THROW((void)random_::gamma(k, Array{1.f, 2.f}, vm::Shape{3}), vm::Error);
  EXPECT_THROW((void)random_::gamma(k, 2., vm::Shape{3}, vm::i32), vm::Error);
  EXPECT_THROW((void)random_::categorical(k, vm::zeros({2, 0})), vm::Error);
  EXPECT_THROW((void)random_::categorical(k, vm::zeros({2, 3}), 1, vm::Shape{3}), vm::Error);
  EXPECT_TRUE(std::isnan(random_::gamma(k, -2.).item<float>()));
}

} // namespace
