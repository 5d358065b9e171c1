// The derivative of a loop whose number of steps is known only at run time. It
// keeps the initial carries, the captures and the trip count; the linear loop runs
// the first steps again to have the carries of each of its own steps:
//
//   t = tangents of inits
//   for i in 0 .. trip-1:                    (a scan of length -1)
//     c = inits; for j in 0 .. min(i, trip)-1: c = body(j, c)
//     t = derivative of body at (i, c) applied to t
//
// Time is quadratic in the number of steps, memory does not grow with it. With
// lanes, min(i, trip) stops the inner loop for a lane that is done, and the outer loop
// freezes its tangents.

#include "compiler/dialect/Elementwise.h"
#include "compiler/dialect/Structure.h"
#include "compiler/rules/ControlKit.h"

using namespace mlir;

namespace vmapc::ir {
namespace {

// Appends one loop step without the derivative to the region of `inner`.
void fillForward(const CountedLoop &loop, ScanOp inner) {
  Block &block = inner.getBody().emplaceBlock();
  Location loc = loop.op->getLoc();
  auto indexType = RankedTensorType::get({}, IntegerType::get(loop.op->getContext(), 64));
  block.addArgument(indexType, loc);
  addArguments(block, inner.getInits().getTypes(), loc);
  addArguments(block, inner.getCaptures().getTypes(), loc);
  OpBuilder b = OpBuilder::atBlockBegin(&block);
  IRMapping mapping;
  ValueRange arguments = block.getArguments();
  YieldOp::create(b, loc,
                  inlineRegion(b, loop.body, arguments.drop_front(!loop.hasIndex), mapping));
}

// The same for a loop that counts down: its steps before step i are those of a greater
// index; at the others the carries stay.
void fillReverse(const CountedLoop &loop, ScanOp inner) {
  Block &block = inner.getBody().emplaceBlock();
  Location loc = loop.op->getLoc();
  unsigned carries = inner.getInits().size();
  auto indexType = RankedTensorType::get({}, IntegerType::get(loop.op->getContext(), 64));
  block.addArgument(indexType, loc);
  addArguments(block, inner.getInits().getTypes(), loc);
  addArguments(block, inner.getCaptures().getTypes(), loc); // the last one is i
  OpBuilder b = OpBuilder::atBlockBegin(&block);
  ValueRange arguments = block.getArguments();
  Value isBefore =
      CompareOp::create(b, loc, CompareDirection::gt, arguments.front(), arguments.back());
  ValueRange passed = arguments.drop_back();
  auto step = CondOp::create(b, loc, inner.getInits().getTypes(), isBefore, passed,
                             /*lanes=*/0, /*branchesCount=*/2);
  for (auto [k, region] : llvm::enumerate(step.getBranches())) {
    Block &branch = region.emplaceBlock();
    ValueRange inside = addArguments(branch, passed.getTypes(), loc);
    OpBuilder inner = OpBuilder::atBlockBegin(&branch);
    IRMapping mapping;
    if (k == 0)
      YieldOp::create(inner, loc, inside.slice(1, carries));
    else
      YieldOp::create(inner, loc,
                      inlineRegion(inner, loop.body, inside.drop_front(!loop.hasIndex), mapping));
  }
  YieldOp::create(b, loc, step.getOuts());
}

// The carries before step `index`.
ValueRange carriesAt(const CountedLoop &loop, OpBuilder &b, Value index, Value trip,
                     ValueRange inits, ValueRange captures) {
  Location loc = loop.op->getLoc();
  Values inner(captures);
  Value steps = trip;
  if (loop.reverse) {
    inner.push_back(index);
  } else if (loop.lanes == 0) {
    steps = index;
  } else {
    Value all = BroadcastOp::create(b, loc, trip.getType(), index, ArrayRef<int64_t>());
    steps = MinOp::create(b, loc, trip.getType(), all, trip);
  }
  auto scan = ScanOp::create(b, loc, inits.getTypes(), steps, inits, ValueRange(), inner,
                             /*length=*/-1, ArrayRef<int64_t>(), ArrayRef<int64_t>(),
                             loop.reverse, loop.lanes);
  loop.reverse ? fillReverse(loop, scan) : fillForward(loop, scan);
  return scan.getOuts();
}

} // namespace

LogicalResult linearizeCounted(const CountedLoop &loop, Linearizer &linearizer) {
  Location loc = loop.op->getLoc();
  unsigned carries = loop.inits.size();
  ArrayRef<bool> active = loop.active;
  ArrayRef<bool> activeCarries = active.slice(loop.hasIndex, carries);
  ArrayRef<bool> activeCaptures = active.drop_front(loop.hasIndex + carries);
  if (failed(checkPerLane(loop.op, tensorType(loop.trip).getShape(), loop.captures.getTypes(),
                          activeCaptures)))
    return failure();
  loop.op->emitRemark("the number of steps is not known when compiling: the reverse of this "
                      "loop runs the steps before each step again, in quadratic time");

  Region forward, tangent;
  auto split = linearizer.splitBody(loop.body, active, activeCarries, forward, tangent);
  if (failed(split))
    return failure();
  Values inits = tangents(linearizer, loop.inits, activeCarries);
  Values captures{linearizer.residual(loop.trip)};
  append(captures, residuals(linearizer, primals(linearizer, loop.inits)));
  append(captures, residuals(linearizer, primals(linearizer, loop.captures)));
  append(captures, tangents(linearizer, loop.captures, activeCaptures));
  auto scan = ScanOp::create(linearizer.linear(), loc, ValueRange(inits).getTypes(),
                             captures.front(), inits, ValueRange(), captures, /*length=*/-1,
                             ArrayRef<int64_t>(), ArrayRef<int64_t>(), loop.reverse, loop.lanes);

  Block &block = scan.getBody().emplaceBlock();
  Value index = block.addArgument(
      RankedTensorType::get({}, IntegerType::get(loc.getContext(), 64)), loc);
  Values carried(addArguments(block, ValueRange(inits).getTypes(), loc));
  ValueRange captured = addArguments(block, ValueRange(captures).getTypes(), loc);
  Value trip = captured.front();
  ValueRange initials = captured.slice(1, carries);
  ValueRange shared = captured.slice(1 + carries, loop.captures.size());
  OpBuilder b = OpBuilder::atBlockBegin(&block);
  Values arguments;
  if (loop.hasIndex)
    arguments.push_back(index);
  append(arguments, carriesAt(loop, b, index, trip, initials, shared));
  append(arguments, shared);
  IRMapping mapping, unused;
  inlineRegion(b, forward, arguments, mapping);
  Values inner = llvm::map_to_vector(split->residuals, [&](Value v) { return mapping.lookup(v); });
  append(inner, carried);
  append(inner, captured.drop_front(1 + carries + shared.size()));
  YieldOp::create(b, loc, inlineRegion(b, tangent, inner, unused));
  eraseDeadIn(scan.getBody());

  unsigned next = 0;
  for (auto [k, original] : llvm::enumerate(loop.op->getResults()))
    if (activeCarries[k])
      linearizer.setTangent(original, scan.getOuts()[next++]);
  return success();
}

} // namespace vmapc::ir
