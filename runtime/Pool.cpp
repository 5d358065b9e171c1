// The pool has one shared list of free blocks per size class under a mutex, and
// in front of it, for blocks up to 64 KB, a short list per thread. Size classes
// are a power of two and three steps between, so at most a quarter is wasted.

#include "runtime/Pool.h"
#include "runtime/ArrayImpl.h"
#include "runtime/Thread.h"

#include <atomic>
#include <bit>
#include <cstdlib>
#include <mutex>
#include <sys/mman.h>
#include <unistd.h>

namespace vmapc::rt {

using detail::ArrayImpl;

namespace {

constexpr unsigned classCount = 256;
constexpr std::size_t hugePage = std::size_t(2) << 20;
constexpr std::size_t threadBlockBytes = std::size_t(64) << 10;
constexpr unsigned threadBlocks = 8;
constexpr unsigned threadImpls = 4096;
constexpr std::size_t largestBytes = std::size_t(1) << 46;

// Class 4k + q holds blocks of 128 * 2^k * (4 + q) / 4 bytes.
std::size_t bytesOf(unsigned sizeClass) {
  return (std::size_t(32) << (sizeClass / 4)) * (4 + sizeClass % 4);
}

unsigned classOf(std::size_t bytes) {
  if (bytes <= 128)
    return 0;
  unsigned log = unsigned(std::bit_width(bytes - 1)) - 1; // 2^log < bytes <= 2^(log+1)
  std::size_t quarter = std::size_t(1) << (log - 2);
  std::size_t steps = (bytes - (std::size_t(1) << log) + quarter - 1) / quarter;
  return (log - 7) * 4 + unsigned(steps);
}

/// A free block's first word links to the next.
struct FreeBlock {
  FreeBlock *next;
};

struct Shared {
  std::mutex mutex;
  FreeBlock *blocks[classCount] = {};
  FreeBlock *impls = nullptr;
  std::size_t held = 0;
  std::size_t bound = 0;
  std::atomic<std::size_t> systemCalls{0};

  Shared() {
    auto pages = std::size_t(sysconf(_SC_PHYS_PAGES));
    bound = pages * std::size_t(sysconf(_SC_PAGESIZE)) / 4;
  }
};

// Never destroyed: arrays may outlive every static object.
Shared &shared() {
  static Shared &s = *new Shared;
  return s;
}

std::byte *fromSystem(std::size_t bytes) {
  shared().systemCalls.fetch_add(1, std::memory_order_relaxed);
  if (bytes < hugePage)
    return static_cast<std::byte *>(std::aligned_alloc(64, (bytes + 63) & ~std::size_t(63)));
  // Aligned to a huge page: map more and cut off the edges.
  std::size_t mapped = bytes + hugePage;
  void *p = mmap(nullptr, mapped, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED)
    return nullptr;
  auto address = reinterpret_cast<std::uintptr_t>(p);
  std::uintptr_t start = (address + hugePage - 1) & ~(hugePage - 1);
  if (start > address)
    munmap(p, start - address);
  std::size_t after = address + mapped - (start + bytes);
  if (after)
    munmap(reinterpret_cast<void *>(start + bytes), after);
  auto *data = reinterpret_cast<std::byte *>(start);
  madvise(data, bytes, MADV_HUGEPAGE);
  return data;
}

void toSystem(std::byte *data, std::size_t bytes) noexcept {
  if (bytes < hugePage)
    std::free(data);
  else
    munmap(data, bytes);
}

} // namespace

struct PoolCache {
  FreeBlock *blocks[classCount] = {};
  unsigned char counts[classCount] = {};
  FreeBlock *impls = nullptr;
  unsigned implCount = 0;
};

namespace {
PoolCache *cacheOfThread() {
  if (!thread.pool && !thread.ended) {
    thread.pool = new PoolCache;
    registerThread();
  }
  return thread.pool;
}

void deallocateShared(std::byte *data, std::uint8_t sizeClass) noexcept {
  Shared &s = shared();
  std::size_t bytes = bytesOf(sizeClass);
  {
    std::lock_guard lock(s.mutex);
    if (s.held + bytes <= s.bound) {
      auto *block = reinterpret_cast<FreeBlock *>(data);
      block->next = s.blocks[sizeClass];
      s.blocks[sizeClass] = block;
      s.held += bytes;
      return;
    }
  }
  toSystem(data, bytes);
}
} // namespace

Block allocate(std::size_t bytes) {
  if (bytes > largestBytes)
    throw Error(ErrorCode::out_of_memory, "array", "an array that fits in memory",
                std::to_string(bytes) + " bytes", detail::userLine({}));
  unsigned c = classOf(bytes);
  std::size_t rounded = bytesOf(c);
  if (rounded <= threadBlockBytes) {
    if (PoolCache *cache = cacheOfThread()) {
      if (FreeBlock *block = cache->blocks[c]) {
        cache->blocks[c] = block->next;
        --cache->counts[c];
        return {reinterpret_cast<std::byte *>(block), std::uint8_t(c)};
      }
    }
  }
  Shared &s = shared();
  {
    std::lock_guard lock(s.mutex);
    if (FreeBlock *block = s.blocks[c]) {
      s.blocks[c] = block->next;
      s.held -= rounded;
      return {reinterpret_cast<std::byte *>(block), std::uint8_t(c)};
    }
  }
  std::byte *data = fromSystem(rounded);
  if (!data) {
    trimPool();
    data = fromSystem(rounded);
  }
  if (!data)
    throw Error(ErrorCode::out_of_memory, "array", "memory for an array",
                std::to_string(bytes) + " bytes, which the system refused", detail::userLine({}));
  return {data, std::uint8_t(c)};
}

void deallocate(std::byte *data, std::uint8_t sizeClass) noexcept {
  if (bytesOf(sizeClass) <= threadBlockBytes) {
    PoolCache *cache = cacheOfThread();
    if (cache && cache->counts[sizeClass] < threadBlocks) {
      auto *block = reinterpret_cast<FreeBlock *>(data);
      block->next = cache->blocks[sizeClass];
      cache->blocks[sizeClass] = block;
      ++cache->counts[sizeClass];
      return;
    }
  }
  deallocateShared(data, sizeClass);
}

void *allocateImpl() {
  PoolCache *cache = cacheOfThread();
  if (cache && cache->impls) {
    FreeBlock *block = cache->impls;
    cache->impls = block->next;
    --cache->implCount;
    return block;
  }
  Shared &s = shared();
  {
    std::lock_guard lock(s.mutex);
    if (FreeBlock *block = s.impls) {
      s.impls = block->next;
      return block;
    }
  }
  s.systemCalls.fetch_add(1, std::memory_order_relaxed);
  void *block = std::aligned_alloc(64, sizeof(ArrayImpl));
  if (!block)
    throw std::bad_alloc();
  return block;
}

void deallocateImpl(void *p) noexcept {
  auto *block = static_cast<FreeBlock *>(p);
  PoolCache *cache = cacheOfThread();
  if (cache && cache->implCount < threadImpls) {
    block->next = cache->impls;
    cache->impls = block;
    ++cache->implCount;
    return;
  }
  Shared &s = shared();
  std::lock_guard lock(s.mutex);
  block->next = s.impls;
  s.impls = block;
}

/// Hands a thread's free blocks to the shared lists.
void dropPoolCache() {
  PoolCache *cache = std::exchange(thread.pool, nullptr);
  if (!cache)
    return;
  for (unsigned c = 0; c < classCount; ++c)
    while (FreeBlock *block = cache->blocks[c]) {
      cache->blocks[c] = block->next;
      deallocateShared(reinterpret_cast<std::byte *>(block), std::uint8_t(c));
    }
  Shared &s = shared();
  std::lock_guard lock(s.mutex);
  while (FreeBlock *block = cache->impls) {
    cache->impls = block->next;
    block->next = s.impls;
    s.impls = block;
  }
  delete cache;
}

PoolStats poolStats() {
  Shared &s = shared();
  std::lock_guard lock(s.mutex);
  return {s.held, s.systemCalls.load()};
}

void trimPool() {
  Shared &s = shared();
  std::lock_guard lock(s.mutex);
  for (unsigned c = 0; c < classCount; ++c)
    while (FreeBlock *block = s.blocks[c]) {
      s.blocks[c] = block->next;
      toSystem(reinterpret_cast<std::byte *>(block), bytesOf(c));
    }
  s.held = 0;
}

void setPoolBound(std::size_t bytes) {
  {
    Shared &s = shared();
    std::lock_guard lock(s.mutex);
    s.bound = bytes;
    if (s.held <= bytes)
      return;
  }
  trimPool();
}

} // namespace vmapc::rt
