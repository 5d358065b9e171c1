// RUN: vmapc-opt %s | vmapc-opt | FileCheck %s
// RUN: vmapc-opt %s --mlir-print-op-generic | vmapc-opt | FileCheck %s

// Contractions print and parse: a matrix product, a full dot in a wider type, and a
// scaled transpose.

// CHECK-LABEL: func.func @contraction(
func.func @contraction(%a: tensor<2x3xf32>, %b: tensor<3x4xf32>, %s: tensor<f32>) {
  // CHECK: vmapc.contract %{{.*}}[0, 1], %{{.*}}[1, 2] to [0, 2] : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
  %0 = vmapc.contract %a[0, 1], %b[1, 2] to [0, 2] : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
  // CHECK: vmapc.contract %{{.*}}[0, 1], %{{.*}}[0, 1] to [] {accumulate = f64} : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<f32>
  %1 = vmapc.contract %a[0, 1], %a[0, 1] to [] {accumulate = f64} : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<f32>
  // CHECK: vmapc.contract %{{.*}}[], %{{.*}}[4, 7] to [7, 4] : tensor<f32>, tensor<3x4xf32> -> tensor<4x3xf32>
  %2 = vmapc.contract %s[], %b[4, 7] to [7, 4] : tensor<f32>, tensor<3x4xf32> -> tensor<4x3xf32>
  return
}
