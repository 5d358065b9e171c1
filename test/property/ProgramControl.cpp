// Branches and loops of random programs. Bodies capture the values around them.

#include "Programs.h"

#include <cmath>
#include <sstream>
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

/// The body of a lambda: statements of the block and the return of its value, in which '@'
/// stands for the value's name.
std::string bodyOf(const Block &block, std::size_t carry, const std::string &result = "@") {
  std::string last = v(carry + block.steps.size()), text = result;
  for (std::size_t at; (at = text.find('@')) != text.npos;)
    text.replace(at, 1, last);
  return "{ " + block.text(carry + 1) + "return " + text + "; }";
}
std::string exact(double value) {
  std::ostringstream out;
  out.precision(17);
  out << value;
  return out.str();
}

/// A step that can be made again with other bodies.
Step remakable(std::size_t carry, const std::vector<Block> &blocks,
               std::function<Step(const std::vector<Block> &)> make) {
  Step step = make(blocks);
  step.blocks = std::make_shared<const std::vector<Block>>(blocks);
  step.carry = carry;
  step.with = [=](const std::vector<Block> &others) { return remakable(carry, others, make); };
  return step;
}

/// How often a loop runs: fixed, or by the integer input of the example (1 to 4 times).
struct Trips {
  bool byLane;
  std::size_t input;
  std::string text() const { return byLane ? "vm::clamp(" + v(input) + ", 1, 4)" : "3"; }
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
  block.steps.push_back({"0.7 * " + v(carry) + " + 0.3 * vm::tanh(vm::sum(" + v(last) +
                             ") * 0.2) + 0.1 * vm::sin(" + v(carry) + ")",
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
  std::size_t n = environment_.size();
  // By the example's values, or by the integer input alone.
  add(remakable(x, {yes, no}, [=](const std::vector<Block> &b) -> Step {
    std::string head = "[&](Array " + v(n) + ") ";
    return {"vm::cond(" + (lanes ? "vm::sum(" + v(x) + ") > " + exact(bound) : v(i) + " > 0") +
                ", " + head + bodyOf(b[0], n) + ", " + head + bodyOf(b[1], n) + ", " + v(x) + ")",
            [=](const Arrays &e) {
              Array predicate = lanes ? vm::sum(e[x]) > number(bound) : e[i] > 0;
              return vm::cond(
                  predicate, [&](Array carry) { return b[0].run(with(e, carry)); },
                  [&](Array carry) { return b[1].run(with(e, carry)); }, e[x]);
            },
            [=](const Values &e) {
              bool predicate = lanes ? sumOf(e[x]) > bound : e[i].values[0] > 0;
              return b[predicate ? 0 : 1].expect(with(e, e[x]));
            }};
  }));
}

void Generator::whileLoop(std::size_t x, bool lanes, int depth) {
  Block step = body(with(environment_, environment_[x]), depth);
  Trips trips{true, integerInput(environment_)};
  // It ends when the carry is small or the count is reached, whichever is first.
  double bound = lanes ? random_.real(0.05, 0.6) : -1;
  std::size_t n = environment_.size();
  add(remakable(x, {step}, [=](const std::vector<Block> &b) -> Step {
    const Block &step = b[0];
    return {"[&] { using State = std::pair<Array, Array>; Array limit = " + trips.text() +
                "; return vm::while_loop(State(vm::zeros({}, vm::i32), " + v(x) +
                "), [&](State s) { return (vm::sum(s.second * s.second) > " + exact(bound) +
                ") & (s.first < limit); }, [&](State s) { Array " + v(n) + " = s.second; " +
                bodyOf(step, n, "State(s.first + 1, @)").substr(2) + ").second; }()",
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
            }};
  }));
}

void Generator::countedLoop(std::size_t x, bool lanes, int depth) {
  Block step = body(with(environment_, environment_[x]), depth);
  Trips trips{lanes, integerInput(environment_)};
  std::size_t n = environment_.size();
  add(remakable(x, {step}, [=](const std::vector<Block> &b) -> Step {
    const Block &step = b[0];
    return {"vm::fori_loop(0, " + trips.text() + ", " + v(x) + ", [&](Array, Array " + v(n) + ") " +
                bodyOf(step, n) + ")",
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
            }};
  }));
}

void Generator::scan(std::size_t x, int depth) {
  Block step = body(with(environment_, environment_[x]), depth);
  bool reverse = random_.chance(0.4);
  std::size_t n = environment_.size();
  std::int64_t length = environment_[1].shape[0];
  // Slices of the second input scale the carry; outputs are the carries' sums, of
  // which the result keeps a weighted total.
  add(remakable(x, {step}, [=](const std::vector<Block> &b) -> Step {
    const Block &step = b[0];
    std::vector<Real> weights = {0.5L, -0.25L, 0.75L};
    weights.resize(std::size_t(length));
    std::string list;
    for (Real w : weights)
      list += (list.empty() ? "" : ", ") + exact(double(w));
    return {
        "[&] { auto [carry, sums] = vm::scan(" + v(x) + ", v1, [&](Array " + v(n) +
            ", Array slice) { " + step.text(n + 1) + "Array next = " + v(n + step.steps.size()) +
            " * (1 + 0.1 * slice); return std::pair<Array, Array>(next, vm::sum(next)); }" +
            (reverse ? ", {.reverse = true}" : "") +
            "); return carry + 0.1 * vm::sum(sums * Array{" + list + "}); }()",
        [=](const Arrays &e) {
          auto [carry, sums] = vm::scan(e[x], e[1],
                                        [&](Array carry, Array slice) {
                                          Array next = step.run(with(e, carry)) * (1 + 0.1 * slice);
                                          return std::pair<Array, Array>(next, vm::sum(next));
                                        },
                                        {.reverse = reverse});
          return carry + 0.1 * vm::sum(sums * toArray(Tensor(Type::f64, {length}, weights)));
        },
        [=](const Values &e) {
          Tensor carry = e[x];
          Real total = 0;
          for (std::int64_t k = 0; k < length; ++k) {
            auto at = std::size_t(reverse ? length - 1 - k : k);
            carry = step.expect(with(e, carry));
            for (Real &value : carry.values)
              value *= 1 + 0.1L * e[1].values[at];
            total += weights[at] * sumOf(carry);
          }
          for (Real &value : carry.values)
            value += 0.1L * total;
          return carry;
        }};
  }));
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
