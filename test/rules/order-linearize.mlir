// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s

// The order has no derivative; what is read at it has the derivative of the read.

// CHECK-LABEL: @sort{{.*}}jvp(
// CHECK: %[[ORDER:.*]] = vmapc.argsort %arg0 along 0 descending [0] : (tensor<4xf32>) -> tensor<4xi32>
// CHECK: %[[SORTED:.*]] = vmapc.gather %arg0 at(%[[ORDER]]) batch 0 clip : (tensor<4xf32>, tensor<4xi32>) -> tensor<4xf32>
// CHECK: %[[TANGENT:.*]] = vmapc.gather %arg1 at(%[[ORDER]]) batch 0 clip : (tensor<4xf32>, tensor<4xi32>) -> tensor<4xf32>
// CHECK: return %[[SORTED]], %[[TANGENT]] : tensor<4xf32>, tensor<4xf32>
func.func private @sort(%x: tensor<4xf32>) -> tensor<4xf32> {
  %order = vmapc.argsort %x along 0 descending [0] : (tensor<4xf32>) -> tensor<4xi32>
  %r = vmapc.gather %x at(%order) batch 0 clip : (tensor<4xf32>, tensor<4xi32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func @sort_jvp(%x: tensor<4xf32>, %dx: tensor<4xf32>) -> tensor<4xf32> {
  %r, %map = vmapc.linearize @sort(%x) wrt [0] live [0] : (tensor<4xf32>) -> (tensor<4xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<4xf32>) -> tensor<4xf32>
  return %dr : tensor<4xf32>
}
