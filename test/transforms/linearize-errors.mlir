// RUN: vmapc-opt %s --split-input-file --verify-diagnostics --vmapc-linearize

// What cannot be linearized, and what is remarked upon.

func.func private @f(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error@+1 {{'vmapc.chunk' op has no linearization rule}}
  %0 = vmapc.chunk lanes(%x) uniform() {domain = 2 : i64, size = 1 : i64} : (tensor<2xf32>) -> tensor<2xf32> {
  ^bb0(%a: tensor<1xf32>):
    vmapc.yield %a : tensor<1xf32>
  }
  return %0 : tensor<2xf32>
}
func.func @no_rule(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0, %m = vmapc.linearize @f(%x) wrt [0] live [0] : (tensor<2xf32>) -> (tensor<2xf32>, !vmapc.linear)
  %1 = vmapc.apply %m(%x) : (tensor<2xf32>) -> tensor<2xf32>
  return %1 : tensor<2xf32>
}

// -----

// A capture that lanes share has no cotangent per lane.
func.func private @f(%p: tensor<5xi1>, %x: tensor<5xf32>, %w: tensor<f32>) -> tensor<5xf32> {
  // expected-error@+1 {{'vmapc.cond' op requires what is differentiated in it to begin with the lane dimensions [5], got 'tensor<f32>'}}
  %0 = vmapc.cond selector(%p) captures(%x, %w) {lanes = 1 : i64} : (tensor<5xi1>, tensor<5xf32>, tensor<f32>) -> tensor<5xf32> {
  ^bb0(%a: tensor<5xf32>, %v: tensor<f32>):
    vmapc.yield %a : tensor<5xf32>
  } {
  ^bb0(%a: tensor<5xf32>, %v: tensor<f32>):
    %b = vmapc.broadcast %v to [] : tensor<f32> -> tensor<5xf32>
    %s = vmapc.mul %a, %b : tensor<5xf32>
    vmapc.yield %s : tensor<5xf32>
  }
  return %0 : tensor<5xf32>
}
func.func @shared(%p: tensor<5xi1>, %x: tensor<5xf32>, %w: tensor<f32>) -> (tensor<5xf32>, tensor<5xf32>) {
  %0, %m = vmapc.linearize @f(%p, %x, %w) wrt [2] live [0] : (tensor<5xi1>, tensor<5xf32>, tensor<f32>) -> (tensor<5xf32>, !vmapc.linear)
  %1 = vmapc.apply %m(%w) : (tensor<f32>) -> tensor<5xf32>
  %2 = vmapc.apply %m(%w) : (tensor<f32>) -> tensor<5xf32>
  return %1, %2 : tensor<5xf32>, tensor<5xf32>
}

// -----

func.func private @f(%n: tensor<i64>, %x: tensor<f32>) -> tensor<f32> {
  // expected-remark@+1 {{the number of steps is not known when compiling}}
  %0 = vmapc.scan trip(%n) inits(%x) xs() captures() {length = -1 : i64, xs_axes = array<i64>, ys_axes = array<i64>} : (tensor<i64>, tensor<f32>) -> tensor<f32> {
  ^bb0(%i: tensor<i64>, %c: tensor<f32>):
    %s = vmapc.sin %c : tensor<f32>
    vmapc.yield %s : tensor<f32>
  }
  return %0 : tensor<f32>
}
func.func @quadratic(%n: tensor<i64>, %x: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %0, %m = vmapc.linearize @f(%n, %x) wrt [1] live [0] : (tensor<i64>, tensor<f32>) -> (tensor<f32>, !vmapc.linear)
  %1 = vmapc.apply %m(%x) : (tensor<f32>) -> tensor<f32>
  %2 = vmapc.apply %m(%0) : (tensor<f32>) -> tensor<f32>
  return %1, %2 : tensor<f32>, tensor<f32>
}
