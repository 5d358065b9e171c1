// Windows per axis: checks, padding, and cutting out.

#include "runtime/ops/WindowPlan.h"

#include <algorithm>

namespace vmapc {
inline namespace v0 {
namespace detail {

std::int64_t WindowAxis::padded() const {
  std::int64_t spread = extent > 0 ? (extent - 1) * base + 1 : 0;
  return std::max<std::int64_t>(spread + low + high, 0);
}

std::int64_t WindowAxis::positions() const {
  return padded() < reach() ? 0 : (padded() - reach()) / stride + 1;
}

void setPadding(std::span<WindowAxis> axes, const Padding &padding, const char *op,
                const Loc &loc) {
  if (!padding.name()) {
    if (padding.pairs().size() != axes.size())
      fail(op, std::to_string(axes.size()) + " pairs of padding, one per windowed axis",
           std::to_string(padding.pairs().size()), loc);
    for (std::size_t d = 0; d < axes.size(); ++d)
      std::tie(axes[d].low, axes[d].high) = padding.pairs()[d];
    return;
  }
  std::string_view name = padding.name();
  if (name == "valid")
    return;
  if (name != "same" && name != "same_lower")
    fail(op, "the padding \"valid\", \"same\", \"same_lower\" or pairs",
         '"' + std::string(name) + '"', loc);
  for (WindowAxis &axis : axes) {
    std::int64_t spread = axis.padded();
    std::int64_t wanted = (spread + axis.stride - 1) / axis.stride;
    std::int64_t total =
        std::max<std::int64_t>((wanted - 1) * axis.stride + axis.reach() - spread, 0);
    axis.low = name == "same" ? total / 2 : total - total / 2;
    axis.high = total - axis.low;
  }
}

std::vector<WindowAxis> windowAxes(const Shape &shape, const WindowOptions &options, const char *op,
                                   const Loc &loc) {
  std::size_t count = options.size.size();
  if (count > shape.size())
    fail(op, "an array of rank " + std::to_string(count) + " or more, as the window has that many "
             "extents",
         "rank " + std::to_string(shape.size()), loc);
  std::vector<WindowAxis> axes(shape.size());
  for (std::size_t d = 0; d < shape.size(); ++d)
    axes[d].extent = shape[d];
  std::span<WindowAxis> windowed = std::span(axes).last(count);
  auto take = [&](const Dims &list, std::int64_t WindowAxis::*field, const char *what) {
    if (!list.empty() && list.size() != count)
      fail(op, std::to_string(count) + " " + what + ", as many as the window has extents",
           std::to_string(list.size()), loc);
    for (std::size_t d = 0; d < list.size(); ++d) {
      if (list[d] < 1)
        fail(op, std::string(what) + " of at least 1", std::to_string(list[d]), loc);
      windowed[d].*field = list[d];
    }
  };
  take(options.size, &WindowAxis::size, "window extents");
  take(options.strides, &WindowAxis::stride, "strides");
  take(options.dilation, &WindowAxis::dilation, "dilations");
  take(options.base_dilation, &WindowAxis::base, "base dilations");
  setPadding(windowed, options.padding, op, loc);
  return axes;
}

Array paddedBy(const Array &x, std::span<const WindowAxis> axes, const Array &value) {
  if (std::all_of(axes.begin(), axes.end(), [](const WindowAxis &a) { return a.isPlain(); }))
    return x;
  Dims low, high, interior;
  for (const WindowAxis &axis : axes) {
    low.push_back(axis.low);
    high.push_back(axis.high);
    interior.push_back(axis.base - 1);
  }
  return prim::make("pad", {x, value}, {{"low", low}, {"high", high}, {"interior", interior}});
}

Array elementOfWindows(const Array &padded, std::span<const WindowAxis> axes, const Dims &at) {
  Dims start, limit, stride;
  for (std::size_t d = 0; d < axes.size(); ++d) {
    const WindowAxis &axis = axes[d];
    std::int64_t n = axis.positions(), first = n ? at[d] * axis.dilation : 0;
    start.push_back(first);
    limit.push_back(n ? first + (n - 1) * axis.stride + 1 : 0);
    stride.push_back(axis.stride);
  }
  return prim::slice(padded, start, limit, stride);
}

std::string keyOf(const WindowOptions &options) {
  Key key;
  key << options.size << options.strides << options.dilation << options.base_dilation
      << std::string_view(options.padding.name() ? options.padding.name() : "");
  for (auto [low, high] : options.padding.pairs())
    key << low << high;
  return std::string(std::string_view(key));
}

} // namespace detail
} // namespace v0
} // namespace vmapc
