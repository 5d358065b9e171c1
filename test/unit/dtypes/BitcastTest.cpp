// Bitcasts between dtypes of one width and, with a last axis of parts, of several.

#include "Exact.h"

using namespace exact;
using vm::DType;

namespace {

/// The bytes of an array.
template <class T> std::vector<unsigned char> bytesOf(const Array &x) {
  auto data = x.span<T>();
  std::vector<unsigned char> bytes(data.size_bytes());
  std::memcpy(bytes.data(), data.data(), bytes.size());
  return bytes;
}

template <class From, class To> void check() {
  std::vector<From> data;
  for (int k = 0; k < 24; ++k) { // no NaN, whose payload may change
    std::uint64_t bits = 0x123456789abcdef1u * std::uint64_t(k + 3);
    bits &= 0x3fffbfff3fff3f3fu;
    From v;
    std::memcpy(&v, &bits, sizeof v);
    data.push_back(v);
  }
  constexpr std::int64_t from = sizeof(From), to = sizeof(To);
  Shape shape = to > from ? Shape{24 * from / to, to / from} : Shape{24};
  Shape expected = to > from ? Shape{24 * from / to} : Shape{24};
  if (to < from)
    expected.push_back(from / to);
  Array x = Array::from(data, shape), y = vm::bitcast(x, vm::dtypeOf<To>);
  std::string what = std::string(vm::nameOf(vm::dtypeOf<From>)) + " to " +
                     std::string(vm::nameOf(vm::dtypeOf<To>));
  EXPECT_EQ(y.shape(), expected) << what;
  EXPECT_EQ(bytesOf<To>(y), bytesOf<From>(x)) << what;
}

template <class From> void checkAll() {
  check<From, std::int8_t>(), check<From, std::uint8_t>(), check<From, std::int16_t>();
  check<From, std::uint16_t>(), check<From, std::int32_t>(), check<From, std::uint32_t>();
  check<From, std::int64_t>(), check<From, std::uint64_t>(), check<From, vm::float16>();
  check<From, vm::bfloat16>(), check<From, float>(), check<From, double>();
}

TEST(Bitcast, KeepsTheBytes) {
  checkAll<std::int8_t>(), checkAll<std::uint8_t>(), checkAll<std::int16_t>();
  checkAll<std::uint16_t>(), checkAll<std::int32_t>(), checkAll<std::uint32_t>();
  checkAll<std::int64_t>(), checkAll<std::uint64_t>(), checkAll<vm::float16>();
  checkAll<vm::bfloat16>(), checkAll<float>(), checkAll<double>();
}

TEST(Bitcast, EveryNumberOfSixteenBits) {
  for (DType t : {vm::f16, vm::bf16}) {
    std::vector<std::uint16_t> bits;
    for (unsigned k = 0; k < 65536; ++k)
      if (!std::isnan(fromBits(t, k)))
        bits.push_back(std::uint16_t(k));
    Array x = Array::from(bits, {std::int64_t(bits.size())});
    EXPECT_TRUE(vm::array_equal(vm::bitcast(vm::bitcast(x, t), vm::u16), x));
  }
}

TEST(Bitcast, Errors) {
  EXPECT_VM_ERROR(vm::bitcast(vm::ones({3}, vm::u8), vm::u16), "bitcast", "a last axis of extent 2",
                  "u8[3]");
  EXPECT_VM_ERROR(vm::bitcast(vm::ones({3}, vm::b1), vm::u8), "bitcast", "not b1", "b1 to u8");
}

} // namespace
