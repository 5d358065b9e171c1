// The vmapc dialect: base classes and type constraints that every family of
// operations builds on.

#ifndef VMAPC_DIALECT_TD
#define VMAPC_DIALECT_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"

def Vmapc_Dialect : Dialect {
  let name = "vmapc";
  let cppNamespace = "::vmapc::ir";
  let summary = "array programs closed under batching and differentiation";
  let description = [{
    Values are ranked tensors of static shape; operations are functional and
    total: every input, however odd, has a defined result, because a frozen or
    masked-off lane will meet it. Batch dimensions lead. The set is closed
    under batching, linearization and transposition.
  }];
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
  let hasConstantMaterializer = 1;
}

//===-- Types ---------------------------------------------------------------===//

// `ui32` keeps its sign in the type; arith's signless integers appear only
// after lowering. Bool is i1 here and one byte in memory.
def Vmapc_UInt32 : UI<32>;
def Vmapc_Float : AnyTypeOf<[F32, F64], "f32 or f64">;
def Vmapc_Int : AnyTypeOf<[I32, I64, Vmapc_UInt32], "i32, i64 or ui32">;
def Vmapc_Number : AnyTypeOf<[F32, F64, I32, I64, Vmapc_UInt32], "a number">;
def Vmapc_Bits : AnyTypeOf<[I1, I32, I64, Vmapc_UInt32], "an integer or bool">;
def Vmapc_Element : AnyTypeOf<[I1, F32, F64, I32, I64, Vmapc_UInt32], "f32, f64, i32, i64, ui32 or bool">;

class Vmapc_TensorOf<Type element>
    : ShapedContainerType<[element], And<[IsRankedTensorTypePred, HasStaticShapePred]>,
                          "static tensor", "::mlir::RankedTensorType">;
def Vmapc_Tensor : Vmapc_TensorOf<Vmapc_Element>;
def Vmapc_FloatTensor : Vmapc_TensorOf<Vmapc_Float>;
def Vmapc_IntTensor : Vmapc_TensorOf<Vmapc_Int>;
def Vmapc_NumberTensor : Vmapc_TensorOf<Vmapc_Number>;
def Vmapc_BitsTensor : Vmapc_TensorOf<Vmapc_Bits>;
def Vmapc_BoolTensor : Vmapc_TensorOf<I1>;
def Vmapc_U32Tensor : Vmapc_TensorOf<Vmapc_UInt32>;

// What a linearization leaves behind: a linear map from tangents to tangents.
// It has one defining `linearize`, may be captured, and is never a result, a
// carry or yielded.
def Vmapc_LinearMap : TypeDef<Vmapc_Dialect, "LinearMap"> {
  let mnemonic = "linear";
  let summary = "a linear map made by `linearize`";
}
def Vmapc_Operand : AnyTypeOf<[Vmapc_Tensor, Vmapc_LinearMap]>;

//===-- Base classes --------------------------------------------------------===//

class Vmapc_Op<string mnemonic, list<Trait> traits = []>
    : Op<Vmapc_Dialect, mnemonic, traits>;

#endif
