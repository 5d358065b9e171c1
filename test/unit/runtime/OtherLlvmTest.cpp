// A process that has loaded another LLVM, with its symbols visible to all.

#include "test/unit/api/Expect.h"

#include <dlfcn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

TEST(OtherLlvm, CompilesBesideIt) {
  const char *others[] = {"libLLVM-15.so.1", "libLLVM-14.so.1", "libLLVM-16.so.1"};
  // In a process of its own: this one has the compiler already, perhaps.
  pid_t child = fork();
  if (child == 0) {
    void *other = nullptr;
    for (const char *name : others)
      other = other ? other : dlopen(name, RTLD_NOW | RTLD_GLOBAL);
    if (!other)
      _exit(77);
    auto f = vm::jit(vm::grad([](Array a) { return vm::sum(vm::tanh(a * 3.0)); }));
    _exit(std::abs(f(Array{0.f}).item<float>() - 3) < 1e-6 ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 77)
    GTEST_SKIP() << "no other libLLVM is installed";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

} // namespace
