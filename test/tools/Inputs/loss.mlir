module attributes {vmapc.version = "0.1.0"} {
  func.func @loss(%x: tensor<4xf32> {vmapc.name = "x"}, %w: tensor<4xf32> {vmapc.name = "params.w"}) -> (tensor<f32> {vmapc.name = "loss"}) {
    %0 = vmapc.mul %x, %w : tensor<4xf32>
    %1 = vmapc.mul %0, %0 : tensor<4xf32>
    %2 = vmapc.reduce_sum %1 over [0] : tensor<4xf32> -> tensor<f32>
    return %2 : tensor<f32>
  }
  func.func private @twice(%x: tensor<2xi32> {vmapc.name = "n"}) -> tensor<2xi32> {
    %0 = vmapc.add %x, %x : tensor<2xi32>
    return %0 : tensor<2xi32>
  }
}
