// Typed views of arrays.

#include "test/unit/interchange/Errors.h"

#include "vmapc/view.h"
#include "vmapc/vmapc.h"

#include <gtest/gtest.h>
#include <numeric>

namespace vm = vmapc;
using vm::Array;

namespace {

TEST(View, IndexesRowMajor) {
  std::vector<std::int32_t> values(24);
  std::iota(values.begin(), values.end(), 0);
  Array x = Array::from(values, {2, 3, 4});
  vm::View<std::int32_t, 3> v(x);
  EXPECT_EQ(v.extents(), (std::array<std::int64_t, 3>{2, 3, 4}));
  EXPECT_EQ(v.stride(0), 12);
  for (std::int64_t i = 0; i < v.extent(0); ++i)
    for (std::int64_t j = 0; j < v.extent(1); ++j)
      for (std::int64_t k = 0; k < v.extent(2); ++k)
        EXPECT_EQ(v(i, j, k), 12 * i + 4 * j + k);
  EXPECT_EQ(v.at({1, 2, 3}), 23);
  EXPECT_EQ(std::accumulate(v.begin(), v.end(), 0), 276);
  EXPECT_EQ(v.data(), x.span<std::int32_t>().data());
  vm::View<float, 0> scalar(Array::from(std::vector<float>{2}, {}));
  EXPECT_EQ(scalar(), 2);
}

TEST(View, KeepsTheMemoryAlive) {
  Array x = vm::ones({100});
  vm::View<float, 1> v(x);
  x = Array();
  EXPECT_EQ(v(99), 1);
}

TEST(View, ChecksTypeRankAndIndex) {
  Array x = {{1.f, 2.f}};
  expectError([&] { vm::View<double, 2> v(x); }, "f64 of rank 2");
  expectError([&] { vm::View<float, 1> v(x); }, "f32 of rank 1");
  expectError([&] { vm::View<float, 1> v{Array()}; }, "null");
  vm::View<float, 2> v(x);
  expectError([&] { v.at({0, 2}); }, "within [1, 2], got [0, 2]");
  expectError([&] { v.at({-1, 0}); }, "got [-1, 0]");
  vm::jit([](Array a) {
    expectError([&] { vm::View<float, 2> inside(a); }, "traced");
    return a;
  })(x);
}

} // namespace
