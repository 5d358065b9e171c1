// The inverse of the error function.
//
// With w = -log(1 - x^2), erf_inv(x) / x is a smooth function of w: a polynomial in w
// near 0, beyond in sqrt(w), in which it is almost linear (Giles, "Approximating the
// erfinv function", GPU Computing Gems, 2011; the coefficients are ours). The fma in 1 - x^2
// rounds once, so its relative error is half an ulp however near x is to 1, and for small x
// the absolute error of w counts. Coefficients: tools/ulp/minimax.py, fits erfinv32,
// erfinvf32, erfinv64, erfinvf64, erfinvff64.

#include "compiler/lowering/MathFamilies.h"

#include <limits>

using namespace mlir;

namespace vmapc::ir {

static constexpr double kInf = std::numeric_limits<double>::infinity();
static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// f32: in w - 2.5 for w <= 5, 2^-28.18, the constant 0x1.805c5ep+0 without its high part; in
// sqrt(w) - 3 up to w = 16, 2^-26.66.
static constexpr double near32[] = {-0x1.f1806ap-25, 0x1.f91e8cp-3,  -0x1.11c414p-8,
                                    -0x1.486778p-10, 0x1.c9c1f6p-13, -0x1.4c369ap-18,
                                    -0x1.cc6abp-19,  0x1.f159e2p-22, 0x1.254f92p-26,
                                    -0x1.26583ap-27, 0x1.c03256p-32};
static constexpr double far32[] = {0x1.6a9efcp+1,   0x1.006dcep+0,  0x1.35791ap-7,  -0x1.f539dap-8,
                                   0x1.755d3ap-8,   -0x1.cf9b0ap-9, 0x1.7905a6p-10, -0x1.7e7308p-13,
                                   -0x1.be346ep-13, 0x1.ab3b5cp-13, -0x1.2c7ec6p-14};

// f64: in w - 3.125 for w <= 6.25, 2^-55.86; in sqrt(w) - 3.25 for w <= 16, 2^-54.96;
// in sqrt(w) - 5 up to w = 36.1, 2^-55.71.
static constexpr double near64[] = {
    0x1.a755e7c99ae86p+0,   0x1.ebd80d9b13df8p-3,   -0x1.8b6c33114ed59p-8,  -0x1.84576948346ffp-11,
    0x1.879c2a20cdd62p-13,  -0x1.d1d1f7cac9b74p-17, -0x1.6e8a53e59e1a9p-20, 0x1.c6b4f8a5c53eap-22,
    -0x1.f36ce766389a3p-26, -0x1.1a9eb55e387a9p-28, 0x1.20f4ff4bf075cp-30,  -0x1.dc3e2602bfde5p-35,
    -0x1.c899cd8fd6e8ap-37, 0x1.7231e17c86ad8p-39,  -0x1.6d18e6df8efd2p-44, -0x1.68414ac56a48cp-45,
    0x1.d9fe65eabe94dp-48,  -0x1.848c51d57bbc8p-55, -0x1.27aff03381bp-53,   0x1.21c0d3312577p-56,
    0x1.2d4a4788c41dp-60,   -0x1.a3a35064bc7abp-62, 0x1.23065d2676b5ap-68,  0x1.f8916dbedad28p-69,
    -0x1.945935cc10a4fp-74};

static constexpr double far64[] = {
    0x1.8abcc380d5a48p+1,   0x1.0158a6d641d53p+0,   0x1.5ffcfe5b6423ap-8,   -0x1.ebadabb9ecc13p-9,
    0x1.468eecad3b987p-9,   -0x1.ba9240ddb026ap-10, 0x1.f3cc52f6615ffp-11,  -0x1.7448bba828f47p-12,
    0x1.9330946926a3p-16,   0x1.1e6a9a28e7619p-14,  -0x1.8cfb0df2dc9cp-15,  0x1.a24667ccdfb39p-17,
    0x1.8b47ab8645c96p-19,  -0x1.0b9272471f133p-18, 0x1.855e7f70b9cb2p-20,  -0x1.b3d4340152d84p-26,
    -0x1.aac84af4fe5d5p-23, 0x1.166d34fe51728p-23,  -0x1.01197ab996d36p-24, -0x1.f5d77b6c2c06dp-27,
    0x1.70c75476e04d3p-26};

static constexpr double farther64[] = {
    0x1.3664ddd1ad7fbp+2,  0x1.02a30d1fba10bp+0,   -0x1.22ea5df24061p-13,  -0x1.c2f36aa152c92p-13,
    0x1.3ebf4f133845dp-14, -0x1.4a349042301bap-16, 0x1.2fbcee28496b8p-18,  -0x1.0a9036ff25d5fp-20,
    0x1.ebecebfdc26c5p-23, -0x1.22370120d443cp-24, 0x1.f1a882b9605f8p-26,  -0x1.0575f4676974ep-26,
    0x1.0fb3552f310d1p-27, -0x1.e480b106a6ce4p-29, 0x1.5284f647666bep-30,  -0x1.abfbc750f5a01p-32,
    0x1.f6758bd740037p-34, 0x1.4e325e051e65ep-36,  -0x1.09f3461d1483bp-35, 0x1.5fbcc5a349e81p-38};

/// < 4 ulp; infinite at 1 and -1, NaN beyond.
Real erfInv(Real x) {
  MathEmitter &e = *x.e;
  Real u = fma(-x, x, 1.0);
  Decomposed d = decompose(atLeast(u, 0x1p-60));
  Real k = toReal(d.biased, e.real(integerMagic(e) + e.exponentBias()));
  Real w = -logCore(k, d.m - 1.0);
  double limit = e.isF32() ? 5 : 6.25;
  Real near = polynomial(w - limit / 2, e.isF32() ? ArrayRef<double>(near32) : near64);
  if (e.isF32())
    near = near + 0x1.805c5ep+0;
  auto far = [&] {
    Real s = sqrt(w);
    if (e.isF32())
      return polynomial(s - 3.0, far32);
    return select(s < 4.0, polynomial(s - 3.25, far64), polynomial(s - 5.0, farther64));
  };
  Real result = x * whereRare(w > limit, far, near);
  result = select(u < 0.0, kNaN, result);
  return select(u == 0.0, copysign(e.real(kInf), x), result);
}

} // namespace vmapc::ir
