// RUN: vmapc-opt %s | vmapc-opt | FileCheck %s
// RUN: vmapc-opt %s --canonicalize | FileCheck %s --check-prefix=SIMPLE

// The product of linear maps is a plain one where one factor is an ordinary number.

// CHECK-LABEL: @forms(
// CHECK: vmapc.scale %arg0, %arg1 : tensor<3xf32>
// CHECK: vmapc.scale %arg0, %arg1 both : tensor<3xf32>
func.func @forms(%f: tensor<3xf32>, %x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %0 = vmapc.scale %f, %x : tensor<3xf32>
  %1 = vmapc.scale %f, %x both : tensor<3xf32>
  return %0, %1 : tensor<3xf32>, tensor<3xf32>
}

// SIMPLE-LABEL: @ordinary(
// SIMPLE-DAG: %[[TWO:.*]] = vmapc.constant dense<2.0
// SIMPLE-DAG: %[[SOME:.*]] = vmapc.constant dense<[1.0
// SIMPLE-DAG: %[[ZERO:.*]] = vmapc.constant dense<0.0
// SIMPLE-DAG: %[[A:.*]] = vmapc.mul %arg0, %[[TWO]]
// SIMPLE-DAG: %[[B:.*]] = vmapc.mul %arg0, %[[SOME]]
// SIMPLE: %[[C:.*]] = vmapc.mul %arg0, %[[TWO]]
// SIMPLE: return %[[A]], %[[B]], %[[C]], %arg0, %[[ZERO]]
func.func @ordinary(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  %one = vmapc.constant dense<1.0> : tensor<3xf32>
  %two = vmapc.constant dense<2.0> : tensor<3xf32>
  %some = vmapc.constant dense<[1.0, 0.0, -3.0]> : tensor<3xf32>
  %zero = vmapc.constant dense<0.0> : tensor<3xf32>
  %0 = vmapc.scale %two, %x : tensor<3xf32>
  %1 = vmapc.scale %some, %x : tensor<3xf32>
  %2 = vmapc.scale %x, %two : tensor<3xf32>
  %3 = vmapc.scale %one, %x : tensor<3xf32>
  %4 = vmapc.scale %x, %zero : tensor<3xf32>
  return %0, %1, %2, %3, %4 : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// An infinite or unknown factor, or a zero that guards, keeps it.
// SIMPLE-LABEL: @kept(
// SIMPLE: vmapc.scale %{{.*}}, %arg0 : tensor<3xf32>
// SIMPLE: vmapc.scale %arg0, %{{.*}} : tensor<3xf32>
// SIMPLE: vmapc.scale %{{.*}}, %arg0 both : tensor<3xf32>
// SIMPLE: return
func.func @kept(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  %inf = vmapc.constant dense<[1.0, 0x7F800000, 1.0]> : tensor<3xf32>
  %some = vmapc.constant dense<[1.0, 0.0, -3.0]> : tensor<3xf32>
  %0 = vmapc.scale %inf, %x : tensor<3xf32>
  %1 = vmapc.scale %x, %some : tensor<3xf32>
  %2 = vmapc.scale %some, %x both : tensor<3xf32>
  return %0, %1, %2 : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}
