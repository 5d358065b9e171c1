// Everything becomes the LLVM dialect at once, with bare pointers and one entry; a
// body as short as this one stands in the entry itself, which calls nothing.
// RUN: vmapc-opt %s --vmapc-plan --vmapc-emit-vector --vmapc-expand-math --vmapc-to-llvm | FileCheck %s

// CHECK: llvm.func @vmapc_entry(%[[BUFFERS:.*]]: !llvm.ptr) attributes {vmapc.scratch = 0 : i64}
// CHECK: llvm.getelementptr %[[BUFFERS]][0]
// CHECK: llvm.getelementptr %[[BUFFERS]][1]
// CHECK-NOT: llvm.call
// CHECK: llvm.fmul {{.*}} : vector<8xf32>
// CHECK: llvm.store {{.*}} : vector<8xf32>
// CHECK-NOT: llvm.func
func.func @f(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = vmapc.mul %x, %x : tensor<8xf32>
  return %0 : tensor<8xf32>
}
