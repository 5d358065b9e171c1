// A type-erased function: for class members, and to keep templates in one .cpp.

#ifndef VMAPC_FUNCTION_H
#define VMAPC_FUNCTION_H

#include "vmapc/detail/callable.h"

namespace vmapc {
inline namespace v0 {

/// Function<Array(const Params &, Array)>: holds any callable with that signature and can be
/// transformed like one. Null until assigned.
template <class Signature> class Function;

template <class R, class... P> class Function<R(P...)> {
public:
  using TransformedTag = void;
  Function() = default;
  template <class F>
    requires(!std::is_same_v<std::decay_t<F>, Function> &&
             (detail::isTransformed<std::decay_t<F>> ||
              std::is_invocable_r_v<R, const std::decay_t<F> &, const std::decay_t<P> &...>))
  Function(F f) : held_(std::make_shared<Holder<F>>(std::move(f))) {}

  explicit operator bool() const { return held_ != nullptr; }

  R operator()(const std::decay_t<P> &...args, detail::Loc loc = detail::Loc::current()) const {
    return detail::tracing() ? inTrace(loc, args...) : required(loc).run(loc, args...);
  }
  /// The name of the callable in the cache.
  const detail::SitePtr &site() const {
    static const detail::SitePtr none = detail::uniqueSite();
    return held_ ? held_->site : none;
  }
  const std::string &name() const {
    static const std::string name = "function";
    return name;
  }
  template <class... A> static constexpr bool accepts() {
    if constexpr (sizeof...(A) == sizeof...(P))
      return (std::is_convertible_v<const A &, std::decay_t<P>> && ...);
    else
      return false;
  }
  R inTrace(const detail::Loc &loc, const std::decay_t<P> &...args) const {
    return required(loc).record(loc, args...);
  }

private:
  struct Base {
    detail::SitePtr site;
    virtual ~Base() = default;
    virtual R record(const detail::Loc &loc, const std::decay_t<P> &...args) const = 0;
    virtual R run(const detail::Loc &loc, const std::decay_t<P> &...args) const = 0;
  };
  template <class F> struct Holder final : Base {
    F f;
    explicit Holder(F g) : f(std::move(g)) { this->site = detail::siteOf(f); }
    R record(const detail::Loc &loc, const std::decay_t<P> &...args) const override {
      return detail::callInner(f, loc, args...);
    }
    R run(const detail::Loc &loc, const std::decay_t<P> &...args) const override {
      if constexpr (requires { f(args..., loc); })
        return f(args..., loc);
      else
        return std::invoke(f, args...);
    }
  };
  const Base &required(const detail::Loc &loc) const {
    if (!held_)
      detail::fail("Function", "a function", "an empty one", loc);
    return *held_;
  }
  std::shared_ptr<const Base> held_;
};

} // namespace v0
} // namespace vmapc

#endif
