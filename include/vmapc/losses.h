// Losses, with PyTorch's definitions. Operands broadcast and are promoted; `reduction` says
// what becomes of the losses of the elements (or examples): their mean, their sum, or each
// by itself.

#ifndef VMAPC_LOSSES_H
#define VMAPC_LOSSES_H

#include "vmapc/ops.h"

namespace vmapc {
inline namespace v0 {

enum class LossReduction : std::uint8_t { none, sum, mean };

namespace detail {
VMAPC_API Array loss2(const char *name, const Operand &x, const Operand &y, double parameter,
                      LossReduction reduction);
template <Name F> struct Loss {
  Array operator()(const Operand &x, const Operand &target,
                   LossReduction reduction = LossReduction::mean) const {
    return loss2(F.text, x, target, 0, reduction);
  }
};
/// With a parameter, 1 unless given.
template <Name F> struct Loss1 {
  Array operator()(const Operand &x, const Operand &target, double parameter = 1,
                   LossReduction reduction = LossReduction::mean) const {
    return loss2(F.text, x, target, parameter, reduction);
  }
};
} // namespace detail

//===-- Elements --------------------------------------------------------------------===//

/// (x - target)^2 and |x - target|.
inline constexpr detail::Loss<"mse_loss"> mse_loss{};
inline constexpr detail::Loss<"l1_loss"> l1_loss{};
/// d^2 / 2 for |d| <= delta, else delta (|d| - delta / 2), d = x - target; and this divided by
/// its parameter beta (beta = 0: |d|).
inline constexpr detail::Loss1<"huber_loss"> huber_loss{};
inline constexpr detail::Loss1<"smooth_l1_loss"> smooth_l1_loss{};
/// -(t log x + (1 - t) log(1 - x)), the logarithms not below -100.
inline constexpr detail::Loss<"bce_loss"> bce_loss{};
/// The same of sigmoid(x), without overflow.
inline constexpr detail::Loss<"bce_with_logits"> bce_with_logits{};
/// log(1 + e^(-target x)), target 1 or -1.
inline constexpr detail::Loss<"soft_margin_loss"> soft_margin_loss{};
/// x where the target is 1, max(0, margin - x) where it is -1.
inline constexpr detail::Loss1<"hinge_embedding_loss"> hinge_embedding_loss{};
/// target (log(target) - x) of log-probabilities x; 0 where the target is 0. And for a target
/// of log-probabilities.
inline constexpr detail::Loss<"kl_div"> kl_div{};
inline constexpr detail::Loss<"kl_div_log"> kl_div_log{};
/// e^x - target x: of log-rates x, without the term of target! (log_input of PyTorch).
inline constexpr detail::Loss<"poisson_nll_loss"> poisson_nll_loss{};

/// (log(max(variance, epsilon)) + (mean - target)^2 / max(variance, epsilon)) / 2, plus
/// log(2 pi) / 2 if `full`.
inline constexpr struct GaussianNll {
  VMAPC_API Array operator()(const Operand &mean, const Operand &target, const Operand &variance,
                             bool full = false, double epsilon = 1e-6,
                             LossReduction reduction = LossReduction::mean) const;
} gaussian_nll_loss{};
/// max(0, margin - y (x1 - x2)), y 1 or -1.
inline constexpr struct MarginRanking {
  VMAPC_API Array operator()(const Operand &x1, const Operand &x2, const Operand &y,
                             double margin = 0,
                             LossReduction reduction = LossReduction::mean) const;
} margin_ranking_loss{};

//===-- Examples --------------------------------------------------------------------===//

/// -x at the label: x [..., classes] log-probabilities, labels integers [...]; times
/// weight[label], the mean then over the sum of weights.
inline constexpr struct Nll {
  VMAPC_API Array operator()(const Operand &x, const Operand &labels, const Array &weight = {},
                             LossReduction reduction = LossReduction::mean) const;
} nll_loss{};
/// mean over classes j != y of max(0, margin - x[y] + x[j])^p, times weight[y].
/// x [..., classes], labels [...]; p 1 or 2.
inline constexpr struct MultiMargin {
  VMAPC_API Array operator()(const Operand &x, const Operand &labels, std::int64_t p = 1,
                             double margin = 1, const Array &weight = {},
                             LossReduction reduction = LossReduction::mean) const;
} multi_margin_loss{};
/// sum over labels l and classes j that are no label of max(0, 1 - x[l] + x[j]) / classes;
/// labels: integers [..., classes], those before the first negative one.
inline constexpr struct MultilabelMargin {
  VMAPC_API Array operator()(const Operand &x, const Operand &labels,
                             LossReduction reduction = LossReduction::mean) const;
} multilabel_margin_loss{};
/// The mean over classes of bce_with_logits.
inline constexpr struct MultilabelSoftMargin {
  VMAPC_API Array operator()(const Operand &x, const Operand &targets,
                             LossReduction reduction = LossReduction::mean) const;
} multilabel_soft_margin_loss{};
/// max(0, |a - p| - |a - n| + margin) with norms of p-th degree of (difference + epsilon) over
/// the last axis; with `swap` the negative is the nearer of a and the positive.
struct TripletOptions {
  double margin = 1, p = 2, epsilon = 1e-6;
  bool swap = false;
};
inline constexpr struct TripletMargin {
  VMAPC_API Array operator()(const Operand &anchor, const Operand &positive,
                             const Operand &negative, const TripletOptions &options = {},
                             LossReduction reduction = LossReduction::mean) const;
} triplet_margin_loss{};
/// 1 - cos(x1, x2) where y is 1, max(0, cos - margin) where it is -1; rows along the last axis.
inline constexpr struct CosineEmbedding {
  VMAPC_API Array operator()(const Operand &x1, const Operand &x2, const Operand &y,
                             double margin = 0,
                             LossReduction reduction = LossReduction::mean) const;
} cosine_embedding_loss{};

/// -log of the probability of a sequence of labels under a frame-wise classifier, summed over
/// all alignments (Graves et al., 2006): x [frames, classes] log-probabilities, labels [n]
/// integers (not `blank`), of which the first `length` count in the first `frames`; both integers
/// of rank 0, all if left out. inf when no alignment fits. A scalar; vm::vmap makes a batch.
struct CtcOptions {
  Array frames = {}, length = {};
  std::int64_t blank = 0;
};
inline constexpr struct Ctc {
  VMAPC_API Array operator()(const Operand &x, const Operand &labels,
                             const CtcOptions &options = {}) const;
} ctc_loss{};

} // namespace v0
} // namespace vmapc

#endif
