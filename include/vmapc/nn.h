// Parts of neural networks: activations, normalisations, losses, attention, embeddings and
// distances. Composed of the primitives.
//
// Unless said otherwise arguments are converted to floats (integers to f32), results have the
// dtype of the argument, and derivatives are finite wherever the function is; at a kink the
// derivative is that of the side named.

#ifndef VMAPC_NN_H
#define VMAPC_NN_H

#include "vmapc/library.h"

namespace vmapc {
inline namespace v0 {

//===-- Activations -----------------------------------------------------------------===//

namespace detail {
VMAPC_API Array activation(const char *name, const Operand &x, double parameter);
template <Name F> struct Activation {
  Array operator()(const Operand &x) const { return activation(F.text, x, 0); }
};
/// With a parameter of the function.
struct Ratio {
  int numerator, denominator;
};
template <Name F, Ratio D> struct Activation1 {
  Array operator()(const Operand &x, double parameter = double(D.numerator) / D.denominator) const {
    return activation(F.text, x, parameter);
  }
};
} // namespace detail

/// x above 0, else alpha (e^x - 1); alpha 1 unless given. (Clevert et al., 2016)
inline constexpr detail::Activation1<"elu", detail::Ratio{1, 1}> elu{};
/// max(x, 0) + min(alpha (e^(x/alpha) - 1), 0): elu with a continuous derivative.
/// (Barron, 2017)
inline constexpr detail::Activation1<"celu", detail::Ratio{1, 1}> celu{};
/// elu scaled so that moments stay: 1.0507 elu(x, 1.6733). (Klambauer et al., 2017)
inline constexpr detail::Activation<"selu"> selu{};
/// x above 0, else slope * x; slope 0.01 unless given. Derivative 1 at 0 is the slope's.
inline constexpr detail::Activation1<"leaky_relu", detail::Ratio{1, 100}> leaky_relu{};
/// x within [0, 6]; derivative 0 at both ends.
inline constexpr detail::Activation<"relu6"> relu6{};
/// relu6(x + 3) / 6, x times that, and x within [-1, 1]. (Howard et al., 2019)
inline constexpr detail::Activation<"hard_sigmoid"> hard_sigmoid{};
inline constexpr detail::Activation<"hard_swish"> hard_swish{};
inline constexpr detail::Activation<"hard_tanh"> hard_tanh{};
/// 0 within [-lambda, lambda], x beyond; and moved towards 0 by lambda. lambda 1/2.
inline constexpr detail::Activation1<"hard_shrink", detail::Ratio{1, 2}> hard_shrink{};
inline constexpr detail::Activation1<"soft_shrink", detail::Ratio{1, 2}> soft_shrink{};
/// x - tanh(x).
inline constexpr detail::Activation<"tanh_shrink"> tanh_shrink{};
/// x / (1 + |x|).
inline constexpr detail::Activation<"soft_sign"> soft_sign{};
/// log(sigmoid(x)) without overflow.
inline constexpr detail::Activation<"log_sigmoid"> log_sigmoid{};
/// x tanh(softplus(x)). (Misra, 2019)
inline constexpr detail::Activation<"mish"> mish{};
/// x sqrt(x^2 + 1) style smooth relu: (x + sqrt(x^2 + 4)) / 2.
inline constexpr detail::Activation<"squareplus"> squareplus{};

/// The first half of an axis times the sigmoid of the second. Its extent must be even.
inline constexpr struct Glu {
  VMAPC_API Array operator()(const Operand &x, std::int64_t axis = -1) const;
} glu{};
/// x above 0, else x times the slopes, which broadcast.
inline constexpr struct Prelu {
  VMAPC_API Array operator()(const Operand &x, const Operand &slopes) const;
} prelu{};

//===-- Normalisations --------------------------------------------------------------===//

/// (x - mean) / sqrt(variance + epsilon) over the axes, then times `scale` plus `shift`, which
/// broadcast; either may be left out. (Ba et al., 2016)
struct NormOptions {
  AxisList axes = -1;
  double epsilon = 1e-5;
  Array scale = {}, shift = {};
};
inline constexpr struct LayerNorm {
  VMAPC_API Array operator()(const Operand &x, const NormOptions &options = {}) const;
} layer_norm{};
/// x / sqrt(mean(x^2) + epsilon) over the axes, scaled and shifted. (Zhang, Sennrich, 2019)
inline constexpr struct RmsNorm {
  VMAPC_API Array operator()(const Operand &x, const NormOptions &options = {}) const;
} rms_norm{};
/// x [n, channels, ...]: layer_norm of `groups` groups of channels each, over all but the first
/// axis; scale and shift [channels]. (Wu, He, 2018). groups = channels is instance norm.
inline constexpr struct GroupNorm {
  VMAPC_API Array operator()(const Operand &x, std::int64_t groups, double epsilon = 1e-5,
                             const Array &scale = {}, const Array &shift = {}) const;
} group_norm{};

struct BatchNorm {
  Array y, mean, variance; ///< the running statistics are for the next step
};
struct BatchNormOptions {
  /// Statistics of this batch, and running ones moved towards them; else the running ones.
  bool training = true;
  /// new = (1 - momentum) old + momentum batch; the variance divided by n - 1, as in PyTorch.
  double momentum = 0.1;
  double epsilon = 1e-5;
  Array scale = {}, shift = {}; ///< [channels]
};
/// x [n, channels, ...] normalised per channel. mean, variance: [channels]. (Ioffe, Szegedy,
/// 2015)
inline constexpr struct BatchNormOf {
  VMAPC_API BatchNorm operator()(const Operand &x, const Operand &mean, const Operand &variance,
                                 const BatchNormOptions &options = {}) const;
} batch_norm{};

/// x / max(norm(x, p), epsilon) along `axis`.
inline constexpr struct Normalize {
  VMAPC_API Array operator()(const Operand &x, double p = 2, std::int64_t axis = -1,
                             double epsilon = 1e-12) const;
} normalize{};
/// Every slice along `axis` whose p-norm is above `most` scaled down to it.
inline constexpr struct Renorm {
  VMAPC_API Array operator()(const Operand &x, double p, std::int64_t axis, double most) const;
} renorm{};

//===-- Attention, embeddings, distances ----------------------------------------------===//

struct AttentionOptions {
  /// b1: who may be seen, or floats that are added to the scores; broadcasts to [..., n, m].
  Array mask = {};
  /// Query i sees keys up to i.
  bool causal = false;
  /// Factor of the scores; 1 / sqrt(d) if left out.
  std::optional<double> scale = {};
};
/// softmax(q k^T scale) v: q [..., n, d], k [..., m, d], v [..., m, e] -> [..., n, e]; leading
/// axes broadcast. Who sees nobody gets 0. (Vaswani et al., 2017)
inline constexpr struct Attention {
  VMAPC_API Array operator()(const Operand &q, const Operand &k, const Operand &v,
                             const AttentionOptions &options = {}) const;
} attention{};

/// The rows of `table` [n, d] at integer ids [...] -> [..., d]; ids out of range take the
/// nearest.
inline constexpr struct Embedding {
  VMAPC_API Array operator()(const Operand &table, const Operand &ids) const;
} embedding{};
/// The sum, mean or largest of the rows of `table` [n, d] at ids [bags, m], each with its
/// weight [bags, m] if given (sum only) -> [bags, d]. Ids that are negative do not count; an
/// empty bag is 0.
enum class BagMode : std::uint8_t { sum, mean, max };
inline constexpr struct EmbeddingBag {
  VMAPC_API Array operator()(const Operand &table, const Operand &ids, BagMode mode = BagMode::mean,
                             const Array &weights = {}) const;
} embedding_bag{};

/// result[..., k] = sum over i, j of x1[..., i] weight[k, i, j] x2[..., j] + bias[k].
inline constexpr struct Bilinear {
  VMAPC_API Array operator()(const Operand &x1, const Operand &x2, const Operand &weight,
                             const Array &bias = {}) const;
} bilinear{};

/// The p-norm distances between rows: of a [..., n, d] and b [..., m, d] -> [..., n, m], and of all
/// pairs i < j of rows of x [n, d] -> [n (n - 1) / 2]. p >= 0 (0: how many differ), or infinity.
/// Derivative 0 between equal rows.
inline constexpr struct CDist {
  VMAPC_API Array operator()(const Operand &a, const Operand &b, double p = 2) const;
} cdist{};
inline constexpr struct PDist {
  VMAPC_API Array operator()(const Operand &x, double p = 2) const;
} pdist{};
/// sum(a b) / (|a| |b|) along `axis`, each norm at least epsilon.
inline constexpr struct CosineSimilarity {
  VMAPC_API Array operator()(const Operand &a, const Operand &b, std::int64_t axis = -1,
                             double epsilon = 1e-8) const;
} cosine_similarity{};

} // namespace v0
} // namespace vmapc

#include "vmapc/losses.h"

#endif
