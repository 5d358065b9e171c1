// Shapes, order, joining, cutting, and arrays from nothing.

#include "Check.h"

using namespace vmapc;

namespace {

TEST(Structure, ReshapeDerivesOneExtent) {
  Array x = counting({2, 6});
  EXPECT_EQ(vm::reshape(x, {3, -1}).shape(), (Shape{3, 4}));
  EXPECT_EQ(vm::reshape(x, {-1}).shape(), (Shape{12}));
  EXPECT_EQ(vm::flatten(x).shape(), (Shape{12}));
  EXPECT_EQ(vm::reshape(vm::zeros({0, 3}), {-1, 3}).shape(), (Shape{0, 3}));
  EXPECT_VM_ERROR(vm::reshape(x, {5, -1}), "reshape", "12 elements", "[5,-1]");
  EXPECT_VM_ERROR(vm::reshape(x, {-1, -1}), "reshape", "[-1,-1]");
  EXPECT_VM_ERROR(vm::reshape(x, {5}), "reshape", "f32[2,6]");
}

TEST(Structure, ViewsShareMemory) {
  Array x = counting({4, 6});
  const float *data = x.span<float>().data();
  EXPECT_EQ(vm::reshape(x, {6, 4}).span<float>().data(), data);
  EXPECT_EQ(vm::expand_dims(x, 0).span<float>().data(), data);
  EXPECT_EQ(vm::unstack(x)[2].span<float>().data(), data + 12);
  EXPECT_EQ(vm::split(x, 2)[1].span<float>().data(), data + 12);
}

TEST(Structure, Transposes) {
  Array x = counting({2, 3});
  expectArray(vm::transpose(x), f32, {3, 2}, {0, 3, 1, 4, 2, 5});
  EXPECT_EQ(vm::transpose(vm::zeros({2, 3, 4}), {1, 2, 0}).shape(), (Shape{3, 4, 2}));
  EXPECT_EQ(vm::moveaxis(vm::zeros({2, 3, 4}), 0, -1).shape(), (Shape{3, 4, 2}));
  EXPECT_EQ(vm::swapaxes(vm::zeros({2, 3, 4}), 0, 2).shape(), (Shape{4, 3, 2}));
  EXPECT_EQ(vm::squeeze(vm::zeros({1, 3, 1})).shape(), (Shape{3}));
  EXPECT_EQ(vm::squeeze(vm::zeros({1, 3, 1}), 0).shape(), (Shape{3, 1}));
  EXPECT_VM_ERROR(vm::squeeze(x, 0), "squeeze", "axis 0", "f32[2,3]");
  EXPECT_VM_ERROR(vm::transpose(x, {0, 0}), "transpose", "[0,0]");
  EXPECT_VM_ERROR(vm::transpose(x, {0}), "transpose", "2", "[0]");
}

TEST(Structure, PadsFlipsTiles) {
  Array x{1, 2, 3};
  expectArray(vm::pad(x, {1}, {2}), i32, {6}, {0, 1, 2, 3, 0, 0});
  expectArray(vm::pad(x, {-1}, {0}, 7, {1}), i32, {4}, {7, 2, 7, 3});
  expectArray(vm::flip(vm::reshape(x, {1, 3}), 1), i32, {1, 3}, {3, 2, 1});
  expectArray(vm::tile(x, {2}), i32, {6}, {1, 2, 3, 1, 2, 3});
  expectArray(vm::tile(x, {2, 1}), i32, {2, 3}, {1, 2, 3, 1, 2, 3});
  EXPECT_VM_ERROR(vm::pad(x, {-4}, {0}), "pad", "axis 0");
  EXPECT_VM_ERROR(vm::pad(x, {0}, {0}, 0.5), "pad", "i32");
}

TEST(Structure, JoinsAndCuts) {
  Array x = counting({2, 2}), y = vm::full({2, 1}, 9.f);
  expectArray(vm::concatenate({x, y}, 1), f32, {2, 3}, {0, 1, 9, 2, 3, 9});
  expectArray(vm::stack({Array{1, 2}, Array{3, 4}}, 1), i32, {2, 2}, {1, 3, 2, 4});
  EXPECT_EQ(vm::stack({Array{1}, Array{2.}}).dtype(), f64);
  std::vector<Array> columns = vm::unstack(x, 1);
  ASSERT_EQ(columns.size(), 2u);
  expectArray(columns[1], f32, {2}, {1, 3});
  std::vector<Array> parts = vm::split(counting({5}), std::vector<std::int64_t>{1, 4});
  ASSERT_EQ(parts.size(), 3u);
  expectArray(parts[1], f32, {3}, {1, 2, 3});
  EXPECT_VM_ERROR(vm::concatenate({x, vm::zeros({3, 1})}, 1), "concatenate", "f32[2,2]",
                  "f32[3,1]");
  EXPECT_VM_ERROR(vm::stack({}), "stack", "at least one");
  EXPECT_VM_ERROR(vm::split(x, 3), "split", "2", "3");
}

TEST(Structure, FromNothing) {
  expectArray(vm::zeros({2}), f32, {2}, {0, 0});
  expectArray(vm::ones({2}, b1), b1, {2}, {1, 1});
  expectArray(vm::full({2}, 7), i32, {2}, {7, 7});
  expectArray(vm::full({1}, 0.1, f64), f64, {1}, {0.1});
  expectArray(vm::eye(2, 3, 1), f32, {2, 3}, {0, 1, 0, 0, 0, 1});
  expectArray(vm::iota({2, 2}, 1, i64), i64, {2, 2}, {0, 1, 0, 1});
  expectArray(vm::iota({2, 2}, 0), i32, {2, 2}, {0, 0, 1, 1});
  expectArray(vm::arange(3), i32, {3}, {0, 1, 2});
  expectArray(vm::arange(5, 0, -2), i32, {3}, {5, 3, 1});
  expectArray(vm::arange(0., 1., 0.25, f64), f64, {4}, {0, 0.25, 0.5, 0.75});
  expectArray(vm::linspace(0, 1, 5), f32, {5}, {0, 0.25, 0.5, 0.75, 1});
  EXPECT_VM_ERROR(vm::zeros({-1}), "zeros", "[-1]");
  EXPECT_VM_ERROR(vm::arange(0, 1, 0), "arange", "by 0");
  expectError([] { vm::zeros({std::int64_t(1) << 45}); }, "array", {"fits in memory"}, __LINE__,
              ErrorCode::out_of_memory);
  EXPECT_VM_ERROR(vm::zeros({std::int64_t(1) << 40, std::int64_t(1) << 40}), "zeros", "2^63");
}

TEST(Structure, FromNothingIsTheSameInATrace) {
  auto f = vm::jit([](Array x) {
    return std::tuple{vm::eye(2, 3, 1) + x, vm::arange(0., 1., 0.25) + x,
                      vm::full({2}, 7) + vm::astype(x, i32), vm::linspace(0, 1, 5) + x,
                      vm::iota({2, 2}, 0) + vm::astype(x, i32)};
  });
  auto [eye, range, full, line, iota] = f(Array{0.f});
  expectArray(eye, f32, {2, 3}, {0, 1, 0, 0, 0, 1});
  expectArray(range, f32, {4}, {0, 0.25, 0.5, 0.75});
  expectArray(full, i32, {2}, {7, 7});
  expectArray(line, f32, {5}, {0, 0.25, 0.5, 0.75, 1});
  expectArray(iota, i32, {2, 2}, {0, 0, 1, 1});
}

TEST(Structure, BroadcastTo) {
  expectArray(vm::broadcast_to(vm::reshape(Array{1, 2}, {2, 1}), {2, 2}), i32, {2, 2},
              {1, 1, 2, 2});
  EXPECT_VM_ERROR(vm::broadcast_to(Array{1, 2}, {3}), "broadcast_to", "[3]", "i32[2]");
  expectArray(vm::extent(vm::zeros({2, 5}), -1), i32, {}, {5});
}

} // namespace
