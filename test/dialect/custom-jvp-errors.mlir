// RUN: vmapc-opt %s --split-input-file --verify-diagnostics

func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error@+1 {{'vmapc.custom_jvp' op requires 1 arguments in the primal, got 2}}
  %0 = vmapc.custom_jvp args(%x) captures() : (tensor<3xf32>) -> tensor<3xf32> {
  ^bb0(%a: tensor<3xf32>, %b: tensor<3xf32>):
    vmapc.yield %a : tensor<3xf32>
  } {
  ^bb0(%a: tensor<3xf32>, %y: tensor<3xf32>, %t: tensor<3xf32>):
    vmapc.yield %t : tensor<3xf32>
  }
  return %0 : tensor<3xf32>
}

// -----

func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error@+1 {{'vmapc.custom_jvp' op requires 'tensor<3xf32>' as yielded value 0 of the primal, got 'tensor<3xi32>'}}
  %0 = vmapc.custom_jvp args(%x) captures() : (tensor<3xf32>) -> tensor<3xf32> {
  ^bb0(%a: tensor<3xf32>):
    %b = vmapc.convert %a : tensor<3xf32> -> tensor<3xi32>
    vmapc.yield %b : tensor<3xi32>
  } {
  ^bb0(%a: tensor<3xf32>, %y: tensor<3xf32>, %t: tensor<3xf32>):
    vmapc.yield %t : tensor<3xf32>
  }
  return %0 : tensor<3xf32>
}

// -----

func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error@+1 {{'vmapc.custom_jvp' op requires 3 arguments in the rule, got 2}}
  %0 = vmapc.custom_jvp args(%x) captures() : (tensor<3xf32>) -> tensor<3xf32> {
  ^bb0(%a: tensor<3xf32>):
    vmapc.yield %a : tensor<3xf32>
  } {
  ^bb0(%a: tensor<3xf32>, %t: tensor<3xf32>):
    vmapc.yield %t : tensor<3xf32>
  }
  return %0 : tensor<3xf32>
}

// -----

func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error@+1 {{'vmapc.custom_jvp' op requires 1 yielded values in the rule, got 2}}
  %0 = vmapc.custom_jvp args(%x) captures() : (tensor<3xf32>) -> tensor<3xf32> {
  ^bb0(%a: tensor<3xf32>):
    vmapc.yield %a : tensor<3xf32>
  } {
  ^bb0(%a: tensor<3xf32>, %y: tensor<3xf32>, %t: tensor<3xf32>):
    vmapc.yield %t, %t : tensor<3xf32>, tensor<3xf32>
  }
  return %0 : tensor<3xf32>
}
