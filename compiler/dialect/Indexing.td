// Reading and updating at run-time positions. Leading `batch_dims` dimensions
// of every operand are lanes that read or write their own slice.

#ifndef VMAPC_INDEXING_TD
#define VMAPC_INDEXING_TD

include "compiler/dialect/Dialect.td"

// What happens at a position out of range: it moves to the nearest valid one (clip);
// it reads `0` and writes nothing (drop); or the program promises that there is none
// (promise). A broken promise has an unspecified result but touches no other memory,
// because a lane that is masked off may hold any position.
def Vmapc_OutOfBounds : I32EnumAttr<"OutOfBounds", "out-of-bounds mode", [
    I32EnumAttrCase<"clip", 0>, I32EnumAttrCase<"drop", 1>, I32EnumAttrCase<"promise", 2>]> {
  let cppNamespace = "::vmapc::ir";
  let genSpecializedAttr = 0;
}
def Vmapc_OutOfBoundsAttr : EnumAttr<Vmapc_Dialect, Vmapc_OutOfBounds, "oob">;

def Vmapc_ScatterCombine : I32EnumAttr<"ScatterCombine", "how an update meets the old value", [
    I32EnumAttrCase<"set", 0>, I32EnumAttrCase<"add", 1>, I32EnumAttrCase<"mul", 2>,
    I32EnumAttrCase<"min", 3>, I32EnumAttrCase<"max", 4>]> {
  let cppNamespace = "::vmapc::ir";
  let genSpecializedAttr = 0;
}
def Vmapc_ScatterCombineAttr : EnumAttr<Vmapc_Dialect, Vmapc_ScatterCombine, "combine">;

def Vmapc_GatherOp : Vmapc_Op<"gather", [Pure, InferTypeOpAdaptor]> {
  let summary = "slices of x at positions given by integer arrays";
  let description = [{
    x : [B..., I1..Im, S...], each of the m index arrays : [B..., P...],
    result : [B..., P..., S...] with
    result[b, p, s] = x[b, index1[b, p], ..., indexm[b, p], s].
  }];
  let arguments = (ins Vmapc_Tensor:$x, Variadic<Vmapc_IntTensor>:$indices,
                       I64Attr:$batch_dims, Vmapc_OutOfBoundsAttr:$mode);
  let results = (outs Vmapc_Tensor:$result);
  let assemblyFormat = "$x `at` `(` $indices `)` `batch` $batch_dims $mode attr-dict `:` functional-type(operands, results)";
}

def Vmapc_ScatterOp : Vmapc_Op<"scatter", [Pure, InferTypeOpAdaptor]> {
  let summary = "x with slices replaced by or combined with updates at positions given by integer arrays";
  let description = [{
    x : [B..., I1..Im, S...], index arrays : [B..., P...], updates : [B..., P..., S...].
    Updates are applied in row-major order of p: with `set` the last one wins, otherwise
    they are combined with what is there in that order; min and max hand a NaN on.
  }];
  let arguments = (ins Vmapc_Tensor:$x, Vmapc_Tensor:$updates, Variadic<Vmapc_IntTensor>:$indices,
                       Vmapc_ScatterCombineAttr:$combine, I64Attr:$batch_dims, Vmapc_OutOfBoundsAttr:$mode);
  let results = (outs Vmapc_Tensor:$result);
  let assemblyFormat = "$combine $x `,` $updates `at` `(` $indices `)` `batch` $batch_dims $mode attr-dict `:` functional-type(operands, results)";
}

def Vmapc_DynamicSliceOp : Vmapc_Op<"dynamic_slice", [Pure, InferTypeOpAdaptor]> {
  let summary = "a slice of static `sizes` at a run-time start, which is clamped so that the slice fits";
  let description = [{
    x : [B..., D1..Dr], each of the r starts : [B...], result : [B..., sizes...].
  }];
  let arguments = (ins Vmapc_Tensor:$x, Variadic<Vmapc_IntTensor>:$starts, DenseI64ArrayAttr:$sizes, I64Attr:$batch_dims);
  let results = (outs Vmapc_Tensor:$result);
  let assemblyFormat = "$x `at` `(` $starts `)` `size` $sizes `batch` $batch_dims attr-dict `:` functional-type(operands, results)";
}

def Vmapc_DynamicUpdateSliceOp : Vmapc_Op<"dynamic_update_slice", [Pure, InferTypeOpAdaptor]> {
  let summary = "x with a slice replaced at a run-time start, which is clamped so that the update fits";
  let description = [{
    x : [B..., D1..Dr], update : [B..., U1..Ur], each of the r starts : [B...].
  }];
  let arguments = (ins Vmapc_Tensor:$x, Vmapc_Tensor:$update, Variadic<Vmapc_IntTensor>:$starts, I64Attr:$batch_dims);
  let results = (outs Vmapc_Tensor:$result);
  let assemblyFormat = "$x `,` $update `at` `(` $starts `)` `batch` $batch_dims attr-dict `:` functional-type(operands, results)";
}

#endif
