// What is stored, by which kernel, and where.
// RUN: vmapc-opt %s --vmapc-plan | FileCheck %s

// A value read by one kernel is computed there; results go to the caller's buffers.
// CHECK-LABEL: func.func @fused
// CHECK-SAME: vmapc.scratch = 0
// CHECK: vmapc.mul %{{.*}}, %{{.*}} : tensor<64xf32>
// CHECK: vmapc.add {{.*}} {vmapc.kernel = 0 : i64, vmapc.slots = array<i64: -2>}
func.func @fused(%x: tensor<64xf32>) -> tensor<64xf32> {
  %0 = vmapc.mul %x, %x : tensor<64xf32>
  %1 = vmapc.add %0, %x : tensor<64xf32>
  return %1 : tensor<64xf32>
}

// An expensive value of two kernels is stored, on the way when a fold along its rows
// is the first; a reduction is always stored.
// CHECK-LABEL: func.func @stored
// CHECK-SAME: vmapc.scratch = 320
// CHECK: vmapc.exp {{.*}} {vmapc.kernel = 0 : i64, vmapc.slots = array<i64: 0>}
// CHECK: vmapc.reduce_sum {{.*}} {vmapc.kernel = 0 : i64, vmapc.slots = array<i64: 256>}
// CHECK: vmapc.broadcast
// CHECK-NOT: vmapc.kernel
// CHECK: vmapc.div {{.*}} {vmapc.kernel = 1 : i64, vmapc.slots = array<i64: -2>}
func.func @stored(%x: tensor<64xf32>) -> tensor<64xf32> {
  %0 = vmapc.exp %x : tensor<64xf32>
  %1 = vmapc.reduce_sum %0 over [0] : tensor<64xf32> -> tensor<f32>
  %2 = vmapc.broadcast %1 to [] : tensor<f32> -> tensor<64xf32>
  %3 = vmapc.div %0, %2 : tensor<64xf32>
  return %3 : tensor<64xf32>
}

// The second update takes the place of the first, which nothing else reads.
// CHECK-LABEL: func.func @in_place
// CHECK-SAME: vmapc.scratch = 64
// CHECK: vmapc.dynamic_update_slice {{.*}}vmapc.slots = array<i64: 0>
// CHECK: vmapc.dynamic_update_slice {{.*}}vmapc.slots = array<i64: 0>
// CHECK: vmapc.reduce_sum
func.func @in_place(%x: tensor<8xf32>, %u: tensor<2xf32>, %i: tensor<i32>) -> tensor<f32> {
  %0 = vmapc.dynamic_update_slice %x, %u at (%i) batch 0 : (tensor<8xf32>, tensor<2xf32>, tensor<i32>) -> tensor<8xf32>
  %1 = vmapc.dynamic_update_slice %0, %u at (%i) batch 0 : (tensor<8xf32>, tensor<2xf32>, tensor<i32>) -> tensor<8xf32>
  %2 = vmapc.reduce_sum %1 over [0] : tensor<8xf32> -> tensor<f32>
  return %2 : tensor<f32>
}

// A loop has a second slot for each carry.
// CHECK-LABEL: func.func @carry
// CHECK: vmapc.scan {{.*}}vmapc.slots = array<i64: -2, 0>
func.func @carry(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = vmapc.scan trip() inits(%x) xs() captures() {length = 3 : i64, xs_axes = array<i64>, ys_axes = array<i64>} : (tensor<8xf32>) -> tensor<8xf32> {
  ^bb0(%i: tensor<i64>, %c: tensor<8xf32>):
    %1 = vmapc.mul %c, %c : tensor<8xf32>
    vmapc.yield %1 : tensor<8xf32>
  }
  return %0 : tensor<8xf32>
}
