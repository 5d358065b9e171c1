// Transposition of a linear function: first everything that does not depend on
// a linear argument is copied, in order; then the linear operations are walked
// backwards, each adding to the cotangents of its operands what its rule says
// (TransposeOpInterface). An operation whose results have no cotangent is skipped, so
// a zero cotangent is never built.

#include "compiler/transforms/Transpose.h"

#include "compiler/dialect/Builders.h"
#include "compiler/dialect/Interfaces.h"
#include "compiler/transforms/Functions.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace vmapc::ir {
namespace {

class TransposeEngine final : public Transposer {
public:
  explicit TransposeEngine(MLIRContext *context) : context(context) {}

  /// The state of one block.
  struct Frame {
    explicit Frame(MLIRContext *context) : b(context) {}
    OpBuilder b;
    DenseSet<Value> linear;
    DenseMap<Value, Value> values, cotangents;
  };
  struct Scope {
    Scope(TransposeEngine &engine, Frame &inner) : engine(engine), outer(engine.frame) {
      engine.frame = &inner;
    }
    ~Scope() { engine.frame = outer; }
    TransposeEngine &engine;
    Frame *outer;
  };

  OpBuilder &builder() override { return frame->b; }
  bool isLinear(Value original) const override {
    return frame->linear.contains(original);
  }
  Value get(Value original) override { return frame->values.lookup(original); }
  Value cotangent(Value original) override { return frame->cotangents.lookup(original); }
  void add(Value original, Value cotangent) override {
    if (!isLinear(original))
      return;
    Value &sum = frame->cotangents[original];
    sum = sum ? ir::add(frame->b, cotangent.getLoc(), sum, cotangent) : cotangent;
  }

  SmallVector<bool> linearResults(Region &body, ArrayRef<bool> linearArgs) override {
    DenseSet<Value> linear = findLinear(body.front(), linearArgs);
    return llvm::map_to_vector(body.front().getTerminator()->getOperands(),
                               [&](Value v) -> bool { return linear.contains(v); });
  }

  SmallVector<bool> liveArguments(Region &body, ArrayRef<bool> linearArgs,
                                  ArrayRef<bool> liveResults) override {
    Block &block = body.front();
    DenseSet<Value> linear = findLinear(block, linearArgs), live;
    for (auto [value, isLive] :
         llvm::zip_equal(block.getTerminator()->getOperands(), liveResults))
      if (isLive)
        live.insert(value);
    for (Operation &op : llvm::reverse(block.without_terminator()))
      if (llvm::any_of(op.getResults(), [&](Value v) { return live.contains(v); }))
        live.insert(op.operand_begin(), op.operand_end());
    return llvm::map_to_vector(block.getArguments(), [&](Value arg) -> bool {
      return linear.contains(arg) && live.contains(arg);
    });
  }

  LogicalResult transposeBody(Region &body, ArrayRef<bool> linearArgs,
                              ArrayRef<bool> liveResults, Region &to) override {
    Block &from = body.front();
    Block &block = to.emplaceBlock();
    Frame inner(context);
    Scope scope(*this, inner);
    inner.b.setInsertionPointToStart(&block);
    inner.linear = findLinear(from, linearArgs);
    for (auto [arg, linear] : llvm::zip_equal(from.getArguments(), linearArgs))
      if (!linear)
        inner.values[arg] = block.addArgument(arg.getType(), arg.getLoc());
    Operation *terminator = from.getTerminator();
    SmallVector<std::pair<Value, Value>> cotangents;
    for (auto [value, live] : llvm::zip_equal(terminator->getOperands(), liveResults))
      if (live)
        cotangents.emplace_back(value, block.addArgument(value.getType(), value.getLoc()));
    copyPrimals(from);
    for (auto [value, cotangent] : cotangents)
      add(value, cotangent);
    if (failed(transposeOperations(from)))
      return failure();
    SmallVector<Value> results;
    for (auto [arg, linear] : llvm::zip_equal(from.getArguments(), linearArgs))
      if (linear)
        results.push_back(cotangentOrZeros(arg));
    createTerminator(inner.b, terminator, results);
    return success();
  }

  /// The values of `block` that depend on a linear argument.
  static DenseSet<Value> findLinear(Block &block, ArrayRef<bool> linearArgs) {
    DenseSet<Value> linear;
    for (auto [arg, isLinear] : llvm::zip_equal(block.getArguments(), linearArgs))
      if (isLinear)
        linear.insert(arg);
    for (Operation &op : block.without_terminator())
      if (llvm::any_of(op.getOperands(), [&](Value v) { return linear.contains(v); }))
        linear.insert(op.result_begin(), op.result_end());
    return linear;
  }

  /// Copies the operations that are not linear.
  void copyPrimals(Block &block) {
    for (Operation &op : block.without_terminator()) {
      if (llvm::any_of(op.getOperands(), [&](Value v) { return isLinear(v); }))
        continue;
      IRMapping mapping;
      for (Value operand : op.getOperands())
        mapping.map(operand, get(operand));
      Operation *copy = frame->b.clone(op, mapping);
      for (auto [original, result] : llvm::zip_equal(op.getResults(), copy->getResults()))
        frame->values[original] = result;
    }
  }

  /// Walks the linear operations backwards.
  LogicalResult transposeOperations(Block &block) {
    for (Operation &op : llvm::reverse(block.without_terminator())) {
      if (llvm::none_of(op.getOperands(), [&](Value v) { return isLinear(v); }) ||
          llvm::none_of(op.getResults(), [&](Value v) { return cotangent(v); }))
        continue;
      auto rule = dyn_cast<TransposeOpInterface>(op);
      if (!rule)
        return op.emitOpError("has no transpose rule");
      if (failed(rule.transpose(*this)))
        return failure();
    }
    return success();
  }

  Value cotangentOrZeros(Value original) {
    if (Value known = cotangent(original))
      return known;
    return zeros(frame->b, original.getLoc(), original.getType());
  }

private:
  MLIRContext *context;
  Frame *frame = nullptr;
};

} // namespace

FailureOr<func::FuncOp> transposeFunction(func::FuncOp linear, unsigned residuals) {
  func::FuncOp transposed = createFunction(linear, ".transpose");
  Region &body = linear.getBody();
  SmallVector<bool> linearArgs(body.getNumArguments(), true);
  std::fill_n(linearArgs.begin(), residuals, false);
  SmallVector<bool> liveResults(linear.getNumResults(), true);
  TransposeEngine engine(linear.getContext());
  if (failed(engine.transposeBody(body, linearArgs, liveResults, transposed.getBody()))) {
    transposed.erase();
    return failure();
  }
  eraseDead(transposed.getBody().front());
  updateFunctionType(transposed);
  return transposed;
}

} // namespace vmapc::ir
