// What passes ask of the forms themselves.

#include "compiler/dialect/Lowering.h"

#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace vmapc::ir {

bool stripedByShape(const ContractForm &form) {
  constexpr int64_t stripes = 16;
  SmallVector<int64_t> summed;
  auto runsInnermost = [&](ArrayRef<int64_t> letters, Value operand, ArrayRef<int64_t> other) {
    SmallVector<int64_t> here;
    ArrayRef<int64_t> shape = cast<RankedTensorType>(operand.getType()).getShape();
    for (auto [letter, extent] : llvm::zip_equal(letters, shape)) {
      if (!llvm::is_contained(form.resultIndices, letter))
        here.push_back(letter);
      else if (!here.empty() || (!llvm::is_contained(other, letter) && extent >= stripes))
        return false;
    }
    if (!summed.empty() && summed != here)
      return false;
    summed = here;
    return !here.empty();
  };
  return runsInnermost(form.lhsIndices, form.lhs, form.rhsIndices) &&
         runsInnermost(form.rhsIndices, form.rhs, form.lhsIndices);
}

} // namespace vmapc::ir
