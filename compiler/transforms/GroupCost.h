// What one lane of a group costs: the figures by which grouping decides whether
// to cut, how its lanes are run, and how many are in flight.

#ifndef VMAPC_TRANSFORMS_GROUPCOST_H
#define VMAPC_TRANSFORMS_GROUPCOST_H

#include "compiler/dialect/Lowering.h"
#include "compiler/transforms/GroupAxes.h"

namespace vmapc::ir {

/// Whether `op` cuts or joins parts of what was computed before, so that the elements of a row
/// depend on one another although no operation has a loop of its own.
bool isRecut(mlir::Operation *op, const StructureForm &form);

struct GroupCost {
  /// Vector instructions per vector of lanes, loops counted once, when every
  /// position but the lane's is unrolled.
  int64_t instructions = 0;
  /// Elements of one lane: of what enters and leaves, of loop carries, of the
  /// largest array.
  int64_t edges = 0, carried = 0, largest = 0;
  /// The longest other dimension, operations that call or sort, and whether the lanes' dimension
  /// is the first wherever there is one.
  int64_t longest = 0, calls = 0;
  bool lanesLead = true;
  /// Bytes of one lane that are stored between kernels.
  int64_t bytes = 0;
  /// Operations with loops of their own, those with regions, and those that recut.
  int64_t roots = 0, control = 0, recuts = 0;
  /// A contraction with an operand that all lanes share: many rows make it a
  /// matrix product.
  bool sharedContraction = false;

  /// Counts `op` and what is inside it; `lanes` is the class that is cut.
  void add(mlir::Operation *op, AxisClasses &axes, AxisClasses::Class lanes);
  /// Whether the values of one lane can live in registers.
  bool fitsLanes() const {
    return instructions <= 6000 && carried <= 320;
  }
};

} // namespace vmapc::ir

#endif
