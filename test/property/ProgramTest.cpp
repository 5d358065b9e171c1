// Random programs under random stacks of transformations, against the reference.
//
// A fixed share of the seeds is run; VMAPC_FULL=1 runs 500 programs, and VMAPC_SEED=N
// runs one and prints it.

#include "Stacks.h"

#include <cmath>
#include <cstdlib>
#include <gtest/gtest.h>
#include <iostream>

namespace property {
namespace {

struct Count {
  int tried = 0, control = 0, laneDependent = 0, nested = 0, redrawn = 0, mismatches = 0;
};

bool finite(const Values &values) {
  for (const Tensor &value : values)
    for (reference::Real x : value.values)
      if (!std::isfinite(x) || std::fabs(x) > 1e6L)
        return false;
  return true;
}

/// Whether the program depends on its inputs at the sample point by more than rounding.
bool live(const Program &program) {
  reference::Function f = [&](const Values &x) { return program.expect(x); };
  for (const Tensor &g : reference::gradient(f, [](auto, auto) { return 1; })(program.inputs))
    for (reference::Real x : g.values)
      if (std::fabs(x) > 1e-9L)
        return true;
  return false;
}

/// Runs one seed; false when the draw does not count: the program has a kink or a jump
/// near the point, no gradient, or leaves the range of moderate numbers.
bool runSeed(std::uint64_t seed, bool verbose, Count &count) {
  Program program = makeProgram(seed);
  Random random(seed * 2 + 1);
  Values inputs;
  Stack stack = makeStack(random, program.inputs, inputs);
  if (verbose)
    std::cout << "seed " << seed << ": " << stack.text() << "\n" << program.text();

  reference::Function f = [&](const Values &x) { return program.expect(x); };
  Values expected = stack.apply(f)(inputs);
  if (stack.order() > 0) {
    reference::Step other(0.37e-3L);
    if (!live(program) || !finite(expected) ||
        !relativeDifference(stack.apply(f)(inputs), expected, 1e-8).empty())
      return false;
  }
  ++count.tried;
  count.control += program.control;
  count.laneDependent += program.laneDependent;
  count.nested += program.nested;
  std::string how;
  try {
    Callable g = [&](const Arrays &x) { return program.run(x); };
    Arrays got = stack.apply(g)(toArrays(inputs));
    how = relativeDifference(toTensors(got), expected, stack.order() > 1 ? 1e-6 : 1e-7);
  } catch (const std::exception &error) {
    how = error.what();
  }
  if (!how.empty()) {
    ++count.mismatches;
    ADD_FAILURE() << "VMAPC_SEED=" << seed << " " << stack.text() << ": " << how;
  }
  return true;
}

TEST(Programs, EqualTheReferenceUnderEveryStack) {
  Count count;
  if (const char *one = std::getenv("VMAPC_SEED")) {
    EXPECT_TRUE(runSeed(std::strtoull(one, nullptr, 10), true, count)) << "does not count";
    return;
  }
  const char *full = std::getenv("VMAPC_FULL");
  int wanted = full && std::string(full) == "1" ? 500 : 60;
  std::uint64_t seed = 1;
  for (; count.tried < wanted && seed < 10000; ++seed)
    count.redrawn += !runSeed(seed, false, count);
  std::cout << "[summary] " << count.tried << " random programs of seeds 1 to " << seed - 1 << " ("
            << count.control << " with loops or branches, " << count.laneDependent
            << " of them by lane, " << count.nested << " nested; " << count.redrawn
            << " seeds not counted), " << count.mismatches << " mismatches" << std::endl;
  EXPECT_EQ(count.tried, wanted);
  EXPECT_GE(count.control * 3, count.tried);
  EXPECT_GE(count.laneDependent * 2, count.control);
  EXPECT_GE(count.nested * 10, count.tried);
}

} // namespace
} // namespace property
