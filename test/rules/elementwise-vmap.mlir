// RUN: vmapc-opt %s --vmapc-vmap | FileCheck %s

// Every elementwise operation under vmap is the same operation with one more
// leading dimension; a shared operand is repeated first.

// CHECK-LABEL: @unary.vmap(
// CHECK-NEXT: vmapc.neg %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.abs %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.sign %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.floor %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.ceil %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.round_even %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.exp %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.exp2 %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.expm1 %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.log %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.log1p %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.sqrt %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.rsqrt %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.sin %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.cos %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.tanh %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.logistic %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.erf %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.stop_gradient %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.is_finite %arg0 : tensor<2x3xf32>
func.func private @unary(%x: tensor<3xf32>) -> (
    tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
    tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
    tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
    tensor<3xf32>, tensor<3xi1>) {
  %0 = vmapc.neg %x : tensor<3xf32>
  %1 = vmapc.abs %x : tensor<3xf32>
  %2 = vmapc.sign %x : tensor<3xf32>
  %3 = vmapc.floor %x : tensor<3xf32>
  %4 = vmapc.ceil %x : tensor<3xf32>
  %5 = vmapc.round_even %x : tensor<3xf32>
  %6 = vmapc.exp %x : tensor<3xf32>
  %7 = vmapc.exp2 %x : tensor<3xf32>
  %8 = vmapc.expm1 %x : tensor<3xf32>
  %9 = vmapc.log %x : tensor<3xf32>
  %10 = vmapc.log1p %x : tensor<3xf32>
  %11 = vmapc.sqrt %x : tensor<3xf32>
  %12 = vmapc.rsqrt %x : tensor<3xf32>
  %13 = vmapc.sin %x : tensor<3xf32>
  %14 = vmapc.cos %x : tensor<3xf32>
  %15 = vmapc.tanh %x : tensor<3xf32>
  %16 = vmapc.logistic %x : tensor<3xf32>
  %17 = vmapc.erf %x : tensor<3xf32>
  %18 = vmapc.stop_gradient %x : tensor<3xf32>
  %19 = vmapc.is_finite %x : tensor<3xf32>
  return
    %0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19 :
    tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
    tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
    tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
    tensor<3xf32>, tensor<3xi1>
}
func.func @unary_batch(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xi1>) {
  %r:20 = vmapc.vmap @unary(%x) in [0] out [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] size 2 : (tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xi1>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6, %r#7, %r#8, %r#9, %r#10, %r#11, %r#12, %r#13, %r#14, %r#15, %r#16, %r#17, %r#18, %r#19 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xi1>
}

// CHECK-LABEL: @binary.vmap(
// CHECK-NEXT: vmapc.add %arg0, %arg1 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.sub %arg0, %arg1 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.mul %arg0, %arg1 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.div %arg0, %arg1 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.rem %arg0, %arg1 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.pow %arg0, %arg1 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.max %arg0, %arg1 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.min %arg0, %arg1 : tensor<2x3xf32>
func.func private @binary(%x: tensor<3xf32>, %y: tensor<3xf32>) -> (
    tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
    tensor<3xf32>, tensor<3xf32>) {
  %0 = vmapc.add %x, %y : tensor<3xf32>
  %1 = vmapc.sub %x, %y : tensor<3xf32>
  %2 = vmapc.mul %x, %y : tensor<3xf32>
  %3 = vmapc.div %x, %y : tensor<3xf32>
  %4 = vmapc.rem %x, %y : tensor<3xf32>
  %5 = vmapc.pow %x, %y : tensor<3xf32>
  %6 = vmapc.max %x, %y : tensor<3xf32>
  %7 = vmapc.min %x, %y : tensor<3xf32>
  return
    %0, %1, %2, %3, %4, %5, %6, %7 :
    tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
    tensor<3xf32>, tensor<3xf32>
}
func.func @binary_batch(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) {
  %r:8 = vmapc.vmap @binary(%x, %y) in [0, 0] out [0, 0, 0, 0, 0, 0, 0, 0] size 2 : (tensor<2x3xf32>, tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6, %r#7 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: @bits.vmap(
// CHECK-NEXT: vmapc.not %arg0 : tensor<2x3xi32>
// CHECK-NEXT: vmapc.and %arg0, %arg1 : tensor<2x3xi32>
// CHECK-NEXT: vmapc.or %arg0, %arg1 : tensor<2x3xi32>
// CHECK-NEXT: vmapc.xor %arg0, %arg1 : tensor<2x3xi32>
// CHECK-NEXT: vmapc.shl %arg0, %arg1 : tensor<2x3xi32>
// CHECK-NEXT: vmapc.shr_logical %arg0, %arg1 : tensor<2x3xi32>
func.func private @bits(%i0: tensor<3xi32>, %i1: tensor<3xi32>) -> (
    tensor<3xi32>, tensor<3xi32>, tensor<3xi32>, tensor<3xi32>, tensor<3xi32>, tensor<3xi32>) {
  %0 = vmapc.not %i0 : tensor<3xi32>
  %1 = vmapc.and %i0, %i1 : tensor<3xi32>
  %2 = vmapc.or %i0, %i1 : tensor<3xi32>
  %3 = vmapc.xor %i0, %i1 : tensor<3xi32>
  %4 = vmapc.shl %i0, %i1 : tensor<3xi32>
  %5 = vmapc.shr_logical %i0, %i1 : tensor<3xi32>
  return
    %0, %1, %2, %3, %4, %5 :
    tensor<3xi32>, tensor<3xi32>, tensor<3xi32>, tensor<3xi32>, tensor<3xi32>, tensor<3xi32>
}
func.func @bits_batch(%i0: tensor<2x3xi32>, %i1: tensor<2x3xi32>) -> (tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>) {
  %r:6 = vmapc.vmap @bits(%i0, %i1) in [0, 0] out [0, 0, 0, 0, 0, 0] size 2 : (tensor<2x3xi32>, tensor<2x3xi32>) -> (tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5 : tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>
}

// CHECK-LABEL: @others.vmap(
// CHECK-NEXT: vmapc.compare  lt %arg0, %arg1 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.select %arg2, %arg0, %arg1 : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK-NEXT: vmapc.clamp %arg0, %arg1, %arg3 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.convert %arg0 : tensor<2x3xf32> -> tensor<2x3xf64>
// CHECK-NEXT: vmapc.bitcast %arg0 : tensor<2x3xf32> -> tensor<2x3xui32>
// CHECK-NEXT: vmapc.random_bits %arg4, %arg5, %arg6, %arg7 : tensor<2x3xui32>
func.func private @others(%x: tensor<3xf32>, %y: tensor<3xf32>, %p: tensor<3xi1>, %z: tensor<3xf32>, %k0: tensor<3xui32>, %k1: tensor<3xui32>, %k2: tensor<3xui32>, %k3: tensor<3xui32>) -> (
    tensor<3xi1>, tensor<3xf32>, tensor<3xf32>, tensor<3xf64>, tensor<3xui32>, tensor<3xui32>,
    tensor<3xui32>) {
  %0 = vmapc.compare lt %x, %y : tensor<3xf32>
  %1 = vmapc.select %p, %x, %y : tensor<3xi1>, tensor<3xf32>
  %2 = vmapc.clamp %x, %y, %z : tensor<3xf32>
  %3 = vmapc.convert %x : tensor<3xf32> -> tensor<3xf64>
  %4 = vmapc.bitcast %x : tensor<3xf32> -> tensor<3xui32>
  %5, %6 = vmapc.random_bits %k0, %k1, %k2, %k3 : tensor<3xui32>
  return
    %0, %1, %2, %3, %4, %5, %6 :
    tensor<3xi1>, tensor<3xf32>, tensor<3xf32>, tensor<3xf64>, tensor<3xui32>, tensor<3xui32>,
    tensor<3xui32>
}
func.func @others_batch(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>, %p: tensor<2x3xi1>, %z: tensor<2x3xf32>, %k0: tensor<2x3xui32>, %k1: tensor<2x3xui32>, %k2: tensor<2x3xui32>, %k3: tensor<2x3xui32>) -> (tensor<2x3xi1>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf64>, tensor<2x3xui32>, tensor<2x3xui32>, tensor<2x3xui32>) {
  %r:7 = vmapc.vmap @others(%x, %y, %p, %z, %k0, %k1, %k2, %k3) in [0, 0, 0, 0, 0, 0, 0, 0] out [0, 0, 0, 0, 0, 0, 0] size 2 : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xi1>, tensor<2x3xf32>, tensor<2x3xui32>, tensor<2x3xui32>, tensor<2x3xui32>, tensor<2x3xui32>) -> (tensor<2x3xi1>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf64>, tensor<2x3xui32>, tensor<2x3xui32>, tensor<2x3xui32>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6 : tensor<2x3xi1>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf64>, tensor<2x3xui32>, tensor<2x3xui32>, tensor<2x3xui32>
}

// CHECK-LABEL: @shared.vmap(
// CHECK: vmapc.broadcast %arg1 to [1] : tensor<3xf32> -> tensor<2x3xf32>
// CHECK: vmapc.add %arg0, %{{.*}} : tensor<2x3xf32>
func.func private @shared(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.add %x, %y : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @shared_batch(%x: tensor<2x3xf32>, %y: tensor<3xf32>) -> tensor<2x3xf32> {
  %r = vmapc.vmap @shared(%x, %y) in [0, -1] out [0] size 2 : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}
