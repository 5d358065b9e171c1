// Forward mode, and derivatives as whole arrays.

#ifndef VMAPC_JACOBIAN_H
#define VMAPC_JACOBIAN_H

#include "vmapc/grad.h"

namespace vmapc {
inline namespace v0 {

struct JacOptions {
  /// At most so many rows or columns at a time; 0: free. Never changes a result.
  std::int64_t chunk_size = 0;
};

namespace detail {

template <class F> class Jvp : public Callable<Jvp<F>> {
public:
  explicit Jvp(const F &f) : f_(f), site_(derivedSite("jvp", siteOf(f), "")) {}
  template <class... T> static constexpr bool accepts() { return true; }

  template <class... A>
  auto inTrace(const Loc &loc, const std::tuple<A...> &primals,
               const std::tuple<A...> &tangents) const {
    return std::apply(
        [&](const A &...args) {
          return [&]<std::size_t... I>(std::index_sequence<I...>) {
            const int all[] = {int(I)...};
            Linearized<F, A...> lin("jvp", f_, loc, all, false, false, args...);
            std::vector<Array> leaves =
                applyLinear(*lin.done.map, false, leavesOf(tangents), "jvp", loc);
            return std::pair(lin.value(), lin.bound.with(leaves));
          }(std::index_sequence_for<A...>{});
        },
        primals);
  }
  const SitePtr &site() const { return site_; }
  const std::string &name() const {
    static const std::string name = "jvp";
    return name;
  }

private:
  const F &f_;
  SitePtr site_;
};

enum class JacobianMode { forward, reverse, smaller };

template <class F, JacobianMode Mode, int N>
class Jacobian : public Callable<Jacobian<F, Mode, N>> {
public:
  Jacobian(F f, const JacOptions &options) : f_(std::move(f)), options_(options) {
    const std::int64_t numbers[] = {std::int64_t(Mode), N, options.chunk_size};
    site_ = derivedSite("jacobian", siteOf(f_),
                        {reinterpret_cast<const char *>(numbers), sizeof numbers});
  }
  template <class... A> static constexpr bool accepts() {
    return detail::accepts<F, A...>();
  }
  template <class... A> auto inTrace(const Loc &loc, const A &...args) const {
    using R = InnerResult<F, A...>;
    using X = ArgumentAt<N, A...>;
    static_assert(std::is_same_v<X, Array> || std::is_same_v<R, Array>,
                  "vmapc: a Jacobian of a tree by a tree has no C++ type; use vm::ravel on "
                  "one side");
    const int selected[] = {int(argumentIndex<N, A...>())};
    Linearized<F, A...> lin(name().c_str(), f_, loc, selected, false, false, args...);
    bool reverse = Mode == JacobianMode::reverse ||
                   (Mode == JacobianMode::smaller && reverseIsSmaller(*lin.done.map));
    std::vector<Array> blocks =
        jacobianOf(*lin.done.map, reverse, options_.chunk_size, loc);
    if constexpr (std::is_same_v<X, Array>) {
      return lin.bound.with(blocks);
    } else {
      LeafReader in(blocks);
      return rebuild(std::get<argumentIndex<N, A...>()>(std::tie(args...)), in);
    }
  }
  const SitePtr &site() const { return site_; }
  const std::string &name() const {
    static const std::string name = Mode == JacobianMode::forward   ? "jacfwd"
                                    : Mode == JacobianMode::reverse ? "jacrev"
                                                                    : "jacobian";
    return name;
  }

private:
  F f_;
  JacOptions options_;
  SitePtr site_;
};

template <class F> class Hessian : public Callable<Hessian<F>> {
public:
  Hessian(F f, const JacOptions &options) : f_(std::move(f)), options_(options) {
    site_ = derivedSite("hessian", siteOf(f_),
                        {reinterpret_cast<const char *>(&options.chunk_size), 8});
  }
  template <class... A> static constexpr bool accepts() {
    return detail::accepts<F, A...>();
  }
  template <class X, class... A>
  Array inTrace(const Loc &loc, const X &x, const A &...rest) const {
    if constexpr (std::is_same_v<X, Array>) {
      Jacobian<Grad<F, false, 0>, JacobianMode::forward, 0> h(Grad<F, false, 0>(f_), options_);
      return h.inTrace(loc, x, rest...);
    } else {
      auto raveled = ravel(x, loc);
      auto flat = [&](const Array &v) -> Array {
        return callInner(f_, loc, raveled.unravel(v, loc), rest...);
      };
      using G = Grad<decltype(flat), false, 0>;
      Jacobian<G, JacobianMode::forward, 0> h(G(flat), options_);
      return h.inTrace(loc, raveled.flat);
    }
  }
  const SitePtr &site() const { return site_; }
  const std::string &name() const {
    static const std::string name = "hessian";
    return name;
  }

private:
  F f_;
  JacOptions options_;
  SitePtr site_;
};

template <class F> class Hvp : public Callable<Hvp<F>> {
public:
  explicit Hvp(F f) : f_(std::move(f)), site_(derivedSite("hvp", siteOf(f_), "")) {}
  template <class X, class V> static constexpr bool accepts() {
    return detail::accepts<F, X>() && std::is_same_v<X, V>;
  }
  template <class X> X inTrace(const Loc &loc, const X &x, const X &v) const {
    Grad<F, false, 0> g(f_);
    return Jvp<Grad<F, false, 0>>(g).inTrace(loc, std::tuple<X>(x), std::tuple<X>(v)).second;
  }
  const SitePtr &site() const { return site_; }
  const std::string &name() const {
    static const std::string name = "hvp";
    return name;
  }

private:
  F f_;
  SitePtr site_;
};

} // namespace detail

/// {value, tangent} of f at `primals` in the direction `tangents`: tuples with one tree per
/// argument. A null array in a tangent is zero; the tangents of integer results are null.
template <class F, class... A, class... T>
auto jvp(const F &f, const std::tuple<A...> &primals, const std::tuple<T...> &tangents,
         detail::Loc loc = detail::Loc::current()) {
  using P = std::tuple<detail::AsArray<detail::Plain<A>>...>;
  static_assert(std::is_same_v<P, std::tuple<detail::AsArray<detail::Plain<T>>...>>,
                "vmapc: jvp needs one tangent per argument, of the argument's type");
  return detail::Jvp<F>(f)(P(primals), P(tangents), loc);
}

/// The Jacobian with respect to argument N, of shape [result..., argument...], by rows. One of
/// result and argument is a single Array; a tree on the other side gives the same tree of
/// Jacobians. Blocks of integer arrays are null.
template <int N = 0, class F> auto jacrev(F f, JacOptions options = {}) {
  return detail::Jacobian<F, detail::JacobianMode::reverse, N>(std::move(f), options);
}
/// The same by columns.
template <int N = 0, class F> auto jacfwd(F f, JacOptions options = {}) {
  return detail::Jacobian<F, detail::JacobianMode::forward, N>(std::move(f), options);
}
/// The same by whichever are fewer.
template <int N = 0, class F> auto jacobian(F f, JacOptions options = {}) {
  return detail::Jacobian<F, detail::JacobianMode::smaller, N>(std::move(f), options);
}
/// Second derivatives of a scalar function with respect to its first argument: of an Array
/// [argument..., argument...], of a tree [P, P] in the order of vm::ravel.
template <class F> auto hessian(F f, JacOptions options = {}) {
  return detail::Hessian<F>(std::move(f), options);
}
/// hvp(f)(x, v): the Hessian of f at x times v, of the type of x.
template <class F> auto hvp(F f) { return detail::Hvp<F>(std::move(f)); }

} // namespace v0
} // namespace vmapc

#endif
