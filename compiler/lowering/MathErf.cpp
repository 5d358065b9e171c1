// The error function.
//
// |x| < 1: x + x P(x^2). Beyond: 1 - exp(-T(|x|)), T = -log(erfc), fitted with
// the weight its error has on the result; erfc(1) = 0.157 leaves two bits to
// spare, and the weight falls with erfc. Coefficients: tools/ulp/minimax.py,
// fits erf32, erf64, erft32, erft64.

#include "compiler/lowering/MathFamilies.h"

using namespace mlir;

namespace vmapc::ir {

// Relative error 2^-24.5 of erf in f32, 2^-56 in f64.
static constexpr double small32[] = {0x1.06eba2p-3,  -0x1.812670p-2, 0x1.ce0890p-4,
                                     -0x1.b59a96p-6, 0x1.421ab4p-8,  -0x1.26a68cp-11};
static constexpr double small64[] = {
    0x1.06eba8214db68p-3,  -0x1.812746b03799dp-2,  0x1.ce2f21a03f8bap-4,  -0x1.b82ce311a9861p-6,
    0x1.565bcceedbfcdp-8,  -0x1.c02daeb7620bbp-11, 0x1.f9a296bfcef9ap-14, -0x1.f4c82fd81eb30p-17,
    0x1.b96b6131aade4p-20, -0x1.5b8cb1a6e422dp-23, 0x1.d3dfc5ba37bd4p-27, -0x1.a2450a2af6462p-31};

// Relative error 2^-35.3 of erf in f32 on [1, 4], 2^-56.9 in f64 on [1, 6].
static constexpr double tail32[] = {-0x1.8b3e38p-13, 0x1.212c2cp+0,  0x1.4434f6p-1,
                                    0x1.bc1898p-4,   -0x1.9d0b46p-6, 0x1.13984p-8,
                                    -0x1.cee940p-12, 0x1.6c0594p-16};
static constexpr double tail64[] = {
    0x1.f890c0769a8e4p-22,  0x1.20dd24fb9d439p+0,   0x1.45f5faa9d5d77p-1,   0x1.a4b01717a39b6p-4,
    -0x1.373e173f43472p-6,  -0x1.a5482aad699e9p-12, 0x1.f3df3744e1b13p-10,  -0x1.90420a8fb3579p-11,
    0x1.11ce24433b125p-13,  0x1.78ffb231a3564p-16,  -0x1.8d368dc241317p-16, 0x1.2b82964770eaep-17,
    -0x1.26cff3aa6e884p-19, 0x1.9c780ccd75c14p-22,  -0x1.9ae94aeb74ba9p-25, 0x1.171956b1eb72cp-28,
    -0x1.d13055986f450p-33, 0x1.67913dcbdc383p-38};

/// < 2 ulp. One fma at the end of the first branch keeps denormals exact.
Real erf(Real x) {
  MathEmitter &e = *x.e;
  Real square = x * x;
  Real inside = fma(polynomial(square, e.isF32() ? ArrayRef<double>(small32) : small64), x, x);
  // erf rounds to 1 from the limit on.
  Real a = atMost(abs(x), e.isF32() ? 4.0 : 6.0);
  Real t = polynomial(a, e.isF32() ? ArrayRef<double>(tail32) : tail64);
  Real outside = e.real(1.0) - expNear(-t);
  return copysign(select(a < 1.0, inside, outside), x);
}

} // namespace vmapc::ir
