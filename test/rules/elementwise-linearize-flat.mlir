// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s

// What has no derivative, or one that is zero wherever it exists, has a zero tangent.

// CHECK-LABEL: @sign{{.*}}jvp(
// CHECK: %[[SIGN:.*]] = vmapc.sign %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: return %[[SIGN]], %[[CONSTANT]] : tensor<3xf32>, tensor<3xf32>
func.func private @sign(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.sign %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @sign_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @sign(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @floor{{.*}}jvp(
// CHECK: %[[FLOOR:.*]] = vmapc.floor %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: return %[[FLOOR]], %[[CONSTANT]] : tensor<3xf32>, tensor<3xf32>
func.func private @floor(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.floor %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @floor_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @floor(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @ceil{{.*}}jvp(
// CHECK: %[[CEIL:.*]] = vmapc.ceil %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: return %[[CEIL]], %[[CONSTANT]] : tensor<3xf32>, tensor<3xf32>
func.func private @ceil(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.ceil %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @ceil_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @ceil(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @round_even{{.*}}jvp(
// CHECK: %[[ROUND_EVEN:.*]] = vmapc.round_even %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: return %[[ROUND_EVEN]], %[[CONSTANT]] : tensor<3xf32>, tensor<3xf32>
func.func private @round_even(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.round_even %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @round_even_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @round_even(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @round_away{{.*}}jvp(
// CHECK: %[[ROUND_AWAY:.*]] = vmapc.round_away %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: return %[[ROUND_AWAY]], %[[CONSTANT]] : tensor<3xf32>, tensor<3xf32>
func.func private @round_away(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.round_away %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @round_away_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @round_away(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @trunc{{.*}}jvp(
// CHECK: %[[TRUNC:.*]] = vmapc.trunc %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: return %[[TRUNC]], %[[CONSTANT]] : tensor<3xf32>, tensor<3xf32>
func.func private @trunc(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.trunc %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @trunc_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @trunc(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @stop_gradient{{.*}}jvp(
// CHECK: %[[STOP_GRADIENT:.*]] = vmapc.stop_gradient %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: return %[[STOP_GRADIENT]], %[[CONSTANT]] : tensor<3xf32>, tensor<3xf32>
func.func private @stop_gradient(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.stop_gradient %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @stop_gradient_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @stop_gradient(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}
