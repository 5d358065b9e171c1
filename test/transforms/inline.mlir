// RUN: vmapc-opt %s --vmapc-inline | FileCheck %s --implicit-check-not=private

// A call gives way to what it calls, in regions too; other requests stay, and with
// them the functions that they name.

func.func private @sin(%x: tensor<f32>) -> tensor<f32> {
  %0 = vmapc.sin %x : tensor<f32>
  return %0 : tensor<f32>
}
func.func private @twice(%x: tensor<f32>) -> tensor<f32> {
  %0 = vmapc.call @sin(%x) : (tensor<f32>) -> tensor<f32>
  %1 = vmapc.call @sin(%0) : (tensor<f32>) -> tensor<f32>
  return %1 : tensor<f32>
}
// CHECK-LABEL: @main(
// CHECK: vmapc.scan
// CHECK: ^bb0
// CHECK-NEXT: vmapc.sin
// CHECK-NEXT: vmapc.sin
// CHECK-NEXT: vmapc.yield
func.func @main(%x: tensor<f32>) -> tensor<f32> {
  %0 = vmapc.scan trip() inits(%x) xs() captures() {length = 2 : i64, xs_axes = array<i64>, ys_axes = array<i64>} : (tensor<f32>) -> tensor<f32> {
  ^bb0(%i: tensor<i64>, %c: tensor<f32>):
    %1 = vmapc.call @twice(%c) : (tensor<f32>) -> tensor<f32>
    vmapc.yield %1 : tensor<f32>
  }
  return %0 : tensor<f32>
}
