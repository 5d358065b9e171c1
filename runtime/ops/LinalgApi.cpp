// The functions of vm::linalg: checks, and which algorithm.

#include "runtime/ops/LinalgCall.h"

#include "vmapc/index.h"
#include "vmapc/library.h"

#include <algorithm>

namespace vmapc {
inline namespace v0 {
namespace linalg {

using namespace detail;
using namespace detail::matrix;

//===-- Factorizations ----------------------------------------------------------===//

Array Cholesky::operator()(const Operand &a, CholeskyOptions options) const {
  checkSquare("cholesky", a);
  return apply("cholesky", Key() << options.upper << options.symmetrize, a, [&](Inputs in) {
    Array x = in[0];
    if (options.symmetrize)
      x = (x + transposed(x)) * 0.5;
    else if (options.upper)
      x = transposed(x);
    Array l = matrix::cholesky(x);
    return std::vector<Array>{options.upper ? transposed(l) : l};
  })[0];
}

LU Lu::operator()(const Operand &a) const {
  check("lu", a);
  std::vector<Array> r = apply("lu", {}, a, [](Inputs in) { return matrix::lu(in[0]); });
  return {r[0], r[1], r[2]};
}

QR Qr::operator()(const Operand &a, bool full) const {
  check("qr", a);
  std::vector<Array> r =
      apply("qr", Key() << full, a, [&](Inputs in) { return matrix::qr(in[0], full); });
  return {r[0], r[1]};
}

//===-- Systems of equations ------------------------------------------------------===//

/// a [n, n] (or [m, n]) and b with as many rows as a.
static void checkSystem(const char *op, const Operand &a, const Operand &b, bool square = true) {
  if (square)
    checkSquare(op, a);
  else
    check(op, a);
  check(op, b, true);
  if (b.array.dim(b.array.rank() == 1 ? 0 : -2) != a.array.dim(-2))
    failShapes(op, "as many rows of b as of a, " + std::to_string(a.array.dim(-2)), a, b);
}

Array TriangularSolve::operator()(const Operand &a, const Operand &b,
                                  TriangularOptions options) const {
  const char *op = "triangular_solve";
  checkSquare(op, a);
  check(op, b, true);
  bool isVector = b.array.rank() == 1;
  if (b.array.dim(options.left && !isVector ? -2 : -1) != a.array.dim(-1))
    failShapes(op, "an extent of b that fits a, " + std::to_string(a.array.dim(-1)), a, b);
  // A vector is the same from either side but for the transpose.
  if (isVector && !options.left) {
    options.left = true;
    options.transpose = !options.transpose;
  }
  return applySystem(
      op, Key() << options.left << options.lower << options.transpose << options.unit, a, b,
      [&](Inputs in) { return std::vector<Array>{solveTriangular(in[0], in[1], options)}; })[0];
}

Array Solve::operator()(const Operand &a, const Operand &b) const {
  checkSystem("solve", a, b);
  return applySystem("solve", {}, a, b,
                     [](Inputs in) { return std::vector<Array>{matrix::solve(in[0], in[1])}; })[0];
}

Array LuSolve::operator()(const LU &factors, const Operand &b, bool transpose) const {
  Operand lu(factors.lu, b.loc);
  checkSystem("lu_solve", lu, b);
  const Array &p = required(factors.permutation, "lu_solve", b.loc);
  Shape expected = factors.lu.shape();
  expected.pop_back();
  if (p.shape() != expected)
    fail("lu_solve", "a permutation of shape " + describe(expected), describe(p, b.loc), b.loc);
  bool isVector = b.array.rank() == 1;
  const Array arrays[] = {factors.lu, b.array, p};
  return callAll("lu_solve", Key() << transpose, arrays, b.loc, [&](Inputs in) {
    return run("lu_solve", in, {2, isVector ? 1 : 2, 1}, b.loc, [&](Inputs x) {
      Array y = solveFactored({x[0], Array(), x[2]}, isVector ? asColumn(x[1]) : x[1], transpose);
      return std::vector<Array>{isVector ? prim::reshape(y, {y.dim(0)}) : y};
    });
  })[0];
}

Array CholeskySolve::operator()(const Operand &factor, const Operand &b, bool upper) const {
  checkSystem("cholesky_solve", factor, b);
  return applySystem("cholesky_solve", Key() << upper, factor, b, [&](Inputs in) {
    Array y = solveTriangular(in[0], in[1], {.lower = !upper, .transpose = upper});
    return std::vector<Array>{solveTriangular(in[0], y, {.lower = !upper, .transpose = !upper})};
  })[0];
}

Array QrSolve::operator()(const Operand &a, const Operand &b) const {
  checkSystem("qr_solve", a, b, false);
  if (a.array.dim(-2) < a.array.dim(-1))
    fail("qr_solve", "at least as many rows as columns", describe(a.array, a.loc), a.loc);
  return applySystem("qr_solve", {}, a, b,
                     [](Inputs in) { return std::vector<Array>{leastSquares(in[0], in[1])}; })[0];
}

//===-- Spectral ------------------------------------------------------------------===//

static Array symmetric(const Array &a) { return (a + transposed(a)) * 0.5; }

EIGH Eigh::operator()(const Operand &a) const {
  checkSquare("eigh", a);
  std::vector<Array> r =
      apply("eigh", {}, a, [](Inputs in) { return matrix::eigh(symmetric(in[0])); });
  return {r[0], r[1]};
}

Array Eigvalsh::operator()(const Operand &a) const {
  checkSquare("eigvalsh", a);
  return apply("eigvalsh", {}, a,
               [](Inputs in) { return std::vector<Array>{eigenvalues(symmetric(in[0]))}; })[0];
}

SVD Svd::operator()(const Operand &a) const {
  check("svd", a);
  std::vector<Array> r = apply("svd", {}, a, [](Inputs in) { return matrix::svd(in[0]); });
  return {r[0], r[1], r[2]};
}

Array Svdvals::operator()(const Operand &a) const {
  check("svdvals", a);
  return apply("svdvals", {}, a,
               [](Inputs in) { return std::vector<Array>{singularValues(in[0])}; })[0];
}

/// i32: the singular values above the cut.
static Array rankOf(const Array &s, double cut) {
  if (s.dim(0) == 0)
    return prim::scalar(0, i32);
  return sum(prim::convert(s > cut * s(0), i32));
}

LSTSQ Lstsq::operator()(const Operand &a, const Operand &b, std::optional<double> rcond) const {
  checkSystem("lstsq", a, b, false);
  Key key;
  key << rcond.has_value() << rcond.value_or(0);
  std::vector<Array> r = applySystem("lstsq", key, a, b, [&](Inputs in) {
    double cut = relativeCut(in[0], rcond);
    Array s = singularValues(in[0]);
    return std::vector<Array>{product(pseudoInverse(in[0], cut), in[1]), rankOf(s, cut), s};
  });
  return {r[0], r[1], r[2]};
}

//===-- Functions of one matrix -----------------------------------------------------===//

Array Inv::operator()(const Operand &a) const {
  checkSquare("inv", a);
  return apply("inv", {}, a, [](Inputs in) {
    return std::vector<Array>{matrix::solve(in[0], identity(in[0].dim(0), in[0]))};
  })[0];
}

Array Det::operator()(const Operand &a) const {
  checkSquare("det", a);
  return apply("det", {}, a, [](Inputs in) { return std::vector<Array>{determinant(in[0])}; })[0];
}

SLOGDET Slogdet::operator()(const Operand &a) const {
  checkSquare("slogdet", a);
  std::vector<Array> r = apply("slogdet", {}, a, [](Inputs in) { return logDeterminant(in[0]); });
  return {r[0], r[1]};
}

Array Pinv::operator()(const Operand &a, std::optional<double> rcond) const {
  check("pinv", a);
  Key key;
  key << rcond.has_value() << rcond.value_or(0);
  return apply("pinv", key, a, [&](Inputs in) {
    return std::vector<Array>{pseudoInverse(in[0], relativeCut(in[0], rcond))};
  })[0];
}

Array Expm::operator()(const Operand &a) const {
  checkSquare("expm", a);
  return apply("expm", {}, a, [](Inputs in) { return std::vector<Array>{exponential(in[0])}; })[0];
}

Array MatrixPower::operator()(const Operand &a, std::int64_t k) const {
  checkSquare("matrix_power", a);
  return apply("matrix_power", Key() << k, a, [&](Inputs in) {
    std::int64_t n = in[0].dim(0);
    Array base = k < 0 ? matrix::solve(in[0], identity(n, in[0])) : in[0], result;
    for (std::uint64_t left = k < 0 ? -std::uint64_t(k) : std::uint64_t(k); left; left /= 2) {
      if (left % 2)
        result = result.defined() ? product(result, base) : base;
      if (left > 1)
        base = product(base, base);
    }
    return std::vector<Array>{result.defined() ? result : identity(n, in[0])};
  })[0];
}

Array MatrixRank::operator()(const Operand &a, std::optional<double> rcond) const {
  check("matrix_rank", a);
  Key key;
  key << rcond.has_value() << rcond.value_or(0);
  return apply("matrix_rank", key, a, [&](Inputs in) {
    return std::vector<Array>{rankOf(singularValues(in[0]), relativeCut(in[0], rcond))};
  })[0];
}

Array Cond::operator()(const Operand &a) const {
  check("cond", a);
  if (a.array.dim(-1) == 0 || a.array.dim(-2) == 0)
    fail("cond", "matrices with elements", describe(a.array, a.loc), a.loc);
  return apply("cond", {}, a, [](Inputs in) {
    Array s = singularValues(in[0]);
    return std::vector<Array>{s(0) / s(s.dim(0) - 1)};
  })[0];
}

Array MatrixNorm::operator()(const Operand &a, Norm kind) const {
  check("matrix_norm", a);
  bool empty = a.array.dim(-1) == 0 || a.array.dim(-2) == 0;
  return apply("matrix_norm", Key() << kind, a, [&](Inputs in) -> std::vector<Array> {
    const Array &x = in[0];
    if (empty)
      return {prim::scalar(0, avalOf(x).dtype)};
    switch (kind) {
    case Norm::fro:
      return {norm(x)};
    case Norm::one:
      return {max(sum(abs(x), 0))};
    case Norm::inf:
      return {max(sum(abs(x), 1))};
    case Norm::two:
      return {singularValues(x)(0)};
    default:
      return {sum(singularValues(x))};
    }
  })[0];
}

Array Trace::operator()(const Operand &a, std::int64_t k) const {
  check("trace", a);
  return apply("trace", Key() << k, a, [&](Inputs in) {
    std::int64_t m = in[0].dim(0), n = in[0].dim(1);
    std::int64_t i = std::clamp<std::int64_t>(-k, 0, m), j = std::clamp<std::int64_t>(k, 0, n);
    return std::vector<Array>{sum(diagonal(block(in[0], i, m, j, n)))};
  })[0];
}

Array Kron::operator()(const Operand &a, const Operand &b) const {
  check("kron", a);
  check("kron", b);
  return apply("kron", {}, a, b, [](Inputs in) {
    std::int64_t m = in[0].dim(0), n = in[0].dim(1), p = in[1].dim(0), q = in[1].dim(1);
    Array x = prim::broadcast(in[0], {m, p, n, q}, {0, 2});
    Array y = prim::broadcast(in[1], {m, p, n, q}, {1, 3});
    return std::vector<Array>{prim::reshape(x * y, {m * p, n * q})};
  })[0];
}

} // namespace linalg
} // namespace v0
} // namespace vmapc
