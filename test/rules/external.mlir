// RUN: vmapc-opt %s --vmapc-vmap | FileCheck %s --check-prefix=VMAP
// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s --check-prefix=JVP

// A batch is one more leading dimension; an operand that is not mapped is repeated.

// VMAP-LABEL: @solve.vmap(
// VMAP: %[[A:.*]] = vmapc.broadcast %arg1 to [1, 2] : tensor<4x4xf32> -> tensor<5x4x4xf32>
// VMAP: vmapc.external "trsm_f32"(%[[A]], %arg0) with [4, 2, 1] batch 1 : (tensor<5x4x4xf32>, tensor<5x4x2xf32>) -> tensor<5x4x2xf32>
func.func private @solve(%b: tensor<4x2xf32>, %a: tensor<4x4xf32>) -> tensor<4x2xf32> {
  %x = vmapc.external "trsm_f32"(%a, %b) with [4, 2, 1] batch 0 : (tensor<4x4xf32>, tensor<4x2xf32>) -> tensor<4x2xf32>
  return %x : tensor<4x2xf32>
}
func.func @vmap(%b: tensor<5x4x2xf32>, %a: tensor<4x4xf32>) -> tensor<5x4x2xf32> {
  %x = vmapc.vmap @solve(%b, %a) in [0, -1] out [0] size 5 : (tensor<5x4x2xf32>, tensor<4x4xf32>) -> tensor<5x4x2xf32>
  return %x : tensor<5x4x2xf32>
}

// A triangular system: dX = A^-1 (dB - dA X), of the triangle that is read.

// JVP-LABEL: @solve{{.*}}jvp(
// JVP: %[[X:.*]] = vmapc.external "trsm_f32"(%arg1, %arg0) with [4, 2, 1] batch 0
// JVP: %[[DA:.*]] = vmapc.select
// JVP: %[[DAX:.*]] = vmapc.contract %[[DA]][0, 1], %[[X]][1, 2] to [0, 2]
// JVP: %[[RHS:.*]] = vmapc.sub %{{.*}}, %[[DAX]]
// JVP: vmapc.external "trsm_f32"(%arg1, %[[RHS]]) with [4, 2, 1] batch 0
func.func @jvp(%b: tensor<4x2xf32>, %a: tensor<4x4xf32>, %db: tensor<4x2xf32>, %da: tensor<4x4xf32>) -> tensor<4x2xf32> {
  %x, %map = vmapc.linearize @solve(%b, %a) wrt [0, 1] live [0] : (tensor<4x2xf32>, tensor<4x4xf32>) -> (tensor<4x2xf32>, !vmapc.linear)
  %dx = vmapc.apply %map(%db, %da) : (tensor<4x2xf32>, tensor<4x4xf32>) -> tensor<4x2xf32>
  return %dx : tensor<4x2xf32>
}
