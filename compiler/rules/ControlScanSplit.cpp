// The split derivative of a scan of known length: the forward loop stacks the
// residuals of its steps, the linear loop scans the stacks. What need not be stacked is
// not: the index, scanned arrays and captures are handed to the linear loop again, and
// what is made from captures alone is made again there (and hoisted out of it).

#include "compiler/rules/ControlScan.h"

#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace vmapc::ir {
namespace {

struct Dependence {
  bool byStep = false;  // differs from step to step
  bool byCarry = false; // is made from carries
  /// Takes in `other`; returns whether that changed anything.
  bool join(Dependence other) {
    bool changed = (other.byStep && !byStep) || (other.byCarry && !byCarry);
    byStep |= other.byStep;
    byCarry |= other.byCarry;
    return changed;
  }
};
using Dependences = DenseMap<Value, Dependence>;

void spread(Block &block, Dependences &of);

// The results of an inner loop or branch one by one: some may not depend on what
// others do.
void spreadRegions(Operation *inner, Dependences &of) {
  auto pass = [&](ValueRange from, ValueRange to) {
    bool changed = false;
    for (auto [value, target] : llvm::zip_equal(from, to))
      changed |= of[target].join(of.lookup(value));
    return changed;
  };
  auto passOne = [&](Value from, ValueRange to) {
    for (Value target : to)
      of[target].join(of.lookup(from));
  };
  if (auto cond = dyn_cast<CondOp>(inner)) {
    for (Region &branch : cond.getBranches()) {
      pass(cond.getCaptures(), branch.getArguments());
      spread(branch.front(), of);
      pass(yielded(branch), cond.getOuts());
    }
    passOne(cond.getSelector(), cond.getOuts());
  } else if (auto loop = dyn_cast<WhileOp>(inner)) {
    pass(loop.getInits(), loop.getOuts());
    do {
      for (Region *region : {&loop.getCondition(), &loop.getBody()}) {
        ValueRange arguments = region->getArguments();
        pass(loop.getOuts(), arguments.take_front(loop.getOuts().size()));
        pass(loop.getCaptures(), arguments.drop_front(loop.getOuts().size()));
        spread(region->front(), of);
      }
      passOne(yielded(loop.getCondition())[0], loop.getOuts());
    } while (pass(yielded(loop.getBody()), loop.getOuts()));
  } else {
    auto scan = cast<ScanOp>(inner);
    unsigned carries = scan.getNumCarries();
    ValueRange arguments = scan.getBody().getArguments();
    auto out = scan.getOuts();
    pass(scan.getInits(), out.take_front(carries));
    if (scan.getTrip())
      passOne(scan.getTrip(), out);
    do {
      pass(out.take_front(carries), arguments.slice(1, carries));
      pass(scan.getXs(), arguments.slice(1 + carries, scan.getXs().size()));
      pass(scan.getCaptures(), arguments.take_back(scan.getCaptures().size()));
      spread(scan.getBody().front(), of);
    } while (pass(yielded(scan.getBody()), out));
  }
}

void spread(Block &block, Dependences &of) {
  for (Operation &made : block.without_terminator()) {
    if (isa<CondOp, WhileOp, ScanOp>(made)) {
      spreadRegions(&made, of);
      continue;
    }
    Dependence all;
    for (Value operand : made.getOperands())
      all.join(of.lookup(operand));
    for (Value result : made.getResults())
      of[result] = all;
  }
}

// How the linear loop gets at the values of the forward body.
class Handover {
public:
  Handover(ScanOp op, Region &forward, ArrayRef<Value> residuals)
      : op(op), firstX(1 + op.getNumCarries()), firstCapture(firstX + op.getXs().size()) {
    findDependence(forward.front());
    for (Value residual : residuals)
      if (isAvailable(residual))
        want(residual);
      else
        stacked.push_back(residual);
    // Operations that are run again, with everything that they need.
    for (Operation &made : llvm::reverse(forward.front().without_terminator())) {
      if (llvm::none_of(made.getResults(), [&](Value v) { return again.contains(v); }))
        continue;
      operations.push_back(&made);
      for (Value operand : made.getOperands())
        want(operand);
    }
    std::reverse(operations.begin(), operations.end());
  }

  Values stacked;
  llvm::SmallSetVector<unsigned, 8> xs, captures; // handed over, by operand number
  SmallVector<Operation *> operations;            // run again

  void mapArgument(IRMapping &mapping, Block &forward, Value index, ValueRange xsHere,
                   ValueRange capturesHere) {
    mapping.map(forward.getArgument(0), index);
    for (auto [x, here] : llvm::zip_equal(xs, xsHere))
      mapping.map(forward.getArgument(firstX + x), here);
    for (auto [capture, here] : llvm::zip_equal(captures, capturesHere))
      mapping.map(forward.getArgument(firstCapture + capture), here);
  }

private:
  void findDependence(Block &block) {
    for (BlockArgument argument : block.getArguments()) {
      unsigned k = argument.getArgNumber();
      dependence[argument] = {.byStep = k < firstCapture, .byCarry = k >= 1 && k < firstX};
    }
    spread(block, dependence);
  }

  // Whether the linear loop can have the value without a stack. In a per-lane loop a
  // stack has the lane dimensions; carries and what is made from them have these
  // for sure, anything else is made again.
  bool isAvailable(Value value) {
    Dependence d = dependence.lookup(value);
    if (isa<BlockArgument>(value))
      return !d.byCarry;
    return !d.byStep || (op.getLanes() > 0 && !d.byCarry);
  }

  // What is made from carries is not there. An operation that is run again reads it
  // only for results that are not wanted (see spreadRegions): a zero will do.
  void want(Value value) {
    if (dependence.lookup(value).byCarry)
      return;
    auto argument = dyn_cast<BlockArgument>(value);
    if (!argument)
      again.insert(value);
    else if (argument.getArgNumber() >= firstCapture)
      captures.insert(argument.getArgNumber() - firstCapture);
    else if (argument.getArgNumber() >= firstX)
      xs.insert(argument.getArgNumber() - firstX);
  }

  ScanOp op;
  unsigned firstX, firstCapture;
  Dependences dependence;
  DenseSet<Value> again;
};

// The forward loop: the original and a stack per residual that needs one.
ScanOp buildForward(ScanOp op, Linearizer &linearizer, Region &forward, ArrayRef<Value> stacked) {
  SmallVector<Type> types(op.getResultTypes());
  SmallVector<int64_t> ysAxes(op.getYsAxes());
  for (Value residual : stacked) {
    types.push_back(withAxis(residual.getType(), op.getLanes(), op.getLength()));
    ysAxes.push_back(op.getLanes());
  }
  Values out(yielded(forward));
  append(out, stacked);
  setYielded(forward, out);
  Value trip = op.getTrip() ? linearizer.get(op.getTrip()) : Value();
  auto scan = ScanOp::create(linearizer.primal(), op.getLoc(), types, trip,
                             primals(linearizer, op.getInits()), primals(linearizer, op.getXs()),
                             primals(linearizer, op.getCaptures()), op.getLength(),
                             op.getXsAxes(), ysAxes, op.getReverse(), op.getLanes());
  for (auto [original, value] :
       llvm::zip_equal(op.getOuts(), scan.getOuts().take_front(op.getNumResults())))
    linearizer.set(original, value);
  return scan;
}

} // namespace

LogicalResult linearizeSplit(ScanOp op, Linearizer &linearizer, const ScanActivity &activity) {
  Location loc = op.getLoc();
  ArrayRef<int64_t> lanes;
  if (op.getTrip())
    lanes = tensorType(op.getTrip()).getShape();
  if (failed(checkPerLane(op, lanes, op.getBody().getArgumentTypes(), activity.arguments)))
    return failure();
  Region forward, tangent;
  auto split = linearizer.splitBody(op.getBody(), activity.arguments, activity.results, forward,
                                    tangent);
  if (failed(split))
    return failure();
  Handover handover(op, forward, split->residuals);
  ScanOp primal = buildForward(op, linearizer, forward, handover.stacked);

  Values xs = residuals(linearizer, primal.getOuts().drop_front(op.getNumResults()));
  SmallVector<int64_t> xsAxes(xs.size(), op.getLanes()), ysAxes;
  for (unsigned k : handover.xs) {
    xs.push_back(linearizer.residual(primal.getXs()[k]));
    xsAxes.push_back(op.getXsAxes()[k]);
  }
  append(xs, tangents(linearizer, op.getXs(), activity.xs()));
  for (auto [axis, isActive] : llvm::zip_equal(op.getXsAxes(), activity.xs()))
    if (isActive)
      xsAxes.push_back(axis);
  for (auto [axis, isActive] : llvm::zip_equal(op.getYsAxes(), activity.ys()))
    if (isActive)
      ysAxes.push_back(axis);
  Values captures;
  for (unsigned k : handover.captures)
    captures.push_back(linearizer.residual(primal.getCaptures()[k]));
  append(captures, tangents(linearizer, op.getCaptures(), activity.captures()));
  Values inits = tangents(linearizer, op.getInits(), activity.carries());
  Value trip = op.getTrip() ? linearizer.residual(primal.getTrip()) : Value();
  auto linear = ScanOp::create(linearizer.linear(), loc,
                               typesWhere(op.getResultTypes(), activity.results), trip, inits, xs,
                               captures, op.getLength(), xsAxes, ysAxes, op.getReverse(),
                               op.getLanes());

  Block &block = linear.getBody().emplaceBlock();
  Value index = block.addArgument(forward.front().getArgument(0).getType(), loc);
  Values carriesHere(addArguments(block, ValueRange(inits).getTypes(), loc));
  Values xsHere;
  for (auto [x, axis] : llvm::zip_equal(xs, xsAxes)) {
    SmallVector<int64_t> shape(tensorType(x).getShape());
    shape.erase(shape.begin() + axis);
    xsHere.push_back(block.addArgument(tensorType(x).clone(shape), loc));
  }
  Values capturesHere(addArguments(block, ValueRange(captures).getTypes(), loc));

  OpBuilder b = OpBuilder::atBlockBegin(&block);
  IRMapping mapping, unused;
  unsigned stacks = handover.stacked.size(), handedXs = handover.xs.size();
  unsigned handedCaptures = handover.captures.size();
  mapping.map(handover.stacked, ValueRange(xsHere).take_front(stacks));
  handover.mapArgument(mapping, forward.front(), index,
                       ValueRange(xsHere).slice(stacks, handedXs),
                       ValueRange(capturesHere).take_front(handedCaptures));
  for (Operation *made : handover.operations) {
    for (Value operand : made->getOperands())
      if (!mapping.contains(operand))
        mapping.map(operand, zeros(b, loc, operand.getType()));
    b.clone(*made, mapping);
  }
  Values inner = llvm::map_to_vector(split->residuals, [&](Value v) { return mapping.lookup(v); });
  append(inner, carriesHere);
  append(inner, ValueRange(xsHere).drop_front(stacks + handedXs));
  append(inner, ValueRange(capturesHere).drop_front(handedCaptures));
  YieldOp::create(b, loc, inlineRegion(b, tangent, inner, unused));
  primal.getBody().takeBody(forward);

  unsigned next = 0;
  for (auto [original, isActive] : llvm::zip_equal(op.getOuts(), activity.results))
    if (isActive)
      linearizer.setTangent(original, linear.getOuts()[next++]);
  return success();
}

} // namespace vmapc::ir
