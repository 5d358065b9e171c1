// What the runtime keeps per thread. A few words of static TLS, so that reading
// them is one instruction; everything larger hangs from a pointer.

#ifndef VMAPC_RUNTIME_THREAD_H
#define VMAPC_RUNTIME_THREAD_H

#include <source_location>

namespace vmapc::rt {

struct TraceState;
struct PoolCache;
struct HotCache;

struct Thread {
  /// The innermost open trace.
  TraceState *trace = nullptr;
  /// Small free blocks; see Pool.cpp.
  PoolCache *pool = nullptr;
  /// Signatures used lately; see Cache.cpp.
  HotCache *hot = nullptr;
  /// The ambient user line, when `scoped`.
  std::source_location scope;
  bool scoped = false;
  /// The thread is ending: its caches are gone and stay so.
  bool ended = false;
  /// NoCompile guards that are alive.
  int noCompile = 0;
  /// A re-trace for the capture check is running.
  bool checking = false;
};

#ifdef __clang__
extern thread_local constinit Thread thread __attribute__((tls_model("initial-exec")));
#else
extern __thread Thread thread __attribute__((tls_model("initial-exec")));
#endif

/// Makes sure that this thread's caches are dropped when it ends.
void registerThread();

} // namespace vmapc::rt

#endif
