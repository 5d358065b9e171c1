// Functions that are parallel over an axis become chunks of lanes.
// RUN: vmapc-opt %s --vmapc-group --split-input-file 2>/dev/null | FileCheck %s
// RUN: vmapc-opt %s --vmapc-group=chunk=3 --split-input-file 2>/dev/null | FileCheck %s --check-prefix=THREE
// RUN: vmapc-opt %s --vmapc-group=chunk=-1 --split-input-file 2>/dev/null | FileCheck %s --check-prefix=OFF

// A loop with a predicate per lane runs in registers; what lanes share is uniform.
// CHECK-LABEL: func @newton
// CHECK: vmapc.chunk lanes(%{{.*}}) uniform(%{{.*}}) {domain = 100 : i64, size = 64 : i64, vmapc.mode = "lanes"}
// CHECK: vmapc.while {{.*}}vmapc.lane_dims = array<i64: 0>{{.*}}(tensor<64xf32>, tensor<f32>) -> tensor<64xf32>
// CHECK: vmapc.broadcast {{.*}} -> tensor<64xf32>
// THREE-LABEL: func @newton
// THREE: size = 3 : i64
// OFF-LABEL: func @newton
// OFF-NOT: vmapc.chunk lanes
func.func @newton(%x: tensor<100xf32>, %a: tensor<f32>) -> tensor<100xf32> {
  %r = vmapc.while inits(%x) captures(%a) {lanes = 1 : i64} : (tensor<100xf32>, tensor<f32>) -> tensor<100xf32> {
  ^bb0(%c: tensor<100xf32>, %s: tensor<f32>):
    %b = vmapc.broadcast %s to [] : tensor<f32> -> tensor<100xf32>
    %g = vmapc.compare gt %c, %b : tensor<100xf32>
    vmapc.yield %g : tensor<100xi1>
  } {
  ^bb0(%c: tensor<100xf32>, %s: tensor<f32>):
    %h = vmapc.constant dense<0.5> : tensor<100xf32>
    %n = vmapc.mul %c, %h : tensor<100xf32>
    vmapc.yield %n : tensor<100xf32>
  }
  return %r : tensor<100xf32>
}

// -----

// The mean over lanes comes after the group, the iota along them before it.
// CHECK-LABEL: func @ends
// THREE-LABEL: func @ends
// THREE: %[[I:.*]] = vmapc.iota
// THREE: %[[C:.*]] = vmapc.chunk lanes(%[[I]], %{{.*}}) uniform() {domain = 8 : i64, size = 3 : i64
// THREE: vmapc.reduce_sum %{{.*}} over [1] : tensor<3x4xf32> -> tensor<3xf32>
// THREE: vmapc.yield
// THREE: vmapc.reduce_sum %[[C]] over [0] : tensor<8xf32> -> tensor<f32>
func.func @ends(%x: tensor<8x4xf32>) -> tensor<f32> {
  %i = vmapc.iota 0 : tensor<8x4xf32>
  %y = vmapc.add %i, %x : tensor<8x4xf32>
  %z = vmapc.reduce_sum %y over [1] : tensor<8x4xf32> -> tensor<8xf32>
  %e = vmapc.exp %z : tensor<8xf32>
  %s = vmapc.reduce_sum %e over [0] : tensor<8xf32> -> tensor<f32>
  return %s : tensor<f32>
}

// -----

// Lanes that do not lead are moved at the edges.
// THREE-LABEL: func @inner
// THREE: %[[T:.*]] = vmapc.transpose %arg0 by [1, 0] : tensor<2x9xf32> -> tensor<9x2xf32>
// THREE: %[[C:.*]] = vmapc.chunk lanes(%[[T]])
// THREE: vmapc.transpose %{{.*}} by [1, 0] : tensor<3x2xf32> -> tensor<2x3xf32>
// THREE: vmapc.yield %{{.*}} : tensor<3x2xf32>
// THREE: vmapc.transpose %[[C]] by [1, 0] : tensor<9x2xf32> -> tensor<2x9xf32>
func.func @inner(%x: tensor<2x9xf32>) -> tensor<2x9xf32> {
  %r = vmapc.reverse %x along [0] : tensor<2x9xf32>
  %y = vmapc.exp %r : tensor<2x9xf32>
  return %y : tensor<2x9xf32>
}

// -----

// A bound that vmap was given.
// CHECK-LABEL: func @bounded
// CHECK: vmapc.chunk {{.*}}domain = 40 : i64, size = 5 : i64
func.func @bounded(%x: tensor<40xf32>) -> tensor<40xf32> attributes {vmapc.chunk = 5 : i64} {
  %y = vmapc.exp %x : tensor<40xf32>
  return %y : tensor<40xf32>
}

// -----

// The order of a contraction is that of the whole batch.
// CHECK-LABEL: func @orders
// CHECK: vmapc.contract {{.*}}vmapc.order = "chained"
// THREE-LABEL: func @orders
// THREE: vmapc.contract {{.*}}vmapc.order = "chained"{{.*}}tensor<3x8xf32>
// OFF-LABEL: func @orders
// OFF: vmapc.order = "chained"
func.func @orders(%x: tensor<20x8xf32>, %w: tensor<4x8xf32>) -> tensor<20x4xf32> {
  %y = vmapc.contract %x[0, 2], %w[1, 2] to [0, 1] : tensor<20x8xf32>, tensor<4x8xf32> -> tensor<20x4xf32>
  return %y : tensor<20x4xf32>
}
