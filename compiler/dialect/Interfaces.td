// The five questions that a pass may ask an operation. Rules (compiler/rules)
// answer them as external models, all five side by side; passes ask them and
// name no operation.

#ifndef VMAPC_INTERFACES_TD
#define VMAPC_INTERFACES_TD

include "mlir/IR/OpBase.td"

class Vmapc_Interface<string name> : OpInterface<name> {
  let cppNamespace = "::vmapc::ir";
}

def Vmapc_BatchOpInterface : Vmapc_Interface<"BatchOpInterface"> {
  let description = [{
    How the operation is applied to a batch of examples at once. Asked only when
    at least one operand is mapped.
  }];
  let methods = [InterfaceMethod<[{
    Emits, through `batcher.builder()`, the operation with one more leading
    dimension and calls `batcher.set` for every result. On failure an error has
    been emitted on the operation.
  }], "::mlir::LogicalResult", "batch", (ins "::vmapc::ir::Batcher &":$batcher)>];
}

def Vmapc_LinearizeOpInterface : Vmapc_Interface<"LinearizeOpInterface"> {
  let description = [{
    The derivative of the operation as a linear map. Asked only when at least
    one operand has a tangent.
  }];
  let methods = [InterfaceMethod<[{
    Emits the operation through `linearizer.primal()`, calling `set` for every
    result, and its linear map through `linearizer.linear()`, calling
    `setTangent` for every result whose tangent is not identically zero. A
    primal value enters the linear map only by `residual`.
  }], "::mlir::LogicalResult", "linearize", (ins "::vmapc::ir::Linearizer &":$linearizer)>];
}

def Vmapc_TransposeOpInterface : Vmapc_Interface<"TransposeOpInterface"> {
  let description = [{
    The transpose of the operation as a linear map of its linear operands. Asked
    only for operations that depend on a linear value and whose results have a
    nonzero cotangent.
  }];
  let methods = [InterfaceMethod<[{
    Emits cotangents through `transposer.builder()` and calls `add` for each
    linear operand that receives one.
  }], "::mlir::LogicalResult", "transpose", (ins "::vmapc::ir::Transposer &":$transposer)>];
}

def Vmapc_AxesOpInterface : Vmapc_Interface<"AxesOpInterface"> {
  let description = [{
    Which dimensions of operands and results walk together. It decides what may
    be cut into chunks of lanes.
  }];
  let methods = [
    InterfaceMethod<[{
      Says by `axes.same`, `axes.created` and `axes.reduced` what happens to each
      dimension; one that is not named is opaque: it cannot be cut.
    }], "void", "axes", (ins "::vmapc::ir::Axes &":$axes)>,
    InterfaceMethod<[{
      Corrects the attributes of this operation after its operand and result
      types were given new extents along axes that `axes` declared uncut.
    }], "void", "recut", (ins), "", [{
      (void)$_op;
    }]>
  ];
}

def Vmapc_LowerOpInterface : Vmapc_Interface<"LowerOpInterface"> {
  let description = [{
    What the operation computes, in the few forms that code generation knows.
  }];
  let methods = [InterfaceMethod<"The form of this operation.",
    "::vmapc::ir::Lowering", "lowering", (ins)>];
}

#endif
