// RUN: vmapc-opt %s --vmapc-linearize | FileCheck %s

// A sum is linear; a product multiplies each tangent by the other factors without
// dividing; an extreme takes the mean of the tangents of the elements that reach it.

// CHECK-LABEL: @reduce_sum{{.*}}jvp(
// CHECK: %[[REDUCE_SUM:.*]] = vmapc.reduce_sum %arg0 over [1] : tensor<3x4xf32> -> tensor<3xf32>
// CHECK: %[[REDUCE_SUM2:.*]] = vmapc.reduce_sum %arg1 over [1] : tensor<3x4xf32> -> tensor<3xf32>
// CHECK: return %[[REDUCE_SUM]], %[[REDUCE_SUM2]] : tensor<3xf32>, tensor<3xf32>
func.func private @reduce_sum(%x: tensor<3x4xf32>) -> tensor<3xf32> {
  %r = vmapc.reduce_sum %x over [1] : tensor<3x4xf32> -> tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @reduce_sum_jvp(%x: tensor<3x4xf32>, %dx: tensor<3x4xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @reduce_sum(%x) wrt [0] live [0] : (tensor<3x4xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3x4xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @reduce_prod{{.*}}jvp(
// CHECK: %[[REDUCE_PROD:.*]] = vmapc.reduce_prod %arg0 over [1] : tensor<3x4xf32> -> tensor<3xf32>
// CHECK: %[[SLICE:.*]] = vmapc.slice %arg0 from [0, 0] to [3, 2] by [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
// CHECK: %[[SLICE2:.*]] = vmapc.slice %arg0 from [0, 2] to [3, 4] by [1, 1] : tensor<3x4xf32> -> tensor<3x2xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %[[SLICE]], %[[SLICE2]] : tensor<3x2xf32>
// CHECK: %[[SLICE3:.*]] = vmapc.slice %[[MUL]] from [0, 0] to [3, 1] by [1, 1] : tensor<3x2xf32> -> tensor<3x1xf32>
// CHECK: %[[SLICE4:.*]] = vmapc.slice %[[MUL]] from [0, 1] to [3, 2] by [1, 1] : tensor<3x2xf32> -> tensor<3x1xf32>
// CHECK: %[[CONCATENATE:.*]] = vmapc.concatenate %[[SLICE4]], %[[SLICE3]] along 1 : (tensor<3x1xf32>, tensor<3x1xf32>) -> tensor<3x2xf32>
// CHECK: %[[MUL2:.*]] = vmapc.mul %[[CONCATENATE]], %[[SLICE2]] : tensor<3x2xf32>
// CHECK: %[[MUL3:.*]] = vmapc.mul %[[CONCATENATE]], %[[SLICE]] : tensor<3x2xf32>
// CHECK: %[[CONCATENATE2:.*]] = vmapc.concatenate %[[MUL2]], %[[MUL3]] along 1 : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x4xf32>
// CHECK: %[[MUL4:.*]] = vmapc.scale %[[CONCATENATE2]], %arg1 : tensor<3x4xf32>
// CHECK: %[[REDUCE_SUM:.*]] = vmapc.reduce_sum %[[MUL4]] over [1] : tensor<3x4xf32> -> tensor<3xf32>
// CHECK: return %[[REDUCE_PROD]], %[[REDUCE_SUM]] : tensor<3xf32>, tensor<3xf32>
func.func private @reduce_prod(%x: tensor<3x4xf32>) -> tensor<3xf32> {
  %r = vmapc.reduce_prod %x over [1] : tensor<3x4xf32> -> tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @reduce_prod_jvp(%x: tensor<3x4xf32>, %dx: tensor<3x4xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @reduce_prod(%x) wrt [0] live [0] : (tensor<3x4xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3x4xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @reduce_max{{.*}}jvp(
// CHECK: %[[REDUCE_MAX:.*]] = vmapc.reduce_max %arg0 over [1] : tensor<3x4xf32> -> tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3x4xf32>
// CHECK: %[[BROADCAST:.*]] = vmapc.broadcast %[[REDUCE_MAX]] to [0] : tensor<3xf32> -> tensor<3x4xf32>
// CHECK: %[[COMPARE:.*]] = vmapc.compare  eq %arg0, %[[BROADCAST]] : tensor<3x4xf32>
// CHECK: %[[CONSTANT2:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3x4xf32>
// CHECK: %[[SELECT:.*]] = vmapc.select %[[COMPARE]], %[[CONSTANT]], %[[CONSTANT2]] : tensor<3x4xi1>, tensor<3x4xf32>
// CHECK: %[[REDUCE_SUM:.*]] = vmapc.reduce_sum %[[SELECT]] over [1] : tensor<3x4xf32> -> tensor<3xf32>
// CHECK: %[[BROADCAST2:.*]] = vmapc.broadcast %[[REDUCE_SUM]] to [0] : tensor<3xf32> -> tensor<3x4xf32>
// CHECK: %[[DIV:.*]] = vmapc.div %[[SELECT]], %[[BROADCAST2]] : tensor<3x4xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[DIV]], %arg1 : tensor<3x4xf32>
// CHECK: %[[REDUCE_SUM2:.*]] = vmapc.reduce_sum %[[MUL]] over [1] : tensor<3x4xf32> -> tensor<3xf32>
// CHECK: return %[[REDUCE_MAX]], %[[REDUCE_SUM2]] : tensor<3xf32>, tensor<3xf32>
func.func private @reduce_max(%x: tensor<3x4xf32>) -> tensor<3xf32> {
  %r = vmapc.reduce_max %x over [1] : tensor<3x4xf32> -> tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @reduce_max_jvp(%x: tensor<3x4xf32>, %dx: tensor<3x4xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @reduce_max(%x) wrt [0] live [0] : (tensor<3x4xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3x4xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}

// CHECK-LABEL: @reduce_min{{.*}}jvp(
// CHECK: %[[REDUCE_MIN:.*]] = vmapc.reduce_min %arg0 over [1] : tensor<3x4xf32> -> tensor<3xf32>
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<1.000000e+00> : tensor<3x4xf32>
// CHECK: %[[BROADCAST:.*]] = vmapc.broadcast %[[REDUCE_MIN]] to [0] : tensor<3xf32> -> tensor<3x4xf32>
// CHECK: %[[COMPARE:.*]] = vmapc.compare  eq %arg0, %[[BROADCAST]] : tensor<3x4xf32>
// CHECK: %[[CONSTANT2:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3x4xf32>
// CHECK: %[[SELECT:.*]] = vmapc.select %[[COMPARE]], %[[CONSTANT]], %[[CONSTANT2]] : tensor<3x4xi1>, tensor<3x4xf32>
// CHECK: %[[REDUCE_SUM:.*]] = vmapc.reduce_sum %[[SELECT]] over [1] : tensor<3x4xf32> -> tensor<3xf32>
// CHECK: %[[BROADCAST2:.*]] = vmapc.broadcast %[[REDUCE_SUM]] to [0] : tensor<3xf32> -> tensor<3x4xf32>
// CHECK: %[[DIV:.*]] = vmapc.div %[[SELECT]], %[[BROADCAST2]] : tensor<3x4xf32>
// CHECK: %[[MUL:.*]] = vmapc.scale %[[DIV]], %arg1 : tensor<3x4xf32>
// CHECK: %[[REDUCE_SUM2:.*]] = vmapc.reduce_sum %[[MUL]] over [1] : tensor<3x4xf32> -> tensor<3xf32>
// CHECK: return %[[REDUCE_MIN]], %[[REDUCE_SUM2]] : tensor<3xf32>, tensor<3xf32>
func.func private @reduce_min(%x: tensor<3x4xf32>) -> tensor<3xf32> {
  %r = vmapc.reduce_min %x over [1] : tensor<3x4xf32> -> tensor<3xf32>
  return %r : tensor<3xf32>
}
func.func @reduce_min_jvp(%x: tensor<3x4xf32>, %dx: tensor<3x4xf32>) -> tensor<3xf32> {
  %r, %map = vmapc.linearize @reduce_min(%x) wrt [0] live [0] : (tensor<3x4xf32>) -> (tensor<3xf32>, !vmapc.linear)
  %dr = vmapc.apply %map(%dx) : (tensor<3x4xf32>) -> tensor<3xf32>
  return %dr : tensor<3xf32>
}
