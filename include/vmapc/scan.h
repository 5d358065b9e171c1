// Walking along an axis: sequential maps, cumulative operations, prefix combinations and
// reductions by any associative function.

#ifndef VMAPC_SCAN_H
#define VMAPC_SCAN_H

#include "vmapc/control.h"
#include "vmapc/ops.h"

namespace vmapc {
inline namespace v0 {

struct AssociativeScanOptions {
  std::int64_t axis = 0;
  /// Result i combines the elements from the last one to i.
  bool reverse = false;
};

namespace detail {

using Combiner = FunctionRef<std::vector<Array>(std::span<const Array>, std::span<const Array>)>;
/// Inside a trace.
VMAPC_API std::vector<Array> associativeScan(std::span<const Array> xs, Combiner combine,
                                             std::int64_t axis, bool reverse, const Loc &loc);
VMAPC_API std::vector<Array> reduceWith(std::span<const Array> xs, std::span<const Array> inits,
                                        Combiner combine, const AxisList &axes, const Loc &loc);
VMAPC_API Array cumulative(const char *op, const Operand &x, std::int64_t axis, bool reverse);

template <class T, class F> auto combineTrees(const T &like, const F &combine, const Loc &loc) {
  return [&like, &combine, &loc](std::span<const Array> a, std::span<const Array> b) {
    static_assert(std::is_convertible_v<InnerResult<F, T, T>, T>,
                  "vmapc: the combiner must return the type of its arguments");
    return leavesOf(T(callInner(combine, loc, treeWith(like, a), treeWith(like, b))));
  };
}

template <Name Op> struct Cumulative {
  Array operator()(const Operand &x, std::int64_t axis = 0, bool reverse = false) const {
    return cumulative(Op.text, x, axis, reverse);
  }
};

} // namespace detail

/// f of every slice of xs along axis 0, one after another; the results stacked. vm::vmap runs
/// the slices beside each other; this one needs the memory of one.
template <class F, class X>
auto map(const F &f, const X &xs, detail::Loc loc = detail::Loc::current()) {
  auto record = [&](const X &inputs) {
    using Y = detail::InnerResult<F, X>;
    std::optional<Y> like;
    auto step = [&](const Array &, std::span<const Array>, std::span<const Array> slices) {
      Y y = detail::callInner(f, loc, detail::treeWith(inputs, slices));
      detail::BodyResult result = detail::bodyResult(y);
      like.emplace(std::move(y));
      return result;
    };
    std::vector<Array> slices = detail::leavesOf(inputs);
    std::vector<std::string> paths = detail::paths(detail::describeTree(inputs, ""), "xs");
    std::vector<Array> results = detail::traceScan(
        {"map", {}, {}, slices, paths, std::nullopt, Array(), false, 0, step, loc});
    return detail::treeWith(*like, results);
  };
  return detail::recordOrRun("map", record, detail::siteOf(f), loc, xs);
}

/// Result i is x[0], x[1], ..., x[i] combined in this order, along options.axis of every array
/// of the tree x. combine takes two trees whose arrays have any one extent along the axis and
/// combines them elementwise along it; it must be associative. About 2 n combinations in
/// 2 log2(n) steps.
template <class F, class T>
auto associative_scan(const F &combine, const T &x, AssociativeScanOptions options = {},
                      detail::Loc loc = detail::Loc::current()) {
  auto record = [&](std::int64_t, bool, const T &xs) {
    auto onLeaves = detail::combineTrees(xs, combine, loc);
    return detail::treeWith(xs, detail::associativeScan(detail::leavesOf(xs), onLeaves,
                                                        options.axis, options.reverse, loc));
  };
  return detail::recordOrRun("associative_scan", record, detail::siteOf(combine), loc,
                             options.axis, options.reverse, x);
}

/// combine(init, combination of all elements of x along the axes): x is an array or a tree of
/// arrays of one shape, init one of scalars, of which combine(init, y) is y. combine takes two
/// such trees (of arrays of any one shape), elementwise; it must be associative. Elements meet in
/// row-major order of the axes as listed, by a tree of pairs.
template <class T, class I, class F>
auto reduce(const T &x, const I &init, const F &combine, const AxisList &axes = {},
            detail::Loc loc = detail::Loc::current()) {
  using Tree = detail::Carry<T>;
  auto record = [&](bool, const std::vector<std::int64_t> &, const Tree &xs, const Tree &inits) {
    auto onLeaves = detail::combineTrees(xs, combine, loc);
    return detail::treeWith(xs, detail::reduceWith(detail::leavesOf(xs), detail::leavesOf(inits),
                                                   onLeaves, axes, loc));
  };
  return detail::recordOrRun("reduce", record, detail::siteOf(combine), loc, axes.every,
                             axes.axes, static_cast<const Tree &>(detail::lift<Tree>(x)),
                             static_cast<const Tree &>(detail::lift<Tree>(init)));
}

/// Sums, products, largest, smallest and log(sum(exp)) of x[..0], x[..1], ..., along an axis;
/// x's shape; bools are counted in i32. Taken one after another, in order (from the last one on
/// when `reverse`). NaN stays once it was met. Derivatives are right for products with zeros; of
/// equal extremes every new one takes half of what those before it had.
inline constexpr detail::Cumulative<"add"> cumsum{};
inline constexpr detail::Cumulative<"mul"> cumprod{};
inline constexpr detail::Cumulative<"max"> cummax{};
inline constexpr detail::Cumulative<"min"> cummin{};
inline constexpr detail::Cumulative<"logaddexp"> cumlogsumexp{};

} // namespace v0
} // namespace vmapc

#endif
