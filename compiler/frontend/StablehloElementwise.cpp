// Elementwise operations: most are one of ours under another name; the rest are a few
// of them.

#include "compiler/frontend/StablehloTranslator.h"

#include "llvm/ADT/StringMap.h"

#include <algorithm>

using namespace mlir;

namespace vmapc::frontend::hlo {

StringRef elementwiseName(StringRef name) {
  static const llvm::StringMap<StringRef> names = {
      {"stablehlo.abs", "abs"},
      {"stablehlo.add", "add"},
      {"stablehlo.and", "and"},
      {"stablehlo.atan2", "atan2"},
      {"stablehlo.cbrt", "cbrt"},
      {"stablehlo.ceil", "ceil"},
      {"stablehlo.cosine", "cos"},
      {"stablehlo.count_leading_zeros", "clz"},
      {"stablehlo.divide", "div"},
      {"stablehlo.exponential", "exp"},
      {"stablehlo.exponential_minus_one", "expm1"},
      {"stablehlo.floor", "floor"},
      {"stablehlo.imag", "imag"},
      {"stablehlo.is_finite", "is_finite"},
      {"stablehlo.log", "log"},
      {"stablehlo.log_plus_one", "log1p"},
      {"stablehlo.logistic", "logistic"},
      {"stablehlo.maximum", "max"},
      {"stablehlo.minimum", "min"},
      {"stablehlo.multiply", "mul"},
      {"stablehlo.negate", "neg"},
      {"stablehlo.not", "not"},
      {"stablehlo.or", "or"},
      {"stablehlo.popcnt", "popcnt"},
      {"stablehlo.power", "pow"},
      {"stablehlo.real", "real"},
      {"stablehlo.remainder", "rem"},
      {"stablehlo.round_nearest_afz", "round_away"},
      {"stablehlo.round_nearest_even", "round_even"},
      {"stablehlo.rsqrt", "rsqrt"},
      {"stablehlo.shift_left", "shl"},
      {"stablehlo.shift_right_arithmetic", "shr_arith"},
      {"stablehlo.shift_right_logical", "shr_logical"},
      {"stablehlo.sign", "sign"},
      {"stablehlo.sine", "sin"},
      {"stablehlo.sqrt", "sqrt"},
      {"stablehlo.subtract", "sub"},
      {"stablehlo.tan", "tan"},
      {"stablehlo.tanh", "tanh"},
      {"stablehlo.xor", "xor"},
      {"stablehlo.complex", "complex"},
      {"chlo.acos", "acos"},
      {"chlo.acosh", "acosh"},
      {"chlo.asin", "asin"},
      {"chlo.asinh", "asinh"},
      {"chlo.atan", "atan"},
      {"chlo.atanh", "atanh"},
      {"chlo.bessel_i1e", "bessel_i1e"},
      {"chlo.cosh", "cosh"},
      {"chlo.digamma", "digamma"},
      {"chlo.erf", "erf"},
      {"chlo.erf_inv", "erf_inv"},
      {"chlo.erfc", "erfc"},
      {"chlo.lgamma", "lgamma"},
      {"chlo.next_after", "nextafter"},
      {"chlo.sinh", "sinh"},
      {"chlo.tan", "tan"},
      {"chlo.zeta", "zeta"},
      {"chlo.broadcast_add", "add"},
      {"chlo.broadcast_and", "and"},
      {"chlo.broadcast_atan2", "atan2"},
      {"chlo.broadcast_divide", "div"},
      {"chlo.broadcast_maximum", "max"},
      {"chlo.broadcast_minimum", "min"},
      {"chlo.broadcast_multiply", "mul"},
      {"chlo.broadcast_next_after", "nextafter"},
      {"chlo.broadcast_or", "or"},
      {"chlo.broadcast_power", "pow"},
      {"chlo.broadcast_remainder", "rem"},
      {"chlo.broadcast_shift_left", "shl"},
      {"chlo.broadcast_shift_right_arithmetic", "shr_arith"},
      {"chlo.broadcast_shift_right_logical", "shr_logical"},
      {"chlo.broadcast_subtract", "sub"},
      {"chlo.broadcast_xor", "xor"},
      {"chlo.broadcast_zeta", "zeta"},
  };
  return names.lookup(name);
}

// Of bools StableHLO adds by or and multiplies by and.
static const char *onBools(StringRef op) {
  return op == "add" || op == "max" ? "or" : op == "mul" || op == "min" ? "and" : nullptr;
}

// Operands of one shape. In a combiner some are scalars where others are arrays;
// chlo.broadcast_* aligns shapes at their last dimension.
static Arrays unified(Op &op, Arrays xs) {
  bool mayBroadcast = op.translator().lifted() || op.name().starts_with("chlo.broadcast_");
  Shape common;
  for (const Array &x : xs)
    if (shapeOf(x).size() > common.size())
      common = shapeOf(x);
  if (mayBroadcast)
    for (const Array &x : xs) {
      const Shape &s = shapeOf(x);
      for (std::size_t k = 0, offset = common.size() - s.size(); k < s.size(); ++k)
        if (common[offset + k] == 1)
          common[offset + k] = s[k];
    }
  for (Array &x : xs) {
    if (shapeOf(x) == common)
      continue;
    op.require(mayBroadcast, "operands of one shape",
               text(shapeOf(xs[0])) + " and " + text(shapeOf(x)));
    Dims dims;
    for (std::size_t k = 0; k < shapeOf(x).size(); ++k)
      dims.push_back(std::int64_t(common.size() - shapeOf(x).size() + k));
    x = broadcast(x, common, dims);
  }
  return xs;
}

static void requireOneType(Op &op, const Arrays &xs) {
  for (const Array &x : xs)
    op.require(dtypeOf(x) == dtypeOf(xs[0]), "operands of one dtype",
               text(detail::avalOf(xs[0])) + " and " + text(detail::avalOf(x)));
}

static Arrays simple(Op &op) {
  std::string name = elementwiseName(op.name()).str();
  op.requireOperands(1, true);
  if (op.name().starts_with("chlo.broadcast_"))
    op.attribute("broadcast_dimensions");
  Arrays xs = op.operands();
  requireOneType(op, xs);
  xs = unified(op, xs);
  DType dtype = dtypeOf(xs[0]);
  if (dtype == b1)
    if (const char *logical = onBools(name))
      name = logical;
  // What complex numbers do not have as one operation, the library composes.
  if (isComplex(dtype) && name != "real" && name != "imag")
    return {xs.size() == 1 ? detail::unary(name.c_str(), detail::Domain::floats, {xs[0], op.loc()})
                           : detail::binary(name.c_str(), detail::Domain::floats, {xs[0], op.loc()},
                                            {xs.at(1), op.loc()})};
  if (isUnsigned(dtype) && name == "abs")
    return {xs[0]};
  if (isUnsigned(dtype) && name == "sign")
    return {emitSame("min", {xs[0], filled(1, dtype, shapeOf(xs[0]))})};
  return {emitSame(name.c_str(), xs)};
}

// The bits of a float as an integer that orders as the total order of IEEE 754 does.
static Array totalOrder(const Array &x) {
  DType dtype = dtypeOf(x), as = sizeOf(dtype) == 8 ? i64 : sizeOf(dtype) == 4 ? i32 : i16;
  Aval bitsType{as, shapeOf(x)};
  Array bits = emit("bitcast", {x}, {}, &bitsType);
  double most = as == i64 ? 0x1p63 : as == i32 ? 0x7fffffff : 0x7fff;
  Array flipped = emitSame("xor", {bits, filled(most, as, shapeOf(x))});
  return select(compare("lt", bits, filled(0, as, shapeOf(x))), flipped, bits);
}

static Arrays compareOp(Op &op) {
  op.requireOperands(2);
  std::string direction = op.word("comparison_direction"), kind = op.word("compare_type");
  std::string lower = StringRef(direction).lower();
  if (!llvm::is_contained({"eq", "ne", "lt", "le", "gt", "ge"}, lower))
    op.fail("a comparison direction from EQ to GE", direction);
  if (!llvm::is_contained({"", "NOTYPE", "FLOAT", "TOTALORDER", "SIGNED", "UNSIGNED"}, kind))
    op.fail("a comparison type that vmapc imports", kind);
  if (op.name().starts_with("chlo.broadcast_"))
    op.attribute("broadcast_dimensions");
  Arrays xs = op.operands();
  requireOneType(op, xs);
  xs = unified(op, xs);
  if (kind == "TOTALORDER" && isFloat(dtypeOf(xs[0])))
    return {compare(lower.c_str(), totalOrder(xs[0]), totalOrder(xs[1]))};
  return {compare(lower.c_str(), xs[0], xs[1])};
}

// `x` as large as the others when it is a scalar.
static Array spread(const Array &x, const Shape &shape) {
  return shapeOf(x).empty() ? broadcast(x, shape) : x;
}

static Arrays selectOp(Op &op) {
  op.requireOperands(3);
  Arrays xs = op.operands();
  op.require(dtypeOf(xs[0]) == b1, "a predicate of i1", text(detail::avalOf(xs[0])));
  if (op.translator().lifted() || op.name().starts_with("chlo.broadcast_"))
    xs = unified(op, xs);
  return {select(spread(xs[0], shapeOf(xs[1])), xs[1], xs[2])};
}

static Arrays clampOp(Op &op) {
  op.requireOperands(3);
  Arrays xs = op.operands();
  if (op.translator().lifted())
    xs = unified(op, xs);
  requireOneType(op, xs);
  const Shape &shape = shapeOf(xs[1]);
  return {emitSame("clamp", {spread(xs[0], shape), xs[1], spread(xs[2], shape)})};
}

static Arrays convertOp(Op &op) {
  op.requireOperands(1);
  Array x = op.operand(0);
  DType to = op.result().dtype;
  if (isComplex(dtypeOf(x)) && !isComplex(to))
    x = to == b1 ? compare("ne", x, filled(0, dtypeOf(x), shapeOf(x))) : emitSame("real", {x});
  if (isComplex(to) && !isComplex(dtypeOf(x))) {
    x = convert(x, realType(to));
    return {emitSame("complex", {x, filled(0, dtypeOf(x), shapeOf(x))})};
  }
  return {convert(x, to)};
}

static Arrays reducePrecision(Op &op) {
  op.requireOperands(1);
  return {emit("reduce_precision", {op.operand(0)},
               {{"exponent_bits", op.integer("exponent_bits")},
                {"mantissa_bits", op.integer("mantissa_bits")}})};
}

static Array bitsAs(const Array &x, DType dtype) {
  Aval result{dtype, shapeOf(x)};
  return dtypeOf(x) == dtype ? x : emit("bitcast", {x}, {}, &result);
}

static DType bitsOf(std::size_t bytes) {
  return bytes == 1 ? u8 : bytes == 2 ? u16 : bytes == 4 ? u32 : u64;
}

// Between widths, the parts of an element are a last dimension, lowest bits first.
static Arrays bitcastConvert(Op &op) {
  op.requireOperands(1);
  Array x = op.operand(0);
  Aval to = op.result();
  DType from = dtypeOf(x);
  if (from == to.dtype)
    return {x};
  op.require(from != b1 && to.dtype != b1 && !isComplex(from) && !isComplex(to.dtype),
             "numbers that are not complex", text(detail::avalOf(x)) + " to " + text(to));
  std::size_t m = sizeOf(from), n = sizeOf(to.dtype);
  if (m == n)
    return {bitsAs(x, to.dtype)};
  std::size_t parts = std::max(m, n) / std::min(m, n);
  DType wide = bitsOf(std::max(m, n)), narrow = bitsOf(std::min(m, n));
  double width = 8 * double(std::min(m, n));
  Shape shape = shapeOf(x);
  if (m > n) {
    Array bits = bitsAs(x, wide);
    Arrays list;
    Shape column = shape;
    column.push_back(1);
    for (std::size_t k = 0; k < parts; ++k)
      list.push_back(reshape(
          convert(emitSame("shr_logical", {bits, filled(double(k) * width, wide, shape)}), narrow),
          column));
    return {bitsAs(concatenate(list, std::int64_t(shape.size())), to.dtype)};
  }
  op.require(!shape.empty() && shape.back() == std::int64_t(parts),
             "a last dimension that makes up one element", text(detail::avalOf(x)));
  Array bits = convert(bitsAs(x, narrow), wide), sum;
  for (std::size_t k = 0; k < parts; ++k) {
    Dims start(shape.size()), limit = shape, ones(shape.size(), 1);
    start.back() = std::int64_t(k);
    limit.back() = std::int64_t(k) + 1;
    Array part = reshape(slice(bits, start, limit, ones), to.shape);
    part = emitSame("shl", {part, filled(double(k) * width, wide, to.shape)});
    sum = sum.defined() ? emitSame("or", {sum, part}) : part;
  }
  return {bitsAs(sum, to.dtype)};
}

static Arrays isInf(Op &op) {
  op.requireOperands(1);
  Array x = op.operand(0);
  StringRef name = op.name();
  if (name == "chlo.is_inf")
    x = emitSame("abs", {x});
  double bound = name == "chlo.is_neg_inf" ? -HUGE_VAL : HUGE_VAL;
  return {compare("eq", x, filled(bound, dtypeOf(x), shapeOf(x)))};
}

static Arrays square(Op &op) {
  op.requireOperands(1);
  return {emitSame("mul", {op.operand(0), op.operand(0)})};
}

ArrayRef<Entry> elementwiseEntries() {
  static const std::vector<Entry> entries = [] {
    std::vector<Entry> list = {
        {"stablehlo.compare", compareOp},
        {"chlo.broadcast_compare", compareOp},
        {"stablehlo.select", selectOp},
        {"chlo.broadcast_select", selectOp},
        {"stablehlo.clamp", clampOp},
        {"stablehlo.convert", convertOp},
        {"stablehlo.reduce_precision", reducePrecision},
        {"stablehlo.bitcast_convert", bitcastConvert},
        {"chlo.is_inf", isInf},
        {"chlo.is_pos_inf", isInf},
        {"chlo.is_neg_inf", isInf},
        {"chlo.square", square},
    };
    return list;
  }();
  return entries;
}

Handler simpleHandler(StringRef name) { return elementwiseName(name).empty() ? nullptr : simple; }

bool isElementwise(StringRef name) {
  return !elementwiseName(name).empty() || name == "stablehlo.constant" ||
         llvm::any_of(elementwiseEntries(), [&](const Entry &entry) { return entry.name == name; });
}

} // namespace vmapc::frontend::hlo
