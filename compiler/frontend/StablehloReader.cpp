// The two dialects of StableHLO text, and what is done to a text before MLIR's parser
// may see it.

#include "compiler/frontend/StablehloReader.h"

#include "compiler/frontend/Diagnostics.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace vmapc::frontend {

namespace {
// A dialect of nothing but syntax.
class TextDialect : public Dialect {
protected:
  TextDialect(StringRef name, MLIRContext *context, TypeID id) : Dialect(name, context, id) {
    allowUnknownOperations();
    allowUnknownTypes();
  }

public:
  Attribute parseAttribute(DialectAsmParser &parser, Type) const override {
    return parseHloAttribute(parser);
  }
  // Tokens order side effects, of which no operation here has any.
  Type parseType(DialectAsmParser &parser) const override {
    if (succeeded(parser.parseOptionalKeyword("token")))
      return NoneType::get(getContext());
    parser.emitError(parser.getNameLoc(), "required a type that vmapc imports, got !")
        << getNamespace() << "." << parser.getFullSymbolSpec();
    return {};
  }
  std::optional<ParseOpHook> getParseOperationHook(StringRef) const override {
    return ParseOpHook(parsePretty);
  }
};

struct StablehloDialect final : TextDialect {
  explicit StablehloDialect(MLIRContext *context)
      : TextDialect(getDialectNamespace(), context, TypeID::get<StablehloDialect>()) {}
  static StringRef getDialectNamespace() { return "stablehlo"; }
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(StablehloDialect)
};

struct ChloDialect final : TextDialect {
  explicit ChloDialect(MLIRContext *context)
      : TextDialect(getDialectNamespace(), context, TypeID::get<ChloDialect>()) {}
  static StringRef getDialectNamespace() { return "chlo"; }
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ChloDialect)
};

// StableHLO writes the hexadecimal elements of an i1 array one byte each; MLIR reads them
// packed, element k as bit k mod 8 of byte k / 8. `at` is the position of `dense<"0x`.
std::optional<std::string> packedBools(StringRef text, std::size_t &end) {
  std::size_t close = text.find('"', 9);
  if (close == StringRef::npos)
    return std::nullopt;
  StringRef digits = text.slice(9, close), rest = text.drop_front(close + 1);
  if (!rest.consume_front("> : tensor<"))
    return std::nullopt;
  StringRef type = rest.take_front(rest.find('>'));
  if (!type.consume_back("xi1"))
    return std::nullopt;
  std::size_t count = 1;
  for (StringRef extent : llvm::split(type, 'x')) {
    std::size_t n;
    if (extent.getAsInteger(10, n))
      return std::nullopt;
    count *= n;
  }
  if (digits.size() != 2 * count || count == 1)
    return std::nullopt;
  std::string bytes((count + 7) / 8, '\0');
  for (std::size_t k = 0; k < count; ++k)
    if (digits.substr(2 * k, 2) != "00")
      bytes[k / 8] |= char(1 << k % 8);
  end = close;
  return "dense<\"0x" + llvm::toHex(bytes);
}

std::string withPackedBools(StringRef text) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = 0; (at = text.find("dense<\"0x", at)) != StringRef::npos; ++at) {
    std::size_t end = 0;
    if (auto packed = packedBools(text.drop_front(at), end)) {
      out += text.slice(from, at).str() + *packed;
      from = at + end;
    }
  }
  return out + text.drop_front(from).str();
}
} // namespace

bool isStablehlo(std::string_view text) {
  StringRef s(text.data(), text.size());
  return (s.contains("stablehlo.") || s.contains("chlo.") || s.contains("mhlo.")) &&
         !s.contains("vmapc.version");
}

std::unique_ptr<MLIRContext> stablehloContext() {
  auto context = std::make_unique<MLIRContext>(MLIRContext::Threading::DISABLED);
  // Attributes of other dialects (mhlo.sharding, jax.result_info) are read and ignored.
  context->allowUnregisteredDialects();
  context->loadDialect<func::FuncDialect, StablehloDialect, ChloDialect>();
  return context;
}

OwningOpRef<ModuleOp> readStablehlo(std::string_view text, const std::string &file,
                                    MLIRContext *context) {
  DiagnosticCollector diagnostics(context);
  // The verifier takes an unregistered operation with a region for a symbol table, in
  // which it misses the callees.
  ParserConfig config(context, /*verifyAfterParse=*/false);
  auto module = parseSourceString<ModuleOp>(withPackedBools(StringRef(text.data(), text.size())),
                                            config, file);
  if (!module || diagnostics.hasErrors())
    throw diagnostics.take(ErrorCode::invalid_argument, "load", SourceLine(file, 1, 1),
                           "a module of StableHLO");
  return module;
}

} // namespace vmapc::frontend
