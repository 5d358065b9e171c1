// RUN: vmapc-opt %s --vmapc-vmap | FileCheck %s

// Every rearrangement under vmap leaves the lanes, which lead, alone. A value to
// pad with stays a scalar while all lanes share it. Constants and positions are
// those of one lane.

// CHECK-LABEL: @sources.vmap(
// CHECK: vmapc.iota 0 : tensor<3xf32>
// CHECK: vmapc.add %{{.*}}, %{{.*}} : tensor<3xf32>
// CHECK: vmapc.broadcast %{{.*}} to [1] : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: vmapc.add %arg0, %{{.*}} : tensor<2x3xf32>
func.func private @sources(%x: tensor<3xf32>) -> tensor<3xf32> {
  %i = vmapc.iota 0 : tensor<3xf32>
  %c = vmapc.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %d = vmapc.add %i, %c : tensor<3xf32>
  %r = vmapc.add %x, %d : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @sources_batch(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %r = vmapc.vmap @sources(%x) in [0] out [0] size 2 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}

// CHECK-LABEL: @broadcast.vmap(
// CHECK: vmapc.broadcast %arg0 to [0, 2] : tensor<2x3xf32> -> tensor<2x5x3xf32>
func.func private @broadcast(%x: tensor<3xf32>) -> tensor<5x3xf32> {
  %r = vmapc.broadcast %x to [1] : tensor<3xf32> -> tensor<5x3xf32>
  return %r : tensor<5x3xf32>
}
func.func @broadcast_batch(%x: tensor<2x3xf32>) -> tensor<2x5x3xf32> {
  %r = vmapc.vmap @broadcast(%x) in [0] out [0] size 2 : (tensor<2x3xf32>) -> tensor<2x5x3xf32>
  return %r : tensor<2x5x3xf32>
}

// CHECK-LABEL: @reshape.vmap(
// CHECK: vmapc.reshape %arg0 : tensor<2x6xf32> -> tensor<2x2x3xf32>
func.func private @reshape(%x: tensor<6xf32>) -> tensor<2x3xf32> {
  %r = vmapc.reshape %x : tensor<6xf32> -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}
func.func @reshape_batch(%x: tensor<2x6xf32>) -> tensor<2x2x3xf32> {
  %r = vmapc.vmap @reshape(%x) in [0] out [0] size 2 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
  return %r : tensor<2x2x3xf32>
}

// CHECK-LABEL: @transpose.vmap(
// CHECK: vmapc.transpose %arg0 by [0, 2, 1] : tensor<2x3x4xf32> -> tensor<2x4x3xf32>
func.func private @transpose(%x: tensor<3x4xf32>) -> tensor<4x3xf32> {
  %r = vmapc.transpose %x by [1, 0] : tensor<3x4xf32> -> tensor<4x3xf32>
  return %r : tensor<4x3xf32>
}
func.func @transpose_batch(%x: tensor<2x3x4xf32>) -> tensor<2x4x3xf32> {
  %r = vmapc.vmap @transpose(%x) in [0] out [0] size 2 : (tensor<2x3x4xf32>) -> tensor<2x4x3xf32>
  return %r : tensor<2x4x3xf32>
}

// CHECK-LABEL: @slice.vmap(
// CHECK: vmapc.slice %arg0 from [0, 1] to [2, 6] by [1, 2] : tensor<2x7xf32> -> tensor<2x3xf32>
func.func private @slice(%x: tensor<7xf32>) -> tensor<3xf32> {
  %r = vmapc.slice %x from [1] to [6] by [2] : tensor<7xf32> -> tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @slice_batch(%x: tensor<2x7xf32>) -> tensor<2x3xf32> {
  %r = vmapc.vmap @slice(%x) in [0] out [0] size 2 : (tensor<2x7xf32>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}

// CHECK-LABEL: @pad.vmap.1(
// CHECK: vmapc.pad %arg0, %arg1 low [0, 1] high [0, -1] interior [0, 2] : tensor<2x3xf32>, tensor<2xf32> -> tensor<2x7xf32>
// CHECK-LABEL: @pad.vmap(
// CHECK: vmapc.pad %arg0, %arg1 low [0, 1] high [0, -1] interior [0, 2] : tensor<2x3xf32>, tensor<f32> -> tensor<2x7xf32>
func.func private @pad(%x: tensor<3xf32>, %v: tensor<f32>) -> tensor<7xf32> {
  %r = vmapc.pad %x, %v low [1] high [-1] interior [2] : tensor<3xf32>, tensor<f32> -> tensor<7xf32>
  return %r : tensor<7xf32>
}
func.func @pad_batch1(%x: tensor<2x3xf32>, %v: tensor<f32>) -> tensor<2x7xf32> {
  %r = vmapc.vmap @pad(%x, %v) in [0, -1] out [0] size 2 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x7xf32>
  return %r : tensor<2x7xf32>
}
func.func @pad_batch2(%x: tensor<2x3xf32>, %v: tensor<2xf32>) -> tensor<2x7xf32> {
  %r = vmapc.vmap @pad(%x, %v) in [0, 0] out [0] size 2 : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x7xf32>
  return %r : tensor<2x7xf32>
}

// CHECK-LABEL: @concatenate.vmap(
// CHECK: vmapc.concatenate %arg0, %arg1 along 1 : (tensor<2x3xf32>, tensor<2x4xf32>) -> tensor<2x7xf32>
func.func private @concatenate(%x: tensor<3xf32>, %y: tensor<4xf32>) -> tensor<7xf32> {
  %r = vmapc.concatenate %x, %y along 0 : (tensor<3xf32>, tensor<4xf32>) -> tensor<7xf32>
  return %r : tensor<7xf32>
}
func.func @concatenate_batch(%x: tensor<2x3xf32>, %y: tensor<2x4xf32>) -> tensor<2x7xf32> {
  %r = vmapc.vmap @concatenate(%x, %y) in [0, 0] out [0] size 2 : (tensor<2x3xf32>, tensor<2x4xf32>) -> tensor<2x7xf32>
  return %r : tensor<2x7xf32>
}

// CHECK-LABEL: @reverse.vmap(
// CHECK: vmapc.reverse %arg0 along [1] : tensor<2x3xf32>
func.func private @reverse(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.reverse %x along [0] : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @reverse_batch(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %r = vmapc.vmap @reverse(%x) in [0] out [0] size 2 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}

// CHECK-LABEL: @extent.vmap(
// CHECK: vmapc.extent %arg0 axis 1 batch 1 : tensor<2x3xf32>
func.func private @extent(%x: tensor<3xf32>) -> tensor<i32> {
  %r = vmapc.extent %x axis 0 : tensor<3xf32>
  return %r : tensor<i32>
}
func.func @extent_batch(%x: tensor<2x3xf32>) -> tensor<2xi32> {
  %r = vmapc.vmap @extent(%x) in [0] out [0] size 2 : (tensor<2x3xf32>) -> tensor<2xi32>
  return %r : tensor<2xi32>
}

// CHECK-LABEL: @windows.vmap(
// CHECK: vmapc.windows %arg0 along [1] size [2] by [2] dilate [1] : tensor<2x5xf32> -> tensor<2x2x2xf32>
func.func private @windows(%x: tensor<5xf32>) -> tensor<2x2xf32> {
  %r = vmapc.windows %x along [0] size [2] by [2] dilate [1] : tensor<5xf32> -> tensor<2x2xf32>
  return %r : tensor<2x2xf32>
}
func.func @windows_batch(%x: tensor<2x5xf32>) -> tensor<2x2x2xf32> {
  %r = vmapc.vmap @windows(%x) in [0] out [0] size 2 : (tensor<2x5xf32>) -> tensor<2x2x2xf32>
  return %r : tensor<2x2x2xf32>
}

// CHECK-LABEL: @place_windows.vmap(
// CHECK: vmapc.place_windows %arg0 along [1] extent [5] by [2] dilate [1] : tensor<2x2x2xf32> -> tensor<2x5x2xf32>
func.func private @place_windows(%x: tensor<2x2xf32>) -> tensor<5x2xf32> {
  %r = vmapc.place_windows %x along [0] extent [5] by [2] dilate [1] : tensor<2x2xf32> -> tensor<5x2xf32>
  return %r : tensor<5x2xf32>
}
func.func @place_windows_batch(%x: tensor<2x2x2xf32>) -> tensor<2x5x2xf32> {
  %r = vmapc.vmap @place_windows(%x) in [0] out [0] size 2 : (tensor<2x2x2xf32>) -> tensor<2x5x2xf32>
  return %r : tensor<2x5x2xf32>
}
