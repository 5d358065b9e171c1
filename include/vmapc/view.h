// The elements of an array with the indices in the C++ program: a typed, read-only view of
// known rank, in the manner of std::mdspan.
//
//   vm::View<float, 2> m(x);
//   for (std::int64_t i = 0; i < m.extent(0); ++i)
//     total += m(i, 0);

#ifndef VMAPC_VIEW_H
#define VMAPC_VIEW_H

#include "vmapc/array.h"

#include <array>
#include <version>
#if defined(__cpp_lib_mdspan)
#include <mdspan>
#endif

namespace vmapc {
inline namespace v0 {

namespace detail {
[[noreturn]] VMAPC_API void viewMismatch(const Array &x, DType dtype, std::size_t rank,
                                         const Loc &loc);
[[noreturn]] VMAPC_API void viewOutside(std::span<const std::int64_t> index,
                                        std::span<const std::int64_t> extents, const Loc &loc);
} // namespace detail

/// Elements of type T, row-major. Holds a handle to the array: the memory lives as long as
/// the view.
template <Element T, std::size_t Rank> class View {
public:
  using element_type = const T;
  using value_type = T;
  using index_type = std::int64_t;

  /// x must have data, the dtype of T and this rank.
  explicit View(const Array &x, detail::Loc loc = detail::Loc::current()) : array_(x) {
    if (!x.defined() || x.dtype() != dtypeOf<T> || x.rank() != std::int64_t(Rank))
      detail::viewMismatch(x, dtypeOf<T>, Rank, loc);
    data_ = x.span<T>(loc).data();
    for (std::size_t d = Rank; d-- > 0;) {
      extents_[d] = x.shape()[d];
      strides_[d] = d + 1 < Rank ? strides_[d + 1] * extents_[d + 1] : 1;
    }
  }

  /// The element at i, j, ...; not checked.
  template <std::integral... I>
    requires(sizeof...(I) == Rank)
  const T &operator()(I... i) const {
    std::size_t d = 0;
    index_type at = 0;
    ((at += index_type(i) * strides_[d++]), ...);
    return data_[at];
  }
#if defined(__cpp_multidimensional_subscript)
  template <std::integral... I>
    requires(sizeof...(I) == Rank)
  const T &operator[](I... i) const {
    return (*this)(i...);
  }
#endif
  /// The same, checked: an error names the index and the extents.
  const T &at(const std::array<index_type, Rank> &i,
              detail::Loc loc = detail::Loc::current()) const {
    index_type at = 0;
    for (std::size_t d = 0; d < Rank; ++d) {
      if (i[d] < 0 || i[d] >= extents_[d])
        detail::viewOutside(i, extents_, loc);
      at += i[d] * strides_[d];
    }
    return data_[at];
  }

  static constexpr std::size_t rank() { return Rank; }
  index_type extent(std::size_t d) const { return extents_[d]; }
  const std::array<index_type, Rank> &extents() const { return extents_; }
  /// Elements from one index of axis d to the next.
  index_type stride(std::size_t d) const { return strides_[d]; }
  std::size_t size() const { return span().size(); }
  const T *data() const { return data_; }
  std::span<const T> span() const { return array_.template span<T>(); }
  auto begin() const { return span().begin(); }
  auto end() const { return span().end(); }

#if defined(__cpp_lib_mdspan)
  /// As the standard library's; valid while an array or view holds the memory.
  std::mdspan<const T, std::dextents<index_type, Rank>> mdspan() const { return {data_, extents_}; }
#endif

private:
  Array array_;
  const T *data_ = nullptr;
  std::array<index_type, Rank> extents_{}, strides_{};
};

#if defined(__cpp_lib_mdspan)
/// A copy of what an mdspan of any layout shows, in row-major order.
template <class T, class Extents, class Layout, class Accessor>
Array from_mdspan(const std::mdspan<T, Extents, Layout, Accessor> &m,
                  detail::Loc loc = detail::Loc::current()) {
  constexpr std::size_t rank = Extents::rank();
  Shape shape;
  for (std::size_t d = 0; d < rank; ++d)
    shape.push_back(std::int64_t(m.extent(d)));
  std::int64_t count = elementCount(shape);
  auto data = std::make_unique<std::remove_cv_t<T>[]>(std::size_t(count));
  std::array<typename Extents::index_type, rank> index{};
  for (std::int64_t k = 0; k < count; ++k) {
    data[std::size_t(k)] = m[index];
    for (std::size_t d = rank; d-- > 0;) {
      if (++index[d] < m.extent(d))
        break;
      index[d] = 0;
    }
  }
  return Array::from(std::span<const std::remove_cv_t<T>>(data.get(), std::size_t(count)), shape,
                     loc);
}
#endif

} // namespace v0
} // namespace vmapc

#endif
