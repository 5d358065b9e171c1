// RUN: vmapc-opt %s | vmapc-opt | FileCheck %s

// CHECK: vmapc.custom_jvp args(%arg0, %arg1) captures(%arg2) : (tensor<3xf32>, tensor<i32>, tensor<f32>) -> (tensor<3xf32>, tensor<i32>) {
// CHECK: ^bb0(%{{.*}}: tensor<3xf32>, %{{.*}}: tensor<i32>, %{{.*}}: tensor<f32>):
// CHECK: } {
// CHECK: ^bb0(%{{.*}}: tensor<3xf32>, %{{.*}}: tensor<i32>, %{{.*}}: tensor<3xf32>, %{{.*}}: tensor<i32>, %{{.*}}: tensor<3xf32>, %{{.*}}: tensor<f32>):
func.func @f(%x: tensor<3xf32>, %n: tensor<i32>, %c: tensor<f32>) -> tensor<3xf32> {
  %0:2 = vmapc.custom_jvp args(%x, %n) captures(%c) : (tensor<3xf32>, tensor<i32>, tensor<f32>) -> (tensor<3xf32>, tensor<i32>) {
  ^bb0(%a: tensor<3xf32>, %m: tensor<i32>, %k: tensor<f32>):
    %s = vmapc.sin %a : tensor<3xf32>
    vmapc.yield %s, %m : tensor<3xf32>, tensor<i32>
  } {
  ^bb0(%a: tensor<3xf32>, %m: tensor<i32>, %y: tensor<3xf32>, %l: tensor<i32>, %t: tensor<3xf32>, %k: tensor<f32>):
    %b = vmapc.broadcast %k to [] : tensor<f32> -> tensor<3xf32>
    %d = vmapc.mul %b, %t : tensor<3xf32>
    vmapc.yield %d : tensor<3xf32>
  }
  return %0#0 : tensor<3xf32>
}
