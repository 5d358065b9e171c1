// The transform itself. Of n = p q the sums over the p slow indices are one contraction
// with a p x p matrix, then come the twiddle factors and the transform of length q. Factors
// are computed in long double and rounded.

#include "runtime/ops/FftFactors.h"

#include "vmapc/structure.h"

#include <complex>
#include <numbers>

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace {

using Wide = std::complex<long double>;

/// exp(sign 2 pi i k / n), exact at the quarters.
Wide root(std::int64_t k, std::int64_t n, int sign) {
  k %= n;
  std::int64_t quarter = 4 * k / n, rest = 4 * k - quarter * n; // the angle is rest/n quarters on
  long double angle = std::numbers::pi_v<long double> / 2 * (long double)(rest) / (long double)(n);
  long double c = std::cos(angle), s = std::sin(angle);
  long double re[] = {c, -s, -c, s}, im[] = {s, c, -s, -c};
  return {re[quarter], sign * im[quarter]};
}

/// Numbers that the program knows, as an array of `dtype`.
Array known(const std::vector<long double> &v, const Shape &shape, DType dtype) {
  if (dtype == f64) {
    std::vector<double> wide(v.begin(), v.end());
    return Array::from(std::span<const double>(wide), shape);
  }
  std::vector<float> narrow(v.begin(), v.end());
  return Array::from(std::span<const float>(narrow), shape);
}

template <class F> Parts table(const Shape &shape, DType dtype, F at) {
  std::vector<long double> re, im;
  std::int64_t columns = shape.back();
  for (std::int64_t k = 0; k < elementCount(shape); ++k) {
    Wide w = at(k / columns, k % columns);
    re.push_back(w.real());
    im.push_back(w.imag());
  }
  return {known(re, shape, dtype), known(im, shape, dtype)};
}

Parts times(const Parts &a, const Parts &b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

Dims letters(std::int64_t rank) {
  Dims d(static_cast<std::size_t>(rank));
  for (std::size_t k = 0; k < d.size(); ++k)
    d[k] = std::int64_t(k);
  return d;
}

/// x with axis `rank - back` replaced by its product with the square matrix m[j, k].
Parts product(const Parts &x, const Parts &m, std::int64_t back) {
  std::int64_t rank = x.re.rank(), axis = rank - back;
  Dims in = letters(rank), out = in;
  out[std::size_t(axis)] = rank;
  Dims matrix = {axis, rank};
  auto by = [&](const Array &a, const Array &b) { return prim::contract(a, in, b, matrix, out); };
  return {by(x.re, m.re) - by(x.im, m.im), by(x.re, m.im) + by(x.im, m.re)};
}

Shape withTail(const Shape &shape, const Shape &tail) {
  Shape result(shape.begin(), shape.end() - 1);
  result.insert(result.end(), tail.begin(), tail.end());
  return result;
}

Parts reshaped(const Parts &x, const Shape &shape) {
  return {prim::reshape(x.re, shape), prim::reshape(x.im, shape)};
}
Parts swapped(const Parts &x) {
  Dims order = letters(x.re.rank());
  std::swap(order[order.size() - 1], order[order.size() - 2]);
  return {prim::transpose(x.re, order), prim::transpose(x.im, order)};
}

/// The factor to split off: the largest divisor up to 16, else the smallest prime.
std::int64_t radixOf(std::int64_t n) {
  for (std::int64_t r = 16; r > 1; --r)
    if (n % r == 0)
      return r;
  for (std::int64_t p = 17; p * p <= n; p += 2)
    if (n % p == 0)
      return p;
  return n;
}

/// Bluestein: with j k = (j^2 + k^2 - (k - j)^2) / 2 the sum is a convolution with a chirp, done
/// by transforms of a power of two.
Parts chirped(const Parts &x, int sign) {
  std::int64_t n = x.re.dim(-1), m = 1;
  while (m < 2 * n - 1)
    m *= 2;
  DType dtype = x.re.dtype();
  auto chirp = [&](std::int64_t j) { return root(j * j % (2 * n), 2 * n, sign); };
  Parts w = table({1, n}, dtype, [&](std::int64_t, std::int64_t j) { return chirp(j); });
  w = reshaped(w, {n});
  Parts filter = table({1, m}, dtype, [&](std::int64_t, std::int64_t j) {
    std::int64_t away = j < n ? j : m - j;
    return away < n ? std::conj(chirp(away)) : Wide(0);
  });
  filter = reshaped(filter, {m});
  Parts a = times(x, w);
  Dims none(std::size_t(x.re.rank()), 0), high = none;
  high.back() = m - n;
  a = {pad(a.re, none, high), pad(a.im, none, high)};
  Parts spectrum = times(transformed(a, -1), transformed(filter, -1));
  Parts b = transformed(spectrum, 1);
  Shape begin(std::size_t(x.re.rank()), 0), end = x.re.shape(), step(begin.size(), 1);
  double scale = 1. / double(m);
  b = {prim::slice(b.re, begin, end, step) * scale, prim::slice(b.im, begin, end, step) * scale};
  return times(b, w);
}

} // namespace

Parts transformed(const Parts &x, int sign) {
  std::int64_t n = x.re.dim(-1);
  DType dtype = x.re.dtype();
  auto matrix = [&](std::int64_t size) {
    return table({size, size}, dtype,
                 [&](std::int64_t j, std::int64_t k) { return root(j * k, size, sign); });
  };
  if (n <= 1)
    return x;
  std::int64_t p = radixOf(n), q = n / p;
  if (p > 61)
    return chirped(x, sign);
  if (q == 1)
    return product(x, matrix(n), 1);
  // x[j1 q + j2]; result index k1 + p k2.
  Parts rows = product(reshaped(x, withTail(x.re.shape(), {p, q})), matrix(p), 2);
  // The contraction leaves k1 where j1 was.
  Parts twiddles = table({p, q}, dtype, [&](std::int64_t k1, std::int64_t j2) {
    return root(k1 * j2, n, sign);
  });
  Parts inner = transformed(times(rows, twiddles), sign);
  return reshaped(swapped(inner), x.re.shape());
}

} // namespace detail
} // namespace v0
} // namespace vmapc
