// Rules of scan: batch, the fused derivative, transpose, axes. The split
// derivative is in ControlScanSplit.cpp.

#include "compiler/rules/Control.h"
#include "compiler/rules/ControlKit.h"
#include "compiler/rules/ControlScan.h"

using namespace mlir;

namespace vmapc::ir {

//===----------------------------------------------------------------------===//
// Batch
//===----------------------------------------------------------------------===//

// Scanned and stacked dimensions move one up. Only a trip count that differs between
// lanes makes the loop per lane; else lanes are just another leading dimension of what
// depends on them.
LogicalResult ScanRules::batch(ScanOp op, Batcher &batcher) {
  unsigned carries = op.getNumCarries();
  bool perLane = op.getTrip() && (op.getLanes() > 0 || batcher.isMapped(op.getTrip()));
  Mask mapped{false}; // of the body's arguments: the index first
  llvm::append_range(mapped,
                     mappedMask(batcher, op->getOperands().drop_front(op.getTrip() ? 1 : 0)));
  auto carried = MutableArrayRef<bool>(mapped).slice(1, carries);
  if (perLane)
    std::fill(carried.begin(), carried.end(), true);
  if (perLane && batcher.differentiated())
    for (auto [k, argument] : llvm::enumerate(op.getBody().getArguments()))
      mapped[k] = mapped[k] || isFloat(argument.getType());
  while (true) {
    FailureOr<Mask> next = batcher.mappedResults(op.getBody(), mapped);
    if (failed(next))
      return failure();
    if (!grow(carried, ArrayRef<bool>(*next).take_front(carries)))
      break;
  }
  Mask force(carried);
  force.resize(op.getNumResults(), perLane);
  Region body;
  FailureOr<Mask> results = batcher.batchBody(op.getBody(), mapped, force, body);
  if (failed(results))
    return failure();

  auto moved = [&](ValueRange originals, ArrayRef<bool> mask) {
    Values values;
    for (auto [original, isMapped] : llvm::zip_equal(originals, mask))
      values.push_back(isMapped ? batcher.getMapped(original) : batcher.get(original));
    return values;
  };
  auto shifted = [](ArrayRef<int64_t> axes, ArrayRef<bool> mask) {
    SmallVector<int64_t> result;
    for (auto [axis, isMapped] : llvm::zip_equal(axes, mask))
      result.push_back(axis + isMapped);
    return result;
  };
  ArrayRef<bool> mask(mapped);
  ArrayRef<bool> xsMask = mask.slice(1 + carries, op.getXs().size());
  Value trip;
  if (op.getTrip())
    trip = perLane ? batcher.getMapped(op.getTrip()) : batcher.get(op.getTrip());
  SmallVector<Type> types;
  for (auto [type, isMapped] : llvm::zip_equal(op.getResultTypes(), *results))
    types.push_back(isMapped ? withLeading(type, batcher.size()) : Type(type));
  Values inits = moved(op.getInits(), carried), xs = moved(op.getXs(), xsMask);
  Values captures = moved(op.getCaptures(), mask.take_back(op.getCaptures().size()));
  auto batched = ScanOp::create(
      batcher.builder(), op.getLoc(), types, trip, inits, xs, captures, op.getLength(),
      shifted(op.getXsAxes(), xsMask),
      shifted(op.getYsAxes(), ArrayRef<bool>(*results).drop_front(carries)), op.getReverse(),
      op.getLanes() + perLane);
  batched.getBody().takeBody(body);
  for (auto [original, value, isMapped] :
       llvm::zip_equal(op.getOuts(), batched.getOuts(), *results))
    batcher.set(original, value, isMapped);
  return success();
}

//===----------------------------------------------------------------------===//
// Linearize
//===----------------------------------------------------------------------===//

namespace {

LogicalResult linearizeFused(ScanOp op, Linearizer &linearizer, const ScanActivity &activity) {
  Region body;
  auto results = linearizer.fuseBody(op.getBody(), activity.arguments, activity.results, body);
  if (failed(results))
    return failure();
  unsigned carries = op.getNumCarries(), xs = op.getXs().size();
  unsigned captures = op.getCaptures().size(), all = 1 + carries + xs + captures;
  unsigned tangentCarries = llvm::count(activity.carries(), true);
  unsigned tangentXs = llvm::count(activity.xs(), true);
  unsigned tangentCaptures = llvm::count(activity.captures(), true);

  // From (index, carries, xs, captures, tangents of each) to each with its tangents.
  SmallVector<unsigned> order;
  auto range = [&](unsigned first, unsigned count) {
    for (unsigned k = 0; k < count; ++k)
      order.push_back(first + k);
  };
  range(0, 1 + carries);
  range(all, tangentCarries);
  range(1 + carries, xs);
  range(all + tangentCarries, tangentXs);
  range(1 + carries + xs, captures);
  range(all + tangentCarries + tangentXs, tangentCaptures);
  permuteArguments(body, order);
  ValueRange out = yielded(body);
  unsigned ys = op.getNumResults() - carries;
  Values values(out.take_front(carries));
  append(values, out.slice(carries + ys, tangentCarries));
  append(values, out.slice(carries, ys));
  append(values, out.drop_front(carries + ys + tangentCarries));
  setYielded(body, values);

  Values inits = primals(linearizer, op.getInits());
  append(inits, tangents(linearizer, op.getInits(), activity.carries()));
  Values scanned = primals(linearizer, op.getXs());
  append(scanned, tangents(linearizer, op.getXs(), activity.xs()));
  Values captured = primals(linearizer, op.getCaptures());
  append(captured, tangents(linearizer, op.getCaptures(), activity.captures()));
  SmallVector<int64_t> xsAxes(op.getXsAxes()), ysAxes(op.getYsAxes());
  for (auto [axis, isActive] : llvm::zip_equal(op.getXsAxes(), activity.xs()))
    if (isActive)
      xsAxes.push_back(axis);
  for (auto [axis, isActive] : llvm::zip_equal(op.getYsAxes(), activity.ys()))
    if (isActive)
      ysAxes.push_back(axis);
  SmallVector<Type> types(ValueRange(inits).getTypes());
  llvm::append_range(types, op.getYs().getTypes());
  llvm::append_range(types, typesWhere(op.getYs().getTypes(), activity.ys()));
  Value trip = op.getTrip() ? linearizer.get(op.getTrip()) : Value();
  auto fused = ScanOp::create(linearizer.primal(), op.getLoc(), types, trip, inits, scanned,
                              captured, op.getLength(), xsAxes, ysAxes, op.getReverse(),
                              op.getLanes());
  fused.getBody().takeBody(body);

  unsigned nextCarry = carries, nextY = inits.size() + ys;
  for (auto [k, original] : llvm::enumerate(op.getOuts())) {
    bool isCarry = k < carries;
    linearizer.set(original, fused.getOuts()[isCarry ? k : k + tangentCarries]);
    if (activity.results[k])
      linearizer.setTangent(original, fused.getOuts()[isCarry ? nextCarry++ : nextY++]);
  }
  return success();
}

} // namespace

LogicalResult ScanRules::linearize(ScanOp op, Linearizer &linearizer) {
  ScanActivity activity(op);
  activity.arguments.push_back(false); // the index
  llvm::append_range(activity.arguments,
                     activeMask(linearizer, op->getOperands().drop_front(op.getTrip() ? 1 : 0)));
  auto carried = MutableArrayRef<bool>(activity.arguments).slice(1, op.getNumCarries());
  while (true) {
    FailureOr<Mask> next = linearizer.activeResults(op.getBody(), activity.arguments);
    if (failed(next))
      return failure();
    bool grown = grow(carried, ArrayRef<bool>(*next).take_front(op.getNumCarries()));
    activity.results = *next;
    if (!grown)
      break;
  }
  // A carry is active as soon as it ever is, so at the end even if the last step clears it.
  grow(MutableArrayRef<bool>(activity.results).take_front(op.getNumCarries()), carried);
  if (!llvm::is_contained(activity.results, true)) {
    linearizer.clone(op);
    return success();
  }
  if (linearizer.isFused())
    return linearizeFused(op, linearizer, activity);
  if (op.getLength() != static_cast<uint64_t>(-1))
    return linearizeSplit(op, linearizer, activity);

  auto primal = linearizer.clone(op);
  return linearizeCounted({.op = op,
                           .body = op.getBody(),
                           .hasIndex = true,
                           .reverse = op.getReverse(),
                           .lanes = static_cast<unsigned>(op.getLanes()),
                           .trip = cast<ScanOp>(primal).getTrip(),
                           .inits = op.getInits(),
                           .captures = op.getCaptures(),
                           .active = activity.arguments},
                          linearizer);
}

//===----------------------------------------------------------------------===//
// Transpose
//===----------------------------------------------------------------------===//

// The loop runs backwards: the cotangents of carries are carried, those of ys are
// scanned, those of xs are stacked, and those of captures are summed in further carries.
LogicalResult ScanRules::transpose(ScanOp op, Transposer &transposer) {
  Location loc = op.getLoc();
  unsigned carries = op.getNumCarries(), xsCount = op.getXs().size();
  if (op.getTrip() && transposer.isLinear(op.getTrip()))
    return op.emitOpError("requires a trip count that is not linear to be transposed");
  Mask linear{false};
  llvm::append_range(linear,
                     linearMask(transposer, op->getOperands().drop_front(op.getTrip() ? 1 : 0)));
  auto linearCarries = MutableArrayRef<bool>(linear).slice(1, carries);
  while (true) {
    Mask results = transposer.linearResults(op.getBody(), linear);
    if (!grow(linearCarries, ArrayRef<bool>(results).take_front(carries)))
      break;
  }
  if (llvm::is_contained(linearCarries, false))
    return op.emitOpError("requires linear carries only to be transposed, but carry ")
           << llvm::find(linearCarries, false) - linearCarries.begin() << " is not linear";

  Mask live = llvm::map_to_vector(
      op.getOuts(), [&](Value v) -> bool { return !!transposer.cotangent(v); });
  auto liveCarries = MutableArrayRef<bool>(live).take_front(carries);
  Mask reached;
  do
    reached = transposer.liveArguments(op.getBody(), linear, live);
  while (grow(liveCarries, ArrayRef<bool>(reached).slice(1, carries)));
  ArrayRef<bool> reachedXs = ArrayRef<bool>(reached).slice(1 + carries, xsCount);
  ArrayRef<bool> reachedCaptures = ArrayRef<bool>(reached).drop_front(1 + carries + xsCount);

  Region body;
  if (failed(transposer.transposeBody(op.getBody(), linear, live, body)))
    return failure();

  // Operands, and beside each the argument of `body` that it becomes.
  Values inits, xs, captures;
  SmallVector<int64_t> xsAxes, ysAxes;
  SmallVector<unsigned> ofInits, ofXs, ofCaptures;
  OpBuilder &b = transposer.builder();
  unsigned next = 1; // after the index come the operands that are not linear
  for (auto [x, axis] : llvm::zip_equal(op.getXs(), op.getXsAxes()))
    if (!transposer.isLinear(x)) {
      xs.push_back(transposer.get(x));
      xsAxes.push_back(axis);
      ofXs.push_back(next++);
    }
  for (Value capture : op.getCaptures())
    if (!transposer.isLinear(capture)) {
      captures.push_back(transposer.get(capture));
      ofCaptures.push_back(next++);
    }
  for (auto [k, result] : llvm::enumerate(op.getOuts())) {
    if (!live[k])
      continue;
    Value cotangent = transposer.cotangent(result);
    if (k < carries) {
      inits.push_back(cotangent ? cotangent : zeros(b, loc, result.getType()));
      ofInits.push_back(next++);
    } else {
      xs.push_back(cotangent);
      xsAxes.push_back(op.getYsAxes()[k - carries]);
      ofXs.push_back(next++);
    }
  }

  // What the body yields: one cotangent for each linear argument, in order.
  Values out(yielded(body)), newCarries, sums, stacked;
  OpBuilder inside(body.front().getTerminator());
  auto *cotangent = out.begin();
  SmallVector<Type> stackedTypes;
  for (auto [k, isLinear] : llvm::enumerate(ArrayRef<bool>(linear))) {
    if (!isLinear)
      continue;
    Value value = *cotangent++;
    if (k < 1 + carries) {
      if (live[k - 1])
        newCarries.push_back(value);
    } else if (k < 1 + carries + xsCount) {
      unsigned x = k - 1 - carries;
      if (!reachedXs[x])
        continue;
      stacked.push_back(value);
      stackedTypes.push_back(op.getXs()[x].getType());
      ysAxes.push_back(op.getXsAxes()[x]);
    } else if (reached[k]) {
      Value sum = body.front().addArgument(value.getType(), loc);
      inits.push_back(zeros(b, loc, value.getType()));
      ofInits.push_back(next++);
      sums.push_back(add(inside, loc, sum, value));
    }
  }
  unsigned carriesOut = newCarries.size();
  append(newCarries, sums);
  append(newCarries, stacked);
  setYielded(body, newCarries);
  SmallVector<unsigned> order{0};
  llvm::append_range(order, ofInits);
  llvm::append_range(order, ofXs);
  llvm::append_range(order, ofCaptures);
  permuteArguments(body, order);

  SmallVector<Type> types(ValueRange(inits).getTypes());
  llvm::append_range(types, stackedTypes);
  Value trip = op.getTrip() ? transposer.get(op.getTrip()) : Value();
  auto transposed = ScanOp::create(b, loc, types, trip, inits, xs, captures, op.getLength(),
                                   xsAxes, ysAxes, !op.getReverse(), op.getLanes());
  transposed.getBody().takeBody(body);

  unsigned nextCarry = 0, nextSum = carriesOut, nextX = inits.size();
  for (auto [k, init] : llvm::enumerate(op.getInits()))
    if (live[k])
      transposer.add(init, transposed.getOuts()[nextCarry++]);
  for (auto [x, isReached] : llvm::zip_equal(op.getXs(), reachedXs))
    if (isReached)
      transposer.add(x, transposed.getOuts()[nextX++]);
  for (auto [capture, isReached] : llvm::zip_equal(op.getCaptures(), reachedCaptures))
    if (isReached)
      transposer.add(capture, transposed.getOuts()[nextSum++]);
  return success();
}

//===----------------------------------------------------------------------===//
// Axes
//===----------------------------------------------------------------------===//

// The scanned dimension itself is walked in order: it is not named.
void ScanRules::axes(ScanOp op, Axes &axes) {
  unsigned carries = op.getNumCarries(), xs = op.getXs().size();
  auto arguments = op.getBody().getArguments();
  auto out = yielded(op.getBody());
  auto sliced = [&](Value whole, int64_t axis, Value slice) {
    for (int64_t dim = 0; dim < tensorType(slice).getRank(); ++dim)
      axes.same(whole, dim + (dim >= axis), slice, dim);
  };
  sameDimensions(axes, op.getInits(), arguments.slice(1, carries));
  sameDimensions(axes, op.getInits(), out.take_front(carries));
  sameDimensions(axes, op.getInits(), op.getOuts().take_front(carries));
  for (auto [x, axis, slice] :
       llvm::zip_equal(op.getXs(), op.getXsAxes(), arguments.slice(1 + carries, xs)))
    sliced(x, axis, slice);
  sameDimensions(axes, op.getCaptures(), arguments.drop_front(1 + carries + xs));
  for (auto [y, axis, slice] :
       llvm::zip_equal(op.getYs(), op.getYsAxes(), out.drop_front(carries)))
    sliced(y, axis, slice);
  if (!op.getTrip())
    return;
  for (Value value : out)
    for (unsigned dim = 0; dim < op.getLanes(); ++dim)
      axes.same(op.getTrip(), dim, value, dim);
}

} // namespace vmapc::ir
