// Every pair of dtypes: the compiled conversion, that of the host and that of C++'s
// 16-bit types against arithmetic in long double.

#include "Exact.h"

using namespace exact;
using vm::DType;

namespace {

/// All 65536 numbers of a 16-bit float.
std::vector<Real> everyHalf(DType t) {
  std::vector<Real> all;
  for (unsigned bits = 0; bits < 65536; ++bits)
    all.push_back(fromBits(t, bits));
  return all;
}

TEST(Conversion, EveryPairOfDtypes) {
  std::vector<DType> all = reals;
  all.push_back(vm::b1);
  std::size_t pairs = 0, elements = 0;
  for (DType from : all) {
    bool isHalf = from == vm::f16 || from == vm::bf16;
    std::vector<Real> values = isHalf ? everyHalf(from) : interesting(from);
    Array x = arrayOf(from, values);
    EXPECT_EQ(x.dtype(), from);
    for (DType to : all) {
      std::vector<Real> expected;
      for (Real v : values)
        expected.push_back(converted(from, v, to));
      std::string what = std::string(vm::nameOf(from)) + " to " + std::string(vm::nameOf(to));
      expectSame(vm::astype(x, to), expected, what, values);
      expectSame(vm::astype(x(vm::slice(1, 2)), to), {expected[1]}, what + " of one");
      ++pairs, elements += values.size();
    }
  }
  EXPECT_EQ(pairs, 169u);
  EXPECT_GT(elements, 1000000u);
}

TEST(Conversion, OfTheHostIsTheSame) {
  for (DType from : reals) {
    std::vector<Real> values = interesting(from);
    Array x = arrayOf(from, values);
    auto check = [&](auto null) {
      using T = decltype(null);
      DType to = vm::dtypeOf<T>;
      std::vector<T> got = x.to_vector<T>();
      Array back = Array::from(got, x.shape());
      std::vector<Real> expected;
      for (Real v : values)
        expected.push_back(converted(from, v, to));
      expectSame(back, expected,
                 std::string("host ") + std::string(vm::nameOf(from)) + " to " +
                     std::string(vm::nameOf(to)),
                 values);
    };
    check(std::int8_t()), check(std::int16_t()), check(std::int32_t()), check(std::int64_t());
    check(std::uint8_t()), check(std::uint16_t()), check(std::uint32_t()), check(std::uint64_t());
    check(vm::float16()), check(vm::bfloat16()), check(float()), check(double());
  }
}

TEST(Conversion, SixteenBitFloatsOfCpp) {
  for (unsigned bits = 0; bits < 65536; ++bits) {
    auto h = vm::float16::fromBits(std::uint16_t(bits));
    auto b = vm::bfloat16::fromBits(std::uint16_t(bits));
    Real hv = fromBits(vm::f16, bits), bv = fromBits(vm::bf16, bits);
    if (std::isnan(hv)) {
      EXPECT_TRUE(std::isnan(float(h)));
      EXPECT_TRUE(std::isnan(float(vm::float16(float(h)))));
    } else {
      EXPECT_EQ(Real(float(h)), hv);
      EXPECT_EQ(vm::float16(float(h)).bits, bits);
      EXPECT_EQ(vm::float16(double(h)).bits, bits);
    }
    if (!std::isnan(bv)) {
      EXPECT_EQ(Real(float(b)), bv);
      EXPECT_EQ(vm::bfloat16(float(b)).bits, bits);
    }
  }
  // Halfway between two numbers but for a bit far below: one rounding, not two.
  double above = 1 + 0x1p-11 + 0x1p-40, below = 1 + 0x1p-11 - 0x1p-40;
  EXPECT_EQ(float(vm::float16(above)), 1 + 0x1p-10f);
  EXPECT_EQ(float(vm::float16(below)), 1.f);
  EXPECT_EQ(float(vm::float16(1 + 0x1p-11)), 1.f);
  static_assert(float(vm::bfloat16(3)) == 3.f);
  static_assert(sizeof(vm::float16) == 2 && std::is_trivially_copyable_v<vm::bfloat16>);
#if defined(__FLT16_MANT_DIG__)
  EXPECT_EQ(vm::float16(_Float16(1.5)).bits, vm::float16(1.5).bits);
  EXPECT_EQ(float(_Float16(vm::float16(1.5))), 1.5f);
#endif
}

TEST(Conversion, ComplexOnlyByName) {
  Array z = vm::complex(Array{1.f, 0.f}, Array{2.f, 0.f});
  EXPECT_EQ(vm::astype(z, vm::c128).dtype(), vm::c128);
  EXPECT_EQ(vm::astype(z, vm::b1).to_vector<bool>(), (std::vector<bool>{true, false}));
  EXPECT_VM_ERROR(vm::astype(z, vm::f32), "astype", "vm::real", "c64 to f32");
  EXPECT_VM_ERROR(z.to_vector<float>(), "copy_to", "vm::real", "c64[2]");
  EXPECT_VM_ERROR(z[0].item<float>(), "item", "vm::real", "c64[]");
  EXPECT_EQ(z[0].item<std::complex<double>>(), std::complex<double>(1, 2));
  for (DType from : reals) {
    std::vector<Real> values = {1, 2, 100};
    Array wide = vm::astype(arrayOf(from, values), vm::c128);
    expectSame(vm::real(wide), values, "real part");
    expectSame(vm::imag(wide), {0, 0, 0}, "imaginary part");
  }
}

} // namespace
