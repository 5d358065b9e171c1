// RUN: vmapc-opt %s | vmapc-opt | FileCheck %s
// RUN: vmapc-opt %s --mlir-print-op-generic | vmapc-opt | FileCheck %s

// Reads and updates at run-time positions print and parse.

// CHECK-LABEL: func.func @indexing(
func.func @indexing(%x: tensor<5x3xf32>, %y: tensor<2x5x3xf32>, %v: tensor<4x3xf32>, %w: tensor<2x3xf32>,
    %i: tensor<4xi32>, %j: tensor<i64>, %u: tensor<2xui32>) {
  // CHECK: vmapc.gather %{{.*}} at(%{{.*}}) batch 0  clip : (tensor<5x3xf32>, tensor<4xi32>) -> tensor<4x3xf32>
  %0 = vmapc.gather %x at (%i) batch 0 clip : (tensor<5x3xf32>, tensor<4xi32>) -> tensor<4x3xf32>
  // CHECK: vmapc.gather %{{.*}} at(%{{.*}}, %{{.*}}) batch 0  drop : (tensor<5x3xf32>, tensor<4xi32>, tensor<4xi32>) -> tensor<4xf32>
  %1 = vmapc.gather %x at (%i, %i) batch 0 drop : (tensor<5x3xf32>, tensor<4xi32>, tensor<4xi32>) -> tensor<4xf32>
  // CHECK: vmapc.gather %{{.*}} at(%{{.*}}) batch 1  clip : (tensor<2x5x3xf32>, tensor<2xui32>) -> tensor<2x3xf32>
  %2 = vmapc.gather %y at (%u) batch 1 clip : (tensor<2x5x3xf32>, tensor<2xui32>) -> tensor<2x3xf32>
  // CHECK: vmapc.scatter  set %{{.*}}, %{{.*}} at(%{{.*}}) batch 0  drop : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
  %3 = vmapc.scatter set %x, %v at (%i) batch 0 drop : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
  // CHECK: vmapc.scatter  add %{{.*}}, %{{.*}} at(%{{.*}}) batch 0  clip : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
  %4 = vmapc.scatter add %x, %v at (%i) batch 0 clip : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
  // CHECK: vmapc.scatter  mul %{{.*}}, %{{.*}} at(%{{.*}}) batch 0  promise : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
  %mul = vmapc.scatter mul %x, %v at (%i) batch 0 promise : (tensor<5x3xf32>, tensor<4x3xf32>, tensor<4xi32>) -> tensor<5x3xf32>
  // CHECK: vmapc.dynamic_slice %{{.*}} at(%{{.*}}, %{{.*}}) size [2, 3] batch 0 : (tensor<5x3xf32>, tensor<i64>, tensor<i64>) -> tensor<2x3xf32>
  %5 = vmapc.dynamic_slice %x at (%j, %j) size [2, 3] batch 0 : (tensor<5x3xf32>, tensor<i64>, tensor<i64>) -> tensor<2x3xf32>
  // CHECK: vmapc.dynamic_slice %{{.*}} at(%{{.*}}, %{{.*}}) size [1, 2] batch 1 : (tensor<2x5x3xf32>, tensor<2xui32>, tensor<2xui32>) -> tensor<2x1x2xf32>
  %6 = vmapc.dynamic_slice %y at (%u, %u) size [1, 2] batch 1 : (tensor<2x5x3xf32>, tensor<2xui32>, tensor<2xui32>) -> tensor<2x1x2xf32>
  // CHECK: vmapc.dynamic_update_slice %{{.*}}, %{{.*}} at(%{{.*}}, %{{.*}}) batch 0 : (tensor<5x3xf32>, tensor<2x3xf32>, tensor<i64>, tensor<i64>) -> tensor<5x3xf32>
  %7 = vmapc.dynamic_update_slice %x, %w at (%j, %j) batch 0 : (tensor<5x3xf32>, tensor<2x3xf32>, tensor<i64>, tensor<i64>) -> tensor<5x3xf32>
  return
}
