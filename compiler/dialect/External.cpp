// Verification of calls of kernels.

#include "compiler/dialect/External.h"

using namespace mlir;
using namespace vmapc::ir;

#define GET_OP_CLASSES
#include "compiler/dialect/External.cpp.inc"

LogicalResult ExternalOp::verify() {
  int64_t batch = getBatchDims();
  if (batch < 0 || getNumResults() == 0)
    return emitOpError("requires a result and no negative number of batch dimensions, got ")
           << getNumResults() << " and " << batch;
  ArrayRef<int64_t> leading;
  bool isFirst = true;
  for (Type type : llvm::concat<Type>(SmallVector<Type>(getOperandTypes()),
                                      SmallVector<Type>(getResultTypes()))) {
    ArrayRef<int64_t> shape = cast<RankedTensorType>(type).getShape();
    if (int64_t(shape.size()) < batch || (!isFirst && shape.take_front(batch) != leading))
      return emitOpError("requires the same ")
             << batch << " leading dimensions of all operands and results, got " << type;
    leading = shape.take_front(batch);
    isFirst = false;
  }
  return success();
}
