// Elementwise operations and the operators: promote, broadcast, record.

#include "runtime/ops/Complex.h"

#include <numeric>

namespace vmapc {
inline namespace v0 {
namespace detail {

// A result of weak operands is weak again, where its type allows that.
static Array weakened(const Array &result, bool weak) {
  const Aval &aval = avalOf(result);
  return weak && aval.shape.empty() && isKept(aval.dtype)
             ? withWeak(result, true)
             : result;
}

Array unary(const char *op, Domain domain, const Operand &x) {
  return call(op, {}, {&x}, [&](Inputs in) {
    Promoted p{avalOf(in[0]).dtype, isWeak(in[0])};
    p = within(domain, p, op, x.loc);
    Array v = prim::convert(in[0], p.dtype);
    return weakened(isComplex(p.dtype) ? complexUnary(op, v, x.loc) : prim::make(op, {v}), p.weak);
  });
}

// Promotes and broadcasts the operands from number `first` on; all of them have a say in the
// shape.
static std::vector<Array> aligned(Inputs in, std::span<const Operand *const> operands,
                                  const char *op, Promoted &p, Domain domain,
                                  std::size_t first = 0) {
  const Loc &loc = operands[0]->loc;
  p = within(domain, promote(in.subspan(first), op, loc), op, loc);
  Shape shape = commonShape(in, operands, op, loc);
  if (p.weak && !shape.empty()) // only scalars can be weak
    p = {settledType(p.dtype), false};
  return unified(in.subspan(first), p.dtype, shape);
}

Array binary(const char *op, Domain domain, const Operand &a, const Operand &b) {
  return call(op, {}, {&a, &b}, [&](Inputs in) {
    const Operand *operands[] = {&a, &b};
    Promoted p;
    std::vector<Array> x = aligned(in, operands, op, p, domain);
    return weakened(isComplex(p.dtype) ? complexBinary(op, x[0], x[1], a.loc)
                                       : prim::make(op, {x[0], x[1]}),
                    p.weak);
  });
}

Array compare(const char *direction, const Operand &a, const Operand &b) {
  return call("compare", direction, {&a, &b}, [&](Inputs in) {
    const Operand *operands[] = {&a, &b};
    Promoted p;
    std::vector<Array> x = aligned(in, operands, "compare", p, Domain::any);
    std::string_view how = direction;
    if (isComplex(p.dtype) && how != "eq" && how != "ne")
      fail("compare", "real operands to order, or == or !=", std::string(nameOf(x[0].dtype())),
           userLine(a.loc));
    return prim::make("compare", {x[0], x[1]}, {{"direction", std::string(direction)}});
  });
}

// >> of a signed number keeps its sign.
static Array shiftRight(const Operand &a, const Operand &b) {
  return call("shr", {}, {&a, &b}, [&](Inputs in) {
    const Operand *operands[] = {&a, &b};
    Promoted p;
    std::vector<Array> x = aligned(in, operands, "shr", p, Domain::integers);
    const char *op = isUnsigned(p.dtype) ? "shr_logical" : "shr_arith";
    return weakened(prim::make(op, {x[0], x[1]}), p.weak);
  });
}

} // namespace detail

using namespace detail;

Array Where::operator()(const Operand &pred, const Operand &a, const Operand &b) const {
  return call("where", {}, {&pred, &a, &b}, [&](Inputs in) {
    const Operand *operands[] = {&pred, &a, &b};
    Promoted p;
    std::vector<Array> x = aligned(in, operands, "where", p, Domain::any, 1);
    Array mask = unified(in.first(1), b1, x[0].shape())[0];
    return weakened(prim::make("select", {mask, x[0], x[1]}), p.weak);
  });
}

Array Clamp::operator()(const Operand &x, const Operand &low, const Operand &high) const {
  return call("clamp", {}, {&x, &low, &high}, [&](Inputs in) {
    const Operand *operands[] = {&x, &low, &high};
    Promoted p;
    std::vector<Array> v = aligned(in, operands, "clamp", p, Domain::numbers);
    if (isComplex(p.dtype))
      fail("clamp", "real operands", std::string(nameOf(v[0].dtype())), userLine(x.loc));
    return weakened(prim::make("clamp", {v[1], v[0], v[2]}), p.weak);
  });
}

Array AsType::operator()(const Operand &x, DType dtype) const {
  const Array &a = required(x.array, "astype", x.loc);
  if (!isWeak(a) && a.dtype() == dtype)
    return a;
  if (isComplex(a.dtype()) && !isComplex(dtype) && dtype != b1)
    fail("astype", "a complex dtype or b1; vm::real, vm::imag and vm::abs give reals",
         std::string(nameOf(a.dtype())) + " to " + std::string(nameOf(dtype)), x.loc);
  return call("astype", Key() << dtype, {&x},
              [&](Inputs in) { return prim::convert(in[0], dtype); });
}

/// The unsigned integers of as many bits.
static DType bitsType(DType t) {
  std::size_t size = sizeOf(t);
  return size == 1 ? u8 : size == 2 ? u16 : size == 4 ? u32 : u64;
}

static Array sameWidth(const Array &x, DType dtype) {
  Aval result{dtype, x.shape()};
  return x.dtype() == dtype ? x : prim::make("bitcast", {x}, {}, &result);
}

// Between widths: part k of a number are its bits from k times the narrow width on.
static Array cut(const Array &x, DType dtype, std::int64_t parts) {
  DType from = bitsType(x.dtype());
  Shape shape = x.shape();
  shape.push_back(parts);
  Dims dims(shape.size() - 1);
  std::iota(dims.begin(), dims.end(), std::int64_t(0));
  Array bits = prim::broadcast(sameWidth(x, from), shape, dims);
  Array shift = prim::iota(shape, std::int64_t(dims.size()), from) * (8 * sizeOf(dtype));
  Array part = prim::convert(prim::make("shr_logical", {bits, shift}), bitsType(dtype));
  return sameWidth(part, dtype);
}

static Array joined(const Array &x, DType dtype) {
  DType to = bitsType(dtype);
  auto last = std::int64_t(x.shape().size()) - 1;
  Array bits = prim::convert(sameWidth(x, bitsType(x.dtype())), to);
  Array shift = prim::iota(x.shape(), last, to) * (8 * sizeOf(x.dtype()));
  return sameWidth(prim::reduce("reduce_or", prim::make("shl", {bits, shift}), {last}), dtype);
}

Array Bitcast::operator()(const Operand &x, DType dtype) const {
  DType from = required(x.array, "bitcast", x.loc).dtype();
  if (from == b1 || dtype == b1 || isComplex(from) || isComplex(dtype))
    fail("bitcast", "dtypes of reals, not b1",
         std::string(nameOf(from)) + " to " + std::string(nameOf(dtype)), x.loc);
  auto narrow = std::int64_t(sizeOf(dtype)), wide = std::int64_t(sizeOf(from));
  if (narrow > wide && (x.array.rank() == 0 || x.array.shape().back() != narrow / wide))
    fail("bitcast", "a last axis of extent " + std::to_string(narrow / wide) + " to join into " +
                        std::string(nameOf(dtype)),
         describe(x.array, x.loc), x.loc);
  return call("bitcast", Key() << dtype, {&x}, [&](Inputs in) {
    Array strong = prim::convert(in[0], from);
    if (narrow == wide)
      return sameWidth(strong, dtype);
    return narrow < wide ? cut(strong, dtype, wide / narrow) : joined(strong, dtype);
  });
}

std::vector<Array> RandomBits::operator()(const Operand &key0, const Operand &key1,
                                          const Operand &counter0, const Operand &counter1) const {
  const Operand *operands[] = {&key0, &key1, &counter0, &counter1};
  Array arrays[4];
  for (int k = 0; k < 4; ++k) {
    arrays[k] = required(operands[k]->array, "random_bits", operands[k]->loc);
    if (arrays[k].dtype() != u32 && !isWeak(arrays[k]))
      fail("random_bits", "u32 operands", describe(arrays[k], operands[k]->loc), operands[k]->loc);
  }
  return callAll("random_bits", {}, arrays, key0.loc, [&](Inputs in) {
    std::vector<Array> x = unified(in, u32, commonShape(in, operands, "random_bits", key0.loc));
    Aval result{u32, x[0].shape()};
    Aval results[] = {result, result};
    return emit("random_bits", x, {}, key0.loc, results);
  });
}

//===-- Operators -----------------------------------------------------------------===//

Array operator+(const Operand &a, const Operand &b) { return add(a, b); }
Array operator-(const Operand &a, const Operand &b) { return sub(a, b); }
Array operator*(const Operand &a, const Operand &b) { return mul(a, b); }
Array operator/(const Operand &a, const Operand &b) { return div(a, b); }
Array operator%(const Operand &a, const Operand &b) { return rem(a, b); }
Array operator-(const Operand &a) { return neg(a); }
Array operator~(const Operand &a) { return bitwise_not(a); }
Array operator==(const Operand &a, const Operand &b) { return equal(a, b); }
Array operator!=(const Operand &a, const Operand &b) { return not_equal(a, b); }
Array operator<(const Operand &a, const Operand &b) { return less(a, b); }
Array operator<=(const Operand &a, const Operand &b) { return less_equal(a, b); }
Array operator>(const Operand &a, const Operand &b) { return greater(a, b); }
Array operator>=(const Operand &a, const Operand &b) { return greater_equal(a, b); }
Array operator&(const Operand &a, const Operand &b) { return bitwise_and(a, b); }
Array operator|(const Operand &a, const Operand &b) { return bitwise_or(a, b); }
Array operator^(const Operand &a, const Operand &b) { return bitwise_xor(a, b); }
Array operator<<(const Operand &a, const Operand &b) { return shl(a, b); }
Array operator>>(const Operand &a, const Operand &b) { return shiftRight(a, b); }
// A member has no place for the caller's line.
Array Array::operator!() const { return equal({*this, Loc()}, {false, Loc()}); }
Array &Array::operator+=(const Operand &b) { return *this = add({*this, b.loc}, b); }
Array &Array::operator-=(const Operand &b) { return *this = sub({*this, b.loc}, b); }
Array &Array::operator*=(const Operand &b) { return *this = mul({*this, b.loc}, b); }
Array &Array::operator/=(const Operand &b) { return *this = div({*this, b.loc}, b); }

} // namespace v0
} // namespace vmapc
