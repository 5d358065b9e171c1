// Composed functions of numbers: rounding off the corners of the elementwise operations,
// statistics that leave NaN out, differences and integrals of sampled functions,
// interpolation, polynomials, and products of vectors.
//
// Unless said otherwise operands are promoted and broadcast, integers become f32 where the
// result is not an integer, and derivatives are finite wherever the function is.

#ifndef VMAPC_NUMERIC_H
#define VMAPC_NUMERIC_H

#include "vmapc/library.h"

namespace vmapc {
inline namespace v0 {

namespace detail {
/// A composed function by its name: its type tells it apart.
VMAPC_API Array numeric1(const char *name, const Operand &x);
VMAPC_API Array numeric2(const char *name, const Operand &a, const Operand &b);
VMAPC_API Array nanReduce(const char *name, const Operand &x, const AxisList &axes, bool keepdims);
template <Name F> struct Numeric1 {
  Array operator()(const Operand &x) const { return numeric1(F.text, x); }
};
template <Name F> struct Numeric2 {
  Array operator()(const Operand &a, const Operand &b) const { return numeric2(F.text, a, b); }
};
template <Name F> struct NanReduce {
  Array operator()(const Operand &x, const AxisList &axes = {}, bool keepdims = false) const {
    return nanReduce(F.text, x, axes, keepdims);
  }
};
} // namespace detail

//===-- Elementwise -----------------------------------------------------------------===//

/// sin(pi x) / (pi x); 1 at 0, with derivative 0.
inline constexpr detail::Numeric1<"sinc"> sinc{};
/// 1 / x.
inline constexpr detail::Numeric1<"reciprocal"> reciprocal{};
/// Degrees from radians and back.
inline constexpr detail::Numeric1<"rad2deg"> rad2deg{};
inline constexpr detail::Numeric1<"deg2rad"> deg2rad{};
/// b1: the sign bit of a float, also of -0 and NaN; x < 0 for integers.
inline constexpr detail::Numeric1<"signbit"> signbit{};
/// -x log(x); 0 at 0, -inf below.
inline constexpr detail::Numeric1<"entr"> entr{};

/// The square root of a^2 + b^2 without overflow. Derivative 0 at (0, 0).
inline constexpr detail::Numeric2<"hypot"> hypot{};
/// log2(2^a + 2^b) without overflow.
inline constexpr detail::Numeric2<"logaddexp2"> logaddexp2{};
/// 0 below 0, b at 0, 1 above; NaN stays.
inline constexpr detail::Numeric2<"heaviside"> heaviside{};
/// |a| with b's sign bit.
inline constexpr detail::Numeric2<"copysign"> copysign{};
/// a log(b) and a log(1 + b); 0 where a is 0 and b is no NaN.
inline constexpr detail::Numeric2<"xlogy"> xlogy{};
inline constexpr detail::Numeric2<"xlog1py"> xlog1py{};
/// The larger and the smaller, of a NaN and a number the number.
inline constexpr detail::Numeric2<"fmax"> fmax{};
inline constexpr detail::Numeric2<"fmin"> fmin{};
/// The greatest common divisor, not negative; gcd(0, 0) is 0. And the least common multiple,
/// 0 with 0. Integers, by Euclid's algorithm.
inline constexpr detail::Numeric2<"gcd"> gcd{};
inline constexpr detail::Numeric2<"lcm"> lcm{};
/// x 2^n, rounded once; n: integers of any size.
inline constexpr detail::Numeric2<"ldexp"> ldexp{};

struct Frexp {
  Array mantissa, exponent;
};
/// x = mantissa 2^exponent with 1/2 <= |mantissa| < 1 and an i32 exponent; 0, infinities and NaN
/// with exponent 0.
inline constexpr struct FrexpOf {
  VMAPC_API Frexp operator()(const Operand &x) const;
} frexp{};

struct DivMod {
  Array quotient, remainder;
};
/// floor_div and mod at once.
inline constexpr struct DivModOf {
  VMAPC_API DivMod operator()(const Operand &a, const Operand &b) const;
} divmod{};

/// x within [low, high], either of which may be left out.
inline constexpr struct Clip {
  VMAPC_API Array operator()(const Operand &x, const std::optional<Operand> &low,
                             const std::optional<Operand> &high = {}) const;
} clip{};

/// x with NaN and the infinities replaced: by 0, the dtype's highest and its lowest number
/// unless others are given.
struct NanToNumOptions {
  double nan = 0;
  std::optional<double> posinf = {}, neginf = {};
};
inline constexpr struct NanToNum {
  VMAPC_API Array operator()(const Operand &x, const NanToNumOptions &options = {}) const;
} nan_to_num{};

/// b1: |a - b| <= atol + rtol |b|, or both the same infinity (with equal_nan: both NaN).
inline constexpr struct IsClose {
  VMAPC_API Array operator()(const Operand &a, const Operand &b, const Tolerance &t = {}) const;
} isclose{};

//===-- Statistics ------------------------------------------------------------------===//
// Without the NaN elements; of nothing else: 0, 1, NaN, NaN, NaN.

inline constexpr detail::NanReduce<"nansum"> nansum{};
inline constexpr detail::NanReduce<"nanprod"> nanprod{};
inline constexpr detail::NanReduce<"nanmax"> nanmax{};
inline constexpr detail::NanReduce<"nanmin"> nanmin{};
inline constexpr detail::NanReduce<"nanmean"> nanmean{};
/// The largest less the smallest, NaN if any is.
inline constexpr detail::NanReduce<"ptp"> ptp{};

/// Variance and standard deviation without NaN, divided by their number less ddof; NaN when that
/// is not positive.
inline constexpr struct NanVar {
  VMAPC_API Array operator()(const Operand &x, const AxisList &axes = {}, bool keepdims = false,
                             std::int64_t ddof = 0) const;
} nanvar{};
inline constexpr struct NanStd {
  VMAPC_API Array operator()(const Operand &x, const AxisList &axes = {}, bool keepdims = false,
                             std::int64_t ddof = 0) const;
} nanstd{};
/// sum(w x) / sum(w) along the axes; w broadcasts to x.
inline constexpr struct Average {
  VMAPC_API Array operator()(const Operand &x, const Operand &weights, const AxisList &axes = {},
                             bool keepdims = false) const;
} average{};
/// The covariances of the rows of x [variables, observations] (of its columns unless
/// `rows`), divided by n - ddof; of rank 1 the variance. And the correlations: covariances of
/// the rows divided by both deviations, within -1..1.
inline constexpr struct Cov {
  VMAPC_API Array operator()(const Operand &x, std::int64_t ddof = 1, bool rows = true) const;
} cov{};
inline constexpr struct CorrCoef {
  VMAPC_API Array operator()(const Operand &x, bool rows = true) const;
} corrcoef{};

//===-- Sampled functions -----------------------------------------------------------===//

/// x[i+1] - x[i] along `axis`, n times; bools: whether they differ.
inline constexpr struct Diff {
  VMAPC_API Array operator()(const Operand &x, std::int64_t n = 1, std::int64_t axis = -1) const;
} diff{};
/// The derivative of samples along `axis`, `spacing` apart or at the given places (rank 1):
/// second-order central differences inside, first-order ones at the two ends. At least two
/// samples. (B. Fornberg, 1988, for unequal steps.)
inline constexpr struct Gradient {
  VMAPC_API Array operator()(const Operand &x, double spacing = 1, std::int64_t axis = -1) const;
  VMAPC_API Array operator()(const Operand &x, const Array &places, std::int64_t axis = -1,
                             detail::Loc loc = detail::Loc::current()) const;
} gradient{};
/// The integral of samples along `axis` by the trapezoidal rule, `spacing` apart or at the given
/// places (rank 1, or y's shape); and the integrals from the first sample to each next one.
inline constexpr struct Trapezoid {
  VMAPC_API Array operator()(const Operand &y, double spacing = 1, std::int64_t axis = -1) const;
  VMAPC_API Array operator()(const Operand &y, const Array &places, std::int64_t axis = -1,
                             detail::Loc loc = detail::Loc::current()) const;
} trapezoid{};
inline constexpr struct CumulativeTrapezoid {
  VMAPC_API Array operator()(const Operand &y, double spacing = 1, std::int64_t axis = -1) const;
  VMAPC_API Array operator()(const Operand &y, const Array &places, std::int64_t axis = -1,
                             detail::Loc loc = detail::Loc::current()) const;
} cumulative_trapezoid{};

struct InterpOptions {
  /// The value before the first and behind the last place; left out: the one there.
  std::optional<double> left = {}, right = {};
};
/// The polygon through (places[i], values[i]), rank 1 with rising places, at x.
inline constexpr struct Interp {
  VMAPC_API Array operator()(const Operand &x, const Operand &places, const Operand &values,
                             const InterpOptions &options = {}) const;
} interp{};

/// Which sums of products: all, as many as the longer operand has elements, or those in
/// which the shorter one lies inside.
enum class ConvolveMode : std::uint8_t { full, same, valid };
/// sum over j of a[j] v[i - j], and of a[i + j] v[j], of rank-1 arrays with elements.
inline constexpr struct Convolve {
  VMAPC_API Array operator()(const Operand &a, const Operand &v,
                             ConvolveMode mode = ConvolveMode::full) const;
} convolve{};
inline constexpr struct Correlate {
  VMAPC_API Array operator()(const Operand &a, const Operand &v,
                             ConvolveMode mode = ConvolveMode::valid) const;
} correlate{};

/// The powers x^(n-1), ..., 1 of a rank-1 x as rows (n: its extent), or 1, x, ... with `rising`.
inline constexpr struct Vander {
  VMAPC_API Array operator()(const Operand &x, std::optional<std::int64_t> n = {},
                             bool rising = false) const;
} vander{};
/// coefficients[0] x^(n-1) + ... + coefficients[n-1], by Horner's rule.
inline constexpr struct PolyVal {
  VMAPC_API Array operator()(const Operand &coefficients, const Operand &x) const;
} polyval{};

//===-- Products --------------------------------------------------------------------===//
// As the products of ops.h: promoted, bools multiplied in i32.

/// Sums over pairs of axes: the last `axes` of a with the first ones of b, or aAxes[k] with
/// bAxes[k]. Result: a's other axes, then b's.
inline constexpr struct TensorDot {
  VMAPC_API Array operator()(const Operand &a, const Operand &b, std::int64_t axes = 2) const;
  VMAPC_API Array operator()(const Operand &a, const Operand &b,
                             const std::vector<std::int64_t> &aAxes,
                             const std::vector<std::int64_t> &bAxes) const;
} tensordot{};
/// The sum of products over the last axis of both, the others broadcasting, or of all elements
/// (vdot, of equally many), or over every pair of last axes (inner: a's other axes, then b's).
inline constexpr detail::Numeric2<"vecdot"> vecdot{};
inline constexpr detail::Numeric2<"vdot"> vdot{};
inline constexpr detail::Numeric2<"inner"> inner{};
/// The cross product of the last axes, of extent 3 (or both 2: its third component); the
/// others broadcast.
inline constexpr detail::Numeric2<"cross"> cross{};

} // namespace v0
} // namespace vmapc

#endif
