// The kernels of a planned function in order.

#include "compiler/lowering/Program.h"

#include "compiler/dialect/Control.h"
#include "compiler/dialect/Elementwise.h"
#include "compiler/dialect/Structure.h"
#include "compiler/lowering/Plan.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace vmapc::ir {

Storage Program::slot(Value value, int64_t slot) {
  return this->slot(value, slot, shapeOf(value), elementOf(value));
}

Storage Program::slot(Value value, int64_t slot, ArrayRef<int64_t> shape, Type element) {
  Storage s{.strides = rowMajor(shape)};
  if (Slot::isOutput(slot)) {
    s.buffer = function.getNumArguments() + Slot::outputOf(slot);
    return s;
  }
  if (isInterleaved(shape)) {
    s.strides = rowMajor(shape.drop_front());
    for (int64_t &stride : s.strides)
      stride *= interleaved;
    s.strides.insert(s.strides.begin(), 1);
  }
  auto type = MemRefType::get({countOf(shape)}, memoryType(element));
  auto [known, isNew] = views.try_emplace({slot, type}, 0);
  if (isNew)
    known->second = ev.addBuffer({.kind = Buffer::Scratch, .at = slot, .type = type});
  s.buffer = known->second;
  return s;
}

void Program::emitBlock(Block &block, bool maySplit) {
  SmallVector<SmallVector<Operation *>> kernels;
  llvm::SmallDenseMap<int64_t, size_t> numbers;
  for (Operation &op : block.without_terminator()) {
    int64_t kernel = kernelOf(&op);
    if (kernel < 0)
      continue;
    auto [it, isNew] = numbers.try_emplace(kernel, kernels.size());
    if (isNew)
      kernels.emplace_back();
    kernels[it->second].push_back(&op);
  }
  for (ArrayRef<Operation *> ops : kernels) {
    ev.setLoc(ops.front()->getLoc());
    ev.forget();
    isOutermost = maySplit;
    splitIfLong();
    const Lowering &form = ev.form(ops.front());
    bool isNest = !isAssembled(ops.front()) && (std::holds_alternative<ElementwiseForm>(form) ||
                  std::holds_alternative<StructureForm>(form) ||
                  matchPattern(ops.front(), m_Constant()));
    if (!isNest) {
      emitRoot(ops.front());
      ev.releaseStack();
      ev.width = 1;
      continue;
    }
    // A fold stores the value that it folds on its way.
    if (auto *fold = std::get_if<ReduceForm>(&ev.form(ops.back()))) {
      Operation *x = ops.front();
      Storage kept = slot(x->getResult(0), slotsOf(x)[0]);
      Value sum = ops.back()->getResult(0);
      Storage to = slot(sum, slotsOf(ops.back())[0]);
      emitReduce(ops.back(), *fold, to, &kept);
      ev.releaseStack();
      ev.bind(x->getResult(0), kept);
      ev.bind(sum, to);
      continue;
    }
    SmallVector<Value> values;
    SmallVector<Storage> places;
    for (Operation *op : ops)
      for (auto [result, at] : llvm::zip(op->getResults(), slotsOf(op)))
        if (at != Slot::none) {
          values.push_back(result);
          places.push_back(slot(result, at));
        }
    storeAll(values, places);
    for (auto [value, place] : llvm::zip_equal(values, places))
      ev.bind(value, place);
  }
}

void Program::splitIfLong() {
  // Values between kernels are in memory, so a new function may begin here.
  constexpr int64_t longest = 1500;
  if (!isOutermost || *emittedOps < longest)
    return;
  beginPart();
  ev.builder().restoreInsertionPoint(ev.end());
  *emittedOps = 0;
}

void Program::emitAssembled(ConcatenateOp op, const Storage &to) {
  Storage part = to;
  for (Value piece : op.getXs()) {
    ev.forget();
    storeAll({piece}, {part});
    splitIfLong();
    int64_t extent = shapeOf(piece)[op.getDimension()];
    part.offset = ev.add(part.offset, Index::of(extent * to.strides[op.getDimension()]));
  }
}

void Program::emitRoot(Operation *op) {
  const Lowering &form = ev.form(op);
  if (std::holds_alternative<ControlForm>(form) || op->getNumRegions() > 0)
    return emitControl(op);
  if (slotsOf(op).empty() || slotsOf(op)[0] == Slot::none) {
    ev.error(op) << "has no place for its result: the program is not planned";
    return;
  }
  if (auto *f = std::get_if<ExternalForm>(&form))
    return emitExternal(op, *f);
  Storage to = slot(op->getResult(0), slotsOf(op)[0]);
  if (isAssembled(op))
    emitAssembled(cast<ConcatenateOp>(op), to);
  else if (auto *f = std::get_if<ReduceForm>(&form))
    emitReduce(op, *f, to);
  else if (auto *f = std::get_if<ArgReduceForm>(&form))
    emitArgReduce(op, *f, to);
  else if (auto *f = std::get_if<ContractForm>(&form))
    emitContract(op, *f, to);
  else if (auto *f = std::get_if<ScatterForm>(&form))
    emitScatter(op, *f, to);
  else if (auto *f = std::get_if<UpdateSliceForm>(&form))
    emitUpdate(op, *f, to);
  else if (auto *f = std::get_if<SortForm>(&form))
    emitSort(op, *f, to);
  else
    ev.error(op) << "has no lowering: a request must be expanded before";
  ev.bind(op->getResult(0), to);
}

namespace {
/// Counts what is emitted, so that no function grows too long for code generation.
struct OpCounter : OpBuilder::Listener {
  int64_t count = 0;
  void notifyOperationInserted(Operation *op, OpBuilder::InsertPoint) override {
    // What a function of the math dialect becomes.
    if (isa<math::SinOp, math::CosOp, math::TanOp, FunctionOp>(op))
      count += 100;
    else if (isa<math::MathDialect>(op->getDialect()) &&
             !isa<math::FmaOp, math::SqrtOp, math::AbsFOp>(op))
      count += 40;
    ++count;
  }
};
} // namespace

static Type bufferType(Type tensor) {
  auto type = cast<RankedTensorType>(tensor);
  return MemRefType::get({type.getNumElements()}, memoryType(type.getElementType()));
}

FailureOr<func::FuncOp> Program::emit() {
  OpBuilder &b = ev.builder();
  OpBuilder::InsertionGuard guard(b);
  MLIRContext *context = b.getContext();
  Location loc = function.getLoc();
  int64_t bytes = 0;
  if (auto attr = function->getAttrOfType<IntegerAttr>(scratchAttr))
    bytes = attr.getInt();
  SmallVector<Type> buffers;
  for (Type type : function.getArgumentTypes())
    buffers.push_back(bufferType(type));
  for (Type type : function.getResultTypes())
    buffers.push_back(bufferType(type));
  buffers.push_back(MemRefType::get({bytes}, b.getI8Type()));
  b.setInsertionPointAfter(function);
  auto emitted = func::FuncOp::create(b, loc, function.getName(),
                                      FunctionType::get(context, buffers, {}));
  emitted->setAttr(scratchAttr, b.getI64IntegerAttr(bytes));
  for (unsigned k = 0; k < buffers.size(); ++k)
    emitted.setArgAttr(k, "llvm.noalias", b.getUnitAttr());
  Block *entry = emitted.addEntryBlock();
  b.setInsertionPointToEnd(entry);
  auto end = func::ReturnOp::create(b, loc);
  ev.begin(entry, end);
  // Buffer k is argument k.
  for (unsigned k = 0; k + 1 < buffers.size(); ++k)
    ev.addBuffer({.kind = Buffer::Argument, .at = k});
  for (Value argument : function.getArguments())
    ev.bind(argument, Storage{.buffer = unsigned(cast<BlockArgument>(argument).getArgNumber()),
                              .strides = rowMajor(shapeOf(argument))});
  main = emitted;
  OpCounter counter;
  b.setListener(&counter);
  emittedOps = &counter.count;

  Block &body = function.getBody().front();
  emitBlock(body, /*maySplit=*/true);
  for (auto [k, value] : llvm::enumerate(body.getTerminator()->getOperands())) {
    Storage to = slot(value, Slot::output(k));
    if (!isInPlace(value, to))
      storeAll({value}, {to});
  }
  b.setListener(nullptr);
  b.setInsertionPoint(end);
  for (func::FuncOp part : parts)
    func::CallOp::create(b, loc, part, entry->getArguments());
  if (ev.failed) {
    for (func::FuncOp part : parts)
      part.erase();
    emitted.erase();
    return failure();
  }
  return emitted;
}

void Program::beginPart() {
  OpBuilder &b = ev.builder();
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointAfter(parts.empty() ? main : parts.back());
  auto part = func::FuncOp::create(
      b, main.getLoc(), (main.getName() + "_part" + Twine(parts.size() + 1)).str(),
      main.getFunctionType());
  part.setPrivate();
  for (unsigned k = 0; k < part.getNumArguments(); ++k)
    part.setArgAttr(k, "llvm.noalias", b.getUnitAttr());
  parts.push_back(part);
  Block *block = part.addEntryBlock();
  b.setInsertionPointToEnd(block);
  auto end = func::ReturnOp::create(b, main.getLoc());
  ev.begin(block, end);
}

} // namespace vmapc::ir
