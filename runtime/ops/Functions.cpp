// Elementwise functions with parameters, and those that are composed of others.

#include "runtime/ops/Ops.h"

#include <cmath>

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace {

/// x as a float, as the elementwise functions of floats take it.
Array asFloat(const char *op, const Array &x, const Loc &loc) {
  Promoted p = within(Domain::floats, {avalOf(x).dtype, isWeak(x)}, op, loc);
  return prim::convert(x, p.weak ? settledType(p.dtype) : p.dtype);
}

} // namespace

Array Log10::operator()(const Operand &x) const {
  return call("log10", {}, {&x},
              [&](Inputs in) { return log(asFloat("log10", in[0], x.loc)) * (1 / std::log(10.)); });
}

// |x| as x sign(x), whose derivative at 0 is 0, as that of the scaled functions' factor is.
Array BesselI0::operator()(const Operand &x) const {
  return call("bessel_i0", {}, {&x}, [&](Inputs in) {
    Array v = asFloat("bessel_i0", in[0], x.loc);
    return exp(v * sign(v)) * bessel_i0e(v);
  });
}

Array BesselI1::operator()(const Operand &x) const {
  return call("bessel_i1", {}, {&x}, [&](Inputs in) {
    Array v = asFloat("bessel_i1", in[0], x.loc);
    return exp(v * sign(v)) * bessel_i1e(v);
  });
}

Array IntegerPow::operator()(const Operand &x, std::int64_t exponent) const {
  if (exponent < 0 && kindOf(required(x.array, "integer_pow", x.loc).dtype()) < 2)
    fail("integer_pow", "an exponent >= 0 for integers", std::to_string(exponent), x.loc);
  return call("integer_pow", Key() << exponent, {&x}, [&](Inputs in) {
    Array square = in[0], power;
    bool any = false;
    for (std::uint64_t n = exponent < 0 ? 0 - std::uint64_t(exponent) : std::uint64_t(exponent); n;
         n >>= 1) {
      if (n & 1) {
        power = any ? power * square : square;
        any = true;
      }
      if (n > 1)
        square = square * square;
    }
    if (!any)
      return prim::splat(1, avalOf(in[0]).dtype, in[0].shape());
    return exponent < 0 ? 1 / power : power;
  });
}

Array Fma::operator()(const Operand &x, const Operand &y, const Operand &z) const {
  return call("fma", {}, {&x, &y, &z}, [&](Inputs in) {
    const Operand *operands[] = {&x, &y, &z};
    Promoted p = within(Domain::floats, promote(in, "fma", x.loc), "fma", x.loc);
    std::vector<Array> v = unified(in, p.weak ? settledType(p.dtype) : p.dtype,
                                   commonShape(in, operands, "fma", x.loc));
    return prim::make("fma", {v[0], v[1], v[2]});
  });
}

Array ReducePrecision::operator()(const Operand &x, std::int64_t exponent_bits,
                                  std::int64_t mantissa_bits) const {
  if (exponent_bits < 1 || mantissa_bits < 0)
    fail("reduce_precision", "at least 1 exponent bit and 0 mantissa bits",
         std::to_string(exponent_bits) + " and " + std::to_string(mantissa_bits), x.loc);
  return call("reduce_precision", Key() << exponent_bits << mantissa_bits, {&x}, [&](Inputs in) {
    return prim::make("reduce_precision", {asFloat("reduce_precision", in[0], x.loc)},
                      {{"exponent_bits", exponent_bits}, {"mantissa_bits", mantissa_bits}});
  });
}

} // namespace v0
} // namespace vmapc
