// The rules of loops and branches, one struct each as compiler/rules/Kit.h
// wants them.

#ifndef VMAPC_COMPILER_RULES_CONTROL_H
#define VMAPC_COMPILER_RULES_CONTROL_H

#include "compiler/dialect/Control.h"
#include "compiler/dialect/Interfaces.h"

namespace vmapc::ir {

struct CondRules {
  using Target = CondOp;
  static mlir::LogicalResult batch(CondOp op, Batcher &batcher);
  static mlir::LogicalResult linearize(CondOp op, Linearizer &linearizer);
  static mlir::LogicalResult transpose(CondOp op, Transposer &transposer);
  static void axes(CondOp op, Axes &axes);
  static Lowering lowering(CondOp op) { return ControlForm{}; }
};

struct WhileRules {
  using Target = WhileOp;
  static mlir::LogicalResult batch(WhileOp op, Batcher &batcher);
  static mlir::LogicalResult linearize(WhileOp op, Linearizer &linearizer);
  static void axes(WhileOp op, Axes &axes);
  static Lowering lowering(WhileOp op) { return ControlForm{}; }
};

struct ScanRules {
  using Target = ScanOp;
  static mlir::LogicalResult batch(ScanOp op, Batcher &batcher);
  static mlir::LogicalResult linearize(ScanOp op, Linearizer &linearizer);
  static mlir::LogicalResult transpose(ScanOp op, Transposer &transposer);
  static void axes(ScanOp op, Axes &axes);
  static Lowering lowering(ScanOp op) { return ControlForm{}; }
};

struct CustomJvpRules {
  using Target = CustomJvpOp;
  static mlir::LogicalResult batch(CustomJvpOp op, Batcher &batcher);
  static mlir::LogicalResult linearize(CustomJvpOp op, Linearizer &linearizer);
  static mlir::LogicalResult transpose(CustomJvpOp op, Transposer &transposer);
  static void axes(CustomJvpOp op, Axes &axes);
  static Lowering lowering(CustomJvpOp op) { return NoForm{}; }
};

/// Value k of `a` and of `b` walk together in every dimension.
void sameDimensions(Axes &axes, mlir::ValueRange a, mlir::ValueRange b);

} // namespace vmapc::ir

#endif
