// Eigen both ways: what is shared, what is copied, where elements end up.

#include "test/unit/interchange/Errors.h"

#include "vmapc/eigen.h"
#include "vmapc/vmapc.h"

#include <gtest/gtest.h>

namespace vm = vmapc;
using vm::Array;

namespace {

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

TEST(EigenHeader, CopiesKeepEveryElementAtItsIndex) {
  Eigen::MatrixXf m(2, 3); // column-major
  m << 1, 2, 3, 4, 5, 6;
  Array x = vm::from_eigen(m);
  EXPECT_EQ(x.shape(), (vm::Shape{2, 3}));
  EXPECT_EQ(x.to_vector<float>(), (std::vector<float>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(vm::to_eigen<Eigen::MatrixXf>(x), m);
  EXPECT_EQ(vm::to_eigen<RowMatrix>(x), RowMatrix(m));
  EXPECT_EQ((vm::to_eigen<Eigen::Matrix<float, 2, 3>>(x)), m);
  // Expressions, blocks and vectors.
  EXPECT_EQ(vm::from_eigen(2 * m.transpose()).to_vector<float>(),
            (std::vector<float>{2, 8, 4, 10, 6, 12}));
  EXPECT_EQ(vm::from_eigen(m.block(0, 1, 2, 2)).to_vector<float>(),
            (std::vector<float>{2, 3, 5, 6}));
  EXPECT_EQ(vm::from_eigen(m.row(1)).shape(), (vm::Shape{3}));
  Eigen::Vector3d v(1, 2, 3);
  EXPECT_EQ(vm::from_eigen(v).dtype(), vm::f64);
  EXPECT_EQ(vm::to_eigen<Eigen::Vector3d>(vm::from_eigen(v)), v);
  EXPECT_EQ(vm::to_eigen<Eigen::RowVectorXd>(vm::from_eigen(v)), v.transpose());
}

TEST(EigenHeader, MapsShareTheMemory) {
  Array x = {{1.f, 2.f, 3.f}, {4.f, 5.f, 6.f}};
  auto m = vm::eigen_matrix<float>(x);
  EXPECT_EQ(m.data(), x.span<float>().data());
  EXPECT_EQ(m(1, 0), 4);
  auto t = vm::eigen_transposed<float>(x);
  EXPECT_EQ(t.data(), x.span<float>().data());
  EXPECT_EQ(t.rows(), 3);
  EXPECT_EQ(t(0, 1), 4);
  Eigen::Ref<const Eigen::MatrixXf> ref = t; // no copy: same storage order
  EXPECT_EQ(ref.data(), t.data());
  EXPECT_EQ(vm::eigen_vector<float>(x[1]).sum(), 15);
}

TEST(EigenHeader, BorrowedMemoryIsSharedAndColumnMajorTurns) {
  alignas(64) float memory[6] = {1, 2, 3, 4, 5, 6};
  Eigen::Map<RowMatrix, Eigen::Aligned16> rows(memory, 2, 3);
  Array x = vm::borrow_eigen(rows);
  EXPECT_EQ(x.span<float>().data(), memory);
  EXPECT_EQ(x.shape(), (vm::Shape{2, 3}));
  Eigen::Map<Eigen::MatrixXf> columns(memory, 2, 3); // (i, j) is memory[i + 2 j]
  Array t = vm::borrow_eigen_transposed(columns);
  EXPECT_EQ(t.span<float>().data(), memory);
  EXPECT_EQ(t.shape(), (vm::Shape{3, 2}));
  EXPECT_EQ(t(2, 0).item<float>(), columns(0, 2));
  Eigen::Ref<RowMatrix> ref(rows);
  EXPECT_EQ(vm::borrow_eigen(ref).span<float>().data(), memory);
  Eigen::Map<Eigen::VectorXf> vector(memory, 6);
  EXPECT_EQ(vm::borrow_eigen(vector).shape(), (vm::Shape{6}));
}

TEST(EigenHeader, WhatCannotBeSharedIsAnError) {
  alignas(64) float memory[12] = {};
  Eigen::Map<RowMatrix, 0, Eigen::OuterStride<>> gaps(memory, 2, 3, Eigen::OuterStride<>(5));
  expectError([&] { vm::borrow_eigen(gaps); }, "from_eigen copies it");
  Eigen::Map<RowMatrix> shifted(memory + 1, 2, 3);
  expectError([&] { vm::borrow_eigen(shifted); }, "64 bytes");
  Array x = {{1.f, 2.f}};
  expectError([&] { vm::eigen_matrix<double>(x); }, "f64 of rank 2");
  expectError([&] { vm::eigen_vector<float>(x); }, "rank 1");
  expectError([&] { vm::to_eigen<Eigen::Matrix3f>(x); }, "3 by 3");
  expectError([&] { vm::eigen_matrix<float>(Array()); }, "null");
}

TEST(EigenHeader, SixteenBitAndComplexScalars) {
  Array h = vm::astype(Array{{1.5, -2.}}, vm::f16);
  EXPECT_EQ(float(vm::eigen_matrix<Eigen::half>(h)(0, 1)), -2);
  Array b = vm::astype(Array{1.5, -2.}, vm::bf16);
  EXPECT_EQ(float(vm::eigen_vector<Eigen::bfloat16>(b)(0)), 1.5f);
  EXPECT_EQ(vm::from_eigen(vm::eigen_vector<Eigen::bfloat16>(b)).dtype(), vm::bf16);
  Eigen::VectorXcf c(2);
  c << std::complex<float>(1, 2), std::complex<float>(3, -4);
  Array z = vm::from_eigen(c);
  EXPECT_EQ(z.dtype(), vm::c64);
  EXPECT_EQ(vm::to_eigen<Eigen::VectorXcf>(z), c);
}

} // namespace
