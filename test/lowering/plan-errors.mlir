// RUN: vmapc-opt %s --vmapc-plan --split-input-file --verify-diagnostics

func.func private @g(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'vmapc.call' op has no place in generated code: it must be expanded before}}
  %0 = vmapc.call @g(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func private @g(%x: tensor<f32>) -> tensor<f32> {
  return %x : tensor<f32>
}
func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'vmapc.vmap' op has no place in generated code}}
  %0 = vmapc.vmap @g(%x) in [0] out [0] size 4 : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
