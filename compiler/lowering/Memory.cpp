// Loads and stores of vectors of SIMD lanes, and the blocks that emission opens.

#include "compiler/lowering/Evaluator.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace vmapc::ir {

Index Evaluator::linear(const Storage &s, ArrayRef<Index> index) {
  Index sum = s.offset;
  // Known positions first: they fold into one displacement.
  for (auto [i, stride] : llvm::zip_equal(index, s.strides))
    if (i.constant)
      sum = add(sum, scale(i, stride));
  for (auto [i, stride] : llvm::zip_equal(index, s.strides))
    if (!i.constant)
      sum = add(sum, scale(i, stride));
  return sum;
}

/// Lane offsets 0, stride, 2 stride, ... as 32-bit integers.
static Value laneOffsets(Evaluator &ev, int64_t stride) {
  SmallVector<int32_t> lanes;
  for (int64_t lane = 0; lane < ev.width; ++lane)
    lanes.push_back(int32_t(lane * stride));
  auto type = VectorType::get({ev.width}, ev.builder().getI32Type());
  return ev.constant(DenseElementsAttr::get(type, ArrayRef(lanes)));
}

static Value allTrue(Evaluator &ev) {
  auto type = VectorType::get({ev.width}, ev.builder().getI1Type());
  return ev.constant(DenseElementsAttr::get(type, true));
}

/// Scalar base and vector of offsets of scattered lanes.
static std::pair<Value, Value> scattered(Evaluator &ev, Index at) {
  if (at.vector)
    return {ev.indexConstant(0), at.vector};
  if (std::abs(at.stride * ev.width) < (int64_t(1) << 31)) {
    Index base = at;
    base.stride = 0;
    return {ev.scalar(base), laneOffsets(ev, at.stride)};
  }
  return {ev.indexConstant(0), ev.positions(at)};
}

Value Evaluator::load(const Storage &from, Type element, ArrayRef<Index> index) {
  Index at = linear(from, index);
  Index first = at;
  first.stride = 0;
  Type stored = memoryType(element);
  Value r, memory = base(from.buffer);
  if (isUniform(at)) {
    r = memref::LoadOp::create(b, where, memory, scalar(at));
  } else {
    auto type = VectorType::get({width}, stored);
    if (!at.vector && at.stride == 1) {
      r = vector::LoadOp::create(b, where, type, memory, scalar(first));
    } else if (!at.vector && at.stride == -1) {
      Value last = scalar(add(first, Index::of(1 - width)));
      r = vector::LoadOp::create(b, where, type, memory, last);
      SmallVector<int64_t> reversed;
      for (int64_t lane = width; lane-- > 0;)
        reversed.push_back(lane);
      r = vector::ShuffleOp::create(b, where, r, r, reversed);
    } else {
      auto [start, offsets] = scattered(*this, at);
      Value nothing = constant(cast<TypedAttr>(b.getZeroAttr(type)));
      r = vector::GatherOp::create(b, where, type, memory, start, offsets, allTrue(*this),
                                   nothing);
    }
  }
  return fromMemory(b, where, r, element);
}

void Evaluator::store(const Storage &to, Type element, ArrayRef<Index> index, Value value) {
  Index at = linear(to, index);
  value = toMemory(b, where, value, element);
  if (isUniform(at)) {
    memref::StoreOp::create(b, where, value, base(to.buffer), scalar(at));
    return;
  }
  value = widen(value);
  if (!at.vector && at.stride == 1) {
    Index first = at;
    first.stride = 0;
    vector::StoreOp::create(b, where, value, base(to.buffer), scalar(first));
    return;
  }
  auto [start, offsets] = scattered(*this, at);
  vector::ScatterOp::create(b, where, Type(), base(to.buffer), start, offsets, allTrue(*this), value);
}

Value Evaluator::stackBuffer(int64_t size, Type element) {
  size = llvm::PowerOf2Ceil(size);
  for (StackBuffer &known : stack)
    if (!known.used && known.size == size && known.element == element) {
      known.used = true;
      return known.memory;
    }
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(frames[0].block);
  Value memory = memref::AllocaOp::create(b, where, MemRefType::get({size}, element));
  stack.push_back({memory, element, size, true});
  return memory;
}

unsigned Evaluator::addBuffer(Buffer buffer) {
  buffers.push_back(std::move(buffer));
  return buffers.size() - 1;
}

Value Evaluator::base(unsigned buffer) {
  if (bases.size() <= buffer)
    bases.resize(buffers.size());
  Value &r = bases[buffer];
  if (r)
    return r;
  const Buffer &from = buffers[buffer];
  Block *top = frames[0].block;
  if (from.kind == Buffer::Local)
    return r = from.local;
  if (from.kind == Buffer::Argument)
    return r = top->getArgument(from.at);
  OpBuilder::InsertionGuard guard(b);
  Location loc = UnknownLoc::get(b.getContext());
  if (from.kind == Buffer::Global) {
    b.setInsertionPointToStart(top);
    return r = memref::GetGlobalOp::create(b, loc, from.type, from.name.getValue());
  }
  b.setInsertionPointAfterValue(indexConstant(from.at));
  return r = memref::ViewOp::create(b, loc, from.type, top->getArguments().back(),
                                    indexConstant(from.at), ValueRange());
}

//===-- Blocks --------------------------------------------------------------===//

/// Opens a frame for a block of `op`, which stands at the end of the innermost one.
class Evaluator::Nested {
public:
  Nested(Evaluator &ev, Operation *op, Block *block)
      : ev(ev), outerAnchor(ev.frames.back().anchor) {
    ev.frames.back().anchor = op;
    Operation *terminator = block->mightHaveTerminator() ? block->getTerminator() : nullptr;
    ev.frameOf[block] = ev.frames.size();
    unsigned branch = isa<scf::IfOp>(op) ? ev.frames.size() : ev.frames.back().branch;
    ev.frames.push_back({block, terminator, branch, {}});
    ev.place(ev.frames.size() - 1);
  }
  ~Nested() {
    ev.frameOf.erase(ev.frames.back().block);
    ev.frames.pop_back();
    ev.frames.back().anchor = outerAnchor;
    ev.place(ev.frames.size() - 1);
  }

private:
  Evaluator &ev;
  Operation *outerAnchor;
};

SmallVector<Value> Evaluator::loop(Index end, int64_t step, ValueRange inits, Body body) {
  if (end.constant && *end.constant <= 0)
    return inits;
  if (end.constant && *end.constant <= step)
    return body(Index::of(0), inits);
  auto loop = scf::ForOp::create(b, where, indexConstant(0), scalar(end), indexConstant(step), inits);
  {
    Nested nested(*this, loop, loop.getBody());
    SmallVector<Value> next = body({.base = loop.getInductionVar()}, loop.getRegionIterArgs());
    if (!inits.empty())
      scf::YieldOp::create(b, where, next);
  }
  return loop.getResults();
}

void Evaluator::loop(int64_t end, int64_t step, function_ref<void(Index)> body) {
  loop(Index::of(end), step, {}, [&](Index i, ValueRange) {
    body(i);
    return SmallVector<Value>();
  });
}

SmallVector<Value> Evaluator::ifElse(Value condition, TypeRange types,
                                     function_ref<SmallVector<Value>()> ifTrue,
                                     function_ref<SmallVector<Value>()> ifFalse) {
  auto op = scf::IfOp::create(b, where, types, condition, /*withElseRegion=*/true);
  for (auto [region, side] : {std::pair{&op.getThenRegion(), &ifTrue},
                              std::pair{&op.getElseRegion(), &ifFalse}}) {
    Nested nested(*this, op, &region->front());
    SmallVector<Value> values = (*side)();
    if (!types.empty())
      scf::YieldOp::create(b, where, values);
  }
  return op.getResults();
}

void Evaluator::ifThen(Value condition, function_ref<void()> ifTrue) {
  auto op = scf::IfOp::create(b, where, TypeRange(), condition, /*withElseRegion=*/false);
  Nested nested(*this, op, op.thenBlock());
  ifTrue();
}

SmallVector<Value> Evaluator::whileLoop(ValueRange inits,
                                        function_ref<Value(ValueRange)> condition,
                                        function_ref<SmallVector<Value>(ValueRange)> body) {
  SmallVector<Location> locs(inits.size(), where);
  auto op = scf::WhileOp::create(b, where, inits.getTypes(), inits);
  for (Region *region : {&op.getBefore(), &op.getAfter()}) {
    auto *block = new Block();
    region->push_back(block);
    block->addArguments(inits.getTypes(), locs);
    Nested nested(*this, op, block);
    if (region == &op.getBefore())
      scf::ConditionOp::create(b, where, condition(block->getArguments()), block->getArguments());
    else
      scf::YieldOp::create(b, where, body(block->getArguments()));
  }
  return op.getResults();
}

} // namespace vmapc::ir
