// Rows of windows, pooling, convolutions, updates that combine, and walks along an axis.

#include "Rows.h"

#include "test/reference/Windows.h"

#include <cmath>
#include <limits>
#include <set>

namespace property {
namespace {

using reference::Combine;
using reference::Real;
using reference::WindowAxis;

const Combine plus = [](Real a, Real b) { return a + b; };
const Combine times = [](Real a, Real b) { return a * b; };
const Combine larger = [](Real a, Real b) { return a >= b ? a : b; };
const Combine smaller = [](Real a, Real b) { return a <= b ? a : b; };

Row row(const char *op, const char *variant, std::vector<Input> inputs,
        std::function<Array(const Arrays &)> run, std::function<Tensor(const Values &)> expect,
        double ulps = 0, std::vector<DType> dtypes = floatTypes) {
  Row result{op, variant, std::move(dtypes), std::move(inputs)};
  result.run = [run](const Arrays &x) { return Arrays{run(x)}; };
  result.expect = [expect](const Values &x) { return Values{expect(x)}; };
  result.ulps = ulps;
  // What is not an operation of the dialect is composed.
  static const std::set<std::string> operations = {"windows", "place_windows", "gather", "scatter"};
  result.composed = !operations.count(op);
  return result;
}

void addWindows(std::vector<Row> &rows) {
  rows.push_back(row(
      "windows", "strided", {{{9, 2}}},
      [](const Arrays &x) {
        return vm::windows(x[0], {.size = {3, 1}, .strides = {2, 1}, .dilation = {2, 1}});
      },
      [](const Values &x) {
        return reference::windows(x[0], {{3, 2, 2}, {}}, 0);
      },
      0, allTypes));
  rows.push_back(row(
      "windows", "padded", {{{4, 5}}},
      [](const Arrays &x) {
        return vm::windows(x[0], {.size = {2, 3}, .padding = {{1, 0}, {2, -1}}});
      },
      [](const Values &x) {
        return reference::windows(x[0], {{2, 1, 1, 1, 1, 0}, {3, 1, 1, 1, 2, -1}}, 0);
      }));
  rows.push_back(row(
      "windows", "apart", {{{7, 8}}},
      [](const Arrays &x) { return vm::windows(x[0], {.size = {2, 3}, .strides = {3, 2}}); },
      [](const Values &x) { return reference::windows(x[0], {{2, 3}, {3, 2}}, 0); }));
  // The transpose of windows, applied to a value: each element times how many windows see it.
  rows.push_back(row(
      "place_windows", "counted", {{{7}}},
      [](const Arrays &x) {
        return vm::grad([](Array v) {
          Array w = vm::windows(v, {.size = {3}, .strides = {2}});
          return 0.5 * vm::sum(w * w);
        })(x[0]);
      },
      [](const Values &x) {
        Tensor result = x[0];
        for (std::int64_t k : {2, 4})
          result.values[std::size_t(k)] *= 2;
        return result;
      },
      4));
  rows.push_back(row(
      "reduce_window", "max", {{{6, 5}}},
      [](const Arrays &x) {
        return vm::reduce_window(x[0], -1e30, vm::maximum,
                                 {.size = {3, 2}, .strides = {2, 1}, .padding = {{1, 1}, {0, 1}}});
      },
      [](const Values &x) {
        return reference::reduceWindow(
            x[0], {{3, 2, 1, 1, 1, 1}, {2, 1, 1, 1, 0, 1}},
            reference::rounded(x[0].type, -1e30L), larger);
      }));
  rows.push_back(row(
      "reduce_window", "sum", {{{3, 24}}},
      [](const Arrays &x) {
        return vm::reduce_window(x[0], 0.0, vm::add,
                                 {.size = {11}, .strides = {3}, .padding = "same",
                                  .dilation = {2}, .base_dilation = {2}});
      },
      [](const Values &x) {
        // 47 elements, ceil(47 / 3) = 16 windows of reach 21: 19 elements of padding.
        return reference::reduceWindow(x[0], {{}, {11, 3, 2, 2, 9, 10}}, 0, plus);
      },
      24));
  rows.push_back(row(
      "max_pool", "2x2", {{{2, 5, 6}}},
      [](const Arrays &x) { return vm::max_pool(x[0], {.size = {2, 2}}); },
      [](const Values &x) {
        return reference::reduceWindow(x[0], {{}, {2, 2}, {2, 2}},
                                       -std::numeric_limits<Real>::infinity(), larger);
      }));
  rows.push_back(row(
      "max_pool", "overlapping", {{{7}}},
      [](const Arrays &x) {
        return vm::max_pool(x[0], {.size = {3}, .strides = {1}, .padding = "same"});
      },
      [](const Values &x) {
        return reference::reduceWindow(x[0], {{3, 1, 1, 1, 1, 1}},
                                       -std::numeric_limits<Real>::infinity(), larger);
      }));
  // More elements than are gone through one by one.
  rows.push_back(row(
      "max_pool", "large", {{{7, 8}}},
      [](const Arrays &x) {
        return vm::max_pool(x[0], {.size = {6, 6}, .strides = {1, 2}, .padding = {{0, 1}, {1, 0}}});
      },
      [](const Values &x) {
        return reference::reduceWindow(x[0], {{6, 1, 1, 1, 0, 1}, {6, 2, 1, 1, 1, 0}},
                                       -std::numeric_limits<Real>::infinity(), larger);
      }));
  rows.push_back(row(
      "avg_pool", "1d", {{{2, 6}}},
      [](const Arrays &x) {
        return vm::avg_pool(x[0], {.size = {2}, .padding = {{1, 1}}, .count_padding = false});
      },
      [](const Values &x) {
        Tensor sum = reference::reduceWindow(x[0], {{}, {2, 2, 1, 1, 1, 1}}, 0, plus);
        Tensor ones = x[0];
        for (Real &v : ones.values)
          v = 1;
        Tensor count = reference::reduceWindow(ones, {{}, {2, 2, 1, 1, 1, 1}}, 0, plus);
        for (std::size_t k = 0; k < sum.values.size(); ++k)
          sum.values[k] /= count.values[k];
        return sum;
      },
      6));
  rows.push_back(row(
      "select_and_scatter", "max", {{{6, 5}}, {{3, 4}}},
      [](const Arrays &x) {
        return vm::select_and_scatter(x[0], x[1], 0.0, vm::greater_equal, vm::add,
                                      {.size = {2, 3}, .strides = {2, 1}, .padding = {{0, 0}, {1, 0}}});
      },
      [](const Values &x) {
        return reference::addAtLargest(x[0], x[1], {{2, 2}, {3, 1, 1, 1, 1, 0}});
      },
      16));
}

void addConvolutions(std::vector<Row> &rows) {
  rows.push_back(row(
      "conv", "1d", {{{2, 3, 8}}, {{4, 3, 3}}},
      [](const Arrays &x) { return vm::conv1d(x[0], x[1], {.padding = "same"}); },
      [](const Values &x) {
        return reference::convolve(x[0], x[1], {{1, 1, 1, 1, 1, 1}});
      },
      16));
  rows.push_back(row(
      "conv", "2d", {{{2, 5, 6}}, {{3, 2, 2, 3}}},
      [](const Arrays &x) {
        return vm::conv2d(x[0], x[1], {.strides = {2, 1}, .padding = {{1, 2}, {0, -1}},
                                       .rhs_dilation = {1, 2}});
      },
      [](const Values &x) {
        Tensor one = x[0];
        one.shape.insert(one.shape.begin(), 1);
        Tensor y = reference::convolve(one, x[1], {{1, 2, 1, 1, 1, 2}, {1, 1, 2, 1, 0, -1}});
        y.shape.erase(y.shape.begin());
        return y;
      },
      16));
  rows.push_back(row(
      "conv", "strided", {{{1, 2, 9, 7}}, {{2, 2, 3, 2}}},
      [](const Arrays &x) { return vm::conv2d(x[0], x[1], {.strides = {2, 3}}); },
      [](const Values &x) { return reference::convolve(x[0], x[1], {{1, 2}, {1, 3}}); }, 16));
  rows.push_back(row(
      "conv", "groups", {{{2, 4, 5}}, {{6, 2, 2}}},
      [](const Arrays &x) {
        return vm::conv_general(x[0], x[1], {.lhs_dilation = {2}, .feature_groups = 2});
      },
      [](const Values &x) { return reference::convolve(x[0], x[1], {{1, 1, 1, 2}}, 2); }, 16));
  rows.push_back(row(
      "conv", "batch_groups", {{{4, 2, 5}}, {{6, 2, 2}}},
      [](const Arrays &x) { return vm::conv_general(x[0], x[1], {.batch_groups = 2}); },
      [](const Values &x) { return reference::convolve(x[0], x[1], {{}}, 1, 2); }, 16));
  rows.push_back(row(
      "conv", "layout", {{{2, 5, 4, 3}}, {{2, 2, 3, 4}}},
      [](const Arrays &x) {
        return vm::conv_general(x[0], x[1], {.layout = "NHWC,HWIO->HWNC", .reverse = {true, false}});
      },
      [](const Values &x) {
        Tensor k = reference::reverse(x[1], {0});
        Tensor y = reference::convolve(reference::transpose(x[0], {0, 3, 1, 2}),
                                       reference::transpose(k, {3, 2, 0, 1}), {{}, {}});
        return reference::transpose(y, {2, 3, 0, 1});
      },
      16));
  rows.push_back(row(
      "conv", "3d", {{{1, 2, 3, 3, 4}}, {{2, 2, 2, 2, 2}}},
      [](const Arrays &x) { return vm::conv3d(x[0], x[1]); },
      [](const Values &x) { return reference::convolve(x[0], x[1], {{}, {}, {}}); }, 16));
}

Input indices(vm::Shape shape, double low, double high) {
  return {std::move(shape), low, high, vm::i32, false};
}

// Three positions among four rows: repeated ones are likely in a batch of 37.
void addCombiningScatters(std::vector<Row> &rows) {
  rows.push_back(row(
      "scatter", "mul", {{{4, 2}}, {{3, 2}}, indices({3}, 0, 5)},
      [](const Arrays &x) { return x[0].at(x[2]).mul(x[1]); },
      [](const Values &x) { return reference::scatterWith(times, x[0], x[1], x[2], true); }, 4,
      numberTypes));
  rows.push_back(row(
      "scatter", "mul_clip", {{{2}}, {{5}}, indices({5}, -1, 3)},
      [](const Arrays &x) {
        return x[0].at(vm::maximum(x[2], 0)).mul(x[1], {.mode = vm::Bounds::clip});
      },
      [](const Values &x) { return reference::scatterWith(times, x[0], x[1], x[2], false); }, 8));
  rows.push_back(row(
      "scatter", "min", {{{4, 2}}, {{3, 2}}, indices({3}, 0, 5)},
      [](const Arrays &x) { return x[0].at(x[2]).min(x[1]); },
      [](const Values &x) { return reference::scatterWith(smaller, x[0], x[1], x[2], true); }, 0,
      numberTypes));
  rows.push_back(row(
      "scatter", "max", {{{3}}, {{4}}, indices({4}, 0, 2)},
      [](const Arrays &x) {
        return x[0].at(x[2]).max(x[1], {.mode = vm::Bounds::promise});
      },
      [](const Values &x) { return reference::scatterWith(larger, x[0], x[1], x[2], true); }, 0,
      numberTypes));
  rows.push_back(row(
      "gather", "fill", {{{4, 2}}, indices({3}, 0, 7)},
      [](const Arrays &x) {
        return x[0].at(x[1]).get({.mode = vm::Bounds::fill, .fill = 7});
      },
      [](const Values &x) {
        Tensor y(x[0].type, {3, 2});
        for (std::int64_t p = 0; p < 3; ++p)
          for (std::int64_t k = 0; k < 2; ++k) {
            auto at = std::int64_t(x[1].at({p}));
            y.at({p, k}) = at < 4 ? x[0].at({at, k}) : 7;
          }
        return y;
      },
      0, numberTypes));
}

void addWalks(std::vector<Row> &rows) {
  struct Kind {
    const char *name;
    std::function<Array(const Array &, std::int64_t, bool)> run;
    Combine combine;
    double ulps;
    bool numbers;
  };
  const Kind kinds[] = {
      {"cumsum", [](const Array &x, std::int64_t a, bool r) { return vm::cumsum(x, a, r); }, plus,
       8, true},
      {"cumprod", [](const Array &x, std::int64_t a, bool r) { return vm::cumprod(x, a, r); },
       times, 8, true},
      {"cummax", [](const Array &x, std::int64_t a, bool r) { return vm::cummax(x, a, r); },
       larger, 0, true},
      {"cummin", [](const Array &x, std::int64_t a, bool r) { return vm::cummin(x, a, r); },
       smaller, 0, true},
      {"cumlogsumexp",
       [](const Array &x, std::int64_t a, bool r) { return vm::cumlogsumexp(x, a, r); },
       [](Real a, Real b) { return std::log(std::exp(a) + std::exp(b)); }, 24, false}};
  for (const Kind &kind : kinds)
    for (bool reverse : {false, true})
      rows.push_back(row(
          kind.name, reverse ? "reverse" : "axis1", {{{5, 6}}},
          [=](const Arrays &x) { return kind.run(x[0], reverse ? 0 : 1, reverse); },
          [=](const Values &x) {
            return reference::cumulative(x[0], reverse ? 0 : 1, reverse, kind.combine);
          },
          kind.ulps, kind.numbers ? numberTypes : floatTypes));
  rows.push_back(row(
      "associative_scan", "affine", {{{7, 2}}, {{7, 2}}},
      [](const Arrays &x) {
        using Pair = std::pair<Array, Array>;
        // Composition of the maps t -> a t + b, which does not commute.
        auto compose = [](const Pair &f, const Pair &g) {
          return Pair(f.first * g.first, g.first * f.second + g.second);
        };
        Pair r = vm::associative_scan(compose, Pair(x[0], x[1]));
        return r.first + 2.0 * r.second;
      },
      [](const Values &x) {
        Tensor y = x[0];
        for (std::int64_t k = 0; k < 2; ++k) {
          Real a = 1, b = 0;
          for (std::int64_t n = 0; n < 7; ++n) {
            b = x[0].at({n, k}) * b + x[1].at({n, k});
            a *= x[0].at({n, k});
            y.at({n, k}) = a + 2 * b;
          }
        }
        return y;
      },
      64));
  rows.push_back(row(
      "reduce", "argmax_pair", {{{3, 5}}},
      [](const Arrays &x) {
        using Pair = std::pair<Array, Array>;
        auto best = [](const Pair &a, const Pair &b) {
          Array first = a.first >= b.first;
          return Pair(vm::where(first, a.first, b.first), vm::where(first, a.second, b.second));
        };
        Array weight = x[0] * x[0];
        Pair r = vm::reduce(Pair(x[0], weight), Pair(Array(-1e30), Array(0.0)), best, {1});
        return r.first + r.second;
      },
      [](const Values &x) {
        Tensor y(x[0].type, {3});
        for (std::int64_t n = 0; n < 3; ++n) {
          Real largest = -1e30L;
          for (std::int64_t k = 0; k < 5; ++k)
            largest = larger(largest, x[0].at({n, k}));
          y.at({n}) = largest + largest * largest;
        }
        return y;
      },
      4));
  rows.push_back(row(
      "map", "rows", {{{4, 3}}},
      [](const Arrays &x) {
        return vm::map([](Array r) { return r * vm::sum(r); }, x[0]);
      },
      [](const Values &x) {
        Tensor y = x[0];
        for (std::int64_t n = 0; n < 4; ++n) {
          Real sum = x[0].at({n, 0}) + x[0].at({n, 1}) + x[0].at({n, 2});
          for (std::int64_t k = 0; k < 3; ++k)
            y.at({n, k}) *= sum;
        }
        return y;
      },
      16));
}

} // namespace

void addWindowed(std::vector<Row> &rows) {
  addWindows(rows);
  addConvolutions(rows);
  addCombiningScatters(rows);
  addWalks(rows);
}

} // namespace property
