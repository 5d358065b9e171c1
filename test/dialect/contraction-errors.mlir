// RUN: vmapc-opt %s --split-input-file --verify-diagnostics

// What a contraction requires of its indices.

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'vmapc.contract' op requires one index per dimension of the left operand 'tensor<2x3xf32>', got 1}}
  %0 = vmapc.contract %x[0], %x[0, 1] to [] : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<f32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'vmapc.contract' op requires unique indices in the left operand, got 0 twice}}
  %0 = vmapc.contract %x[0, 0], %x[0, 1] to [] : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<f32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'vmapc.contract' op requires extent 3 for index 1 in the right operand, got 2}}
  %0 = vmapc.contract %x[0, 1], %x[1, 2] to [0, 2] : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'vmapc.contract' op requires result indices from the operands, got 2}}
  %0 = vmapc.contract %x[0, 1], %x[0, 1] to [2] : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'vmapc.contract' op requires index 2, which only the right operand has, in the result}}
  %0 = vmapc.contract %x[0, 1], %x[0, 2] to [1] : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<3xf32>
  return
}
