// DLPack: both structs, both ways; when memory is shared, when copied, when refused.

#include "test/unit/interchange/Errors.h"

#include "vmapc/detail/dlpack_abi.h"
#include "vmapc/dlpack.h"
#include "vmapc/vmapc.h"

#include <gtest/gtest.h>

namespace vm = vmapc;
using vm::Array;

namespace {

/// A tensor of a foreign library, which counts how often it was freed.
struct Foreign {
  alignas(64) std::byte memory[1024] = {};
  std::vector<std::int64_t> shape, strides;
  int freed = 0;

  DLTensor tensor(DLDataType dtype, std::vector<std::int64_t> extents,
                  std::vector<std::int64_t> steps = {}, std::uint64_t offset = 0) {
    shape = std::move(extents);
    strides = std::move(steps);
    return {memory, {kDLCPU, 0},  std::int32_t(shape.size()),
            dtype,  shape.data(), strides.empty() ? nullptr : strides.data(),
            offset};
  }
  DLManagedTensorVersioned *versioned(DLTensor t, std::uint32_t major = 1) {
    return new DLManagedTensorVersioned{{major, 1},
                                        this,
                                        [](DLManagedTensorVersioned *self) {
                                          ++static_cast<Foreign *>(self->manager_ctx)->freed;
                                          delete self;
                                        },
                                        0,
                                        t};
  }
  DLManagedTensor *unversioned(DLTensor t) {
    return new DLManagedTensor{t, this, [](DLManagedTensor *self) {
                                 ++static_cast<Foreign *>(self->manager_ctx)->freed;
                                 delete self;
                               }};
  }
  template <class T> T *as() { return reinterpret_cast<T *>(memory); }
};

constexpr DLDataType float32 = {kDLFloat, 32, 1};

TEST(Dlpack, ExportSharesTheMemoryAndSaysSo) {
  Array x = {{1.f, 2.f, 3.f}, {4.f, 5.f, 6.f}};
  const void *data = x.span<float>().data();
  DLManagedTensorVersioned *t = vm::to_dlpack(x);
  x = Array();
  EXPECT_EQ(t->dl_tensor.data, data);
  EXPECT_EQ(t->version.major, 1u);
  EXPECT_EQ(t->flags, DLPACK_FLAG_BITMASK_READ_ONLY);
  EXPECT_EQ(t->dl_tensor.device.device_type, kDLCPU);
  ASSERT_EQ(t->dl_tensor.ndim, 2);
  EXPECT_EQ(t->dl_tensor.shape[1], 3);
  EXPECT_EQ(t->dl_tensor.strides[0], 3);
  EXPECT_EQ(t->dl_tensor.strides[1], 1);
  // The handle is gone, the memory is not.
  EXPECT_EQ(static_cast<float *>(t->dl_tensor.data)[5], 6.f);
  t->deleter(t);
}

TEST(Dlpack, ExportCopiesWhenAsked) {
  Array x = {1.f, 2.f};
  DLManagedTensorVersioned *t = vm::to_dlpack(x, vm::Copy::always);
  EXPECT_EQ(t->flags, DLPACK_FLAG_BITMASK_IS_COPIED);
  static_cast<float *>(t->dl_tensor.data)[0] = 9;
  EXPECT_EQ(x.to_vector<float>()[0], 1);
  t->deleter(t);
  DLManagedTensor *old = vm::to_dlpack_unversioned(x);
  EXPECT_EQ(old->dl_tensor.data, x.span<float>().data());
  old->deleter(old);
}

TEST(Dlpack, EveryDtypeGoesAroundWithItsBits) {
  for (vm::DType dtype : vm::allDTypes) {
    Array x = vm::astype(Array{{0., 1., 3.}, {5., 7., 1.}}, dtype);
    Array y = vm::from_dlpack(vm::to_dlpack(x));
    EXPECT_EQ(y.dtype(), dtype) << vm::nameOf(dtype);
    EXPECT_EQ(y.shape(), x.shape());
    EXPECT_TRUE(vm::array_equal(x, y)) << vm::nameOf(dtype);
    EXPECT_EQ(vm::detail::dataOf(x), vm::detail::dataOf(y)) << vm::nameOf(dtype);
    Array z = vm::from_dlpack(vm::to_dlpack_unversioned(x));
    EXPECT_TRUE(vm::array_equal(x, z)) << vm::nameOf(dtype);
  }
  Array empty = vm::zeros({0, 3});
  EXPECT_EQ(vm::from_dlpack(vm::to_dlpack(empty)).shape(), (vm::Shape{0, 3}));
  EXPECT_EQ(vm::from_dlpack(vm::to_dlpack(Array(2.5))).item<double>(), 2.5);
}

TEST(Dlpack, ImportSharesDenseAlignedMemoryAndFreesItOnce) {
  Foreign f;
  f.as<float>()[4] = 7;
  {
    Array x = vm::from_dlpack(f.versioned(f.tensor(float32, {2, 3})));
    EXPECT_EQ(static_cast<const void *>(x.span<float>().data()), f.memory);
    EXPECT_EQ(x(1, 1).item<float>(), 7);
    EXPECT_EQ(f.freed, 0);
  }
  EXPECT_EQ(f.freed, 1);
  // The stride of an axis of extent 1 does not matter.
  Array y = vm::from_dlpack(f.unversioned(f.tensor(float32, {1, 4}, {99, 1})), vm::Copy::never);
  EXPECT_EQ(static_cast<const void *>(y.span<float>().data()), f.memory);
}

TEST(Dlpack, ImportCopiesOtherStridesOffsetsAndBools) {
  Foreign f;
  for (int k = 0; k < 24; ++k)
    f.as<float>()[k] = float(k);
  // A transposed view, a reversed one, a broadcast one.
  Array t = vm::from_dlpack(f.versioned(f.tensor(float32, {3, 2}, {1, 3})));
  EXPECT_EQ(t.to_vector<float>(), (std::vector<float>{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(f.freed, 1);
  Array r = vm::from_dlpack(f.versioned(f.tensor(float32, {4}, {-2}, 6 * 4)));
  EXPECT_EQ(r.to_vector<float>(), (std::vector<float>{6, 4, 2, 0}));
  Array b = vm::from_dlpack(f.versioned(f.tensor(float32, {2, 2}, {0, 1}, 8)));
  EXPECT_EQ(b.to_vector<float>(), (std::vector<float>{2, 3, 2, 3}));
  Foreign bytes;
  bytes.as<unsigned char>()[1] = 200;
  Array bools = vm::from_dlpack(bytes.versioned(bytes.tensor({kDLBool, 8, 1}, {2})));
  EXPECT_EQ(bools.to_vector<bool>(), (std::vector<bool>{false, true}));
  EXPECT_EQ(int(bools.span<bool>()[1]), 1);
}

TEST(Dlpack, WhatCannotBeTakenIsAnErrorAndStillFreed) {
  Foreign f;
  auto refused = [&](DLTensor t, const char *word, vm::Copy copy = vm::Copy::if_needed) {
    int before = f.freed;
    expectError([&] { vm::from_dlpack(f.versioned(t), copy); }, word);
    EXPECT_EQ(f.freed, before + 1) << word;
  };
  refused(f.tensor(float32, {3, 2}, {1, 3}), "strides", vm::Copy::never);
  refused(f.tensor(float32, {2}, {}, 4), "64 bytes", vm::Copy::never);
  refused(f.tensor({kDLFloat, 8, 1}, {2}), "dtype");
  refused(f.tensor({kDLFloat, 32, 4}, {2}), "4 lanes");
  refused(f.tensor({kDLBool, 1, 1}, {2}), "1 bits");
  refused(f.tensor(float32, {-2}), "extents");
  refused(f.tensor(float32, {1ll << 40, 1ll << 40}), "extents");
  DLTensor gpu = f.tensor(float32, {2});
  gpu.device.device_type = kDLCUDA;
  refused(gpu, "CPU memory");
  DLTensor null = f.tensor(float32, {2});
  null.data = nullptr;
  refused(null, "null pointer");
  int before = f.freed;
  expectError([&] { vm::from_dlpack(f.versioned(f.tensor(float32, {2}), 2)); }, "DLPack 1.x");
  EXPECT_EQ(f.freed, before + 1);
  expectError([] { vm::from_dlpack(static_cast<DLManagedTensor *>(nullptr)); }, "null");
  expectError([] { vm::to_dlpack(Array()); }, "null");
  expectError([] { vm::to_dlpack(Array(1), vm::Copy::never); }, "copied");
}

} // namespace
