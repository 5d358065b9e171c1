// Builds MLIR while the user's function runs. A frame (function or region) is a
// block of its own that receives operations; a value of an outer frame
// becomes an extra argument of the frame that uses it, and the operation that
// later holds the frame passes the value in. So every function and region is
// isolated, whatever the lambdas captured. All work is linear in the number of
// operations.

#ifndef VMAPC_COMPILER_FRONTEND_TRACER_H
#define VMAPC_COMPILER_FRONTEND_TRACER_H

#include "compiler/frontend/Diagnostics.h"
#include "vmapc/detail/abi.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/DenseMap.h"

namespace vmapc::frontend {

/// What the tracer needs from the layers above it.
class TracerHost {
public:
  virtual ~TracerHost() = default;
  virtual mlir::MLIRContext *context() = 0;
  /// The module of a program, in context(); throws vm::Error.
  virtual mlir::OwningOpRef<mlir::ModuleOp> load(const detail::Program &program) = 0;
  /// A program from a module in context() whose one public function is the
  /// entry; throws vm::Error.
  virtual std::shared_ptr<detail::Program> seal(mlir::OwningOpRef<mlir::ModuleOp> module) = 0;

  /// A `linearize` taken apart: values in place of its results, the residuals,
  /// and a private function (residuals..., tangents of wrt...) -> tangents of live.
  struct SplitRequest {
    llvm::SmallVector<mlir::Value> results, residuals;
    mlir::func::FuncOp linear;
  };
  /// Inserts the forward pass before `op` and replaces its array results.
  /// Failure: errors were emitted.
  virtual mlir::FailureOr<SplitRequest> split(mlir::Operation *linearize) = 0;
};

class Tracer final : public detail::Trace {
public:
  explicit Tracer(std::unique_ptr<TracerHost> host);
  ~Tracer() override;

  void beginFunction(std::string_view name, const detail::Loc &loc) override;
  void beginRegion(const detail::Loc &loc) override;
  detail::ValueRef argument(const detail::Aval &aval, std::string_view name,
                            const detail::Loc &loc) override;
  detail::ValueRef hiddenInput(const detail::Aval &aval, std::string_view name,
                               const detail::Loc &loc) override;
  detail::FrameRef end(std::span<const detail::ValueRef> results,
                       std::span<const std::string> resultNames,
                       const detail::Loc &loc) override;
  void abandon() override;
  std::size_t depth() const override { return frames_.size(); }
  detail::TracedValue constant(const detail::Aval &aval, const void *data,
                               const detail::Loc &loc) override;
  std::vector<detail::TracedValue>
  emit(std::string_view op, std::span<const detail::ValueRef> operands,
       std::span<const detail::Attr> attrs, std::span<const detail::Aval> results,
       const detail::Loc &loc) override;
  std::vector<detail::TracedValue>
  emitCall(std::string_view op, detail::FrameRef function,
           std::span<const detail::ValueRef> operands,
           std::span<const detail::Attr> attrs, const detail::Loc &loc) override;
  std::vector<detail::TracedValue>
  applyLinear(std::string_view op, detail::ValueRef map,
              std::span<const detail::ValueRef> operands,
              const detail::Loc &loc) override;
  std::vector<detail::TracedValue>
  emitControl(std::string_view op,
              std::span<const std::vector<detail::ValueRef>> groups,
              std::span<const detail::FrameRef> regions,
              std::span<const detail::Attr> attrs, const detail::Loc &loc) override;
  Split split(detail::ValueRef map, const detail::Loc &loc) override;
  detail::FrameRef import(const detail::Program &program,
                          const detail::Loc &loc) override;
  std::shared_ptr<detail::Program> finish(detail::FrameRef function) override;

private:
  /// An open frame.
  struct Frame {
    std::uint32_t serial;
    mlir::func::FuncOp function;          // null for a region
    std::unique_ptr<mlir::Region> region; // null for a function
    mlir::Block *block;
    llvm::SmallVector<std::string> argumentNames = {};
    /// Values of outer frames used here, by id, in the order of the block
    /// arguments that stand for them.
    llvm::SmallVector<std::uint32_t> captures = {};
    llvm::DenseMap<std::uint32_t, mlir::Value> captured{};
  };
  /// A closed frame.
  struct Closed {
    mlir::func::FuncOp function;          // null for a region
    std::unique_ptr<mlir::Region> region; // null for a function or once used
    llvm::SmallVector<std::uint32_t> captures = {};
  };
  /// A value by the id that the API knows: where it was made decides where it
  /// may be used.
  struct Made {
    mlir::Value value;
    std::uint32_t frame, depth;
    detail::Loc loc;
  };
  /// What `apply` needs to know of the linearize that made a map.
  struct LinearMap {
    detail::FrameRef function;
    llvm::SmallVector<int64_t> wrt, live;
  };

  mlir::MLIRContext *context() { return host_->context(); }
  mlir::Location locationOf(const detail::Loc &loc);
  Frame &innermost(const detail::Loc &loc);
  Closed &closed(detail::FrameRef frame, const char *op, const detail::Loc &loc);
  void begin(mlir::func::FuncOp function, const detail::Loc &loc);
  detail::ValueRef remember(mlir::Value value, const detail::Loc &loc);
  detail::TracedValue traced(mlir::Value value, const detail::Loc &loc);
  std::vector<detail::TracedValue> traced(mlir::ValueRange values,
                                          const detail::Loc &loc);
  /// The value in the innermost frame, captured when it is an outer one's.
  mlir::Value resolve(std::uint32_t id, const detail::Loc &loc);
  llvm::SmallVector<mlir::Value> resolve(std::span<const detail::ValueRef> refs,
                                         const detail::Loc &loc);
  /// Creates and verifies an operation of the dialect; inference fills `types`
  /// when they are empty and `infer`.
  mlir::Operation *create(llvm::StringRef op, mlir::ValueRange operands,
                          mlir::NamedAttrList &attributes,
                          llvm::SmallVectorImpl<mlir::Type> &types, bool infer,
                          llvm::MutableArrayRef<std::unique_ptr<mlir::Region>> regions,
                          const detail::Loc &loc);
  mlir::NamedAttrList attributesOf(llvm::StringRef op,
                                   std::span<const detail::Attr> attrs,
                                   const detail::Loc &loc);
  llvm::SmallVector<mlir::Type>
  controlResults(llvm::StringRef op, std::span<const std::vector<detail::ValueRef>> groups,
                 llvm::ArrayRef<std::unique_ptr<mlir::Region>> regions,
                 mlir::NamedAttrList &attributes, const detail::Loc &loc);
  std::string uniqueName(llvm::StringRef name);
  [[noreturn]] void misuse(const char *op, std::string required, std::string got,
                           const detail::Loc &loc);

  std::unique_ptr<TracerHost> host_;
  DiagnosticCollector diagnostics_;
  mlir::OwningOpRef<mlir::ModuleOp> module_;
  mlir::OpBuilder builder_;
  std::vector<Frame> frames_;
  std::vector<Closed> closed_;
  std::vector<Made> made_;
  llvm::DenseMap<std::uint32_t, LinearMap> maps_;
  llvm::DenseMap<std::pair<const void *, std::uint64_t>, mlir::Location> locations_;
  llvm::StringMap<unsigned> names_;
  std::uint32_t serial_ = 0;
};

} // namespace vmapc::frontend

#endif
