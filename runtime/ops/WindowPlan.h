// What the options of windows and convolutions come to, per axis.

#ifndef VMAPC_RUNTIME_OPS_WINDOWPLAN_H
#define VMAPC_RUNTIME_OPS_WINDOWPLAN_H

#include "runtime/ops/Ops.h"
#include "vmapc/window.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

/// The windows along one axis.
struct WindowAxis {
  std::int64_t extent = 0; // of x
  std::int64_t size = 1, stride = 1, dilation = 1, base = 1;
  std::int64_t low = 0, high = 0;

  /// The distance from a window's first to its last element, plus one.
  std::int64_t reach() const { return (size - 1) * dilation + 1; }
  std::int64_t padded() const;
  std::int64_t positions() const;
  bool isPlain() const { return low == 0 && high == 0 && base == 1; }
};

/// One per axis of `shape`; options apply to the last axes.
std::vector<WindowAxis> windowAxes(const Shape &shape, const WindowOptions &options, const char *op,
                                   const Loc &loc);
/// The edges that `padding` means for the axes, whose low and high it sets.
void setPadding(std::span<WindowAxis> axes, const Padding &padding, const char *op,
                const Loc &loc);
/// x dilated and padded with the scalar `value`.
Array paddedBy(const Array &x, std::span<const WindowAxis> axes, const Array &value);
/// Of padded x, element `at[d]` of every window along the axes.
Array elementOfWindows(const Array &padded, std::span<const WindowAxis> axes, const Dims &at);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
