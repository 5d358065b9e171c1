// RUN: vmapc-opt %s --vmapc-vmap | FileCheck %s --implicit-check-not=vmapc.select --implicit-check-not=vmapc.reduce

// A loop or branch whose decision differs between lanes gets one more lane dimension; one
// whose decision is shared keeps it, and counters with it. Nothing is selected
// afterwards, and nothing is reduced over lanes.

func.func private @loop(%n: tensor<i64>, %x: tensor<f64>, %w: tensor<f64>) -> tensor<f64> {
  %zero = vmapc.constant dense<0> : tensor<i64>
  %0:2 = vmapc.while inits(%zero, %x) captures(%n, %w) : (tensor<i64>, tensor<f64>, tensor<i64>, tensor<f64>) -> (tensor<i64>, tensor<f64>) {
  ^bb0(%i: tensor<i64>, %c: tensor<f64>, %m: tensor<i64>, %v: tensor<f64>):
    %p = vmapc.compare lt %i, %m : tensor<i64>
    vmapc.yield %p : tensor<i1>
  } {
  ^bb0(%i: tensor<i64>, %c: tensor<f64>, %m: tensor<i64>, %v: tensor<f64>):
    %one = vmapc.constant dense<1> : tensor<i64>
    %j = vmapc.add %i, %one : tensor<i64>
    %d = vmapc.mul %c, %v : tensor<f64>
    vmapc.yield %j, %d : tensor<i64>, tensor<f64>
  }
  return %0#1 : tensor<f64>
}

// CHECK: func.func private @loop.vmap.1(
// CHECK: %[[ZERO:.*]] = vmapc.broadcast %{{.*}} to [] : tensor<i64> -> tensor<5xi64>
// CHECK: vmapc.while inits(%[[ZERO]], %arg1) captures(%arg0, %arg2) {lanes = 1 : i64}
// CHECK: vmapc.compare lt %{{.*}}, %{{.*}} : tensor<5xi64>
// CHECK: func.func private @loop.vmap(
// CHECK: vmapc.while {{.*}} {lanes = 0 : i64} : (tensor<i64>, tensor<5xf64>, tensor<i64>, tensor<f64>) -> (tensor<i64>, tensor<5xf64>)
// CHECK: vmapc.compare lt %{{.*}}, %{{.*}} : tensor<i64>

func.func @while(%n: tensor<i64>, %k: tensor<5xi64>, %x: tensor<5xf64>, %w: tensor<f64>) -> (tensor<5xf64>, tensor<5xf64>) {
  %0 = vmapc.vmap @loop(%n, %x, %w) in [-1, 0, -1] out [0] size 5 : (tensor<i64>, tensor<5xf64>, tensor<f64>) -> tensor<5xf64>
  %1 = vmapc.vmap @loop(%k, %x, %w) in [0, 0, -1] out [0] size 5 : (tensor<5xi64>, tensor<5xf64>, tensor<f64>) -> tensor<5xf64>
  return %0, %1 : tensor<5xf64>, tensor<5xf64>
}

func.func private @branch(%p: tensor<i1>, %x: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
  %0:2 = vmapc.cond selector(%p) captures(%x) : (tensor<i1>, tensor<f64>) -> (tensor<f64>, tensor<f64>) {
  ^bb0(%a: tensor<f64>):
    %z = vmapc.constant dense<0.0> : tensor<f64>
    vmapc.yield %a, %z : tensor<f64>, tensor<f64>
  } {
  ^bb0(%a: tensor<f64>):
    %s = vmapc.sin %a : tensor<f64>
    %z = vmapc.constant dense<1.0> : tensor<f64>
    vmapc.yield %s, %z : tensor<f64>, tensor<f64>
  }
  return %0#0, %0#1 : tensor<f64>, tensor<f64>
}

// CHECK: func.func private @branch.vmap.1(
// CHECK: vmapc.cond selector(%arg0) captures(%arg1) {lanes = 1 : i64} : (tensor<5xi1>, tensor<5xf64>) -> (tensor<5xf64>, tensor<5xf64>)
// A result that no branch maps stays as it is.
// CHECK: func.func private @branch.vmap(
// CHECK: vmapc.cond selector(%arg0) captures(%arg1) {lanes = 0 : i64} : (tensor<i1>, tensor<5xf64>) -> (tensor<5xf64>, tensor<f64>)
func.func @cond(%p: tensor<i1>, %q: tensor<5xi1>, %x: tensor<5xf64>) -> (tensor<5xf64>, tensor<f64>, tensor<5xf64>, tensor<5xf64>) {
  %0:2 = vmapc.vmap @branch(%p, %x) in [-1, 0] out [0, -1] size 5 : (tensor<i1>, tensor<5xf64>) -> (tensor<5xf64>, tensor<f64>)
  %1:2 = vmapc.vmap @branch(%q, %x) in [0, 0] out [0, 0] size 5 : (tensor<5xi1>, tensor<5xf64>) -> (tensor<5xf64>, tensor<5xf64>)
  return %0#0, %0#1, %1#0, %1#1 : tensor<5xf64>, tensor<f64>, tensor<5xf64>, tensor<5xf64>
}

// The carry becomes mapped because the body adds a mapped slice to it; scanned
// and stacked dimensions move one up; the index stays a scalar.
func.func private @sum(%c: tensor<f64>, %xs: tensor<4xf64>) -> (tensor<f64>, tensor<4xf64>) {
  %0:2 = vmapc.scan trip() inits(%c) xs(%xs) captures() {length = 4 : i64, xs_axes = array<i64: 0>, ys_axes = array<i64: 0>} : (tensor<f64>, tensor<4xf64>) -> (tensor<f64>, tensor<4xf64>) {
  ^bb0(%i: tensor<i64>, %a: tensor<f64>, %x: tensor<f64>):
    %s = vmapc.add %a, %x : tensor<f64>
    vmapc.yield %s, %s : tensor<f64>, tensor<f64>
  }
  return %0#0, %0#1 : tensor<f64>, tensor<4xf64>
}
// CHECK: func.func private @sum.vmap(
// CHECK: %[[C:.*]] = vmapc.broadcast %arg0 to [] : tensor<f64> -> tensor<5xf64>
// CHECK: vmapc.scan trip() inits(%[[C]]) xs(%arg1) captures()
// CHECK-SAME: lanes = 0 : i64, length = 4 : i64, xs_axes = array<i64: 1>, ys_axes = array<i64: 1>
// CHECK-NEXT: ^bb0(%{{.*}}: tensor<i64>, %{{.*}}: tensor<5xf64>, %{{.*}}: tensor<5xf64>)
func.func @scan(%c: tensor<f64>, %xs: tensor<5x4xf64>) -> (tensor<5xf64>, tensor<5x4xf64>) {
  %0:2 = vmapc.vmap @sum(%c, %xs) in [-1, 0] out [0, 0] size 5 : (tensor<f64>, tensor<5x4xf64>) -> (tensor<5xf64>, tensor<5x4xf64>)
  return %0#0, %0#1 : tensor<5xf64>, tensor<5x4xf64>
}
