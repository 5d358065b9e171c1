// Operations of a trace that hold a closed frame: calls and requests name a
// function, control flow owns regions. Both pass in what the frame captured.

#include "compiler/frontend/Tracer.h"

#include "compiler/dialect/Control.h"
#include "compiler/frontend/Convert.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace vmapc::frontend {

using detail::FrameRef;
using detail::Loc;
using detail::TracedValue;
using detail::ValueRef;

static RankedTensorType inserted(Type type, int64_t axis, int64_t extent) {
  auto tensor = cast<RankedTensorType>(type);
  auto shape = llvm::to_vector(tensor.getShape());
  shape.insert(shape.begin() + axis, extent);
  return tensor.clone(shape);
}

static ArrayRef<int64_t> integers(NamedAttrList &attributes, StringRef name) {
  auto list = dyn_cast_or_null<DenseI64ArrayAttr>(attributes.get(name));
  return list ? list.asArrayRef() : ArrayRef<int64_t>();
}

//===-- Functions -----------------------------------------------------------===//

std::vector<TracedValue> Tracer::emitCall(std::string_view op, FrameRef frame,
                                          std::span<const ValueRef> operands,
                                          std::span<const detail::Attr> attrs,
                                          const Loc &loc) {
  NamedAttrList attributes = attributesOf(op, attrs, loc);
  llvm::SmallVector<Value> values = resolve(operands, loc);
  Closed &callee = closed(frame, "call", loc);
  if (!callee.function)
    misuse("call", "a function", "a region", loc);
  FunctionType signature = callee.function.getFunctionType();
  if (signature.getNumInputs() != values.size() + callee.captures.size())
    misuse("call",
           std::to_string(signature.getNumInputs() - callee.captures.size()) +
               " arguments of @" + callee.function.getSymName().str(),
           std::to_string(values.size()), loc);
  // By copy: resolve() may open captures, never frames.
  for (std::uint32_t id : llvm::to_vector(callee.captures))
    values.push_back(resolve(id, loc));
  attributes.set("callee", FlatSymbolRefAttr::get(callee.function.getSymNameAttr()));

  llvm::SmallVector<Type> types(signature.getResults());
  if (op == "vmap") {
    auto inAxes = llvm::to_vector(integers(attributes, "in_axes"));
    inAxes.resize(values.size(), -1);
    attributes.set("in_axes", builder_.getDenseI64ArrayAttr(inAxes));
    auto size = dyn_cast_or_null<IntegerAttr>(attributes.get("size"));
    ArrayRef<int64_t> outAxes = integers(attributes, "out_axes");
    if (!size || outAxes.size() != types.size())
      misuse("vmap", "a size and one out axis per result",
             std::to_string(outAxes.size()) + " out axes for " +
                 std::to_string(types.size()) + " results",
             loc);
    for (auto [type, axis] : llvm::zip_equal(types, outAxes)) {
      int64_t rank = cast<RankedTensorType>(type).getRank();
      if (axis > rank)
        misuse("vmap", "an out axis in 0.." + std::to_string(rank),
               std::to_string(axis), loc);
      if (axis >= 0)
        type = inserted(type, axis, size.getInt());
    }
  } else if (op == "linearize") {
    types.push_back(ir::LinearMapType::get(context()));
  }

  Operation *created =
      create(op, values, attributes, types, /*infer=*/false, {}, loc);
  std::vector<TracedValue> results = traced(created->getResults(), loc);
  if (op == "linearize")
    maps_[results.back().ref.id] = {frame,
                                    llvm::to_vector(integers(attributes, "wrt")),
                                    llvm::to_vector(integers(attributes, "live"))};
  return results;
}

std::vector<TracedValue> Tracer::applyLinear(std::string_view op, ValueRef map,
                                             std::span<const ValueRef> operands,
                                             const Loc &loc) {
  auto made = maps_.find(map.id);
  if (made == maps_.end())
    misuse("apply", "a linear map", "an array", loc);
  FunctionType signature =
      closed_[made->second.function.id].function.getFunctionType();
  llvm::SmallVector<Type> from, to;
  for (int64_t k : made->second.wrt)
    from.push_back(signature.getInput(k));
  for (int64_t k : made->second.live)
    to.push_back(signature.getResult(k));
  if (op == "apply_transpose")
    std::swap(from, to);

  llvm::SmallVector<Value> values{resolve(map.id, loc)};
  llvm::append_range(values, resolve(operands, loc));
  auto given = ValueRange(values).drop_front();
  for (std::size_t k = 0; k < std::max(from.size(), given.size()); ++k) {
    std::string required = k < from.size() ? describeType(from[k]) : "no more operands";
    std::string got = k < given.size() ? describeType(given[k].getType()) : "none";
    if (required != got)
      misuse(op == "apply" ? "apply" : "apply_transpose",
             required + " as operand " + std::to_string(k), got, loc);
  }
  NamedAttrList attributes;
  Operation *created = create(op, values, attributes, to, /*infer=*/false, {}, loc);
  return traced(created->getResults(), loc);
}

FrameRef Tracer::import(const detail::Program &program, const Loc &loc) {
  OwningOpRef<ModuleOp> other = host_->load(program);
  // Names first, so that a callee that is renamed is renamed everywhere.
  SymbolTable symbols(*other);
  func::FuncOp entry;
  auto functions = llvm::to_vector(other->getOps<func::FuncOp>());
  for (func::FuncOp function : functions) {
    std::string name = uniqueName(function.getSymName());
    if (name != function.getSymName()) {
      // Within `other` the new name may be taken by one still to be renamed.
      while (symbols.lookup(name))
        name = uniqueName(name);
      if (failed(symbols.rename(function, name)))
        throw diagnostics_.take(ErrorCode::compile, "import", loc, "a free symbol");
    }
    if (function.isPublic())
      entry = function;
  }
  for (func::FuncOp function : functions) {
    function->moveBefore(module_->getBody(), module_->getBody()->end());
    function.setPrivate();
  }
  closed_.push_back({entry, nullptr});
  return {static_cast<std::uint32_t>(closed_.size() - 1)};
}

detail::Trace::Split Tracer::split(ValueRef map, const Loc &loc) {
  auto made = maps_.find(map.id);
  if (made == maps_.end())
    misuse("linearize", "a linear map", "an array", loc);
  Value value = resolve(map.id, loc);
  auto linearize = value.getDefiningOp<ir::LinearizeOp>();
  if (!linearize)
    misuse("linearize", "a linear map of the innermost function",
           "one that this function captures", loc);
  if (llvm::any_of(linearize.getArgs(), [](Value arg) {
        return isa<ir::LinearMapType>(arg.getType());
      }))
    misuse("linearize", "a function of arrays",
           "one that captures another pullback; return the outer one instead", loc);

  unsigned outs = linearize.getOuts().size();
  auto split = host_->split(linearize);
  if (failed(split) || diagnostics_.hasErrors())
    throw diagnostics_.take(ErrorCode::compile, "linearize", loc,
                            "a function that can be linearized");
  for (Made &entry : made_)
    if (auto result = dyn_cast_or_null<OpResult>(entry.value))
      if (result.getOwner() == linearize && result.getResultNumber() < outs)
        entry.value = split->results[result.getResultNumber()];

  Split result;
  result.residuals = traced(split->residuals, loc);
  OwningOpRef<ModuleOp> linear(ModuleOp::create(linearize.getLoc()));
  OpBuilder atEnd = OpBuilder::atBlockEnd(linear->getBody());
  auto copy = cast<func::FuncOp>(atEnd.clone(*split->linear));
  copy.setPublic();
  result.linear = host_->seal(std::move(linear));
  return result;
}

//===-- Regions -------------------------------------------------------------===//

// The result types of an operation with regions.
llvm::SmallVector<Type>
Tracer::controlResults(StringRef op, std::span<const std::vector<ValueRef>> groups,
                       ArrayRef<std::unique_ptr<Region>> regions,
                       NamedAttrList &attributes, const Loc &loc) {
  auto yields = [&](std::size_t region) {
    return regions[region]->front().getTerminator()->getOperandTypes();
  };
  llvm::SmallVector<Type> types;
  if (op == "cond" || op == "custom_jvp") {
    llvm::append_range(types, yields(0));
  } else if (op == "while") {
    for (ValueRef init : groups[0])
      types.push_back(resolve(init.id, loc).getType());
  } else if (op == "scan") {
    std::size_t carries = groups[1].size();
    auto length = dyn_cast_or_null<IntegerAttr>(attributes.get("length"));
    auto yielded = yields(0);
    std::size_t stacked = yielded.size() - std::min<std::size_t>(carries, yielded.size());
    ArrayRef<int64_t> axes = integers(attributes, "ys_axes");
    if (!length || axes.size() != stacked)
      misuse("scan", "a length and one axis per stacked output",
             std::to_string(axes.size()) + " axes for " + std::to_string(stacked) +
                 " outputs",
             loc);
    for (ValueRef init : groups[1])
      types.push_back(resolve(init.id, loc).getType());
    for (auto [type, axis] : llvm::zip(llvm::drop_begin(yielded, carries), axes))
      types.push_back(inserted(type, axis, length.getInt()));
  } else {
    misuse("control", "cond, while, scan or custom_jvp", op.str(), loc);
  }
  return types;
}

std::vector<TracedValue>
Tracer::emitControl(std::string_view op, std::span<const std::vector<ValueRef>> groups,
                    std::span<const FrameRef> frames, std::span<const detail::Attr> attrs,
                    const Loc &loc) {
  NamedAttrList attributes = attributesOf(op, attrs, loc);
  // The union of captures, in order of first use, becomes the last arguments
  // of every region.
  llvm::SetVector<std::uint32_t> captures;
  for (FrameRef frame : frames) {
    Closed &region = closed(frame, "control", loc);
    if (!region.region)
      misuse("control", "a region that is not used yet",
             region.function ? "a function" : "one that is", loc);
    captures.insert(region.captures.begin(), region.captures.end());
  }
  llvm::SmallVector<std::unique_ptr<Region>> regions;
  for (FrameRef frame : frames) {
    Closed &region = closed_[frame.id];
    Block &block = region.region->front();
    unsigned own = block.getNumArguments() - region.captures.size();
    unsigned old = block.getNumArguments();
    llvm::DenseMap<std::uint32_t, unsigned> position;
    for (auto [k, id] : llvm::enumerate(region.captures))
      position[id] = own + k;
    for (std::uint32_t id : captures) {
      const Made &made = made_[id];
      Value added = block.addArgument(made.value.getType(), made.value.getLoc());
      if (auto found = position.find(id); found != position.end())
        block.getArgument(found->second).replaceAllUsesWith(added);
    }
    block.eraseArguments(own, old - own);
    regions.push_back(std::move(region.region));
  }

  llvm::SmallVector<Value> operands;
  llvm::SmallVector<int32_t> segments;
  for (const std::vector<ValueRef> &group : groups) {
    llvm::append_range(operands, resolve(group, loc));
    segments.push_back(group.size());
  }
  for (std::uint32_t id : captures)
    operands.push_back(resolve(id, loc));
  segments.push_back(captures.size());
  if (op != "cond") // one group of any length needs no segments
    attributes.set("operandSegmentSizes", builder_.getDenseI32ArrayAttr(segments));

  llvm::SmallVector<Type> types = controlResults(op, groups, regions, attributes, loc);
  Operation *created =
      create(op, operands, attributes, types, /*infer=*/false, regions, loc);
  return traced(created->getResults(), loc);
}

} // namespace vmapc::frontend
