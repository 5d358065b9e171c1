// RUN: vmapc-opt %s --vmapc-transpose-functions | FileCheck %s

// What was read is added to, what was written is read. With `set` only the update
// that was written last gets a cotangent, and what it overwrote gets none.

// CHECK-LABEL: @gather.transpose(
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<5x3xf32>
// CHECK: %[[SCATTER:.*]] = vmapc.scatter  add %[[CONSTANT]], %arg1 at(%arg0) batch 0  drop : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
// CHECK: return %[[SCATTER]] : tensor<5x3xf32>
func.func private @gather(%i: tensor<4xi32>, %x: tensor<5x3xf32>) -> tensor<4x3xf32> attributes {vmapc.residuals = 1} {
  %r = vmapc.gather %x at (%i) batch 0 drop : (tensor<5x3xf32>, tensor<4xi32>) -> tensor<4x3xf32>
  return %r : tensor<4x3xf32>
}

// CHECK-LABEL: @scatter_add.transpose(
// CHECK: %[[GATHER:.*]] = vmapc.gather %arg1 at(%arg0) batch 0  drop : (tensor<5x3xf32>, tensor<4xi32>) -> tensor<4x3xf32>
// CHECK: return %arg1, %[[GATHER]] : tensor<5x3xf32>, tensor<4x3xf32>
func.func private @scatter_add(%i: tensor<4xi32>, %x: tensor<5x3xf32>, %u: tensor<4x3xf32>) -> tensor<5x3xf32> attributes {vmapc.residuals = 1} {
  %r = vmapc.scatter add %x, %u at (%i) batch 0 drop : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
  return %r : tensor<5x3xf32>
}

// CHECK-LABEL: @scatter_set.transpose(
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<4x3xf32>
// CHECK: %[[SCATTER:.*]] = vmapc.scatter  set %arg1, %[[CONSTANT]] at(%arg0) batch 0  clip : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
// CHECK: %[[GATHER:.*]] = vmapc.gather %arg1 at(%arg0) batch 0  clip : (tensor<5x3xf32>, tensor<4xi32>) -> tensor<4x3xf32>
// CHECK: %[[IOTA:.*]] = vmapc.iota 0 : tensor<4xi32>
// CHECK: %[[RESHAPE:.*]] = vmapc.reshape %[[IOTA]] : tensor<4xi32> -> tensor<4xi32>
// CHECK: %[[BROADCAST:.*]] = vmapc.broadcast %[[RESHAPE]] to [0] : tensor<4xi32> -> tensor<4xi32>
// CHECK: %[[CONSTANT2:.*]] = vmapc.constant dense<-1> : tensor<5xi32>
// CHECK: %[[SCATTER2:.*]] = vmapc.scatter  set %[[CONSTANT2]], %[[BROADCAST]] at(%arg0) batch 0  clip : (tensor<5xi32>, tensor<4xi32>, tensor<4xi32>) -> tensor<5xi32>
// CHECK: %[[GATHER2:.*]] = vmapc.gather %[[SCATTER2]] at(%arg0) batch 0  clip : (tensor<5xi32>, tensor<4xi32>) -> tensor<4xi32>
// CHECK: %[[COMPARE:.*]] = vmapc.compare  eq %[[GATHER2]], %[[BROADCAST]] : tensor<4xi32>
// CHECK: %[[BROADCAST2:.*]] = vmapc.broadcast %[[COMPARE]] to [0] : tensor<4xi1> -> tensor<4x3xi1>
// CHECK: %[[CONSTANT3:.*]] = vmapc.constant dense<0.000000e+00> : tensor<4x3xf32>
// CHECK: %[[SELECT:.*]] = vmapc.select %[[BROADCAST2]], %[[GATHER]], %[[CONSTANT3]] : tensor<4x3xi1>, tensor<4x3xf32>
// CHECK: return %[[SCATTER]], %[[SELECT]] : tensor<5x3xf32>, tensor<4x3xf32>
func.func private @scatter_set(%i: tensor<4xi32>, %x: tensor<5x3xf32>, %u: tensor<4x3xf32>) -> tensor<5x3xf32> attributes {vmapc.residuals = 1} {
  %r = vmapc.scatter set %x, %u at (%i) batch 0 clip : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
  return %r : tensor<5x3xf32>
}

// CHECK-LABEL: @dynamic_slice.transpose(
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<7xf32>
// CHECK: %[[DYNAMIC_UPDATE_SLICE:.*]] = vmapc.dynamic_update_slice %[[CONSTANT]], %arg1 at(%arg0) batch 0 : (tensor<7xf32>, tensor<2xf32>, tensor<i32>) -> tensor<7xf32>
// CHECK: return %[[DYNAMIC_UPDATE_SLICE]] : tensor<7xf32>
func.func private @dynamic_slice(%i: tensor<i32>, %x: tensor<7xf32>) -> tensor<2xf32> attributes {vmapc.residuals = 1} {
  %r = vmapc.dynamic_slice %x at (%i) size [2] batch 0 : (tensor<7xf32>, tensor<i32>) -> tensor<2xf32>
  return %r : tensor<2xf32>
}

// CHECK-LABEL: @dynamic_update_slice.transpose(
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<2xf32>
// CHECK: %[[DYNAMIC_UPDATE_SLICE:.*]] = vmapc.dynamic_update_slice %arg1, %[[CONSTANT]] at(%arg0) batch 0 : (tensor<7xf32>, tensor<2xf32>, tensor<i32>) -> tensor<7xf32>
// CHECK: %[[DYNAMIC_SLICE:.*]] = vmapc.dynamic_slice %arg1 at(%arg0) size [2] batch 0 : (tensor<7xf32>, tensor<i32>) -> tensor<2xf32>
// CHECK: return %[[DYNAMIC_UPDATE_SLICE]], %[[DYNAMIC_SLICE]] : tensor<7xf32>, tensor<2xf32>
func.func private @dynamic_update_slice(%i: tensor<i32>, %x: tensor<7xf32>, %u: tensor<2xf32>) -> tensor<7xf32> attributes {vmapc.residuals = 1} {
  %r = vmapc.dynamic_update_slice %x, %u at (%i) batch 0 : (tensor<7xf32>, tensor<2xf32>, tensor<i32>) -> tensor<7xf32>
  return %r : tensor<7xf32>
}
