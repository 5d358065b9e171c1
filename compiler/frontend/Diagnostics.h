// MLIR reports failures through a handler; vmapc throws vm::Error. Nothing may
// be thrown through an MLIR frame, so diagnostics are collected while MLIR runs
// and become one exception after it has returned.

#ifndef VMAPC_COMPILER_FRONTEND_DIAGNOSTICS_H
#define VMAPC_COMPILER_FRONTEND_DIAGNOSTICS_H

#include "vmapc/error.h"

#include "mlir/IR/Diagnostics.h"

#include <string>
#include <vector>

namespace vmapc::frontend {

/// Collects the diagnostics of a context while it lives. Any error counts as a
/// failure, also when the pass that printed it says that it succeeded.
class DiagnosticCollector {
public:
  explicit DiagnosticCollector(mlir::MLIRContext *context);

  bool hasErrors() const { return !errors_.empty(); }
  /// The first error collected, as an exception to throw; forgets all of them.
  /// When there is none it says only that `what` failed. `op` and `location` stand
  /// in where the diagnostic has none.
  Error take(ErrorCode code, const std::string &op, const SourceLine &location,
             const std::string &what);
  void clear() { errors_.clear(); }
  /// Remarks and warnings, as "FILE:LINE: text".
  std::vector<std::string> takeRemarks() { return std::move(remarks_); }

private:
  struct Message {
    std::string text;
    SourceLine location;
    std::vector<SourceLine> notes;
  };
  std::vector<Message> errors_;
  std::vector<std::string> remarks_;
  mlir::ScopedDiagnosticHandler handler_;
};

/// The innermost file position in a location; line 0 when it has none.
SourceLine sourceLine(mlir::Location location);

} // namespace vmapc::frontend

#endif
