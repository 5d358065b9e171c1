// The whole boundary between libvmapc (API, runtime, cache) and
// libvmapc-compiler (MLIR, LLVM), which is loaded on the first miss. Everything
// here is abstract; the compiler implements it, libvmapc calls it. Both sides
// are built by one compiler, and vm::Error (whose type lives in libvmapc) may
// cross; nothing is thrown through an MLIR or LLVM frame.

#ifndef VMAPC_DETAIL_ABI_H
#define VMAPC_DETAIL_ABI_H

#include "vmapc/error.h"

#include <memory>
#include <optional>
#include <span>
#include <variant>

namespace vmapc {
inline namespace v0 {
namespace detail {

/// What is known of an array before it has data.
struct Aval {
  DType dtype = f32;
  Shape shape;
  bool operator==(const Aval &) const = default;
};

/// A value of a trace. Refs stay valid as names until the trace dies; using one
/// whose frame has been closed is the escape error.
struct ValueRef {
  std::uint32_t id = 0;
};
/// A closed function or region of a trace, waiting to be used by an operation.
struct FrameRef {
  std::uint32_t id = 0;
};

/// An attribute of an operation, by the dialect's name for it.
/// int64_t -> I64Attr, vector -> DenseI64ArrayAttr, string -> the enum case or
/// string, DType -> type attribute, bool -> unit attribute when true.
struct Attr {
  const char *name;
  std::variant<std::int64_t, std::vector<std::int64_t>, std::string, DType, bool> value;
};

/// A result of an emitted operation. A linear map has no aval.
struct TracedValue {
  ValueRef ref;
  Aval aval;
};

/// One line of the user's program; the strings outlive the trace.
using Loc = std::source_location;

class Program;

/// A module under construction: one per outermost trace, used by one thread. A
/// frame is a function or a region; the innermost open one receives operations. A
/// value of an outer open frame that is used inside becomes a capture, handed
/// through every frame in between.
class Trace {
public:
  virtual ~Trace() = default;

  virtual void beginFunction(std::string_view name, const Loc &loc) = 0;
  virtual void beginRegion(const Loc &loc) = 0;
  /// A new argument of the innermost frame; call before its first operation.
  virtual ValueRef argument(const Aval &aval, std::string_view name, const Loc &loc) = 0;
  /// A new argument of the outermost function: an array that the traced code
  /// holds. It becomes input number (arguments + hidden inputs before it).
  virtual ValueRef hiddenInput(const Aval &aval, std::string_view name, const Loc &loc) = 0;
  /// Closes the innermost frame with its results. A region may be used once, a
  /// function any number of times.
  virtual FrameRef end(std::span<const ValueRef> results,
                       std::span<const std::string> resultNames, const Loc &loc) = 0;
  /// Drops the innermost frame, after an exception.
  virtual void abandon() = 0;
  /// How many frames are open.
  virtual std::size_t depth() const = 0;

  /// A literal: `data` holds the elements of `aval`, row-major.
  virtual TracedValue constant(const Aval &aval, const void *data, const Loc &loc) = 0;
  /// Operation `op` ("add", without the dialect's name). Result types are
  /// inferred when `results` is empty. Throws vm::Error with the operation's own
  /// message when operands do not fit.
  virtual std::vector<TracedValue>
  emit(std::string_view op, std::span<const ValueRef> operands,
       std::span<const Attr> attrs, std::span<const Aval> results, const Loc &loc) = 0;
  /// An operation that names a function: "call", "vmap", "linearize". Captures
  /// are appended to the operands (for vmap with in_axes -1). `linearize` returns its
  /// results and last the linear map.
  virtual std::vector<TracedValue>
  emitCall(std::string_view op, FrameRef function, std::span<const ValueRef> operands,
           std::span<const Attr> attrs, const Loc &loc) = 0;
  /// "apply" or "apply_transpose" of a linear map.
  virtual std::vector<TracedValue> applyLinear(std::string_view op, ValueRef map,
                                               std::span<const ValueRef> operands,
                                               const Loc &loc) = 0;
  /// An operation with regions: "cond", "while", "scan", "custom_jvp". `groups` are its operand
  /// groups in the dialect's order without captures; an absent optional operand is an empty
  /// group. The union of the regions' captures is appended as the last group.
  virtual std::vector<TracedValue>
  emitControl(std::string_view op, std::span<const std::vector<ValueRef>> groups,
              std::span<const FrameRef> regions, std::span<const Attr> attrs,
              const Loc &loc) = 0;
  /// Takes a linear map out of the trace: its residuals as values of the
  /// innermost frame, and the linear function (residuals..., tangents...) ->
  /// tangents as a program of its own.
  struct Split {
    std::vector<TracedValue> residuals;
    std::shared_ptr<Program> linear;
  };
  virtual Split split(ValueRef map, const Loc &loc) = 0;
  /// A program of another trace or file, as a function of this one.
  virtual FrameRef import(const Program &program, const Loc &loc) = 0;
  /// Ends the trace: `function` must be the outermost function, closed, and its
  /// captures none. The trace must not be used any more.
  virtual std::shared_ptr<Program> finish(FrameRef function) = 0;
};

/// An argument or result of a program.
struct Port {
  std::string name;
  Aval aval;
};

/// Stages in which a program can be printed.
enum class Stage { traced, expanded, simplified, grouped, planned, vector, llvm, assembly };

struct CompileOptions {
  bool fast_math = false;
  bool lane_exact = false;
  /// 0: the compiler chooses; -1: no chunks; else lanes per chunk.
  std::int64_t chunk = 0;
};

/// Milliseconds of each phase of one compilation, and what came out.
struct CompileReport {
  struct Phase {
    std::string name;
    double milliseconds;
  };
  std::vector<Phase> phases;
  std::vector<std::string> remarks;
};

/// Machine code. Immutable; may be called from many threads at once, each call
/// with its own scratch.
class Kernel {
public:
  virtual ~Kernel() = default;
  /// buffers: inputs (hidden ones last), then results, then scratch; every one 64-byte
  /// aligned, results overlapping no input.
  void (*entry)(void *const *buffers) = nullptr;
  /// Bytes of scratch; may be 0, then no scratch pointer is read.
  std::size_t scratchBytes = 0;
  /// Size of the machine code and its data, for the cache's bound.
  std::size_t codeBytes = 0;
  CompileReport report;
};

/// A finished graph: immutable, independent of the trace that made it.
class Program {
public:
  virtual ~Program() = default;
  virtual const std::string &name() const = 0;
  virtual const std::vector<Port> &inputs() const = 0;
  virtual const std::vector<Port> &outputs() const = 0;
  /// The text of a stage; traced text can be loaded again.
  virtual std::string print(Stage stage, const CompileOptions &options) const = 0;
  /// Objects, for the command line: "obj" bytes or "asm" text.
  virtual std::string object(bool assembly, const CompileOptions &options) const = 0;
  virtual std::shared_ptr<Kernel> compile(const CompileOptions &options) const = 0;
  /// Of a linear program of `residuals` residuals: its transpose,
  /// (residuals..., cotangents of results...) -> cotangents of tangents.
  virtual std::shared_ptr<Program> transpose(std::size_t residuals) const = 0;
  /// Equal for programs with equal code; found by hashing, verified by equality.
  virtual std::uint64_t fingerprint() const = 0;
  virtual bool sameCode(const Program &other) const = 0;
};

class Compiler {
public:
  virtual ~Compiler() = default;
  virtual std::unique_ptr<Trace> newTrace() = 0;
  /// A program from text; `name` is used in errors (file:line:col). `entry` picks
  /// the function; empty: the public one, else the first.
  virtual std::shared_ptr<Program> parse(std::string_view text, std::string_view name,
                                         std::string_view entry) = 0;
};

/// The compiler library exports this one C symbol; it returns the process-wide
/// compiler, or null when `abi` is not the number it was built with.
constexpr unsigned abiVersion = 1;
using GetCompiler = Compiler *(*)(unsigned abi);
constexpr const char *getCompilerSymbol = "vmapc_get_compiler";
/// Uses `compiler` instead of the library: for tools that link it, and for tests.
VMAPC_API void setCompiler(Compiler *compiler);
/// The compiler in use; the first call loads the library. For tools.
VMAPC_API Compiler &loadedCompiler();

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
