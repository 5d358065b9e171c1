// RUN: vmapc-opt %s --canonicalize | FileCheck %s

// Folds and rewrites of the operations, one function each. None changes a bit of a
// result, but for contractions, whose sums take the order of the new contraction.

// A float zero is only dropped where it cannot turn -0.0 into 0.0.
// CHECK-LABEL: @zeros(
// CHECK: %[[C:.*]] = vmapc.constant dense<0.000000e+00>
// CHECK: %[[A:.*]] = vmapc.add %arg0, %[[C]]
// CHECK: return %[[A]], %arg0, %arg0
func.func @zeros(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  %zero = vmapc.constant dense<0.0> : tensor<3xf32>
  %minus = vmapc.constant dense<-0.0> : tensor<3xf32>
  %0 = vmapc.add %x, %zero : tensor<3xf32>
  %1 = vmapc.add %x, %minus : tensor<3xf32>
  %2 = vmapc.sub %x, %zero : tensor<3xf32>
  return %0, %1, %2 : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// x * 1, x / 1, x^1, and x^0 = 1 whatever x is.
// CHECK-LABEL: @ones(
// CHECK: %[[ONE:.*]] = vmapc.constant dense<1.000000e+00>
// CHECK: return %arg0, %arg0, %arg0, %[[ONE]]
func.func @ones(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  %one = vmapc.constant dense<1.0> : tensor<3xf32>
  %zero = vmapc.constant dense<0.0> : tensor<3xf32>
  %0 = vmapc.mul %one, %x : tensor<3xf32>
  %1 = vmapc.div %x, %one : tensor<3xf32>
  %2 = vmapc.pow %x, %one : tensor<3xf32>
  %3 = vmapc.pow %x, %zero : tensor<3xf32>
  return %0, %1, %2, %3 : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: @signs(
// CHECK: vmapc.constant dense<-2.000000e+00>
// CHECK: vmapc.sub %arg0, %arg1
// CHECK: vmapc.add %arg0, %arg1
// CHECK: vmapc.neg %arg0
func.func @signs(%x: tensor<3xf32>, %y: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  %minus = vmapc.constant dense<-1.0> : tensor<3xf32>
  %n = vmapc.neg %y : tensor<3xf32>
  %0 = vmapc.add %n, %x : tensor<3xf32>
  %1 = vmapc.sub %x, %n : tensor<3xf32>
  %2 = vmapc.mul %x, %minus : tensor<3xf32>
  %two = vmapc.constant dense<2.0> : tensor<3xf32>
  %3 = vmapc.neg %two : tensor<3xf32>
  return %0, %1, %2, %3 : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// 1/8 is exact, 1/3 is not.
// CHECK-LABEL: @divisors(
// CHECK-DAG: %[[EIGHTH:.*]] = vmapc.constant dense<1.250000e-01>
// CHECK-DAG: %[[THREE:.*]] = vmapc.constant dense<3.000000e+00>
// CHECK-DAG: vmapc.mul %arg0, %[[EIGHTH]]
// CHECK-DAG: vmapc.div %arg0, %[[THREE]]
func.func @divisors(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %eight = vmapc.constant dense<8.0> : tensor<3xf32>
  %three = vmapc.constant dense<3.0> : tensor<3xf32>
  %0 = vmapc.div %x, %eight : tensor<3xf32>
  %1 = vmapc.div %x, %three : tensor<3xf32>
  return %0, %1 : tensor<3xf32>, tensor<3xf32>
}

// A NaN is unequal to itself; unsigned integers compare as such.
// CHECK-LABEL: @comparisons(
// CHECK-DAG: %[[TRUE:.*]] = vmapc.constant dense<true>
// CHECK-DAG: %[[FALSE:.*]] = vmapc.constant dense<false>
// CHECK: return %[[TRUE]], %[[FALSE]], %[[FALSE]]
func.func @comparisons() -> (tensor<3xi1>, tensor<3xi1>, tensor<3xi1>) {
  %nan = vmapc.constant dense<0x7FC00000> : tensor<3xf32>
  %big = vmapc.constant dense<4294967295> : tensor<3xui32>
  %one = vmapc.constant dense<1> : tensor<3xui32>
  %0 = vmapc.compare ne %nan, %nan : tensor<3xf32>
  %1 = vmapc.compare le %nan, %nan : tensor<3xf32>
  %2 = vmapc.compare lt %big, %one : tensor<3xui32>
  return %0, %1, %2 : tensor<3xi1>, tensor<3xi1>, tensor<3xi1>
}

// CHECK-LABEL: @masks(
// CHECK-DAG: %[[TRUE:.*]] = vmapc.constant dense<true>
// CHECK-DAG: %[[FALSE:.*]] = vmapc.constant dense<false>
// CHECK: return %arg0, %[[FALSE]], %[[TRUE]], %arg0, %arg0, %arg1
func.func @masks(%p: tensor<3xi1>, %x: tensor<3xf32>) -> (tensor<3xi1>, tensor<3xi1>, tensor<3xi1>, tensor<3xi1>, tensor<3xi1>, tensor<3xf32>) {
  %true = vmapc.constant dense<true> : tensor<3xi1>
  %false = vmapc.constant dense<false> : tensor<3xi1>
  %0 = vmapc.and %p, %true : tensor<3xi1>
  %1 = vmapc.and %false, %p : tensor<3xi1>
  %2 = vmapc.or %p, %true : tensor<3xi1>
  %3 = vmapc.or %p, %false : tensor<3xi1>
  %n = vmapc.not %p : tensor<3xi1>
  %4 = vmapc.not %n : tensor<3xi1>
  %5 = vmapc.select %true, %x, %x : tensor<3xi1>, tensor<3xf32>
  return %0, %1, %2, %3, %4, %5 : tensor<3xi1>, tensor<3xi1>, tensor<3xi1>, tensor<3xi1>, tensor<3xi1>, tensor<3xf32>
}

// What does not differ between lanes is computed once.
// CHECK-LABEL: @uniform(
// CHECK: %[[C:.*]] = vmapc.constant dense<2.000000e+00> : tensor<3xf32>
// CHECK: %[[MUL:.*]] = vmapc.mul %arg0, %[[C]] : tensor<3xf32>
// CHECK: %[[EXP:.*]] = vmapc.exp %[[MUL]] : tensor<3xf32>
// CHECK: vmapc.broadcast %[[EXP]] to [1] : tensor<3xf32> -> tensor<5x3xf32>
func.func @uniform(%x: tensor<3xf32>) -> tensor<5x3xf32> {
  %two = vmapc.constant dense<2.0> : tensor<5x3xf32>
  %0 = vmapc.broadcast %x to [1] : tensor<3xf32> -> tensor<5x3xf32>
  %1 = vmapc.mul %0, %two : tensor<5x3xf32>
  %2 = vmapc.exp %1 : tensor<5x3xf32>
  return %2 : tensor<5x3xf32>
}

// CHECK-LABEL: @broadcasts(
// CHECK: %[[B:.*]] = vmapc.broadcast %arg0 to [0] : tensor<3xf32> -> tensor<3x4xf32>
// CHECK: return %[[B]]
func.func @broadcasts(%x: tensor<3xf32>) -> tensor<3x4xf32> {
  %0 = vmapc.reshape %x : tensor<3xf32> -> tensor<3x1xf32>
  %1 = vmapc.broadcast %0 to [0, 1] : tensor<3x1xf32> -> tensor<3x4xf32>
  return %1 : tensor<3x4xf32>
}

// CHECK-LABEL: @slices(
// CHECK: %[[S:.*]] = vmapc.slice %arg0 from [3] to [8] by [4]
// CHECK: %[[B:.*]] = vmapc.broadcast %arg2 to [] : tensor<f32> -> tensor<2xf32>
// CHECK: return %[[S]], %arg1, %[[B]]
func.func @slices(%x: tensor<10xf32>, %y: tensor<3xf32>, %s: tensor<f32>) -> (tensor<2xf32>, tensor<3xf32>, tensor<2xf32>) {
  %0 = vmapc.slice %x from [1] to [9] by [2] : tensor<10xf32> -> tensor<4xf32>
  %1 = vmapc.slice %0 from [1] to [4] by [2] : tensor<4xf32> -> tensor<2xf32>
  %2 = vmapc.concatenate %x, %y, %x along 0 : (tensor<10xf32>, tensor<3xf32>, tensor<10xf32>) -> tensor<23xf32>
  %3 = vmapc.slice %2 from [10] to [13] by [1] : tensor<23xf32> -> tensor<3xf32>
  %4 = vmapc.broadcast %s to [] : tensor<f32> -> tensor<7xf32>
  %5 = vmapc.slice %4 from [2] to [5] by [2] : tensor<7xf32> -> tensor<2xf32>
  return %1, %3, %5 : tensor<2xf32>, tensor<3xf32>, tensor<2xf32>
}

// A fold over single elements is none.
// CHECK-LABEL: @single(
// CHECK: %[[R:.*]] = vmapc.reshape %arg0 : tensor<3x1xf32> -> tensor<3xf32>
// CHECK: return %[[R]], %arg0
func.func @single(%x: tensor<3x1xf32>) -> (tensor<3xf32>, tensor<3x1xf32>) {
  %0 = vmapc.reduce_sum %x over [1] : tensor<3x1xf32> -> tensor<3xf32>
  %1 = vmapc.reduce_max %x over [] : tensor<3x1xf32> -> tensor<3x1xf32>
  return %0, %1 : tensor<3xf32>, tensor<3x1xf32>
}

// A contraction takes over transposes of its operands and of its result.
// CHECK-LABEL: @transposed(
// CHECK-NEXT: vmapc.contract %arg0[1, 0], %arg1[2, 1] to [2, 0] : tensor<3x2xf32>, tensor<4x3xf32> -> tensor<4x2xf32>
// CHECK-NEXT: return
func.func @transposed(%x: tensor<3x2xf32>, %y: tensor<4x3xf32>) -> tensor<4x2xf32> {
  %0 = vmapc.transpose %x by [1, 0] : tensor<3x2xf32> -> tensor<2x3xf32>
  %1 = vmapc.transpose %y by [1, 0] : tensor<4x3xf32> -> tensor<3x4xf32>
  %2 = vmapc.contract %0[0, 1], %1[1, 2] to [0, 2] : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
  %3 = vmapc.transpose %2 by [1, 0] : tensor<2x4xf32> -> tensor<4x2xf32>
  return %3 : tensor<4x2xf32>
}

// The gradients of the examples, [5, 3, 4], are summed without being made; a sum
// over an index of one operand only stays.
// CHECK-LABEL: @per_sample(
// CHECK: %[[C:.*]] = vmapc.contract %arg0[0, 1], %arg1[0, 2] to [1, 2] : tensor<5x3xf32>, tensor<5x4xf32> -> tensor<3x4xf32>
// CHECK: %[[D:.*]] = vmapc.contract %arg0[0, 1], %arg1[0, 2] to [1, 2] : tensor<5x3xf32>, tensor<5x4xf32> -> tensor<3x4xf32>
// CHECK: %[[S:.*]] = vmapc.reduce_sum %[[D]] over [1]
// CHECK: return %[[C]], %[[S]]
func.func @per_sample(%ct: tensor<5x3xf32>, %x: tensor<5x4xf32>) -> (tensor<3x4xf32>, tensor<3xf32>) {
  %0 = vmapc.contract %ct[0, 1], %x[0, 2] to [0, 1, 2] : tensor<5x3xf32>, tensor<5x4xf32> -> tensor<5x3x4xf32>
  %1 = vmapc.reduce_sum %0 over [0] : tensor<5x3x4xf32> -> tensor<3x4xf32>
  %2 = vmapc.contract %ct[0, 1], %x[0, 2] to [0, 1, 2] : tensor<5x3xf32>, tensor<5x4xf32> -> tensor<5x3x4xf32>
  %3 = vmapc.reduce_sum %2 over [0, 2] : tensor<5x3x4xf32> -> tensor<3xf32>
  return %1, %3 : tensor<3x4xf32>, tensor<3xf32>
}

// What only repeats is not multiplied again: a repeated batch index is dropped, a
// repeated free index repeats in the result; a summed index has to stay.
// CHECK-LABEL: @repeated(
// CHECK: %[[A:.*]] = vmapc.contract %arg0[1, 2], %arg1[0, 2] to [0, 1] : tensor<3x4xf32>, tensor<5x4xf32> -> tensor<5x3xf32>
// CHECK: %[[B:.*]] = vmapc.contract %arg2[], %arg1[0, 2] to [0, 2] : tensor<f32>, tensor<5x4xf32> -> tensor<5x4xf32>
// CHECK: %[[C:.*]] = vmapc.broadcast %[[B]] to [0, 2] : tensor<5x4xf32> -> tensor<5x3x4xf32>
// CHECK: %[[D:.*]] = vmapc.broadcast %arg2 to [] : tensor<f32> -> tensor<4xf32>
// CHECK: %[[E:.*]] = vmapc.contract %[[D]][2], %arg1[0, 2] to [0] : tensor<4xf32>, tensor<5x4xf32> -> tensor<5xf32>
// CHECK: return %[[A]], %[[C]], %[[E]]
func.func @repeated(%w: tensor<3x4xf32>, %x: tensor<5x4xf32>, %s: tensor<f32>) -> (tensor<5x3xf32>, tensor<5x3x4xf32>, tensor<5xf32>) {
  %0 = vmapc.broadcast %w to [1, 2] : tensor<3x4xf32> -> tensor<5x3x4xf32>
  %1 = vmapc.contract %0[0, 1, 2], %x[0, 2] to [0, 1] : tensor<5x3x4xf32>, tensor<5x4xf32> -> tensor<5x3xf32>
  %2 = vmapc.broadcast %s to [] : tensor<f32> -> tensor<5x3xf32>
  %3 = vmapc.contract %2[0, 1], %x[0, 2] to [0, 1, 2] : tensor<5x3xf32>, tensor<5x4xf32> -> tensor<5x3x4xf32>
  %4 = vmapc.broadcast %s to [] : tensor<f32> -> tensor<4xf32>
  %5 = vmapc.contract %4[2], %x[0, 2] to [0] : tensor<4xf32>, tensor<5x4xf32> -> tensor<5xf32>
  return %1, %3, %5 : tensor<5x3xf32>, tensor<5x3x4xf32>, tensor<5xf32>
}
