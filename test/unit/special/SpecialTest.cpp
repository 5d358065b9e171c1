// The special functions against values made with 300 digits (special.txt, made by record.py), at
// their edges, mapped, and differentiated against differences of themselves.

#include "vmapc/vmapc.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

namespace vm = vmapc;
using vm::Array;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

/// Columns of the table: the arguments of a function, then its values.
std::map<std::string, std::vector<std::vector<double>>> table() {
  std::map<std::string, std::vector<std::vector<double>>> result;
  std::ifstream file(SPECIAL_TABLE);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name, word;
    words >> name;
    auto &columns = result[name];
    for (std::size_t k = 0; words >> word; ++k) {
      columns.resize(std::max(columns.size(), k + 1));
      columns[k].push_back(std::strtod(word.c_str(), nullptr));
    }
  }
  return result;
}

Array column(const std::vector<double> &v) {
  return Array::from(std::span<const double>(v), {std::int64_t(v.size())});
}

using Function = std::function<Array(const std::vector<Array> &)>;

struct Case {
  const char *name;
  Function f;
  double relative;
};
const std::vector<Case> cases = {
    {"igamma", [](const auto &v) { return vm::igamma(v[0], v[1]); }, 1e-12},
    {"igammac", [](const auto &v) { return vm::igammac(v[0], v[1]); }, 1e-12},
    {"betainc", [](const auto &v) { return vm::betainc(v[0], v[1], v[2]); }, 1e-12},
    {"zeta", [](const auto &v) { return vm::zeta(v[0], v[1]); }, 9e-16},
    {"polygamma", [](const auto &v) { return vm::polygamma(v[0], v[1]); }, 3.6e-15},
};

TEST(Special, EqualTheTable) {
  auto columns = table();
  for (const Case &c : cases) {
    const auto &v = columns[c.name];
    ASSERT_GE(v.size(), 3u) << c.name;
    ASSERT_GE(v[0].size(), 200u) << c.name;
    std::vector<Array> arguments;
    for (std::size_t k = 0; k + 1 < v.size(); ++k)
      arguments.push_back(column(v[k]));
    std::vector<double> got = c.f(arguments).to_vector<double>();
    double worst = 0;
    std::size_t where = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
      double error = std::abs(got[i] / v.back()[i] - 1);
      if (!(error <= worst))
        worst = error, where = i;
    }
    std::ostringstream at;
    for (std::size_t k = 0; k + 1 < v.size(); ++k)
      at << " " << std::hexfloat << v[k][where];
    EXPECT_LE(worst, c.relative) << c.name << " at" << at.str() << ": " << std::hexfloat << got[where]
                                 << " for " << v.back()[where];
    RecordProperty(std::string(c.name) + "_worst", std::to_string(worst * 1e16) + "e-16");
  }
}

TEST(Special, NarrowFloatsAreTheRoundedWide) {
  auto columns = table();
  for (const Case &c : cases) {
    const auto &v = columns[c.name];
    std::vector<Array> wide, narrow;
    for (std::size_t k = 0; k + 1 < v.size(); ++k) {
      narrow.push_back(vm::astype(column(v[k]), vm::f32));
      wide.push_back(vm::astype(narrow.back(), vm::f64));
    }
    Array got = c.f(narrow);
    EXPECT_EQ(got.dtype(), vm::f32);
    EXPECT_TRUE(vm::array_equal(got, vm::astype(c.f(wide), vm::f32))) << c.name;
  }
}

TEST(Special, Edges) {
  auto at = [](const Array &x) { return x.item<double>(); };
  EXPECT_EQ(at(vm::igamma(2., 0.)), 0);
  EXPECT_EQ(at(vm::igammac(2., 0.)), 1);
  EXPECT_EQ(at(vm::igamma(2., inf)), 1);
  EXPECT_EQ(at(vm::igamma(inf, 2.)), 0);
  EXPECT_TRUE(std::isnan(at(vm::igamma(-1., 2.))));
  EXPECT_TRUE(std::isnan(at(vm::igamma(1., -2.))));
  EXPECT_TRUE(std::isnan(at(vm::igamma(1., NAN))));
  EXPECT_EQ(at(vm::betainc(2., 3., 0.)), 0);
  EXPECT_EQ(at(vm::betainc(2., 3., 1.)), 1);
  EXPECT_TRUE(std::isnan(at(vm::betainc(2., 3., 1.5))));
  EXPECT_TRUE(std::isnan(at(vm::betainc(-2., 3., 0.5))));
  EXPECT_EQ(at(vm::zeta(1., 2.)), inf);
  EXPECT_EQ(at(vm::zeta(2., 0.)), inf);
  EXPECT_EQ(at(vm::zeta(2., -3.)), inf);
  EXPECT_TRUE(std::isnan(at(vm::zeta(0.5, 2.))));
  EXPECT_EQ(at(vm::polygamma(1., 0.)), inf);
  EXPECT_TRUE(std::isnan(at(vm::polygamma(0.5, 2.))));
  EXPECT_EQ(vm::igamma(vm::zeros({0, 3}), vm::ones({3})).shape(), (vm::Shape{0, 3}));
}

// Every argument but n of polygamma, and the derivative of the derivative.
TEST(Special, DerivativesEqualDifferences) {
  struct Points {
    std::size_t row; // of `cases`
    std::vector<std::vector<double>> columns;
    std::size_t first; // argument to begin with
  };
  const std::vector<Points> all = {
      {0, {{0.3, 0.7, 3, 3, 40, 40, 2e4}, {0.2, 3, 2, 9, 35, 60, 2.01e4}}, 0},
      {1, {{0.3, 0.7, 3, 3, 40, 40}, {0.2, 3, 2, 9, 35, 60}}, 0},
      {2, {{0.5, 2, 2, 20, 3}, {0.7, 3, 3, 30, 40}, {0.3, 0.4, 0.9, 0.4, 0.1}}, 0},
      {3, {{2, 3.5, 1.5}, {1, 0.4, 7}}, 0},
      {4, {{0, 1, 3}, {1.5, 0.7, 4}}, 1},
  };
  for (const Points &p : all)
    for (std::size_t k = p.first; k < p.columns.size(); ++k) {
      const Case &c = cases[p.row];
      auto f = [&](Array x) {
        std::vector<Array> v;
        for (const std::vector<double> &values : p.columns)
          v.push_back(column(values));
        v[k] = x;
        return c.f(v);
      };
      auto total = [&](Array x) { return vm::sum(f(x)); };
      auto df = vm::jit([&](Array x) { return vm::grad(total)(x); });
      auto ddf = vm::jit([&](Array x) {
        return vm::grad([&](Array y) { return vm::sum(vm::grad(total)(y)); })(x);
      });
      auto forward = [&](Array x) {
        return std::get<1>(vm::jvp(f, std::tuple{x}, std::tuple{vm::ones_like(x)}));
      };
      Array x = column(p.columns[k]), h = 1e-4 * x;
      auto difference = [&](auto g) { // five points
        return ((8. * (g(x + h) - g(x - h)) - (g(x + 2. * h) - g(x - 2. * h))) / (12. * h))
            .template to_vector<double>();
      };
      std::vector<double> first = df(x).to_vector<double>(), along = forward(x).to_vector<double>(),
                          second = ddf(x).to_vector<double>(), expected = difference(f),
                          twice = difference(df);
      for (std::size_t i = 0; i < first.size(); ++i) {
        double at = p.columns[k][i], size = std::max(std::abs(first[i]), 1e-3 / at);
        EXPECT_NEAR(first[i], expected[i], 1e-8 * size) << c.name << " argument " << k << " at " << i;
        EXPECT_NEAR(along[i], first[i], 1e-14 * size) << c.name;
        EXPECT_NEAR(second[i], twice[i], 1e-7 * std::max(std::abs(second[i]), size / at))
            << c.name << " twice, argument " << k << " at " << i;
      }
    }
}

TEST(Special, MappedEqualsTheLoop) {
  Array a = vm::linspace(0.1, 30., 7, vm::f64), x = vm::linspace(0.05, 40., 5, vm::f64);
  Array batch = vm::vmap(vm::vmap(vm::igamma, {.in_axes = {vm::none, 0}}), {.in_axes = {0, vm::none}})(a, x);
  for (int i = 0; i < 7; ++i)
    for (int j = 0; j < 5; ++j)
      EXPECT_TRUE(vm::array_equal(batch(i, j), vm::igamma(a[i], x[j])));
}

// dx/da at fixed probability, by the difference of the probability.
TEST(Special, GammaDrawsMoveWithTheirShape) {
  for (auto [a, x] : std::vector<std::pair<double, double>>{{0.4, 0.2}, {3, 5}, {50, 44}}) {
    auto wide = [](double v) { return vm::full({}, v, vm::f64); };
    double g = vm::random_gamma_grad(wide(a), wide(x)).item<double>(), h = 1e-5 * a;
    auto p = [&](double shape, double at) {
      return vm::igamma(wide(shape), wide(at)).item<double>();
    };
    double moved = (p(a + h, x + g * h) - p(a - h, x - g * h)) / (2 * h);
    EXPECT_NEAR(moved, 0, 1e-8) << a;
  }
}

} // namespace
