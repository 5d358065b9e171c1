// The order of elements. Sorting is this permutation and a gather: arrays of any
// number and type follow their keys, and derivatives come with the gather.

#ifndef VMAPC_ORDER_TD
#define VMAPC_ORDER_TD

include "compiler/dialect/Dialect.td"

def Vmapc_ArgsortOp : Vmapc_Op<"argsort", [Pure, InferTypeOpAdaptor]> {
  let summary = "the i32 permutation that sorts along a dimension, stable, by one or more keys";
  let description = [{
    All keys have the shape of the result. Along `dimension` the result holds the
    positions of the elements in ascending order of the first key; equal ones in
    that of the next; elements equal in all keys in order of position. A key with a
    1 in `descending` counts from high to low (equal ones still by position).
    Floats: -0 equals 0 and every NaN is equal and above infinity. With `total` they
    have the order of IEEE 754's totalOrder: -NaN < -inf < -0 < 0 < inf < NaN.
  }];
  let arguments = (ins Variadic<Vmapc_OrderedTensor>:$keys, I64Attr:$dimension,
                       DenseI64ArrayAttr:$descending, UnitAttr:$total);
  let results = (outs Vmapc_IntTensor:$result);
  let assemblyFormat = "$keys `along` $dimension `descending` $descending (`total` $total^)? attr-dict `:` functional-type(operands, results)";
}

#endif
