// vmap: a function of one example as a function of a batch.

#ifndef VMAPC_VMAP_H
#define VMAPC_VMAP_H

#include "vmapc/detail/callable.h"

namespace vmapc {
inline namespace v0 {

/// "Not mapped": the argument is the same for every example, the result does not
/// depend on the example.
struct none_t {
  explicit constexpr none_t(int) {}
};
inline constexpr none_t none{0};

/// Where the batch axis is. A scalar holds for all arguments (or everything under a
/// tree); negative counts from the end. A list is per argument at the top, also for
/// one argument, and inside a tree per member in order of declaration.
struct Axes {
  enum Kind : std::uint8_t { axis, unmapped, list, named };
  Kind kind = axis;
  int value = 0;
  std::vector<Axes> kids;
  std::vector<std::string> names; // of `named`
  Axes(int a) : value(a) {}
  Axes(none_t) : kind(unmapped) {}
  Axes(std::initializer_list<Axes> k) : kind(list), kids(k) {}
  /// Members of a struct, or keys of a map, by name; every one must be there.
  static Axes map(std::initializer_list<std::pair<const char *, Axes>> members) {
    Axes a(0);
    a.kind = named;
    for (const auto &[name, axes] : members) {
      a.names.emplace_back(name);
      a.kids.push_back(axes);
    }
    return a;
  }
};

struct VmapOptions {
  Axes in_axes = 0;
  Axes out_axes = 0;
  /// Needed when nothing is mapped, else checked.
  std::optional<std::int64_t> axis_size = {};
  /// At most so many examples in flight; 0: free. Never changes a result.
  std::int64_t chunk_size = 0;
};

namespace detail {
/// A vmap call with the types erased.
struct VmapCall {
  const VmapOptions &options;
  std::span<const Array> leaves;
  std::span<const TreeDef> arguments;
  std::span<const char *const> types;
  FunctionRef<std::vector<Array>(std::span<const Array>)> body;
  FunctionRef<TreeDef()> result;
  const Loc &loc;
};
/// The arrays of the batched result.
VMAPC_API std::vector<Array> traceVmap(const VmapCall &call);
VMAPC_API std::string optionsKey(const VmapOptions &options);

template <class F> class Vmap : public Callable<Vmap<F>> {
public:
  Vmap(F f, VmapOptions options)
      : f_(std::move(f)), options_(std::move(options)),
        site_(derivedSite("vmap", siteOf(f_), optionsKey(options_))) {}

  template <class... A> static constexpr bool accepts() {
    return detail::accepts<F, A...>();
  }
  template <class... A> auto inTrace(const Loc &loc, const A &...args) const {
    Bound<F, A...> bound(f_, loc, args...);
    ArgumentLeaves<A...> in(args...);
    std::vector<Array> results =
        traceVmap({options_, in.leaves, in.definitions(), in.typeNames(), bound,
                   [&] { return describeTree(bound.result(), ""); }, loc});
    return bound.with(results);
  }
  const SitePtr &site() const { return site_; }
  const std::string &name() const {
    static const std::string name = "vmap";
    return name;
  }

private:
  F f_;
  VmapOptions options_;
  SitePtr site_;
};
} // namespace detail

/// f for every example of a batch: arguments have one more axis at in_axes, results at
/// out_axes. Static arguments are shared. Sizes that differ, an axis that does not exist and
/// an axis for a static argument are errors that name the argument.
template <class F> auto vmap(F f, VmapOptions options = {}) {
  return detail::Vmap<F>(std::move(f), std::move(options));
}

} // namespace v0
} // namespace vmapc

#endif
