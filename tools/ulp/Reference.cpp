// MPFR evaluations and the definition of an ulp.

#include "tools/ulp/Reference.h"

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

Reference::Reference(const std::string &function, DType dtype) : function(function) {
  bool f32 = dtype == DType::f32;
  mantissa = f32 ? 24 : 53;
  minExponent = f32 ? -126 : -1022;
  maxExponent = f32 ? 128 : 1024;
  static const std::map<std::string, Unary> functions = {
      {"exp", mpfr_exp},     {"exp2", mpfr_exp2}, {"expm1", mpfr_expm1},   {"log", mpfr_log},
      {"log1p", mpfr_log1p}, {"tanh", mpfr_tanh}, {"sin", mpfr_sin},       {"cos", mpfr_cos},
      {"erf", mpfr_erf},     {"rsqrt", rsqrtOf},  {"logistic", logisticOf}};
  if (auto found = functions.find(function); found != functions.end())
    unary = found->second;
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
  mpfr_pow(exact, operand, second, MPFR_RNDN);
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
  if (!mpfr_regular_p(exact))
    return 0; // An exact zero or infinity, which `got` equals.
  bool overflow = std::isinf(want);
  if (overflow && std::isinf(got))
    return std::signbit(want) == std::signbit(got) ? 0 : std::numeric_limits<double>::infinity();
  int exponent = maxExponent - 1;
  if (!overflow && want != 0)
    exponent = std::max(std::ilogb(want), minExponent);
  if (want == 0)
    exponent = minExponent;
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
  if (!mpfr_regular_p(exact))
    return inf;
  return quantify(want, got);
}

} // namespace ulp
