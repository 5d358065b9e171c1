// vmap: a new function in which every operation that depends on a mapped
// argument has one more leading dimension. What depends on no mapped argument
// is copied as it is. Mapped arguments have their batch axis moved to the front at
// entry, results have it moved to where the request wants it. What happens to one
// operation is its batching rule's business (BatchOpInterface).

#include "compiler/transforms/Vmap.h"

#include "compiler/dialect/Builders.h"
#include "compiler/dialect/Interfaces.h"
#include "compiler/transforms/Functions.h"
#include "mlir/IR/IRMapping.h"

#include <map>

using namespace mlir;

namespace vmapc::ir {
namespace {

class BatchEngine final : public Batcher {
public:
  BatchEngine(MLIRContext *context, int64_t size, bool differentiated)
      : context(context), batchSize(size), differentiates(differentiated) {}

  OpBuilder &builder() override { return frame->b; }
  int64_t size() const override { return batchSize; }
  bool differentiated() const override { return differentiates; }

  bool isMapped(Value original) const override {
    return frame->values.lookup(original).mapped;
  }
  Value get(Value original) override { return frame->values.lookup(original).value; }
  Value getMapped(Value original) override {
    Entry &entry = frame->values[original];
    if (entry.mapped)
      return entry.value;
    if (!entry.repeated)
      entry.repeated =
          broadcastLeading(frame->b, original.getLoc(), entry.value, batchSize);
    return entry.repeated;
  }
  void set(Value original, Value batched, bool mapped = true) override {
    frame->values[original] = {batched, mapped, Value()};
  }

  FailureOr<SmallVector<bool>> batchBody(Region &from, ArrayRef<bool> mappedArgs,
                                         ArrayRef<bool> forceMapped,
                                         Region &to) override {
    Block &block = to.emplaceBlock();
    for (auto [arg, mapped] : llvm::zip_equal(from.getArguments(), mappedArgs))
      block.addArgument(mapped ? withLeading(arg.getType(), batchSize) : arg.getType(),
                        arg.getLoc());
    Frame inner(context);
    Scope scope(*this, inner);
    inner.b.setInsertionPointToStart(&block);
    for (auto [arg, batched, mapped] :
         llvm::zip_equal(from.getArguments(), block.getArguments(), mappedArgs))
      set(arg, batched, mapped);
    if (failed(batchOperations(from.front())))
      return failure();

    Operation *terminator = from.front().getTerminator();
    SmallVector<Value> yielded;
    SmallVector<bool> mapped;
    for (auto [k, value] : llvm::enumerate(terminator->getOperands())) {
      mapped.push_back(isMapped(value) || (!forceMapped.empty() && forceMapped[k]));
      yielded.push_back(mapped.back() ? getMapped(value) : get(value));
    }
    createTerminator(inner.b, terminator, yielded);
    return mapped;
  }

  FailureOr<SmallVector<bool>> mappedResults(Region &from,
                                             ArrayRef<bool> mappedArgs) override {
    // Loop rules ask again and again while they look for the mapped carries;
    // remembering the answers keeps nested loops from costing exponential time.
    auto key = std::make_pair(&from, SmallVector<bool>(mappedArgs));
    if (auto it = known.find(key); it != known.end())
      return it->second;
    Region scratch;
    FailureOr<SmallVector<bool>> mapped = batchBody(from, mappedArgs, {}, scratch);
    if (succeeded(mapped))
      known[key] = *mapped;
    return mapped;
  }

  /// Batches all operations of `block` but the terminator.
  LogicalResult batchOperations(Block &block) {
    for (Operation &op : block.without_terminator()) {
      if (llvm::none_of(op.getOperands(), [&](Value v) { return isMapped(v); })) {
        copy(op);
        continue;
      }
      auto rule = dyn_cast<BatchOpInterface>(op);
      if (!rule)
        return op.emitOpError("has no batching rule");
      if (failed(rule.batch(*this)))
        return failure();
    }
    return success();
  }

  struct Entry {
    Value value;
    bool mapped = false;
    Value repeated; // an unmapped value with the batch dimension, once made
  };
  /// The state of one block; blocks of isolated regions share nothing.
  struct Frame {
    explicit Frame(MLIRContext *context) : b(context) {}
    OpBuilder b;
    DenseMap<Value, Entry> values;
  };
  struct Scope {
    Scope(BatchEngine &engine, Frame &inner) : engine(engine), outer(engine.frame) {
      engine.frame = &inner;
    }
    ~Scope() { engine.frame = outer; }
    BatchEngine &engine;
    Frame *outer;
  };

private:
  void copy(Operation &op) {
    IRMapping mapping;
    for (Value operand : op.getOperands())
      mapping.map(operand, get(operand));
    Operation *clone = frame->b.clone(op, mapping);
    for (auto [original, result] : llvm::zip_equal(op.getResults(), clone->getResults()))
      set(original, result, false);
  }

  MLIRContext *context;
  int64_t batchSize;
  bool differentiates;
  Frame *frame = nullptr;
  std::map<std::pair<Region *, SmallVector<bool>>, SmallVector<bool>> known;
};

// `type` with extent `size` inserted at `axis`.
Type withAxis(Type type, int64_t axis, int64_t size) {
  auto tensor = cast<RankedTensorType>(type);
  SmallVector<int64_t> shape(tensor.getShape());
  shape.insert(shape.begin() + axis, size);
  return tensor.clone(shape);
}

} // namespace

FailureOr<func::FuncOp> batchFunction(func::FuncOp function, const VmapSpec &spec,
                                      Operation *request) {
  func::FuncOp batched = createFunction(function, ".vmap");
  Block &from = function.getBody().front();
  Block &to = batched.getBody().emplaceBlock();

  BatchEngine engine(function.getContext(), spec.size, spec.differentiated);
  BatchEngine::Frame frame(function.getContext());
  BatchEngine::Scope scope(engine, frame);
  OpBuilder &b = frame.b;
  b.setInsertionPointToStart(&to);
  for (auto [arg, axis] : llvm::zip_equal(from.getArguments(), spec.inAxes)) {
    bool mapped = axis != -1;
    Type type = mapped ? withAxis(arg.getType(), axis, spec.size) : arg.getType();
    Value value = to.addArgument(type, arg.getLoc());
    engine.set(arg, mapped ? moveDim(b, arg.getLoc(), value, axis, 0) : value, mapped);
  }

  auto abandon = [&]() -> LogicalResult {
    batched.erase();
    return failure();
  };
  if (failed(engine.batchOperations(from)))
    return abandon();
  Operation *terminator = from.getTerminator();
  SmallVector<Value> results;
  for (auto [k, value] : llvm::enumerate(terminator->getOperands())) {
    int64_t axis = spec.outAxes[k];
    if (axis == -1 && engine.isMapped(value)) {
      InFlightDiagnostic error = request->emitOpError()
                                 << "requires result " << k
                                 << ", whose out axis is none, to depend on no mapped argument, "
                                    "got one that does";
      error.attachNote(value.getLoc()) << "the result is computed here";
      return abandon();
    }
    results.push_back(axis == -1 ? engine.get(value)
                                 : moveDim(b, value.getLoc(), engine.getMapped(value), 0, axis));
  }
  createTerminator(b, terminator, results);
  updateFunctionType(batched);
  return batched;
}

} // namespace vmapc::ir
