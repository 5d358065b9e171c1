// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s

// Reads and writes are linear in their data; the positions are the primal's.

// CHECK-LABEL: @gather{{.*}}jvp(
// CHECK: %[[GATHER:.*]] = vmapc.gather %arg0 at(%arg1) batch 0  drop : (tensor<5x3xf32>, tensor<4xi32>) -> tensor<4x3xf32>
// CHECK: %[[GATHER2:.*]] = vmapc.gather %arg2 at(%arg1) batch 0  drop : (tensor<5x3xf32>, tensor<4xi32>) -> tensor<4x3xf32>
// CHECK: return %[[GATHER]], %[[GATHER2]] : tensor<4x3xf32>, tensor<4x3xf32>
func.func private @gather(%x: tensor<5x3xf32>, %i: tensor<4xi32>) -> tensor<4x3xf32> {
  %r = vmapc.gather %x at (%i) batch 0 drop : (tensor<5x3xf32>, tensor<4xi32>) -> tensor<4x3xf32>
  return %r : tensor<4x3xf32>
}
func.func @gather_jvp(%x: tensor<5x3xf32>, %i: tensor<4xi32>, %dx: tensor<5x3xf32>) -> tensor<4x3xf32> {
  %r, %map = vmapc.linearize @gather(%x, %i) wrt [0] live [0] : (tensor<5x3xf32>, tensor<4xi32>) -> (tensor<4x3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<5x3xf32>) -> tensor<4x3xf32>
  return %dr : tensor<4x3xf32>
}

// CHECK-LABEL: @scatter_set{{.*}}jvp(
// CHECK: %[[SCATTER:.*]] = vmapc.scatter  set %arg0, %arg1 at(%arg2) batch 0  drop : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
// CHECK: %[[SCATTER2:.*]] = vmapc.scatter  set %arg3, %arg4 at(%arg2) batch 0  drop : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
// CHECK: return %[[SCATTER]], %[[SCATTER2]] : tensor<5x3xf32>, tensor<5x3xf32>
func.func private @scatter_set(%x: tensor<5x3xf32>, %u: tensor<4x3xf32>, %i: tensor<4xi32>) -> tensor<5x3xf32> {
  %r = vmapc.scatter set %x, %u at (%i) batch 0 drop : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
  return %r : tensor<5x3xf32>
}
func.func @scatter_set_jvp(%x: tensor<5x3xf32>, %u: tensor<4x3xf32>, %i: tensor<4xi32>, %dx: tensor<5x3xf32>, %du: tensor<4x3xf32>) -> tensor<5x3xf32> {
  %r, %map = vmapc.linearize @scatter_set(%x, %u, %i) wrt [0, 1] live [0] : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> (tensor<5x3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %du) : (tensor<5x3xf32>, tensor<4x3xf32>) -> tensor<5x3xf32>
  return %dr : tensor<5x3xf32>
}

// CHECK-LABEL: @scatter_add{{.*}}jvp(
// CHECK: %[[SCATTER:.*]] = vmapc.scatter  add %arg0, %arg1 at(%arg2) batch 0  drop : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
// CHECK: %[[SCATTER2:.*]] = vmapc.scatter  add %arg3, %arg4 at(%arg2) batch 0  drop : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
// CHECK: return %[[SCATTER]], %[[SCATTER2]] : tensor<5x3xf32>, tensor<5x3xf32>
func.func private @scatter_add(%x: tensor<5x3xf32>, %u: tensor<4x3xf32>, %i: tensor<4xi32>) -> tensor<5x3xf32> {
  %r = vmapc.scatter add %x, %u at (%i) batch 0 drop : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
  return %r : tensor<5x3xf32>
}
func.func @scatter_add_jvp(%x: tensor<5x3xf32>, %u: tensor<4x3xf32>, %i: tensor<4xi32>, %dx: tensor<5x3xf32>, %du: tensor<4x3xf32>) -> tensor<5x3xf32> {
  %r, %map = vmapc.linearize @scatter_add(%x, %u, %i) wrt [0, 1] live [0] : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> (tensor<5x3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %du) : (tensor<5x3xf32>, tensor<4x3xf32>) -> tensor<5x3xf32>
  return %dr : tensor<5x3xf32>
}

// CHECK-LABEL: @dynamic_slice{{.*}}jvp(
// CHECK: %[[DYNAMIC_SLICE:.*]] = vmapc.dynamic_slice %arg0 at(%arg1, %arg2) size [2, 3] batch 0 : (tensor<7x3xf32>, tensor<i32>, tensor<i32>) -> tensor<2x3xf32>
// CHECK: %[[DYNAMIC_SLICE2:.*]] = vmapc.dynamic_slice %arg3 at(%arg1, %arg2) size [2, 3] batch 0 : (tensor<7x3xf32>, tensor<i32>, tensor<i32>) -> tensor<2x3xf32>
// CHECK: return %[[DYNAMIC_SLICE]], %[[DYNAMIC_SLICE2]] : tensor<2x3xf32>, tensor<2x3xf32>
func.func private @dynamic_slice(%x: tensor<7x3xf32>, %i: tensor<i32>, %j: tensor<i32>) -> tensor<2x3xf32> {
  %r = vmapc.dynamic_slice %x at (%i, %j) size [2, 3] batch 0 : (tensor<7x3xf32>, tensor<i32>, tensor<i32>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}
func.func @dynamic_slice_jvp(%x: tensor<7x3xf32>, %i: tensor<i32>, %j: tensor<i32>, %dx: tensor<7x3xf32>) -> tensor<2x3xf32> {
  %r, %map = vmapc.linearize @dynamic_slice(%x, %i, %j) wrt [0] live [0] : (tensor<7x3xf32>, tensor<i32>, tensor<i32>) -> (tensor<2x3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<7x3xf32>) -> tensor<2x3xf32>
  return %dr : tensor<2x3xf32>
}

// CHECK-LABEL: @dynamic_update_slice{{.*}}jvp(
// CHECK: %[[DYNAMIC_UPDATE_SLICE:.*]] = vmapc.dynamic_update_slice %arg0, %arg1 at(%arg2) batch 0 : (tensor<7xf32>, tensor<2xf32>, tensor<i32>) -> tensor<7xf32>
// CHECK: %[[DYNAMIC_UPDATE_SLICE2:.*]] = vmapc.dynamic_update_slice %arg3, %arg4 at(%arg2) batch 0 : (tensor<7xf32>, tensor<2xf32>, tensor<i32>) -> tensor<7xf32>
// CHECK: return %[[DYNAMIC_UPDATE_SLICE]], %[[DYNAMIC_UPDATE_SLICE2]] : tensor<7xf32>, tensor<7xf32>
func.func private @dynamic_update_slice(%x: tensor<7xf32>, %u: tensor<2xf32>, %i: tensor<i32>) -> tensor<7xf32> {
  %r = vmapc.dynamic_update_slice %x, %u at (%i) batch 0 : (tensor<7xf32>, tensor<2xf32>, tensor<i32>) -> tensor<7xf32>
  return %r : tensor<7xf32>
}
func.func @dynamic_update_slice_jvp(%x: tensor<7xf32>, %u: tensor<2xf32>, %i: tensor<i32>, %dx: tensor<7xf32>, %du: tensor<2xf32>) -> tensor<7xf32> {
  %r, %map = vmapc.linearize @dynamic_update_slice(%x, %u, %i) wrt [0, 1] live [0] : (tensor<7xf32>, tensor<2xf32>, tensor<i32>) -> (tensor<7xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %du) : (tensor<7xf32>, tensor<2xf32>) -> tensor<7xf32>
  return %dr : tensor<7xf32>
}

// A product goes place by place, so that it may hold zeros and repeated positions.
// CHECK-LABEL: @scatter_mul{{.*}}jvp(
// CHECK: %[[P:.*]]:2 = vmapc.scan trip() inits(%arg0) xs(%{{.*}}, %{{.*}}) captures() {{.*}}length = 4 : i64{{.*}} -> (tensor<5x3xf32>, tensor<4x3xf32>)
// CHECK: vmapc.gather
// CHECK: vmapc.mul
// CHECK: vmapc.scatter  set
// CHECK: vmapc.scan trip() inits(%arg3) xs(%{{.*}}, %{{.*}}, %[[P]]#1, %{{.*}}) captures()
// CHECK-NOT: vmapc.div
func.func private @scatter_mul(%x: tensor<5x3xf32>, %u: tensor<4x3xf32>, %i: tensor<4xi32>) -> tensor<5x3xf32> {
  %r = vmapc.scatter mul %x, %u at (%i) batch 0 drop : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
  return %r : tensor<5x3xf32>
}
func.func @scatter_mul_jvp(%x: tensor<5x3xf32>, %u: tensor<4x3xf32>, %i: tensor<4xi32>, %dx: tensor<5x3xf32>, %du: tensor<4x3xf32>) -> tensor<5x3xf32> {
  %r, %map = vmapc.linearize @scatter_mul(%x, %u, %i) wrt [0, 1] live [0] : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> (tensor<5x3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %du) : (tensor<5x3xf32>, tensor<4x3xf32>) -> tensor<5x3xf32>
  return %dr : tensor<5x3xf32>
}

// An extreme has the mean of the tangents of all that equal it.
// CHECK-LABEL: @scatter_max{{.*}}jvp(
// CHECK: %[[Y:.*]] = vmapc.scatter  max %arg0, %arg1
// CHECK: vmapc.compare eq %arg0, %[[Y]]
// CHECK: %[[COUNT:.*]] = vmapc.scatter  add
// CHECK: vmapc.div
// CHECK: vmapc.scatter  add
func.func private @scatter_max(%x: tensor<5x3xf32>, %u: tensor<4x3xf32>, %i: tensor<4xi32>) -> tensor<5x3xf32> {
  %r = vmapc.scatter max %x, %u at (%i) batch 0 drop : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
  return %r : tensor<5x3xf32>
}
func.func @scatter_max_jvp(%x: tensor<5x3xf32>, %u: tensor<4x3xf32>, %i: tensor<4xi32>, %dx: tensor<5x3xf32>, %du: tensor<4x3xf32>) -> tensor<5x3xf32> {
  %r, %map = vmapc.linearize @scatter_max(%x, %u, %i) wrt [0, 1] live [0] : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> (tensor<5x3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx, %du) : (tensor<5x3xf32>, tensor<4x3xf32>) -> tensor<5x3xf32>
  return %dr : tensor<5x3xf32>
}
