// RUN: vmapc-opt %s --vmapc-vmap | FileCheck %s

// Reductions under vmap fold the same dimensions, each one further.

// CHECK-LABEL: @reduce_sum.vmap(
// CHECK: vmapc.reduce_sum %arg0 over [2] : tensor<2x3x4xf32> -> tensor<2x3xf32>
func.func private @reduce_sum(%x: tensor<3x4xf32>) -> tensor<3xf32> {
  %r = vmapc.reduce_sum %x over [1] : tensor<3x4xf32> -> tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @reduce_sum_batch(%x: tensor<2x3x4xf32>) -> tensor<2x3xf32> {
  %r = vmapc.vmap @reduce_sum(%x) in [0] out [0] size 2 : (tensor<2x3x4xf32>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}

// CHECK-LABEL: @reduce_prod.vmap(
// CHECK: vmapc.reduce_prod %arg0 over [2] : tensor<2x3x4xf32> -> tensor<2x3xf32>
func.func private @reduce_prod(%x: tensor<3x4xf32>) -> tensor<3xf32> {
  %r = vmapc.reduce_prod %x over [1] : tensor<3x4xf32> -> tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @reduce_prod_batch(%x: tensor<2x3x4xf32>) -> tensor<2x3xf32> {
  %r = vmapc.vmap @reduce_prod(%x) in [0] out [0] size 2 : (tensor<2x3x4xf32>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}

// CHECK-LABEL: @reduce_max.vmap(
// CHECK: vmapc.reduce_max %arg0 over [2] : tensor<2x3x4xf32> -> tensor<2x3xf32>
func.func private @reduce_max(%x: tensor<3x4xf32>) -> tensor<3xf32> {
  %r = vmapc.reduce_max %x over [1] : tensor<3x4xf32> -> tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @reduce_max_batch(%x: tensor<2x3x4xf32>) -> tensor<2x3xf32> {
  %r = vmapc.vmap @reduce_max(%x) in [0] out [0] size 2 : (tensor<2x3x4xf32>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}

// CHECK-LABEL: @reduce_min.vmap(
// CHECK: vmapc.reduce_min %arg0 over [2] : tensor<2x3x4xf32> -> tensor<2x3xf32>
func.func private @reduce_min(%x: tensor<3x4xf32>) -> tensor<3xf32> {
  %r = vmapc.reduce_min %x over [1] : tensor<3x4xf32> -> tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @reduce_min_batch(%x: tensor<2x3x4xf32>) -> tensor<2x3xf32> {
  %r = vmapc.vmap @reduce_min(%x) in [0] out [0] size 2 : (tensor<2x3x4xf32>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}

// CHECK-LABEL: @reduce_and.vmap(
// CHECK: vmapc.reduce_and %arg0 over [2] : tensor<2x3x4xi1> -> tensor<2x3xi1>
func.func private @reduce_and(%x: tensor<3x4xi1>) -> tensor<3xi1> {
  %r = vmapc.reduce_and %x over [1] : tensor<3x4xi1> -> tensor<3xi1>
  return %r : tensor<3xi1>
}
func.func @reduce_and_batch(%x: tensor<2x3x4xi1>) -> tensor<2x3xi1> {
  %r = vmapc.vmap @reduce_and(%x) in [0] out [0] size 2 : (tensor<2x3x4xi1>) -> tensor<2x3xi1>
  return %r : tensor<2x3xi1>
}

// CHECK-LABEL: @reduce_or.vmap(
// CHECK: vmapc.reduce_or %arg0 over [2] : tensor<2x3x4xi1> -> tensor<2x3xi1>
func.func private @reduce_or(%x: tensor<3x4xi1>) -> tensor<3xi1> {
  %r = vmapc.reduce_or %x over [1] : tensor<3x4xi1> -> tensor<3xi1>
  return %r : tensor<3xi1>
}
func.func @reduce_or_batch(%x: tensor<2x3x4xi1>) -> tensor<2x3xi1> {
  %r = vmapc.vmap @reduce_or(%x) in [0] out [0] size 2 : (tensor<2x3x4xi1>) -> tensor<2x3xi1>
  return %r : tensor<2x3xi1>
}

// CHECK-LABEL: @argmax.vmap(
// CHECK: vmapc.argmax %arg0 over 2 : tensor<2x3x4xf32> -> tensor<2x3xi32>
func.func private @argmax(%x: tensor<3x4xf32>) -> tensor<3xi32> {
  %r = vmapc.argmax %x over 1 : tensor<3x4xf32> -> tensor<3xi32>
  return %r : tensor<3xi32>
}
func.func @argmax_batch(%x: tensor<2x3x4xf32>) -> tensor<2x3xi32> {
  %r = vmapc.vmap @argmax(%x) in [0] out [0] size 2 : (tensor<2x3x4xf32>) -> tensor<2x3xi32>
  return %r : tensor<2x3xi32>
}

// CHECK-LABEL: @argmin.vmap(
// CHECK: vmapc.argmin %arg0 over 2 : tensor<2x3x4xf32> -> tensor<2x3xi32>
func.func private @argmin(%x: tensor<3x4xf32>) -> tensor<3xi32> {
  %r = vmapc.argmin %x over 1 : tensor<3x4xf32> -> tensor<3xi32>
  return %r : tensor<3xi32>
}
func.func @argmin_batch(%x: tensor<2x3x4xf32>) -> tensor<2x3xi32> {
  %r = vmapc.vmap @argmin(%x) in [0] out [0] size 2 : (tensor<2x3x4xf32>) -> tensor<2x3xi32>
  return %r : tensor<2x3xi32>
}
