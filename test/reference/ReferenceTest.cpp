// The reference itself, against values worked out by hand: a mistake there would
// pass for a mistake of the library.

#include "Ops.h"
#include "Transforms.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

using namespace reference;

namespace {

Tensor vec(std::vector<Real> v, Type t = Type::f64) {
  auto n = std::int64_t(v.size());
  return {t, {n}, std::move(v)};
}
using List = std::vector<Real>;

TEST(Reference, IntegersAreTotal) {
  constexpr Real least = std::numeric_limits<std::int32_t>::min();
  Tensor x = vec({7, -7, 5, least, least}, Type::i32), y = vec({2, 2, 0, -1, 0}, Type::i32);
  EXPECT_EQ(binary("div", x, y).values, (List{3, -3, -1, least, -1}));
  EXPECT_EQ(binary("rem", x, y).values, (List{1, -1, 5, 0, least}));
  EXPECT_EQ(unary("abs", x).values, (List{7, 7, 5, least, least}));
  EXPECT_EQ(binary("shl", vec({1, 1, 1}, Type::i32), vec({3, 32, -1}, Type::i32)).values,
            (List{8, 0, 0}));
  EXPECT_EQ(binary("shr_logical", vec({-1, 8}, Type::i32), vec({31, 2}, Type::i32)).values,
            (List{1, 2}));
  EXPECT_EQ(binary("pow", vec({3, 2, -1, 1}, Type::i32), vec({4, -1, -3, -5}, Type::i32)).values,
            (List{81, 0, -1, 1}));
  EXPECT_EQ(binary("add", vec({least}, Type::i32), vec({-1}, Type::i32)).values,
            (List{-least - 1}));
}

TEST(Reference, ConversionsSaturate) {
  Tensor x = vec({2.9L, -2.9L, 1e20L, -1e20L, std::numeric_limits<Real>::quiet_NaN()});
  EXPECT_EQ(convert(x, Type::i32).values, (List{2, -2, 2147483647, -2147483648.L, 0}));
  EXPECT_EQ(convert(x, Type::u32).values, (List{2, 0, 4294967295.L, 0, 0}));
  EXPECT_EQ(convert(vec({0, 0.5L}), Type::b1).values, (List{0, 1}));
  EXPECT_EQ(bitcast(vec({1}, Type::f32), Type::u32).values, (List{0x3f800000}));
}

// Known-answer vectors of Threefry-2x32-20 from the Random123 distribution.
TEST(Reference, Threefry) {
  auto u32 = [](std::uint32_t v) { return Tensor::scalar(Type::u32, v); };
  auto zero = randomBits(u32(0), u32(0), u32(0), u32(0));
  EXPECT_EQ(zero[0].values[0], 0x6b200159u);
  EXPECT_EQ(zero[1].values[0], 0x99ba4efeu);
  auto pi = randomBits(u32(0x13198a2e), u32(0x03707344), u32(0x243f6a88), u32(0x85a308d3));
  EXPECT_EQ(pi[0].values[0], 0xc4923a9cu);
  EXPECT_EQ(pi[1].values[0], 0x483df7a0u);
}

TEST(Reference, StructureAndReductions) {
  Tensor m = reshape(vec({1, 2, 3, 4, 5, 6}), {2, 3});
  EXPECT_EQ(transpose(m, {1, 0}).values, (List{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(slice(m, {0, 0}, {2, 3}, {1, 2}).values, (List{1, 3, 4, 6}));
  EXPECT_EQ(pad(vec({1, 2}), 9, {1}, {-1}, {2}).values, (List{9, 1, 9, 9}));
  EXPECT_EQ(reduce("sum", m, {0}).values, (List{5, 7, 9}));
  EXPECT_EQ(reduce("prod", m, {1}).values, (List{6, 120}));
  EXPECT_EQ(argmax(vec({1, 3, 3}), 0).values, (List{1}));
  EXPECT_EQ(contract(m, m, {0, 1}, {2, 1}, {0, 2}).values, (List{14, 32, 32, 77}));
  Tensor at = vec({2, -1, 9}, Type::i32);
  EXPECT_EQ(gather(vec({10, 20, 30}), {at}, true).values, (List{30, 0, 0}));
  EXPECT_EQ(gather(vec({10, 20, 30}), {at}, false).values, (List{30, 10, 30}));
  EXPECT_EQ(scatter(true, vec({0, 0, 0}), vec({1, 2, 4}), {vec({1, 1, 0}, Type::i32)}, true).values,
            (List{4, 3, 0}));
}

TEST(Reference, DifferencesNest) {
  Function cube = [](const Values &v) {
    return Values{binary("mul", v[0], binary("mul", v[0], v[0]))};
  };
  auto one = [](std::size_t, std::int64_t) { return Real(1); };
  Function third = gradient(gradient(gradient(cube, one), one), one);
  EXPECT_NEAR(double(gradient(cube, one)({vec({2})})[0].values[0]), 12, 1e-12);
  EXPECT_NEAR(double(third({vec({2})})[0].values[0]), 6, 1e-7);
  EXPECT_TRUE(smooth(cube, {vec({2})}, {vec({1})}, 1e-9L));
  Function kink = [](const Values &v) { return Values{unary("abs", v[0])}; };
  EXPECT_FALSE(smooth(kink, {vec({5e-4L})}, {vec({1})}, 1e-9L));
}

TEST(Reference, VmapIsTheLoop) {
  Function total = [](const Values &v) { return Values{binary("add", v[0], v[1])}; };
  Values r = vmap(total, {1, -1}, 0, 2)({reshape(vec({1, 2, 3, 4}), {2, 2}), vec({10, 20})});
  EXPECT_EQ(r[0].values, (List{11, 23, 12, 24}));
}

} // namespace
