// Matrices to test with, and measures of what is wrong, computed in plain loops of double.

#ifndef TEST_UNIT_LINALG_MATRICES_H
#define TEST_UNIT_LINALG_MATRICES_H

#include "vmapc/vmapc.h"

#include <cmath>
#include <random>

namespace linalg_test {

namespace vm = vmapc;
namespace la = vmapc::linalg;
using vm::Array;

inline double epsilonOf(vm::DType t) { return t == vm::f64 ? 0x1p-52 : 0x1p-23; }

/// A dense row-major matrix of double.
struct Matrix {
  std::int64_t m = 0, n = 0;
  std::vector<double> data;
  Matrix(std::int64_t m, std::int64_t n) : m(m), n(n), data(std::size_t(m * n)) {}
  /// Matrix number `k` of a batch.
  explicit Matrix(const Array &a, std::int64_t k = 0) : Matrix(a.dim(-2), a.dim(-1)) {
    std::vector<double> all = a.to_vector<double>();
    std::copy_n(all.begin() + std::ptrdiff_t(k * m * n), m * n, data.begin());
  }
  double &operator()(std::int64_t i, std::int64_t j) { return data[std::size_t(i * n + j)]; }
  double operator()(std::int64_t i, std::int64_t j) const { return data[std::size_t(i * n + j)]; }
};

inline Matrix operator*(const Matrix &a, const Matrix &b) {
  Matrix c(a.m, b.n);
  for (std::int64_t i = 0; i < a.m; ++i)
    for (std::int64_t j = 0; j < b.n; ++j) {
      long double sum = 0;
      for (std::int64_t k = 0; k < a.n; ++k)
        sum += static_cast<long double>(a(i, k)) * b(k, j);
      c(i, j) = double(sum);
    }
  return c;
}
inline Matrix operator-(Matrix a, const Matrix &b) {
  for (std::size_t k = 0; k < a.data.size(); ++k)
    a.data[k] -= b.data[k];
  return a;
}
inline Matrix transposed(const Matrix &a) {
  Matrix t(a.n, a.m);
  for (std::int64_t i = 0; i < a.m; ++i)
    for (std::int64_t j = 0; j < a.n; ++j)
      t(j, i) = a(i, j);
  return t;
}
inline Matrix identity(std::int64_t n) {
  Matrix a(n, n);
  for (std::int64_t i = 0; i < n; ++i)
    a(i, i) = 1;
  return a;
}
/// The root of the sum of squares; NaN if an element is.
inline double norm(const Matrix &a) {
  double sum = 0;
  for (double v : a.data)
    sum += v * v;
  return std::sqrt(sum);
}

/// Standard normal elements.
inline Array random(const vm::Shape &shape, vm::DType t, unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<double> normal;
  std::vector<double> data(std::size_t(vm::elementCount(shape)));
  for (double &v : data)
    v = normal(engine);
  return vm::astype(Array::from(data, shape), t);
}
/// Symmetric, with eigenvalues of at least n.
inline Array positive(const vm::Shape &shape, vm::DType t, unsigned seed) {
  Array g = random(shape, vm::f64, seed);
  Array a = vm::matmul(g, vm::swapaxes(g, -1, -2)) +
            vm::eye(shape.back(), {}, 0, vm::f64) * double(shape.back());
  return vm::astype(a, t);
}
/// The Hilbert matrix, whose condition grows as 30^n.
inline Array hilbert(std::int64_t n, vm::DType t) {
  std::vector<double> data;
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j)
      data.push_back(1.0 / double(i + j + 1));
  return vm::astype(Array::from(data, {n, n}), t);
}

inline bool sameBits(const Array &a, const Array &b) {
  auto equal = [](double x, double y) {
    return x == y ? std::signbit(x) == std::signbit(y) : x != x && y != y;
  };
  std::vector<double> x = a.to_vector<double>(), y = b.to_vector<double>();
  return a.shape() == b.shape() && a.dtype() == b.dtype() &&
         std::equal(x.begin(), x.end(), y.begin(), equal);
}

inline bool isAllNan(const Array &a) {
  std::vector<double> x = a.to_vector<double>();
  return std::all_of(x.begin(), x.end(), [](double v) { return v != v; });
}
inline bool isAllFinite(const Array &a) {
  std::vector<double> x = a.to_vector<double>();
  return std::all_of(x.begin(), x.end(), [](double v) { return std::isfinite(v); });
}

} // namespace linalg_test

#endif
