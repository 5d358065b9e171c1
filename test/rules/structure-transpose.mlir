// RUN: vmapc-opt %s --vmapc-transpose-functions | FileCheck %s

// The transposes of rearrangements put each cotangent back where its element came
// from: slice and pad are each other's transpose, what repeats is summed, what a crop
// (a negative edge) dropped gets zeros.

// CHECK-LABEL: @broadcast.transpose(
// CHECK: %[[REDUCE_SUM:.*]] = vmapc.reduce_sum %arg0 over [0, 1] : tensor<2x4x3xf32> -> tensor<3xf32>
// CHECK: %[[RESHAPE:.*]] = vmapc.reshape %[[REDUCE_SUM]] : tensor<3xf32> -> tensor<1x3xf32>
// CHECK: return %[[RESHAPE]] : tensor<1x3xf32>
func.func private @broadcast(%x: tensor<1x3xf32>) -> tensor<2x4x3xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.broadcast %x to [0, 2] : tensor<1x3xf32> -> tensor<2x4x3xf32>
  return %r : tensor<2x4x3xf32>
}

// CHECK-LABEL: @reshape.transpose(
// CHECK: %[[RESHAPE:.*]] = vmapc.reshape %arg0 : tensor<2x3xf32> -> tensor<6xf32>
// CHECK: return %[[RESHAPE]] : tensor<6xf32>
func.func private @reshape(%x: tensor<6xf32>) -> tensor<2x3xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.reshape %x : tensor<6xf32> -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}

// CHECK-LABEL: @transpose.transpose(
// CHECK: %[[TRANSPOSE:.*]] = vmapc.transpose %arg0 by [1, 2, 0] : tensor<4x2x3xf32> -> tensor<2x3x4xf32>
// CHECK: return %[[TRANSPOSE]] : tensor<2x3x4xf32>
func.func private @transpose(%x: tensor<2x3x4xf32>) -> tensor<4x2x3xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.transpose %x by [2, 0, 1] : tensor<2x3x4xf32> -> tensor<4x2x3xf32>
  return %r : tensor<4x2x3xf32>
}

// CHECK-LABEL: @slice.transpose(
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[PAD:.*]] = vmapc.pad %arg0, %[[CONSTANT]] low [1] high [1] interior [1] : tensor<3xf32>, tensor<f32> -> tensor<7xf32>
// CHECK: return %[[PAD]] : tensor<7xf32>
func.func private @slice(%x: tensor<7xf32>) -> tensor<3xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.slice %x from [1] to [6] by [2] : tensor<7xf32> -> tensor<3xf32>
  return %r : tensor<3xf32>
}

// CHECK-LABEL: @pad.transpose(
// CHECK: %[[SLICE:.*]] = vmapc.slice %arg0 from [1] to [6] by [2] : tensor<8xf32> -> tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<true> : tensor<3xi1>
// CHECK: %[[CONSTANT2:.*]] = vmapc.constant dense<false> : tensor<i1>
// CHECK: %[[PAD:.*]] = vmapc.pad %[[CONSTANT]], %[[CONSTANT2]] low [1] high [2] interior [1] : tensor<3xi1>, tensor<i1> -> tensor<8xi1>
// CHECK: %[[CONSTANT3:.*]] = vmapc.constant dense<0.000000e+00> : tensor<8xf32>
// CHECK: %[[SELECT:.*]] = vmapc.select %[[PAD]], %[[CONSTANT3]], %arg0 : tensor<8xi1>, tensor<8xf32>
// CHECK: %[[REDUCE_SUM:.*]] = vmapc.reduce_sum %[[SELECT]] over [0] : tensor<8xf32> -> tensor<f32>
// CHECK: return %[[SLICE]], %[[REDUCE_SUM]] : tensor<3xf32>, tensor<f32>
func.func private @pad(%x: tensor<3xf32>, %v: tensor<f32>) -> tensor<8xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.pad %x, %v low [1] high [2] interior [1] : tensor<3xf32>, tensor<f32> -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// CHECK-LABEL: @crop.transpose(
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[PAD:.*]] = vmapc.pad %arg1, %[[CONSTANT]] low [1] high [0] interior [0] : tensor<5xf32>, tensor<f32> -> tensor<6xf32>
// CHECK: %[[SLICE:.*]] = vmapc.slice %[[PAD]] from [0] to [5] by [1] : tensor<6xf32> -> tensor<5xf32>
// CHECK: return %[[SLICE]] : tensor<5xf32>
func.func private @crop(%v: tensor<f32>, %x: tensor<5xf32>) -> tensor<5xf32> attributes {vmapc.residuals = 1} {
  %r = vmapc.pad %x, %v low [-1] high [1] interior [0] : tensor<5xf32>, tensor<f32> -> tensor<5xf32>
  return %r : tensor<5xf32>
}

// CHECK-LABEL: @concatenate.transpose(
// CHECK: %[[SLICE:.*]] = vmapc.slice %arg0 from [0] to [3] by [1] : tensor<7xf32> -> tensor<3xf32>
// CHECK: %[[SLICE2:.*]] = vmapc.slice %arg0 from [3] to [7] by [1] : tensor<7xf32> -> tensor<4xf32>
// CHECK: return %[[SLICE]], %[[SLICE2]] : tensor<3xf32>, tensor<4xf32>
func.func private @concatenate(%x: tensor<3xf32>, %y: tensor<4xf32>) -> tensor<7xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.concatenate %x, %y along 0 : (tensor<3xf32>, tensor<4xf32>) -> tensor<7xf32>
  return %r : tensor<7xf32>
}

// CHECK-LABEL: @reverse.transpose(
// CHECK: %[[REVERSE:.*]] = vmapc.reverse %arg0 along [0] : tensor<3xf32>
// CHECK: return %[[REVERSE]] : tensor<3xf32>
func.func private @reverse(%x: tensor<3xf32>) -> tensor<3xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.reverse %x along [0] : tensor<3xf32>
  return %r : tensor<3xf32>
}

// Every element of a window goes back to where it was read; overlaps are summed.
// CHECK-LABEL: @windows.transpose(
// CHECK: %[[PLACE:.*]] = vmapc.place_windows %arg0 along [1] extent [9] by [2] dilate [3] : tensor<2x3x2xf32> -> tensor<2x9x2xf32>
// CHECK: %[[SUM:.*]] = vmapc.reduce_sum %[[PLACE]] over [2] : tensor<2x9x2xf32> -> tensor<2x9xf32>
// CHECK: return %[[SUM]] : tensor<2x9xf32>
func.func private @windows(%x: tensor<2x9xf32>) -> tensor<2x3x2xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.windows %x along [1] size [2] by [2] dilate [3] : tensor<2x9xf32> -> tensor<2x3x2xf32>
  return %r : tensor<2x3x2xf32>
}

// Windows of 3, 2 apart: two rows of them overlap.
// CHECK-LABEL: @overlapping.transpose(
// CHECK: %[[PAD:.*]] = vmapc.pad %arg0, %{{.*}} low [0, 0] high [0, 1] interior [0, 0] : tensor<4x3xf32>, tensor<f32> -> tensor<4x4xf32>
// CHECK: %[[SPLIT:.*]] = vmapc.reshape %[[PAD]] : tensor<4x4xf32> -> tensor<4x2x2xf32>
// CHECK: %[[TURN:.*]] = vmapc.transpose %[[SPLIT]] by [0, 2, 1] : tensor<4x2x2xf32> -> tensor<4x2x2xf32>
// CHECK: %[[ROWS:.*]] = vmapc.reshape %[[TURN]] : tensor<4x2x2xf32> -> tensor<8x2xf32>
// CHECK: %[[PLACE:.*]] = vmapc.place_windows %[[ROWS]] along [0] extent [10] by [1] dilate [2] : tensor<8x2xf32> -> tensor<10x2xf32>
// CHECK: %[[SUM:.*]] = vmapc.reduce_sum %[[PLACE]] over [1] : tensor<10x2xf32> -> tensor<10xf32>
// CHECK: vmapc.pad %[[SUM]], %{{.*}} low [0] high [-1] interior [0] : tensor<10xf32>, tensor<f32> -> tensor<9xf32>
func.func private @overlapping(%x: tensor<9xf32>) -> tensor<4x3xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.windows %x along [0] size [3] by [2] dilate [1] : tensor<9xf32> -> tensor<4x3xf32>
  return %r : tensor<4x3xf32>
}

// CHECK-LABEL: @place_windows.transpose(
// CHECK: %[[TAKE:.*]] = vmapc.windows %arg0 paired along [1] size [2] by [2] dilate [3] : tensor<2x9x2xf32> -> tensor<2x3x2xf32>
// CHECK: return %[[TAKE]] : tensor<2x3x2xf32>
func.func private @place_windows(%x: tensor<2x3x2xf32>) -> tensor<2x9x2xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.place_windows %x along [1] extent [9] by [2] dilate [3] : tensor<2x3x2xf32> -> tensor<2x9x2xf32>
  return %r : tensor<2x9x2xf32>
}

// CHECK-LABEL: @paired.transpose(
// CHECK: %[[PLACE:.*]] = vmapc.place_windows %arg0 along [1] extent [9] by [2] dilate [3] : tensor<2x3x2xf32> -> tensor<2x9x2xf32>
// CHECK: return %[[PLACE]] : tensor<2x9x2xf32>
func.func private @paired(%x: tensor<2x9x2xf32>) -> tensor<2x3x2xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.windows %x paired along [1] size [2] by [2] dilate [3] : tensor<2x9x2xf32> -> tensor<2x3x2xf32>
  return %r : tensor<2x3x2xf32>
}
