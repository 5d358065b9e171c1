// The passes from a planned program in the vmapc dialect to the LLVM dialect.

#ifndef VMAPC_LOWERING_PASSES_TD
#define VMAPC_LOWERING_PASSES_TD

include "mlir/Pass/PassBase.td"

def SplitComplexPass : Pass<"vmapc-split-complex", "::mlir::ModuleOp"> {
  let summary = "replace every complex value by its real and its imaginary part";
  let description = [{
    Also through loops, branches and their captures. A complex argument or result of a
    function becomes a real array with a last dimension of extent 2.
  }];
}

def PlanPass : Pass<"vmapc-plan", "::mlir::ModuleOp"> {
  let summary = "decide which values are stored, where, and by which kernel";
  let description = [{
    Writes on every operation `vmapc.kernel`, the number of the kernel that
    stores its results (absent: computed where it is used), and `vmapc.slots`,
    per result the byte offset in the scratch arena, or -1 when it is not stored, or
    -2 - k when it is stored in result k of the function. Control flow has more
    slots after those: the second slot of each carry and the lane mask. The
    function carries `vmapc.scratch`, the size of the arena in bytes.
  }];
}

def EmitVectorPass : Pass<"vmapc-emit-vector", "::mlir::ModuleOp"> {
  let summary = "emit planned functions as loops over vectors on flat buffers";
  let options = [
    Option<"vectorBits", "vector-bits", "int64_t", "512", "width of a vector register of the target">,
    Option<"fastMath", "fast-math", "bool", "false", "allow reassociation, contraction and reciprocals">
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::math::MathDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
}

def ExpandMathPass : Pass<"vmapc-expand-math", "::mlir::ModuleOp"> {
  let summary = "replace transcendental functions by arithmetic";
  let description = [{
    In place up to 64 of them; beyond that each is a call of one private function per
    operation and type, so that the size of the code stays linear with a small constant.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
                           "::mlir::LLVM::LLVMDialect", "::mlir::math::MathDialect",
                           "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
}

def ToLLVMPass : Pass<"vmapc-to-llvm", "::mlir::ModuleOp"> {
  let summary = "convert to the LLVM dialect and add the entry `void(void *const *buffers)`";
  let options = [
    Option<"entry", "entry", "std::string", "\"vmapc_entry\"", "name of the entry">
  ];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::cf::ControlFlowDialect"];
}

#endif
