// The dump of every stage runs again and gives the same bits; it carries the
// user's lines and the names of arguments.

// RUN: rm -rf %t && mkdir %t
// RUN: vmapc run %s --grad --vmap --dump-ir %t/dump --input 9x3xf32=normal:1 --output %t/out
// RUN: ls %t/dump | FileCheck %s --check-prefix=FILES
// FILES: 0000-f.0-traced.mlir
// FILES-NEXT: 0000-f.1-expanded.mlir
// FILES-NEXT: 0000-f.2-simplified.mlir
// FILES-NEXT: 0000-f.3-grouped.mlir
// FILES-NEXT: 0000-f.4-planned.mlir
// FILES-NEXT: 0000-f.5-vector.mlir
// FILES-NEXT: 0000-f.6-llvm.ll
// FILES-NEXT: 0000-f.7-assembly.s
// RUN: FileCheck %s --check-prefix=GROUPED < %t/dump/0000-f.3-grouped.mlir
// GROUPED: vmapc.name = "x"
// GROUPED: vmapc.cos {{.*}} loc({{.*}}"model.cpp":7:3
// RUN: vmapc run %t/dump/0000-f.0-traced.mlir --input 9x3xf32=normal:1 --expect %t/out/grad.x.npy --rtol 0 --atol 0
// RUN: vmapc run %t/dump/0000-f.1-expanded.mlir --input 9x3xf32=normal:1 --expect %t/out/grad.x.npy --rtol 0 --atol 0
// RUN: vmapc run %t/dump/0000-f.2-simplified.mlir --input 9x3xf32=normal:1 --expect %t/out/grad.x.npy --rtol 0 --atol 0
// RUN: vmapc run %t/dump/0000-f.3-grouped.mlir --input 9x3xf32=normal:1 --expect %t/out/grad.x.npy --rtol 0 --atol 0
// RUN: vmapc run %t/dump/0000-f.4-planned.mlir --input 9x3xf32=normal:1 --expect %t/out/grad.x.npy --rtol 0 --atol 0
// RUN: vmapc run %t/dump/0000-f.5-vector.mlir --input 9x3xf32=normal:1 --expect %t/out/grad.x.npy --rtol 0 --atol 0

module attributes {vmapc.version = "0.1.0"} {
  func.func @f(%x: tensor<3xf32> {vmapc.name = "x"}) -> (tensor<f32> {vmapc.name = "y"}) {
    %0 = vmapc.sin %x : tensor<3xf32> loc("model.cpp":7:3)
    %1 = vmapc.reduce_sum %0 over [0] : tensor<3xf32> -> tensor<f32> loc("model.cpp":8:3)
    return %1 : tensor<f32>
  }
}
