// Rules of while. A while is never linear itself: its derivative is a scan of as
// many steps as the loop ran, counted by the forward pass, lane by lane.

#include "compiler/rules/Control.h"
#include "compiler/rules/ControlKit.h"

using namespace mlir;

namespace vmapc::ir {

//===----------------------------------------------------------------------===//
// Batch
//===----------------------------------------------------------------------===//

// A condition that does not depend on the lane stays one condition for all. If it does,
// every carry is per lane, since lanes stop at different times.
LogicalResult WhileRules::batch(WhileOp op, Batcher &batcher) {
  unsigned carries = op.getInits().size();
  Mask mapped = mappedMask(batcher, op->getOperands());
  auto carried = MutableArrayRef<bool>(mapped).take_front(carries);
  bool perLane = op.getLanes() > 0;
  while (!perLane) {
    FailureOr<Mask> next = batcher.mappedResults(op.getBody(), mapped);
    if (failed(next))
      return failure();
    if (!grow(carried, *next))
      break;
  }
  if (!perLane) {
    FailureOr<Mask> decides = batcher.mappedResults(op.getCondition(), mapped);
    if (failed(decides))
      return failure();
    perLane = decides->front();
  }
  if (perLane) {
    std::fill(carried.begin(), carried.end(), true);
    if (batcher.differentiated())
      for (auto [k, operand] : llvm::enumerate(op->getOperands()))
        mapped[k] = mapped[k] || isFloat(operand.getType());
  }

  Region condition, body;
  if (failed(batcher.batchBody(op.getCondition(), mapped, Mask{perLane}, condition)) ||
      failed(batcher.batchBody(op.getBody(), mapped, carried, body)))
    return failure();
  Values operands;
  for (auto [operand, isMapped] : llvm::zip_equal(op->getOperands(), mapped))
    operands.push_back(isMapped ? batcher.getMapped(operand) : batcher.get(operand));
  auto batched = WhileOp::create(batcher.builder(), op.getLoc(), yielded(body).getTypes(),
                                 ValueRange(operands).take_front(carries),
                                 ValueRange(operands).drop_front(carries),
                                 op.getLanes() + perLane);
  batched.getCondition().takeBody(condition);
  batched.getBody().takeBody(body);
  for (auto [original, value, isMapped] : llvm::zip_equal(op.getOuts(), batched.getOuts(), carried))
    batcher.set(original, value, isMapped);
  return success();
}

//===----------------------------------------------------------------------===//
// Linearize
//===----------------------------------------------------------------------===//

namespace {

LogicalResult linearizeFused(WhileOp op, Linearizer &linearizer, ArrayRef<bool> active) {
  unsigned carries = op.getInits().size(), captures = op.getCaptures().size();
  ArrayRef<bool> activeCarries = active.take_front(carries);
  Region body;
  if (failed(linearizer.fuseBody(op.getBody(), active, activeCarries, body)))
    return failure();
  // From (carries, captures, their tangents) to (carries, tangents, captures, tangents).
  unsigned tangentCarries = llvm::count(activeCarries, true);
  SmallVector<unsigned> order;
  auto range = [&](unsigned first, unsigned count) {
    for (unsigned k = 0; k < count; ++k)
      order.push_back(first + k);
  };
  range(0, carries);
  range(carries + captures, tangentCarries);
  range(carries, captures);
  range(carries + captures + tangentCarries, llvm::count(active.drop_front(carries), true));
  permuteArguments(body, order);

  Values inits = primals(linearizer, op.getInits());
  append(inits, tangents(linearizer, op.getInits(), activeCarries));
  Values captured = primals(linearizer, op.getCaptures());
  append(captured, tangents(linearizer, op.getCaptures(), active.drop_front(carries)));
  auto fused = WhileOp::create(linearizer.primal(), op.getLoc(), ValueRange(inits).getTypes(),
                               inits, captured, op.getLanes());
  fused.getBody().takeBody(body);
  // The condition reads primals alone.
  Block &condition = fused.getCondition().emplaceBlock();
  ValueRange arguments =
      addArguments(condition, fused->getOperandTypes(), op.getLoc());
  Values read(arguments.take_front(carries));
  append(read, arguments.slice(inits.size(), captures));
  OpBuilder b = OpBuilder::atBlockBegin(&condition);
  IRMapping mapping;
  YieldOp::create(b, op.getLoc(), inlineRegion(b, op.getCondition(), read, mapping));

  unsigned next = carries;
  for (auto [k, original] : llvm::enumerate(op.getOuts())) {
    linearizer.set(original, fused.getOuts()[k]);
    if (activeCarries[k])
      linearizer.setTangent(original, fused.getOuts()[next++]);
  }
  return success();
}

// The same loop with one more carry, the number of steps of each lane. Returns it.
Value countSteps(WhileOp op, Linearizer &linearizer) {
  OpBuilder &b = linearizer.primal();
  unsigned carries = op.getInits().size();
  ArrayRef<int64_t> lanes = tensorType(yielded(op.getCondition())[0]).getShape();
  auto countType = RankedTensorType::get(lanes, b.getI64Type());
  Values inits = primals(linearizer, op.getInits());
  inits.push_back(zeros(b, op.getLoc(), countType));
  auto counting = WhileOp::create(b, op.getLoc(), ValueRange(inits).getTypes(), inits,
                                  primals(linearizer, op.getCaptures()), op.getLanes());
  auto fill = [&](Region &from, Region &to) {
    IRMapping mapping;
    from.cloneInto(&to, mapping);
    return to.front().insertArgument(carries, countType, op.getLoc());
  };
  fill(op.getCondition(), counting.getCondition());
  Value count = fill(op.getBody(), counting.getBody());
  OpBuilder inside(counting.getBody().front().getTerminator());
  Values next(yielded(counting.getBody()));
  next.push_back(
      add(inside, op.getLoc(), count, splat(inside, op.getLoc(), countType, 1)));
  setYielded(counting.getBody(), next);
  for (auto [original, value] :
       llvm::zip_equal(op.getOuts(), counting.getOuts().take_front(carries)))
    linearizer.set(original, value);
  return counting.getOuts().back();
}

} // namespace

LogicalResult WhileRules::linearize(WhileOp op, Linearizer &linearizer) {
  unsigned carries = op.getInits().size();
  Mask active = activeMask(linearizer, op->getOperands());
  auto activeCarries = MutableArrayRef<bool>(active).take_front(carries);
  while (true) {
    FailureOr<Mask> next = linearizer.activeResults(op.getBody(), active);
    if (failed(next))
      return failure();
    if (!grow(activeCarries, *next))
      break;
  }
  if (!llvm::is_contained(activeCarries, true)) {
    linearizer.clone(op);
    return success();
  }
  if (linearizer.isFused())
    return linearizeFused(op, linearizer, active);

  Value count = countSteps(op, linearizer);
  return linearizeCounted({.op = op,
                           .body = op.getBody(),
                           .hasIndex = false,
                           .reverse = false,
                           .lanes = static_cast<unsigned>(op.getLanes()),
                           .trip = count,
                           .inits = op.getInits(),
                           .captures = op.getCaptures(),
                           .active = active},
                          linearizer);
}

//===----------------------------------------------------------------------===//
// Axes
//===----------------------------------------------------------------------===//

void WhileRules::axes(WhileOp op, Axes &axes) {
  sameDimensions(axes, op->getOperands(), op.getCondition().getArguments());
  sameDimensions(axes, op->getOperands(), op.getBody().getArguments());
  sameDimensions(axes, yielded(op.getBody()), op.getOuts());
  sameDimensions(axes, op.getInits(), op.getOuts());
  Value condition = yielded(op.getCondition())[0];
  for (Value result : op.getOuts())
    for (unsigned dim = 0; dim < op.getLanes(); ++dim)
      axes.same(condition, dim, result, dim);
}

} // namespace vmapc::ir
