// Derivatives of every function against central differences in f64, for sizes on both sides of
// every change of algorithm: reverse mode, forward mode against it, second order, and under vmap.

#include "Matrices.h"

#include <gtest/gtest.h>

using namespace linalg_test;

namespace {

using Scalar = std::function<Array(Array)>;

/// f at the elements of x moved by +h and -h one after another, and the differences.
std::vector<double> differences(const Scalar &f, const Array &x, double h) {
  std::int64_t count = x.size();
  vm::Shape shape = x.shape();
  shape.insert(shape.begin(), count);
  Array moves = vm::reshape(vm::eye(count, {}, 0, vm::f64) * h, shape);
  auto many = vm::jit(vm::vmap([f](Array v) { return f(v); }));
  return ((many(x + moves) - many(x - moves)) / (2 * h)).to_vector<double>();
}

void expectClose(const std::vector<double> &got, const std::vector<double> &expected,
                 double tolerance, const std::string &what) {
  ASSERT_EQ(got.size(), expected.size()) << what;
  double scale = 1e-3;
  for (double v : expected)
    scale = std::max(scale, std::fabs(v));
  for (std::size_t k = 0; k < got.size(); ++k)
    EXPECT_NEAR(got[k], expected[k], tolerance * scale) << what << ", element " << k;
}

/// All derivatives of a real function of one array.
void check(const std::string &name, const Array &x, Scalar f, bool second = true) {
  SCOPED_TRACE(name);
  auto typed = [f](Array v) { return f(v); };
  auto gradient = vm::jit(vm::grad(typed));
  Array g = gradient(x);
  expectClose(g.to_vector<double>(), differences(f, x, 1e-5), 1e-6, name + " grad");
  Array t = random(x.shape(), vm::f64, 77);
  double forward = vm::jit([typed](Array v, Array d) {
                     return vm::jvp(typed, std::tuple(v), std::tuple(d)).second;
                   })(x, t)
                       .item<double>();
  double reverse = vm::sum(g * t).item<double>();
  EXPECT_NEAR(forward, reverse, 1e-9 * (1 + std::fabs(reverse))) << name << " jvp";
  if (!second)
    return;
  Scalar slope = [typed, t](Array v) { return vm::sum(vm::grad(typed)(v) * t); };
  Array curvature = vm::jit(vm::grad([slope](Array v) { return slope(v); }))(x);
  expectClose(curvature.to_vector<double>(), differences(slope, x, 1e-4), 1e-5, name + " second");
  // Under vmap, with other examples beside it.
  Array two = vm::jit(vm::vmap(vm::grad(typed)))(vm::stack({x * 1.01, x}));
  expectClose(two[1].to_vector<double>(), g.to_vector<double>(), 1e-9, name + " vmapped");
}

/// A weight for every element, so that every part of a result counts.
Array weighted(const Array &y) {
  std::vector<double> w;
  for (std::int64_t k = 0; k < y.size(); ++k)
    w.push_back(std::cos(1.0 + 1.7 * double(k)));
  return vm::sum(y * vm::reshape(Array::from(w, {y.size()}), y.shape()));
}

class Derivatives : public testing::TestWithParam<std::int64_t> {
protected:
  std::int64_t n = GetParam();
  bool small = n <= 5;
  Array p = positive({n, n}, vm::f64, 1) / double(n);
  Array a = random({n, n}, vm::f64, 2) + vm::eye(n, {}, 0, vm::f64) * 2.0;
  Array b = random({n, 2}, vm::f64, 3);
};
INSTANTIATE_TEST_SUITE_P(Sizes, Derivatives, testing::Values(2, 3, 5, 9));

TEST_P(Derivatives, Factors) {
  check("cholesky", p, [](Array x) { return weighted(la::cholesky(x)); }, small);
  check(
      "upper", p,
      [](Array x) { return weighted(la::cholesky(x, {.upper = true, .symmetrize = false})); },
      false);
  check("lu", a, [](Array x) { return weighted(la::lu(x).lu); }, small);
  check(
      "qr", a,
      [](Array x) {
        la::QR f = la::qr(x);
        return weighted(f.q) + weighted(f.r);
      },
      small);
}

TEST_P(Derivatives, RectangularFactors) {
  for (Array x : {vm::concatenate({a, b}, 1), vm::transpose(vm::concatenate({a, b}, 1))}) {
    check("lu", x, [](Array v) { return weighted(la::lu(v).lu); }, false);
    check(
        "qr", x,
        [](Array v) {
          la::QR f = la::qr(v);
          return weighted(f.q) + weighted(f.r);
        },
        false);
    check(
        "svd", x,
        [](Array v) {
          la::SVD f = la::svd(v);
          return weighted(vm::matmul(f.u * vm::exp(-f.s), f.vt)) + weighted(f.s);
        },
        false);
    check("pinv", x, [](Array v) { return weighted(la::pinv(v)); }, small);
  }
}

TEST_P(Derivatives, Systems) {
  Array b = this->b;
  check("solve", a, [b](Array x) { return weighted(la::solve(x, b)); }, small);
  Array a = this->a;
  check("rhs", b, [a](Array x) { return weighted(la::solve(a, x)); }, false);
  check("inv", a, [](Array x) { return weighted(la::inv(x)); }, small);
  check(
      "lu_solve", a,
      [b](Array x) {
        la::LU f = la::lu(x);
        return weighted(la::lu_solve(f, b)) + weighted(la::lu_solve(f, b, true));
      },
      false);
  check(
      "cholesky_solve", p,
      [b](Array x) { return weighted(la::cholesky_solve(la::cholesky(x), b)); }, small);
  for (int flags = 0; flags < 8; ++flags) {
    la::TriangularOptions o{
        .lower = bool(flags & 1), .transpose = bool(flags & 2), .unit = bool(flags & 4)};
    check(
        "triangular " + std::to_string(flags), p * 0.5,
        [b, o](Array x) { return weighted(la::triangular_solve(x, b, o)); }, false);
  }
  Array tall = vm::concatenate({a, vm::transpose(b)}, 0), rhs = random({n + 2, 2}, vm::f64, 4);
  check("qr_solve", tall, [rhs](Array x) { return weighted(la::qr_solve(x, rhs)); }, small);
  check("lstsq", tall, [rhs](Array x) { return weighted(la::lstsq(x, rhs).x); }, small);
}

TEST_P(Derivatives, Spectral) {
  check(
      "eigh", p,
      [](Array x) {
        la::EIGH f = la::eigh(x);
        return weighted(f.vectors * f.vectors) + weighted(f.values);
      },
      small);
  check("eigvalsh", p, [](Array x) { return weighted(vm::log(la::eigvalsh(x))); }, small);
  check(
      "svd", a,
      [](Array x) {
        la::SVD f = la::svd(x);
        return weighted(f.u * f.u) + weighted(f.vt * f.vt) + weighted(f.s);
      },
      small);
  check("nuclear", a, [](Array x) { return la::matrix_norm(x, la::Norm::nuclear); }, small);
}

TEST_P(Derivatives, Functions) {
  check("det", a, [](Array x) { return la::det(x); }, small);
  check("slogdet", a, [](Array x) { return la::slogdet(x).logabsdet; }, small);
  check("expm", a, [](Array x) { return weighted(la::expm(x)); }, n <= 3);
  check("power", a, [](Array x) { return weighted(la::matrix_power(x, -3)); }, false);
  check("cond", a, [](Array x) { return la::cond(x); }, false);
}

TEST(LinalgDerivatives, LargeMatrices) {
  std::int64_t n = 34;
  Array p = positive({n, n}, vm::f64, 5) / double(n), b = random({n, 1}, vm::f64, 6);
  Array t = random({n, n}, vm::f64, 7);
  auto along = [&](const char *name, Scalar f) {
    auto typed = [f](Array v) { return f(v); };
    Array g = vm::grad(typed)(p);
    double h = 1e-5, slope = vm::sum(g * t).item<double>();
    double expected = ((f(p + t * h) - f(p - t * h)) / (2 * h)).item<double>();
    EXPECT_NEAR(slope, expected, 1e-6 * (1 + std::fabs(expected))) << name;
  };
  along("cholesky", [](Array x) { return weighted(la::cholesky(x)); });
  along("solve", [b](Array x) { return weighted(la::solve(x, b)); });
  along("qr", [](Array x) { return weighted(la::qr(x).r); });
  along("eigh", [](Array x) { return weighted(la::eigh(x).values); });
  along("svd", [](Array x) { return weighted(la::svdvals(x)); });
  along("slogdet", [](Array x) { return la::slogdet(x).logabsdet; });
  along("expm", [](Array x) { return weighted(la::expm(x * 0.1)); });
  // Second order through LAPACK's triangular systems.
  auto slope = [&](Array x) {
    return vm::sum(vm::grad([b](Array v) { return weighted(la::solve(v, b)); })(x) * t);
  };
  double h = 1e-5, got = vm::sum(vm::grad(slope)(p) * t).item<double>();
  double expected = ((slope(p + t * h) - slope(p - t * h)) / (2 * h)).item<double>();
  EXPECT_NEAR(got, expected, 1e-5 * (1 + std::fabs(expected)));
}

TEST(LinalgDerivatives, DeterminantOfSingularMatrices) {
  // The gradient is the matrix of cofactors whatever the rank.
  for (std::int64_t n : {2, 3, 4, 5, 6, 8})
    for (std::int64_t rank = n - 3; rank < n; ++rank) {
      if (rank < 0)
        continue;
      SCOPED_TRACE(std::to_string(n) + " rank " + std::to_string(rank));
      // Integers, so that elimination meets exact zeros or the first column is one.
      Array x = vm::round(random({n, n}, vm::f64, 8) * 2.0);
      for (std::int64_t k = rank; k < n; ++k)
        x = x.at(vm::all, k - rank).set(vm::zeros({n}, vm::f64));
      check("det", x, [](Array v) { return la::det(v); });
    }
}

TEST(LinalgDerivatives, EqualEigenvaluesGiveFiniteGradients) {
  Array x = vm::eye(3, {}, 0, vm::f64);
  Array g = vm::grad([](Array v) { return vm::sum(vm::exp(la::eigvalsh(v))); })(x);
  expectClose(g.to_vector<double>(), (x * std::exp(1.0)).to_vector<double>(), 1e-12, "eigvalsh");
  EXPECT_TRUE(isAllFinite(vm::grad([](Array v) { return weighted(la::eigh(v).vectors); })(x)));
  EXPECT_TRUE(isAllFinite(vm::grad([](Array v) { return weighted(la::svd(v).u); })(x)));
}

} // namespace
