// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s

// Operations on integers and bools, and those with integer or constant results, have no
// tangent: a linearization computes each of them once, and its map does without. An extent
// is a constant by then.

// CHECK-LABEL: func.func private @f{{.*}}jvp(
// CHECK-NEXT: vmapc.not %arg1 : tensor<2x3xi32>
// CHECK-NEXT: vmapc.or %arg1, %arg1 : tensor<2x3xi32>
// CHECK-NEXT: vmapc.xor %arg1, %arg1 : tensor<2x3xi32>
// CHECK-NEXT: vmapc.shl %arg1, %arg1 : tensor<2x3xi32>
// CHECK-NEXT: vmapc.shr_logical %arg1, %arg1 : tensor<2x3xi32>
// CHECK-NEXT: vmapc.shr_arith %arg1, %arg1 : tensor<2x3xi32>
// CHECK-NEXT: vmapc.popcnt %arg1 : tensor<2x3xi32>
// CHECK-NEXT: vmapc.clz %arg1 : tensor<2x3xi32>
// CHECK-NEXT: vmapc.reduce_and %arg1 over [0] : tensor<2x3xi32> -> tensor<3xi32>
// CHECK-NEXT: vmapc.reduce_or %arg1 over [0] : tensor<2x3xi32> -> tensor<3xi32>
// CHECK-NEXT: %bits0, %bits1 = vmapc.random_bits %arg2, %arg2, %arg2, %arg2 : tensor<3xui32>
// CHECK-NEXT: vmapc.iota 0 : tensor<4xi32>
// CHECK-NEXT: vmapc.argmax %arg0 over 1 : tensor<2x3xf32> -> tensor<2xi32>
// CHECK-NEXT: vmapc.argmin %arg0 over 1 : tensor<2x3xf32> -> tensor<2xi32>
// CHECK-NEXT: vmapc.is_finite %arg0 : tensor<2x3xf32>
// CHECK-NEXT: vmapc.bitcast %arg0 : tensor<2x3xf32> -> tensor<2x3xi32>
// CHECK-NEXT: vmapc.constant dense<2> : tensor<i32>
// CHECK-NEXT: %[[NEG:.*]] = vmapc.neg %arg0 : tensor<2x3xf32>
// CHECK-NEXT: %[[TANGENT:.*]] = vmapc.neg %arg3 : tensor<2x3xf32>
// CHECK-NEXT: return {{.*}}%[[NEG]], %[[TANGENT]]
func.func private @f(%x: tensor<2x3xf32>, %i: tensor<2x3xi32>, %u: tensor<3xui32>) -> (
    tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>,
    tensor<3xi32>, tensor<3xi32>, tensor<3xui32>, tensor<4xi32>, tensor<2xi32>, tensor<2xi32>,
    tensor<2x3xi1>, tensor<2x3xi32>, tensor<i32>, tensor<2x3xf32>) {
  %0 = vmapc.not %i : tensor<2x3xi32>
  %1 = vmapc.or %i, %i : tensor<2x3xi32>
  %2 = vmapc.xor %i, %i : tensor<2x3xi32>
  %3 = vmapc.shl %i, %i : tensor<2x3xi32>
  %4 = vmapc.shr_logical %i, %i : tensor<2x3xi32>
  %a = vmapc.shr_arith %i, %i : tensor<2x3xi32>
  %b = vmapc.popcnt %i : tensor<2x3xi32>
  %c = vmapc.clz %i : tensor<2x3xi32>
  %5 = vmapc.reduce_and %i over [0] : tensor<2x3xi32> -> tensor<3xi32>
  %6 = vmapc.reduce_or %i over [0] : tensor<2x3xi32> -> tensor<3xi32>
  %7, %8 = vmapc.random_bits %u, %u, %u, %u : tensor<3xui32>
  %9 = vmapc.iota 0 : tensor<4xi32>
  %10 = vmapc.argmax %x over 1 : tensor<2x3xf32> -> tensor<2xi32>
  %11 = vmapc.argmin %x over 1 : tensor<2x3xf32> -> tensor<2xi32>
  %12 = vmapc.is_finite %x : tensor<2x3xf32>
  %13 = vmapc.bitcast %x : tensor<2x3xf32> -> tensor<2x3xi32>
  %14 = vmapc.extent %x axis 0 : tensor<2x3xf32>
  %15 = vmapc.neg %x : tensor<2x3xf32>
  return %0, %1, %2, %3, %4, %a, %b, %c, %5, %6, %7, %9, %10, %11, %12, %13, %14, %15 :
    tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>,
    tensor<3xi32>, tensor<3xi32>, tensor<3xui32>, tensor<4xi32>, tensor<2xi32>, tensor<2xi32>,
    tensor<2x3xi1>, tensor<2x3xi32>, tensor<i32>, tensor<2x3xf32>
}
func.func @jvp(%x: tensor<2x3xf32>, %i: tensor<2x3xi32>, %u: tensor<3xui32>, %dx: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %r:18, %map = vmapc.linearize @f(%x, %i, %u) wrt [0] live [17] : (tensor<2x3xf32>, tensor<2x3xi32>, tensor<3xui32>) -> (tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>, tensor<3xi32>, tensor<3xi32>, tensor<3xui32>, tensor<4xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2x3xi1>, tensor<2x3xi32>, tensor<i32>, tensor<2x3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %dr : tensor<2x3xf32>
}
