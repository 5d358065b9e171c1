// Verification of the contraction.

#include "compiler/dialect/Contraction.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;
using namespace vmapc::ir;

#define GET_OP_CLASSES
#include "compiler/dialect/Contraction.cpp.inc"

LogicalResult ContractOp::verify() {
  llvm::SmallDenseMap<int64_t, int64_t> extents;
  // Each index once per array, with one extent everywhere.
  auto collect = [&](Value array, ArrayRef<int64_t> indices, StringRef what,
                     bool mayBeNew) -> LogicalResult {
    auto type = cast<RankedTensorType>(array.getType());
    if (type.getRank() != static_cast<int64_t>(indices.size()))
      return emitOpError("requires one index per dimension of the ")
             << what << " " << type << ", got " << indices.size();
    llvm::SmallDenseSet<int64_t> seen;
    for (auto [dim, index] : llvm::enumerate(indices)) {
      if (!seen.insert(index).second)
        return emitOpError("requires unique indices in the ") << what << ", got " << index << " twice";
      auto known = extents.find(index);
      if (known == extents.end() && !mayBeNew)
        return emitOpError("requires result indices from the operands, got ") << index;
      if (known != extents.end() && known->second != type.getDimSize(dim))
        return emitOpError("requires extent ") << known->second << " for index " << index << " in the "
                                               << what << ", got " << type.getDimSize(dim);
      extents[index] = type.getDimSize(dim);
    }
    return success();
  };
  if (failed(collect(getLhs(), getLhsIndices(), "left operand", true)) ||
      failed(collect(getRhs(), getRhsIndices(), "right operand", true)) ||
      failed(collect(getResult(), getResultIndices(), "result", false)))
    return failure();
  for (auto [indices, other, what] :
       {std::tuple(getLhsIndices(), getRhsIndices(), "left"), std::tuple(getRhsIndices(), getLhsIndices(), "right")})
    for (int64_t index : indices)
      if (!llvm::is_contained(other, index) && !llvm::is_contained(getResultIndices(), index))
        return emitOpError("requires index ") << index << ", which only the " << what
                                              << " operand has, in the result";
  return success();
}
