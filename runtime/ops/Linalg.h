// What the bodies of the linear algebra share. They see one matrix at a time: a batch is
// a vmap around them, so that an example has the same bits alone and in a batch.

#ifndef VMAPC_RUNTIME_OPS_LINALG_H
#define VMAPC_RUNTIME_OPS_LINALG_H

#include "runtime/ops/Ops.h"
#include "vmapc/linalg.h"

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace matrix {

/// Up to this extent matrices are handled by code of our own, above by LAPACK.
constexpr std::int64_t ownLimit = 32;
inline bool isOwn(std::int64_t m, std::int64_t n) { return m <= ownLimit && n <= ownLimit; }
/// The same for Jacobi's methods, which only win where their matrices live in registers.
constexpr std::int64_t jacobiLimit = 8;
inline bool isJacobi(std::int64_t m, std::int64_t n) {
  return m <= jacobiLimit && n <= jacobiLimit;
}

//===-- Parts and wholes ----------------------------------------------------------===//

/// Rows i0 .. i1 - 1 and columns j0 .. j1 - 1.
Array block(const Array &a, std::int64_t i0, std::int64_t i1, std::int64_t j0, std::int64_t j1);
Array rows(const Array &a, std::int64_t i0, std::int64_t i1);
Array columns(const Array &a, std::int64_t j0, std::int64_t j1);
/// Of the arrays that have elements.
Array below(const std::vector<Array> &parts);
Array beside(const std::vector<Array> &parts);
Array zeros(std::int64_t m, std::int64_t n, const Array &like);
Array identity(std::int64_t n, const Array &like);
Array transposed(const Array &a);
/// The lower (or upper) triangle, `k` as in vm::tril; the rest is 0.
Array lowerOf(const Array &a, std::int64_t k = 0);
Array upperOf(const Array &a, std::int64_t k = 0);
/// The diagonal as [n].
Array diagonal(const Array &a);
/// [n] as [n, 1].
Array asColumn(const Array &v);
/// x * y + z with one rounding, all broadcast.
Array multiplyAdd(const Array &x, const Array &y, const Array &z);
Array product(const Array &a, const Array &b);
double epsilonOf(const Array &a);

//===-- Algorithms, on one matrix ---------------------------------------------------===//
// Ours for the small, LAPACK's for the large.

/// The factor of a symmetric matrix of which the lower triangle is read.
Array choleskyFactor(const Array &a);
/// {lu, pivots, permutation}.
std::vector<Array> luFactors(const Array &a);
/// X with A X = B, without factors.
Array eliminate(const Array &a, const Array &b);
/// Row k of the result is row permutation[k] of a.
Array permuted(const Array &a, const Array &permutation);
/// X with A X = B (A^T X = B) from what luFactors gives.
Array solveFactored(const std::vector<Array> &factors, const Array &b, bool transpose = false);
Array solveTriangular(const Array &a, const Array &b, linalg::TriangularOptions options);
/// {q, r}.
std::vector<Array> qrFactors(const Array &a, bool full);
/// {x, least squares}: R x = Q^T b.
Array qrSolve(const Array &a, const Array &b);
/// {values, vectors} of a symmetric matrix.
std::vector<Array> eighFactors(const Array &a);
/// {u, s, vt}.
std::vector<Array> svdFactors(const Array &a);
Array exponential(const Array &a);

//===-- The same with their derivatives (LinalgRules.cpp) -----------------------------===//

Array cholesky(const Array &a);
std::vector<Array> lu(const Array &a);
Array solve(const Array &a, const Array &b);
std::vector<Array> qr(const Array &a, bool full);
Array leastSquares(const Array &a, const Array &b);
std::vector<Array> eigh(const Array &a);
Array eigenvalues(const Array &a);
std::vector<Array> svd(const Array &a);
Array singularValues(const Array &a);
/// {sign, log |det|}.
std::vector<Array> logDeterminant(const Array &a);
Array pseudoInverse(const Array &a, double rcond);

//===-- Composed, differentiated as they are ----------------------------------------===//

Array determinant(const Array &a);
/// rcond, or what it is by default.
double relativeCut(const Array &a, std::optional<double> rcond);

//===-- LAPACK's (LinalgExternal.cpp) -----------------------------------------------===//

Array externalCholesky(const Array &a);
std::vector<Array> externalLu(const Array &a);
Array externalTriangular(const Array &a, const Array &b, linalg::TriangularOptions options);
std::vector<Array> externalQr(const Array &a, bool full);
std::vector<Array> externalEigh(const Array &a);
std::vector<Array> externalSvd(const Array &a);

} // namespace matrix
} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
