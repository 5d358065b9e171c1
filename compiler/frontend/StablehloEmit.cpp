// What translations are made of: single operations of the dialect through the seam that
// the library itself uses, with the types that StableHLO declares, and small words.

#include "compiler/frontend/StablehloTranslator.h"
#include "vmapc/detail/import.h"

#include <algorithm>
#include <numeric>

namespace vmapc::frontend::hlo {

using detail::Attr;

Array emit(const char *op, std::initializer_list<Array> operands, std::initializer_list<Attr> attrs,
           const Aval *result) {
  return detail::emit1(op, {operands.begin(), operands.size()}, {attrs.begin(), attrs.size()},
                       Loc::current(),
                       result ? std::span<const Aval>(result, 1) : std::span<const Aval>());
}

Array emitSame(const char *op, const Arrays &operands) {
  return detail::emit1(op, operands, {}, Loc::current());
}

Array embed(const Aval &aval, const void *data, const Loc &loc) {
  return detail::embedded(aval, data, loc);
}

Array filled(double value, DType dtype, const Shape &shape) {
  return broadcast(detail::constantAs(detail::withWeak(Array(value), false), dtype), shape);
}

Array convert(const Array &x, DType dtype) {
  Aval result{dtype, shapeOf(x)};
  return dtypeOf(x) == dtype ? x : emit("convert", {x}, {}, &result);
}

Array broadcast(const Array &x, const Shape &shape, const Dims &dims) {
  Aval result{dtypeOf(x), shape};
  return shapeOf(x) == shape ? x : emit("broadcast", {x}, {{"dimensions", dims}}, &result);
}

Array reshape(const Array &x, const Shape &shape) {
  Aval result{dtypeOf(x), shape};
  return shapeOf(x) == shape ? x : emit("reshape", {x}, {}, &result);
}

Array transpose(const Array &x, const Dims &permutation) {
  if (std::is_sorted(permutation.begin(), permutation.end()))
    return x;
  return emit("transpose", {x}, {{"permutation", permutation}});
}

Array slice(const Array &x, const Dims &start, const Dims &limit, const Dims &stride) {
  auto all = [](const Dims &v, std::int64_t k) {
    return std::all_of(v.begin(), v.end(), [k](std::int64_t e) { return e == k; });
  };
  if (limit == shapeOf(x) && all(start, 0) && all(stride, 1))
    return x;
  return emit("slice", {x}, {{"start", start}, {"limit", limit}, {"stride", stride}});
}

Array pad(const Array &x, const Array &value, const Dims &low, const Dims &high,
          const Dims &interior) {
  return emit("pad", {x, value}, {{"low", low}, {"high", high}, {"interior", interior}});
}

Array concatenate(const Arrays &xs, std::int64_t dimension) {
  if (xs.size() == 1)
    return xs[0];
  Attr attrs[] = {{"dimension", dimension}};
  return detail::emit1("concatenate", xs, attrs, Loc::current());
}

Array iota(const Shape &shape, std::int64_t dimension, DType dtype) {
  Aval result{dtype, shape};
  return emit("iota", {}, {{"dimension", dimension}}, &result);
}

Array compare(const char *direction, const Array &a, const Array &b) {
  return emit("compare", {a, b}, {{"direction", std::string(direction)}});
}

Array select(const Array &pred, const Array &a, const Array &b) {
  return emit("select", {pred, a, b});
}

std::string text(const Dims &values) {
  std::string out = "[";
  for (std::size_t k = 0; k < values.size(); ++k)
    out += (k ? ", " : "") + std::to_string(values[k]);
  return out + "]";
}

std::string text(const Aval &aval) { return describe(aval.dtype, aval.shape); }

Dims inverse(const Dims &permutation) {
  Dims result(permutation.size());
  for (std::size_t k = 0; k < permutation.size(); ++k)
    result[std::size_t(permutation[k])] = std::int64_t(k);
  return result;
}

bool contains(const Dims &dimensions, std::int64_t d) {
  return std::find(dimensions.begin(), dimensions.end(), d) != dimensions.end();
}

Dims without(const Dims &dimensions, std::size_t count) {
  Dims rest;
  for (std::int64_t d = 0; d < std::int64_t(count); ++d)
    if (!contains(dimensions, d))
      rest.push_back(d);
  return rest;
}

std::string combinerOf(mlir::Region &region) {
  if (region.empty())
    return {};
  mlir::Block &block = region.front();
  if (block.getNumArguments() != 2)
    return {};
  mlir::Value old = block.getArgument(0), update = block.getArgument(1);
  mlir::Operation &last = block.back();
  if (last.getNumOperands() != 1)
    return {};
  mlir::Value result = last.getOperand(0);
  if (result == update)
    return &last == &block.front() ? "set" : "";
  mlir::Operation *maker = result.getDefiningOp();
  if (!maker || maker != &block.front() || maker->getNextNode() != &last ||
      maker->getNumOperands() != 2)
    return {};
  auto is = [&](unsigned k, mlir::Value v) { return maker->getOperand(k) == v; };
  if (!(is(0, old) && is(1, update)) && !(is(0, update) && is(1, old)))
    return {};
  auto type = llvm::dyn_cast<mlir::RankedTensorType>(result.getType());
  if (!type)
    return {};
  llvm::StringRef name = maker->getName().getStringRef();
  bool isBool = type.getElementType().isInteger(1);
  if (name == "stablehlo.add")
    return isBool ? "or" : "add";
  if (name == "stablehlo.multiply")
    return isBool ? "and" : "mul";
  if (name == "stablehlo.minimum")
    return isBool ? "and" : "min";
  if (name == "stablehlo.maximum")
    return isBool ? "or" : "max";
  return name == "stablehlo.or" ? "or" : name == "stablehlo.and" ? "and" : "";
}

} // namespace vmapc::frontend::hlo
