// Nine operations, one of which is meant.

func.func @main(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<f32> {
  %0 = vmapc.sin %x : tensor<4xf32>
  %1 = vmapc.exp %0 : tensor<4xf32>
  %2 = vmapc.add %1, %y : tensor<4xf32>
  %3 = vmapc.tanh %2 : tensor<4xf32>
  %4 = vmapc.mul %3, %1 : tensor<4xf32>
  %5 = func.call @other(%4) : (tensor<4xf32>) -> tensor<4xf32>
  %6 = vmapc.sub %5, %x : tensor<4xf32>
  %7 = vmapc.reduce_sum %6 over [0] : tensor<4xf32> -> tensor<f32>
  return %7 : tensor<f32>
}
func.func private @other(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = vmapc.neg %x : tensor<4xf32>
  %1 = vmapc.abs %0 : tensor<4xf32>
  return %1 : tensor<4xf32>
}
