// Comparing arrays with what they must be, and errors with what they must say.

#ifndef VMAPC_TEST_UNIT_API_EXPECT_H
#define VMAPC_TEST_UNIT_API_EXPECT_H

#include "vmapc/vmapc.h"

#include <cmath>
#include <gtest/gtest.h>

namespace vm = vmapc;
using vm::Array;
using vm::Shape;

inline void expectArray(const Array &a, const Shape &shape, const std::vector<double> &want,
                        double tolerance = 0) {
  ASSERT_TRUE(a.defined());
  EXPECT_EQ(a.shape(), shape);
  std::vector<double> got = a.to_vector<double>();
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t k = 0; k < got.size(); ++k)
    EXPECT_LE(std::abs(got[k] - want[k]), tolerance * std::max(1.0, std::abs(want[k])))
        << "element " << k << " is " << got[k] << ", wanted " << want[k];
}

/// Runs the statement and gives the vmapc::Error that it must throw.
#define VMAPC_ERROR_OF(...)                                                              \
  [&]() -> vm::Error {                                                                   \
    try {                                                                                \
      __VA_ARGS__;                                                                       \
    } catch (const vm::Error &e) {                                                       \
      EXPECT_FALSE(vm::detail::tracing()) << "a trace is open after an error";           \
      return e;                                                                          \
    }                                                                                    \
    ADD_FAILURE() << "no error from " #__VA_ARGS__;                                      \
    return vm::Error(vm::ErrorCode::io, "", "", "", {});                                 \
  }()

/// The error has all these words, and this line of the file (0: none).
inline void expectError(const vm::Error &e, std::initializer_list<const char *> words,
                        unsigned line) {
  for (const char *w : words)
    EXPECT_NE(std::string(e.what()).find(w), std::string::npos)
        << "no '" << w << "' in: " << e.what();
  EXPECT_FALSE(e.required().empty() && e.got().empty()) << e.what();
  // Within a macro's arguments compilers give its first or its last line.
  EXPECT_LE(e.location().line, line ? line + 4 : 0) << e.what();
  EXPECT_GE(e.location().line + 4, line) << e.what();
}

#endif
