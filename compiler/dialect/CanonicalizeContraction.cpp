// Rewrites that let a contraction take over what stands around it: transposes,
// repetition, and sums over its result. The products summed stay the same; their
// order becomes that of the new contraction, which its indices and extents fix
// (docs/design.md, "Order of sums"). So a gradient of weights that is summed over
// examples is one matrix product, and the gradients of the examples never exist.

#include "compiler/dialect/Builders.h"
#include "compiler/dialect/Contraction.h"
#include "compiler/dialect/Reduction.h"
#include "compiler/dialect/Structure.h"

#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

ArrayRef<int64_t> shapeOf(Value value) { return tensorType(value).getShape(); }

/// The same contraction between other arrays.
ContractOp rebuild(PatternRewriter &b, ContractOp op, Type type, Value lhs, Value rhs,
                   ArrayRef<int64_t> lhsIndices, ArrayRef<int64_t> rhsIndices,
                   ArrayRef<int64_t> resultIndices) {
  return ContractOp::create(b, op.getLoc(), type, lhs, rhs, lhsIndices, rhsIndices, resultIndices,
                            op.getAccumulateAttr());
}

//===----------------------------------------------------------------------===//
// Transposes
//===----------------------------------------------------------------------===//

// contract(transpose(x), y): the indices are permuted instead.
LogicalResult contractTransposed(ContractOp op, PatternRewriter &b) {
  auto permuted = [](Value &operand, SmallVector<int64_t> &indices) {
    auto transpose = operand.getDefiningOp<TransposeOp>();
    if (!transpose)
      return false;
    SmallVector<int64_t> before(indices.size());
    for (auto [k, dim] : llvm::enumerate(transpose.getPermutation()))
      before[dim] = indices[k];
    operand = transpose.getX();
    indices = before;
    return true;
  };
  Value lhs = op.getLhs(), rhs = op.getRhs();
  SmallVector<int64_t> lhsIndices(op.getLhsIndices()), rhsIndices(op.getRhsIndices());
  bool left = permuted(lhs, lhsIndices), right = permuted(rhs, rhsIndices);
  if (!left && !right)
    return failure();
  b.replaceOp(
      op, rebuild(b, op, op.getType(), lhs, rhs, lhsIndices, rhsIndices, op.getResultIndices()));
  return success();
}

// transpose(contract(x, y)): likewise.
LogicalResult transposeContracted(TransposeOp op, PatternRewriter &b) {
  auto contract = op.getX().getDefiningOp<ContractOp>();
  if (!contract || !contract->hasOneUse())
    return failure();
  SmallVector<int64_t> indices;
  for (int64_t dim : op.getPermutation())
    indices.push_back(contract.getResultIndices()[dim]);
  b.replaceOp(op, rebuild(b, contract, op.getType(), contract.getLhs(), contract.getRhs(),
                          contract.getLhsIndices(), contract.getRhsIndices(), indices));
  return success();
}

//===----------------------------------------------------------------------===//
// Repetition
//===----------------------------------------------------------------------===//

/// An operand without the dimensions along which it only repeats, where the
/// contraction can do without them.
struct Bare {
  Value array;
  SmallVector<int64_t> indices;
  SmallVector<int64_t> pulled; // indices the result alone keeps: it repeats too
};

/// nullopt when there is nothing to leave out. An index of the other operand that
/// is not in the result is summed there: it has to stay.
std::optional<Bare> bareOperand(PatternRewriter &b, ContractOp op, Value operand,
                                ArrayRef<int64_t> indices, ArrayRef<int64_t> otherIndices) {
  auto repeated = operand.getDefiningOp<BroadcastOp>();
  if (!repeated)
    return std::nullopt;
  Value x = repeated.getX();
  Bare bare;
  SmallVector<int64_t> sourceShape, keptShape, keptDimensions;
  for (auto [dim, index] : llvm::enumerate(indices)) {
    const int64_t *source = llvm::find(repeated.getDimensions(), static_cast<int64_t>(dim));
    bool hasSource = source != repeated.getDimensions().end();
    int64_t extent = shapeOf(operand)[dim];
    int64_t sourceExtent = hasSource ? shapeOf(x)[source - repeated.getDimensions().begin()] : 1;
    bool inOther = llvm::is_contained(otherIndices, index);
    bool leaveOut = (!hasSource || (sourceExtent == 1 && extent != 1)) &&
                    (!inOther || llvm::is_contained(op.getResultIndices(), index));
    if (leaveOut) {
      if (!inOther)
        bare.pulled.push_back(index);
      continue;
    }
    if (hasSource) {
      keptDimensions.push_back(keptShape.size());
      sourceShape.push_back(sourceExtent);
    }
    keptShape.push_back(extent);
    bare.indices.push_back(index);
  }
  if (bare.indices.size() == indices.size())
    return std::nullopt;
  RankedTensorType type = tensorType(operand);
  if (sourceShape != shapeOf(x))
    x = ReshapeOp::create(b, op.getLoc(), type.clone(sourceShape), x);
  if (sourceShape != keptShape)
    x = BroadcastOp::create(b, op.getLoc(), type.clone(keptShape), x, keptDimensions);
  bare.array = x;
  return bare;
}

// contract(broadcast(x), y)
LogicalResult contractRepeated(ContractOp op, PatternRewriter &b) {
  std::optional<Bare> left =
      bareOperand(b, op, op.getLhs(), op.getLhsIndices(), op.getRhsIndices());
  // One at a time: an index that both repeat stays with the other.
  std::optional<Bare> right;
  if (!left)
    right = bareOperand(b, op, op.getRhs(), op.getRhsIndices(), op.getLhsIndices());
  if (!left && !right)
    return failure();
  ArrayRef<int64_t> pulled = left ? left->pulled : right->pulled;
  SmallVector<int64_t> indices, shape, dimensions;
  for (auto [dim, index] : llvm::enumerate(op.getResultIndices())) {
    if (llvm::is_contained(pulled, index))
      continue;
    indices.push_back(index);
    shape.push_back(shapeOf(op.getResult())[dim]);
    dimensions.push_back(dim);
  }
  Value result = rebuild(b, op, op.getType().clone(shape), left ? left->array : op.getLhs(),
                         right ? right->array : op.getRhs(),
                         left ? ArrayRef(left->indices) : op.getLhsIndices(),
                         right ? ArrayRef(right->indices) : op.getRhsIndices(), indices);
  if (!pulled.empty())
    result = BroadcastOp::create(b, op.getLoc(), op.getType(), result, dimensions);
  b.replaceOp(op, result);
  return success();
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

// reduce_sum(contract(x, y)) over an index that both operands have: it is
// summed in the contraction.
LogicalResult sumContracted(ReduceSumOp op, PatternRewriter &b) {
  auto contract = op.getX().getDefiningOp<ContractOp>();
  if (!contract || !contract->hasOneUse())
    return failure();
  SmallVector<int64_t> indices, shape, left;
  for (auto [dim, index] : llvm::enumerate(contract.getResultIndices())) {
    bool isSummed = llvm::is_contained(op.getDimensions(), static_cast<int64_t>(dim));
    bool isShared = llvm::is_contained(contract.getLhsIndices(), index) &&
                    llvm::is_contained(contract.getRhsIndices(), index);
    if (isSummed && isShared)
      continue;
    if (isSummed)
      left.push_back(indices.size());
    indices.push_back(index);
    shape.push_back(shapeOf(contract.getResult())[dim]);
  }
  if (left.size() == op.getDimensions().size())
    return failure();
  Value sum =
      rebuild(b, contract, contract.getType().clone(shape), contract.getLhs(), contract.getRhs(),
              contract.getLhsIndices(), contract.getRhsIndices(), indices);
  if (!left.empty())
    sum = ReduceSumOp::create(b, op.getLoc(), sum, left);
  b.replaceOp(op, sum);
  return success();
}

} // namespace

// The patterns that root at other operations are registered with this one.
void ContractOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(contractTransposed);
  patterns.add(contractRepeated);
  patterns.add(transposeContracted);
  patterns.add(sumContracted);
}
