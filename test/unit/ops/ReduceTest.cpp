// Reductions: axes, keepdims, dtypes, nothing to reduce, NaN.

#include "Check.h"

#include <cmath>
#include <limits>

using namespace vmapc;

namespace {

TEST(Reduce, Axes) {
  Array x = counting({2, 3});
  expectArray(vm::sum(x), f32, {}, {15});
  expectArray(vm::sum(x, 0), f32, {3}, {3, 5, 7});
  expectArray(vm::sum(x, -1), f32, {2}, {3, 12});
  expectArray(vm::sum(x, {0, 1}), f32, {}, {15});
  expectArray(vm::sum(x, 1, true), f32, {2, 1}, {3, 12});
  expectArray(vm::max(x, 0), f32, {3}, {3, 4, 5});
  expectArray(vm::min(x, 1), f32, {2}, {0, 3});
  expectArray(vm::prod(x + 1, 1), f32, {2}, {6, 120});
  EXPECT_VM_ERROR(vm::sum(x, 2), "reduce_sum", "-2..1", "2 for rank 2");
  EXPECT_VM_ERROR(vm::sum(x, {0, -2}), "reduce_sum", "different", "[0,-2]");
}

TEST(Reduce, Dtypes) {
  Array mask{true, true, false};
  expectArray(vm::sum(mask), i32, {}, {2});
  expectArray(vm::max(mask), b1, {}, {1});
  expectArray(vm::min(mask), b1, {}, {0});
  expectArray(vm::all(Array{1, 2, 0}), b1, {}, {0});
  expectArray(vm::any(Array{0., 0.5}), b1, {}, {1});
  EXPECT_EQ(vm::sum(vm::ones({2}, u32)).dtype(), u32);
}

TEST(Reduce, Nothing) {
  Array none = vm::zeros({0});
  expectArray(vm::sum(none), f32, {}, {0});
  expectArray(vm::prod(none), f32, {}, {1});
  expectArray(vm::sum(vm::zeros({2, 0}), 1), f32, {2}, {0, 0});
  EXPECT_VM_ERROR(vm::argmax(none), "argmax", "at least one element", "f32[0]");
}

TEST(Reduce, NanWins) {
  float nan = std::nanf("");
  EXPECT_TRUE(std::isnan(vm::max(Array{1.f, nan, 3.f}).item<float>()));
  EXPECT_TRUE(std::isnan(vm::min(Array{1.f, nan, 3.f}).item<float>()));
  expectArray(vm::argmax(Array{1.f, nan, 3.f, nan}), i32, {}, {1});
}

TEST(Reduce, ArgTakesTheFirst) {
  Array x = vm::reshape(Array{3, 1, 3, 0, 0, 2}, {2, 3});
  expectArray(vm::argmax(x), i32, {}, {0});
  expectArray(vm::argmin(x), i32, {}, {3});
  expectArray(vm::argmax(x, 1), i32, {2}, {0, 2});
  expectArray(vm::argmin(x, 0, true), i32, {1, 3}, {1, 1, 1});
}

TEST(Reduce, LongSumsKeepTheirPrecision) {
  Array x = vm::full({100000}, 0.1f);
  EXPECT_NEAR(vm::sum(x).item<double>(), 100000 * double(0.1f), 1e-2);
}

} // namespace
