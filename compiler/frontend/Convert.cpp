#include "compiler/frontend/Convert.h"

#include "compiler/dialect/Elementwise.h"
#include "compiler/dialect/Indexing.h"
#include "mlir/IR/Builders.h"

#include <cstring>

using namespace mlir;

namespace vmapc::frontend {

Type elementType(MLIRContext *context, DType dtype) {
  auto unsignedOf = [&](unsigned bits) {
    return IntegerType::get(context, bits, IntegerType::Unsigned);
  };
  switch (dtype) {
  case DType::f16:
    return Float16Type::get(context);
  case DType::bf16:
    return BFloat16Type::get(context);
  case DType::f32:
    return Float32Type::get(context);
  case DType::f64:
    return Float64Type::get(context);
  case DType::i8:
    return IntegerType::get(context, 8);
  case DType::i16:
    return IntegerType::get(context, 16);
  case DType::i32:
    return IntegerType::get(context, 32);
  case DType::i64:
    return IntegerType::get(context, 64);
  case DType::u8:
    return unsignedOf(8);
  case DType::u16:
    return unsignedOf(16);
  case DType::u32:
    return unsignedOf(32);
  case DType::u64:
    return unsignedOf(64);
  case DType::b1:
    return IntegerType::get(context, 1);
  case DType::c64:
    return ComplexType::get(Float32Type::get(context));
  case DType::c128:
    return ComplexType::get(Float64Type::get(context));
  }
  llvm_unreachable("a DType outside its enum");
}

RankedTensorType tensorType(MLIRContext *context, const detail::Aval &aval) {
  return RankedTensorType::get(aval.shape, elementType(context, aval.dtype));
}

std::optional<detail::Aval> avalOf(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape())
    return std::nullopt;
  for (DType dtype : allDTypes)
    if (tensor.getElementType() == elementType(type.getContext(), dtype))
      return detail::Aval{dtype, Shape(tensor.getShape().begin(), tensor.getShape().end())};
  return std::nullopt;
}

bool fitsMemory(Type type) {
  auto aval = avalOf(type);
  double bytes = aval ? sizeOf(aval->dtype) : 0;
  for (int64_t extent : aval ? aval->shape : Shape())
    bytes *= extent;
  return bytes <= 0x1p40;
}

std::string describeType(Type type) {
  if (auto aval = avalOf(type))
    return describe(aval->dtype, aval->shape);
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

// The dialect's enums by the one attribute name under which each appears.
static Attribute enumCase(MLIRContext *context, StringRef name, StringRef text) {
  if (name == "direction") {
    if (auto value = ir::symbolizeCompareDirection(text))
      return ir::CompareDirectionAttr::get(context, *value);
    return {};
  }
  if (name == "mode") {
    if (auto value = ir::symbolizeOutOfBounds(text))
      return ir::OutOfBoundsAttr::get(context, *value);
    return {};
  }
  if (name == "combine") {
    if (auto value = ir::symbolizeScatterCombine(text))
      return ir::ScatterCombineAttr::get(context, *value);
    return {};
  }
  return StringAttr::get(context, text);
}

Attribute attribute(MLIRContext *context, const detail::Attr &attr) {
  Builder b(context);
  struct Visitor {
    Builder &b;
    StringRef name;
    Attribute operator()(std::int64_t v) { return b.getI64IntegerAttr(v); }
    Attribute operator()(const std::vector<std::int64_t> &v) {
      return b.getDenseI64ArrayAttr(v);
    }
    Attribute operator()(const std::string &v) {
      return enumCase(b.getContext(), name, v);
    }
    Attribute operator()(DType v) {
      return TypeAttr::get(elementType(b.getContext(), v));
    }
    Attribute operator()(bool v) { return v ? Attribute(b.getUnitAttr()) : Attribute(); }
  };
  return std::visit(Visitor{b, attr.name}, attr.value);
}

DenseElementsAttr literal(RankedTensorType type, const void *data) {
  std::int64_t count = type.getNumElements();
  if (type.getElementType().isInteger(1)) {
    const auto *bytes = static_cast<const unsigned char *>(data);
    llvm::SmallVector<bool> bits;
    for (std::int64_t i = 0; i < count; ++i)
      bits.push_back(bytes[i] != 0);
    return DenseElementsAttr::get(type, ArrayRef<bool>(bits));
  }
  std::size_t size = sizeOf(avalOf(type)->dtype);
  const char *bytes = static_cast<const char *>(data);
  // Equal elements are stored once: folds recognise a splat.
  bool splat = count > 0;
  for (std::int64_t i = 1; i < count && splat; ++i)
    splat = std::memcmp(bytes, bytes + i * size, size) == 0;
  return DenseElementsAttr::getFromRawBuffer(
      type, ArrayRef<char>(bytes, splat ? size : count * size));
}

Location location(MLIRContext *context, const detail::Loc &loc) {
  if (loc.line() == 0)
    return UnknownLoc::get(context);
  return FileLineColLoc::get(context, loc.file_name(), loc.line(), loc.column());
}

} // namespace vmapc::frontend
