// Dense linear algebra, in the namespace vm::linalg. Every function is about matrices in
// the last two axes; the axes before them are a batch of independent problems, as under
// vmap, and batches of two operands broadcast together.
//
// *Dtypes.* f32 and f64 are computed as they are; f16 and bf16 are computed in f32 and
// rounded at the end; integers and bools are converted to f32. Complex matrices are an
// error. Two operands are promoted.
//
// *Where a problem has no answer* (a singular matrix, one that is not positive definite, a NaN
// in the input) its results are NaN, and only its own: no other example is touched, nothing
// traps and every iteration ends.
//
// *How.* Up to an extent of 32 (8 for eigh and svd and what is made of them) the code is ours and
// a batch runs on SIMD lanes; above, each matrix is a call of LAPACK, loaded from liblapack.so.3
// when a function first needs it; an error names the package if it is not installed. The bits of
// one matrix do not depend on the batch around it.
//
// *Derivatives* exist in both modes and to any order wherever the function is smooth. Squares of
// elements must neither overflow nor underflow in qr, svd and what is made of them.

#ifndef VMAPC_LINALG_H
#define VMAPC_LINALG_H

#include "vmapc/ops.h"

namespace vmapc {
inline namespace v0 {
namespace linalg {

//===-- Factorizations --------------------------------------------------------===//

struct CholeskyOptions {
  /// The factor U with A = U^T U instead of L.
  bool upper = false;
  /// Takes (A + A^T) / 2, so that the gradient is symmetric; otherwise only the triangle of
  /// the factor is read, and only it has a gradient.
  bool symmetrize = true;
};

/// The lower triangular L with positive diagonal and A = L L^T, [..., n, n]; zero above the
/// diagonal. NaN, triangle of the factor only, where A is not positive definite. Golub and
/// Van Loan, Matrix Computations, 4.2.
inline constexpr struct Cholesky {
  VMAPC_API Array operator()(const Operand &a, CholeskyOptions options = {}) const;
} cholesky{};

/// P A = L U with partial pivoting.
struct LU {
  /// [..., m, n]: U on and above the diagonal, L (its diagonal of ones left out) below.
  Array lu;
  /// i32 [..., min(m, n)]: row k was exchanged with row pivots[k] >= k, in this order.
  Array pivots;
  /// i32 [..., m]: row k of P A is row permutation[k] of A.
  Array permutation;
};

/// The factors of A [..., m, n]. A column without a pivot leaves a 0 on the diagonal of U.
inline constexpr struct Lu {
  VMAPC_API LU operator()(const Operand &a) const;
} lu{};

/// A = Q R.
struct QR {
  Array q, r;
};

/// Q [..., m, k] with orthonormal columns and R [..., k, n], zero below the diagonal, with k =
/// min(m, n), or k = m when `full`. By Householder reflections, signs as in LAPACK. The derivative
/// needs the first k columns of A to be independent; with `full` and m > n, where the last columns
/// of Q are a matter of choice, it is that of the algorithm, and an error above 32.
inline constexpr struct Qr {
  VMAPC_API QR operator()(const Operand &a, bool full = false) const;
} qr{};

/// A V = V diag(values).
struct EIGH {
  /// [..., n], ascending.
  Array values;
  /// [..., n, n]: column k belongs to values[k]; its sign is arbitrary.
  Array vectors;
};

/// Eigenvalues and orthonormal eigenvectors of (A + A^T) / 2. Jacobi's method (Golub and Van
/// Loan, 8.5). Derivatives of vectors of equal eigenvalues do not exist; the terms that couple
/// those that are equal to rounding are taken as 0. So gradients are finite everywhere, and right
/// for functions of the values alone that treat equal ones alike (their sum, largest, ...).
inline constexpr struct Eigh {
  VMAPC_API EIGH operator()(const Operand &a) const;
} eigh{};
/// Only the eigenvalues.
inline constexpr struct Eigvalsh {
  VMAPC_API Array operator()(const Operand &a) const;
} eigvalsh{};

/// A = U diag(s) V^T.
struct SVD {
  /// [..., m, k], [..., k] descending and not negative, [..., k, n]; k = min(m, n).
  Array u, s, vt;
};

/// The reduced singular value decomposition, by one-sided Jacobi rotations (Demmel and Veselic,
/// 1992). u and vt have orthonormal columns and rows even where A is rank deficient. Terms of the
/// derivative that couple equal singular values are taken as 0, as for eigh.
inline constexpr struct Svd {
  VMAPC_API SVD operator()(const Operand &a) const;
} svd{};
/// Only the singular values.
inline constexpr struct Svdvals {
  VMAPC_API Array operator()(const Operand &a) const;
} svdvals{};

//===-- Systems of equations ----------------------------------------------------===//
// Right-hand sides: b of rank 1 is one vector; else b is [..., n, k], k columns.

struct TriangularOptions {
  /// Solves op(A) X = B, else X op(A) = B.
  bool left = true;
  /// The triangle that is read.
  bool lower = true;
  /// op(A) = A^T.
  bool transpose = false;
  /// The diagonal is taken as ones.
  bool unit = false;
};

/// X with op(A) X = B for a triangular A; the other triangle is not read. NaN where the diagonal
/// has a 0.
inline constexpr struct TriangularSolve {
  VMAPC_API Array operator()(const Operand &a, const Operand &b,
                             TriangularOptions options = {}) const;
} triangular_solve{};

/// X with A X = B, by elimination with partial pivoting. NaN where A is singular.
inline constexpr struct Solve {
  VMAPC_API Array operator()(const Operand &a, const Operand &b) const;
} solve{};

/// X with A X = B from the factors of A.
inline constexpr struct LuSolve {
  VMAPC_API Array operator()(const LU &factors, const Operand &b, bool transpose = false) const;
} lu_solve{};

/// X with L L^T X = B from the factor L of cholesky (U with `upper`).
inline constexpr struct CholeskySolve {
  VMAPC_API Array operator()(const Operand &factor, const Operand &b, bool upper = false) const;
} cholesky_solve{};

/// X that minimises |A X - B| for A [..., m, n], m >= n, of full column rank, by Householder
/// reflections. NaN where R has a 0 on its diagonal.
inline constexpr struct QrSolve {
  VMAPC_API Array operator()(const Operand &a, const Operand &b) const;
} qr_solve{};

struct LSTSQ {
  /// [..., n, k] (or [n]).
  Array x;
  /// i32 [...]: the number of singular values that count.
  Array rank;
  /// [..., min(m, n)]: the singular values of A.
  Array s;
};

/// The x of least norm that minimises |A x - B|, by the singular value decomposition. Singular
/// values up to rcond times the largest count as 0; without rcond: the dtype's epsilon times
/// max(m, n), as in NumPy.
inline constexpr struct Lstsq {
  VMAPC_API LSTSQ operator()(const Operand &a, const Operand &b,
                             std::optional<double> rcond = {}) const;
} lstsq{};

//===-- Functions of one matrix ---------------------------------------------------===//

/// The inverse, as solve(a, identity). NaN where A is singular.
inline constexpr struct Inv {
  VMAPC_API Array operator()(const Operand &a) const;
} inv{};

/// The determinant; 1 for n = 0. Up to n = 32 by elimination with complete pivoting that ends in
/// cofactors, so that derivatives up to order 4 are right at singular matrices too; above, the
/// product of the pivots of lu, whose derivative there is NaN.
inline constexpr struct Det {
  VMAPC_API Array operator()(const Operand &a) const;
} det{};

struct SLOGDET {
  /// -1, 0 or 1, and log |det|, -inf where the determinant is 0.
  Array sign, logabsdet;
};
inline constexpr struct Slogdet {
  VMAPC_API SLOGDET operator()(const Operand &a) const;
} slogdet{};

/// The Moore-Penrose inverse [..., n, m] of A [..., m, n]; rcond as for lstsq.
inline constexpr struct Pinv {
  VMAPC_API Array operator()(const Operand &a, std::optional<double> rcond = {}) const;
} pinv{};

/// The matrix exponential, by scaling and squaring with a Pade approximant (Higham, 2005).
inline constexpr struct Expm {
  VMAPC_API Array operator()(const Operand &a) const;
} expm{};

/// A to the power k; negative ones by inv. A^0 is the identity.
inline constexpr struct MatrixPower {
  VMAPC_API Array operator()(const Operand &a, std::int64_t k) const;
} matrix_power{};

/// i32 [...]: the number of singular values above rcond (see lstsq) times the largest.
inline constexpr struct MatrixRank {
  VMAPC_API Array operator()(const Operand &a, std::optional<double> rcond = {}) const;
} matrix_rank{};

/// The largest over the smallest singular value.
inline constexpr struct Cond {
  VMAPC_API Array operator()(const Operand &a) const;
} cond{};

/// Norms of the matrices: the root of the sum of squares, the largest sum of |elements| of a column
/// (one) or of a row (inf), the largest singular value (two), the sum of them (nuclear).
enum class Norm : std::uint8_t { fro, one, inf, two, nuclear };
inline constexpr struct MatrixNorm {
  VMAPC_API Array operator()(const Operand &a, Norm kind = Norm::fro) const;
} matrix_norm{};

/// The sum along a diagonal of A [..., m, n]: elements with column = row + k.
inline constexpr struct Trace {
  VMAPC_API Array operator()(const Operand &a, std::int64_t k = 0) const;
} trace{};

/// The Kronecker product [..., m p, n q] of [..., m, n] and [..., p, q].
inline constexpr struct Kron {
  VMAPC_API Array operator()(const Operand &a, const Operand &b) const;
} kron{};

} // namespace linalg
} // namespace v0
} // namespace vmapc

#endif
