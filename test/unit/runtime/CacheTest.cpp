// The cache under threads, its bound, errors while compiling, fork.

#include "test/unit/api/Expect.h"

#include <atomic>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace {

TEST(Cache, OneCompilePerSignatureAcrossThreads) {
  auto f = vm::jit([](Array a) { return a * 2.0 + 0.125; });
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 16; ++t)
    threads.emplace_back([&] {
      for (int n = 1; n <= 50; ++n) {
        std::vector<float> v(std::size_t(n), 1.f);
        Array r = f(Array::from(v, {n}));
        if (r.shape() != Shape{n} || r.span<float>()[std::size_t(n) - 1] != 2.125f)
          ++wrong;
      }
    });
  for (std::thread &t : threads)
    t.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(f.stats().compiles, 50u);
  EXPECT_EQ(f.stats().misses, 50u);
  EXPECT_EQ(f.stats().hits, 16u * 50 - 50);
}

TEST(Cache, TheBoundDropsWhatIsNotUsed) {
  auto f = vm::jit([](Array a) { return a + 5.0; });
  vm::cache().set_max_bytes(1);
  for (int n = 1; n <= 4; ++n) {
    std::vector<float> v(std::size_t(n), 1.f);
    expectArray(f(Array::from(v, {n})), {n}, std::vector<double>(std::size_t(n), 6));
  }
  EXPECT_LT(f.stats().entries, 4u);
  vm::cache().set_max_bytes(std::size_t(512) << 20);
  expectArray(f(Array{1.f}), {1}, {6});
}

TEST(Cache, ClearForgets) {
  auto f = vm::jit([](Array a) { return a + 6.0; });
  f(Array{1.f});
  EXPECT_EQ(f.stats().entries, 1u);
  f.clear();
  EXPECT_EQ(f.stats().entries, 0u);
  expectArray(f(Array{1.f}), {1}, {7});
  EXPECT_EQ(f.stats().misses, 2u);
}

TEST(Cache, AnErrorWhileTracingLeavesNothingBehind) {
  bool fail = true;
  auto f = vm::jit([&](Array a) {
    if (fail)
      throw std::runtime_error("from the user");
    return a + 1.0;
  });
  EXPECT_THROW(f(Array{1.f}), std::runtime_error);
  EXPECT_FALSE(vm::detail::tracing());
  fail = false;
  expectArray(f(Array{1.f}), {1}, {2});
}

TEST(Cache, WorksAfterFork) {
  auto f = vm::jit([](Array a) { return a + 8.0; });
  expectArray(f(Array{1.f}), {1}, {9});
  pid_t child = fork();
  if (child == 0) {
    bool good = f(Array{1.f}).item<float>() == 9 && f(Array{1.f, 2.f}).span<float>()[1] == 10;
    _exit(good ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(Cache, EagerOperationsCompileOncePerShape) {
  Array a{1.f, 2.f, 3.f};
  a + a;
  std::uint64_t misses = vm::cache().stats().misses;
  for (int k = 0; k < 100; ++k)
    a + a;
  EXPECT_EQ(vm::cache().stats().misses, misses);
}

} // namespace
