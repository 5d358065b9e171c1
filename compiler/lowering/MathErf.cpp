// The error function and its complement.
//
// erf, |x| < 1: x + x P(x^2). Beyond: 1 - exp(-T(|x|)), T = -log(erfc), fitted with
// the weight its error has on the result; erfc(1) = 0.157 leaves two bits to
// spare, and the weight falls with erfc.
// erfc = exp(-x^2) erfcx(x) with erfcx as a polynomial over 1 + 2|x|. Coefficients:
// tools/ulp/minimax.py, fits erf32, erf64, erft32, erft64, erfs32, erfs64,
// erfc32, erfc64.

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

// erf(x) = x + x P(x^2), |x| <= 1/2: relative error 2^-29.34 in f32, 2^-56.03 in f64.
static constexpr double near32[] = {0x1.06eba8p-3, -0x1.812734p-2, 0x1.ce2544p-4, -0x1.b66846p-6,
                                    0x1.35465cp-8};
static constexpr double near64[] = {
    0x1.06eba8214db68p-3,  -0x1.812746b03794ap-2,  0x1.ce2f21a034714p-4,
    -0x1.b82ce30a7efc2p-6, 0x1.565bcacb5ff4cp-8,   -0x1.c02cfd3119611p-11,
    0x1.f9814f50a2db3p-14, -0x1.f12c9e674e007p-17, 0x1.836abc04fdceap-20};

// (1 + 2a) exp(a^2) erfc(a) in powers of (a - 4) / (a + 4), the constant 0x1.3ba592p+0
// (0x1.3ba5916e9fd7fp+0) apart and here without its high part: relative error 2^-28.42 in f32 on
// [0.5, 10.1], 2^-54.95 in f64 on [0.5, 27.3].
static constexpr double scaled32[] = {-0x1.2ae32p-25, -0x1.1df1a6p-3, 0x1.f7f72cp-7,  0x1.16ea1ap-4,
                                      -0x1.9de09cp-4, 0x1.8014a2p-4,  -0x1.0f681ap-4, 0x1.2f00a2p-5,
                                      -0x1.0fa0cap-6, 0x1.5992cap-8};
static constexpr double scaled64[] = {
    -0x1.11d4ee5fafed8p-55, -0x1.1df1ad154a272p-3,  0x1.f7f5df66fc946p-7,   0x1.16ecefcfa378p-4,
    -0x1.9ddb23c3e1dfp-4,   0x1.7fee004e5434ap-4,   -0x1.0fb06dfef9ca7p-4,  0x1.3079eded9fb7bp-5,
    -0x1.09623862a828fp-6,  0x1.49c6752b8dee5p-8,   -0x1.8d4ab8d4e04fap-11, -0x1.a1e10cbb4b1a5p-13,
    0x1.3be25efb970cp-13,   -0x1.9921fcb48b87fp-16, -0x1.78e34b70f762p-17,  0x1.7d29298cad098p-18,
    0x1.4e0b593ec03dp-22,   -0x1.a409618d645e9p-21, 0x1.ea526e7d9ba7dp-25,  0x1.3f660dd1bcbdap-24,
    -0x1.273dd144c76f3p-27};

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

/// |x| < 1/2: 1 - erf(x). Beyond, for a = |x|: exp(-a^2) P(q) / d, d = 1 + 2a; 2 minus
/// that for negative x. One division, by m d with m = a + 4, serves q = (a - 4) / m and P / d;
/// the quotient is corrected by what is left of P, the rounding error of d included, and that
/// of a^2 goes into the exponent. Beyond the limit erfc rounds to 0: < 3.5 ulp.
Real erfc(Real x) {
  MathEmitter &e = *x.e;
  Real a = atMost(abs(x), e.isF32() ? 10.1 : 27.3);
  Real m = a + 4.0, d = fma(a, 2.0, 1.0);
  Real inverse = e.real(1) / (m * d);
  Real q = (a - 4.0) * (d * inverse);
  Real p = polynomial(q, e.isF32() ? ArrayRef<double>(scaled32) : scaled64) +
           (e.isF32() ? 0x1.3ba592p+0 : 0x1.3ba5916e9fd7fp+0);
  Real r = m * inverse;
  Real scaled = p * r;
  Real rest = fma(-scaled, d, p);
  rest = fma(-scaled, fma(a, 2.0, e.real(1) - d), rest);
  scaled = fma(rest, r, scaled);
  Real square = a * a;
  Real result = expSum(-square, -fma(a, a, -square)) * scaled;
  result = select(x < 0.0, e.real(2) - result, result);
  Real near = polynomial(x * x, e.isF32() ? ArrayRef<double>(near32) : near64);
  return select(a < 0.5, e.real(1) - fma(near, x, x), result);
}

} // namespace vmapc::ir
