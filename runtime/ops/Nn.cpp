// Activations and normalisations.

#include "vmapc/nn.h"

#include "runtime/ops/Along.h"

#include <cmath>
#include <numeric>

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace {

/// e^x - 1 below 0, 0 above: the exponential never sees what would overflow.
Array belowZero(const Array &x, double alpha = 1) {
  Array negative = where(x > 0., 0., x);
  return alpha == 1 ? expm1(negative) : alpha * expm1(negative / alpha);
}

Array activated(std::string_view f, const Array &x, double p) {
  if (f == "elu")
    return where(x > 0., x, p * belowZero(x));
  if (f == "celu")
    return where(x > 0., x, belowZero(x, p));
  if (f == "selu") {
    // The fixed point of mean 0 and variance 1 (Klambauer et al., 2017, equation 14).
    constexpr double scale = 1.0507009873554804934, alpha = 1.6732632423543772848;
    return scale * where(x > 0., x, alpha * belowZero(x));
  }
  if (f == "leaky_relu")
    return where(x > 0., x, p * x);
  auto within = [](const Array &v, double low, double high) {
    return where(v <= low, low, where(v >= high, high, v));
  };
  if (f == "relu6")
    return within(x, 0, 6);
  if (f == "hard_sigmoid")
    return within(x + 3., 0, 6) / 6.;
  if (f == "hard_swish")
    return x * within(x + 3., 0, 6) / 6.;
  if (f == "hard_tanh")
    return within(x, -1, 1);
  if (f == "hard_shrink")
    return where((x > p) | (x < -p) | (x != x), x, 0.);
  if (f == "soft_shrink")
    return where(x > p, x - p, where(x < -p, x + p, where(x != x, x, 0.)));
  if (f == "tanh_shrink")
    return x - tanh(x);
  if (f == "soft_sign")
    return x / (1. + abs(x));
  if (f == "log_sigmoid")
    return -softplus(-x);
  if (f == "mish")
    return x * tanh(softplus(x));
  return 0.5 * (x + sqrt(x * x + 4.)); // squareplus
}

/// x times scale plus shift, each left out when null.
Array affine(const Array &x, const Array *scale, const Array *shift) {
  Array y = scale ? x * *scale : x;
  return shift ? y + *shift : y;
}

/// x, scale, shift as operands of a call, and which of them are there.
struct Parts {
  std::vector<Array> arrays;
  bool scaled, shifted;

  Parts(std::vector<Array> first, const Array &scale, const Array &shift)
      : arrays(std::move(first)), scaled(scale.defined()), shifted(shift.defined()) {
    if (scaled)
      arrays.push_back(scale);
    if (shifted)
      arrays.push_back(shift);
  }
  const Array *scale(Inputs in) const { return scaled ? &in[in.size() - 1 - shifted] : nullptr; }
  const Array *shift(Inputs in) const { return shifted ? &in[in.size() - 1] : nullptr; }
};

Array normed(const char *name, const Operand &x, const NormOptions &options, bool centred) {
  const Array &a = required(x.array, name, x.loc);
  Dims dims = normalAxes(options.axes, a.rank(), name, x.loc);
  Parts parts({a}, options.scale, options.shift);
  Key key;
  key << dims << options.epsilon << parts.scaled << parts.shifted;
  return callList(name, key, parts.arrays, x.loc, [&](Inputs in) {
    Array v = strongFloat(in[0]);
    if (centred)
      v = v - mean(v, dims, true);
    v = v * rsqrt(mean(v * v, dims, true) + options.epsilon);
    return affine(v, parts.scale(in), parts.shift(in));
  });
}

/// Axes but the one of channels, 1.
Dims allButChannels(std::int64_t rank) {
  Dims dims;
  for (std::int64_t d = 0; d < rank; ++d)
    if (d != 1)
      dims.push_back(d);
  return dims;
}

/// A vector of channels as a shape that broadcasts with x.
Array perChannel(const Array &v, std::int64_t rank) {
  Shape shape(static_cast<std::size_t>(rank), 1);
  shape[1] = v.size();
  return reshape(v, shape);
}

void checkChannels(const Operand &x, const Array &v, const char *op, const char *what) {
  if (v.defined() && v.shape() != Shape{x.array.dim(1)})
    fail(op, std::string(what) + " of shape [" + std::to_string(x.array.dim(1)) + "]",
         describe(v, x.loc), x.loc);
}

void checkImages(const Operand &x, const char *op) {
  if (required(x.array, op, x.loc).rank() < 2)
    fail(op, "examples and channels, rank 2 or more", describe(x.array, x.loc), x.loc);
}

} // namespace

Array detail::activation(const char *name, const Operand &x, double parameter) {
  if (kindOf(required(x.array, name, x.loc).dtype()) > 2)
    fail(name, "real numbers", describe(x.array, x.loc), x.loc);
  return call(name, Key() << parameter, {&x},
              [&](Inputs in) { return activated(name, asFloat(in[0]), parameter); });
}

Array Glu::operator()(const Operand &x, std::int64_t axis) const {
  axis = normalAxis(axis, required(x.array, "glu", x.loc).rank(), "glu", x.loc);
  if (x.array.dim(axis) % 2)
    fail("glu", "an even extent at axis " + std::to_string(axis), describe(x.array, x.loc), x.loc);
  return call("glu", Key() << axis, {&x}, [&](Inputs in) {
    std::vector<Array> halves = split(strongFloat(in[0]), 2, axis);
    return halves[0] * sigmoid(halves[1]);
  });
}

Array Prelu::operator()(const Operand &x, const Operand &slopes) const {
  return call("prelu", {}, {&x, &slopes}, [&](Inputs in) {
    Array v = asFloat(in[0]);
    return where(v > 0., v, v * in[1]);
  });
}

//===-- Normalisations --------------------------------------------------------------------===//

Array LayerNorm::operator()(const Operand &x, const NormOptions &options) const {
  return normed("layer_norm", x, options, true);
}
Array RmsNorm::operator()(const Operand &x, const NormOptions &options) const {
  return normed("rms_norm", x, options, false);
}

Array GroupNorm::operator()(const Operand &x, std::int64_t groups, double epsilon,
                            const Array &scale, const Array &shift) const {
  checkImages(x, "group_norm");
  std::int64_t channels = x.array.dim(1), rank = x.array.rank();
  if (groups < 1 || channels % groups)
    fail("group_norm", "a number of groups that divides " + std::to_string(channels),
         std::to_string(groups), x.loc);
  checkChannels(x, scale, "group_norm", "a scale");
  checkChannels(x, shift, "group_norm", "a shift");
  Parts parts({x.array}, scale, shift);
  Key key;
  key << groups << epsilon << parts.scaled << parts.shifted;
  return callList("group_norm", key, parts.arrays, x.loc, [&](Inputs in) {
    Shape own = in[0].shape(), grouped = own;
    grouped[1] = channels / groups;
    grouped.insert(grouped.begin() + 1, groups);
    Dims dims(grouped.size() - 2);
    std::iota(dims.begin(), dims.end(), 2);
    Array v = reshape(strongFloat(in[0]), grouped);
    v = v - mean(v, dims, true);
    v = reshape(v * rsqrt(mean(v * v, dims, true) + epsilon), own);
    Array factor = parts.scaled ? perChannel(*parts.scale(in), rank) : Array();
    Array offset = parts.shifted ? perChannel(*parts.shift(in), rank) : Array();
    return affine(v, parts.scaled ? &factor : nullptr, parts.shifted ? &offset : nullptr);
  });
}

BatchNorm BatchNormOf::operator()(const Operand &x, const Operand &mean, const Operand &variance,
                                  const BatchNormOptions &options) const {
  checkImages(x, "batch_norm");
  checkChannels(x, required(mean.array, "batch_norm", mean.loc), "batch_norm", "a mean");
  checkChannels(x, required(variance.array, "batch_norm", variance.loc), "batch_norm",
                "a variance");
  checkChannels(x, options.scale, "batch_norm", "a scale");
  checkChannels(x, options.shift, "batch_norm", "a shift");
  Parts parts({x.array, mean.array, variance.array}, options.scale, options.shift);
  Key key;
  key << options.training << options.momentum << options.epsilon << parts.scaled << parts.shifted;
  std::vector<Array> all = callAll("batch_norm", key, parts.arrays, x.loc, [&](Inputs in) {
    Array v = strongFloat(in[0]), m = strongFloat(in[1]), s = strongFloat(in[2]);
    std::int64_t rank = v.rank();
    Array centre = m, spread = s;
    if (options.training) {
      Dims dims = allButChannels(rank);
      double n = double(v.size()) / double(std::max<std::int64_t>(v.dim(1), 1));
      centre = vmapc::mean(v, dims);
      spread = var(v, dims);
      m = (1. - options.momentum) * m + options.momentum * centre;
      s = (1. - options.momentum) * s + options.momentum * spread * (n / (n - 1.));
    }
    Array y = (v - perChannel(centre, rank)) * perChannel(rsqrt(spread + options.epsilon), rank);
    Array factor = parts.scaled ? perChannel(*parts.scale(in), rank) : Array();
    Array offset = parts.shifted ? perChannel(*parts.shift(in), rank) : Array();
    y = affine(y, parts.scaled ? &factor : nullptr, parts.shifted ? &offset : nullptr);
    return std::vector<Array>{y, m, s};
  });
  return {all[0], all[1], all[2]};
}

Array Normalize::operator()(const Operand &x, double p, std::int64_t axis, double epsilon) const {
  axis = normalAxis(axis, required(x.array, "normalize", x.loc).rank(), "normalize", x.loc);
  return call("normalize", Key() << p << axis << epsilon, {&x}, [&](Inputs in) {
    Array v = strongFloat(in[0]);
    return v / maximum(normOf(v, p, {axis}, true), epsilon);
  });
}

Array Renorm::operator()(const Operand &x, double p, std::int64_t axis, double most) const {
  const Array &a = required(x.array, "renorm", x.loc);
  axis = normalAxis(axis, a.rank(), "renorm", x.loc);
  if (!(most >= 0) || !(p > 0))
    fail("renorm", "a norm and a bound that are not negative",
         std::to_string(p) + " and " + std::to_string(most), x.loc);
  return call("renorm", Key() << p << axis << most, {&x}, [&](Inputs in) {
    Array v = strongFloat(in[0]);
    Dims others;
    for (std::int64_t d = 0; d < a.rank(); ++d)
      if (d != axis)
        others.push_back(d);
    Array length = normOf(v, p, others, true), above = length > most;
    return v * where(above, most / where(above, length, 1.), 1.);
  });
}

} // namespace v0
} // namespace vmapc
