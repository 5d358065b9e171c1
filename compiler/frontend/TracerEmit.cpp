// Operations of a trace that name no function: created by name, so that a new
// operation needs nothing here.

#include "compiler/frontend/Tracer.h"

#include "compiler/dialect/Dialect.h"
#include "compiler/frontend/Convert.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

using namespace mlir;

namespace vmapc::frontend {

using detail::Aval;
using detail::Loc;
using detail::TracedValue;
using detail::ValueRef;

NamedAttrList Tracer::attributesOf(StringRef op, std::span<const detail::Attr> attrs,
                                   const Loc &loc) {
  NamedAttrList list;
  for (const detail::Attr &attr : attrs) {
    Attribute value = attribute(context(), attr);
    if (value)
      list.append(StringAttr::get(context(), attr.name), value);
    else if (const auto *text = std::get_if<std::string>(&attr.value))
      throw Error(ErrorCode::invalid_argument, op.str(),
                  std::string("a known ") + attr.name, "\"" + *text + "\"", loc);
  }
  return list;
}

// The properties of an operation that does not exist yet, as inference reads them.
namespace {
class Properties {
public:
  Properties(RegisteredOperationName name, DictionaryAttr attributes,
             function_ref<InFlightDiagnostic()> emitError)
      : name_(name) {
    if (!name.getOpPropertyByteSize())
      return;
    storage_ = std::make_unique<char[]>(name.getOpPropertyByteSize());
    name.initOpProperties(get(), OpaqueProperties(nullptr));
    ok_ = succeeded(
        name.setOpPropertiesFromAttribute(name, get(), attributes, emitError));
  }
  ~Properties() {
    if (storage_)
      name_.destroyOpProperties(get());
  }
  OpaqueProperties get() { return OpaqueProperties(storage_.get()); }
  bool ok() const { return ok_; }

private:
  RegisteredOperationName name_;
  std::unique_ptr<char[]> storage_;
  bool ok_ = true;
};
} // namespace

static std::string describeOperands(ValueRange operands) {
  std::string text;
  for (Value operand : operands)
    text += (text.empty() ? "" : ", ") + describeType(operand.getType());
  return text.empty() ? "no operands" : text;
}

Operation *Tracer::create(StringRef op, ValueRange operands, NamedAttrList &attributes,
                          SmallVectorImpl<Type> &types, bool infer,
                          MutableArrayRef<std::unique_ptr<Region>> regions,
                          const Loc &loc) {
  innermost(loc);
  std::string fullName = "vmapc." + op.str();
  auto name = RegisteredOperationName::lookup(fullName, context());
  if (!name)
    throw Error(ErrorCode::invalid_argument, op.str(), "an operation of the dialect",
                "no op named '" + op.str() + "'", loc);
  Location location = locationOf(loc);
  // A failure of MLIR's is reported with the operands when its message has none.
  auto failure = [&](const char *what) {
    Error error = diagnostics_.take(ErrorCode::invalid_argument, op.str(), loc, what);
    bool isWhole = error.required() != what;
    if (isWhole && !error.got().empty())
      return error;
    return Error(error.code(), error.op(), isWhole ? error.required() : error.got(),
                 describeOperands(operands), error.location(), error.frames());
  };

  OperationState state(location, *name);
  state.addOperands(operands);
  state.attributes = attributes;
  if (infer && types.empty()) {
    auto *inference = name->getInterface<InferTypeOpInterface>();
    if (!inference)
      throw Error(ErrorCode::invalid_argument, op.str(), "result types",
                  "none, and they cannot be inferred", loc);
    DictionaryAttr dictionary = attributes.getDictionary(context());
    Properties properties(*name, dictionary,
                          [&] { return mlir::emitError(location); });
    if (!properties.ok() ||
        failed(inference->inferReturnTypes(context(), location, operands, dictionary,
                                           properties.get(), {}, types)))
      throw failure("operands that fit");
  }
  state.addTypes(types);
  for (std::unique_ptr<Region> &region : regions)
    state.addRegion(std::move(region));

  Operation *created = builder_.create(state);
  if (failed(name->verifyInvariants(created)) ||
      (created->getNumRegions() && failed(name->verifyRegionInvariants(created)))) {
    created->erase();
    throw failure("operands that fit");
  }
  for (Type type : created->getResultTypes())
    if (!fitsMemory(type))
      throw Error(ErrorCode::out_of_memory, op.str(), "arrays of at most 1 TB",
                  describeType(type), loc);
  return created;
}

std::vector<TracedValue> Tracer::emit(std::string_view op,
                                      std::span<const ValueRef> operands,
                                      std::span<const detail::Attr> attrs,
                                      std::span<const Aval> results, const Loc &loc) {
  NamedAttrList attributes = attributesOf(op, attrs, loc);
  llvm::SmallVector<Value> values = resolve(operands, loc);
  llvm::SmallVector<Type> types;
  for (const Aval &aval : results)
    types.push_back(tensorType(context(), aval));
  Operation *created =
      create(op, values, attributes, types, /*infer=*/true, {}, loc);
  return traced(created->getResults(), loc);
}

} // namespace vmapc::frontend
