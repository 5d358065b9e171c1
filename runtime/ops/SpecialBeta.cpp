// The incomplete beta function, and the zeta and polygamma functions.

#include "runtime/ops/Special.h"
#include "runtime/ops/SpecialTables.h"

#include <limits>

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

//===-- Incomplete beta -----------------------------------------------------------===//

/// x^a y^b / B(a, b) with y = 1 - x, without the large logarithms: for a, b >= 10 by the distance
/// from the maximum at x = a / (a + b), else with the gamma functions of the large one taken
/// together.
Array betaPower(const Array &a, const Array &b, const Array &x, const Array &y) {
  // Both large.
  Array large = (a >= 10.) & (b >= 10.);
  Array la = where(large, a, 10.), lb = where(large, b, 10.);
  Array lx = where(large, x, 0.5), ly = where(large, y, 0.5), ls = la + lb;
  // a - (a + b) x, from the smaller of x and y.
  Array off = where(lx <= ly, la - ls * lx, ls * ly - lb);
  Array gap = la * logOnePlusGap(-off / la) + lb * logOnePlusGap(off / lb);
  Array rest = stirlingRest(la) + stirlingRest(lb) - stirlingRest(ls);
  Array both = exp(-gap - rest) * sqrt(la * lb / (6.28318530717958647693 * ls));

  // s the smaller, g the larger; log Gamma(g + s) - log Gamma(g) as one expression if g >= 10.
  Array ua = where(large, 1., a), ub = where(large, 1., b);
  Array s = minimum(ua, ub), g = maximum(ua, ub), far = g >= 10.;
  Array fg = where(far, g, 10.), ng = where(far, 1., g);
  Array ratioFar = (fg + s - 0.5) * log1p(s / fg) + s * (log(fg) - 1.) + stirlingRest(fg + s) -
                   stirlingRest(fg);
  // Gamma(g + s), both below 10, from Gamma(1 + t) for 0 <= t <= 10.
  Array sum = where(far, 1., ng + s);
  Array shifted = sum - 1.;
  Array first = where(shifted >= 0., where(shifted > 10., shifted - 10., shifted), sum);
  Array tower = 1.;
  for (int k = 1; k <= 10; ++k)
    tower = tower * where(shifted > 10., first + double(k), 1.);
  Array logSum = logGammaOnePlus(first) + log(tower) - where(shifted >= 0., 0., log(sum));
  Array ratioNear = logSum - (logGammaOnePlus(ng) - log(ng));
  Array logBeta = -where(far, ratioFar, ratioNear) + logGammaOnePlus(s) - log(s);
  Array ux = where(large, 0.5, x), uy = where(large, 0.5, y);
  Array logX = where(ux <= 0.5, log(ux), log1p(-uy)), logY = where(uy < 0.5, log(uy), log1p(-ux));
  return where(large, both, exp(ua * logX + ub * logY - logBeta));
}

struct Fraction {
  Array count, c, d, h, delta;
};

/// The continued fraction 8.17.22 of DLMF: I_x(a, b) a / betaPower. x below the mean.
Array betaFraction(const Array &a, const Array &b, const Array &x) {
  auto begin = [](Inputs in) {
    Array d = 1. / (1. - (in[0] + in[1]) * in[2] / (in[0] + 1.));
    return Fraction{prim::scalar(0, f64), prim::scalar(1, f64), d, d, prim::scalar(2, f64)};
  };
  auto step = [](Inputs in, const Fraction &f) {
    const Array &a = in[0], &b = in[1], &x = in[2];
    Array m = f.count + 1., twice = 2. * m;
    Array even = m * (b - m) * x / ((a + twice - 1.) * (a + twice));
    Array d = 1. / (1. + even * f.d), c = 1. + even / f.c, first = d * c;
    Array odd = -(a + m) * (a + b + m) * x / ((a + twice) * (a + twice + 1.));
    d = 1. / (1. + odd * d);
    c = 1. + odd / c;
    Array both = first * (d * c);
    return Fraction{m, c, d, f.h * both, both};
  };
  const Array arguments[] = {a, b, x};
  return continuedFraction(arguments, begin, step);
}

Array incompleteBeta(const Scalars &v) {
  const Array &a = v[0], &b = v[1], &x = v[2];
  Array inside = (a > 0.) & (b > 0.) & (x > 0.) & (x < 1.) & (a < infinity) & (b < infinity);
  Array sa = where(inside, a, 1.), sb = where(inside, b, 1.), sx = where(inside, x, 0.5);
  Array swap = sx * (sa + sb + 2.) > sa + 1.;
  Array sy = 1. - sx;
  Array p = where(swap, sb, sa), q = where(swap, sa, sb);
  Array t = where(swap, sy, sx), u = where(swap, sx, sy);
  Array tail = betaPower(p, q, t, u) * betaFraction(p, q, t) / p;
  Array result = where(swap, 1. - tail, tail);
  Array valid = (a > 0.) & (b > 0.) & (x >= 0.) & (x <= 1.) & !((a == infinity) & (b == infinity));
  Array edge = where(x == 0., 0., where((x == 1.) | (b == infinity), 1., 0.));
  return where(inside, result, where(valid, edge, nan));
}

Array betaDensity(const Scalars &v) {
  const Array &a = v[0], &b = v[1], &x = v[2];
  Array inside = (a > 0.) & (b > 0.) & (x > 0.) & (x < 1.) & is_finite(a) & is_finite(b);
  Array sx = where(inside, x, 0.5), sy = 1. - sx;
  Array power = betaPower(where(inside, a, 1.), where(inside, b, 1.), sx, sy);
  // At the ends: 0, a finite value for exponent 0, or infinite.
  Array exponent = where(x == 0., a, b), other = where(x == 0., b, a);
  Array edge = where(exponent > 1., 0., where(exponent == 1., other, infinity));
  return where(inside, power / (sx * sy), where((x == 0.) | (x == 1.), edge, 0.));
}

//===-- Zeta ------------------------------------------------------------------------===//

/// Twelve terms, then Euler-Maclaurin: with w = q + 12 the rest is w^(1-s)/(s-1) + w^-s/2 +
/// sum of B_2k/(2k)! s (s+1) ... (s+2k-2) w^(1-s-2k).
Array hurwitz(const Scalars &v) {
  const Array &s = v[0], &q = v[1];
  Array inside = (s > 1.) & (q > 0.) & (s < infinity) & (q < infinity);
  Array ss = where(inside, s, 2.), sq = where(inside, q, 1.);
  Array w = sq + 12., power = pow(w, -ss), inverse = 1. / w, scale = inverse * inverse;
  // From the small terms to the large ones.
  Array factor = ss * inverse, tail = 0.;
  for (std::size_t k = 0; k < std::size(eulerMaclaurin); ++k) {
    tail = tail + factor * eulerMaclaurin[k];
    factor = factor * ((ss + double(2 * k + 1)) * (ss + double(2 * k + 2)) * scale);
  }
  Array sum = power * (w / (ss - 1.) + (0.5 + tail));
  for (int k = 11; k >= 0; --k)
    sum = sum + pow(sq + double(k), -ss);
  Array pole = (s == 1.) | ((s > 1.) & (q <= 0.) & (floor(q) == q));
  Array limit = where(q == infinity, 0., where(q > 1., 0., where(q == 1., 1., infinity)));
  Array far = (s > 1.) & (q > 0.);
  return where(inside, sum, where(pole, infinity, where(far, limit, nan)));
}

Array polygammaOf(const Scalars &v) {
  const Array &n = v[0], &x = v[1];
  Array order = (n >= 0.) & (floor(n) == n) & (n < infinity), zeroth = n == 0.;
  Array m = where(order & !zeroth, n, 1.);
  // n! as far as f64 goes, beyond with the logarithm of zeta.
  static const Array factorials = [] {
    std::vector<double> table(171);
    long double product = 1;
    for (std::size_t k = 0; k < table.size(); product *= (long double)(++k))
      table[k] = double(product);
    return Array::from(std::span<const double>(table), {171});
  }();
  Array big = m > 170., large = where(big, m + 1., 171.);
  Array factorial = take(factorials, astype(where(big, 0., m), i32), 0);
  Array logLarge = (large - 0.5) * log(large) - large + 0.91893853320467274178 + stirlingRest(large);
  Array sign = where(m - 2. * floor(0.5 * m) == 1., 1., -1.);
  Array sum = hurwitz({m + 1., x});
  Array value = sign * where(big, exp(logLarge + log(where(big, sum, 1.))), factorial * sum);
  return where(zeroth, digamma(x), where(order, value, nan));
}

} // namespace
} // namespace detail

using namespace detail;

Array Betainc::operator()(const Operand &a, const Operand &b, const Operand &x) const {
  return perElement("betainc", {&a, &b, &x}, [&](Inputs operands) {
    auto primal = [](Inputs in) { return Scalars{mapped(incompleteBeta, in)}; };
    auto rule = [](Inputs in, Inputs, Inputs t) {
      return Scalars{slope(incompleteBeta, in, 0) * t[0] + slope(incompleteBeta, in, 1) * t[1] +
                     mapped(betaDensity, in) * t[2]};
    };
    return customJvp(operands, primal, rule, "betainc", a.loc)[0];
  });
}

Array Zeta::operator()(const Operand &s, const Operand &q) const {
  return perElement("zeta", {&s, &q}, [&](Inputs in) { return mapped(hurwitz, in); });
}

Array Polygamma::operator()(const Operand &n, const Operand &x) const {
  return perElement("polygamma", {&n, &x}, [&](Inputs in) {
    return mapped(polygammaOf, Scalars{stop_gradient(in[0]), in[1]});
  });
}

} // namespace v0
} // namespace vmapc
