// RUN: vmapc-opt %s --split-input-file --verify-diagnostics

// What elementwise operations require of their operands.

func.func @f(%x: tensor<2x3xf32>, %y: tensor<3x2xf32>) {
  // expected-error@+1 {{'vmapc.add' op all non-scalar operands/results must have the same shape and base type}}
  %0 = "vmapc.add"(%x, %y) : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>, %y: tensor<2x3xf64>) {
  // expected-error@+1 {{'vmapc.mul' op requires the same type for all operands and results}}
  %0 = "vmapc.mul"(%x, %y) : (tensor<2x3xf32>, tensor<2x3xf64>) -> tensor<2x3xf32>
  return
}

// -----

func.func @f(%x: tensor<2xi32>) {
  // expected-error@+1 {{'vmapc.exp' op operand #0 must be static tensor of a float (f16, bf16, f32, f64) values, but got 'tensor<2xi32>'}}
  %0 = vmapc.exp %x : tensor<2xi32>
  return
}

// -----

func.func @f(%x: tensor<2xf32>) {
  // expected-error@+1 {{'vmapc.and' op operand #0 must be static tensor of an integer or bool values, but got 'tensor<2xf32>'}}
  %0 = vmapc.and %x, %x : tensor<2xf32>
  return
}

// -----

func.func @f(%x: tensor<2xi1>) {
  // expected-error@+1 {{'vmapc.add' op operand #0 must be static tensor of a number values, but got 'tensor<2xi1>'}}
  %0 = vmapc.add %x, %x : tensor<2xi1>
  return
}

// -----

func.func @f(%x: tensor<?xf32>) {
  // expected-error@+1 {{'vmapc.exp' op operand #0 must be static tensor of a float (f16, bf16, f32, f64) values, but got 'tensor<?xf32>'}}
  %0 = vmapc.exp %x : tensor<?xf32>
  return
}

// -----

func.func @f(%x: tensor<2xf8E5M2>) {
  // expected-error@+1 {{'vmapc.exp' op operand #0 must be static tensor of a float (f16, bf16, f32, f64) values, but got 'tensor<2xf8E5M2>'}}
  %0 = vmapc.exp %x : tensor<2xf8E5M2>
  return
}

// -----

func.func @f(%x: tensor<2xf32>) {
  // expected-error@+1 {{'vmapc.bitcast' op requires element types of one width, got 'f32' and 'i64'}}
  %0 = vmapc.bitcast %x : tensor<2xf32> -> tensor<2xi64>
  return
}

// -----

func.func @f(%p: tensor<2xf32>, %x: tensor<2xf32>) {
  // expected-error@+1 {{'vmapc.select' op operand #0 must be static tensor of 1-bit signless integer values, but got 'tensor<2xf32>'}}
  %0 = vmapc.select %p, %x, %x : tensor<2xf32>, tensor<2xf32>
  return
}

// -----

func.func @f(%x: tensor<2xf32>) {
  // expected-error@+1 {{'vmapc.convert' op all non-scalar operands/results must have the same shape and base type}}
  %0 = vmapc.convert %x : tensor<2xf32> -> tensor<3xi32>
  return
}

// -----

func.func @f(%x: tensor<2xf32>) {
  // expected-error@+2 {{custom op 'vmapc.compare' expected ::vmapc::ir::CompareDirection to be one of: eq, ne, lt, le, gt, ge}}
  // expected-error@+1 {{custom op 'vmapc.compare' failed to parse Vmapc_CompareDirectionAttr parameter 'value' which is to be a `::vmapc::ir::CompareDirection`}}
  %0 = vmapc.compare lower %x, %x : tensor<2xf32>
  return
}

// -----

func.func @f(%x: tensor<2xf32>) {
  // expected-error@+1 {{'vmapc.reduce_precision' op requires at least 1 exponent bit, got 0}}
  %0 = vmapc.reduce_precision %x to exponent 0 mantissa 3 : tensor<2xf32>
  return
}

// -----

func.func @f(%x: tensor<2xf32>) {
  // expected-error@+1 {{'vmapc.reduce_precision' op requires mantissa bits that are not negative, got -1}}
  %0 = vmapc.reduce_precision %x to exponent 4 mantissa -1 : tensor<2xf32>
  return
}
