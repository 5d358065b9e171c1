// The trace that is open on a thread: which frames are open, and which arrays
// with data the traced code holds.

#ifndef VMAPC_RUNTIME_TRACESTATE_H
#define VMAPC_RUNTIME_TRACESTATE_H

#include "runtime/ArrayImpl.h"
#include "runtime/Thread.h"

#include <map>

namespace vmapc::rt {

using detail::ArrayImpl;
using detail::Aval;
using detail::FrameRef;
using detail::Loc;
using detail::Program;
using detail::ValueRef;

/// State that is read anew at each call of compiled code: a vm::Ref.
class Cell {
public:
  virtual ~Cell() = default;
  /// The current value of leaf `leaf`.
  virtual Array load(std::size_t leaf) const = 0;
  /// Changes when shapes, dtypes or static parts change.
  virtual std::uint64_t version() const = 0;
};

/// An array that traced code holds: it is an input that the caller does not see.
struct Hidden {
  Array array;
  std::shared_ptr<Cell> cell;
  std::size_t leaf = 0;
  std::uint64_t cellVersion = 0;
};

struct TraceState {
  explicit TraceState(std::string name);
  ~TraceState();
  TraceState(const TraceState &) = delete;
  TraceState &operator=(const TraceState &) = delete;

  std::unique_ptr<detail::Trace> trace;
  std::string name;
  std::uint64_t serial;
  /// Serial numbers of the open frames, outermost first.
  std::vector<std::uint64_t> frames;
  /// The lines that opened them.
  std::vector<Loc> lines;
  std::vector<Hidden> hidden;
  std::map<std::pair<const void *, const detail::Type *>, ValueRef> hiddenArrays;
  std::map<std::pair<const void *, std::size_t>, ValueRef> hiddenCells;
  /// Programs that were brought in, by address.
  std::map<const Program *, std::pair<std::shared_ptr<Program>, FrameRef>> imports;
  /// The trace that was open before on this thread.
  TraceState *outer;

  /// A new value in the innermost frame.
  Array wrap(const detail::TracedValue &value, const Loc &loc, bool weak = false);
  /// The name of `array` in this trace; throws the escape error.
  ValueRef resolve(const Array &array, const char *op, const Loc &loc);
  Array hiddenCell(const std::shared_ptr<Cell> &cell, std::size_t leaf, bool weak,
                   const Loc &loc);
  FrameRef import(const std::shared_ptr<Program> &program, const Loc &loc);
};

/// The innermost trace of this thread; throws when there is none.
TraceState &currentTrace(const char *op, const Loc &loc);

/// A frame that is abandoned unless it is closed.
class Frame {
public:
  /// A function, or a region when `name` is null.
  Frame(TraceState &state, const char *name, const Loc &loc);
  ~Frame();
  Frame(const Frame &) = delete;
  Frame &operator=(const Frame &) = delete;
  Array argument(const Aval &aval, bool weak, std::string_view name, const Loc &loc);
  FrameRef close(std::span<const Array> results, std::span<const std::string> names,
                 const char *op, const Loc &loc);
  void abandon();

private:
  TraceState &state_;
  bool open_ = true;
};

/// The compiler library, loaded on first use; throws Error(compile) when absent.
detail::Compiler &compiler();

} // namespace vmapc::rt

namespace vmapc {
inline namespace v0 {
namespace detail {
/// In a trace: `array` as `dtype`, by a convert operation (or a literal).
Array converted(const Array &array, DType dtype, const Loc &loc);
/// In a trace: a weak value with the dtype that it settles to.
Array settled(const Array &array, const Loc &loc);
/// In a trace: an array of `aval` with every element `value`.
Array filled(const Aval &aval, double value, const Loc &loc);
} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
