// The error of every elementwise function of one float, as a user calls it: against
// its row's value in long double, on two million operands uniform in bit pattern
// over all floats of the dtype, so every binade counts alike. VMAPC_FULL=1 runs it;
// tools/ulp measures the mathematical functions underneath against MPFR.

#include "Values.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>
#include <limits>
#include <map>

namespace property {
namespace {

using reference::Real;

constexpr std::int64_t points = 2 << 20, block = 1 << 16;

/// |got - want| in units of the last place of `want` in the dtype, which for denormals is the
/// smallest of them. What overflows counts as the power of two behind the largest number.
double ulpsOff(Real got, Real want, DType dtype) {
  if (std::isnan(got) || std::isnan(want))
    return std::isnan(got) == std::isnan(want) ? 0 : std::numeric_limits<double>::infinity();
  bool isF32 = dtype == vm::f32;
  int digits = isF32 ? 24 : 53, least = isF32 ? -126 : -1022, most = isF32 ? 128 : 1024;
  Real limit = std::ldexp(Real(1), most);
  auto clip = [&](Real v) { return std::fabs(v) < limit ? v : std::copysign(limit, v); };
  got = clip(got), want = clip(want);
  int exponent = want == 0 ? least : std::min(std::max(std::ilogb(want), least), most - 1);
  return double(std::ldexp(std::fabs(got - want), digits - 1 - exponent));
}

template <class T, class Bits> Tensor anyFloats(Random &random, DType dtype) {
  Tensor result(typeOf(dtype), {block});
  for (Real &v : result.values) {
    Bits bits = Bits(random.bits());
    T value;
    std::memcpy(&value, &bits, sizeof(T));
    v = value;
  }
  return result;
}

std::map<std::string, Row> functions() {
  std::map<std::string, Row> result;
  std::vector<Row> all;
  addElementwise(all);
  for (const Row &row : all)
    if (row.special && row.inputs.size() == 1 && row.dtypes == floatTypes)
      result.emplace(row.op, row);
  return result;
}
std::vector<std::string> names() {
  std::vector<std::string> result;
  for (const auto &[name, row] : functions())
    result.push_back(name);
  return result;
}

class Exactness : public testing::TestWithParam<std::string> {};

TEST_P(Exactness, OfAllFloats) {
  const char *full = std::getenv("VMAPC_FULL");
  if (!full || std::strcmp(full, "1") != 0)
    GTEST_SKIP() << "two million points a function: VMAPC_FULL=1 runs it";
  Row row = functions().at(GetParam());
  for (DType dtype : row.dtypes) {
    Random random(7);
    double worst = 0;
    Real where = 0;
    for (std::int64_t done = 0; done < points; done += block) {
      Tensor x = dtype == vm::f32 ? anyFloats<float, std::uint32_t>(random, dtype)
                                  : anyFloats<double, std::uint64_t>(random, dtype);
      Tensor got = toTensor(row.run({toArray(x)})[0]), want = row.expect({x})[0];
      for (std::int64_t k = 0; k < block; ++k)
        if (double off = ulpsOff(got.values[k], want.values[k], dtype); off > worst)
          worst = off, where = x.values[k];
    }
    EXPECT_LE(worst, std::max(row.ulps, 0.501))
        << row.op << " " << vm::nameOf(dtype) << " at " << double(where);
    std::cout << "[summary] " << row.op << " " << vm::nameOf(dtype) << ": at most " << worst
              << " ulp on " << points << " points\n";
  }
}

INSTANTIATE_TEST_SUITE_P(Bits, Exactness, testing::ValuesIn(names()),
                         [](const auto &info) { return info.param; });

} // namespace
} // namespace property
