// The files of this folder, one function each: it attaches the rules of the
// operations that the file defines.

#ifndef VMAPC_COMPILER_RULES_FAMILIES_H
#define VMAPC_COMPILER_RULES_FAMILIES_H

namespace mlir {
class DialectRegistry;
class MLIRContext;
} // namespace mlir

namespace vmapc::ir {

void attachUnaryRules(mlir::MLIRContext &context);
void attachTrigRules(mlir::MLIRContext &context);
void attachSpecialRules(mlir::MLIRContext &context);
void attachBinaryRules(mlir::MLIRContext &context);
void attachPrecisionRules(mlir::MLIRContext &context);
void attachLogicRules(mlir::MLIRContext &context);
void attachConversionRules(mlir::MLIRContext &context);
void attachComplexRules(mlir::MLIRContext &context);
void attachScaleRules(mlir::MLIRContext &context);
void attachRandomRules(mlir::MLIRContext &context);
void attachStructureRules(mlir::MLIRContext &context);
void attachPaddingRules(mlir::MLIRContext &context);
void attachReductionRules(mlir::MLIRContext &context);
void attachContractionRules(mlir::MLIRContext &context);
void attachGatherRules(mlir::MLIRContext &context);
void attachOrderRules(mlir::MLIRContext &context);
void attachExternalRules(mlir::MLIRContext &context);
void attachDynamicSliceRules(mlir::MLIRContext &context);
void attachWindowRules(mlir::MLIRContext &context);

/// Loops and branches.
void registerControlRules(mlir::DialectRegistry &registry);

} // namespace vmapc::ir

#endif
