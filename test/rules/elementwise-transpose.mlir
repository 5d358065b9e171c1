// RUN: vmapc-opt %s --vmapc-transpose-functions | FileCheck %s

// The transposes of the elementwise operations that are linear in some operand. A
// select sends the cotangent to the side taken and an exact zero to the other.

// CHECK-LABEL: @neg.transpose(
// CHECK: %[[NEG:.*]] = vmapc.neg %arg0 : tensor<3xf32>
// CHECK: return %[[NEG]] : tensor<3xf32>
func.func private @neg(%x: tensor<3xf32>) -> tensor<3xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.neg %x : tensor<3xf32>
  return %r : tensor<3xf32>
}

// CHECK-LABEL: @add.transpose(
// CHECK: return %arg0, %arg0 : tensor<3xf32>, tensor<3xf32>
func.func private @add(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.add %x, %y : tensor<3xf32>
  return %r : tensor<3xf32>
}

// CHECK-LABEL: @sub.transpose(
// CHECK: %[[NEG:.*]] = vmapc.neg %arg0 : tensor<3xf32>
// CHECK: return %arg0, %[[NEG]] : tensor<3xf32>, tensor<3xf32>
func.func private @sub(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.sub %x, %y : tensor<3xf32>
  return %r : tensor<3xf32>
}

// CHECK-LABEL: @mul.transpose(
// CHECK: %[[MUL:.*]] = vmapc.mul %arg1, %arg0 : tensor<3xf32>
// CHECK: return %[[MUL]] : tensor<3xf32>
func.func private @mul(%y: tensor<3xf32>, %x: tensor<3xf32>) -> tensor<3xf32> attributes {vmapc.residuals = 1} {
  %r = vmapc.mul %x, %y : tensor<3xf32>
  return %r : tensor<3xf32>
}

// CHECK-LABEL: @div.transpose(
// CHECK: %[[DIV:.*]] = vmapc.div %arg1, %arg0 : tensor<3xf32>
// CHECK: return %[[DIV]] : tensor<3xf32>
func.func private @div(%y: tensor<3xf32>, %x: tensor<3xf32>) -> tensor<3xf32> attributes {vmapc.residuals = 1} {
  %r = vmapc.div %x, %y : tensor<3xf32>
  return %r : tensor<3xf32>
}

// CHECK-LABEL: @select.transpose(
// CHECK: %[[CONSTANT:.*]] = vmapc.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: %[[SELECT:.*]] = vmapc.select %arg0, %arg1, %[[CONSTANT]] : tensor<3xi1>, tensor<3xf32>
// CHECK: %[[SELECT2:.*]] = vmapc.select %arg0, %[[CONSTANT]], %arg1 : tensor<3xi1>, tensor<3xf32>
// CHECK: return %[[SELECT]], %[[SELECT2]] : tensor<3xf32>, tensor<3xf32>
func.func private @select(%p: tensor<3xi1>, %x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> attributes {vmapc.residuals = 1} {
  %r = vmapc.select %p, %x, %y : tensor<3xi1>, tensor<3xf32>
  return %r : tensor<3xf32>
}

// CHECK-LABEL: @convert.transpose(
// CHECK: %[[CONVERT:.*]] = vmapc.convert %arg0 : tensor<3xf64> -> tensor<3xf32>
// CHECK: return %[[CONVERT]] : tensor<3xf32>
func.func private @convert(%x: tensor<3xf32>) -> tensor<3xf64> attributes {vmapc.residuals = 0} {
  %r = vmapc.convert %x : tensor<3xf32> -> tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @reduce_precision.transpose(
// CHECK: %[[REDUCE_PRECISION:.*]] = vmapc.reduce_precision %arg0 to exponent 5 mantissa 10 : tensor<3xf32>
// CHECK: return %[[REDUCE_PRECISION]] : tensor<3xf32>
func.func private @reduce_precision(%x: tensor<3xf32>) -> tensor<3xf32> attributes {vmapc.residuals = 0} {
  %r = vmapc.reduce_precision %x to exponent 5 mantissa 10 : tensor<3xf32>
  return %r : tensor<3xf32>
}
