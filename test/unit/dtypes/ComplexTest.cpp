// Complex arrays: parts, arithmetic, structure, contractions, control flow, transformations
// and the convention of derivatives.

#include "test/unit/ops/Check.h"

#include <complex>
#include <random>

using namespace vmapc;
using namespace std::complex_literals;
using C = std::complex<double>;

namespace {

std::vector<C> numbers(std::size_t n, unsigned seed = 1) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> part(-2, 2);
  std::vector<C> z;
  for (std::size_t k = 0; k < n; ++k)
    z.push_back({part(engine), part(engine)});
  return z;
}
Array arrayOf(const std::vector<C> &z, const Shape &shape = {}) {
  return Array::from(z, shape.empty() ? Shape{std::int64_t(z.size())} : shape);
}

void expectClose(const Array &got, const std::vector<C> &expected, double tolerance = 1e-14) {
  ASSERT_TRUE(isComplex(got.dtype())) << nameOf(got.dtype());
  std::vector<C> values = got.to_vector<C>();
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t k = 0; k < values.size(); ++k)
    EXPECT_LE(std::abs(values[k] - expected[k]), tolerance * (1 + std::abs(expected[k])))
        << "at " << k << ": " << values[k] << ", expected " << expected[k];
}

/// f of each element, or of each pair.
template <class F> std::vector<C> each(F f, const std::vector<C> &z) {
  std::vector<C> r;
  for (C v : z)
    r.push_back(f(v));
  return r;
}
template <class F> std::vector<C> each(F f, const std::vector<C> &z, const std::vector<C> &w) {
  std::vector<C> r;
  for (std::size_t k = 0; k < z.size(); ++k)
    r.push_back(f(z[k], w[k]));
  return r;
}

TEST(ComplexArrays, PartsAndArithmetic) {
  for (std::size_t n : {1u, 3u, 37u}) {
    std::vector<C> z = numbers(n), w = numbers(n, 2);
    Array x = arrayOf(z), y = arrayOf(w);
    EXPECT_EQ(x.dtype(), c128);
    EXPECT_EQ(vm::real(x).dtype(), f64);
    EXPECT_TRUE(vm::array_equal(vm::complex(vm::real(x), vm::imag(x)), x));
    expectClose(vm::conj(x), each([](C a) { return std::conj(a); }, z), 0);
    expectClose(x + y, each([](C a, C b) { return a + b; }, z, w), 0);
    expectClose(x - y, each([](C a, C b) { return a - b; }, z, w), 0);
    expectClose(x * y, each([](C a, C b) { return a * b; }, z, w));
    expectClose(x / y, each([](C a, C b) { return a / b; }, z, w));
    expectClose(-x, each([](C a) { return -a; }, z), 0);
    expectClose(vm::pow(x, y), each([](C a, C b) { return std::pow(a, b); }, z, w), 1e-13);
    expectClose(x * 2.5, each([](C a) { return a * 2.5; }, z), 0);
    expectClose(1i * x, each([](C a) { return 1i * a; }, z), 0);
    EXPECT_TRUE(bool(vm::all(x == x)));
    EXPECT_TRUE(bool(vm::all(x != y)));
    expectClose(vm::where(vm::real(x) < 0., x, y),
                each([](C a, C b) { return a.real() < 0 ? a : b; }, z, w), 0);
  }
  EXPECT_EQ((vm::ones({2}, c64) * vm::ones({2}, f64)).dtype(), c128);
  EXPECT_EQ((vm::ones({2}, c64) * 2.0).dtype(), c64);
}

TEST(ComplexArrays, DivisionKeepsToTheRange) {
  auto quotient = [](C a, C b) { return (Array{a} / Array{b})[0].item<C>(); };
  EXPECT_EQ(quotient(1e300 + 1e300i, 1e300 + 1e300i), 1.);
  EXPECT_EQ(quotient(1e-300, 1e-300 - 1e-300i), 0.5 + 0.5i);
  double inf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(quotient(1. + 1i, 0.), C(inf, inf));
  EXPECT_EQ(quotient(1. + 2i, C(-0., 0.)), C(-inf, -inf));
  EXPECT_TRUE(std::isnan(quotient(0., 0.).real()));
}

TEST(ComplexArrays, WhatOrdersNumbersIsAnError) {
  Array z = vm::ones({2}, c64);
  EXPECT_VM_ERROR(z < z, "compare", "real operands", "c64");
  EXPECT_VM_ERROR(vm::max(z), "reduce_max", "real operand", "c64");
  EXPECT_VM_ERROR(vm::floor(z), "floor", "real operands", "c64");
  EXPECT_VM_ERROR(vm::maximum(z, 1.), "max", "real operands", "c64");
  EXPECT_VM_ERROR(z % 2., "rem", "real operands", "c64");
  EXPECT_VM_ERROR(vm::argmax(z), "argmax", "real operand", "c64");
}

TEST(ComplexArrays, StructureAndIndexing) {
  std::vector<C> z = numbers(12);
  Array x = arrayOf(z, {3, 4});
  for (auto part :
       {+[](const Array &a) { return vm::real(a); }, +[](const Array &a) { return vm::imag(a); }}) {
    Array p = part(x), index = {2, 0, -1};
    std::vector<std::pair<Array, Array>> both = {
        {vm::transpose(x), vm::transpose(p)},
        {x[index], p[index]},
        {vm::flip(x, 1), vm::flip(p, 1)},
        {vm::pad(x, {1, 0}, {2, 1}), vm::pad(p, {1, 0}, {2, 1})},
        {vm::concatenate({x, x}, 1), vm::concatenate({p, p}, 1)},
        {vm::sum(x, 0), vm::sum(p, 0)},
        {vm::reshape(x, {2, 6})(1, vm::slice({}, {}, 2)),
         vm::reshape(p, {2, 6})(1, vm::slice({}, {}, 2))},
        {x.at(index).add(x), p.at(index).add(p)},
        {x.at(1).set(x[0]), p.at(1).set(p[0])},
        {vm::cumsum(x, 1), vm::cumsum(p, 1)},
    };
    for (std::size_t k = 0; k < both.size(); ++k)
      EXPECT_TRUE(vm::allclose(part(both[k].first), both[k].second)) << "case " << k;
  }
}

TEST(ComplexArrays, SumsAndProducts) {
  for (std::size_t n : {1u, 5u, 100u}) {
    std::vector<C> z = numbers(n);
    C sum = 0, product = 1, dot = 0;
    for (C v : z)
      sum += v, product *= v / 1.5, dot += v * v;
    expectClose(vm::sum(arrayOf(z)), {sum}, 1e-13);
    expectClose(vm::prod(arrayOf(z) / 1.5), {product}, 1e-12);
    expectClose(vm::dot(arrayOf(z), arrayOf(z)), {dot}, 1e-13);
  }
  std::vector<C> a = numbers(15), b = numbers(35, 2), c;
  for (int i = 0; i < 3; ++i)
    for (int k = 0; k < 7; ++k) {
      C sum = 0;
      for (int j = 0; j < 5; ++j)
        sum += a[std::size_t(5 * i + j)] * b[std::size_t(7 * j + k)];
      c.push_back(sum);
    }
  expectClose(vm::matmul(arrayOf(a, {3, 5}), arrayOf(b, {5, 7})), c);
}

TEST(ComplexArrays, ControlFlow) {
  std::vector<C> z = numbers(6);
  auto iterate = [](Array z) { // z <- z^2 / 4 + 0.1 i while |z| < 3, at most 20 times
    auto [n, last] = vm::while_loop(
        std::pair{Array(0), z},
        [](std::pair<Array, Array> s) { return (s.first < 20) & (vm::abs(s.second) < 3.); },
        [](std::pair<Array, Array> s) {
          return std::pair{s.first + 1, s.second * s.second * 0.25 + 0.1i};
        });
    Array turned = vm::cond(
        vm::real(last) > 0., [](Array v) { return v * 1i; }, [](Array v) { return vm::conj(v); },
        last);
    auto [carry, all] = vm::scan(turned, vm::stack({z, z * 2.}), [](Array c, Array x) {
      Array next = c * 0.5 + x;
      return std::pair{next, next * 1i};
    });
    return carry + vm::sum(all);
  };
  auto expected = [](C z) {
    C s = z;
    for (int n = 0; n < 20 && std::abs(s) < 3; ++n)
      s = s * s * 0.25 + 0.1i;
    C carry = s.real() > 0 ? s * 1i : std::conj(s), sum = 0;
    for (C x : {z, 2. * z})
      carry = carry * 0.5 + x, sum += carry * 1i;
    return carry + sum;
  };
  expectClose(vm::vmap(iterate)(arrayOf(z)), each(expected, z));
  expectClose(vm::jit(iterate)(arrayOf(z)[0]), {expected(z[0])});
}

// The derivatives that JAX 0.10 gives for z = 1 + 0.5i, 2 - i, -3 + 2i in complex64.
TEST(ComplexArrays, GradientsFollowJax) {
  Array z = {1.f + 0.5if, 2.f - 1if, -3.f + 2if};
  auto near = [](const Array &got, const std::vector<C> &expected) {
    EXPECT_EQ(got.dtype(), c64);
    expectClose(got, expected, 1e-5);
  };
  near(vm::grad([](Array z) { return vm::sum(vm::real(z * vm::conj(z))); })(z),
       {2. - 1i, 4. + 2i, -6. - 4i});
  near(vm::grad([](Array z) { return vm::sum(vm::abs(z)); })(z),
       {0.8944272 - 0.4472136i, 0.8944272 + 0.4472136i, -0.8320503 - 0.5547002i});
  near(vm::grad([](Array z) { return vm::sum(vm::imag(vm::exp(z))); })(z),
       {1.3032137 - 2.3855166i, -6.217676 - 3.9923239i, 0.04527125 + 0.02071873i});
  near(vm::grad([](Array z) { return vm::abs(z); })(Array(0.) * vm::ones({}, c64)), {0.});
  auto [y, pullback] = vm::vjp([](Array z) { return z * z * vm::log(z); }, z);
  near(pullback(vm::full({3}, 1. + 2i, c64)),
       {-2.318238 + 3.057859i, 13.219637 + 4.119133i, -4.5259266 - 50.01006i});
  auto [value, tangent] = vm::jvp([](Array z) { return vm::sqrt(z) * vm::tanh(z); }, std::tuple{z},
                                  std::tuple{vm::full({3}, 0.5 - 1i, c64)});
  near(value, {0.8199719 + 0.40605107i, 1.4652598 - 0.39785266i, -0.54519206 - 1.825311i});
  near(tangent, {0.15195009 - 0.9571378i, 0.33402768 - 0.22636132i, 0.20296054 + 0.18565348i});
  EXPECT_VM_ERROR(vm::grad([](Array z) { return vm::sum(z); })(z), "grad", "float scalar", "c64");
}

TEST(ComplexArrays, BatchedAndNestedDerivatives) {
  std::vector<C> z = numbers(5);
  Array x = arrayOf(z);
  auto loss = [](Array z) { return vm::real(z * z * z) + vm::imag(vm::exp(z)); };
  // dL/dx - i dL/dy is the derivative of z^3 - i e^z, since L is its real part.
  auto expected = [](C z) { return 3. * z * z - 1i * std::exp(z); };
  expectClose(vm::vmap(vm::grad(loss))(x), each(expected, z));
  Array direction = vm::full({5}, 0.3 - 0.7i, c128);
  auto [g, curved] = vm::jvp(vm::vmap(vm::grad(loss)), std::tuple{x}, std::tuple{direction});
  expectClose(curved, each([](C z) { return (6. * z - 1i * std::exp(z)) * (0.3 - 0.7i); }, z));
}

} // namespace
