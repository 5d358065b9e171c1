// From a failing random program to a small one that still fails, and to its text as a
// C++ test that needs nothing but the library.

#ifndef TEST_PROPERTY_REDUCE_H
#define TEST_PROPERTY_REDUCE_H

#include "Stacks.h"

namespace property {

/// A program under transformations at a point.
struct Case {
  Program program;
  Stack stack;
  Values inputs;
};

Case makeCase(std::uint64_t seed, const Extents &extents = {});

/// "" if the library agrees with the reference, else how not, or the error. None if the
/// case does not count: it has a kink or a jump near the point, no gradient, or leaves the
/// range of moderate numbers.
std::optional<std::string> judge(const Case &c);

struct Reduction {
  Case smallest;
  int tried = 0, kept = 0;
};
/// Makes a case for which `fails` holds smaller while it holds: other extents, fewer
/// transformations and examples, fewer terms, steps replaced by values before them, round
/// inputs. Stops when no single change is possible.
Reduction reduce(Case c, const std::function<bool(const Case &)> &fails);

/// Steps that the result depends on, those of bodies included; the sum itself is not counted.
std::size_t liveSteps(const Program &program);

/// What the result depends on, as statements.
std::string liveText(const Program &program);

/// A test file of its own: the program, the transformations, the inputs, and what the
/// reference says.
std::string asTest(const Case &c);

} // namespace property

#endif
