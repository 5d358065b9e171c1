// Stale captures under the check, and the callers that errors name. The check is read from
// the environment once, so this file's tests set it in a child process.

#include "test/unit/api/Expect.h"

#include <sys/wait.h>
#include <unistd.h>

namespace {

/// Runs `body` in a child with VMAPC_CHECK_CAPTURES set; its result is the exit status.
template <class F> int checked(F body) {
  pid_t child = fork();
  if (child == 0) {
    setenv("VMAPC_CHECK_CAPTURES", "1", 1);
    _exit(body());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool has(const vm::Error &e, const char *words) {
  if (std::string(e.what()).find(words) != std::string::npos)
    return true;
  std::fprintf(stderr, "no '%s' in: %s\n", words, e.what());
  return false;
}

TEST(Captures, AStaleNumberIsReported) {
  EXPECT_EQ(checked([] {
    double scale = 2;
    auto f = vm::jit([&](Array a) { return a * scale; });
    Array x{1.f};
    f(x);
    f(x); // unchanged: fine
    scale = 3;
    try {
      f(x);
    } catch (const vm::Error &e) {
      return has(e, "captured values that have not changed") && has(e, "3.0") && has(e, "2.0") &&
                     has(e, "vm::Ref")
                 ? 0
                 : 1;
    }
    return 2;
  }), 0);
}

TEST(Captures, AStaleArrayIsReported) {
  EXPECT_EQ(checked([] {
    Array w = vm::ones({100});
    auto f = vm::jit([&](Array a) { return a * w; });
    Array x = vm::ones({100});
    f(x);
    w = w * 2.0;
    try {
      f(x);
    } catch (const vm::Error &e) {
      return has(e, "another f32[100]") ? 0 : 1;
    }
    return 2;
  }), 0);
}

Array helper(Array a) {
  VMAPC_FRAME;
  return a + Array{1.f, 2.f, 3.f};
}

TEST(Frames, HelpersAreNamed) {
  vm::Error e = VMAPC_ERROR_OF(vm::jit([](Array a) {
    VMAPC_FRAME;
    return helper(a);
  })(Array{1.f, 2.f}));
  ASSERT_EQ(e.frames().size(), 2u);
  EXPECT_EQ(e.location().line, e.frames()[0].line + 1);
  EXPECT_GT(e.frames()[1].line, e.frames()[0].line);
}

} // namespace
