// Structure operations: every result element is one operand element (or a
// constant), chosen by the result index alone.

#ifndef VMAPC_STRUCTURE_TD
#define VMAPC_STRUCTURE_TD

include "compiler/dialect/Dialect.td"

class Vmapc_Structure<string mnemonic, list<Trait> traits = []>
    : Vmapc_Op<mnemonic, !listconcat([Pure], traits)> {
  let results = (outs Vmapc_Tensor:$result);
}

def Vmapc_ConstantOp : Vmapc_Structure<"constant", [ConstantLike, AllTypesMatch<["value", "result"]>]> {
  let summary = "a literal array";
  let arguments = (ins ElementsAttr:$value);
  let assemblyFormat = "$value attr-dict";
  let hasFolder = 1;
}

def Vmapc_IotaOp : Vmapc_Structure<"iota"> {
  let summary = "result[..., i, ...] = i along `dimension`";
  let arguments = (ins I64Attr:$dimension);
  let assemblyFormat = "$dimension attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def Vmapc_BroadcastOp : Vmapc_Structure<"broadcast"> {
  let summary = "operand dimension k becomes result dimension dimensions[k]; the rest repeat";
  let description = [{
    `dimensions` is strictly increasing; operand extent k is the result's extent there, or 1.
  }];
  let arguments = (ins Vmapc_Tensor:$x, DenseI64ArrayAttr:$dimensions);
  let assemblyFormat = "$x `to` $dimensions attr-dict `:` type($x) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Vmapc_ReshapeOp : Vmapc_Structure<"reshape"> {
  let summary = "the same elements in row-major order with another shape";
  let arguments = (ins Vmapc_Tensor:$x);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Vmapc_TransposeOp : Vmapc_Structure<"transpose", [InferTypeOpAdaptor]> {
  let summary = "result dimension k is operand dimension permutation[k]";
  let arguments = (ins Vmapc_Tensor:$x, DenseI64ArrayAttr:$permutation);
  let assemblyFormat = "$x `by` $permutation attr-dict `:` type($x) `->` type($result)";
  let hasFolder = 1;
}

def Vmapc_SliceOp : Vmapc_Structure<"slice", [InferTypeOpAdaptor]> {
  let summary = "elements start, start + stride, ... below limit, per dimension";
  let arguments = (ins Vmapc_Tensor:$x, DenseI64ArrayAttr:$start, DenseI64ArrayAttr:$limit, DenseI64ArrayAttr:$stride);
  let assemblyFormat = "$x `from` $start `to` $limit `by` $stride attr-dict `:` type($x) `->` type($result)";
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Vmapc_PadOp : Vmapc_Structure<"pad", [InferTypeOpAdaptor]> {
  let summary = "adds `low` and `high` copies of a scalar at the edges and `interior` between elements; negative edges crop";
  let arguments = (ins Vmapc_Tensor:$x, Vmapc_Tensor:$value, DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high, DenseI64ArrayAttr:$interior);
  let description = [{
    `value` has the leading dimensions over which it varies: rank 0, or under vmap
    the operand's leading batch dimensions, which take no padding.
  }];
  let assemblyFormat = "$x `,` $value `low` $low `high` $high `interior` $interior attr-dict `:` type($x) `,` type($value) `->` type($result)";
  let hasFolder = 1;
}

def Vmapc_ConcatenateOp : Vmapc_Structure<"concatenate", [InferTypeOpAdaptor]> {
  let summary = "operands one after another along `dimension`";
  let arguments = (ins Variadic<Vmapc_Tensor>:$xs, I64Attr:$dimension);
  let assemblyFormat = "$xs `along` $dimension attr-dict `:` functional-type($xs, $result)";
  let hasFolder = 1;
}

def Vmapc_ReverseOp : Vmapc_Structure<"reverse", [SameOperandsAndResultType]> {
  let summary = "reverses the order of elements along each of `dimensions`";
  let arguments = (ins Vmapc_Tensor:$x, DenseI64ArrayAttr:$dimensions);
  let assemblyFormat = "$x `along` $dimensions attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def Vmapc_WindowsOp : Vmapc_Structure<"windows", [InferTypeOpAdaptor]> {
  let summary = "the windows of x along `dimensions`: a position for each, then its elements";
  let description = [{
    For the k-th of `dimensions`, d, of extent N: result dimension d holds the
    P = (N - (sizes[k] - 1) * dilations[k] - 1) / strides[k] + 1 positions (0 when the
    window does not fit), and a last dimension of extent sizes[k], in order of k, the
    elements of the window:
    result[..., p, ..., w] = x[..., p * stride + w * dilation, ...].

    With `paired`, x has the window dimensions already, at the end, and only the element
    that belongs there is taken: result[..., p, ..., w] = x[..., p * stride + w * dilation, ..., w].
  }];
  let arguments = (ins Vmapc_Tensor:$x, DenseI64ArrayAttr:$dimensions, DenseI64ArrayAttr:$sizes,
                       DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations, UnitAttr:$paired);
  let assemblyFormat = "$x (`paired` $paired^)? `along` $dimensions `size` $sizes `by` $strides `dilate` $dilations attr-dict `:` type($x) `->` type($result)";
}

def Vmapc_PlaceWindowsOp : Vmapc_Structure<"place_windows", [InferTypeOpAdaptor]> {
  let summary = "the elements of windows at the positions that they were read from; the transpose of paired windows";
  let description = [{
    x : [..., P..., w...] as `windows` gives it; along dimensions[k] the result has extent
    extents[k]: result[..., n, ..., w] = x[..., p, ..., w] where n = p * stride + w * dilation
    for a position p that there is, else 0. Its sum over the w adds up overlapping windows.
  }];
  let arguments = (ins Vmapc_Tensor:$x, DenseI64ArrayAttr:$dimensions, DenseI64ArrayAttr:$extents,
                       DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations);
  let assemblyFormat = "$x `along` $dimensions `extent` $extents `by` $strides `dilate` $dilations attr-dict `:` type($x) `->` type($result)";
}

def Vmapc_ExtentOp : Vmapc_Structure<"extent", [InferTypeOpAdaptor]> {
  let summary = "the number of valid elements along `axis`, an i32 scalar; a constant unless the array is ragged";
  let arguments = (ins Vmapc_Tensor:$x, I64Attr:$axis, DefaultValuedAttr<I64Attr, "0">:$batch_dims);
  let assemblyFormat = "$x `axis` $axis (`batch` $batch_dims^)? attr-dict `:` type($x)";
  let hasFolder = 1;
}

#endif
