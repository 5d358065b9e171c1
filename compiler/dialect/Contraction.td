// The one contraction: every matrix product, dot, outer and batched product.

#ifndef VMAPC_CONTRACTION_TD
#define VMAPC_CONTRACTION_TD

include "compiler/dialect/Dialect.td"

def Vmapc_ContractOp : Vmapc_Op<"contract", [Pure]> {
  let summary = "sum over shared indices of the product of two arrays";
  let description = [{
    Each dimension of the operands and of the result carries an index. An index
    of both operands that the result lacks is summed; one that all three have is
    a batch index; one of a single operand must be in the result. Indices are
    unique within an operand. `accumulate` is the type in which sums are formed.

    ```mlir
    %c = vmapc.contract %a[0, 1], %b[1, 2] -> [0, 2] : tensor<2x3xf32>, tensor<3x4xf32> -> tensor<2x4xf32>
    ```
  }];
  let arguments = (ins Vmapc_NumberTensor:$lhs, Vmapc_NumberTensor:$rhs,
                       DenseI64ArrayAttr:$lhs_indices, DenseI64ArrayAttr:$rhs_indices,
                       DenseI64ArrayAttr:$result_indices, OptionalAttr<TypeAttr>:$accumulate);
  let results = (outs Vmapc_NumberTensor:$result);
  let assemblyFormat = [{
    $lhs `` $lhs_indices `,` $rhs `` $rhs_indices `to` $result_indices
    attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)
  }];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

#endif
