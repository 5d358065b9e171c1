// Comparing arrays and trees in GoogleTest, with a message that shows where they differ
// and by how much:
//
//   EXPECT_ALLCLOSE(got, expected);
//   EXPECT_ALLCLOSE(got, expected, .rtol = 1e-3, .atol = 1e-6);  // a vm::Tolerance
//   EXPECT_THAT(got, vm::testing::AllClose(expected));           // with GoogleMock
//
// Shapes must be equal, or `expected` of rank 0; dtypes may differ.

#ifndef VMAPC_GTEST_H
#define VMAPC_GTEST_H

#include "vmapc/library.h"

#include <gtest/gtest.h>

namespace vmapc {
inline namespace v0 {

namespace detail {
/// "" if all arrays are close to their partners, else where they are not. Null arrays are
/// close to null ones.
VMAPC_API std::string differences(std::span<const Array> got, std::span<const Array> expected,
                                  std::span<const std::string> paths, const Tolerance &t);

template <class T> decltype(auto) comparable(const T &x) {
  if constexpr (std::is_convertible_v<const T &, Operand>)
    return Operand(x).array;
  else
    return (x);
}

template <class G, class E>
std::string differencesOf(const G &got, const E &expected, const Tolerance &t) {
  decltype(auto) g = comparable(got);
  decltype(auto) e = comparable(expected);
  return differences(tree_leaves(g), tree_leaves(e), tree_paths(g), t);
}
} // namespace detail

namespace testing {

/// What EXPECT_ALLCLOSE asserts.
template <class G, class E>
::testing::AssertionResult allClose(const char *gotText, const char *expectedText, const G &got,
                                    const E &expected, const Tolerance &t) {
  std::string how = detail::differencesOf(got, expected, t);
  if (how.empty())
    return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure()
         << gotText << " is not close to " << expectedText << ": " << how;
}

/// Matches what is close to `expected`, an array, number or tree.
template <class E> class AllClose {
public:
  using is_gtest_matcher = void;
  explicit AllClose(E expected, const Tolerance &t = {})
      : expected_(std::move(expected)), tolerance_(t) {}
  template <class G> bool MatchAndExplain(const G &got, std::ostream *out) const {
    std::string how = detail::differencesOf(got, expected_, tolerance_);
    if (out)
      *out << how;
    return how.empty();
  }
  void DescribeTo(std::ostream *out) const {
    *out << "is close (rtol " << tolerance_.rtol << ", atol " << tolerance_.atol << ") to "
         << ::testing::PrintToString(detail::comparable(expected_));
  }
  void DescribeNegationTo(std::ostream *out) const {
    *out << "is not: ";
    DescribeTo(out);
  }

private:
  E expected_;
  Tolerance tolerance_;
};

} // namespace testing
} // namespace v0
} // namespace vmapc

#define EXPECT_ALLCLOSE(got, expected, ...)                                                        \
  EXPECT_TRUE(                                                                                     \
      ::vmapc::testing::allClose(#got, #expected, got, expected, ::vmapc::Tolerance{__VA_ARGS__}))
#define ASSERT_ALLCLOSE(got, expected, ...)                                                        \
  ASSERT_TRUE(                                                                                     \
      ::vmapc::testing::allClose(#got, #expected, got, expected, ::vmapc::Tolerance{__VA_ARGS__}))

#endif
