// Elementwise functions composed of the primitives. Where a formula has a pole or a kink
// that the function does not have, the operand is replaced before the formula sees it, so
// that derivatives stay finite.

#include "vmapc/numeric.h"

#include "runtime/ops/Along.h"
#include "vmapc/control.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void checkReal(const Operand &x, const char *op) {
  if (kindOf(required(x.array, op, x.loc).dtype()) > 2)
    fail(op, "real numbers", describe(x.array, x.loc), x.loc);
}

/// Operands as arrays of one dtype and shape.
std::vector<Array> unify(const char *op, const Operand &a, const Operand &b, Inputs in,
                         Domain domain) {
  const Operand *operands[] = {&a, &b};
  Promoted p = within(domain, promote(in, op, a.loc), op, a.loc);
  DType t = p.weak ? (kindOf(p.dtype) == 2 ? f32 : i32) : p.dtype;
  return unified(in, t, commonShape(in, operands, op, a.loc));
}

//===-- The bits of floats ------------------------------------------------------------===//

struct FloatFormat {
  DType bits;
  int mantissa; // stored bits
  int bias;
};
FloatFormat formatOf(DType t) {
  return t == f64 ? FloatFormat{i64, 52, 1023} : FloatFormat{i32, 23, 127};
}

/// 2^n for n within the range of normal numbers.
Array powerOfTwo(const Array &n, DType t) {
  FloatFormat f = formatOf(t);
  Array exponent = (astype(n, f.bits) + f.bias) << f.mantissa;
  return bitcast(exponent, t);
}

/// x 2^n for x of f32 or f64. Of the steps only the last one can round: the biggest
/// power comes last.
Array scaled(const Array &x, const Array &n) {
  DType t = x.dtype();
  FloatFormat f = formatOf(t);
  Array all = clamp(n, -4 * f.bias, 4 * f.bias), result = x, rest = all;
  Array last = clamp(all, 1 - f.bias, f.bias);
  rest = all - last;
  for (int step = 0; step < 3; ++step) {
    Array part = clamp(rest, 1 - f.bias, f.bias);
    result = result * powerOfTwo(part, t);
    rest = rest - part;
  }
  return result * powerOfTwo(last, t);
}

/// Narrow floats are worked on in f32, which holds them exactly.
Array worked(const Array &x) {
  Array v = strongFloat(x);
  return v.dtype() == f64 || v.dtype() == f32 ? v : astype(v, f32);
}

/// Mantissa and i32 exponent of x, of f32 or f64.
std::vector<Array> parted(const Array &x) {
  FloatFormat f = formatOf(x.dtype());
  // Subnormal numbers are lifted first.
  int lift = f.mantissa + 1;
  Array tiny = abs(x) < std::ldexp(1.0, 1 - f.bias);
  Array lifted = where(tiny, x * std::ldexp(1.0, lift), x);
  Array field = shr_logical(bitcast(stop_gradient(lifted), f.bits), f.mantissa) & (2 * f.bias + 1);
  Array exponent = astype(field, i32) - (f.bias - 1) - astype(tiny, i32) * lift;
  exponent = where((x != 0) & is_finite(x), exponent, 0);
  return {where(exponent == 0, x, scaled(x, -exponent)), exponent};
}

//===-- Integers ----------------------------------------------------------------------===//

Array greatestDivisor(const Array &a, const Array &b) {
  auto absolute = [](const Array &x) { return kindOf(x.dtype()) == 1 ? abs(x) : x; };
  std::pair<Array, Array> start{absolute(a), absolute(b)};
  auto [divisor, rest] = while_loop(
      start, [](const std::pair<Array, Array> &now) { return any(now.second != 0); },
      [](const std::pair<Array, Array> &now) {
        Array done = now.second == 0;
        return std::pair<Array, Array>{where(done, now.first, now.second),
                                       where(done, 0, now.first % now.second)};
      });
  return divisor;
}

//===-- Functions ---------------------------------------------------------------------===//

Array sincOf(const Array &x) {
  Array zero = x == 0., y = where(zero, 1., x) * std::numbers::pi;
  return where(zero, 1., sin(y) / y);
}

Array signOf(const Array &x) {
  if (kindOf(x.dtype()) < 2)
    return x < 0;
  Array v = worked(x);
  return bitcast(v, formatOf(v.dtype()).bits) < 0;
}

Array entropyOf(const Array &x) {
  Array zero = x == 0., inside = x > 0.;
  Array value = -x * log(where(inside, x, 1.));
  return where(zero, 0., where(inside | (x != x), value, -infinity));
}

/// a f(b), where 0 f(b) is 0 unless b is NaN.
Array timesLog(const Array &a, const Array &b, bool shifted) {
  Array zero = (a == 0.) & (b == b);
  Array argument = where(zero, shifted ? 0. : 1., b);
  return where(zero, 0., a * (shifted ? log1p(argument) : log(argument)));
}

Array hypotOf(const Array &a, const Array &b) {
  Array x = abs(a), y = abs(b), large = maximum(x, y), small = minimum(x, y);
  Array plain = (large > 0.) & is_finite(large);
  Array ratio = small / where(plain, large, 1.);
  Array length = large * sqrt(1. + where(plain, ratio * ratio, 0.));
  Array infinite = (x == infinity) | (y == infinity);
  return where(infinite, infinity, where(large == 0., 0., length));
}

/// log2(2^a + 2^b).
Array logAddExp2(const Array &a, const Array &b) {
  Array delta = a - b, same = delta != delta; // of equal infinities there is no difference
  Array smaller = exp2(-abs(where(same, 0., delta)));
  return where(same, a + b, maximum(a, b) + log1p(smaller) * std::numbers::log2e);
}

Array productSum(const Array &a, const Array &b) {
  return a.rank() == 0 ? a * b : einsum("...i,...i->...", a, b);
}

Array crossOf(const Array &a, const Array &b) {
  auto part = [](const Array &x, std::int64_t k) { return x(ellipsis, k); };
  auto minor = [&](std::int64_t i, std::int64_t j) {
    return part(a, i) * part(b, j) - part(a, j) * part(b, i);
  };
  if (a.dim(-1) == 2)
    return minor(0, 1);
  return stack({minor(1, 2), minor(2, 0), minor(0, 1)}, -1);
}

void checkProduct(std::string_view f, const Operand &a, const Operand &b) {
  const Array &x = required(a.array, f.data(), a.loc), &y = required(b.array, f.data(), b.loc);
  bool fits = true;
  std::string needed = "equal last axes";
  if (f == "vdot") {
    fits = x.size() == y.size();
    needed = "equally many elements";
  } else if (f == "cross") {
    fits = x.rank() > 0 && y.rank() > 0 && x.dim(-1) == y.dim(-1) &&
           (x.dim(-1) == 2 || x.dim(-1) == 3);
    needed = "last axes of extent 3, or both 2";
  } else {
    bool scalar = f == "inner" && (x.rank() == 0 || y.rank() == 0);
    fits = scalar || (x.rank() > 0 && y.rank() > 0 && x.dim(-1) == y.dim(-1));
  }
  if (!fits)
    fail(std::string(f), needed, describe(x, a.loc) + " and " + describe(y, b.loc), b.loc);
}

Array innerOf(const Array &a, const Array &b) {
  if (a.rank() == 0 || b.rank() == 0)
    return a * b;
  return tensordot(a, b, Dims{-1}, Dims{-1});
}

bool isProduct(std::string_view f) {
  return f == "vecdot" || f == "vdot" || f == "inner" || f == "cross";
}

} // namespace

Array detail::numeric1(const char *name, const Operand &x) {
  checkReal(x, name);
  return call(name, {}, {&x}, [&](Inputs in) -> Array {
    std::string_view f = name;
    if (f == "signbit")
      return signOf(strong(in[0]));
    Array v = asFloat(in[0]);
    if (f == "sinc")
      return sincOf(v);
    if (f == "reciprocal")
      return 1. / v;
    if (f == "entr")
      return entropyOf(v);
    return v * (f == "rad2deg" ? 180. / std::numbers::pi : std::numbers::pi / 180.);
  });
}

Array detail::numeric2(const char *name, const Operand &a, const Operand &b) {
  std::string_view f = name;
  checkReal(a, name);
  checkReal(b, name);
  if (isProduct(f))
    checkProduct(f, a, b);
  bool integers = f == "gcd" || f == "lcm";
  if (f == "ldexp" && kindOf(b.array.dtype()) != 1)
    fail(name, "an exponent of integers", describe(b.array, b.loc), b.loc);
  return call(name, {}, {&a, &b}, [&](Inputs in) -> Array {
    if (f == "vdot")
      return sum(vmapc::flatten(in[0]) * vmapc::flatten(in[1]));
    if (f == "inner")
      return innerOf(in[0], in[1]);
    if (f == "cross")
      return crossOf(in[0], in[1]);
    if (f == "vecdot")
      return productSum(in[0], in[1]);
    if (f == "ldexp") {
      const Operand *operands[] = {&a, &b};
      Shape shape = commonShape(in, operands, name, a.loc);
      Array x = strongFloat(in[0]);
      Array n = clamp(in[1], -100000, 100000);
      Array result =
          scaled(prim::broadcastTo(worked(x), shape), prim::broadcastTo(astype(n, i32), shape));
      return astype(result, x.dtype());
    }
    std::vector<Array> v = unify(name, a, b, in,
                                 integers                                         ? Domain::integers
                                 : f == "fmax" || f == "fmin" || f == "heaviside" ? Domain::numbers
                                                                                  : Domain::floats);
    const Array &x = v[0], &y = v[1];
    if (f == "gcd")
      return greatestDivisor(x, y);
    if (f == "lcm") {
      Array divisor = greatestDivisor(x, y);
      return where(divisor == 0, 0, abs(x / where(divisor == 0, 1, divisor) * y));
    }
    if (f == "hypot")
      return hypotOf(x, y);
    if (f == "logaddexp2")
      return logAddExp2(x, y);
    if (f == "heaviside")
      return where(x != x, x, where(x == 0, y, astype(x > 0, x.dtype())));
    if (f == "copysign")
      return where(signOf(x) == signOf(y), x, -x);
    if (f == "xlogy" || f == "xlog1py")
      return timesLog(x, y, f == "xlog1py");
    Array chosen = f == "fmax" ? maximum(x, y) : minimum(x, y);
    return where(x != x, y, where(y != y, x, chosen));
  });
}

Frexp FrexpOf::operator()(const Operand &x) const {
  checkReal(x, "frexp");
  std::vector<Array> both = callAll("frexp", {}, {&x.array, 1}, x.loc, [&](Inputs in) {
    DType t = strongFloat(in[0]).dtype();
    std::vector<Array> parts = parted(worked(in[0]));
    return std::vector<Array>{astype(parts[0], t), parts[1]};
  });
  return {both[0], both[1]};
}

DivMod DivModOf::operator()(const Operand &a, const Operand &b) const {
  return {floor_div(a, b), mod(a, b)};
}

Array Clip::operator()(const Operand &x, const std::optional<Operand> &low,
                       const std::optional<Operand> &high) const {
  required(x.array, "clip", x.loc);
  Array result = x.array;
  if (low)
    result = maximum({result, x.loc}, *low);
  return high ? minimum({result, x.loc}, *high) : result;
}

Array NanToNum::operator()(const Operand &x, const NanToNumOptions &options) const {
  checkReal(x, "nan_to_num");
  Key key;
  key << options.nan << options.posinf.value_or(infinity) << options.neginf.value_or(-infinity);
  return call("nan_to_num", key, {&x}, [&](Inputs in) -> Array {
    Array v = strong(in[0]);
    if (kindOf(v.dtype()) < 2)
      return v;
    Array highest = largestFinite(v.dtype());
    Array up = options.posinf ? prim::scalar(*options.posinf, v.dtype()) : highest;
    Array down = options.neginf ? prim::scalar(*options.neginf, v.dtype()) : -highest;
    v = where(v != v, options.nan, v);
    return where(v == infinity, up, where(v == -infinity, down, v));
  });
}

Array IsClose::operator()(const Operand &a, const Operand &b, const Tolerance &t) const {
  checkReal(a, "isclose");
  checkReal(b, "isclose");
  return call("isclose", Key() << t.rtol << t.atol << t.equal_nan, {&a, &b}, [&](Inputs in) {
    std::vector<Array> v = unify("isclose", a, b, in, Domain::floats);
    const Array &x = v[0], &y = v[1];
    Array near = is_finite(y) & (abs(x - y) <= t.atol + t.rtol * abs(y));
    Array close = near | (x == y);
    return t.equal_nan ? close | ((x != x) & (y != y)) : close;
  });
}

} // namespace v0
} // namespace vmapc
