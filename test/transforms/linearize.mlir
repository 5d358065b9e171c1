// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s

// A map that is applied once, where it is made, becomes one function that computes
// results and tangents; any other is split at its residuals.

func.func private @f(%x: tensor<3xf32>, %w: tensor<3xf32>, %k: tensor<3xi32>) -> (tensor<f32>, tensor<3xf32>, tensor<3xi32>) {
  %0 = vmapc.mul %x, %w : tensor<3xf32>
  %1 = vmapc.exp %0 : tensor<3xf32>
  %2 = vmapc.reduce_sum %1 over [0] : tensor<3xf32> -> tensor<f32>
  %3 = vmapc.add %k, %k : tensor<3xi32>
  return %2, %1, %3 : tensor<f32>, tensor<3xf32>, tensor<3xi32>
}

// Tangents of what is not in `wrt` are zero and never built.
// CHECK: func.func private @f{{.*}}.jvp(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>, %[[W:.*]]: tensor<3xf32>, %[[K:.*]]: tensor<3xi32>, %[[DX:.*]]: tensor<3xf32>)
// CHECK-DAG: %[[P:.*]] = vmapc.mul %[[X]], %[[W]]
// CHECK-DAG: %[[E:.*]] = vmapc.exp %[[P]]
// CHECK-DAG: %[[DP:.*]] = vmapc.scale %[[W]], %[[DX]]
// CHECK-DAG: %[[DE:.*]] = vmapc.scale %[[E]], %[[DP]]
// CHECK-DAG: %[[S:.*]] = vmapc.reduce_sum %[[E]]
// CHECK-DAG: %[[DS:.*]] = vmapc.reduce_sum %[[DE]]
// CHECK-DAG: %[[I:.*]] = vmapc.add %[[K]], %[[K]] : tensor<3xi32>
// CHECK: return %[[S]], %[[E]], %[[I]], %[[DS]]
// CHECK-LABEL: @fused(
// CHECK: vmapc.call @f{{.*}}.jvp(
func.func @fused(%x: tensor<3xf32>, %w: tensor<3xf32>, %k: tensor<3xi32>, %t: tensor<3xf32>) -> (tensor<f32>, tensor<f32>) {
  %0:3, %m = vmapc.linearize @f(%x, %w, %k) wrt [0] live [0] : (tensor<3xf32>, tensor<3xf32>, tensor<3xi32>) -> (tensor<f32>, tensor<3xf32>, tensor<3xi32>, !vmapc.linear)
  %1 = vmapc.apply %m(%t) : (tensor<3xf32>) -> tensor<f32>
  return %0#0, %1 : tensor<f32>, tensor<f32>
}

// Of the residuals, w is an argument and exp(x * w) a result: the forward
// function returns nothing more than the original.
func.func private @g(%x: tensor<3xf32>, %w: tensor<3xf32>) -> tensor<3xf32> {
  %0 = vmapc.mul %x, %w : tensor<3xf32>
  %1 = vmapc.exp %0 : tensor<3xf32>
  return %1 : tensor<3xf32>
}
// CHECK: func.func private @[[$FORWARD:g.*forward]](%{{.*}}: tensor<3xf32>, %{{.*}}: tensor<3xf32>) -> tensor<3xf32>
// CHECK: func.func private @[[$LINEAR:g.*linear]](%[[W:.*]]: tensor<3xf32>, %[[E:.*]]: tensor<3xf32>, %[[T:.*]]: tensor<3xf32>)
// CHECK: %[[DP:.*]] = vmapc.scale %[[W]], %[[T]]
// CHECK: %[[DE:.*]] = vmapc.scale %[[E]], %[[DP]]
// CHECK: return %[[DE]]
// CHECK-LABEL: @split(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>, %[[W:.*]]: tensor<3xf32>, %[[T:.*]]: tensor<3xf32>)
// CHECK: %[[Y:.*]] = vmapc.call @[[$FORWARD]](%[[X]], %[[W]])
// CHECK: vmapc.call @[[$LINEAR]](%[[W]], %[[Y]], %[[T]])
// CHECK: vmapc.call @[[$LINEAR]](%[[W]], %[[Y]], %[[Y]])
func.func @split(%x: tensor<3xf32>, %w: tensor<3xf32>, %t: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %0, %m = vmapc.linearize @g(%x, %w) wrt [0] live [0] : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %1 = vmapc.apply %m(%t) : (tensor<3xf32>) -> tensor<3xf32>
  %2 = vmapc.apply %m(%0) : (tensor<3xf32>) -> tensor<3xf32>
  return %1, %2 : tensor<3xf32>, tensor<3xf32>
}

// A map that nobody applies is just a call; one whose transpose is applied is left.
// CHECK-LABEL: @others(
// CHECK: vmapc.call @g(
// CHECK: vmapc.linearize @g(
func.func @others(%x: tensor<3xf32>, %w: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %0, %m = vmapc.linearize @g(%x, %w) wrt [0] live [0] : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %1, %n = vmapc.linearize @g(%w, %x) wrt [0] live [0] : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %2 = vmapc.apply_transpose %n(%x) : (tensor<3xf32>) -> tensor<3xf32>
  return %0, %2 : tensor<3xf32>, tensor<3xf32>
}
