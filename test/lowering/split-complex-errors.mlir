// RUN: vmapc-opt %s --vmapc-split-complex --split-input-file --verify-diagnostics

func.func @f(%x: tensor<4xcomplex<f32>>, %u: tensor<2xcomplex<f32>>, %i: tensor<2xi32>) -> tensor<4xcomplex<f32>> {
  // expected-error @below {{'vmapc.scatter' op has no meaning for complex numbers}}
  %0 = vmapc.scatter mul %x, %u at (%i) batch 0 clip : (tensor<4xcomplex<f32>>, tensor<2xcomplex<f32>>, tensor<2xi32>) -> tensor<4xcomplex<f32>>
  return %0 : tensor<4xcomplex<f32>>
}
