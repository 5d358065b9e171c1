// EXPECT_ALLCLOSE and the matcher: what passes, and what a failure says.

#include "test/unit/interchange/Errors.h"

#include "vmapc/gtest.h"

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>

namespace vm = vmapc;
using vm::Array;

namespace {

struct Pair {
  Array w, b;
};

std::string said(const auto &got, const auto &expected, vm::Tolerance t = {}) {
  auto result = vm::testing::allClose("f(x)", "y", got, expected, t);
  return result ? "" : result.message();
}

TEST(GtestHeader, CloseThingsPass) {
  Array x = {{1.f, 2.f}, {3.f, 4.f}};
  EXPECT_ALLCLOSE(x, x);
  EXPECT_ALLCLOSE(x, vm::astype(x, vm::f64));
  EXPECT_ALLCLOSE(x, x + 1e-3, .rtol = 1e-2);
  EXPECT_ALLCLOSE(x * 0, 0.);
  EXPECT_ALLCLOSE((Pair{x, 1.f}), (Pair{x + 1e-7, 1.f}));
  EXPECT_ALLCLOSE(Array(NAN), Array(NAN), .equal_nan = true);
  EXPECT_ALLCLOSE(Array(INFINITY), Array(INFINITY));
  EXPECT_THAT(x, vm::testing::AllClose(x));
  EXPECT_THAT(x, testing::Not(vm::testing::AllClose(x + 1)));
}

TEST(GtestHeader, AFailureShowsWhereAndHowMuch) {
  Array x = {{1.f, 2.f, 3.f}, {4.f, 5.f, 6.f}};
  EXPECT_EQ(said(x.at(1, 2).set(6.5), x),
            "f(x) is not close to y: 1 of 6 elements of f32[2,3], expected f32[2,3] differ by more "
            "than 1e-08 + 1e-05 * |expected|\n  at [1, 2]: 6.5, expected 6 (off by 0.5)");
  std::string many = said(vm::arange(100) * vm::arange(100), vm::arange(100));
  EXPECT_NE(many.find("98 of 100"), std::string::npos) << many;
  EXPECT_NE(many.find("most at [99]: 9801, expected 99 (off by 9702)"), std::string::npos) << many;
  EXPECT_NE(said(Array(NAN), Array(1.f)).find("at []: nan, expected 1"), std::string::npos);
  EXPECT_NE(said(Array(NAN), Array(NAN)).find("expected nan"), std::string::npos);
  EXPECT_NE(said(Array(1.f), Array(INFINITY)).find("expected inf"), std::string::npos);
  EXPECT_NE(said(x, x[0]).find("it is f32[2,3], expected f32[3]"), std::string::npos);
  EXPECT_EQ(said(Pair{x, 1.f}, Pair{x, 2.f}).find("f(x) is not close to y: b: 1 of 1"), 0u);
  EXPECT_NE(said(Pair{x, Array()}, Pair{x, 2.f}).find("b: it is a null array"), std::string::npos);
  // Integers are compared exactly, whatever their size.
  Array big = Array::from(std::vector<std::int64_t>{(1ll << 62) + 1}, {1});
  EXPECT_NE(said(big, Array::from(std::vector<std::int64_t>{1ll << 62}, {1}), {0, 0}), "");
}

TEST(GtestHeader, TheMacroFails) {
  EXPECT_NONFATAL_FAILURE(EXPECT_ALLCLOSE(Array(1.f), Array(2.f)), "expected 2 (off by -1)");
  EXPECT_NONFATAL_FAILURE(EXPECT_THAT(Array(1.f), vm::testing::AllClose(2.f)),
                          "is close (rtol 1e-05, atol 1e-08) to");
}

} // namespace
