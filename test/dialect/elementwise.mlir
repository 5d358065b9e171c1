// RUN: vmapc-opt %s | vmapc-opt | FileCheck %s
// RUN: vmapc-opt %s --mlir-print-op-generic | vmapc-opt | FileCheck %s

// Elementwise operations print and parse, on every kind of element, on scalars and on
// empty arrays.

// CHECK-LABEL: func.func @elementwise(
func.func @elementwise(%x: tensor<2x3xf32>, %d: tensor<2x3xf64>, %i: tensor<2x3xi32>, %l: tensor<2x3xi64>,
    %u: tensor<2x3xui32>, %p: tensor<2x3xi1>, %e: tensor<f32>, %f: tensor<0x3xf32>) {
  // CHECK: vmapc.neg %{{.*}} : tensor<2x3xf32>
  %100 = vmapc.neg %x : tensor<2x3xf32>
  // CHECK: vmapc.abs %{{.*}} : tensor<2x3xf32>
  %101 = vmapc.abs %x : tensor<2x3xf32>
  // CHECK: vmapc.sign %{{.*}} : tensor<2x3xf32>
  %102 = vmapc.sign %x : tensor<2x3xf32>
  // CHECK: vmapc.floor %{{.*}} : tensor<2x3xf32>
  %103 = vmapc.floor %x : tensor<2x3xf32>
  // CHECK: vmapc.ceil %{{.*}} : tensor<2x3xf32>
  %104 = vmapc.ceil %x : tensor<2x3xf32>
  // CHECK: vmapc.round_even %{{.*}} : tensor<2x3xf32>
  %105 = vmapc.round_even %x : tensor<2x3xf32>
  // CHECK: vmapc.exp %{{.*}} : tensor<2x3xf32>
  %106 = vmapc.exp %x : tensor<2x3xf32>
  // CHECK: vmapc.exp2 %{{.*}} : tensor<2x3xf32>
  %107 = vmapc.exp2 %x : tensor<2x3xf32>
  // CHECK: vmapc.expm1 %{{.*}} : tensor<2x3xf32>
  %108 = vmapc.expm1 %x : tensor<2x3xf32>
  // CHECK: vmapc.log %{{.*}} : tensor<2x3xf32>
  %109 = vmapc.log %x : tensor<2x3xf32>
  // CHECK: vmapc.log1p %{{.*}} : tensor<2x3xf32>
  %110 = vmapc.log1p %x : tensor<2x3xf32>
  // CHECK: vmapc.sqrt %{{.*}} : tensor<2x3xf32>
  %111 = vmapc.sqrt %x : tensor<2x3xf32>
  // CHECK: vmapc.rsqrt %{{.*}} : tensor<2x3xf32>
  %112 = vmapc.rsqrt %x : tensor<2x3xf32>
  // CHECK: vmapc.sin %{{.*}} : tensor<2x3xf32>
  %113 = vmapc.sin %x : tensor<2x3xf32>
  // CHECK: vmapc.cos %{{.*}} : tensor<2x3xf32>
  %114 = vmapc.cos %x : tensor<2x3xf32>
  // CHECK: vmapc.tanh %{{.*}} : tensor<2x3xf32>
  %115 = vmapc.tanh %x : tensor<2x3xf32>
  // CHECK: vmapc.logistic %{{.*}} : tensor<2x3xf32>
  %116 = vmapc.logistic %x : tensor<2x3xf32>
  // CHECK: vmapc.erf %{{.*}} : tensor<2x3xf32>
  %117 = vmapc.erf %x : tensor<2x3xf32>
  // CHECK: vmapc.round_away %{{.*}} : tensor<2x3xf32>
  %m0 = vmapc.round_away %x : tensor<2x3xf32>
  // CHECK: vmapc.trunc %{{.*}} : tensor<2x3xf32>
  %m1 = vmapc.trunc %x : tensor<2x3xf32>
  // CHECK: vmapc.log2 %{{.*}} : tensor<2x3xf32>
  %m2 = vmapc.log2 %x : tensor<2x3xf32>
  // CHECK: vmapc.cbrt %{{.*}} : tensor<2x3xf32>
  %m3 = vmapc.cbrt %x : tensor<2x3xf32>
  // CHECK: vmapc.tan %{{.*}} : tensor<2x3xf32>
  %m4 = vmapc.tan %x : tensor<2x3xf32>
  // CHECK: vmapc.asin %{{.*}} : tensor<2x3xf32>
  %m5 = vmapc.asin %x : tensor<2x3xf32>
  // CHECK: vmapc.acos %{{.*}} : tensor<2x3xf32>
  %m6 = vmapc.acos %x : tensor<2x3xf32>
  // CHECK: vmapc.atan %{{.*}} : tensor<2x3xf32>
  %m7 = vmapc.atan %x : tensor<2x3xf32>
  // CHECK: vmapc.sinh %{{.*}} : tensor<2x3xf32>
  %m8 = vmapc.sinh %x : tensor<2x3xf32>
  // CHECK: vmapc.cosh %{{.*}} : tensor<2x3xf32>
  %m9 = vmapc.cosh %x : tensor<2x3xf32>
  // CHECK: vmapc.asinh %{{.*}} : tensor<2x3xf32>
  %m10 = vmapc.asinh %x : tensor<2x3xf32>
  // CHECK: vmapc.acosh %{{.*}} : tensor<2x3xf32>
  %m11 = vmapc.acosh %x : tensor<2x3xf32>
  // CHECK: vmapc.atanh %{{.*}} : tensor<2x3xf32>
  %m12 = vmapc.atanh %x : tensor<2x3xf32>
  // CHECK: vmapc.erfc %{{.*}} : tensor<2x3xf32>
  %m13 = vmapc.erfc %x : tensor<2x3xf32>
  // CHECK: vmapc.erf_inv %{{.*}} : tensor<2x3xf32>
  %m14 = vmapc.erf_inv %x : tensor<2x3xf32>
  // CHECK: vmapc.lgamma %{{.*}} : tensor<2x3xf32>
  %m15 = vmapc.lgamma %x : tensor<2x3xf32>
  // CHECK: vmapc.digamma %{{.*}} : tensor<2x3xf32>
  %m16 = vmapc.digamma %x : tensor<2x3xf32>
  // CHECK: vmapc.bessel_i0e %{{.*}} : tensor<2x3xf32>
  %m17 = vmapc.bessel_i0e %x : tensor<2x3xf32>
  // CHECK: vmapc.bessel_i1e %{{.*}} : tensor<2x3xf32>
  %m18 = vmapc.bessel_i1e %x : tensor<2x3xf32>
  // CHECK: vmapc.popcnt %{{.*}} : tensor<2x3xi32>
  %w0 = vmapc.popcnt %i : tensor<2x3xi32>
  // CHECK: vmapc.clz %{{.*}} : tensor<2x3xi32>
  %w1 = vmapc.clz %i : tensor<2x3xi32>
  // CHECK: vmapc.atan2 %{{.*}}, %{{.*}} : tensor<2x3xf64>
  %more0 = vmapc.atan2 %d, %d : tensor<2x3xf64>
  // CHECK: vmapc.nextafter %{{.*}}, %{{.*}} : tensor<2x3xf64>
  %more1 = vmapc.nextafter %d, %d : tensor<2x3xf64>
  // CHECK: vmapc.zeta %{{.*}}, %{{.*}} : tensor<2x3xf64>
  %more2 = vmapc.zeta %d, %d : tensor<2x3xf64>
  // CHECK: vmapc.shr_arith %{{.*}}, %{{.*}} : tensor<2x3xui32>
  %more3 = vmapc.shr_arith %u, %u : tensor<2x3xui32>
  // CHECK: vmapc.fma %{{.*}}, %{{.*}}, %{{.*}} : tensor<2x3xf32>
  %more4 = vmapc.fma %x, %x, %x : tensor<2x3xf32>
  // CHECK: vmapc.reduce_precision %{{.*}} to exponent 5 mantissa 10 : tensor<2x3xf32>
  %more5 = vmapc.reduce_precision %x to exponent 5 mantissa 10 : tensor<2x3xf32>
  // CHECK: vmapc.is_finite %{{.*}} : tensor<2x3xf32>
  %118 = vmapc.is_finite %x : tensor<2x3xf32>
  // CHECK: vmapc.stop_gradient %{{.*}} : tensor<2x3xf32>
  %119 = vmapc.stop_gradient %x : tensor<2x3xf32>
  // CHECK: vmapc.neg %{{.*}} : tensor<2x3xi32>
  %i0 = vmapc.neg %i : tensor<2x3xi32>
  // CHECK: vmapc.abs %{{.*}} : tensor<2x3xi32>
  %i1 = vmapc.abs %i : tensor<2x3xi32>
  // CHECK: vmapc.sign %{{.*}} : tensor<2x3xi32>
  %i2 = vmapc.sign %i : tensor<2x3xi32>
  // CHECK: vmapc.not %{{.*}} : tensor<2x3xi1>
  %n0 = vmapc.not %p : tensor<2x3xi1>
  // CHECK: vmapc.not %{{.*}} : tensor<2x3xui32>
  %n1 = vmapc.not %u : tensor<2x3xui32>
  // CHECK: vmapc.stop_gradient %{{.*}} : tensor<2x3xi1>
  %n2 = vmapc.stop_gradient %p : tensor<2x3xi1>
  // CHECK: vmapc.add %{{.*}}, %{{.*}} : tensor<2x3xf64>
  %b0 = vmapc.add %d, %d : tensor<2x3xf64>
  // CHECK: vmapc.sub %{{.*}}, %{{.*}} : tensor<2x3xf64>
  %b1 = vmapc.sub %d, %d : tensor<2x3xf64>
  // CHECK: vmapc.mul %{{.*}}, %{{.*}} : tensor<2x3xf64>
  %b2 = vmapc.mul %d, %d : tensor<2x3xf64>
  // CHECK: vmapc.div %{{.*}}, %{{.*}} : tensor<2x3xf64>
  %b3 = vmapc.div %d, %d : tensor<2x3xf64>
  // CHECK: vmapc.rem %{{.*}}, %{{.*}} : tensor<2x3xf64>
  %b4 = vmapc.rem %d, %d : tensor<2x3xf64>
  // CHECK: vmapc.pow %{{.*}}, %{{.*}} : tensor<2x3xf64>
  %b5 = vmapc.pow %d, %d : tensor<2x3xf64>
  // CHECK: vmapc.max %{{.*}}, %{{.*}} : tensor<2x3xf64>
  %b6 = vmapc.max %d, %d : tensor<2x3xf64>
  // CHECK: vmapc.min %{{.*}}, %{{.*}} : tensor<2x3xf64>
  %b7 = vmapc.min %d, %d : tensor<2x3xf64>
  // CHECK: vmapc.add %{{.*}}, %{{.*}} : tensor<2x3xui32>
  %c0 = vmapc.add %u, %u : tensor<2x3xui32>
  // CHECK: vmapc.div %{{.*}}, %{{.*}} : tensor<2x3xui32>
  %c1 = vmapc.div %u, %u : tensor<2x3xui32>
  // CHECK: vmapc.pow %{{.*}}, %{{.*}} : tensor<2x3xui32>
  %c2 = vmapc.pow %u, %u : tensor<2x3xui32>
  // CHECK: vmapc.max %{{.*}}, %{{.*}} : tensor<2x3xui32>
  %c3 = vmapc.max %u, %u : tensor<2x3xui32>
  // CHECK: vmapc.and %{{.*}}, %{{.*}} : tensor<2x3xui32>
  %c4 = vmapc.and %u, %u : tensor<2x3xui32>
  // CHECK: vmapc.or %{{.*}}, %{{.*}} : tensor<2x3xui32>
  %c5 = vmapc.or %u, %u : tensor<2x3xui32>
  // CHECK: vmapc.xor %{{.*}}, %{{.*}} : tensor<2x3xui32>
  %c6 = vmapc.xor %u, %u : tensor<2x3xui32>
  // CHECK: vmapc.shl %{{.*}}, %{{.*}} : tensor<2x3xui32>
  %c7 = vmapc.shl %u, %u : tensor<2x3xui32>
  // CHECK: vmapc.shr_logical %{{.*}}, %{{.*}} : tensor<2x3xui32>
  %c8 = vmapc.shr_logical %u, %u : tensor<2x3xui32>
  // CHECK: vmapc.compare  eq %{{.*}}, %{{.*}} : tensor<2x3xi64>
  %q0 = vmapc.compare eq %l, %l : tensor<2x3xi64>
  // CHECK: vmapc.compare  ne %{{.*}}, %{{.*}} : tensor<2x3xi64>
  %q1 = vmapc.compare ne %l, %l : tensor<2x3xi64>
  // CHECK: vmapc.compare  lt %{{.*}}, %{{.*}} : tensor<2x3xi64>
  %q2 = vmapc.compare lt %l, %l : tensor<2x3xi64>
  // CHECK: vmapc.compare  le %{{.*}}, %{{.*}} : tensor<2x3xi64>
  %q3 = vmapc.compare le %l, %l : tensor<2x3xi64>
  // CHECK: vmapc.compare  gt %{{.*}}, %{{.*}} : tensor<2x3xi64>
  %q4 = vmapc.compare gt %l, %l : tensor<2x3xi64>
  // CHECK: vmapc.compare  ge %{{.*}}, %{{.*}} : tensor<2x3xi64>
  %q5 = vmapc.compare ge %l, %l : tensor<2x3xi64>
  // CHECK: vmapc.select %{{.*}}, %{{.*}}, %{{.*}} : tensor<2x3xi1>, tensor<2x3xi32>
  %s0 = vmapc.select %p, %i, %i : tensor<2x3xi1>, tensor<2x3xi32>
  // CHECK: vmapc.clamp %{{.*}}, %{{.*}}, %{{.*}} : tensor<2x3xf32>
  %s1 = vmapc.clamp %x, %x, %x : tensor<2x3xf32>
  // CHECK: vmapc.convert %{{.*}} : tensor<2x3xf32> -> tensor<2x3xi1>
  %s2 = vmapc.convert %x : tensor<2x3xf32> -> tensor<2x3xi1>
  // CHECK: vmapc.convert %{{.*}} : tensor<2x3xui32> -> tensor<2x3xi64>
  %s3 = vmapc.convert %u : tensor<2x3xui32> -> tensor<2x3xi64>
  // CHECK: vmapc.bitcast %{{.*}} : tensor<2x3xf32> -> tensor<2x3xui32>
  %s4 = vmapc.bitcast %x : tensor<2x3xf32> -> tensor<2x3xui32>
  // CHECK: vmapc.random_bits %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<2x3xui32>
  %r0, %r1 = vmapc.random_bits %u, %u, %u, %u : tensor<2x3xui32>
  // CHECK: vmapc.exp %{{.*}} : tensor<f32>
  %z0 = vmapc.exp %e : tensor<f32>
  // CHECK: vmapc.add %{{.*}}, %{{.*}} : tensor<0x3xf32>
  %z1 = vmapc.add %f, %f : tensor<0x3xf32>
  return
}
