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

// Unsigned integers keep their sign in the type; arith's signless ones appear only
// after lowering. Bool is i1 here and one byte in memory. The 16-bit floats are
// types of storage: arithmetic on them is done in f32 and rounded by each operation.
def Vmapc_UInt32 : UI<32>;
defvar Vmapc_floats = [F32, F64, F16, BF16];
defvar Vmapc_ints = [I32, I64, I8, I16, UI<8>, UI<16>, Vmapc_UInt32, UI<64>];
defvar Vmapc_complexes = [Complex<F32>, Complex<F64>];
def Vmapc_Float : AnyTypeOf<Vmapc_floats, "a float (f16, bf16, f32, f64)">;
def Vmapc_Int : AnyTypeOf<Vmapc_ints, "an integer of 8 to 64 bits">;
def Vmapc_Complex : AnyTypeOf<Vmapc_complexes, "complex of f32 or f64">;
def Vmapc_Real : AnyTypeOf<!listconcat(Vmapc_floats, Vmapc_ints), "a real number">;
def Vmapc_Number : AnyTypeOf<!listconcat(Vmapc_floats, Vmapc_ints, Vmapc_complexes), "a number">;
def Vmapc_Bits : AnyTypeOf<!listconcat([I1], Vmapc_ints), "an integer or bool">;
def Vmapc_Element : AnyTypeOf<!listconcat([I1], Vmapc_floats, Vmapc_ints, Vmapc_complexes),
                              "a float, an integer of 8 to 64 bits, bool, or complex of f32 or f64">;

class Vmapc_TensorOf<Type element>
    : ShapedContainerType<[element], And<[IsRankedTensorTypePred, HasStaticShapePred]>,
                          "static tensor", "::mlir::RankedTensorType">;
def Vmapc_Tensor : Vmapc_TensorOf<Vmapc_Element>;
def Vmapc_FloatTensor : Vmapc_TensorOf<Vmapc_Float>;
def Vmapc_IntTensor : Vmapc_TensorOf<Vmapc_Int>;
def Vmapc_InexactTensor : Vmapc_TensorOf<AnyTypeOf<!listconcat(Vmapc_floats, Vmapc_complexes), "a float or complex">>;
def Vmapc_OrderedTensor : Vmapc_TensorOf<AnyTypeOf<!listconcat([I1], Vmapc_floats, Vmapc_ints), "a real number or bool">>;
def Vmapc_ComplexTensor : Vmapc_TensorOf<Vmapc_Complex>;
def Vmapc_RealTensor : Vmapc_TensorOf<Vmapc_Real>;
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
