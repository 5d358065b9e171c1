// RUN: vmapc-opt %s --split-input-file --verify-diagnostics

func.func @f(%x: tensor<9xf32>) {
  // expected-error@+2 {{'vmapc.windows' op requires 1 entries in each attribute, one per dimension, got 2, 1 and 1}}
  // expected-error@+1 {{'vmapc.windows' op failed to infer returned types}}
  %0 = "vmapc.windows"(%x) {dimensions = array<i64: 0>, sizes = array<i64: 2, 2>, strides = array<i64: 1>, dilations = array<i64: 1>} : (tensor<9xf32>) -> tensor<8x2xf32>
  return
}

// -----

func.func @f(%x: tensor<9xf32>) {
  // expected-error@+2 {{'vmapc.windows' op requires strictly increasing dimensions below 1, got 1 after -1}}
  // expected-error@+1 {{'vmapc.windows' op failed to infer returned types}}
  %0 = vmapc.windows %x along [1] size [2] by [1] dilate [1] : tensor<9xf32> -> tensor<8x2xf32>
  return
}

// -----

func.func @f(%x: tensor<9xf32>) {
  // expected-error@+2 {{'vmapc.windows' op requires strides and dilations of at least 1, got 0}}
  // expected-error@+1 {{'vmapc.windows' op failed to infer returned types}}
  %0 = vmapc.windows %x along [0] size [2] by [0] dilate [1] : tensor<9xf32> -> tensor<8x2xf32>
  return
}

// -----

func.func @f(%x: tensor<9xf32>) {
  // expected-error@+2 {{'vmapc.windows' op requires sizes of at least 1, got 0}}
  // expected-error@+1 {{'vmapc.windows' op failed to infer returned types}}
  %0 = vmapc.windows %x along [0] size [0] by [1] dilate [1] : tensor<9xf32> -> tensor<8x2xf32>
  return
}

// -----

func.func @f(%x: tensor<9x3xf32>) {
  // expected-error@+2 {{'vmapc.windows' op requires extent 2 in dimension 1 of paired windows, got 'tensor<9x3xf32>'}}
  // expected-error@+1 {{'vmapc.windows' op failed to infer returned types}}
  %0 = vmapc.windows %x paired along [0] size [2] by [1] dilate [1] : tensor<9x3xf32> -> tensor<8x2xf32>
  return
}

// -----

func.func @f(%x: tensor<8x2xf32>) {
  // expected-error@+2 {{'vmapc.place_windows' op requires the 9 positions that a window of 2 has in extent 10, got 8}}
  // expected-error@+1 {{'vmapc.place_windows' op failed to infer returned types}}
  %0 = vmapc.place_windows %x along [0] extent [10] by [1] dilate [1] : tensor<8x2xf32> -> tensor<10x2xf32>
  return
}
