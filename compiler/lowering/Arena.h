// First-fit placement of buffers in one arena.

#ifndef VMAPC_COMPILER_LOWERING_ARENA_H
#define VMAPC_COMPILER_LOWERING_ARENA_H

#include <algorithm>
#include <cstdint>
#include <map>

namespace vmapc::ir {

class Arena {
public:
  /// Buffers in use: size by offset.
  using Live = std::map<int64_t, int64_t>;
  static constexpr int64_t alignment = 64;

  int64_t take(Live &live, int64_t bytes) {
    bytes = std::max<int64_t>(1, (bytes + alignment - 1) / alignment) * alignment;
    int64_t at = 0;
    for (auto [offset, size] : live) {
      if (offset - at >= bytes)
        break;
      at = std::max(at, offset + size);
    }
    live[at] = bytes;
    peak = std::max(peak, at + bytes);
    return at;
  }
  void give(Live &live, int64_t offset) { live.erase(offset); }
  int64_t bytes() const { return peak; }

private:
  int64_t peak = 0;
};

} // namespace vmapc::ir

#endif
