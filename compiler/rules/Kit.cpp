#include "compiler/rules/Kit.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;

namespace vmapc::ir {

Value Formula::compare(CompareDirection direction, Value x, Value y) const {
  return CompareOp::create(b, loc, direction, x, y);
}

Value Formula::select(Value pred, Value x, Value y) const {
  return SelectOp::create(b, loc, x.getType(), pred, x, y);
}

Value Partial::times(Value tangent, Location loc, Linearizer &linearizer) const {
  Formula f{linearizer.linear(), loc};
  switch (kind) {
  case Kind::one:
    return tangent;
  case Kind::minusOne:
    return f.neg(tangent);
  case Kind::factor:
    return scale(f.b, loc, linearizer.residual(value), tangent);
  case Kind::mask:
    return f.select(linearizer.residual(value), tangent, f.constant(tangent, 0));
  }
  llvm_unreachable("every kind is handled");
}

LogicalResult batchSameOp(Operation *op, Batcher &batcher) {
  IRMapping mapping;
  for (Value operand : op->getOperands())
    mapping.map(operand, batcher.getMapped(operand));
  Operation *batched = batcher.builder().clone(*op, mapping);
  for (auto [original, result] : llvm::zip(op->getResults(), batched->getResults())) {
    result.setType(withLeading(original.getType(), batcher.size()));
    batcher.set(original, result);
  }
  return success();
}

void axesAllSame(Operation *op, Axes &axes) {
  Value first = op->getResult(0);
  for (int64_t dim : upTo(tensorType(first).getRank())) {
    for (Value operand : op->getOperands())
      axes.same(operand, dim, first, dim);
    for (Value result : op->getResults().drop_front())
      axes.same(result, dim, first, dim);
  }
}

LogicalResult linearizeToZero(Operation *op, Linearizer &linearizer) {
  linearizer.clone(op);
  return success();
}

LogicalResult linearizeByPartials(Operation *op, Linearizer &linearizer,
                                  function_ref<Partial(Formula, Operation *, unsigned)> partial) {
  Operation *primal = linearizer.clone(op);
  Value sum;
  for (auto [k, operand] : llvm::enumerate(op->getOperands())) {
    Value tangent = linearizer.tangent(operand);
    if (!tangent)
      continue;
    Partial factor = partial(Formula{linearizer.primal(), op->getLoc()}, primal, k);
    Value term = factor.times(tangent, op->getLoc(), linearizer);
    sum = sum ? add(linearizer.linear(), op->getLoc(), sum, term) : term;
  }
  if (sum)
    linearizer.setTangent(op->getResult(0), sum);
  return success();
}

LogicalResult linearizeAsItself(Operation *op, ArrayRef<unsigned> data, Linearizer &linearizer) {
  Operation *primal = linearizer.clone(op);
  // Integers and bools move as they are and carry no tangent.
  if (!isFloat(op->getResult(0).getType()))
    return success();
  // Positional: one array may be data and parameter at once.
  SmallVector<Value> operands;
  for (auto [k, operand] : llvm::enumerate(op->getOperands())) {
    if (!llvm::is_contained(data, k))
      operands.push_back(linearizer.residual(primal->getOperand(k)));
    else if (Value tangent = linearizer.tangent(operand))
      operands.push_back(tangent);
    else
      operands.push_back(zeros(linearizer.linear(), op->getLoc(), operand.getType()));
  }
  Operation *tangent = linearizer.linear().clone(*op);
  tangent->setOperands(operands);
  linearizer.setTangent(op->getResult(0), tangent->getResult(0));
  return success();
}

LogicalResult checkOneLinear(Operation *op, Transposer &transposer) {
  unsigned linear = llvm::count_if(op->getOperands(),
                                   [&](Value operand) { return transposer.isLinear(operand); });
  if (linear > 1)
    return op->emitOpError("requires one linear operand to be transposed, got ") << linear;
  return success();
}

SmallVector<Value> valuesOf(ValueRange values, Transposer &transposer) {
  SmallVector<Value> result;
  for (Value value : values)
    result.push_back(transposer.get(value));
  return result;
}

SmallVector<int64_t> upTo(int64_t n) { return llvm::to_vector(llvm::seq<int64_t>(0, n)); }

SmallVector<int64_t> shifted(ArrayRef<int64_t> dims, std::optional<int64_t> leading) {
  SmallVector<int64_t> result;
  if (leading)
    result.push_back(*leading);
  for (int64_t dim : dims)
    result.push_back(dim + 1);
  return result;
}

SmallVector<int64_t> prepended(int64_t first, ArrayRef<int64_t> values) {
  SmallVector<int64_t> result{first};
  llvm::append_range(result, values);
  return result;
}

} // namespace vmapc::ir
