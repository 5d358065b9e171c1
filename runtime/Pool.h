// Memory for arrays: 64-byte aligned blocks in size classes, kept after they are
// freed, because fresh pages cost many times the work of writing them.

#ifndef VMAPC_RUNTIME_POOL_H
#define VMAPC_RUNTIME_POOL_H

#include <cstddef>
#include <cstdint>

namespace vmapc::rt {

struct Block {
  std::byte *data;
  std::uint8_t sizeClass;
};

/// At least `bytes` bytes; throws Error(out_of_memory).
Block allocate(std::size_t bytes);
void deallocate(std::byte *data, std::uint8_t sizeClass) noexcept;

/// A block of sizeof(ArrayImpl) bytes.
void *allocateImpl();
void deallocateImpl(void *block) noexcept;

struct PoolStats {
  std::size_t heldBytes;   // free memory that is kept
  std::size_t systemCalls; // blocks asked from the system
};
PoolStats poolStats();
/// Free memory above this is given back.
void setPoolBound(std::size_t bytes);
/// Gives all free memory of the shared lists back.
void trimPool();

} // namespace vmapc::rt

#endif
