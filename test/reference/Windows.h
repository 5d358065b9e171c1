// Windows, convolutions, updates that combine, and cumulative operations, as loops.

#ifndef TEST_REFERENCE_WINDOWS_H
#define TEST_REFERENCE_WINDOWS_H

#include "Tensor.h"

#include <optional>

namespace reference {

/// One axis of a window: extents, steps and padding in the terms of vmapc/window.h.
struct WindowAxis {
  std::int64_t size = 1, stride = 1, dilation = 1, base = 1, low = 0, high = 0;
};

using Combine = std::function<Real(Real, Real)>;

/// The windows along every axis of x: [positions..., elements...]; `fill` stands in padding.
Tensor windows(const Tensor &x, const std::vector<WindowAxis> &axes, Real fill);
/// Every window folded, from `init` on.
Tensor reduceWindow(const Tensor &x, const std::vector<WindowAxis> &axes, Real init,
                    const Combine &combine);
/// source[p] added at the first largest element of window p.
Tensor addAtLargest(const Tensor &x, const Tensor &source, const std::vector<WindowAxis> &axes);

/// x : [N, C, spatial...], kernel : [O, C / groups, spatial...]; `axes` per spatial axis,
/// without size.
Tensor convolve(const Tensor &x, const Tensor &kernel, const std::vector<WindowAxis> &axes,
                std::int64_t featureGroups = 1, std::int64_t batchGroups = 1);

/// x with updates combined at x[index[p], ...], in order; `drop` as in Ops.h.
Tensor scatterWith(const Combine &combine, const Tensor &x, const Tensor &updates,
                   const Tensor &index, bool drop);

/// Prefixes along `axis` folded by `combine`.
Tensor cumulative(const Tensor &x, std::int64_t axis, bool reverse, const Combine &combine);

} // namespace reference

#endif
