// Functions whose derivative the program gives itself, because it knows a better one than
// the operations inside: for stability, speed, or where they have none.

#ifndef VMAPC_CUSTOM_H
#define VMAPC_CUSTOM_H

#include "vmapc/control.h"
#include "vmapc/detail/custom.h"

namespace vmapc {
inline namespace v0 {

namespace detail {

/// What the rule gave as the value is like the function's result, and so is its tangent.
VMAPC_API void checkRule(std::span<const Array> value, std::span<const Array> expected,
                         std::size_t tangents, const Loc &loc);

template <class F, class Rule> class CustomJvp : public Callable<CustomJvp<F, Rule>> {
public:
  CustomJvp(F f, Rule rule) : f_(std::move(f)), rule_(std::move(rule)) {
    const SitePtr sites[] = {siteOf(f_), siteOf(rule_)};
    site_ = jointSite("custom_jvp", sites);
  }
  template <class... A> static constexpr bool accepts() { return detail::accepts<F, A...>(); }

  template <class... A> auto inTrace(const Loc &loc, const A &...args) const {
    using R = InnerResult<F, A...>;
    using Args = std::tuple<A...>;
    static_assert(std::is_invocable_v<const Rule &, const Args &, const Args &>,
                  "vmapc: the rule of custom_jvp takes (std::tuple of the arguments, std::tuple of "
                  "their tangents)");
    using Pair = std::decay_t<std::invoke_result_t<const Rule &, const Args &, const Args &>>;
    static_assert(IsOf<Pair, std::pair>::value,
                  "vmapc: the rule of custom_jvp must return std::pair{result, tangent}");
    static_assert(std::is_convertible_v<typename Pair::first_type, R> &&
                      std::is_convertible_v<typename Pair::second_type, R>,
                  "vmapc: the rule of custom_jvp must return the function's result type twice");

    Bound<F, A...> bound(f_, loc, args...);
    std::vector<Array> leaves = leavesOf(std::tie(args...)), present;
    for (const Array &leaf : leaves)
      if (leaf.defined())
        present.push_back(leaf);
    std::vector<bool> defined;
    auto all = [&](std::span<const Array> some) {
      std::vector<Array> result;
      std::size_t next = 0;
      for (const Array &leaf : leaves)
        result.push_back(leaf.defined() ? some[next++] : Array());
      return result;
    };
    auto primal = [&](std::span<const Array> in) {
      std::vector<Array> out = bound(all(in)), some;
      defined.clear();
      for (const Array &r : out) {
        defined.push_back(r.defined());
        if (r.defined())
          some.push_back(r);
      }
      return some;
    };
    auto tangents = [&](std::span<const Array> in, std::span<const Array>,
                        std::span<const Array> t) {
      Args like(args...);
      Pair given = rule_(treeWith(like, all(in)), treeWith(like, all(t)));
      std::vector<Array> value = leavesOf(R(given.first)), out = leavesOf(R(given.second)), some;
      checkRule(value, leavesOf(bound.result()), out.size(), loc);
      for (std::size_t k = 0; k < out.size(); ++k)
        if (defined[k])
          some.push_back(out[k]);
      return some;
    };
    std::vector<Array> some = customJvp(present, primal, tangents, "custom_jvp", loc), results;
    std::size_t next = 0;
    for (bool d : defined)
      results.push_back(d ? some[next++] : Array());
    return bound.with(results);
  }
  const SitePtr &site() const { return site_; }
  const std::string &name() const {
    static const std::string name = "custom_jvp";
    return name;
  }

private:
  F f_;
  Rule rule_;
  SitePtr site_;
};

} // namespace detail

/// f, differentiated as `rule` says: rule(std::tuple of the arguments, std::tuple of their
/// tangents) returns std::pair{result, tangent of the result}, both of f's result type. Tangents
/// of arrays that are not of a float type are null; a null array in the returned tangent is zero.
///
/// The tangent must be linear in the tangents; its transpose gives reverse mode. Values always
/// come from f, so the rule's result serves only as a check of its shapes; the rule may be
/// differentiated again. Everything that is to be differentiated must be an argument: an array
/// of an outer function that f or the rule captures is a constant, and an error where it has a
/// tangent. The rule may call f's plain function, not the result of this custom_jvp.
template <class F, class Rule> auto custom_jvp(F f, Rule rule) {
  return detail::CustomJvp<F, Rule>(std::move(f), std::move(rule));
}

} // namespace v0
} // namespace vmapc

#endif
