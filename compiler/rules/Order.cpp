// The order of elements along a dimension: an integer, without a derivative.
// Every other dimension walks along, batch dimensions among them.

#include "compiler/dialect/Order.h"

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

struct Argsort {
  using Target = ArgsortOp;

  static LogicalResult batch(ArgsortOp op, Batcher &batcher) {
    SmallVector<Value> keys;
    for (Value key : op.getKeys())
      keys.push_back(batcher.getMapped(key));
    batcher.set(op.getResult(),
                ArgsortOp::create(batcher.builder(), op.getLoc(), keys, op.getDimension() + 1,
                                  op.getDescending(), op.getTotal()));
    return success();
  }

  static LogicalResult linearize(ArgsortOp op, Linearizer &linearizer) {
    return linearizeToZero(op, linearizer);
  }

  // Positions are compared with all others: the sorted dimension cannot be cut.
  static void axes(ArgsortOp op, Axes &axes) {
    for (int64_t dim : upTo(tensorType(op.getResult()).getRank()))
      if (dim != static_cast<int64_t>(op.getDimension()))
        for (Value key : op.getKeys())
          axes.same(key, dim, op.getResult(), dim);
  }

  static Lowering lowering(ArgsortOp op) {
    SortForm form{
        llvm::to_vector(op.getKeys()), static_cast<int64_t>(op.getDimension()), {}, op.getTotal()};
    for (int64_t flag : op.getDescending())
      form.descending.push_back(flag != 0);
    return form;
  }
};

} // namespace

void vmapc::ir::attachOrderRules(MLIRContext &context) { attach<Argsort>(context); }
