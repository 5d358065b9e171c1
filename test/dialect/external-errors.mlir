// RUN: vmapc-opt %s --split-input-file --verify-diagnostics

// What calls of kernels require.

func.func @f(%a: tensor<2x3x3xf32>) {
  // expected-error@+1 {{'vmapc.external' op requires the same 1 leading dimensions of all operands and results, got 'tensor<4x3x3xf32>'}}
  %0 = vmapc.external "potrf_f32"(%a) with [3] batch 1 : (tensor<2x3x3xf32>) -> tensor<4x3x3xf32>
  return
}

// -----

func.func @f(%a: tensor<3xf32>) {
  // expected-error@+1 {{'vmapc.external' op requires the same 2 leading dimensions of all operands and results, got 'tensor<3xf32>'}}
  %0 = vmapc.external "potrf_f32"(%a) with [3] batch 2 : (tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @f(%a: tensor<3x3xf32>) {
  // expected-error@+1 {{'vmapc.external' op requires a result and no negative number of batch dimensions, got 0 and 0}}
  vmapc.external "potrf_f32"(%a) with [3] batch 0 : (tensor<3x3xf32>) -> ()
  return
}
