// RUN: vmapc-opt %s --vmapc-vmap | FileCheck %s

// The lanes get an index of their own in the operands that have lanes; a shared
// operand is not repeated.

// CHECK-LABEL: @contract.vmap.2(
// CHECK: vmapc.contract %arg0[0, 1], %arg1[3, 1, 2] to [3, 0, 2] : tensor<3x4xf32>, tensor<2x4x5xf32> -> tensor<2x3x5xf32>
// CHECK-LABEL: @contract.vmap.1(
// CHECK: vmapc.contract %arg0[3, 0, 1], %arg1[1, 2] to [3, 0, 2] : tensor<2x3x4xf32>, tensor<4x5xf32> -> tensor<2x3x5xf32>
// CHECK-LABEL: @contract.vmap(
// CHECK: vmapc.contract %arg0[3, 0, 1], %arg1[3, 1, 2] to [3, 0, 2] : tensor<2x3x4xf32>, tensor<2x4x5xf32> -> tensor<2x3x5xf32>
func.func private @contract(%x: tensor<3x4xf32>, %y: tensor<4x5xf32>) -> tensor<3x5xf32> {
  %r = vmapc.contract %x[0, 1], %y[1, 2] to [0, 2] : tensor<3x4xf32>, tensor<4x5xf32> -> tensor<3x5xf32>
  return %r : tensor<3x5xf32>
}
func.func @contract_batch1(%x: tensor<2x3x4xf32>, %y: tensor<2x4x5xf32>) -> tensor<2x3x5xf32> {
  %r = vmapc.vmap @contract(%x, %y) in [0, 0] out [0] size 2 : (tensor<2x3x4xf32>, tensor<2x4x5xf32>) -> tensor<2x3x5xf32>
  return %r : tensor<2x3x5xf32>
}
func.func @contract_batch2(%x: tensor<2x3x4xf32>, %y: tensor<4x5xf32>) -> tensor<2x3x5xf32> {
  %r = vmapc.vmap @contract(%x, %y) in [0, -1] out [0] size 2 : (tensor<2x3x4xf32>, tensor<4x5xf32>) -> tensor<2x3x5xf32>
  return %r : tensor<2x3x5xf32>
}
func.func @contract_batch3(%x: tensor<3x4xf32>, %y: tensor<2x4x5xf32>) -> tensor<2x3x5xf32> {
  %r = vmapc.vmap @contract(%x, %y) in [-1, 0] out [0] size 2 : (tensor<3x4xf32>, tensor<2x4x5xf32>) -> tensor<2x3x5xf32>
  return %r : tensor<2x3x5xf32>
}
