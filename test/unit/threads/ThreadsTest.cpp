// Many threads at the cache, the pool and the arrays at once. Run under the thread
// sanitizer (preset tsan): the compiler is the test's own.

#include "test/unit/api/Expect.h"
#include "test/unit/threads/FakeCompiler.h"

#include <thread>

namespace {

class Threads : public testing::Test {
protected:
  static void SetUpTestSuite() {
    static fake::FakeCompiler compiler;
    vm::detail::setCompiler(&compiler);
  }
  void TearDown() override { vm::cache().set_max_bytes(std::size_t(512) << 20); }

  template <class F> static void inThreads(int count, F f) {
    std::vector<std::thread> threads;
    for (int t = 0; t < count; ++t)
      threads.emplace_back([&f, t] { f(t); });
    for (std::thread &t : threads)
      t.join();
  }
  static Array filled(int n, float value) {
    return Array::from(std::vector<float>(std::size_t(n), value), {n});
  }
};

TEST_F(Threads, OneCompilePerSignature) {
  auto f = vm::jit([](Array a) { return a * a + a; });
  std::atomic<int> wrong{0};
  int before = fake::compiles;
  inThreads(16, [&](int) {
    for (int n = 1; n <= 50; ++n)
      wrong += f(filled(n, 2)).span<float>()[std::size_t(n) - 1] != 6;
  });
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(fake::compiles - before, 50);
  EXPECT_EQ(f.stats().compiles, 50u);
  EXPECT_EQ(f.stats().hits + f.stats().misses, 800u);
}

TEST_F(Threads, ArraysAndRefsAreShared) {
  auto f = vm::jit([](Array a, Array b) { return a * b; });
  Array shared = filled(1000, 3);
  std::atomic<int> wrong{0};
  inThreads(8, [&](int) {
    std::vector<Array> kept;
    for (int k = 0; k < 200; ++k) {
      kept.push_back(f(shared, shared));
      Array copy = shared;
      wrong += f(copy, kept.back()).span<float>()[999] != 27;
      if (kept.size() == 20)
        kept.clear();
    }
  });
  EXPECT_EQ(wrong, 0);
}

TEST_F(Threads, DroppingWhileOthersRun) {
  auto f = vm::jit([](Array a) { return a + a; });
  vm::cache().set_max_bytes(3000);
  std::atomic<int> wrong{0};
  inThreads(6, [&](int t) {
    for (int k = 0; k < 12; ++k) {
      int n = 1 + (k * 5 + t) % 8;
      wrong += f(filled(n, 2)).span<float>()[0] != 4;
      if (t == 0)
        f.clear();
    }
  });
  EXPECT_EQ(wrong, 0);
}

TEST_F(Threads, CallablesComeAndGo) {
  std::atomic<int> wrong{0};
  inThreads(8, [&](int t) {
    for (int k = 0; k < 40; ++k) {
      float c = float(k % 3);
      auto f = vm::jit([c, t](Array a) { return t % 2 ? a * c : a + c; });
      wrong += f(filled(4, 2)).span<float>()[3] != (t % 2 ? 2 * c : 2 + c);
    }
  });
  EXPECT_EQ(wrong, 0);
}

TEST_F(Threads, AnErrorReachesEveryoneWhoWaits) {
  auto f = vm::jit([](Array a) -> Array {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    if (a.shape() == Shape{3})
      throw std::runtime_error("from the user");
    return a + a;
  });
  std::atomic<int> errors{0};
  inThreads(8, [&](int) {
    try {
      f(filled(3, 1));
    } catch (const std::runtime_error &) {
      ++errors;
    }
  });
  EXPECT_EQ(errors, 8);
  EXPECT_EQ(f(filled(2, 1)).span<float>()[0], 2);
}

} // namespace
