// Between the two files of scan's rules.

#ifndef VMAPC_COMPILER_RULES_CONTROLSCAN_H
#define VMAPC_COMPILER_RULES_CONTROLSCAN_H

#include "compiler/rules/ControlKit.h"

namespace vmapc::ir {

/// Which arguments of the body (the index first) and which results have tangents.
struct ScanActivity {
  explicit ScanActivity(ScanOp op) : op(op) {}
  llvm::ArrayRef<bool> carries() const { return all().slice(1, op.getInits().size()); }
  llvm::ArrayRef<bool> xs() const {
    return all().slice(1 + op.getInits().size(), op.getXs().size());
  }
  llvm::ArrayRef<bool> captures() const { return all().take_back(op.getCaptures().size()); }
  llvm::ArrayRef<bool> ys() const {
    return llvm::ArrayRef<bool>(results).drop_front(op.getInits().size());
  }
  llvm::ArrayRef<bool> all() const { return arguments; }

  mutable ScanOp op;
  Mask arguments, results;
};

/// Split form of a scan of known length.
mlir::LogicalResult linearizeSplit(ScanOp op, Linearizer &linearizer,
                                   const ScanActivity &activity);

} // namespace vmapc::ir

#endif
