// Draws recorded from JAX 0.10.2 (jax_threefry_partitionable on, CPU): keys, bits,
// uniforms in [0, 1) and integers are equal bit for bit; other ranges and normals up to
// rounding.

#include "Check.h"

#include <cmath>

using namespace vmapc;

namespace {

TEST(Random, KeysEqualJax) {
  Array k = random::key(42);
  expectArray(k, u32, {2}, {0, 42});
  expectArray(random::key(-1), u32, {2}, {0, 4294967295});
  expectArray(random::key((std::int64_t(1) << 40) + 5), u32, {2}, {256, 5});
  expectArray(random::split(k), u32, {2, 2}, {1832780943, 270669613, 64467757, 2916123636});
  expectArray(random::split(k, 3), u32, {3, 2},
              {1832780943, 270669613, 64467757, 2916123636, 2465931498, 255383827});
  expectArray(random::fold_in(k, 7), u32, {2}, {2547012911, 1371500959});
}

TEST(Random, BitsEqualJax) {
  Array k = random::key(42);
  expectArray(random::bits(k), u32, {}, {2098992034});
  expectArray(random::bits(k, {2, 3}), u32, {2, 3},
              {2098992034, 2919706841, 2646866425, 2409546199, 1935504149, 2516274904});
}

TEST(Random, UniformsEqualJax) {
  Array k = random::key(42);
  expectArray(random::uniform(k, {4}), f32, {4},
              {0x1.f47048p-2, 0x1.5c0e6p-1, 0x1.3b87fp-1, 0x1.1f3d8p-1});
  // XLA contracts u * 5 - 2 to one rounding; here it has two.
  expectNear(random::uniform(k, {4}, f32, -2., 3.), {4},
             {0x1.c63168p-2, 0x1.6623fp+0, 0x1.14d3d8p+0, 0x1.9c338p-1}, 6e-7);
  expectArray(
      random::uniform(k, {4}, f64), f64, {4},
      {0x1.b4f8123c40884p-2, 0x1.ebd996d6e8400p-7, 0x1.25f641d41e71ap-1, 0x1.75aad28c6a974p-1});
}

TEST(Random, NormalsEqualJax) {
  Array k = random::key(42);
  expectNear(
      random::normal(k, {6}), {6},
      {-0x1.cfbe2ap-6, 0x1.de57dp-2, 0x1.2eccc2p-2, 0x1.3a7648p-3, -0x1.fc09d6p-4, 0x1.bc4234p-3},
      4e-7);
  expectNear(
      random::normal(k, {4}, f64), {4},
      {-0x1.7a4a26c962159p-3, -0x1.15bccfaa7ba3ap+1, 0x1.7ed8110b50460p-3, 0x1.397ad84a04356p-1},
      1e-14);
}

TEST(Random, BernoulliAndIntegersEqualJax) {
  Array k = random::key(42);
  expectArray(random::bernoulli(k, 0.3, Shape{8}), b1, {8}, {0, 0, 0, 0, 0, 0, 1, 0});
  expectArray(random::randint(k, {8}, -5, 17), i32, {8}, {7, 7, 4, 14, 10, 12, 14, 2});
  expectArray(random::randint(k, {4}, INT32_MIN, INT32_MAX), i32, {4},
              {977810628, 1236381714, -1367112521, -1019495231});
  expectArray(random::randint(k, {4}, 5, 4294967294, u32), u32, {4},
              {3125294281, 3383865367, 780371132, 1127988422});
  expectArray(random::randint(k, {3}, 5, 5), i32, {3}, {5, 5, 5});
}

TEST(Random, MomentsOfNormal) {
  Array x = random::normal(random::key(1), {1 << 16}, f64);
  EXPECT_NEAR(vm::mean(x).item<double>(), 0, 0.02);
  EXPECT_NEAR(vm::var(x).item<double>(), 1, 0.02);
}

TEST(Random, AMappedKeyDrawsPerLane) {
  Array keys = random::split(random::key(3), 5);
  Array batch = vm::vmap([](Array k) { return random::normal(k, {7}); })(keys);
  for (int lane = 0; lane < 5; ++lane)
    EXPECT_TRUE(vm::array_equal(batch[lane], random::normal(keys[lane], {7})));
}

TEST(Random, Errors) {
  Array k = random::key(0);
  EXPECT_VM_ERROR(random::split(vm::zeros({2})), "random::split", "u32[2]", "f32[2]");
  EXPECT_VM_ERROR(random::key(0.5), "random::key", "integer");
  EXPECT_VM_ERROR(random::uniform(k, {2}, i32), "random::uniform", "f32 or f64", "i32");
  EXPECT_VM_ERROR(random::uniform(k, {-2}), "random::uniform", "[-2]");
  EXPECT_VM_ERROR(random::bernoulli(k, vm::zeros({3}), Shape{2}), "random::bernoulli", "[2]");
  EXPECT_VM_ERROR(random::randint(k, {2}, 0.5, 2), "random::randint", "integer");
}

} // namespace
