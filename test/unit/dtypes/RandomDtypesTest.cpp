// Draws of every dtype for one key, against those recorded from JAX 0.10
// (jax_enable_x64): jax.random.bits, uniform and randint with key(42).

#include "Exact.h"

using namespace exact;
using namespace vmapc;

namespace {

Array key() { return vm::random::key(42); }

TEST(RandomDtypes, BitsEqualJax) {
  expectSame(vm::random::bits(key(), {6}, u8), {162, 217, 249, 215, 21, 216}, "u8");
  expectSame(vm::random::bits(key(), {6}, u16), {5026, 12505, 63993, 49623, 29461, 20184}, "u16");
  expectSame(vm::random::bits(key(), {3}), {2098992034, 2919706841, 2646866425}, "u32");
  expectSame(vm::random::bits(key(), {3}, u64),
             {7871734211187709741.L, 276886910877598708.L, 10591095138341673235.L}, "u64");
}

void expectBits(const Array &x, const std::vector<double> &expected) {
  EXPECT_EQ(vm::bitcast(x, u16).to_vector<double>(), expected);
}

TEST(RandomDtypes, UniformEqualsJax) {
  expectBits(vm::random::uniform(key(), {8}, f16),
             {11488, 12824, 15310, 14862, 14128, 13548, 14780, 12432});
  expectBits(vm::random::uniform(key(), {8}, bf16),
             {16162, 16216, 16248, 16214, 15776, 16216, 16152, 16176});
}

TEST(RandomDtypes, NormalIsNearJax) {
  expectNear(vm::random::normal(key(), {8}, f16), {8},
             {-1.4296875, -0.87548828125, 1.974609375, 0.69677734375, -0.1270751953125,
              -0.501953125, 0.57421875, -1.0673828125},
             0x1p-9);
  expectNear(vm::random::normal(key(), {8}, bf16), {8},
             {0.34375, 1.015625, 1.890625, 0.984375, -1.40625, 1.015625, 0.2412109375, 0.494140625},
             0x1p-6);
}

TEST(RandomDtypes, IntegersEqualJax) {
  auto draw = [](DType t, Array low, Array high) {
    return vm::random::randint(key(), {6}, low, high, t);
  };
  expectSame(draw(i8, -100, 100), {-56, 14, -29, 69, 9, -81}, "i8");
  expectSame(draw(i8, -128, 128), {68, -110, 55, 65, 13, -21}, "i8, all of it");
  expectSame(draw(i16, -30000, 30000), {22644, 10914, 28071, -7631, -4291, -28581}, "i16");
  expectSame(draw(u8, 0, 200), {44, 114, 71, 169, 109, 19}, "u8");
  expectSame(draw(u16, 3, 60000), {18876, 22863, 15876, 27979, 45746, 34026}, "u16");
  expectSame(draw(u32, 0, 10), {4, 4, 1, 9, 9, 9}, "u32");
  expectSame(draw(i64, -1000000000000000, 1000000000000000),
             {679464050701877, 242604979476158, -272151055119209, 106550063542319, 233100519646113,
              -443313326917694},
             "i64");
  expectSame(draw(u64, 5, 1000000000000000000),
             {689679464050701947.L, 93242604979476213.L, 104727848944880801.L, 941106550063542349.L,
              615233100519646203.L, 820556686673082316.L},
             "u64");
}

} // namespace
