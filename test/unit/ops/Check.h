// What the tests of operations share: expecting an array, and expecting an error.

#ifndef VMAPC_TEST_UNIT_OPS_CHECK_H
#define VMAPC_TEST_UNIT_OPS_CHECK_H

#include "vmapc/vmapc.h"

#include <gtest/gtest.h>

#include <numeric>

namespace vm = vmapc;
using vm::Array;
using vm::Shape;

/// `x` has this dtype, shape and, exactly, these elements.
inline void expectArray(const Array &x, vm::DType dtype, const Shape &shape,
                        const std::vector<double> &elements) {
  EXPECT_EQ(vm::nameOf(x.dtype()), vm::nameOf(dtype));
  EXPECT_EQ(x.shape(), shape);
  EXPECT_EQ(x.to_vector<double>(), elements);
}

/// `x` has this shape and elements within a relative distance.
inline void expectNear(const Array &x, const Shape &shape, const std::vector<double> &elements,
                       double relative) {
  ASSERT_EQ(x.shape(), shape);
  std::vector<double> got = x.to_vector<double>();
  ASSERT_EQ(got.size(), elements.size());
  for (std::size_t k = 0; k < got.size(); ++k)
    EXPECT_NEAR(got[k], elements[k], relative * std::max(1e-30, std::abs(elements[k])))
        << "at " << k;
}

/// 0, 1, 2, ... of a shape, in f32.
inline Array counting(const Shape &shape, vm::DType dtype = vm::f32) {
  return vm::reshape(vm::arange(vm::elementCount(shape), dtype), shape);
}

/// Runs `f`, which must throw an error of operation `op` whose text contains `parts`, on
/// this line or one of the two before (a macro's line is that of its end).
template <class F>
void expectError(F f, const std::string &op, std::vector<std::string> parts, unsigned line,
                 vm::ErrorCode code = vm::ErrorCode::invalid_argument) {
  try {
    f();
    ADD_FAILURE() << op << ": no error";
  } catch (const vm::Error &e) {
    EXPECT_EQ(e.op(), op) << e.what();
    EXPECT_EQ(int(e.code()), int(code));
    EXPECT_LE(e.location().line, line) << e.what();
    EXPECT_GE(e.location().line + 2, line) << e.what();
    for (const std::string &part : parts)
      EXPECT_NE(std::string(e.what()).find(part), std::string::npos)
          << "'" << part << "' is not in: " << e.what();
  }
}
#define EXPECT_VM_ERROR(expression, op, ...)                                                       \
  expectError([&] { (void)(expression); }, op, {__VA_ARGS__}, __LINE__)

#endif
