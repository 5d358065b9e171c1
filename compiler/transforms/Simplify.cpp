// Simplification: the operations' own folds and canonicalization patterns, common
// subexpressions and dead code, to a fixed point. It names no operation: what can be
// folded is said beside each operation.

#include "compiler/transforms/Simplify.h"

#include "compiler/dialect/Dialect.h"
#include "compiler/transforms/Hoist.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/CSE.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace vmapc::ir {
Simplifier::Simplifier(MLIRContext *context) {
  RewritePatternSet collected(context);
  for (RegisteredOperationName name : context->getRegisteredOperations())
    if (name.getDialectNamespace() == VmapcDialect::getDialectNamespace())
      name.getCanonicalizationPatterns(collected, context);
  patterns = FrozenRewritePatternSet(std::move(collected));
}

void Simplifier::run(func::FuncOp function) const {
  GreedyRewriteConfig config;
  config.setUseTopDownTraversal(true);
  config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
  // Else equal constants move to the top and lose their locations.
  config.enableConstantCSE(false);
  IRRewriter rewriter(function.getContext());
  // Invariants that leave a loop meet their equals outside, which may free more
  // to leave an outer loop; nesting is shallow, so a few rounds are enough.
  for (int round = 0; round < 4; ++round) {
    bool changed = false;
    (void)applyPatternsGreedily(function, patterns, config, &changed);
    bool merged = false;
    DominanceInfo dominance(function);
    eliminateCommonSubExpressions(rewriter, dominance, function, &merged);
    bool hoisted = hoistInvariants(function);
    if (!merged && !hoisted)
      return;
  }
}

} // namespace vmapc::ir
