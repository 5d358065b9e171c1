// Arithmetic of the narrow integers, of u64 and of the 16-bit floats, elementwise and in
// reductions, on lengths that fill vectors and leave rests.

#include "Exact.h"

using namespace exact;
using vm::DType;

namespace {

const std::vector<DType> integers = {vm::i8, vm::i16, vm::i32, vm::i64,
                                     vm::u8, vm::u16, vm::u32, vm::u64};

/// Pairs of numbers, most of them extreme.
std::pair<std::vector<Real>, std::vector<Real>> pairsOf(DType t) {
  Real high = std::ldexp(Real(1), bitsOf(t) - !vm::isUnsigned(t)) - 1;
  Real low = vm::isUnsigned(t) ? 0 : -high - 1;
  std::vector<Real> some = {low, low + 1, high, high - 1, 0, 1, 2, 3, 7, 100, std::floor(high / 3)};
  if (!vm::isUnsigned(t))
    for (Real v : {-1, -2, -7, -100})
      some.push_back(v);
  std::pair<std::vector<Real>, std::vector<Real>> result;
  for (Real a : some)
    for (Real b : some)
      result.first.push_back(a), result.second.push_back(b);
  return result;
}

template <class Op, class Expect>
void checkIntegers(DType t, const char *name, Op op, Expect expect) {
  auto [a, b] = pairsOf(t);
  std::vector<Real> expected;
  for (std::size_t k = 0; k < a.size(); ++k)
    expected.push_back(wrapped(t, expect(__int128(a[k]), __int128(b[k]))));
  std::string what = std::string(name) + " of " + std::string(vm::nameOf(t));
  expectSame(op(arrayOf(t, a), arrayOf(t, b)), expected, what);
  for (std::size_t k : {std::size_t(0), a.size() / 2})
    expectSame(op(arrayOf(t, {a[k]}), arrayOf(t, {b[k]})), {expected[k]}, what + ", one");
}

TEST(Arithmetic, IntegersWrap) {
  for (DType t : integers) {
    int bits = bitsOf(t);
    checkIntegers(t, "add", vm::add, [](auto a, auto b) { return a + b; });
    checkIntegers(t, "sub", vm::sub, [](auto a, auto b) { return a - b; });
    checkIntegers(t, "mul", vm::mul, [t](auto a, auto b) {
      return __int128((unsigned __int128)(a) * (unsigned __int128)(b)&UINT64_MAX);
    });
    checkIntegers(t, "div", vm::div, [](auto a, auto b) { return b == 0 ? __int128(-1) : a / b; });
    checkIntegers(t, "rem", vm::rem, [](auto a, auto b) { return b == 0 ? a : a % b; });
    checkIntegers(t, "max", vm::maximum, [](auto a, auto b) { return std::max(a, b); });
    checkIntegers(t, "min", vm::minimum, [](auto a, auto b) { return std::min(a, b); });
    checkIntegers(t, "xor", vm::bitwise_xor, [](auto a, auto b) { return a ^ b; });
    auto isShift = [bits](auto b) { return b >= 0 && b < bits; };
    checkIntegers(t, "shl", vm::shl, [=](auto a, auto b) {
      return isShift(b) ? __int128((unsigned __int128)(a) << int(b)) & UINT64_MAX : __int128(0);
    });
    checkIntegers(
        t, ">>", [](Array a, Array b) { return a >> b; },
        [=](auto a, auto b) { return isShift(b) ? a >> int(b) : __int128(a < 0 ? -1 : 0); });
    checkIntegers(t, "neg", [](Array a, Array) { return -a; }, [](auto a, auto) { return -a; });
    checkIntegers(
        t, "abs", [](Array a, Array) { return vm::abs(a); },
        [](auto a, auto) { return a < 0 ? -a : a; });
    checkIntegers(
        t, "sign", [](Array a, Array) { return vm::sign(a); },
        [](auto a, auto) { return __int128(a > 0) - (a < 0); });
    checkIntegers(
        t, "less", [t](Array a, Array b) { return vm::astype(a < b, t); },
        [](auto a, auto b) { return __int128(a < b); });
  }
}

TEST(Arithmetic, ReductionsOfIntegers) {
  for (DType t : integers)
    for (std::int64_t n : {1, 3, 17, 40, 1500}) {
      std::vector<Real> values;
      __int128 sum = 0;
      Real high = 0, low = 1e30L;
      std::int64_t where = 0;
      for (std::int64_t k = 0; k < n; ++k) {
        Real v = wrapped(t, __int128(k * 2654435761u) * (k + 7));
        if (v > high || k == 0)
          high = v, where = k;
        low = std::min(low, v);
        sum += __int128(v);
        values.push_back(v);
      }
      Array x = arrayOf(t, values);
      std::string what = std::string(vm::nameOf(t)) + " of " + std::to_string(n);
      expectSame(vm::sum(x), {wrapped(t, sum)}, "sum " + what);
      expectSame(vm::max(x), {high}, "max " + what);
      expectSame(vm::min(x), {low}, "min " + what);
      EXPECT_EQ(vm::argmax(x).item<std::int64_t>(), where) << what;
      expectSame(vm::dot(x, vm::full({n}, 3, t)), {wrapped(t, 3 * sum)}, "dot " + what);
      // Down columns, and of each row of a batch.
      Array rows = vm::stack({x, x, x}, 1);
      expectSame(vm::sum(rows, 0), std::vector<Real>(3, wrapped(t, sum)), "columns " + what);
      expectSame(vm::vmap([](Array r) { return vm::sum(r); })(vm::transpose(rows)),
                 std::vector<Real>(3, wrapped(t, sum)), "batch " + what);
    }
}

template <class Op, class Expect> void checkHalf(DType t, const char *name, Op op, Expect expect) {
  std::vector<Real> a, b, expected;
  for (unsigned k = 0; k < 4000; ++k) {
    unsigned p = k * 40503u % 65536, q = k < 1000 ? p ^ (k % 97) : (k * 30011u + 17) % 65536;
    a.push_back(fromBits(t, p)), b.push_back(fromBits(t, q));
    expected.push_back(nearest(t, expect(a.back(), b.back())));
  }
  expectSame(op(arrayOf(t, a), arrayOf(t, b)), expected,
             std::string(name) + " of " + std::string(vm::nameOf(t)));
}

TEST(Arithmetic, SixteenBitFloatsRoundOncePerOperation) {
  for (DType t : {vm::f16, vm::bf16}) {
    checkHalf(t, "add", vm::add, [](Real a, Real b) { return a + b; });
    checkHalf(t, "sub", vm::sub, [](Real a, Real b) { return a - b; });
    checkHalf(t, "mul", vm::mul, [](Real a, Real b) { return a * b; });
    // The quotient of long doubles is itself rounded; twice is once here (53 > 2 * 11 + 1).
    checkHalf(t, "div", vm::div, [](Real a, Real b) { return Real(double(a) / double(b)); });
    checkHalf(
        t, "sqrt", [](Array a, Array) { return vm::sqrt(a); },
        [](Real a, Real) { return Real(std::sqrt(double(a))); });
    checkHalf(t, "neg", [](Array a, Array) { return -a; }, [](Real a, Real) { return -a; });
    checkHalf(
        t, "floor", [](Array a, Array) { return vm::floor(a); },
        [](Real a, Real) { return std::floor(a); });
    // Two operations in one program round twice, as two programs do.
    checkHalf(t, "a * b + b", vm::jit([](Array a, Array b) { return a * b + b; }),
              [t](Real a, Real b) { return nearest(t, a * b) + b; });
    checkHalf(
        t, "less", [t](Array a, Array b) { return vm::astype(a < b, t); },
        [](Real a, Real b) { return Real(a < b); });
  }
}

TEST(Arithmetic, FunctionsOfSixteenBitFloatsGoThroughF32) {
  for (DType t : {vm::f16, vm::bf16}) {
    std::vector<Real> values;
    for (unsigned bits = 0; bits < 65536; bits += 3)
      if (std::isfinite(fromBits(t, bits)))
        values.push_back(fromBits(t, bits));
    Array x = arrayOf(t, values);
    auto check = [&](const char *name, auto op) {
      Array wide = op(vm::astype(x, vm::f32));
      expectSame(op(x), valuesOf(vm::astype(wide, t)), name, values);
    };
    check("exp", vm::exp);
    check("log", vm::log);
    check("sin", vm::sin);
    check("tanh", vm::tanh);
    check("erf", vm::erf);
    check("rsqrt", vm::rsqrt);
    check("logistic", vm::logistic);
  }
}

// 4096 times 1 + 1/128: a sum that rounds at each step stops growing far below.
TEST(Arithmetic, SumsOfSixteenBitFloatsRoundOnce) {
  Array x = vm::full({4096}, 1.0078125, vm::bf16);
  EXPECT_EQ(vm::sum(x).item<double>(), 4128);
  EXPECT_EQ(vm::dot(x, vm::ones({4096}, vm::bf16)).item<double>(), 4128);
  Array columns = vm::full({4096, 40}, 1.0078125, vm::bf16);
  EXPECT_TRUE(vm::array_equal(vm::sum(columns, 0), vm::full({40}, 4128, vm::bf16)));
  Array product = vm::matmul(vm::full({50, 4096}, 1.0078125, vm::bf16), columns);
  double exactSum = 4096 * 1.0078125 * 1.0078125;
  EXPECT_TRUE(vm::array_equal(product, vm::full({50, 40}, exactSum, vm::bf16)));
  Array h = vm::full({3000}, 0.1, vm::f16);
  Real tenth = nearest(vm::f16, 0.1L);
  EXPECT_EQ(vm::sum(h).item<double>(), double(nearest(vm::f16, 3000 * tenth)));
  // A lane of a batch sums as the unbatched call does.
  EXPECT_TRUE(
      vm::array_equal(vm::vmap([](Array r) { return vm::sum(r); })(vm::broadcast_to(h, {5, 3000})),
                      vm::full({5}, vm::sum(h))));
}

TEST(Arithmetic, GradientsOfSixteenBitFloats) {
  for (DType t : {vm::f16, vm::bf16}) {
    Array x = vm::astype(Array{0.5f, -1.25f, 2.f}, t);
    Array g = vm::grad([](Array x) { return vm::sum(vm::tanh(x) * x); })(x);
    EXPECT_EQ(g.dtype(), t);
    Array wide = vm::grad([](Array x) { return vm::sum(vm::tanh(x) * x); })(vm::astype(x, vm::f32));
    std::vector<double> expected = wide.to_vector<double>();
    expectNear(g, {3}, expected, 0x1p-6);
    auto mixed = [](Array x, Array w) { return vm::sum(vm::astype(x, vm::f32) * w); };
    EXPECT_EQ(vm::grad(mixed)(x, Array{1.f, 2.f, 3.f}).dtype(), t);
  }
}

TEST(Arithmetic, CountingInEveryDtype) {
  for (DType t : reals) {
    std::vector<Real> expected;
    for (int k = 0; k < 100; ++k)
      expected.push_back(k);
    std::string what(vm::nameOf(t));
    expectSame(vm::iota({100}, 0, t), expected, "iota " + what);
    expectSame(vm::jit([t](Array x) { return vm::iota({100}, 0, t) + vm::astype(x, t); })(0),
               expected, "traced iota " + what);
    expectSame(vm::arange(100, t), expected, "arange " + what);
  }
  expectSame(
      vm::jit([](Array x) { return vm::iota({3}, 0, vm::bf16) * vm::astype(x, vm::bf16); })(256),
      {0, 256, 512}, "bf16");
}

TEST(Arithmetic, UpdatesInEveryDtype) {
  for (DType t : reals) {
    Array x = vm::full({4}, 3, t), index = {1, 1, 3};
    Array updates = vm::astype(Array{2, 5, 7}, t);
    std::string what(vm::nameOf(t));
    expectSame(x.at(index).add(updates), {3, 10, 3, 10}, "add " + what);
    expectSame(x.at(index).mul(updates), {3, 30, 3, 21}, "mul " + what);
    expectSame(x.at(index).min(updates), {3, 2, 3, 3}, "min " + what);
    expectSame(x.at(index).max(updates), {3, 5, 3, 7}, "max " + what);
    auto lanes = vm::vmap([&](Array x) { return x.at(index).add(updates); });
    expectSame(lanes(vm::full({1, 4}, 3, t)), {3, 10, 3, 10}, "batched " + what);
  }
}

} // namespace
