// NumPy's broadcasting, its errors, and the line that they name.

#include "Check.h"

using namespace vmapc;

namespace {

TEST(Broadcast, AlignsAtTheLastAxis) {
  Array column = vm::reshape(Array{10, 20}, {2, 1}), row{1, 2, 3};
  expectArray(column + row, i32, {2, 3}, {11, 12, 13, 21, 22, 23});
  expectArray(row * 2, i32, {3}, {2, 4, 6});
  EXPECT_EQ((vm::zeros({2, 0}) + vm::zeros({1})).shape(), (Shape{2, 0}));
  EXPECT_EQ((vm::zeros({4, 1, 3}) + vm::zeros({5, 1})).shape(), (Shape{4, 5, 3}));
}

TEST(Broadcast, WhereAndClampBroadcastAll) {
  Array mask = vm::reshape(Array{true, false}, {2, 1});
  expectArray(vm::where(mask, Array{1, 2}, 9), i32, {2, 2}, {1, 2, 9, 9});
  expectArray(vm::clamp(Array{-5, 0, 5}, -1, Array{0, 1, 2}), i32, {3}, {-1, 0, 2});
  expectArray(vm::where(Array{0, 3}, 1.f, 2.f), f32, {2}, {2, 1});
}

TEST(Broadcast, ErrorNamesShapesAxisAndLines) {
  Array a = vm::zeros({2, 3}), b = vm::zeros({2, 4});
  EXPECT_VM_ERROR(a + b, "add", "f32[2,3] (BroadcastTest.cpp:", "f32[2,4]", "3 and 4 at axis -1");
  unsigned first = __LINE__ + 3;
  std::string lines[] = {":" + std::to_string(first), ":" + std::to_string(first + 1)};
  auto call = [&] {
    return vm::mul(a, // one operand per line
                   b);
  };
  expectError([&] { call(); }, "mul", {lines[0], lines[1]}, first);
}

TEST(Broadcast, OperatorsAreElementwise) {
  Array x{1, 2, 3};
  expectArray(x == 2, b1, {3}, {0, 1, 0});
  expectArray(2 != x, b1, {3}, {1, 0, 1});
  expectArray((x > 1) & (x < 3), b1, {3}, {0, 1, 0});
  expectArray(!(x > 1), b1, {3}, {1, 0, 0});
  expectArray(~x, i32, {3}, {-2, -3, -4});
  expectArray(-x, i32, {3}, {-1, -2, -3});
  Array y = x;
  y += 1;
  y *= x;
  expectArray(y, i32, {3}, {2, 6, 12});
  expectArray(x, i32, {3}, {1, 2, 3});
}

TEST(Broadcast, NullIsAnError) {
  Array null;
  EXPECT_VM_ERROR(vm::sin(null), "sin", "null");
}

} // namespace
