// Derivatives: gradients, vector-Jacobian and Jacobian-vector products, whole Jacobians
// and Hessians. All nest, in each other and in vmap, in any order.

#ifndef VMAPC_GRAD_H
#define VMAPC_GRAD_H

#include "vmapc/detail/linear.h"
#include "vmapc/tree.h"

namespace vmapc {
inline namespace v0 {

/// A loss with something beside it that is not differentiated.
template <class V, class A> struct Aux {
  V value;
  A aux;
};
template <class V, class A> Aux(V, A) -> Aux<V, A>;

namespace detail {

template <class F, bool WithValue, int... N>
class Grad : public Callable<Grad<F, WithValue, N...>> {
public:
  explicit Grad(F f) : f_(std::move(f)) {
    const int numbers[] = {WithValue, N...};
    site_ = derivedSite("grad", siteOf(f_),
                        {reinterpret_cast<const char *>(numbers), sizeof numbers});
  }
  template <class... A> static constexpr bool accepts() {
    return detail::accepts<F, A...>();
  }
  template <class... A> auto inTrace(const Loc &loc, const A &...args) const {
    using R = InnerResult<F, A...>;
    static_assert(std::is_same_v<R, Array> || IsOf<R, Aux>::value,
                  "vmapc: grad needs a function that returns a scalar Array, or "
                  "vm::Aux{scalar, anything}");
    const int selected[] = {int(argumentIndex<N, A...>())...};
    Linearized<F, A...> lin(WithValue ? "value_and_grad" : "grad", f_, loc, selected, true,
                            true, args...);
    std::vector<Array> leaves = gradientOf(*lin.done.map, loc);
    LeafReader in(leaves);
    auto all = std::tie(args...);
    std::tuple<ArgumentAt<N, A...>...> trees{
        rebuild(std::get<argumentIndex<N, A...>()>(all), in)...};
    auto gradient = oneOrTuple(std::move(trees));
    R value = lin.value();
    if constexpr (IsOf<R, Aux>::value) {
      if constexpr (WithValue)
        return std::tuple(value.value, value.aux, gradient);
      else
        return std::pair(gradient, value.aux);
    } else if constexpr (WithValue) {
      return std::pair(value, gradient);
    } else {
      return gradient;
    }
  }
  const SitePtr &site() const { return site_; }
  const std::string &name() const {
    static const std::string name = WithValue ? "value_and_grad" : "grad";
    return name;
  }

private:
  F f_;
  SitePtr site_;
};

/// A class that is applied once, by a free function: vjp(f, x...) and its kin.
template <class F, class Self> class Direct : public Callable<Self> {
public:
  Direct(const F &f, const char *kind)
      : f_(f), name_(kind), site_(derivedSite(kind, siteOf(f), "")) {}
  template <class... A> static constexpr bool accepts() {
    return detail::accepts<F, A...>();
  }
  const SitePtr &site() const { return site_; }
  const std::string &name() const { return name_; }

protected:
  template <class... A>
  Linearized<F, A...> linearized(const Loc &loc, const A &...args) const {
    return linearizedAll(loc, std::index_sequence_for<A...>{}, args...);
  }
  const F &f_;

private:
  template <std::size_t... I, class... A>
  Linearized<F, A...> linearizedAll(const Loc &loc, std::index_sequence<I...>,
                                    const A &...args) const {
    const int all[] = {int(I)...};
    constexpr bool dropsAux = requires { Self::dropsAux; };
    return Linearized<F, A...>(name_.c_str(), f_, loc, all, false, dropsAux, args...);
  }
  std::string name_;
  SitePtr site_;
};

} // namespace detail

/// The gradient of f with respect to arguments ArgNums (negative counts from the end; the
/// first if none is given), of those arguments' types; several give a tuple. f returns a
/// float scalar, or vm::Aux{scalar, aux}: then the result is pair{gradient, aux}. Arrays of
/// integers in an argument get null, static members are copied; an argument without float
/// arrays is an error.
template <int... ArgNums, class F> auto grad(F f) {
  if constexpr (sizeof...(ArgNums) == 0)
    return detail::Grad<F, false, 0>(std::move(f));
  else
    return detail::Grad<F, false, ArgNums...>(std::move(f));
}
/// pair{value, gradient}; with Aux tuple{value, aux, gradient}.
template <int... ArgNums, class F> auto value_and_grad(F f) {
  if constexpr (sizeof...(ArgNums) == 0)
    return detail::Grad<F, true, 0>(std::move(f));
  else
    return detail::Grad<F, true, ArgNums...>(std::move(f));
}

//===-- vjp, linearize ---------------------------------------------------------------===//

/// Takes a cotangent of the function's result to cotangents of its arguments (of one: as
/// it is; of several: a tuple). A value: it can be stored, copied, captured, vmapped, called
/// often, and returned from functions. A null array in the cotangent is zero.
template <class Signature> class Pullback;
template <class Out, class... In>
class Pullback<Out(In...)> : public detail::Callable<Pullback<Out(In...)>> {
public:
  Pullback() = default;
  explicit Pullback(detail::LinearHandle<Out, In...> handle) : handle_(std::move(handle)) {}

  template <class... A> static constexpr bool accepts() {
    if constexpr (sizeof...(A) == 1)
      return (detail::takesArgument<A, Out> && ...);
    else
      return false;
  }
  auto inTrace(const detail::Loc &loc, const Out &ct) const {
    return detail::ApplyTranspose<Out, In...>{handle_}.inTrace(loc, ct);
  }
  auto outside(const detail::Loc &loc, const Out &ct) const {
    const detail::LinearMap &map = handle_.required("pullback", loc);
    detail::ApplyTranspose<Out, In...> apply{handle_};
    return detail::callCompiled(apply, *detail::siteOfMap(map, true), name(), loc,
                                map.residuals, ct);
  }
  const detail::SitePtr &site() const {
    return detail::siteOfMap(handle_.required("pullback", {}), true);
  }
  const std::string &name() const {
    static const std::string name = "pullback";
    return name;
  }
  const detail::LinearHandle<Out, In...> &handle() const { return handle_; }

private:
  detail::LinearHandle<Out, In...> handle_;
};

/// Takes tangents of the arguments to the tangent of the result.
template <class Signature> class Pushforward;
template <class Out, class... In>
class Pushforward<Out(In...)> : public detail::Callable<Pushforward<Out(In...)>> {
public:
  Pushforward() = default;
  explicit Pushforward(detail::LinearHandle<Out, In...> handle)
      : handle_(std::move(handle)) {}

  template <class... A> static constexpr bool accepts() {
    if constexpr (sizeof...(A) == sizeof...(In))
      return (detail::takesArgument<A, In> && ...);
    else
      return false;
  }
  auto inTrace(const detail::Loc &loc, const In &...tangents) const {
    return detail::ApplyForward<Out, In...>{handle_}.inTrace(loc, tangents...);
  }
  auto outside(const detail::Loc &loc, const In &...tangents) const {
    const detail::LinearMap &map = handle_.required("pushforward", loc);
    detail::ApplyForward<Out, In...> apply{handle_};
    return detail::callCompiled(apply, *detail::siteOfMap(map, false), name(), loc,
                                map.residuals, tangents...);
  }
  const detail::SitePtr &site() const {
    return detail::siteOfMap(handle_.required("pushforward", {}), false);
  }
  const std::string &name() const {
    static const std::string name = "pushforward";
    return name;
  }
  const detail::LinearHandle<Out, In...> &handle() const { return handle_; }

private:
  detail::LinearHandle<Out, In...> handle_;
};

template <class R, class... A> struct VjpResult {
  R value;
  Pullback<R(A...)> pullback;
};
template <class R, class X, class... A> struct VjpAuxResult {
  R value;
  Pullback<R(A...)> pullback;
  X aux;
};
template <class R, class... A> struct LinearizeResult {
  R value;
  Pushforward<R(A...)> pushforward;
};

namespace detail {
template <class F> struct Vjp : Direct<F, Vjp<F>> {
  explicit Vjp(const F &f) : Direct<F, Vjp<F>>(f, "vjp") {}
  template <class... A> auto inTrace(const Loc &loc, const A &...args) const {
    using R = InnerResult<F, A...>;
    Linearized<F, A...> lin = this->linearized(loc, args...);
    return VjpResult<R, A...>{
        lin.value(), Pullback<R(A...)>(LinearHandle<R, A...>::make(
                         lin.done.map, lin.bound.result(), args...))};
  }
};
template <class F> struct VjpAux : Direct<F, VjpAux<F>> {
  static constexpr bool dropsAux = true;
  explicit VjpAux(const F &f) : Direct<F, VjpAux<F>>(f, "vjp_aux") {}
  template <class... A> auto inTrace(const Loc &loc, const A &...args) const {
    using R = InnerResult<F, A...>;
    static_assert(IsOf<R, Aux>::value,
                  "vmapc: vjp_aux needs a function that returns vm::Aux{value, aux}");
    using V = decltype(R::value);
    using X = decltype(R::aux);
    Linearized<F, A...> lin = this->linearized(loc, args...);
    R r = lin.value();
    return VjpAuxResult<V, X, A...>{
        r.value,
        Pullback<V(A...)>(LinearHandle<V, A...>::make(lin.done.map,
                                                      lin.bound.result().value, args...)),
        r.aux};
  }
};
template <class F> struct LinearizeDirect : Direct<F, LinearizeDirect<F>> {
  explicit LinearizeDirect(const F &f) : Direct<F, LinearizeDirect<F>>(f, "linearize") {}
  template <class... A> auto inTrace(const Loc &loc, const A &...args) const {
    using R = InnerResult<F, A...>;
    Linearized<F, A...> lin = this->linearized(loc, args...);
    return LinearizeResult<R, A...>{
        lin.value(), Pushforward<R(A...)>(LinearHandle<R, A...>::make(
                         lin.done.map, lin.bound.result(), args...))};
  }
};
template <class F> struct LinearTranspose : Direct<F, LinearTranspose<F>> {
  explicit LinearTranspose(const F &f)
      : Direct<F, LinearTranspose<F>>(f, "linear_transpose") {}
  template <class... A> auto inTrace(const Loc &loc, const A &...args) const {
    using R = InnerResult<F, A...>;
    Linearized<F, A...> lin = this->linearized(loc, args...);
    return Pullback<R(A...)>(
        LinearHandle<R, A...>::make(lin.done.map, lin.bound.result(), args...));
  }
};

// name(f, arguments...) by number of arguments, so that the line of the call is known.
#define VMAPC_DETAIL_DIRECT(name, Class)                                                 \
  template <class F, class A>                                                            \
  auto name(const F &f, const A &a, detail::Loc loc = detail::Loc::current()) {          \
    return Class<F>(f)(a, loc);                                                          \
  }                                                                                      \
  template <class F, class A, class B>                                                   \
  auto name(const F &f, const A &a, const B &b, detail::Loc loc = detail::Loc::current()) { \
    return Class<F>(f)(a, b, loc);                                                       \
  }                                                                                      \
  template <class F, class A, class B, class C>                                          \
  auto name(const F &f, const A &a, const B &b, const C &c,                              \
            detail::Loc loc = detail::Loc::current()) {                                  \
    return Class<F>(f)(a, b, c, loc);                                                    \
  }                                                                                      \
  template <class F, class A, class B, class C, class D>                                 \
  auto name(const F &f, const A &a, const B &b, const C &c, const D &d,                  \
            detail::Loc loc = detail::Loc::current()) {                                  \
    return Class<F>(f)(a, b, c, d, loc);                                                 \
  }
} // namespace detail

/// {value, pullback} of f at the arguments, for all of which the pullback gives cotangents.
VMAPC_DETAIL_DIRECT(vjp, detail::Vjp)
/// {value, pullback, aux} of a function that returns vm::Aux{value, aux}.
VMAPC_DETAIL_DIRECT(vjp_aux, detail::VjpAux)
/// {value, pushforward} of f at the arguments.
VMAPC_DETAIL_DIRECT(linearize, detail::LinearizeDirect)
/// The transpose of a linear f, whose arguments are like the ones given.
VMAPC_DETAIL_DIRECT(linear_transpose, detail::LinearTranspose)

} // namespace v0
} // namespace vmapc

#endif
