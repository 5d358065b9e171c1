// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s

// Making a complex number and taking it apart are linear.

// CHECK-LABEL: @join{{.*}}jvp(
// CHECK: %[[Z:.*]] = vmapc.complex %arg0, %arg1 : tensor<3xf32>
// CHECK: %[[DZ:.*]] = vmapc.complex %arg2, %arg3 : tensor<3xf32>
// CHECK: return %[[Z]], %[[DZ]]
func.func private @join(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xcomplex<f32>> {
  %z = vmapc.complex %x, %y : tensor<3xf32>
  return %z : tensor<3xcomplex<f32>>
}
func.func @join_jvp(%x: tensor<3xf32>, %y: tensor<3xf32>, %dx: tensor<3xf32>, %dy: tensor<3xf32>) -> tensor<3xcomplex<f32>> {
  %r, %map = vmapc.linearize @join(%x, %y) wrt [0, 1] live [0] : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xcomplex<f32>>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %dy) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xcomplex<f32>>
  return %dr : tensor<3xcomplex<f32>>
}

// CHECK-LABEL: @parts{{.*}}jvp(
// CHECK: %[[RE:.*]] = vmapc.real %arg0
// CHECK: %[[DRE:.*]] = vmapc.real %arg1
// CHECK: %[[IM:.*]] = vmapc.imag %arg0
// CHECK: %[[DIM:.*]] = vmapc.imag %arg1
// CHECK: return %[[RE]], %[[IM]], %[[DRE]], %[[DIM]]
func.func private @parts(%z: tensor<3xcomplex<f32>>) -> (tensor<3xf32>, tensor<3xf32>) {
  %re = vmapc.real %z : tensor<3xcomplex<f32>>
  %im = vmapc.imag %z : tensor<3xcomplex<f32>>
  return %re, %im : tensor<3xf32>, tensor<3xf32>
}
func.func @parts_jvp(%z: tensor<3xcomplex<f32>>, %dz: tensor<3xcomplex<f32>>) -> (tensor<3xf32>, tensor<3xf32>) {
  %r:2, %map = vmapc.linearize @parts(%z) wrt [0] live [0, 1] : (tensor<3xcomplex<f32>>) -> (tensor<3xf32>, tensor<3xf32>, !vmapc.linear)
  %dr:2 = vmapc.apply %map(%dz) : (tensor<3xcomplex<f32>>) -> (tensor<3xf32>, tensor<3xf32>)
  return %dr#0, %dr#1 : tensor<3xf32>, tensor<3xf32>
}
