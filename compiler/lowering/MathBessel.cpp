// Modified Bessel functions of the first kind, scaled: e^-|x| I0(x) and e^-|x| I1(x).
//
// |x| <= 8: I0 is a polynomial in t = x^2/4 with positive coefficients, and so is
// I1 / (x/2); times e^-|x|. Beyond: a polynomial in 1/|x| - 1/16, over sqrt(|x|).
// Coefficients: tools/ulp/minimax.py, fits i0near32, ..., i1far64.

#include "compiler/lowering/MathFamilies.h"

using namespace mlir;

namespace vmapc::ir {

// f32: 2^-26.58, 2^-28.44, 2^-25.20 and 2^-26.45.
static constexpr double near0of32[] = {
    0x1p+0,         0x1.000002p+0,  0x1.ffffbp-3,   0x1.c7200ap-6,  0x1.c6f818p-10,
    0x1.2405a4p-14, 0x1.fccc1ep-20, 0x1.71c894p-25, 0x1.a7626ap-32, 0x1.06992ep-36};

static constexpr double near1of32[] = {
    0x1p+0,         0x1p-1,         0x1.55554cp-4,  0x1.c71d92p-8, 0x1.6c0a42p-12,
    0x1.84e51ep-17, 0x1.24a92ap-22, 0x1.68d69ep-28, 0x1.a45b6p-35, 0x1.8dfd2cp-40};

static constexpr double far0of32[] = {0x1.9bd428p-2, 0x1.b8799ep-5, 0x1.1db5cap-5,
                                      0x1.749ffap-5, 0x1.a3ed12p-4, 0x1.8adf08p-2};

static constexpr double far1of32[] = {0x1.8ebe78p-2,  -0x1.3f7972p-3, -0x1.cba156p-5,
                                      -0x1.f70246p-5, -0x1.0dc4bcp-3, -0x1.cf224ap-2};

// f64: 2^-59.52, 2^-56.34, 2^-53.79 and 2^-54.16.
static constexpr double near0of64[] = {0x1p+0,
                                       0x1p+0,
                                       0x1.ffffffffffffcp-3,
                                       0x1.c71c71c71c7bdp-6,
                                       0x1.c71c71c71b3f4p-10,
                                       0x1.23456789bf099p-14,
                                       0x1.02e85c07230b2p-19,
                                       0x1.522a441b65c5p-25,
                                       0x1.522a4171a1426p-31,
                                       0x1.0b31516528512p-37,
                                       0x1.55ff6bd5868p-44,
                                       0x1.69e51f122fa9ep-51,
                                       0x1.40ab9c8ea86a6p-58,
                                       0x1.f2787e1222683p-66,
                                       0x1.10e585d634134p-73,
                                       0x1.1c5dc9e8cee45p-80};

static constexpr double near1of64[] = {0x1p+0,
                                       0x1.ffffffffffffbp-2,
                                       0x1.55555555555edp-4,
                                       0x1.c71c71c71aee2p-8,
                                       0x1.6c16c16c3510cp-12,
                                       0x1.845c8a0a28e4cp-17,
                                       0x1.27e4fb9f7f687p-22,
                                       0x1.522a40e9a248cp-28,
                                       0x1.2c978212abf86p-34,
                                       0x1.ab7ed93725871p-41,
                                       0x1.f1a001262d6d4p-48,
                                       0x1.e0da8e8209cfbp-55,
                                       0x1.95c615baf467dp-62,
                                       0x1.d9118f6e0a9abp-70,
                                       0x1.0d82fa5db0c5dp-76};

static constexpr double far0of64[] = {
    0x1.9bd428ad249a5p-2,   0x1.b87969bb93aeap-5,  0x1.1daa72b5a9d97p-5,   0x1.75e5ee74b8fb8p-5,
    0x1.8e513f3e447d1p-4,   0x1.3f499de994c54p-2,  0x1.7d0a05a0897bbp+0,   0x1.51d230b5e0f6bp+3,
    0x1.72e30d8d6fc2fp+6,   0x1.032c106ebcedcp+9,  -0x1.ddd2744fc1be8p+12, -0x1.caf9812d52925p+17,
    -0x1.457cda70c3d88p+20, 0x1.fd21f3f3ad9dfp+24, 0x1.9c48e60ab099p+28,   -0x1.bd15c7d7498e8p+31,
    -0x1.0c8be4e6adfd4p+36, 0x1.485aa7c6f287bp+38, 0x1.d462f7889c468p+42,  -0x1.6339ea4ea952fp+44,
    -0x1.f786904d8d92ap+48, 0x1.8b868fe8f6039p+49, 0x1.f3052dec37e07p+53};

static constexpr double far1of64[] = {
    0x1.8ebe783a8403p-2,   -0x1.3f796198ee55ap-3,  -0x1.cbc54df1f5d55p-5,  -0x1.f89c2314eada1p-5,
    -0x1.ec8e0fa50e30cp-4, -0x1.76135700bd25cp-2,  -0x1.ad8dc5af01c85p+0,  -0x1.72871a22fa9aap+3,
    -0x1.918f3c0da09ddp+6, -0x1.20630f920f98dp+9,  0x1.d015c12cb7422p+12,  0x1.dde89510ceee9p+17,
    0x1.91a3af51760dp+20,  -0x1.f8e9ee1bb24c3p+24, -0x1.fffdf0e44fd46p+28, 0x1.97b0b4405955fp+31,
    0x1.70d464302bcebp+36, -0x1.09d52efc7b304p+38, -0x1.745bd2f8c1e0dp+43, 0x1.ebc4fb630efe7p+43,
    0x1.db29513fa609p+49,  -0x1.ce6d4cd32d557p+48, -0x1.1b19d98187aafp+55};

namespace {
struct Bessel {
  ArrayRef<double> near, far;
  double slope[3]; // see below
  bool odd;
};
} // namespace

/// Both polynomials for every lane; x is limited so that an unused one stays finite. The
/// rounding error of t = h^2, h = x/2, is multiplied by up to 4 on its way to the result; it
/// is taken back to first order, by P'(t)/P(t) as a parabola in h, good to 5 %.
static Real scaledBessel(Real a, const Bessel &f) {
  MathEmitter &e = *a.e;
  Real limited = atMost(a, 8.0);
  Real h = limited * 0.5, t = h * h;
  Real p = horner(t, f.near);
  p = fma(p * fma(h, h, -t), horner(h, f.slope), p);
  Real small = p * expNear(-limited);
  if (f.odd)
    small = small * h;
  Real large = horner(e.real(1) / a - 0.0625, f.far) / sqrt(a);
  return select(a < 8.0, small, large);
}

/// < 4 ulp.
Real besselI0e(Real x) {
  Bessel f32 = {near0of32, far0of32, {1, -0.36, 0.0425}, false};
  Bessel f64 = {near0of64, far0of64, {1, -0.36, 0.0425}, false};
  return scaledBessel(abs(x), x.e->isF32() ? f32 : f64);
}

/// < 4 ulp; odd. Tiny x, whose half could lose a bit, come out of the last product rounded
/// once.
Real besselI1e(Real x) {
  Bessel f32 = {near1of32, far1of32, {0.5, -0.09, 0.004}, true};
  Bessel f64 = {near1of64, far1of64, {0.5, -0.09, 0.004}, true};
  return copysign(scaledBessel(abs(x), x.e->isF32() ? f32 : f64), x);
}

} // namespace vmapc::ir
