// Linear maps as trees: their arrays are the residuals, so that a function may return
// one.

#ifndef VMAPC_DETAIL_PULLBACK_H
#define VMAPC_DETAIL_PULLBACK_H

#include "vmapc/grad.h"

namespace vmapc {
inline namespace v0 {
namespace detail {
template <template <class> class Handle, class Sig> struct LinearTree {
  using T = Handle<Sig>;
  static std::tuple<std::vector<Array>> flatten(const T &t) {
    return {t.handle().map ? residualsOf(*t.handle().map, Loc()) : std::vector<Array>()};
  }
  static void key(const T &t, Signature &s) {
    s.word(t.handle().map ? idOf(*siteOfMap(*t.handle().map, true)) : 0);
  }
  static T unflatten(const T &like, std::tuple<std::vector<Array>> residuals) {
    auto handle = like.handle();
    if (handle.map)
      handle.map = withResiduals(*handle.map, std::move(std::get<0>(residuals)));
    return T(handle);
  }
};
} // namespace detail

template <class Out, class... In>
struct tree_traits<Pullback<Out(In...)>> : detail::LinearTree<Pullback, Out(In...)> {};
template <class Out, class... In>
struct tree_traits<Pushforward<Out(In...)>> : detail::LinearTree<Pushforward, Out(In...)> {};

} // namespace v0
} // namespace vmapc

#endif
