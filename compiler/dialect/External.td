// Calls of compiled kernels, one per matrix of a batch.

#ifndef VMAPC_EXTERNAL_TD
#define VMAPC_EXTERNAL_TD

include "compiler/dialect/Dialect.td"

def Vmapc_ExternalOp : Vmapc_Op<"external", [Pure]> {
  let summary = "a kernel of the runtime, called once for every position of the leading dimensions";
  let description = [{
    The leading `batch_dims` dimensions of all operands and results are equal; the kernel
    sees what is behind them, dense and row-major, and the parameters. Kernels have no
    side effects and no derivative: what calls one gives the derivative (custom_jvp).

    ```mlir
    %l = vmapc.external "potrf"(%a) with [64] batch 1 : (tensor<8x64x64xf32>) -> tensor<8x64x64xf32>
    ```
  }];
  let arguments = (ins StrAttr:$kernel, Variadic<Vmapc_Tensor>:$operands,
                       DenseI64ArrayAttr:$parameters, I64Attr:$batch_dims);
  let results = (outs Variadic<Vmapc_Tensor>:$results);
  let assemblyFormat = [{
    $kernel `(` $operands `)` `with` $parameters `batch` $batch_dims attr-dict `:`
    functional-type($operands, $results)
  }];
  let hasVerifier = 1;
}

#endif
