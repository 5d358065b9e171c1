// Rules of cond. Per lane (lanes > 0) the selector decides for each lane, so
// the selector and all results carry the lane dimensions.

#include "compiler/rules/Control.h"
#include "compiler/rules/ControlKit.h"

using namespace mlir;

namespace vmapc::ir {

//===----------------------------------------------------------------------===//
// Batch
//===----------------------------------------------------------------------===//

// A shared selector stays shared, and what no branch maps stays unmapped.
LogicalResult CondRules::batch(CondOp op, Batcher &batcher) {
  Mask mapped = mappedMask(batcher, op.getCaptures());
  bool perLane = op.getLanes() > 0 || batcher.isMapped(op.getSelector());
  Mask results(op.getNumResults(), perLane);
  if (perLane && batcher.differentiated())
    for (auto [k, capture] : llvm::enumerate(op.getCaptures()))
      mapped[k] = mapped[k] || isFloat(capture.getType());
  if (!perLane)
    for (Region &branch : op.getBranches()) {
      FailureOr<Mask> some = batcher.mappedResults(branch, mapped);
      if (failed(some))
        return failure();
      grow(results, *some);
    }

  SmallVector<std::unique_ptr<Region>> branches;
  for (Region &branch : op.getBranches()) {
    branches.push_back(std::make_unique<Region>());
    if (failed(batcher.batchBody(branch, mapped, results, *branches.back())))
      return failure();
  }
  Values captures;
  for (auto [capture, isMapped] : llvm::zip_equal(op.getCaptures(), mapped))
    captures.push_back(isMapped ? batcher.getMapped(capture) : batcher.get(capture));
  Value selector = perLane ? batcher.getMapped(op.getSelector()) : batcher.get(op.getSelector());
  auto batched = CondOp::create(batcher.builder(), op.getLoc(), yielded(*branches[0]).getTypes(),
                                selector, captures, op.getLanes() + perLane, branches.size());
  for (auto [to, from] : llvm::zip_equal(batched.getBranches(), branches))
    to.takeBody(*from);
  for (auto [original, value, isMapped] :
       llvm::zip_equal(op.getOuts(), batched.getOuts(), results))
    batcher.set(original, value, isMapped);
  return success();
}

//===----------------------------------------------------------------------===//
// Linearize
//===----------------------------------------------------------------------===//

namespace {

// Tangents are computed in the branch, beside the primals.
LogicalResult linearizeFused(CondOp op, Linearizer &linearizer, ArrayRef<bool> active,
                             ArrayRef<bool> results) {
  SmallVector<std::unique_ptr<Region>> branches;
  for (Region &branch : op.getBranches()) {
    branches.push_back(std::make_unique<Region>());
    if (failed(linearizer.fuseBody(branch, active, results, *branches.back())))
      return failure();
  }
  Values captures = primals(linearizer, op.getCaptures());
  append(captures, tangents(linearizer, op.getCaptures(), active));
  auto fused = CondOp::create(linearizer.primal(), op.getLoc(), yielded(*branches[0]).getTypes(),
                              linearizer.get(op.getSelector()), captures, op.getLanes(),
                              branches.size());
  for (auto [to, from] : llvm::zip_equal(fused.getBranches(), branches))
    to.takeBody(*from);
  unsigned next = op.getNumResults();
  for (auto [k, original] : llvm::enumerate(op.getOuts())) {
    linearizer.set(original, fused.getOuts()[k]);
    if (results[k])
      linearizer.setTangent(original, fused.getOuts()[next++]);
  }
  return success();
}

// The linear branches run the primal again up to their residuals. A lane's
// residuals then need no place outside, and a value shared by the lanes stays so.
LogicalResult linearizeAgain(CondOp op, Linearizer &linearizer, ArrayRef<bool> active,
                             ArrayRef<bool> results) {
  if (failed(checkPerLane(op, tensorType(op.getSelector()).getShape(),
                          op.getCaptures().getTypes(), active)))
    return failure();
  auto primal = cast<CondOp>(linearizer.clone(op));
  Values captures = residuals(linearizer, primal.getCaptures());
  append(captures, tangents(linearizer, op.getCaptures(), active));
  auto linear =
      CondOp::create(linearizer.linear(), op.getLoc(), typesWhere(op.getResultTypes(), results),
                     linearizer.residual(primal.getSelector()), captures, op.getLanes(),
                     op.getBranches().size());
  for (auto [branch, to] : llvm::zip_equal(op.getBranches(), linear.getBranches())) {
    Region forward, tangent;
    auto split = linearizer.splitBody(branch, active, results, forward, tangent);
    if (failed(split))
      return failure();
    Block &block = to.emplaceBlock();
    ValueRange arguments = addArguments(block, ValueRange(captures).getTypes(), op.getLoc());
    OpBuilder b = OpBuilder::atBlockBegin(&block);
    IRMapping mapping, unused;
    inlineRegion(b, forward, arguments.take_front(op.getCaptures().size()), mapping);
    Values inner =
        llvm::map_to_vector(split->residuals, [&](Value v) { return mapping.lookup(v); });
    append(inner, arguments.drop_front(op.getCaptures().size()));
    YieldOp::create(b, op.getLoc(), inlineRegion(b, tangent, inner, unused));
    eraseDeadIn(to);
  }
  unsigned next = 0;
  for (auto [original, isActive] : llvm::zip_equal(op.getOuts(), results))
    if (isActive)
      linearizer.setTangent(original, linear.getOuts()[next++]);
  return success();
}

// The forward branches yield their residuals in slots that branches share by type;
// a slot that a branch does not use is zero. Captures are handed over again.
LogicalResult linearizeSplit(CondOp op, Linearizer &linearizer, ArrayRef<bool> active,
                             ArrayRef<bool> results) {
  unsigned count = op.getBranches().size(), primalCount = op.getNumResults();
  SmallVector<std::unique_ptr<Region>> forwards, linears;
  SmallVector<Linearizer::SplitBody> splits;
  SmallVector<Type> slots;
  SmallVector<SmallVector<int64_t>> slotOf; // per branch and residual; -1: a capture
  SmallVector<Values> stored;               // per branch and slot
  for (Region &branch : op.getBranches()) {
    forwards.push_back(std::make_unique<Region>());
    linears.push_back(std::make_unique<Region>());
    auto split = linearizer.splitBody(branch, active, results, *forwards.back(), *linears.back());
    if (failed(split))
      return failure();
    Values &mine = stored.emplace_back(slots.size());
    SmallVector<int64_t> &places = slotOf.emplace_back();
    for (Value residual : split->residuals) {
      if (isa<BlockArgument>(residual)) {
        places.push_back(-1);
        continue;
      }
      unsigned slot = 0;
      while (slot < slots.size() && (mine[slot] || slots[slot] != residual.getType()))
        ++slot;
      if (slot == slots.size()) {
        slots.push_back(residual.getType());
        mine.push_back(Value());
      }
      mine[slot] = residual;
      places.push_back(slot);
    }
    splits.push_back(std::move(*split));
  }

  SmallVector<Type> types(op.getResultTypes());
  llvm::append_range(types, slots);
  auto forward = CondOp::create(linearizer.primal(), op.getLoc(), types,
                                linearizer.get(op.getSelector()),
                                primals(linearizer, op.getCaptures()), op.getLanes(), count);
  for (unsigned k = 0; k < count; ++k) {
    Operation *terminator = forwards[k]->front().getTerminator();
    OpBuilder b(terminator);
    Values values(terminator->getOperands());
    stored[k].resize(slots.size());
    for (auto [value, type] : llvm::zip_equal(stored[k], slots))
      values.push_back(value ? value : zeros(b, op.getLoc(), type));
    terminator->setOperands(values);
  }
  for (auto [original, value] :
       llvm::zip_equal(op.getOuts(), forward.getOuts().take_front(primalCount)))
    linearizer.set(original, value);

  Values operands = residuals(linearizer, forward.getOuts().drop_front(primalCount));
  llvm::SmallSetVector<unsigned, 8> again; // captures that some linear branch reads
  for (auto &split : splits)
    for (Value residual : split.residuals)
      if (auto argument = dyn_cast<BlockArgument>(residual))
        again.insert(argument.getArgNumber());
  for (unsigned k : again)
    operands.push_back(linearizer.residual(forward.getCaptures()[k]));
  append(operands, tangents(linearizer, op.getCaptures(), active));
  auto linear =
      CondOp::create(linearizer.linear(), op.getLoc(), typesWhere(op.getResultTypes(), results),
                     linearizer.residual(forward.getSelector()), operands, op.getLanes(), count);
  for (unsigned k = 0; k < count; ++k) {
    Block &block = linear.getBranches()[k].emplaceBlock();
    ValueRange arguments = addArguments(block, ValueRange(operands).getTypes(), op.getLoc());
    Values inner;
    for (auto [residual, slot] : llvm::zip_equal(splits[k].residuals, slotOf[k])) {
      if (slot >= 0) {
        inner.push_back(arguments[slot]);
        continue;
      }
      unsigned index = cast<BlockArgument>(residual).getArgNumber();
      inner.push_back(arguments[slots.size() + (llvm::find(again, index) - again.begin())]);
    }
    append(inner, arguments.drop_front(slots.size() + again.size()));
    OpBuilder b = OpBuilder::atBlockBegin(&block);
    IRMapping mapping;
    YieldOp::create(b, op.getLoc(), inlineRegion(b, *linears[k], inner, mapping));
  }
  for (unsigned k = 0; k < count; ++k)
    forward.getBranches()[k].takeBody(*forwards[k]);
  unsigned next = 0;
  for (auto [original, isActive] : llvm::zip_equal(op.getOuts(), results))
    if (isActive)
      linearizer.setTangent(original, linear.getOuts()[next++]);
  return success();
}

} // namespace

LogicalResult CondRules::linearize(CondOp op, Linearizer &linearizer) {
  Mask active = activeMask(linearizer, op.getCaptures());
  Mask results(op.getNumResults(), false);
  for (Region &branch : op.getBranches()) {
    FailureOr<Mask> some = linearizer.activeResults(branch, active);
    if (failed(some))
      return failure();
    grow(results, *some);
  }
  if (!llvm::is_contained(results, true)) {
    linearizer.clone(op);
    return success();
  }
  if (linearizer.isFused())
    return linearizeFused(op, linearizer, active, results);
  return op.getLanes() > 0 ? linearizeAgain(op, linearizer, active, results)
                           : linearizeSplit(op, linearizer, active, results);
}

//===----------------------------------------------------------------------===//
// Transpose
//===----------------------------------------------------------------------===//

// The branch that ran is transposed; a lane of another branch contributes exactly zero.
LogicalResult CondRules::transpose(CondOp op, Transposer &transposer) {
  if (transposer.isLinear(op.getSelector()))
    return op.emitOpError("requires a selector that is not linear to be transposed");
  Mask linear = linearMask(transposer, op.getCaptures());
  Mask live = llvm::map_to_vector(
      op.getOuts(), [&](Value v) -> bool { return !!transposer.cotangent(v); });
  Mask reached(linear.size(), false);
  for (Region &branch : op.getBranches())
    grow(reached, transposer.liveArguments(branch, linear, live));
  if (!llvm::is_contained(reached, true))
    return success();

  Values captures;
  for (Value capture : op.getCaptures())
    if (!transposer.isLinear(capture))
      captures.push_back(transposer.get(capture));
  for (Value result : op.getOuts())
    if (Value cotangent = transposer.cotangent(result))
      captures.push_back(cotangent);
  auto transposed = CondOp::create(
      transposer.builder(), op.getLoc(), typesWhere(op.getCaptures().getTypes(), reached),
      transposer.get(op.getSelector()), captures, op.getLanes(), op.getBranches().size());
  for (auto [branch, to] : llvm::zip_equal(op.getBranches(), transposed.getBranches())) {
    if (failed(transposer.transposeBody(branch, linear, live, to)))
      return failure();
    Values kept;
    auto cotangents = yielded(to).begin();
    for (auto [isLinear, isReached] : llvm::zip_equal(linear, reached)) {
      if (isReached)
        kept.push_back(*cotangents);
      cotangents += isLinear;
    }
    setYielded(to, kept);
  }
  unsigned next = 0;
  for (auto [capture, isReached] : llvm::zip_equal(op.getCaptures(), reached))
    if (isReached)
      transposer.add(capture, transposed.getOuts()[next++]);
  return success();
}

//===----------------------------------------------------------------------===//
// Axes
//===----------------------------------------------------------------------===//

void CondRules::axes(CondOp op, Axes &axes) {
  for (Region &branch : op.getBranches()) {
    sameDimensions(axes, op.getCaptures(), branch.getArguments());
    sameDimensions(axes, yielded(branch), op.getOuts());
  }
  for (Value result : op.getOuts())
    for (unsigned dim = 0; dim < op.getLanes(); ++dim)
      axes.same(op.getSelector(), dim, result, dim);
}

} // namespace vmapc::ir
