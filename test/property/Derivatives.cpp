// What holds of every differentiable operation: both modes against differences of
// the reference, second order, and derivatives under and of vmap.

#include "Properties.h"

namespace property {
namespace {

constexpr double tolerance = 1e-6; // relative, in f64

/// The operation as a function of its differentiable operands; the others are fixed.
struct Problem {
  const Subject &subject;
  Values all;
  std::vector<std::size_t> operands;
  Values cotangents; // one for each result, all float

  Problem(const Subject &s, Random &random) : subject(s) {
    for (std::size_t k = 0; k < s.row.inputs.size(); ++k) {
      const Input &input = s.row.inputs[k];
      all.push_back(draw(random, s.dtypeOf(input), input.shape, input.low, input.high));
      if (s.differentiable(k))
        operands.push_back(k);
    }
    for (const Tensor &result : s.row.expect(all))
      cotangents.push_back(draw(random, property::dtypeOf(result.type), result.shape, -1, 1));
  }

  Values at() const {
    Values result;
    for (std::size_t k : operands)
      result.push_back(all[k]);
    return result;
  }
  Values like(Random &random) const {
    Values result;
    for (std::size_t k : operands)
      result.push_back(draw(random, property::dtypeOf(all[k].type), all[k].shape, -1, 1));
    return result;
  }

  auto run() const {
    return [row = &subject.row, fixed = toArrays(all), operands = operands](const Arrays &x) {
      Arrays full = fixed;
      for (std::size_t k = 0; k < operands.size(); ++k)
        full[operands[k]] = x[k];
      return row->run(full);
    };
  }
  /// x -> the cotangents that vjp gives for the fixed cotangents of the results.
  auto gradient() const {
    return [f = run(), ct = toArrays(cotangents)](const Arrays &x) {
      auto [value, pullback] = vm::vjp(f, x);
      return Arrays(pullback(ct));
    };
  }
  reference::Function expect() const {
    return [row = &subject.row, fixed = all, operands = operands](const Values &x) {
      Values full = fixed;
      for (std::size_t k = 0; k < operands.size(); ++k)
        full[operands[k]] = x[k];
      return row->expect(full);
    };
  }
  reference::Function expectGradient() const {
    return reference::gradient(
        expect(), [ct = cotangents](std::size_t r, std::int64_t e) { return ct[r].values[e]; });
  }
};

template <class F> void guarded(Tally &tally, const std::string &cell, F f) {
  try {
    tally.check(cell, f());
  } catch (const std::exception &error) {
    tally.failed(cell, error.what());
  }
}

void checkFirst(const Problem &p, const std::string &name, Random &random, Tally &tally) {
  Values x = p.at(), t = p.like(random);
  guarded(tally, name + " jvp", [&] {
    auto [y, ty] = vm::jvp(p.run(), std::tuple{toArrays(x)}, std::tuple{toArrays(t)});
    return relativeDifference(toTensors(ty), reference::derivative(p.expect(), x, t), tolerance);
  });
  guarded(tally, name + " vjp", [&] {
    return relativeDifference(toTensors(p.gradient()(toArrays(x))), p.expectGradient()(x),
                              tolerance);
  });
}

void checkSecond(const Problem &p, const std::string &name, Random &random, Tally &tally) {
  Values x = p.at(), t = p.like(random);
  guarded(tally, name + " second order", [&] {
    auto [g, tg] = vm::jvp(p.gradient(), std::tuple{toArrays(x)}, std::tuple{toArrays(t)});
    return relativeDifference(toTensors(tg), reference::derivative(p.expectGradient(), x, t),
                              tolerance);
  });
}

/// Batches of 3 along axis 0 of every differentiable operand.
Values batched(const Problem &p, Random &random) {
  Values result;
  for (std::size_t k : p.operands) {
    const Input &input = p.subject.row.inputs[k];
    reference::Shape shape = input.shape;
    shape.insert(shape.begin(), 3);
    result.push_back(draw(random, p.subject.dtypeOf(input), shape, input.low, input.high));
  }
  return result;
}

void checkWithVmap(const Problem &p, const std::string &name, Random &random, Tally &tally) {
  Values x = batched(p, random);
  std::vector<std::int64_t> axes(p.operands.size(), 0);
  auto options = vm::VmapOptions{.in_axes = axesOf(axes)};
  guarded(tally, name + " vmap(grad)", [&] {
    auto f = vm::vmap(p.gradient(), options);
    return relativeDifference(toTensors(f(toArrays(x))),
                              reference::vmap(p.expectGradient(), axes, 0, 3)(x), tolerance);
  });
  guarded(tally, name + " grad(vmap)", [&] {
    // The sum over lanes separates: its gradient is the batch of gradients.
    auto f = vm::vmap(p.run(), options);
    Arrays ct;
    for (const Tensor &c : p.cotangents)
      ct.push_back(toArray(reference::stack({c, c, c}, 0)));
    auto [value, pullback] = vm::vjp(f, toArrays(x));
    return relativeDifference(toTensors(Arrays(pullback(ct))),
                              reference::vmap(p.expectGradient(), axes, 0, 3)(x), tolerance);
  });
}

/// grad(vmap) where the last operand is shared: its cotangents are summed over lanes.
void checkShared(const Problem &p, const std::string &name, Random &random, Tally &tally) {
  if (p.operands.size() < 2)
    return;
  Values x = batched(p, random);
  x.back() = reference::example(x.back(), 0, 0);
  std::vector<std::int64_t> axes(p.operands.size(), 0);
  axes.back() = -1;
  guarded(tally, name + " grad(vmap) of a shared operand", [&] {
    auto f = vm::vmap(p.run(), {.in_axes = axesOf(axes)});
    Arrays ct;
    for (const Tensor &c : p.cotangents)
      ct.push_back(toArray(reference::stack({c, c, c}, 0)));
    auto [value, pullback] = vm::vjp(f, toArrays(x));
    Values expected = reference::vmap(p.expectGradient(), axes, 0, 3)(x);
    expected.back() = reference::reduce("sum", expected.back(), {0});
    return relativeDifference(toTensors(Arrays(pullback(ct))), expected, tolerance);
  });
}

} // namespace

void checkDerivatives(const Subject &s, const Share &share, Random &random, Tally &tally) {
  if (s.dtype != vm::f64 || !s.anyDifferentiable() || !random.chance(share.derivatives))
    return;
  Problem problem(s, random);
  for (const Tensor &cotangent : problem.cotangents)
    if (!reference::isFloat(cotangent.type))
      return;
  if (!s.row.smooth) {
    tally.skipped("derivative of a row that is not differentiated (constant, or too long)");
    return;
  }
  checkFirst(problem, s.name(), random, tally);
  checkSecond(problem, s.name(), random, tally);
  checkWithVmap(problem, s.name(), random, tally);
  checkShared(problem, s.name(), random, tally);
}

} // namespace property
