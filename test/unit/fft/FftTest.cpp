// Fourier transforms against their definition, summed in long double.

#include "vmapc/vmapc.h"

#include <gtest/gtest.h>

#include <complex>
#include <numbers>

namespace vm = vmapc;
using vm::Array;
using Complex = std::complex<double>;
using Wide = std::complex<long double>;
using Signal = std::vector<Complex>;

namespace {

Array array(const Signal &x) {
  return Array::from(std::span<const Complex>(x), {std::int64_t(x.size())});
}
Signal values(const Array &x) { return vm::astype(x, vm::c128).to_vector<Complex>(); }

Signal random(std::int64_t n, int seed) {
  Array k = vm::random::split(vm::random::key(seed));
  std::vector<double> re = vm::random::normal(k[0], {n}, vm::f64).to_vector<double>();
  std::vector<double> im = vm::random::normal(k[1], {n}, vm::f64).to_vector<double>();
  Signal x;
  for (std::size_t i = 0; i < re.size(); ++i)
    x.emplace_back(re[i], im[i]);
  return x;
}

/// Sum over j of x[j] exp(sign 2 pi i j k / n).
Signal sums(const Signal &x, int sign) {
  std::int64_t n = std::int64_t(x.size());
  Signal y;
  for (std::int64_t k = 0; k < n; ++k) {
    Wide sum = 0;
    for (std::int64_t j = 0; j < n; ++j)
      sum += Wide(x[std::size_t(j)]) *
             std::polar(1.0L, sign * 2 * std::numbers::pi_v<long double> * (long double)(j * k % n) / n);
    y.emplace_back(sum);
  }
  return y;
}

/// The largest difference beside the size of what is expected.
double error(const Signal &got, const Signal &expected) {
  EXPECT_EQ(got.size(), expected.size());
  double size = 0, off = 0;
  for (std::size_t k = 0; k < std::min(got.size(), expected.size()); ++k) {
    size = std::max(size, std::abs(expected[k]));
    off = std::max(off, std::abs(got[k] - expected[k]));
  }
  return size > 0 ? off / size : off;
}

const std::int64_t lengths[] = {1, 2, 3, 5, 7, 8, 12, 16, 17, 30, 61, 64, 67, 100, 127, 243, 360, 509, 1024};

TEST(Fft, EqualsItsDefinition) {
  for (std::int64_t n : lengths) {
    Signal x = random(n, int(n));
    EXPECT_LT(error(values(vm::fft(array(x))), sums(x, -1)), 1e-14) << n;
    Signal inverse = sums(x, 1);
    for (Complex &v : inverse)
      v /= double(n);
    EXPECT_LT(error(values(vm::ifft(array(x))), inverse), 1e-14) << n;
    Array narrow = vm::fft(vm::astype(array(x), vm::c64));
    EXPECT_EQ(narrow.dtype(), vm::c64);
    EXPECT_LT(error(values(narrow), sums(x, -1)), 1e-5) << n;
  }
}

TEST(Fft, OfRealsIsHalf) {
  for (std::int64_t n : lengths) {
    Signal x = random(n, int(n) + 1);
    std::vector<double> real;
    for (Complex &v : x)
      real.push_back(v.real()), v = v.real();
    Array a = Array::from(std::span<const double>(real), {n});
    Signal whole = sums(x, -1), half(whole.begin(), whole.begin() + n / 2 + 1);
    Array spectrum = vm::rfft(a);
    EXPECT_LT(error(values(spectrum), half), 1e-14) << n;
    EXPECT_LT(error(values(vm::irfft(spectrum, n)), x), 1e-14) << n;
    // hfft and ihfft: the same with conjugate and norm changed.
    EXPECT_LT(error(values(vm::hfft(vm::ihfft(a), n)), x), 1e-14) << n;
    EXPECT_LT(error(values(vm::ihfft(a) * double(n)), values(vm::conj(spectrum))), 1e-14) << n;
  }
}

TEST(Fft, CutsPadsAndScales) {
  Signal x = random(10, 3);
  Signal longer = x, shorter(x.begin(), x.begin() + 6);
  longer.resize(15);
  EXPECT_LT(error(values(vm::fft(array(x), 15)), sums(longer, -1)), 1e-14);
  EXPECT_LT(error(values(vm::fft(array(x), 6)), sums(shorter, -1)), 1e-14);
  Array a = array(x);
  EXPECT_LT(error(values(vm::fft(a, {}, -1, vm::FftNorm::ortho) * std::sqrt(10.)), sums(x, -1)), 1e-14);
  EXPECT_LT(error(values(vm::fft(a, {}, -1, vm::FftNorm::forward) * 10.), sums(x, -1)), 1e-14);
  EXPECT_LT(error(values(vm::ifft(a, {}, -1, vm::FftNorm::forward)), sums(x, 1)), 1e-14);
  for (vm::FftNorm norm : {vm::FftNorm::backward, vm::FftNorm::ortho, vm::FftNorm::forward})
    EXPECT_LT(error(values(vm::ifft(vm::fft(a, {}, -1, norm), {}, -1, norm)), x), 1e-14);
}

TEST(Fft, OfSeveralAxes) {
  Array x = vm::reshape(array(random(4 * 6 * 5, 9)), {4, 6, 5});
  Array one = vm::fft(vm::fft(vm::fft(x, {}, 0), {}, 1), {}, 2);
  EXPECT_LT(error(values(vm::fftn(x)), values(one)), 1e-14);
  EXPECT_LT(error(values(vm::fft2(x)), values(vm::fft(vm::fft(x, {}, 1), {}, 2))), 1e-14);
  EXPECT_LT(error(values(vm::ifftn(vm::fftn(x))), values(x)), 1e-14);
  Array real = vm::real(x);
  Array half = vm::rfftn(real);
  EXPECT_EQ(half.shape(), (vm::Shape{4, 6, 3}));
  EXPECT_LT(error(values(half), values(vm::fftn(real)(vm::ellipsis, vm::slice({}, 3)))), 1e-14);
  EXPECT_LT(error(values(vm::irfftn(half, vm::Shape{4, 6, 5})), values(real)), 1e-14);
  EXPECT_LT(error(values(vm::hfft2(vm::ihfft2(real), vm::Shape{6, 5})), values(real)), 1e-14);
  Array s = vm::fft2(x, vm::Shape{8, 3}, {0, 1});
  EXPECT_EQ(s.shape(), (vm::Shape{8, 3, 5}));
}

TEST(Fft, MappedEqualsTheLoop) {
  Array x = vm::reshape(array(random(5 * 12, 2)), {12, 5});
  Array batch = vm::vmap(vm::fft, {.in_axes = {1}, .out_axes = 1})(x);
  for (int lane = 0; lane < 5; ++lane)
    EXPECT_LT(error(values(batch(vm::all, lane)), values(vm::fft(x(vm::all, lane)))), 1e-15);
}

// The transform is linear, and symmetric as a matrix.
TEST(Fft, IsItsOwnDerivative) {
  Array x = array(random(12, 4)), t = array(random(12, 5)), v = array(random(12, 6));
  auto [y, along] = vm::jvp(vm::fft, std::tuple{x}, std::tuple{t});
  EXPECT_LT(error(values(along), values(vm::fft(t))), 1e-15);
  auto [z, pullback] = vm::vjp(vm::fft, x);
  EXPECT_LT(error(values(pullback(v)), values(vm::fft(v))), 1e-14);

  // A real loss of a real signal, against differences.
  Array r = vm::real(x);
  auto loss = [](Array s) {
    Array w = vm::rfft(s);
    return vm::sum(vm::sin(vm::real(w)) * vm::imag(w));
  };
  std::vector<double> g = vm::grad(loss)(r).to_vector<double>();
  for (int k = 0; k < 12; ++k) {
    Array step = vm::zeros({12}, vm::f64).at(k).set(1e-5);
    double difference = (loss(r + step) - loss(r - step)).item<double>() / 2e-5;
    EXPECT_NEAR(g[std::size_t(k)], difference, 1e-7 * std::max(1., std::abs(difference)));
  }
}

TEST(Fft, FrequenciesAndShifts) {
  EXPECT_EQ(vm::fftfreq(5, 0.1, vm::f64).to_vector<double>(), (std::vector<double>{0, 2, 4, -4, -2}));
  EXPECT_EQ(vm::fftfreq(4, 1, vm::f64).to_vector<double>(),
            (std::vector<double>{0, 0.25, -0.5, -0.25}));
  EXPECT_EQ(vm::rfftfreq(4, 1, vm::f64).to_vector<double>(), (std::vector<double>{0, 0.25, 0.5}));
  EXPECT_EQ(vm::fftshift(vm::arange(5, vm::i32)).to_vector<int>(), (std::vector<int>{3, 4, 0, 1, 2}));
  EXPECT_EQ(vm::ifftshift(vm::fftshift(vm::arange(5, vm::i32))).to_vector<int>(),
            (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST(Fft, WrongArguments) {
  Array x = array(random(4, 1));
  EXPECT_THROW((void)vm::fft(x, 0), vm::Error);
  EXPECT_THROW((void)vm::fft(x, {}, 1), vm::Error);
  EXPECT_THROW((void)vm::rfft(x), vm::Error);
  EXPECT_THROW((void)vm::irfft(vm::zeros({1})), vm::Error);
  EXPECT_THROW((void)vm::fft2(x), vm::Error);
  EXPECT_THROW((void)vm::fftn(vm::zeros({2, 2}), {}, {0, 0}), vm::Error);
  EXPECT_THROW((void)vm::fft(vm::zeros({2, 0})), vm::Error);
}

} // namespace
