// Short rows that are cut again and again, too many elements for registers: values of a chunk are
// in memory with its lanes innermost, and turned on the way in and out.
// RUN: vmapc-opt %s --vmapc-group | FileCheck %s --check-prefix=GROUP
// RUN: vmapc-opt %s --vmapc-group --vmapc-plan --vmapc-emit-vector | FileCheck %s

// GROUP: vmapc.chunk
// GROUP-SAME: vmapc.mode = "interleaved"

// CHECK-LABEL: func.func @steps
// CHECK-NOT: vector.gather
// CHECK: vector.load {{.*}} : memref<5760xf32>, vector<16xf32>
// CHECK: vector.shuffle {{.*}} : vector<16xf32>, vector<16xf32>
// CHECK: vector.store {{.*}} : memref<2304xf32>, vector<16xf32>
// CHECK: math.exp {{.*}} : vector<16xf32>
// CHECK: vector.shuffle {{.*}} : vector<16xf32>, vector<16xf32>
// CHECK-NOT: vector.scatter
// CHECK: vector.store {{.*}} : memref<2560xf32>, vector<16xf32>
func.func @steps(%x: tensor<40x12x12xf32>) -> tensor<40x8x8xf32> {
  %0 = vmapc.exp %x : tensor<40x12x12xf32>
  %1 = vmapc.slice %0 from [0, 1, 1] to [40, 12, 12] by [1, 1, 1] : tensor<40x12x12xf32> -> tensor<40x11x11xf32>
  %2 = vmapc.exp %1 : tensor<40x11x11xf32>
  %3 = vmapc.slice %2 from [0, 1, 1] to [40, 11, 11] by [1, 1, 1] : tensor<40x11x11xf32> -> tensor<40x10x10xf32>
  %4 = vmapc.exp %3 : tensor<40x10x10xf32>
  %5 = vmapc.slice %4 from [0, 1, 1] to [40, 10, 10] by [1, 1, 1] : tensor<40x10x10xf32> -> tensor<40x9x9xf32>
  %6 = vmapc.exp %5 : tensor<40x9x9xf32>
  %7 = vmapc.slice %6 from [0, 1, 1] to [40, 9, 9] by [1, 1, 1] : tensor<40x9x9xf32> -> tensor<40x8x8xf32>
  %8 = vmapc.exp %7 : tensor<40x8x8xf32>
  return %8 : tensor<40x8x8xf32>
}
