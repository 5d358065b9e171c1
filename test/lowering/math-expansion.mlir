// Transcendental functions become arithmetic without fast-math flags; vectors
// and scalars get the same operations, and constants stand once at the start.
// RUN: vmapc-opt %s --vmapc-expand-math | FileCheck %s

// CHECK-LABEL: func @vector
// CHECK-COUNT-8: arith.constant dense
// CHECK-NOT: math.exp
// CHECK-NOT: fastmath
// CHECK: math.fma {{.*}} : vector<16xf32>
// CHECK: arith.shrui {{.*}} : vector<16xi32>
// CHECK: return
func.func @vector(%x: vector<16xf32>) -> vector<16xf32> {
  %0 = math.exp %x : vector<16xf32>
  return %0 : vector<16xf32>
}

// CHECK-LABEL: func @scalar
// CHECK-NOT: math.exp
// CHECK: math.fma {{.*}} : f64
// CHECK: arith.shrui {{.*}} : i64
// CHECK: return
func.func @scalar(%x: f64) -> f64 {
  %0 = math.exp %x : f64
  return %0 : f64
}

// The second exp finds the constants of the first, outside of the loop.
// CHECK-LABEL: func @constants_once
// CHECK: arith.constant 1.44269502 : f32
// CHECK-NOT: arith.constant 1.44269502 : f32
// CHECK: scf.for
// CHECK-NOT: arith.constant
// CHECK: return
func.func @constants_once(%x: f32, %n: index, %one: index) -> f32 {
  %r = scf.for %i = %one to %n step %one iter_args(%v = %x) -> f32 {
    %0 = math.exp %v : f32
    %1 = math.exp %0 : f32
    scf.yield %1 : f32
  }
  return %r : f32
}

// Large angles take a branch that no lane of an ordinary vector enters.
// CHECK-LABEL: func @branch
// CHECK: %[[ANY:.*]] = vector.reduction <or>, %{{.*}} : vector<8xi1> into i1
// CHECK: scf.if %[[ANY]]
func.func @branch(%x: vector<8xf64>) -> vector<8xf64> {
  %0 = math.sin %x : vector<8xf64>
  return %0 : vector<8xf64>
}

// A function that the math dialect lacks.
// CHECK-LABEL: func @logistic
// CHECK-NOT: vmapc.function
// CHECK: arith.divf
// CHECK-NOT: arith.divf
// CHECK: return
func.func @logistic(%x: vector<16xf32>) -> vector<16xf32> {
  %0 = vmapc.function "logistic"(%x) : vector<16xf32>
  return %0 : vector<16xf32>
}

// Gamma functions of f32 are computed in f64.
// CHECK-LABEL: func @lgamma
// CHECK: arith.extf %{{.*}} : vector<16xf32> to vector<16xf64>
// CHECK: arith.truncf %{{.*}} : vector<16xf64> to vector<16xf32>
func.func @lgamma(%x: vector<16xf32>) -> vector<16xf32> {
  %0 = vmapc.function "lgamma"(%x) : vector<16xf32>
  return %0 : vector<16xf32>
}

// The remainder of floats is a loop that ends when no lane has anything left to divide.
// CHECK-LABEL: func @remainder
// CHECK-NOT: arith.remf
// CHECK: scf.while
// CHECK: scf.condition
func.func @remainder(%x: vector<16xf32>, %y: vector<16xf32>) -> vector<16xf32> {
  %0 = arith.remf %x, %y : vector<16xf32>
  return %0 : vector<16xf32>
}

// What the target computes itself stays.
// CHECK-LABEL: func @stays
// CHECK: math.sqrt
// CHECK: math.floor
func.func @stays(%x: f32) -> f32 {
  %0 = math.sqrt %x : f32
  %1 = math.floor %0 : f32
  return %1 : f32
}
