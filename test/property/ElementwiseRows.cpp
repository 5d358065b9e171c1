// Rows of the elementwise operations.

#include "Rows.h"
#include "test/reference/Special.h"

#include <cmath>

namespace property {
namespace {

using reference::Type;

/// The shapes on which elementwise operations are tried: a scalar, a vector, a matrix,
/// and extents 1 and 0.
const std::vector<std::pair<std::string, vm::Shape>> shapes = {
    {"", {3}}, {"scalar", {}}, {"matrix", {2, 3}}, {"thin", {1, 4}}, {"empty", {2, 0}}};

using reference::Real;

/// A function of one operand, drawn from low..high. The reference knows it by name, or
/// `real` is its value.
template <class Op>
void unary(std::vector<Row> &rows, const char *name, Op op, std::vector<DType> dtypes, double low,
           double high, double ulps = 4, bool smooth = true, Real (*real)(Real) = nullptr) {
  for (const auto &[variant, shape] : shapes) {
    Row row{name, variant, variant.empty() ? dtypes : commonOnes(dtypes), {{shape, low, high}}};
    row.run = [op](const Arrays &x) { return Arrays{op(x[0])}; };
    row.expect = [name, real](const Values &x) {
      return Values{real ? reference::map(x[0], real) : reference::unary(name, x[0])};
    };
    row.ulps = ulps;
    row.smooth = smooth;
    row.special = variant.empty();
    rows.push_back(row);
  }
}

/// A real function of one operand with a derivative everywhere in low..high.
template <class Op>
void real(std::vector<Row> &rows, const char *name, Op op, double low, double high,
          Real (*value)(Real), double ulps = 4) {
  unary(rows, name, op, floatTypes, low, high, ulps, true, value);
}

template <class Op>
void binary(std::vector<Row> &rows, const char *name, Op op, std::vector<DType> dtypes, Input left,
            Input right, double ulps = 4, bool smooth = true) {
  for (const auto &[variant, shape] : shapes) {
    left.shape = right.shape = shape;
    Row row{name, variant, variant.empty() ? dtypes : commonOnes(dtypes), {left, right}};
    row.run = [op](const Arrays &x) { return Arrays{op(x[0], x[1])}; };
    row.expect = [name](const Values &x) { return Values{reference::binary(name, x[0], x[1])}; };
    row.ulps = ulps;
    row.smooth = smooth;
    row.special = variant.empty();
    rows.push_back(row);
  }
}

template <class Op> void comparison(std::vector<Row> &rows, const char *direction, Op op) {
  Row row{"compare", direction, allTypes, {{{4}, -2, 2}, {{4}, -2, 2}}};
  row.run = [op](const Arrays &x) { return Arrays{op(x[0], x[1])}; };
  row.expect = [direction](const Values &x) {
    return Values{reference::compare(direction, x[0], x[1])};
  };
  row.special = true;
  rows.push_back(row);
}

void addCircular(std::vector<Row> &rows) {
  real(rows, "sin", vm::sin, -3, 3, [](Real x) { return std::sin(x); });
  real(rows, "cos", vm::cos, -3, 3, [](Real x) { return std::cos(x); });
  real(rows, "tan", vm::tan, -1.2, 1.2, [](Real x) { return std::tan(x); });
  real(rows, "asin", vm::asin, -0.8, 0.8, [](Real x) { return std::asin(x); });
  real(rows, "acos", vm::acos, -0.8, 0.8, [](Real x) { return std::acos(x); });
  real(rows, "atan", vm::atan, -4, 4, [](Real x) { return std::atan(x); });
  real(rows, "sinh", vm::sinh, -2, 2, [](Real x) { return std::sinh(x); });
  real(rows, "cosh", vm::cosh, -2, 2, [](Real x) { return std::cosh(x); });
  real(rows, "tanh", vm::tanh, -2, 2, [](Real x) { return std::tanh(x); });
  real(rows, "asinh", vm::asinh, -4, 4, [](Real x) { return std::asinh(x); });
  real(rows, "acosh", vm::acosh, 1.3, 6, [](Real x) { return std::acosh(x); });
  real(rows, "atanh", vm::atanh, -0.8, 0.8, [](Real x) { return std::atanh(x); });
}

void addSpecial(std::vector<Row> &rows) {
  real(rows, "erf", vm::erf, -2, 2, [](Real x) { return std::erf(x); });
  real(rows, "erfc", vm::erfc, -2, 2, [](Real x) { return std::erfc(x); });
  real(rows, "erf_inv", vm::erf_inv, -0.8, 0.8, reference::erfInv);
  // In f64 their errors are relative to max(|value|, 1): they have zeros.
  for (auto [dtype, ulps] : {std::pair(vm::f32, 4), std::pair(vm::f64, 16)}) {
    unary(rows, "lgamma", vm::lgamma, {dtype}, 2.3, 6, ulps, true,
          [](Real x) { return std::lgamma(x); });
    unary(rows, "digamma", vm::digamma, {dtype}, 2, 6, ulps, true, reference::digamma);
  }
  real(rows, "bessel_i0e", vm::bessel_i0e, 0.3, 9,
       [](Real x) { return reference::besselIe(0, x); });
  real(rows, "bessel_i1e", vm::bessel_i1e, 0.3, 9,
       [](Real x) { return reference::besselIe(1, x); });
  // What the derivative of digamma is made of; it has one in the second operand.
  Row zeta{"zeta", "", floatTypes, {{{3}, 1.5, 5, {}, false}, {{3}, 0.5, 5}}};
  zeta.run = [](const Arrays &x) {
    return Arrays{vm::detail::binary("zeta", vm::detail::Domain::floats, x[0], x[1])};
  };
  zeta.expect = [](const Values &x) { return Values{reference::binary("zeta", x[0], x[1])}; };
  zeta.ulps = 16;
  rows.push_back(zeta);
}

/// What is made of other operations.
void addComposed(std::vector<Row> &rows) {
  std::size_t first = rows.size();
  real(rows, "log10", vm::log10, 0.3, 4, [](Real x) { return std::log10(x); });
  real(
      rows, "bessel_i0", vm::bessel_i0, 0.3, 6,
      [](Real x) { return std::exp(x) * reference::besselIe(0, x); }, 8);
  real(
      rows, "bessel_i1", vm::bessel_i1, 0.3, 6,
      [](Real x) { return std::exp(x) * reference::besselIe(1, x); }, 8);
  auto cube = [](const Array &x) { return vm::integer_pow(x, 3); };
  real(rows, "integer_pow_3", cube, -2, 2, [](Real x) { return x * x * x; });
  auto inverseSquare = [](const Array &x) { return vm::integer_pow(x, -2); };
  real(rows, "integer_pow_minus_2", inverseSquare, 0.5, 2, [](Real x) { return 1 / (x * x); });
  for (std::size_t k = first; k < rows.size(); ++k) {
    rows[k].composed = true;
    rows[k].special = false; // the reference is of positive arguments
  }
}

void addUnary(std::vector<Row> &rows) {
  unary(rows, "neg", vm::neg, numberTypes, -3, 3, 0);
  unary(rows, "abs", vm::abs, numberTypes, 0.5, 3, 0);
  unary(rows, "sign", vm::sign, numberTypes, 0.5, 3, 0);
  unary(rows, "floor", vm::floor, floatTypes, 0.2, 0.8, 0);
  unary(rows, "ceil", vm::ceil, floatTypes, 0.2, 0.8, 0);
  unary(rows, "round_even", vm::round_even, floatTypes, 0.6, 0.9, 0);
  unary(rows, "round_away", vm::round_away, floatTypes, 0.6, 0.9, 0);
  unary(rows, "trunc", vm::trunc, floatTypes, 0.2, 0.8, 0);
  real(rows, "exp", vm::exp, -2, 2, [](Real x) { return std::exp(x); });
  real(rows, "exp2", vm::exp2, -2, 2, [](Real x) { return std::exp2(x); });
  real(rows, "expm1", vm::expm1, -2, 2, [](Real x) { return std::expm1(x); });
  real(rows, "log", vm::log, 0.3, 4, [](Real x) { return std::log(x); });
  real(rows, "log2", vm::log2, 0.3, 4, [](Real x) { return std::log2(x); });
  real(rows, "log1p", vm::log1p, -0.5, 3, [](Real x) { return std::log1p(x); });
  real(rows, "sqrt", vm::sqrt, 0.3, 4, [](Real x) { return std::sqrt(x); }, 0.51);
  real(rows, "rsqrt", vm::rsqrt, 0.3, 4, [](Real x) { return 1 / std::sqrt(x); });
  real(rows, "cbrt", vm::cbrt, 0.3, 4, [](Real x) { return std::cbrt(x); });
  real(rows, "logistic", vm::logistic, -3, 3, [](Real x) { return 1 / (1 + std::exp(-x)); });
  unary(rows, "is_finite", vm::is_finite, floatTypes, -2, 2, 0);
  unary(rows, "popcnt", vm::popcnt, integerTypes, -9, 9, 0);
  unary(rows, "clz", vm::clz, integerTypes, -9, 9, 0);
  unary(rows, "not", vm::bitwise_not, bitTypes, -9, 9, 0);
  // Its value is the identity; that its derivative is zero is tested on its own.
  unary(rows, "stop_gradient", vm::stop_gradient, allTypes, -2, 2, 0, false);
}

void addBinary(std::vector<Row> &rows) {
  Input any{{}, -2, 2}, positive{{}, 0.5, 3}, low{{}, -2, 0.4}, high{{}, 0.6, 2};
  Input integers{{}, -9, 9}, shift{{}, 0, 40}, positiveIntegers{{}, 1, 9};
  binary(rows, "add", vm::add, numberTypes, any, any, 0.51);
  binary(rows, "sub", vm::sub, numberTypes, any, any, 0.51);
  binary(rows, "mul", vm::mul, numberTypes, any, any, 0.51);
  binary(rows, "div", vm::div, numberTypes, {{}, -9, 9}, positive, 0.51);
  binary(rows, "rem", vm::rem, numberTypes, {{}, 5.2, 5.8}, {{}, 3.1, 3.9}, 0);
  binary(rows, "pow", vm::pow, floatTypes, positive, any);
  binary(rows, "pow", vm::pow, integerTypes, {{}, -4, 4}, {{}, 0, 7}, 0);
  binary(rows, "atan2", vm::atan2, floatTypes, any, positive);
  binary(rows, "nextafter", vm::nextafter, floatTypes, low, high, 0);
  binary(rows, "max", vm::maximum, numberTypes, low, high, 0);
  binary(rows, "min", vm::minimum, numberTypes, low, high, 0);
  binary(rows, "and", vm::bitwise_and, bitTypes, integers, integers, 0);
  binary(rows, "or", vm::bitwise_or, bitTypes, integers, integers, 0);
  binary(rows, "xor", vm::bitwise_xor, bitTypes, integers, integers, 0);
  binary(rows, "shl", vm::shl, integerTypes, integers, shift, 0);
  binary(rows, "shr_logical", vm::shr_logical, integerTypes, integers, shift, 0);
  binary(rows, "shr_arith", vm::shr_arith, integerTypes, integers, shift, 0);
  comparison(rows, "eq", vm::equal);
  comparison(rows, "ne", vm::not_equal);
  comparison(rows, "lt", vm::less);
  comparison(rows, "le", vm::less_equal);
  comparison(rows, "gt", vm::greater);
  comparison(rows, "ge", vm::greater_equal);
}

Type typeOf(DType t) { return Type(int(t)); }

void addConversions(std::vector<Row> &rows) {
  for (DType to : allTypes) {
    Row row{"convert", "to_" + std::string(vm::nameOf(to)), allTypes, {{{4}, -3, 3}}};
    row.run = [to](const Arrays &x) { return Arrays{vm::astype(x[0], to)}; };
    row.expect = [to](const Values &x) { return Values{reference::convert(x[0], typeOf(to))}; };
    row.ulps = 0.51;
    row.special = true;
    // A tangent that is rounded to 16 bits is far from a difference.
    row.inputs[0].differentiable = to != vm::f16 && to != vm::bf16;
    rows.push_back(row);
  }
  struct Pair {
    DType from, to;
  };
  for (Pair p : {Pair{vm::f32, vm::u32}, Pair{vm::f32, vm::i32}, Pair{vm::i32, vm::f32},
                 Pair{vm::u32, vm::i32}, Pair{vm::f64, vm::i64}, Pair{vm::i64, vm::f64},
                 Pair{vm::f16, vm::i16}, Pair{vm::u16, vm::f16}, Pair{vm::bf16, vm::u16},
                 Pair{vm::i16, vm::bf16}, Pair{vm::u8, vm::i8}, Pair{vm::u64, vm::f64}}) {
    Row row{"bitcast", "to_" + std::string(vm::nameOf(p.to)), {p.from}, {{{4}, 1, 100}}};
    row.run = [p](const Arrays &x) { return Arrays{vm::bitcast(x[0], p.to)}; };
    row.expect = [p](const Values &x) { return Values{reference::bitcast(x[0], typeOf(p.to))}; };
    row.ulps = 0;
    row.smooth = false;
    rows.push_back(row);
  }
}

// Complex numbers begin and end as their parts.
void addComplex(std::vector<Row> &rows) {
  auto add = [&](const char *op, auto run, auto expect, double ulps) {
    Row row{op, "", wideFloatTypes, {{{4}, -2, 2}, {{4}, -2, 2}}};
    row.run = [run](const Arrays &x) { return run(vm::complex(x[0], x[1])); };
    row.expect = [expect](const Values &x) { return expect(x[0], x[1]); };
    row.ulps = ulps;
    rows.push_back(row);
  };
  auto times = [](const Tensor &x, const Tensor &y) { return reference::binary("mul", x, y); };
  add(
      "complex", [](Array z) { return Arrays{vm::imag(z), vm::real(z)}; },
      [](const Tensor &x, const Tensor &y) { return Values{y, x}; }, 0);
  add(
      "real", [](Array z) { return Arrays{vm::real(z * z)}; },
      [times](const Tensor &x, const Tensor &y) {
        return Values{reference::binary("sub", times(x, x), times(y, y))};
      },
      8);
  add(
      "imag", [](Array z) { return Arrays{vm::imag(z * vm::conj(z) + z)}; },
      [](const Tensor &, const Tensor &y) { return Values{y}; }, 8);
}

void addOthers(std::vector<Row> &rows) {
  for (const auto &[variant, shape] : shapes) {
    Row select{"select", variant, allTypes, {{shape, 0, 1, vm::b1}, {shape}, {shape}}};
    select.run = [](const Arrays &x) { return Arrays{vm::where(x[0], x[1], x[2])}; };
    select.expect = [](const Values &x) { return Values{reference::select(x[0], x[1], x[2])}; };
    select.ulps = 0;
    rows.push_back(select);

    Row clamp{"clamp", variant, numberTypes, {{shape, 0.1, 0.4}, {shape, 0.5, 1.5}, {shape, 2, 3}}};
    clamp.run = [](const Arrays &x) { return Arrays{vm::clamp(x[1], x[0], x[2])}; };
    clamp.expect = [](const Values &x) { return Values{reference::clamp(x[0], x[1], x[2])}; };
    clamp.ulps = 0;
    rows.push_back(clamp);
  }
  Row fma{"fma", "", floatTypes, {{{4}}, {{4}}, {{4}}}};
  fma.run = [](const Arrays &x) { return Arrays{vm::fma(x[0], x[1], x[2])}; };
  fma.expect = [](const Values &x) { return Values{reference::fma(x[0], x[1], x[2])}; };
  fma.ulps = 0.51;
  rows.push_back(fma);
  // As many bits as f16 has, and enough for a derivative that is rounded too.
  for (auto [exponent, mantissa] : {std::pair(5, 10), std::pair(8, 30)}) {
    std::vector<DType> dtypes = mantissa < 23 ? floatTypes : std::vector{vm::f64};
    Row reduce{"reduce_precision", std::to_string(mantissa), dtypes, {{{9}, 1e-5, 9}}};
    reduce.run = [=](const Arrays &x) {
      return Arrays{vm::reduce_precision(x[0], exponent, mantissa)};
    };
    reduce.expect = [=](const Values &x) {
      return Values{reference::reducePrecision(x[0], exponent, mantissa)};
    };
    reduce.ulps = 0;
    reduce.smooth = mantissa > 20;
    reduce.special = true;
    rows.push_back(reduce);
  }
  // The product of linear maps: only derivatives record it.
  for (bool both : {false, true}) {
    Row scale{"scale", both ? "both" : "", floatTypes, {{{4}, -2, 2}, {{4}, 0.5, 2}}};
    scale.run = [both](const Arrays &x) {
      return Arrays{vm::jit([both](Array factor, Array t) {
        return vm::detail::emit1("scale", std::vector{factor, t},
                                 std::vector<vm::detail::Attr>{{"both", both}},
                                 std::source_location::current());
      })(x[0], x[1])};
    };
    scale.expect = [both](const Values &x) {
      Tensor product = reference::binary("mul", x[0], x[1]);
      for (std::int64_t k = 0; k < product.size(); ++k)
        if (x[1].values[k] == 0 || (both && x[0].values[k] == 0))
          product.values[k] = 0;
      return Values{product};
    };
    scale.ulps = 0.51;
    scale.special = true;
    rows.push_back(scale);
  }
  Input word{{5}, 0, 4e9, vm::u32};
  Row bits{"random_bits", "", {vm::u32}, {word, word, word, word}};
  bits.run = [](const Arrays &x) { return vm::random_bits(x[0], x[1], x[2], x[3]); };
  bits.expect = [](const Values &x) { return reference::randomBits(x[0], x[1], x[2], x[3]); };
  bits.ulps = 0;
  rows.push_back(bits);
}

} // namespace

void addElementwise(std::vector<Row> &rows) {
  addUnary(rows);
  addCircular(rows);
  addSpecial(rows);
  addComposed(rows);
  addBinary(rows);
  addConversions(rows);
  addComplex(rows);
  addOthers(rows);
}

} // namespace property
