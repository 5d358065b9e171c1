// MPFR evaluations and the definition of an ulp.

#include "tools/ulp/Reference.h"

#include "tools/ulp/Functions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace ulp {

static int rsqrtOf(mpfr_ptr out, mpfr_srcptr x, mpfr_rnd_t mode) {
  // 1 / sqrt(-0) is -inf, unlike mpfr_rec_sqrt.
  if (mpfr_zero_p(x)) {
    mpfr_set_inf(out, mpfr_signbit(x) ? -1 : 1);
    return 0;
  }
  return mpfr_rec_sqrt(out, x, mode);
}

static int logisticOf(mpfr_ptr out, mpfr_srcptr x, mpfr_rnd_t mode) {
  mpfr_neg(out, x, mode);
  mpfr_exp(out, out, mode);
  mpfr_add_ui(out, out, 1, mode);
  return mpfr_ui_div(out, 1, out, mode);
}

static int lgammaOf(mpfr_ptr out, mpfr_srcptr x, mpfr_rnd_t mode) {
  int sign;
  return mpfr_lgamma(out, &sign, x, mode);
}

static int digammaOf(mpfr_ptr out, mpfr_srcptr x, mpfr_rnd_t mode) {
  if (mpfr_zero_p(x)) {
    mpfr_set_nan(out);
    return 0;
  }
  return mpfr_digamma(out, x, mode);
}

/// Newton's method on erfc(y) = 1 - |x| (erf(y) = |x| for small x) from Winitzki's
/// approximation, which is off by 2e-3.
static int erfInvOf(mpfr_ptr out, mpfr_srcptr x, mpfr_rnd_t mode) {
  if (mpfr_nan_p(x) || mpfr_cmpabs_ui(x, 1) > 0) {
    mpfr_set_nan(out);
    return 0;
  }
  if (mpfr_zero_p(x))
    return mpfr_set(out, x, mode);
  if (mpfr_cmpabs_ui(x, 1) == 0) {
    mpfr_set_inf(out, mpfr_signbit(x) ? -1 : 1);
    return 0;
  }
  mpfr_prec_t bits = mpfr_get_prec(out) + 64;
  mpfr_t a, y, value, slope;
  mpfr_inits2(bits, a, y, value, slope, mpfr_ptr(nullptr));
  mpfr_abs(a, x, MPFR_RNDN);
  bool small = mpfr_cmp_d(a, 0.5) < 0;
  mpfr_ui_sub(value, 1, a, MPFR_RNDN); // exact: 1 - |x| has at most 128 bits where it is used
  double d = mpfr_get_d(a, MPFR_RNDN), rest = mpfr_get_d(value, MPFR_RNDN);
  double w = small ? std::log1p(-d * d) : std::log(rest) + std::log1p(d);
  double t = 2 / (M_PI * 0.147) + w / 2;
  double start = std::sqrt(std::sqrt(t * t - w / 0.147) - t);
  if (d < 1e-4)
    start = d * 0.8862269254527580;
  mpfr_set_d(y, start, MPFR_RNDN);
  if (start == 0) // |x| below the smallest double's neighbourhood
    mpfr_mul_d(y, a, 0.8862269254527580, MPFR_RNDN);
  if (!small)
    mpfr_swap(a, value); // 1 - |x|
  for (int step = 0; step < 8; ++step) {
    small ? mpfr_erf(value, y, MPFR_RNDN) : mpfr_erfc(value, y, MPFR_RNDN);
    mpfr_sub(value, value, a, MPFR_RNDN);
    mpfr_sqr(slope, y, MPFR_RNDN);
    mpfr_exp(slope, slope, MPFR_RNDN);
    mpfr_mul(value, value, slope, MPFR_RNDN);
    mpfr_const_pi(slope, MPFR_RNDN);
    mpfr_sqrt(slope, slope, MPFR_RNDN);
    mpfr_mul(value, value, slope, MPFR_RNDN);
    mpfr_div_2ui(value, value, 1, MPFR_RNDN);
    small ? mpfr_sub(y, y, value, MPFR_RNDN) : mpfr_add(y, y, value, MPFR_RNDN);
    if (mpfr_zero_p(value) || mpfr_get_exp(value) < mpfr_get_exp(y) - bits / 2)
      break;
  }
  mpfr_setsign(out, y, mpfr_signbit(x), mode);
  mpfr_clears(a, y, value, slope, mpfr_ptr(nullptr));
  return 0;
}

/// e^-|x| I_n(x), n = 0 or 1: the power series, whose terms are positive, up to 256, and
/// beyond the asymptotic series, whose terms fall below any precision used here.
static int besselOf(int order, mpfr_ptr out, mpfr_srcptr x) {
  if (mpfr_nan_p(x))
    mpfr_set_nan(out);
  else if (mpfr_inf_p(x))
    mpfr_set_zero(out, order && mpfr_signbit(x) ? -1 : 1);
  else if (mpfr_zero_p(x))
    order ? mpfr_set(out, x, MPFR_RNDN) : mpfr_set_ui(out, 1, MPFR_RNDN);
  if (!mpfr_regular_p(x))
    return 0;
  mpfr_prec_t bits = mpfr_get_prec(out) + 32;
  mpfr_t a, t, term, sum;
  mpfr_inits2(bits, a, t, term, sum, mpfr_ptr(nullptr));
  mpfr_abs(a, x, MPFR_RNDN);
  auto negligible = [&] {
    return mpfr_zero_p(term) || mpfr_get_exp(term) < mpfr_get_exp(sum) - bits;
  };
  if (mpfr_cmp_ui(a, 256) < 0) {
    // term_k = term_(k-1) (x^2/4) / (k (k + n))
    mpfr_sqr(t, a, MPFR_RNDN);
    mpfr_div_2ui(t, t, 2, MPFR_RNDN);
    mpfr_set_ui(term, 1, MPFR_RNDN);
    mpfr_set_ui(sum, 1, MPFR_RNDN);
    for (unsigned long k = 1; !negligible(); ++k) {
      mpfr_mul(term, term, t, MPFR_RNDN);
      mpfr_div_ui(term, term, k * (k + order), MPFR_RNDN);
      mpfr_add(sum, sum, term, MPFR_RNDN);
    }
    if (order)
      mpfr_mul(sum, sum, a, MPFR_RNDN), mpfr_div_2ui(sum, sum, 1, MPFR_RNDN);
    mpfr_neg(t, a, MPFR_RNDN);
    mpfr_exp(t, t, MPFR_RNDN);
    mpfr_mul(sum, sum, t, MPFR_RNDN);
  } else {
    // term_k = -term_(k-1) (4 n^2 - (2k - 1)^2) / (8 k x), over sqrt(2 pi x)
    mpfr_set_ui(term, 1, MPFR_RNDN);
    mpfr_set_ui(sum, 1, MPFR_RNDN);
    for (long k = 1; k < 500 && !negligible(); ++k) {
      mpfr_mul_si(term, term, (2 * k - 1) * (2 * k - 1) - 4 * order, MPFR_RNDN);
      mpfr_div_si(term, term, 8 * k, MPFR_RNDN);
      mpfr_div(term, term, a, MPFR_RNDN);
      mpfr_add(sum, sum, term, MPFR_RNDN);
    }
    mpfr_const_pi(t, MPFR_RNDN);
    mpfr_mul_2ui(t, t, 1, MPFR_RNDN);
    mpfr_mul(t, t, a, MPFR_RNDN);
    mpfr_sqrt(t, t, MPFR_RNDN);
    mpfr_div(sum, sum, t, MPFR_RNDN);
  }
  mpfr_setsign(out, sum, order && mpfr_signbit(x), MPFR_RNDN);
  mpfr_clears(a, t, term, sum, mpfr_ptr(nullptr));
  return 0;
}
static int besselI0eOf(mpfr_ptr out, mpfr_srcptr x, mpfr_rnd_t) { return besselOf(0, out, x); }
static int besselI1eOf(mpfr_ptr out, mpfr_srcptr x, mpfr_rnd_t) { return besselOf(1, out, x); }

Reference::Reference(const std::string &function, DType dtype) {
  bool f32 = dtype == DType::f32;
  mantissa = f32 ? 24 : 53;
  minExponent = f32 ? -126 : -1022;
  maxExponent = f32 ? 128 : 1024;
  static const std::map<std::string, Unary> unaries = {
      {"acos", mpfr_acos},         {"acosh", mpfr_acosh},       {"asin", mpfr_asin},
      {"asinh", mpfr_asinh},       {"atan", mpfr_atan},         {"atanh", mpfr_atanh},
      {"bessel_i0e", besselI0eOf}, {"bessel_i1e", besselI1eOf}, {"cbrt", mpfr_cbrt},
      {"cos", mpfr_cos},           {"cosh", mpfr_cosh},         {"digamma", digammaOf},
      {"erf", mpfr_erf},           {"erf_inv", erfInvOf},       {"erfc", mpfr_erfc},
      {"exp", mpfr_exp},           {"exp2", mpfr_exp2},         {"expm1", mpfr_expm1},
      {"lgamma", lgammaOf},        {"log", mpfr_log},           {"log1p", mpfr_log1p},
      {"log2", mpfr_log2},         {"logistic", logisticOf},    {"rsqrt", rsqrtOf},
      {"sin", mpfr_sin},           {"sinh", mpfr_sinh},         {"tan", mpfr_tan},
      {"tanh", mpfr_tanh}};
  static const std::map<std::string, Binary> binaries = {
      {"atan2", mpfr_atan2}, {"pow", mpfr_pow}, {"rem", mpfr_fmod}};
  if (auto found = unaries.find(function); found != unaries.end())
    unary = found->second;
  else
    binary = binaries.at(function);
  const Function *known = find(function);
  unitExponent = known && known->absolute && !f32 ? 0 : minExponent;
  mpfr_init2(operand, 53);
  mpfr_init2(second, 53);
  mpfr_init2(exact, f32 ? 96 : 160);
  mpfr_init2(work, 220);
  mpfr_init2(difference, 220);
}

Reference::~Reference() {
  mpfr_clears(operand, second, exact, work, difference, mpfr_ptr(nullptr));
}

void Reference::evaluate(double x, double y) {
  mpfr_set_d(operand, x, MPFR_RNDN);
  if (unary) {
    unary(exact, operand, MPFR_RNDN);
    return;
  }
  mpfr_set_d(second, y, MPFR_RNDN);
  binary(exact, operand, second, MPFR_RNDN);
}

double Reference::rounded() {
  if (!mpfr_regular_p(exact))
    return mpfr_get_d(exact, MPFR_RNDN);
  // Scale so that an ulp is 1, round to an integer, scale back.
  long exponent = std::max<long>(mpfr_get_exp(exact) - 1, minExponent);
  if (exponent >= maxExponent)
    return mpfr_sgn(exact) * std::numeric_limits<double>::infinity();
  long ulpExponent = exponent - (mantissa - 1);
  mpfr_mul_2si(work, exact, -ulpExponent, MPFR_RNDN);
  mpfr_rint(work, work, MPFR_RNDN);
  mpfr_mul_2si(work, work, ulpExponent, MPFR_RNDN);
  if (mpfr_zero_p(work))
    return mpfr_signbit(exact) ? -0.0 : 0.0;
  double value = mpfr_get_d(work, MPFR_RNDN);
  return std::fabs(value) >= std::ldexp(1.0, maxExponent - 1) * 2
             ? std::copysign(std::numeric_limits<double>::infinity(), value)
             : value;
}

double Reference::quantify(double want, double got) {
  if (!mpfr_regular_p(exact) && want == got)
    return 0; // An exact zero or infinity.
  bool overflow = std::isinf(want);
  if (overflow && std::isinf(got))
    return std::signbit(want) == std::signbit(got) ? 0 : std::numeric_limits<double>::infinity();
  int exponent = maxExponent - 1;
  if (!overflow && want != 0)
    exponent = std::max(std::ilogb(want), minExponent);
  if (want == 0)
    exponent = minExponent;
  exponent = std::max(exponent, unitExponent);
  if (overflow)
    mpfr_set_si_2exp(work, std::signbit(want) ? -1 : 1, maxExponent, MPFR_RNDN);
  else
    mpfr_set(work, exact, MPFR_RNDN);
  if (std::isinf(got)) {
    mpfr_set_si_2exp(difference, std::signbit(got) ? -1 : 1, maxExponent, MPFR_RNDN);
    mpfr_sub(work, work, difference, MPFR_RNDN);
  } else {
    mpfr_sub_d(work, work, got, MPFR_RNDN);
  }
  mpfr_mul_2si(work, work, -(exponent - (mantissa - 1)), MPFR_RNDN);
  return std::fabs(mpfr_get_d(work, MPFR_RNDN));
}

double Reference::distance(double x, double y, double got) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  evaluate(x, y);
  double want = rounded();
  if (std::isnan(want) || std::isnan(got))
    return std::isnan(want) == std::isnan(got) ? 0 : inf;
  if (want == got)
    return want != 0 || std::signbit(want) == std::signbit(got) ? quantify(want, got) : inf;
  if (!mpfr_regular_p(exact) && !(mpfr_zero_p(exact) && unitExponent > minExponent))
    return inf;
  return quantify(want, got);
}

} // namespace ulp
