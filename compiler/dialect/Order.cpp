// Type inference of the order of elements.

#include "compiler/dialect/Order.h"

using namespace mlir;
using namespace vmapc::ir;

#define GET_OP_CLASSES
#include "compiler/dialect/Order.cpp.inc"

LogicalResult ArgsortOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  if (adaptor.getKeys().empty())
    return emitOptionalError(loc, "'vmapc.argsort' op requires at least one key, got none");
  auto first = cast<RankedTensorType>(adaptor.getKeys().front().getType());
  for (Value key : adaptor.getKeys())
    if (cast<RankedTensorType>(key.getType()).getShape() != first.getShape())
      return emitOptionalError(loc, "'vmapc.argsort' op requires keys of one shape, got ", first,
                               " and ", key.getType());
  int64_t dimension = adaptor.getDimension();
  if (dimension < 0 || dimension >= first.getRank())
    return emitOptionalError(loc, "'vmapc.argsort' op requires a dimension below ", first.getRank(),
                             ", got ", dimension);
  if (first.getDimSize(dimension) > std::numeric_limits<int32_t>::max())
    return emitOptionalError(loc, "'vmapc.argsort' op requires positions that fit i32, got ",
                             first.getDimSize(dimension), " elements");
  ArrayRef<int64_t> descending = adaptor.getDescending();
  if (descending.size() != adaptor.getKeys().size() ||
      llvm::any_of(descending, [](int64_t flag) { return flag != 0 && flag != 1; }))
    return emitOptionalError(loc, "'vmapc.argsort' op requires 0 or 1 in `descending` for each of ",
                             adaptor.getKeys().size(), " keys, got [", descending, "]");
  types.push_back(first.clone(IntegerType::get(context, 32)));
  return success();
}
