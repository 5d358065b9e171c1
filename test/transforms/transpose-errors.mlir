// RUN: vmapc-opt %s --split-input-file --verify-diagnostics --vmapc-transpose-functions

// What is not a linear function.

func.func private @no_rule(%x: tensor<f32>) -> tensor<f32> attributes {vmapc.residuals = 0 : i64} {
  // expected-error@+1 {{'vmapc.exp' op has no transpose rule}}
  %0 = vmapc.exp %x : tensor<f32>
  return %0 : tensor<f32>
}

// -----

func.func private @selector(%p: tensor<f32>, %x: tensor<f32>) -> tensor<f32> attributes {vmapc.residuals = 0 : i64} {
  %q = vmapc.compare lt %p, %x : tensor<f32>
  // expected-error@+1 {{'vmapc.cond' op requires a selector that is not linear to be transposed}}
  %0 = vmapc.cond selector(%q) captures(%x) : (tensor<i1>, tensor<f32>) -> tensor<f32> {
  ^bb0(%a: tensor<f32>):
    vmapc.yield %a : tensor<f32>
  } {
  ^bb0(%a: tensor<f32>):
    %1 = vmapc.neg %a : tensor<f32>
    vmapc.yield %1 : tensor<f32>
  }
  return %0 : tensor<f32>
}

// -----

func.func private @counter(%n: tensor<i64>, %x: tensor<f32>) -> tensor<f32> attributes {vmapc.residuals = 1 : i64} {
  // expected-error@+1 {{'vmapc.scan' op requires linear carries only to be transposed, but carry 0 is not linear}}
  %0:2 = vmapc.scan trip() inits(%n, %x) xs() captures() {length = 4 : i64, xs_axes = array<i64>, ys_axes = array<i64>} : (tensor<i64>, tensor<f32>) -> (tensor<i64>, tensor<f32>) {
  ^bb0(%i: tensor<i64>, %c: tensor<i64>, %a: tensor<f32>):
    %1 = vmapc.add %c, %i : tensor<i64>
    %2 = vmapc.neg %a : tensor<f32>
    vmapc.yield %1, %2 : tensor<i64>, tensor<f32>
  }
  return %0#1 : tensor<f32>
}
