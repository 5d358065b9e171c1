// The forms in which StableHLO and CHLO print their operations. They are regular: items
// (%operand, key = value, bare word, [ranges], @symbol, (list), {attributes}) in any
// order, a colon, types. Only constant, reduce and while have forms of their own. Afterwards
// attributes are renamed to what the generic form calls them.

#include "compiler/frontend/StablehloReader.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;

namespace vmapc::frontend {

//===-- Values of attributes --------------------------------------------------===//

static ParseResult parseValue(AsmParser &p, Attribute &value);

// key = value, ... up to what the caller expects.
static ParseResult parsePairs(AsmParser &p, Attribute &value) {
  NamedAttrList list;
  auto one = [&]() -> ParseResult {
    StringRef key;
    Attribute entry;
    if (p.parseKeyword(&key) || p.parseEqual() || parseValue(p, entry))
      return failure();
    list.set(key, entry);
    return success();
  };
  do {
    if (one())
      return failure();
  } while (succeeded(p.parseOptionalComma()));
  value = list.getDictionary(p.getContext());
  return success();
}

// A number, a bare word, a list of values, {key = value} or <key = value>; else what MLIR
// calls an attribute.
static ParseResult parseOne(AsmParser &p, Attribute &value) {
  Builder &b = p.getBuilder();
  APInt number;
  OptionalParseResult integer = p.parseOptionalInteger(number);
  if (integer.has_value()) {
    if (failed(*integer))
      return failure();
    value = b.getI64IntegerAttr(number.getSExtValue());
    return success();
  }
  if (succeeded(p.parseOptionalLSquare())) {
    SmallVector<Attribute> list;
    if (failed(p.parseOptionalRSquare())) {
      do {
        if (parseValue(p, list.emplace_back()))
          return failure();
      } while (succeeded(p.parseOptionalComma()));
      if (p.parseRSquare())
        return failure();
    }
    value = b.getArrayAttr(list);
    return success();
  }
  if (succeeded(p.parseOptionalLBrace())) {
    value = b.getDictionaryAttr({});
    if (succeeded(p.parseOptionalRBrace()))
      return success();
    return failure(parsePairs(p, value) || p.parseRBrace());
  }
  if (succeeded(p.parseOptionalLess()))
    return failure(parsePairs(p, value) || p.parseGreater());
  OptionalParseResult attribute = p.parseOptionalAttribute(value);
  if (attribute.has_value())
    return *attribute;
  StringRef word;
  if (p.parseKeyword(&word))
    return failure();
  value = b.getStringAttr(word);
  return success();
}

// A value, or several with `x` or `->` between them as a list.
static ParseResult parseValue(AsmParser &p, Attribute &value) {
  SmallVector<Attribute> parts(1);
  if (parseOne(p, parts[0]))
    return failure();
  if (isa<ArrayAttr>(parts[0]))
    while (succeeded(p.parseOptionalKeyword("x")) || succeeded(p.parseOptionalArrow()))
      if (parseOne(p, parts.emplace_back()))
        return failure();
  value = parts.size() == 1 ? parts[0] : p.getBuilder().getArrayAttr(parts);
  return success();
}

Attribute parseHloAttribute(DialectAsmParser &p) {
  StringRef word;
  Attribute value;
  if (p.parseKeyword(&word))
    return {};
  if (failed(p.parseOptionalLess())) { // #stablehlo<kind CASE>
    if (p.parseKeyword(&word))
      return {};
    return p.getBuilder().getStringAttr(word);
  }
  if (succeeded(p.parseOptionalGreater()))
    return p.getBuilder().getDictionaryAttr({});
  bool bare = word == "conv" || word == "bounds";
  std::string text = word.str();
  if (bare) {
    if (parseValue(p, value))
      return {};
  } else {
    // One word is a case of an enum; a word and '=' start a list of pairs.
    NamedAttrList list;
    do {
      Attribute entry;
      if (p.parseKeyword(&word))
        return {};
      if (failed(p.parseOptionalEqual())) {
        value = p.getBuilder().getStringAttr(word);
        break;
      }
      if (parseValue(p, entry))
        return {};
      list.set(word, entry);
    } while (succeeded(p.parseOptionalComma()));
    if (!value)
      value = list.getDictionary(p.getContext());
  }
  return p.parseGreater() ? Attribute() : value;
}

//===-- Names -----------------------------------------------------------------===//

namespace {
struct Rename {
  StringLiteral op, written, generic;
};
} // namespace

static constexpr Rename renames[] = {
    {"broadcast_in_dim", "dims", "broadcast_dimensions"},
    {"dynamic_broadcast_in_dim", "dims", "broadcast_dimensions"},
    {"broadcast", "sizes", "broadcast_sizes"},
    {"transpose", "dims", "permutation"},
    {"reverse", "dims", "dimensions"},
    {"concatenate", "dim", "dimension"},
    {"iota", "dim", "iota_dimension"},
    {"dynamic_iota", "dim", "iota_dimension"},
    {"get_dimension_size", "dim", "dimension"},
    {"set_dimension_size", "dim", "dimension"},
    {"dynamic_slice", "sizes", "slice_sizes"},
    {"pad", "low", "edge_padding_low"},
    {"pad", "high", "edge_padding_high"},
    {"pad", "interior", "interior_padding"},
    {"fft", "type", "fft_type"},
    {"fft", "length", "fft_length"},
    {"rng_bit_generator", "algorithm", "rng_algorithm"},
    {"rng", "distribution", "rng_distribution"},
    {"dot_general", "precision", "precision_config"},
    {"dot", "precision", "precision_config"},
    {"convolution", "dim_numbers", "dimension_numbers"},
};

static ArrayAttr pairOf(Attribute value) {
  auto list = dyn_cast_if_present<ArrayAttr>(value);
  return list && list.size() == 2 ? list : ArrayAttr();
}

// Renames and regroups the attributes of one operation.
static ParseResult normalise(OpAsmParser &p, StringRef op, NamedAttrList &attrs,
                             ArrayRef<StringRef> words) {
  Builder &b = p.getBuilder();
  for (const Rename &r : renames)
    if (r.op == op)
      if (Attribute value = attrs.erase(r.written))
        attrs.set(r.generic, value);
  if ((op == "compare" || op == "broadcast_compare") && !words.empty()) {
    attrs.set("comparison_direction", b.getStringAttr(words[0]));
    if (words.size() > 1)
      attrs.set("compare_type", b.getStringAttr(words[1]));
    words = {};
  }
  if (op == "dot_general") {
    NamedAttrList dims;
    for (auto [written, generic] : {std::pair("batching_dims", "batching_dimensions"),
                                    std::pair("contracting_dims", "contracting_dimensions")})
      if (ArrayAttr pair = pairOf(attrs.erase(written))) {
        dims.set(("lhs_" + Twine(generic)).str(), pair[0]);
        dims.set(("rhs_" + Twine(generic)).str(), pair[1]);
      }
    if (!attrs.get("dot_dimension_numbers"))
      attrs.set("dot_dimension_numbers", dims.getDictionary(p.getContext()));
  }
  if (op == "convolution")
    if (auto window = dyn_cast_if_present<DictionaryAttr>(attrs.erase("window")))
      for (auto [written, generic] :
           {std::pair("stride", "window_strides"), std::pair("pad", "padding"),
            std::pair("lhs_dilate", "lhs_dilation"), std::pair("rhs_dilate", "rhs_dilation"),
            std::pair("reverse", "window_reversal")})
        if (Attribute value = window.get(written))
          attrs.set(generic, value);
  if (op == "reduce_precision") {
    auto format = dyn_cast_if_present<StringAttr>(attrs.erase("format"));
    unsigned exponent, mantissa;
    if (format) {
      auto [e, m] = format.getValue().drop_front().split('m');
      if (e.getAsInteger(10, exponent) || m.getAsInteger(10, mantissa))
        return p.emitError(p.getNameLoc(), "required a format like e5m10, got ") << format;
      attrs.set("exponent_bits", b.getI32IntegerAttr(exponent));
      attrs.set("mantissa_bits", b.getI32IntegerAttr(mantissa));
    }
  }
  if (!words.empty())
    return p.emitError(p.getNameLoc(), "required key = value, got '") << words[0] << "'";
  return success();
}

//===-- Operations ------------------------------------------------------------===//

namespace {
using Operand = OpAsmParser::UnresolvedOperand;

class Pretty {
public:
  Pretty(OpAsmParser &p, OperationState &state)
      : p_(p), state_(state), op_(state.name.getStringRef().split('.').second) {}

  ParseResult parse() {
    if (op_ == "constant")
      return constant();
    if (op_ == "reduce")
      return reduce();
    if (op_ == "while")
      return whileLoop();
    SmallVector<Type> types, results;
    bool arrow = false;
    if (items() || typesAfterColon(types, results, arrow) || normalise(p_, op_, attrs_, words_))
      return failure();
    state_.addAttributes(attrs_);
    return resolve(types, results, arrow);
  }

private:
  // Everything before the colon.
  ParseResult items() {
    for (;;) {
      SMLoc before = p_.getCurrentLocation();
      if (item())
        return failure();
      if (p_.getCurrentLocation() == before)
        return success();
    }
  }

  ParseResult item() {
    Operand operand;
    OptionalParseResult parsed = p_.parseOptionalOperand(operand);
    if (parsed.has_value()) {
      operands_.push_back(operand);
      return *parsed;
    }
    StringAttr symbol;
    std::string text;
    StringRef word;
    if (succeeded(p_.parseOptionalComma()))
      return success();
    if (succeeded(p_.parseOptionalLParen())) {
      if (items())
        return failure();
      return p_.parseRParen();
    }
    if (succeeded(p_.parseOptionalLSquare()))
      return ranges();
    if (succeeded(p_.parseOptionalSymbolName(symbol))) {
      attrs_.set(op_ == "custom_call" ? "call_target_name" : "callee", symbol);
      return success();
    }
    if (succeeded(p_.parseOptionalString(&text))) {
      attrs_.set("name", p_.getBuilder().getStringAttr(text));
      return success();
    }
    if (succeeded(p_.parseOptionalKeyword(&word))) {
      if (failed(p_.parseOptionalEqual())) {
        words_.push_back(word);
        return success();
      }
      Attribute value;
      if (parseValue(p_, value))
        return failure();
      attrs_.set(word, value);
      return success();
    }
    return p_.parseOptionalAttrDict(attrs_);
  }

  // [start:limit:stride, ...] of slice, [k] of get_tuple_element.
  ParseResult ranges() {
    SmallVector<int64_t> columns[3];
    bool ranged = true;
    if (succeeded(p_.parseOptionalRSquare()))
      ranged = op_ == "slice";
    else {
      do {
        int64_t start, limit = 0, stride = 1;
        if (p_.parseInteger(start))
          return failure();
        ranged = succeeded(p_.parseOptionalColon());
        if (ranged && p_.parseInteger(limit))
          return failure();
        if (ranged && succeeded(p_.parseOptionalColon()) && p_.parseInteger(stride))
          return failure();
        columns[0].push_back(start);
        columns[1].push_back(limit);
        columns[2].push_back(stride);
      } while (succeeded(p_.parseOptionalComma()));
      if (p_.parseRSquare())
        return failure();
    }
    Builder &b = p_.getBuilder();
    if (!ranged) {
      attrs_.set("index", b.getI64ArrayAttr(columns[0]));
      return success();
    }
    attrs_.set("start_indices", b.getI64ArrayAttr(columns[0]));
    attrs_.set("limit_indices", b.getI64ArrayAttr(columns[1]));
    attrs_.set("strides", b.getI64ArrayAttr(columns[2]));
    return success();
  }

  // `: t, t`, `: t, t -> t` or `: (t, t) -> (t, t)`.
  ParseResult typesAfterColon(SmallVectorImpl<Type> &types, SmallVectorImpl<Type> &results,
                              bool &arrow) {
    if (failed(p_.parseOptionalColon()))
      return success();
    if (p_.parseTypeList(types))
      return failure();
    if (types.size() == 1)
      if (auto function = dyn_cast<FunctionType>(types[0])) {
        arrow = true;
        types.assign(function.getInputs().begin(), function.getInputs().end());
        results.assign(function.getResults().begin(), function.getResults().end());
        return success();
      }
    if (failed(p_.parseOptionalArrow()))
      return success();
    arrow = true;
    if (succeeded(p_.parseOptionalLParen()))
      return failure(p_.parseTypeList(results) || p_.parseRParen());
    return p_.parseTypeList(results);
  }

  // Of `complex` the type of the result alone is written.
  static Type partType(Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    auto number = tensor ? dyn_cast<ComplexType>(tensor.getElementType()) : ComplexType();
    return number ? tensor.clone(number.getElementType()) : type;
  }

  // Types that are not written follow from those that are.
  ParseResult resolve(SmallVector<Type> types, SmallVector<Type> results, bool arrow) {
    std::size_t n = operands_.size(), declared = p_.getNumResults();
    if (!arrow) {
      if (op_ == "select" && types.size() == 2)
        types.push_back(types[1]);
      if (declared)
        results = types.size() == declared
                      ? types
                      : SmallVector<Type>(declared, types.empty() ? Type() : types.back());
      if (types.size() == 1)
        types.assign(n, op_ == "complex" ? partType(types[0]) : types[0]);
      if (declared && results[0] == Type())
        return p_.emitError(p_.getNameLoc(), "required ':' and a type");
    } else if (types.size() == 1 && n > 1) {
      types.assign(n, types[0]);
    }
    state_.addTypes(results);
    return p_.resolveOperands(operands_, types, p_.getNameLoc(), state_.operands);
  }

  ParseResult constant() {
    Attribute value;
    if (p_.parseOptionalAttrDict(attrs_) || p_.parseAttribute(value))
      return failure();
    auto typed = dyn_cast<TypedAttr>(value);
    if (!typed)
      return p_.emitError(p_.getNameLoc(), "required elements with a type");
    attrs_.set("value", value);
    state_.addAttributes(attrs_);
    state_.addTypes(typed.getType());
    return success();
  }

  // (%x init: %a), ... [applies OP] across dimensions = [..] : types [reducer(..) (..) {..}]
  ParseResult reduce() {
    SmallVector<Operand> inits;
    do {
      Operand x, init;
      if (p_.parseLParen() || p_.parseOperand(x) || p_.parseKeyword("init") || p_.parseColon() ||
          p_.parseOperand(init) || p_.parseRParen())
        return failure();
      operands_.push_back(x);
      inits.push_back(init);
    } while (succeeded(p_.parseOptionalComma()));
    std::size_t n = inits.size();
    operands_.append(inits);
    FailureOr<OperationName> applied = failure();
    if (succeeded(p_.parseOptionalKeyword("applies")) &&
        failed(applied = p_.parseCustomOperationName()))
      return failure();
    Attribute dimensions;
    SmallVector<Type> types, results;
    bool arrow = false;
    if (p_.parseKeyword("across") || p_.parseKeyword("dimensions") || p_.parseEqual() ||
        parseValue(p_, dimensions) || p_.parseOptionalAttrDict(attrs_) ||
        typesAfterColon(types, results, arrow) || p_.parseOptionalAttrDict(attrs_))
      return failure();
    attrs_.set("dimensions", dimensions);
    state_.addAttributes(attrs_);
    state_.addTypes(results);
    if (p_.resolveOperands(operands_, types, p_.getNameLoc(), state_.operands))
      return failure();
    Region &body = *state_.addRegion();
    if (succeeded(applied))
      return apply(body, *applied, types.back());
    if (p_.parseKeyword("reducer"))
      return failure();
    // Written in pairs, of one input each; taken as all left sides, then all right ones.
    SmallVector<OpAsmParser::Argument> arguments(2 * n);
    for (std::size_t k = 0; k < n; ++k)
      if (p_.parseLParen() || p_.parseArgument(arguments[k], true) || p_.parseComma() ||
          p_.parseArgument(arguments[n + k], true) || p_.parseRParen())
        return failure();
    return p_.parseRegion(body, arguments);
  }

  // The region of a single operation on both arguments.
  ParseResult apply(Region &body, OperationName name, Type type) {
    OpBuilder b(p_.getContext());
    Location loc = state_.location;
    Block &block = body.emplaceBlock();
    block.addArguments({type, type}, {loc, loc});
    b.setInsertionPointToEnd(&block);
    OperationState inner(loc, name);
    inner.addOperands(block.getArguments());
    inner.addTypes(type);
    OperationState end(loc, "stablehlo.return");
    end.addOperands(b.create(inner)->getResults());
    b.create(end);
    return success();
  }

  // (%a = %init, ...) : types [attributes {..}] cond {..} do {..}
  ParseResult whileLoop() {
    SmallVector<OpAsmParser::Argument> arguments;
    if (p_.parseLParen())
      return failure();
    if (failed(p_.parseOptionalRParen())) {
      do {
        if (p_.parseArgument(arguments.emplace_back()) || p_.parseEqual() ||
            p_.parseOperand(operands_.emplace_back()))
          return failure();
      } while (succeeded(p_.parseOptionalComma()));
      if (p_.parseRParen())
        return failure();
    }
    SmallVector<Type> types, results;
    bool arrow = false;
    if (typesAfterColon(types, results, arrow) || p_.parseOptionalAttrDictWithKeyword(attrs_))
      return failure();
    if (types.size() != arguments.size())
      return p_.emitError(p_.getNameLoc(), "required ")
             << arguments.size() << " types, got " << types.size();
    state_.addAttributes(attrs_);
    state_.addTypes(types);
    if (p_.resolveOperands(operands_, types, p_.getNameLoc(), state_.operands))
      return failure();
    for (auto [argument, type] : llvm::zip(arguments, types))
      argument.type = type;
    if (p_.parseKeyword("cond") || p_.parseRegion(*state_.addRegion(), arguments) ||
        p_.parseKeyword("do") || p_.parseRegion(*state_.addRegion(), arguments))
      return failure();
    return success();
  }

  OpAsmParser &p_;
  OperationState &state_;
  StringRef op_;
  SmallVector<Operand> operands_;
  SmallVector<StringRef> words_;
  NamedAttrList attrs_;
};
} // namespace

ParseResult parsePretty(OpAsmParser &parser, OperationState &state) {
  return Pretty(parser, state).parse();
}

} // namespace vmapc::frontend
