// RUN: vmapc-opt %s --vmapc-expand | FileCheck %s --implicit-check-not=vmapc.call --implicit-check-not=private

// All requests at once, in any nesting; one function remains. A linear map may be captured
// by functions and regions: its residuals are handed over in its place.

func.func private @f(%x: tensor<3xf64>, %w: tensor<3xf64>) -> tensor<3xf64> {
  %0 = vmapc.mul %x, %w : tensor<3xf64>
  %1 = vmapc.exp %0 : tensor<3xf64>
  return %1 : tensor<3xf64>
}
func.func private @pull(%c: tensor<3xf64>, %m: !vmapc.linear) -> tensor<3xf64> {
  %0 = vmapc.apply_transpose %m(%c) : (tensor<3xf64>) -> tensor<3xf64>
  return %0 : tensor<3xf64>
}

// The vmap of a pullback shares the residuals: exp is computed once, unbatched.
// CHECK-LABEL: @jacobian(
// CHECK: vmapc.exp %{{.*}} : tensor<3xf64>
// CHECK-NOT: vmapc.exp
// CHECK: vmapc.scale %{{.*}}, %{{.*}} : tensor<4x3xf64>
// CHECK: vmapc.scale %{{.*}}, %{{.*}} : tensor<4x3xf64>
// CHECK: return
func.func @jacobian(%x: tensor<3xf64>, %w: tensor<3xf64>, %basis: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %0, %m = vmapc.linearize @f(%x, %w) wrt [0] live [0] : (tensor<3xf64>, tensor<3xf64>) -> (tensor<3xf64>, !vmapc.linear)
  %1 = vmapc.vmap @pull(%basis, %m) in [0, -1] out [0] size 4 : (tensor<4x3xf64>, !vmapc.linear) -> tensor<4x3xf64>
  return %1 : tensor<4x3xf64>
}

// CHECK-LABEL: @captured(
// CHECK-SAME: %[[X:.*]]: tensor<3xf64>, %[[W:.*]]: tensor<3xf64>)
// CHECK: %[[P:.*]] = vmapc.mul %[[X]], %[[W]]
// CHECK: %[[E:.*]] = vmapc.exp %[[P]]
// CHECK: vmapc.scan trip() inits(%[[X]]) xs() captures(%[[W]], %[[E]])
// CHECK: ^bb0(%{{.*}}: tensor<i64>, %[[C:.*]]: tensor<3xf64>, %[[V:.*]]: tensor<3xf64>, %[[R:.*]]: tensor<3xf64>):
// CHECK: %[[A:.*]] = vmapc.scale %[[R]], %[[C]]
// CHECK: vmapc.scale %[[V]], %[[A]]
func.func @captured(%x: tensor<3xf64>, %w: tensor<3xf64>) -> tensor<3xf64> {
  %0, %m = vmapc.linearize @f(%x, %w) wrt [0] live [0] : (tensor<3xf64>, tensor<3xf64>) -> (tensor<3xf64>, !vmapc.linear)
  %1 = vmapc.scan trip() inits(%x) xs() captures(%m) {length = 2 : i64, xs_axes = array<i64>, ys_axes = array<i64>} : (tensor<3xf64>, !vmapc.linear) -> tensor<3xf64> {
  ^bb0(%i: tensor<i64>, %c: tensor<3xf64>, %n: !vmapc.linear):
    %2 = vmapc.call @pull(%c, %n) : (tensor<3xf64>, !vmapc.linear) -> tensor<3xf64>
    vmapc.yield %2 : tensor<3xf64>
  }
  return %1 : tensor<3xf64>
}

// What a per-lane loop captures is per lane when it will be differentiated, so that the
// cotangents are summed over lanes outside of the loop.
func.func private @power(%n: tensor<i64>, %x: tensor<f64>) -> tensor<f64> {
  %one = vmapc.constant dense<1.0> : tensor<f64>
  %0 = vmapc.scan trip(%n) inits(%one) xs() captures(%x) {length = 8 : i64, xs_axes = array<i64>, ys_axes = array<i64>} : (tensor<i64>, tensor<f64>, tensor<f64>) -> tensor<f64> {
  ^bb0(%i: tensor<i64>, %c: tensor<f64>, %v: tensor<f64>):
    %1 = vmapc.mul %c, %v : tensor<f64>
    vmapc.yield %1 : tensor<f64>
  }
  return %0 : tensor<f64>
}
func.func private @powers(%n: tensor<5xi64>, %x: tensor<f64>) -> tensor<5xf64> {
  %0 = vmapc.vmap @power(%n, %x) in [0, -1] out [0] size 5 : (tensor<5xi64>, tensor<f64>) -> tensor<5xf64>
  return %0 : tensor<5xf64>
}
// CHECK-LABEL: @shared(
// CHECK: %[[S:.*]]:2 = vmapc.scan trip(%arg0) inits({{.*}}) xs({{.*}}) captures({{.*}}) {lanes = 1 : i64, length = 8 : i64, reverse
// CHECK: vmapc.reduce_sum %[[S]]#1 over [0] : tensor<5xf64> -> tensor<f64>
func.func @shared(%n: tensor<5xi64>, %x: tensor<f64>, %c: tensor<5xf64>) -> tensor<f64> {
  %0, %m = vmapc.linearize @powers(%n, %x) wrt [1] live [0] : (tensor<5xi64>, tensor<f64>) -> (tensor<5xf64>, !vmapc.linear)
  %1 = vmapc.apply_transpose %m(%c) : (tensor<5xf64>) -> tensor<f64>
  return %1 : tensor<f64>
}
