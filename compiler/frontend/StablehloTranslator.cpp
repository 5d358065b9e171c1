// Walking the functions of a module: values to arrays, operations to their translations,
// positions of the text to source locations.

#include "compiler/frontend/StablehloTranslator.h"

#include "compiler/frontend/Convert.h"
#include "compiler/frontend/Diagnostics.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/StringMap.h"

#include <bit>

using namespace mlir;

namespace vmapc::frontend::hlo {

//===-- Operations ------------------------------------------------------------===//

Op::Op(Translator &translator, Operation &op)
    : translator_(translator), op_(op), loc_(translator.locate(op.getLoc())) {}

Array Op::operand(unsigned k) const {
  if (k >= size())
    fail("at least " + std::to_string(k + 1) + " operands", std::to_string(size()));
  return translator_.valueOf(op_.getOperand(k), loc_);
}

Arrays Op::operands(unsigned from, unsigned to) const {
  Arrays list;
  for (unsigned k = from; k < std::min(to, size()); ++k)
    list.push_back(operand(k));
  return list;
}

Aval Op::result(unsigned k) const {
  if (k >= op_.getNumResults())
    fail("a result", "none");
  return translator_.avalOf(op_.getResult(k).getType(), *this);
}

void Op::requireOperands(unsigned count, bool more) const {
  if (more ? size() < count : size() != count)
    fail((more ? "at least " : "") + std::to_string(count) + " operands", std::to_string(size()));
}

Dims Op::constantInts(unsigned k) {
  Operation *maker = k < size() ? op_.getOperand(k).getDefiningOp() : nullptr;
  auto elements =
      maker ? maker->getAttrOfType<DenseIntElementsAttr>("value") : DenseIntElementsAttr();
  if (!elements)
    fail("a constant as operand " + std::to_string(k), "a computed value");
  Dims values;
  for (const APInt &v : elements)
    values.push_back(v.getSExtValue());
  return values;
}

Attribute Op::attribute(StringRef name) {
  asked_.push_back(name);
  if (Attribute found = op_.getDiscardableAttr(name))
    return found;
  auto properties = dyn_cast_if_present<DictionaryAttr>(op_.getPropertiesAsAttribute());
  return properties ? properties.get(name) : Attribute();
}

// Whether `attribute` is an integer or a list of them, which are appended.
static bool appendInts(Attribute attribute, Dims &out) {
  if (auto list = dyn_cast<ArrayAttr>(attribute)) {
    return llvm::all_of(list, [&](Attribute a) { return appendInts(a, out); });
  } else if (auto values = dyn_cast<DenseI64ArrayAttr>(attribute)) {
    out.insert(out.end(), values.asArrayRef().begin(), values.asArrayRef().end());
  } else if (auto flags = dyn_cast<DenseBoolArrayAttr>(attribute)) {
    out.insert(out.end(), flags.asArrayRef().begin(), flags.asArrayRef().end());
  } else if (auto flag = dyn_cast<BoolAttr>(attribute)) {
    out.push_back(flag.getValue());
  } else if (auto value = dyn_cast<IntegerAttr>(attribute)) {
    out.push_back(value.getValue().getSExtValue());
  } else if (auto elements = dyn_cast<DenseIntElementsAttr>(attribute)) {
    bool isBool = elements.getElementType().isInteger(1);
    for (const APInt &v : elements)
      out.push_back(isBool ? std::int64_t(v.getZExtValue()) : v.getSExtValue());
  } else {
    return false;
  }
  return true;
}

static std::string textOf(Attribute attribute) {
  std::string text;
  llvm::raw_string_ostream(text) << attribute;
  return text;
}

Dims Op::ints(StringRef name, std::optional<Dims> otherwise) {
  Attribute value = attribute(name);
  Dims result;
  if (!value && otherwise)
    return *otherwise;
  if (!value)
    fail("the attribute " + name.str(), "none");
  if (!appendInts(value, result))
    fail("integers as " + name.str(), textOf(value));
  return result;
}

std::int64_t Op::integer(StringRef name, std::optional<std::int64_t> otherwise) {
  Dims values = ints(name, otherwise ? std::optional(Dims{*otherwise}) : std::nullopt);
  if (values.size() != 1)
    fail("one integer as " + name.str(), text(values));
  return values[0];
}

bool Op::flag(StringRef name, bool otherwise) { return integer(name, otherwise) != 0; }

std::string Op::word(StringRef name, std::string otherwise) {
  Attribute value = attribute(name);
  if (!value)
    return otherwise;
  if (auto symbol = dyn_cast<FlatSymbolRefAttr>(value))
    return symbol.getValue().str();
  auto string = dyn_cast<StringAttr>(value);
  if (!string)
    fail("a word as " + name.str(), textOf(value));
  return string.str();
}

DictionaryAttr Op::dictionary(StringRef name) {
  Attribute value = attribute(name);
  auto dictionary = dyn_cast_if_present<DictionaryAttr>(value);
  if (!dictionary)
    fail("the dimension numbers " + name.str(), value ? textOf(value) : "none");
  return dictionary;
}

Dims Op::intsIn(DictionaryAttr dictionary, StringRef name) const {
  Dims result;
  Attribute value = dictionary.get(name);
  if (value && !appendInts(value, result))
    fail("integers as " + name.str(), textOf(value));
  return result;
}

std::int64_t Op::integerIn(DictionaryAttr dictionary, StringRef name,
                           std::int64_t otherwise) const {
  Dims values = intsIn(dictionary, name);
  return values.empty() ? otherwise : values[0];
}

// Hints that leave the values as they are.
static bool isHint(StringRef name) {
  return name.contains('.') ||
         llvm::is_contained({"precision_config", "result_accuracy", "indices_are_sorted",
                             "unique_indices", "channel_handle", "algorithm"},
                            name);
}

void Op::checkAttributes() const {
  auto check = [&](DictionaryAttr attributes) {
    for (NamedAttribute a : attributes)
      if (!isHint(a.getName()) && !llvm::is_contained(asked_, a.getName().strref()))
        fail("no attribute that vmapc does not import", a.getName().str());
  };
  check(op_.getDiscardableAttrDictionary());
  if (auto properties = dyn_cast_if_present<DictionaryAttr>(op_.getPropertiesAsAttribute()))
    check(properties);
}

void Op::fail(const std::string &required, const std::string &got) const {
  throw Error(ErrorCode::invalid_argument, name().str(), required, got, loc_);
}

void Op::requireDimensions(const Dims &dimensions, std::size_t rank, const char *what) const {
  std::vector<bool> seen(rank);
  for (std::int64_t d : dimensions) {
    if (d < 0 || d >= std::int64_t(rank) || seen[std::size_t(d)])
      fail(std::string(what) + " that are different dimensions of an array of rank " +
               std::to_string(rank),
           text(dimensions));
    seen[std::size_t(d)] = true;
  }
}

//===-- Values and positions ----------------------------------------------------===//

Array Translator::valueOf(Value value, const Loc &loc) const {
  auto found = values_.find(value);
  if (found == values_.end() || !found->second.defined())
    throw Error(ErrorCode::invalid_argument, "load", "operands that are defined before",
                "one that is not", loc);
  return found->second;
}

Loc Translator::locate(Location location) {
  auto [known, isNew] = known_.try_emplace(location);
  if (!isNew)
    return known->second;
  SourceLine line = sourceLine(location);
  if (line.file.empty() || line.line == 0)
    line = SourceLine(file_, 1, 1);
  if (files_.empty() || files_.back() != line.file)
    files_.push_back(line.file);
  positions_.push_back({files_.back().c_str(), "", line.line, line.column});
  // A source_location is a pointer to such a record, in libstdc++ as in libc++: the record
  // is what the compilers' builtin makes.
  static_assert(sizeof(std::source_location) == sizeof(const Position *));
  known->second =
      std::bit_cast<std::source_location>(static_cast<const Position *>(&positions_.back()));
  return known->second;
}

Aval Translator::avalOf(Type type, const Op &op) const {
  auto aval = frontend::avalOf(type);
  if (!aval || !fitsMemory(type))
    op.fail("tensors of static shape and a dtype of vmapc, at most 1 TB", describeType(type));
  if (inDouble && isFloat(aval->dtype))
    aval->dtype = f64;
  return *aval;
}

//===-- The walk ----------------------------------------------------------------===//

Handler handlerOf(StringRef name) {
  static const llvm::StringMap<Handler> table = [] {
    llvm::StringMap<Handler> made;
    for (ArrayRef<Entry> family :
         {elementwiseEntries(), structureEntries(), productEntries(), indexingEntries(),
          reductionEntries(), orderEntries(), controlEntries(), randomEntries(), linalgEntries()})
      for (const Entry &entry : family)
        made[entry.name] = entry.handler;
    return made;
  }();
  Handler found = table.lookup(name);
  return found ? found : simpleHandler(name);
}

// Operations whose regions or callees have lines of their own.
static bool hasInnerLines(StringRef name) {
  return llvm::is_contained(
      {"func.call", "stablehlo.while", "stablehlo.if", "stablehlo.case", "stablehlo.composite"},
      name);
}

Arrays Translator::translate(Operation &operation) {
  Op op(*this, operation);
  Handler handler = handlerOf(op.name());
  if (!handler)
    op.fail("an operation that vmapc imports", op.name().str());
  std::optional<detail::Scope> scope;
  if (!hasInnerLines(op.name()))
    scope.emplace(op.loc());
  Arrays results = handler(op);
  op.checkAttributes();
  if (results.size() != operation.getNumResults())
    op.fail(std::to_string(results.size()) + " results", std::to_string(operation.getNumResults()));
  for (auto [k, result] : llvm::enumerate(results)) {
    Aval declared = op.result(unsigned(k)), made = detail::avalOf(result);
    // In place of scalars stand arrays, or scalars that do not depend on them.
    if (lifted_ && declared.shape.empty() && made.shape == *lifted_)
      made.shape.clear();
    if (!(made == declared))
      op.fail("result type " + text(made), text(declared));
  }
  return results;
}

Arrays Translator::run(Block &block, std::span<const Array> arguments) {
  for (auto [argument, value] : llvm::zip(block.getArguments(), arguments))
    values_[argument] = value;
  for (Operation &operation : block) {
    if (operation.getName().getStringRef() == "stablehlo.return" ||
        isa<func::ReturnOp>(operation)) {
      Op op(*this, operation);
      return op.operands();
    }
    for (auto [value, array] : llvm::zip(operation.getResults(), translate(operation)))
      values_[value] = array;
  }
  throw Error(ErrorCode::invalid_argument, "load", "a return at the end of every region", "none",
              locate(block.getParent()->getLoc()));
}

Arrays Translator::call(Op &op, StringRef callee, std::span<const Array> arguments) {
  if (auto known = given.find(callee); known != given.end())
    return known->second;
  auto function = module_.lookupSymbol<func::FuncOp>(callee);
  if (!function || function.isExternal())
    op.fail("a function of the module", "@" + callee.str());
  Block &body = function.getBody().front();
  if (body.getNumArguments() != arguments.size())
    op.fail(std::to_string(body.getNumArguments()) + " operands for @" + callee.str(),
            std::to_string(arguments.size()));
  for (auto [argument, value] : llvm::zip(body.getArguments(), arguments)) {
    Aval declared = avalOf(argument.getType(), op), got = detail::avalOf(value);
    if (lifted_ && declared.shape.empty())
      got.shape.clear();
    if (!(got == declared))
      op.fail(text(declared) + " for @" + callee.str(), text(got));
  }
  if (++depth_ > 1000)
    op.fail("functions that do not call themselves", "@" + callee.str());
  Arrays results = run(body, arguments);
  --depth_;
  return results;
}

//===-- Regions on whole arrays ---------------------------------------------------===//

// The first operation of the region, or of what it calls, that is not elementwise.
static Operation *firstNotElementwise(Region &region, ModuleOp module, unsigned depth = 0) {
  for (Block &block : region)
    for (Operation &op : block) {
      StringRef name = op.getName().getStringRef();
      if (name == "stablehlo.return" || isa<func::ReturnOp>(op) || isElementwise(name))
        continue;
      auto call = dyn_cast<func::CallOp>(op);
      auto callee = call ? module.lookupSymbol<func::FuncOp>(call.getCallee()) : func::FuncOp();
      if (!callee || depth > 100)
        return &op;
      if (Operation *found = firstNotElementwise(callee.getBody(), module, depth + 1))
        return found;
    }
  return nullptr;
}

Arrays Translator::combine(Op &op, Region &region, std::span<const Array> arguments,
                           const Shape &like) {
  if (region.empty() || region.front().getNumArguments() != arguments.size())
    op.fail("a region of " + std::to_string(arguments.size()) + " scalars", "another one");
  for (auto [argument, array] : llvm::zip(region.front().getArguments(), arguments)) {
    Aval declared = avalOf(argument.getType(), op);
    if (!declared.shape.empty() || declared.dtype != dtypeOf(array))
      op.fail("a region of scalars of type " + text({dtypeOf(array), {}}), text(declared));
  }
  if (Operation *other = firstNotElementwise(region, module_))
    op.fail("a region of elementwise operations", other->getName().getStringRef().str());
  std::optional<Shape> outer = std::exchange(lifted_, like);
  Arrays results = run(region.front(), arguments);
  lifted_ = outer;
  for (Array &r : results)
    r = broadcast(r, like);
  return results;
}

} // namespace vmapc::frontend::hlo
