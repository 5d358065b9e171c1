// RUN: vmapc-opt %s --vmapc-transpose-functions | FileCheck %s

// The transpose of a contraction is a contraction: operand and result change places.

// CHECK-LABEL: @left.transpose(
// CHECK: %[[CONTRACT:.*]] = vmapc.contract %arg1[0, 2], %arg0[1, 2] to [0, 1] : tensor<3x5xf32>, tensor<4x5xf32> -> tensor<3x4xf32>
// CHECK: return %[[CONTRACT]] : tensor<3x4xf32>
func.func private @left(%y: tensor<4x5xf32>, %x: tensor<3x4xf32>) -> tensor<3x5xf32> attributes {vmapc.residuals = 1} {
  %r = vmapc.contract %x[0, 1], %y[1, 2] to [0, 2] : tensor<3x4xf32>, tensor<4x5xf32> -> tensor<3x5xf32>
  return %r : tensor<3x5xf32>
}

// CHECK-LABEL: @right.transpose(
// CHECK: %[[CONTRACT:.*]] = vmapc.contract %arg0[0, 1], %arg1[0, 2] to [1, 2] : tensor<3x4xf32>, tensor<3x5xf32> -> tensor<4x5xf32>
// CHECK: return %[[CONTRACT]] : tensor<4x5xf32>
func.func private @right(%x: tensor<3x4xf32>, %y: tensor<4x5xf32>) -> tensor<3x5xf32> attributes {vmapc.residuals = 1} {
  %r = vmapc.contract %x[0, 1], %y[1, 2] to [0, 2] : tensor<3x4xf32>, tensor<4x5xf32> -> tensor<3x5xf32>
  return %r : tensor<3x5xf32>
}
