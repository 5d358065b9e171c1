// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s

// Loops and branches are differentiated through their bodies. Forward mode carries
// tangents in the same loop; the split form keeps residuals, and only those that change
// from step to step are stacked.

func.func private @scan(%c: tensor<f64>, %w: tensor<f64>) -> tensor<f64> {
  %0 = vmapc.scan trip() inits(%c) xs() captures(%w) {length = 4 : i64, xs_axes = array<i64>, ys_axes = array<i64>} : (tensor<f64>, tensor<f64>) -> tensor<f64> {
  ^bb0(%i: tensor<i64>, %a: tensor<f64>, %v: tensor<f64>):
    %s = vmapc.mul %a, %v : tensor<f64>
    vmapc.yield %s : tensor<f64>
  }
  return %0 : tensor<f64>
}

// CHECK: func.func private @scan{{.*}}.forward(
// CHECK: %[[S:.*]]:2 = vmapc.scan trip() inits(%arg0) xs() captures(%arg1) {{.*}}ys_axes = array<i64: 0>
// CHECK-SAME: -> (tensor<f64>, tensor<4xf64>)
// CHECK: ^bb0(%{{.*}}: tensor<i64>, %[[A:.*]]: tensor<f64>, %[[V:.*]]: tensor<f64>):
// CHECK: %[[N:.*]] = vmapc.mul %[[A]], %[[V]]
// CHECK: vmapc.yield %[[N]], %[[A]]
// CHECK: func.func private @scan{{.*}}.linear(
// CHECK-SAME: %[[STACK:.*]]: tensor<4xf64>, %[[W:.*]]: tensor<f64>, %[[DC:.*]]: tensor<f64>, %[[DW:.*]]: tensor<f64>)
// CHECK: vmapc.scan trip() inits(%[[DC]]) xs(%[[STACK]]) captures(%[[W]], %[[DW]])

// CHECK: func.func private @scan{{.*}}.jvp(
// CHECK-SAME: %[[C:.*]]: tensor<f64>, %[[W:.*]]: tensor<f64>, %[[DC:.*]]: tensor<f64>)
// CHECK: vmapc.scan trip() inits(%[[C]], %[[DC]]) xs() captures(%[[W]])
// CHECK: ^bb0(%{{.*}}: tensor<i64>, %[[A:.*]]: tensor<f64>, %[[DA:.*]]: tensor<f64>, %[[V:.*]]: tensor<f64>):
// CHECK-DAG: %[[N:.*]] = vmapc.mul %[[A]], %[[V]]
// CHECK-DAG: %[[DN:.*]] = vmapc.scale %[[V]], %[[DA]]
// CHECK: vmapc.yield %[[N]], %[[DN]]
func.func @scans(%c: tensor<f64>, %w: tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>) {
  %0, %m = vmapc.linearize @scan(%c, %w) wrt [0] live [0] : (tensor<f64>, tensor<f64>) -> (tensor<f64>, !vmapc.linear)
  %1 = vmapc.apply %m(%c) : (tensor<f64>) -> tensor<f64>
  %2, %n = vmapc.linearize @scan(%c, %w) wrt [0, 1] live [0] : (tensor<f64>, tensor<f64>) -> (tensor<f64>, !vmapc.linear)
  %3 = vmapc.apply %n(%c, %w) : (tensor<f64>, tensor<f64>) -> tensor<f64>
  %4 = vmapc.apply %n(%w, %c) : (tensor<f64>, tensor<f64>) -> tensor<f64>
  return %1, %3, %4 : tensor<f64>, tensor<f64>, tensor<f64>
}

// The forward while counts its steps, per lane; the linear scan runs the first ones again.
func.func private @while(%x: tensor<5xf64>) -> tensor<5xf64> {
  %0 = vmapc.while inits(%x) captures() {lanes = 1 : i64} : (tensor<5xf64>) -> tensor<5xf64> {
  ^bb0(%c: tensor<5xf64>):
    %big = vmapc.constant dense<9.0> : tensor<5xf64>
    %p = vmapc.compare lt %c, %big : tensor<5xf64>
    vmapc.yield %p : tensor<5xi1>
  } {
  ^bb0(%c: tensor<5xf64>):
    %e = vmapc.exp %c : tensor<5xf64>
    vmapc.yield %e : tensor<5xf64>
  }
  return %0 : tensor<5xf64>
}
// CHECK: func.func private @while{{.*}}.forward(
// CHECK: vmapc.while inits(%arg0, %{{.*}}) captures() {lanes = 1 : i64} : (tensor<5xf64>, tensor<5xi64>)
// CHECK: func.func private @while{{.*}}.linear(
// CHECK-SAME: %[[COUNT:.*]]: tensor<5xi64>, %[[X:.*]]: tensor<5xf64>, %[[T:.*]]: tensor<5xf64>)
// CHECK: vmapc.scan trip(%[[COUNT]]) inits(%[[T]]) xs() captures(%[[COUNT]], %[[X]]) {lanes = 1 : i64, length = -1 : i64
// CHECK: ^bb0(%[[I:.*]]: tensor<i64>, %{{.*}}: tensor<5xf64>, %[[N:.*]]: tensor<5xi64>, %[[C:.*]]: tensor<5xf64>):
// CHECK: %[[ALL:.*]] = vmapc.broadcast %[[I]] to [] : tensor<i64> -> tensor<5xi64>
// CHECK: %[[STOP:.*]] = vmapc.min %[[ALL]], %[[N]]
// CHECK: vmapc.scan trip(%[[STOP]]) inits(%[[C]])
func.func @whiles(%x: tensor<5xf64>) -> (tensor<5xf64>, tensor<5xf64>) {
  %0, %m = vmapc.linearize @while(%x) wrt [0] live [0] : (tensor<5xf64>) -> (tensor<5xf64>, !vmapc.linear)
  %1 = vmapc.apply %m(%x) : (tensor<5xf64>) -> tensor<5xf64>
  %2 = vmapc.apply %m(%0) : (tensor<5xf64>) -> tensor<5xf64>
  return %1, %2 : tensor<5xf64>, tensor<5xf64>
}

// Branches share residual slots of one type; the one that stores nothing yields zeros.
func.func private @cond(%p: tensor<i1>, %x: tensor<f64>) -> tensor<f64> {
  %0 = vmapc.cond selector(%p) captures(%x) : (tensor<i1>, tensor<f64>) -> tensor<f64> {
  ^bb0(%a: tensor<f64>):
    vmapc.yield %a : tensor<f64>
  } {
  ^bb0(%a: tensor<f64>):
    %s = vmapc.sin %a : tensor<f64>
    vmapc.yield %s : tensor<f64>
  }
  return %0 : tensor<f64>
}
// CHECK: func.func private @cond{{.*}}.forward(
// CHECK: vmapc.cond selector(%arg0) captures(%arg1) {{.*}} -> (tensor<f64>, tensor<f64>)
// CHECK: %[[Z:.*]] = vmapc.constant dense<0.0
// CHECK: vmapc.yield %{{.*}}, %[[Z]]
// CHECK: %[[COS:.*]] = vmapc.cos
// CHECK: vmapc.yield %{{.*}}, %[[COS]]
// CHECK: func.func private @cond{{.*}}.linear(
// CHECK: vmapc.cond selector(%{{.*}}) captures(%{{.*}}, %{{.*}})
// CHECK: vmapc.scale
func.func @conds(%p: tensor<i1>, %x: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
  %0, %m = vmapc.linearize @cond(%p, %x) wrt [1] live [0] : (tensor<i1>, tensor<f64>) -> (tensor<f64>, !vmapc.linear)
  %1 = vmapc.apply %m(%x) : (tensor<f64>) -> tensor<f64>
  %2 = vmapc.apply %m(%0) : (tensor<f64>) -> tensor<f64>
  return %1, %2 : tensor<f64>, tensor<f64>
}
