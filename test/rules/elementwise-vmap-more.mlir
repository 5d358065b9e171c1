// RUN: vmapc-opt %s --vmapc-vmap | FileCheck %s

// More elementwise operations under vmap: the same operation with one more leading
// dimension, attributes kept.

// CHECK-LABEL: @more.vmap(
// CHECK-NEXT: vmapc.round_away %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.trunc %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.log2 %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.cbrt %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.tan %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.asin %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.acos %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.atan %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.sinh %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.cosh %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.asinh %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.acosh %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.atanh %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.erfc %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.erf_inv %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.lgamma %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.digamma %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.bessel_i0e %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.bessel_i1e %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.atan2 %arg0, %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.nextafter %arg0, %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.zeta %arg0, %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.fma %arg0, %arg0, %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.reduce_precision %arg0 to exponent 5 mantissa 10 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.popcnt %arg1 : tensor<2x3xi32>
// CHECK-NEXT: vmapc.clz %arg1 : tensor<2x3xi32>
// CHECK-NEXT: vmapc.shr_arith %arg1, %arg1 : tensor<2x3xi32>
func.func private @more(%x: tensor<3xf32>, %i: tensor<3xi32>) -> (
    tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
    tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
    tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
    tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
    tensor<3xi32>, tensor<3xi32>, tensor<3xi32>) {
  %0 = vmapc.round_away %x : tensor<3xf32>
  %1 = vmapc.trunc %x : tensor<3xf32>
  %2 = vmapc.log2 %x : tensor<3xf32>
  %3 = vmapc.cbrt %x : tensor<3xf32>
  %4 = vmapc.tan %x : tensor<3xf32>
  %5 = vmapc.asin %x : tensor<3xf32>
  %6 = vmapc.acos %x : tensor<3xf32>
  %7 = vmapc.atan %x : tensor<3xf32>
  %8 = vmapc.sinh %x : tensor<3xf32>
  %9 = vmapc.cosh %x : tensor<3xf32>
  %10 = vmapc.asinh %x : tensor<3xf32>
  %11 = vmapc.acosh %x : tensor<3xf32>
  %12 = vmapc.atanh %x : tensor<3xf32>
  %13 = vmapc.erfc %x : tensor<3xf32>
  %14 = vmapc.erf_inv %x : tensor<3xf32>
  %15 = vmapc.lgamma %x : tensor<3xf32>
  %16 = vmapc.digamma %x : tensor<3xf32>
  %17 = vmapc.bessel_i0e %x : tensor<3xf32>
  %18 = vmapc.bessel_i1e %x : tensor<3xf32>
  %19 = vmapc.atan2 %x, %x : tensor<3xf32>
  %20 = vmapc.nextafter %x, %x : tensor<3xf32>
  %21 = vmapc.zeta %x, %x : tensor<3xf32>
  %22 = vmapc.fma %x, %x, %x : tensor<3xf32>
  %23 = vmapc.reduce_precision %x to exponent 5 mantissa 10 : tensor<3xf32>
  %24 = vmapc.popcnt %i : tensor<3xi32>
  %25 = vmapc.clz %i : tensor<3xi32>
  %26 = vmapc.shr_arith %i, %i : tensor<3xi32>
  return %0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19, %20,
    %21, %22, %23, %24, %25, %26 :
    tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
    tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
    tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
    tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
    tensor<3xi32>, tensor<3xi32>, tensor<3xi32>
}
func.func @more_batch(%x: tensor<2x3xf32>, %i: tensor<2x3xi32>) -> (
    tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>,
    tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>,
    tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>,
    tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>,
    tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xi32>,
    tensor<2x3xi32>, tensor<2x3xi32>) {
  %r:27 = vmapc.vmap @more(%x, %i) in [0, 0] out [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] size 2 :
    (tensor<2x3xf32>, tensor<2x3xi32>) -> (
    tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>,
    tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>,
    tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>,
    tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>,
    tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xi32>,
    tensor<2x3xi32>, tensor<2x3xi32>)
  return
    %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6, %r#7, %r#8, %r#9, %r#10, %r#11, %r#12, %r#13, %r#14,
    %r#15, %r#16, %r#17, %r#18, %r#19, %r#20, %r#21, %r#22, %r#23, %r#24, %r#25, %r#26 :
    tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>,
    tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>,
    tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>,
    tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>,
    tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xi32>,
    tensor<2x3xi32>, tensor<2x3xi32>
}
