// Random programs under random stacks of transformations, against the reference.
//
// A fixed share of the seeds is run; VMAPC_FULL=1 runs 500 programs, and VMAPC_SEED=N
// runs one and prints it. The first that fails is reduced and printed as a test of its own.
// VMAPC_REDUCE="N WORD LAYER" reduces seed N as if it failed whenever WORD is in what the result
// depends on and LAYER (vmap, grad, jvp, linearize, jit) among the transformations, and prints
// only the test.

#include "Reduce.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <iostream>
#include <sstream>

namespace property {
namespace {

struct Count {
  int tried = 0, control = 0, laneDependent = 0, nested = 0, redrawn = 0, mismatches = 0;
};

std::string smallest(const Case &c) {
  Reduction r = reduce(c, [](const Case &d) {
    std::optional<std::string> how = judge(d);
    return how && !how->empty();
  });
  std::ostringstream out;
  out << liveSteps(c.program) << " operations became " << liveSteps(r.smallest.program) << " in "
      << r.tried << " tries:\n\n"
      << asTest(r.smallest);
  return out.str();
}

/// Runs one seed; false when the draw does not count.
bool runSeed(std::uint64_t seed, bool verbose, Count &count) {
  Case c = makeCase(seed);
  if (verbose)
    std::cout << "seed " << seed << ": " << c.stack.text() << "\n" << c.program.text();
  std::optional<std::string> how = judge(c);
  if (!how)
    return false;
  ++count.tried;
  count.control += c.program.control;
  count.laneDependent += c.program.laneDependent;
  count.nested += c.program.nested;
  if (!how->empty())
    ADD_FAILURE() << "VMAPC_SEED=" << seed << " " << c.stack.text() << ": " << *how << "\n"
                  << (count.mismatches++ ? "" : smallest(c));
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

/// A case "fails" if its result depends on an operation of this name, the reference can
/// still be computed, and there is such a layer ("": any or none).
auto dependsOn(const std::string &word, const std::string &layer) {
  return [=](const Case &c) {
    reference::Function f = [&](const Values &x) { return c.program.expect(x); };
    c.stack.apply(f)(c.inputs);
    bool has = layer.empty() || c.stack.text().find(layer) != std::string::npos;
    return has && liveText(c.program).find(word) != std::string::npos;
  };
}

TEST(Reduction, KeepsWhatFailsAndLittleElse) {
  int reduced = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed)
    for (const char *word : {"vm::matmul", "vm::cond", "vm::while_loop", "vm::concatenate"})
      for (const char *layer : {"", "vmap"}) {
        Case c = makeCase(seed);
        auto fails = dependsOn(word, layer);
        if (!fails(c))
          continue;
        Reduction r = reduce(c, fails);
        ++reduced;
        EXPECT_TRUE(fails(r.smallest)) << "seed " << seed << " " << word;
        EXPECT_LE(r.smallest.stack.layers.size(), *layer ? 1u : 0u) << "seed " << seed;
        // A loop keeps at least the last step of its body.
        EXPECT_LE(liveSteps(r.smallest.program), 3u) << "seed " << seed << "\n"
                                                     << asTest(r.smallest);
      }
  std::cout << "[summary] " << reduced << " programs reduced to at most 3 operations" << std::endl;
  EXPECT_GE(reduced, 12);
}

/// For the test that compiles the text; passes when there is nothing to do.
TEST(Reduction, PrintsATest) {
  const char *what = std::getenv("VMAPC_REDUCE");
  if (!what)
    return;
  std::istringstream in(what);
  std::uint64_t seed = 0;
  std::string word, layer;
  in >> seed >> word >> layer;
  auto fails = dependsOn(word, layer);
  Case c = makeCase(seed);
  ASSERT_TRUE(fails(c)) << "seed " << seed << " has no " << word << " or no " << layer;
  std::cout << "//--- reduced\n" << asTest(reduce(c, fails).smallest) << "//--- end\n";
}

} // namespace
} // namespace property
