// Elements of values: bound ones are read, others are computed from their
// defining operation, each once per frame that knows its index.

#include "compiler/lowering/Evaluator.h"

#include "compiler/dialect/Interfaces.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace vmapc::ir {

ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}
Type elementOf(Value value) { return cast<RankedTensorType>(value.getType()).getElementType(); }

int64_t countOf(ArrayRef<int64_t> shape) {
  int64_t n = 1;
  for (int64_t extent : shape)
    n *= extent;
  return n;
}

SmallVector<int64_t> rowMajor(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size());
  int64_t stride = 1;
  for (size_t k = shape.size(); k-- > 0; stride *= shape[k])
    strides[k] = stride;
  return strides;
}

Value halvingTree(SmallVector<Value> values, function_ref<Value(Value, Value)> combine) {
  while (values.size() > 1) {
    size_t half = llvm::PowerOf2Ceil(values.size()) / 2;
    for (size_t i = 0; i + half < values.size(); ++i)
      values[i] = combine(values[i], values[i + half]);
    values.resize(half);
  }
  return values.front();
}

//===-- Frames --------------------------------------------------------------===//

void Evaluator::begin(Block *block, Operation *terminator) {
  frames.clear();
  frameOf.clear();
  constants.clear();
  bases.clear();
  stack.clear();
  frames.push_back({block, terminator, 0, {}});
  frameOf[block] = 0;
  place(0);
}

void Evaluator::forget() {
  for (Frame &frame : frames)
    frame.memo.clear();
}

void Evaluator::place(unsigned depth) {
  Frame &frame = frames[depth];
  if (frame.anchor)
    b.setInsertionPoint(frame.anchor);
  else
    b.setInsertionPointToEnd(frame.block);
}

unsigned Evaluator::depthOf(Value v) {
  for (Block *block = v.getParentBlock(); block;) {
    if (auto it = frameOf.find(block); it != frameOf.end())
      return it->second;
    Operation *parent = block->getParentOp();
    block = parent ? parent->getBlock() : nullptr;
  }
  return 0;
}

unsigned Evaluator::depthOf(const Index &a) {
  unsigned depth = a.base ? depthOf(a.base) : 0;
  return a.vector ? std::max(depth, depthOf(a.vector)) : depth;
}

Value Evaluator::once(uintptr_t kind, ValueRange operands, function_ref<Value()> emit) {
  unsigned depth = 0;
  Key key{~uintptr_t(0), kind, uintptr_t(width)};
  for (Value operand : operands) {
    depth = std::max(depth, depthOf(operand));
    key.push_back(reinterpret_cast<uintptr_t>(operand.getAsOpaquePointer()));
  }
  if (auto it = frames[depth].memo.find(key); it != frames[depth].memo.end())
    return it->second;
  OpBuilder::InsertionGuard guard(b);
  place(depth);
  Value r = emit();
  frames[depth].memo[key] = r;
  return r;
}

Value Evaluator::constant(TypedAttr attr) {
  Value &r = constants[attr];
  if (r)
    return r;
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(frames[0].block);
  return r = arith::ConstantOp::create(b, UnknownLoc::get(b.getContext()), attr);
}

Value Evaluator::widen(Value value) {
  if (width == 1 || isa<VectorType>(value.getType()))
    return value;
  return once(100, {value}, [&]() -> Value {
    return vector::BroadcastOp::create(b, where, VectorType::get({width}, value.getType()), value);
  });
}

//===-- Elements ------------------------------------------------------------===//

void Evaluator::bind(Value value, Binding binding) { bindings[value] = std::move(binding); }

const Binding *Evaluator::binding(Value value) const {
  auto it = bindings.find(value);
  return it == bindings.end() ? nullptr : &it->second;
}

const Lowering &Evaluator::form(Operation *op) {
  std::unique_ptr<Lowering> &slot = forms[op];
  if (!slot) {
    auto lower = dyn_cast<LowerOpInterface>(op);
    slot = std::make_unique<Lowering>(lower ? lower.lowering() : Lowering(NoForm{}));
  }
  return *slot;
}

InFlightDiagnostic Evaluator::error(Operation *op) {
  failed = true;
  return op->emitOpError();
}

void Evaluator::encode(Key &key, const Index &a) {
  if (a.vector) {
    key.push_back(1);
    key.push_back(reinterpret_cast<uintptr_t>(a.vector.getAsOpaquePointer()));
  } else if (a.constant) {
    key.push_back(2 + 4 * uintptr_t(a.stride));
    key.push_back(uintptr_t(*a.constant));
  } else {
    key.push_back(3 + 4 * uintptr_t(a.stride));
    key.push_back(reinterpret_cast<uintptr_t>(a.base.getAsOpaquePointer()));
  }
}

Value Evaluator::at(Value value, ArrayRef<Index> given) {
  SmallVector<Index, 6> index(given);
  const Binding *bound = binding(value);
  while (const Window *window = bound ? std::get_if<Window>(bound) : nullptr) {
    if (window->dim >= 0 && window->drops)
      index.insert(index.begin() + window->dim, window->start);
    else if (window->dim >= 0)
      index[window->dim] = add(index[window->dim], window->start);
    value = window->of;
    bound = binding(value);
  }
  if (const Counter *counter = bound ? std::get_if<Counter>(bound) : nullptr)
    return toElement(counter->at, computeType(elementOf(value)));

  ArrayRef<int64_t> shape = shapeOf(value);
  unsigned depth = blockDepth.lookup(value.getParentBlock());
  Key key{reinterpret_cast<uintptr_t>(value.getAsOpaquePointer()), uintptr_t(width)};
  for (auto [extent, i] : llvm::zip_equal(shape, index)) {
    if (extent == 1 && !flat)
      i = Index::of(0);
    if (width == 1)
      i.stride = 0;
    depth = std::max(depth, depthOf(i));
    encode(key, i);
  }
  if (auto it = frames[depth].memo.find(key); it != frames[depth].memo.end())
    return it->second;
  OpBuilder::InsertionGuard guard(b);
  place(depth);
  Value r = bound ? read(value, *bound, index) : evaluate(value, index, depth);
  if (!r) {
    Type type = computeType(elementOf(value));
    failed = true;
    r = constant(cast<TypedAttr>(b.getZeroAttr(type)));
  }
  frames[depth].memo[key] = r;
  return r;
}

void Evaluator::know(Value value, ArrayRef<Index> index, Value element) {
  unsigned depth = blockDepth.lookup(value.getParentBlock());
  Key key{reinterpret_cast<uintptr_t>(value.getAsOpaquePointer()), uintptr_t(width)};
  for (auto [extent, given] : llvm::zip_equal(shapeOf(value), index)) {
    Index i = extent == 1 && !flat ? Index::of(0) : given;
    if (width == 1)
      i.stride = 0;
    depth = std::max(depth, depthOf(i));
    encode(key, i);
  }
  frames[depth].memo[key] = element;
}

Value Evaluator::read(Value value, const Binding &bound, ArrayRef<Index> index) {
  if (const Storage *storage = std::get_if<Storage>(&bound))
    return load(*storage, elementOf(value), index);
  const Registers &registers = std::get<Registers>(bound);
  ArrayRef<int64_t> shape = shapeOf(value);
  int64_t flat = 0;
  for (size_t k = 0; k < shape.size(); ++k) {
    if (int64_t(k) == registers.laneDim)
      continue;
    if (!index[k].isConstant()) {
      // A run-time position among registers: choose among all of them.
      SmallVector<Index, 6> probe(index);
      Index wanted = index[k];
      probe[k] = Index::of(0);
      Value chosen = at(value, probe);
      for (int64_t p = 1; p < shape[k]; ++p) {
        probe[k] = Index::of(p);
        chosen = select(equal(wanted, probe[k]), [&] { return at(value, probe); },
                        [&] { return chosen; });
      }
      return chosen;
    }
    flat = flat * shape[k] + *index[k].constant;
  }
  return registers.elements[flat];
}

Value Evaluator::evaluate(Value value, ArrayRef<Index> index, unsigned depth) {
  Operation *op = value.getDefiningOp();
  if (!op) {
    failed = true;
    emitError(value.getLoc(), "argument has no place in memory");
    return {};
  }
  struct Restore {
    Location &slot, saved;
    ~Restore() { slot = saved; }
  } restore{where, where};
  where = op->getLoc();

  DenseElementsAttr attr;
  if (matchPattern(op, m_Constant(&attr)))
    return literal(attr, index, value);
  const Lowering &how = form(op);
  if (auto *structure = std::get_if<StructureForm>(&how)) {
    if (!flat)
      return structure->at(*this, index);
    // Only a reshape or the broadcast of one element is met here.
    Value operand = op->getOperand(0);
    SmallVector<Index> same(shapeOf(operand).size(), Index::of(0));
    if (structure->keepsOrder) {
      if (!same.empty())
        same.back() = index.empty() ? Index::of(0) : index.back();
      return at(operand, same);
    }
    // Behind the one element any structure may stand, at ordinary positions.
    flat = false;
    Value element = at(operand, same);
    flat = true;
    return element;
  }
  if (auto *elementwise = std::get_if<ElementwiseForm>(&how)) {
    SmallVector<Value> operands;
    bool anyVector = false;
    for (Value operand : op->getOperands()) {
      operands.push_back(at(operand, index));
      anyVector |= isa<VectorType>(operands.back().getType());
    }
    unsigned known = frames[depth].branch;
    for (Value &operand : operands) {
      if (anyVector)
        operand = widen(operand);
      known = std::max(known, depthOf(operand));
    }
    place(std::min(known, depth));
    SmallVector<Value> results = elementwise->emit(b, where, operands);
    place(depth);
    // The other results of this operation are known now as well.
    Key key{0, uintptr_t(width)};
    for (auto [extent, i] : llvm::zip_equal(shapeOf(value), index))
      encode(key, i);
    for (auto [result, element] : llvm::zip_equal(op->getResults(), results)) {
      key[0] = reinterpret_cast<uintptr_t>(Value(result).getAsOpaquePointer());
      frames[depth].memo[key] = element;
    }
    return results[cast<OpResult>(value).getResultNumber()];
  }
  if (Value r = unrolled(*this, op, how, index))
    return r;
  if (!failed)
    error(op) << "cannot be computed where it is used";
  return {};
}

/// The scalar attribute of element `k` in compute type.
static TypedAttr elementAttr(DenseElementsAttr attr, int64_t k) {
  return computeAttribute(attr.isSplat() ? attr.getSplatValue<Attribute>()
                                         : attr.getValues<Attribute>()[k]);
}

Value Evaluator::literal(DenseElementsAttr attr, ArrayRef<Index> index, Value value) {
  if (attr.isSplat())
    return constant(elementAttr(attr, 0));
  Storage place{.strides = rowMajor(shapeOf(value))};
  Index flat = linear(place, index);
  if (flat.isConstant())
    return constant(elementAttr(attr, *flat.constant));
  if (flat.constant) { // known lanes
    SmallVector<Attribute> lanes;
    for (int64_t lane = 0; lane < width; ++lane)
      lanes.push_back(elementAttr(attr, *flat.constant + lane * flat.stride));
    auto type = VectorType::get({width}, computeType(attr.getElementType()));
    return constant(DenseElementsAttr::get(type, lanes));
  }
  // In memory, as a global of the module.
  Block *top = frames[0].block;
  auto module = top->getParentOp()->getParentOfType<ModuleOp>();
  Type stored = memoryType(attr.getElementType());
  auto type = MemRefType::get({attr.getNumElements()}, stored);
  auto tensor = RankedTensorType::get(type.getShape(), stored);
  DenseElementsAttr initial =
      attr.getElementType().isInteger(1)
          ? DenseElementsAttr(attr.mapValues(stored, [](const APInt &v) { return v.zext(8); }))
          : attr.bitcast(stored);
  initial = initial.reshape(tensor);
  auto [known, isNew] = globals.try_emplace(initial, 0);
  if (isNew) {
    StringAttr name = b.getStringAttr("constant_" + Twine(globals.size()));
    for (unsigned k = globals.size(); module.lookupSymbol(name);)
      name = b.getStringAttr("constant_" + Twine(++k));
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(module.getBody());
    memref::GlobalOp::create(b, where, name, b.getStringAttr("private"), type, initial, true,
                             b.getI64IntegerAttr(64));
    known->second = addBuffer({.kind = Buffer::Global, .type = type, .name = name});
  }
  place.buffer = known->second;
  return load(place, elementOf(value), index);
}

} // namespace vmapc::ir
