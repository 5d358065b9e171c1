// What factors and solutions must satisfy, whatever algorithm made them: backward errors of a few n
// epsilon, triangles and signs, for all sizes at which the algorithm changes.

#include "Matrices.h"

#include <gtest/gtest.h>

using namespace linalg_test;

namespace {

/// (m, n) on both sides of unrolled, looped and LAPACK's code.
const std::vector<std::int64_t> sizes = {1, 2, 3, 5, 8, 9, 17, 33, 60};

class Factors : public testing::TestWithParam<vm::DType> {
protected:
  vm::DType t = GetParam();
  double eps = epsilonOf(t);
};
INSTANTIATE_TEST_SUITE_P(Floats, Factors, testing::Values(vm::f32, vm::f64),
                         [](const auto &info) { return std::string(vm::nameOf(info.param)); });

/// Elements of the other triangle.
void expectZero(const Matrix &a, bool below) {
  for (std::int64_t i = 0; i < a.m; ++i)
    for (std::int64_t j = 0; j < a.n; ++j)
      if (below ? j < i : j > i) {
        ASSERT_EQ(a(i, j), 0) << i << "," << j;
      }
}
void expectOrthonormal(const Matrix &q, double tolerance) {
  EXPECT_LE(norm(transposed(q) * q - identity(q.n)), tolerance);
}

TEST_P(Factors, Cholesky) {
  for (std::int64_t n : sizes) {
    SCOPED_TRACE(n);
    Array a = positive({3, n, n}, t, 1), l = la::cholesky(a), u = la::cholesky(a, {.upper = true});
    for (int k = 0; k < 3; ++k) {
      Matrix x(l, k), y(a, k);
      expectZero(x, false);
      EXPECT_LE(norm(x * transposed(x) - y), double(n) * eps * norm(y));
      EXPECT_LE(norm(transposed(x) - Matrix(u, k)), 0);
    }
  }
  // Only the triangle of the factor is read.
  Array a = positive({4, 4}, t, 2), mixed = vm::tril(a) + vm::triu(random({4, 4}, t, 3), 1);
  Array plain = la::cholesky(a, {.symmetrize = false});
  EXPECT_TRUE(sameBits(plain, la::cholesky(mixed, {.symmetrize = false})));
  Array flipped = la::cholesky(vm::transpose(mixed), {.upper = true, .symmetrize = false});
  EXPECT_TRUE(sameBits(vm::transpose(plain), flipped));
}

TEST_P(Factors, Lu) {
  std::vector<std::pair<std::int64_t, std::int64_t>> shapes = {{4, 2},   {2, 4},   {9, 5},
                                                               {12, 20}, {33, 20}, {20, 40}};
  for (std::int64_t n : sizes)
    shapes.push_back({n, n});
  for (auto [m, n] : shapes) {
    SCOPED_TRACE(std::to_string(m) + "x" + std::to_string(n));
    std::int64_t k = std::min(m, n);
    Array a = random({3, m, n}, t, 4);
    la::LU f = la::lu(a);
    EXPECT_EQ(f.pivots.shape(), (vm::Shape{3, k}));
    for (int e = 0; e < 3; ++e) {
      Matrix lu(f.lu, e), x(a, e), l(m, k), u(k, n), pa(m, n);
      for (std::int64_t i = 0; i < m; ++i)
        for (std::int64_t j = 0; j < n; ++j) {
          if (i > j)
            EXPECT_LE(std::fabs(lu(i, j)), 1);
          (i > j ? l(i, j) : u(i, j)) = lu(i, j);
        }
      for (std::int64_t i = 0; i < k; ++i)
        l(i, i) = 1;
      std::vector<int> order = f.permutation[e].to_vector<int>();
      std::vector<int> pivots = f.pivots[e].to_vector<int>(), expected(order.size());
      for (std::size_t i = 0; i < expected.size(); ++i)
        expected[i] = int(i);
      for (std::size_t i = 0; i < pivots.size(); ++i)
        std::swap(expected[i], expected[std::size_t(pivots[i])]);
      EXPECT_EQ(order, expected);
      for (std::int64_t i = 0; i < m; ++i)
        for (std::int64_t j = 0; j < n; ++j)
          pa(i, j) = x(order[std::size_t(i)], j);
      EXPECT_LE(norm(l * u - pa), double(m) * eps * norm(x));
    }
  }
}

TEST_P(Factors, Qr) {
  std::vector<std::pair<std::int64_t, std::int64_t>> shapes = {
      {4, 2}, {2, 4}, {1, 3}, {3, 1}, {9, 5}, {12, 20}, {40, 20}, {20, 40}};
  for (std::int64_t n : sizes)
    shapes.push_back({n, n});
  for (auto [m, n] : shapes)
    for (bool full : {false, true}) {
      SCOPED_TRACE(std::to_string(m) + "x" + std::to_string(n));
      Array a = random({2, m, n}, t, 5);
      auto [q, r] = la::qr(a, full);
      std::int64_t k = full ? m : std::min(m, n);
      ASSERT_EQ(q.shape(), (vm::Shape{2, m, k}));
      ASSERT_EQ(r.shape(), (vm::Shape{2, k, n}));
      for (int e = 0; e < 2; ++e) {
        Matrix x(a, e), y(q, e), z(r, e);
        expectOrthonormal(y, 4 * double(m) * eps);
        expectZero(z, true);
        EXPECT_LE(norm(y * z - x), 4 * double(m) * eps * norm(x));
      }
    }
}

TEST_P(Factors, Eigh) {
  for (std::int64_t n : sizes) {
    SCOPED_TRACE(n);
    Array g = random({3, n, n}, t, 6), a = (g + vm::swapaxes(g, 1, 2)) * 0.5;
    auto [w, v] = la::eigh(a);
    EXPECT_LE(vm::max(vm::abs(w - la::eigvalsh(a))).item<double>(), double(n) * 10 * eps);
    for (int e = 0; e < 3; ++e) {
      Matrix x(a, e), y(v, e), d(n, n);
      std::vector<double> values = w[e].to_vector<double>();
      EXPECT_TRUE(std::is_sorted(values.begin(), values.end()));
      for (std::int64_t i = 0; i < n; ++i)
        d(i, i) = values[std::size_t(i)];
      expectOrthonormal(y, 8 * double(n) * eps);
      EXPECT_LE(norm(y * d * transposed(y) - x), 8 * double(n) * eps * norm(x));
    }
  }
}

TEST_P(Factors, Svd) {
  std::vector<std::pair<std::int64_t, std::int64_t>> shapes = {
      {4, 2}, {2, 4}, {1, 3}, {3, 1}, {9, 5}, {12, 20}, {40, 20}, {20, 40}};
  for (std::int64_t n : {1, 2, 3, 5, 8, 13, 32, 40})
    shapes.push_back({n, n});
  for (auto [m, n] : shapes) {
    SCOPED_TRACE(std::to_string(m) + "x" + std::to_string(n));
    Array a = random({2, m, n}, t, 7);
    auto [u, s, vt] = la::svd(a);
    std::int64_t k = std::min(m, n);
    ASSERT_EQ(u.shape(), (vm::Shape{2, m, k}));
    ASSERT_EQ(vt.shape(), (vm::Shape{2, k, n}));
    for (int e = 0; e < 2; ++e) {
      Matrix x(a, e), y(u, e), z(vt, e), d(k, k);
      std::vector<double> values = s[e].to_vector<double>();
      EXPECT_TRUE(std::is_sorted(values.rbegin(), values.rend()));
      EXPECT_GE(values.back(), 0);
      for (std::int64_t i = 0; i < k; ++i)
        d(i, i) = values[std::size_t(i)];
      double bound = 10 * double(std::max(m, n)) * eps;
      expectOrthonormal(y, bound);
      expectOrthonormal(transposed(z), bound);
      EXPECT_LE(norm(y * d * z - x), bound * norm(x));
    }
  }
}

TEST_P(Factors, SvdOfRankDeficientMatricesIsOrthonormal) {
  for (std::int64_t n : {2, 4, 6, 12}) {
    SCOPED_TRACE(n);
    Array a = vm::matmul(random({n + 1, n / 2}, t, 8), random({n / 2, n}, t, 9));
    for (Array x : {a, vm::zeros({n, n}, t), vm::transpose(a)}) {
      auto [u, s, vt] = la::svd(x);
      double bound = 20 * double(n) * eps;
      expectOrthonormal(Matrix(u), bound);
      expectOrthonormal(transposed(Matrix(vt)), bound);
      EXPECT_LE(norm(Matrix(vm::matmul(u * s, vt)) - Matrix(x)), 4 * bound * (norm(Matrix(x)) + 1));
    }
  }
}

/// |A X - B| relative to |A| |X|.
void expectSolves(const Array &a, const Array &x, const Array &b, double tolerance) {
  for (int e = 0; e < a.dim(0); ++e) {
    Matrix y(a, e), z(x, e);
    EXPECT_LE(norm(y * z - Matrix(b, e)), tolerance * norm(y) * norm(z)) << "example " << e;
  }
}

TEST_P(Factors, Systems) {
  for (std::int64_t n : sizes) {
    SCOPED_TRACE(n);
    double tolerance = 4 * double(n) * eps;
    Array a = random({3, n, n}, t, 10), b = random({3, n, 2}, t, 11), at = vm::swapaxes(a, 1, 2);
    expectSolves(a, la::solve(a, b), b, tolerance);
    expectSolves(a, la::lu_solve(la::lu(a), b), b, tolerance);
    expectSolves(at, la::lu_solve(la::lu(a), b, true), b, tolerance);
    expectSolves(a, la::qr_solve(a, b), b, tolerance);
    Array p = positive({3, n, n}, t, 12);
    expectSolves(p, la::cholesky_solve(la::cholesky(p), b), b, tolerance);
    expectSolves(p, la::cholesky_solve(la::cholesky(p, {.upper = true}), b, true), b, tolerance);
    Array one = la::inv(p), eye = vm::broadcast_to(vm::eye(n, {}, 0, t), {3, n, n});
    expectSolves(p, one, eye, 10 * tolerance);
    // A vector is one column.
    Array x = la::solve(a[0], b(0, vm::all, 0));
    EXPECT_EQ(x.shape(), (vm::Shape{n}));
    EXPECT_TRUE(sameBits(x, la::solve(a[0], b[0](vm::all, vm::slice(0, 1)))(vm::all, 0)));
  }
}

TEST_P(Factors, LargestOfOurOwn) {
  std::int64_t n = 32;
  Array p = positive({17, n, n}, t, 21), b = random({17, n, 1}, t, 22);
  expectSolves(p, la::cholesky_solve(la::cholesky(p), b), b, 4 * double(n) * eps);
  expectSolves(p, la::solve(p, b), b, 4 * double(n) * eps);
}

TEST_P(Factors, IllConditionedSystemsHaveSmallResiduals) {
  std::int64_t n = t == vm::f64 ? 10 : 5;
  Array a = vm::reshape(hilbert(n, t), {1, n, n}), b = random({1, n, 1}, t, 13);
  expectSolves(a, la::solve(a, b), b, 4 * double(n) * eps);
  expectSolves(a, la::qr_solve(a, b), b, 10 * double(n) * eps);
  Array tiny = a * 1e-25, huge = a * 1e15;
  expectSolves(tiny, la::solve(tiny, b), b, 4 * double(n) * eps);
  expectSolves(huge, la::solve(huge, b), b, 4 * double(n) * eps);
}

TEST_P(Factors, TriangularSystems) {
  for (std::int64_t n : {1, 3, 8, 20, 40})
    for (int flags = 0; flags < 16; ++flags) {
      la::TriangularOptions o{.left = bool(flags & 1),
                              .lower = bool(flags & 2),
                              .transpose = bool(flags & 4),
                              .unit = bool(flags & 8)};
      SCOPED_TRACE(std::to_string(n) + " flags " + std::to_string(flags));
      Array full = random({2, n, n}, t, 14) * (0.5 / double(n)) + vm::eye(n, {}, 0, t) * 2.0;
      Array b = random(o.left ? vm::Shape{2, n, 3} : vm::Shape{2, 3, n}, t, 15);
      Array x = la::triangular_solve(full, b, o);
      Array a = o.lower ? vm::tril(full) : vm::triu(full);
      if (o.unit)
        a = (o.lower ? vm::tril(full, -1) : vm::triu(full, 1)) + vm::eye(n, {}, 0, t);
      for (int e = 0; e < 2; ++e) {
        Matrix y(a, e), z(x, e);
        Matrix op = o.transpose ? transposed(y) : y;
        EXPECT_LE(norm((o.left ? op * z : z * op) - Matrix(b, e)),
                  8 * double(n) * eps * (norm(z) + 1));
      }
    }
}

TEST_P(Factors, LeastSquares) {
  for (auto [m, n] : {std::pair<std::int64_t, std::int64_t>{6, 3}, {20, 10}, {40, 20}}) {
    Array a = random({m, n}, t, 16), b = random({m, 2}, t, 17);
    Array x = la::qr_solve(a, b);
    // The residual is orthogonal to the columns.
    Matrix r = Matrix(b) - Matrix(a) * Matrix(x);
    EXPECT_LE(norm(transposed(Matrix(a)) * r), 20 * double(m) * eps * norm(Matrix(a)) * norm(r));
    la::LSTSQ full = la::lstsq(a, b);
    EXPECT_LE(norm(Matrix(full.x) - Matrix(x)), 50 * double(m) * eps * norm(Matrix(x)));
    EXPECT_EQ(full.rank.item<int>(), n);
  }
  // Rank deficient: the solution of least norm has no part in the null space.
  Array left = random({6, 2}, t, 18), a = vm::matmul(left, random({2, 4}, t, 19));
  la::LSTSQ r = la::lstsq(a, random({6}, t, 20), 1e-4);
  EXPECT_EQ(r.rank.item<int>(), 2);
  EXPECT_EQ(r.x.shape(), (vm::Shape{4}));
  Matrix p(la::pinv(a, 1e-4)), x(a);
  EXPECT_LE(norm(x * p * x - x), 100 * eps * norm(x));
  EXPECT_LE(norm(p * x * p - p), 100 * eps * norm(p));
  EXPECT_LE(norm(transposed(x * p) - x * p), 200 * eps);
  EXPECT_LE(norm(transposed(p * x) - p * x), 200 * eps);
}

} // namespace
