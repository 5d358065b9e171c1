// The 128 operation cases: vmap against the loop over examples, for every choice of mapped
// operands and axes, nested, with results stacked along every axis and returned twice.
// By default a share of the choices is run; VMAPC_FULL=1 runs all.

#include "OpCases.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <iostream>

namespace property {
namespace {

bool full() {
  const char *value = std::getenv("VMAPC_FULL");
  return value && std::string(value) == "1";
}

/// All operands mapped, results along `out`, and every result returned a second time.
std::string outAxes(const Row &row, std::int64_t out, Random &random) {
  std::vector<std::int64_t> axes;
  Values batch;
  for (const Input &input : row.inputs) {
    axes.push_back(random.integer(0, std::int64_t(input.shape.size())));
    reference::Shape shape = input.shape;
    shape.insert(shape.begin() + axes.back(), 3);
    batch.push_back(draw(random, input.dtype.value_or(vm::f64), shape, input.low, input.high));
  }
  auto twice = [&](const Arrays &x) {
    Arrays y = row.run(x);
    Arrays both = y;
    both.insert(both.end(), y.begin(), y.end());
    return both;
  };
  Arrays got = vm::vmap(twice, {.in_axes = axesOf(axes), .out_axes = int(out)})(toArrays(batch));
  Values expected = reference::vmap(row.expect, axes, out, 3)(batch);
  Values both = expected;
  both.insert(both.end(), expected.begin(), expected.end());
  return difference(toTensors(got), both, row.ulps);
}

TEST(MlxCases, AreRightOnEveryAxisAndNested) {
  std::vector<Row> rows = mlxCases();
  ASSERT_EQ(rows.size(), 128u);
  Share share = full() ? Share{1, 0, {1, 3}} : Share{0.25, 0, {3}};
  int right = 0;
  std::int64_t cells = 0;
  for (const Row &row : rows) {
    Tally tally;
    try {
      Subject subject{row, vm::f64};
      Random random(std::hash<std::string>()(row.op));
      checkVmap(subject, share, random, tally);
      // Every result has room for the axis: the least rank decides.
      std::int64_t rank = 9;
      Values example;
      for (const Input &input : row.inputs)
        example.push_back(
            draw(random, input.dtype.value_or(vm::f64), input.shape, input.low, input.high));
      for (const Tensor &y : row.expect(example))
        rank = std::min(rank, y.rank());
      for (std::int64_t out = 0; out <= rank; ++out)
        tally.check(row.op + " out_axes " + std::to_string(out), outAxes(row, out, random));
    } catch (const std::exception &error) {
      tally.failed(row.op, error.what());
    }
    right += tally.failures() == 0;
    cells += tally.cells();
    for (std::size_t k = 0; k < tally.messages().size() && k < 3; ++k)
      ADD_FAILURE() << tally.messages()[k];
  }
  std::cout << "[summary] mlx-cases: " << right << " of " << rows.size() << " right, " << cells
            << " batchings compared with the loop" << std::endl;
}

} // namespace
} // namespace property
