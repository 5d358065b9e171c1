// RUN: vmapc-opt %s --vmapc-vmap | FileCheck %s

// vmap gives each operation that depends on a mapped argument one more leading dimension,
// leaves the rest alone, and moves axes only at the edges.

func.func private @axpy(%a: tensor<f32>, %x: tensor<3xf32>, %w: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  %0 = vmapc.neg %w : tensor<3xf32>
  %1 = vmapc.broadcast %a to [] : tensor<f32> -> tensor<3xf32>
  %2 = vmapc.mul %1, %x : tensor<3xf32>
  return %2, %0, %x : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func private @axpy.vmap(
// CHECK-SAME: %[[A:.*]]: tensor<5xf32>, %[[X:.*]]: tensor<3x5xf32>, %[[W:.*]]: tensor<3xf32>)
// CHECK: %[[T:.*]] = vmapc.transpose %[[X]] by [1, 0]
// CHECK: %[[N:.*]] = vmapc.neg %[[W]] : tensor<3xf32>
// CHECK: %[[B:.*]] = vmapc.broadcast %[[A]] to [0] : tensor<5xf32> -> tensor<5x3xf32>
// CHECK: %[[M:.*]] = vmapc.mul %[[B]], %[[T]] : tensor<5x3xf32>
// CHECK: %[[O:.*]] = vmapc.transpose %[[M]] by [1, 0] : tensor<5x3xf32> -> tensor<3x5xf32>
// CHECK: return %[[O]], %[[N]], %[[T]]
// CHECK-LABEL: @axes
// CHECK: vmapc.call @axpy.vmap(
func.func @axes(%a: tensor<5xf32>, %x: tensor<3x5xf32>, %w: tensor<3xf32>) -> (tensor<3x5xf32>, tensor<3xf32>, tensor<5x3xf32>) {
  %0:3 = vmapc.vmap @axpy(%a, %x, %w) in [0, 1, -1] out [1, -1, 0] size 5 : (tensor<5xf32>, tensor<3x5xf32>, tensor<3xf32>) -> (tensor<3x5xf32>, tensor<3xf32>, tensor<5x3xf32>)
  return %0#0, %0#1, %0#2 : tensor<3x5xf32>, tensor<3xf32>, tensor<5x3xf32>
}

// The inner vmap is expanded first; two of them are two leading dimensions.
func.func private @sin(%x: tensor<f32>) -> tensor<f32> {
  %0 = vmapc.sin %x : tensor<f32>
  return %0 : tensor<f32>
}
func.func private @row(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = vmapc.vmap @sin(%x) in [0] out [0] size 3 : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
// CHECK: func.func private @row{{.*}}.vmap(
// CHECK-NEXT: vmapc.sin %{{.*}} : tensor<5x3xf32>
// CHECK-LABEL: @nested
func.func @nested(%x: tensor<5x3xf32>) -> tensor<5x3xf32> {
  %0 = vmapc.vmap @row(%x) in [0] out [0] size 5 : (tensor<5x3xf32>) -> tensor<5x3xf32>
  return %0 : tensor<5x3xf32>
}

// No lanes is a batch too; a result that does not depend on the lane is repeated.
func.func private @one() -> tensor<f32> {
  %0 = vmapc.constant dense<1.0> : tensor<f32>
  return %0 : tensor<f32>
}
// CHECK: func.func private @one.vmap() -> tensor<0xf32>
// CHECK: vmapc.broadcast %{{.*}} to [] : tensor<f32> -> tensor<0xf32>
// CHECK-LABEL: @empty
func.func @empty() -> tensor<0xf32> {
  %0 = vmapc.vmap @one() in [] out [0] size 0 : () -> tensor<0xf32>
  return %0 : tensor<0xf32>
}

// A function that differentiates waits until that is expanded.
func.func private @square(%x: tensor<f32>) -> tensor<f32> {
  %0, %m = vmapc.linearize @sin(%x) wrt [0] live [0] : (tensor<f32>) -> (tensor<f32>, !vmapc.linear)
  %1 = vmapc.apply_transpose %m(%0) : (tensor<f32>) -> tensor<f32>
  return %1 : tensor<f32>
}
// CHECK-LABEL: @not_ready
// CHECK: vmapc.vmap @square
func.func @not_ready(%x: tensor<5xf32>) -> tensor<5xf32> {
  %0 = vmapc.vmap @square(%x) in [0] out [0] size 5 : (tensor<5xf32>) -> tensor<5xf32>
  return %0 : tensor<5xf32>
}
