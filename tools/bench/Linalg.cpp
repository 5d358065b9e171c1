// Small linear algebra in batches of 65,536, against a loop over Eigen's fixed sizes and one
// over LAPACK (OpenBLAS).

#include "Bench.h"
#include "peersLinalg.h"

#include <cmath>
#include <stdexcept>

extern "C" {
void openblas_set_num_threads(int);
#define LAPACK(p, T)                                                                               \
  void p##potrf_(const char *, const int *, T *, const int *, int *, long);                        \
  void p##posv_(const char *, const int *, const int *, T *, const int *, T *, const int *, int *, \
                long);                                                                             \
  void p##gesv_(const int *, const int *, T *, const int *, int *, T *, const int *, int *);       \
  void p##gels_(const char *, const int *, const int *, const int *, T *, const int *, T *,        \
                const int *, T *, const int *, int *, long);
LAPACK(s, float)
LAPACK(d, double)
#undef LAPACK
}

namespace bench {
namespace {

using peers::Solver;

template <class T> struct Routines;
template <> struct Routines<float> {
  static constexpr auto potrf = spotrf_;
  static constexpr auto posv = sposv_;
  static constexpr auto gesv = sgesv_;
  static constexpr auto gels = sgels_;
};
template <> struct Routines<double> {
  static constexpr auto potrf = dpotrf_;
  static constexpr auto posv = dposv_;
  static constexpr auto gesv = dgesv_;
  static constexpr auto gels = dgels_;
};

/// Routines overwrite their operands, so each matrix is copied first. The matrices are
/// symmetric: rows are as good as columns.
template <class T> void lapack(Solver s, int n, const T *a, const T *b, T *x, long count) {
  using R = Routines<T>;
  std::vector<T> matrix(n * n), work(64 * n);
  std::vector<int> pivots(n);
  int one = 1, info = 0, size = int(work.size());
  for (long k = 0; k < count; ++k) {
    T *m = s == Solver::factor ? x + k * n * n : matrix.data();
    std::copy_n(a + k * n * n, n * n, m);
    T *to = x + k * n * (s == Solver::inverse ? n : 1);
    if (s == Solver::inverse) {
      std::fill_n(to, n * n, T(0));
      for (int i = 0; i < n; ++i)
        to[i * n + i] = 1;
      R::gesv(&n, &n, m, &n, pivots.data(), to, &n, &info);
      continue;
    }
    if (s != Solver::factor)
      std::copy_n(b + k * n, n, to);
    if (s == Solver::factor) {
      R::potrf("U", &n, m, &n, &info, 1);
      for (int i = 0; i < n; ++i)
        std::fill_n(m + i * n + i + 1, n - i - 1, T(0));
    } else if (s == Solver::cholesky)
      R::posv("U", &n, &one, m, &n, to, &n, &info, 1);
    else if (s == Solver::lu)
      R::gesv(&n, &one, m, &n, pivots.data(), to, &n, &info);
    else
      R::gels("T", &n, &n, &one, m, &n, to, &n, work.data(), &size, &info, 1);
  }
}

template <class T> void agree(const Array &ours, const std::vector<T> &peer, double tolerance) {
  auto mine = ours.span<T>();
  for (std::size_t k = 0; k < peer.size(); ++k)
    if (!(std::fabs(mine[k] - peer[k]) <= tolerance * (1 + std::fabs(peer[k]))))
      throw std::runtime_error("a benchmark and its peer disagree");
}

struct Row {
  const char *name;
  Solver solver;
  std::function<Array(Array, Array)> ours;
  /// The largest n for which a ratio is asked, and the ratio.
  int upTo;
  double atLeast;
};

template <class T> void rowsOf(Report &report, vm::DType t) {
  namespace la = vm::linalg;
  const Row rows[] = {
      {"cholesky", Solver::factor, [](Array a, Array) { return la::cholesky(a); }, 8, 1},
      {"cholesky solve", Solver::cholesky,
       [](Array a, Array b) { return la::cholesky_solve(la::cholesky(a), b); }, 8, 3},
      {"LU solve", Solver::lu, [](Array a, Array b) { return la::solve(a, b); }, 8, 3},
      {"QR solve", Solver::qr, [](Array a, Array b) { return la::qr_solve(a, b); }, 8, 3},
      {"inverse", Solver::inverse, [](Array a, Array) { return la::inv(a); }, 4, 1.2},
  };
  constexpr long count = 65536;
  for (int n : {3, 4, 8, 16, 32}) {
    Array g = vm::random::normal(vm::random::key(1), {count, n, n}, t);
    Array a = vm::jit([n, t](Array g) {
      return vm::matmul(g, vm::swapaxes(g, 1, 2)) + vm::eye(n, {}, 0, t) * double(n);
    })(g);
    Array b = vm::random::normal(vm::random::key(2), {count, n, 1}, t);
    const T *ap = a.span<T>().data(), *bp = b.span<T>().data();
    for (const Row &row : rows) {
      std::string name = "linalg " + std::string(row.name) + " " + std::string(vm::nameOf(t)) +
                         " n=" + std::to_string(n);
      if (!report.wants(name))
        continue;
      bool isMatrix = row.solver == Solver::factor || row.solver == Solver::inverse;
      std::vector<T> x(count * n * (isMatrix ? n : 1));
      auto f = vm::jit([run = row.ours](Array a, Array b) { return run(a, b); });
      auto eigen = [&] { peers::eigen(row.solver, n, ap, bp, x.data(), count); };
      auto loop = [&] { lapack(row.solver, n, ap, bp, x.data(), count); };
      for (const Call &peer : {Call(eigen), Call(loop)}) {
        peer();
        agree(f(a, b), x, t == vm::f64 ? 1e-9 : 2e-3);
      }
      report.perItem(
          name, [&] { f(a, b); }, {{"Eigen", eigen}, {"LAPACK", loop}}, count,
          n <= row.upTo ? row.atLeast : 0);
    }
  }
}

} // namespace

void linalg(Report &report) {
  report.section("batches of 65,536 matrices, ns a matrix");
  openblas_set_num_threads(1);
  rowsOf<float>(report, vm::f32);
  rowsOf<double>(report, vm::f64);
}

} // namespace bench
