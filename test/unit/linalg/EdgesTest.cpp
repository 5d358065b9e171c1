// Singular, indefinite, NaN and empty matrices, dtypes, batches and wrong uses.

#include "Matrices.h"

#include <gtest/gtest.h>

using namespace linalg_test;

namespace {

/// Examples of which number `bad` is spoilt; more than SIMD lanes.
Array spoilt(Array batch, std::int64_t bad, const Array &by) { return batch.at(bad).set(by); }

/// Only example `bad` of the result is NaN.
void expectOnlyNan(const Array &result, std::int64_t bad) {
  for (std::int64_t k = 0; k < result.dim(0); ++k)
    EXPECT_TRUE(k == bad ? isAllNan(result[k]) : isAllFinite(result[k])) << "example " << k;
}

class Edges : public testing::TestWithParam<std::int64_t> {};
INSTANTIATE_TEST_SUITE_P(Sizes, Edges, testing::Values(1, 2, 3, 5, 8, 12, 40));

TEST_P(Edges, SingularMatricesGiveNaNInTheirExampleOnly) {
  std::int64_t n = GetParam(), bad = 5;
  Array a = spoilt(positive({19, n, n}, vm::f32, 1), bad, vm::zeros({n, n}));
  Array b = random({19, n, 2}, vm::f32, 2);
  expectOnlyNan(la::solve(a, b), bad);
  expectOnlyNan(la::inv(a), bad);
  expectOnlyNan(la::qr_solve(a, b), bad);
  expectOnlyNan(la::triangular_solve(a, b), bad);
  EXPECT_EQ(la::det(a)[bad].item<float>(), 0);
  la::SLOGDET s = la::slogdet(a);
  EXPECT_EQ(s.sign[bad].item<float>(), 0);
  EXPECT_EQ(s.logabsdet[bad].item<float>(), -INFINITY);
  la::LU f = la::lu(a);
  EXPECT_TRUE(isAllFinite(f.lu));
}

TEST_P(Edges, IndefiniteMatricesGiveNaNInTheirExampleOnly) {
  std::int64_t n = GetParam(), bad = 7;
  // The last pivot is the one that fails.
  Array minus = vm::eye(n).at(n - 1, n - 1).set(-1.f);
  Array l = la::cholesky(spoilt(positive({19, n, n}, vm::f32, 3), bad, minus));
  for (std::int64_t k = 0; k < 19; ++k) {
    Matrix x(l, k);
    for (std::int64_t i = 0; i < n; ++i)
      for (std::int64_t j = 0; j < n; ++j)
        EXPECT_TRUE(j > i ? x(i, j) == 0 : std::isnan(x(i, j)) == (k == bad)) << k;
  }
}

TEST_P(Edges, NaNStaysInItsExampleAndEverythingEnds) {
  std::int64_t n = GetParam(), bad = 3;
  for (double v : {double(NAN), double(INFINITY)}) {
    Array a = spoilt(positive({17, n, n}, vm::f32, 4), bad, vm::full({n, n}, v, vm::f32));
    expectOnlyNan(la::eigh(a).values, bad);
    expectOnlyNan(la::eigh(a).vectors, bad);
    expectOnlyNan(la::svd(a).u, bad);
    expectOnlyNan(la::svdvals(a), bad);
    expectOnlyNan(la::pinv(a), bad);
    expectOnlyNan(la::expm(a * 0.1), bad);
  }
  Array a = spoilt(positive({17, n, n}, vm::f32, 4), bad, vm::full({n, n}, NAN, vm::f32));
  expectOnlyNan(la::solve(a, random({17, n, 1}, vm::f32, 5)), bad);
}

TEST_P(Edges, OneExampleHasTheBitsOfTheBatch) {
  std::int64_t n = GetParam();
  Array a = positive({18, n, n}, vm::f32, 6), b = random({18, n, 2}, vm::f32, 7);
  auto check = [&](const char *name, auto f) {
    Array batch = f(a, b), mapped = vm::vmap(f, {.in_axes = {1, 2}, .out_axes = -1})(
                               vm::moveaxis(a, 0, 1), vm::moveaxis(b, 0, 2));
    EXPECT_TRUE(sameBits(batch, vm::moveaxis(mapped, -1, 0))) << name;
    for (int k : {0, 5, 17})
      EXPECT_TRUE(sameBits(batch[k], f(a[k], b[k]))) << name << " " << k;
  };
  check("cholesky", [](Array a, Array) { return la::cholesky(a); });
  check("solve", [](Array a, Array b) { return la::solve(a, b); });
  check("lu", [](Array a, Array) { return la::lu(a).lu; });
  check("permutation", [](Array a, Array) { return la::lu(a).permutation; });
  check("triangular_solve", [](Array a, Array b) { return la::triangular_solve(a, b); });
  check("qr", [](Array a, Array) { return la::qr(a).q; });
  check("det", [](Array a, Array) { return la::det(a); });
}

TEST(Linalg, EmptyMatricesAndBatches) {
  Array none = vm::zeros({0, 0}), batch = vm::zeros({0, 3, 3}), many = vm::zeros({4, 0, 0});
  EXPECT_EQ(la::det(none).item<float>(), 1);
  EXPECT_EQ(la::slogdet(none).sign.item<float>(), 1);
  EXPECT_EQ(la::cholesky(none).shape(), (vm::Shape{0, 0}));
  EXPECT_EQ(la::inv(batch).shape(), (vm::Shape{0, 3, 3}));
  EXPECT_EQ(la::solve(batch, vm::zeros({0, 3, 2})).shape(), (vm::Shape{0, 3, 2}));
  EXPECT_EQ(la::lu(many).pivots.shape(), (vm::Shape{4, 0}));
  EXPECT_EQ(la::eigh(none).values.shape(), (vm::Shape{0}));
  EXPECT_EQ(la::svd(vm::zeros({3, 0})).u.shape(), (vm::Shape{3, 0}));
  EXPECT_EQ(la::qr(vm::zeros({3, 0})).q.shape(), (vm::Shape{3, 0}));
  EXPECT_EQ(la::qr(vm::zeros({3, 0}), true).q.shape(), (vm::Shape{3, 3}));
  EXPECT_EQ(la::expm(none).shape(), (vm::Shape{0, 0}));
  EXPECT_EQ(la::pinv(vm::zeros({2, 0})).shape(), (vm::Shape{0, 2}));
  EXPECT_EQ(la::matrix_rank(vm::zeros({2, 0})).item<int>(), 0);
}

TEST(Linalg, BatchesBroadcastAndDtypesArePromoted) {
  Array a = positive({2, 1, 3, 3}, vm::f32, 8), b = random({4, 3, 2}, vm::f64, 9);
  Array x = la::solve(a, b);
  EXPECT_EQ(x.shape(), (vm::Shape{2, 4, 3, 2}));
  EXPECT_EQ(x.dtype(), vm::f64);
  Array integers = la::inv(Array{{2, 0}, {0, 4}});
  EXPECT_EQ(integers.dtype(), vm::f32);
  EXPECT_TRUE(sameBits(integers, Array{{0.5f, 0.f}, {0.f, 0.25f}}));
  Array half = la::det(vm::astype(Array{{2.f, 1.f}, {1.f, 4.f}}, vm::f16));
  EXPECT_EQ(half.dtype(), vm::f16);
  EXPECT_EQ(half.item<float>(), 7);
}

std::string message(std::function<void()> f) {
  try {
    f();
  } catch (const vm::Error &e) {
    return e.what();
  }
  return "no error";
}
bool contains(const std::string &text, const char *part) {
  return text.find(part) != std::string::npos;
}

TEST(Linalg, WrongUses) {
  Array wide = vm::zeros({2, 3}), square = vm::zeros({3, 3}), b = vm::zeros({2});
  std::string m = message([&] { la::cholesky(wide); });
  EXPECT_TRUE(contains(m, "EdgesTest.cpp") && contains(m, "cholesky") && contains(m, "square") &&
              contains(m, "f32[2,3]"))
      << m;
  m = message([&] { la::solve(square, b); });
  EXPECT_TRUE(contains(m, "rows") && contains(m, "f32[2]")) << m;
  m = message([&] { la::inv(b); });
  EXPECT_TRUE(contains(m, "rank 2")) << m;
  m = message([&] { la::solve(vm::zeros({2, 3, 3}), vm::zeros({4, 3, 1})); });
  EXPECT_TRUE(contains(m, "broadcast")) << m;
  m = message([&] { la::qr_solve(wide, b); });
  EXPECT_TRUE(contains(m, "at least as many rows")) << m;
  m = message([&] { la::det(vm::astype(square, vm::c64)); });
  EXPECT_TRUE(contains(m, "c64")) << m;
}

} // namespace
