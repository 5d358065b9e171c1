// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s

// The linear maps of roots, logarithms and special functions.

// CHECK-LABEL: @log2{{.*}}jvp(
// CHECK: %[[LOG2:.*]] = vmapc.log2 %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.44269502> : tensor<3xf32>
// CHECK: %[[DIV:.*]] = vmapc.div %[[CONSTANT]], %arg0 : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[DIV]], %arg1 : tensor<3xf32>
// CHECK: return %[[LOG2]], %[[MUL]] : tensor<3xf32>, tensor<3xf32>
func.func private @log2(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.log2 %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @log2_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @log2(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @cbrt{{.*}}jvp(
// CHECK: %[[CBRT:.*]] = vmapc.cbrt %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.333333343> : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %[[CBRT]], %[[CBRT]] : tensor<3xf32>
// CHECK: %[[DIV:.*]] = vmapc.div %[[CONSTANT]], %[[MUL]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[DIV]], %arg1 : tensor<3xf32>
// CHECK: return %[[CBRT]], %[[MUL2]] : tensor<3xf32>, tensor<3xf32>
func.func private @cbrt(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.cbrt %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @cbrt_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @cbrt(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @erfc{{.*}}jvp(
// CHECK: %[[ERFC:.*]] = vmapc.erfc %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<-1.12837923> : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %arg0, %arg0 : tensor<3xf32>
// CHECK: %[[NEG:.*]] = vmapc.neg %[[MUL]] : tensor<3xf32>
// CHECK: %[[EXP:.*]] = vmapc.exp %[[NEG]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.mul %[[EXP]], %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[MUL3:.*]] = vmapc.scale %[[MUL2]], %arg1 : tensor<3xf32>
// CHECK: return %[[ERFC]], %[[MUL3]] : tensor<3xf32>, tensor<3xf32>
func.func private @erfc(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.erfc %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @erfc_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @erfc(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @erf_inv{{.*}}jvp(
// CHECK: %[[ERF_INV:.*]] = vmapc.erf_inv %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.886226952> : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %[[ERF_INV]], %[[ERF_INV]] : tensor<3xf32>
// CHECK: %[[EXP:.*]] = vmapc.exp %[[MUL]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.mul %[[EXP]], %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[MUL3:.*]] = vmapc.scale %[[MUL2]], %arg1 : tensor<3xf32>
// CHECK: return %[[ERF_INV]], %[[MUL3]] : tensor<3xf32>, tensor<3xf32>
func.func private @erf_inv(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.erf_inv %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @erf_inv_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @erf_inv(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @lgamma{{.*}}jvp(
// CHECK: %[[LGAMMA:.*]] = vmapc.lgamma %arg0 : tensor<3xf32>
// CHECK: %[[DIGAMMA:.*]] = vmapc.digamma %arg0 : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[DIGAMMA]], %arg1 : tensor<3xf32>
// CHECK: return %[[LGAMMA]], %[[MUL]] : tensor<3xf32>, tensor<3xf32>
func.func private @lgamma(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.lgamma %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @lgamma_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @lgamma(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @digamma{{.*}}jvp(
// CHECK: %[[DIGAMMA:.*]] = vmapc.digamma %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<2.000000e+00> : tensor<3xf32>
// CHECK: %[[ZETA:.*]] = vmapc.zeta %[[CONSTANT]], %arg0 : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[ZETA]], %arg1 : tensor<3xf32>
// CHECK: return %[[DIGAMMA]], %[[MUL]] : tensor<3xf32>, tensor<3xf32>
func.func private @digamma(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.digamma %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @digamma_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @digamma(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @bessel_i0e{{.*}}jvp(
// CHECK: %[[BESSEL_I0E:.*]] = vmapc.bessel_i0e %arg0 : tensor<3xf32>
// CHECK: %[[BESSEL_I1E:.*]] = vmapc.bessel_i1e %arg0 : tensor<3xf32>
// CHECK: %[[SIGN:.*]] = vmapc.sign %arg0 : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %[[SIGN]], %[[BESSEL_I0E]] : tensor<3xf32>
// CHECK: %[[SUB:.*]] = vmapc.sub %[[BESSEL_I1E]], %[[MUL]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[SUB]], %arg1 : tensor<3xf32>
// CHECK: return %[[BESSEL_I0E]], %[[MUL2]] : tensor<3xf32>, tensor<3xf32>
func.func private @bessel_i0e(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.bessel_i0e %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @bessel_i0e_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @bessel_i0e(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @bessel_i1e{{.*}}jvp(
// CHECK: %[[BESSEL_I1E:.*]] = vmapc.bessel_i1e %arg0 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: %[[CONSTANT2:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[COMPARE:.*]] = vmapc.compare  eq %arg0, %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[CONSTANT3:.*]] = vmapc.constant dense<5.000000e-01> : tensor<3xf32>
// CHECK: %[[SELECT:.*]] = vmapc.select %[[COMPARE]], %[[CONSTANT2]], %arg0 : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[DIV:.*]] = vmapc.div %[[BESSEL_I1E]], %[[SELECT]] : tensor<3xf32>
// CHECK: %[[SELECT2:.*]] = vmapc.select %[[COMPARE]], %[[CONSTANT3]], %[[DIV]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[BESSEL_I0E:.*]] = vmapc.bessel_i0e %arg0 : tensor<3xf32>
// CHECK: %[[SUB:.*]] = vmapc.sub %[[BESSEL_I0E]], %[[SELECT2]] : tensor<3xf32>
// CHECK: %[[SIGN:.*]] = vmapc.sign %arg0 : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %[[SIGN]], %[[BESSEL_I1E]] : tensor<3xf32>
// CHECK: %[[SUB2:.*]] = vmapc.sub %[[SUB]], %[[MUL]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[SUB2]], %arg1 : tensor<3xf32>
// CHECK: return %[[BESSEL_I1E]], %[[MUL2]] : tensor<3xf32>, tensor<3xf32>
func.func private @bessel_i1e(%x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.bessel_i1e %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @bessel_i1e_jvp(%x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @bessel_i1e(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// Of zeta only the second operand has a derivative.
// CHECK-LABEL: @zeta{{.*}}jvp(
// CHECK: %[[ZETA:.*]] = vmapc.zeta %arg0, %arg1 : tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK: %[[ADD:.*]] = vmapc.add %arg0, %[[CONSTANT]] : tensor<3xf32>
// CHECK: %[[ZETA2:.*]] = vmapc.zeta %[[ADD]], %arg1 : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %arg0, %[[ZETA2]] : tensor<3xf32>
// CHECK: %[[NEG:.*]] = vmapc.neg %[[MUL]] : tensor<3xf32>
// CHECK: %[[MUL2:.*]] = vmapc.scale %[[NEG]], %arg2 : tensor<3xf32>
// CHECK: return %[[ZETA]], %[[MUL2]] : tensor<3xf32>, tensor<3xf32>
func.func private @zeta(%s: tensor<3xf32>, %x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.zeta %s, %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @zeta_jvp(%s: tensor<3xf32>, %x: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @zeta(%s, %x) wrt [1] live [0] : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}
