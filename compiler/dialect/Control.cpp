// Text form and verification of control flow, requests and the chunk loop.

#include "compiler/dialect/Control.h"

#include "compiler/dialect/Builders.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;
using namespace vmapc::ir;

#define GET_OP_CLASSES
#include "compiler/dialect/Requests.cpp.inc"

//===----------------------------------------------------------------------===//
// Text form, one for every operation with regions:
//   name group(%a, %b) group(...) {attributes} : (operands) -> results, regions
//===----------------------------------------------------------------------===//

namespace {

struct Group {
  StringRef name;
  ValueRange operands;
};

void printRegionOp(OpAsmPrinter &p, Operation *op, ArrayRef<Group> groups) {
  for (const Group &group : groups) {
    p << ' ' << group.name << '(';
    p.printOperands(group.operands);
    p << ')';
  }
  p.printOptionalAttrDict(op->getAttrs(), {"operandSegmentSizes"});
  p << " : ";
  p.printFunctionalType(op);
  for (Region &region : op->getRegions()) {
    p << ' ';
    p.printRegion(region);
  }
}

/// `regions` is their number, or 0 for as many as there are.
ParseResult parseRegionOp(OpAsmParser &parser, OperationState &result, ArrayRef<StringRef> groups,
                          unsigned regions) {
  SmallVector<OpAsmParser::UnresolvedOperand> operands;
  SmallVector<int32_t> segments;
  for (StringRef group : groups) {
    size_t before = operands.size();
    if (parser.parseKeyword(group) || parser.parseLParen() || parser.parseOperandList(operands) ||
        parser.parseRParen())
      return failure();
    segments.push_back(operands.size() - before);
  }
  FunctionType type;
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseOptionalAttrDict(result.attributes) || parser.parseColonType(type) ||
      parser.resolveOperands(operands, type.getInputs(), loc, result.operands))
    return failure();
  result.addTypes(type.getResults());
  if (groups.size() > 1 && !(groups.front() == "selector"))
    result.addAttribute("operandSegmentSizes", parser.getBuilder().getDenseI32ArrayAttr(segments));
  if (regions) {
    for (unsigned k = 0; k < regions; ++k)
      if (parser.parseRegion(*result.addRegion()))
        return failure();
    return success();
  }
  while (true) {
    auto region = std::make_unique<Region>();
    OptionalParseResult parsed = parser.parseOptionalRegion(*region);
    if (!parsed.has_value())
      return success();
    if (failed(*parsed))
      return failure();
    result.addRegion(std::move(region));
  }
}

//===----------------------------------------------------------------------===//
// What the verifiers share
//===----------------------------------------------------------------------===//

ArrayRef<int64_t> shapeOf(Type type) { return cast<RankedTensorType>(type).getShape(); }

/// The region takes `expected`.
LogicalResult verifyArguments(Operation *op, Region &region, TypeRange expected, const Twine &what) {
  TypeRange types = region.front().getArgumentTypes();
  if (types.size() != expected.size())
    return op->emitOpError() << "requires " << expected.size() << " arguments in " << what << ", got " << types.size();
  for (auto [k, pair] : llvm::enumerate(llvm::zip(types, expected)))
    if (std::get<0>(pair) != std::get<1>(pair))
      return op->emitOpError() << "requires " << std::get<1>(pair) << " as argument " << k << " of " << what << ", got "
                               << std::get<0>(pair);
  return success();
}

/// The region yields `expected`.
LogicalResult verifyYield(Operation *op, Region &region, TypeRange expected, const Twine &what) {
  auto yield = dyn_cast<YieldOp>(region.front().getTerminator());
  if (!yield)
    return op->emitOpError() << "requires " << what << " to end with vmapc.yield";
  TypeRange types = yield.getValues().getTypes();
  if (types.size() != expected.size())
    return op->emitOpError() << "requires " << expected.size() << " yielded values in " << what << ", got " << types.size();
  for (auto [k, pair] : llvm::enumerate(llvm::zip(types, expected)))
    if (std::get<0>(pair) != std::get<1>(pair))
      return op->emitOpError() << "requires " << std::get<1>(pair) << " as yielded value " << k << " of " << what << ", got "
                               << std::get<0>(pair);
  return success();
}

/// Every type begins with the lane dimensions.
LogicalResult verifyLanes(Operation *op, ArrayRef<int64_t> lanes, TypeRange types, StringRef what) {
  for (auto [k, type] : llvm::enumerate(types))
    if (shapeOf(type).size() < lanes.size() || shapeOf(type).take_front(lanes.size()) != lanes)
      return op->emitOpError() << "requires " << what << " " << k << " to begin with the lane dimensions [" << lanes
                               << "], got " << type;
  return success();
}

} // namespace

//===----------------------------------------------------------------------===//
// cond
//===----------------------------------------------------------------------===//

void CondOp::print(OpAsmPrinter &p) {
  printRegionOp(p, *this, {{"selector", getOperands().take_front(1)}, {"captures", getCaptures()}});
}
ParseResult CondOp::parse(OpAsmParser &parser, OperationState &result) {
  return parseRegionOp(parser, result, {"selector", "captures"}, 0);
}

LogicalResult CondOp::verify() {
  RankedTensorType selector = getSelector().getType();
  Type element = selector.getElementType();
  if (!element.isInteger(1) && !element.isSignlessInteger(32))
    return emitOpError("requires a selector of bool or i32, got ") << selector;
  if (getBranches().empty() || (element.isInteger(1) && getBranches().size() != 2))
    return emitOpError("requires two branches for a bool and at least one for an i32, got ") << getBranches().size();
  if (selector.getRank() != static_cast<int64_t>(getLanes()))
    return emitOpError("requires a selector of the ") << getLanes() << " lane dimensions, got " << selector;
  if (failed(verifyLanes(*this, selector.getShape(), getResultTypes(), "result")))
    return failure();
  for (auto [k, branch] : llvm::enumerate(getBranches()))
    if (failed(verifyArguments(*this, branch, getCaptures().getTypes(), "branch " + Twine(k))) ||
        failed(verifyYield(*this, branch, getResultTypes(), "branch " + Twine(k))))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// while
//===----------------------------------------------------------------------===//

void WhileOp::print(OpAsmPrinter &p) {
  printRegionOp(p, *this, {{"inits", getInits()}, {"captures", getCaptures()}});
}
ParseResult WhileOp::parse(OpAsmParser &parser, OperationState &result) {
  return parseRegionOp(parser, result, {"inits", "captures"}, 2);
}

LogicalResult WhileOp::verify() {
  if (failed(verifyArguments(*this, getCondition(), getOperandTypes(), "the condition")) ||
      failed(verifyArguments(*this, getBody(), getOperandTypes(), "the body")) ||
      failed(verifyYield(*this, getBody(), getInits().getTypes(), "the body")))
    return failure();
  if (TypeRange(getInits().getTypes()) != TypeRange(getResultTypes()))
    return emitOpError("requires results of the carries' types");
  auto yield = dyn_cast<YieldOp>(getCondition().front().getTerminator());
  if (!yield || yield.getValues().size() != 1 || !getElementTypeOrSelf(yield.getValues()[0]).isInteger(1))
    return emitOpError("requires the condition to yield one bool");
  ArrayRef<int64_t> lanes = shapeOf(yield.getValues()[0].getType());
  if (lanes.size() != getLanes())
    return emitOpError("requires a condition of the ") << getLanes() << " lane dimensions, got rank " << lanes.size();
  return verifyLanes(*this, lanes, getResultTypes(), "carry");
}

//===----------------------------------------------------------------------===//
// scan
//===----------------------------------------------------------------------===//

void ScanOp::print(OpAsmPrinter &p) {
  auto trip = getOperands().take_front(getTrip() ? 1 : 0);
  printRegionOp(p, *this, {{"trip", trip}, {"inits", getInits()}, {"xs", getXs()}, {"captures", getCaptures()}});
}
ParseResult ScanOp::parse(OpAsmParser &parser, OperationState &result) {
  return parseRegionOp(parser, result, {"trip", "inits", "xs", "captures"}, 1);
}

LogicalResult ScanOp::verify() {
  auto length = static_cast<int64_t>(getLength());
  if (length < -1 || (length == -1 && (!getTrip() || !getXs().empty() || !getYs().empty())))
    return emitOpError("requires a length, or -1 with a trip count and neither xs nor ys, got ") << length;
  if (getXsAxes().size() != getXs().size() || getYsAxes().size() != getYs().size())
    return emitOpError("requires one axis per scanned operand and stacked result");
  ArrayRef<int64_t> lanes;
  if (getTrip()) {
    lanes = shapeOf(getTrip().getType());
    if (!getElementTypeOrSelf(getTrip()).isSignlessInteger(64))
      return emitOpError("requires a trip count of i64, got ") << getTrip().getType();
  }
  if (lanes.size() != getLanes())
    return emitOpError("requires a trip count of the ") << getLanes() << " lane dimensions, got rank " << lanes.size();

  // What the body takes: index, carries, slices of xs, captures.
  auto sliceOf = [&](Type type, int64_t axis) -> FailureOr<Type> {
    auto tensor = cast<RankedTensorType>(type);
    if (axis < 0 || axis >= tensor.getRank() || tensor.getDimSize(axis) != length)
      return emitOpError("requires extent ") << length << " in dimension " << axis << " of a scanned or stacked array, got "
                                             << type;
    SmallVector<int64_t> shape(tensor.getShape());
    shape.erase(shape.begin() + axis);
    return Type(tensor.clone(shape));
  };
  SmallVector<Type> arguments{RankedTensorType::get({}, IntegerType::get(getContext(), 64))};
  SmallVector<Type> yielded(getInits().getTypes());
  llvm::append_range(arguments, yielded);
  for (auto [x, axis] : llvm::zip(getXs(), getXsAxes())) {
    FailureOr<Type> slice = sliceOf(x.getType(), axis);
    if (failed(slice))
      return failure();
    arguments.push_back(*slice);
  }
  llvm::append_range(arguments, getCaptures().getTypes());
  for (auto [y, axis] : llvm::zip(getYs(), getYsAxes())) {
    FailureOr<Type> slice = sliceOf(y.getType(), axis);
    if (failed(slice))
      return failure();
    yielded.push_back(*slice);
  }
  if (TypeRange(getInits().getTypes()) != TypeRange(getResults().take_front(getNumCarries()).getTypes()))
    return emitOpError("requires carry results of the carries' types");
  if (failed(verifyArguments(*this, getBody(), arguments, "the body")) ||
      failed(verifyYield(*this, getBody(), yielded, "the body")))
    return failure();
  return verifyLanes(*this, lanes, yielded, "yielded value");
}

//===----------------------------------------------------------------------===//
// custom_jvp
//===----------------------------------------------------------------------===//

void CustomJvpOp::print(OpAsmPrinter &p) {
  printRegionOp(p, *this, {{"args", getArgs()}, {"captures", getCaptures()}});
}
ParseResult CustomJvpOp::parse(OpAsmParser &parser, OperationState &result) {
  return parseRegionOp(parser, result, {"args", "captures"}, 2);
}

LogicalResult CustomJvpOp::verify() {
  SmallVector<Type> primal(getArgs().getTypes()), rule(primal), tangents;
  llvm::append_range(rule, getResultTypes());
  for (Type type : getArgs().getTypes())
    if (isFloat(type))
      rule.push_back(type);
  for (Type type : getResultTypes())
    if (isFloat(type))
      tangents.push_back(type);
  llvm::append_range(primal, getCaptures().getTypes());
  llvm::append_range(rule, getCaptures().getTypes());
  if (failed(verifyArguments(*this, getPrimal(), primal, "the primal")) ||
      failed(verifyYield(*this, getPrimal(), getResultTypes(), "the primal")) ||
      failed(verifyArguments(*this, getRule(), rule, "the rule")))
    return failure();
  return verifyYield(*this, getRule(), tangents, "the rule");
}

//===----------------------------------------------------------------------===//
// chunk
//===----------------------------------------------------------------------===//

void ChunkOp::print(OpAsmPrinter &p) {
  printRegionOp(p, *this, {{"lanes", getLanes()}, {"uniform", getUniform()}});
}
ParseResult ChunkOp::parse(OpAsmParser &parser, OperationState &result) {
  return parseRegionOp(parser, result, {"lanes", "uniform"}, 1);
}

LogicalResult ChunkOp::verify() {
  auto domain = static_cast<int64_t>(getDomain()), size = static_cast<int64_t>(getSize());
  if (size < 1 || size > domain)
    return emitOpError("requires a chunk of 1 to ") << domain << " lanes, got " << size;
  auto cut = [&](Type type) {
    SmallVector<int64_t> shape(shapeOf(type));
    shape.front() = size;
    return Type(cast<RankedTensorType>(type).clone(shape));
  };
  if (failed(verifyLanes(*this, domain, getLanes().getTypes(), "lane operand")) ||
      failed(verifyLanes(*this, domain, getResultTypes(), "result")))
    return failure();
  SmallVector<Type> arguments, yielded;
  for (Type type : getLanes().getTypes())
    arguments.push_back(cut(type));
  llvm::append_range(arguments, getUniform().getTypes());
  for (Type type : getResultTypes())
    yielded.push_back(cut(type));
  if (failed(verifyArguments(*this, getBody(), arguments, "the body")))
    return failure();
  return verifyYield(*this, getBody(), yielded, "the body");
}

//===----------------------------------------------------------------------===//
// Operations that name a function
//===----------------------------------------------------------------------===//

namespace {

/// The function that `symbol` names, with one argument per operand.
FailureOr<FunctionOpInterface> verifyCallee(Operation *op, SymbolTableCollection &table, FlatSymbolRefAttr symbol,
                                            ValueRange args) {
  auto callee = table.lookupNearestSymbolFrom<FunctionOpInterface>(op, symbol);
  if (!callee)
    return op->emitOpError("requires a function named ") << symbol << ", got none";
  if (callee.getNumArguments() != args.size())
    return op->emitOpError("requires ") << callee.getNumArguments() << " operands for " << symbol << ", got " << args.size();
  return callee;
}

LogicalResult verifyTypes(Operation *op, TypeRange expected, TypeRange got, StringRef what) {
  if (expected.size() != got.size())
    return op->emitOpError("requires ") << expected.size() << " " << what << "s, got " << got.size();
  for (auto [k, pair] : llvm::enumerate(llvm::zip(expected, got)))
    if (std::get<0>(pair) != std::get<1>(pair))
      return op->emitOpError("requires ") << std::get<0>(pair) << " as " << what << " " << k << ", got " << std::get<1>(pair);
  return success();
}

} // namespace

LogicalResult CallOp::verifySymbolUses(SymbolTableCollection &table) {
  auto callee = verifyCallee(*this, table, getCalleeAttr(), getArgs());
  if (failed(callee) || failed(verifyTypes(*this, callee->getArgumentTypes(), getArgs().getTypes(), "operand")))
    return failure();
  return verifyTypes(*this, callee->getResultTypes(), getOuts().getTypes(), "result");
}

LogicalResult VmapOp::verifySymbolUses(SymbolTableCollection &table) {
  auto callee = verifyCallee(*this, table, getCalleeAttr(), getArgs());
  if (failed(callee))
    return failure();
  if (getInAxes().size() != getArgs().size() || getOutAxes().size() != callee->getNumResults())
    return emitOpError("requires one axis per operand and result");
  auto size = static_cast<int64_t>(getSize());
  SmallVector<Type> arguments, results;
  for (auto [k, axis] : llvm::enumerate(getInAxes())) {
    Type type = getArgs()[k].getType();
    if (axis != -1) {
      auto tensor = dyn_cast<RankedTensorType>(type);
      if (!tensor || axis < 0 || axis >= tensor.getRank() || tensor.getDimSize(axis) != size)
        return emitOpError("requires extent ") << size << " at axis " << axis << " of operand " << k << ", got " << type;
      SmallVector<int64_t> shape(tensor.getShape());
      shape.erase(shape.begin() + axis);
      type = tensor.clone(shape);
    }
    arguments.push_back(type);
  }
  for (auto [k, axis] : llvm::enumerate(getOutAxes())) {
    auto tensor = cast<RankedTensorType>(callee->getResultTypes()[k]);
    SmallVector<int64_t> shape(tensor.getShape());
    if (axis < -1 || axis > tensor.getRank())
      return emitOpError("requires an axis from -1 to ") << tensor.getRank() << " for result " << k << ", got " << axis;
    if (axis != -1)
      shape.insert(shape.begin() + axis, size);
    results.push_back(tensor.clone(shape));
  }
  if (failed(verifyTypes(*this, callee->getArgumentTypes(), arguments, "example operand")))
    return failure();
  return verifyTypes(*this, results, getOuts().getTypes(), "result");
}

LogicalResult LinearizeOp::verifySymbolUses(SymbolTableCollection &table) {
  auto callee = verifyCallee(*this, table, getCalleeAttr(), getArgs());
  if (failed(callee) || failed(verifyTypes(*this, callee->getArgumentTypes(), getArgs().getTypes(), "operand")) ||
      failed(verifyTypes(*this, callee->getResultTypes(), getOuts().getTypes(), "result")))
    return failure();
  auto differentiable = [&](ArrayRef<int64_t> list, TypeRange types, StringRef what) -> LogicalResult {
    for (int64_t k : list) {
      if (k < 0 || k >= static_cast<int64_t>(types.size()))
        return emitOpError("requires ") << what << " below " << types.size() << ", got " << k;
      auto tensor = dyn_cast<RankedTensorType>(types[k]);
      if (!tensor || !isa<FloatType, ComplexType>(tensor.getElementType()))
        return emitOpError("requires a float type for ") << what << " " << k << ", got " << types[k];
    }
    return success();
  };
  if (failed(differentiable(getWrt(), getArgs().getTypes(), "argument")))
    return failure();
  return differentiable(getLive(), getOuts().getTypes(), "result");
}
