// Chunks whose values live in registers: SIMD lanes walk along the lanes of the
// chunk, every other position is unrolled, and loops carry vectors.

#include "compiler/lowering/Program.h"

#include "compiler/dialect/Control.h"
#include "compiler/lowering/Plan.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace vmapc::ir {

class LaneProgram {
public:
  explicit LaneProgram(Program &program) : p(program), ev(program.ev) {}

  /// Binds the results of all control flow in `block`, in order.
  void emitBlock(Block &block) {
    for (Operation &op : block.without_terminator()) {
      if (op.getNumRegions() == 0)
        continue;
      ev.setLoc(op.getLoc());
      dims = op.getAttrOfType<DenseI64ArrayAttr>(laneDimsAttr);
      if (!dims) {
        ev.error(&op) << "requires attribute " << laneDimsAttr << ": run vmapc-group first";
        return;
      }
      if (auto cond = dyn_cast<CondOp>(op))
        emitCond(cond);
      else if (auto loop = dyn_cast<WhileOp>(op))
        emitWhile(loop);
      else if (auto scan = dyn_cast<ScanOp>(op))
        emitScan(scan);
      else
        ev.error(&op) << "has no lowering inside a chunk";
    }
  }

  /// Calls `f` for every position of `value`, the lanes' dimension (if any) being
  /// walked by the SIMD lanes.
  void forEach(ArrayRef<int64_t> shape, int64_t laneDim,
               function_ref<void(ArrayRef<Index>)> f) {
    SmallVector<Index> index(shape.size(), Index::of(0));
    std::function<void(size_t)> open = [&](size_t d) {
      if (d == shape.size())
        return f(index);
      if (int64_t(d) == laneDim) {
        index[d] = ev.lanesFrom(Index::of(0));
        return open(d + 1);
      }
      for (int64_t i = 0; i < shape[d]; ++i) {
        index[d] = Index::of(i);
        open(d + 1);
      }
    };
    open(0);
  }

private:
  using Values = SmallVector<Value>;

  /// All elements of `value` of one lane, row-major.
  void append(Value value, int64_t laneDim, Values &to) {
    forEach(shapeOf(value), laneDim, [&](ArrayRef<Index> index) {
      Value v = ev.at(value, index);
      to.push_back(laneDim >= 0 ? ev.widen(v) : v);
    });
  }
  Values elements(ValueRange values, ArrayRef<int64_t> laneDims) {
    Values all;
    for (auto [value, laneDim] : llvm::zip(values, laneDims))
      append(value, laneDim, all);
    return all;
  }
  /// Binds `values` to consecutive runs of `elements`.
  void bind(ValueRange values, ArrayRef<int64_t> laneDims, ValueRange elements) {
    size_t from = 0;
    for (auto [value, laneDim] : llvm::zip(values, laneDims)) {
      size_t count = perLane(value, laneDim);
      ev.bind(value, Registers{llvm::to_vector(elements.slice(from, count)), laneDim});
      from += count;
    }
  }
  static size_t perLane(Value value, int64_t laneDim) {
    size_t n = 1;
    for (auto [d, extent] : llvm::enumerate(shapeOf(value)))
      if (int64_t(d) != laneDim)
        n *= extent;
    return n;
  }
  Values enter(Block &block, ArrayRef<int64_t> laneDims) {
    ev.enterBlock(block);
    emitBlock(block);
    return elements(block.getTerminator()->getOperands(), laneDims);
  }
  Value any(ValueRange masks) {
    OpBuilder &b = ev.builder();
    if (masks.empty()) // a batch of no lanes, walked along another dimension
      return ev.constant(b.getBoolAttr(false));
    Value all;
    for (Value mask : masks)
      all = all ? Value(arith::OrIOp::create(b, ev.loc(), all, mask)) : mask;
    if (isa<VectorType>(all.getType()))
      all = vector::ReductionOp::create(b, ev.loc(), vector::CombiningKind::OR, all);
    return all;
  }
  /// new where its lane is live, else old; masks are the elements of an array of
  /// the lane dimensions.
  Values freeze(ValueRange values, ArrayRef<int64_t> laneDims, int64_t lanes, ValueRange masks,
                ArrayRef<Value> fresh, ValueRange old) {
    if (lanes == 0)
      return llvm::to_vector(fresh);
    Values kept;
    size_t at = 0;
    for (auto [value, laneDim] : llvm::zip(values, laneDims)) {
      size_t each = perLane(value, laneDim) / std::max<size_t>(1, masks.size());
      for (Value mask : masks)
        for (size_t k = 0; k < each; ++k, ++at)
          kept.push_back(ev.select({.value = mask}, [&] { return fresh[at]; },
                                   [&] { return old[at]; }));
    }
    return kept;
  }
  /// The lanes' dimension among the leading lane dimensions.
  static int64_t maskDim(ArrayRef<int64_t> laneDims, int64_t lanes) {
    for (int64_t d : laneDims)
      if (d >= 0 && d < lanes)
        return d;
    return -1;
  }

  void emitWhile(WhileOp op) {
    SmallVector<int64_t> laneDims(dims.asArrayRef());
    size_t carries = op.getInits().size();
    int64_t lanes = op.getLanes();
    auto goesOn = [&](ValueRange carried) {
      Block &block = op.getCondition().front();
      bind(block.getArguments().take_front(carries), laneDims, carried);
      p.bindCaptures(block.getArguments().drop_front(carries), op.getCaptures());
      return enter(block, {maskDim(laneDims, lanes)});
    };
    Values inits = elements(op.getInits(), laneDims);
    size_t count = inits.size();
    Values masks = goesOn(inits);
    inits.append(masks);
    auto results = ev.whileLoop(
        inits, [&](ValueRange now) { return any(now.drop_front(count)); },
        [&](ValueRange now) {
          Block &block = op.getBody().front();
          ValueRange carried = now.take_front(count);
          bind(block.getArguments().take_front(carries), laneDims, carried);
          p.bindCaptures(block.getArguments().drop_front(carries), op.getCaptures());
          Values next = enter(block, laneDims);
          next = freeze(op.getInits(), laneDims, lanes, now.drop_front(count), next, carried);
          Values masks = goesOn(next);
          next.append(masks);
          return next;
        });
    bind(op.getResults(), laneDims, ValueRange(results).take_front(count));
  }

  void emitScan(ScanOp op) {
    OpBuilder &b = ev.builder();
    SmallVector<int64_t> laneDims(dims.asArrayRef());
    size_t carries = op.getInits().size();
    int64_t lanes = op.getLanes(), length = op.getLength();
    ArrayRef<int64_t> carryDims = ArrayRef(laneDims).take_front(carries);
    Values inits = elements(op.getInits(), carryDims);

    // Stacked outputs, with the SIMD lanes of one position side by side.
    SmallVector<Storage> ys;
    ArrayRef<int64_t> slots = slotsOf(op);
    for (auto [k, y] : llvm::enumerate(op.getYs())) {
      SmallVector<int64_t> shape(shapeOf(y));
      int64_t laneDim = laneDims[carries + k], unit = laneDim < 0 ? 1 : ev.width;
      if (laneDim >= 0)
        shape[laneDim] = 1;
      SmallVector<int64_t> whole(shape);
      whole.push_back(unit);
      Storage s = p.slot(y, slots[k], whole, elementOf(y));
      s.strides = rowMajor(shape);
      for (int64_t &stride : s.strides)
        stride *= unit;
      if (laneDim >= 0)
        s.strides[laneDim] = 1;
      ys.push_back(s);
    }

    Index end = Index::of(length);
    Value trip = op.getTrip();
    Values trips;
    int64_t tripDim = maskDim(carryDims, lanes);
    if (trip && tripDim < 0 && lanes > 0)
      tripDim = maskDim(laneDims, lanes);
    if (trip) {
      append(trip, tripDim, trips);
      Value most;
      for (Value t : trips)
        most = most ? Value(arith::MaxSIOp::create(b, ev.loc(), most, t)) : t;
      if (isa<VectorType>(most.getType()))
        most = vector::ReductionOp::create(b, ev.loc(), vector::CombiningKind::MAXSI, most);
      int64_t bound = length < 0 ? std::numeric_limits<int64_t>::max() : length;
      end = ev.clamp(ev.fromElement(most, true), 0, bound);
      for (auto [k, y] : llvm::enumerate(op.getYs())) {
        int64_t axis = op.getYsAxes()[k], laneDim = laneDims[carries + k];
        Type type = elementOf(y);
        Value zero = ev.constant(cast<TypedAttr>(b.getZeroAttr(computeType(type))));
        SmallVector<int64_t> slice(shapeOf(y));
        slice[axis] = 1;
        ev.loop(length, 1, [&](Index t) {
          forEach(slice, laneDim, [&](ArrayRef<Index> index) {
            SmallVector<Index> at(index);
            at[axis] = t;
            ev.store(ys[k], type, at, zero);
          });
        });
      }
    }

    Block &block = op.getBody().front();
    auto results = ev.loop(end, 1, inits, [&](Index i, ValueRange carried) {
      Index position = op.getReverse() ? ev.add(ev.add(end, Index::of(-1)), ev.scale(i, -1)) : i;
      auto arguments = block.getArguments();
      ev.bind(arguments[0], Counter{position});
      bind(arguments.slice(1, carries), carryDims, carried);
      for (auto [k, x] : llvm::enumerate(op.getXs()))
        p.bindSlice(arguments[1 + carries + k], x, op.getXsAxes()[k], position, true);
      p.bindCaptures(arguments.drop_front(1 + carries + op.getXs().size()), op.getCaptures());
      ev.enterBlock(block);
      emitBlock(block);
      ValueRange yields = block.getTerminator()->getOperands();
      Values next = elements(yields.take_front(carries), carryDims);
      Values live;
      if (trip && lanes)
        for (Value t : trips) {
          Value here = ev.toElement(position, getElementTypeOrSelf(t.getType()));
          if (here.getType() != t.getType())
            here = ev.widen(here);
          live.push_back(arith::CmpIOp::create(b, ev.loc(), arith::CmpIPredicate::slt, here, t));
        }
      for (auto [k, y] : llvm::enumerate(yields.drop_front(carries))) {
        int64_t axis = op.getYsAxes()[k], laneDim = laneDims[carries + k];
        int64_t inner = laneDim < 0 ? -1 : laneDim - (laneDim > axis);
        Type type = elementOf(y);
        Values fresh;
        append(y, inner, fresh);
        if (!live.empty()) {
          Value zero = ev.constant(cast<TypedAttr>(b.getZeroAttr(computeType(type))));
          Values zeros(fresh.size(), ev.widen(zero));
          fresh = freeze({y}, {inner}, lanes, live, fresh, zeros);
        }
        size_t n = 0;
        forEach(shapeOf(y), inner, [&](ArrayRef<Index> index) {
          SmallVector<Index> at(index);
          at.insert(at.begin() + axis, position);
          ev.store(ys[k], type, at, fresh[n++]);
        });
      }
      return live.empty() ? next : freeze(op.getInits(), carryDims, lanes, live, next, carried);
    });
    bind(op.getResults().take_front(carries), carryDims, results);
    for (auto [y, storage] : llvm::zip_equal(op.getYs(), ys))
      ev.bind(y, storage);
  }

  void emitCond(CondOp op) {
    OpBuilder &b = ev.builder();
    SmallVector<int64_t> laneDims(dims.asArrayRef());
    int64_t lanes = op.getLanes(), branches = op.getBranches().size();
    Value selector = op.getSelector();
    bool isBool = elementOf(selector).isInteger(1);
    Values chosen;
    append(selector, lanes ? maskDim(laneDims, lanes) : -1, chosen);
    auto branch = [&](int64_t k) {
      Block &block = op.getBranches()[k].front();
      p.bindCaptures(block.getArguments(), op.getCaptures());
      return enter(block, laneDims);
    };
    auto picks = [&](Value s, int64_t k) -> Value {
      if (isBool && k == 1)
        return s;
      Value c = ev.constant(b.getIntegerAttr(getElementTypeOrSelf(s.getType()), k));
      if (isa<VectorType>(s.getType()))
        c = ev.widen(c);
      auto predicate = isBool              ? arith::CmpIPredicate::eq
                       : k == 0            ? arith::CmpIPredicate::sle
                       : k == branches - 1 ? arith::CmpIPredicate::sge
                                           : arith::CmpIPredicate::eq;
      return arith::CmpIOp::create(b, ev.loc(), predicate, s, c);
    };
    SmallVector<Type> types;
    Values zeros;
    for (auto [result, laneDim] : llvm::zip_equal(op.getResults(), laneDims)) {
      Type type = computeType(elementOf(result));
      Value zero = ev.constant(cast<TypedAttr>(b.getZeroAttr(type)));
      if (laneDim >= 0)
        zero = ev.widen(zero);
      types.append(perLane(result, laneDim), zero.getType());
      zeros.append(perLane(result, laneDim), zero);
    }
    Values results = zeros;
    for (int64_t k = 0; k < branches; ++k) {
      if (branches == 1) {
        results = branch(0);
        break;
      }
      Values masks;
      for (Value s : chosen)
        masks.push_back(picks(s, k));
      Values old = results;
      Values taken = ev.ifElse(any(masks), types, [&] { return branch(k); },
                               [&] { return old; });
      results = lanes && k > 0
                    ? freeze(op.getResults(), laneDims, lanes, masks, taken, old)
                    : taken;
    }
    bind(op.getResults(), laneDims, results);
  }

  Program &p;
  Evaluator &ev;
  DenseI64ArrayAttr dims;
};

void Program::emitLanes(ChunkOp op) {
  int64_t domain = op.getDomain();
  SmallVector<Storage> results;
  for (auto [result, at] : llvm::zip_equal(op.getResults(), slotsOf(op)))
    results.push_back(slot(result, at));
  // What an example has beyond this is read element by element, where it is needed. At positions
  // known only at run time one in memory costs less than a choice among many in registers.
  int64_t longestRow = 256;
  // As many lanes as two registers hold when the loops carry little and the arrays of an example
  // are small, else one.
  constexpr size_t little = 8, small = 16;
  Type widest = Float32Type::get(op->getContext());
  size_t carried = 0, largest = 0;
  op->walk([&](Operation *inner) {
    auto laneDims = inner->getAttrOfType<DenseI64ArrayAttr>(laneDimsAttr);
    auto *structure = std::get_if<StructureForm>(&ev.form(inner));
    if (laneDims || (structure && structure->storeOperands))
      longestRow = small;
    if (laneDims) {
      size_t here = 0;
      for (auto [result, d] : llvm::zip_equal(inner->getResults(), laneDims.asArrayRef()))
        if (d >= 0)
          here += countOf(shapeOf(result)) / std::max<int64_t>(1, shapeOf(result)[d]);
      carried = std::max(carried, here);
    }
    if (inner == op)
      return;
    for (Value result : inner->getResults()) {
      largest = std::max(largest, size_t(countOf(shapeOf(result)) / op.getSize()));
      if (isa<FloatType>(elementOf(result)) && elementOf(result).isF64())
        widest = elementOf(result);
    }
  });
  int64_t width = widthFor(widest, std::min<int64_t>(op.getSize(), domain),
                           carried <= little && largest <= small ? 2 : 1);
  Block &block = op.getBody().front();
  LaneProgram lanes(*this);
  ev.loop(domain, width, [&](Index i) {
    ev.width = width;
    Index start = domain % width ? ev.minimum(i, domain - width) : i;
    size_t count = op.getLanes().size();
    for (auto [k, operand] : llvm::enumerate(op.getLanes())) {
      Value argument = block.getArgument(k);
      bindSlice(argument, operand, 0, start, false);
      auto *rows = std::get_if<Storage>(ev.binding(argument));
      Type element = elementOf(argument);
      int64_t count = countOf(shapeOf(argument)) / shapeOf(argument)[0];
      if (rows && count <= longestRow && ev.isRows(*rows, shapeOf(argument), element))
        ev.bind(argument, Registers{ev.loadRows(*rows, element, count), 0});
    }
    bindCaptures(block.getArguments().drop_front(count), op.getUniform());
    ev.enterBlock(block);
    lanes.emitBlock(block);
    for (auto [yield, to] : llvm::zip_equal(block.getTerminator()->getOperands(), results)) {
      Storage part = to;
      part.offset = ev.add(part.offset, ev.scale(start, part.strides[0]));
      if (ev.isRows(part, shapeOf(yield), elementOf(yield))) {
        SmallVector<Value> columns;
        lanes.forEach(shapeOf(yield), 0, [&, yield = yield](ArrayRef<Index> index) {
          columns.push_back(ev.at(yield, index));
        });
        ev.storeRows(part, elementOf(yield), columns);
        continue;
      }
      lanes.forEach(shapeOf(yield), 0, [&, yield = yield](ArrayRef<Index> index) {
        ev.store(part, elementOf(yield), index, ev.at(yield, index));
      });
    }
  });
  ev.width = 1;
  for (auto [result, to] : llvm::zip_equal(op.getResults(), results))
    ev.bind(result, to);
}

} // namespace vmapc::ir
