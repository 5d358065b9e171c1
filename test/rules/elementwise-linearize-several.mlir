// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s

// The linear maps of elementwise operations of several operands: the sum of the
// tangents times the partial derivatives.

// CHECK-LABEL: @add{{.*}}jvp(
// CHECK: %[[ADD:.*]] = vmapc.add %arg0, %arg1 : tensor<3xf32>
// CHECK: %[[ADD2:.*]] = vmapc.add %arg2, %arg3 : tensor<3xf32>
// CHECK: return %[[ADD]], %[[ADD2]] : tensor<3xf32>, tensor<3xf32>
func.func private @add(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.add %x, %y : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @add_jvp(%x: tensor<3xf32>, %y: tensor<3xf32>, %dx: tensor<3xf32>, %dy: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @add(%x, %y) wrt [0, 1] live [0] : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %dy) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @sub{{.*}}jvp(
// CHECK: %[[SUB:.*]] = vmapc.sub %arg0, %arg1 : tensor<3xf32>
// CHECK: %[[SUB2:.*]] = vmapc.sub %arg2, %arg3 : tensor<3xf32>
// CHECK: return %[[SUB]], %[[SUB2]] : tensor<3xf32>, tensor<3xf32>
func.func private @sub(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.sub %x, %y : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @sub_jvp(%x: tensor<3xf32>, %y: tensor<3xf32>, %dx: tensor<3xf32>, %dy: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @sub(%x, %y) wrt [0, 1] live [0] : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %dy) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @mul{{.*}}jvp(
// CHECK: %[[MUL:.*]] = vmapc.mul %arg0, %arg1 : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %arg1, %arg2 : tensor<3xf32>
// CHECK: %[[MUL3:.*]] = vmapc.scale %arg0, %arg3 : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %[[MUL2]], %[[MUL3]] : tensor<3xf32>
// CHECK: return %[[MUL]], %[[ADD]] : tensor<3xf32>, tensor<3xf32>
func.func private @mul(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.mul %x, %y : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @mul_jvp(%x: tensor<3xf32>, %y: tensor<3xf32>, %dx: tensor<3xf32>, %dy: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @mul(%x, %y) wrt [0, 1] live [0] : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %dy) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @div{{.*}}jvp(
// CHECK: %[[DIV:.*]] = vmapc.div %arg0, %arg1 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[DIV2:.*]] = vmapc.div %[[CONSTANT]], %arg1 : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[DIV2]], %arg2 : tensor<3xf32>
// CHECK: %[[DIV3:.*]] = vmapc.div %[[DIV]], %arg1 : tensor<3xf32>
// CHECK: %[[NEG:.*]] = vmapc.neg %[[DIV3]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[NEG]], %arg3 : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %[[MUL]], %[[MUL2]] : tensor<3xf32>
// CHECK: return %[[DIV]], %[[ADD]] : tensor<3xf32>, tensor<3xf32>
func.func private @div(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.div %x, %y : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @div_jvp(%x: tensor<3xf32>, %y: tensor<3xf32>, %dx: tensor<3xf32>, %dy: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @div(%x, %y) wrt [0, 1] live [0] : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %dy) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @rem{{.*}}jvp(
// CHECK: %[[REM:.*]] = vmapc.rem %arg0, %arg1 : tensor<3xf32>
// CHECK: %[[DIV:.*]] = vmapc.div %arg0, %arg1 : tensor<3xf32>
// CHECK: %[[ABS:.*]] = vmapc.abs %[[DIV]] : tensor<3xf32>
// CHECK: %[[FLOOR:.*]] = vmapc.floor %[[ABS]] : tensor<3xf32>
// CHECK: %[[SIGN:.*]] = vmapc.sign %[[DIV]] : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %[[SIGN]], %[[FLOOR]] : tensor<3xf32>
// CHECK: %[[NEG:.*]] = vmapc.neg %[[MUL]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[NEG]], %arg3 : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %arg2, %[[MUL2]] : tensor<3xf32>
// CHECK: return %[[REM]], %[[ADD]] : tensor<3xf32>, tensor<3xf32>
func.func private @rem(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.rem %x, %y : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @rem_jvp(%x: tensor<3xf32>, %y: tensor<3xf32>, %dx: tensor<3xf32>, %dy: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @rem(%x, %y) wrt [0, 1] live [0] : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %dy) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @pow{{.*}}jvp(
// CHECK: %[[POW:.*]] = vmapc.pow %arg0, %arg1 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: %[[CONSTANT2:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[COMPARE:.*]] = vmapc.compare  eq %arg1, %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[SUB:.*]] = vmapc.sub %arg1, %[[CONSTANT2]] : tensor<3xf32>
// CHECK: %[[SELECT:.*]] = vmapc.select %[[COMPARE]], %[[CONSTANT2]], %[[SUB]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[POW2:.*]] = vmapc.pow %arg0, %[[SELECT]] : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %arg1, %[[POW2]] : tensor<3xf32>
// CHECK: %[[SELECT2:.*]] = vmapc.select %[[COMPARE]], %[[CONSTANT]], %[[MUL]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[SELECT2]], %arg2 : tensor<3xf32>
// CHECK: %[[COMPARE2:.*]] = vmapc.compare  eq %arg0, %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[SELECT3:.*]] = vmapc.select %[[COMPARE2]], %[[CONSTANT2]], %arg0 : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[LOG:.*]] = vmapc.log %[[SELECT3]] : tensor<3xf32>
// CHECK: %[[MUL3:.*]] = vmapc.mul %[[LOG]], %[[POW]] : tensor<3xf32>
// CHECK: %[[MUL4:.*]] = vmapc.scale %[[MUL3]], %arg3 : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %[[MUL2]], %[[MUL4]] : tensor<3xf32>
// CHECK: return %[[POW]], %[[ADD]] : tensor<3xf32>, tensor<3xf32>
func.func private @pow(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.pow %x, %y : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @pow_jvp(%x: tensor<3xf32>, %y: tensor<3xf32>, %dx: tensor<3xf32>, %dy: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @pow(%x, %y) wrt [0, 1] live [0] : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %dy) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @max{{.*}}jvp(
// CHECK: %[[MAX:.*]] = vmapc.max %arg0, %arg1 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[COMPARE:.*]] = vmapc.compare  eq %arg1, %[[MAX]] : tensor<3xf32>
// CHECK: %[[CONSTANT2:.*]] = vmapc.constant dense<5.000000e-01> : tensor<3xf32>
// CHECK: %[[SELECT:.*]] = vmapc.select %[[COMPARE]], %[[CONSTANT2]], %[[CONSTANT]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[COMPARE2:.*]] = vmapc.compare  eq %arg0, %[[MAX]] : tensor<3xf32>
// CHECK: %[[CONSTANT3:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: %[[SELECT2:.*]] = vmapc.select %[[COMPARE2]], %[[SELECT]], %[[CONSTANT3]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[SELECT2]], %arg2 : tensor<3xf32>
// CHECK: %[[SELECT3:.*]] = vmapc.select %[[COMPARE2]], %[[CONSTANT2]], %[[CONSTANT]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[SELECT4:.*]] = vmapc.select %[[COMPARE]], %[[SELECT3]], %[[CONSTANT3]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[SELECT4]], %arg3 : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %[[MUL]], %[[MUL2]] : tensor<3xf32>
// CHECK: return %[[MAX]], %[[ADD]] : tensor<3xf32>, tensor<3xf32>
func.func private @max(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.max %x, %y : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @max_jvp(%x: tensor<3xf32>, %y: tensor<3xf32>, %dx: tensor<3xf32>, %dy: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @max(%x, %y) wrt [0, 1] live [0] : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %dy) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @min{{.*}}jvp(
// CHECK: %[[MIN:.*]] = vmapc.min %arg0, %arg1 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[COMPARE:.*]] = vmapc.compare  eq %arg1, %[[MIN]] : tensor<3xf32>
// CHECK: %[[CONSTANT2:.*]] = vmapc.constant dense<5.000000e-01> : tensor<3xf32>
// CHECK: %[[SELECT:.*]] = vmapc.select %[[COMPARE]], %[[CONSTANT2]], %[[CONSTANT]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[COMPARE2:.*]] = vmapc.compare  eq %arg0, %[[MIN]] : tensor<3xf32>
// CHECK: %[[CONSTANT3:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: %[[SELECT2:.*]] = vmapc.select %[[COMPARE2]], %[[SELECT]], %[[CONSTANT3]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[SELECT2]], %arg2 : tensor<3xf32>
// CHECK: %[[SELECT3:.*]] = vmapc.select %[[COMPARE2]], %[[CONSTANT2]], %[[CONSTANT]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[SELECT4:.*]] = vmapc.select %[[COMPARE]], %[[SELECT3]], %[[CONSTANT3]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[SELECT4]], %arg3 : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %[[MUL]], %[[MUL2]] : tensor<3xf32>
// CHECK: return %[[MIN]], %[[ADD]] : tensor<3xf32>, tensor<3xf32>
func.func private @min(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.min %x, %y : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @min_jvp(%x: tensor<3xf32>, %y: tensor<3xf32>, %dx: tensor<3xf32>, %dy: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @min(%x, %y) wrt [0, 1] live [0] : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %dy) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @select{{.*}}jvp(
// CHECK: %[[SELECT:.*]] = vmapc.select %arg0, %arg1, %arg2 : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[SELECT2:.*]] = vmapc.select %arg0, %arg3, %arg4 : tensor<3xi1>, tensor<3xf32>
// CHECK: return %[[SELECT]], %[[SELECT2]] : tensor<3xf32>, tensor<3xf32>
func.func private @select(%p: tensor<3xi1>, %x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.select %p, %x, %y : tensor<3xi1>, tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @select_jvp(%p: tensor<3xi1>, %x: tensor<3xf32>, %y: tensor<3xf32>, %dx: tensor<3xf32>, %dy: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @select(%p, %x, %y) wrt [1, 2] live [0] : (tensor<3xi1>, tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %dy) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @clamp{{.*}}jvp(
// CHECK: %[[CLAMP:.*]] = vmapc.clamp %arg0, %arg1, %arg2 : tensor<3xf32>
// CHECK: %[[COMPARE:.*]] = vmapc.compare  lt %arg0, %arg1 : tensor<3xf32>
// CHECK: %[[COMPARE2:.*]] = vmapc.compare  lt %arg1, %arg2 : tensor<3xf32>
// CHECK: %[[AND:.*]] = vmapc.and %[[COMPARE]], %[[COMPARE2]] : tensor<3xi1>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: %[[SELECT:.*]] = vmapc.select %[[AND]], %arg3, %[[CONSTANT]] : tensor<3xi1>, tensor<3xf32>
// CHECK: return %[[CLAMP]], %[[SELECT]] : tensor<3xf32>, tensor<3xf32>
func.func private @clamp(%l: tensor<3xf32>, %x: tensor<3xf32>, %h: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.clamp %l, %x, %h : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @clamp_jvp(%l: tensor<3xf32>, %x: tensor<3xf32>, %h: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @clamp(%l, %x, %h) wrt [1] live [0] : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}
