// The walk that finds the operations that compute a function, and calls the functions
// of MathFamilies.h.

#include "compiler/lowering/MathExpansion.h"
#include "compiler/lowering/MathFamilies.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Operation.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace vmapc::ir {

namespace {
struct Expansion {
  Real (*unary)(Real) = nullptr;
  Real (*binary)(Real, Real) = nullptr;
  explicit operator bool() const { return unary || binary; }
};
} // namespace

static Expansion lookup(StringRef function) {
  static const llvm::StringMap<Expansion> table = {
      {"acos", {acos}},
      {"acosh", {acosh}},
      {"asin", {asin}},
      {"asinh", {asinh}},
      {"atan", {atan}},
      {"atan2", {nullptr, atan2}},
      {"atanh", {atanh}},
      {"bessel_i0e", {besselI0e}},
      {"bessel_i1e", {besselI1e}},
      {"cbrt", {cbrt}},
      {"cos", {cos}},
      {"cosh", {cosh}},
      {"digamma", {digamma}},
      {"erf", {erf}},
      {"erf_inv", {erfInv}},
      {"erfc", {erfc}},
      {"exp", {exp}},
      {"exp2", {exp2}},
      {"expm1", {expm1}},
      {"lgamma", {lgamma}},
      {"log", {log}},
      {"log1p", {log1p}},
      {"log2", {log2}},
      {"logistic", {logistic}},
      {"pow", {nullptr, pow}},
      {"rem", {nullptr, remainder}},
      {"rsqrt", {rsqrt}},
      {"sin", {sin}},
      {"sinh", {sinh}},
      {"tan", {tan}},
      {"tanh", {tanh}},
      {"zeta", {nullptr, zeta}},
  };
  return table.lookup(function);
}

/// The function that `op` computes, or an empty name.
static StringRef functionOf(Operation *op) {
  StringRef name = op->getName().getStringRef();
  if (name == "vmapc.function")
    return op->getAttrOfType<StringAttr>("name").getValue();
  if (isa<math::PowFOp>(op))
    return "pow";
  if (isa<arith::RemFOp>(op))
    return "rem";
  return isa_and_present<math::MathDialect>(op->getDialect()) ? op->getName().stripDialect() : "";
}

static bool isSupported(Type type) {
  if (auto vector = dyn_cast<VectorType>(type)) {
    if (vector.getRank() != 1 || vector.isScalable())
      return false;
    type = vector.getElementType();
  }
  return type.isF32() || type.isF64();
}

namespace {
/// Expansions in place, or, where a program has so many that code generation would
/// not be linear in its size, calls of one function per expansion and type. The
/// operations are the same, so the bits are.
class Expander {
public:
  using Body = function_ref<Value(OpBuilder &, Location, ValueRange)>;
  Expander(Operation *root, size_t count)
      : module(count > maxInline ? dyn_cast<ModuleOp>(root) : ModuleOp()) {}

  Value apply(OpBuilder &b, Location loc, StringRef name, ValueRange operands, Body body) {
    if (!module)
      return body(b, loc, operands);
    func::FuncOp &function = functions[{name, operands[0].getType()}];
    if (!function)
      function = outline(loc, name, operands.getTypes(), body);
    return func::CallOp::create(b, loc, function, operands).getResult(0);
  }

private:
  func::FuncOp outline(Location loc, StringRef name, TypeRange operands, Body body) {
    MLIRContext *context = module.getContext();
    OpBuilder b = OpBuilder::atBlockEnd(module.getBody());
    std::string symbol = ("vmapc." + name + "." + Twine(functions.size())).str();
    auto function = func::FuncOp::create(b, loc, symbol,
                                         FunctionType::get(context, operands, operands.front()));
    function.setPrivate();
    // Two kernels of a process may have functions of one name.
    function->setAttr("llvm.linkage", LLVM::LinkageAttr::get(context, LLVM::Linkage::Internal));
    Block *block = function.addEntryBlock();
    b.setInsertionPointToEnd(block);
    Value result = body(b, loc, block->getArguments());
    func::ReturnOp::create(b, loc, result);
    return function;
  }

  static constexpr size_t maxInline = 16;
  ModuleOp module; // null: in place
  llvm::MapVector<std::pair<StringRef, Type>, func::FuncOp> functions;
};
} // namespace

static Value expand(OpBuilder &b, Location loc, Expansion expansion, ValueRange operands,
                    ConstantPool &pool) {
  MathEmitter e(b, loc, operands[0].getType(), pool);
  Real first = {&e, operands[0]};
  return expansion.unary ? expansion.unary(first).value
                         : expansion.binary(first, Real{&e, operands[1]}).value;
}

LogicalResult expandMath(Operation *root) {
  struct Found {
    Operation *op;
    StringRef name;
  };
  SmallVector<Found> found;
  WalkResult walk = root->walk([&](Operation *op) {
    StringRef name = functionOf(op);
    if (lookup(name))
      found.push_back({op, name});
    else if (op->getName().getStringRef() == "vmapc.function")
      return WalkResult(op->emitOpError("requires a function that has an expansion, got ") << name);
    return WalkResult::advance();
  });
  if (walk.wasInterrupted())
    return failure();
  ConstantPool pool;
  OpBuilder builder(root->getContext());
  Expander expander(root, found.size());
  for (auto [op, name] : found) {
    Type type = op->getResult(0).getType();
    if (!isSupported(type))
      return op->emitOpError("has no expansion for ")
             << type << ", required a scalar or a one-dimensional vector of f32 or f64";
    builder.setInsertionPoint(op);
    Value result = expander.apply(
        builder, op->getLoc(), name, op->getOperands(),
        [&, expansion = lookup(name)](OpBuilder &b, Location loc, ValueRange operands) {
          return expand(b, loc, expansion, operands, pool);
        });
    op->getResult(0).replaceAllUsesWith(result);
    op->erase();
  }
  return success();
}

Value emitFunction(OpBuilder &builder, Location loc, StringRef name, ValueRange operands) {
  Expansion expansion = lookup(name);
  assert(expansion && isSupported(operands[0].getType()) && "the caller knows the function");
  ConstantPool pool;
  return expand(builder, loc, expansion, operands, pool);
}

} // namespace vmapc::ir
