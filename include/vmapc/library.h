// Functions composed of the primitives: statistics, activations, losses, and the
// small change of array programs. Outside a trace each is one compiled function;
// inside one it is recorded as its parts, with the caller's line.
//
// Unless said otherwise arguments are converted to floats (integers to f32), results have
// the dtype of the argument, and derivatives are finite wherever the function is.

#ifndef VMAPC_LIBRARY_H
#define VMAPC_LIBRARY_H

#include "vmapc/index.h"
#include "vmapc/ops.h"
#include "vmapc/tree.h"

namespace vmapc {
inline namespace v0 {

namespace detail {
enum class Composed : std::uint8_t {
  square,
  relu,
  silu,
  softplus,
  is_nan,
  is_inf,
  logical_not,
  mean,
  norm,
  logsumexp,
  softmax,
  log_softmax,
  floor_div,
  mod,
  logical_and,
  logical_or,
  logaddexp
};
VMAPC_API Array composed(Composed f, const Operand &x);
VMAPC_API Array composed(Composed f, const Operand &x, const AxisList &axes, bool keepdims);
VMAPC_API Array composed(Composed f, const Operand &a, const Operand &b);

template <Composed F> struct Composed1 {
  Array operator()(const Operand &x) const { return composed(F, x); }
};
template <Composed F> struct Composed2 {
  Array operator()(const Operand &a, const Operand &b) const { return composed(F, a, b); }
};
template <Composed F> struct ComposedReduction {
  Array operator()(const Operand &x, const AxisList &axes = {}, bool keepdims = false) const {
    return composed(F, x, axes, keepdims);
  }
};
template <Composed F> struct Normalisation {
  Array operator()(const Operand &x, const AxisList &axes = -1) const {
    return composed(F, x, axes, true);
  }
};
} // namespace detail

//===-- Elementwise -------------------------------------------------------------===//

/// x * x, in x's dtype (bools in i32).
inline constexpr detail::Composed1<detail::Composed::square> square{};
/// x above 0, else 0; keeps NaN. Derivative 0 at 0. Integers stay integers.
inline constexpr detail::Composed1<detail::Composed::relu> relu{};
/// x * sigmoid(x).
inline constexpr detail::Composed1<detail::Composed::silu> silu{};
/// log(1 + e^x), without overflow.
inline constexpr detail::Composed1<detail::Composed::softplus> softplus{};
/// b1.
inline constexpr detail::Composed1<detail::Composed::is_nan> is_nan{};
inline constexpr detail::Composed1<detail::Composed::is_inf> is_inf{};
/// On x != 0; b1.
inline constexpr detail::Composed1<detail::Composed::logical_not> logical_not{};
inline constexpr detail::Composed2<detail::Composed::logical_and> logical_and{};
inline constexpr detail::Composed2<detail::Composed::logical_or> logical_or{};
/// a / b rounded down, and the remainder with the divisor's sign, as Python's // and %.
/// Integers stay integers.
inline constexpr detail::Composed2<detail::Composed::floor_div> floor_div{};
inline constexpr detail::Composed2<detail::Composed::mod> mod{};
/// log(e^a + e^b) without overflow.
inline constexpr detail::Composed2<detail::Composed::logaddexp> logaddexp{};

/// x times the normal distribution function at x: by tanh, or exactly by erf.
inline constexpr struct Gelu {
  VMAPC_API Array operator()(const Operand &x, bool approximate = true) const;
} gelu{};

//===-- Reductions ------------------------------------------------------------===//
// `axes`: see AxisList; left out: all. `keepdims` leaves reduced axes with extent 1.

inline constexpr detail::ComposedReduction<detail::Composed::mean> mean{};
/// The Euclidean norm. Derivative 0 at 0.
inline constexpr detail::ComposedReduction<detail::Composed::norm> norm{};
/// log(sum(e^x)) without overflow; -inf of nothing.
inline constexpr detail::ComposedReduction<detail::Composed::logsumexp> logsumexp{};

/// The mean squared distance from the mean, in two passes; divided by n - ddof.
inline constexpr struct Var {
  VMAPC_API Array operator()(const Operand &x, const AxisList &axes = {}, bool keepdims = false,
                             std::int64_t ddof = 0) const;
} var{};
/// Its square root. Derivative 0 where the variance is 0.
inline constexpr struct Std {
  VMAPC_API Array operator()(const Operand &x, const AxisList &axes = {}, bool keepdims = false,
                             std::int64_t ddof = 0) const;
} std_{};

/// e^x / sum(e^x) and its logarithm, along the axes (the last one if left out).
inline constexpr detail::Normalisation<detail::Composed::softmax> softmax{};
inline constexpr detail::Normalisation<detail::Composed::log_softmax> log_softmax{};

//===-- Classes -----------------------------------------------------------------===//

/// A new last axis of extent `classes` with 1 where its index equals x, else 0. x: integers;
/// one out of range gives zeros.
inline constexpr struct OneHot {
  VMAPC_API Array operator()(const Operand &x, std::int64_t classes, DType dtype = f32) const;
} one_hot{};

/// -log softmax(logits) at the label, per example: the last axis of `logits` is gone.
/// Labels are integers of that shape, or probabilities of the shape of `logits`.
inline constexpr struct CrossEntropy {
  VMAPC_API Array operator()(const Operand &logits, const Operand &labels) const;
} cross_entropy{};

//===-- Parts -------------------------------------------------------------------===//

/// x at an array of integers along one axis, or of the flattened x. Negative indices
/// count from the end; out of range takes the nearest.
inline constexpr struct Take {
  VMAPC_API Array operator()(const Operand &x, const Operand &indices,
                             std::optional<std::int64_t> axis = {}) const;
} take{};

/// Of rank 1: the matrix with x on diagonal k. Of rank 2: diagonal k of x.
inline constexpr struct Diag {
  VMAPC_API Array operator()(const Operand &x, std::int64_t k = 0) const;
} diag{};

/// The last two axes with zeros above (below) diagonal k.
inline constexpr struct Tril {
  VMAPC_API Array operator()(const Operand &x, std::int64_t k = 0) const;
} tril{};
inline constexpr struct Triu {
  VMAPC_API Array operator()(const Operand &x, std::int64_t k = 0) const;
} triu{};

//===-- Comparing values --------------------------------------------------------===//

struct Tolerance {
  double rtol = 1e-5, atol = 1e-8;
  bool equal_nan = false;
};

namespace detail {
/// Whether f holds for every pair of arrays in two trees of one structure.
template <class T, class F> bool everyLeaf(const T &a, const T &b, F f) {
  std::vector<Array> x = tree_leaves(a), y = tree_leaves(b);
  bool same = x.size() == y.size();
  for (std::size_t k = 0; same && k < x.size(); ++k)
    same = x[k].defined() == y[k].defined() && (!x[k].defined() || f(x[k], y[k]));
  return same;
}
template <class T>
concept NotOperand = !std::convertible_to<const T &, Operand>;
} // namespace detail

/// Whether |a - b| <= atol + rtol * |b| for every element, after broadcasting, in double;
/// of two trees, for every pair of arrays. Needs data: an error in a trace.
inline constexpr struct AllClose {
  VMAPC_API bool operator()(const Operand &a, const Operand &b, const Tolerance &t = {}) const;
  template <detail::NotOperand T>
  bool operator()(const T &a, const T &b, const Tolerance &t = {}) const {
    return detail::everyLeaf(a, b,
                             [&](const Array &x, const Array &y) { return (*this)(x, y, t); });
  }
} allclose{};

/// Whether shapes and all elements are equal; dtypes may differ. NaN equals nothing. Of two
/// trees, for every pair of arrays.
inline constexpr struct ArrayEqual {
  VMAPC_API bool operator()(const Operand &a, const Operand &b) const;
  template <detail::NotOperand T> bool operator()(const T &a, const T &b) const {
    return detail::everyLeaf(a, b, [&](const Array &x, const Array &y) { return (*this)(x, y); });
  }
} array_equal{};

} // namespace v0
} // namespace vmapc

#endif
