// Reductions over a list of dimensions, in an order fixed by the reduced
// extent alone (docs/design.md, "Order of sums").

#ifndef VMAPC_REDUCTION_TD
#define VMAPC_REDUCTION_TD

include "compiler/dialect/Dialect.td"

class Vmapc_Reduction<string mnemonic, Type t = Vmapc_NumberTensor>
    : Vmapc_Op<mnemonic, [Pure, InferTypeOpAdaptor]> {
  let arguments = (ins t:$x, DenseI64ArrayAttr:$dimensions);
  let results = (outs t:$result);
  let assemblyFormat = "$x `over` $dimensions attr-dict `:` type($x) `->` type($result)";
  let hasCanonicalizer = 1;
}

def Vmapc_ReduceSumOp : Vmapc_Reduction<"reduce_sum"> { let summary = "sum; 0 of nothing"; }
def Vmapc_ReduceProdOp : Vmapc_Reduction<"reduce_prod", Vmapc_RealTensor> { let summary = "product; 1 of nothing"; }
def Vmapc_ReduceMaxOp : Vmapc_Reduction<"reduce_max", Vmapc_RealTensor> { let summary = "maximum, NaN if any is; the lowest value of nothing"; }
def Vmapc_ReduceMinOp : Vmapc_Reduction<"reduce_min", Vmapc_RealTensor> { let summary = "minimum, NaN if any is; the highest value of nothing"; }
def Vmapc_ReduceAndOp : Vmapc_Reduction<"reduce_and", Vmapc_BitsTensor> { let summary = "bitwise and of all; logical on bool"; }
def Vmapc_ReduceOrOp : Vmapc_Reduction<"reduce_or", Vmapc_BitsTensor> { let summary = "bitwise or of all; logical on bool"; }

class Vmapc_ArgReduction<string mnemonic> : Vmapc_Op<mnemonic, [Pure, InferTypeOpAdaptor]> {
  let arguments = (ins Vmapc_OrderedTensor:$x, I64Attr:$dimension);
  let results = (outs Vmapc_IntTensor:$result);
  let assemblyFormat = "$x `over` $dimension attr-dict `:` type($x) `->` type($result)";
}
def Vmapc_ArgmaxOp : Vmapc_ArgReduction<"argmax"> { let summary = "i32 index of the first maximum; of the first NaN if there is one"; }
def Vmapc_ArgminOp : Vmapc_ArgReduction<"argmin"> { let summary = "i32 index of the first minimum; of the first NaN if there is one"; }

#endif
