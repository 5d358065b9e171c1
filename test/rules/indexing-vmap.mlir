// RUN: vmapc-opt %s --vmapc-vmap | FileCheck %s

// Per lane positions become batch dimensions. A shared array is gathered from as
// it is, and a shared start stays a scalar, so that the lanes are one more dimension.

// CHECK-LABEL: @gather.vmap.2(
// CHECK: vmapc.gather %arg0 at(%arg1) batch 0  drop : (tensor<5x3xf32>, tensor<2x4xi32>) -> tensor<2x4x3xf32>
// CHECK-LABEL: @gather.vmap.1(
// CHECK: vmapc.broadcast %arg1 to [1] : tensor<4xi32> -> tensor<2x4xi32>
// CHECK: vmapc.gather %arg0 at(%{{.*}}) batch 1  drop : (tensor<2x5x3xf32>, tensor<2x4xi32>) -> tensor<2x4x3xf32>
// CHECK-LABEL: @gather.vmap(
// CHECK: vmapc.gather %arg0 at(%arg1) batch 1  drop : (tensor<2x5x3xf32>, tensor<2x4xi32>) -> tensor<2x4x3xf32>
func.func private @gather(%x: tensor<5x3xf32>, %i: tensor<4xi32>) -> tensor<4x3xf32> {
  %r = vmapc.gather %x at (%i) batch 0 drop : (tensor<5x3xf32>, tensor<4xi32>) -> tensor<4x3xf32>
  return %r : tensor<4x3xf32>
}
func.func @gather_batch1(%x: tensor<2x5x3xf32>, %i: tensor<2x4xi32>) -> tensor<2x4x3xf32> {
  %r = vmapc.vmap @gather(%x, %i) in [0, 0] out [0] size 2 : (tensor<2x5x3xf32>, tensor<2x4xi32>) -> tensor<2x4x3xf32>
  return %r : tensor<2x4x3xf32>
}
func.func @gather_batch2(%x: tensor<2x5x3xf32>, %i: tensor<4xi32>) -> tensor<2x4x3xf32> {
  %r = vmapc.vmap @gather(%x, %i) in [0, -1] out [0] size 2 : (tensor<2x5x3xf32>, tensor<4xi32>) -> tensor<2x4x3xf32>
  return %r : tensor<2x4x3xf32>
}
func.func @gather_batch3(%x: tensor<5x3xf32>, %i: tensor<2x4xi32>) -> tensor<2x4x3xf32> {
  %r = vmapc.vmap @gather(%x, %i) in [-1, 0] out [0] size 2 : (tensor<5x3xf32>, tensor<2x4xi32>) -> tensor<2x4x3xf32>
  return %r : tensor<2x4x3xf32>
}

// CHECK-LABEL: @scatter_set.vmap.1(
// CHECK: vmapc.broadcast %arg0 to [1, 2] : tensor<5x3xf32> -> tensor<2x5x3xf32>
// CHECK: vmapc.broadcast %arg2 to [1] : tensor<4xi32> -> tensor<2x4xi32>
// CHECK: vmapc.scatter  set %{{.*}}, %arg1 at(%{{.*}}) batch 1  drop : (tensor<2x5x3xf32>, tensor<2x4x3xf32>, tensor<2x4xi32>) -> tensor<2x5x3xf32>
// CHECK-LABEL: @scatter_set.vmap(
// CHECK: vmapc.scatter  set %arg0, %arg1 at(%arg2) batch 1  drop : (tensor<2x5x3xf32>, tensor<2x4x3xf32>, tensor<2x4xi32>) -> tensor<2x5x3xf32>
func.func private @scatter_set(%x: tensor<5x3xf32>, %u: tensor<4x3xf32>, %i: tensor<4xi32>) -> tensor<5x3xf32> {
  %r = vmapc.scatter set %x, %u at (%i) batch 0 drop : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
  return %r : tensor<5x3xf32>
}
func.func @scatter_set_batch1(%x: tensor<2x5x3xf32>, %u: tensor<2x4x3xf32>, %i: tensor<2x4xi32>) -> tensor<2x5x3xf32> {
  %r = vmapc.vmap @scatter_set(%x, %u, %i) in [0, 0, 0] out [0] size 2 : (tensor<2x5x3xf32>, tensor<2x4x3xf32>, tensor<2x4xi32>) -> tensor<2x5x3xf32>
  return %r : tensor<2x5x3xf32>
}
func.func @scatter_set_batch2(%x: tensor<5x3xf32>, %u: tensor<2x4x3xf32>, %i: tensor<4xi32>) -> tensor<2x5x3xf32> {
  %r = vmapc.vmap @scatter_set(%x, %u, %i) in [-1, 0, -1] out [0] size 2 : (tensor<5x3xf32>, tensor<2x4x3xf32>, tensor<4xi32>) -> tensor<2x5x3xf32>
  return %r : tensor<2x5x3xf32>
}

// CHECK-LABEL: @scatter_add.vmap(
// CHECK: vmapc.scatter  add %arg0, %arg1 at(%arg2) batch 1  drop : (tensor<2x5x3xf32>, tensor<2x4x3xf32>, tensor<2x4xi32>) -> tensor<2x5x3xf32>
func.func private @scatter_add(%x: tensor<5x3xf32>, %u: tensor<4x3xf32>, %i: tensor<4xi32>) -> tensor<5x3xf32> {
  %r = vmapc.scatter add %x, %u at (%i) batch 0 drop : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
  return %r : tensor<5x3xf32>
}
func.func @scatter_add_batch(%x: tensor<2x5x3xf32>, %u: tensor<2x4x3xf32>, %i: tensor<2x4xi32>) -> tensor<2x5x3xf32> {
  %r = vmapc.vmap @scatter_add(%x, %u, %i) in [0, 0, 0] out [0] size 2 : (tensor<2x5x3xf32>, tensor<2x4x3xf32>, tensor<2x4xi32>) -> tensor<2x5x3xf32>
  return %r : tensor<2x5x3xf32>
}

// CHECK-LABEL: @dynamic_slice.vmap.2(
// CHECK: vmapc.clamp %{{.*}}, %arg1, %{{.*}} : tensor<2xi32>
// CHECK: vmapc.broadcast %{{.*}} to [0] : tensor<2xi32> -> tensor<2x2xi32>
// CHECK: vmapc.iota 1 : tensor<2x2xi32>
// CHECK: vmapc.add %{{.*}}, %{{.*}} : tensor<2x2xi32>
// CHECK: vmapc.gather %arg0 at(%{{.*}}) batch 0  clip : (tensor<7x3xf32>, tensor<2x2xi32>) -> tensor<2x2x3xf32>
// CHECK-LABEL: @dynamic_slice.vmap.1(
// CHECK: vmapc.dynamic_slice %arg0 at(%{{.*}}, %arg1, %arg2) size [2, 2, 3] batch 0 : (tensor<2x7x3xf32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<2x2x3xf32>
// CHECK-LABEL: @dynamic_slice.vmap(
// CHECK: vmapc.dynamic_slice %arg0 at(%arg1, %arg2) size [2, 3] batch 1 : (tensor<2x7x3xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<2x2x3xf32>
func.func private @dynamic_slice(%x: tensor<7x3xf32>, %i: tensor<i32>, %j: tensor<i32>) -> tensor<2x3xf32> {
  %r = vmapc.dynamic_slice %x at (%i, %j) size [2, 3] batch 0 : (tensor<7x3xf32>, tensor<i32>, tensor<i32>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}
func.func @dynamic_slice_batch1(%x: tensor<2x7x3xf32>, %i: tensor<2xi32>, %j: tensor<2xi32>) -> tensor<2x2x3xf32> {
  %r = vmapc.vmap @dynamic_slice(%x, %i, %j) in [0, 0, 0] out [0] size 2 : (tensor<2x7x3xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<2x2x3xf32>
  return %r : tensor<2x2x3xf32>
}
func.func @dynamic_slice_batch2(%x: tensor<2x7x3xf32>, %i: tensor<i32>, %j: tensor<i32>) -> tensor<2x2x3xf32> {
  %r = vmapc.vmap @dynamic_slice(%x, %i, %j) in [0, -1, -1] out [0] size 2 : (tensor<2x7x3xf32>, tensor<i32>, tensor<i32>) -> tensor<2x2x3xf32>
  return %r : tensor<2x2x3xf32>
}
func.func @dynamic_slice_batch3(%x: tensor<7x3xf32>, %i: tensor<2xi32>, %j: tensor<i32>) -> tensor<2x2x3xf32> {
  %r = vmapc.vmap @dynamic_slice(%x, %i, %j) in [-1, 0, -1] out [0] size 2 : (tensor<7x3xf32>, tensor<2xi32>, tensor<i32>) -> tensor<2x2x3xf32>
  return %r : tensor<2x2x3xf32>
}

// CHECK-LABEL: @dynamic_update_slice.vmap.1(
// CHECK: vmapc.dynamic_update_slice %arg0, %arg1 at(%{{.*}}, %arg2) batch 0 : (tensor<2x7xf32>, tensor<2x2xf32>, tensor<i32>, tensor<i32>) -> tensor<2x7xf32>
// CHECK-LABEL: @dynamic_update_slice.vmap(
// CHECK: vmapc.dynamic_update_slice %arg0, %arg1 at(%arg2) batch 1 : (tensor<2x7xf32>, tensor<2x2xf32>, tensor<2xi32>) -> tensor<2x7xf32>
func.func private @dynamic_update_slice(%x: tensor<7xf32>, %u: tensor<2xf32>, %i: tensor<i32>) -> tensor<7xf32> {
  %r = vmapc.dynamic_update_slice %x, %u at (%i) batch 0 : (tensor<7xf32>, tensor<2xf32>, tensor<i32>) -> tensor<7xf32>
  return %r : tensor<7xf32>
}
func.func @dynamic_update_slice_batch1(%x: tensor<2x7xf32>, %u: tensor<2x2xf32>, %i: tensor<2xi32>) -> tensor<2x7xf32> {
  %r = vmapc.vmap @dynamic_update_slice(%x, %u, %i) in [0, 0, 0] out [0] size 2 : (tensor<2x7xf32>, tensor<2x2xf32>, tensor<2xi32>) -> tensor<2x7xf32>
  return %r : tensor<2x7xf32>
}
func.func @dynamic_update_slice_batch2(%x: tensor<2x7xf32>, %u: tensor<2x2xf32>, %i: tensor<i32>) -> tensor<2x7xf32> {
  %r = vmapc.vmap @dynamic_update_slice(%x, %u, %i) in [0, 0, -1] out [0] size 2 : (tensor<2x7xf32>, tensor<2x2xf32>, tensor<i32>) -> tensor<2x7xf32>
  return %r : tensor<2x7xf32>
}

// CHECK-LABEL: @scatter_min.vmap(
// CHECK: vmapc.scatter  min %arg0, %arg1 at(%arg2) batch 1  promise : (tensor<2x5xf32>, tensor<2x4xf32>, tensor<2x4xi32>) -> tensor<2x5xf32>
func.func private @scatter_min(%x: tensor<5xf32>, %u: tensor<4xf32>, %i: tensor<4xi32>) -> tensor<5xf32> {
  %r = vmapc.scatter min %x, %u at (%i) batch 0 promise : (tensor<5xf32>, tensor<4xf32>, tensor<4xi32>) -> tensor<5xf32>
  return %r : tensor<5xf32>
}
func.func @scatter_min_batch(%x: tensor<2x5xf32>, %u: tensor<2x4xf32>, %i: tensor<2x4xi32>) -> tensor<2x5xf32> {
  %r = vmapc.vmap @scatter_min(%x, %u, %i) in [0, 0, 0] out [0] size 2 : (tensor<2x5xf32>, tensor<2x4xf32>, tensor<2x4xi32>) -> tensor<2x5xf32>
  return %r : tensor<2x5xf32>
}
