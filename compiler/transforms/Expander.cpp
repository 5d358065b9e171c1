// Request expansion. A function is walked in order; a request whose function holds none
// becomes a call of a function made for it (see Vmap.h, Linearize.h, Transpose.h), and
// where calls are inlined, that function's body. A linear map is never a value of
// the result: when its `linearize` is expanded, every place that captured it takes the
// residuals instead.

#include "compiler/transforms/Expander.h"

#include "compiler/transforms/Functions.h"
#include "compiler/transforms/Transpose.h"
#include "compiler/transforms/Vmap.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace vmapc::ir {

bool isRequest(Operation *op) {
  return isa<CallOp, VmapOp, LinearizeOp, ApplyOp, ApplyTransposeOp>(op);
}

bool holdsRequest(func::FuncOp function) {
  return function
      .walk([](Operation *op) {
        return isRequest(op) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

bool takesLinearMap(Operation *op) {
  return llvm::any_of(op->getOperandTypes(),
                      [](Type type) { return isa<LinearMapType>(type); });
}

namespace {

// The argument that a linear map captured by `use` becomes, in each region of a
// loop or branch: captures are the last operands and the last arguments.
unsigned capturedArgument(OpOperand &use, Region &region) {
  Operation *op = use.getOwner();
  return region.getNumArguments() - (op->getNumOperands() - use.getOperandNumber());
}

MutableOperandRange capturesOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, MutableOperandRange>(op)
      .Case<CondOp, WhileOp, ScanOp, CustomJvpOp>([](auto typed) { return typed.getCapturesMutable(); });
}

// Whether the transpose of `map` is applied anywhere.
bool isTransposed(Value map) {
  return llvm::any_of(map.getUses(), [](OpOperand &use) {
    Operation *op = use.getOwner();
    if (isa<ApplyTransposeOp>(op))
      return true;
    for (Region &region : op->getRegions())
      if (isTransposed(region.getArgument(capturedArgument(use, region))))
        return true;
    auto callee = op->getAttrOfType<FlatSymbolRefAttr>("callee");
    return callee && isTransposed(lookUp(op, callee).getArgument(use.getOperandNumber()));
  });
}

SmallVector<Value> concat(ValueRange a, ValueRange b) {
  SmallVector<Value> all(a);
  llvm::append_range(all, b);
  return all;
}

// Whether `op` is part of a rule of custom_jvp. Rules are taken apart into primal and
// tangents, so no operation in them may do both.
bool isInRule(Operation *op) {
  for (Region *region = op->getParentRegion(); region; region = region->getParentRegion())
    if (auto custom = dyn_cast<CustomJvpOp>(region->getParentOp()))
      if (region == &custom.getRule())
        return true;
  return false;
}

CallOp createCall(OpBuilder &b, Location loc, func::FuncOp function, ValueRange args) {
  return CallOp::create(b, loc, function.getResultTypes(),
                        FlatSymbolRefAttr::get(function.getSymNameAttr()), args);
}

} // namespace

//===----------------------------------------------------------------------===//
// Walking
//===----------------------------------------------------------------------===//

LogicalResult Expander::expandBody(func::FuncOp function, bool differentiated,
                                   bool inlines) {
  if (function.isExternal())
    return success();
  return expandBlock(function.getBody().front(), differentiated, inlines);
}

LogicalResult Expander::expandBlock(Block &block, bool differentiated, bool inlines) {
  for (Operation *op = &block.front(); op;) {
    for (Region &region : op->getRegions())
      if (failed(expandBlock(region.front(), differentiated, inlines)))
        return failure();
    Operation *before = op->getPrevNode();
    FailureOr<bool> replaced =
        llvm::TypeSwitch<Operation *, FailureOr<bool>>(op)
            .Case([&](CallOp call) { return expandCall(call, differentiated, inlines); })
            .Case([&](VmapOp vmap) { return expandVmap(vmap, differentiated); })
            .Case([&](LinearizeOp linearize) { return expandLinearize(linearize); })
            .Default([](Operation *) { return false; });
    if (failed(replaced))
      return failure();
    if (!*replaced)
      op = op->getNextNode();
    else // what stands there now may be a request itself
      op = before ? before->getNextNode() : &block.front();
  }
  return success();
}

FailureOr<func::FuncOp> Expander::expanded(Operation *from, FlatSymbolRefAttr name,
                                           bool differentiated) {
  func::FuncOp function = lookUp(from, name);
  if (!function || function.isExternal())
    return from->emitOpError() << "requires a function named " << name << " with a body";
  if (!differentiated && !holdsRequest(function))
    return function;
  auto key = std::make_pair(function.getOperation(), differentiated);
  if (auto it = copies.find(key); it != copies.end())
    return it->second;
  if (llvm::is_contained(open, function.getOperation()))
    return from->emitOpError() << "requires functions that do not call themselves, but "
                               << name << " does";
  open.push_back(function);
  func::FuncOp copy = copyFunction(function, "");
  LogicalResult result = expandBody(copy, differentiated, /*inlines=*/true);
  open.pop_back();
  if (failed(result))
    return failure();
  if (differentiated)
    simplify(copy);
  copies[key] = copy;
  return copy;
}

void Expander::simplify(func::FuncOp function) {
  if (!simplifier)
    simplifier.emplace(function.getContext());
  simplifier->run(function);
}

//===----------------------------------------------------------------------===//
// call and vmap
//===----------------------------------------------------------------------===//

FailureOr<bool> Expander::expandCall(CallOp op, bool differentiated, bool inlines) {
  if (!inlines || takesLinearMap(op))
    return false;
  FailureOr<func::FuncOp> callee = expanded(op, op.getCalleeAttr(), differentiated);
  if (failed(callee))
    return failure();
  OpBuilder b(op);
  op->replaceAllUsesWith(inlineBody(b, *callee, op.getArgs()));
  op.erase();
  return true;
}

FailureOr<bool> Expander::expandVmap(VmapOp op, bool differentiated) {
  if (!kinds.vmap || takesLinearMap(op))
    return false;
  FailureOr<func::FuncOp> callee = expanded(op, op.getCalleeAttr(), differentiated);
  if (failed(callee))
    return failure();
  if (holdsRequest(*callee))
    return false;
  func::FuncOp &function =
      batched[{*callee, Axes(op.getInAxes()), Axes(op.getOutAxes()), op.getSize(), differentiated}];
  if (!function) {
    VmapSpec spec{op.getInAxes(), op.getOutAxes(), static_cast<int64_t>(op.getSize()),
                  differentiated};
    FailureOr<func::FuncOp> made = batchFunction(*callee, spec, op);
    if (failed(made))
      return failure();
    function = *made;
  }
  if (int64_t bound = op.getChunk())
    chunk = chunk ? std::min(chunk, bound) : bound;
  OpBuilder b(op);
  op->replaceAllUsesWith(createCall(b, op.getLoc(), function, op.getArgs()));
  op.erase();
  return true;
}

//===----------------------------------------------------------------------===//
// linearize, apply, apply_transpose
//===----------------------------------------------------------------------===//

FailureOr<bool> Expander::expandLinearize(LinearizeOp op) {
  if (takesLinearMap(op))
    return false;
  OpBuilder b(op);
  if (op.getMap().use_empty()) {
    auto call = CallOp::create(b, op.getLoc(), op.getOuts().getTypes(), op.getCalleeAttr(),
                               op.getArgs());
    for (auto [result, value] : llvm::zip_equal(op.getOuts(), call.getOuts()))
      result.replaceAllUsesWith(value);
    op.erase();
    return true;
  }
  bool enabled = isTransposed(op.getMap()) ? kinds.transpose : kinds.linearize;
  if (!enabled)
    return false;
  FailureOr<func::FuncOp> callee = expanded(op, op.getCalleeAttr(), true);
  if (failed(callee))
    return failure();
  if (holdsRequest(*callee))
    return false;

  FailureOr<bool> done = expandFused(op, *callee);
  if (failed(done) || *done)
    return done;
  FailureOr<SplitRequest> split = this->split(op);
  if (failed(split) || failed(replaceMap(op.getMap(), split->linear, split->residuals)))
    return failure();
  op.erase();
  return true;
}

FailureOr<bool> Expander::expandFused(LinearizeOp op, func::FuncOp callee) {
  if (!op.getMap().hasOneUse() || isInRule(op))
    return false;
  auto apply = dyn_cast<ApplyOp>(*op.getMap().user_begin());
  if (!apply || apply->getBlock() != op->getBlock())
    return false;
  // The one call goes where `linearize` is when the tangents are known there,
  // else where `apply` is when nobody needs the results before.
  bool tangentsFirst = llvm::all_of(apply.getTangents(), [&](Value tangent) {
    Operation *made = tangent.getDefiningOp();
    return !made || made->isBeforeInBlock(op);
  });
  bool resultsLast = llvm::all_of(op->getUsers(), [&](Operation *user) {
    return !user->isBeforeInBlock(apply);
  });
  if (!tangentsFirst && !resultsLast)
    return false;

  func::FuncOp &function = fused[{callee, Axes(op.getWrt()), Axes(op.getLive())}];
  if (!function) {
    FailureOr<func::FuncOp> made = fuseFunction(callee, {op.getWrt(), op.getLive()});
    if (failed(made))
      return failure();
    function = *made;
    simplify(function);
  }
  OpBuilder b(tangentsFirst ? op.getOperation() : apply.getOperation());
  CallOp call =
      createCall(b, op.getLoc(), function, concat(op.getArgs(), apply.getTangents()));
  unsigned primals = op.getOuts().size();
  for (auto [result, value] : llvm::zip_equal(op.getOuts(), call.getOuts().take_front(primals)))
    result.replaceAllUsesWith(value);
  apply->replaceAllUsesWith(call.getOuts().drop_front(primals));
  apply.erase();
  op.erase();
  return true;
}

FailureOr<SplitRequest> Expander::split(LinearizeOp op) {
  FailureOr<func::FuncOp> callee = expanded(op, op.getCalleeAttr(), true);
  if (failed(callee))
    return failure();
  auto key = std::make_tuple(callee->getOperation(), Axes(op.getWrt()), Axes(op.getLive()));
  auto it = splits.find(key);
  if (it == splits.end()) {
    FailureOr<SplitFunction> made = splitFunction(*callee, {op.getWrt(), op.getLive()});
    if (failed(made))
      return failure();
    simplify(made->linear);
    pruneResiduals(*made);
    simplify(made->forward);
    it = splits.emplace(key, std::move(*made)).first;
  }
  SplitFunction &function = it->second;
  OpBuilder b(op);
  CallOp call = createCall(b, op.getLoc(), function.forward, op.getArgs());
  SplitRequest request;
  request.results.assign(call.getOuts().begin(), call.getOuts().begin() + op.getOuts().size());
  for (auto [result, value] : llvm::zip_equal(op.getOuts(), request.results))
    result.replaceAllUsesWith(value);
  for (auto [isArgument, index] : function.residuals)
    request.residuals.push_back(isArgument ? op.getArgs()[index] : call.getOuts()[index]);
  request.linear = function.linear;
  return request;
}

FailureOr<func::FuncOp> Expander::transposeOf(func::FuncOp linear, unsigned residuals) {
  func::FuncOp &function = transposes[linear];
  if (!function) {
    FailureOr<func::FuncOp> made = transposeFunction(linear, residuals);
    if (failed(made))
      return failure();
    function = *made;
    simplify(function);
  }
  return function;
}

//===----------------------------------------------------------------------===//
// Uses of a linear map, wherever it was captured
//===----------------------------------------------------------------------===//

LogicalResult Expander::replaceMap(Value map, func::FuncOp linear, ValueRange residuals) {
  while (!map.use_empty()) {
    OpOperand &use = *map.use_begin();
    Operation *op = use.getOwner();
    if (!isa<ApplyOp, ApplyTransposeOp>(op)) {
      if (failed(replaceCapture(use, linear, residuals)))
        return failure();
      continue;
    }
    func::FuncOp function = linear;
    if (isa<ApplyTransposeOp>(op)) {
      FailureOr<func::FuncOp> transposed = transposeOf(linear, residuals.size());
      if (failed(transposed))
        return failure();
      function = *transposed;
    }
    OpBuilder b(op);
    CallOp call = createCall(b, op->getLoc(), function,
                             concat(residuals, op->getOperands().drop_front()));
    op->replaceAllUsesWith(call);
    op->erase();
  }
  return success();
}

LogicalResult Expander::replaceCapture(OpOperand &use, func::FuncOp linear,
                                       ValueRange residuals) {
  Operation *op = use.getOwner();
  unsigned place = use.getOperandNumber();
  if (op->getNumRegions() != 0) {
    for (Region &region : op->getRegions())
      if (failed(replaceArgument(region.front(), capturedArgument(use, region), linear,
                                 residuals)))
        return failure();
    MutableOperandRange captures = capturesOf(op);
    SmallVector<Value> operands(OperandRange(captures).begin(), OperandRange(captures).end());
    auto *it = operands.begin() + (place - (op->getNumOperands() - operands.size()));
    it = operands.erase(it);
    operands.insert(it, residuals.begin(), residuals.end());
    captures.assign(operands);
    return success();
  }

  auto callee = op->getAttrOfType<FlatSymbolRefAttr>("callee");
  func::FuncOp function = callee ? lookUp(op, callee) : func::FuncOp();
  if (!function || function.isExternal())
    return op->emitOpError("cannot take a linear map");
  func::FuncOp copy = copyFunction(function, "");
  if (failed(replaceArgument(copy.getBody().front(), place, linear, residuals)))
    return failure();
  updateFunctionType(copy);
  copy.removeArgAttrsAttr(); // they would no longer stand beside their arguments
  op->setAttr("callee", FlatSymbolRefAttr::get(copy.getSymNameAttr()));
  SmallVector<Value> operands(op->getOperands());
  auto *it = operands.erase(operands.begin() + place);
  operands.insert(it, residuals.begin(), residuals.end());
  op->setOperands(operands);

  if (auto vmap = dyn_cast<VmapOp>(op)) {
    Axes axes(vmap.getInAxes());
    axes.erase(axes.begin() + place);
    axes.insert(axes.begin() + place, residuals.size(), -1);
    vmap.setInAxes(axes);
  } else if (auto linearize = dyn_cast<LinearizeOp>(op)) {
    Axes wrt(linearize.getWrt());
    for (int64_t &k : wrt)
      if (k > static_cast<int64_t>(place))
        k += static_cast<int64_t>(residuals.size()) - 1;
    linearize.setWrt(wrt);
  }
  return success();
}

LogicalResult Expander::replaceArgument(Block &block, unsigned index, func::FuncOp linear,
                                        ValueRange residuals) {
  Value map = block.getArgument(index);
  SmallVector<Value> arguments;
  for (auto [k, residual] : llvm::enumerate(residuals))
    arguments.push_back(
        block.insertArgument(index + 1 + k, residual.getType(), residual.getLoc()));
  if (failed(replaceMap(map, linear, arguments)))
    return failure();
  block.eraseArgument(index);
  return success();
}

} // namespace vmapc::ir
