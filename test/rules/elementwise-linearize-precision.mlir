// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s

// The linear maps of what looks at how numbers are stored.

// CHECK-LABEL: @nextafter{{.*}}jvp(
// CHECK: %[[NEXTAFTER:.*]] = vmapc.nextafter %arg0, %arg1 : tensor<3xf32>
// CHECK: return %[[NEXTAFTER]], %arg2 : tensor<3xf32>, tensor<3xf32>
func.func private @nextafter(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.nextafter %x, %y : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @nextafter_jvp(%x: tensor<3xf32>, %y: tensor<3xf32>, %dx: tensor<3xf32>, %dy: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @nextafter(%x, %y) wrt [0, 1] live [0] : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %dy) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @fma{{.*}}jvp(
// CHECK: %[[FMA:.*]] = vmapc.fma %arg0, %arg1, %arg2 : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %arg1, %arg3 : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %arg0, %arg4 : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %[[MUL]], %[[MUL2]] : tensor<3xf32>
// CHECK: %[[ADD2:.*]] = vmapc.add %[[ADD]], %arg5 : tensor<3xf32>
// CHECK: return %[[FMA]], %[[ADD2]] : tensor<3xf32>, tensor<3xf32>
func.func private @fma(%x: tensor<3xf32>, %y: tensor<3xf32>, %z: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.fma %x, %y, %z : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @fma_jvp(%x: tensor<3xf32>, %y: tensor<3xf32>, %z: tensor<3xf32>, %dx: tensor<3xf32>, %dy: tensor<3xf32>, %dz: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @fma(%x, %y, %z) wrt [0, 1, 2] live [0] : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %dy, %dz) : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @reduce_precision{{.*}}jvp(
// CHECK: %[[REDUCE_PRECISION:.*]] = vmapc.reduce_precision %arg0 to exponent 5 mantissa 10 : tensor<3xf32>
// CHECK: %[[REDUCE_PRECISION2:.*]] = vmapc.reduce_precision %arg1 to exponent 5 mantissa 10 : tensor<3xf32>
// CHECK: return %[[REDUCE_PRECISION]], %[[REDUCE_PRECISION2]] : tensor<3xf32>, tensor<3xf32>
func.func private @reduce_precision(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.reduce_precision %x to exponent 5 mantissa 10 : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @reduce_precision_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @reduce_precision(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}
