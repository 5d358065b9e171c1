#include "compiler/rules/Rules.h"

#include "compiler/dialect/Dialect.h"
#include "compiler/rules/Families.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

void vmapc::ir::registerRules(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, VmapcDialect *) {
    // What the forms of elementwise operations emit.
    context->loadDialect<arith::ArithDialect, math::MathDialect>();
    attachUnaryRules(*context);
    attachTrigRules(*context);
    attachSpecialRules(*context);
    attachBinaryRules(*context);
    attachPrecisionRules(*context);
    attachLogicRules(*context);
    attachConversionRules(*context);
    attachComplexRules(*context);
    attachScaleRules(*context);
    attachRandomRules(*context);
    attachStructureRules(*context);
    attachPaddingRules(*context);
    attachReductionRules(*context);
    attachContractionRules(*context);
    attachGatherRules(*context);
    attachOrderRules(*context);
    attachExternalRules(*context);
    attachDynamicSliceRules(*context);
    attachWindowRules(*context);
  });
  registerControlRules(registry);
}
