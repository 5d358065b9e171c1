// RUN: vmapc-opt %s --vmapc-expand-math --split-input-file --verify-diagnostics

func.func @half(%x: f16) -> f16 {
  // expected-error @below {{'math.exp' op has no expansion for 'f16', required a scalar or a one-dimensional vector of f32 or f64}}
  %0 = math.exp %x : f16
  return %0 : f16
}

// -----

func.func @matrix(%x: vector<2x4xf32>) -> vector<2x4xf32> {
  // expected-error @below {{'math.tanh' op has no expansion for 'vector<2x4xf32>'}}
  %0 = math.tanh %x : vector<2x4xf32>
  return %0 : vector<2x4xf32>
}

// -----

func.func @unknown(%x: f32) -> f32 {
  // expected-error @below {{'vmapc.function' op requires a function that has an expansion, got airy}}
  %0 = vmapc.function "airy"(%x) : f32
  return %0 : f32
}
