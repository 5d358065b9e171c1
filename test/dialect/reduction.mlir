// RUN: vmapc-opt %s | vmapc-opt | FileCheck %s
// RUN: vmapc-opt %s --mlir-print-op-generic | vmapc-opt | FileCheck %s

// Reductions print and parse.

// CHECK-LABEL: func.func @reduction(
func.func @reduction(%x: tensor<2x3x4xf32>, %p: tensor<2x3xi1>) {
  // CHECK: vmapc.reduce_sum %{{.*}} over [0, 2] : tensor<2x3x4xf32> -> tensor<3xf32>
  %0 = vmapc.reduce_sum %x over [0, 2] : tensor<2x3x4xf32> -> tensor<3xf32>
  // CHECK: vmapc.reduce_prod %{{.*}} over [0, 2] : tensor<2x3x4xf32> -> tensor<3xf32>
  %1 = vmapc.reduce_prod %x over [0, 2] : tensor<2x3x4xf32> -> tensor<3xf32>
  // CHECK: vmapc.reduce_max %{{.*}} over [0, 2] : tensor<2x3x4xf32> -> tensor<3xf32>
  %2 = vmapc.reduce_max %x over [0, 2] : tensor<2x3x4xf32> -> tensor<3xf32>
  // CHECK: vmapc.reduce_min %{{.*}} over [0, 2] : tensor<2x3x4xf32> -> tensor<3xf32>
  %3 = vmapc.reduce_min %x over [0, 2] : tensor<2x3x4xf32> -> tensor<3xf32>
  // CHECK: vmapc.reduce_and %{{.*}} over [1] : tensor<2x3xi1> -> tensor<2xi1>
  %4 = vmapc.reduce_and %p over [1] : tensor<2x3xi1> -> tensor<2xi1>
  // CHECK: vmapc.reduce_or %{{.*}} over [0] : tensor<2x3xi1> -> tensor<3xi1>
  %5 = vmapc.reduce_or %p over [0] : tensor<2x3xi1> -> tensor<3xi1>
  // CHECK: vmapc.argmax %{{.*}} over 1 : tensor<2x3x4xf32> -> tensor<2x4xi32>
  %6 = vmapc.argmax %x over 1 : tensor<2x3x4xf32> -> tensor<2x4xi32>
  // CHECK: vmapc.argmin %{{.*}} over 0 : tensor<2x3x4xf32> -> tensor<3x4xi32>
  %7 = vmapc.argmin %x over 0 : tensor<2x3x4xf32> -> tensor<3x4xi32>
  // CHECK: vmapc.reduce_sum %{{.*}} over [] : tensor<2x3x4xf32> -> tensor<2x3x4xf32>
  %8 = vmapc.reduce_sum %x over [] : tensor<2x3x4xf32> -> tensor<2x3x4xf32>
  return
}
