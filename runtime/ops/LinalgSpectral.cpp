// Jacobi's methods for small matrices. In every round all columns are rotated in disjoint pairs:
// column i of the first half with column i of the second. Then they move on by the schedule of a
// round-robin tournament (Brent and Luk, 1985), so that after n - 1 rounds, a sweep, each pair has
// met once and all are back. No position depends on data, so examples share every step.

#include "runtime/ops/Linalg.h"

#include "vmapc/control.h"

#include <limits>

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace matrix {

namespace {

/// More sweeps than any matrix needs: convergence is quadratic after the first few.
constexpr std::int64_t mostSweeps = 30;

Array firstHalf(const Array &a) { return columns(a, 0, a.dim(1) / 2); }
Array secondHalf(const Array &a) { return columns(a, a.dim(1) / 2, a.dim(1)); }

/// The columns where they meet next: the first stays, the others go round.
Array movedOn(const Array &a) {
  std::int64_t h = a.dim(1) / 2;
  if (h == 1)
    return a;
  Array first = firstHalf(a), second = secondHalf(a);
  return beside({columns(first, 0, 1), columns(second, 0, 1), columns(first, 1, h - 1),
                 columns(second, 1, h), columns(first, h - 1, h)});
}

/// Column pairs (x, y) become (c x - s y, s x + c y); c and s are [1, h].
struct Rotation {
  Array c, s;

  Array of(const Array &a) const {
    Array x = firstHalf(a), y = secondHalf(a);
    return beside({multiplyAdd(c, x, -(s * y)), multiplyAdd(s, x, c * y)});
  }
};

/// The smaller rotation that makes the symmetric [[p, q], [q, r]] diagonal (Golub and Van
/// Loan, 8.5.2): t = sign(theta) / (|theta| + sqrt(1 + theta^2)), theta = (r - p) / 2q.
Rotation diagonalizing(const Array &p, const Array &q, const Array &r, const Array &skip) {
  Array theta = (r - p) / where(skip, 1, q + q), size = abs(theta), one = zeros(1, 1, theta) + 1;
  // Beyond this 1 + theta^2 is theta^2, which might overflow.
  Array large = size > 1e8;
  Array bounded = where(large, 0, size);
  Array t = 1 / (size + where(large, size, sqrt(multiplyAdd(bounded, bounded, one))));
  t = where(skip, 0, where(theta < 0, -t, t));
  Array c = 1 / sqrt(multiplyAdd(t, t, one));
  return {c, t * c};
}

/// Sweeps over `state` until round by round nothing had to be rotated. `round` gives the next state
/// and whether it did ([1, h]).
using State = std::vector<Array>;
State sweeps(const State &start, std::int64_t rounds,
             FunctionRef<std::pair<State, Array>(const State &)> round) {
  using Carry = std::tuple<State, Array, Array>;
  auto sweep = [&](const Carry &now) -> Carry {
    auto [state, busy] =
        fori_loop(0, rounds, std::pair<State, Array>(std::get<0>(now), Array(false)),
                  [&](const Array &, const std::pair<State, Array> &carry) {
                    auto [next, rotated] = round(carry.first);
                    return std::pair<State, Array>(next, carry.second | any(rotated));
                  });
    return {state, busy, std::get<2>(now) + 1};
  };
  auto goesOn = [](const Carry &now) { return std::get<1>(now) & (std::get<2>(now) < mostSweeps); };
  return std::get<0>(while_loop(Carry(start, Array(true), prim::scalar(0, i32)), goesOn, sweep));
}

/// Row k of the result is the number of the k-th smallest (largest) of v [n]; equal ones in order.
Array order(const Array &v, bool descending) {
  std::int64_t n = v.dim(0);
  Array x = asColumn(v), y = prim::reshape(v, {1, n});
  Array i = prim::iota({n, n}, 0, i32), j = prim::iota({n, n}, 1, i32);
  Array isBefore = (descending ? y > x : y < x) | ((y == x) & (j < i));
  Array rank = sum(prim::convert(isBefore, i32), 1); // of element i
  // The i whose rank is k.
  return sum(where(asColumn(rank) == j, i, 0), 0);
}

Array permutedColumns(const Array &a, const Array &by) {
  return transposed(permuted(transposed(a), by));
}

/// a with zero rows and columns up to [m, n].
Array padded(const Array &a, std::int64_t m, std::int64_t n) {
  Array wide = beside({a, zeros(a.dim(0), n - a.dim(1), a)});
  return below({wide, zeros(m - a.dim(0), n, a)});
}

} // namespace

// A and the product of the rotations, both with columns (and rows of A) in the order of meeting.
std::vector<Array> eighFactors(const Array &a) {
  std::int64_t n = a.dim(0), even = n + n % 2, h = even / 2;
  if (n < 2) {
    Array one = where(is_finite(a), identity(1, a), std::numeric_limits<double>::quiet_NaN());
    return {diagonal(a) * diagonal(one), one};
  }
  if (!isJacobi(n, n))
    return externalEigh(a);
  double epsilon = epsilonOf(a);
  // Sweeps only see finite numbers: NaN would rotate for ever.
  Array good = all(is_finite(a));
  Array start = where(good, a, 0);
  Array norm = sqrt(sum(start * start));
  Array tiny = prim::reshape(norm * (epsilon / double(n)), {1, 1});
  Array meets = abs(prim::iota({even, even}, 0, i32) - prim::iota({even, even}, 1, i32)) == h;
  auto round = [&](const State &now) {
    const Array &x = now[0];
    auto line = [&](std::int64_t i, std::int64_t j) {
      return prim::reshape(diagonal(block(x, i, i + h, j, j + h)), {1, h});
    };
    Array p = line(0, 0), q = line(0, h), r = line(h, h);
    Array skip = abs(q) <= tiny;
    Rotation rotation = diagonalizing(p, q, r, skip);
    Array turned = transposed(rotation.of(transposed(rotation.of(x))));
    turned = where(meets, 0, turned); // but for rounding they are
    return std::pair<State, Array>(
        {transposed(movedOn(transposed(movedOn(turned)))), movedOn(rotation.of(now[1]))}, !skip);
  };
  Array square = padded(start, even, even);
  State end = sweeps({square, identity(even, a)}, even - 1, round);
  // Without the row and column that were added: after whole sweeps they are where they began.
  Array values = prim::slice(diagonal(end[0]), {0}, {n}, {1});
  Array vectors = block(end[1], 0, n, 0, n);
  Array by = order(values, false);
  values = prim::reshape(permuted(asColumn(values), by), {n});
  vectors = permutedColumns(vectors, by);
  double nan = std::numeric_limits<double>::quiet_NaN();
  return {where(good, values, nan), where(good, vectors, nan)};
}

// One-sided: the columns of X = A^T (A wide) or A (tall) are rotated until they are orthogonal;
// their lengths are the singular values, and the rotations the factor on the other side.
std::vector<Array> svdFactors(const Array &a) {
  std::int64_t m = a.dim(0), n = a.dim(1), k = std::min(m, n);
  if (m < n) {
    std::vector<Array> r = svdFactors(transposed(a));
    return {transposed(r[2]), r[1], transposed(r[0])};
  }
  if (k == 0)
    return {zeros(m, 0, a), prim::reshape(zeros(0, 1, a), {0}), zeros(0, n, a)};
  if (!isJacobi(m, n))
    return externalSvd(a);
  std::int64_t even = n + n % 2;
  double epsilon = epsilonOf(a);
  Array good = all(is_finite(a));
  Array start = where(good, a, 0);
  auto norms = [](const Array &x, const Array &y) { return sum(x * y, 0, true); }; // [1, h]
  auto round = [&](const State &now) {
    Array x = firstHalf(now[0]), y = secondHalf(now[0]);
    Array p = norms(x, x), q = norms(x, y), r = norms(y, y);
    Array skip = abs(q) <= (epsilon * double(m)) * sqrt(p) * sqrt(r);
    Rotation rotation = diagonalizing(p, q, r, skip);
    return std::pair<State, Array>({movedOn(rotation.of(now[0])), movedOn(rotation.of(now[1]))},
                                   !skip);
  };
  State end = sweeps({padded(start, m, even), identity(even, a)}, even - 1, round);
  Array x = columns(end[0], 0, n), v = block(end[1], 0, n, 0, n);
  Array s = sqrt(sum(x * x, 0));
  Array by = order(s, true);
  s = prim::reshape(permuted(asColumn(s), by), {n});
  x = permutedColumns(x, by);
  v = permutedColumns(v, by);
  // Columns of length 0 are last: the reflections that keep the directions of the others complete
  // them to an orthonormal set.
  Array lengths = prim::reshape(s, {1, n});
  Array largest = columns(lengths, 0, 1);
  Array none = lengths <= largest * (epsilon * epsilon);
  Array directions = where(none, 0, x / where(none, 1, lengths));
  std::vector<Array> whole = qrFactors(directions, false);
  Array flips = prim::reshape(where(diagonal(whole[1]) < 0, -1, 1), {1, n});
  Array u = whole[0] * prim::convert(flips, avalOf(a).dtype);
  double nan = std::numeric_limits<double>::quiet_NaN();
  return {where(good, u, nan), where(good, s, nan), where(good, transposed(v), nan)};
}

} // namespace matrix
} // namespace detail
} // namespace v0
} // namespace vmapc
