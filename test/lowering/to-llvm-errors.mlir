// RUN: vmapc-opt %s --vmapc-to-llvm --split-input-file --verify-diagnostics

// expected-error @below {{function is not emitted: run vmapc-emit-vector first}}
func.func @tensors(%x: tensor<8xf32>) -> tensor<8xf32> {
  return %x : tensor<8xf32>
}

// -----

func.func @one(%x: memref<0xi8>) attributes {vmapc.scratch = 0 : i64} {
  return
}
// expected-error @below {{expected one public function, found a second}}
func.func @two(%x: memref<0xi8>) attributes {vmapc.scratch = 0 : i64} {
  return
}
