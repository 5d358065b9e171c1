// RUN: vmapc-opt %s --split-input-file --verify-diagnostics

// What reductions require.

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'vmapc.reduce_sum' op requires strictly increasing dimensions below 2, got 2 after -1}}
  // expected-error@+1 {{'vmapc.reduce_sum' op failed to infer returned types}}
  %0 = vmapc.reduce_sum %x over [2] : tensor<2x3xf32> -> tensor<2xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'vmapc.reduce_sum' op requires strictly increasing dimensions below 2, got 0 after 1}}
  // expected-error@+1 {{'vmapc.reduce_sum' op failed to infer returned types}}
  %0 = vmapc.reduce_sum %x over [1, 0] : tensor<2x3xf32> -> tensor<f32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'vmapc.reduce_max' op inferred type(s) 'tensor<3xf32>' are incompatible with return type(s) of operation 'tensor<2xf32>'}}
  // expected-error@+1 {{'vmapc.reduce_max' op failed to infer returned types}}
  %0 = vmapc.reduce_max %x over [0] : tensor<2x3xf32> -> tensor<2xf32>
  return
}

// -----

func.func @f(%x: tensor<2x0xf32>) {
  // expected-error@+2 {{'vmapc.argmax' op requires at least one element in dimension 1, got none}}
  // expected-error@+1 {{'vmapc.argmax' op failed to infer returned types}}
  %0 = vmapc.argmax %x over 1 : tensor<2x0xf32> -> tensor<2xi32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'vmapc.reduce_and' op operand #0 must be static tensor of an integer or bool values, but got 'tensor<2x3xf32>'}}
  %0 = vmapc.reduce_and %x over [0] : tensor<2x3xf32> -> tensor<3xf32>
  return
}
