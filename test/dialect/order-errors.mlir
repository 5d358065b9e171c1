// RUN: vmapc-opt %s --split-input-file --verify-diagnostics

// What the order of elements requires.

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'vmapc.argsort' op requires a dimension below 2, got 2}}
  // expected-error@+1 {{'vmapc.argsort' op failed to infer returned types}}
  %0 = vmapc.argsort %x along 2 descending [0] : (tensor<2x3xf32>) -> tensor<2x3xi32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>, %y: tensor<3x2xf32>) {
  // expected-error@+2 {{'vmapc.argsort' op requires keys of one shape, got 'tensor<2x3xf32>' and 'tensor<3x2xf32>'}}
  // expected-error@+1 {{'vmapc.argsort' op failed to infer returned types}}
  %0 = vmapc.argsort %x, %y along 0 descending [0, 0] : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x3xi32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'vmapc.argsort' op requires 0 or 1 in `descending` for each of 1 keys, got [0, 1]}}
  // expected-error@+1 {{'vmapc.argsort' op failed to infer returned types}}
  %0 = vmapc.argsort %x along 1 descending [0, 1] : (tensor<2x3xf32>) -> tensor<2x3xi32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error@+2 {{'vmapc.argsort' op requires 0 or 1 in `descending` for each of 1 keys, got [2]}}
  // expected-error@+1 {{'vmapc.argsort' op failed to infer returned types}}
  %0 = vmapc.argsort %x along 1 descending [2] : (tensor<2x3xf32>) -> tensor<2x3xi32>
  return
}

// -----

func.func @f() {
  // expected-error@+2 {{'vmapc.argsort' op requires at least one key, got none}}
  // expected-error@+1 {{'vmapc.argsort' op failed to infer returned types}}
  %0 = "vmapc.argsort"() {dimension = 0 : i64, descending = array<i64>} : () -> tensor<3xi32>
  return
}
