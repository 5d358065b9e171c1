// Batches of small matrices with Eigen's fixed sizes; see peersLinalg.h.

#include "peersLinalg.h"

#include <Eigen/Dense>

namespace peers {
namespace {

template <class T, int N> void run(Solver solver, const T *a, const T *b, T *x, long count) {
  using Matrix = Eigen::Matrix<T, N, N, Eigen::RowMajor>;
  using Vector = Eigen::Matrix<T, N, 1>;
  for (long k = 0; k < count; ++k) {
    Eigen::Map<const Matrix> m(a + k * N * N);
    Eigen::Map<const Vector> v(b + k * N);
    Eigen::Map<Vector> to(x + k * N);
    switch (solver) {
    case Solver::factor:
      Eigen::Map<Matrix>(x + k * N * N) = m.llt().matrixL();
      break;
    case Solver::cholesky:
      to = m.llt().solve(v);
      break;
    case Solver::lu:
      to = m.partialPivLu().solve(v);
      break;
    case Solver::qr:
      to = m.householderQr().solve(v);
      break;
    case Solver::inverse:
      Eigen::Map<Matrix>(x + k * N * N) = m.inverse();
      break;
    }
  }
}

template <class T> void dispatch(Solver s, int n, const T *a, const T *b, T *x, long count) {
  switch (n) {
  case 3:
    return run<T, 3>(s, a, b, x, count);
  case 4:
    return run<T, 4>(s, a, b, x, count);
  case 8:
    return run<T, 8>(s, a, b, x, count);
  case 16:
    return run<T, 16>(s, a, b, x, count);
  default:
    return run<T, 32>(s, a, b, x, count);
  }
}

} // namespace

void eigen(Solver s, int n, const float *a, const float *b, float *x, long count) {
  dispatch(s, n, a, b, x, count);
}
void eigen(Solver s, int n, const double *a, const double *b, double *x, long count) {
  dispatch(s, n, a, b, x, count);
}

} // namespace peers
