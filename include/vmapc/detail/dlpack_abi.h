// The structs of DLPack 1.x (github.com/dmlc/dlpack, include/dlpack/dlpack.h, Apache-2.0,
// copyright the DLPack contributors): a public C ABI, restated here so that nothing else is
// needed to look into them. With DLPack's own header before this one, that one counts; what
// versions before 1.0 lack is added.

#ifndef VMAPC_DETAIL_DLPACK_ABI_H
#define VMAPC_DETAIL_DLPACK_ABI_H

#include <cstdint>

#ifndef DLPACK_DLPACK_H_
#define DLPACK_DLPACK_H_

extern "C" {

enum DLDeviceType : std::int32_t {
  kDLCPU = 1,
  kDLCUDA = 2,
  kDLCUDAHost = 3,
  kDLOpenCL = 4,
  kDLVulkan = 7,
  kDLMetal = 8,
  kDLVPI = 9,
  kDLROCM = 10,
  kDLROCMHost = 11,
  kDLExtDev = 12,
  kDLCUDAManaged = 13,
  kDLOneAPI = 14,
  kDLWebGPU = 15,
  kDLHexagon = 16,
  kDLMAIA = 17
};
typedef struct {
  DLDeviceType device_type;
  std::int32_t device_id;
} DLDevice;

enum DLDataTypeCode : unsigned {
  kDLInt = 0,
  kDLUInt = 1,
  kDLFloat = 2,
  kDLOpaqueHandle = 3,
  kDLBfloat = 4,
  kDLComplex = 5,
  kDLBool = 6
};
typedef struct {
  std::uint8_t code;
  std::uint8_t bits;
  std::uint16_t lanes;
} DLDataType;

/// Element (i, j, ...) is at data + byte_offset + (i * strides[0] + j * strides[1] + ...)
/// elements; without strides, row-major and dense.
typedef struct {
  void *data;
  DLDevice device;
  std::int32_t ndim;
  DLDataType dtype;
  std::int64_t *shape;
  std::int64_t *strides;
  std::uint64_t byte_offset;
} DLTensor;

/// The consumer calls deleter(self) when it is done; it may be null.
typedef struct DLManagedTensor {
  DLTensor dl_tensor;
  void *manager_ctx;
  void (*deleter)(struct DLManagedTensor *self);
} DLManagedTensor;

} // extern "C"
#endif // DLPACK_DLPACK_H_

#ifndef DLPACK_MAJOR_VERSION
#define DLPACK_MAJOR_VERSION 1
#define DLPACK_MINOR_VERSION 0
#define DLPACK_FLAG_BITMASK_READ_ONLY (1UL << 0UL)
#define DLPACK_FLAG_BITMASK_IS_COPIED (1UL << 1UL)

extern "C" {

typedef struct {
  std::uint32_t major;
  std::uint32_t minor;
} DLPackVersion;

/// The same with a version, which stands before all that may change, and flags.
typedef struct DLManagedTensorVersioned {
  DLPackVersion version;
  void *manager_ctx;
  void (*deleter)(struct DLManagedTensorVersioned *self);
  std::uint64_t flags;
  DLTensor dl_tensor;
} DLManagedTensorVersioned;

} // extern "C"
#endif // DLPACK_MAJOR_VERSION

#endif
