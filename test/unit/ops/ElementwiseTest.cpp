// Elementwise functions where a table of smooth values does not look: derivatives at
// kinks and at the ends of domains, poles, reflections, 16-bit floats, single roundings.

#include "Check.h"

#include <cmath>
#include <limits>

using vm::f32;
using vm::f64;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Elements of `got` equal `expected`, NaN where that is NaN.
void expectSame(const std::vector<double> &got, const std::vector<double> &expected,
                const char *what, double relative = 0) {
  ASSERT_EQ(got.size(), expected.size()) << what;
  for (std::size_t k = 0; k < got.size(); ++k) {
    if (std::isnan(expected[k]))
      EXPECT_TRUE(std::isnan(got[k])) << what << " at " << k << " is " << got[k];
    else if (relative == 0 || std::isinf(expected[k]))
      EXPECT_EQ(got[k], expected[k]) << what << " at " << k;
    else
      EXPECT_NEAR(got[k], expected[k], relative * std::abs(expected[k])) << what << " at " << k;
  }
}

template <class F> std::vector<double> slopes(F f, std::vector<double> x) {
  auto total = [f](Array a) { return vm::sum(f(a)); };
  return vm::grad(total)(Array::from(x, {std::int64_t(x.size())})).template to_vector<double>();
}

// Recorded from JAX 0.10.2.
TEST(Elementwise, DerivativesAtEdgesAreThoseOfJax) {
  expectSame(slopes(vm::abs, {0., -0., -2.}), {1, 1, -1}, "abs");
  expectSame(slopes(vm::sqrt, {0.}), {inf}, "sqrt");
  expectSame(slopes(vm::rsqrt, {0.}), {-inf}, "rsqrt");
  expectSame(slopes(vm::cbrt, {0.}), {inf}, "cbrt");
  expectSame(slopes(vm::log, {0.}), {inf}, "log");
  expectSame(slopes(vm::log1p, {-1.}), {inf}, "log1p");
  expectSame(slopes(vm::asin, {-1., 1.}), {inf, inf}, "asin");
  expectSame(slopes(vm::acos, {-1., 1.}), {-inf, -inf}, "acos");
  expectSame(slopes(vm::acosh, {1.}), {inf}, "acosh");
  expectSame(slopes(vm::atanh, {-1., 1.}), {inf, inf}, "atanh");
  expectSame(slopes(vm::erf_inv, {-1., 1.}), {inf, inf}, "erf_inv");
  expectSame(slopes(vm::bessel_i0e, {0.}), {0}, "bessel_i0e");
  expectSame(slopes(vm::bessel_i1e, {0.}), {0.5}, "bessel_i1e");
  expectSame(slopes(vm::lgamma, {0., -1.}), {nan, nan}, "lgamma");
  for (int n : {0, 1, 2, 3})
    expectSame(slopes([n](Array x) { return vm::integer_pow(x, n); }, {0.}), {n == 1 ? 1. : 0.},
               "integer_pow");
}

TEST(Elementwise, BinaryDerivativesAtEdgesAreThoseOfJax) {
  auto both = [](auto f, double x, double y) {
    auto [dx, dy] =
        vm::grad<0, 1>([f](Array a, Array b) { return vm::sum(f(a, b)); })(Array{x}, Array{y});
    return std::vector{dx.template to_vector<double>()[0], dy.template to_vector<double>()[0]};
  };
  expectSame(both(vm::maximum, 1, 1), {0.5, 0.5}, "max");
  expectSame(both(vm::minimum, 1, 1), {0.5, 0.5}, "min");
  expectSame(both(vm::pow, 0, 1), {1, 0}, "pow");
  expectSame(both(vm::pow, 0, 0.5), {inf, 0}, "pow");
  expectSame(both(vm::pow, 0, 2), {0, 0}, "pow");
  expectSame(both(vm::pow, -2, 3), {12, nan}, "pow");
  expectSame(both(vm::atan2, 0, 0), {nan, nan}, "atan2");
  expectSame(both(vm::rem, 5.5, 2), {1, -2}, "rem");
  expectSame(both(vm::rem, -5.5, 2), {1, 2}, "rem");
  // No square of an operand overflows or vanishes.
  expectSame(both(vm::atan2, 1e200, 1e200), {5e-201, -5e-201}, "atan2", 1e-15);
  expectSame(both(vm::atan2, 1e-200, 1e-200), {5e199, -5e199}, "atan2", 1e-15);
  expectSame(both(vm::nextafter, 1, 2), {1, 0}, "nextafter");
}

TEST(Elementwise, PolesAndReflections) {
  Array x{0., -0., -1., -2., inf, -inf, nan};
  expectSame(vm::lgamma(x).to_vector<double>(), {inf, inf, inf, inf, inf, inf, nan}, "lgamma");
  expectSame(vm::digamma(x).to_vector<double>(), {nan, nan, nan, nan, inf, nan, nan}, "digamma");
  // To 20 digits by mpmath.
  auto slope = [](int order, double at) {
    vm::Function<Array(Array)> f = vm::digamma;
    for (int k = 0; k < order; ++k)
      f = [f](Array a) { return vm::grad([f](Array b) { return vm::sum(f(b)); })(a); };
    return f(Array{at}).to_vector<double>()[0];
  };
  EXPECT_NEAR(slope(1, -1.5), 9.3792466449891237539, 1e-14);
  EXPECT_NEAR(slope(1, -50.5), 9.8499971860824842274, 1e-13);
  EXPECT_NEAR(slope(2, -0.25), 122.69736678366236037, 1e-12);
  EXPECT_NEAR(slope(3, -2.75), 1558.4897512832936013, 1e-11);
}

// By mpmath.
TEST(Elementwise, Zeta) {
  auto zeta = [](double s, double q) {
    return vm::detail::binary("zeta", vm::detail::Domain::floats, Array{s}, Array{q})
        .to_vector<double>()[0];
  };
  const double table[][3] = {
      {2, 0.5, 4.9348022005446793094},      {2, 1, 1.6449340668482264365},
      {3, 0.25, 64.663869968768460167},     {1.5, 10, 0.64866163194157042215},
      {4, 100.5, 3.3331666812478477181e-7}, {2.5, 1e-3, 31622777.940358821883},
      {40, 3, 8.2253460690338272776e-20},   {2, 1e8, 1.0000000050000000167e-8},
      {3, -0.25, -61.348683391831180184},   {4, -2.75, 259.74829188054893355},
      {3, -7.5, 0.0077822558979519616621}};
  for (auto [s, q, expected] : table)
    EXPECT_NEAR(zeta(s, q), expected, 1e-12 * std::abs(expected)) << s << " " << q;
  expectSame({zeta(1, 2), zeta(2, 0), zeta(2, -1), zeta(3, -1), zeta(2.5, -1.5), zeta(0.5, 2),
              zeta(2, inf)},
             {inf, inf, inf, nan, nan, nan, 0}, "zeta");
}

TEST(Elementwise, ZetaHasNoDerivativeByTheExponent) {
  auto f = [](Array s) {
    return vm::sum(vm::detail::binary("zeta", vm::detail::Domain::floats, s, Array{2.}));
  };
  EXPECT_THROW(vm::grad(f)(Array{3.}), vm::Error);
}

TEST(Elementwise, Composed) {
  expectNear(vm::log10(Array{1e-3, 2., 1e6}), {3}, {-3, std::log10(2.), 6}, 1e-15);
  expectNear(vm::bessel_i0(Array{0., 1., -2.}), {3},
             {1, 1.2660658777520083356, 2.2795853023360672674}, 2e-15);
  expectNear(vm::bessel_i1(Array{0., 1., -2.}), {3},
             {0, 0.56515910399248502721, -1.5906368546373290634}, 2e-15);
  expectSame(slopes(vm::bessel_i0, {0.}), {0}, "bessel_i0");
  expectSame(slopes(vm::bessel_i1, {0.}), {0.5}, "bessel_i1");
  expectArray(vm::integer_pow(Array{2, -3, 0}, 5), vm::i32, {3}, {32, -243, 0});
  expectArray(vm::integer_pow(Array{2., -4.}, -2), f64, {2}, {0.25, 0.0625});
  expectArray(vm::integer_pow(Array{2., nan}, 0), f64, {2}, {1, 1});
  EXPECT_VM_ERROR(vm::integer_pow(Array{2, 3}, -1), "integer_pow", ">= 0", "-1");
}

TEST(Elementwise, FmaRoundsOnce) {
  double e = 0x1p-30;
  expectArray(vm::fma(Array{1 + e}, Array{1 - e}, Array{-1.}), f64, {1}, {-0x1p-60});
  expectArray(vm::fma(Array{1, 2}, 3, Array{0.5, 1.5}), f64, {2}, {3.5, 7.5});
}

// Recorded from JAX 0.10.2.
TEST(Elementwise, ReducePrecision) {
  Array x = vm::astype(Array{1e-8, 6e-8, 6.1e-5, 65519., 65520., -3.14159, 1.00049, 0.3, nan}, f32);
  auto reduced = [&](int exponent, int mantissa) {
    return vm::reduce_precision(x, exponent, mantissa).to_vector<double>();
  };
  expectSame(reduced(5, 10), {0, 0, 0, 65504, inf, -3.140625, 1.0009765625, 0.300048828125, nan},
             "5, 10");
  expectSame(reduced(8, 7),
             {1.0011717677116394e-08, 6.007030606269836e-08, 6.103515625e-05, 65536, 65536,
              -3.140625, 1, 0.30078125, nan},
             "8, 7");
  expectSame(reduced(4, 3), {0, 0, 0, inf, inf, -3.25, 1, 0.3125, nan}, "4, 3");
  expectSame(reduced(5, 2), {0, 0, 6.103515625e-05, inf, inf, -3, 1, 0.3125, nan}, "5, 2");
  expectSame(reduced(8, 23), x.to_vector<double>(), "8, 23");
  EXPECT_VM_ERROR(vm::reduce_precision(x, 0, 3), "reduce_precision", "at least 1", "0 and 3");
}

TEST(Elementwise, NeighboursOfNarrowFloats) {
  Array from = Array{0., 1., -0., 2.}, to = Array{1., 2., -1., 1.};
  for (auto [dtype, ulp] : {std::pair(vm::f16, 0x1p-10), std::pair(vm::bf16, 0x1p-7)}) {
    double least = dtype == vm::f16 ? 0x1p-24 : 0x1p-133;
    Array next = vm::nextafter(vm::astype(from, dtype), vm::astype(to, dtype));
    expectArray(next, dtype, {4}, {least, 1 + ulp, -least, 2 - ulp});
  }
}

TEST(Elementwise, RemainderIsExact) {
  Array x{0x1.8p1000, 1e300, -7.5, 0x1p-1070, 5., 0., 5., inf, nan};
  Array y{3., 7e-300, 2., 0x1.8p-1073, inf, 3., 0., 2., 1.};
  std::vector<double> expected, xs = x.to_vector<double>(), ys = y.to_vector<double>();
  for (std::size_t k = 0; k < xs.size(); ++k)
    expected.push_back(std::fmod(xs[k], ys[k]));
  expectSame(vm::rem(x, y).to_vector<double>(), expected, "rem");
}

TEST(Elementwise, ShiftsOfNegativeNumbers) {
  Array x = vm::astype(Array{-8, 8, -1, -8, -8}, vm::i8),
        y = vm::astype(Array{1, 1, 7, 8, -1}, vm::i8);
  expectArray(vm::shr_arith(x, y), vm::i8, {5}, {-4, 4, -1, -1, -1});
  expectArray(x >> y, vm::i8, {5}, {-4, 4, -1, -1, -1});
  expectArray(vm::clz(x), vm::i8, {5}, {0, 4, 0, 0, 0});
  expectArray(vm::popcnt(x), vm::i8, {5}, {5, 1, 8, 5, 5});
}

} // namespace
