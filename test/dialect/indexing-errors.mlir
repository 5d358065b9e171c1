// RUN: vmapc-opt %s --split-input-file --verify-diagnostics

// What reads and updates at run-time positions require.

func.func @f(%x: tensor<2x3xf32>, %i: tensor<4xi32>) {
  // expected-error@+2 {{'vmapc.gather' op requires at most 2 batch and indexed dimensions, got 0 and 3}}
  // expected-error@+1 {{'vmapc.gather' op failed to infer returned types}}
  %0 = vmapc.gather %x at (%i, %i, %i) batch 0 clip : (tensor<2x3xf32>, tensor<4xi32>, tensor<4xi32>, tensor<4xi32>) -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>, %i: tensor<4xi32>, %j: tensor<2xi32>) {
  // expected-error@+2 {{'vmapc.gather' op requires index arrays of one shape, got 'tensor<4xi32>' and 'tensor<2xi32>'}}
  // expected-error@+1 {{'vmapc.gather' op failed to infer returned types}}
  %0 = vmapc.gather %x at (%i, %j) batch 0 clip : (tensor<2x3xf32>, tensor<4xi32>, tensor<2xi32>) -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>, %i: tensor<4xi32>) {
  // expected-error@+2 {{'vmapc.gather' op requires index arrays that begin with the 1 batch dimensions of 'tensor<2x3xf32>', got 'tensor<4xi32>'}}
  // expected-error@+1 {{'vmapc.gather' op failed to infer returned types}}
  %0 = vmapc.gather %x at (%i) batch 1 clip : (tensor<2x3xf32>, tensor<4xi32>) -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>, %i: tensor<4xi32>) {
  // expected-error@+2 {{custom op 'vmapc.gather' expected ::vmapc::ir::OutOfBounds to be one of: clip, drop}}
  // expected-error@+1 {{custom op 'vmapc.gather' failed to parse Vmapc_OutOfBoundsAttr parameter 'value' which is to be a `::vmapc::ir::OutOfBounds`}}
  %0 = vmapc.gather %x at (%i) batch 0 wrap : (tensor<2x3xf32>, tensor<4xi32>) -> tensor<4x3xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>, %u: tensor<4xf32>, %i: tensor<4xi32>) {
  // expected-error@+2 {{'vmapc.scatter' op requires updates 'tensor<4x3xf32>', got 'tensor<4xf32>'}}
  // expected-error@+1 {{'vmapc.scatter' op failed to infer returned types}}
  %0 = vmapc.scatter set %x, %u at (%i) batch 0 clip : (tensor<2x3xf32>, tensor<4xf32>, tensor<4xi32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>, %i: tensor<i32>) {
  // expected-error@+2 {{'vmapc.dynamic_slice' op requires 2 starts of rank 0, got 1 of rank 0}}
  // expected-error@+1 {{'vmapc.dynamic_slice' op failed to infer returned types}}
  %0 = vmapc.dynamic_slice %x at (%i) size [1, 1] batch 0 : (tensor<2x3xf32>, tensor<i32>) -> tensor<1x1xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>, %i: tensor<i32>) {
  // expected-error@+2 {{'vmapc.dynamic_slice' op requires 2 sizes, got 1}}
  // expected-error@+1 {{'vmapc.dynamic_slice' op failed to infer returned types}}
  %0 = vmapc.dynamic_slice %x at (%i, %i) size [1] batch 0 : (tensor<2x3xf32>, tensor<i32>, tensor<i32>) -> tensor<1x1xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>, %i: tensor<i32>) {
  // expected-error@+2 {{'vmapc.dynamic_slice' op requires a size from 0 to 3 in dimension 1, got 4}}
  // expected-error@+1 {{'vmapc.dynamic_slice' op failed to infer returned types}}
  %0 = vmapc.dynamic_slice %x at (%i, %i) size [1, 4] batch 0 : (tensor<2x3xf32>, tensor<i32>, tensor<i32>) -> tensor<1x4xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>, %u: tensor<2xf32>, %i: tensor<i32>) {
  // expected-error@+2 {{'vmapc.dynamic_update_slice' op requires an update with the rank, element type and 0 batch dimensions of 'tensor<2x3xf32>', got 'tensor<2xf32>'}}
  // expected-error@+1 {{'vmapc.dynamic_update_slice' op failed to infer returned types}}
  %0 = vmapc.dynamic_update_slice %x, %u at (%i, %i) batch 0 : (tensor<2x3xf32>, tensor<2xf32>, tensor<i32>, tensor<i32>) -> tensor<2x3xf32>
  return
}
