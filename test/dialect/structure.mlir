// RUN: vmapc-opt %s | vmapc-opt | FileCheck %s
// RUN: vmapc-opt %s --mlir-print-op-generic | vmapc-opt | FileCheck %s

// Rearrangements and sources print and parse.

// CHECK-LABEL: func.func @structure(
func.func @structure(%x: tensor<2x3xf32>, %y: tensor<1x3xf32>, %s: tensor<f32>, %e: tensor<0x3xf32>) {
  // CHECK: vmapc.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00]> : tensor<3xf32>
  %0 = vmapc.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  // CHECK: vmapc.constant dense<true> : tensor<2xi1>
  %1 = vmapc.constant dense<true> : tensor<2xi1>
  // CHECK: vmapc.constant dense<7> : tensor<ui32>
  %2 = vmapc.constant dense<7> : tensor<ui32>
  // CHECK: vmapc.iota 1 : tensor<2x3xi64>
  %3 = vmapc.iota 1 : tensor<2x3xi64>
  // CHECK: vmapc.broadcast %{{.*}} to [] : tensor<f32> -> tensor<2x3xf32>
  %4 = vmapc.broadcast %s to [] : tensor<f32> -> tensor<2x3xf32>
  // CHECK: vmapc.broadcast %{{.*}} to [0, 2] : tensor<1x3xf32> -> tensor<2x4x3xf32>
  %5 = vmapc.broadcast %y to [0, 2] : tensor<1x3xf32> -> tensor<2x4x3xf32>
  // CHECK: vmapc.reshape %{{.*}} : tensor<2x3xf32> -> tensor<3x1x2xf32>
  %6 = vmapc.reshape %x : tensor<2x3xf32> -> tensor<3x1x2xf32>
  // CHECK: vmapc.transpose %{{.*}} by [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  %7 = vmapc.transpose %x by [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  // CHECK: vmapc.slice %{{.*}} from [0, 1] to [2, 3] by [1, 2] : tensor<2x3xf32> -> tensor<2x1xf32>
  %8 = vmapc.slice %x from [0, 1] to [2, 3] by [1, 2] : tensor<2x3xf32> -> tensor<2x1xf32>
  // CHECK: vmapc.pad %{{.*}}, %{{.*}} low [0, -1] high [2, 1] interior [1, 0] : tensor<2x3xf32>, tensor<f32> -> tensor<5x3xf32>
  %9 = vmapc.pad %x, %s low [0, -1] high [2, 1] interior [1, 0] : tensor<2x3xf32>, tensor<f32> -> tensor<5x3xf32>
  // CHECK: vmapc.concatenate %{{.*}}, %{{.*}}, %{{.*}} along 0 : (tensor<2x3xf32>, tensor<1x3xf32>, tensor<0x3xf32>) -> tensor<3x3xf32>
  %10 = vmapc.concatenate %x, %y, %e along 0 : (tensor<2x3xf32>, tensor<1x3xf32>, tensor<0x3xf32>) -> tensor<3x3xf32>
  // CHECK: vmapc.reverse %{{.*}} along [0, 1] : tensor<2x3xf32>
  %11 = vmapc.reverse %x along [0, 1] : tensor<2x3xf32>
  // CHECK: vmapc.extent %{{.*}} axis 1 : tensor<2x3xf32>
  %12 = vmapc.extent %x axis 1 : tensor<2x3xf32>
  // CHECK: vmapc.extent %{{.*}} axis 1 batch 1 : tensor<2x3xf32>
  %13 = vmapc.extent %x axis 1 batch 1 : tensor<2x3xf32>
  return
}
