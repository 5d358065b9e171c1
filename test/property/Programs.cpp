// Steps without control flow, and the shape of a whole program.

#include "Programs.h"

#include <cmath>
#include <sstream>

namespace property {

using reference::Index;
using reference::Real;
using reference::Shape;
using reference::Type;

Array Block::run(Arrays environment) const {
  for (const Step &step : steps)
    environment.push_back(step.text.empty() ? Array() : step.run(environment));
  return environment.back();
}

Tensor Block::expect(Values environment) const {
  for (const Step &step : steps)
    environment.push_back(step.text.empty() ? Tensor() : step.expect(environment));
  return environment.back();
}

std::string Block::text(std::size_t first) const {
  std::string result;
  for (std::size_t k = 0; k < steps.size(); ++k)
    if (!steps[k].text.empty())
      result += "Array v" + std::to_string(first + k) + " = " + steps[k].text + "; ";
  return result;
}

std::string Program::text() const {
  std::string result;
  for (std::size_t k = 0; k < inputs.size(); ++k)
    result += "  v" + std::to_string(k) + " = input " +
              vm::describe(dtypeOf(inputs[k].type), inputs[k].shape) + "\n";
  for (std::size_t k = 0; k < block.steps.size(); ++k)
    if (!block.steps[k].text.empty())
      result += "  v" + std::to_string(inputs.size() + k) + " = " + block.steps[k].text + "\n";
  return result;
}

namespace {

std::string v(std::size_t k) { return "v" + std::to_string(k); }
/// A literal that reads back as the same number.
std::string exact(double value) {
  std::ostringstream out;
  out.precision(17);
  out << value;
  return out.str();
}
Tensor number(Real value) { return Tensor::scalar(Type::f64, value); }

/// A scalar beside an array takes its shape: what the API's broadcasting does.
Tensor shaped(const Tensor &x, const Shape &shape) {
  return x.rank() == 0 ? reference::broadcast(x, shape, {}) : x;
}

struct UnaryChoice {
  const char *name;
  Array (*run)(const Array &);
};
const UnaryChoice unaryChoices[] = {
    {"tanh", [](const Array &x) { return vm::tanh(x); }},
    {"sin", [](const Array &x) { return vm::sin(x); }},
    {"cos", [](const Array &x) { return vm::cos(x); }},
    {"logistic", [](const Array &x) { return vm::logistic(x); }},
    {"erf", [](const Array &x) { return vm::erf(x); }},
    {"neg", [](const Array &x) { return vm::neg(x); }},
    {"abs", [](const Array &x) { return vm::abs(x); }},
};
struct BinaryChoice {
  const char *name, *function;
  Array (*run)(const Array &, const Array &);
};
const BinaryChoice binaryChoices[] = {
    {"add", "vm::add", [](const Array &x, const Array &y) { return x + y; }},
    {"sub", "vm::sub", [](const Array &x, const Array &y) { return x - y; }},
    {"mul", "vm::mul", [](const Array &x, const Array &y) { return x * y; }},
    {"max", "vm::maximum", [](const Array &x, const Array &y) { return vm::maximum(x, y); }},
    {"min", "vm::minimum", [](const Array &x, const Array &y) { return vm::minimum(x, y); }},
};

} // namespace

void Generator::add(Step step) {
  Tensor value = step.expect(environment_);
  Real largest = 0;
  for (Real element : value.values)
    largest = std::max(largest, std::fabs(element));
  environment_.push_back(std::move(value));
  block_.steps.push_back(std::move(step));
  if (largest > 6) { // keep what follows away from where everything saturates
    std::size_t x = environment_.size() - 1;
    add({"vm::tanh(0.25 * " + v(x) + ")", [x](const Arrays &e) { return vm::tanh(0.25 * e[x]); },
         [x](const Values &e) {
           return reference::unary("tanh", reference::binary("mul", number(0.25L), e[x]));
         }});
  }
}

std::size_t Generator::pick() {
  while (true) {
    // Recent values are likelier: programs grow deep, not only wide.
    std::size_t n = environment_.size();
    auto k = std::size_t(double(n) * std::sqrt(random_.real(0, 1)));
    if (k < n && reference::isFloat(environment_[k].type))
      return k;
  }
}

std::size_t Generator::pickLike(const Shape &shape) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    std::size_t k = pick();
    if (environment_[k].shape == shape || environment_[k].rank() == 0)
      return k;
  }
  for (std::size_t k = environment_.size(); k-- > 0;)
    if (reference::isFloat(environment_[k].type) && environment_[k].shape == shape)
      return k;
  return pick();
}

void Generator::unary(std::size_t x) {
  std::int64_t which = random_.integer(0, std::size(unaryChoices) + 2);
  if (which < std::int64_t(std::size(unaryChoices))) {
    UnaryChoice c = unaryChoices[which];
    add({std::string("vm::") + c.name + "(" + v(x) + ")",
         [=](const Arrays &e) { return c.run(e[x]); },
         [=](const Values &e) { return reference::unary(c.name, e[x]); }});
    return;
  }
  // Functions with a domain, on arguments inside it: f(1 + x^2).
  static const char *const names[] = {"log", "sqrt", "rsqrt"};
  const char *name = names[which - std::int64_t(std::size(unaryChoices))];
  add({std::string("vm::") + name + "(1 + " + v(x) + " * " + v(x) + ")",
       [=](const Arrays &e) {
         Array positive = 1 + e[x] * e[x];
         return std::string(name) == "log"    ? vm::log(positive)
                : std::string(name) == "sqrt" ? vm::sqrt(positive)
                                              : vm::rsqrt(positive);
       },
       [=](const Values &e) {
         Tensor square = reference::binary("mul", e[x], e[x]);
         return reference::unary(name, reference::binary("add", number(1), square));
       }});
}

void Generator::binary(std::size_t x, std::size_t y) {
  if (random_.chance(0.2)) {
    double bound = random_.real(-1, 1);
    add({"vm::where(" + v(x) + " > " + exact(bound) + ", " + v(x) + ", vm::sin(" + v(y) + "))",
         [=](const Arrays &e) { return vm::where(e[x] > bound, e[x], vm::sin(e[y])); },
         [=](const Values &e) {
           Tensor other = reference::unary("sin", e[y]);
           Shape shape = e[x].rank() ? e[x].shape : e[y].shape;
           return reference::select(shaped(reference::compare("gt", e[x], number(bound)), shape),
                                    shaped(e[x], shape), shaped(other, shape));
         }});
    return;
  }
  BinaryChoice c = binaryChoices[random_.integer(0, std::size(binaryChoices) - 1)];
  add({std::string(c.function) + "(" + v(x) + ", " + v(y) + ")",
       [=](const Arrays &e) { return c.run(e[x], e[y]); },
       [=](const Values &e) { return reference::binary(c.name, e[x], e[y]); }});
}

void Generator::structure(std::size_t x) {
  Tensor value = environment_[x];
  if (value.rank() == 0) {
    std::int64_t n = random_.integer(2, 4);
    add({"vm::broadcast_to(" + v(x) + ", {" + std::to_string(n) + "})",
         [=](const Arrays &e) { return vm::broadcast_to(e[x], {n}); },
         [=](const Values &e) { return reference::broadcast(e[x], {n}, {}); }});
  } else if (value.rank() == 2) {
    add({"vm::transpose(" + v(x) + ")", [=](const Arrays &e) { return vm::transpose(e[x]); },
         [=](const Values &e) { return reference::transpose(e[x], {1, 0}); }});
  } else if (random_.chance(0.4)) {
    add({"vm::flip(" + v(x) + ", 0)", [=](const Arrays &e) { return vm::flip(e[x], 0); },
         [=](const Values &e) { return reference::reverse(e[x], {0}); }});
  } else if (value.shape[0] > 2 && random_.chance(0.5)) {
    std::int64_t n = value.shape[0];
    add({v(x) + "(vm::slice(1, " + std::to_string(n) + "))",
         [=](const Arrays &e) { return e[x](vm::slice(1, n)); },
         [=](const Values &e) { return reference::slice(e[x], {1}, {n}, {1}); }});
  } else if (value.shape[0] <= 4) {
    add({"vm::concatenate({" + v(x) + ", 0.5 * " + v(x) + "}, 0)",
         [=](const Arrays &e) { return vm::concatenate({e[x], 0.5 * e[x]}, 0); },
         [=](const Values &e) {
           return reference::concatenate({e[x], reference::binary("mul", number(0.5L), e[x])}, 0);
         }});
  } else {
    add({"vm::pad(" + v(x) + ", {1}, {-2}, 0)",
         [=](const Arrays &e) { return vm::pad(e[x], {1}, {-2}, 0); },
         [=](const Values &e) { return reference::pad(e[x], 0, {1}, {-2}, {0}); }});
  }
}

void Generator::reduction(std::size_t x) {
  if (environment_[x].rank() == 0)
    return unary(x);
  std::int64_t axis = random_.integer(0, environment_[x].rank() - 1);
  std::int64_t which = random_.integer(0, 3);
  static const char *const names[] = {"sum", "prod", "max", "min"};
  add({std::string("vm::") + names[which] + "(" + v(x) + ", " + std::to_string(axis) + ")",
       [=](const Arrays &e) {
         return which == 0   ? vm::sum(e[x], axis)
                : which == 1 ? vm::prod(e[x], axis)
                : which == 2 ? vm::max(e[x], axis)
                             : vm::min(e[x], axis);
       },
       [=](const Values &e) { return reference::reduce(names[which], e[x], {axis}); }});
}

void Generator::indexing(std::size_t x) {
  if (environment_[x].rank() == 0)
    return structure(x);
  // The integer input, which differs between examples when it is mapped.
  std::size_t i = 0;
  while (reference::isFloat(environment_[i].type))
    ++i;
  std::int64_t n = environment_[x].shape[0];
  if (random_.chance(0.5)) {
    add({v(x) + "[" + v(i) + "]", [=](const Arrays &e) { return e[x][e[i]]; },
         [=](const Values &e) {
           // A negative index counts from the end, one out of range is clamped.
           Real raw = e[i].values[0];
           Tensor at = Tensor::scalar(Type::i32, raw < 0 ? raw + n : raw);
           return reference::gather(e[x], {at}, false);
         }});
    return;
  }
  std::string at = "Array{0, " + std::to_string(n - 1) + ", 0}";
  add({v(x) + ".at(" + at + ").add(1.5 * " + v(x) + "[" + at + "])",
       [=](const Arrays &e) {
         Array at = {0, int(n - 1), 0};
         return e[x].at(at).add(1.5 * e[x][at]);
       },
       [=](const Values &e) {
         Tensor at(Type::i32, {3}, {0, Real(n - 1), 0});
         Tensor slices = reference::gather(e[x], {at}, false);
         return reference::scatter(true, e[x], reference::binary("mul", number(1.5L), slices), {at},
                                   true);
       }});
}

void Generator::product(std::size_t x) {
  const Tensor &value = environment_[x];
  if (value.rank() == 0)
    return unary(x);
  if (value.rank() == 1) {
    add({"vm::outer(" + v(x) + ", vm::tanh(" + v(x) + "))",
         [=](const Arrays &e) { return vm::outer(e[x], vm::tanh(e[x])); },
         [=](const Values &e) {
           return reference::contract(e[x], reference::unary("tanh", e[x]), {0}, {1}, {0, 1});
         }});
    return;
  }
  add({"vm::matmul(" + v(x) + ", vm::transpose(" + v(x) + "))",
       [=](const Arrays &e) { return vm::matmul(e[x], vm::transpose(e[x])); },
       [=](const Values &e) { return reference::contract(e[x], e[x], {0, 1}, {2, 1}, {0, 2}); }});
}

void Generator::plain() {
  std::size_t x = pick();
  // Large arrays are summed away: differences cost one run an element.
  if (environment_[x].size() > 12)
    return reduction(x);
  switch (random_.integer(0, 9)) {
  case 0:
  case 1:
  case 2:
    return unary(x);
  case 3:
  case 4:
  case 5:
    return binary(x, pickLike(environment_[x].shape));
  case 6:
    return structure(x);
  case 7:
    return reduction(x);
  case 8:
    return indexing(x);
  default:
    return product(x);
  }
}

void Generator::elementwise(std::size_t like) {
  std::size_t y = pickLike(environment_[like].shape);
  bool fits = environment_[y].shape == environment_[like].shape || environment_[y].rank() == 0;
  random_.chance(0.5) || !fits ? unary(like) : binary(like, y);
}

Step total(const std::vector<std::pair<std::size_t, double>> &terms) {
  std::string text;
  for (auto [k, weight] : terms)
    text += (text.empty() ? "" : " + ") + exact(weight) + " * vm::sum(" + v(k) + ")";
  return {text.empty() ? "vm::zeros({}, vm::f64)" : text,
          [terms](const Arrays &e) {
            Array total = vm::zeros({}, vm::f64);
            for (auto [k, weight] : terms)
              total += weight * vm::sum(e[k]);
            return total;
          },
          [terms](const Values &e) {
            Real total = 0;
            for (auto [k, weight] : terms)
              for (Real value : e[k].values)
                total += weight * value;
            return number(total);
          }};
}

Program makeProgram(std::uint64_t seed, const Extents &extents) {
  Random random(seed);
  Program program;
  program.seed = seed;
  for (Shape shape : {Shape{}, Shape{extents.columns}, Shape{extents.rows, extents.columns}})
    program.inputs.push_back(draw(random, vm::f64, shape, -1.5, 1.5));
  program.inputs.push_back(draw(random, vm::i32, {}, -2, 3));
  Generator generator(random, program.inputs);

  std::int64_t length = random.integer(5, 40);
  program.control = random.chance(0.6);
  program.laneDependent = program.control && random.chance(0.7);
  program.nested = program.control && random.chance(0.4);
  std::int64_t at = random.integer(1, length - 2);
  for (std::int64_t k = 0; k < length; ++k)
    program.control &&k == at ? generator.control(program.laneDependent, program.nested)
                              : generator.plain();
  // Every value is alive.
  for (std::size_t k = 0; k < generator.size(); ++k)
    if (reference::isFloat(generator.environment()[k].type))
      program.terms.emplace_back(k, 0.1 * double(1 + k % 7) * (k % 2 ? 1 : -1));
  program.block = generator.take();
  program.block.steps.push_back(total(program.terms));
  return program;
}

} // namespace property
