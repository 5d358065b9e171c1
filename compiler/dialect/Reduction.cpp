// Type inference of the reductions.

#include "compiler/dialect/Reduction.h"

using namespace mlir;
using namespace vmapc::ir;

#define GET_OP_CLASSES
#include "compiler/dialect/Reduction.cpp.inc"

namespace {

/// `x` without the dimensions `dims`, which must be distinct and in order.
LogicalResult inferReduced(std::optional<Location> loc, StringRef op, RankedTensorType x,
                           ArrayRef<int64_t> dims, Type element, SmallVectorImpl<Type> &types) {
  SmallVector<int64_t> shape(x.getShape());
  int64_t last = -1;
  for (int64_t dim : dims) {
    if (dim <= last || dim >= x.getRank())
      return emitOptionalError(loc, "'vmapc.", op, "' op requires strictly increasing dimensions below ",
                               x.getRank(), ", got ", dim, " after ", last);
    last = dim;
  }
  for (int64_t dim : llvm::reverse(dims))
    shape.erase(shape.begin() + dim);
  types.push_back(RankedTensorType::get(shape, element));
  return success();
}

template <typename Adaptor>
LogicalResult inferReduction(std::optional<Location> loc, StringRef op, Adaptor adaptor,
                             SmallVectorImpl<Type> &types) {
  auto x = cast<RankedTensorType>(adaptor.getX().getType());
  return inferReduced(loc, op, x, adaptor.getDimensions(), x.getElementType(), types);
}

template <typename Adaptor>
LogicalResult inferArgReduction(std::optional<Location> loc, StringRef op, Adaptor adaptor,
                                SmallVectorImpl<Type> &types) {
  auto x = cast<RankedTensorType>(adaptor.getX().getType());
  int64_t dim = adaptor.getDimension();
  if (dim >= 0 && dim < x.getRank() && x.getDimSize(dim) == 0)
    return emitOptionalError(loc, "'vmapc.", op, "' op requires at least one element in dimension ",
                             dim, ", got none");
  return inferReduced(loc, op, x, dim, IntegerType::get(x.getContext(), 32), types);
}

} // namespace

#define VMAPC_REDUCTION(Op, infer, name)                                                     \
  LogicalResult Op::inferReturnTypes(MLIRContext *, std::optional<Location> loc,             \
                                     Adaptor adaptor, SmallVectorImpl<Type> &types) {        \
    return infer(loc, name, adaptor, types);                                                 \
  }
VMAPC_REDUCTION(ReduceSumOp, inferReduction, "reduce_sum")
VMAPC_REDUCTION(ReduceProdOp, inferReduction, "reduce_prod")
VMAPC_REDUCTION(ReduceMaxOp, inferReduction, "reduce_max")
VMAPC_REDUCTION(ReduceMinOp, inferReduction, "reduce_min")
VMAPC_REDUCTION(ReduceAndOp, inferReduction, "reduce_and")
VMAPC_REDUCTION(ReduceOrOp, inferReduction, "reduce_or")
VMAPC_REDUCTION(ArgmaxOp, inferArgReduction, "argmax")
VMAPC_REDUCTION(ArgminOp, inferArgReduction, "argmin")
#undef VMAPC_REDUCTION
