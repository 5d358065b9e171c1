// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s

// The linear maps of circular and hyperbolic functions and their inverses.

// CHECK-LABEL: @tan{{.*}}jvp(
// CHECK: %[[TAN:.*]] = vmapc.tan %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %[[TAN]], %[[TAN]] : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %[[MUL]], %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[ADD]], %arg1 : tensor<3xf32>
// CHECK: return %[[TAN]], %[[MUL2]] : tensor<3xf32>, tensor<3xf32>
func.func private @tan(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.tan %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @tan_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @tan(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @asin{{.*}}jvp(
// CHECK: %[[ASIN:.*]] = vmapc.asin %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[SUB:.*]] = vmapc.sub %[[CONSTANT]], %arg0 : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %arg0, %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %[[SUB]], %[[ADD]] : tensor<3xf32>
// CHECK: %[[RSQRT:.*]] = vmapc.rsqrt %[[MUL]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[RSQRT]], %arg1 : tensor<3xf32>
// CHECK: return %[[ASIN]], %[[MUL2]] : tensor<3xf32>, tensor<3xf32>
func.func private @asin(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.asin %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @asin_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @asin(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @acos{{.*}}jvp(
// CHECK: %[[ACOS:.*]] = vmapc.acos %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[SUB:.*]] = vmapc.sub %[[CONSTANT]], %arg0 : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %arg0, %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %[[SUB]], %[[ADD]] : tensor<3xf32>
// CHECK: %[[RSQRT:.*]] = vmapc.rsqrt %[[MUL]] : tensor<3xf32>
// CHECK: %[[NEG:.*]] = vmapc.neg %[[RSQRT]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[NEG]], %arg1 : tensor<3xf32>
// CHECK: return %[[ACOS]], %[[MUL2]] : tensor<3xf32>, tensor<3xf32>
func.func private @acos(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.acos %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @acos_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @acos(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @atan{{.*}}jvp(
// CHECK: %[[ATAN:.*]] = vmapc.atan %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %arg0, %arg0 : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %[[MUL]], %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[DIV:.*]] = vmapc.div %[[CONSTANT]], %[[ADD]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[DIV]], %arg1 : tensor<3xf32>
// CHECK: return %[[ATAN]], %[[MUL2]] : tensor<3xf32>, tensor<3xf32>
func.func private @atan(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.atan %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @atan_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @atan(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @sinh{{.*}}jvp(
// CHECK: %[[SINH:.*]] = vmapc.sinh %arg0 : tensor<3xf32>
// CHECK: %[[COSH:.*]] = vmapc.cosh %arg0 : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[COSH]], %arg1 : tensor<3xf32>
// CHECK: return %[[SINH]], %[[MUL]] : tensor<3xf32>, tensor<3xf32>
func.func private @sinh(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.sinh %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @sinh_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @sinh(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @cosh{{.*}}jvp(
// CHECK: %[[COSH:.*]] = vmapc.cosh %arg0 : tensor<3xf32>
// CHECK: %[[SINH:.*]] = vmapc.sinh %arg0 : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[SINH]], %arg1 : tensor<3xf32>
// CHECK: return %[[COSH]], %[[MUL]] : tensor<3xf32>, tensor<3xf32>
func.func private @cosh(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.cosh %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @cosh_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @cosh(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @asinh{{.*}}jvp(
// CHECK: %[[ASINH:.*]] = vmapc.asinh %arg0 : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %arg0, %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %[[MUL]], %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[RSQRT:.*]] = vmapc.rsqrt %[[ADD]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[RSQRT]], %arg1 : tensor<3xf32>
// CHECK: return %[[ASINH]], %[[MUL2]] : tensor<3xf32>, tensor<3xf32>
func.func private @asinh(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.asinh %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @asinh_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @asinh(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @acosh{{.*}}jvp(
// CHECK: %[[ACOSH:.*]] = vmapc.acosh %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[SUB:.*]] = vmapc.sub %arg0, %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[RSQRT:.*]] = vmapc.rsqrt %[[SUB]] : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %arg0, %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[RSQRT2:.*]] = vmapc.rsqrt %[[ADD]] : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %[[RSQRT]], %[[RSQRT2]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[MUL]], %arg1 : tensor<3xf32>
// CHECK: return %[[ACOSH]], %[[MUL2]] : tensor<3xf32>, tensor<3xf32>
func.func private @acosh(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.acosh %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @acosh_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @acosh(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @atanh{{.*}}jvp(
// CHECK: %[[ATANH:.*]] = vmapc.atanh %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[SUB:.*]] = vmapc.sub %[[CONSTANT]], %arg0 : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %arg0, %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %[[SUB]], %[[ADD]] : tensor<3xf32>
// CHECK: %[[DIV:.*]] = vmapc.div %[[CONSTANT]], %[[MUL]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[DIV]], %arg1 : tensor<3xf32>
// CHECK: return %[[ATANH]], %[[MUL2]] : tensor<3xf32>, tensor<3xf32>
func.func private @atanh(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.atanh %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @atanh_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @atanh(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @atan2{{.*}}jvp(
// CHECK: %[[ATAN2:.*]] = vmapc.atan2 %arg0, %arg1 : tensor<3xf32>
// CHECK: %[[ABS:.*]] = vmapc.abs %arg1 : tensor<3xf32>
// CHECK: %[[ABS2:.*]] = vmapc.abs %arg0 : tensor<3xf32>
// CHECK: %[[COMPARE:.*]] = vmapc.compare  ge %[[ABS]], %[[ABS2]] : tensor<3xf32>
// CHECK: %[[SELECT:.*]] = vmapc.select %[[COMPARE]], %arg1, %arg0 : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[DIV:.*]] = vmapc.div %arg1, %[[SELECT]] : tensor<3xf32>
// CHECK: %[[DIV2:.*]] = vmapc.div %arg0, %[[SELECT]] : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %[[DIV]], %[[DIV]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.mul %[[DIV2]], %[[DIV2]] : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %[[MUL]], %[[MUL2]] : tensor<3xf32>
// CHECK: %[[MUL3:.*]] = vmapc.mul %[[SELECT]], %[[ADD]] : tensor<3xf32>
// CHECK: %[[DIV3:.*]] = vmapc.div %[[DIV]], %[[MUL3]] : tensor<3xf32>
// CHECK: %[[MUL4:.*]] = vmapc.scale %[[DIV3]], %arg2 : tensor<3xf32>
// CHECK: %[[NEG:.*]] = vmapc.neg %[[DIV2]] : tensor<3xf32>
// CHECK: %[[DIV4:.*]] = vmapc.div %[[NEG]], %[[MUL3]] : tensor<3xf32>
// CHECK: %[[MUL5:.*]] = vmapc.scale %[[DIV4]], %arg3 : tensor<3xf32>
// CHECK: %[[ADD2:.*]] = vmapc.add %[[MUL4]], %[[MUL5]] : tensor<3xf32>
// CHECK: return %[[ATAN2]], %[[ADD2]] : tensor<3xf32>, tensor<3xf32>
func.func private @atan2(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.atan2 %x, %y : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @atan2_jvp(%x: tensor<3xf32>, %y: tensor<3xf32>, %dx: tensor<3xf32>, %dy: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @atan2(%x, %y) wrt [0, 1] live [0] : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %dy) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}
