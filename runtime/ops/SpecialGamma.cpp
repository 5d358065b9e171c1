// The incomplete gamma functions. One formula gives the lower or the upper one, each
// computed where it is the small one and as a complement elsewhere.

#include "runtime/ops/Special.h"
#include "runtime/ops/SpecialTables.h"

#include <limits>

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace {

constexpr double tiny = 1e-17; // what no longer counts beside 1

/// x^a e^-x / Gamma(a + 1). For a >= 10 by its distance from the maximum at x = a, so that the
/// large logarithms never appear.
Array density(const Array &a, const Array &x) {
  Array high = a >= 10., big = where(high, a, 10.), small = where(high, 1., a);
  Array direct = exp(small * log(where(high, 1., x)) - where(high, 1., x) -
                     logGammaOnePlus(small));
  Array gap = logOnePlusGap((where(high, x, 10.) - big) / big);
  Array distant = exp(-big * gap - stirlingRest(big)) / sqrt(6.28318530717958647693 * big);
  return where(high, distant, direct);
}

struct Series {
  Array k, term, sum;
};

/// The sum of x^n / ((a + 1) ... (a + n)) over n >= 0: P(a, x) / density. x <= a + 1.
Array lowerSeries(const Array &a, const Array &x) {
  return while_loop(
             Series{a, Array(1.), Array(1.)},
             [](const Series &s) { return s.term > tiny * s.sum; },
             [&](const Series &s) {
               Array k = s.k + 1., term = s.term * (x / k);
               return Series{k, term, s.sum + term};
             })
      .sum;
}

struct Fraction {
  Array count, b, c, d, h, delta;
};

/// Legendre's continued fraction for Q(a, x) / (a density). x > a + 1.
Array upperFraction(const Array &a, const Array &x) {
  auto begin = [](Inputs in) {
    Array b = in[1] + 1. - in[0], d = 1. / b;
    return Fraction{prim::scalar(0, f64), b, prim::scalar(1e300, f64), d, d, prim::scalar(2, f64)};
  };
  auto step = [](Inputs in, const Fraction &f) {
    Array i = f.count + 1., an = -i * (i - in[0]), b = f.b + 2.;
    Array d = 1. / (an * f.d + b), c = b + an / f.c, delta = c * d;
    return Fraction{i, b, c, d, f.h * delta, delta};
  };
  const Array arguments[] = {a, x};
  return continuedFraction(arguments, begin, step);
}

/// Q(a, x) for a <= 1 and x <= 2, relative to its size however small a is.
Array upperNear(const Array &a, const Array &x) {
  Array logPower = a * log(x) - logGammaOnePlus(a), term = 1., sum = 0.;
  for (int n = 1; n <= 26; ++n) {
    term = term * (x * (-1. / n));
    sum = sum + term / (a + double(n));
  }
  return -expm1(logPower) - exp(logPower) * a * sum;
}

/// Q (upper) or P for a >= 10^4 and |x - a| <= 0.4 a.
Array uniformExpansion(const Array &a, const Array &x, bool upper) {
  Array mu = (x - a) / a;
  Array eta = mu * sqrt(2. * logOnePlusCurvature(mu)), inverse = 1. / a, sum = 0.;
  for (int k = 4; k-- > 0;)
    sum = sum * inverse + rising(eta, temme[k]);
  Array rest = exp(-0.5 * a * eta * eta) / sqrt(6.28318530717958647693 * a) * sum;
  Array z = eta * sqrt(0.5 * a);
  return upper ? 0.5 * erfc(z) + rest : 0.5 * erfc(-z) - rest;
}

Array incompleteGamma(const Array &a, const Array &x, bool upper) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Array inside = (a > 0.) & (x > 0.) & (a < infinity) & (x < infinity);
  Array near = inside & (a <= 1.) & (x <= 2.);
  Array wide = inside & (a >= 1e4) & (abs(x - a) <= 0.4 * a);
  Array above = inside & !near & !wide & (x > a + 1.);
  // The series gives P below the mean, and where P itself is wanted near 0.
  Array below = inside & !wide & !above & (upper ? !near : (near | !near));

  // Each formula sees its own arguments, the others harmless ones.
  Array fa = where(above, a, 1.), fx = where(above, x, 3.);
  Array sa = where(below, a, 1.), sx = where(below, x, 0.);
  Array wa = where(wide, a, 1e4), wx = where(wide, x, 1e4);
  Array fraction = upperFraction(fa, fx) * density(fa, fx) * fa;
  Array series = lowerSeries(sa, sx) * density(sa, where(below, x, 1.));
  Array result = where(above, upper ? fraction : 1. - fraction,
                       where(wide, uniformExpansion(wa, wx, upper), upper ? 1. - series : series));
  if (upper)
    result = where(near, upperNear(where(near, a, 1.), where(near, x, 1.)), result);

  Array none = upper ? 1. : 0., full = upper ? 0. : 1.;
  Array valid = (a > 0.) & (x >= 0.) & !((a == infinity) & (x == infinity));
  Array edge = where((x == 0.) | (a == infinity), none, full);
  return where(inside, result, where(valid, edge, std::numeric_limits<double>::quiet_NaN()));
}

/// dP/dx = x^(a-1) e^-x / Gamma(a).
Array gammaDensity(const Array &a, const Array &x) {
  Array inside = (a > 0.) & (x > 0.) & is_finite(x);
  Array sa = where(inside, a, 1.), sx = where(inside, x, 1.);
  Array edge = where(x == 0., where(a == 1., 1., where(a < 1., 1. / x, 0.)), 0.);
  return where(inside, density(sa, sx) * (sa / sx), edge);
}

auto formula(bool upper) {
  return [upper](const Scalars &v) { return incompleteGamma(v[0], v[1], upper); };
}
Array densityOf(Inputs in) {
  return mapped([](const Scalars &v) { return gammaDensity(v[0], v[1]); }, in);
}

Array gammaOf(const char *name, const Operand &a, const Operand &x, bool upper) {
  return perElement(name, {&a, &x}, [&](Inputs operands) {
    auto primal = [&](Inputs in) { return Scalars{mapped(formula(upper), in)}; };
    auto rule = [&](Inputs in, Inputs, Inputs t) {
      Array inX = densityOf(in);
      return Scalars{slope(formula(upper), in, 0) * t[0] + (upper ? -inX : inX) * t[1]};
    };
    return customJvp(operands, primal, rule, name, a.loc)[0];
  });
}

} // namespace
} // namespace detail

using namespace detail;

Array Igamma::operator()(const Operand &a, const Operand &x) const {
  return gammaOf("igamma", a, x, false);
}
Array Igammac::operator()(const Operand &a, const Operand &x) const {
  return gammaOf("igammac", a, x, true);
}

Array RandomGammaGrad::operator()(const Operand &a, const Operand &x) const {
  return perElement("random_gamma_grad", {&a, &x}, [&](Inputs in) {
    // Of the smaller of P and Q, which has the digits.
    Array upper = in[1] > in[0];
    Array slopeP = where(upper, -slope(formula(true), in, 0), slope(formula(false), in, 0));
    return -slopeP / densityOf(in);
  });
}

} // namespace v0
} // namespace vmapc
