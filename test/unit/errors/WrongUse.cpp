#include "WrongUse.h"

#include <cstdlib>
#include <iostream>

namespace wrong {

void count(const Use &use, const std::string &problem) {
  ++tally().kinds[use.kind];
  if (problem.empty())
    return;
  ++tally().failures;
  ADD_FAILURE_AT(use.file, int(use.line)) << use.text << ": " << problem;
}

void expect(const Use &use, const Words &words, const std::function<void()> &run) {
  std::string problem;
  auto require = [&](bool holds, const std::string &what) {
    if (!holds)
      problem += "\n  required " + what;
  };
  try {
    run();
    problem = "no error";
  } catch (const vm::Error &e) {
    for (const std::string &word : words)
      require(std::string(e.what()).find(word) != std::string::npos, "the words '" + word + "'");
    require(!e.required().empty() && !e.got().empty(), "what was required and what it got");
    // Within a macro's arguments compilers give its first or its last line.
    const std::string &file = e.location().file;
    require(
        (file == use.file && e.location().line >= use.line && e.location().line <= use.line + 6) ||
            (file.find(wrongFiles) != file.npos && e.location().line > 0),
        "the line of this use or of the file, got " + e.location().file + ":" +
            std::to_string(e.location().line));
    if (!problem.empty())
      problem += "\n  in: " + std::string(e.what());
  } catch (const std::exception &e) {
    problem = std::string("required a vm::Error, got: ") + e.what();
  }
  require(!vm::detail::tracing(), "no open trace afterwards");
  count(use, problem);
}

namespace {

/// Stale captures are wrong uses that are looked for on demand, before the first call.
const bool checked = setenv("VMAPC_CHECK_CAPTURES", "1", 1) == 0;

class Summary : public testing::Environment {
  void TearDown() override {
    const Tally &all = tally();
    int uses = 0;
    std::string kinds;
    for (const auto &[kind, count] : all.kinds) {
      uses += count;
      kinds += (kinds.empty() ? "" : ", ") + kind + " " + std::to_string(count);
    }
    std::cout << "[summary] " << uses << " wrong uses (" << kinds << "): " << uses - all.failures
              << " clear errors with required, got and the line, " << all.failures
              << " failed; none crashed or left a trace open\n";
    EXPECT_TRUE(checked);
  }
};
[[maybe_unused]] const auto *summary = testing::AddGlobalTestEnvironment(new Summary);

} // namespace
} // namespace wrong
