// Every case of table.json: its recorded results in f64 and f32, vmap against the loop over
// examples, both modes of differentiation against differences, and a batch of gradients.

#include "Cases.h"

#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

namespace library {
namespace {

using Json = nlohmann::json;
using Numbers = std::vector<double>;

struct Case {
  std::string name;
  Arrays operands, results;
  bool differentiable;
};

double numberOf(const Json &v) {
  if (v.is_string())
    return v == "nan" ? std::nan("") : v == "inf" ? INFINITY : -INFINITY;
  return v.get<double>();
}

Array arrayOf(const Json &j) {
  vm::Shape shape = j["shape"].get<vm::Shape>();
  std::string dtype = j["dtype"];
  if (dtype == "i32" || dtype == "i64") {
    Array wide = Array::from(j["values"].get<std::vector<std::int64_t>>(), shape);
    return dtype == "i64" ? wide : vm::astype(wide, vm::i32);
  }
  Numbers values;
  for (const Json &v : j["values"])
    values.push_back(numberOf(v));
  Array real = Array::from(values, shape);
  return dtype == "b1" ? vm::astype(real, vm::b1) : real;
}

const std::vector<Case> &table() {
  static const std::vector<Case> all = [] {
    std::ifstream file(VMAPC_LIBRARY_TABLE);
    std::vector<Case> cases;
    Json recorded = Json::parse(file);
    for (const Json &j : recorded["cases"]) {
      Case c{j["name"], {}, {}, j["grad"]};
      for (const Json &x : j["operands"])
        c.operands.push_back(arrayOf(x));
      for (const Json &x : j["results"])
        c.results.push_back(arrayOf(x));
      cases.push_back(std::move(c));
    }
    return cases;
  }();
  return all;
}

const Cases &functions() {
  static const Cases cases = [] {
    Cases c;
    addArrange(c);
    addNumeric(c);
    addOrder(c);
    addNn(c);
    addLosses(c);
    return c;
  }();
  return cases;
}

bool isReal(const Array &x) { return x.dtype() == vm::f64 || x.dtype() == vm::f32; }

/// |got - wanted| <= tolerance times the largest finite magnitude, at least 1.
void expectClose(const Array &got, const Array &wanted, double tolerance, const std::string &what) {
  ASSERT_EQ(got.shape(), wanted.shape()) << what;
  Numbers x = got.to_vector<double>(), y = wanted.to_vector<double>();
  double size = 1;
  for (double v : y)
    size = std::isfinite(v) ? std::max(size, std::fabs(v)) : size;
  for (std::size_t k = 0; k < x.size(); ++k) {
    bool same = x[k] == y[k] || (std::isnan(x[k]) && std::isnan(y[k]));
    EXPECT_TRUE(same || std::fabs(x[k] - y[k]) <= tolerance * size)
        << what << " at " << k << ": got " << x[k] << ", wanted " << y[k];
  }
}

class Table : public testing::TestWithParam<Case> {
protected:
  const Case &c = GetParam();
  std::function<Arrays(const Arrays &)> f = functions().all().at(c.name);
};

TEST_P(Table, GivesTheRecordedResults) {
  Arrays got = f(c.operands);
  ASSERT_EQ(got.size(), c.results.size());
  for (std::size_t k = 0; k < got.size(); ++k) {
    EXPECT_EQ(vm::nameOf(got[k].dtype()), vm::nameOf(c.results[k].dtype())) << "result " << k;
    expectClose(got[k], c.results[k], isReal(c.results[k]) ? 1e-13 : 0,
                "result " + std::to_string(k));
  }
}

TEST_P(Table, IsTheSameInsideAJit) {
  Arrays direct = f(c.operands), compiled = vm::jit(f)(c.operands);
  for (std::size_t k = 0; k < direct.size(); ++k)
    expectClose(compiled[k], direct[k], 1e-14, "result " + std::to_string(k));
}

TEST_P(Table, IsCloseInSinglePrecision) {
  for (const Arrays *arrays : {&c.operands, &c.results})
    for (const Array &x : *arrays)
      for (double v : x.to_vector<double>())
        if (isReal(x) && std::isfinite(v) && v != 0 &&
            (std::fabs(v) > 1e30 || std::fabs(v) < 1e-30))
          GTEST_SKIP() << "a number that f32 does not hold";
  Arrays narrow;
  for (const Array &x : c.operands)
    narrow.push_back(isReal(x) ? vm::astype(x, vm::f32) : x);
  Arrays got = f(narrow);
  for (std::size_t k = 0; k < got.size(); ++k)
    expectClose(got[k], c.results[k], isReal(c.results[k]) ? 1e-4 : 0,
                "result " + std::to_string(k));
}

/// Example k of a batch: real operands are scaled, which keeps orders and special values.
Array varied(const Array &x, int k) { return isReal(x) ? x * (1 + 0.125 * k) : x; }

TEST_P(Table, BatchesLikeTheLoop) {
  if (c.operands.empty())
    GTEST_SKIP() << "no operand to batch";
  constexpr int batch = 3;
  for (std::size_t only = 0; only <= c.operands.size(); ++only) { // the last: all of them
    if (only == 1 && c.operands.size() == 1)
      break;
    std::vector<Arrays> examples(batch);
    Arrays stacked;
    std::vector<vm::Axes> axes;
    for (std::size_t k = 0; k < c.operands.size(); ++k) {
      bool mapped = only == k || only == c.operands.size();
      for (int n = 0; n < batch; ++n)
        examples[n].push_back(mapped ? varied(c.operands[k], n) : c.operands[k]);
      stacked.push_back(mapped ? vm::stack({examples[0][k], examples[1][k], examples[2][k]})
                               : c.operands[k]);
      axes.push_back(mapped ? vm::Axes(0) : vm::Axes(vm::none));
    }
    vm::Axes all(0), argument(0);
    argument.kind = all.kind = vm::Axes::list;
    argument.kids = axes;
    all.kids = {argument};
    Arrays got = vm::vmap(f, {.in_axes = all})(stacked);
    for (int n = 0; n < batch; ++n) {
      Arrays one = f(examples[n]);
      for (std::size_t k = 0; k < one.size(); ++k)
        expectClose(got[k][n], one[k], isReal(one[k]) ? 1e-13 : 0,
                    "operand " + std::to_string(only) + ", example " + std::to_string(n) +
                        ", result " + std::to_string(k));
    }
  }
}

//===-- Derivatives -----------------------------------------------------------------------===//

/// The case as a function of its real operands to its real results.
struct Smooth {
  std::function<Arrays(const Arrays &)> f;
  Arrays operands;
  std::vector<std::size_t> real;

  explicit Smooth(const Case &c) : f(functions().all().at(c.name)), operands(c.operands) {
    for (std::size_t k = 0; k < operands.size(); ++k)
      if (isReal(operands[k]))
        real.push_back(k);
  }
  Arrays operator()(const Arrays &x) const {
    Arrays all = operands, results;
    for (std::size_t k = 0; k < real.size(); ++k)
      all[real[k]] = x[k];
    for (const Array &y : f(all))
      if (isReal(y))
        results.push_back(y);
    return results;
  }
  Arrays at() const {
    Arrays x;
    for (std::size_t k : real)
      x.push_back(operands[k]);
    return x;
  }
};

Arrays directions(const Arrays &like, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> draw(-1, 1);
  Arrays result;
  for (const Array &x : like) {
    Numbers v(std::size_t(x.size()));
    for (double &e : v)
      e = draw(random);
    result.push_back(Array::from(v, x.shape()));
  }
  return result;
}

Arrays moved(const Arrays &x, const Arrays &by, double step) {
  Arrays result;
  for (std::size_t k = 0; k < x.size(); ++k)
    result.push_back(x[k] + step * by[k]);
  return result;
}

double dot(const Arrays &a, const Arrays &b) {
  double total = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    Numbers x = a[k].to_vector<double>(), y = b[k].to_vector<double>();
    for (std::size_t n = 0; n < x.size(); ++n)
      total += x[n] * y[n];
  }
  return total;
}

TEST_P(Table, HasTheDerivativesOfDifferences) {
  Smooth smooth(c);
  if (!c.differentiable || smooth.real.empty())
    GTEST_SKIP() << "not differentiable";
  Arrays x = smooth.at(), t = directions(x, 1);
  auto [value, tangent] = vm::jvp(smooth, std::tuple{x}, std::tuple{t});
  // Five points, error h^4.
  constexpr double h = 1e-4;
  Arrays a = smooth(moved(x, t, -2 * h)), b = smooth(moved(x, t, -h)), d = smooth(moved(x, t, h)),
         e = smooth(moved(x, t, 2 * h));
  for (std::size_t k = 0; k < a.size(); ++k)
    expectClose(tangent[k], (a[k] - 8. * b[k] + 8. * d[k] - e[k]) / (12 * h), 2e-8,
                "tangent " + std::to_string(k));
  auto [again, pullback] = vm::vjp(smooth, x);
  Arrays ct = directions(value, 2), cotangents = pullback(ct);
  double forward = dot(ct, tangent), backward = dot(cotangents, t);
  EXPECT_NEAR(forward, backward, 1e-11 * std::max(1., std::fabs(forward)));
}

TEST_P(Table, BatchesItsGradient) {
  Smooth smooth(c);
  if (!c.differentiable || smooth.real.empty())
    GTEST_SKIP() << "not differentiable";
  auto gradient = vm::grad([smooth](const Arrays &x) {
    Array total = 0.;
    for (const Array &y : smooth(x))
      total = total + vm::sum(vm::sin(y));
    return total;
  });
  Arrays x = smooth.at(), stacked;
  std::vector<Arrays> examples(3);
  for (const Array &v : x) {
    for (int n = 0; n < 3; ++n)
      examples[n].push_back(varied(v, n));
    stacked.push_back(vm::stack({examples[0].back(), examples[1].back(), examples[2].back()}));
  }
  Arrays got = vm::vmap(gradient)(stacked);
  for (int n = 0; n < 3; ++n) {
    Arrays one = gradient(examples[n]);
    for (std::size_t k = 0; k < one.size(); ++k)
      expectClose(got[k][n], one[k], 1e-12,
                  "example " + std::to_string(n) + ", operand " + std::to_string(k));
  }
}

std::vector<Case> known() {
  std::vector<Case> cases;
  for (const Case &c : table())
    if (functions().all().count(c.name))
      cases.push_back(c);
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Library, Table, testing::ValuesIn(known()), [](const auto &info) {
  std::string name;
  for (char c : info.param.name)
    name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name + "_" + std::to_string(info.index);
});

TEST(LibraryTable, HasTheSameCasesAsTheProgram) {
  std::set<std::string> recorded, called;
  for (const Case &c : table())
    EXPECT_TRUE(recorded.insert(c.name).second) << c.name << " is recorded twice";
  for (const auto &[name, f] : functions().all())
    called.insert(name);
  EXPECT_EQ(recorded, called);
}

} // namespace
} // namespace library
