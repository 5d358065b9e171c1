// The dtypes in the API: names, element types of C++, brace lists, the whole promotion
// table, printing, .npy files, and the operations that only move elements.

#include "Exact.h"

#include <complex>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

using namespace exact;
using namespace vmapc;
using namespace std::complex_literals;

namespace {

constexpr DType order[] = {b1,  i8,   i16, i32, i64, u8,  u16, u32,
                           u64, bf16, f16, f32, f64, c64, c128};

Array one(DType t) { return vm::ones({1}, t); }

// As jax.numpy.promote_types with 64-bit types enabled gives it.
TEST(Dtype, PromotionOfEveryPair) {
  const DType table[15][15] = {
      {b1, i8, i16, i32, i64, u8, u16, u32, u64, bf16, f16, f32, f64, c64, c128},
      {i8, i8, i16, i32, i64, i16, i32, i64, f64, bf16, f16, f32, f64, c64, c128},
      {i16, i16, i16, i32, i64, i16, i32, i64, f64, bf16, f16, f32, f64, c64, c128},
      {i32, i32, i32, i32, i64, i32, i32, i64, f64, bf16, f16, f32, f64, c64, c128},
      {i64, i64, i64, i64, i64, i64, i64, i64, f64, bf16, f16, f32, f64, c64, c128},
      {u8, i16, i16, i32, i64, u8, u16, u32, u64, bf16, f16, f32, f64, c64, c128},
      {u16, i32, i32, i32, i64, u16, u16, u32, u64, bf16, f16, f32, f64, c64, c128},
      {u32, i64, i64, i64, i64, u32, u32, u32, u64, bf16, f16, f32, f64, c64, c128},
      {u64, f64, f64, f64, f64, u64, u64, u64, u64, bf16, f16, f32, f64, c64, c128},
      {bf16, bf16, bf16, bf16, bf16, bf16, bf16, bf16, bf16, bf16, f32, f32, f64, c64, c128},
      {f16, f16, f16, f16, f16, f16, f16, f16, f16, f32, f16, f32, f64, c64, c128},
      {f32, f32, f32, f32, f32, f32, f32, f32, f32, f32, f32, f32, f64, c64, c128},
      {f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, c128, c128},
      {c64, c64, c64, c64, c64, c64, c64, c64, c64, c64, c64, c64, c128, c64, c128},
      {c128, c128, c128, c128, c128, c128, c128, c128, c128, c128, c128, c128, c128, c128, c128},
  };
  for (int a = 0; a < 15; ++a)
    for (int b = 0; b < 15; ++b) {
      std::string pair = std::string(nameOf(order[a])) + " with " + std::string(nameOf(order[b]));
      EXPECT_EQ(promote_types(order[a], order[b]), table[a][b]) << pair;
      EXPECT_EQ(vm::eval_shape([](Array x, Array y) { return vm::where(true, x, y); },
                               Spec{{1}, order[a]}, Spec{{1}, order[b]})
                    .dtype(),
                table[a][b])
          << pair;
    }
}

TEST(Dtype, WeakNumbersTakeTheArraysDtype) {
  for (DType t : order) {
    if (t == b1)
      continue;
    EXPECT_EQ((one(t) * 2).dtype(), t) << nameOf(t);
    EXPECT_EQ((one(t) * 2.5).dtype(), isInexact(t) ? t : f32) << nameOf(t);
    EXPECT_EQ((one(t) * 1i).dtype(), t == f64 || t == c128 ? c128 : c64) << nameOf(t);
  }
  EXPECT_EQ((Array(2) * 1i).dtype(), c64);
  EXPECT_EQ((one(c128) * (Array(0.1) * 1i)).item<std::complex<double>>(), 0.1i);
  // The 16-bit floats of C++ are not weak.
  EXPECT_EQ((one(i32) * vm::bfloat16(2)).dtype(), bf16);
  EXPECT_EQ((one(f16) * vm::bfloat16(2)).dtype(), f32);
}

template <class T> void thereAndBack(T first, T second) {
  DType t = dtypeOf<T>;
  T data[] = {first, second};
  Array x = Array::from(std::span<const T>(data), {2});
  EXPECT_EQ(x.dtype(), t);
  EXPECT_EQ(sizeOf(t), sizeof(T));
  EXPECT_EQ(x.template span<T>()[1], second);
  EXPECT_EQ(x.template to_vector<T>()[0], first);
  EXPECT_EQ(x[1].template item<T>(), second);
  Array listed = {first, second};
  EXPECT_EQ(listed.dtype(), t);
  EXPECT_TRUE(vm::array_equal(listed, x)) << nameOf(t);
  EXPECT_TRUE(vm::array_equal(x(vm::slice(0, 1)), vm::full({1}, first, t)));
}

TEST(Dtype, ElementsOfCpp) {
  thereAndBack<std::int8_t>(-128, 127);
  thereAndBack<std::int16_t>(-32768, 32767);
  thereAndBack<std::int32_t>(INT32_MIN, INT32_MAX);
  thereAndBack<std::int64_t>(INT64_MIN, INT64_MAX);
  thereAndBack<std::uint8_t>(0, 255);
  thereAndBack<std::uint16_t>(0, 65535);
  thereAndBack<std::uint32_t>(0, UINT32_MAX);
  thereAndBack<std::uint64_t>(0, UINT64_MAX);
  thereAndBack<vm::float16>(vm::float16(1.5), vm::float16(-65504));
  thereAndBack<vm::bfloat16>(vm::bfloat16(1.5), vm::bfloat16(-3e38));
  thereAndBack<std::complex<float>>({1, 2}, {-3, 0.5f});
  thereAndBack<std::complex<double>>({1, 2}, {-3, 0.1});
  EXPECT_EQ((Array{std::uint8_t(1), std::int8_t(-1)}).dtype(), i16);
  EXPECT_EQ((Array{1, 2.0 + 1i}).dtype(), c128);
  EXPECT_EQ(Array(UINT64_MAX).item<std::uint64_t>(), UINT64_MAX);
}

TEST(Dtype, Prints) {
  auto text = [](const Array &x) {
    std::ostringstream out;
    out << x;
    return out.str();
  };
  EXPECT_EQ(text(Array{vm::bfloat16(1.5), vm::bfloat16(0.1)}), "bf16[2] [1.5, 0.100098]");
  EXPECT_EQ(text(Array{std::uint64_t(UINT64_MAX)}), "u64[1] [18446744073709551615]");
  EXPECT_EQ(text(Array{std::int8_t(-5)}), "i8[1] [-5]");
  EXPECT_EQ(text(Array{1.0f + 2if, -0.5f - 1if}), "c64[2] [1+2i, -0.5-1i]");
}

class Files : public testing::Test {
protected:
  std::string path = (std::filesystem::temp_directory_path() /
                      ("vmapc-dtypes-" + std::to_string(getpid()) + ".npy"))
                         .string();
  ~Files() override { std::remove(path.c_str()); }
  std::string descr() {
    std::ifstream file(path, std::ios::binary);
    std::string text(64, '\0');
    file.read(text.data(), 64);
    std::size_t at = text.find("descr': '") + 9;
    return text.substr(at, text.find('\'', at) - at);
  }
};

// bfloat16 as ml_dtypes writes it: NumPy has no name for it.
TEST_F(Files, NpyOfEveryDtype) {
  const char *codes[] = {"|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4",
                         "<u8", "<V2", "<f2", "<f4", "<f8", "<c8", "<c16"};
  for (std::size_t k = 0; k < 15; ++k) {
    DType t = order[k];
    Array x = vm::astype(Array{0, 1, 2, 3, 100}, t);
    if (isComplex(t))
      x = x * (1.0 + 2i);
    vm::save(path, x);
    EXPECT_EQ(descr(), codes[k]);
    Array y = vm::load(path);
    EXPECT_EQ(y.dtype(), t);
    EXPECT_TRUE(vm::array_equal(x, y)) << nameOf(t);
  }
}

TEST_F(Files, BigEndianPartsOfComplexNumbers) {
  std::string header = "{'descr': '>c8', 'fortran_order': False, 'shape': (1,)}\n";
  std::string bytes("\x3f\x80\0\0\xc0\0\0\0", 8);
  std::ofstream(path, std::ios::binary)
      << std::string("\x93NUMPY\x01\0", 8) << char(header.size()) << '\0' << header << bytes;
  EXPECT_EQ(vm::load(path)[0].item<std::complex<float>>(), std::complex<float>(1, -2));
}

TEST(Dtype, StructureMovesElementsOfEveryDtype) {
  for (DType t : order) {
    Array x = vm::reshape(vm::astype(vm::arange(12) % 5, t), {3, 4});
    Array index = {2, 0, 7};
    std::vector<Array> moved = {vm::transpose(x),
                                x[index],
                                x(vm::all, vm::slice(3, {}, -1)),
                                vm::concatenate({x, x}, 1),
                                vm::pad(x, {1, 0}, {0, 1}, vm::zeros({}, t)),
                                x.at(index).set(vm::zeros({4}, t))};
    Array wide = vm::astype(x, isComplex(t) ? c128 : f64);
    std::vector<Array> expected = {vm::transpose(wide),
                                   wide[index],
                                   wide(vm::all, vm::slice(3, {}, -1)),
                                   vm::concatenate({wide, wide}, 1),
                                   vm::pad(wide, {1, 0}, {0, 1}),
                                   wide.at(index).set(vm::zeros({4}, wide.dtype()))};
    for (std::size_t k = 0; k < moved.size(); ++k) {
      EXPECT_EQ(moved[k].dtype(), t);
      EXPECT_TRUE(vm::array_equal(vm::astype(moved[k], wide.dtype()), expected[k]))
          << nameOf(t) << " case " << k << moved[k] << expected[k];
    }
  }
}

TEST(Dtype, IndicesOfEveryIntegerDtype) {
  Array x = vm::arange(300, i32);
  for (DType t : {i8, i16, i32, i64, u8, u16, u32, u64}) {
    bool isSigned = !isUnsigned(t);
    Array index = vm::astype(isSigned ? Array{-1, -100, 5, 127} : Array{1, 100, 5, 127}, t);
    std::vector<Real> expected =
        isSigned ? std::vector<Real>{299, 200, 5, 127} : std::vector<Real>{1, 100, 5, 127};
    expectSame(x[index], expected, std::string(nameOf(t)));
    expectSame(vm::jit([x](Array i) { return x[i]; })(index[1]), {expected[1]}, "traced");
    const std::vector<vm::Function<Array(Array)>> branches = {[](Array v) { return v; },
                                                              [](Array v) { return v * 2; }};
    expectSame(vm::switch_(index[2] - 4, branches, Array{7}), {14}, "switch_");
  }
  expectSame(x[Array{UINT64_MAX, std::uint64_t(3)}], {299, 3}, "beyond i64");
}

TEST(Dtype, StatisticsOfComplexNumbers) {
  Array z = {1.0 + 2i, 3.0 - 4i, -1.0 + 0i};
  EXPECT_LT(std::abs(vm::mean(z).item<std::complex<double>>() - (1.0 - 2i / 3.)), 1e-15);
  EXPECT_EQ(vm::cumsum(z)[2].item<std::complex<double>>(), 3.0 - 2i);
}

TEST(Dtype, LoopsAndBranchesCarryEveryDtype) {
  for (DType t : order) {
    Array x = vm::ones({5}, t);
    auto f = [](Array x) {
      Array y = vm::fori_loop(0, 3, x, [](Array i, Array s) {
        return vm::cond(
            i == 1, [](Array s) { return s; }, [](Array s) { return vm::where(s != 0, s, s); }, s);
      });
      auto [last, all] =
          vm::scan(y[0], y, [](Array c, Array e) { return std::pair{vm::where(e == c, e, c), e}; });
      return vm::concatenate({all, vm::reshape(last, {1})}, 0);
    };
    EXPECT_TRUE(vm::array_equal(vm::jit(f)(x), vm::ones({6}, t))) << nameOf(t);
    EXPECT_TRUE(vm::array_equal(vm::vmap(f)(vm::ones({20, 5}, t)), vm::ones({20, 6}, t)))
        << nameOf(t);
  }
}

} // namespace
