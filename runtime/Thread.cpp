// The end of a thread: its caches go back to the shared ones.

#include "runtime/Thread.h"

namespace vmapc::rt {

#ifdef __clang__
thread_local constinit Thread thread __attribute__((tls_model("initial-exec")));
#else
__thread Thread thread __attribute__((tls_model("initial-exec")));
#endif

void dropPoolCache();
void dropHotCache();

namespace {
struct Cleanup {
  bool armed = false;
  ~Cleanup() {
    thread.ended = true;
    dropHotCache();
    dropPoolCache();
  }
};
thread_local Cleanup cleanup;
} // namespace

void registerThread() { cleanup.armed = true; }

} // namespace vmapc::rt
