// A wrong use must end in one vm::Error that says what was required, what it got, and
// where: the user's line, or the place in a file. Every one that was tried is counted.

#ifndef VMAPC_TEST_UNIT_ERRORS_WRONGUSE_H
#define VMAPC_TEST_UNIT_ERRORS_WRONGUSE_H

#include "vmapc/vmapc.h"

#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <string>

namespace vm = vmapc;
using vm::Array;
using vm::Shape;

namespace wrong {

using Words = std::vector<std::string>;

/// Wrong uses by kind, and those whose error was not as it must be.
struct Tally {
  std::map<std::string, int> kinds;
  int failures = 0;
};
inline Tally &tally() {
  static Tally all;
  return all;
}

/// A use of one kind: an expression of the test file `file` from `line` on.
struct Use {
  const char *kind, *text, *file;
  unsigned line;
};

/// In the names of the files that tests make.
inline constexpr const char *wrongFiles = "vmapc-wrong-";

/// Runs a use, whose error must have all these words.
void expect(const Use &use, const Words &words, const std::function<void()> &run);
/// Counts one whose error is `problem`, empty when it is as it must be.
void count(const Use &use, const std::string &problem);

} // namespace wrong

/// WRONG("shapes", WORDS("add", "f32[2]"), x + y): an expression or statements.
#define WORDS(...)                                                                                 \
  wrong::Words { __VA_ARGS__ }
#define WRONG(kind, words, ...)                                                                    \
  wrong::expect({kind, #__VA_ARGS__, __FILE__, __LINE__}, words, [&] { (void)(__VA_ARGS__); })

#endif
