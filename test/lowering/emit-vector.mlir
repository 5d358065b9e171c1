// Planned functions become loops over vectors on flat buffers.
// RUN: vmapc-opt %s --vmapc-plan --vmapc-emit-vector | FileCheck %s

// Several dimensions of contiguous arrays are walked as one; the last vector
// overlaps the one before.
// CHECK-LABEL: func.func @flat(
// CHECK-SAME: memref<185xf32> {llvm.noalias}, %{{.*}}: memref<185xf32> {llvm.noalias}, %{{.*}}: memref<0xi8>
// CHECK: scf.for
// CHECK: arith.minsi
// CHECK: vector.load {{.*}} vector<32xf32>
// CHECK: arith.mulf {{.*}} : vector<32xf32>
// CHECK: vector.store
// CHECK-NOT: scf.for
// CHECK: return
func.func @flat(%x: tensor<5x37xf32>) -> tensor<5x37xf32> {
  %0 = vmapc.mul %x, %x : tensor<5x37xf32>
  return %0 : tensor<5x37xf32>
}

// Bool is a byte in memory and a bit in registers.
// CHECK-LABEL: func.func @bool(
// CHECK-SAME: memref<16xi8>
// CHECK: arith.cmpf olt, {{.*}} : vector<16xf32>
// CHECK: arith.extui {{.*}} : vector<16xi1> to vector<16xi8>
// CHECK: vector.store {{.*}} memref<16xi8>
func.func @bool(%x: tensor<16xf32>, %y: tensor<16xf32>) -> tensor<16xi1> {
  %0 = vmapc.compare lt %x, %y : tensor<16xf32>
  return %0 : tensor<16xi1>
}

// A sum has 16 stripes, joined by a halving tree; its identity is -0.0.
// CHECK-LABEL: func.func @sum(
// CHECK: arith.constant -0.000000e+00 : f32
// CHECK: scf.for {{.*}} -> (vector<16xf32>)
// CHECK: vector.shuffle {{.*}} [0, 1, 2, 3, 4, 5, 6, 7]
// CHECK: vector.shuffle {{.*}} [8, 9, 10, 11, 12, 13, 14, 15]
// CHECK-NOT: fastmath
// CHECK: return
func.func @sum(%x: tensor<512xf32>) -> tensor<f32> {
  %0 = vmapc.reduce_sum %x over [0] : tensor<512xf32> -> tensor<f32>
  return %0 : tensor<f32>
}

// A product is a chain of fused multiply-adds from zero.
// CHECK-LABEL: func.func @product(
// CHECK: scf.for
// CHECK: math.fma {{.*}} : vector<32xf32>
// CHECK-NOT: fastmath
// CHECK: return
func.func @product(%a: tensor<8x40xf32>, %b: tensor<40x32xf32>) -> tensor<8x32xf32> {
  %0 = vmapc.contract %a[0, 1], %b[1, 2] to [0, 2] : tensor<8x40xf32>, tensor<40x32xf32> -> tensor<8x32xf32>
  return %0 : tensor<8x32xf32>
}

// One element of a stored array, repeated: the nest is walked as one dimension, the
// element is still read from its own place.
// CHECK-LABEL: func.func @one_element
// CHECK-DAG: %[[PLACE:.*]] = arith.constant 1 : index
// CHECK: memref.load %{{.*}}[%[[PLACE]]] : memref<3xf64>
func.func @one_element(%x: tensor<2x3xf64>, %y: tensor<3xf64>) -> tensor<2x3xf64> {
  %0 = vmapc.slice %y from [1] to [2] by [1] : tensor<3xf64> -> tensor<1xf64>
  %1 = vmapc.reshape %0 : tensor<1xf64> -> tensor<f64>
  %2 = vmapc.broadcast %1 to [] : tensor<f64> -> tensor<2x3xf64>
  %3 = vmapc.add %x, %2 : tensor<2x3xf64>
  return %3 : tensor<2x3xf64>
}
