// The properties that hold for every operation without differentiation: its value
// and its batching.

#include "Properties.h"

#include <sstream>

namespace property {

void Tally::failed(const std::string &cell, const std::string &how) {
  ++cells_;
  ++failures_;
  messages_.push_back(cell + ": " + how);
}

std::int64_t Tally::skips() const {
  std::int64_t sum = 0;
  for (const auto &[reason, count] : skipped_)
    sum += count;
  return sum;
}

std::string Tally::summary(std::size_t operations, std::size_t rows) const {
  std::ostringstream out;
  out << "[summary] " << operations << " operations, " << rows << " rows, " << cells_ << " cases, "
      << skips() << " skipped, " << failures_ << " failures\n";
  for (const auto &[reason, count] : skipped_)
    out << "[summary]   skipped " << count << ": " << reason << "\n";
  return out.str();
}

std::string Subject::name() const { return row.name() + "." + std::string(vm::nameOf(dtype)); }

bool Subject::differentiable(std::size_t operand) const {
  const Input &input = row.inputs[operand];
  DType type = dtypeOf(input);
  return input.differentiable && vm::isFloat(type);
}

bool Subject::anyDifferentiable() const {
  for (std::size_t k = 0; k < row.inputs.size(); ++k)
    if (differentiable(k))
      return true;
  return false;
}

namespace {

using Axes = std::vector<std::int64_t>;

std::string text(const Axes &axes) {
  std::string result = "(";
  for (std::int64_t axis : axes)
    result += (result.size() > 1 ? "," : "") + (axis < 0 ? "none" : std::to_string(axis));
  return result + ")";
}

Values drawn(const Subject &s, Random &random) {
  Values result;
  for (const Input &input : s.row.inputs)
    result.push_back(draw(random, s.dtypeOf(input), input.shape, input.low, input.high));
  return result;
}

/// Operands with a batch of n examples along axes[k], or none.
Values drawnBatch(const Subject &s, const Axes &axes, std::int64_t n, Random &random) {
  Values result;
  for (std::size_t k = 0; k < axes.size(); ++k) {
    const Input &input = s.row.inputs[k];
    reference::Shape shape = input.shape;
    if (axes[k] >= 0)
      shape.insert(shape.begin() + axes[k], n);
    result.push_back(draw(random, s.dtypeOf(input), shape, input.low, input.high));
  }
  return result;
}

/// Every choice of an axis or none for each operand, without the one that maps nothing.
std::vector<Axes> axisChoices(const Row &row) {
  std::vector<Axes> result = {{}};
  for (const Input &input : row.inputs) {
    std::vector<Axes> longer;
    for (const Axes &axes : result)
      for (std::int64_t axis = -1; axis <= std::int64_t(input.shape.size()); ++axis) {
        longer.push_back(axes);
        longer.back().push_back(axis);
      }
    result = std::move(longer);
  }
  std::erase_if(result, [](const Axes &axes) {
    return std::all_of(axes.begin(), axes.end(), [](std::int64_t a) { return a < 0; });
  });
  return result;
}

/// The loop that vmap stands for, one call of the operation an example.
Values loop(const Subject &s, const Axes &axes, std::int64_t n, const Values &batch) {
  reference::Function one = [&](const Values &x) { return toTensors(s.row.run(toArrays(x))); };
  return reference::vmap(one, axes, 0, n)(batch);
}

std::string compareToLoop(const Subject &s, const Arrays &got, const Values &expected) {
  if (s.row.changesClass)
    return difference(toTensors(got), expected, s.row.ulps);
  return bitDifference(got, toArrays(expected));
}

/// What a batch of nothing gives: the shapes of a batch of one with extent 0.
std::string compareEmpty(const Subject &s, const Axes &axes, const Arrays &got, Random &random) {
  Values one = loop(s, axes, 1, drawnBatch(s, axes, 1, random));
  Values expected;
  for (Tensor &tensor : one) {
    tensor.shape[0] = 0;
    expected.emplace_back(tensor.type, tensor.shape);
  }
  return bitDifference(got, toArrays(expected));
}

template <class F> void guarded(Tally &tally, const std::string &cell, F f) {
  try {
    tally.check(cell, f());
  } catch (const std::exception &error) {
    tally.failed(cell, error.what());
  }
}

void checkNested(const Subject &s, Random &random, Tally &tally) {
  // The outer batch on the last operand only, the inner on all: a lane of each kind.
  std::size_t operands = s.row.inputs.size();
  Axes inner(operands, 0), outer(operands, -1);
  outer.back() = 0;
  guarded(tally, s.name() + " vmap(vmap)", [&] {
    Values batch = drawnBatch(s, inner, 3, random);
    Tensor &last = batch.back();
    const Input &input = s.row.inputs.back();
    reference::Shape shape = last.shape;
    shape.insert(shape.begin(), 2);
    last = draw(random, s.dtypeOf(input), shape, input.low, input.high);
    auto f = vm::vmap(vm::vmap(s.row.run, {.in_axes = axesOf(inner)}), {.in_axes = axesOf(outer)});
    reference::Function rows = [&](const Values &x) { return loop(s, inner, 3, x); };
    return compareToLoop(s, f(toArrays(batch)), reference::vmap(rows, outer, 0, 2)(batch));
  });
}

void checkChunks(const Subject &s, Random &random, Tally &tally) {
  Axes axes(s.row.inputs.size(), 0);
  guarded(tally, s.name() + " chunks", [&] {
    Arrays batch = toArrays(drawnBatch(s, axes, 37, random));
    // All 37 lanes at once are what no chunks are; 0: the compiler chooses.
    Arrays whole = vm::vmap(s.row.run, {.in_axes = axesOf(axes), .chunk_size = 37})(batch);
    for (std::int64_t chunk : {1, 3, 16, 0}) {
      auto f = vm::vmap(s.row.run, {.in_axes = axesOf(axes), .chunk_size = chunk});
      std::string how = bitDifference(f(batch), whole);
      if (!how.empty())
        return "chunk " + std::to_string(chunk) + ": " + how;
    }
    return std::string();
  });
}

/// Special values along a vector, for two operands every pair.
Values specials(const Subject &s) {
  auto values = specialValues(s.dtype);
  auto n = std::int64_t(values.size());
  auto type = typeOf(s.dtype);
  if (s.row.inputs.size() == 1)
    return {Tensor(type, {n}, values)};
  Tensor left(type, {n * n}), right(type, {n * n});
  for (std::int64_t i = 0; i < n * n; ++i) {
    left.values[i] = values[i / n];
    right.values[i] = values[i % n];
  }
  return {left, right};
}

} // namespace

void checkReference(const Subject &s, Random &random, Tally &tally) {
  guarded(tally, s.name() + " value", [&] {
    Values x = drawn(s, random);
    return difference(toTensors(s.row.run(toArrays(x))), s.row.expect(x), s.row.ulps);
  });
  if (s.row.special)
    guarded(tally, s.name() + " special values", [&] {
      Values x = specials(s);
      Values got = toTensors(s.row.run(toArrays(x))), expected = s.row.expect(x);
      std::string how = difference(got, expected, s.row.ulps);
      for (std::int64_t k = 0; !how.empty() && k < x[0].size(); ++k) {
        Values one = {Tensor::scalar(got[0].type, got[0].values[k])};
        Values want = {Tensor::scalar(got[0].type, expected[0].values[k])};
        if (difference(one, want, s.row.ulps).empty())
          continue;
        std::ostringstream out;
        for (const Tensor &operand : x)
          out << double(operand.values[k]) << " ";
        return "of " + out.str() + how;
      }
      return how;
    });
}

void checkVmap(const Subject &s, const Share &share, Random &random, Tally &tally) {
  for (const Axes &axes : axisChoices(s.row)) {
    if (!random.chance(share.batched))
      continue;
    auto f = vm::vmap(s.row.run, {.in_axes = axesOf(axes)});
    for (std::int64_t n : share.batches)
      guarded(tally, s.name() + " vmap" + text(axes) + " of " + std::to_string(n), [&] {
        Values batch = drawnBatch(s, axes, n, random);
        Arrays got = f(toArrays(batch));
        return n == 0 ? compareEmpty(s, axes, got, random)
                      : compareToLoop(s, got, loop(s, axes, n, batch));
      });
  }
  checkNested(s, random, tally);
  checkChunks(s, random, tally);
}

} // namespace property
