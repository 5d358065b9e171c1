// RUN: vmapc-opt %s --vmapc-vmap | FileCheck %s

// The order under vmap is along the same dimension, one further; a key that is not mapped
// is repeated.

// CHECK-LABEL: @argsort.vmap(
// CHECK: vmapc.argsort %arg0 along 2 descending [0] : (tensor<2x3x4xf32>) -> tensor<2x3x4xi32>
func.func private @argsort(%x: tensor<3x4xf32>) -> tensor<3x4xi32> {
  %r = vmapc.argsort %x along 1 descending [0] : (tensor<3x4xf32>) -> tensor<3x4xi32>
  return %r : tensor<3x4xi32>
}
func.func @argsort_batch(%x: tensor<2x3x4xf32>) -> tensor<2x3x4xi32> {
  %r = vmapc.vmap @argsort(%x) in [0] out [0] size 2 : (tensor<2x3x4xf32>) -> tensor<2x3x4xi32>
  return %r : tensor<2x3x4xi32>
}

// CHECK-LABEL: @argsort_keys.vmap(
// CHECK: %[[SECOND:.*]] = vmapc.broadcast %arg1 to [1] : tensor<4xi32> -> tensor<2x4xi32>
// CHECK: vmapc.argsort %arg0, %[[SECOND]] along 1 descending [0, 1] total : (tensor<2x4xf64>, tensor<2x4xi32>) -> tensor<2x4xi32>
func.func private @argsort_keys(%x: tensor<4xf64>, %y: tensor<4xi32>) -> tensor<4xi32> {
  %r = vmapc.argsort %x, %y along 0 descending [0, 1] total : (tensor<4xf64>, tensor<4xi32>) -> tensor<4xi32>
  return %r : tensor<4xi32>
}
func.func @argsort_keys_batch(%x: tensor<2x4xf64>, %y: tensor<4xi32>) -> tensor<2x4xi32> {
  %r = vmapc.vmap @argsort_keys(%x, %y) in [0, -1] out [0] size 2 : (tensor<2x4xf64>, tensor<4xi32>) -> tensor<2x4xi32>
  return %r : tensor<2x4xi32>
}
