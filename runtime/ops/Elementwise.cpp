// Elementwise operations and the operators: promote, broadcast, record.

#include "runtime/ops/Ops.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

// A result of weak operands is weak again, where its type allows that.
static Array weakened(const Array &result, bool weak) {
  const Aval &aval = avalOf(result);
  return weak && aval.shape.empty() && (aval.dtype == f64 || aval.dtype == i64)
             ? withWeak(result, true)
             : result;
}

Array unary(const char *op, Domain domain, const Operand &x) {
  return call(op, {}, {&x}, [&](Inputs in) {
    Promoted p{avalOf(in[0]).dtype, isWeak(in[0])};
    p = within(domain, p, op, x.loc);
    return weakened(prim::make(op, {prim::convert(in[0], p.dtype)}), p.weak);
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
    p = {p.dtype == f64 ? f32 : i32, false};
  return unified(in.subspan(first), p.dtype, shape);
}

Array binary(const char *op, Domain domain, const Operand &a, const Operand &b) {
  return call(op, {}, {&a, &b}, [&](Inputs in) {
    const Operand *operands[] = {&a, &b};
    Promoted p;
    std::vector<Array> x = aligned(in, operands, op, p, domain);
    return weakened(prim::make(op, {x[0], x[1]}), p.weak);
  });
}

Array compare(const char *direction, const Operand &a, const Operand &b) {
  return call("compare", direction, {&a, &b}, [&](Inputs in) {
    const Operand *operands[] = {&a, &b};
    Promoted p;
    std::vector<Array> x = aligned(in, operands, "compare", p, Domain::any);
    return prim::make("compare", {x[0], x[1]}, {{"direction", std::string(direction)}});
  });
}

// >> of a signed number keeps its sign: of a negative one the complement is shifted.
static Array shiftRight(const Operand &a, const Operand &b) {
  return call("shr", {}, {&a, &b}, [&](Inputs in) {
    const Operand *operands[] = {&a, &b};
    Promoted p;
    std::vector<Array> x = aligned(in, operands, "shr", p, Domain::integers);
    Array result = prim::make("shr_logical", {x[0], x[1]});
    if (p.dtype != u32) {
      Array zero = prim::splat(0, p.dtype, x[0].shape());
      Array negative = prim::make("compare", {x[0], zero}, {{"direction", std::string("lt")}});
      Array shifted = prim::make("shr_logical", {prim::make("not", {x[0]}), x[1]});
      result = prim::make("select", {negative, prim::make("not", {shifted}), result});
    }
    return weakened(result, p.weak);
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
    return weakened(prim::make("clamp", {v[1], v[0], v[2]}), p.weak);
  });
}

Array AsType::operator()(const Operand &x, DType dtype) const {
  const Array &a = required(x.array, "astype", x.loc);
  if (!isWeak(a) && a.dtype() == dtype)
    return a;
  return call("astype", Key() << dtype, {&x},
              [&](Inputs in) { return prim::convert(in[0], dtype); });
}

Array Bitcast::operator()(const Operand &x, DType dtype) const {
  DType from = required(x.array, "bitcast", x.loc).dtype();
  if (from == b1 || dtype == b1 || sizeOf(from) != sizeOf(dtype))
    fail("bitcast", "dtypes of equal width, not b1",
         std::string(nameOf(from)) + " to " + std::string(nameOf(dtype)), x.loc);
  return call("bitcast", Key() << dtype, {&x}, [&](Inputs in) {
    Array strong = prim::convert(in[0], from);
    Aval result{dtype, strong.shape()};
    return from == dtype ? strong : prim::make("bitcast", {strong}, {}, &result);
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
