// No function of an array is left to the C library: not by a call, and not by an intrinsic
// of LLVM that would become one.
// RUN: vmapc-opt %s --vmapc-plan --vmapc-emit-vector --vmapc-expand-math --vmapc-to-llvm | FileCheck %s --implicit-check-not="llvm.func @{{[a-z0-9]+[(]}}" --implicit-check-not="llvm.intr.{{(a?(sin|cos|tan)h?|exp|log|pow|erf)}}" --implicit-check-not=llvm.frem

// CHECK: llvm.func @vmapc_entry
func.func @every(%x: tensor<32xf32>, %y: tensor<32xf32>, %u: tensor<32xf64>, %v: tensor<32xf64>) -> (tensor<32xf32>, tensor<32xf64>) {
  %f0 = vmapc.exp %x : tensor<32xf32>
  %f1 = vmapc.exp2 %f0 : tensor<32xf32>
  %f2 = vmapc.expm1 %f1 : tensor<32xf32>
  %f3 = vmapc.log %f2 : tensor<32xf32>
  %f4 = vmapc.log2 %f3 : tensor<32xf32>
  %f5 = vmapc.log1p %f4 : tensor<32xf32>
  %f6 = vmapc.sqrt %f5 : tensor<32xf32>
  %f7 = vmapc.rsqrt %f6 : tensor<32xf32>
  %f8 = vmapc.cbrt %f7 : tensor<32xf32>
  %f9 = vmapc.sin %f8 : tensor<32xf32>
  %f10 = vmapc.cos %f9 : tensor<32xf32>
  %f11 = vmapc.tan %f10 : tensor<32xf32>
  %f12 = vmapc.asin %f11 : tensor<32xf32>
  %f13 = vmapc.acos %f12 : tensor<32xf32>
  %f14 = vmapc.atan %f13 : tensor<32xf32>
  %f15 = vmapc.sinh %f14 : tensor<32xf32>
  %f16 = vmapc.cosh %f15 : tensor<32xf32>
  %f17 = vmapc.tanh %f16 : tensor<32xf32>
  %f18 = vmapc.asinh %f17 : tensor<32xf32>
  %f19 = vmapc.acosh %f18 : tensor<32xf32>
  %f20 = vmapc.atanh %f19 : tensor<32xf32>
  %f21 = vmapc.logistic %f20 : tensor<32xf32>
  %f22 = vmapc.erf %f21 : tensor<32xf32>
  %f23 = vmapc.erfc %f22 : tensor<32xf32>
  %f24 = vmapc.erf_inv %f23 : tensor<32xf32>
  %f25 = vmapc.lgamma %f24 : tensor<32xf32>
  %f26 = vmapc.digamma %f25 : tensor<32xf32>
  %f27 = vmapc.bessel_i0e %f26 : tensor<32xf32>
  %f28 = vmapc.bessel_i1e %f27 : tensor<32xf32>
  %f29 = vmapc.floor %f28 : tensor<32xf32>
  %f30 = vmapc.ceil %f29 : tensor<32xf32>
  %f31 = vmapc.round_even %f30 : tensor<32xf32>
  %f32 = vmapc.round_away %f31 : tensor<32xf32>
  %f33 = vmapc.trunc %f32 : tensor<32xf32>
  %fb0 = vmapc.pow %f33, %y : tensor<32xf32>
  %fb1 = vmapc.atan2 %fb0, %y : tensor<32xf32>
  %fb2 = vmapc.rem %fb1, %y : tensor<32xf32>
  %fb3 = vmapc.zeta %fb2, %y : tensor<32xf32>
  %fb4 = vmapc.nextafter %fb3, %y : tensor<32xf32>
  %d0 = vmapc.exp %u : tensor<32xf64>
  %d1 = vmapc.exp2 %d0 : tensor<32xf64>
  %d2 = vmapc.expm1 %d1 : tensor<32xf64>
  %d3 = vmapc.log %d2 : tensor<32xf64>
  %d4 = vmapc.log2 %d3 : tensor<32xf64>
  %d5 = vmapc.log1p %d4 : tensor<32xf64>
  %d6 = vmapc.sqrt %d5 : tensor<32xf64>
  %d7 = vmapc.rsqrt %d6 : tensor<32xf64>
  %d8 = vmapc.cbrt %d7 : tensor<32xf64>
  %d9 = vmapc.sin %d8 : tensor<32xf64>
  %d10 = vmapc.cos %d9 : tensor<32xf64>
  %d11 = vmapc.tan %d10 : tensor<32xf64>
  %d12 = vmapc.asin %d11 : tensor<32xf64>
  %d13 = vmapc.acos %d12 : tensor<32xf64>
  %d14 = vmapc.atan %d13 : tensor<32xf64>
  %d15 = vmapc.sinh %d14 : tensor<32xf64>
  %d16 = vmapc.cosh %d15 : tensor<32xf64>
  %d17 = vmapc.tanh %d16 : tensor<32xf64>
  %d18 = vmapc.asinh %d17 : tensor<32xf64>
  %d19 = vmapc.acosh %d18 : tensor<32xf64>
  %d20 = vmapc.atanh %d19 : tensor<32xf64>
  %d21 = vmapc.logistic %d20 : tensor<32xf64>
  %d22 = vmapc.erf %d21 : tensor<32xf64>
  %d23 = vmapc.erfc %d22 : tensor<32xf64>
  %d24 = vmapc.erf_inv %d23 : tensor<32xf64>
  %d25 = vmapc.lgamma %d24 : tensor<32xf64>
  %d26 = vmapc.digamma %d25 : tensor<32xf64>
  %d27 = vmapc.bessel_i0e %d26 : tensor<32xf64>
  %d28 = vmapc.bessel_i1e %d27 : tensor<32xf64>
  %d29 = vmapc.floor %d28 : tensor<32xf64>
  %d30 = vmapc.ceil %d29 : tensor<32xf64>
  %d31 = vmapc.round_even %d30 : tensor<32xf64>
  %d32 = vmapc.round_away %d31 : tensor<32xf64>
  %d33 = vmapc.trunc %d32 : tensor<32xf64>
  %db0 = vmapc.pow %d33, %v : tensor<32xf64>
  %db1 = vmapc.atan2 %db0, %v : tensor<32xf64>
  %db2 = vmapc.rem %db1, %v : tensor<32xf64>
  %db3 = vmapc.zeta %db2, %v : tensor<32xf64>
  %db4 = vmapc.nextafter %db3, %v : tensor<32xf64>
  return %fb4, %db4 : tensor<32xf32>, tensor<32xf64>
}
