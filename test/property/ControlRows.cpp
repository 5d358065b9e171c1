// Rows of control flow: each loop and branch in the forms that batch and
// differentiate differently. Predicates and trip counts follow the operands, so
// that they differ between lanes.

#include "Rows.h"

#include <cmath>

namespace property {
namespace {

using reference::Real;

Row row(const char *op, const char *variant, std::vector<Input> inputs,
        std::function<Array(const Arrays &)> run, std::function<Tensor(const Values &)> expect,
        std::vector<DType> dtypes = wideFloatTypes) {
  Row result{op, variant, std::move(dtypes), std::move(inputs)};
  result.run = [run](const Arrays &x) { return Arrays{run(x)}; };
  result.expect = [expect](const Values &x) { return Values{expect(x)}; };
  result.ulps = 64;
  return result;
}

/// An input that decides: an integer of low..high in each lane.
Input decides(double low, double high) { return {{}, low, high, vm::i32, false}; }

template <class F> Tensor mapped(Tensor x, F f) {
  for (Real &value : x.values)
    value = f(value);
  return x;
}

void addBranches(std::vector<Row> &rows) {
  rows.push_back(row(
      "cond", "values", {decides(0, 1), {{3}, 0.5, 2}},
      [](const Arrays &x) {
        return vm::cond(
            x[0] > 0, [](Array v) { return vm::sin(v); }, [](Array v) { return vm::log(v); }, x[1]);
      },
      [](const Values &x) {
        bool yes = x[0].values[0] > 0;
        return mapped(x[1], [yes](Real v) { return yes ? std::sin(v) : std::log(v); });
      }));
  // Only one side uses the second operand: the other gives it an exact zero.
  rows.push_back(row(
      "cond", "captures", {decides(0, 1), {{3}, 0.5, 2}, {{3}, 0.5, 2}},
      [](const Arrays &x) {
        return vm::cond(
            x[0] > 0, [&](Array v) { return v * x[2]; }, [](Array v) { return v * v; }, x[1]);
      },
      [](const Values &x) {
        return reference::binary("mul", x[1], x[0].values[0] > 0 ? x[2] : x[1]);
      }));
  rows.push_back(row(
      "cond", "switch", {decides(-1, 3), {{2}, 0.5, 2}},
      [](const Arrays &x) {
        using Branch = vm::Function<Array(Array)>;
        std::vector<Branch> branches = {Branch([](Array v) { return vm::sin(v); }),
                                        Branch([](Array v) { return v * v; }),
                                        Branch([](Array v) { return vm::exp(v); })};
        return vm::switch_(x[0], branches, x[1]);
      },
      [](const Values &x) {
        // Out of range takes the nearest branch.
        Real which = x[0].values[0];
        return mapped(x[1], [which](Real v) {
          return which <= 0 ? std::sin(v) : which == 1 ? v * v : std::exp(v);
        });
      }));
}

void addLoops(std::vector<Row> &rows) {
  rows.push_back(row(
      "while", "by_lane", {decides(0, 5), {{3}, 0.5, 1.5}},
      [](const Arrays &x) {
        auto result = vm::while_loop(
            std::pair<Array, Array>(x[0], x[1]),
            [](std::pair<Array, Array> s) { return s.first > 0; },
            [](std::pair<Array, Array> s) {
              return std::pair<Array, Array>(s.first - 1, vm::sin(s.second) + 0.5);
            });
        return result.second;
      },
      [](const Values &x) {
        Tensor carry = x[1];
        for (Real left = x[0].values[0]; left > 0; --left)
          carry = mapped(carry, [](Real v) { return std::sin(v) + 0.5L; });
        return carry;
      }));
  // The condition reads what the body computes; the body captures an operand.
  rows.push_back(row(
      "while", "by_value", {{{}, 1.2, 3}, {{}, 1.5, 2.5}},
      [](const Arrays &x) {
        return vm::while_loop(
            x[0], [](Array s) { return s < 20.; }, [&](Array s) { return s * x[1]; });
      },
      [](const Values &x) {
        Real s = x[0].values[0];
        while (s < 20)
          s *= x[1].values[0];
        return Tensor(x[0].type, {}, {s});
      }));
  rows.push_back(row(
      "scan", "fori", {{{3}, -1, 1}, {{}, -1, 1}},
      [](const Arrays &x) {
        return vm::fori_loop(0, 4, x[0], [&](Array i, Array s) {
          return vm::tanh(s + x[1] * vm::astype(i, s.dtype()));
        });
      },
      [](const Values &x) {
        Tensor carry = x[0];
        for (int i = 0; i < 4; ++i)
          carry = mapped(carry, [&](Real v) { return std::tanh(v + x[1].values[0] * i); });
        return carry;
      }));
  rows.push_back(row(
      "scan", "trips_by_lane", {decides(0, 4), {{2}, -1, 1}},
      [](const Arrays &x) {
        return vm::fori_loop(0, x[0], x[1], [](Array, Array s) { return vm::sin(s) * 1.25; });
      },
      [](const Values &x) {
        Tensor carry = x[1];
        for (Real i = 0; i < x[0].values[0]; ++i)
          carry = mapped(carry, [](Real v) { return std::sin(v) * 1.25L; });
        return carry;
      }));
}

void addScans(std::vector<Row> &rows) {
  for (bool reverse : {false, true}) {
    Row stacked{"scan",
                reverse ? "reverse" : "stacked",
                wideFloatTypes,
                {{{2}, -1, 1}, {{4, 2}, -1, 1}, {{}, 0.5, 1.5}}};
    stacked.run = [reverse](const Arrays &x) {
      auto [carry, ys] = vm::scan(x[0], x[1],
                                  [&](Array s, Array slice) {
                                    Array next = vm::tanh(s + slice) * x[2];
                                    return std::pair<Array, Array>(next, next * slice);
                                  },
                                  {.reverse = reverse});
      return Arrays{carry, ys};
    };
    stacked.expect = [reverse](const Values &x) {
      Tensor carry = x[0], ys = x[1];
      for (int k = 0; k < 4; ++k) {
        int at = reverse ? 3 - k : k;
        for (int j = 0; j < 2; ++j) {
          Real slice = x[1].values[2 * at + j];
          carry.values[j] = std::tanh(carry.values[j] + slice) * x[2].values[0];
          ys.values[2 * at + j] = carry.values[j] * slice;
        }
      }
      return Values{carry, ys};
    };
    stacked.ulps = 64;
    rows.push_back(stacked);
  }
  // A sum of differences over 37 steps: residuals are stored for each.
  rows.push_back(row(
      "scan", "long", {{{}, 0.5, 1}, {{37}, -1, 1}},
      [](const Arrays &x) {
        auto [carry, none] = vm::scan(x[0], x[1], [](Array s, Array v) {
          return std::pair<Array, Array>(s * 0.9 + vm::sin(s) * v, s);
        });
        return carry;
      },
      [](const Values &x) {
        Real s = x[0].values[0];
        for (Real v : x[1].values)
          s = s * 0.9L + std::sin(s) * v;
        return Tensor(x[0].type, {}, {s});
      }));
}

void addCalls(std::vector<Row> &rows) {
  // The rule gives the true derivative, by other operations than those of the function.
  rows.push_back(row(
      "custom_jvp", "product", {{{3}, -1, 1}, {{3}, -1, 1}},
      [](const Arrays &x) {
        auto f = vm::custom_jvp(
            [](Array a, Array b) { return vm::sin(a) * b * b; },
            [](const std::tuple<Array, Array> &p, const std::tuple<Array, Array> &t) {
              auto [a, b] = p;
              auto [ta, tb] = t;
              return std::pair(vm::sin(a) * b * b,
                               (ta * vm::cos(a) * b + 2.0 * vm::sin(a) * tb) * b);
            });
        return f(x[0], x[1]) + f(x[1], x[0]);
      },
      [](const Values &x) {
        Tensor result = x[0];
        for (int k = 0; k < 3; ++k) {
          Real a = x[0].values[k], b = x[1].values[k];
          result.values[k] = std::sin(a) * b * b + std::sin(b) * a * a;
        }
        return result;
      }));
  // A transformed function inside another is a call.
  rows.push_back(row(
      "call", "jit", {{{3}, -1, 1}, {{3}, -1, 1}},
      [](const Arrays &x) {
        auto inner = vm::jit([](Array a, Array b) { return vm::sin(a) * b; });
        return inner(x[0], x[1]) + inner(x[1], x[0]);
      },
      [](const Values &x) {
        Tensor result = x[0];
        for (int k = 0; k < 3; ++k) {
          Real a = x[0].values[k], b = x[1].values[k];
          result.values[k] = std::sin(a) * b + std::sin(b) * a;
        }
        return result;
      }));
}

} // namespace

void addControl(std::vector<Row> &rows) {
  addBranches(rows);
  addLoops(rows);
  addScans(rows);
  addCalls(rows);
}

} // namespace property
