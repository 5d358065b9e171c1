// Sliding windows: reductions over them, pooling, and convolutions of any layout. All are
// compositions that vmap and both modes of differentiation pass through.
//
// A window has an extent along each of the last axes of x. It stands at 0, stride,
// 2*stride, ... as long as it fits into the padded axis, and `dilation` says how far apart
// its elements are. Padding applies to the dilated x (`base_dilation` - 1 elements between
// neighbours); negative padding crops.

#ifndef VMAPC_WINDOW_H
#define VMAPC_WINDOW_H

#include "vmapc/control.h"
#include "vmapc/ops.h"

namespace vmapc {
inline namespace v0 {

/// What is added at the edges of the windowed axes: {low, high} per axis; "valid", nothing;
/// "same", so that there are ceil(extent / stride) windows, the odd element at the high edge;
/// "same_lower", at the low one.
class Padding {
public:
  using Pairs = std::vector<std::pair<std::int64_t, std::int64_t>>;
  Padding() = default;
  Padding(const char *name) : name_(name) {}
  Padding(std::initializer_list<std::pair<std::int64_t, std::int64_t>> pairs)
      : pairs_(pairs), name_(nullptr) {}
  Padding(Pairs pairs) : pairs_(std::move(pairs)), name_(nullptr) {}

  /// Null when there are pairs.
  const char *name() const { return name_; }
  const Pairs &pairs() const { return pairs_; }

private:
  Pairs pairs_;
  const char *name_ = "valid";
};

/// The windows of an array; an empty list is all ones.
struct WindowOptions {
  /// Extents of the window along the last axes; 1 where there is none.
  std::vector<std::int64_t> size;
  std::vector<std::int64_t> strides = {};
  Padding padding = {};
  /// Distance between the elements of a window.
  std::vector<std::int64_t> dilation = {};
  /// Distance to which the elements of x are moved apart before.
  std::vector<std::int64_t> base_dilation = {};
};

/// Options of max_pool and avg_pool. Without strides the windows do not overlap.
struct PoolOptions {
  std::vector<std::int64_t> size;
  std::vector<std::int64_t> strides = {};
  Padding padding = {};
  std::vector<std::int64_t> dilation = {};
  /// avg_pool: whether padding counts as elements of the mean.
  bool count_padding = true;
};

/// Options of conv_general; an empty list is all ones.
struct ConvOptions {
  std::vector<std::int64_t> strides = {};
  Padding padding = {};
  std::vector<std::int64_t> lhs_dilation = {};
  std::vector<std::int64_t> rhs_dilation = {};
  /// Channels fall into that many groups, each with its own part of the kernels.
  std::int64_t feature_groups = 1;
  /// Examples fall into that many groups, each with its own part of the kernels; the results
  /// stand side by side as channels.
  std::int64_t batch_groups = 1;
  /// The meaning of each axis of x, kernel and result: N examples, C channels, O and I the
  /// kernel's channels of result and x, any other character a spatial axis, which has the same
  /// character in all three. Empty: "NC...,OI...->NC...".
  std::string layout = {};
  /// Spatial axes along which the kernel is reversed (a convolution in the mathematical sense),
  /// one entry each; empty: none.
  std::vector<bool> reverse = {};
};

namespace detail {

using CombineLeaves =
    FunctionRef<std::vector<Array>(std::span<const Array>, std::span<const Array>)>;
/// Inside a trace, on several arrays of one shape.
VMAPC_API std::vector<Array> reduceWindow(std::span<const Array> xs, std::span<const Array> inits,
                                          CombineLeaves combine, const WindowOptions &options,
                                          const Loc &loc);
VMAPC_API Array selectAndScatter(const Array &x, const Array &source, const Array &init,
                                 FunctionRef<Array(const Array &, const Array &)> select,
                                 FunctionRef<Array(const Array &, const Array &)> combine,
                                 const WindowOptions &options, const Loc &loc);
/// What compiled code depends on besides arrays.
VMAPC_API std::string keyOf(const WindowOptions &options);

/// combine(tree, tree) -> tree on lists of arrays.
template <class T, class F> auto onLeaves(const T &like, const F &combine, const Loc &loc) {
  return [&like, &combine, &loc](std::span<const Array> a, std::span<const Array> b) {
    using R = InnerResult<F, T, T>;
    static_assert(std::is_convertible_v<R, T>,
                  "vmapc: the combiner must return the type of its arguments");
    return leavesOf(T(callInner(combine, loc, treeWith(like, a), treeWith(like, b))));
  };
}

} // namespace detail

/// The windows of x: [..., number of positions..., window...], a view that its consumers
/// read in place; size, strides and dilation as WindowOptions says.
inline constexpr struct Windows {
  VMAPC_API Array operator()(const Operand &x, const WindowOptions &options) const;
} windows{};

/// Every window combined into one element: combine(init, combine of its elements). x and init
/// are arrays, or trees of arrays of one shape and of scalars; combine takes two such trees (of
/// arrays of any one shape), is associative and has init as identity: it is what padding holds.
template <class T, class I, class F>
auto reduce_window(const T &x, const I &init, const F &combine, const WindowOptions &options,
                   detail::Loc loc = detail::Loc::current()) {
  using Tree = detail::Carry<T>;
  auto record = [&](const std::string &, const Tree &xs, const Tree &inits) {
    auto onLeaves = detail::onLeaves(xs, combine, loc);
    return detail::treeWith(xs, detail::reduceWindow(detail::leavesOf(xs), detail::leavesOf(inits),
                                                     onLeaves, options, loc));
  };
  return detail::recordOrRun("reduce_window", record, detail::siteOf(combine), loc,
                             detail::keyOf(options), static_cast<const Tree &>(detail::lift<Tree>(x)),
                             static_cast<const Tree &>(detail::lift<Tree>(init)));
}

/// x's shape, filled with init, where every element of source, one per window, is combined at
/// the position that select picked in the window: going through it, select(chosen, candidate)
/// says whether to keep the chosen one. The gradient of max pooling is
/// select_and_scatter(x, ct, 0, vm::greater_equal, vm::add, ...). No dilations.
template <class S, class F>
Array select_and_scatter(const Operand &x, const Operand &source, const Operand &init,
                         const S &select, const F &combine, const WindowOptions &options) {
  const detail::Loc &loc = x.loc;
  auto record = [&](const std::string &, const Array &operand, const Array &updates,
                    const Array &start) {
    auto choose = [&](const Array &a, const Array &b) {
      return Array(detail::callInner(select, loc, a, b));
    };
    auto merge = [&](const Array &a, const Array &b) {
      return Array(detail::callInner(combine, loc, a, b));
    };
    return detail::selectAndScatter(operand, updates, start, choose, merge, options, loc);
  };
  const detail::SitePtr sites[] = {detail::siteOf(select), detail::siteOf(combine)};
  return detail::recordOrRun("select_and_scatter", record,
                             detail::jointSite("select_and_scatter", sites), loc,
                             detail::keyOf(options), x.array, source.array, init.array);
}

/// The largest element of every window over the last size.size() axes (pooling in 1, 2, 3 or
/// more dimensions); NaN if there is one; -inf (the lowest value) stands in the padding. Where
/// elements are equally large, the first in row-major order has the derivative.
inline constexpr struct MaxPool {
  VMAPC_API Array operator()(const Operand &x, const PoolOptions &options) const;
} max_pool{};
/// The mean of every window; integers are converted to f32.
inline constexpr struct AvgPool {
  VMAPC_API Array operator()(const Operand &x, const PoolOptions &options) const;
} avg_pool{};

/// Convolution (as in deep learning: the kernel is not reversed) of x with a kernel, in the
/// terms of ConvOptions:
///   result[n, o, p] = sum over i, k of xp[n, i, p * stride + k * rhs_dilation] kernel[o, i, k]
/// with xp the dilated and padded x. With g groups of channels the kernel has I = C / g and
/// channel o of the result sees channels of group o / (O / g) only. An unmapped kernel is
/// shared under vmap. Dtypes are promoted; sums as in vm::dot.
inline constexpr struct ConvGeneral {
  VMAPC_API Array operator()(const Operand &x, const Operand &kernel,
                             const ConvOptions &options = {}) const;
} conv_general{};

/// The same with 1, 2 or 3 spatial axes behind N and C; x may lack N.
inline constexpr struct Conv1d {
  VMAPC_API Array operator()(const Operand &x, const Operand &kernel,
                             const ConvOptions &options = {}) const;
} conv1d{};
inline constexpr struct Conv2d {
  VMAPC_API Array operator()(const Operand &x, const Operand &kernel,
                             const ConvOptions &options = {}) const;
} conv2d{};
inline constexpr struct Conv3d {
  VMAPC_API Array operator()(const Operand &x, const Operand &kernel,
                             const ConvOptions &options = {}) const;
} conv3d{};

/// Options of conv_transpose.
struct ConvTransposeOptions {
  std::vector<std::int64_t> strides = {};
  /// "same": the result is stride times as large; "valid": max(stride - window, 0) more than
  /// every window's reach; pairs are the padding of the dilated x.
  Padding padding = "same";
  std::vector<std::int64_t> rhs_dilation = {};
  std::string layout = {};
  /// Reverses the kernel's spatial axes and exchanges its channels: then this is the transpose of
  /// the convolution with that kernel.
  bool transpose_kernel = false;
};
/// Convolution with fractional strides: x is dilated by `strides` (as jax.lax.conv_transpose).
inline constexpr struct ConvTranspose {
  VMAPC_API Array operator()(const Operand &x, const Operand &kernel,
                             const ConvTransposeOptions &options = {}) const;
} conv_transpose{};

} // namespace v0
} // namespace vmapc

#endif
