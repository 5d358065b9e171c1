// RUN: vmapc-opt %s --split-input-file --verify-diagnostics --vmapc-vmap

// What vmap cannot do, and who says so.

func.func private @f(%x: tensor<f32>) -> tensor<f32> {
  // expected-note@+1 {{the result is computed here}}
  %0 = vmapc.sin %x : tensor<f32>
  return %0 : tensor<f32>
}
func.func @mapped_result_without_axis(%x: tensor<5xf32>) -> tensor<f32> {
  // expected-error@+1 {{'vmapc.vmap' op requires result 0, whose out axis is none, to depend on no mapped argument, got one that does}}
  %0 = vmapc.vmap @f(%x) in [0] out [-1] size 5 : (tensor<5xf32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

func.func private @f(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error@+1 {{'vmapc.chunk' op has no batching rule}}
  %0 = vmapc.chunk lanes(%x) uniform() {domain = 2 : i64, size = 1 : i64} : (tensor<2xf32>) -> tensor<2xf32> {
  ^bb0(%a: tensor<1xf32>):
    vmapc.yield %a : tensor<1xf32>
  }
  return %0 : tensor<2xf32>
}
func.func @no_rule(%x: tensor<5x2xf32>) -> tensor<5x2xf32> {
  %0 = vmapc.vmap @f(%x) in [0] out [0] size 5 : (tensor<5x2xf32>) -> tensor<5x2xf32>
  return %0 : tensor<5x2xf32>
}

// -----

func.func private @f(%x: tensor<f32>) -> tensor<f32> {
  // expected-error@+1 {{'vmapc.call' op requires functions that do not call themselves, but @f does}}
  %0 = vmapc.call @f(%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
func.func @recursive(%x: tensor<5xf32>) -> tensor<5xf32> {
  %0 = vmapc.vmap @f(%x) in [0] out [0] size 5 : (tensor<5xf32>) -> tensor<5xf32>
  return %0 : tensor<5xf32>
}
