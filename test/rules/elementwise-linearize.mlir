// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s

// The linear map of each elementwise operation of one operand: the tangent times
// the derivative, made of the primal's values.

// CHECK-LABEL: @neg{{.*}}jvp(
// CHECK: %[[NEG:.*]] = vmapc.neg %arg0 : tensor<3xf32>
// CHECK: %[[NEG2:.*]] = vmapc.neg %arg1 : tensor<3xf32>
// CHECK: return %[[NEG]], %[[NEG2]] : tensor<3xf32>, tensor<3xf32>
func.func private @neg(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.neg %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @neg_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @neg(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @abs{{.*}}jvp(
// CHECK: %[[ABS:.*]] = vmapc.abs %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: %[[COMPARE:.*]] = vmapc.compare  ge %arg0, %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[CONSTANT2:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[CONSTANT3:.*]] = vmapc.constant dense<-1.000000e+00> : tensor<3xf32>
// CHECK: %[[SELECT:.*]] = vmapc.select %[[COMPARE]], %[[CONSTANT2]], %[[CONSTANT3]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[SELECT]], %arg1 : tensor<3xf32>
// CHECK: return %[[ABS]], %[[MUL]] : tensor<3xf32>, tensor<3xf32>
func.func private @abs(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.abs %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @abs_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @abs(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @exp{{.*}}jvp(
// CHECK: %[[EXP:.*]] = vmapc.exp %arg0 : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[EXP]], %arg1 : tensor<3xf32>
// CHECK: return %[[EXP]], %[[MUL]] : tensor<3xf32>, tensor<3xf32>
func.func private @exp(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.exp %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @exp_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @exp(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @exp2{{.*}}jvp(
// CHECK: %[[EXP2:.*]] = vmapc.exp2 %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.693147182> : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %[[EXP2]], %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[MUL]], %arg1 : tensor<3xf32>
// CHECK: return %[[EXP2]], %[[MUL2]] : tensor<3xf32>, tensor<3xf32>
func.func private @exp2(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.exp2 %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @exp2_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @exp2(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @expm1{{.*}}jvp(
// CHECK: %[[EXPM1:.*]] = vmapc.expm1 %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %[[EXPM1]], %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[ADD]], %arg1 : tensor<3xf32>
// CHECK: return %[[EXPM1]], %[[MUL]] : tensor<3xf32>, tensor<3xf32>
func.func private @expm1(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.expm1 %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @expm1_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @expm1(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @log{{.*}}jvp(
// CHECK: %[[LOG:.*]] = vmapc.log %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[DIV:.*]] = vmapc.div %[[CONSTANT]], %arg0 : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[DIV]], %arg1 : tensor<3xf32>
// CHECK: return %[[LOG]], %[[MUL]] : tensor<3xf32>, tensor<3xf32>
func.func private @log(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.log %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @log_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @log(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @log1p{{.*}}jvp(
// CHECK: %[[LOG1P:.*]] = vmapc.log1p %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %arg0, %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[DIV:.*]] = vmapc.div %[[CONSTANT]], %[[ADD]] : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[DIV]], %arg1 : tensor<3xf32>
// CHECK: return %[[LOG1P]], %[[MUL]] : tensor<3xf32>, tensor<3xf32>
func.func private @log1p(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.log1p %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @log1p_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @log1p(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @sqrt{{.*}}jvp(
// CHECK: %[[SQRT:.*]] = vmapc.sqrt %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<5.000000e-01> : tensor<3xf32>
// CHECK: %[[DIV:.*]] = vmapc.div %[[CONSTANT]], %[[SQRT]] : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[DIV]], %arg1 : tensor<3xf32>
// CHECK: return %[[SQRT]], %[[MUL]] : tensor<3xf32>, tensor<3xf32>
func.func private @sqrt(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.sqrt %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @sqrt_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @sqrt(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @rsqrt{{.*}}jvp(
// CHECK: %[[RSQRT:.*]] = vmapc.rsqrt %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<-5.000000e-01> : tensor<3xf32>
// CHECK: %[[DIV:.*]] = vmapc.div %[[RSQRT]], %arg0 : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %[[DIV]], %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[MUL]], %arg1 : tensor<3xf32>
// CHECK: return %[[RSQRT]], %[[MUL2]] : tensor<3xf32>, tensor<3xf32>
func.func private @rsqrt(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.rsqrt %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @rsqrt_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @rsqrt(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @sin{{.*}}jvp(
// CHECK: %[[SIN:.*]] = vmapc.sin %arg0 : tensor<3xf32>
// CHECK: %[[COS:.*]] = vmapc.cos %arg0 : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[COS]], %arg1 : tensor<3xf32>
// CHECK: return %[[SIN]], %[[MUL]] : tensor<3xf32>, tensor<3xf32>
func.func private @sin(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.sin %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @sin_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @sin(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @cos{{.*}}jvp(
// CHECK: %[[COS:.*]] = vmapc.cos %arg0 : tensor<3xf32>
// CHECK: %[[SIN:.*]] = vmapc.sin %arg0 : tensor<3xf32>
// CHECK: %[[NEG:.*]] = vmapc.neg %[[SIN]] : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[NEG]], %arg1 : tensor<3xf32>
// CHECK: return %[[COS]], %[[MUL]] : tensor<3xf32>, tensor<3xf32>
func.func private @cos(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.cos %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @cos_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @cos(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @tanh{{.*}}jvp(
// CHECK: %[[TANH:.*]] = vmapc.tanh %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[SUB:.*]] = vmapc.sub %[[CONSTANT]], %[[TANH]] : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %[[TANH]], %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %[[SUB]], %[[ADD]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[MUL]], %arg1 : tensor<3xf32>
// CHECK: return %[[TANH]], %[[MUL2]] : tensor<3xf32>, tensor<3xf32>
func.func private @tanh(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.tanh %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @tanh_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @tanh(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @logistic{{.*}}jvp(
// CHECK: %[[LOGISTIC:.*]] = vmapc.logistic %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[SUB:.*]] = vmapc.sub %[[CONSTANT]], %[[LOGISTIC]] : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %[[LOGISTIC]], %[[SUB]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[MUL]], %arg1 : tensor<3xf32>
// CHECK: return %[[LOGISTIC]], %[[MUL2]] : tensor<3xf32>, tensor<3xf32>
func.func private @logistic(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.logistic %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @logistic_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @logistic(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @erf{{.*}}jvp(
// CHECK: %[[ERF:.*]] = vmapc.erf %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.12837923> : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %arg0, %arg0 : tensor<3xf32>
// CHECK: %[[NEG:.*]] = vmapc.neg %[[MUL]] : tensor<3xf32>
// CHECK: %[[EXP:.*]] = vmapc.exp %[[NEG]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.mul %[[EXP]], %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[MUL3:.*]] = vmapc.scale %[[MUL2]], %arg1 : tensor<3xf32>
// CHECK: return %[[ERF]], %[[MUL3]] : tensor<3xf32>, tensor<3xf32>
func.func private @erf(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.erf %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @erf_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @erf(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @convert{{.*}}jvp(
// CHECK: %[[CONVERT:.*]] = vmapc.convert %arg0 : tensor<3xf32> -> tensor<3xf64>
// CHECK: %[[CONVERT2:.*]] = vmapc.convert %arg1 : tensor<3xf32> -> tensor<3xf64>
// CHECK: return %[[CONVERT]], %[[CONVERT2]] : tensor<3xf64>, tensor<3xf64>
func.func private @convert(%x: tensor<3xf32>) -> tensor<3xf64> {
  %r = vmapc.convert %x : tensor<3xf32> -> tensor<3xf64>
  return %r : tensor<3xf64>
}
func.func @convert_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf64> {
  %r, %map = vmapc.linearize @convert(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf64>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf64>
  return %dr : tensor<3xf64>
}
