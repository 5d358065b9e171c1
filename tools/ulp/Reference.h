// The correctly rounded results, from MPFR, and distances to them.

#ifndef VMAPC_TOOLS_ULP_REFERENCE_H
#define VMAPC_TOOLS_ULP_REFERENCE_H

#include "tools/ulp/Jit.h"

#include <mpfr.h>

namespace ulp {

/// One function of MPFR with 160 bits (f32: 96) of working precision.
class Reference {
public:
  Reference(const std::string &function, DType dtype);
  ~Reference();
  Reference(const Reference &) = delete;

  /// |got - f(x, y)| in units of the last place of the correctly rounded
  /// f(x, y), which for denormals is the smallest denormal. Infinite where NaN,
  /// an infinity or the sign of a zero differs; an infinity counts as the
  /// power of two that follows the largest finite number, so that a finite
  /// value just below an overflow has a finite distance. Functions that Functions.h
  /// calls absolute: in f64 the unit is at least the last place of 1.
  double distance(double x, double y, double got);

private:
  using Unary = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);
  using Binary = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t);
  void evaluate(double x, double y);
  /// The value of `exact`, rounded once to the dtype.
  double rounded();
  /// The distance of `got` from `exact`, whose rounded value is `want`.
  double quantify(double want, double got);

  Unary unary = nullptr;
  Binary binary = nullptr;
  int mantissa, minExponent, maxExponent;
  int unitExponent; // the smallest exponent whose ulp is the unit of an error
  mpfr_t operand, second, exact, work, difference;
};

} // namespace ulp

#endif
