// New functions from old ones, and copies of blocks into each other.

#include "compiler/transforms/Functions.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace vmapc::ir {

namespace {

// A module holds a handful of functions, so looking through them is cheap.
std::string uniqueName(Operation *module, StringRef name) {
  std::string unique = name.str();
  for (unsigned count = 1; SymbolTable::lookupSymbolIn(module, unique); ++count)
    unique = (name + "." + Twine(count)).str();
  return unique;
}

} // namespace

func::FuncOp createFunction(func::FuncOp like, StringRef suffix) {
  OpBuilder b(like->getContext());
  b.setInsertionPointAfter(like);
  std::string name = uniqueName(like->getParentOp(), (like.getName() + suffix).str());
  auto function = func::FuncOp::create(b, like.getLoc(), name, b.getFunctionType({}, {}));
  function.setPrivate();
  return function;
}

func::FuncOp copyFunction(func::FuncOp function, StringRef suffix) {
  std::string name =
      uniqueName(function->getParentOp(), (function.getName() + suffix).str());
  OpBuilder b(function->getContext());
  b.setInsertionPointAfter(function);
  auto copy = cast<func::FuncOp>(b.clone(*function));
  copy.setName(name);
  copy.setPrivate();
  return copy;
}

void updateFunctionType(func::FuncOp function) {
  Block &block = function.getBody().front();
  function.setFunctionType(
      FunctionType::get(function->getContext(), block.getArgumentTypes(),
                        block.getTerminator()->getOperandTypes()));
}

func::FuncOp lookUp(Operation *from, FlatSymbolRefAttr name) {
  return SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(from, name);
}

void createTerminator(OpBuilder &b, Operation *like, ValueRange operands) {
  OperationState state(like->getLoc(), like->getName());
  state.addOperands(operands);
  b.create(state);
}

void eraseDead(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (isOpTriviallyDead(&op))
      op.erase();
}

SmallVector<Value> inlineBody(OpBuilder &b, func::FuncOp function,
                              ValueRange arguments) {
  Block &block = function.getBody().front();
  IRMapping mapping;
  mapping.map(block.getArguments(), arguments);
  for (Operation &op : block.without_terminator())
    b.clone(op, mapping);
  return llvm::map_to_vector(block.getTerminator()->getOperands(), [&](Value v) {
    return mapping.lookup(v);
  });
}

} // namespace vmapc::ir
