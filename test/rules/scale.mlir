// RUN: vmapc-opt %s --vmapc-vmap | FileCheck %s --check-prefix=VMAP
// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s --check-prefix=LINEARIZE
// RUN: vmapc-opt %s --vmapc-transpose-functions | FileCheck %s --check-prefix=TRANSPOSE

// The product of linear maps under the transformations: each stays such a product,
// and every operand that is linear somewhere guards it with its zeros.

// VMAP-LABEL: @both.vmap(
// VMAP: vmapc.scale %arg0, %arg1 : tensor<2x3xf32>
// VMAP: %[[F:.*]] = vmapc.broadcast %arg2 to [1]
// VMAP: vmapc.scale %[[F]], %arg1 both : tensor<2x3xf32>
func.func private @both(%f: tensor<3xf32>, %x: tensor<3xf32>, %w: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %0 = vmapc.scale %f, %x : tensor<3xf32>
  %1 = vmapc.scale %w, %x both : tensor<3xf32>
  return %0, %1 : tensor<3xf32>, tensor<3xf32>
}
func.func @both_batch(%f: tensor<2x3xf32>, %x: tensor<2x3xf32>, %w: tensor<3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  %r:2 = vmapc.vmap @both(%f, %x, %w) in [0, 0, -1] out [0, 0] size 2 : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>)
  return %r#0, %r#1 : tensor<2x3xf32>, tensor<2x3xf32>
}

// LINEARIZE-LABEL: @scale{{.*}}jvp(
// LINEARIZE: %[[P:.*]] = vmapc.scale %arg0, %arg1 : tensor<3xf32>
// LINEARIZE: %[[DX:.*]] = vmapc.scale %arg0, %arg3 : tensor<3xf32>
// LINEARIZE: %[[DF:.*]] = vmapc.scale %arg2, %arg1 both : tensor<3xf32>
// LINEARIZE: %[[D:.*]] = vmapc.add %[[DX]], %[[DF]]
// LINEARIZE: return %[[P]], %[[D]]
func.func private @scale(%f: tensor<3xf32>, %x: tensor<3xf32>) -> tensor<3xf32> {
  %r = vmapc.scale %f, %x : tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @scale_jvp(%f: tensor<3xf32>, %x: tensor<3xf32>, %df: tensor<3xf32>, %dx: tensor<3xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @scale(%f, %x) wrt [0, 1] live [0] : (tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%df, %dx) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// TRANSPOSE-LABEL: @in_x.transpose(
// TRANSPOSE: %[[CX:.*]] = vmapc.scale %arg0, %arg1 : tensor<3xf32>
// TRANSPOSE: return %[[CX]]
func.func private @in_x(%f: tensor<3xf32>, %x: tensor<3xf32>) -> tensor<3xf32> attributes {vmapc.residuals = 1} {
  %r = vmapc.scale %f, %x : tensor<3xf32>
  return %r : tensor<3xf32>
}

// TRANSPOSE-LABEL: @in_factor.transpose(
// TRANSPOSE: %[[CF:.*]] = vmapc.scale %arg0, %arg1 both : tensor<3xf32>
// TRANSPOSE: return %[[CF]]
func.func private @in_factor(%x: tensor<3xf32>, %f: tensor<3xf32>) -> tensor<3xf32> attributes {vmapc.residuals = 1} {
  %r = vmapc.scale %f, %x both : tensor<3xf32>
  return %r : tensor<3xf32>
}
