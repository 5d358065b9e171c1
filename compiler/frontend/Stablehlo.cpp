// The entry of the import: from text to a program.

#include "compiler/frontend/Stablehlo.h"

#include "compiler/frontend/Convert.h"
#include "compiler/frontend/StablehloReader.h"
#include "compiler/frontend/StablehloTranslator.h"
#include "vmapc/detail/call.h"
#include "vmapc/detail/import.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/MLIRContext.h"

using namespace mlir;

namespace vmapc::frontend {

namespace {

func::FuncOp entryOf(ModuleOp module, const std::string &file, std::string_view entry) {
  std::string names;
  func::FuncOp chosen;
  for (auto function : module.getOps<func::FuncOp>()) {
    StringRef name = function.getSymName();
    names += (names.empty() ? "@" : ", @") + name.str();
    bool better = !entry.empty()   ? name == StringRef(entry)
                  : name == "main" ? true
                                   : !chosen || (chosen.isPrivate() && function.isPublic());
    if (better && !function.isExternal() &&
        !(entry.empty() && chosen && chosen.getSymName() == "main"))
      chosen = function;
  }
  if (!chosen)
    throw Error(ErrorCode::invalid_argument, "load",
                entry.empty() ? "a function with a body"
                              : "a function @" + std::string(entry) + " with a body",
                names.empty() ? "a module without functions" : names, SourceLine(file, 1, 1));
  return chosen;
}

// What JAX calls a result, without the function's own name: `result.w` is `w`.
std::string resultName(func::FuncOp function, unsigned k) {
  auto info = function.getResultAttrOfType<StringAttr>(k, "jax.result_info");
  StringRef name = info ? info.getValue() : "";
  name.consume_front("result");
  name.consume_front(".");
  return name.str();
}

std::string argumentName(func::FuncOp function, unsigned k) {
  Location loc = function.getArgument(k).getLoc();
  if (auto named = dyn_cast<NameLoc>(loc))
    if (!named.getName().empty())
      return named.getName().str();
  return "arg" + std::to_string(k);
}

/// A function of the module as the body of a trace.
class Body final : public detail::CallBody {
public:
  Body(hlo::Translator &translator, func::FuncOp function)
      : translator_(translator), function_(function) {}
  std::vector<std::string> inputNames() const override {
    std::vector<std::string> names;
    for (unsigned k = 0; k < function_.getNumArguments(); ++k)
      names.push_back(argumentName(function_, k));
    return names;
  }
  detail::TracedResult trace(std::span<const Array> leaves) const override {
    detail::TracedResult r;
    auto function = function_;
    r.leaves = translator_.run(function.getBody().front(), leaves);
    for (unsigned k = 0; k < r.leaves.size(); ++k)
      r.names.push_back(resultName(function_, k));
    return r;
  }
  std::string name() const override {
    auto function = function_;
    return function.getSymName().str();
  }

private:
  hlo::Translator &translator_;
  mutable func::FuncOp function_;
};

/// A self-checking entry: values that constant functions give are inputs, what the checks
/// compare are results.
class CheckBody final : public detail::CallBody {
public:
  CheckBody(hlo::Translator &translator, func::FuncOp function,
            std::vector<std::pair<std::string, unsigned>> given)
      : translator_(translator), function_(function), given_(std::move(given)) {}
  std::vector<std::string> inputNames() const override {
    std::vector<std::string> names;
    for (auto &[name, k] : given_)
      names.push_back(name + "." + std::to_string(k));
    return names;
  }
  detail::TracedResult trace(std::span<const Array> leaves) const override {
    for (auto [k, given] : llvm::enumerate(given_))
      translator_.given[given.first].push_back(leaves[k]);
    auto function = function_;
    translator_.run(function.getBody().front(), {});
    return {translator_.checked, {}, nullptr};
  }
  std::string name() const override { return "main"; }

private:
  hlo::Translator &translator_;
  mutable func::FuncOp function_;
  std::vector<std::pair<std::string, unsigned>> given_;
};

/// The constants that a function returns; none unless it takes nothing and is made of
/// constants alone.
std::optional<std::vector<Array>> constantsOf(func::FuncOp function, bool inDouble) {
  if (function.isExternal() || function.getNumArguments())
    return std::nullopt;
  std::vector<Array> arrays;
  for (Value value : function.getBody().front().back().getOperands()) {
    Operation *maker = value.getDefiningOp();
    auto elements = maker ? maker->getAttrOfType<DenseElementsAttr>("value") : DenseElementsAttr();
    auto aval = avalOf(value.getType());
    if (!elements || !aval)
      return std::nullopt;
    std::vector<char> bytes = hlo::bytesOf(elements, aval->dtype, inDouble);
    if (inDouble && isFloat(aval->dtype))
      aval->dtype = f64;
    void *data = nullptr;
    arrays.push_back(detail::allocate(aval->dtype, aval->shape, data));
    std::copy(bytes.begin(), bytes.end(), static_cast<char *>(data));
  }
  return arrays;
}

std::shared_ptr<detail::Program> traced(std::span<const Array> shapes, const detail::CallBody &body,
                                        const detail::Loc &loc) {
  detail::Signature signature;
  for (const Array &shape : shapes)
    signature.leaf(shape);
  detail::EmbedCaptures embed;
  std::vector<Array> hidden;
  return detail::traceProgram(signature, body, loc, hidden);
}

} // namespace

std::shared_ptr<detail::Program> importStablehlo(std::string_view text, const std::string &file,
                                                 std::string_view entry) {
  auto context = stablehloContext();
  OwningOpRef<ModuleOp> module = readStablehlo(text, file, context.get());
  func::FuncOp function = entryOf(*module, file, entry);
  hlo::Translator translator(*module, file);
  hlo::Op op(translator, *function.getOperation());
  std::vector<Array> shapes;
  for (Type type : function.getArgumentTypes()) {
    detail::Aval aval = translator.avalOf(type, op);
    shapes.push_back(detail::shapeOf(aval.dtype, aval.shape));
  }
  return traced(shapes, Body(translator, function), op.loc());
}

SelfCheck importSelfCheck(std::string_view text, const std::string &file,
                          const SelfCheckOptions &options) {
  auto context = stablehloContext();
  OwningOpRef<ModuleOp> module = readStablehlo(text, file, context.get());
  func::FuncOp function = entryOf(*module, file, "");
  hlo::Translator translator(*module, file);
  hlo::Op(translator, *function.getOperation())
      .require(function.getNumArguments() == 0, "a program that checks itself, without inputs",
               std::to_string(function.getNumArguments()) + " inputs");
  translator.inDouble = options.inDouble;
  SelfCheck result;
  std::vector<std::pair<std::string, unsigned>> given;
  std::vector<Array> shapes;
  for (auto other : module->getOps<func::FuncOp>()) {
    auto constants = other == function ? std::nullopt : constantsOf(other, options.inDouble);
    if (!constants)
      continue;
    for (auto [k, array] : llvm::enumerate(*constants)) {
      given.emplace_back(other.getSymName().str(), unsigned(k));
      result.data.push_back(array);
      result.given.push_back(other.getSymName() != "expected");
      shapes.push_back(detail::shapeOf(array.dtype(), array.shape()));
    }
  }
  result.program =
      traced(shapes, CheckBody(translator, function, given), translator.locate(function.getLoc()));
  result.checks = translator.checks;
  return result;
}

} // namespace vmapc::frontend
