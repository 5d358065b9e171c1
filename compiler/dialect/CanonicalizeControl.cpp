// Rewrites of loops and branches: what the outside does not read is not carried,
// what does not change is captured, what is known is not passed in. Each keeps
// every bit of the results that are left.

#include "compiler/dialect/Builders.h"
#include "compiler/dialect/Control.h"
#include "compiler/dialect/Structure.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

using Mask = SmallVector<bool>;
using Values = SmallVector<Value>;

OperandRange yielded(Region &region) { return region.front().getTerminator()->getOperands(); }

//===----------------------------------------------------------------------===//
// Captures, which all these operations have last
//===----------------------------------------------------------------------===//

// A capture that no region reads goes; one that is captured twice is read once; a
// constant is made inside, where it can fold.
template <typename OpT> LogicalResult tidyCaptures(OpT op, PatternRewriter &b) {
  unsigned count = op.getCaptures().size();
  auto argument = [&](Region &region, unsigned k) {
    return region.getArgument(region.getNumArguments() - count + k);
  };
  DenseMap<Value, unsigned> place;
  for (auto [k, capture] : llvm::enumerate(op.getCaptures())) {
    auto [it, isNew] = place.try_emplace(capture, k);
    bool isConstant = matchPattern(capture, m_Constant());
    for (Region &region : op->getRegions()) {
      BlockArgument here = argument(region, k);
      if (here.use_empty())
        continue;
      if (isConstant) {
        OpBuilder::InsertionGuard guard(b);
        b.setInsertionPointToStart(&region.front());
        b.replaceAllUsesWith(here, b.clone(*capture.getDefiningOp())->getResult(0));
      } else if (!isNew) {
        b.replaceAllUsesWith(here, argument(region, it->second));
      }
    }
  }
  Values kept;
  SmallVector<unsigned> dropped; // counted from the first capture
  for (auto [k, capture] : llvm::enumerate(op.getCaptures())) {
    bool isUsed = llvm::any_of(op->getRegions(), [&, k = k](Region &region) {
      return !argument(region, k).use_empty();
    });
    if (isUsed)
      kept.push_back(capture);
    else
      dropped.push_back(k);
  }
  if (dropped.empty())
    return failure();
  b.modifyOpInPlace(op, [&] {
    for (Region &region : op->getRegions()) {
      unsigned first = region.getNumArguments() - count;
      for (unsigned k : llvm::reverse(dropped))
        region.front().eraseArgument(first + k);
    }
    op.getCapturesMutable().assign(kept);
  });
  return success();
}

// Captures `value` too; returns the new argument of each region.
template <typename OpT> SmallVector<BlockArgument> capture(OpT op, Value value) {
  op.getCapturesMutable().append(value);
  SmallVector<BlockArgument> arguments;
  for (Region &region : op->getRegions())
    arguments.push_back(region.front().addArgument(value.getType(), value.getLoc()));
  return arguments;
}

//===----------------------------------------------------------------------===//
// Carries
//===----------------------------------------------------------------------===//

// A carry that the body yields unchanged is a capture.
template <typename OpT>
LogicalResult captureInvariants(OpT op, unsigned firstCarry, PatternRewriter &b) {
  bool changed = false;
  Values inits(op.getInits()); // the operands move when captures are added
  for (auto [k, init] : llvm::enumerate(inits)) {
    BlockArgument carry = op.getBody().getArgument(firstCarry + k);
    // One whose only use is to be yielded is dead or about to be: dropCarries sees to it.
    if (yielded(op.getBody())[k] != carry || (carry.hasOneUse() && op.getOuts()[k].use_empty()))
      continue;
    Value outside = init;
    b.replaceAllUsesWith(op.getOuts()[k], outside);
    b.modifyOpInPlace(op, [&] {
      for (auto [region, argument] : llvm::zip(op->getRegions(), capture(op, outside))) {
        BlockArgument old = region.getArgument(firstCarry + k);
        // All but the one that carries it; it may be yielded as an output too.
        old.replaceUsesWithIf(argument, [&, k = k](OpOperand &use) {
          return use.getOwner() != op.getBody().front().getTerminator() ||
                 use.getOperandNumber() != k;
        });
      }
    });
    changed = true;
  }
  return success(changed);
}

// Adds everything that `values` are made from, in their one block.
void addNeeded(Block &block, DenseSet<Value> &needed) {
  for (Operation &op : llvm::reverse(block.without_terminator()))
    if (!isMemoryEffectFree(&op) ||
        llvm::any_of(op.getResults(), [&](Value v) { return needed.contains(v); }))
      needed.insert(op.operand_begin(), op.operand_end());
}

// Which results are needed: `live` grown by the carries that it is made from.
void growLive(Region &body, unsigned firstCarry, unsigned carries, Mask &live) {
  for (bool grown = true; grown;) {
    grown = false;
    DenseSet<Value> needed;
    for (auto [value, isLive] : llvm::zip_equal(yielded(body), live))
      if (isLive)
        needed.insert(value);
    addNeeded(body.front(), needed);
    for (unsigned k = 0; k < carries; ++k)
      if (!live[k] && needed.contains(body.getArgument(firstCarry + k)))
        live[k] = grown = true;
  }
}

template <typename Range> Values keep(Range &&values, ArrayRef<bool> mask) {
  Values kept;
  for (auto [value, isKept] : llvm::zip_equal(values, mask))
    if (isKept)
      kept.push_back(value);
  return kept;
}

// Yields only what `live` says, and erases what nothing needs then.
void dropYielded(Region &region, ArrayRef<bool> live, PatternRewriter &b) {
  Operation *terminator = region.front().getTerminator();
  Values kept = keep(terminator->getOperands(), live);
  b.modifyOpInPlace(terminator, [&] { terminator->setOperands(kept); });
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(region.front())))
    if (isOpTriviallyDead(&op))
      b.eraseOp(&op);
}

void eraseArguments(Region &region, unsigned first, ArrayRef<bool> keep) {
  for (unsigned k = keep.size(); k-- > 0;)
    if (!keep[k])
      region.front().eraseArgument(first + k);
}

void replaceLive(Operation *op, ArrayRef<bool> live, ValueRange results, PatternRewriter &b) {
  unsigned next = 0;
  Values replacement;
  for (bool isLive : live)
    replacement.push_back(isLive ? results[next++] : Value());
  for (auto [old, value] : llvm::zip_equal(op->getResults(), replacement))
    if (value)
      b.replaceAllUsesWith(old, value);
  b.eraseOp(op);
}

Mask usedResults(Operation *op) {
  return llvm::map_to_vector(op->getResults(), [](Value v) { return !v.use_empty(); });
}

//===----------------------------------------------------------------------===//
// while
//===----------------------------------------------------------------------===//

LogicalResult dropWhileCarries(WhileOp op, PatternRewriter &b) {
  unsigned carries = op.getInits().size();
  Mask live = usedResults(op);
  DenseSet<Value> needed{yielded(op.getCondition())[0]};
  addNeeded(op.getCondition().front(), needed);
  for (unsigned k = 0; k < carries; ++k)
    live[k] = live[k] || needed.contains(op.getCondition().getArgument(k));
  growLive(op.getBody(), 0, carries, live);
  if (llvm::all_of(live, [](bool isLive) { return isLive; }))
    return failure();
  Values inits = keep(op.getInits(), live);
  auto rest = WhileOp::create(b, op.getLoc(), ValueRange(inits).getTypes(), inits, op.getCaptures(),
                              op.getLanes());
  dropYielded(op.getBody(), live, b);
  Mask condition{true};
  dropYielded(op.getCondition(), condition, b);
  eraseArguments(op.getBody(), 0, live);
  eraseArguments(op.getCondition(), 0, live);
  rest.getCondition().takeBody(op.getCondition());
  rest.getBody().takeBody(op.getBody());
  replaceLive(op, live, rest.getOuts(), b);
  return success();
}

LogicalResult captureWhileInvariants(WhileOp op, PatternRewriter &b) {
  return captureInvariants(op, 0, b);
}

//===----------------------------------------------------------------------===//
// scan
//===----------------------------------------------------------------------===//

LogicalResult dropScanParts(ScanOp op, PatternRewriter &b) {
  unsigned carries = op.getNumCarries(), xs = op.getXs().size();
  Mask live = usedResults(op);
  growLive(op.getBody(), 1, carries, live);
  Mask usedXs = llvm::map_to_vector(op.getBody().getArguments().slice(1 + carries, xs),
                                    [](Value v) { return !v.use_empty(); });
  auto all = [](ArrayRef<bool> mask) { return !llvm::is_contained(mask, false); };
  if (all(live) && all(usedXs))
    return failure();

  SmallVector<int64_t> xsAxes, ysAxes;
  for (auto [axis, isUsed] : llvm::zip_equal(op.getXsAxes(), usedXs))
    if (isUsed)
      xsAxes.push_back(axis);
  ArrayRef<bool> liveCarries = ArrayRef<bool>(live).take_front(carries);
  for (auto [axis, isLive] :
       llvm::zip_equal(op.getYsAxes(), ArrayRef<bool>(live).drop_front(carries)))
    if (isLive)
      ysAxes.push_back(axis);
  Values results = keep(op.getOuts(), live);
  auto rest =
      ScanOp::create(b, op.getLoc(), ValueRange(results).getTypes(), op.getTrip(),
                     keep(op.getInits(), liveCarries), keep(op.getXs(), usedXs), op.getCaptures(),
                     op.getLength(), xsAxes, ysAxes, op.getReverse(), op.getLanes());
  dropYielded(op.getBody(), live, b);
  eraseArguments(op.getBody(), 1 + carries, usedXs);
  eraseArguments(op.getBody(), 1, liveCarries);
  rest.getBody().takeBody(op.getBody());
  replaceLive(op, live, rest.getOuts(), b);
  return success();
}

LogicalResult captureScanInvariants(ScanOp op, PatternRewriter &b) {
  return captureInvariants(op, 1, b);
}

// Without a trip count every step runs, so stacking a capture is broadcasting it, and
// stacking the slices of an array along their own dimension gives the array.
LogicalResult unstack(ScanOp op, PatternRewriter &b) {
  if (op.getTrip())
    return failure();
  unsigned firstX = 1 + op.getNumCarries(), firstCapture = firstX + op.getXs().size();
  bool changed = false;
  for (auto [y, axis, value] : llvm::zip_equal(
           op.getYs(), op.getYsAxes(), yielded(op.getBody()).drop_front(op.getNumCarries()))) {
    if (y.use_empty())
      continue;
    Value whole;
    if (auto argument = dyn_cast<BlockArgument>(value)) {
      unsigned k = argument.getArgNumber();
      if (k >= firstCapture)
        whole = op.getCaptures()[k - firstCapture];
      else if (k >= firstX && op.getXsAxes()[k - firstX] == axis) {
        b.replaceAllUsesWith(y, op.getXs()[k - firstX]);
        changed = true;
        continue;
      }
    } else if (matchPattern(value, m_Constant())) {
      whole = b.clone(*value.getDefiningOp())->getResult(0);
    }
    if (!whole)
      continue;
    SmallVector<int64_t> dimensions;
    for (int64_t dim = 0; dim < tensorType(whole).getRank(); ++dim)
      dimensions.push_back(dim + (dim >= axis));
    b.replaceAllUsesWith(y, BroadcastOp::create(b, op.getLoc(), y.getType(), whole, dimensions));
    changed = true;
  }
  return success(changed);
}

// No step: the carries are the initial ones, and there is nothing to stack.
LogicalResult skipEmptyScan(ScanOp op, PatternRewriter &b) {
  if (op.getLength() != 0)
    return failure();
  Values results(op.getInits());
  for (Value y : op.getYs())
    results.push_back(zeros(b, op.getLoc(), y.getType()));
  b.replaceOp(op, results);
  return success();
}

//===----------------------------------------------------------------------===//
// cond
//===----------------------------------------------------------------------===//

LogicalResult takeKnownBranch(CondOp op, PatternRewriter &b) {
  DenseElementsAttr selector;
  if (op.getLanes() != 0 || !matchPattern(op.getSelector(), m_Constant(&selector)))
    return failure();
  APInt value = selector.getSplatValue<APInt>();
  int64_t last = op.getBranches().size() - 1;
  int64_t k = value.getBitWidth() == 1 ? value.getZExtValue()
                                       : std::clamp<int64_t>(value.getSExtValue(), 0, last);
  Block &branch = op.getBranches()[k].front();
  Operation *terminator = branch.getTerminator();
  Values results(terminator->getOperands());
  Values captures(op.getCaptures());
  // Uses of arguments among the results are replaced as the block is inlined.
  b.inlineBlockBefore(&branch, op, captures);
  results.assign(terminator->getOperands().begin(), terminator->getOperands().end());
  b.eraseOp(terminator);
  b.replaceOp(op, results);
  return success();
}

// Results that nothing reads go, and so does one that is the same capture in every branch.
LogicalResult dropCondResults(CondOp op, PatternRewriter &b) {
  for (auto [k, result] : llvm::enumerate(op.getOuts())) {
    auto argument = dyn_cast<BlockArgument>(yielded(op.getBranches()[0])[k]);
    if (!argument || result.use_empty())
      continue;
    bool isSame = llvm::all_of(op.getBranches(), [&, k = k](Region &branch) {
      auto other = dyn_cast<BlockArgument>(yielded(branch)[k]);
      return other && other.getArgNumber() == argument.getArgNumber();
    });
    if (isSame)
      b.replaceAllUsesWith(result, op.getCaptures()[argument.getArgNumber()]);
  }
  Mask live = usedResults(op);
  if (!llvm::is_contained(live, false))
    return failure();
  Values results = keep(op.getOuts(), live);
  auto rest = CondOp::create(b, op.getLoc(), ValueRange(results).getTypes(), op.getSelector(),
                             op.getCaptures(), op.getLanes(), op.getBranches().size());
  for (auto [from, to] : llvm::zip_equal(op.getBranches(), rest.getBranches())) {
    dropYielded(from, live, b);
    to.takeBody(from);
  }
  replaceLive(op, live, rest.getOuts(), b);
  return success();
}

} // namespace

void CondOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(takeKnownBranch);
  patterns.add(dropCondResults);
  patterns.add(tidyCaptures<CondOp>);
}

void WhileOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(captureWhileInvariants);
  patterns.add(dropWhileCarries);
  patterns.add(tidyCaptures<WhileOp>);
}

void CustomJvpOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(tidyCaptures<CustomJvpOp>);
}

void ScanOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(skipEmptyScan);
  patterns.add(captureScanInvariants);
  patterns.add(unstack);
  patterns.add(dropScanParts);
  patterns.add(tidyCaptures<ScanOp>);
}
