// RUN: vmapc-opt %s --split-input-file --verify-diagnostics

// What rearrangements require: every verifier message once.

func.func @f() {
  // expected-error@+1 {{'vmapc.iota' op requires a dimension below the rank 2, got 2}}
  %0 = vmapc.iota 2 : tensor<2x3xf32>
  return
}

// -----

func.func @f() {
  // expected-error@+1 {{'vmapc.iota' op requires a number type, got bool}}
  %0 = vmapc.iota 0 : tensor<2xi1>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'vmapc.broadcast' op requires equal element types, got 'tensor<2x3xf32>' and 'tensor<2x3xf64>'}}
  %0 = vmapc.broadcast %x to [0, 1] : tensor<2x3xf32> -> tensor<2x3xf64>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'vmapc.broadcast' op requires 2 dimensions, got 1}}
  %0 = vmapc.broadcast %x to [0] : tensor<2x3xf32> -> tensor<2x3x4xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'vmapc.broadcast' op requires strictly increasing dimensions below 2, got 0 after 1}}
  %0 = vmapc.broadcast %x to [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'vmapc.broadcast' op requires operand extent 4 or 1 in dimension 1, got 3}}
  %0 = vmapc.broadcast %x to [0, 2] : tensor<2x3xf32> -> tensor<2x3x4xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'vmapc.reshape' op requires equal element types and counts, got 'tensor<2x3xf32>' and 'tensor<4xf32>'}}
  %0 = vmapc.reshape %x : tensor<2x3xf32> -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'vmapc.transpose' op requires 2 entries in permutation, one per dimension of the operand, got 1}}
  // expected-error@+1 {{'vmapc.transpose' op failed to infer returned types}}
  %0 = vmapc.transpose %x by [0] : tensor<2x3xf32> -> tensor<3x2xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'vmapc.transpose' op requires each dimension below 2 once in the permutation, got 0}}
  // expected-error@+1 {{'vmapc.transpose' op failed to infer returned types}}
  %0 = vmapc.transpose %x by [0, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'vmapc.slice' op requires 2 entries in start, one per dimension of the operand, got 1}}
  // expected-error@+1 {{'vmapc.slice' op failed to infer returned types}}
  %0 = vmapc.slice %x from [0] to [2, 3] by [1, 1] : tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'vmapc.slice' op requires 0 <= start <= limit <= 3 and stride >= 1 in dimension 1, got start 1, limit 4, stride 1}}
  // expected-error@+1 {{'vmapc.slice' op failed to infer returned types}}
  %0 = vmapc.slice %x from [0, 1] to [2, 4] by [1, 1] : tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'vmapc.slice' op requires 0 <= start <= limit <= 3 and stride >= 1 in dimension 1, got start 0, limit 3, stride 0}}
  // expected-error@+1 {{'vmapc.slice' op failed to infer returned types}}
  %0 = vmapc.slice %x from [0, 0] to [2, 3] by [1, 0] : tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>, %v: tensor<3xf32>) {
  // expected-error@+2 {{'vmapc.pad' op requires a value with leading dimensions of 'tensor<2x3xf32>', got 'tensor<3xf32>'}}
  // expected-error@+1 {{'vmapc.pad' op failed to infer returned types}}
  %0 = vmapc.pad %x, %v low [0, 0] high [0, 0] interior [0, 0] : tensor<2x3xf32>, tensor<3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>, %v: tensor<2xf32>) {
  // expected-error@+2 {{'vmapc.pad' op requires no padding in dimension 0, over which the value varies}}
  // expected-error@+1 {{'vmapc.pad' op failed to infer returned types}}
  %0 = vmapc.pad %x, %v low [1, 0] high [0, 0] interior [0, 0] : tensor<2x3xf32>, tensor<2xf32> -> tensor<3x3xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>, %v: tensor<f32>) {
  // expected-error@+2 {{'vmapc.pad' op requires interior >= 0 and a result extent >= 0 in dimension 0, got interior 0 and extent -1}}
  // expected-error@+1 {{'vmapc.pad' op failed to infer returned types}}
  %0 = vmapc.pad %x, %v low [-3, 0] high [0, 0] interior [0, 0] : tensor<2x3xf32>, tensor<f32> -> tensor<2x3xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>, %y: tensor<2x3x4xf32>) {
  // expected-error@+2 {{'vmapc.concatenate' op requires operands like the first, 'tensor<2x3xf32>', outside dimension 0, got 'tensor<2x3x4xf32>' as operand 1}}
  // expected-error@+1 {{'vmapc.concatenate' op failed to infer returned types}}
  %0 = vmapc.concatenate %x, %y along 0 : (tensor<2x3xf32>, tensor<2x3x4xf32>) -> tensor<4x3xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'vmapc.concatenate' op requires a dimension below 2, got 2}}
  // expected-error@+1 {{'vmapc.concatenate' op failed to infer returned types}}
  %0 = vmapc.concatenate %x along 2 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'vmapc.reverse' op requires strictly increasing dimensions below 2, got 2 after -1}}
  %0 = vmapc.reverse %x along [2] : tensor<2x3xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+1 {{'vmapc.extent' op requires an axis from 0 to 1, got 2}}
  %0 = vmapc.extent %x axis 2 : tensor<2x3xf32>
  return
}
