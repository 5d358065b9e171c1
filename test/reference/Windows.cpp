#include "Windows.h"

namespace reference {

namespace {

/// The element of dilated and padded x at `at`; nothing in the padding.
std::optional<Real> paddedAt(const Tensor &x, const std::vector<WindowAxis> &axes,
                             const Index &at) {
  Index source(at.size());
  for (std::size_t d = 0; d < at.size(); ++d) {
    std::int64_t i = at[d] - axes[d].low;
    if (i < 0 || i % axes[d].base != 0 || i / axes[d].base >= x.shape[d])
      return {};
    source[d] = i / axes[d].base;
  }
  return x.at(source);
}

Shape positionsOf(const Shape &shape, const std::vector<WindowAxis> &axes) {
  Shape positions;
  for (std::size_t d = 0; d < axes.size(); ++d) {
    const WindowAxis &a = axes[d];
    std::int64_t extent = (shape[d] ? (shape[d] - 1) * a.base + 1 : 0) + a.low + a.high;
    std::int64_t count = 0;
    while (count * a.stride + (a.size - 1) * a.dilation < extent)
      ++count;
    positions.push_back(count);
  }
  return positions;
}

Shape sizesOf(const std::vector<WindowAxis> &axes) {
  Shape sizes;
  for (const WindowAxis &a : axes)
    sizes.push_back(a.size);
  return sizes;
}

Index elementAt(const std::vector<WindowAxis> &axes, const Index &p, const Index &w) {
  Index at(p.size());
  for (std::size_t d = 0; d < p.size(); ++d)
    at[d] = p[d] * axes[d].stride + w[d] * axes[d].dilation;
  return at;
}

} // namespace

Tensor windows(const Tensor &x, const std::vector<WindowAxis> &axes, Real fill) {
  Shape shape = positionsOf(x.shape, axes), sizes = sizesOf(axes);
  shape.insert(shape.end(), sizes.begin(), sizes.end());
  Tensor result(x.type, shape);
  std::ptrdiff_t rank = x.rank();
  forEach(shape, [&](const Index &index) {
    Index p(index.begin(), index.begin() + rank), w(index.begin() + rank, index.end());
    result.at(index) = paddedAt(x, axes, elementAt(axes, p, w)).value_or(fill);
  });
  return result;
}

Tensor reduceWindow(const Tensor &x, const std::vector<WindowAxis> &axes, Real init,
                    const Combine &combine) {
  Tensor result(x.type, positionsOf(x.shape, axes));
  forEach(result.shape, [&](const Index &p) {
    Real sum = init;
    forEach(sizesOf(axes), [&](const Index &w) {
      sum = combine(sum, paddedAt(x, axes, elementAt(axes, p, w)).value_or(init));
    });
    result.at(p) = isFloat(x.type) ? sum : rounded(x.type, sum);
  });
  return result;
}

Tensor addAtLargest(const Tensor &x, const Tensor &source, const std::vector<WindowAxis> &axes) {
  Tensor result(x.type, x.shape);
  forEach(source.shape, [&](const Index &p) {
    std::optional<Real> largest;
    Index chosen;
    forEach(sizesOf(axes), [&](const Index &w) {
      Index at = elementAt(axes, p, w);
      std::optional<Real> here = paddedAt(x, axes, at);
      if (!here || (largest && *largest >= *here))
        return;
      largest = here;
      chosen = at;
    });
    if (!largest)
      return;
    for (std::size_t d = 0; d < chosen.size(); ++d)
      chosen[d] -= axes[d].low;
    result.at(chosen) += source.at(p);
  });
  return result;
}

Tensor convolve(const Tensor &x, const Tensor &kernel, const std::vector<WindowAxis> &given,
                std::int64_t featureGroups, std::int64_t batchGroups) {
  std::vector<WindowAxis> axes = given;
  for (std::size_t d = 0; d < axes.size(); ++d)
    axes[d].size = kernel.shape[d + 2];
  std::int64_t examples = x.shape[0] / batchGroups, outs = kernel.shape[0],
               channels = kernel.shape[1];
  Shape spatial(x.shape.begin() + 2, x.shape.end()), shape{examples, outs};
  for (std::int64_t extent : positionsOf(spatial, axes))
    shape.push_back(extent);
  Tensor result(x.type, shape);
  forEach(shape, [&](const Index &index) {
    std::int64_t n = index[0], o = index[1];
    std::int64_t group = o / (outs / (featureGroups * batchGroups));
    Index p(index.begin() + 2, index.end());
    Real sum = 0;
    for (std::int64_t c = 0; c < channels; ++c)
      forEach(sizesOf(axes), [&](const Index &w) {
        std::int64_t example = batchGroups > 1 ? group * examples + n : n;
        std::int64_t channel = featureGroups > 1 ? group * channels + c : c;
        Index at = elementAt(axes, p, w), k{o, c};
        Index from{example, channel};
        for (std::size_t d = 0; d < at.size(); ++d) {
          std::int64_t i = at[d] - axes[d].low;
          if (i < 0 || i % axes[d].base != 0 || i / axes[d].base >= spatial[d])
            return;
          from.push_back(i / axes[d].base);
        }
        k.insert(k.end(), w.begin(), w.end());
        sum += x.at(from) * kernel.at(k);
      });
    result.at(index) = isFloat(x.type) ? sum : rounded(x.type, sum);
  });
  return result;
}

Tensor scatterWith(const Combine &combine, const Tensor &x, const Tensor &updates,
                   const Tensor &index, bool drop) {
  Tensor result = x;
  std::int64_t row = x.shape[0] ? x.size() / x.shape[0] : 0;
  for (std::int64_t p = 0; p < index.size(); ++p) {
    auto at = std::int64_t(index.values[std::size_t(p)]);
    if (drop && (at < 0 || at >= x.shape[0]))
      continue;
    at = at < 0 ? 0 : at >= x.shape[0] ? x.shape[0] - 1 : at;
    for (std::int64_t k = 0; k < row; ++k) {
      Real &old = result.values[std::size_t(at * row + k)];
      Real value = combine(old, updates.values[std::size_t(p * row + k)]);
      old = isFloat(x.type) ? value : wrapped(x.type, bitsOf(value));
    }
  }
  return result;
}

Tensor cumulative(const Tensor &x, std::int64_t axis, bool reverse, const Combine &combine) {
  Tensor result = x;
  std::int64_t n = x.shape[std::size_t(axis)];
  forEach(x.shape, [&](const Index &index) {
    Index at = index;
    Real sum = 0;
    for (std::int64_t k = 0; k <= (reverse ? n - 1 - index[std::size_t(axis)]
                                           : index[std::size_t(axis)]);
         ++k) {
      at[std::size_t(axis)] = reverse ? n - 1 - k : k;
      sum = k == 0 ? x.at(at) : combine(sum, x.at(at));
      if (!isFloat(x.type))
        sum = wrapped(x.type, bitsOf(sum));
    }
    result.at(index) = sum;
  });
  return result;
}

} // namespace reference
