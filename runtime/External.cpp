// Shims around LAPACK (www.netlib.org/lapack, Fortran interface). LAPACK's matrices are column
// by column: a row-major A is its A^T, which the shims account for by exchanging triangles and
// sides where that is enough and by transposing where it is not. A matrix that is not finite
// or for which a routine fails gives NaN.

#include "runtime/External.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <dlfcn.h>
#include <limits>
#include <string>
#include <vector>

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace {

using Int = std::int32_t; // Fortran's default integer

/// Routines of both precisions; null until loaded.
template <class T> struct Routines {
  void (*potrf)(const char *, const Int *, T *, const Int *, Int *, std::size_t);
  void (*getrf)(const Int *, const Int *, T *, const Int *, Int *, Int *);
  void (*geqrf)(const Int *, const Int *, T *, const Int *, T *, T *, const Int *, Int *);
  void (*orgqr)(const Int *, const Int *, const Int *, T *, const Int *, const T *, T *,
                const Int *, Int *);
  void (*syevd)(const char *, const char *, const Int *, T *, const Int *, T *, T *, const Int *,
                Int *, const Int *, Int *, std::size_t, std::size_t);
  void (*gesdd)(const char *, const Int *, const Int *, T *, const Int *, T *, T *, const Int *,
                T *, const Int *, T *, const Int *, Int *, Int *, std::size_t);
  void (*trsm)(const char *, const char *, const char *, const char *, const Int *, const Int *,
               const T *, const T *, const Int *, T *, const Int *, std::size_t, std::size_t,
               std::size_t, std::size_t);

  bool load(void *library, const char *prefix) {
    bool complete = true;
    auto find = [&](auto &routine, const char *name) {
      void *symbol = dlsym(library, (prefix + std::string(name) + "_").c_str());
      routine = reinterpret_cast<std::remove_reference_t<decltype(routine)>>(symbol);
      complete &= symbol != nullptr;
    };
    find(potrf, "potrf"), find(getrf, "getrf"), find(geqrf, "geqrf"), find(orgqr, "orgqr");
    find(syevd, "syevd"), find(gesdd, "gesdd"), find(trsm, "trsm");
    return complete;
  }
};

struct Lapack {
  Routines<float> single;
  Routines<double> twice;
  std::string why; // empty: loaded

  static const Lapack &get() {
    static const Lapack loaded;
    return loaded;
  }
  template <class T> static const Routines<T> &routines() {
    if constexpr (std::is_same_v<T, float>)
      return get().single;
    else
      return get().twice;
  }

private:
  Lapack() {
    for (const char *name : {"liblapack.so.3", "libopenblas.so.0"}) {
      void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
      if (!library)
        why += std::string(why.empty() ? "" : "; ") + dlerror();
      else if (single.load(library, "s") && twice.load(library, "d")) {
        why.clear();
        return;
      } else
        why += std::string(why.empty() ? "" : "; ") + name + " lacks a routine";
    }
  }
};

template <class T> constexpr T nan = std::numeric_limits<T>::quiet_NaN();

template <class T> bool isFinite(const T *a, std::int64_t count) {
  return std::all_of(a, a + count, [](T v) { return std::isfinite(v); });
}
/// to[j, i] = from[i, j] of a row-major m x n matrix.
template <class T> void transpose(const T *from, T *to, std::int64_t m, std::int64_t n) {
  constexpr std::int64_t tile = 16;
  for (std::int64_t i0 = 0; i0 < m; i0 += tile)
    for (std::int64_t j0 = 0; j0 < n; j0 += tile)
      for (std::int64_t i = i0; i < std::min(m, i0 + tile); ++i)
        for (std::int64_t j = j0; j < std::min(n, j0 + tile); ++j)
          to[j * m + i] = from[i * n + j];
}

/// The factor L of a symmetric matrix of which the lower triangle is read.
template <class T> void potrf(T *a, T *l, std::int64_t n) {
  Int order = Int(n), info = 0;
  bool finite = true;
  for (std::int64_t i = 0; i < n; ++i)
    finite = finite && isFinite(a + i * n, i + 1);
  if (finite)
    Lapack::routines<T>().potrf("U", &order, a, &order, &info, 1);
  bool good = finite && info == 0;
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j)
      l[i * n + j] = j > i ? T(0) : good ? a[i * n + j] : nan<T>;
}

/// lu [m, n], pivots [min(m, n)] and the permutation [m].
template <class T>
void getrf(T *a, T *lu, std::int32_t *pivots, std::int32_t *permutation, std::int64_t m,
           std::int64_t n) {
  std::int64_t k = std::min(m, n);
  std::vector<T> columns(static_cast<std::size_t>(m * n));
  transpose(a, columns.data(), m, n);
  Int rows = Int(m), width = Int(n), info = 0;
  Lapack::routines<T>().getrf(&rows, &width, columns.data(), &rows, pivots, &info);
  transpose(columns.data(), lu, n, m);
  for (std::int64_t i = 0; i < m; ++i)
    permutation[i] = std::int32_t(i);
  for (std::int64_t i = 0; i < k; ++i)
    std::swap(permutation[i], permutation[--pivots[i]]);
}

/// q [m, count] and r [count, n].
template <class T>
void geqrf(T *a, T *q, T *r, std::int64_t m, std::int64_t n, std::int64_t count) {
  std::int64_t k = std::min(m, n), widest = std::max(n, count);
  std::vector<T> columns(static_cast<std::size_t>(m * widest)), tau(static_cast<std::size_t>(k));
  transpose(a, columns.data(), m, n);
  Int rows = Int(m), width = Int(n), wanted = Int(count), steps = Int(k), info = 0;
  std::vector<T> work(static_cast<std::size_t>(64 * widest));
  Int size = Int(work.size());
  const Routines<T> &lapack = Lapack::routines<T>();
  lapack.geqrf(&rows, &width, columns.data(), &rows, tau.data(), work.data(), &size, &info);
  for (std::int64_t i = 0; i < count; ++i)
    for (std::int64_t j = 0; j < n; ++j)
      r[i * n + j] = i <= j ? columns[static_cast<std::size_t>(j * m + i)] : T(0);
  lapack.orgqr(&rows, &wanted, &steps, columns.data(), &rows, tau.data(), work.data(), &size,
               &info);
  transpose(columns.data(), q, count, m);
}

/// Ascending eigenvalues w [n] and eigenvectors v [n, n] of a symmetric matrix.
template <class T> void syevd(T *a, T *w, T *v, std::int64_t n) {
  Int order = Int(n), info = -1;
  if (isFinite(a, n * n)) {
    std::vector<T> work(static_cast<std::size_t>(1 + 6 * n + 2 * n * n));
    std::vector<Int> more(static_cast<std::size_t>(3 + 5 * n));
    Int size = Int(work.size()), moreSize = Int(more.size());
    Lapack::routines<T>().syevd("V", "L", &order, a, &order, w, work.data(), &size, more.data(),
                                &moreSize, &info, 1, 1);
  }
  if (info == 0)
    return transpose(a, v, n, n);
  std::fill(w, w + n, nan<T>);
  std::fill(v, v + n * n, nan<T>);
}

/// u [m, k], s [k] and vt [k, n]: the decomposition of A^T with its sides exchanged.
template <class T> void gesdd(T *a, T *u, T *s, T *vt, std::int64_t m, std::int64_t n) {
  std::int64_t k = std::min(m, n);
  Int rows = Int(n), width = Int(m), steps = Int(k), info = -1;
  if (isFinite(a, m * n)) {
    std::int64_t most = std::max(m, n);
    std::vector<T> work(static_cast<std::size_t>(4 * k * k + 7 * k + most + 64 * (most + k)));
    std::vector<Int> more(static_cast<std::size_t>(8 * k));
    Int size = Int(work.size());
    Lapack::routines<T>().gesdd("S", &rows, &width, a, &rows, s, vt, &rows, u, &steps, work.data(),
                                &size, more.data(), &info, 1);
  }
  if (info == 0)
    return;
  std::fill(u, u + m * k, nan<T>);
  std::fill(s, s + k, nan<T>);
  std::fill(vt, vt + k * n, nan<T>);
}

/// X [n, k] with op(A) X = B; flags: 1 lower, 2 transpose, 4 unit.
template <class T> void trsm(T *a, T *b, T *x, std::int64_t n, std::int64_t k, std::int64_t flags) {
  bool lower = flags & 1, turned = flags & 2, unit = flags & 4, singular = false;
  for (std::int64_t i = 0; !unit && i < n; ++i)
    singular |= a[i * n + i] == 0;
  std::copy(b, b + n * k, x);
  Int order = Int(n), width = Int(k);
  T one = singular ? nan<T> : T(1);
  Lapack::routines<T>().trsm("R", lower ? "U" : "L", turned ? "T" : "N", unit ? "U" : "N", &width,
                             &order, &one, a, &order, x, &width, 1, 1, 1, 1);
}

/// What generated code calls.
template <auto Kernel> struct Entry;
template <class... A, void (*Kernel)(A...)> struct Entry<Kernel> {
  template <class P> static P argument(std::int64_t v) {
    if constexpr (std::is_pointer_v<P>)
      return reinterpret_cast<P>(v);
    else
      return v;
  }
  template <class> using Word = std::int64_t;
  static void call(Word<A>... words) { Kernel(argument<A>(words)...); }
  static void *address() { return reinterpret_cast<void *>(&call); }
};

} // namespace

std::span<const ExternalKernel> externalKernels() {
#define VMAPC_BOTH(name)                                                                           \
  {"vmapc_external_" #name "_f32", Entry<&name<float>>::address()}, {                              \
    "vmapc_external_" #name "_f64", Entry<&name<double>>::address()                                \
  }
  static const ExternalKernel kernels[] = {VMAPC_BOTH(potrf), VMAPC_BOTH(getrf), VMAPC_BOTH(geqrf),
                                           VMAPC_BOTH(syevd), VMAPC_BOTH(gesdd), VMAPC_BOTH(trsm)};
#undef VMAPC_BOTH
  return kernels;
}

void requireLapack(const char *op, const Loc &loc) {
  const Lapack &lapack = Lapack::get();
  if (!lapack.why.empty())
    fail(op, "LAPACK for matrices above 32 x 32 (Debian: libopenblas0 or liblapack3)", lapack.why,
         loc);
}

} // namespace detail
} // namespace v0
} // namespace vmapc
