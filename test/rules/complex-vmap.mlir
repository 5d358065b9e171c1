// RUN: vmapc-opt %s --vmapc-vmap | FileCheck %s

// One more leading dimension.

// CHECK-LABEL: @parts.vmap(
// CHECK: %[[Z:.*]] = vmapc.complex %arg0, %{{.*}} : tensor<2x3xf32>
// CHECK: vmapc.real %[[Z]] : tensor<2x3xcomplex<f32>>
// CHECK: vmapc.imag %[[Z]] : tensor<2x3xcomplex<f32>>
func.func private @parts(%x: tensor<3xf32>, %y: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %z = vmapc.complex %x, %y : tensor<3xf32>
  %re = vmapc.real %z : tensor<3xcomplex<f32>>
  %im = vmapc.imag %z : tensor<3xcomplex<f32>>
  return %re, %im : tensor<3xf32>, tensor<3xf32>
}
func.func @parts_batch(%x: tensor<2x3xf32>, %y: tensor<3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  %r:2 = vmapc.vmap @parts(%x, %y) in [0, -1] out [0, 0] size 2 : (tensor<2x3xf32>, tensor<3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>)
  return %r#0, %r#1 : tensor<2x3xf32>, tensor<2x3xf32>
}
