// 500 random indexing expressions, reads and updates, under each of the treatments
// in turn, against the NumPy-style reference.
//
// VMAPC_SEED=N runs one seed and prints it; VMAPC_FULL=1 runs 5000.

#include "IndexExpressions.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <iostream>
#include <map>

namespace property {
namespace {

struct Count {
  int tried = 0, updates = 0, mismatches = 0;
  std::map<std::string, int> byTreatment;
};

std::string compared(const Values &got, const Values &expected, const Expression &expression,
                     bool derivative) {
  if (derivative)
    return relativeDifference(got, expected, 1e-9);
  // Products of many factors are rounded; everything else is exact.
  return difference(got, expected, expression.action == "mul" ? 16 : 0);
}

void runSeed(std::uint64_t seed, bool verbose, Count &count) {
  Random random(seed);
  Need need = needOf(seed);
  Expression expression = makeExpression(random, need);
  Values inputs;
  Treatment treatment = makeTreatment(random, seed, expression, inputs);
  std::string what = treatment.name + ": " + expression.text() + " as " + treatment.stack.text();
  if (verbose)
    std::cout << "seed " << seed << ": " << what << std::endl;
  ++count.tried;
  count.updates += expression.updates();
  ++count.byTreatment[treatment.name];
  std::string how;
  try {
    reference::Function f = [&](const Values &x) { return expression.expect(x); };
    Values expected = treatment.stack.apply(f)(inputs);
    Callable g = [&](const Arrays &x) { return expression.run(x); };
    Arrays got = treatment.stack.apply(g)(toArrays(inputs));
    how = compared(toTensors(got), expected, expression, need.real);
  } catch (const std::exception &error) {
    how = error.what();
  }
  if (!how.empty()) {
    ++count.mismatches;
    ADD_FAILURE() << "VMAPC_SEED=" << seed << " " << what << ": " << how;
  }
}

TEST(IndexExpressions, EqualTheReferenceUnderEveryTreatment) {
  Count count;
  if (const char *one = std::getenv("VMAPC_SEED")) {
    runSeed(std::strtoull(one, nullptr, 10), true, count);
    return;
  }
  const char *full = std::getenv("VMAPC_FULL");
  std::uint64_t wanted = full && std::string(full) == "1" ? 5000 : 500;
  for (std::uint64_t seed = 0; seed < wanted; ++seed)
    runSeed(seed, false, count);
  std::cout << "[summary] " << count.tried << " random index expressions of seeds 0 to "
            << wanted - 1 << " (" << count.updates << " updates), " << count.mismatches
            << " mismatches:";
  for (const auto &[name, n] : count.byTreatment)
    std::cout << " " << name << " " << n << (name == count.byTreatment.rbegin()->first ? "" : ",");
  std::cout << std::endl;
  EXPECT_GE(count.updates * 3, count.tried);
}

/// The shape of x(mask) would depend on values: a read says what to use instead.
TEST(IndexExpressions, AMaskThatWouldChangeTheShapeIsAnError) {
  Array x = {1., 2., 3.};
  try {
    x(x > 1.5);
    ADD_FAILURE() << "no error";
  } catch (const vm::Error &error) {
    EXPECT_NE(std::string(error.what()).find("vm::where"), std::string::npos) << error.what();
  }
}

} // namespace
} // namespace property
