// RUN: vmapc-opt %s | vmapc-opt | FileCheck %s

func.func @windows(%x: tensor<2x9x4xf32>, %y: tensor<2x9x4x2xf32>, %z: tensor<2x3x4x2xf32>, %s: tensor<3xf32>) {
  // CHECK: vmapc.windows %{{.*}} along [1, 2] size [2, 3] by [2, 1] dilate [3, 1] : tensor<2x9x4xf32> -> tensor<2x3x2x2x3xf32>
  %0 = vmapc.windows %x along [1, 2] size [2, 3] by [2, 1] dilate [3, 1] : tensor<2x9x4xf32> -> tensor<2x3x2x2x3xf32>
  // CHECK: vmapc.windows %{{.*}} paired along [1] size [2] by [2] dilate [3] : tensor<2x9x4x2xf32> -> tensor<2x3x4x2xf32>
  %1 = vmapc.windows %y paired along [1] size [2] by [2] dilate [3] : tensor<2x9x4x2xf32> -> tensor<2x3x4x2xf32>
  // CHECK: vmapc.windows %{{.*}} along [0] size [4] by [1] dilate [1] : tensor<3xf32> -> tensor<0x4xf32>
  %2 = vmapc.windows %s along [0] size [4] by [1] dilate [1] : tensor<3xf32> -> tensor<0x4xf32>
  // CHECK: vmapc.place_windows %{{.*}} along [1] extent [9] by [2] dilate [3] : tensor<2x3x4x2xf32> -> tensor<2x9x4x2xf32>
  %3 = vmapc.place_windows %z along [1] extent [9] by [2] dilate [3] : tensor<2x3x4x2xf32> -> tensor<2x9x4x2xf32>
  return
}
