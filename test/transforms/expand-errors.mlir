// RUN: vmapc-opt %s --split-input-file --verify-diagnostics --vmapc-expand

// Requests that nothing can make ready.

func.func @orphan(%m: !vmapc.linear, %x: tensor<f32>) -> tensor<f32> {
  // expected-error@+1 {{'vmapc.apply' op cannot be expanded: its linear map has no defining vmapc.linearize}}
  %0 = vmapc.apply %m(%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

func.func private @outside(tensor<f32>) -> tensor<f32>
func.func @no_body(%x: tensor<f32>) -> tensor<f32> {
  // expected-error@+1 {{'vmapc.call' op requires a function named @outside with a body}}
  %0 = vmapc.call @outside(%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
