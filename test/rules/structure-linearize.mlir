// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s

// Rearrangements are linear: the tangent is rearranged like the value.

// CHECK-LABEL: @broadcast{{.*}}jvp(
// CHECK: %[[BROADCAST:.*]] = vmapc.broadcast %arg0 to [1] : tensor<3xf32> -> tensor<5x3xf32>
// CHECK: %[[BROADCAST2:.*]] = vmapc.broadcast %arg1 to [1] : tensor<3xf32> -> tensor<5x3xf32>
// CHECK: return %[[BROADCAST]], %[[BROADCAST2]] : tensor<5x3xf32>, tensor<5x3xf32>
func.func private @broadcast(%x: tensor<3xf32>) -> tensor<5x3xf32> {
  %r = vmapc.broadcast %x to [1] : tensor<3xf32> -> tensor<5x3xf32>
  return %r : tensor<5x3xf32>
}
func.func @broadcast_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<5x3xf32> {
  %r, %map = vmapc.linearize @broadcast(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<5x3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<5x3xf32>
  return %dr : tensor<5x3xf32>
}

// CHECK-LABEL: @reshape{{.*}}jvp(
// CHECK: %[[RESHAPE:.*]] = vmapc.reshape %arg0 : tensor<6xf32> -> tensor<2x3xf32>
// CHECK: %[[RESHAPE2:.*]] = vmapc.reshape %arg1 : tensor<6xf32> -> tensor<2x3xf32>
// CHECK: return %[[RESHAPE]], %[[RESHAPE2]] : tensor<2x3xf32>, tensor<2x3xf32>
func.func private @reshape(%x: tensor<6xf32>) -> tensor<2x3xf32> {
  %r = vmapc.reshape %x : tensor<6xf32> -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}
func.func @reshape_jvp(%x: tensor<6xf32>, %dx: tensor<6xf32>) -> tensor<2x3xf32> {
  %r, %map = vmapc.linearize @reshape(%x) wrt [0] live [0] : (tensor<6xf32>) -> (tensor<2x3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<6xf32>) -> tensor<2x3xf32>
  return %dr : tensor<2x3xf32>
}

// CHECK-LABEL: @transpose{{.*}}jvp(
// CHECK: %[[TRANSPOSE:.*]] = vmapc.transpose %arg0 by [1, 0] : tensor<3x4xf32> -> tensor<4x3xf32>
// CHECK: %[[TRANSPOSE2:.*]] = vmapc.transpose %arg1 by [1, 0] : tensor<3x4xf32> -> tensor<4x3xf32>
// CHECK: return %[[TRANSPOSE]], %[[TRANSPOSE2]] : tensor<4x3xf32>, tensor<4x3xf32>
func.func private @transpose(%x: tensor<3x4xf32>) -> tensor<4x3xf32> {
  %r = vmapc.transpose %x by [1, 0] : tensor<3x4xf32> -> tensor<4x3xf32>
  return %r : tensor<4x3xf32>
}
func.func @transpose_jvp(%x: tensor<3x4xf32>, %dx: tensor<3x4xf32>) -> tensor<4x3xf32> {
  %r, %map = vmapc.linearize @transpose(%x) wrt [0] live [0] : (tensor<3x4xf32>) -> (tensor<4x3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3x4xf32>) -> tensor<4x3xf32>
  return %dr : tensor<4x3xf32>
}

// CHECK-LABEL: @slice{{.*}}jvp(
// CHECK: %[[SLICE:.*]] = vmapc.slice %arg0 from [1] to [6] by [2] : tensor<7xf32> -> tensor<3xf32>
// CHECK: %[[SLICE2:.*]] = vmapc.slice %arg1 from [1] to [6] by [2] : tensor<7xf32> -> tensor<3xf32>
// CHECK: return %[[SLICE]], %[[SLICE2]] : tensor<3xf32>, tensor<3xf32>
func.func private @slice(%x: tensor<7xf32>) -> tensor<3xf32> {
  %r = vmapc.slice %x from [1] to [6] by [2] : tensor<7xf32> -> tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @slice_jvp(%x: tensor<7xf32>, %dx: tensor<7xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @slice(%x) wrt [0] live [0] : (tensor<7xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<7xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @pad{{.*}}jvp(
// CHECK: %[[PAD:.*]] = vmapc.pad %arg0, %arg1 low [1] high [-1] interior [2] : tensor<3xf32>, tensor<f32> -> tensor<7xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[PAD2:.*]] = vmapc.pad %arg2, %[[CONSTANT]] low [1] high [-1] interior [2] : tensor<3xf32>, tensor<f32> -> tensor<7xf32>
// CHECK: return %[[PAD]], %[[PAD2]] : tensor<7xf32>, tensor<7xf32>
func.func private @pad(%x: tensor<3xf32>, %v: tensor<f32>) -> tensor<7xf32> {
  %r = vmapc.pad %x, %v low [1] high [-1] interior [2] : tensor<3xf32>, tensor<f32> -> tensor<7xf32>
  return %r : tensor<7xf32>
}
func.func @pad_jvp(%x: tensor<3xf32>, %v: tensor<f32>, %dx: tensor<3xf32>) -> tensor<7xf32> {
  %r, %map = vmapc.linearize @pad(%x, %v) wrt [0] live [0] : (tensor<3xf32>, tensor<f32>) -> (tensor<7xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<7xf32>
  return %dr : tensor<7xf32>
}

// CHECK-LABEL: @concatenate{{.*}}jvp(
// CHECK: %[[CONCATENATE:.*]] = vmapc.concatenate %arg0, %arg1 along 0 : (tensor<3xf32>, tensor<4xf32>) -> tensor<7xf32>
// CHECK: %[[CONCATENATE2:.*]] = vmapc.concatenate %arg2, %arg3 along 0 : (tensor<3xf32>, tensor<4xf32>) -> tensor<7xf32>
// CHECK: return %[[CONCATENATE]], %[[CONCATENATE2]] : tensor<7xf32>, tensor<7xf32>
func.func private @concatenate(%x: tensor<3xf32>, %y: tensor<4xf32>) -> tensor<7xf32> {
  %r = vmapc.concatenate %x, %y along 0 : (tensor<3xf32>, tensor<4xf32>) -> tensor<7xf32>
  return %r : tensor<7xf32>
}
func.func @concatenate_jvp(%x: tensor<3xf32>, %y: tensor<4xf32>, %dx: tensor<3xf32>, %dy: tensor<4xf32>) -> tensor<7xf32> {
  %r, %map = vmapc.linearize @concatenate(%x, %y) wrt [0, 1] live [0] : (tensor<3xf32>, tensor<4xf32>) -> (tensor<7xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %dy) : (tensor<3xf32>, tensor<4xf32>) -> tensor<7xf32>
  return %dr : tensor<7xf32>
}

// CHECK-LABEL: @reverse{{.*}}jvp(
// CHECK: %[[REVERSE:.*]] = vmapc.reverse %arg0 along [0] : tensor<3xf32>
// CHECK: %[[REVERSE2:.*]] = vmapc.reverse %arg1 along [0] : tensor<3xf32>
// CHECK: return %[[REVERSE]], %[[REVERSE2]] : tensor<3xf32>, tensor<3xf32>
func.func private @reverse(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.reverse %x along [0] : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @reverse_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @reverse(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @windows{{.*}}jvp(
// CHECK: %[[Y:.*]] = vmapc.windows %arg0 along [0] size [2] by [1] dilate [1] : tensor<3xf32> -> tensor<2x2xf32>
// CHECK: %[[T:.*]] = vmapc.windows %arg1 along [0] size [2] by [1] dilate [1] : tensor<3xf32> -> tensor<2x2xf32>
// CHECK: return %[[Y]], %[[T]]
func.func private @windows(%x: tensor<3xf32>) -> tensor<2x2xf32> {
  %r = vmapc.windows %x along [0] size [2] by [1] dilate [1] : tensor<3xf32> -> tensor<2x2xf32>
  return %r : tensor<2x2xf32>
}
func.func @windows_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<2x2xf32> {
  %r, %map = vmapc.linearize @windows(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<2x2xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<2x2xf32>
  return %dr : tensor<2x2xf32>
}

// CHECK-LABEL: @place_windows{{.*}}jvp(
// CHECK: %[[Y:.*]] = vmapc.place_windows %arg0 along [0] extent [5] by [2] dilate [1] : tensor<2x2xf32> -> tensor<5x2xf32>
// CHECK: %[[T:.*]] = vmapc.place_windows %arg1 along [0] extent [5] by [2] dilate [1] : tensor<2x2xf32> -> tensor<5x2xf32>
// CHECK: return %[[Y]], %[[T]]
func.func private @place_windows(%x: tensor<2x2xf32>) -> tensor<5x2xf32> {
  %r = vmapc.place_windows %x along [0] extent [5] by [2] dilate [1] : tensor<2x2xf32> -> tensor<5x2xf32>
  return %r : tensor<5x2xf32>
}
func.func @place_windows_jvp(%x: tensor<2x2xf32>, %dx: tensor<2x2xf32>) -> tensor<5x2xf32> {
  %r, %map = vmapc.linearize @place_windows(%x) wrt [0] live [0] : (tensor<2x2xf32>) -> (tensor<5x2xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<2x2xf32>) -> tensor<5x2xf32>
  return %dr : tensor<5x2xf32>
}
