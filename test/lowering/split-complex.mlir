// Complex values become their parts; at the boundary of a function, an array with a last
// dimension of extent 2.
// RUN: vmapc-opt %s --vmapc-split-complex | FileCheck %s
// RUN: vmapc-opt %s --vmapc-split-complex | FileCheck %s --check-prefix=NONE
// NONE-NOT: complex<

// CHECK-LABEL: func.func @product(
// CHECK-SAME: %[[X:.*]]: tensor<3x2xf32>, %[[Y:.*]]: tensor<3x2xf32>) -> tensor<3x2xf32>
// CHECK: vmapc.slice %[[X]] from [0, 0] to [3, 1]
// CHECK: %[[A:.*]] = vmapc.reduce_sum {{.*}} over [1]
// CHECK: vmapc.slice %[[X]] from [0, 1] to [3, 2]
// CHECK: %[[B:.*]] = vmapc.reduce_sum
// CHECK: %[[C:.*]] = vmapc.reduce_sum
// CHECK: %[[D:.*]] = vmapc.reduce_sum
// CHECK: %[[AC:.*]] = vmapc.mul %[[A]], %[[C]] : tensor<3xf32>
// CHECK: %[[BD:.*]] = vmapc.mul %[[B]], %[[D]]
// CHECK: %[[AD:.*]] = vmapc.mul %[[A]], %[[D]]
// CHECK: %[[BC:.*]] = vmapc.mul %[[B]], %[[C]]
// CHECK: vmapc.sub %[[AC]], %[[BD]]
// CHECK: vmapc.add %[[AD]], %[[BC]]
// CHECK: vmapc.concatenate {{.*}} along 1 : (tensor<3x1xf32>, tensor<3x1xf32>) -> tensor<3x2xf32>
func.func @product(%x: tensor<3xcomplex<f32>>, %y: tensor<3xcomplex<f32>>) -> tensor<3xcomplex<f32>> {
  %0 = vmapc.mul %x, %y : tensor<3xcomplex<f32>>
  return %0 : tensor<3xcomplex<f32>>
}

// A part that nobody reads is gone, and so is what it is made of.
// CHECK-LABEL: func.func @dead(
// CHECK-NOT: vmapc.imag
// CHECK-NOT: vmapc.exp
// CHECK: vmapc.reverse %arg0
// CHECK-NEXT: return
func.func @dead(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %e = vmapc.exp %y : tensor<3xf32>
  %z = vmapc.complex %x, %e : tensor<3xf32>
  %w = vmapc.reverse %z along [0] : tensor<3xcomplex<f32>>
  %r = vmapc.real %w : tensor<3xcomplex<f32>>
  return %r : tensor<3xf32>
}

// Carries, slices, captures and stacked outputs of a loop.
// CHECK-LABEL: func.func @loop(
// CHECK: %[[R:.*]]:4 = vmapc.scan
// CHECK: vmapc.yield %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
func.func @loop(%s: tensor<complex<f32>>, %xs: tensor<5xcomplex<f32>>) -> tensor<5xcomplex<f32>> {
  %r:2 = "vmapc.scan"(%s, %xs, %s) <{length = 5 : i64, xs_axes = array<i64: 0>, ys_axes = array<i64: 0>, lanes = 0 : i64, operandSegmentSizes = array<i32: 0, 1, 1, 1>}> ({
  ^bb0(%i: tensor<i64>, %c: tensor<complex<f32>>, %x: tensor<complex<f32>>, %k: tensor<complex<f32>>):
    %0 = vmapc.mul %c, %x : tensor<complex<f32>>
    %1 = vmapc.add %0, %k : tensor<complex<f32>>
    vmapc.yield %1, %0 : tensor<complex<f32>>, tensor<complex<f32>>
  }) : (tensor<complex<f32>>, tensor<5xcomplex<f32>>, tensor<complex<f32>>) -> (tensor<complex<f32>>, tensor<5xcomplex<f32>>)
  return %r#1 : tensor<5xcomplex<f32>>
}

// CHECK-LABEL: func.func @constants(
// CHECK-DAG: vmapc.constant dense<[1.000000e+00, 3.000000e+00]> : tensor<2xf64>
// CHECK-DAG: vmapc.constant dense<[2.000000e+00, -4.000000e+00]> : tensor<2xf64>
// CHECK: vmapc.and
func.func @constants(%x: tensor<2xcomplex<f64>>) -> tensor<2xi1> {
  %c = vmapc.constant dense<[(1.0, 2.0), (3.0, -4.0)]> : tensor<2xcomplex<f64>>
  %0 = vmapc.compare eq %x, %c : tensor<2xcomplex<f64>>
  return %0 : tensor<2xi1>
}
