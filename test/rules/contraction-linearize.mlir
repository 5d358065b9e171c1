// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s

// A contraction is linear in either operand.

// CHECK-LABEL: @contract.1.jvp.1(
// CHECK: %[[CONTRACT:.*]] = vmapc.contract %arg0[0, 1], %arg1[1, 2] to [0, 2] : tensor<3x4xf32>, tensor<4x5xf32> -> tensor<3x5xf32>
// CHECK: %[[CONTRACT2:.*]] = vmapc.contract %arg0[0, 1], %arg2[1, 2] to [0, 2] : tensor<3x4xf32>, tensor<4x5xf32> -> tensor<3x5xf32>
// CHECK: return %[[CONTRACT]], %[[CONTRACT2]] : tensor<3x5xf32>, tensor<3x5xf32>
// CHECK-LABEL: @contract.1.jvp(
// CHECK: %[[CONTRACT:.*]] = vmapc.contract %arg0[0, 1], %arg1[1, 2] to [0, 2] : tensor<3x4xf32>, tensor<4x5xf32> -> tensor<3x5xf32>
// CHECK: %[[CONTRACT2:.*]] = vmapc.contract %arg2[0, 1], %arg1[1, 2] to [0, 2] : tensor<3x4xf32>, tensor<4x5xf32> -> tensor<3x5xf32>
// CHECK: %[[CONTRACT3:.*]] = vmapc.contract %arg0[0, 1], %arg3[1, 2] to [0, 2] : tensor<3x4xf32>, tensor<4x5xf32> -> tensor<3x5xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %[[CONTRACT2]], %[[CONTRACT3]] : tensor<3x5xf32>
// CHECK: return %[[CONTRACT]], %[[ADD]] : tensor<3x5xf32>, tensor<3x5xf32>
func.func private @contract(%x: tensor<3x4xf32>, %y: tensor<4x5xf32>) -> tensor<3x5xf32> {
  %r = vmapc.contract %x[0, 1], %y[1, 2] to [0, 2] : tensor<3x4xf32>, tensor<4x5xf32> -> tensor<3x5xf32>
  return %r : tensor<3x5xf32>
}
func.func @contract_jvp(%x: tensor<3x4xf32>, %y: tensor<4x5xf32>, %dx: tensor<3x4xf32>, %dy: tensor<4x5xf32>) -> tensor<3x5xf32> {
  %r, %map = vmapc.linearize @contract(%x, %y) wrt [0, 1] live [0] : (tensor<3x4xf32>, tensor<4x5xf32>) -> (tensor<3x5xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %dy) : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  return %dr : tensor<3x5xf32>
}
func.func @contract_jvp2(%x: tensor<3x4xf32>, %y: tensor<4x5xf32>, %dy: tensor<4x5xf32>) -> tensor<3x5xf32> {
  %r, %map = vmapc.linearize @contract(%x, %y) wrt [1] live [0] : (tensor<3x4xf32>, tensor<4x5xf32>) -> (tensor<3x5xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dy) : (tensor<4x5xf32>) -> tensor<3x5xf32>
  return %dr : tensor<3x5xf32>
}
