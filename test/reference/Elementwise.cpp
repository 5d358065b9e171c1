// Elementwise operations of the reference, scalar by scalar.

#include "Ops.h"
#include "Special.h"
#include "Transforms.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>

namespace reference {
namespace {

constexpr Real nan = std::numeric_limits<Real>::quiet_NaN();

Real lowest(Type type) {
  return type == Type::b1 || isUnsigned(type) ? 0 : -std::ldexp(1.0L, widthOf(type) - 1);
}
Real highest(Type type) {
  return type == Type::b1 ? 1 : std::ldexp(1.0L, widthOf(type) - !isUnsigned(type)) - 1;
}

/// Arithmetic of 64-bit integers without overflow traps.
std::int64_t wrap(std::uint64_t value) { return std::int64_t(value); }

Real sign(Real x) { return std::isnan(x) || x == 0 ? x : x < 0 ? -1 : 1; }

using Unary = std::function<Real(Real)>;
const std::map<std::string, Unary> &floatUnary() {
  static const std::map<std::string, Unary> table = {
      {"neg", [](Real x) { return -x; }},
      {"abs", [](Real x) { return std::fabs(x); }},
      {"sign", sign},
      {"floor", [](Real x) { return std::floor(x); }},
      {"ceil", [](Real x) { return std::ceil(x); }},
      {"round_even", [](Real x) { return std::nearbyint(x); }},
      {"exp", [](Real x) { return std::exp(x); }},
      {"log", [](Real x) { return std::log(x); }},
      {"sqrt", [](Real x) { return std::sqrt(x); }},
      {"rsqrt", [](Real x) { return 1 / std::sqrt(x); }},
      {"sin", [](Real x) { return std::sin(x); }},
      {"cos", [](Real x) { return std::cos(x); }},
      {"tanh", [](Real x) { return std::tanh(x); }},
      {"logistic", [](Real x) { return 1 / (1 + std::exp(-x)); }},
      {"erf", [](Real x) { return std::erf(x); }},
      {"stop_gradient", [](Real x) { return x; }},
      {"round_away", [](Real x) { return std::round(x); }},
      {"trunc", [](Real x) { return std::trunc(x); }},
  };
  return table;
}

Real integerUnary(const std::string &op, Type type, std::int64_t x) {
  if (op == "neg")
    return wrapped(type, wrap(0 - std::uint64_t(x)));
  if (type == Type::u64 && (op == "abs" || op == "sign"))
    return op == "abs" ? wrapped(type, x) : x != 0;
  if (op == "abs")
    return wrapped(type, x < 0 ? wrap(0 - std::uint64_t(x)) : x);
  if (op == "sign")
    return x < 0 ? -1 : x > 0;
  if (op == "not")
    return type == Type::b1 ? !x : wrapped(type, ~x);
  if (op == "stop_gradient")
    return wrapped(type, x);
  std::uint64_t bits = std::uint64_t(x) & (~std::uint64_t(0) >> (64 - widthOf(type)));
  if (op == "popcnt")
    return std::popcount(bits);
  if (op == "clz")
    return std::countl_zero(bits) - (64 - widthOf(type));
  throw std::logic_error("reference: no integer operation '" + op + "'");
}

using Binary = std::function<Real(Real, Real)>;
const std::map<std::string, Binary> &floatBinary() {
  static const std::map<std::string, Binary> table = {
      {"add", [](Real x, Real y) { return x + y; }},
      {"sub", [](Real x, Real y) { return x - y; }},
      {"mul", [](Real x, Real y) { return x * y; }},
      {"div", [](Real x, Real y) { return x / y; }},
      {"rem", [](Real x, Real y) { return std::fmod(x, y); }},
      {"pow", [](Real x, Real y) { return std::pow(x, y); }},
      {"atan2", [](Real x, Real y) { return std::atan2(x, y); }},
      {"zeta", zeta},
      {"max", [](Real x, Real y) { return std::isnan(x) || std::isnan(y) ? nan
                                          : x > y                        ? x
                                                                         : y; }},
      {"min", [](Real x, Real y) { return std::isnan(x) || std::isnan(y) ? nan
                                          : x < y                        ? x
                                                                         : y; }},
  };
  return table;
}

/// x^y in integers: squaring modulo 2^64, whose low bits are those of any width.
std::int64_t integerPow(Type type, std::int64_t x, std::int64_t y) {
  if (y < 0 && type != Type::u64)
    return x == 1 ? 1 : x == -1 ? (y % 2 ? -1 : 1) : 0;
  std::uint64_t result = 1, base = std::uint64_t(x);
  for (auto left = std::uint64_t(y); left; left >>= 1, base *= base)
    if (left & 1)
      result *= base;
  return wrap(result);
}

std::int64_t integerBinary(const std::string &op, Type type, std::int64_t x, std::int64_t y) {
  auto ux = std::uint64_t(x), uy = std::uint64_t(y);
  if (op == "add")
    return wrap(ux + uy);
  if (op == "sub")
    return wrap(ux - uy);
  if (op == "mul")
    return wrap(ux * uy);
  if (type == Type::u64 && y != 0 && (op == "div" || op == "rem"))
    return wrap(op == "div" ? ux / uy : ux % uy);
  if (type == Type::u64 && (op == "max" || op == "min"))
    return (ux > uy) == (op == "max") ? x : y;
  if (op == "div")
    return y == 0 ? -1 : y == -1 ? wrap(0 - ux) : x / y;
  if (op == "rem")
    return y == 0 ? x : y == -1 ? 0 : x % y;
  if (op == "pow")
    return integerPow(type, x, y);
  if (op == "max")
    return x > y ? x : y;
  if (op == "min")
    return x < y ? x : y;
  if (op == "and")
    return x & y;
  if (op == "or")
    return x | y;
  if (op == "xor")
    return x ^ y;
  bool inRange = y >= 0 && y < widthOf(type);
  if (op == "shl")
    return inRange ? wrap(ux << y) : 0;
  if (op == "shr_logical") {
    std::uint64_t bits = ux & (~std::uint64_t(0) >> (64 - widthOf(type)));
    return inRange ? wrap(bits >> y) : 0;
  }
  if (op == "shr_arith") {
    // Unsigned numbers have their highest bit copied too.
    int unused = 64 - widthOf(type);
    return (std::int64_t(ux << unused) >> unused) >> (inRange ? y : widthOf(type) - 1);
  }
  throw std::logic_error("reference: no integer operation '" + op + "'");
}

/// The number of the type next to x in the direction of y: the first to which x rounds as
/// it is moved by growing steps.
Real nextafter(Type type, Real x, Real y) {
  if (Exact::active())
    return x;
  if (x == y || std::isnan(x) || std::isnan(y))
    return std::isnan(x) ? x : y;
  if (std::isinf(x)) { // the largest finite number
    Real most = 1;
    while (std::isfinite(rounded(type, 2 * most)))
      most *= 2;
    for (Real part = most / 2; part > 0 && rounded(type, most + part) > most; part /= 2)
      if (std::isfinite(rounded(type, most + part)))
        most = rounded(type, most + part);
    return std::copysign(most, x);
  }
  Real step = std::ldexp(1.0L, x == 0 ? -1200 : std::ilogb(x) - 64);
  while (rounded(type, x + std::copysign(step, y - x)) == x)
    step *= 2;
  return rounded(type, x + std::copysign(step, y - x));
}

/// The operand's element for result element k: operands of rank 0 repeat.
Real element(const Tensor &x, std::int64_t k) { return x.values[x.rank() == 0 ? 0 : k]; }

const Shape &commonShape(const Tensor &x, const Tensor &y) {
  if (x.rank() && y.rank() && x.shape != y.shape)
    throw std::logic_error("reference: elementwise operands of different shapes");
  return x.rank() ? x.shape : y.shape;
}

} // namespace

Tensor unary(const std::string &op, const Tensor &x) {
  Tensor result(op == "is_finite" ? Type::b1 : x.type, x.shape);
  for (std::int64_t k = 0; k < x.size(); ++k) {
    Real v = x.values[k];
    result.values[k] = op == "is_finite" ? Real(std::isfinite(v))
                       : isFloat(x.type) ? floatUnary().at(op)(v)
                                         : integerUnary(op, x.type, bitsOf(v));
  }
  return result;
}

Tensor map(const Tensor &x, Real (*f)(Real)) {
  Tensor result(x.type, x.shape);
  for (std::int64_t k = 0; k < x.size(); ++k)
    result.values[k] = f(x.values[k]);
  return result;
}

Tensor binary(const std::string &op, const Tensor &x, const Tensor &y) {
  if (x.type != y.type)
    throw std::logic_error("reference: operands of different types");
  Tensor result(x.type, commonShape(x, y));
  for (std::int64_t k = 0; k < result.size(); ++k) {
    Real a = element(x, k), b = element(y, k);
    result.values[k] = op == "nextafter" ? nextafter(x.type, a, b)
                       : isFloat(x.type)
                           ? floatBinary().at(op)(a, b)
                           : wrapped(x.type, integerBinary(op, x.type, bitsOf(a), bitsOf(b)));
  }
  return result;
}

Tensor compare(const std::string &direction, const Tensor &x, const Tensor &y) {
  Tensor result(Type::b1, commonShape(x, y));
  for (std::int64_t k = 0; k < result.size(); ++k) {
    Real a = element(x, k), b = element(y, k);
    result.values[k] = direction == "eq"   ? a == b
                       : direction == "ne" ? a != b
                       : direction == "lt" ? a < b
                       : direction == "le" ? a <= b
                       : direction == "gt" ? a > b
                                           : a >= b;
  }
  return result;
}

Tensor select(const Tensor &pred, const Tensor &onTrue, const Tensor &onFalse) {
  const Shape &sides = commonShape(onTrue, onFalse);
  Tensor result(onTrue.type, sides.empty() ? pred.shape : sides);
  for (std::int64_t k = 0; k < result.size(); ++k)
    result.values[k] = element(pred, k) != 0 ? element(onTrue, k) : element(onFalse, k);
  return result;
}

Tensor clamp(const Tensor &low, const Tensor &x, const Tensor &high) {
  return binary("min", binary("max", x, low), high);
}

Tensor fma(const Tensor &x, const Tensor &y, const Tensor &z) {
  return binary("add", binary("mul", x, y), z);
}

Tensor reducePrecision(const Tensor &x, int exponentBits, int mantissaBits) {
  Tensor result = x;
  Real most = std::ldexp(1.0L, 1 << (exponentBits - 1)); // the power of two after the largest
  // The smallest normal number; a type with no more exponents keeps what it has below.
  Real least = x.type == Type::f16 && exponentBits >= 5 ? 0 : 4 / most;
  for (Real &v : result.values) {
    if (Exact::active() || v == 0 || !std::isfinite(v))
      continue;
    int exponent = std::ilogb(v) - mantissaBits;
    Real rounded = std::ldexp(std::nearbyint(std::ldexp(v, -exponent)), exponent);
    v = std::fabs(rounded) >= most   ? std::copysign(std::numeric_limits<Real>::infinity(), v)
        : std::fabs(rounded) < least ? std::copysign(0.0L, v)
                                     : rounded;
  }
  return result;
}

Tensor convert(const Tensor &x, Type type) {
  Tensor result(type, x.shape);
  for (std::int64_t k = 0; k < x.size(); ++k) {
    Real v = x.values[k];
    if (type == Type::b1)
      result.values[k] = v != 0;
    else if (isFloat(type))
      result.values[k] = isFloat(x.type) && Exact::active() ? v : rounded(type, v);
    else if (!isFloat(x.type))
      result.values[k] = wrapped(type, bitsOf(v));
    else if (std::isnan(v))
      result.values[k] = 0;
    else
      result.values[k] = std::trunc(std::clamp(v, lowest(type), highest(type)));
  }
  return result;
}

Tensor bitcast(const Tensor &x, Type type) {
  Tensor result(type, x.shape);
  for (std::int64_t k = 0; k < x.size(); ++k)
    result.values[k] = decoded(type, encoded(x.type, x.values[k]));
  return result;
}

// Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011: five groups
// of four rounds (add, rotate, xor), a key word injected after each group.
std::vector<Tensor> randomBits(const Tensor &key0, const Tensor &key1, const Tensor &counter0,
                               const Tensor &counter1) {
  static const int rotations[2][4] = {{13, 15, 26, 6}, {17, 29, 16, 24}};
  const Shape &shape = counter0.shape;
  std::vector<Tensor> results(2, Tensor(Type::u32, shape));
  for (std::int64_t k = 0; k < results[0].size(); ++k) {
    std::uint32_t keys[3] = {std::uint32_t(element(key0, k)), std::uint32_t(element(key1, k)), 0};
    keys[2] = keys[0] ^ keys[1] ^ 0x1BD11BDAu;
    std::uint32_t x = std::uint32_t(element(counter0, k)) + keys[0];
    std::uint32_t y = std::uint32_t(element(counter1, k)) + keys[1];
    for (std::uint32_t group = 0; group < 5; ++group) {
      for (int rotation : rotations[group % 2]) {
        x += y;
        y = std::rotl(y, rotation) ^ x;
      }
      x += keys[(group + 1) % 3];
      y += keys[(group + 2) % 3] + group + 1;
    }
    results[0].values[k] = x;
    results[1].values[k] = y;
  }
  return results;
}

} // namespace reference
