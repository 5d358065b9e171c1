// Convolutions of any layout: windows of the padded array, contracted with the kernel.

#include "runtime/ops/WindowPlan.h"
#include "vmapc/structure.h"

#include <algorithm>
#include <numeric>

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace {

/// Axes in the order N, C, spatial; O, I, spatial for the kernel.
struct Layout {
  Dims x, kernel, result;
};

Layout layoutOf(const std::string &text, std::size_t spatial, const char *op, const Loc &loc) {
  Layout layout;
  if (text.empty()) {
    layout.x.resize(spatial + 2);
    std::iota(layout.x.begin(), layout.x.end(), 0);
    layout.kernel = layout.result = layout.x;
    return layout;
  }
  auto bad = [&] {
    fail(op,
         "a layout like \"NHWC,HWIO->NHWC\" with " + std::to_string(spatial) + " spatial axes",
         '"' + text + '"', loc);
  };
  std::size_t comma = text.find(','), arrow = text.find("->");
  if (comma == text.npos || arrow == text.npos || comma > arrow)
    bad();
  std::string parts[] = {text.substr(0, comma), text.substr(comma + 1, arrow - comma - 1),
                         text.substr(arrow + 2)};
  // The order of the spatial axes is x's.
  std::string letters;
  for (char c : parts[0])
    if (c != 'N' && c != 'C')
      letters += c;
  auto find = [&](const std::string &part, char first, char second) {
    Dims axes;
    std::string wanted = std::string{first, second} + letters;
    for (char c : wanted) {
      std::size_t at = part.find(c);
      if (at == part.npos || part.find(c, at + 1) != part.npos)
        bad();
      axes.push_back(std::int64_t(at));
    }
    if (part.size() != wanted.size() || part.size() != spatial + 2)
      bad();
    return axes;
  };
  layout.x = find(parts[0], 'N', 'C');
  layout.kernel = find(parts[1], 'O', 'I');
  layout.result = find(parts[2], 'N', 'C');
  return layout;
}

std::string keyOf(const ConvOptions &o) {
  WindowOptions window{{}, o.strides, o.padding, o.rhs_dilation, o.lhs_dilation};
  Key key;
  key << std::string_view(detail::keyOf(window)) << o.feature_groups << o.batch_groups
      << std::string_view(o.layout) << o.reverse.size();
  for (bool reversed : o.reverse)
    key << reversed;
  return std::string(std::string_view(key));
}

/// x with axis d split into {groups, extent / groups}.
Array grouped(const Array &x, std::size_t d, std::int64_t groups) {
  Shape shape = x.shape();
  shape[d] /= groups;
  shape.insert(shape.begin() + std::ptrdiff_t(d), groups);
  return prim::reshape(x, shape);
}

/// The axes of the kernel's windows over x, which is [N, C, spatial...].
std::vector<WindowAxis> convAxes(const Array &x, const Array &kernel, const ConvOptions &o,
                                 const char *op, const Loc &loc) {
  WindowOptions window{{kernel.shape().begin() + 2, kernel.shape().end()},
                       o.strides,
                       o.padding,
                       o.rhs_dilation,
                       o.lhs_dilation};
  return windowAxes(x.shape(), window, op, loc);
}

/// Both in the order that Layout gives.
Array convolve(const Array &x, const Array &kernel, const ConvOptions &o, const char *op,
               const Loc &loc) {
  std::int64_t groups = o.feature_groups, batches = o.batch_groups;
  std::int64_t examples = x.shape()[0], channels = x.shape()[1], outs = kernel.shape()[0];
  if (groups < 1 || batches < 1 || (groups > 1 && batches > 1))
    fail(op, "groups of at least 1, of channels or of examples",
         std::to_string(groups) + " and " + std::to_string(batches), loc);
  if (channels != groups * kernel.shape()[1])
    fail(op,
         "a kernel for " + std::to_string(groups ? channels / groups : 0) +
             " channels (those of x by groups)",
         std::to_string(kernel.shape()[1]) + " for x with " + std::to_string(channels) +
             " in groups of " + std::to_string(groups),
         loc);
  if (outs % groups || outs % batches || examples % batches)
    fail(op, "groups that divide the kernel's channels and the examples",
         std::to_string(groups * batches) + " groups of " + std::to_string(outs) +
             " channels, " + std::to_string(examples) + " examples",
         loc);

  std::size_t spatial = x.shape().size() - 2;
  std::vector<WindowAxis> axes = convAxes(x, kernel, o, op, loc);
  Array w = kernel;
  Dims reversed;
  for (std::size_t d = 0; d < o.reverse.size(); ++d)
    if (o.reverse[d])
      reversed.push_back(std::int64_t(d + 2));
  if (!reversed.empty())
    w = prim::make("reverse", {w}, {{"dimensions", reversed}});

  Array view = paddedBy(x, axes, prim::scalar(0, x.dtype()));
  Dims dimensions, sizes, strides, dilations;
  for (std::size_t d = 2; d < axes.size(); ++d) {
    dimensions.push_back(std::int64_t(d));
    sizes.push_back(axes[d].size);
    strides.push_back(axes[d].stride);
    dilations.push_back(axes[d].dilation);
  }
  bool isEmpty = std::find(sizes.begin(), sizes.end(), 0) != sizes.end();
  if (isEmpty)
    fail(op, "a kernel with elements", describe(kernel, loc), loc);
  if (spatial > 0)
    view = prim::make("windows", {view},
                      {{"dimensions", dimensions},
                       {"sizes", sizes},
                       {"strides", strides},
                       {"dilations", dilations}});

  // Letters: group 0, example 1, channel out 2, channel in 3, then positions and elements.
  enum : std::int64_t { group, example, out, in, first };
  Dims positions(spatial), elements(spatial);
  std::iota(positions.begin(), positions.end(), std::int64_t(first));
  std::iota(elements.begin(), elements.end(), std::int64_t(first + spatial));
  auto join = [](Dims a, const Dims &b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  };
  Dims viewLetters{example, in}, kernelLetters{out, in}, resultLetters{example, out};
  Shape shape{examples, outs};
  if (groups > 1) {
    view = grouped(view, 1, groups);
    w = grouped(w, 0, groups);
    viewLetters = {example, group, in};
    kernelLetters = {group, out, in};
    resultLetters = {example, group, out};
  } else if (batches > 1) {
    view = grouped(view, 0, batches);
    w = grouped(w, 0, batches);
    viewLetters = {group, example, in};
    kernelLetters = {group, out, in};
    resultLetters = {example, group, out};
    shape[0] = examples / batches;
  }
  for (std::size_t d = 2; d < axes.size(); ++d)
    shape.push_back(axes[d].positions());
  Array result = prim::contract(view, join(join(viewLetters, positions), elements), w,
                                join(kernelLetters, elements), join(resultLetters, positions));
  return prim::reshape(result, shape);
}

Array conv(const char *op, const Operand &x, const Operand &kernel, const ConvOptions &o,
           std::optional<std::size_t> spatial) {
  return call(op, Key() << std::string_view(keyOf(o)) << spatial.value_or(99), {&x, &kernel},
              [&](Inputs in) {
                std::int64_t rank = in[1].rank();
                bool single = spatial && in[0].rank() == rank - 1;
                if (rank < 2 || (in[0].rank() != rank && !single) ||
                    (spatial && rank != std::int64_t(*spatial) + 2))
                  fail(op,
                       spatial ? "x and kernel of rank " + std::to_string(*spatial + 2)
                               : "x and kernel of equal rank, 2 or more",
                       describe(in[0], x.loc) + " and " + describe(in[1], kernel.loc), x.loc);
                DType t = within(Domain::numbers, promote(in, op, x.loc), op, x.loc).dtype;
                Layout layout = layoutOf(o.layout, std::size_t(rank - 2), op, x.loc);
                Array value = prim::convert(in[0], t), w = prim::convert(in[1], t);
                if (single) {
                  Shape one = value.shape();
                  one.insert(one.begin() + std::ptrdiff_t(layout.x[0]), 1);
                  value = prim::reshape(value, one);
                }
                Array result = convolve(prim::transpose(value, layout.x),
                                        prim::transpose(w, layout.kernel), o, op, x.loc);
                result = prim::transpose(result, inverse(layout.result));
                if (single) {
                  Shape without = result.shape();
                  without.erase(without.begin() + std::ptrdiff_t(layout.result[0]));
                  result = prim::reshape(result, without);
                }
                return result;
              });
}

} // namespace

Array ConvGeneral::operator()(const Operand &x, const Operand &kernel,
                              const ConvOptions &options) const {
  return conv("conv_general", x, kernel, options, {});
}
Array Conv1d::operator()(const Operand &x, const Operand &kernel,
                         const ConvOptions &options) const {
  return conv("conv1d", x, kernel, options, 1);
}
Array Conv2d::operator()(const Operand &x, const Operand &kernel,
                         const ConvOptions &options) const {
  return conv("conv2d", x, kernel, options, 2);
}
Array Conv3d::operator()(const Operand &x, const Operand &kernel,
                         const ConvOptions &options) const {
  return conv("conv3d", x, kernel, options, 3);
}

// The padding of the dilated x follows jax.lax.conv_transpose: the transpose of a "same" or
// "valid" convolution with these strides.
Array ConvTranspose::operator()(const Operand &x, const Operand &kernel,
                                const ConvTransposeOptions &options) const {
  const char *op = "conv_transpose";
  const Shape &shape = required(kernel.array, op, kernel.loc).shape();
  if (shape.size() < 2)
    fail(op, "a kernel of rank 2 or more", describe(kernel.array, kernel.loc), kernel.loc);
  std::size_t spatial = shape.size() - 2;
  Layout layout = layoutOf(options.layout, spatial, op, x.loc);
  ConvOptions o;
  o.lhs_dilation = options.strides;
  o.rhs_dilation = options.rhs_dilation;
  o.layout = options.layout;
  auto entry = [&](const Dims &list, std::size_t d) {
    if (!list.empty() && list.size() != spatial)
      fail(op, std::to_string(spatial) + " strides and dilations", std::to_string(list.size()), x.loc);
    return list.empty() ? 1 : list[d];
  };
  Padding::Pairs pairs = options.padding.pairs();
  if (const char *name = options.padding.name()) {
    bool same = std::string_view(name) == "same";
    if (!same && std::string_view(name) != "valid")
      fail(op, "the padding \"same\", \"valid\" or pairs", '"' + std::string(name) + '"', x.loc);
    for (std::size_t d = 0; d < spatial; ++d) {
      std::int64_t k = shape[std::size_t(layout.kernel[d + 2])], s = entry(options.strides, d);
      k = (k - 1) * entry(options.rhs_dilation, d) + 1;
      std::int64_t total = same ? k + s - 2 : k + s - 2 + std::max<std::int64_t>(k - s, 0);
      std::int64_t low = same ? (s > k - 1 ? k - 1 : (total + 1) / 2) : k - 1;
      pairs.emplace_back(low, total - low);
    }
  }
  o.padding = Padding(pairs);
  if (!options.transpose_kernel)
    return conv(op, x, kernel, o, {});
  o.reverse.assign(spatial, true);
  // O and I change places.
  Operand exchanged = kernel;
  exchanged.array = swapaxes(kernel, layout.kernel[0], layout.kernel[1]);
  return conv(op, x, exchanged, o, {});
}

} // namespace v0
} // namespace vmapc
