// RUN: vmapc-opt %s --vmapc-vmap | FileCheck %s --check-prefix=VMAP
// RUN: vmapc-opt %s --vmapc-linearize --vmapc-transpose | FileCheck %s --check-prefix=DIFF
// RUN: vmapc-opt %s --vmapc-expand | FileCheck %s --check-prefix=GONE --implicit-check-not=custom_jvp

// The rule's operations are dealt out: what depends on the tangent goes to the linear map,
// the cosine stays with the primal, and so does the operation itself.

func.func private @f(%x: tensor<f32>, %w: tensor<f32>) -> tensor<f32> {
  %0 = vmapc.custom_jvp args(%x) captures(%w) : (tensor<f32>, tensor<f32>) -> tensor<f32> {
  ^bb0(%a: tensor<f32>, %v: tensor<f32>):
    %s = vmapc.sin %a : tensor<f32>
    %r = vmapc.mul %s, %v : tensor<f32>
    vmapc.yield %r : tensor<f32>
  } {
  ^bb0(%a: tensor<f32>, %y: tensor<f32>, %t: tensor<f32>, %v: tensor<f32>):
    %c = vmapc.cos %a : tensor<f32>
    %d = vmapc.mul %c, %t : tensor<f32>
    %e = vmapc.mul %v, %d : tensor<f32>
    vmapc.yield %e : tensor<f32>
  }
  return %0 : tensor<f32>
}

// VMAP: func.func private @f.vmap
// VMAP: vmapc.custom_jvp args(%arg0) captures(%arg1) : (tensor<5xf32>, tensor<f32>) -> tensor<5xf32>
// VMAP: ^bb0(%{{.*}}: tensor<5xf32>, %{{.*}}: tensor<f32>):
// VMAP: vmapc.sin %{{.*}} : tensor<5xf32>
// VMAP: ^bb0(%{{.*}}: tensor<5xf32>, %{{.*}}: tensor<5xf32>, %{{.*}}: tensor<5xf32>, %{{.*}}: tensor<f32>):
// VMAP: vmapc.cos %{{.*}} : tensor<5xf32>
func.func @batched(%x: tensor<5xf32>, %w: tensor<f32>) -> tensor<5xf32> {
  %r = vmapc.vmap @f(%x, %w) in [0, -1] out [0] size 5 : (tensor<5xf32>, tensor<f32>) -> tensor<5xf32>
  return %r : tensor<5xf32>
}

// DIFF: func.func private @f{{.*}}.forward(%arg0: tensor<f32>, %arg1: tensor<f32>) -> (tensor<f32>, tensor<f32>)
// DIFF: %[[Y:.*]] = vmapc.custom_jvp args(%arg0) captures(%arg1)
// DIFF: %[[C:.*]] = vmapc.cos %arg0 : tensor<f32>
// DIFF: return %[[Y]], %[[C]]
// DIFF: func.func private @f{{.*}}.linear.transpose(%[[C:.*]]: tensor<f32>, %[[V:.*]]: tensor<f32>, %[[CT:.*]]: tensor<f32>)
// DIFF: %[[D:.*]] = vmapc.mul %[[CT]], %[[V]] : tensor<f32>
// DIFF: %[[E:.*]] = vmapc.mul %[[D]], %[[C]] : tensor<f32>
// DIFF: return %[[E]]

// GONE: func.func @gradient(%[[X:.*]]: tensor<f32>, %[[W:.*]]: tensor<f32>, %[[CT:.*]]: tensor<f32>)
// GONE: vmapc.cos
func.func @gradient(%x: tensor<f32>, %w: tensor<f32>, %ct: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %y, %map = vmapc.linearize @f(%x, %w) wrt [0] live [0] : (tensor<f32>, tensor<f32>) -> (tensor<f32>, !vmapc.linear)
  %dx = vmapc.apply_transpose %map(%ct) : (tensor<f32>) -> tensor<f32>
  return %y, %dx : tensor<f32>, tensor<f32>
}
