// Arrays with data: construction, reading, sharing, lifetime.

#include "test/unit/api/Expect.h"

#include <sstream>
#include <thread>

namespace {

TEST(Array, TheTableOfConstructions) {
  EXPECT_FALSE(Array().defined());
  Array none = {};
  EXPECT_FALSE(none.defined());
  Array a = 3, b(3), c{3}, d = {3}, e{c}, f = {c};
  EXPECT_EQ(a.shape(), Shape{});
  EXPECT_EQ(a.dtype(), vm::i32);
  EXPECT_EQ(b.shape(), Shape{});
  EXPECT_EQ(c.shape(), Shape{1});
  EXPECT_EQ(d.shape(), Shape{1});
  EXPECT_EQ(e.shape(), Shape{1});
  EXPECT_EQ(f.shape(), Shape{1});
  EXPECT_EQ(Array(2.5).dtype(), vm::f32);
  EXPECT_EQ(Array(true).dtype(), vm::b1);
  EXPECT_EQ((Array{1, 2}).dtype(), vm::i32);
  EXPECT_EQ((Array{1.f, 2.f}).dtype(), vm::f32);
  EXPECT_EQ((Array{1., 2.}).dtype(), vm::f64);
  EXPECT_EQ((Array{std::int64_t(1)}).dtype(), vm::i64);
  EXPECT_EQ((Array{true, false}).dtype(), vm::b1);
  Array m = {{1., 2.}, {3, 4}};
  EXPECT_EQ(m.dtype(), vm::f64);
  expectArray(m, {2, 2}, {1, 2, 3, 4});
  Array one = {{1, 2}};
  EXPECT_EQ(one.shape(), (Shape{1, 2}));
  Array empty = {{}};
  EXPECT_EQ(empty.shape(), (Shape{1, 0}));
  std::vector<int> v(7);
  Array size = v.size();
  EXPECT_EQ(size.item<int>(), 7);
  EXPECT_EQ(Array(std::int64_t(1) << 40).dtype(), vm::i64);
}

TEST(Array, RaggedListsAreErrors) {
  expectError(VMAPC_ERROR_OF((Array{{1, 2}, {3}})), {"rows of one length", "2 and 1"}, 0);
  expectError(VMAPC_ERROR_OF((Array{{1, 2}, 3})), {"rows of one depth"}, 0);
}

TEST(Array, ReadingConverts) {
  Array a{1.5f, -2.5f};
  EXPECT_EQ(a.span<float>()[1], -2.5f);
  EXPECT_EQ(a.to_vector<int>(), (std::vector<int>{1, -2}));
  std::vector<double> out(2);
  a.copy_to(std::span(out));
  EXPECT_EQ(out[0], 1.5);
  EXPECT_EQ(Array(2.5).item<float>(), 2.5f);
  EXPECT_TRUE(bool(Array{1.f}));
}

TEST(Array, MisuseNamesTheLine) {
  Array a{1.f, 2.f};
  expectError(VMAPC_ERROR_OF(a.item<float>()), {"item", "one element", "f32[2]"}, __LINE__);
  expectError(VMAPC_ERROR_OF(a.span<double>()), {"span", "f32[2]", "f64"}, __LINE__);
  expectError(VMAPC_ERROR_OF(Array().shape()), {"shape", "null array"}, __LINE__);
  expectError(VMAPC_ERROR_OF(a.dim(1)), {"dim", "1"}, __LINE__);
  std::vector<float> v(3);
  expectError(VMAPC_ERROR_OF(Array::from(v, {2})), {"2 elements", "3 elements"}, __LINE__);
  expectError(VMAPC_ERROR_OF(Array::from(v, {-1})), {"at least 0", "f32[-1]"}, 0);
  expectError(VMAPC_ERROR_OF(Array::from(v, {INT64_C(1) << 40, INT64_C(1) << 40})),
              {"2^50"}, 0);
}

TEST(Array, BorrowKeepsAndFrees) {
  auto *data = static_cast<float *>(std::aligned_alloc(64, 64));
  data[0] = 5;
  int freed = 0;
  {
    Array a = Array::borrow<float>(data, {1}, [&](float *) { ++freed; });
    Array b = a;
    a = Array();
    EXPECT_EQ(freed, 0);
    EXPECT_EQ(b.item<float>(), 5);
  }
  EXPECT_EQ(freed, 1);
  expectError(VMAPC_ERROR_OF(Array::borrow<float>(data + 1, {1}, nullptr)),
              {"aligned to 64", "4 bytes"}, __LINE__ - 1);
  std::free(data);
}

TEST(Array, Printing) {
  std::ostringstream os;
  os << Array{{1.f, 2.5f}, {3.f, 4.f}};
  EXPECT_EQ(os.str(), "f32[2,2]\n[[1, 2.5],\n [3, 4]]");
  EXPECT_EQ(vm::to_string(Array{true}), "b1[1] [true]");
  EXPECT_EQ(vm::to_string(Array()), "null");
  std::vector<float> v(2000, 1);
  EXPECT_EQ(vm::to_string(Array::from(v, {2000})), "f32[2000] [1, 1, 1, ..., 1, 1, 1]");
}

TEST(Array, ManySizesFromManyThreads) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([t] {
      std::vector<Array> kept;
      for (int k = 0; k < 2000; ++k) {
        std::vector<float> v(std::size_t(k % 97) * 13 + 1, float(t));
        kept.push_back(Array::from(v, {std::int64_t(v.size())}));
        if (kept.size() > 50)
          kept.erase(kept.begin(), kept.begin() + 25);
      }
      for (const Array &a : kept)
        EXPECT_EQ(a.span<float>().back(), float(t));
    });
  for (std::thread &t : threads)
    t.join();
}

TEST(Array, LargeBlocksAreReused) {
  vm::pool().trim();
  const float *first;
  {
    std::vector<float> v(1 << 20);
    Array a = Array::from(v, {1 << 20});
    first = a.span<float>().data();
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(first) % (2 << 20), 0u);
  }
  EXPECT_GE(vm::pool().held_bytes(), std::size_t(4) << 20);
  std::vector<float> v(1 << 20);
  EXPECT_EQ(Array::from(v, {1 << 20}).span<float>().data(), first);
}

} // namespace
