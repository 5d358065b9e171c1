// Linearization: each operation is emitted as it was, and beside it the linear
// map from its operands' tangents to its results' tangents, as the operation's
// rule says (LinearizeOpInterface). Tangents that are identically zero are null
// and never built. In split mode the two halves go into two functions; a value of the
// first that the second reads becomes a residual, once, unless it is cheap to make
// again.

#include "compiler/transforms/Linearize.h"

#include "compiler/dialect/Builders.h"
#include "compiler/dialect/Interfaces.h"
#include "compiler/transforms/Functions.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <map>

using namespace mlir;

namespace vmapc::ir {
namespace {

// Constants, and rearrangements with more elements than they are made from
// (broadcasts): making one again is cheaper than storing and loading it.
bool isCheapToRebuild(Operation *op) {
  if (op->hasTrait<OpTrait::ConstantLike>())
    return true;
  auto rule = dyn_cast<LowerOpInterface>(op);
  if (!rule || op->getNumResults() != 1 || !isMemoryEffectFree(op))
    return false;
  Lowering form = rule.lowering();
  auto *structure = std::get_if<StructureForm>(&form);
  // Reading at positions that depend on data is not cheap.
  if (!structure || (structure->storeOperands && op->getNumOperands() > 1))
    return false;
  int64_t read = 0;
  for (Value operand : op->getOperands())
    read += tensorType(operand).getNumElements();
  return tensorType(op->getResult(0)).getNumElements() > read;
}

class LinearizeEngine final : public Linearizer {
public:
  explicit LinearizeEngine(MLIRContext *context) : context(context) {}

  /// The state of one block (fused) or pair of blocks (split).
  struct Frame {
    explicit Frame(MLIRContext *context) : primal(context), linear(context) {}
    bool fused = true;
    OpBuilder primal, linear; // in fused mode only `primal` is used
    Block *linearBlock = nullptr;
    DenseMap<Value, Value> values, tangents;
    DenseMap<Value, Value> rebuilt;  // primal value -> value in the linear block
    SmallVector<Value> residuals;    // leading arguments of the linear block
  };
  struct Scope {
    Scope(LinearizeEngine &engine, Frame &inner) : engine(engine), outer(engine.frame) {
      engine.frame = &inner;
    }
    ~Scope() { engine.frame = outer; }
    LinearizeEngine &engine;
    Frame *outer;
  };

  OpBuilder &primal() override { return frame->primal; }
  OpBuilder &linear() override { return frame->fused ? frame->primal : frame->linear; }
  bool isFused() const override { return frame->fused; }
  Value get(Value original) override { return frame->values.lookup(original); }
  void set(Value original, Value primal) override { frame->values[original] = primal; }
  Value tangent(Value original) override { return frame->tangents.lookup(original); }
  void setTangent(Value original, Value tangent) override {
    if (tangent)
      frame->tangents[original] = tangent;
  }

  Operation *clone(Operation *op) override {
    IRMapping mapping;
    for (Value operand : op->getOperands())
      mapping.map(operand, get(operand));
    Operation *copy = frame->primal.clone(*op, mapping);
    for (auto [original, result] : llvm::zip_equal(op->getResults(), copy->getResults()))
      set(original, result);
    return copy;
  }

  Value residual(Value value) override {
    if (frame->fused)
      return value;
    if (Value known = frame->rebuilt.lookup(value))
      return known;
    Operation *op = value.getDefiningOp();
    Value here;
    if (op && isCheapToRebuild(op)) {
      IRMapping mapping;
      for (Value operand : op->getOperands())
        mapping.map(operand, residual(operand));
      here = frame->linear.clone(*op, mapping)->getResult(0);
    } else {
      here = frame->linearBlock->insertArgument(frame->residuals.size(), value.getType(),
                                                value.getLoc());
      frame->residuals.push_back(value);
    }
    frame->rebuilt[value] = here;
    return here;
  }

  FailureOr<SplitBody> splitBody(Region &body, ArrayRef<bool> activeArgs,
                                 ArrayRef<bool> forceActive, Region &forward,
                                 Region &linear) override {
    Frame inner(context);
    inner.fused = false;
    Block &primalBlock = forward.emplaceBlock();
    Block &linearBlock = linear.emplaceBlock();
    inner.linearBlock = &linearBlock;
    inner.primal.setInsertionPointToStart(&primalBlock);
    inner.linear.setInsertionPointToStart(&linearBlock);
    Scope scope(*this, inner);
    for (auto [arg, active] : llvm::zip_equal(body.getArguments(), activeArgs)) {
      set(arg, primalBlock.addArgument(arg.getType(), arg.getLoc()));
      if (active)
        setTangent(arg, linearBlock.addArgument(arg.getType(), arg.getLoc()));
    }
    if (failed(linearizeOperations(body.front())))
      return failure();

    Operation *terminator = body.front().getTerminator();
    SplitBody split;
    SmallVector<Value> primals, tangents;
    split.activeResults =
        collectResults(terminator->getOperands(), forceActive, primals, tangents);
    createTerminator(inner.primal, terminator, primals);
    createTerminator(inner.linear, terminator, tangents);
    split.residuals = keepUsedResiduals();
    return split;
  }

  FailureOr<SmallVector<bool>> fuseBody(Region &body, ArrayRef<bool> activeArgs,
                                        ArrayRef<bool> forceActive,
                                        Region &to) override {
    Frame inner(context);
    Block &block = to.emplaceBlock();
    inner.primal.setInsertionPointToStart(&block);
    Scope scope(*this, inner);
    for (BlockArgument arg : body.getArguments())
      set(arg, block.addArgument(arg.getType(), arg.getLoc()));
    for (auto [arg, active] : llvm::zip_equal(body.getArguments(), activeArgs))
      if (active)
        setTangent(arg, block.addArgument(arg.getType(), arg.getLoc()));
    if (failed(linearizeOperations(body.front())))
      return failure();

    Operation *terminator = body.front().getTerminator();
    SmallVector<Value> yielded, tangents;
    SmallVector<bool> active =
        collectResults(terminator->getOperands(), forceActive, yielded, tangents);
    llvm::append_range(yielded, tangents);
    createTerminator(inner.primal, terminator, yielded);
    return active;
  }

  FailureOr<SmallVector<bool>> activeResults(Region &body,
                                             ArrayRef<bool> activeArgs) override {
    // Remembered for the same reason as in vmap: loops ask until nothing changes.
    auto key = std::make_pair(&body, SmallVector<bool>(activeArgs));
    if (auto it = known.find(key); it != known.end())
      return it->second;
    Region scratch;
    FailureOr<SmallVector<bool>> active = fuseBody(body, activeArgs, {}, scratch);
    if (succeeded(active))
      known[key] = *active;
    return active;
  }

  /// Linearizes all operations of `block` but the terminator.
  LogicalResult linearizeOperations(Block &block) {
    for (Operation &op : block.without_terminator()) {
      bool active = llvm::any_of(op.getOperands(), [&](Value v) { return tangent(v); });
      bool isFloatValued =
          llvm::any_of(op.getResultTypes(), [](Type type) { return isFloat(type); });
      if (!active || !isFloatValued) {
        clone(&op);
        continue;
      }
      auto rule = dyn_cast<LinearizeOpInterface>(op);
      if (!rule)
        return op.emitOpError("has no linearization rule");
      if (failed(rule.linearize(*this)))
        return failure();
    }
    return success();
  }

  /// Appends the primals of all `results` and the tangents of the active ones.
  SmallVector<bool> collectResults(ValueRange results, ArrayRef<bool> forceActive,
                                   SmallVectorImpl<Value> &primals,
                                   SmallVectorImpl<Value> &tangents) {
    SmallVector<bool> active;
    for (auto [k, value] : llvm::enumerate(results)) {
      primals.push_back(get(value));
      bool force = !forceActive.empty() && forceActive[k];
      active.push_back(force || tangent(value));
      if (active.back())
        tangents.push_back(tangentOrZeros(value));
    }
    return active;
  }

  Value tangentOrZeros(Value original) {
    if (Value known = tangent(original))
      return known;
    return zeros(linear(), original.getLoc(), original.getType());
  }

  /// Erases what the linear block does not need; returns the residuals left.
  SmallVector<Value> keepUsedResiduals() {
    Block &block = *frame->linearBlock;
    eraseDead(block);
    SmallVector<Value> kept;
    BitVector unused(block.getNumArguments());
    for (auto [k, value] : llvm::enumerate(frame->residuals)) {
      if (block.getArgument(k).use_empty())
        unused.set(k);
      else
        kept.push_back(value);
    }
    block.eraseArguments(unused);
    return kept;
  }

private:
  MLIRContext *context;
  Frame *frame = nullptr;
  std::map<std::pair<Region *, SmallVector<bool>>, SmallVector<bool>> known;
};

// A residual that is an argument or a result of `forward` is passed as that;
// the others become further results.
SmallVector<SplitFunction::Source> placeResiduals(ArrayRef<Value> residuals,
                                                  SmallVectorImpl<Value> &results) {
  DenseMap<Value, unsigned> position;
  for (auto [k, value] : llvm::enumerate(results))
    position.try_emplace(value, k);
  SmallVector<SplitFunction::Source> sources;
  for (Value value : residuals) {
    if (auto arg = dyn_cast<BlockArgument>(value)) {
      sources.push_back({true, arg.getArgNumber()});
      continue;
    }
    auto [it, isNew] = position.try_emplace(value, results.size());
    if (isNew)
      results.push_back(value);
    sources.push_back({false, it->second});
  }
  return sources;
}

} // namespace

FailureOr<SplitFunction> splitFunction(func::FuncOp function, const LinearizeSpec &spec) {
  SplitFunction split;
  split.linear = createFunction(function, ".linear");
  split.forward = createFunction(function, ".forward");
  Block &from = function.getBody().front();
  Block &forward = split.forward.getBody().emplaceBlock();
  Block &linear = split.linear.getBody().emplaceBlock();

  LinearizeEngine engine(function.getContext());
  LinearizeEngine::Frame frame(function.getContext());
  LinearizeEngine::Scope scope(engine, frame);
  frame.fused = false;
  frame.linearBlock = &linear;
  frame.primal.setInsertionPointToStart(&forward);
  frame.linear.setInsertionPointToStart(&linear);
  for (BlockArgument arg : from.getArguments())
    engine.set(arg, forward.addArgument(arg.getType(), arg.getLoc()));
  for (int64_t k : spec.wrt) {
    BlockArgument arg = from.getArgument(k);
    engine.setTangent(arg, linear.addArgument(arg.getType(), arg.getLoc()));
  }
  if (failed(engine.linearizeOperations(from))) {
    split.forward.erase();
    split.linear.erase();
    return failure();
  }

  Operation *terminator = from.getTerminator();
  SmallVector<Value> results = llvm::map_to_vector(
      terminator->getOperands(), [&](Value v) { return engine.get(v); });
  SmallVector<Value> tangents = llvm::map_to_vector(spec.live, [&](int64_t k) {
    return engine.tangentOrZeros(terminator->getOperand(k));
  });
  createTerminator(frame.linear, terminator, tangents);
  split.residuals = placeResiduals(engine.keepUsedResiduals(), results);
  createTerminator(frame.primal, terminator, results);
  eraseDead(forward);
  updateFunctionType(split.forward);
  updateFunctionType(split.linear);
  return split;
}

FailureOr<func::FuncOp> fuseFunction(func::FuncOp function, const LinearizeSpec &spec) {
  func::FuncOp fused = createFunction(function, ".jvp");
  Block &from = function.getBody().front();
  Block &to = fused.getBody().emplaceBlock();

  LinearizeEngine engine(function.getContext());
  LinearizeEngine::Frame frame(function.getContext());
  LinearizeEngine::Scope scope(engine, frame);
  frame.primal.setInsertionPointToStart(&to);
  for (BlockArgument arg : from.getArguments())
    engine.set(arg, to.addArgument(arg.getType(), arg.getLoc()));
  for (int64_t k : spec.wrt) {
    BlockArgument arg = from.getArgument(k);
    engine.setTangent(arg, to.addArgument(arg.getType(), arg.getLoc()));
  }
  if (failed(engine.linearizeOperations(from))) {
    fused.erase();
    return failure();
  }

  Operation *terminator = from.getTerminator();
  SmallVector<Value> results = llvm::map_to_vector(
      terminator->getOperands(), [&](Value v) { return engine.get(v); });
  for (int64_t k : spec.live)
    results.push_back(engine.tangentOrZeros(terminator->getOperand(k)));
  createTerminator(frame.primal, terminator, results);
  eraseDead(to);
  updateFunctionType(fused);
  return fused;
}

void pruneResiduals(SplitFunction &split) {
  Block &linear = split.linear.getBody().front();
  BitVector unusedArguments(linear.getNumArguments());
  SmallVector<SplitFunction::Source> kept;
  for (auto [k, source] : llvm::enumerate(split.residuals)) {
    if (linear.getArgument(k).use_empty())
      unusedArguments.set(k);
    else
      kept.push_back(source);
  }
  if (unusedArguments.none())
    return;
  (void)split.linear.eraseArguments(unusedArguments);
  // Results of `forward` keep their places; one that only a dropped residual
  // needed is unused at every call and goes when the call is inlined.
  split.residuals = std::move(kept);
}

} // namespace vmapc::ir
