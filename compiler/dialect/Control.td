// Control flow. Regions are isolated; what they use of the outside is an
// explicit capture. `lanes = k`: the deciding value has k leading lane
// dimensions, every carry and result has them too, and a lane that is done (or
// whose side was not taken) keeps its value: freezing is part of the meaning.

#ifndef VMAPC_CONTROL_TD
#define VMAPC_CONTROL_TD

include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "compiler/dialect/Dialect.td"

def Vmapc_YieldOp : Vmapc_Op<"yield", [Pure, Terminator, ReturnLike]> {
  let summary = "ends a region with its results";
  let arguments = (ins Variadic<Vmapc_Tensor>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
  let builders = [OpBuilder<(ins), [{ build($_builder, $_state, ::mlir::ValueRange()); }]>];
}

def Vmapc_CallOp : Vmapc_Op<"call", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "the results of a private function";
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<Vmapc_Operand>:$args);
  let results = (outs Variadic<Vmapc_Tensor>:$outs);
  let assemblyFormat = "$callee `(` $args `)` attr-dict `:` functional-type($args, $outs)";
}

def Vmapc_CondOp : Vmapc_Op<"cond", [IsolatedFromAbove, RecursiveMemoryEffects, SingleBlock]> {
  let summary = "the results of the branch that `selector` picks";
  let description = [{
    `selector` is bool (branch 0 is false, branch 1 true) or i32, clamped to the
    branches there are; its shape is the lane dimensions. Each branch takes the captures.
  }];
  let arguments = (ins Vmapc_Tensor:$selector, Variadic<Vmapc_Operand>:$captures, DefaultValuedAttr<I64Attr, "0">:$lanes);
  let results = (outs Variadic<Vmapc_Tensor>:$outs);
  let regions = (region VariadicRegion<SizedRegion<1>>:$branches);
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
  let hasCustomAssemblyFormat = 1;
}

def Vmapc_WhileOp : Vmapc_Op<"while", [IsolatedFromAbove, RecursiveMemoryEffects, SingleBlock, AttrSizedOperandSegments]> {
  let summary = "applies body to the carries while the condition holds";
  let description = [{
    `condition`(carries..., captures...) yields bool of the lane dimensions;
    `body`(carries..., captures...) yields the next carries.
  }];
  let arguments = (ins Variadic<Vmapc_Tensor>:$inits, Variadic<Vmapc_Operand>:$captures, DefaultValuedAttr<I64Attr, "0">:$lanes);
  let results = (outs Variadic<Vmapc_Tensor>:$outs);
  let regions = (region SizedRegion<1>:$condition, SizedRegion<1>:$body);
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
  let hasCustomAssemblyFormat = 1;
}

def Vmapc_ScanOp : Vmapc_Op<"scan", [IsolatedFromAbove, RecursiveMemoryEffects, SingleBlock, AttrSizedOperandSegments]> {
  let summary = "a counted loop with carries, sliced inputs and stacked outputs";
  let description = [{
    body(index, carries..., x slices..., captures...) yields (carries..., y slices...).
    `index` is an i64 scalar, 0 .. length-1 (downward when `reverse`). Input j is
    sliced at the index along its dimension xs_axes[j], output j stacked along ys_axes[j].

    With `trip` (i64 of the lane dimensions) only the indices below min(trip, length)
    run; y beyond it is zero. `length` = -1 means that `trip` alone decides; there are
    then no xs and no ys. With `lanes` = 0 trip is a scalar.
  }];
  let arguments = (ins Optional<Vmapc_Tensor>:$trip, Variadic<Vmapc_Tensor>:$inits, Variadic<Vmapc_Tensor>:$xs,
                       Variadic<Vmapc_Operand>:$captures, I64Attr:$length,
                       DenseI64ArrayAttr:$xs_axes, DenseI64ArrayAttr:$ys_axes,
                       UnitAttr:$reverse, DefaultValuedAttr<I64Attr, "0">:$lanes);
  let results = (outs Variadic<Vmapc_Tensor>:$outs);
  let regions = (region SizedRegion<1>:$body);
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
  let hasCustomAssemblyFormat = 1;
  let extraClassDeclaration = [{
    /// Results are the final carries followed by the stacked outputs.
    unsigned getNumCarries() { return getInits().size(); }
    mlir::ResultRange getYs() { return getResults().drop_front(getInits().size()); }
  }];
}

def Vmapc_CustomJvpOp : Vmapc_Op<"custom_jvp", [IsolatedFromAbove, RecursiveMemoryEffects, SingleBlock, AttrSizedOperandSegments]> {
  let summary = "a function with a derivative of its own";
  let description = [{
    `primal`(operands..., captures...) yields the results. `rule`(operands..., results...,
    tangents of the float operands..., captures...) yields the tangents of the float
    results; it must be linear in the tangents. Captures have no tangents.

    Differentiation reads `rule` and keeps the operation for the results, so that
    higher derivatives go through the rule again. What is left when nothing more is
    to be transformed gives way to `primal`.
  }];
  let arguments = (ins Variadic<Vmapc_Tensor>:$args, Variadic<Vmapc_Operand>:$captures);
  let results = (outs Variadic<Vmapc_Tensor>:$outs);
  let regions = (region SizedRegion<1>:$primal, SizedRegion<1>:$rule);
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
  let hasCustomAssemblyFormat = 1;
}

#endif
