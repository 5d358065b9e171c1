// Frames and values of a trace: opening, closing, capturing, and the escape
// error.

#include "compiler/frontend/Tracer.h"

#include "compiler/dialect/Control.h"
#include "compiler/dialect/Structure.h"
#include "compiler/frontend/Convert.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace vmapc::frontend {

using detail::Aval;
using detail::FrameRef;
using detail::Loc;
using detail::TracedValue;
using detail::ValueRef;

Tracer::Tracer(std::unique_ptr<TracerHost> host)
    : host_(std::move(host)), diagnostics_(host_->context()),
      module_(ModuleOp::create(UnknownLoc::get(host_->context()))),
      builder_(host_->context()) {}

Tracer::~Tracer() = default;

void Tracer::misuse(const char *op, std::string required, std::string got,
                    const Loc &loc) {
  throw Error(ErrorCode::invalid_argument, op, std::move(required), std::move(got), loc);
}

Location Tracer::locationOf(const Loc &loc) {
  std::pair<const void *, std::uint64_t> key(
      loc.file_name(), std::uint64_t(loc.line()) << 32 | loc.column());
  auto found = locations_.find(key);
  if (found == locations_.end())
    found = locations_.try_emplace(key, location(context(), loc)).first;
  return found->second;
}

Tracer::Frame &Tracer::innermost(const Loc &loc) {
  if (frames_.empty())
    misuse("trace", "an open function", "a trace without one", loc);
  return frames_.back();
}

//===-- Frames --------------------------------------------------------------===//

void Tracer::begin(func::FuncOp function, const Loc &loc) {
  Frame frame{++serial_, function, nullptr, new Block()};
  if (function) {
    function.getBody().push_back(frame.block);
  } else {
    frame.region = std::make_unique<Region>();
    frame.region->push_back(frame.block);
  }
  builder_.setInsertionPointToEnd(frame.block);
  frames_.push_back(std::move(frame));
}

void Tracer::beginFunction(std::string_view name, const Loc &loc) {
  OpBuilder atEnd = OpBuilder::atBlockEnd(module_->getBody());
  auto function = func::FuncOp::create(atEnd, locationOf(loc),
                                       uniqueName(name.empty() ? "fn" : name),
                                       FunctionType::get(context(), {}, {}));
  function.setPrivate();
  begin(function, loc);
}

void Tracer::beginRegion(const Loc &loc) {
  innermost(loc);
  begin({}, loc);
}

ValueRef Tracer::argument(const Aval &aval, std::string_view name, const Loc &loc) {
  Frame &frame = innermost(loc);
  if (!frame.captures.empty() || !frame.block->empty())
    misuse("trace", "arguments before the first operation", "one after it", loc);
  frame.argumentNames.emplace_back(name);
  Value value = frame.block->addArgument(tensorType(context(), aval), locationOf(loc));
  return remember(value, loc);
}

ValueRef Tracer::hiddenInput(const Aval &aval, std::string_view name, const Loc &loc) {
  innermost(loc);
  Frame &outermost = frames_.front();
  outermost.argumentNames.emplace_back(name);
  Value value =
      outermost.block->addArgument(tensorType(context(), aval), locationOf(loc));
  made_.push_back({value, outermost.serial, 0, loc});
  return {static_cast<std::uint32_t>(made_.size() - 1)};
}

FrameRef Tracer::end(std::span<const ValueRef> results,
                     std::span<const std::string> resultNames, const Loc &loc) {
  llvm::SmallVector<Value> values = resolve(results, loc);
  Frame &frame = innermost(loc);
  for (Value value : values)
    if (isa<ir::LinearMapType>(value.getType()))
      misuse("trace", "array results", "a linear map", loc);

  if (func::FuncOp function = frame.function) {
    func::ReturnOp::create(builder_, locationOf(loc), values);
    function.setFunctionType(FunctionType::get(
        context(), frame.block->getArgumentTypes(), ValueRange(values).getTypes()));
    for (auto [k, name] : llvm::enumerate(frame.argumentNames))
      if (!name.empty())
        function.setArgAttr(k, "vmapc.name", builder_.getStringAttr(name));
    for (auto [k, name] : llvm::enumerate(resultNames))
      if (!name.empty() && k < values.size())
        function.setResultAttr(k, "vmapc.name", builder_.getStringAttr(name));
  } else {
    ir::YieldOp::create(builder_, locationOf(loc), values);
  }
  Closed done{frame.function, std::move(frame.region), std::move(frame.captures)};
  closed_.push_back(std::move(done));
  frames_.pop_back();
  if (!frames_.empty())
    builder_.setInsertionPointToEnd(frames_.back().block);
  return {static_cast<std::uint32_t>(closed_.size() - 1)};
}

void Tracer::abandon() {
  if (frames_.empty())
    return;
  if (func::FuncOp function = frames_.back().function)
    function.erase();
  frames_.pop_back();
  diagnostics_.clear();
  if (!frames_.empty())
    builder_.setInsertionPointToEnd(frames_.back().block);
}

Tracer::Closed &Tracer::closed(FrameRef frame, const char *op, const Loc &loc) {
  if (frame.id >= closed_.size())
    misuse(op, "a closed function or region", "an unknown one", loc);
  return closed_[frame.id];
}

std::string Tracer::uniqueName(StringRef name) {
  // Lambdas and templates have names that are no identifiers.
  std::string symbol;
  for (char c : name)
    symbol += llvm::isAlnum(c) || c == '_' || c == '.' || c == '$' ? c : '_';
  if (symbol.empty() || llvm::isDigit(symbol.front()))
    symbol.insert(0, "fn");
  for (;;) {
    unsigned &count = names_[symbol];
    std::string candidate = count ? symbol + "_" + std::to_string(count) : symbol;
    if (count++ == 0)
      return candidate;
    // "f_1" may itself have been asked for by name.
    if (names_.try_emplace(candidate, 1).second)
      return candidate;
  }
}

//===-- Values --------------------------------------------------------------===//

ValueRef Tracer::remember(Value value, const Loc &loc) {
  made_.push_back({value, frames_.back().serial,
                   static_cast<std::uint32_t>(frames_.size() - 1), loc});
  return {static_cast<std::uint32_t>(made_.size() - 1)};
}

TracedValue Tracer::traced(Value value, const Loc &loc) {
  auto aval = avalOf(value.getType());
  return {remember(value, loc), aval ? *aval : Aval{}};
}

std::vector<TracedValue> Tracer::traced(ValueRange values, const Loc &loc) {
  std::vector<TracedValue> refs;
  refs.reserve(values.size());
  for (Value value : values)
    refs.push_back(traced(value, loc));
  return refs;
}

Value Tracer::resolve(std::uint32_t id, const Loc &loc) {
  Frame &frame = innermost(loc);
  if (id >= made_.size())
    misuse("trace", "a value of this trace", "one of another trace", loc);
  const Made &made = made_[id];
  if (made.frame == frame.serial)
    return made.value;
  if (made.depth >= frames_.size() || frames_[made.depth].serial != made.frame)
    misuse("trace", "a value of an open function",
           "a tracer made at " + std::string(made.loc.file_name()) + ":" +
               std::to_string(made.loc.line()) +
               " whose function has ended (it escaped its trace)",
           loc);
  Value &captured = frame.captured[id];
  if (!captured) {
    captured = frame.block->addArgument(made.value.getType(), made.value.getLoc());
    frame.captures.push_back(id);
  }
  return captured;
}

llvm::SmallVector<Value> Tracer::resolve(std::span<const ValueRef> refs,
                                         const Loc &loc) {
  llvm::SmallVector<Value> values;
  values.reserve(refs.size());
  for (ValueRef ref : refs)
    values.push_back(resolve(ref.id, loc));
  return values;
}

TracedValue Tracer::constant(const Aval &aval, const void *data, const Loc &loc) {
  innermost(loc);
  auto type = tensorType(context(), aval);
  auto op = ir::ConstantOp::create(builder_, locationOf(loc), type, literal(type, data));
  return traced(op.getResult(), loc);
}

//===-- The end -------------------------------------------------------------===//

// Keeps what the entry reaches by symbol: a function that was traced for its
// shapes only, or dropped by an exception, is no part of the program.
static void keepReachable(ModuleOp module, func::FuncOp entry) {
  llvm::StringMap<func::FuncOp> functions;
  for (auto function : module.getOps<func::FuncOp>())
    functions[function.getSymName()] = function;
  llvm::SmallVector<func::FuncOp> work{entry};
  llvm::DenseSet<Operation *> reached{entry};
  while (!work.empty()) {
    func::FuncOp function = work.pop_back_val();
    function.walk([&](Operation *op) {
      if (auto callee = op->getAttrOfType<FlatSymbolRefAttr>("callee")) {
        func::FuncOp target = functions.lookup(callee.getValue());
        if (target && reached.insert(target).second)
          work.push_back(target);
      }
    });
  }
  for (auto function : llvm::make_early_inc_range(module.getOps<func::FuncOp>()))
    if (!reached.contains(function))
      function.erase();
}

std::shared_ptr<detail::Program> Tracer::finish(FrameRef frame) {
  Closed &done = closed(frame, "trace", Loc());
  if (!frames_.empty() || !done.function || !done.captures.empty())
    misuse("trace", "the outermost function, closed",
           "a function that is not the outermost", Loc());
  func::FuncOp entry = done.function;
  keepReachable(*module_, entry);
  entry.setPublic();
  entry->moveBefore(module_->getBody(), module_->getBody()->begin());
  module_->getOperation()->setLoc(entry.getLoc());
#ifndef NDEBUG
  if (failed(verify(*module_)))
    throw diagnostics_.take(ErrorCode::compile, "trace", sourceLine(entry.getLoc()),
                       "a valid module");
#endif
  return host_->seal(std::move(module_));
}

} // namespace vmapc::frontend
