// Special functions in long double that the C library lacks, straight from series and
// recurrences of the DLMF (dlmf.nist.gov). Slow and accurate to a few ulps of double's.

#ifndef TEST_REFERENCE_SPECIAL_H
#define TEST_REFERENCE_SPECIAL_H

#include "Tensor.h"

namespace reference {

/// The y with erf(y) = x.
Real erfInv(Real x);
/// The derivative of log gamma; NaN at 0 and the negative integers.
Real digamma(Real x);
/// The sum of (q + k)^-s over k >= 0, for s > 1 and q > 0.
Real zeta(Real s, Real q);
/// e^-|x| I(x) of order 0 or 1.
Real besselIe(int order, Real x);

} // namespace reference

#endif
