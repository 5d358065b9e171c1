// vmap as a loop and derivatives as differences.

#include "Transforms.h"

#include <cmath>
#include <stdexcept>

namespace reference {

namespace {
thread_local int exactDepth = 0;
thread_local Real currentStep = 1e-3L;
} // namespace

Exact::Exact() { ++exactDepth; }
Exact::~Exact() { --exactDepth; }
bool Exact::active() { return exactDepth > 0; }

Step::Step(Real step) : before_(currentStep) { currentStep = step; }
Step::~Step() { currentStep = before_; }

Values floats(const Values &values) {
  Values result;
  for (const Tensor &value : values)
    if (isFloat(value.type))
      result.push_back(value);
  return result;
}

Function vmap(Function f, Axes inAxes, std::int64_t outAxis, std::int64_t size) {
  return [=](const Values &arguments) {
    std::vector<Values> byExample;
    for (std::int64_t i = 0; i < size; ++i) {
      Values examples;
      for (std::size_t k = 0; k < arguments.size(); ++k)
        examples.push_back(inAxes[k] < 0 ? arguments[k] : example(arguments[k], inAxes[k], i));
      byExample.push_back(f(examples));
    }
    Values results;
    for (std::size_t r = 0; r < byExample.at(0).size(); ++r) {
      std::vector<Tensor> column;
      for (const Values &values : byExample)
        column.push_back(values[r]);
      std::int64_t rank = column[0].rank() + 1;
      results.push_back(stack(column, outAxis < 0 ? outAxis + rank : outAxis));
    }
    return results;
  };
}

namespace {

/// The arguments moved by `amount` along the tangents of the float ones.
Values moved(const Values &at, const Values &tangents, Real amount) {
  Values result = at;
  std::size_t t = 0;
  for (Tensor &value : result) {
    if (!isFloat(value.type))
      continue;
    const Tensor &tangent = tangents.at(t++);
    for (std::int64_t k = 0; k < value.size(); ++k)
      value.values[k] += amount * tangent.values.at(k);
  }
  return result;
}

} // namespace

Values derivative(const Function &f, const Values &at, const Values &tangents) {
  Exact exact;
  const Real step = currentStep;
  Values plus = floats(f(moved(at, tangents, step)));
  Values minus = floats(f(moved(at, tangents, -step)));
  Values plus2 = floats(f(moved(at, tangents, 2 * step)));
  Values minus2 = floats(f(moved(at, tangents, -2 * step)));
  for (std::size_t r = 0; r < plus.size(); ++r)
    for (std::int64_t k = 0; k < plus[r].size(); ++k)
      plus[r].values[k] = (8 * (plus[r].values[k] - minus[r].values[k]) -
                           (plus2[r].values[k] - minus2[r].values[k])) /
                          (12 * step);
  return plus;
}

Function jvp(Function f, std::size_t arguments) {
  return [=](const Values &all) {
    Values at(all.begin(), all.begin() + arguments);
    Values tangents(all.begin() + arguments, all.end());
    Values results = f(at);
    for (Tensor &tangent : derivative(f, at, tangents))
      results.push_back(std::move(tangent));
    return results;
  };
}

Function gradient(Function f,
                  std::function<Real(std::size_t result, std::int64_t element)> weights) {
  return [=](const Values &at) {
    Values gradients = floats(at);
    Values tangents = gradients;
    for (Tensor &tangent : tangents)
      for (Real &value : tangent.values)
        value = 0;
    for (std::size_t a = 0; a < gradients.size(); ++a)
      for (std::int64_t k = 0; k < gradients[a].size(); ++k) {
        tangents[a].values[k] = 1;
        Values column = derivative(f, at, tangents);
        tangents[a].values[k] = 0;
        Real sum = 0;
        for (std::size_t r = 0; r < column.size(); ++r)
          for (std::int64_t e = 0; e < column[r].size(); ++e)
            sum += weights(r, e) * column[r].values[e];
        gradients[a].values[k] = sum;
      }
    return gradients;
  };
}

bool smooth(const Function &f, const Values &at, const Values &tangents, Real tolerance) {
  Values coarse = derivative(f, at, tangents);
  Step smaller(currentStep * 0.31L);
  Values fine = derivative(f, at, tangents);
  for (std::size_t r = 0; r < coarse.size(); ++r)
    for (std::int64_t k = 0; k < coarse[r].size(); ++k) {
      Real a = coarse[r].values[k], b = fine[r].values[k];
      if (!(std::fabs(a - b) <= tolerance * (1 + std::fabs(b))))
        return false;
    }
  return true;
}

} // namespace reference
