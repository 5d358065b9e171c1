// RUN: vmapc-opt %s --vmapc-emit-vector --split-input-file --verify-diagnostics

// expected-error @below {{function is not planned: run vmapc-plan first}}
func.func @unplanned(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = vmapc.neg %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @unplaced(%x: tensor<4xf32>) -> tensor<f32> attributes {vmapc.scratch = 0 : i64} {
  // expected-error @below {{'vmapc.reduce_sum' op has no place for its result: the program is not planned}}
  %0 = vmapc.reduce_sum %x over [0] {vmapc.kernel = 0 : i64} : tensor<4xf32> -> tensor<f32>
  return %0 : tensor<f32>
}
