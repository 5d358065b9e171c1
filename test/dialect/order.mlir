// RUN: vmapc-opt %s | vmapc-opt | FileCheck %s

// CHECK-LABEL: @order(
func.func @order(%x: tensor<2x3xf32>, %y: tensor<2x3xi1>) -> (tensor<2x3xi32>, tensor<2x3xi32>) {
  // CHECK: vmapc.argsort %arg0 along 1 descending [1] : (tensor<2x3xf32>) -> tensor<2x3xi32>
  %0 = vmapc.argsort %x along 1 descending [1] : (tensor<2x3xf32>) -> tensor<2x3xi32>
  // CHECK: vmapc.argsort %arg0, %arg1 along 0 descending [0, 1] total : (tensor<2x3xf32>, tensor<2x3xi1>) -> tensor<2x3xi32>
  %1 = vmapc.argsort %x, %y along 0 descending [0, 1] total : (tensor<2x3xf32>, tensor<2x3xi1>) -> tensor<2x3xi32>
  return %0, %1 : tensor<2x3xi32>, tensor<2x3xi32>
}
