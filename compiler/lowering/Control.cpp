// Control flow whose carries live in memory: each carry has the slot of its
// result and a second one, into which an iteration writes before the next begins.

#include "compiler/lowering/Program.h"

#include "compiler/dialect/Control.h"
#include "compiler/lowering/Plan.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace vmapc::ir {

void Program::bindSlice(Value argument, Value of, int64_t dim, Index start, bool drops) {
  const Binding *bound = ev.binding(of);
  while (const Window *window = bound ? std::get_if<Window>(bound) : nullptr) {
    if (window->dim >= 0)
      break;
    of = window->of;
    bound = ev.binding(of);
  }
  const Storage *storage = bound ? std::get_if<Storage>(bound) : nullptr;
  if (!storage)
    return ev.bind(argument, Window{of, dim, start, drops});
  Storage slice = *storage;
  slice.offset = ev.add(slice.offset, ev.scale(start, slice.strides[dim]));
  if (drops)
    slice.strides.erase(slice.strides.begin() + dim);
  ev.bind(argument, slice);
}

void Program::bindCaptures(ValueRange arguments, ValueRange captures) {
  for (auto [argument, capture] : llvm::zip_equal(arguments, captures))
    ev.bind(argument, Window{capture});
}

Value Program::anyLane(ArrayRef<int64_t> shape, function_ref<Value(ArrayRef<Index>)> isTrue) {
  int64_t inner = shape.empty() ? 1 : shape.back();
  int64_t outer = inner ? countOf(shape) / inner : 0;
  OpBuilder &b = ev.builder();
  ev.width = widthFor(b.getI32Type(), inner);
  Value none = ev.widen(ev.constant(b.getBoolAttr(false)));
  auto any = ev.loop(Index::of(outer), 1, none, [&](Index o, ValueRange outerNow) {
    SmallVector<Index> index(shape.size(), Index::of(0));
    Index rest = o;
    for (size_t d = shape.size() > 1 ? shape.size() - 1 : 0; d-- > 0;) {
      index[d] = d == 0 ? rest : ev.mod(rest, shape[d]);
      if (d > 0)
        rest = ev.floorDiv(rest, shape[d]);
    }
    return ev.loop(Index::of(inner), ev.width, outerNow, [&](Index i, ValueRange now) {
      if (!shape.empty())
        index.back() = ev.lanesFrom(inner % ev.width ? ev.minimum(i, inner - ev.width) : i);
      Value here = ev.widen(isTrue(index));
      return SmallVector<Value>{arith::OrIOp::create(b, ev.loc(), now[0], here)};
    });
  });
  Value r = any[0];
  if (ev.width > 1)
    r = vector::ReductionOp::create(b, ev.loc(), vector::CombiningKind::OR, r);
  ev.width = 1;
  return r;
}

void Program::emitControl(Operation *op) {
  if (auto cond = dyn_cast<CondOp>(op))
    return emitCond(cond);
  if (auto loop = dyn_cast<WhileOp>(op))
    return emitWhile(loop);
  if (auto scan = dyn_cast<ScanOp>(op))
    return emitScan(scan);
  if (auto chunk = dyn_cast<ChunkOp>(op))
    return emitChunk(chunk);
  ev.error(op) << "has no lowering: a call or request must be expanded before";
}

void Program::emitCond(CondOp op) {
  OpBuilder &b = ev.builder();
  Value selector = op.getSelector();
  int64_t lanes = op.getLanes(), branches = op.getBranches().size();
  bool isBool = elementOf(selector).isInteger(1);
  SmallVector<Storage> results;
  for (auto [result, at] : llvm::zip_equal(op.getResults(), slotsOf(op)))
    results.push_back(slot(result, at));

  // Whether the (clamped) selector picks branch k.
  auto picks = [&](Value element, int64_t k) -> Value {
    if (isBool && k == 1)
      return element;
    auto constant = [&](int64_t v) -> Value {
      Value c = ev.constant(b.getIntegerAttr(getElementTypeOrSelf(element.getType()), v));
      return isa<VectorType>(element.getType()) ? ev.widen(c) : c;
    };
    auto predicate = isBool || (k > 0 && k < branches - 1) ? arith::CmpIPredicate::eq
                     : k == 0                              ? arith::CmpIPredicate::sle
                                                           : arith::CmpIPredicate::sge;
    return arith::CmpIOp::create(b, ev.loc(), predicate, element, constant(k));
  };
  auto emitBranch = [&](int64_t k) {
    Block &block = op.getBranches()[k].front();
    bindCaptures(block.getArguments(), op.getCaptures());
    ev.enterBlock(block);
    emitBlock(block);
    ValueRange yields = block.getTerminator()->getOperands();
    for (auto [yield, to] : llvm::zip_equal(yields, results)) {
      if (!lanes || branches == 1) {
        storeAll({yield}, {to});
        continue;
      }
      Type type = elementOf(yield);
      storeAll({yield}, {to}, [&](size_t, ArrayRef<Index> index, Value element) {
        Value mine = picks(ev.at(selector, index.take_front(lanes)), k);
        Value old = ev.load(to, type, index);
        return ev.select({.value = mine}, [&] { return element; }, [&] { return old; });
      });
    }
  };
  for (int64_t k = 0; k < branches; ++k) {
    if (branches == 1) {
      emitBranch(k);
      continue;
    }
    Value taken = lanes ? anyLane(shapeOf(selector),
                                  [&](ArrayRef<Index> index) {
                                    return picks(ev.at(selector, index), k);
                                  })
                        : picks(ev.at(selector, {}), k);
    ev.ifThen(taken, [&] { emitBranch(k); });
  }
  for (auto [result, to] : llvm::zip_equal(op.getResults(), results))
    ev.bind(result, to);
}

void Program::emitWhile(WhileOp op) {
  int64_t carries = op.getInits().size(), lanes = op.getLanes();
  ArrayRef<int64_t> slots = slotsOf(op);
  SmallVector<Storage> now, next;
  for (auto [k, init] : llvm::enumerate(op.getInits())) {
    now.push_back(slot(init, slots[k]));
    next.push_back(slot(init, slots[carries + k]));
    if (!isInPlace(init, now[k]))
      storeAll({init}, {now[k]});
  }
  auto enter = [&](Block &block) {
    for (auto [argument, storage] : llvm::zip(block.getArguments(), now))
      ev.bind(argument, storage);
    bindCaptures(block.getArguments().drop_front(carries), op.getCaptures());
    ev.enterBlock(block);
    emitBlock(block);
    return ValueRange(block.getTerminator()->getOperands());
  };
  Type boolean = ev.builder().getI1Type();
  Storage mask;
  ev.whileLoop(
      {},
      [&](ValueRange) {
        Value goes = enter(op.getCondition().front())[0];
        if (!lanes)
          return ev.at(goes, {});
        mask = slot(goes, slots[2 * carries]);
        storeAll({goes}, {mask});
        return anyLane(shapeOf(goes), [&](ArrayRef<Index> index) {
          return ev.load(mask, boolean, index);
        });
      },
      [&](ValueRange) {
        ValueRange yields = enter(op.getBody().front());
        advance(yields, now, next, [&](size_t, ArrayRef<Index> index, Value) -> Value {
          return lanes ? ev.load(mask, boolean, index.take_front(lanes)) : Value();
        });
        return SmallVector<Value>();
      });
  for (auto [result, storage] : llvm::zip_equal(op.getResults(), now))
    ev.bind(result, storage);
}

void Program::advance(ValueRange yields, ArrayRef<Storage> now, ArrayRef<Storage> next,
                      Keep goes) {
  for (auto [yield, to] : llvm::zip(yields, next))
    storeAll({yield}, {to});
  for (size_t k = 0; k < next.size(); ++k) {
    Type type = elementOf(yields[k]);
    // The second slot, read as a value of its own.
    forEach(shapeOf(yields[k]), type, 1, [&](ArrayRef<Index> index) {
      Value element = ev.load(next[k], type, index);
      if (Value live = goes(k, index, element)) {
        Value old = ev.load(now[k], type, index);
        element = ev.select({.value = live}, [&] { return element; }, [&] { return old; });
      }
      ev.store(now[k], type, index, element);
    });
    ev.width = 1;
  }
}

void Program::emitScan(ScanOp op) {
  OpBuilder &b = ev.builder();
  int64_t carries = op.getInits().size(), lanes = op.getLanes(), length = op.getLength();
  ArrayRef<int64_t> slots = slotsOf(op);
  Value trip = op.getTrip();
  SmallVector<Storage> now, next, ys;
  for (auto [k, init] : llvm::enumerate(op.getInits())) {
    now.push_back(slot(init, slots[k]));
    next.push_back(slot(init, slots[op.getNumResults() + k]));
    if (!isInPlace(init, now[k]))
      storeAll({init}, {now[k]});
  }
  for (auto [k, y] : llvm::enumerate(op.getYs())) {
    ys.push_back(slot(y, slots[carries + k]));
    if (!trip)
      continue;
    Type type = elementOf(y);
    Value zero = ev.constant(cast<TypedAttr>(b.getZeroAttr(computeType(type))));
    forEach(shapeOf(y), type, 1,
            [&](ArrayRef<Index> index) { ev.store(ys.back(), type, index, zero); });
    ev.width = 1;
  }

  Index end = Index::of(length);
  if (trip) {
    int64_t most = length < 0 ? std::numeric_limits<int64_t>::max() : length;
    auto tripAt = [&](ArrayRef<Index> index) {
      return ev.clamp(ev.fromElement(ev.at(trip, index), true), 0, most);
    };
    if (!lanes) {
      end = tripAt({});
    } else {
      ArrayRef<int64_t> shape = shapeOf(trip);
      Value zero = ev.indexConstant(0);
      auto longest = ev.loop(Index::of(countOf(shape)), 1, zero, [&](Index i, ValueRange sofar) {
        SmallVector<Index> index(shape.size());
        for (size_t d = shape.size(); d-- > 0; i = ev.floorDiv(i, shape[d]))
          index[d] = d == 0 ? i : ev.mod(i, shape[d]);
        return SmallVector<Value>{
            arith::MaxSIOp::create(b, ev.loc(), sofar[0], ev.scalar(tripAt(index)))};
      });
      end = {.base = longest[0]};
    }
  }
  Block &block = op.getBody().front();
  ev.loop(end, 1, {}, [&](Index i, ValueRange) {
    Index position = op.getReverse() ? ev.add(ev.add(end, Index::of(-1)), ev.scale(i, -1)) : i;
    auto arguments = block.getArguments();
    ev.bind(arguments[0], Counter{position});
    for (int64_t k = 0; k < carries; ++k)
      ev.bind(arguments[1 + k], now[k]);
    for (auto [k, x] : llvm::enumerate(op.getXs()))
      bindSlice(arguments[1 + carries + k], x, op.getXsAxes()[k], position, true);
    bindCaptures(arguments.drop_front(1 + carries + op.getXs().size()), op.getCaptures());
    ev.enterBlock(block);
    emitBlock(block);
    ValueRange yields = block.getTerminator()->getOperands();
    // Lanes whose own trip count is reached are frozen.
    auto goes = [&](size_t, ArrayRef<Index> index, Value) -> Value {
      if (!lanes || !trip)
        return {};
      Value count = ev.at(trip, index.take_front(lanes));
      Value here = ev.toElement(position, computeType(elementOf(trip)));
      if (here.getType() != count.getType())
        here = ev.widen(here);
      return arith::CmpIOp::create(b, ev.loc(), arith::CmpIPredicate::slt, here, count);
    };
    for (auto [k, y] : llvm::enumerate(yields.drop_front(carries))) {
      Storage to = ys[k];
      int64_t axis = op.getYsAxes()[k];
      to.offset = ev.add(to.offset, ev.scale(position, to.strides[axis]));
      to.strides.erase(to.strides.begin() + axis);
      if (!lanes || !trip) {
        storeAll({y}, {to});
        continue;
      }
      Value zero = ev.constant(cast<TypedAttr>(b.getZeroAttr(computeType(elementOf(y)))));
      storeAll({y}, {to}, [&](size_t n, ArrayRef<Index> index, Value element) {
        Value live = goes(n, index, element);
        return ev.select({.value = live}, [&] { return element; }, [&] { return zero; });
      });
    }
    advance(yields, now, next, goes);
    return SmallVector<Value>();
  });
  for (auto [k, result] : llvm::enumerate(op.getResults()))
    ev.bind(result, k < size_t(carries) ? now[k] : ys[k - carries]);
}

void Program::emitChunk(ChunkOp op) {
  int64_t domain = op.getDomain(), size = op.getSize();
  auto mode = op->getAttrOfType<StringAttr>(modeAttr);
  if (mode && mode.getValue() == "lanes")
    return emitLanes(op);
  if (mode && mode.getValue() == "interleaved")
    return emitInterleaved(op);
  SmallVector<Storage> results;
  for (auto [result, at] : llvm::zip_equal(op.getResults(), slotsOf(op)))
    results.push_back(slot(result, at));
  Block &block = op.getBody().front();
  ev.loop(domain, size, [&](Index i) {
    Index start = domain % size ? ev.minimum(i, domain - size) : i;
    size_t lanes = op.getLanes().size();
    for (auto [k, operand] : llvm::enumerate(op.getLanes()))
      bindSlice(block.getArgument(k), operand, 0, start, false);
    bindCaptures(block.getArguments().drop_front(lanes), op.getUniform());
    ev.enterBlock(block);
    emitBlock(block);
    for (auto [yield, to] : llvm::zip_equal(block.getTerminator()->getOperands(), results)) {
      Storage part = to;
      part.offset = ev.add(part.offset, ev.scale(start, part.strides[0]));
      storeAll({yield}, {part});
    }
  });
  for (auto [result, to] : llvm::zip_equal(op.getResults(), results))
    ev.bind(result, to);
}

} // namespace vmapc::ir
