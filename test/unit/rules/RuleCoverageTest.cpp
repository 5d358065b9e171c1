// Every operation of the dialect answers the interfaces that it must: a rule that
// was never written, or never attached, fails here and not in a user's program.

#include "compiler/dialect/Dialect.h"
#include "compiler/dialect/Interfaces.h"
#include "compiler/rules/Rules.h"

#include "llvm/ADT/StringSet.h"
#include <gtest/gtest.h>

using namespace mlir;
using namespace vmapc::ir;

namespace {

/// Operations that passes replace before they ask anything, the terminator, and what
/// exists only below arrays.
const llvm::StringSet<> noRules = {"vmapc.apply", "vmapc.apply_transpose", "vmapc.call",
                                   "vmapc.chunk", "vmapc.function",        "vmapc.linearize",
                                   "vmapc.vmap",  "vmapc.yield"};

/// Operations that are linear in some operand: a linear function may hold them.
const llvm::StringSet<> linear = {
    "vmapc.add",      "vmapc.broadcast",     "vmapc.concatenate",
    "vmapc.cond",     "vmapc.contract",      "vmapc.convert",
    "vmapc.custom_jvp", "vmapc.windows",     "vmapc.place_windows",
    "vmapc.div",      "vmapc.dynamic_slice", "vmapc.dynamic_update_slice",
    "vmapc.gather",   "vmapc.mul",           "vmapc.neg",
    "vmapc.pad",      "vmapc.reduce_precision", "vmapc.reduce_sum",    "vmapc.reshape",
    "vmapc.reverse", "vmapc.scale",  "vmapc.scan",          "vmapc.scatter",
    "vmapc.select",   "vmapc.slice",         "vmapc.sub",
    "vmapc.transpose", "vmapc.external", "vmapc.complex", "vmapc.real", "vmapc.imag"};

class RuleCoverage : public testing::Test {
protected:
  RuleCoverage() {
    DialectRegistry registry;
    registry.insert<VmapcDialect>();
    registerRules(registry);
    context.appendDialectRegistry(registry);
    context.loadDialect<VmapcDialect>();
    for (RegisteredOperationName name : context.getRegisteredOperations())
      if (name.getDialectNamespace() == VmapcDialect::getDialectNamespace())
        operations.push_back(name);
  }

  template <typename Interface>
  void expectInterface(llvm::StringRef rule, bool onlyLinear = false) {
    for (RegisteredOperationName name : operations) {
      if (noRules.contains(name.getStringRef()) ||
          (onlyLinear && !linear.contains(name.getStringRef())))
        continue;
      EXPECT_TRUE(name.hasInterface<Interface>())
          << name.getStringRef().str() << " has no " << rule.str() << " rule";
    }
  }

  MLIRContext context{MLIRContext::Threading::DISABLED};
  std::vector<RegisteredOperationName> operations;
};

TEST_F(RuleCoverage, TheDialectHasOperations) {
  // An empty list would make every other test here pass.
  EXPECT_GE(operations.size(), 70u);
}

TEST_F(RuleCoverage, EveryOperationBatches) { expectInterface<BatchOpInterface>("batch"); }
TEST_F(RuleCoverage, EveryOperationLinearizes) {
  expectInterface<LinearizeOpInterface>("linearize");
}
TEST_F(RuleCoverage, EveryLinearOperationTransposes) {
  expectInterface<TransposeOpInterface>("transpose", /*onlyLinear=*/true);
}
TEST_F(RuleCoverage, EveryOperationNamesItsAxes) { expectInterface<AxesOpInterface>("axes"); }
TEST_F(RuleCoverage, EveryOperationLowers) { expectInterface<LowerOpInterface>("lower"); }

TEST_F(RuleCoverage, TheListsNameOperations) {
  llvm::StringSet<> known;
  for (RegisteredOperationName name : operations)
    known.insert(name.getStringRef());
  for (const llvm::StringSet<> *list : {&noRules, &linear})
    for (llvm::StringRef name : list->keys())
      EXPECT_TRUE(known.contains(name)) << name.str() << " is not an operation";
}

} // namespace
