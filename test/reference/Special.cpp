#include "Special.h"

#include <cmath>
#include <limits>

namespace reference {

constexpr Real pi = 3.14159265358979323846264338327950288L;
constexpr Real infinity = std::numeric_limits<Real>::infinity();
constexpr Real nan = std::numeric_limits<Real>::quiet_NaN();

// Bernoulli numbers B2, B4, ..., B16.
constexpr Real bernoulli[] = {1 / 6.L,  -1 / 30.L,     1 / 42.L, -1 / 30.L,
                              5 / 66.L, -691 / 2730.L, 7 / 6.L,  -3617 / 510.L};

// Bisection, then Newton's method on erfc for the accuracy of 1 - |x|.
Real erfInv(Real x) {
  Real a = std::fabs(x);
  if (!(a < 1))
    return a == 1 ? std::copysign(infinity, x) : nan;
  if (a < 1e-9L)
    return x * std::sqrt(pi) / 2;
  Real low = 0, high = 12;
  for (int step = 0; step < 40; ++step) {
    Real middle = (low + high) / 2;
    (std::erfc(middle) > 1 - a ? low : high) = middle;
  }
  Real y = low;
  for (int step = 0; step < 4; ++step) {
    Real off = a < 0.5L ? std::erf(y) - a : (1 - a) - std::erfc(y);
    y -= off * std::sqrt(pi) / 2 * std::exp(y * y);
  }
  return std::copysign(y, x);
}

// 5.5.2 up to 30, then 5.11.2; 5.5.4 for negative x.
Real digamma(Real x) {
  if (std::isnan(x) || x == -infinity || (x <= 0 && std::floor(x) == x))
    return nan;
  if (x < 0)
    return digamma(1 - x) - pi / std::tan(pi * (x - std::round(x)));
  Real sum = 0;
  for (; x < 30; ++x)
    sum -= 1 / x;
  Real power = 1;
  for (int k = 1; k <= 8; ++k) {
    power /= x * x;
    sum -= bernoulli[k - 1] / (2 * k) * power;
  }
  return sum + std::log(x) - 1 / (2 * x);
}

// 25.11.28 with 30 terms.
Real zeta(Real s, Real q) {
  Real sum = 0;
  for (int k = 0; k < 30; ++k, ++q)
    sum += std::pow(q, -s);
  sum += std::pow(q, 1 - s) / (s - 1) + std::pow(q, -s) / 2;
  Real term = s * std::pow(q, -s - 1) / 2; // (s)_(2k-1) q^(1-s-2k) / (2k)!
  for (int k = 1; k <= 8; ++k) {
    sum += bernoulli[k - 1] * term;
    term *= (s + 2 * k - 1) * (s + 2 * k) / ((2 * k + 1) * (2 * k + 2) * q * q);
  }
  return sum;
}

// 10.25.2, whose terms are positive; 10.40.1 beyond 40.
Real besselIe(int order, Real x) {
  Real a = std::fabs(x);
  Real sum = 1, term = 1;
  if (std::isnan(x))
    return x;
  if (a < 40) {
    for (int k = 1; term > sum * 1e-22L; ++k)
      sum += term *= a * a / 4 / (k * (k + order));
    sum *= std::exp(-a) * (order ? a / 2 : 1);
  } else {
    for (int k = 1; k < 60 && std::fabs(term) > 1e-22L; ++k)
      sum += term *= ((2 * k - 1) * (2 * k - 1) - 4 * order * order) / (8 * k * a);
    sum /= std::sqrt(2 * pi) * std::sqrt(a);
  }
  return order ? std::copysign(sum, x) : sum;
}

} // namespace reference
