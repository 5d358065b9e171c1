// Random draws from distributions, each a function of a key (random.h). Parameters
// broadcast to `shape`, which is their common shape where it is left out; dtype is f32 or f64
// for floats. Draws are differentiable in their parameters where the distribution has a
// density: by the formula of the draw, and for gamma, beta, dirichlet, chisquare and t by
// implicit differentiation (random_gamma_grad). Unless said otherwise draws equal JAX's for
// the same key up to rounding.

#ifndef VMAPC_DISTRIBUTIONS_H
#define VMAPC_DISTRIBUTIONS_H

#include "vmapc/random.h"

namespace vmapc {
inline namespace v0 {

namespace detail {
enum class Draw : std::uint8_t { exponential, laplace, gumbel, logistic, cauchy };
VMAPC_API Array draw(Draw distribution, const Operand &key, const Shape &shape, DType dtype);
template <Draw D> struct StandardDraw {
  Array operator()(const Operand &key, const Shape &shape = {}, DType dtype = f32) const {
    return draw(D, key, shape, dtype);
  }
};

enum class GammaDraw : std::uint8_t { gamma, loggamma, chisquare, t };
VMAPC_API Array drawGamma(GammaDraw distribution, const Operand &key, const Operand &parameter,
                          const std::optional<Shape> &shape, DType dtype);
template <GammaDraw D> struct GammaDraws {
  Array operator()(const Operand &key, const Operand &parameter,
                   const std::optional<Shape> &shape = {}, DType dtype = f32) const {
    return drawGamma(D, key, parameter, shape, dtype);
  }
};
} // namespace detail

namespace random {

//===-- Location 0 and scale 1 ----------------------------------------------------===//

/// Density e^-x on x >= 0: -log1p(-u).
inline constexpr detail::StandardDraw<detail::Draw::exponential> exponential{};
/// Density e^-|x| / 2.
inline constexpr detail::StandardDraw<detail::Draw::laplace> laplace{};
/// Distribution exp(-e^-x): -log(-log u).
inline constexpr detail::StandardDraw<detail::Draw::gumbel> gumbel{};
/// Distribution 1 / (1 + e^-x): log(u / (1 - u)).
inline constexpr detail::StandardDraw<detail::Draw::logistic> logistic{};
/// Density 1 / (pi (1 + x^2)): tan(pi (u - 1/2)).
inline constexpr detail::StandardDraw<detail::Draw::cauchy> cauchy{};

/// The standard normal given that it falls between the bounds; strictly inside them.
inline constexpr struct TruncatedNormal {
  VMAPC_API Array operator()(const Operand &key, const Operand &lower, const Operand &upper,
                             const std::optional<Shape> &shape = {}, DType dtype = f32) const;
} truncated_normal{};

//===-- The gamma family ------------------------------------------------------------===//

/// Gamma of shape a > 0 and scale 1, by rejection (Marsaglia and Tsang, 2000); NaN for other a.
inline constexpr detail::GammaDraws<detail::GammaDraw::gamma> gamma{};
/// Its logarithm, which does not underflow for small a.
inline constexpr detail::GammaDraws<detail::GammaDraw::loggamma> loggamma{};
/// Chi-square with df degrees of freedom: 2 gamma(df / 2).
inline constexpr detail::GammaDraws<detail::GammaDraw::chisquare> chisquare{};
/// Student's t with df degrees of freedom.
inline constexpr detail::GammaDraws<detail::GammaDraw::t> t{};

/// Beta(a, b) on 0..1.
inline constexpr struct Beta {
  VMAPC_API Array operator()(const Operand &key, const Operand &a, const Operand &b,
                             const std::optional<Shape> &shape = {}, DType dtype = f32) const;
} beta{};

/// Points of the simplex along the last axis: alpha is [..., k], the result shape + [k], where
/// `shape` is alpha's without its last axis unless given.
inline constexpr struct Dirichlet {
  VMAPC_API Array operator()(const Operand &key, const Operand &alpha,
                             const std::optional<Shape> &shape = {}, DType dtype = f32) const;
} dirichlet{};

//===-- Integers ----------------------------------------------------------------------===//

/// i32 counts of mean `rate` >= 0; -1 where it is negative, NaN or above 2^30. Products of uniforms
/// below 10 (Knuth), transformed rejection above (Hoermann, 1993). Each element draws from a key
/// of its own, so that it ends when it is done; the draws are not JAX's.
inline constexpr struct Poisson {
  VMAPC_API Array operator()(const Operand &key, const Operand &rate,
                             const std::optional<Shape> &shape = {}) const;
} poisson{};

/// i32 classes along `axis` of unnormalised log probabilities, by the largest of logits plus
/// gumbel noise. The result has the shape of logits without the axis, or `shape`, which must end
/// in it.
inline constexpr struct Categorical {
  VMAPC_API Array operator()(const Operand &key, const Operand &logits, std::int64_t axis = -1,
                             const std::optional<Shape> &shape = {}) const;
} categorical{};

/// x with its slices along `axis` in random order; for an integer n the numbers 0..n-1 (i32). Sorts
/// by random words, often enough that ties do not bias it.
inline constexpr struct Permutation {
  VMAPC_API Array operator()(const Operand &key, std::int64_t n) const;
  VMAPC_API Array operator()(const Operand &key, const Array &x, std::int64_t axis = 0,
                             detail::Loc loc = detail::Loc::current()) const;
} permutation{};

/// `shape` draws of slices of x along axis 0, with equal probability or that of `p`, an array of
/// probabilities that need not sum to 1. Without `replace` no slice is drawn twice; asking for
/// more than there are is an error.
inline constexpr struct Choice {
  VMAPC_API Array operator()(const Operand &key, const Operand &x, const Shape &shape,
                             bool replace = true,
                             const std::optional<Array> &p = std::nullopt) const;
} choice{};

} // namespace random
} // namespace v0
} // namespace vmapc

#endif
