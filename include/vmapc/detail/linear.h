// Linear maps: the derivative of a function at a point, recorded in a trace or held as
// residual arrays with a program of their own.

#ifndef VMAPC_DETAIL_LINEAR_H
#define VMAPC_DETAIL_LINEAR_H

#include "vmapc/detail/callable.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

/// A differentiation with the types erased.
struct DiffCall {
  const char *op;
  std::span<const Array> leaves;
  /// Where the arrays of each argument begin, and the end.
  std::span<const std::size_t> offsets;
  /// The arguments that are differentiated.
  std::span<const int> selected;
  std::span<const TreeDef> arguments;
  std::span<const char *const> types;
  FunctionRef<std::vector<Array>(std::span<const Array>)> body;
  /// After body: how many of its results, from the first on, are differentiated.
  FunctionRef<std::size_t()> liveCount;
  const Loc &loc;
  /// There must be one, a scalar.
  bool scalar = false;
};

/// One side of a linear map: which arrays of a tree take part, with their types.
struct LinearSide {
  std::size_t count = 0;           // arrays of the tree
  std::vector<std::size_t> active; // the float ones
  std::vector<Aval> avals;
  std::vector<bool> weak;
};

/// A program made of a linear function, shared by all maps of one piece of code.
struct LinearCode;

struct LinearMap {
  LinearSide in, out;
  /// In a trace: the value that `linearize` gave.
  Array map;
  /// Elsewhere: its residuals, and the function of (residuals..., tangents...).
  std::vector<Array> residuals;
  std::shared_ptr<LinearCode> code;
  /// The frame in which `residuals` were taken out of `map`.
  std::uint64_t frame = 0;
};
using LinearMapPtr = std::shared_ptr<LinearMap>;

struct Differentiated {
  std::vector<Array> results;
  LinearMapPtr map;
};
/// Records a linearization. `in` numbers the arrays of the selected arguments together.
VMAPC_API Differentiated traceLinearize(const DiffCall &call);
/// Records the map on tangents (one per array of the `in` tree; null is zero) or its
/// transpose on cotangents (of `out`); null for arrays that do not take part.
VMAPC_API std::vector<Array> applyLinear(const LinearMap &map, bool transpose,
                                         std::span<const Array> values, const char *op,
                                         const Loc &loc);
/// grad: the transpose on 1.
VMAPC_API std::vector<Array> gradientOf(const LinearMap &map, const Loc &loc);
/// In a trace takes the map out of it first.
VMAPC_API const std::vector<Array> &residualsOf(LinearMap &map, const Loc &loc);
VMAPC_API LinearMapPtr withResiduals(const LinearMap &map, std::vector<Array> residuals);
VMAPC_API const SitePtr &siteOfMap(const LinearMap &map, bool transpose);
/// Blocks of the Jacobian, [out..., in...]: per active pair, out-major, null elsewhere.
VMAPC_API std::vector<Array> jacobianOf(const LinearMap &map, bool reverse,
                                        std::int64_t chunk, const Loc &loc);
/// Whether reverse mode needs fewer rows than forward mode needs columns.
VMAPC_API bool reverseIsSmaller(const LinearMap &map);

template <int N, class... A> constexpr std::size_t argumentIndex() {
  constexpr int count = int(sizeof...(A));
  static_assert(N < count && N >= -count, "vmapc: there is no such argument");
  return std::size_t(N < 0 ? N + count : N);
}
template <int N, class... A>
using ArgumentAt = std::tuple_element_t<argumentIndex<N, A...>(), std::tuple<A...>>;

/// Linearizes f with respect to arguments I... and keeps the typed result.
template <class F, class... A> struct Linearized {
  Linearized(const char *op, const F &f, const Loc &loc, std::span<const int> selected,
             bool scalar, bool dropsAux, const A &...args)
      : bound(f, loc, args...), in(args...) {
    auto liveCount = [&]() -> std::size_t {
      if constexpr (requires { bound.result().aux; bound.result().value; })
        if (dropsAux)
          return leavesOf(bound.result().value).size();
      return leavesOf(bound.result()).size();
    };
    done = traceLinearize({op, in.leaves, in.offsets, selected, in.definitions(),
                           in.typeNames(), bound, liveCount, loc, scalar});
  }
  Bound<F, A...> bound;
  ArgumentLeaves<A...> in;
  Differentiated done;
  auto value() const { return bound.with(done.results); }
};

/// A tree with null arrays.
template <class T> T withoutArrays(const T &tree) {
  Signature s;
  flatten(tree, s);
  std::vector<Array> nulls(s.leafCount());
  LeafReader in(nulls);
  return rebuild(tree, in);
}
template <class... T> auto oneOrTuple(std::tuple<T...> t) {
  if constexpr (sizeof...(T) == 1)
    return std::get<0>(std::move(t));
  else
    return t;
}

/// What Pullback and Pushforward hold: the map and trees of the right structure.
template <class Out, class... In> struct LinearHandle {
  LinearMapPtr map;
  std::shared_ptr<const std::pair<Out, std::tuple<In...>>> like;

  static LinearHandle make(const LinearMapPtr &map, const Out &out, const In &...in) {
    return {map, std::make_shared<const std::pair<Out, std::tuple<In...>>>(
                     withoutArrays(out), std::tuple<In...>{withoutArrays(in)...})};
  }
  const LinearMap &required(const char *op, const Loc &loc) const {
    if (!map)
      fail(op, "a linear map", "a default-constructed one", loc);
    return *map;
  }
};

template <class Out, class... In> struct ApplyTranspose {
  using TransformedTag = void;
  const LinearHandle<Out, In...> &handle;
  auto inTrace(const Loc &loc, const Out &ct) const {
    std::vector<Array> leaves =
        applyLinear(handle.required("pullback", loc), true, leavesOf(ct), "pullback", loc);
    LeafReader in(leaves);
    return oneOrTuple(rebuild(handle.like->second, in));
  }
  auto inTrace(const Loc &loc, const std::vector<Array> &residuals, const Out &ct) const {
    LinearHandle<Out, In...> fresh{withResiduals(*handle.map, residuals), handle.like};
    return ApplyTranspose{fresh}.inTrace(loc, ct);
  }
};

template <class Out, class... In> struct ApplyForward {
  using TransformedTag = void;
  const LinearHandle<Out, In...> &handle;
  auto inTrace(const Loc &loc, const In &...tangents) const {
    std::vector<Array> leaves = applyLinear(handle.required("pushforward", loc), false,
                                            leavesOf(std::tie(tangents...)), "pushforward", loc);
    LeafReader in(leaves);
    return rebuild(handle.like->first, in);
  }
  auto inTrace(const Loc &loc, const std::vector<Array> &residuals,
               const In &...tangents) const {
    LinearHandle<Out, In...> fresh{withResiduals(*handle.map, residuals), handle.like};
    return ApplyForward{fresh}.inTrace(loc, tangents...);
  }
};

template <class A, class B> inline constexpr bool takesArgument =
    std::is_same_v<A, B> || (std::is_same_v<B, Array> && std::is_convertible_v<A, Array>);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
