// Random numbers: keys and draws from the Threefry primitive.

#include "vmapc/random.h"

#include "runtime/ops/RandomKit.h"
#include "vmapc/index.h"
#include "vmapc/library.h"
#include "vmapc/structure.h"

#include <cmath>
#include <limits>

namespace vmapc {
inline namespace v0 {
namespace detail {

void checkKey(const char *op, const Operand &key) {
  const Array &k = required(key.array, op, key.loc);
  if (k.dtype() != u32 || k.shape() != Shape{2})
    fail(op, "a key: u32[2], as from vm::random::key", detail::describe(k, key.loc), key.loc);
}

} // namespace detail

namespace random {

using namespace detail;

namespace {

/// Runs `body` on the key and further operands.
template <class F, class... O>
Array draw(const char *name, std::string_view statics, const Operand &key, F body,
           const O &...rest) {
  checkKey(name, key);
  return call(name, statics, {&key, &rest...}, body);
}

/// The two words for each counter.
std::vector<Array> threefry(const Array &key, const Array &high, const Array &low) {
  return random_bits(key[0], key[1], high, low);
}

/// The words of the elements of an array: the counter is the 64-bit index of the element.
/// It is summed per axis, so that every axis stays parallel.
std::vector<Array> words(const Array &key, const Shape &shape) {
  std::int64_t n = elementCount(shape), stride = n;
  DType t = n > (std::int64_t(1) << 32) ? i64 : u32;
  Array index;
  for (std::size_t d = 0; d < shape.size() && n > 0; ++d) {
    stride /= shape[d];
    Array term = prim::iota(shape, std::int64_t(d), t);
    if (stride != 1)
      term = term * prim::scalar(double(stride), t);
    index = index.defined() ? index + term : term;
  }
  if (!index.defined())
    index = prim::splat(0, t, shape);
  if (t == u32)
    return threefry(key, prim::scalar(0, u32), index);
  return threefry(key, prim::convert(shr_logical(index, 32), u32), prim::convert(index, u32));
}

Array bits32(const Array &key, const Shape &shape) {
  std::vector<Array> w = words(key, shape);
  return w[0] ^ w[1];
}

/// Uniform bits of an unsigned dtype.
Array bitsOf(const Array &key, const Shape &shape, DType dtype) {
  if (dtype != u64)
    return prim::convert(bits32(key, shape), dtype);
  std::vector<Array> w = words(key, shape);
  return shl(prim::convert(w[0], u64), 32) | prim::convert(w[1], u64);
}

/// In [0, 1): random mantissa bits under the exponent of 1, minus 1. Of the bits that are
/// drawn, as many as the dtype has (8 for bf16), the upper ones are used.
Array unit(const Array &key, const Shape &shape, DType dtype) {
  DType pattern = dtype == f64 ? u64 : dtype == f32 ? u32 : u16;
  DType drawn = dtype == bf16 ? u8 : pattern;
  int mantissa = dtype == f64 ? 52 : dtype == f32 ? 23 : dtype == f16 ? 10 : 7;
  Array bits = prim::convert(bitsOf(key, shape, drawn), pattern);
  Array upper = shr_logical(bits, int(8 * sizeOf(drawn)) - mantissa);
  return bitcast(upper | bitcast(prim::scalar(1, dtype), pattern), dtype) - 1.;
}

Array uniformOf(const Array &key, const Shape &shape, DType dtype, const Array &low,
                const Array &high) {
  Array lo = prim::broadcastTo(prim::convert(low, dtype), shape);
  Array hi = prim::broadcastTo(prim::convert(high, dtype), shape);
  return maximum(lo, fma(unit(key, shape, dtype), hi - lo, lo)); // as XLA contracts it
}

/// erf_inv in f32 by the two polynomials of M. Giles, "Approximating the erfinv function" (2010), in
/// w = -log(1 - u^2). vm::erf_inv is closer to the truth, but draws shall equal JAX's, which are
/// made this way and lose the last digits of w in the tails.
Array erfInvOfGiles(const Array &u) {
  constexpr double centre[] = {2.81022636e-08,  3.43273939e-07, -3.5233877e-06,
                               -4.39150654e-06, 0.00021858087,  -0.00125372503,
                               -0.00417768164,  0.246640727,    1.50140941};
  constexpr double tail[] = {-0.000200214257, 0.000100950558, 0.00134934322,
                             -0.00367342844,  0.00573950773,  -0.0076224613,
                             0.00943887047,   1.00167406,     2.83297682};
  auto polynomial = [](const Array &x, std::span<const double> coefficients) {
    Array sum = prim::splat(coefficients[0], f32, x.shape());
    for (double c : coefficients.subspan(1))
      sum = fma(sum, x, c);
    return sum;
  };
  Array w = -log1p(-(u * u)), near = w < 5.;
  Array inner = polynomial(where(near, w - 2.5, 0.), centre);
  Array outer = polynomial(sqrt(where(near, 9., w)) - 3., tail);
  return where(near, inner, outer) * u;
}

void checkBroadcast(const char *op, const char *what, const Operand &x, const Shape &shape) {
  const Shape &own = required(x.array, op, x.loc).shape();
  bool fits = own.size() <= shape.size();
  for (std::size_t k = 1; fits && k <= own.size(); ++k)
    fits = own[own.size() - k] == 1 || own[own.size() - k] == shape[shape.size() - k];
  if (!fits)
    fail(op, std::string(what) + " that broadcasts to " + detail::describe(shape),
         detail::describe(x.array, x.loc), x.loc);
}

void checkInteger(const char *op, const Operand &x) {
  const Array &a = required(x.array, op, x.loc);
  if (kindOf(a.dtype()) != 1 || a.rank() != 0)
    fail(op, "an integer of rank 0", detail::describe(a, x.loc), x.loc);
}

} // namespace

Array Key::operator()(const Operand &seed) const {
  checkInteger("random::key", seed);
  return call("random::key", {}, {&seed}, [&](Inputs in) {
    const Array &s = in[0];
    Array low = prim::convert(s, u32), high = prim::scalar(0, u32);
    if (sizeOf(avalOf(s).dtype) == 8) {
      Array wide = prim::convert(s, i64);
      high = prim::convert(shr_logical(wide, 32), u32);
      if (isWeak(s)) // a C++ int: its sign does not reach the upper word
        high = where((wide < 0) & (wide >= std::numeric_limits<std::int32_t>::min()),
                     prim::scalar(0, u32), high);
    }
    return stack({high, low});
  });
}

Array Split::operator()(const Operand &key, std::int64_t count) const {
  checkShape({count, 2}, u32, "random::split", key.loc);
  return draw("random::split", Statics() << count, key,
              [&](Inputs in) { return stack(words(in[0], {count}), 1); });
}

Array FoldIn::operator()(const Operand &key, const Operand &data) const {
  checkInteger("random::fold_in", data);
  return draw(
      "random::fold_in", {}, key,
      [&](Inputs in) {
        return stack(threefry(in[0], prim::scalar(0, u32), prim::convert(in[1], u32)));
      },
      data);
}

Array Bits::operator()(const Operand &key, const Shape &shape, DType dtype) const {
  if (!isUnsigned(dtype))
    fail("random::bits", "dtype u8, u16, u32 or u64", std::string(nameOf(dtype)), key.loc);
  checkShape(shape, dtype, "random::bits", key.loc);
  return draw("random::bits", Statics() << shape << dtype, key,
              [&](Inputs in) { return bitsOf(in[0], shape, dtype); });
}

Array Uniform::operator()(const Operand &key, const Shape &shape, DType dtype, const Operand &low,
                          const Operand &high) const {
  checkFloat(dtype, "random::uniform", key.loc);
  checkShape(shape, dtype, "random::uniform", key.loc);
  checkBroadcast("random::uniform", "a lower bound", low, shape);
  checkBroadcast("random::uniform", "an upper bound", high, shape);
  return draw(
      "random::uniform", Statics() << shape << dtype, key,
      [&](Inputs in) { return uniformOf(in[0], shape, dtype, in[1], in[2]); }, low, high);
}

Array Normal::operator()(const Operand &key, const Shape &shape, DType dtype) const {
  checkFloat(dtype, "random::normal", key.loc);
  checkShape(shape, dtype, "random::normal", key.loc);
  return draw("random::normal", Statics() << shape << dtype, key, [&](Inputs in) {
    // Above -1, where erf_inv is infinite.
    int bits = dtype == f64 ? 53 : dtype == f32 ? 24 : dtype == f16 ? 11 : 8;
    double low = -1 + std::ldexp(1., -bits);
    Array u = uniformOf(in[0], shape, dtype, prim::scalar(low, dtype), prim::scalar(1, dtype));
    Array x = dtype == f64 ? erf_inv(u)
                           : prim::convert(erfInvOfGiles(prim::convert(u, f32)), dtype);
    return x * std::sqrt(2.);
  });
}

Array Bernoulli::operator()(const Operand &key, const Operand &p,
                            std::optional<Shape> shape) const {
  const Array &a = required(p.array, "random::bernoulli", p.loc);
  Shape s = shape.value_or(a.shape());
  DType t = kindOf(a.dtype()) == 2 ? a.dtype() : f32;
  checkShape(s, t, "random::bernoulli", key.loc);
  checkBroadcast("random::bernoulli", "a probability", p, s);
  return draw(
      "random::bernoulli", Statics() << s << t, key,
      [&](Inputs in) {
        Array u = uniformOf(in[0], s, t, prim::scalar(0, t), prim::scalar(1, t));
        return u < prim::convert(in[1], t);
      },
      p);
}

/// A bound as an integer of dtype `as` (32 or 64 bits), moved to where `dtype` has numbers
/// or, for an upper bound of a narrower one, one past them.
static Array boundAs(const Array &bound, DType dtype, DType as, bool isUpper) {
  DType from = avalOf(bound).dtype, wide = from == u64 ? u64 : i64;
  Array given = prim::convert(bound, wide);
  if (sizeOf(dtype) < 8) {
    double size = std::ldexp(1., int(8 * sizeOf(dtype)) - !isUnsigned(dtype));
    double least = isUnsigned(dtype) || from == u64 ? 0 : -size;
    double most = isUpper && dtype != as ? size : size - 1;
    given = clamp(given, prim::scalar(least, wide), prim::scalar(most, wide));
  } else if (from == u64 && dtype == i64) {
    given = minimum(given, prim::convert(std::numeric_limits<std::int64_t>::max(), u64));
  } else if (from != u64 && dtype == u64) {
    given = maximum(given, 0);
  }
  return prim::convert(given, as);
}

Array RandInt::operator()(const Operand &key, const Shape &shape, const Operand &low,
                          const Operand &high, DType dtype) const {
  if (!isInteger(dtype))
    fail("random::randint", "an integer dtype", std::string(nameOf(dtype)), key.loc);
  checkShape(shape, dtype, "random::randint", key.loc);
  for (const Operand *bound : {&low, &high}) {
    checkBroadcast("random::randint", "a bound", *bound, shape);
    if (kindOf(bound->array.dtype()) != 1)
      fail("random::randint", "integer bounds", detail::describe(bound->array, bound->loc),
           bound->loc);
  }
  return draw(
      "random::randint", Statics() << shape << dtype, key,
      [&](Inputs in) -> Array {
        // Narrow integers are drawn in i32, as in JAX.
        DType as = sizeOf(dtype) < 4 ? i32 : dtype, pattern = sizeOf(as) == 8 ? u64 : u32;
        Array lo = boundAs(in[1], dtype, as, false), hi = boundAs(in[2], dtype, as, true);
        // `high` may be one beyond the largest value.
        DType given = avalOf(in[2]).dtype;
        Array beyond = prim::convert(in[2], given) > prim::convert(hi, given);
        if (as != dtype)
          beyond = prim::scalar(0, b1);
        Array width = bitcast(hi, pattern) - bitcast(lo, pattern) + prim::convert(beyond, pattern);
        Array span = prim::broadcastTo(where(hi <= lo, prim::scalar(1, pattern), width), shape);
        // Of twice as many random bits the remainder, in two steps: 2^bits % span times the
        // upper half. A span of 2^bits is 0, by which a remainder changes nothing.
        std::vector<Array> keys = {split(in[0])[0], split(in[0])[1]};
        Array root = prim::scalar(std::ldexp(1., 4 * int(sizeOf(as))), pattern);
        Array half = rem(root, span), multiplier = rem(half * half, span);
        Array offset = rem(bitsOf(keys[0], shape, pattern), span) * multiplier +
                       rem(bitsOf(keys[1], shape, pattern), span);
        return prim::convert(lo + bitcast(rem(offset, span), as), dtype);
      },
      low, high);
}

} // namespace random
} // namespace v0
} // namespace vmapc
