// Arrays to and from Eigen (eigen.tuxfamily.org, 3.3 or newer). Arrays are row-major,
// Eigen's matrices column-major unless declared otherwise; this is what happens:
//
//   vm::from_eigen(m)             copies, into row-major order: element (i, j) stays (i, j)
//   vm::to_eigen<MatrixXf>(x)     copies, into the order of the matrix type
//   vm::eigen_matrix<float>(x)    shares: a row-major Map of x, rank 2
//   vm::eigen_vector<float>(x)    shares: a column vector, rank 1
//   vm::eigen_transposed<float>(x)  shares: a column-major Map, whose (j, i) is x(i, j)
//   vm::borrow_eigen(m)           shares the memory of a row-major matrix, [rows, cols]
//   vm::borrow_eigen_transposed(m)  that of a column-major one: the result is m's transpose,
//                                 [cols, rows]
//
// What shares needs an array with data, of the dtype of the scalar; a Map is valid while a
// handle to its array lives. Scalars: those of arrays; Eigen::half is f16 and
// Eigen::bfloat16 is bf16.

#ifndef VMAPC_EIGEN_H
#define VMAPC_EIGEN_H

#include "vmapc/view.h"

#include <Eigen/Core>

namespace vmapc {
inline namespace v0 {

namespace detail {
/// The element type of an array for a scalar of Eigen; both have the same bits.
template <class S> struct ElementOfScalar {
  using Type = S;
};
template <> struct ElementOfScalar<Eigen::half> {
  using Type = float16;
};
template <> struct ElementOfScalar<Eigen::bfloat16> {
  using Type = bfloat16;
};
template <class S> using EigenElement = typename ElementOfScalar<S>::Type;

template <class S>
using RowMajorMatrix = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class S, std::size_t Rank> const S *eigenData(const Array &x, const Loc &loc) {
  static_assert(sizeof(S) == sizeof(EigenElement<S>));
  return reinterpret_cast<const S *>(View<EigenElement<S>, Rank>(x, loc).data());
}

template <class S> Array borrowScalars(S *data, const Shape &shape, const Loc &loc) {
  return Array::borrow(reinterpret_cast<EigenElement<S> *>(data), shape, {}, loc);
}

/// Whether memory is one dense block in the storage order of the type.
template <class D> bool isDense(const D &m) {
  return (m.innerStride() == 1 || m.innerSize() <= 1) &&
         (m.outerStride() == m.innerSize() || m.outerSize() <= 1);
}
[[noreturn]] inline void refuseStrides(const char *op, const Loc &loc) {
  throw Error(ErrorCode::invalid_argument, op, "a matrix without gaps between its rows or columns",
              "one with an inner or outer stride; vm::from_eigen copies it", loc);
}
} // namespace detail

/// A copy of a matrix or expression, [rows, cols]; of a vector type, rank 1.
template <class D>
Array from_eigen(const Eigen::DenseBase<D> &m, detail::Loc loc = detail::Loc::current()) {
  using S = typename D::Scalar;
  using E = detail::EigenElement<S>;
  detail::RowMajorMatrix<S> rows = m.derived();
  Shape shape = {std::int64_t(rows.rows()), std::int64_t(rows.cols())};
  if (D::IsVectorAtCompileTime)
    shape = {std::int64_t(rows.size())};
  std::span<const E> elements(reinterpret_cast<const E *>(rows.data()), std::size_t(rows.size()));
  return Array::from(elements, shape, loc);
}

/// x, of rank 2, without a copy.
template <class S>
Eigen::Map<const detail::RowMajorMatrix<S>> eigen_matrix(const Array &x,
                                                         detail::Loc loc = detail::Loc::current()) {
  const S *data = detail::eigenData<S, 2>(x, loc);
  return {data, Eigen::Index(x.dim(0)), Eigen::Index(x.dim(1))};
}

/// The transpose of x, of rank 2, in Eigen's default order, without a copy.
template <class S>
Eigen::Map<const Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic>>
eigen_transposed(const Array &x, detail::Loc loc = detail::Loc::current()) {
  const S *data = detail::eigenData<S, 2>(x, loc);
  return {data, Eigen::Index(x.dim(1)), Eigen::Index(x.dim(0))};
}

/// x, of rank 1, without a copy.
template <class S>
Eigen::Map<const Eigen::Matrix<S, Eigen::Dynamic, 1>>
eigen_vector(const Array &x, detail::Loc loc = detail::Loc::current()) {
  const S *data = detail::eigenData<S, 1>(x, loc);
  return {data, Eigen::Index(x.dim(0))};
}

/// A copy of x as the matrix or vector type M: rank 2, or rank 1 for a vector type. Fixed
/// sizes must be x's.
template <class M> M to_eigen(const Array &x, detail::Loc loc = detail::Loc::current()) {
  using S = typename M::Scalar;
  auto fits = [&](Eigen::Index rows, Eigen::Index cols) {
    if ((M::RowsAtCompileTime != Eigen::Dynamic && M::RowsAtCompileTime != rows) ||
        (M::ColsAtCompileTime != Eigen::Dynamic && M::ColsAtCompileTime != cols))
      throw Error(ErrorCode::invalid_argument, "to_eigen",
                  std::to_string(M::RowsAtCompileTime) + " by " +
                      std::to_string(M::ColsAtCompileTime) + " elements (-1: any)",
                  describe(x.dtype(), x.shape()), loc);
  };
  if constexpr (M::IsVectorAtCompileTime) {
    auto v = eigen_vector<S>(x, loc);
    bool isRow = M::RowsAtCompileTime == 1 && M::ColsAtCompileTime != 1;
    fits(isRow ? 1 : v.size(), isRow ? v.size() : 1);
    if constexpr (M::RowsAtCompileTime == 1 && M::ColsAtCompileTime != 1)
      return M(v.transpose());
    else
      return M(v);
  } else {
    auto m = eigen_matrix<S>(x, loc);
    fits(m.rows(), m.cols());
    return M(m);
  }
}

/// The memory of a row-major matrix, of a vector, or of a Map or Ref of one, which must be
/// dense, aligned to 64 bytes, and stay as it is while the array lives: [rows, cols], or
/// rank 1 for a vector type.
template <class D>
Array borrow_eigen(const Eigen::DenseBase<D> &m, detail::Loc loc = detail::Loc::current()) {
  static_assert(D::Flags & Eigen::DirectAccessBit,
                "vmapc: an expression has no memory: use from_eigen");
  static_assert(D::IsRowMajor || D::IsVectorAtCompileTime,
                "vmapc: a column-major matrix: use borrow_eigen_transposed or from_eigen");
  const D &own = m.derived();
  if (!detail::isDense(own))
    detail::refuseStrides("borrow_eigen", loc);
  Shape shape = {std::int64_t(own.rows()), std::int64_t(own.cols())};
  if (D::IsVectorAtCompileTime)
    shape = {std::int64_t(own.size())};
  return detail::borrowScalars(const_cast<typename D::Scalar *>(own.data()), shape, loc);
}

/// The memory of a column-major matrix, Map or Ref, under the same conditions: an array of
/// shape [cols, rows], the transpose.
template <class D>
Array borrow_eigen_transposed(const Eigen::DenseBase<D> &m,
                              detail::Loc loc = detail::Loc::current()) {
  static_assert(D::Flags & Eigen::DirectAccessBit,
                "vmapc: an expression has no memory: use from_eigen");
  static_assert(!D::IsRowMajor, "vmapc: a row-major matrix: use borrow_eigen");
  const D &own = m.derived();
  if (!detail::isDense(own))
    detail::refuseStrides("borrow_eigen_transposed", loc);
  return detail::borrowScalars(const_cast<typename D::Scalar *>(own.data()),
                               {std::int64_t(own.cols()), std::int64_t(own.rows())}, loc);
}

} // namespace v0
} // namespace vmapc

#endif
