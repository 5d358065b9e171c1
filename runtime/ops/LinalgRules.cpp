// The derivatives of the factorizations and of what is solved with them. Sources: Giles,
// "Collected matrix derivative results for forward and reverse mode algorithmic
// differentiation" (2008); Golub and Pereyra (1973) for the pseudo-inverse. Triangular systems
// are differentiated as they are; every rule is written in terms of them, so that rules
// have derivatives themselves.

#include "runtime/ops/Linalg.h"

#include "vmapc/detail/custom.h"

#include <limits>

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace matrix {

namespace {
using Arrays = std::vector<Array>;

Array solveLower(const Array &l, const Array &b) { return solveTriangular(l, b, {}); }
Array solveUpper(const Array &u, const Array &b) { return solveTriangular(u, b, {.lower = false}); }
/// x u^-1.
Array divideByUpper(const Array &x, const Array &u) {
  return solveTriangular(u, x, {.left = false, .lower = false});
}
Array onDiagonal(std::int64_t n) {
  return prim::iota({n, n}, 0, i32) == prim::iota({n, n}, 1, i32);
}
} // namespace

// dL = L phi(L^-1 dA L^-T), phi: the lower triangle with half the diagonal.
Array cholesky(const Array &a) {
  return customJvp(
      {&a, 1}, [](Inputs in) { return Arrays{choleskyFactor(in[0])}; },
      [](Inputs, Inputs out, Inputs t) {
        const Array &l = out[0];
        Array da = lowerOf(t[0]) + transposed(lowerOf(t[0], -1));
        Array inner = solveTriangular(l, solveLower(l, da), {.left = false, .transpose = true});
        Array phi = where(onDiagonal(l.dim(0)), 0.5 * inner, lowerOf(inner));
        return Arrays{product(l, phi)};
      })[0];
}

// With M = L^-1 P dA U^-1: dL = L lower(M, -1) and dU = upper(M) U, L and U filled up to squares
// with the identity.
Arrays lu(const Array &a) {
  return customJvp(
      {&a, 1}, [](Inputs in) { return luFactors(in[0]); },
      [](Inputs, Inputs out, Inputs t) {
        std::int64_t m = t[0].dim(0), n = t[0].dim(1), k = std::min(m, n);
        Array l =
            beside({lowerOf(columns(out[0], 0, k), -1), zeros(m, m - k, t[0])}) + identity(m, t[0]);
        Array corner =
            below({zeros(k, n, t[0]), beside({zeros(n - k, k, t[0]), identity(n - k, t[0])})});
        Array u = below({upperOf(rows(out[0], 0, k)), zeros(n - k, n, t[0])}) + corner;
        Array inner = divideByUpper(solveTriangular(l, permuted(t[0], out[2]), {.unit = true}), u);
        return Arrays{product(l, lowerOf(inner, -1)) + product(upperOf(inner), u), Array(),
                      Array()};
      });
}

// dX = A^-1 (dB - dA X)
Array solve(const Array &a, const Array &b) {
  const Array operands[] = {a, b};
  return customJvp(
      operands, [](Inputs in) { return Arrays{eliminate(in[0], in[1])}; },
      [](Inputs in, Inputs out, Inputs t) {
        return Arrays{solveFactored(lu(in[0]), t[1] - product(t[0], out[0]))};
      })[0];
}

// Tall or square: with M = Q^T dA R^-1 and the antisymmetric W = lower(M, -1) - lower(M, -1)^T,
// dQ = Q (W - M) + dA R^-1 and dR = (M - W) R. Wide: the square part, then R2 = Q^T A2.
Arrays qr(const Array &a, bool full) {
  std::int64_t m = a.dim(0), n = a.dim(1);
  if (full && m > n) // as it is computed: the last columns of Q are a matter of choice
    return qrFactors(a, true);
  return customJvp(
      {&a, 1}, [](Inputs in) { return qrFactors(in[0], false); },
      [m, n](Inputs in, Inputs out, Inputs t) {
        std::int64_t k = std::min(m, n);
        const Array &q = out[0];
        Array r = columns(out[1], 0, k), da = columns(t[0], 0, k);
        Array scaled = divideByUpper(da, r), inner = product(transposed(q), scaled);
        Array low = lowerOf(inner, -1), w = low - transposed(low);
        Array dq = product(q, w - inner) + scaled, dr = product(inner - w, r);
        if (n > k)
          dr = beside({dr, product(transposed(dq), columns(in[0], k, n)) +
                               product(transposed(q), columns(t[0], k, n))});
        return Arrays{dq, dr};
      });
}

// dx = A+ (dB - dA x) + (A^T A)^-1 dA^T (B - A x)
Array leastSquares(const Array &a, const Array &b) {
  const Array operands[] = {a, b};
  return customJvp(
      operands, [](Inputs in) { return Arrays{qrSolve(in[0], in[1])}; },
      [](Inputs in, Inputs out, Inputs t) {
        Arrays f = qr(in[0], false);
        Array residual = in[1] - product(in[0], out[0]);
        Array direct = product(transposed(f[0]), t[1] - product(t[0], out[0]));
        Array normal = solveTriangular(f[1], product(transposed(t[0]), residual),
                                       {.lower = false, .transpose = true});
        return Arrays{solveUpper(f[1], direct + normal)};
      })[0];
}

//===-- Spectral ------------------------------------------------------------------===//

namespace {
/// 1 / (v[j] - v[i]), 0 where they are equal to rounding.
Array inverseGaps(const Array &v, const Array &scale, double epsilon) {
  Array gaps = prim::reshape(v, {1, v.dim(0)}) - asColumn(v);
  Array equal = abs(gaps) <= epsilon * scale;
  return where(equal, 0, 1 / where(equal, 1, gaps));
}
} // namespace

// dw = diag(V^T dA V), dV = V (F * V^T dA V), F = 1 / (w_j - w_i).
Arrays eigh(const Array &a) {
  return customJvp(
      {&a, 1}, [](Inputs in) { return eighFactors(in[0]); },
      [](Inputs, Inputs out, Inputs t) {
        const Array &w = out[0], &v = out[1];
        Array inner = product(transposed(v), product(t[0], v));
        if (w.dim(0) == 0)
          return Arrays{diagonal(inner), inner};
        Array f = inverseGaps(w, max(abs(w)), epsilonOf(w));
        return Arrays{diagonal(inner), product(v, f * inner)};
      });
}
Array eigenvalues(const Array &a) {
  return customJvp(
      {&a, 1}, [](Inputs in) { return Arrays{eighFactors(in[0])[0]}; },
      [](Inputs in, Inputs, Inputs t) {
        Array v = eigh(in[0])[1];
        return Arrays{sum(v * product(t[0], v), 0)};
      })[0];
}

// With P = U^T dA V and F = 1 / (s_j^2 - s_i^2): ds = diag(P),
// dU = U (F * (P S + S P^T)) + (I - U U^T) dA V S^-1, dV = V (F * (S P + P^T S)) + (I - V V^T) dA^T
// U S^-1.
Arrays svd(const Array &a) {
  return customJvp(
      {&a, 1}, [](Inputs in) { return svdFactors(in[0]); },
      [](Inputs, Inputs out, Inputs t) {
        const Array &u = out[0], &s = out[1];
        Array v = transposed(out[2]);
        std::int64_t m = u.dim(0), n = v.dim(0), k = s.dim(0);
        if (k == 0)
          return Arrays(3);
        Array dav = product(t[0], v), p = product(transposed(u), dav);
        Array line = prim::reshape(s, {1, k});
        Array largest = max(s), squares = s * s;
        Array f = inverseGaps(squares, largest * largest, epsilonOf(s));
        Array ps = p * line, sp = asColumn(s) * p;
        Array du = product(u, f * (ps + transposed(ps)));
        Array dv = product(v, f * (sp + transposed(sp)));
        Array none = line <= epsilonOf(s) * largest;
        Array inverse = where(none, 0, 1 / where(none, 1, line));
        if (m > k)
          du = du + (dav - product(u, p)) * inverse;
        if (n > k) {
          Array dau = product(transposed(t[0]), u);
          dv = dv + (dau - product(v, transposed(p))) * inverse;
        }
        return Arrays{du, diagonal(p), transposed(dv)};
      });
}
Array singularValues(const Array &a) {
  return customJvp(
      {&a, 1}, [](Inputs in) { return Arrays{svdFactors(in[0])[1]}; },
      [](Inputs in, Inputs, Inputs t) {
        Arrays f = svd(in[0]);
        return Arrays{sum(f[0] * product(t[0], transposed(f[2])), 0)};
      })[0];
}

double relativeCut(const Array &a, std::optional<double> rcond) {
  return rcond.value_or(epsilonOf(a) * double(std::max(a.dim(0), a.dim(1))));
}

// dP = -P dA P + P P^T dA^T (I - A P) + (I - P A) dA^T P^T P, at constant rank.
Array pseudoInverse(const Array &a, double rcond) {
  return customJvp(
      {&a, 1},
      [rcond](Inputs in) {
        Arrays f = svdFactors(in[0]);
        std::int64_t k = f[1].dim(0);
        if (k == 0)
          return Arrays{transposed(in[0])};
        Array s = prim::reshape(f[1], {1, k});
        // Written so that NaN is not dropped.
        Array dropped = s <= rcond * columns(s, 0, 1);
        Array inverse = where(dropped, 0, 1 / where(dropped, 1, s));
        return Arrays{product(transposed(f[2]) * inverse, transposed(f[0]))};
      },
      [](Inputs in, Inputs out, Inputs t) {
        const Array &p = out[0];
        Array turned = transposed(t[0]), pt = transposed(p);
        Array left = product(p, product(pt, turned)), right = product(product(turned, pt), p);
        return Arrays{left - product(product(left, in[0]), p) + right -
                      product(p, product(in[0], right)) - product(product(p, t[0]), p)};
      })[0];
}

//===-- Determinants ----------------------------------------------------------------===//

namespace {
/// -1 if the exchanges of `pivots` are odd in number, else 1; [1, 1].
Array parity(const Array &pivots, const Array &like) {
  std::int64_t n = pivots.dim(0);
  Array moved = prim::convert(pivots != prim::iota({n}, 0, i32), i32);
  Array odd = sum(moved) % 2 == 1;
  return prim::reshape(prim::convert(where(odd, -1, 1), avalOf(like).dtype), {1, 1});
}

/// By cofactors of the first row: a polynomial, so right wherever the matrix is.
Array expanded(const Array &a) {
  std::int64_t n = a.dim(0);
  if (n == 0)
    return zeros(1, 1, a) + 1;
  if (n == 1)
    return a;
  auto at = [&](std::int64_t i, std::int64_t j) { return block(a, i, i + 1, j, j + 1); };
  if (n == 2)
    return multiplyAdd(at(0, 0), at(1, 1), -(at(0, 1) * at(1, 0)));
  Array result;
  for (std::int64_t j = 0; j < n; ++j) {
    Array minor = expanded(beside({block(a, 1, n, 0, j), block(a, 1, n, j + 1, n)}));
    Array term = j % 2 ? -at(0, j) : at(0, j);
    result = j ? multiplyAdd(term, minor, result) : term * minor;
  }
  return result;
}

/// The row with the largest element exchanged with the first, as in LinalgFactor.cpp but by values
/// at run-time positions, and whether anything moved.
std::pair<Array, Array> largestFirst(const Array &a, const Array &position) {
  std::int64_t m = a.dim(0);
  Array i = prim::iota({m, 1}, 0, i32), chosen = i == position;
  Array row = prim::reshape(sum(where(chosen, a, 0), 0), {1, a.dim(1)});
  return {where(i == 0, row, where(chosen, rows(a, 0, 1), a)), position != 0};
}
} // namespace

// Elimination with complete pivoting down to 4 x 4, then cofactors: where the rank is r < n the
// last n - r pivots are 0, and as long as those are in the polynomial part its derivatives, up to
// order 4, are right there too.
Array determinant(const Array &a) {
  std::int64_t n = a.dim(0);
  if (!isOwn(n, n)) {
    Arrays f = lu(a);
    return prod(diagonal(f[0])) * prim::reshape(parity(f[1], a), {});
  }
  Array rest = a, result = zeros(1, 1, a) + 1;
  for (std::int64_t m = n; m > 4; --m) {
    Array place = argmax(abs(prim::reshape(rest, {m * m})));
    Array row = place / m, column = place % m;
    auto [byRow, rowMoved] = largestFirst(rest, row);
    auto [turned, columnMoved] = largestFirst(transposed(byRow), column);
    rest = transposed(turned);
    Array pivot = block(rest, 0, 1, 0, 1);
    result = result * where(rowMoved != columnMoved, -pivot, pivot);
    Array zero = pivot == 0;
    Array factors = block(rest, 1, m, 0, 1) * where(zero, 0, 1 / where(zero, 1, pivot));
    rest = multiplyAdd(-factors, block(rest, 0, 1, 1, m), block(rest, 1, m, 1, m));
  }
  return prim::reshape(result * expanded(rest), {});
}

// d log |det A| = tr(A^-1 dA)
Arrays logDeterminant(const Array &a) {
  return customJvp(
      {&a, 1},
      [](Inputs in) {
        Arrays f = luFactors(in[0]);
        Array d = diagonal(f[0]);
        Array sign = prod(vmapc::sign(d)) * prim::reshape(parity(f[1], d), {});
        return Arrays{sign, sum(log(abs(d)))};
      },
      [](Inputs in, Inputs, Inputs t) {
        Array inverse = solveFactored(lu(in[0]), identity(t[0].dim(0), t[0]));
        return Arrays{Array(), sum(transposed(inverse) * t[0])};
      });
}

} // namespace matrix
} // namespace detail
} // namespace v0
} // namespace vmapc
