// Branches and loops of random programs. Bodies capture the values around them.

#include "Programs.h"

#include <cmath>
#include <stdexcept>

namespace property {

using reference::Real;
using reference::Type;

namespace {

std::string v(std::size_t k) { return "v" + std::to_string(k); }
Real sumOf(const Tensor &x) {
  Real sum = 0;
  for (Real value : x.values)
    sum += value;
  return sum;
}
Array number(double value) { return toArray(Tensor::scalar(Type::f64, value)); }

std::string text(const Block &block) {
  std::string result = "{ ";
  for (const Step &step : block.steps)
    result += step.text + "; ";
  return result + "}";
}

/// How often a loop runs: fixed, or by the integer input of the example (1 to 4 times).
struct Trips {
  bool byLane;
  std::size_t input;
  Array run(const Arrays &e) const { return byLane ? vm::clamp(e[input], 1, 4) : Array(3); }
  std::int64_t expect(const Values &e) const {
    auto i = std::int64_t(e[input].values[0]);
    return byLane ? std::max<std::int64_t>(1, std::min<std::int64_t>(i, 4)) : 3;
  }
};

std::size_t integerInput(const Values &environment) {
  for (std::size_t k = 0; k < environment.size(); ++k)
    if (!reference::isFloat(environment[k].type))
      return k;
  throw std::logic_error("a program has an integer input");
}

template <class T> std::vector<T> with(std::vector<T> environment, T value) {
  environment.push_back(std::move(value));
  return environment;
}

} // namespace

Block Generator::body(Values environment, int depth) {
  std::size_t carry = environment.size() - 1;
  auto shape = environment[carry].shape;
  Generator inner(random_, std::move(environment));
  std::int64_t steps = random_.integer(1, 3);
  for (std::int64_t k = 0; k < steps; ++k)
    inner.elementwise(inner.size() > carry + 1 && inner.environment().back().shape == shape
                          ? inner.size() - 1
                          : carry);
  if (depth > 0)
    inner.control(true, depth - 1);
  // Back to the carry's shape, and contracting, so that loops stay bounded.
  std::size_t last = inner.size() - 1;
  Block block = inner.take();
  block.steps.push_back({"0.7 * carry + 0.3 * tanh(mean(" + v(last) + ")) + 0.1 * sin(carry)",
                         [=](const Arrays &e) {
                           return 0.7 * e[carry] + 0.3 * vm::tanh(vm::sum(e[last]) * 0.2) +
                                  0.1 * vm::sin(e[carry]);
                         },
                         [=](const Values &e) {
                           Tensor result = e[carry];
                           Real shared = 0.3L * std::tanh(sumOf(e[last]) * 0.2L);
                           for (Real &x : result.values)
                             x = 0.7L * x + shared + 0.1L * std::sin(x);
                           return result;
                         }});
  return block;
}

void Generator::branch(std::size_t x, bool lanes, int depth) {
  Block yes = body(with(environment_, environment_[x]), depth);
  Block no = body(with(environment_, environment_[x]), 0);
  std::size_t i = integerInput(environment_);
  double bound = double(sumOf(environment_[x])) + random_.real(-0.5, 0.5);
  // By the example's values, or by the integer input alone.
  add({"cond(" + (lanes ? "sum(" + v(x) + ") > " + std::to_string(bound) : v(i) + " > 0") + ", " +
           text(yes) + ", " + text(no) + ")",
       [=](const Arrays &e) {
         Array predicate = lanes ? vm::sum(e[x]) > number(bound) : e[i] > 0;
         return vm::cond(
             predicate, [&](Array carry) { return yes.run(with(e, carry)); },
             [&](Array carry) { return no.run(with(e, carry)); }, e[x]);
       },
       [=](const Values &e) {
         bool predicate = lanes ? sumOf(e[x]) > bound : e[i].values[0] > 0;
         return (predicate ? yes : no).expect(with(e, e[x]));
       }});
}

void Generator::whileLoop(std::size_t x, bool lanes, int depth) {
  Block step = body(with(environment_, environment_[x]), depth);
  Trips trips{true, integerInput(environment_)};
  // It ends when the carry is small or the count is reached, whichever is first.
  double bound = lanes ? random_.real(0.05, 0.6) : -1;
  add({"while(sum(carry^2) > " + std::to_string(bound) + " and count < clamp(" + v(trips.input) +
           ", 1, 4), " + text(step) + ")",
       [=](const Arrays &e) {
         Array limit = trips.run(e);
         auto result = vm::while_loop(
             std::pair<Array, Array>(vm::zeros({}, vm::i32), e[x]),
             [&](std::pair<Array, Array> s) {
               return (vm::sum(s.second * s.second) > number(bound)) & (s.first < limit);
             },
             [&](std::pair<Array, Array> s) {
               return std::pair<Array, Array>(s.first + 1, step.run(with(e, s.second)));
             });
         return result.second;
       },
       [=](const Values &e) {
         Tensor carry = e[x];
         for (std::int64_t count = 0; count < trips.expect(e); ++count) {
           Real square = 0;
           for (Real value : carry.values)
             square += value * value;
           if (!(square > bound))
             break;
           carry = step.expect(with(e, carry));
         }
         return carry;
       }});
}

void Generator::countedLoop(std::size_t x, bool lanes, int depth) {
  Block step = body(with(environment_, environment_[x]), depth);
  Trips trips{lanes, integerInput(environment_)};
  add({std::string("fori(0, ") + (lanes ? "clamp(" + v(trips.input) + ", 1, 4)" : "3") + ", " +
           text(step) + ")",
       [=](const Arrays &e) {
         auto next = [&](Array, Array carry) { return step.run(with(e, carry)); };
         return trips.byLane ? vm::fori_loop(0, trips.run(e), e[x], next)
                             : vm::fori_loop(0, 3, e[x], next);
       },
       [=](const Values &e) {
         Tensor carry = e[x];
         for (std::int64_t k = 0; k < trips.expect(e); ++k)
           carry = step.expect(with(e, carry));
         return carry;
       }});
}

void Generator::scan(std::size_t x, int depth) {
  Block step = body(with(environment_, environment_[x]), depth);
  bool reverse = random_.chance(0.4);
  // Slices of the second input scale the carry; outputs are the carries' sums, of
  // which the result keeps a weighted total.
  add({std::string(reverse ? "reverse " : "") + "scan(" + text(step) + ") over v1",
       [=](const Arrays &e) {
         auto [carry, sums] = vm::scan(e[x], e[1],
                                       [&](Array carry, Array slice) {
                                         Array next = step.run(with(e, carry)) * (1 + 0.1 * slice);
                                         return std::pair<Array, Array>(next, vm::sum(next));
                                       },
                                       {.reverse = reverse});
         Array weights = toArray(Tensor(Type::f64, {3}, {0.5, -0.25, 0.75}));
         return carry + 0.1 * vm::sum(sums * weights);
       },
       [=](const Values &e) {
         static const Real weights[] = {0.5L, -0.25L, 0.75L};
         Tensor carry = e[x];
         Real total = 0;
         for (int k = 0; k < 3; ++k) {
           int at = reverse ? 2 - k : k;
           carry = step.expect(with(e, carry));
           for (Real &value : carry.values)
             value *= 1 + 0.1L * e[1].values[at];
           total += weights[at] * sumOf(carry);
         }
         for (Real &value : carry.values)
           value += 0.1L * total;
         return carry;
       }});
}

void Generator::control(bool lanes, int depth) {
  std::size_t x = pick();
  while (environment_[x].size() > 12)
    x = pick();
  switch (random_.integer(0, lanes ? 2 : 3)) {
  case 0:
    return branch(x, lanes, depth);
  case 1:
    return whileLoop(x, lanes, depth);
  case 2:
    return countedLoop(x, lanes, depth);
  default:
    return scan(x, depth);
  }
}

} // namespace property
