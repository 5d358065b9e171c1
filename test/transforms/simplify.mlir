// RUN: vmapc-opt %s --vmapc-simplify | FileCheck %s

// Folds, common subexpressions, dead code through regions, and loop invariants. The
// operations' own rewrites are in test/dialect/canonicalize.mlir.

// CHECK-LABEL: @common(
// CHECK: %[[S:.*]] = vmapc.sin %arg0
// CHECK-NEXT: %[[P:.*]] = vmapc.mul %[[S]], %[[S]]
// CHECK-NEXT: return %[[P]]
func.func @common(%x: tensor<f32>) -> tensor<f32> {
  %0 = vmapc.sin %x : tensor<f32>
  %1 = vmapc.sin %x : tensor<f32>
  %dead = vmapc.exp %x : tensor<f32>
  %2 = vmapc.mul %0, %1 : tensor<f32>
  return %2 : tensor<f32>
}

// sin(w) leaves the loop; the unused carry, stack, scanned array and capture go; the
// carry that never changes is captured; the constant is made inside.
// CHECK-LABEL: @scan(
// CHECK-SAME: %[[C:.*]]: tensor<f32>, %[[D:.*]]: tensor<f32>, %[[XS:.*]]: tensor<4xf32>, %[[W:.*]]: tensor<f32>)
// CHECK: %[[S:.*]] = vmapc.sin %[[W]]
// CHECK: %[[R:.*]] = vmapc.scan trip() inits(%[[C]]) xs(%[[XS]]) captures({{.*}}) {lanes = 0 : i64, length = 4 : i64, xs_axes = array<i64: 0>, ys_axes = array<i64>} : (tensor<f32>, tensor<4xf32>, tensor<f32>, tensor<f32>) -> tensor<f32>
// CHECK: ^bb0(%{{.*}}: tensor<i64>, %{{.*}}: tensor<f32>, %{{.*}}: tensor<f32>, %{{.*}}: tensor<f32>, %{{.*}}: tensor<f32>):
// CHECK-NOT: vmapc.sin
// CHECK-NOT: vmapc.exp
// CHECK: return %[[R]]
func.func @scan(%c: tensor<f32>, %d: tensor<f32>, %xs: tensor<4xf32>, %w: tensor<f32>) -> tensor<f32> {
  %two = vmapc.constant dense<2.0> : tensor<f32>
  %0:4 = vmapc.scan trip() inits(%c, %d, %d) xs(%xs, %xs) captures(%w, %w, %two) {length = 4 : i64, xs_axes = array<i64: 0, 0>, ys_axes = array<i64: 0>} : (tensor<f32>, tensor<f32>, tensor<f32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>, tensor<f32>, tensor<4xf32>) {
  ^bb0(%i: tensor<i64>, %a: tensor<f32>, %same: tensor<f32>, %dead: tensor<f32>, %x: tensor<f32>, %y: tensor<f32>, %u: tensor<f32>, %v: tensor<f32>, %t: tensor<f32>):
    %s = vmapc.sin %u : tensor<f32>
    %1 = vmapc.mul %a, %s : tensor<f32>
    %2 = vmapc.add %1, %x : tensor<f32>
    %3 = vmapc.mul %2, %t : tensor<f32>
    %4 = vmapc.add %3, %same : tensor<f32>
    %5 = vmapc.exp %dead : tensor<f32>
    %6 = vmapc.mul %5, %y : tensor<f32>
    vmapc.yield %4, %same, %6, %5 : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
  }
  return %0#0 : tensor<f32>
}

// What the condition reads stays.
// CHECK-LABEL: @while(
// CHECK: vmapc.while inits(%{{.*}}, %arg1) captures(%arg0) {lanes = 0 : i64} : (tensor<i64>, tensor<f32>, tensor<i64>) -> (tensor<i64>, tensor<f32>)
// CHECK-NOT: vmapc.exp
func.func @while(%n: tensor<i64>, %x: tensor<f32>) -> tensor<f32> {
  %zero = vmapc.constant dense<0> : tensor<i64>
  %0:3 = vmapc.while inits(%zero, %x, %x) captures(%n) : (tensor<i64>, tensor<f32>, tensor<f32>, tensor<i64>) -> (tensor<i64>, tensor<f32>, tensor<f32>) {
  ^bb0(%i: tensor<i64>, %a: tensor<f32>, %dead: tensor<f32>, %m: tensor<i64>):
    %p = vmapc.compare lt %i, %m : tensor<i64>
    vmapc.yield %p : tensor<i1>
  } {
  ^bb0(%i: tensor<i64>, %a: tensor<f32>, %dead: tensor<f32>, %m: tensor<i64>):
    %one = vmapc.constant dense<1> : tensor<i64>
    %j = vmapc.add %i, %one : tensor<i64>
    %s = vmapc.sin %a : tensor<f32>
    %e = vmapc.exp %dead : tensor<f32>
    vmapc.yield %j, %s, %e : tensor<i64>, tensor<f32>, tensor<f32>
  }
  return %0#1 : tensor<f32>
}

// A stack of what never changes is a broadcast, a stack of an array's slices the array.
// CHECK-LABEL: @unstack(
// CHECK: %[[B:.*]] = vmapc.broadcast %arg1 to [1] : tensor<2xf32> -> tensor<4x2xf32>
// CHECK-NOT: vmapc.scan
// CHECK: return %arg0, %[[B]]
func.func @unstack(%xs: tensor<4xf32>, %w: tensor<2xf32>) -> (tensor<4xf32>, tensor<4x2xf32>) {
  %0:2 = vmapc.scan trip() inits() xs(%xs) captures(%w) {length = 4 : i64, xs_axes = array<i64: 0>, ys_axes = array<i64: 0, 0>} : (tensor<4xf32>, tensor<2xf32>) -> (tensor<4xf32>, tensor<4x2xf32>) {
  ^bb0(%i: tensor<i64>, %x: tensor<f32>, %v: tensor<2xf32>):
    vmapc.yield %x, %v : tensor<f32>, tensor<2xf32>
  }
  return %0#0, %0#1 : tensor<4xf32>, tensor<4x2xf32>
}

// A known branch is taken, a result that all branches pass on is not computed in them.
// CHECK-LABEL: @cond(
// CHECK: %[[C:.*]] = vmapc.cond selector(%arg0) captures(%arg1) {{.*}} -> tensor<f32>
// CHECK: %[[S:.*]] = vmapc.sin %arg1
// CHECK: return %[[C]], %arg1, %[[S]]
func.func @cond(%p: tensor<i1>, %x: tensor<f32>) -> (tensor<f32>, tensor<f32>, tensor<f32>) {
  %true = vmapc.constant dense<true> : tensor<i1>
  %0:2 = vmapc.cond selector(%p) captures(%x) : (tensor<i1>, tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  ^bb0(%a: tensor<f32>):
    %1 = vmapc.exp %a : tensor<f32>
    vmapc.yield %1, %a : tensor<f32>, tensor<f32>
  } {
  ^bb0(%a: tensor<f32>):
    %1 = vmapc.neg %a : tensor<f32>
    vmapc.yield %1, %a : tensor<f32>, tensor<f32>
  }
  %2 = vmapc.cond selector(%true) captures(%x) : (tensor<i1>, tensor<f32>) -> tensor<f32> {
  ^bb0(%a: tensor<f32>):
    vmapc.yield %a : tensor<f32>
  } {
  ^bb0(%a: tensor<f32>):
    %1 = vmapc.sin %a : tensor<f32>
    vmapc.yield %1 : tensor<f32>
  }
  return %0#0, %0#1, %2 : tensor<f32>, tensor<f32>, tensor<f32>
}

// Of two equal captures the first may be the one that nothing reads.
// CHECK-LABEL: @captured_twice(
// CHECK: vmapc.scan trip() inits(%arg0) xs() captures(%arg1)
// CHECK: ^bb0(%{{.*}}: tensor<i64>, %[[C:.*]]: tensor<f32>, %[[W:.*]]: tensor<f32>):
// CHECK-NEXT: vmapc.mul %[[C]], %[[W]]
func.func @captured_twice(%c: tensor<f32>, %w: tensor<f32>) -> tensor<f32> {
  %0 = vmapc.scan trip() inits(%c) xs() captures(%w, %w) {length = 4 : i64, xs_axes = array<i64>, ys_axes = array<i64>} : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<f32> {
  ^bb0(%i: tensor<i64>, %a: tensor<f32>, %u: tensor<f32>, %v: tensor<f32>):
    %1 = vmapc.mul %a, %v : tensor<f32>
    vmapc.yield %1 : tensor<f32>
  }
  return %0 : tensor<f32>
}

// An inner loop never leaves its loop: in a step that does not run it need not end.
// CHECK-LABEL: @inner_loop(
// CHECK: vmapc.scan
// CHECK: ^bb0
// CHECK: vmapc.while
func.func @inner_loop(%n: tensor<i64>, %x: tensor<f32>) -> tensor<f32> {
  %0 = vmapc.scan trip(%n) inits(%x) xs() captures(%x) {length = 4 : i64, xs_axes = array<i64>, ys_axes = array<i64>} : (tensor<i64>, tensor<f32>, tensor<f32>) -> tensor<f32> {
  ^bb0(%i: tensor<i64>, %c: tensor<f32>, %w: tensor<f32>):
    %1 = vmapc.while inits(%w) captures() : (tensor<f32>) -> tensor<f32> {
    ^bb0(%a: tensor<f32>):
      %one = vmapc.constant dense<1.0> : tensor<f32>
      %p = vmapc.compare lt %a, %one : tensor<f32>
      vmapc.yield %p : tensor<i1>
    } {
    ^bb0(%a: tensor<f32>):
      %b = vmapc.sin %a : tensor<f32>
      vmapc.yield %b : tensor<f32>
    }
    %2 = vmapc.mul %c, %1 : tensor<f32>
    vmapc.yield %2 : tensor<f32>
  }
  return %0 : tensor<f32>
}
