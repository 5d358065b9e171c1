// Reading and updating at indices, in a trace and outside.

#include "Check.h"

using namespace vmapc;

namespace {

/// f(x) eagerly and in a trace, which must be the same.
template <class F>
void expectBoth(F f, const Array &x, const Shape &shape, const std::vector<double> &elements) {
  expectArray(f(x), x.dtype(), shape, elements);
  Array traced = vm::jit([f](Array a) { return f(a); })(x);
  expectArray(traced, x.dtype(), shape, elements);
}
#define EXPECT_INDEX(x, expression, shape, ...)                                                    \
  expectBoth([=](Array a) { return expression; }, x, Shape shape, {__VA_ARGS__})

const Array &matrix() {
  static const Array x = counting({3, 4}, i32);
  return x;
}

TEST(Index, IntegersAndSlices) {
  EXPECT_INDEX(matrix(), a[1], ({4}), 4, 5, 6, 7);
  EXPECT_INDEX(matrix(), a[-1], ({4}), 8, 9, 10, 11);
  EXPECT_INDEX(matrix(), a(1, 2), ({}), 6);
  EXPECT_INDEX(matrix(), a(vm::all, 1), ({3}), 1, 5, 9);
  EXPECT_INDEX(matrix(), a(slice(1, 3), slice({}, 2)), ({2, 2}), 4, 5, 8, 9);
  EXPECT_INDEX(matrix(), a(0, slice(1, {}, 2)), ({2}), 1, 3);
  EXPECT_INDEX(matrix(), a(0, slice({}, {}, -1)), ({4}), 3, 2, 1, 0);
  EXPECT_INDEX(matrix(), a(0, slice(-1, 0, -2)), ({2}), 3, 1);
  EXPECT_INDEX(matrix(), a(slice(5, 9)), ({0, 4}), );
  EXPECT_INDEX(matrix(), a(slice(-2, 100), 0), ({2}), 4, 8);
  EXPECT_INDEX(matrix(), a(slice({}, {}, 2), slice({}, {}, 3)), ({2, 2}), 0, 3, 8, 11);
}

TEST(Index, NewAxesAndEllipsis) {
  EXPECT_INDEX(matrix(), a(0, newaxis), ({1, 4}), 0, 1, 2, 3);
  EXPECT_INDEX(matrix(), a(ellipsis, 0), ({3}), 0, 4, 8);
  EXPECT_INDEX(matrix(), a(0, newaxis, slice(1, 3), newaxis), ({1, 2, 1}), 1, 2);
  EXPECT_EQ(counting({2, 3, 4})(1, ellipsis, newaxis, 2).shape(), (Shape{3, 1}));
}

TEST(Index, Arrays) {
  EXPECT_INDEX(matrix(), a[Array({2, 0, -1})], ({3, 4}), 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11);
  EXPECT_INDEX(matrix(), a(Array{0, 1}, Array{2, 3}), ({2}), 2, 7);
  EXPECT_INDEX(matrix(), a(vm::all, Array{3, 0}), ({3, 2}), 3, 0, 7, 4, 11, 8);
  EXPECT_INDEX(matrix(), a(slice(1, {}), Array{3, 0}), ({2, 2}), 7, 4, 11, 8);
  EXPECT_INDEX(matrix(), a(vm::reshape(Array{0, 2}, {2, 1}), Array{1, 2}), ({2, 2}), 1, 2, 9, 10);
  EXPECT_INDEX(matrix(), a(Array{100, -100}, 0), ({2}), 8, 0); // clipped
  Array cube = counting({2, 3, 4}, i32);
  // Neighbours stay in place; separated by a slice they come first, as in NumPy.
  EXPECT_EQ(cube(vm::all, Array{0, 1, 2}, Array{0, 0, 0}).shape(), (Shape{2, 3}));
  EXPECT_EQ(cube(Array{0, 1}, vm::all, Array{0, 0}).shape(), (Shape{2, 3}));
  EXPECT_EQ(cube(0, vm::all, Array{0, 1, 2, 3, 0}).shape(), (Shape{5, 3}));
  EXPECT_INDEX(cube, a(0, vm::all, Array{1, 2}), ({2, 3}), 1, 5, 9, 2, 6, 10);
  EXPECT_INDEX(cube, a(vm::all, 1, Array{1, 2}), ({2, 2}), 5, 6, 17, 18);
  EXPECT_INDEX(cube, a(vm::all, newaxis, 1, Array{1, 2}), ({2, 1, 2}), 5, 6, 17, 18);
}

TEST(Index, TracedIntegers) {
  auto f = vm::jit(
      [](Array x, Array i) { return std::tuple{x[i], x(vm::all, i), x(i, i), x(i, slice(1, 3))}; });
  for (int i : {0, 2, -1}) {
    auto [row, column, element, part] = f(matrix(), Array::from<int>(std::vector{i}, {}));
    int r = i < 0 ? i + 3 : i, c = i < 0 ? i + 4 : i;
    expectArray(row, i32, {4}, {r * 4., r * 4 + 1., r * 4 + 2., r * 4 + 3.});
    expectArray(column, i32, {3}, {double(c), c + 4., c + 8.});
    expectArray(element, i32, {}, {r * 4. + c});
    expectArray(part, i32, {2}, {r * 4 + 1., r * 4 + 2.});
  }
}

TEST(Index, UpdatesWithSlices) {
  Array zero = vm::zeros({2, 4}, i32);
  EXPECT_INDEX(zero, a.at(1).set(5), ({2, 4}), 0, 0, 0, 0, 5, 5, 5, 5);
  EXPECT_INDEX(zero, a.at(0, slice(1, 3)).add(Array({1, 2})), ({2, 4}), 0, 1, 2, 0, 0, 0, 0, 0);
  EXPECT_INDEX(zero, a.at(vm::all, 0).set(Array({7, 8})), ({2, 4}), 7, 0, 0, 0, 8, 0, 0, 0);
  EXPECT_INDEX(zero, a.at(0, slice({}, {}, -1)).set(Array({1, 2, 3, 4})), ({2, 4}), 4, 3, 2, 1, 0,
               0, 0, 0);
  EXPECT_INDEX(zero, a.at(vm::all, slice(0, 4, 2)).set(Array({1, 2})), ({2, 4}), 1, 0, 2, 0, 1, 0,
               2, 0);
  EXPECT_INDEX(zero, a.at(0, slice(3, {}, -2)).add(Array({1, 2})), ({2, 4}), 0, 2, 0, 1, 0, 0, 0,
               0);
  EXPECT_INDEX(zero, a.at(ellipsis).set(1), ({2, 4}), 1, 1, 1, 1, 1, 1, 1, 1);
  EXPECT_INDEX(zero, a.at(1, newaxis, slice(0, 2)).set(Array({{3, 4}})), ({2, 4}), 0, 0, 0, 0, 3, 4,
               0, 0);
}

TEST(Index, UpdatesWithArrays) {
  Array zero = vm::zeros({4}, i32), grid = vm::zeros({2, 3}, i32);
  EXPECT_INDEX(zero, a.at(Array{0, -1}).set(Array({1, 2})), ({4}), 1, 0, 0, 2);
  EXPECT_INDEX(zero, a.at(Array{1, 1, 1}).add(Array({1, 2, 3})), ({4}), 0, 6, 0, 0);
  EXPECT_INDEX(zero, a.at(Array{1, 1, 1}).set(Array({1, 2, 3})), ({4}), 0, 3, 0, 0);
  EXPECT_INDEX(zero, a.at(Array{1, 9, -9}).set(5), ({4}), 0, 5, 0, 0); // dropped
  EXPECT_INDEX(zero, a.at(Array{1, 9}).set(5, {.mode = Bounds::clip}), ({4}), 0, 5, 0, 5);
  EXPECT_INDEX(grid, a.at(Array{1, 0}, Array{2, 0}).set(Array({5, 6})), ({2, 3}), 6, 0, 0, 0, 0, 5);
  EXPECT_INDEX(grid, a.at(vm::all, Array{2, 0}).set(Array({{1, 2}, {3, 4}})), ({2, 3}), 2, 0, 1, 4,
               0, 3);
  EXPECT_INDEX(grid, a.at(slice(1, {}), Array{2, 0}).add(Array({{1, 2}})), ({2, 3}), 0, 0, 0, 2, 0,
               1);
  EXPECT_INDEX(grid, a.at(1, Array{2, 0}).add(7), ({2, 3}), 0, 0, 0, 7, 0, 7);
  EXPECT_INDEX(matrix(), a.at(Array{0, 9}, 1).get({.mode = Bounds::drop}), ({2}), 1, 0);
}

TEST(Index, UpdatesAtTracedIntegers) {
  auto f = vm::jit([](Array x, Array i) { return std::pair{x.at(i).set(9), x.at(1, i).add(1)}; });
  Array zero = vm::zeros({2, 3}, i32);
  auto [row, element] = f(zero, Array::from<int>(std::vector{1}, {}));
  expectArray(row, i32, {2, 3}, {0, 0, 0, 9, 9, 9});
  expectArray(element, i32, {2, 3}, {0, 0, 0, 0, 1, 0});
  auto [dropped, last] = f(zero, Array::from<int>(std::vector{2}, {}));
  expectArray(dropped, i32, {2, 3}, {0, 0, 0, 0, 0, 0});
  expectArray(last, i32, {2, 3}, {0, 0, 0, 0, 0, 1});
}

TEST(Index, ViewsDoNotCompileAndPositionsAreOperands) {
  Array x = counting({64, 8, 4});
  auto before = vm::cache().stats().misses;
  const float *data = x.span<float>().data();
  EXPECT_EQ(x[3].span<float>().data(), data + 96);
  EXPECT_EQ(x(slice(2, 5)).span<float>().data(), data + 64);
  EXPECT_EQ(x(1, 2, slice(1, 3)).span<float>().data(), data + 32 + 8 + 1);
  EXPECT_EQ(x(1, newaxis, 2).span<float>().data(), data + 40);
  EXPECT_EQ(vm::cache().stats().misses, before);
  float sum = 0;
  for (int i = 0; i < 8; ++i)
    sum +=
        x(vm::all, i, 0)[5].item<float>() + x(slice(0, 2), slice(i, i + 1), 1)(1, 0).item<float>();
  EXPECT_LE(vm::cache().stats().misses, before + 2);
  EXPECT_EQ(sum, 8 * 160 + 4 * 28 + 8 * 33 + 4 * 28);
}

TEST(Index, Errors) {
  Array x = matrix(), scalar = vm::reshape(Array{1}, {});
  EXPECT_VM_ERROR(x[3], "index", "-3..2", "axis 0");
  EXPECT_VM_ERROR(x(0, 4), "index", "-4..3", "axis 1");
  EXPECT_VM_ERROR(x(0, 0, 0), "index", "at most 2", "i32[3,4]");
  EXPECT_VM_ERROR(x(ellipsis, ellipsis), "index", "ellipsis");
  EXPECT_VM_ERROR(x[x > 3], "index", "vm::where", "b1[3,4]");
  EXPECT_VM_ERROR(x[Array({0.5, 1.5})], "index", "integers", "f64[2]");
  EXPECT_VM_ERROR(x(slice(0, 1, 0)), "slice", "not 0");
  EXPECT_VM_ERROR(x(Array{0, 1}, Array{0, 1, 2}), "index", "i32[2]", "i32[3]");
  EXPECT_VM_ERROR(x.at(0).set(Array({1, 2, 3})), "set", "[4]", "i32[3]");
  EXPECT_VM_ERROR(x.at(0).set(2.5), "set", "i32");
  EXPECT_VM_ERROR((x > 3).at(0).add(true), "add", "numbers");
  EXPECT_VM_ERROR(vm::zeros({0})[0], "index", "extent 0");
}

TEST(Index, TakeDiagTriangles) {
  expectArray(vm::take(matrix(), Array{3, 0}, 1), i32, {3, 2}, {3, 0, 7, 4, 11, 8});
  expectArray(vm::take(matrix(), Array{11, -1}), i32, {2}, {11, 11});
  expectArray(vm::diag(Array{1, 2}), i32, {2, 2}, {1, 0, 0, 2});
  expectArray(vm::diag(Array{1}, 1), i32, {2, 2}, {0, 1, 0, 0});
  expectArray(vm::diag(Array{1, 2}, -1), i32, {3, 3}, {0, 0, 0, 1, 0, 0, 0, 2, 0});
  expectArray(vm::diag(matrix()), i32, {3}, {0, 5, 10});
  expectArray(vm::diag(matrix(), 2), i32, {2}, {2, 7});
  expectArray(vm::diag(matrix(), -1), i32, {2}, {4, 9});
  expectArray(vm::tril(vm::ones({2, 3}, i32)), i32, {2, 3}, {1, 0, 0, 1, 1, 0});
  expectArray(vm::triu(vm::ones({2, 3}, i32), 1), i32, {2, 3}, {0, 1, 1, 0, 0, 1});
}

} // namespace
