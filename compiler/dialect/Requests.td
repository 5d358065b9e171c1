// Transformations as the user wrote them, waiting to be expanded, and the
// chunk loop that grouping makes.

#ifndef VMAPC_REQUESTS_TD
#define VMAPC_REQUESTS_TD

include "compiler/dialect/Control.td"

def Vmapc_VmapOp : Vmapc_Op<"vmap", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a private function applied to every example of a batch";
  let description = [{
    in_axes[k] is the batch axis of argument k, or -1 where it is shared;
    out_axes[k] the place of the batch axis in result k, or -1 for a result that
    does not depend on a mapped argument. `chunk` bounds the lanes in flight (0: free).
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<Vmapc_Operand>:$args,
                       DenseI64ArrayAttr:$in_axes, DenseI64ArrayAttr:$out_axes,
                       I64Attr:$size, DefaultValuedAttr<I64Attr, "0">:$chunk);
  let results = (outs Variadic<Vmapc_Tensor>:$outs);
  let assemblyFormat = "$callee `(` $args `)` `in` $in_axes `out` $out_axes `size` $size attr-dict `:` functional-type($args, $outs)";
}

def Vmapc_LinearizeOp : Vmapc_Op<"linearize", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "results of a private function and the linear map that is its derivative there";
  let description = [{
    `wrt` lists the arguments that have tangents, `live` the results whose tangents are
    wanted; both are of float type. `map` takes the tangents of `wrt` to those of `live`.
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<Vmapc_Operand>:$args,
                       DenseI64ArrayAttr:$wrt, DenseI64ArrayAttr:$live);
  let results = (outs Variadic<Vmapc_Tensor>:$outs, Vmapc_LinearMap:$map);
  let assemblyFormat = "$callee `(` $args `)` `wrt` $wrt `live` $live attr-dict `:` functional-type($args, results)";
}

def Vmapc_ApplyOp : Vmapc_Op<"apply", []> {
  let summary = "tangents of the results of a linearized function";
  let arguments = (ins Vmapc_LinearMap:$map, Variadic<Vmapc_InexactTensor>:$tangents);
  let results = (outs Variadic<Vmapc_InexactTensor>:$outs);
  let assemblyFormat = "$map `(` $tangents `)` attr-dict `:` functional-type($tangents, $outs)";
}

def Vmapc_ApplyTransposeOp : Vmapc_Op<"apply_transpose", []> {
  let summary = "cotangents of the arguments of a linearized function";
  let arguments = (ins Vmapc_LinearMap:$map, Variadic<Vmapc_InexactTensor>:$cotangents);
  let results = (outs Variadic<Vmapc_InexactTensor>:$outs);
  let assemblyFormat = "$map `(` $cotangents `)` attr-dict `:` functional-type($cotangents, $outs)";
}

def Vmapc_ChunkOp : Vmapc_Op<"chunk", [IsolatedFromAbove, RecursiveMemoryEffects, SingleBlock, AttrSizedOperandSegments]> {
  let summary = "a program that is parallel over `domain` lanes, run a chunk of lanes at a time";
  let description = [{
    The region takes, for each `lanes` operand, its slice of `size` lanes (dimension 0),
    then the `uniform` operands as they are, and yields values whose dimension 0 is the
    chunk; each becomes a result of extent `domain`. In the last chunk the lanes
    overlap the one before, which changes nothing because lanes are independent.
  }];
  let arguments = (ins Variadic<Vmapc_Tensor>:$lanes, Variadic<Vmapc_Tensor>:$uniform,
                       I64Attr:$domain, I64Attr:$size);
  let results = (outs Variadic<Vmapc_Tensor>:$outs);
  let regions = (region SizedRegion<1>:$body);
  let hasVerifier = 1;
  let hasCustomAssemblyFormat = 1;
}

#endif
