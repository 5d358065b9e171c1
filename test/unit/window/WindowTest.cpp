// Windows, pooling and convolutions: edges, ties, and values recorded from JAX 0.7.

#include "test/unit/api/Expect.h"

#include "vmapc/window.h"

namespace {

Array counting(const Shape &shape, double from = 0) {
  return vm::reshape(vm::arange(double(vm::elementCount(shape))) + from, shape);
}

TEST(Windows, PositionsThenElements) {
  expectArray(vm::windows(counting({5}), {.size = {3}}), {3, 3}, {0, 1, 2, 1, 2, 3, 2, 3, 4});
  expectArray(vm::windows(counting({2, 3}), {.size = {2, 2}}), {1, 2, 2, 2},
              {0, 1, 3, 4, 1, 2, 4, 5});
  EXPECT_EQ(vm::windows(counting({2}), {.size = {3}}).shape(), (Shape{0, 3}));
}

TEST(ReduceWindow, SameAndLongWindows) {
  expectArray(vm::reduce_window(counting({7}), 0.0, vm::add,
                                {.size = {3}, .strides = {2}, .padding = "same"}),
              {4}, {1, 6, 12, 11});
  // 12 elements: windows of 4 and 8 put together, in order.
  auto digits = vm::reduce_window(counting({14}), 0.0, vm::add, {.size = {12}});
  expectArray(digits, {3}, {66, 78, 90});
  auto last = [](Array, Array b) { return b; };
  expectArray(vm::reduce_window(counting({14}), 0.0, last, {.size = {12}}), {3}, {11, 12, 13});
  auto first = [](Array a, Array) { return a; };
  expectArray(vm::reduce_window(counting({14}), 9.0, first, {.size = {12}}), {3}, {9, 9, 9});
}

TEST(ReduceWindow, Trees) {
  using Pair = std::pair<Array, Array>;
  auto larger = [](const Pair &a, const Pair &b) {
    Array keep = a.first >= b.first;
    return Pair(vm::where(keep, a.first, b.first), vm::where(keep, a.second, b.second));
  };
  Array x{3.f, 1.f, 4.f, 1.f, 5.f};
  Pair r = vm::reduce_window(Pair(x, Array{0, 1, 2, 3, 4}), Pair(Array(-1e9), Array(-1)), larger,
                             {.size = {2}});
  expectArray(r.first, {4}, {3, 4, 4, 5});
  expectArray(r.second, {4}, {0, 2, 2, 4});
}

TEST(Pooling, TheFirstOfEqualElementsHasTheDerivative) {
  Array x{{1.f, 1.f, 0.f, 0.f}, {1.f, 1.f, 0.f, 2.f}}, weight{{1.f, 10.f, 100.f}};
  auto loss = [&](Array v) {
    return vm::sum(vm::max_pool(v, {.size = {2, 2}, .strides = {1, 1}}) * weight);
  };
  // jax.grad of lax.reduce_window(max)
  expectArray(vm::grad(loss)(x), {2, 4}, {1, 10, 0, 0, 0, 0, 0, 100});
  expectArray(vm::vmap(vm::grad(loss))(vm::stack({x, 2.0 * x})), {2, 2, 4},
              {1, 10, 0, 0, 0, 0, 0, 100, 1, 10, 0, 0, 0, 0, 0, 100});
  // The gradient is linear in the weight: its second derivative in x is zero.
  expectArray(vm::grad([&](Array v) { return vm::sum(vm::grad(loss)(v)); })(x), {2, 4},
              {0, 0, 0, 0, 0, 0, 0, 0});
}

TEST(Pooling, IntegersAndNaN) {
  expectArray(vm::max_pool(Array{-5, -7, -3}, {.size = {2}, .strides = {1}, .padding = {{1, 0}}}),
              {3}, {-5, -5, -3});
  Array x{1.f, std::nanf(""), 2.f, 3.f};
  Array y = vm::max_pool(x, {.size = {2}});
  EXPECT_TRUE(std::isnan(y.to_vector<float>()[0]));
  EXPECT_EQ(y.to_vector<float>()[1], 3);
  expectArray(vm::avg_pool(Array{1, 2, 3, 4}, {.size = {2}}), {2}, {1.5, 3.5});
}

TEST(SelectAndScatter, AnyChoiceAndCombination) {
  Array x{3.f, 1.f, 4.f, 1.f, 5.f}, source{1.f, 2.f, 3.f, 4.f};
  // The smallest of each pair: positions 1, 1, 3, 3.
  expectArray(vm::select_and_scatter(x, source, 0.0, vm::less_equal, vm::add, {.size = {2}}), {5},
              {0, 3, 0, 7, 0});
  expectArray(vm::select_and_scatter(x, source, 10.0, vm::less_equal, vm::mul, {.size = {2}}), {5},
              {10, 20, 10, 120, 10});
}

TEST(Conv, GradientsAsJax) {
  Array x = counting({1, 1, 3, 4}), w = counting({2, 1, 2, 2}, 1);
  auto loss = [&](Array k) {
    Array y = vm::conv2d(x, k, {.strides = {2, 1}, .padding = {{1, 0}, {0, 2}},
                                .rhs_dilation = {1, 2}});
    return vm::sum(y * y);
  };
  expectArray(vm::grad(loss)(w), {2, 1, 2, 2},
              {2532, 2220, 4608, 3702, 6484, 5356, 11704, 8886}, 1e-6);
}

TEST(Conv, TransposeAsJax) {
  Array x = counting({1, 1, 3, 4}), k = counting({2, 1, 2, 2}, 1), t = counting({1, 2, 2, 2}, 1);
  expectArray(vm::conv_transpose(x, k, {.strides = {2, 1}}), {1, 2, 6, 4},
              {0,  4,  11, 18, 0,  2,  5,  8,  16, 32, 39, 46, 8,   14,  17,  20,
               32, 60, 67, 74, 16, 26, 29, 32, 0,  8,  23, 38, 0,   6,   17,  28,
               32, 68, 83, 98, 24, 50, 61, 72, 64, 128, 143, 158, 48, 94, 105, 116});
  expectArray(vm::conv_transpose(x, t, {.strides = {2, 1}, .padding = "valid",
                                        .transpose_kernel = true}),
              {1, 2, 6, 5},
              {0,  1,  4,   7,   6,  0,  3,  10, 17, 12, 4,   13,  16,  19,  14,
               12, 31, 38,  45,  28, 8,  25, 28, 31, 22, 24,  59,  66,  73,  44,
               0,  5,  16,  27,  18, 0,  7,  22, 37, 24, 20,  49,  60,  71,  42,
               28, 67, 82,  97,  56, 40, 93, 104, 115, 66, 56, 127, 142, 157, 88});
}

TEST(Conv, ASharedKernelUnderVmap) {
  Array xs = counting({3, 2, 6}), w = counting({2, 2, 3}, -3);
  auto one = [](Array x, Array k) { return vm::conv1d(x, k, {.padding = "same"}); };
  Array batched = vm::vmap(one, {.in_axes = {0, vm::none}})(xs, w);
  expectArray(batched, {3, 2, 6}, vm::conv1d(xs, w, {.padding = "same"}).to_vector<double>());
  // A kernel per example.
  Array ws = vm::stack({w, 2.0 * w, 3.0 * w});
  Array own = vm::vmap(one)(xs, ws);
  for (int k = 0; k < 3; ++k)
    expectArray(own[k], {2, 6}, one(xs[k], ws[k]).to_vector<double>());
}

TEST(Conv, NoPositions) {
  EXPECT_EQ(vm::conv1d(counting({1, 2, 2}), counting({3, 2, 3})).shape(), (Shape{1, 3, 0}));
}

TEST(WindowErrors, SayWhatFits) {
  Array x = counting({2, 4, 5}), w = counting({3, 3, 2});
  expectError(VMAPC_ERROR_OF(vm::conv1d(x, w)), {"conv1d", "4 channels", "3"}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::conv2d(x, w)), {"conv2d", "rank 4"}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::conv_general(x, w, {.layout = "NCH,OIW->NCH"})),
              {"layout", "NCH,OIW->NCH"}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::max_pool(x, {.size = {2, 2}, .padding = "full"})),
              {"max_pool", "\"full\""}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::windows(x, {.size = {2}, .strides = {0}})),
              {"windows", "strides", "0"}, __LINE__);
  auto wrong = [](Array a, Array) { return vm::sum(a); };
  expectError(VMAPC_ERROR_OF(vm::reduce_window(x, 0.0, wrong, {.size = {2}})),
              {"reduce_window", "keeps the shape"}, __LINE__);
}

} // namespace
