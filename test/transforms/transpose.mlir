// RUN: vmapc-opt %s --vmapc-transpose-functions | FileCheck %s
// RUN: vmapc-opt %s --vmapc-transpose | FileCheck %s --check-prefix=REQUEST

// A linear function is walked backwards: cotangents of a value used twice are added, what
// does not depend on a linear argument is computed first, and zero cotangents are
// not built.

// CHECK-LABEL: func.func private @twice.transpose(
// CHECK-SAME: %[[R:.*]]: tensor<3xf32>, %[[C0:.*]]: tensor<f32>, %[[C1:.*]]: tensor<3xf32>)
// CHECK-DAG: %[[N:.*]] = vmapc.neg %[[R]]
// CHECK-DAG: %[[B:.*]] = vmapc.broadcast %[[C0]] to [] : tensor<f32> -> tensor<3xf32>
// CHECK-DAG: %[[A0:.*]] = vmapc.mul %[[B]], %[[N]]
// CHECK: %[[SUM:.*]] = vmapc.add %{{.*}}, %{{.*}} : tensor<3xf32>
// CHECK: %[[ZERO:.*]] = vmapc.constant dense<0.0
// CHECK: return %[[SUM]], %[[ZERO]]
func.func private @twice(%r: tensor<3xf32>, %x: tensor<3xf32>, %unused: tensor<f32>) -> (tensor<f32>, tensor<3xf32>) attributes {vmapc.residuals = 1 : i64} {
  %0 = vmapc.neg %r : tensor<3xf32>
  %1 = vmapc.mul %0, %x : tensor<3xf32>
  %2 = vmapc.reduce_sum %1 over [0] : tensor<3xf32> -> tensor<f32>
  return %2, %x : tensor<f32>, tensor<3xf32>
}

// The loop runs backwards; the cotangent of the capture is summed in a further carry, that
// of the scanned array is stacked.
// CHECK-LABEL: func.func private @scan.transpose(
// CHECK-SAME: %[[R:.*]]: tensor<4xf32>, %[[CC:.*]]: tensor<f32>, %[[CY:.*]]: tensor<4xf32>)
// CHECK: %[[Z:.*]] = vmapc.constant dense<0.0
// CHECK: %[[S:.*]]:3 = vmapc.scan trip() inits(%[[CC]], %[[Z]]) xs(%[[R]], %[[CY]]) captures() {lanes = 0 : i64, length = 4 : i64, reverse,
// CHECK: ^bb0(%{{.*}}: tensor<i64>, %[[A:.*]]: tensor<f32>, %[[W:.*]]: tensor<f32>, %[[K:.*]]: tensor<f32>, %[[Y:.*]]: tensor<f32>):
// CHECK: %[[T:.*]] = vmapc.add %[[A]], %[[Y]]
// CHECK: %[[AN:.*]] = vmapc.mul %[[T]], %[[K]]
// CHECK: %[[WN:.*]] = vmapc.add %[[W]], %[[T]]
// CHECK: vmapc.yield %[[AN]], %[[WN]], %[[T]]
// CHECK: return %[[S]]#0, %[[S]]#2, %[[S]]#1
func.func private @scan(%r: tensor<4xf32>, %c: tensor<f32>, %xs: tensor<4xf32>, %w: tensor<f32>) -> (tensor<f32>, tensor<4xf32>) attributes {vmapc.residuals = 1 : i64} {
  %0:2 = vmapc.scan trip() inits(%c) xs(%r, %xs) captures(%w) {length = 4 : i64, xs_axes = array<i64: 0, 0>, ys_axes = array<i64: 0>} : (tensor<f32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>) -> (tensor<f32>, tensor<4xf32>) {
  ^bb0(%i: tensor<i64>, %a: tensor<f32>, %k: tensor<f32>, %x: tensor<f32>, %v: tensor<f32>):
    %1 = vmapc.mul %a, %k : tensor<f32>
    %2 = vmapc.add %1, %x : tensor<f32>
    %3 = vmapc.add %2, %v : tensor<f32>
    vmapc.yield %3, %3 : tensor<f32>, tensor<f32>
  }
  return %0#0, %0#1 : tensor<f32>, tensor<4xf32>
}

// A capture that only one branch reads has a zero cotangent from the other.
// CHECK-LABEL: func.func private @cond.transpose(
// CHECK-SAME: %[[P:.*]]: tensor<5xi1>, %[[C:.*]]: tensor<5xf32>)
// CHECK: vmapc.cond selector(%[[P]]) captures(%[[C]]) {lanes = 1 : i64} : (tensor<5xi1>, tensor<5xf32>) -> (tensor<5xf32>, tensor<5xf32>)
// CHECK: ^bb0(%[[A:.*]]: tensor<5xf32>):
// CHECK: %[[Z:.*]] = vmapc.constant dense<0.0
// CHECK: vmapc.yield %[[A]], %[[Z]]
// CHECK: ^bb0(%[[B:.*]]: tensor<5xf32>):
// CHECK: %[[N:.*]] = vmapc.neg %[[B]]
// CHECK: vmapc.yield %[[N]], %[[B]]
func.func private @cond(%p: tensor<5xi1>, %x: tensor<5xf32>, %y: tensor<5xf32>) -> tensor<5xf32> attributes {vmapc.residuals = 1 : i64} {
  %0 = vmapc.cond selector(%p) captures(%x, %y) {lanes = 1 : i64} : (tensor<5xi1>, tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32> {
  ^bb0(%a: tensor<5xf32>, %b: tensor<5xf32>):
    vmapc.yield %a : tensor<5xf32>
  } {
  ^bb0(%a: tensor<5xf32>, %b: tensor<5xf32>):
    %1 = vmapc.neg %a : tensor<5xf32>
    %2 = vmapc.add %1, %b : tensor<5xf32>
    vmapc.yield %2 : tensor<5xf32>
  }
  return %0 : tensor<5xf32>
}

// As a request: forward, linear, and its transpose; residuals are shared.
func.func private @f(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = vmapc.exp %x : tensor<3xf32>
  return %0 : tensor<3xf32>
}
// REQUEST: func.func private @f{{.*}}.linear.transpose(%[[R:.*]]: tensor<3xf32>, %[[C:.*]]: tensor<3xf32>)
// REQUEST: vmapc.scale %[[R]], %[[C]]
// REQUEST-LABEL: @request(
// REQUEST: %[[Y:.*]] = vmapc.call @f{{.*}}.forward(%arg0)
// REQUEST: vmapc.call @f{{.*}}.linear.transpose(%[[Y]], %[[Y]])
func.func @request(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0, %m = vmapc.linearize @f(%x) wrt [0] live [0] : (tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %1 = vmapc.apply_transpose %m(%0) : (tensor<3xf32>) -> tensor<3xf32>
  return %1 : tensor<3xf32>
}
