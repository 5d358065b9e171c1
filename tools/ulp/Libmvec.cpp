// Functions of libmvec are named by the vector function ABI: _ZGV, the instruction set
// (d: AVX2, e: AVX-512), N for unmasked, the number of lanes, a v per operand.

#include "tools/ulp/Libmvec.h"

#include "tools/ulp/Functions.h"

#include <dlfcn.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace ulp {

#ifdef __x86_64__

Libmvec::Libmvec(const std::string &function, DType dtype) : dtype(dtype) {
  static void *library = dlopen("libmvec.so.1", RTLD_NOW);
  wide = __builtin_cpu_supports("avx512f");
  binary = isBinary(function);
  if (!library || !(wide || __builtin_cpu_supports("avx2")))
    return;
  int lanes = (wide ? 64 : 32) / (dtype == DType::f32 ? 4 : 8);
  std::string name = std::string("_ZGV") + (wide ? "e" : "d") + "N" + std::to_string(lanes) +
                     (binary ? "vv_" : "v_") + function + (dtype == DType::f32 ? "f" : "");
  symbol = dlsym(library, name.c_str());
}

#define VMAPC_LIBMVEC_LOOP(name, isa, T, V, load, store)                                           \
  __attribute__((target(isa))) static void name(void *symbol, bool binary, const void *xs,         \
                                                const void *ys, void *outs, int64_t n) {           \
    auto *x = static_cast<const T *>(xs), *y = static_cast<const T *>(ys);                         \
    auto *out = static_cast<T *>(outs);                                                            \
    auto one = reinterpret_cast<V (*)(V)>(symbol);                                                 \
    auto two = reinterpret_cast<V (*)(V, V)>(symbol);                                              \
    for (int64_t i = 0; i < n; i += sizeof(V) / sizeof(T))                                         \
      store(out + i, binary ? two(load(x + i), load(y + i)) : one(load(x + i)));                   \
  }
VMAPC_LIBMVEC_LOOP(loop16, "avx512f", float, __m512, _mm512_loadu_ps, _mm512_storeu_ps)
VMAPC_LIBMVEC_LOOP(loop8d, "avx512f", double, __m512d, _mm512_loadu_pd, _mm512_storeu_pd)
VMAPC_LIBMVEC_LOOP(loop8, "avx2", float, __m256, _mm256_loadu_ps, _mm256_storeu_ps)
VMAPC_LIBMVEC_LOOP(loop4d, "avx2", double, __m256d, _mm256_loadu_pd, _mm256_storeu_pd)
#undef VMAPC_LIBMVEC_LOOP

void Libmvec::operator()(const void *x, const void *y, void *out, int64_t n) const {
  auto *loop = dtype == DType::f32 ? (wide ? loop16 : loop8) : (wide ? loop8d : loop4d);
  loop(symbol, binary, x, y, out, n);
}

#else

Libmvec::Libmvec(const std::string &, DType dtype) : dtype(dtype), wide(false), binary(false) {}
void Libmvec::operator()(const void *, const void *, void *, int64_t) const {}

#endif

} // namespace ulp
