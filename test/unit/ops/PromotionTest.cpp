// The whole promotion table, weak scalars, and StrictDtypes.

#include "Check.h"

#include <cmath>

using namespace vmapc;

namespace {

constexpr DType all6[] = {b1, i32, u32, i64, f32, f64};

Array one(DType t) { return vm::ones({1}, t); }

TEST(Promotion, TableOfTwoArrays) {
  // Rows and columns in the order of all6.
  const DType table[6][6] = {
      {b1, i32, u32, i64, f32, f64},  {i32, i32, i64, i64, f32, f64},
      {u32, i64, u32, i64, f32, f64}, {i64, i64, i64, i64, f32, f64},
      {f32, f32, f32, f32, f32, f64}, {f64, f64, f64, f64, f64, f64},
  };
  for (int a = 0; a < 6; ++a)
    for (int b = 0; b < 6; ++b) {
      EXPECT_EQ(promote_types(all6[a], all6[b]), table[a][b]);
      EXPECT_EQ(vm::where(one(b1), one(all6[a]), one(all6[b])).dtype(), table[a][b]);
    }
}

TEST(Promotion, ArithmeticOfBoolsIsI32) {
  expectArray(one(b1) + one(b1), i32, {1}, {2});
  expectArray(one(b1) * 3, i32, {1}, {3});
  EXPECT_EQ((one(b1) & one(b1)).dtype(), b1);
  EXPECT_EQ((-one(b1)).dtype(), i32);
}

TEST(Promotion, WeakScalarsTakeTheArraysDtype) {
  for (DType t : {i32, u32, i64, f32, f64})
    EXPECT_EQ((one(t) * 2).dtype(), t);
  EXPECT_EQ((one(f32) * 2.5).dtype(), f32);
  EXPECT_EQ((one(f64) * 2.5f).dtype(), f64);
  for (DType t : {b1, i32, u32, i64})
    EXPECT_EQ((one(t) * 2.5).dtype(), f32);
  EXPECT_EQ((one(b1) + 2).dtype(), i32);
  expectArray(one(f64) * 0.1, f64, {1}, {0.1}); // not rounded to f32 on the way
}

TEST(Promotion, WeakWithWeakStaysWeak) {
  Array x = vm::mul(0.1, 3); // in f64
  EXPECT_EQ(x.dtype(), f32);
  EXPECT_EQ((one(f64) * x).item<double>(), 0.1 * 3);
  EXPECT_EQ((one(f64) * vm::sqrt(2)).item<double>(), std::sqrt(2.0));
  EXPECT_EQ((one(i32) + vm::add(1, 2)).dtype(), i32);
}

TEST(Promotion, FunctionsOfFloatsTakeIntegers) {
  expectArray(vm::sqrt(Array{4, 9}), f32, {2}, {2, 3});
  EXPECT_EQ(vm::exp(one(b1)).dtype(), f32);
  EXPECT_EQ(vm::floor(one(f64)).dtype(), f64);
}

TEST(Promotion, MixedSignsCompareByValue) {
  Array negative{-1};
  EXPECT_TRUE(bool(negative < vm::full({1}, 4294967295u, u32)));
}

TEST(Promotion, IntegersDivideAsCpp) {
  expectArray(Array{7, -7, 7, 0} / Array{2, 2, -2, 3}, i32, {4}, {3, -3, -3, 0});
  expectArray(Array{7, -7, 7, 0} % Array{2, 2, -2, 3}, i32, {4}, {1, -1, 1, 0});
  expectArray(vm::floor_div(Array{7, -7, 7, -6}, Array{2, 2, -2, 3}), i32, {4}, {3, -4, -4, -2});
  expectArray(vm::mod(Array{7, -7, 7, -6}, Array{2, 2, -2, 3}), i32, {4}, {1, 1, -1, 0});
  expectArray(vm::floor_div(Array{7., -7.}, 2), f64, {2}, {3, -4});
  expectArray(vm::mod(Array{7., -7.}, 2), f64, {2}, {1, 1});
}

TEST(Promotion, ShiftsKeepTheSignOfSignedNumbers) {
  expectArray(Array{-8, 8, -1, 7} >> Array{1, 2, 40, 40}, i32, {4}, {-4, 2, -1, 0});
  expectArray(Array{1, 3} << 2, i32, {2}, {4, 12});
  expectArray(vm::shr_logical(Array{-1}, 28), i32, {1}, {15});
}

TEST(Promotion, BitsOfFloatsAreErrors) {
  EXPECT_VM_ERROR(~one(f32), "not", "integers or bools", "f32");
  EXPECT_VM_ERROR(one(f32) & one(i32), "and", "integers or bools", "f32");
  EXPECT_VM_ERROR(one(i32) << 1.5, "shl", "integers or bools", "f32");
  EXPECT_VM_ERROR(vm::bitcast(one(f32), f64), "bitcast", "a last axis of extent 2", "f32[1]");
}

TEST(Promotion, Conversions) {
  double huge = 1e20, nan = std::nan("");
  expectArray(vm::astype(Array{-1.9, 1.9, huge, nan}, i32), i32, {4}, {-1, 1, 2147483647, 0});
  expectArray(vm::astype(Array{0., -0., 0.1, nan}, b1), b1, {4}, {0, 0, 1, 1});
  expectArray(vm::astype(vm::full({1}, std::int64_t(4294967296 + 5), i64), u32), u32, {1}, {5});
  expectArray(vm::bitcast(Array{1.f}, u32), u32, {1}, {0x3f800000});
}

TEST(Promotion, StrictDtypesNamesBothOperands) {
  Array x = one(f32), y = one(i32);
  EXPECT_EQ((x + y).dtype(), f32);
  {
    StrictDtypes guard;
    EXPECT_VM_ERROR(x + y, "add", "f32[1]", "i32[1]", "StrictDtypes");
    EXPECT_EQ((x * 2).dtype(), f32);
    EXPECT_EQ((y * 2.5).dtype(), f32);
    EXPECT_EQ((x + vm::astype(y, f32)).dtype(), f32);
    EXPECT_EQ(vm::mean(y).dtype(), f32);
  }
  EXPECT_EQ((x + y).dtype(), f32);
}

} // namespace
