// Functions of one complex number, from real functions of its parts, each with its
// derivative. The formulas for inverse functions keep their branch cuts right for signed
// zeros: Kahan, "Branch cuts for complex elementary functions" (1987).

#include "runtime/ops/Complex.h"

#include "vmapc/detail/custom.h"

#include <limits>
#include <numbers>

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

/// A value in the making: one part after the other.
struct Z {
  Array re, im;
  Z(const Array &z) : re(prim::real(z)), im(prim::imag(z)) {}
  Z(Array re, Array im) : re(std::move(re)), im(std::move(im)) {}
  operator Array() const { return prim::complex(re, im); }
};

Array real1(const char *op, const Array &x) { return prim::make(op, {x}); }
Array number(double v, const Array &like) {
  return prim::splat(v, avalOf(like).dtype, avalOf(like).shape);
}
Array withSign(const Array &size, const Array &sign) {
  return where(isNegative(sign), -size, size);
}
Array isInfinite(const Array &x) { return equal(abs(x), inf); }
Array timesI(const Array &z) { return Z{-prim::imag(z), prim::real(z)}; }
Array overI(const Array &z) { return Z{prim::imag(z), -prim::real(z)}; }
Array scaled(const Array &z, const Array &factor) {
  return Z{prim::real(z) * factor, prim::imag(z) * factor};
}

/// |z| without overflow on the way; infinite if a part is, even beside a NaN.
Array modulus(const Z &z) {
  Array a = abs(z.re), b = abs(z.im), m = maximum(a, b), n = minimum(a, b);
  Array ratio = n / where(m == 0., 1., m);
  return where(isInfinite(z.re) | isInfinite(z.im), inf, m * sqrt(1. + ratio * ratio));
}

/// |z|^2 - 1 from the larger and the smaller part, m near 1: the squares in two parts each,
/// so that what cancels is exact.
Array squareLessOne(const Array &m, const Array &n) {
  Array m2 = m * m, n2 = n * n, rest = fma(m, m, -m2) + fma(n, n, -n2);
  Array less = m2 - 1.;
  return (less + n2) + ((m2 - (less + 1.)) + rest);
}

/// log|z|. Near |z| = 1 it is half of log1p(|z|^2 - 1).
Array logModulus(const Z &z) {
  Array a = abs(z.re), b = abs(z.im), m = maximum(a, b), n = minimum(a, b);
  Array ratio = n / where(m == 0., 1., m);
  Array far = log(m) + 0.5 * log1p(ratio * ratio);
  Array isNear = (m > 0.7) & (m < 1.42);
  Array close = where(isNear, squareLessOne(m, n), 0.);
  return where(isInfinite(z.re) | isInfinite(z.im), inf, where(isNear, 0.5 * log1p(close), far));
}

Array angleOf(const Z &z) { return prim::make("atan2", {z.im, z.re}); }

// e^x (cos y + i sin y). What e^x lacks beyond its range is multiplied last, and a zero
// imaginary part stays.
Array expOf(const Z &z) {
  double limit = avalOf(z.re).dtype == f64 ? 700 : 85;
  Array part = minimum(z.re, limit), e = exp(part), rest = exp(maximum(z.re - limit, 0.));
  Array im = where(z.im == 0., z.im, e * sin(z.im) * rest);
  return Z{where(z.im == 0., e * rest, e * cos(z.im) * rest), im};
}

// Re = e^x cos y - 1 = expm1(x) cos y - 2 sin^2(y/2).
Array expm1Of(const Z &z) {
  Array half = sin(z.im * 0.5);
  return Z{expm1(z.re) * cos(z.im) - 2. * half * half,
           where(z.im == 0., z.im, exp(z.re) * sin(z.im))};
}

Array logOf(const Z &z) { return Z{logModulus(z), angleOf(z)}; }

Array log1pOf(const Z &z) {
  Array isSmall = maximum(abs(z.re), abs(z.im)) < 0.5;
  Array close = where(isSmall, z.re * (2. + z.re) + z.im * z.im, 0.);
  Z moved{1. + z.re, z.im};
  return Z{where(isSmall, 0.5 * log1p(close), logModulus(moved)), angleOf(moved)};
}

// With t = sqrt((|x| + |z|)/2): t + i y/(2t) right of the imaginary axis, |y|/(2t) +- i t
// left of it; moved by an even power of two away from the ends of the range.
Array sqrtOf(const Z &z) {
  bool wide = avalOf(z.re).dtype == f64;
  Array m = maximum(abs(z.re), abs(z.im));
  Array isLarge = m > (wide ? 0x1p1000 : 0x1p120), isSmall = m < (wide ? 0x1p-900 : 0x1p-90);
  Array up = number(wide ? 0x1p200 : 0x1p40, m), one = number(1, m), down = number(0x1p-4, m);
  Array factor = where(isLarge, down, where(isSmall, up, one));
  Array back =
      where(isLarge, number(4, m), where(isSmall, number(wide ? 0x1p-100 : 0x1p-20, m), one));
  Z s{z.re * factor, z.im * factor};
  Array t = sqrt(0.5 * (abs(s.re) + modulus(s)));
  Array u = abs(s.im) / (2. * where(t == 0., 1., t));
  Array right = greater_equal(z.re, 0.);
  Array re = where(right, t, u) * back, im = where(right, u, t) * back;
  Array tall = isInfinite(z.im);
  return Z{where(tall, inf, re), withSign(where(tall, inf, im), z.im)};
}

// Differentiated part by part. Where cosh x is infinite a zero imaginary part stays.
Array sinhOf(const Z &z) {
  Array s = real1("sinh", z.re), c = real1("cosh", z.re);
  Array stays = (z.im == 0.) & isInfinite(c);
  return Z{s * cos(z.im), where(stays, z.im, c * sin(z.im))};
}
Array coshOf(const Z &z) {
  Array s = real1("sinh", z.re), c = real1("cosh", z.re);
  Array stays = (z.im == 0.) & isInfinite(c);
  return Z{c * cos(z.im), where(stays, withSign(z.im, s), s * sin(z.im))};
}

// With t = tan y, b = 1 + t^2, s = sinh x, r = sqrt(1 + s^2): (b r s + i t)/(1 + b s^2);
// far from 0, sign(x) + 4 i sin y cos y e^(-2|x|).
Array tanhOf(const Z &z) {
  Array isFar = abs(z.re) > (avalOf(z.re).dtype == f64 ? 20. : 9.);
  Array x = where(isFar, 0., z.re);
  Array t = real1("tan", z.im), b = 1. + t * t, s = real1("sinh", x), r = sqrt(1. + s * s);
  Array below = 1. + b * s * s, fade = exp(-2. * abs(z.re));
  return Z{where(isFar, withSign(number(1, x), z.re), b * r * s / below),
           where(isFar, 4. * sin(z.im) * cos(z.im) * fade, t / below)};
}

Array un(const char *op, const Array &z) { return complexUnary(op, z, Loc()); }
Array root(const Array &z) { return un("sqrt", z); }

Array asinOf(const Array &z) {
  Z u(root(1. - z)), v(root(1. + z));
  Array re = u.re * v.re - u.im * v.im, im = u.re * v.im - u.im * v.re;
  return Z{prim::make("atan2", {prim::real(z), re}), real1("asinh", im)};
}
Array acosOf(const Array &z) {
  Z u(root(1. - z)), v(root(1. + z));
  return Z{2. * prim::make("atan2", {u.re, v.re}), real1("asinh", v.re * u.im - v.im * u.re)};
}
Array acoshOf(const Array &z) {
  Z u(root(z - 1.)), v(root(z + 1.));
  return Z{real1("asinh", u.re * v.re + u.im * v.im), 2. * prim::make("atan2", {u.im, v.re})};
}
Array atanhOf(const Z &z) {
  Array away = 1. - z.re, y2 = z.im * z.im;
  return Z{0.25 * log1p(4. * z.re / (away * away + y2)),
           0.5 * prim::make("atan2", {2. * z.im, away * (1. + z.re) - y2})};
}

/// e^-z, or e^z left of the imaginary axis: at most 1 in modulus.
Array falling(const Array &z) { return un("exp", where(isNegative(prim::real(z)), z, -z)); }

// 1 / (1 + e^-z), or e^z / (1 + e^z).
Array logisticOf(const Array &z) {
  Array e = falling(z);
  return where(isNegative(prim::real(z)), e, 1.) / (1. + e);
}
/// Its derivative e^z / (1 + e^z)^2, an even function; that of tanh is 4 bell(2z).
Array bell(const Array &z) {
  Array e = falling(z), sum = 1. + e;
  return e / (sum * sum);
}

/// A function with its derivative, of z and of the value y.
struct Function {
  const char *name;
  Array (*value)(const Array &z);
  Array (*derivative)(const Array &z, const Array &y);
};

const Function functions[] = {
    {"exp", [](const Array &z) { return expOf(z); },
     [](const Array &, const Array &y) { return y; }},
    {"expm1", [](const Array &z) { return expm1Of(z); },
     [](const Array &z, const Array &) { return un("exp", z); }},
    {"log", [](const Array &z) { return logOf(z); },
     [](const Array &z, const Array &) { return 1. / z; }},
    {"log1p", [](const Array &z) { return log1pOf(z); },
     [](const Array &z, const Array &) { return 1. / (1. + z); }},
    {"sqrt", [](const Array &z) { return sqrtOf(z); },
     [](const Array &, const Array &y) { return 0.5 / y; }},
    {"tanh", [](const Array &z) { return tanhOf(z); },
     [](const Array &z, const Array &) { return 4. * bell(2. * z); }},
    {"asin", asinOf,
     [](const Array &z, const Array &) { return 1. / (root(1. - z) * root(1. + z)); }},
    {"acos", acosOf,
     [](const Array &z, const Array &) { return -1. / (root(1. - z) * root(1. + z)); }},
    {"acosh", acoshOf,
     [](const Array &z, const Array &) { return 1. / (root(z - 1.) * root(z + 1.)); }},
    {"atanh", [](const Array &z) { return atanhOf(z); },
     [](const Array &z, const Array &) { return 1. / ((1. - z) * (1. + z)); }},
    {"logistic", logisticOf, [](const Array &z, const Array &) { return bell(z); }},
};

/// z / |z|, 0 at 0.
Array unit(const Array &z, const Array &size) {
  Array isZero = size == 0.;
  return where(isZero, 0., scaled(z, 1. / where(isZero, 1., size)));
}

// Re(conj(z/|z|) dz): 0 at 0.
Array absOf(const Array &z) {
  return customJvp(
      {&z, 1}, [](Inputs in) { return std::vector{modulus(in[0])}; },
      [](Inputs in, Inputs y, Inputs t) {
        Z u(unit(in[0], y[0])), dz(t[0]);
        return std::vector{u.re * dz.re + u.im * dz.im};
      })[0];
}

} // namespace

Array complexUnary(const char *op, const Array &z, const Loc &loc) {
  std::string_view name = op;
  if (name == "neg" || name == "stop_gradient")
    return prim::make(op, {z});
  for (const Function &f : functions)
    if (name == f.name)
      return customJvp(
          {&z, 1}, [&](Inputs in) { return std::vector{f.value(in[0])}; },
          [&](Inputs in, Inputs y, Inputs t) {
            return std::vector{f.derivative(in[0], y[0]) * t[0]};
          })[0];
  if (name == "abs")
    return absOf(z);
  if (name == "sign")
    return unit(z, absOf(z));
  if (name == "sinh")
    return sinhOf(z);
  if (name == "cosh")
    return coshOf(z);
  if (name == "is_finite")
    return prim::make(op, {prim::real(z)}) & prim::make(op, {prim::imag(z)});
  if (name == "rsqrt")
    return 1. / root(z);
  if (name == "exp2")
    return un("exp", scaled(z, number(std::numbers::ln2, prim::real(z))));
  if (name == "log2")
    return scaled(un("log", z), number(1 / std::numbers::ln2, prim::real(z)));
  if (name == "sin")
    return overI(un("sinh", timesI(z)));
  if (name == "cos")
    return un("cosh", timesI(z));
  if (name == "tan")
    return overI(un("tanh", timesI(z)));
  if (name == "asinh")
    return overI(un("asin", timesI(z)));
  if (name == "atan")
    return overI(un("atanh", timesI(z)));
  fail(op, "real operands", std::string(nameOf(z.dtype())), userLine(loc));
}

} // namespace detail
} // namespace v0
} // namespace vmapc
