// Cholesky, LU and QR of one small matrix, a column a step on what is left of it. Steps
// are written on whole rows and columns: in a batch on SIMD lanes code generation unrolls
// them and computes no element that nobody reads.

#include "runtime/ops/Linalg.h"

#include <limits>

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace matrix {

namespace {
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// Up to so many rows, one at a run-time position is a choice among all, which needs no memory.
constexpr std::int64_t few = 8;

/// Row p of a, [1, n].
Array rowAt(const Array &a, const Array &p, const Array &isLater) {
  std::int64_t m = a.dim(0), n = a.dim(1);
  if (m > few)
    return prim::make("dynamic_slice", {a, p, prim::scalar(0, i32)},
                      {{"sizes", Dims{1, n}}, {"batch_dims", std::int64_t(0)}});
  Array row = rows(a, 0, 1);
  for (std::int64_t i = 1; i < m; ++i)
    row = where(rows(isLater, i - 1, i), rows(a, i, i + 1), row);
  return row;
}

/// The exchange of the first row with the one whose element in column 0 of `by` is largest.
struct Exchange {
  Array position; // i32, counted from the first row
  Array isLater;  // [m - 1, 1]: whether it is row 1, 2, ...

  explicit Exchange(const Array &by) {
    std::int64_t m = by.dim(0);
    position = argmax(abs(prim::reshape(columns(by, 0, 1), {m})));
    if (m > 1)
      isLater = prim::iota({m - 1, 1}, 0, i32) + 1 == position;
  }
  /// The row that comes first, and the others after the exchange.
  std::pair<Array, Array> of(const Array &a) const {
    std::int64_t m = a.dim(0);
    if (m == 1)
      return {a, rows(a, 1, 1)};
    return {rowAt(a, position, isLater), where(isLater, rows(a, 0, 1), rows(a, 1, m))};
  }
};
} // namespace

// Golub and Van Loan, algorithm 4.2.2: the outer product of a column is taken from what is left.
Array choleskyFactor(const Array &a) {
  std::int64_t n = a.dim(0);
  if (n == 0)
    return a;
  if (!isOwn(n, n))
    return externalCholesky(a);
  std::vector<Array> factor;
  Array rest = a, last;
  for (std::int64_t m = n; m > 0; --m) {
    Array pivot = block(rest, 0, 1, 0, 1);
    last = sqrt(where(pivot > 0, pivot, nan));
    if (m == 1) {
      factor.push_back(last);
      break;
    }
    Array column = block(rest, 1, m, 0, 1) * (1 / last);
    factor.push_back(below({last, column}));
    rest = multiplyAdd(-column, transposed(column), block(rest, 1, m, 1, m));
  }
  // A pivot that is not positive makes all later ones NaN; so the last tells.
  Array good = last == last;
  for (std::int64_t k = 0; k < n; ++k)
    factor[std::size_t(k)] = below({zeros(k, 1, a), where(good, factor[std::size_t(k)], nan)});
  return beside(factor);
}

// Golub and Van Loan, algorithm 3.4.1. Multipliers stay in their rows, so that exchanges move them.
std::vector<Array> luFactors(const Array &a) {
  std::int64_t m = a.dim(0), n = a.dim(1), steps = std::min(m, n);
  if (!isOwn(m, n))
    return externalLu(a);
  Array rest = a, multipliers = zeros(m, 0, a), order = prim::iota({m, 1}, 0, i32);
  std::vector<Array> done, doneOrder, pivots;
  for (std::int64_t k = 0; k < steps; ++k) {
    Exchange exchange(rest);
    auto [known, knownBelow] = exchange.of(multipliers);
    auto [pivot, column] = exchange.of(columns(rest, 0, 1));
    auto [tail, others] = exchange.of(columns(rest, 1, n - k));
    auto [place, places] = exchange.of(order);
    done.push_back(beside({known, pivot, tail}));
    doneOrder.push_back(place);
    pivots.push_back(prim::reshape(exchange.position, {1}) + k);
    Array factors = column * where(pivot == 0, 0, 1 / pivot);
    multipliers = beside({knownBelow, factors});
    rest = multiplyAdd(-factors, tail, others);
    order = places;
  }
  done.push_back(beside({multipliers, rest}));
  doneOrder.push_back(order);
  Array exchanged = steps ? concatenate(pivots, 0) : prim::iota({0}, 0, i32);
  return {below(done), exchanged, prim::reshape(below(doneOrder), {m})};
}

Array eliminate(const Array &a, const Array &b) {
  std::int64_t n = a.dim(0), k = b.dim(1);
  if (!isOwn(n, n))
    return solveFactored(luFactors(a), b);
  Array rest = beside({a, b});
  std::vector<Array> upper, reciprocals;
  for (std::int64_t m = n; m > 0; --m) {
    Exchange exchange(rest);
    auto [pivot, column] = exchange.of(columns(rest, 0, 1));
    auto [tail, others] = exchange.of(columns(rest, 1, m + k));
    Array reciprocal = 1 / where(pivot == 0, nan, pivot);
    upper.push_back(tail);
    reciprocals.push_back(reciprocal);
    if (m > 1)
      rest = multiplyAdd(-(column * reciprocal), tail, others);
  }
  Array x = zeros(0, k, a);
  for (std::int64_t i = n; i-- > 0;) {
    const Array &row = upper[std::size_t(i)];
    std::int64_t known = n - 1 - i;
    Array y = columns(row, known, known + k);
    if (known > 0)
      y = y - product(columns(row, 0, known), x);
    x = below({y * reciprocals[std::size_t(i)], x});
  }
  return x;
}

Array permuted(const Array &a, const Array &permutation) {
  std::int64_t m = a.dim(0);
  Array places = asColumn(permutation);
  if (m > few)
    return prim::make("gather", {a, permutation},
                      {{"batch_dims", std::int64_t(0)}, {"mode", std::string("promise")}});
  Array result = prim::broadcastTo(rows(a, 0, std::min<std::int64_t>(m, 1)), a.shape());
  for (std::int64_t i = 1; i < m; ++i)
    result = where(places == i, rows(a, i, i + 1), result);
  return result;
}

Array solveFactored(const std::vector<Array> &factors, const Array &b, bool transpose) {
  const Array &lu = factors[0], &permutation = factors[2];
  if (!transpose) {
    Array y = solveTriangular(lu, permuted(b, permutation), {.unit = true});
    return solveTriangular(lu, y, {.lower = false});
  }
  Array y = solveTriangular(lu, b, {.lower = false, .transpose = true});
  y = solveTriangular(lu, y, {.transpose = true, .unit = true});
  // The inverse permutation: where each row went.
  std::int64_t n = lu.dim(0);
  Array here = asColumn(permutation) == prim::iota({n, n}, 1, i32);
  return permuted(y, sum(where(here, prim::iota({n, n}, 0, i32), 0), 0));
}

Array solveTriangular(const Array &a, const Array &b, linalg::TriangularOptions options) {
  if (!options.left) {
    options.left = true;
    options.transpose = !options.transpose;
    return transposed(solveTriangular(a, transposed(b), options));
  }
  std::int64_t n = a.dim(0), k = b.dim(1);
  if (!isOwn(n, n))
    return externalTriangular(a, b, options);
  Array matrix = options.transpose ? transposed(a) : a;
  bool forward = options.lower != options.transpose;
  Array reciprocals;
  if (!options.unit) {
    Array d = asColumn(diagonal(a));
    reciprocals = 1 / where(d == 0, nan, d);
  }
  Array x = zeros(0, k, b);
  for (std::int64_t step = 0; step < n; ++step) {
    std::int64_t i = forward ? step : n - 1 - step;
    Array y = rows(b, i, i + 1);
    if (step > 0)
      y = y -
          product(forward ? block(matrix, i, i + 1, 0, i) : block(matrix, i, i + 1, i + 1, n), x);
    if (!options.unit)
      y = y * rows(reciprocals, i, i + 1);
    x = forward ? below({x, y}) : below({y, x});
  }
  return x;
}

//===-- QR ------------------------------------------------------------------------===//

namespace {
/// The reflection I - tau v v^T, v = [1; tail], that maps the column x to [beta; 0] (LAPACK's
/// larfg): the identity where x has no tail.
struct Reflection {
  Array tail, tau, beta; // [m - 1, 1], [1, 1], [1, 1]

  explicit Reflection(const Array &x) {
    std::int64_t m = x.dim(0);
    Array first = rows(x, 0, 1), rest = rows(x, 1, m);
    Array squares = product(transposed(rest), rest);
    Array trivial = squares == 0;
    Array norm = sqrt(where(trivial, 1, multiplyAdd(first, first, squares)));
    Array reflected = where(first < 0, norm, -norm);
    beta = where(trivial, first, reflected);
    tau = where(trivial, 0, (reflected - first) / reflected);
    tail = rest * where(trivial, 0, 1 / (first - reflected));
  }
  /// The first row of the image of `a`, and the others.
  std::pair<Array, Array> of(const Array &a) const {
    Array first = rows(a, 0, 1), rest = rows(a, 1, a.dim(0));
    Array w = tau * (first + product(transposed(tail), rest));
    return {first - w, multiplyAdd(-tail, w, rest)};
  }
};
} // namespace

std::vector<Array> qrFactors(const Array &a, bool full) {
  std::int64_t m = a.dim(0), n = a.dim(1), k = std::min(m, n);
  if (!isOwn(m, n))
    return externalQr(a, full);
  std::vector<Array> upper;
  std::vector<Reflection> reflections;
  Array rest = a;
  for (std::int64_t step = 0; step < k; ++step) {
    std::int64_t width = n - step;
    Array first = rest;
    if (m - step > 1) {
      const Reflection &h = reflections.emplace_back(columns(rest, 0, 1));
      first = h.beta;
      if (width > 1) {
        auto [top, others] = h.of(columns(rest, 1, width));
        first = beside({first, top});
        rest = others;
      }
    }
    upper.push_back(beside({zeros(1, step, a), first}));
  }
  // The reflections applied to columns of the identity, the last one first.
  std::int64_t count = full ? m : k, applied = std::int64_t(reflections.size());
  Array q = beside({identity(m - applied, a), zeros(m - applied, 0, a)});
  q = columns(q, 0, count - applied);
  for (std::int64_t step = applied; step-- > 0;) {
    const Reflection &h = reflections[std::size_t(step)];
    // v^T [[1, 0], [0, Q]]; the first Q is part of the identity.
    Array inner = step + 1 == applied ? columns(transposed(h.tail), 0, q.dim(1))
                                      : product(transposed(h.tail), q);
    Array w = h.tau * beside({identity(1, a), inner});
    Array top = beside({identity(1, a), zeros(1, q.dim(1), a)}) - w;
    q = below({top, multiplyAdd(-h.tail, w, beside({zeros(q.dim(0), 1, a), q}))});
  }
  if (full && m > k)
    upper.push_back(zeros(m - k, n, a));
  if (upper.empty())
    upper.push_back(zeros(count, n, a));
  return {q, below(upper)};
}

Array qrSolve(const Array &a, const Array &b) {
  std::int64_t m = a.dim(0), n = a.dim(1), k = b.dim(1);
  if (!isOwn(m, n)) {
    std::vector<Array> factors = qrFactors(a, false);
    return solveTriangular(factors[1], product(transposed(factors[0]), b), {.lower = false});
  }
  std::vector<Array> upper, pivots;
  Array rest = beside({a, b});
  for (std::int64_t step = 0; step < n; ++step) {
    std::int64_t width = n + k - step;
    if (m - step == 1) {
      pivots.push_back(columns(rest, 0, 1));
      upper.push_back(columns(rest, 1, width));
      break;
    }
    Reflection h(columns(rest, 0, 1));
    auto [top, others] = h.of(columns(rest, 1, width));
    pivots.push_back(h.beta);
    upper.push_back(top);
    rest = others;
  }
  Array x = zeros(0, k, a);
  for (std::int64_t i = n; i-- > 0;) {
    const Array &row = upper[std::size_t(i)];
    std::int64_t known = n - 1 - i;
    Array y = columns(row, known, known + k), pivot = pivots[std::size_t(i)];
    if (known > 0)
      y = y - product(columns(row, 0, known), x);
    x = below({y / where(pivot == 0, nan, pivot), x});
  }
  return x;
}

} // namespace matrix
} // namespace detail
} // namespace v0
} // namespace vmapc
