// RUN: vmapc-opt %s --verify-diagnostics --vmapc-inline

// A function cannot be its own part.

func.func private @even(%x: tensor<f32>) -> tensor<f32> {
  %0 = vmapc.call @odd(%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
func.func private @odd(%x: tensor<f32>) -> tensor<f32> {
  // expected-error@+1 {{'vmapc.call' op requires functions that do not call themselves, but @even does}}
  %0 = vmapc.call @even(%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
func.func @main(%x: tensor<f32>) -> tensor<f32> {
  %0 = vmapc.call @even(%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
