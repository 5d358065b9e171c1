// mlir-reduce for vmapc: makes a file on which something fails smaller. The tool, its
// testers and its passes are MLIR's; ours is `drop-operations`, which takes operations away
// one by one: a value becomes an operand of its type, or zeros, and what nothing uses any more
// goes with it. tools/reduce.py is the convenient way to call it.

#include "compiler/driver/Pipelines.h"

#include "compiler/dialect/Structure.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/Iterators.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Reducer/Tester.h"
#include "mlir/Tools/mlir-reduce/MlirReduceMain.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace {

/// Zeros of a type; null if there are none.
DenseElementsAttr zerosOf(Builder builder, Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape())
    return {};
  auto zero = dyn_cast_or_null<TypedAttr>(builder.getZeroAttr(tensor.getElementType()));
  return zero ? DenseElementsAttr::get(tensor, zero) : DenseElementsAttr();
}

/// Whether it is a candidate; constants, terminators and functions stay.
bool canGo(Operation *op) {
  return !op->hasTrait<OpTrait::ConstantLike>() && !op->hasTrait<OpTrait::IsTerminator>() &&
         !isa<FunctionOpInterface, ModuleOp>(op);
}

enum class Way { operand, zeros };

/// Gives every use of the results another value and erases the operation; false if there is
/// no value of some type.
bool drop(Operation *op, Way way) {
  OpBuilder builder(op);
  SmallVector<Value> instead;
  for (Value result : op->getResults()) {
    Type type = result.getType();
    auto same = llvm::find_if(op->getOperands(), [&](Value v) { return v.getType() == type; });
    if (way == Way::operand && same != op->operand_end())
      instead.push_back(*same);
    else if (DenseElementsAttr zeros = way == Way::zeros ? zerosOf(builder, type) : nullptr)
      instead.push_back(vmapc::ir::ConstantOp::create(builder, op->getLoc(), type, zeros));
    else if (result.use_empty())
      instead.push_back(result); // never looked at
    else
      return false;
  }
  for (auto [result, other] : llvm::zip_equal(op->getResults(), instead))
    result.replaceAllUsesWith(other);
  op->erase();
  return true;
}

/// Erases what nothing uses: values, then private functions.
void sweep(ModuleOp module) {
  module.walk<WalkOrder::PostOrder, ReverseIterator>([](Operation *op) {
    bool constant = op->hasTrait<OpTrait::ConstantLike>();
    if ((canGo(op) || constant) && op->getNumResults() && op->use_empty())
      op->erase();
  });
  for (auto function : llvm::make_early_inc_range(module.getOps<FunctionOpInterface>()))
    if (SymbolTable::getSymbolVisibility(function) == SymbolTable::Visibility::Private &&
        SymbolTable::symbolKnownUseEmpty(function, module))
      function->erase();
}

struct DropOperations : PassWrapper<DropOperations, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(DropOperations)
  DropOperations() = default;
  DropOperations(const DropOperations &other) : PassWrapper(other) {}
  StringRef getArgument() const override { return "drop-operations"; }
  StringRef getDescription() const override {
    return "Take operations away while the tester finds the module interesting";
  }
  Option<std::string> tester{*this, "test", llvm::cl::desc("program that judges a file")};
  ListOption<std::string> arguments{*this, "test-arg", llvm::cl::desc("its arguments")};

  void runOnOperation() override {
    std::vector<std::string> list(arguments.begin(), arguments.end());
    Tester test(tester, list);
    ModuleOp module = getOperation();
    auto interesting = [&](ModuleOp m) {
      ScopedDiagnosticHandler silent(&getContext(), [](Diagnostic &) { return success(); });
      return succeeded(verify(m)) && test.isInteresting(m).first == Tester::Interestingness::True;
    };
    if (!interesting(module)) {
      module.emitError("required a module that the tester finds interesting");
      return signalPassFailure();
    }
    for (bool smaller = true; smaller;) {
      smaller = false;
      for (std::size_t k = candidates(module).size(); k-- > 0;)
        for (Way way : {Way::operand, Way::zeros}) {
          if (k >= candidates(module).size())
            break; // others went with the one before
          OwningOpRef<ModuleOp> copy = module.clone();
          if (!drop(candidates(*copy)[k], way))
            continue;
          sweep(*copy);
          if (!interesting(*copy))
            continue;
          module.getBodyRegion().takeBody(copy->getBodyRegion());
          smaller = true;
        }
    }
  }

  static SmallVector<Operation *> candidates(ModuleOp module) {
    SmallVector<Operation *> result;
    module.walk([&](Operation *op) {
      if (canGo(op))
        result.push_back(op);
    });
    return result;
  }
};

} // namespace

int main(int argc, char **argv) {
  DialectRegistry registry;
  vmapc::driver::registerDialects(registry);
  vmapc::driver::registerPasses();
  registerCanonicalizerPass();
  registerCSEPass();
  registerSymbolDCEPass();
  PassRegistration<DropOperations>();
  MLIRContext context(registry);
  return failed(mlirReduceMain(argc, argv, context));
}
