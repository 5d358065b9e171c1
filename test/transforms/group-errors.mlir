// What keeps a function from being cut is named where it stands.
// RUN: vmapc-opt %s --vmapc-group=chunk=4 --split-input-file --verify-diagnostics -o /dev/null

func.func @both_ways(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %t = vmapc.transpose %x by [1, 0] : tensor<8x8xf32> -> tensor<8x8xf32>
  // expected-remark @below {{not cut into chunks of lanes: 'vmapc.add' has the lanes in two dimensions}}
  %s = vmapc.add %x, %t : tensor<8x8xf32>
  return %s : tensor<8x8xf32>
}

// -----

func.func @in_order(%x: tensor<8xf32>) -> tensor<8xf32> {
  // expected-remark @below {{not cut into chunks of lanes: 'vmapc.reverse' does not keep lanes apart}}
  %s = vmapc.reverse %x along [0] : tensor<8xf32>
  return %s : tensor<8xf32>
}
