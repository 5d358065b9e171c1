// MLIR contexts, one per trace or compilation at a time. A context uniques
// attributes and never frees them, so one that has seen enough is dropped.

#ifndef VMAPC_COMPILER_DRIVER_CONTEXTPOOL_H
#define VMAPC_COMPILER_DRIVER_CONTEXTPOOL_H

#include "mlir/IR/MLIRContext.h"

#include <memory>

namespace vmapc::driver {

/// A context with every dialect and rule of the compiler, threading off, held by
/// one user until destroyed.
class Lease {
public:
  /// From the pool, or a new one. Thread-safe.
  static Lease take();
  Lease(Lease &&) = default;
  Lease &operator=(Lease &&) = delete;
  ~Lease();

  mlir::MLIRContext *context() { return context_->get(); }
  /// Notes that `bytes` of program were read into the context.
  void charge(std::size_t bytes) { context_->bytes += bytes; }

  struct Pooled {
    std::unique_ptr<mlir::MLIRContext> context;
    std::size_t bytes = 0, uses = 0;
    mlir::MLIRContext *get() { return context.get(); }
  };

private:
  explicit Lease(std::unique_ptr<Pooled> context) : context_(std::move(context)) {}
  std::unique_ptr<Pooled> context_;
};

} // namespace vmapc::driver

#endif
