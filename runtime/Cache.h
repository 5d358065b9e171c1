// Compiled code by signature. A signature is a list of words: the callable, the types
// and static values of its arguments, and the interned type of each array. Three steps
// lead to its code: a small table per thread, without locks; the shared table, under
// a reader lock; tracing and compiling, by one thread while others wait.

#ifndef VMAPC_RUNTIME_CACHE_H
#define VMAPC_RUNTIME_CACHE_H

#include "runtime/TraceState.h"
#include "vmapc/detail/call.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace vmapc {
inline namespace v0 {
namespace detail {

class Site {
public:
  ~Site();
  std::uint64_t id = 0;
  bool unique = false;
  CompileOptions options;
  std::string name;
  mutable std::atomic<std::uint64_t> hits{0};
  mutable std::atomic<std::uint64_t> misses{0};
  mutable std::atomic<std::uint64_t> compiles{0};
  mutable std::mutex mutex;
  mutable std::vector<std::string> reasons;
  /// The key of the latest miss, to say what a new one changed.
  mutable std::vector<std::uint64_t> lastKey;
  mutable std::vector<const Type *> lastTypes;
  /// Misses because a static value changed; a remark is due once they are many.
  mutable unsigned staticMisses = 0;
};

} // namespace detail
} // namespace v0

namespace rt {

using detail::CallBody;
using detail::CompileOptions;
using detail::Kernel;
using detail::Signature;
using detail::Site;

/// One result of compiled code.
struct Output {
  const detail::Type *type = nullptr; // null: a null array
  bool weak = false;
};

/// What tracing one signature gave, and its code.
struct Compiled {
  std::shared_ptr<Program> program;
  std::shared_ptr<Kernel> kernel;
  std::vector<Hidden> hidden;
  std::vector<Output> outputs;
  std::shared_ptr<const void> skeleton;
  /// Whether any argument is null (then arguments are not inputs one to one), and any
  /// hidden input a cell.
  bool nullInputs = false;
  bool cells = false;
};

struct Entry {
  std::vector<std::uint64_t> key;
  std::uint64_t hash = 0;
  std::uint64_t site = 0;
  Compiled code;
  /// Used since the last look for something to drop.
  std::atomic<bool> used{true};

  enum State { compiling, ready, failed };
  State state = compiling;
  std::exception_ptr error;
};
using EntryPtr = std::shared_ptr<Entry>;

/// The key of a call: the words of `signature` followed by one per array.
std::uint64_t completeKey(Signature &signature, const Loc &loc, bool allowShapes);

/// The code for a signature, compiled if need be.
const Entry &find(const Site &site, Signature &signature, std::uint64_t hash,
                  const CallBody &body, const Loc &loc);
/// Traces `body` to a program, with what it holds and returns.
Compiled traceBody(Signature &signature, const CallBody &body, const Loc &loc);
/// The kernel of a program; equal programs have one.
std::shared_ptr<Kernel> kernelOf(const std::shared_ptr<Program> &program,
                                 const CompileOptions &options, bool *isNew = nullptr);
/// Drops `entry`, whose cells have changed.
void forget(const Entry &entry);
void forgetSite(std::uint64_t site);

/// Runs code: inputs in order of the signature's arrays.
void execute(const Kernel &kernel, std::span<const Array *const> inputs,
             const Compiled &code, std::span<const Array> hidden, void *const *outputs);
/// Runs a kernel on plain arrays and gives new ones.
std::vector<Array> runKernel(const Kernel &kernel, std::span<const Array> inputs,
                             std::span<const detail::Port> outputs);

} // namespace rt
} // namespace vmapc

#endif
