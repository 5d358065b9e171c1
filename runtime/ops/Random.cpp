// Random numbers: keys and draws from the Threefry primitive.

#include "vmapc/random.h"

#include "runtime/ops/Ops.h"
#include "vmapc/index.h"
#include "vmapc/library.h"
#include "vmapc/structure.h"

#include <cmath>
#include <limits>

namespace vmapc {
inline namespace v0 {
namespace random {

using namespace detail;
using Statics = detail::Key;

namespace {

void checkKey(const char *op, const Operand &key) {
  const Array &k = required(key.array, op, key.loc);
  if (k.dtype() != u32 || k.shape() != Shape{2})
    fail(op, "a key: u32[2], as from vm::random::key", detail::describe(k, key.loc), key.loc);
}

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

/// In [0, 1): random mantissa bits under the exponent of 1, minus 1.
Array unit(const Array &key, const Shape &shape, DType dtype) {
  if (dtype == f32) {
    Array mantissa = shr_logical(bits32(key, shape), 9) | prim::scalar(0x3f800000, u32);
    return bitcast(mantissa, f32) - 1.;
  }
  std::vector<Array> w = words(key, shape);
  Array all64 = shl(prim::convert(w[0], i64), 32) | prim::convert(w[1], i64);
  Array one = bitcast(prim::scalar(1, f64), i64);
  return bitcast(shr_logical(all64, 12) | one, f64) - 1.;
}

Array uniformOf(const Array &key, const Shape &shape, DType dtype, const Array &low,
                const Array &high) {
  Array lo = prim::broadcastTo(prim::convert(low, dtype), shape);
  Array hi = prim::broadcastTo(prim::convert(high, dtype), shape);
  return maximum(lo, unit(key, shape, dtype) * (hi - lo) + lo);
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
    if (avalOf(s).dtype == i64) {
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

Array Bits::operator()(const Operand &key, const Shape &shape) const {
  checkShape(shape, u32, "random::bits", key.loc);
  return draw("random::bits", Statics() << shape, key,
              [&](Inputs in) { return bits32(in[0], shape); });
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
    double low = dtype == f32 ? double(std::nextafter(-1.f, 0.f)) : std::nextafter(-1., 0.);
    Array u = uniformOf(in[0], shape, dtype, prim::scalar(low, dtype), prim::scalar(1, dtype));
    return erf_inv(u) * std::sqrt(2.);
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

Array RandInt::operator()(const Operand &key, const Shape &shape, const Operand &low,
                          const Operand &high, DType dtype) const {
  if (dtype != i32 && dtype != u32)
    fail("random::randint", "dtype i32 or u32", std::string(nameOf(dtype)), key.loc);
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
        // Bounds in i64, moved into the dtype; `high` may be one beyond its largest value.
        double least = dtype == i32 ? -2147483648. : 0.,
               most = dtype == i32 ? 2147483647. : 4294967295.;
        Array smallest = prim::scalar(least, i64), largest = prim::scalar(most, i64);
        Array lo = clamp(prim::convert(in[1], i64), smallest, largest);
        Array given = prim::convert(in[2], i64), hi = clamp(given, smallest, largest);
        Array width = where(hi <= lo, 1, hi - lo + prim::convert(given > largest, i64));
        Array span = prim::broadcastTo(prim::convert(width, u32), shape);
        // Of 64 random bits the remainder, in 32-bit steps: 2^32 % span times the upper word.
        std::vector<Array> keys = {split(in[0])[0], split(in[0])[1]};
        Array half = rem(prim::scalar(65536, u32), span), multiplier = rem(half * half, span);
        Array offset =
            rem(bits32(keys[0], shape), span) * multiplier + rem(bits32(keys[1], shape), span);
        return prim::convert(lo, dtype) + prim::convert(rem(offset, span), dtype);
      },
      low, high);
}

} // namespace random
} // namespace v0
} // namespace vmapc
