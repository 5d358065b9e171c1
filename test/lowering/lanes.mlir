// Chunks in registers: SIMD lanes walk along the chunk, loops carry vectors.
// RUN: vmapc-opt %s --vmapc-group --vmapc-plan --vmapc-emit-vector --split-input-file | FileCheck %s

// Two registers per value, no tail: the last lanes overlap those before.
// CHECK-LABEL: func.func @halve
// CHECK: scf.for
// CHECK: arith.minsi
// CHECK: vector.load {{.*}} : memref<100xf32>, vector<32xf32>
// CHECK: scf.while {{.*}}vector<32xf32>, vector<32xi1>
// CHECK: vector.reduction <or>, {{.*}} : vector<32xi1> into i1
// CHECK: arith.select {{.*}} : vector<32xi1>, vector<32xf32>
// CHECK: vector.store {{.*}} : memref<100xf32>, vector<32xf32>
func.func @halve(%x: tensor<100xf32>) -> tensor<100xf32> {
  %r = vmapc.while inits(%x) captures() {lanes = 1 : i64} : (tensor<100xf32>) -> tensor<100xf32> {
  ^bb0(%c: tensor<100xf32>):
    %one = vmapc.constant dense<1.0> : tensor<100xf32>
    %g = vmapc.compare gt %c, %one : tensor<100xf32>
    vmapc.yield %g : tensor<100xi1>
  } {
  ^bb0(%c: tensor<100xf32>):
    %h = vmapc.constant dense<0.5> : tensor<100xf32>
    %n = vmapc.mul %c, %h : tensor<100xf32>
    vmapc.yield %n : tensor<100xf32>
  }
  return %r : tensor<100xf32>
}

// -----

// A branch that no lane takes is skipped; its results are kept by select.
// CHECK-LABEL: func.func @branch
// CHECK: %[[ANY:.*]] = vector.reduction <or>
// CHECK: scf.if %[[ANY]] -> (vector<16xf64>)
// CHECK: math.exp
// CHECK: scf.if {{.*}} -> (vector<16xf64>)
// CHECK: math.sin
// CHECK: arith.select {{.*}} : vector<16xi1>, vector<16xf64>
func.func @branch(%p: tensor<64xi1>, %x: tensor<64xf64>) -> tensor<64xf64> {
  %r = vmapc.cond selector(%p) captures(%x) {lanes = 1 : i64} : (tensor<64xi1>, tensor<64xf64>) -> tensor<64xf64> {
  ^bb0(%a: tensor<64xf64>):
    %s = vmapc.exp %a : tensor<64xf64>
    vmapc.yield %s : tensor<64xf64>
  } {
  ^bb0(%a: tensor<64xf64>):
    %s = vmapc.sin %a : tensor<64xf64>
    vmapc.yield %s : tensor<64xf64>
  }
  return %r : tensor<64xf64>
}

// -----

// A counted loop with small arrays per lane: one vector per element.
// CHECK-LABEL: func.func @counted
// CHECK: scf.for {{.*}} iter_args({{.*}}) -> (vector<32xf32>, vector<32xf32>)
// CHECK-COUNT-4: math.fma
func.func @counted(%x: tensor<64x2xf32>, %w: tensor<2x2xf32>) -> tensor<64x2xf32> {
  %r = vmapc.scan trip() inits(%x) xs() captures(%w) {lanes = 0 : i64, length = 9 : i64, xs_axes = array<i64>, ys_axes = array<i64>} : (tensor<64x2xf32>, tensor<2x2xf32>) -> tensor<64x2xf32> {
  ^bb0(%i: tensor<i64>, %c: tensor<64x2xf32>, %v: tensor<2x2xf32>):
    %n = vmapc.contract %c[0, 1], %v[1, 2] to [0, 2] : tensor<64x2xf32>, tensor<2x2xf32> -> tensor<64x2xf32>
    vmapc.yield %n : tensor<64x2xf32>
  }
  return %r : tensor<64x2xf32>
}

// -----

// Four elements of each lane: loaded and stored side by side, turned by shuffles between.
// CHECK-LABEL: func.func @edges
// CHECK-NOT: vector.gather
// CHECK: vector.load {{.*}} : memref<400xf32>, vector<4xf32>
// CHECK: vector.shuffle {{.*}} : vector<32xf32>, vector<32xf32>
// CHECK: scf.while {{.*}}vector<32xf32>, vector<32xf32>, vector<32xf32>, vector<32xf32>, vector<32xi1>
// CHECK: vector.shuffle {{.*}} : vector<32xf32>, vector<32xf32>
// CHECK-NOT: vector.scatter
// CHECK: vector.store {{.*}} : memref<400xf32>, vector<4xf32>
func.func @edges(%x: tensor<100x4xf32>) -> tensor<100x4xf32> {
  %r = vmapc.while inits(%x) captures() {lanes = 1 : i64} : (tensor<100x4xf32>) -> tensor<100x4xf32> {
  ^bb0(%c: tensor<100x4xf32>):
    %one = vmapc.constant dense<1.0> : tensor<100xf32>
    %m = vmapc.reduce_max %c over [1] : tensor<100x4xf32> -> tensor<100xf32>
    %g = vmapc.compare gt %m, %one : tensor<100xf32>
    vmapc.yield %g : tensor<100xi1>
  } {
  ^bb0(%c: tensor<100x4xf32>):
    %h = vmapc.constant dense<0.5> : tensor<100x4xf32>
    %n = vmapc.mul %c, %h : tensor<100x4xf32>
    vmapc.yield %n : tensor<100x4xf32>
  }
  return %r : tensor<100x4xf32>
}
