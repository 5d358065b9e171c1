// RUN: vmapc-opt %s --vmapc-transpose-functions | FileCheck %s

// Cotangent and tangent are paired without a conjugate: the cotangent of an imaginary
// part is the negated imaginary part of the cotangent, and back.

// CHECK-LABEL: @complex.transpose(
// CHECK: %[[RE:.*]] = vmapc.real %arg0 : tensor<3xcomplex<f32>>
// CHECK: %[[IM:.*]] = vmapc.imag %arg0 : tensor<3xcomplex<f32>>
// CHECK: %[[NEG:.*]] = vmapc.neg %[[IM]] : tensor<3xf32>
// CHECK: return %[[RE]], %[[NEG]] : tensor<3xf32>, tensor<3xf32>
func.func private @complex(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xcomplex<f32>> attributes {vmapc.residuals = 0} {
  %r = vmapc.complex %x, %y : tensor<3xf32>
  return %r : tensor<3xcomplex<f32>>
}

// CHECK-LABEL: @real.transpose(
// CHECK: %[[ZERO:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: %[[Z:.*]] = vmapc.complex %arg0, %[[ZERO]] : tensor<3xf32>
// CHECK: return %[[Z]] : tensor<3xcomplex<f32>>
func.func private @real(%z: tensor<3xcomplex<f32>>) -> tensor<3xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.real %z : tensor<3xcomplex<f32>>
  return %r : tensor<3xf32>
}

// CHECK-LABEL: @imag.transpose(
// CHECK: %[[ZERO:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: %[[NEG:.*]] = vmapc.neg %arg0 : tensor<3xf32>
// CHECK: %[[Z:.*]] = vmapc.complex %[[ZERO]], %[[NEG]] : tensor<3xf32>
// CHECK: return %[[Z]] : tensor<3xcomplex<f32>>
func.func private @imag(%z: tensor<3xcomplex<f32>>) -> tensor<3xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.imag %z : tensor<3xcomplex<f32>>
  return %r : tensor<3xf32>
}

// A factor is not conjugated.
// CHECK-LABEL: @mul.transpose(
// CHECK: %[[MUL:.*]] = vmapc.mul %arg1, %arg0 : tensor<3xcomplex<f32>>
// CHECK: return %[[MUL]] : tensor<3xcomplex<f32>>
func.func private @mul(%w: tensor<3xcomplex<f32>>, %z: tensor<3xcomplex<f32>>) -> tensor<3xcomplex<f32>> attributes {vmapc.residuals = 1} {
  %r = vmapc.mul %w, %z : tensor<3xcomplex<f32>>
  return %r : tensor<3xcomplex<f32>>
}
