// RUN: vmapc-opt %s --vmapc-transpose-functions | FileCheck %s

// A sum gives its cotangent to every element summed.

// CHECK-LABEL: @reduce_sum.transpose(
// CHECK: %[[BROADCAST:.*]] = vmapc.broadcast %arg0 to [1] : tensor<4xf32> -> tensor<3x4xf32>
// CHECK: return %[[BROADCAST]] : tensor<3x4xf32>
func.func private @reduce_sum(%x: tensor<3x4xf32>) -> tensor<4xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.reduce_sum %x over [0] : tensor<3x4xf32> -> tensor<4xf32>
  return %r : tensor<4xf32>
}
