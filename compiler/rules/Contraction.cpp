// The contraction: r = sum over the shared indices of x*y. Batching gives the
// lanes an index of their own; each transpose is again a contraction, in which
// operand and result have changed places.

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"

#include "compiler/dialect/Contraction.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

struct Contract {
  using Target = ContractOp;

  static LogicalResult batch(ContractOp op, Batcher &batcher) {
    int64_t lane = 0;
    for (ArrayRef<int64_t> indices : {op.getLhsIndices(), op.getRhsIndices()})
      for (int64_t index : indices)
        lane = std::max(lane, index + 1);
    // A shared operand stays as it is: its elements meet those of every lane.
    auto indicesOf = [&](Value operand, ArrayRef<int64_t> indices) {
      return batcher.isMapped(operand) ? prepended(lane, indices) : SmallVector<int64_t>(indices);
    };
    batcher.set(op.getResult(),
                ContractOp::create(batcher.builder(), op.getLoc(),
                                   withLeading(op.getType(), batcher.size()),
                                   batcher.get(op.getLhs()), batcher.get(op.getRhs()),
                                   indicesOf(op.getLhs(), op.getLhsIndices()),
                                   indicesOf(op.getRhs(), op.getRhsIndices()),
                                   prepended(lane, op.getResultIndices()), op.getAccumulateAttr()));
    return success();
  }

  // d contract(x, y) = contract(dx, y) + contract(x, dy)
  static LogicalResult linearize(ContractOp op, Linearizer &linearizer) {
    auto primal = cast<ContractOp>(linearizer.clone(op));
    if (!isFloat(op.getType()))
      return success();
    OpBuilder &b = linearizer.linear();
    auto contract = [&](Value lhs, Value rhs) -> Value {
      return ContractOp::create(b, op.getLoc(), op.getType(), lhs, rhs, op.getLhsIndices(),
                                op.getRhsIndices(), op.getResultIndices(), op.getAccumulateAttr());
    };
    Value sum;
    if (Value dx = linearizer.tangent(op.getLhs()))
      sum = contract(dx, linearizer.residual(primal.getRhs()));
    if (Value dy = linearizer.tangent(op.getRhs())) {
      Value term = contract(linearizer.residual(primal.getLhs()), dy);
      sum = sum ? add(b, op.getLoc(), sum, term) : term;
    }
    if (sum)
      linearizer.setTangent(op.getResult(), sum);
    return success();
  }

  // Every index of x is in y or in r, and one that only y and r have is summed:
  // ct_x = contract(ct_r, y) onto the indices of x. The order of the factors is
  // kept for y.
  static LogicalResult transpose(ContractOp op, Transposer &t) {
    if (failed(checkOneLinear(op, t)))
      return failure();
    Value ct = t.cotangent(op.getResult());
    if (t.isLinear(op.getLhs()))
      t.add(op.getLhs(),
            ContractOp::create(t.builder(), op.getLoc(), op.getLhs().getType(), ct,
                               t.get(op.getRhs()), op.getResultIndices(), op.getRhsIndices(),
                               op.getLhsIndices(), op.getAccumulateAttr()));
    else
      t.add(op.getRhs(),
            ContractOp::create(t.builder(), op.getLoc(), op.getRhs().getType(), t.get(op.getLhs()),
                               ct, op.getLhsIndices(), op.getResultIndices(), op.getRhsIndices(),
                               op.getAccumulateAttr()));
    return success();
  }

  static void axes(ContractOp op, Axes &axes) {
    for (auto [dim, index] : llvm::enumerate(op.getResultIndices())) {
      joinWith(op, op.getLhs(), op.getLhsIndices(), index, dim, axes);
      joinWith(op, op.getRhs(), op.getRhsIndices(), index, dim, axes);
    }
    for (auto [dim, index] : llvm::enumerate(op.getLhsIndices())) {
      if (llvm::is_contained(op.getResultIndices(), index))
        continue;
      const int64_t *other = llvm::find(op.getRhsIndices(), index);
      axes.same(op.getLhs(), dim, op.getRhs(), other - op.getRhsIndices().begin());
      axes.reduced(op.getLhs(), dim);
      axes.reduced(op.getRhs(), other - op.getRhsIndices().begin());
    }
  }
  static void joinWith(ContractOp op, Value operand, ArrayRef<int64_t> indices, int64_t index,
                       int64_t resultDim, Axes &axes) {
    if (const int64_t *found = llvm::find(indices, index); found != indices.end())
      axes.same(operand, found - indices.begin(), op.getResult(), resultDim);
  }

  static Lowering lowering(ContractOp op) {
    Type accumulate = op.getAccumulate().value_or(getElementTypeOrSelf(op.getType()));
    return ContractForm{op.getLhs(),
                        op.getRhs(),
                        SmallVector<int64_t>(op.getLhsIndices()),
                        SmallVector<int64_t>(op.getRhsIndices()),
                        SmallVector<int64_t>(op.getResultIndices()),
                        computeType(accumulate)};
  }
};

} // namespace

void vmapc::ir::attachContractionRules(MLIRContext &context) { attach<Contract>(context); }
