// What the table does not say of order: IEEE 754's total order, long rows against
// std::stable_sort, sorts inside loops, equal bits for every chunk, narrow dtypes, and wrong
// uses.

#include "test/unit/ops/Check.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace {

using Arrays = std::vector<Array>;
constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

TEST(Sort, HasATotalOrderByBits) {
  std::vector<float> values = {nan, -0.f, 1, -infinity, 0.f, -nan, infinity, -1};
  Arrays sorted = vm::sort_together({Array::from(values, {8})}, {.total = true});
  std::vector<float> got = sorted[0].to_vector<float>();
  std::vector<float> middle(got.begin() + 1, got.end() - 1);
  EXPECT_EQ(middle, (std::vector<float>{-infinity, -1, -0.f, 0.f, 1, infinity}));
  EXPECT_TRUE(std::signbit(got[3]) && !std::signbit(got[4]));
  EXPECT_TRUE(std::isnan(got[0]) && std::signbit(got[0]));
  EXPECT_TRUE(std::isnan(got[7]) && !std::signbit(got[7]));
}

TEST(Sort, IsStableOverZerosAndNaN) {
  Array x = Array::from(std::vector<float>{nan, 0.f, -0.f, -nan, 0.f}, {5});
  expectArray(vm::argsort(x), vm::i32, {5}, {1, 2, 4, 0, 3});
  expectArray(vm::argsort(x, -1, true), vm::i32, {5}, {0, 3, 1, 2, 4});
}

template <class T> void expectLikeStd(std::int64_t n, T low, T high) {
  std::mt19937_64 random(static_cast<unsigned>(n));
  std::vector<T> values;
  for (std::int64_t k = 0; k < n; ++k)
    values.push_back(T(double(low) + (double(high) - double(low)) *
                                         std::uniform_real_distribution<double>()(random)));
  std::vector<std::int32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::int32_t a, std::int32_t b) { return values[a] < values[b]; });
  EXPECT_EQ(vm::argsort(Array::from(values, {n})).template to_vector<std::int32_t>(), order)
      << "of " << n;
}

TEST(Sort, OrdersRowsOfAnyLengthLikeTheStandardLibrary) {
  for (std::int64_t n : {2, 127, 128, 129, 255, 257, 1000, 65537}) {
    expectLikeStd<float>(n, -1e3f, 1e3f);
    expectLikeStd<double>(n, -1, 1);
    expectLikeStd<std::int32_t>(n, -300, 300);
    expectLikeStd<std::int64_t>(n, -(1ll << 40), 1ll << 40);
    expectLikeStd<std::uint32_t>(n, 0, 4000000000u);
  }
}

TEST(Sort, TakesEveryOrderedDtype) {
  Array x = {3., -1., 2., -7., 0., 5., -2.};
  std::vector<double> sorted = {-7, -2, -1, 0, 2, 3, 5};
  for (vm::DType t : {vm::f16, vm::bf16, vm::f32, vm::f64, vm::i8, vm::i16, vm::i32, vm::i64})
    expectArray(vm::sort(vm::astype(x, t)), t, {7}, sorted);
  for (vm::DType t : {vm::u8, vm::u16, vm::u32, vm::u64})
    expectArray(vm::sort(vm::astype(x + 7, t)), t, {7}, {0, 5, 6, 7, 9, 10, 12});
  // Long rows, by digits.
  for (vm::DType t : {vm::f16, vm::bf16, vm::i8, vm::u8, vm::i16, vm::u16, vm::u64}) {
    Array line = vm::astype(vm::arange(100), t), twice = vm::concatenate({line, vm::flip(line)});
    expectArray(vm::sort(twice), t, {200}, vm::repeat(line, 2).to_vector<double>());
  }
}

TEST(Sort, HasTheSameBitsInEveryChunk) {
  std::mt19937 random(7);
  for (std::int64_t n : {5, 16, 31, 200}) {
    std::vector<float> values(std::size_t(37 * n));
    for (float &v : values)
      v = std::normal_distribution<float>()(random);
    Array x = Array::from(values, {37, n});
    auto f = [](const Array &row) { return vm::sort(row) * vm::sum(row); };
    Array whole = vm::vmap(f)(x);
    for (std::int64_t chunk : {1, 8, 16, 37})
      EXPECT_TRUE(vm::array_equal(vm::vmap(f, {.chunk_size = chunk})(x), whole))
          << n << " by " << chunk;
  }
}

TEST(Sort, WorksInsideLoopsAndBranches) {
  auto f = [](const Array &x) {
    Array y = vm::fori_loop(0, 3, x, [](const Array &i, const Array &v) {
      return vm::sort(v * vm::where(i % 2 == 0, -1., 1.)) + 1.;
    });
    return vm::cond(
        y[0] < 0., [](const Array &v) { return vm::sort(v, -1, true); },
        [](const Array &v) { return v; }, y);
  };
  Array x = {{3., 1., 2.}, {-5., 0., 9.}, {1., 1., -1.}};
  Array all = vm::vmap(f)(x);
  for (int k = 0; k < 3; ++k)
    EXPECT_TRUE(vm::array_equal(all[k], f(x[k]))) << k;
}

TEST(Sort, GivesGradientsToWhereElementsCameFrom) {
  auto f = [](const Array &x) { return vm::sum(vm::sort(x) * Array{1., 10., 100.}); };
  expectArray(vm::grad(f)(Array{5., -1., 2.}), vm::f64, {3}, {100, 1, 10});
  auto second = [](const Array &x) { return vm::sum(vm::square(vm::sort(x)) * Array{1., 2., 3.}); };
  Array h = vm::hessian(second)(Array{5., -1., 2.});
  expectArray(h, vm::f64, {3, 3}, {6, 0, 0, 0, 2, 0, 0, 0, 4});
}

TEST(Order, NamesWrongUses) {
  Array x = {{1., 2.}, {3., 4.}};
  EXPECT_VM_ERROR(vm::sort(x, 2), "sort", "an axis in -2..1");
  EXPECT_VM_ERROR(vm::sort(Array(1.)), "sort", "rank 1 or more");
  EXPECT_VM_ERROR(vm::sort_together({x, x[0]}), "sort_together", "arrays of one shape");
  EXPECT_VM_ERROR(vm::sort_together({x}, {.keys = 2}), "sort_together", "from 1 to 1 keys");
  EXPECT_VM_ERROR(vm::top_k(x, 3), "top_k", "k from 0 to 2");
  EXPECT_VM_ERROR(vm::searchsorted(x, x[0]), "searchsorted", "a sorted array of rank 1");
  EXPECT_VM_ERROR(vm::bincount(x, 3), "bincount", "integers");
  EXPECT_VM_ERROR(vm::unique(x, -1), "unique", "not negative");
  EXPECT_VM_ERROR(vm::histogram(x, 0), "histogram", "at least one bin");
  EXPECT_VM_ERROR(vm::segment_sum(x, Array{0}, 3), "segment_sum", "one for each row");
  EXPECT_VM_ERROR(vm::take_along_axis(x, Array{0}), "take_along_axis", "indices of rank 2");
  EXPECT_VM_ERROR(vm::attention(x, x, x[0]), "attention", "rank 2 or more");
  EXPECT_VM_ERROR(vm::huber_loss(x, x, -1), "huber_loss", "not negative");
  EXPECT_VM_ERROR(vm::interp(x, x, x), "interp", "rank-1 shape");
  EXPECT_VM_ERROR(vm::layer_norm(x, {.axes = 5}), "layer_norm", "an axis in -2..1");
}

} // namespace
