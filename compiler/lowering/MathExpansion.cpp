// The walk that finds operations of the math dialect and calls the functions of
// MathFamilies.h, and the entry points for what the dialect lacks.

#include "compiler/lowering/MathExpansion.h"
#include "compiler/lowering/MathFamilies.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Operation.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace vmapc::ir {

namespace {
struct Expansion {
  Real (*unary)(Real) = nullptr;
  Real (*binary)(Real, Real) = nullptr;
};
} // namespace

static Expansion lookup(OperationName name) {
  static const llvm::StringMap<Expansion> table = {
      {"math.exp", {exp}},     {"math.exp2", {exp2}},        {"math.expm1", {expm1}},
      {"math.log", {log}},     {"math.log1p", {log1p}},      {"math.tanh", {tanh}},
      {"math.sin", {sin}},     {"math.cos", {cos}},          {"math.erf", {erf}},
      {"math.rsqrt", {rsqrt}}, {"math.powf", {nullptr, pow}}};
  return table.lookup(name.getStringRef());
}

static bool isSupported(Type type) {
  if (auto vector = dyn_cast<VectorType>(type)) {
    if (vector.getRank() != 1 || vector.isScalable())
      return false;
    type = vector.getElementType();
  }
  return type.isF32() || type.isF64();
}

/// The logistic function, for which the dialect has no operation, as its rule
/// (compiler/rules) writes it: e / (1 + e) or 1 / (1 + e), e = exp(-|x|). Given
/// the exp, returns x and the division, or nothing.
static std::pair<Value, arith::DivFOp> matchLogistic(Operation *op) {
  auto exp = dyn_cast<math::ExpOp>(op);
  auto neg = exp ? exp.getOperand().getDefiningOp<arith::NegFOp>() : nullptr;
  auto abs = neg ? neg.getOperand().getDefiningOp<math::AbsFOp>() : nullptr;
  if (!abs || !exp.getResult().hasNUses(2))
    return {};
  Value e = exp.getResult(), x = abs.getOperand();
  for (Operation *user : e.getUsers()) {
    // select(x < 0, e, 1) / (1 + e)
    auto top = dyn_cast<arith::SelectOp>(user);
    if (!top || !top->hasOneUse() || top.getTrueValue() != e ||
        !matchPattern(top.getFalseValue(), m_OneFloat()))
      continue;
    auto less = top.getCondition().getDefiningOp<arith::CmpFOp>();
    auto quotient = dyn_cast<arith::DivFOp>(*top->user_begin());
    auto sum = quotient ? quotient.getRhs().getDefiningOp<arith::AddFOp>() : nullptr;
    if (less && less.getPredicate() == arith::CmpFPredicate::OLT && less.getLhs() == x &&
        matchPattern(less.getRhs(), m_AnyZeroFloat()) && quotient.getLhs() == top.getResult() &&
        sum && sum.getRhs() == e && matchPattern(sum.getLhs(), m_OneFloat()))
      return {x, quotient};
  }
  return {};
}

/// Erases `op` and what only it uses, back through arith and math.
static void eraseUnused(Operation *op) {
  SmallVector<Operation *> work = {op};
  while (!work.empty()) {
    Operation *next = work.pop_back_val();
    SmallVector<Operation *> sources;
    for (Value operand : next->getOperands())
      if (Operation *source = operand.getDefiningOp();
          source && !llvm::is_contained(sources, source))
        sources.push_back(source);
    next->erase();
    for (Operation *source : sources)
      if (isOpTriviallyDead(source))
        work.push_back(source);
  }
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
    auto function = func::FuncOp::create(
        b, loc, symbol, FunctionType::get(context, operands, operands.front()));
    function.setPrivate();
    // Two kernels of a process may have functions of one name.
    function->setAttr("llvm.linkage",
                      LLVM::LinkageAttr::get(context, LLVM::Linkage::Internal));
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

LogicalResult expandMath(Operation *root) {
  SmallVector<std::pair<Operation *, Expansion>> found;
  root->walk([&](Operation *op) {
    if (!isa_and_present<math::MathDialect>(op->getDialect()))
      return;
    if (Expansion expansion = lookup(op->getName()); expansion.unary || expansion.binary)
      found.push_back({op, expansion});
  });
  ConstantPool pool;
  OpBuilder builder(root->getContext());
  Expander expander(root, found.size());
  for (auto [op, expansion] : found) {
    Type type = op->getResult(0).getType();
    if (!isSupported(type))
      return op->emitOpError("has no expansion for ")
             << type << ", required a scalar or a one-dimensional vector of f32 or f64";
    if (auto [x, quotient] = matchLogistic(op); x) {
      builder.setInsertionPoint(quotient);
      quotient.replaceAllUsesWith(expander.apply(
          builder, op->getLoc(), "logistic", x,
          [&](OpBuilder &b, Location loc, ValueRange operands) {
            MathEmitter e(b, loc, type, pool);
            return logistic({&e, operands[0]}).value;
          }));
      eraseUnused(quotient);
      continue;
    }
    builder.setInsertionPoint(op);
    Value result = expander.apply(
        builder, op->getLoc(), op->getName().stripDialect(), op->getOperands(),
        [&, chosen = expansion](OpBuilder &b, Location loc, ValueRange operands) {
          MathEmitter e(b, loc, type, pool);
          Real first = {&e, operands[0]};
          return chosen.unary ? chosen.unary(first).value
                              : chosen.binary(first, Real{&e, operands[1]}).value;
        });
    op->getResult(0).replaceAllUsesWith(result);
    op->erase();
  }
  return success();
}

Value emitLogistic(OpBuilder &builder, Location loc, Value x) {
  assert(isSupported(x.getType()) && "the caller chooses the type");
  ConstantPool pool;
  MathEmitter e(builder, loc, x.getType(), pool);
  return logistic({&e, x}).value;
}

} // namespace vmapc::ir
