// Rules of custom_jvp. The derivative is the rule region, taken apart: what depends on a
// tangent is the linear map, the rest is computed with the primal. The operation itself
// stays for the results, so that differentiating once more goes through the rule again.

#include "compiler/rules/Control.h"
#include "compiler/rules/ControlKit.h"

#include "compiler/dialect/Elementwise.h"
#include "compiler/dialect/Structure.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace vmapc::ir {

//===----------------------------------------------------------------------===//
// Batch
//===----------------------------------------------------------------------===//

namespace {

/// Appends mask[k] for those k whose type has tangents.
void appendTangents(Mask &to, ArrayRef<bool> mask, TypeRange types) {
  for (auto [type, isIn] : llvm::zip_equal(types, mask))
    if (isFloat(type))
      to.push_back(isIn);
}

/// What the rule takes of (args, results, tangents of args, captures).
Mask ruleMask(CustomJvpOp op, ArrayRef<bool> args, ArrayRef<bool> results,
              ArrayRef<bool> captures) {
  Mask mask(args);
  llvm::append_range(mask, results);
  appendTangents(mask, args, op.getArgs().getTypes());
  llvm::append_range(mask, captures);
  return mask;
}

} // namespace

// A result is mapped when its value is, or its tangent; the rule sees it as it is.
LogicalResult CustomJvpRules::batch(CustomJvpOp op, Batcher &batcher) {
  Mask args = mappedMask(batcher, op.getArgs()), captures = mappedMask(batcher, op.getCaptures());
  Mask primalArgs(args);
  llvm::append_range(primalArgs, captures);
  FailureOr<Mask> results = batcher.mappedResults(op.getPrimal(), primalArgs);
  if (failed(results))
    return failure();
  for (bool changed = true; changed;) {
    FailureOr<Mask> tangents =
        batcher.mappedResults(op.getRule(), ruleMask(op, args, *results, captures));
    if (failed(tangents))
      return failure();
    Mask more(results->size(), false);
    auto next = tangents->begin();
    for (auto [k, type] : llvm::enumerate(op.getResultTypes()))
      if (isFloat(type))
        more[k] = *next++;
    changed = grow(*results, more);
  }

  Mask tangents;
  appendTangents(tangents, *results, op.getResultTypes());
  Region primal, rule;
  if (failed(batcher.batchBody(op.getPrimal(), primalArgs, *results, primal)) ||
      failed(batcher.batchBody(op.getRule(), ruleMask(op, args, *results, captures), tangents,
                               rule)))
    return failure();
  auto values = [&](ValueRange originals) {
    return llvm::map_to_vector(originals, [&](Value v) { return batcher.get(v); });
  };
  auto batched =
      CustomJvpOp::create(batcher.builder(), op.getLoc(), yielded(primal).getTypes(),
                          values(op.getArgs()), values(op.getCaptures()));
  batched.getPrimal().takeBody(primal);
  batched.getRule().takeBody(rule);
  for (auto [original, value, isMapped] :
       llvm::zip_equal(op.getOuts(), batched.getOuts(), *results))
    batcher.set(original, value, isMapped);
  return success();
}

//===----------------------------------------------------------------------===//
// Linearize
//===----------------------------------------------------------------------===//

namespace {

/// Whether `value` is zero everywhere, as is plain to see.
bool isZero(Value value) {
  while (auto broadcast = value.getDefiningOp<BroadcastOp>())
    value = broadcast.getX();
  DenseFPElementsAttr known;
  return matchPattern(value, m_Constant(&known)) && known.isSplat() &&
         known.getSplatValue<APFloat>().isZero();
}

/// The rule's operations, dealt out to the two sides.
class Partition {
public:
  explicit Partition(Linearizer &linearizer) : linearizer(linearizer) {}

  void primal(Value original, Value value) { primals.map(original, value); }
  /// `value` is null for a zero tangent.
  void tangent(Value original, Value value) { tangents[original] = value; }
  bool isTangent(Value original) const { return tangents.contains(original); }
  Value tangentOf(Value original) { return tangents.lookup(original); }

  void add(Operation &op) {
    if (llvm::none_of(op.getOperands(), [&](Value v) { return isTangent(v); })) {
      linearizer.primal().clone(op, primals);
      return;
    }
    // Linear in its tangents: of nothing but zeros comes zero.
    if (llvm::none_of(op.getOperands(), [&](Value v) { return tangentOf(v); })) {
      for (Value result : op.getResults())
        tangent(result, Value());
      return;
    }
    if (isa<AddOp, SubOp>(op) && addOne(op))
      return;
    IRMapping mapping;
    OpBuilder &b = linearizer.linear();
    for (Value operand : op.getOperands()) {
      if (!isTangent(operand))
        mapping.map(operand, linearizer.residual(primals.lookup(operand)));
      else if (Value known = tangentOf(operand))
        mapping.map(operand, known);
      else
        mapping.map(operand, zeros(b, op.getLoc(), operand.getType()));
    }
    Operation *copy = b.clone(op, mapping);
    for (auto [original, result] : llvm::zip_equal(op.getResults(), copy->getResults()))
      tangent(original, result);
  }

private:
  /// A sum or difference with one zero side.
  bool addOne(Operation &op) {
    Value x = op.getOperand(0), y = op.getOperand(1);
    if (!isTangent(x) || !isTangent(y) || (tangentOf(x) && tangentOf(y)))
      return false;
    Value left = tangentOf(x), only = left ? left : tangentOf(y);
    if (!left && isa<SubOp>(op))
      only = NegOp::create(linearizer.linear(), op.getLoc(), only.getType(), only);
    tangent(op.getResult(0), only);
    return true;
  }

  Linearizer &linearizer;
  IRMapping primals;
  DenseMap<Value, Value> tangents;
};

} // namespace

LogicalResult CustomJvpRules::linearize(CustomJvpOp op, Linearizer &linearizer) {
  for (Value capture : op.getCaptures())
    if (isa<RankedTensorType>(capture.getType()) && linearizer.tangent(capture)) {
      InFlightDiagnostic error = op.emitOpError(
          "requires every value that is differentiated to be an argument of the function, got one "
          "that it captures; pass it as an argument");
      error.attachNote(capture.getLoc()) << "the captured value";
      return error;
    }
  auto primal = cast<CustomJvpOp>(linearizer.clone(op));

  Partition partition(linearizer);
  auto arguments = op.getRule().getArguments().begin();
  for (Value arg : primal.getArgs())
    partition.primal(*arguments++, arg);
  for (Value result : primal.getOuts())
    partition.primal(*arguments++, result);
  for (Value arg : op.getArgs())
    if (isFloat(arg.getType()))
      partition.tangent(*arguments++, linearizer.tangent(arg));
  for (Value capture : primal.getCaptures())
    partition.primal(*arguments++, capture);
  for (Operation &inner : op.getRule().front().without_terminator())
    partition.add(inner);

  auto tangents = yielded(op.getRule()).begin();
  for (Value result : op.getOuts()) {
    if (!isFloat(result.getType()))
      continue;
    Value tangent = *tangents++;
    // One that depends on no tangent must be zero, or the rule is not linear.
    if (partition.isTangent(tangent))
      linearizer.setTangent(result, partition.tangentOf(tangent));
    else if (!isZero(tangent))
      return op.emitOpError("requires a rule that is linear in the tangents, got a tangent that "
                            "does not depend on them");
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Transpose and axes
//===----------------------------------------------------------------------===//

// Inside a linear map the function is linear, so its primal can be transposed.
LogicalResult CustomJvpRules::transpose(CustomJvpOp op, Transposer &transposer) {
  Mask linear = linearMask(transposer, op.getOperands());
  Mask live = llvm::map_to_vector(
      op.getOuts(), [&](Value v) -> bool { return !!transposer.cotangent(v); });
  Region transposed;
  if (failed(transposer.transposeBody(op.getPrimal(), linear, live, transposed)))
    return failure();
  Values arguments;
  for (auto [operand, isLinear] : llvm::zip_equal(op.getOperands(), linear))
    if (!isLinear)
      arguments.push_back(transposer.get(operand));
  for (Value result : op.getOuts())
    if (Value cotangent = transposer.cotangent(result))
      arguments.push_back(cotangent);
  IRMapping mapping;
  Values cotangents = inlineRegion(transposer.builder(), transposed, arguments, mapping);
  auto next = cotangents.begin();
  for (auto [operand, isLinear] : llvm::zip_equal(op.getOperands(), linear))
    if (isLinear)
      transposer.add(operand, *next++);
  return success();
}

void CustomJvpRules::axes(CustomJvpOp op, Axes &axes) {
  sameDimensions(axes, op.getOperands(), op.getPrimal().getArguments());
  sameDimensions(axes, yielded(op.getPrimal()), op.getOuts());
}

} // namespace vmapc::ir
