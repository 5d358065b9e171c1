// Programs of narrow and complex types, for `vmapc run`.
module attributes {vmapc.version = "0.1.0"} {
  func.func @half(%x: tensor<4xbf16>, %y: tensor<4xbf16>) -> tensor<4xbf16> {
    %0 = vmapc.mul %x, %y : tensor<4xbf16>
    return %0 : tensor<4xbf16>
  }
  func.func @bytes(%x: tensor<4xui8>) -> (tensor<4xui8>, tensor<4xi8>) {
    %0 = vmapc.neg %x : tensor<4xui8>
    %1 = vmapc.bitcast %0 : tensor<4xui8> -> tensor<4xi8>
    return %0, %1 : tensor<4xui8>, tensor<4xi8>
  }
  func.func @square(%z: tensor<2xcomplex<f32>>) -> tensor<2xcomplex<f32>> {
    %i = vmapc.constant dense<(0.0, 1.0)> : tensor<2xcomplex<f32>>
    %0 = vmapc.add %z, %i : tensor<2xcomplex<f32>>
    %1 = vmapc.mul %0, %0 : tensor<2xcomplex<f32>>
    return %1 : tensor<2xcomplex<f32>>
  }
}
