// Counts allocations: this program's malloc and its kin, in front of glibc's.

#include "Bench.h"

#include <cerrno>

extern "C" {
void *__libc_malloc(std::size_t size);
void *__libc_calloc(std::size_t count, std::size_t size);
void *__libc_realloc(void *pointer, std::size_t size);
void *__libc_memalign(std::size_t alignment, std::size_t size);
}

namespace {
thread_local long count = 0;
} // namespace

extern "C" {
void *malloc(std::size_t size) { return ++count, __libc_malloc(size); }
void *calloc(std::size_t n, std::size_t size) { return ++count, __libc_calloc(n, size); }
void *realloc(void *pointer, std::size_t size) { return ++count, __libc_realloc(pointer, size); }
void *aligned_alloc(std::size_t alignment, std::size_t size) {
  return ++count, __libc_memalign(alignment, size);
}
int posix_memalign(void **result, std::size_t alignment, std::size_t size) {
  ++count;
  *result = __libc_memalign(alignment, size);
  return *result ? 0 : ENOMEM;
}
}

long bench::allocations() { return count; }
