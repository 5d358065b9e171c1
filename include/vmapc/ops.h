// The primitive operations, each a function object: `vm::sin(x)` is a call and
// `vm::vmap(vm::sin)` passes it on. Outside a trace a call runs a compiled function
// of the operation; inside one it records the operation.
//
// What holds for all of them:
//
// *Broadcasting* is NumPy's: shapes are aligned at their last axes, and an extent of 1
// repeats. Shapes that do not fit are an error that names both, the axis and both lines.
//
// *Promotion*, where an operation wants one dtype of several operands: the higher kind (b1 <
// integers < floats < complex), inside a kind the wider dtype. Integers of both signs meet in
// the narrowest signed dtype that holds both (f64 if one is u64), f16 with bf16 in f32, complex
// with f64 in c128. docs/dtypes.md has the whole table.
//
// C++ numbers are weak: they take the array's dtype unless their kind is higher. Only
// weak operands give a weak result, computed in c128, f64 or i64. Arithmetic on bools alone
// is done in i32, as C++ does. `StrictDtypes` turns conversions between arrays into errors.
//
// *Complex* operands have the operations that complex.h lists; others are an error.
//
// *Errors* are `vm::Error` with the operation, what was required, what it got, and the
// line of the call. Every operation is total: no value of an element is an error.

#ifndef VMAPC_OPS_H
#define VMAPC_OPS_H

#include "vmapc/array.h"

#include <optional>

namespace vmapc {
inline namespace v0 {

/// The dtype of `a op b` for two arrays that are not weak.
VMAPC_API DType promote_types(DType a, DType b) noexcept;

/// While one lives on this thread, an operation on arrays of different dtypes is an
/// error that names both. Weak scalars still take the array's dtype.
class VMAPC_API StrictDtypes {
public:
  StrictDtypes() noexcept;
  ~StrictDtypes();
  StrictDtypes(const StrictDtypes &) = delete;
  StrictDtypes &operator=(const StrictDtypes &) = delete;
};

/// Axes of an array: one, several, or all of them ({} or left out). Negative ones count
/// from the end; out of range or repeated is an error.
struct AxisList {
  bool every = true;
  std::vector<std::int64_t> axes;
  AxisList() = default;
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  AxisList(T axis) : every(false), axes{std::int64_t(axis)} {}
  AxisList(std::initializer_list<std::int64_t> list) : every(false), axes(list) {}
  AxisList(std::vector<std::int64_t> list) : every(false), axes(std::move(list)) {}
};

namespace detail {
/// A string as template argument: every operation has a type of its own, because the
/// caches tell callables apart by their type.
template <std::size_t N> struct Name {
  char text[N];
  consteval Name(const char (&s)[N]) {
    for (std::size_t i = 0; i < N; ++i)
      text[i] = s[i];
  }
};

/// The dtypes that an operation computes in: operands of a lower kind are converted.
enum class Domain : std::uint8_t { floats, numbers, integers, bits, any };

VMAPC_API Array unary(const char *op, Domain domain, const Operand &x);
VMAPC_API Array binary(const char *op, Domain domain, const Operand &a, const Operand &b);
VMAPC_API Array compare(const char *direction, const Operand &a, const Operand &b);
VMAPC_API Array reduce(const char *op, const Operand &x, const AxisList &axes, bool keepdims);
VMAPC_API Array argReduce(const char *op, const Operand &x, std::optional<std::int64_t> axis,
                          bool keepdims);

template <Name Op, Domain D> struct Unary {
  Array operator()(const Operand &x) const { return unary(Op.text, D, x); }
};
template <Name Op, Domain D> struct Binary {
  Array operator()(const Operand &a, const Operand &b) const { return binary(Op.text, D, a, b); }
};
template <Name Direction> struct Compare {
  Array operator()(const Operand &a, const Operand &b) const {
    return compare(Direction.text, a, b);
  }
};
template <Name Op> struct Reduce {
  Array operator()(const Operand &x, const AxisList &axes = {}, bool keepdims = false) const {
    return reduce(Op.text, x, axes, keepdims);
  }
};
template <Name Op> struct ArgReduce {
  Array operator()(const Operand &x, std::optional<std::int64_t> axis = {},
                   bool keepdims = false) const {
    return argReduce(Op.text, x, axis, keepdims);
  }
};
template <Name Op> using FloatOp = Unary<Op, Domain::floats>;
template <Name Op> using NumberOp = Unary<Op, Domain::numbers>;
template <Name Op> using Arithmetics = Binary<Op, Domain::numbers>;
template <Name Op> using Bitwise = Binary<Op, Domain::bits>;
} // namespace detail

//===-- One operand, elementwise; same shape ----------------------------------===//

/// -x; integers wrap.
inline constexpr detail::NumberOp<"neg"> neg{};
/// |x|; the smallest integer is its own absolute value. Derivative 1 at 0, as in JAX.
inline constexpr detail::NumberOp<"abs"> abs{};
/// -1, 0 or 1; keeps NaN and the sign of a float zero.
inline constexpr detail::NumberOp<"sign"> sign{};

// The following are for floats; integers and bools are converted to f32.

/// Largest integral value <= x.
inline constexpr detail::FloatOp<"floor"> floor{};
/// Smallest integral value >= x.
inline constexpr detail::FloatOp<"ceil"> ceil{};
/// Nearest integral value, ties to even.
inline constexpr detail::FloatOp<"round_even"> round_even{}, round{};
/// Nearest integral value, ties away from zero; and the one toward zero.
inline constexpr detail::FloatOp<"round_away"> round_away{};
inline constexpr detail::FloatOp<"trunc"> trunc{};
/// e^x.
inline constexpr detail::FloatOp<"exp"> exp{};
/// 2^x.
inline constexpr detail::FloatOp<"exp2"> exp2{};
/// e^x - 1 without cancellation near 0.
inline constexpr detail::FloatOp<"expm1"> expm1{};
/// Natural logarithm; -inf at 0, NaN below.
inline constexpr detail::FloatOp<"log"> log{};
/// Logarithm to base 2, exact for powers of two; and to base 10. Otherwise as log.
inline constexpr detail::FloatOp<"log2"> log2{};
inline constexpr struct Log10 {
  VMAPC_API Array operator()(const Operand &x) const;
} log10{};
/// log(1 + x) without cancellation near 0.
inline constexpr detail::FloatOp<"log1p"> log1p{};
/// Square root, correctly rounded; NaN below 0. Derivative inf at 0.
inline constexpr detail::FloatOp<"sqrt"> sqrt{};
/// 1 / sqrt(x).
inline constexpr detail::FloatOp<"rsqrt"> rsqrt{};
/// Cube root, with the sign of x. Derivative inf at 0.
inline constexpr detail::FloatOp<"cbrt"> cbrt{};
/// Sine, cosine and tangent of an angle in radians, of any size; NaN of inf.
inline constexpr detail::FloatOp<"sin"> sin{};
inline constexpr detail::FloatOp<"cos"> cos{};
inline constexpr detail::FloatOp<"tan"> tan{};
/// Their inverses: in [-pi/2, pi/2], [0, pi], [-pi/2, pi/2]. asin and acos are NaN outside
/// [-1, 1] and have an infinite derivative at its ends.
inline constexpr detail::FloatOp<"asin"> asin{};
inline constexpr detail::FloatOp<"acos"> acos{};
inline constexpr detail::FloatOp<"atan"> atan{};
/// Hyperbolic sine, cosine and tangent.
inline constexpr detail::FloatOp<"sinh"> sinh{};
inline constexpr detail::FloatOp<"cosh"> cosh{};
inline constexpr detail::FloatOp<"tanh"> tanh{};
/// Their inverses: acosh is NaN below 1, atanh outside [-1, 1] and infinite at its ends. The
/// derivatives of acosh at 1 and of atanh at its ends are infinite.
inline constexpr detail::FloatOp<"asinh"> asinh{};
inline constexpr detail::FloatOp<"acosh"> acosh{};
inline constexpr detail::FloatOp<"atanh"> atanh{};
/// 1 / (1 + e^-x), also called sigmoid.
inline constexpr detail::FloatOp<"logistic"> logistic{}, sigmoid{};
/// Error function (DLMF 7.2.1); 1 - erf(x) without cancellation; and the y with
/// erf(y) = x, infinite at 1 and -1 and NaN beyond.
inline constexpr detail::FloatOp<"erf"> erf{};
inline constexpr detail::FloatOp<"erfc"> erfc{};
inline constexpr detail::FloatOp<"erf_inv"> erf_inv{};
/// log|gamma(x)| (DLMF 5.2.1); inf at 0, at the negative integers and at both infinities.
inline constexpr detail::FloatOp<"lgamma"> lgamma{};
/// The derivative of lgamma (DLMF 5.2.2); NaN at 0 and the negative integers.
inline constexpr detail::FloatOp<"digamma"> digamma{};
/// e^-|x| I(x) of the modified Bessel functions of orders 0 and 1 (DLMF 10.25.2); and the
/// functions themselves.
inline constexpr detail::FloatOp<"bessel_i0e"> bessel_i0e{};
inline constexpr detail::FloatOp<"bessel_i1e"> bessel_i1e{};
inline constexpr struct BesselI0 {
  VMAPC_API Array operator()(const Operand &x) const;
} bessel_i0{};
inline constexpr struct BesselI1 {
  VMAPC_API Array operator()(const Operand &x) const;
} bessel_i1{};
/// b1: neither infinite nor NaN.
inline constexpr detail::FloatOp<"is_finite"> is_finite{};

/// Complement of the bits of an integer; `not` of a bool. Floats are an error.
inline constexpr detail::Unary<"not", detail::Domain::bits> bitwise_not{};
/// The number of bits that are 1, and of leading bits that are 0, of an integer.
inline constexpr detail::Unary<"popcnt", detail::Domain::integers> popcnt{};
inline constexpr detail::Unary<"clz", detail::Domain::integers> clz{};
/// The identity, with a zero derivative. Any dtype.
inline constexpr detail::Unary<"stop_gradient", detail::Domain::any> stop_gradient{};

//===-- Two operands, elementwise; broadcast and promoted -----------------------===//

/// The sum; integers wrap. Also `a + b`; likewise the next ones.
inline constexpr detail::Arithmetics<"add"> add{};
inline constexpr detail::Arithmetics<"sub"> sub{};
inline constexpr detail::Arithmetics<"mul"> mul{};
/// The quotient; integers truncate toward zero, x/0 is -1. Also `a / b`.
inline constexpr detail::Arithmetics<"div"> div{};
/// The remainder with the dividend's sign; integer x rem 0 is x. Also `a % b`.
inline constexpr detail::Arithmetics<"rem"> rem{};
/// a to the power b; for integers b < 0 gives 0 unless a is 1 or -1.
inline constexpr detail::Arithmetics<"pow"> pow{};
/// The angle of the point (x, y) = (b, a) in [-pi, pi], of the quadrant that the signs say,
/// those of zeros too. Integers become f32; likewise nextafter. Derivative NaN at the origin.
inline constexpr detail::Binary<"atan2", detail::Domain::floats> atan2{};
/// The number of the dtype next to a in the direction of b; b where they are equal. Its
/// derivative is that of a.
inline constexpr detail::Binary<"nextafter", detail::Domain::floats> nextafter{};
/// The larger and the smaller; NaN if either is. Equal operands share the derivative.
inline constexpr detail::Arithmetics<"max"> maximum{};
inline constexpr detail::Arithmetics<"min"> minimum{};

/// On the bits of integers, logical on bools; floats are an error. Also & | ^.
inline constexpr detail::Bitwise<"and"> bitwise_and{};
inline constexpr detail::Bitwise<"or"> bitwise_or{};
inline constexpr detail::Bitwise<"xor"> bitwise_xor{};
/// a << b, and a >> b filling with zeros; 0 when b is not in 0..width-1. Integers
/// only. shr_arith fills with the highest bit and shifts by width - 1 at most. << is shl, and
/// >> is shr_arith of signed and shr_logical of unsigned integers.
inline constexpr detail::Binary<"shl", detail::Domain::integers> shl{};
inline constexpr detail::Binary<"shr_logical", detail::Domain::integers> shr_logical{};
inline constexpr detail::Binary<"shr_arith", detail::Domain::integers> shr_arith{};

/// Comparisons give b1; with a NaN only not_equal holds. Also == != < <= > >=.
inline constexpr detail::Compare<"eq"> equal{};
inline constexpr detail::Compare<"ne"> not_equal{};
inline constexpr detail::Compare<"lt"> less{};
inline constexpr detail::Compare<"le"> less_equal{};
inline constexpr detail::Compare<"gt"> greater{};
inline constexpr detail::Compare<"ge"> greater_equal{};

//===-- Choosing and converting -------------------------------------------------===//

/// a where `pred` is nonzero, else b. All three broadcast, a and b are promoted. The
/// side that is not chosen contributes exactly nothing to a derivative, even where its own
/// is infinite or NaN. Contractions are the exception (a product of matrices adds what it
/// is given, 0 * inf included): choose their operands, or use `vm::cond`.
struct Where {
  VMAPC_API Array operator()(const Operand &pred, const Operand &a, const Operand &b) const;
};
inline constexpr Where where{}, select{};

/// min(max(x, low), high); all three broadcast and are promoted.
inline constexpr struct Clamp {
  VMAPC_API Array operator()(const Operand &x, const Operand &low, const Operand &high) const;
} clamp{};

/// x to a fixed integral power, by repeated multiplication; of negative powers the
/// reciprocal, which of an integer x is an error. x^0 is 1.
inline constexpr struct IntegerPow {
  VMAPC_API Array operator()(const Operand &x, std::int64_t exponent) const;
} integer_pow{};

/// x * y + z with one rounding; all three broadcast and are promoted, integers to f32.
inline constexpr struct Fma {
  VMAPC_API Array operator()(const Operand &x, const Operand &y, const Operand &z) const;
} fma{};

/// Rounded to what a float of fewer bits can hold, ties to even: too large becomes inf, what
/// would be denormal a zero of its sign. The dtype stays. As in JAX the derivative rounds
/// tangents in the same way. `exponent_bits` >= 1 and `mantissa_bits` >= 0, else an error.
inline constexpr struct ReducePrecision {
  VMAPC_API Array operator()(const Operand &x, std::int64_t exponent_bits,
                             std::int64_t mantissa_bits) const;
} reduce_precision{};

/// The values as another dtype. Floats to integers truncate and saturate, NaN gives 0;
/// integers to narrower ones wrap; anything to b1 is `x != 0`; to a float the value is
/// rounded once. From complex to real is an error. Never weak.
inline constexpr struct AsType {
  VMAPC_API Array operator()(const Operand &x, DType dtype) const;
} astype{};

/// The same bits as another dtype. To one k times narrower a last axis of k parts is added,
/// the lowest bits first; to a wider one such an axis is joined. Not b1, not complex.
inline constexpr struct Bitcast {
  VMAPC_API Array operator()(const Operand &x, DType dtype) const;
} bitcast{};

/// Threefry-2x32 with 20 rounds (Salmon et al., 2011): 64 random bits per counter.
/// All u32; key words and counters broadcast together. Gives {bits0, bits1}.
inline constexpr struct RandomBits {
  VMAPC_API std::vector<Array> operator()(const Operand &key0, const Operand &key1,
                                          const Operand &counter0, const Operand &counter1) const;
} random_bits{};

//===-- Reductions --------------------------------------------------------------===//
// `axes`: see AxisList. `keepdims` leaves reduced axes with extent 1.

/// Sum and product; 0 and 1 of nothing. bools are counted in i32; narrow integers wrap in
/// their own dtype, 16-bit floats are summed in f32 and rounded once.
inline constexpr detail::Reduce<"reduce_sum"> sum{};
inline constexpr detail::Reduce<"reduce_prod"> prod{};
/// Largest and smallest, NaN if any is; of nothing the lowest (highest) value of the dtype.
inline constexpr detail::Reduce<"reduce_max"> max{};
inline constexpr detail::Reduce<"reduce_min"> min{};
/// Whether all (any) elements are nonzero: b1. `vm::all` is also the index that takes a
/// whole axis (index.h).
using All = detail::Reduce<"reduce_and">;
inline constexpr All all{};
inline constexpr detail::Reduce<"reduce_or"> any{};
/// i32 index of the first largest (smallest) element, or of the first NaN; without
/// `axis`, in row-major order of the whole array. A reduced extent 0 is an error.
inline constexpr detail::ArgReduce<"argmax"> argmax{};
inline constexpr detail::ArgReduce<"argmin"> argmin{};

//===-- Products ----------------------------------------------------------------===//
// Operands are promoted; bools are multiplied in i32.

/// The matrix product of NumPy: rank 1 is a row on the left and a column on the right and
/// loses that axis again; axes before the last two broadcast. Rank 0 is an error.
inline constexpr struct Matmul {
  VMAPC_API Array operator()(const Operand &a, const Operand &b) const;
} matmul{};

/// Sums the last axis of a against the last but one of b (the only one if b has rank 1):
/// a.shape without its last + b.shape without that axis. Rank 0 multiplies.
inline constexpr struct Dot {
  VMAPC_API Array operator()(const Operand &a, const Operand &b) const;
} dot{};

/// result[i, j] = a[i] * b[j], of the flattened operands.
inline constexpr struct Outer {
  VMAPC_API Array operator()(const Operand &a, const Operand &b) const;
} outer{};

/// Einstein's summation, e.g. einsum("bij,jk->bik", x, w). Without "->" the result has the
/// letters that occur once, in alphabetic order. "..." stands for axes that broadcast; a
/// letter twice in one operand takes its diagonal. Any number of operands, multiplied from
/// left to right; more than four go into a vector.
inline constexpr struct Einsum {
  VMAPC_API Array operator()(std::string_view spec, std::span<const Operand> operands) const;
  Array operator()(std::string_view spec, const std::vector<Operand> &operands) const {
    return (*this)(spec, std::span<const Operand>(operands));
  }
  Array operator()(std::string_view s, const Operand &a) const { return of(s, a); }
  Array operator()(std::string_view s, const Operand &a, const Operand &b) const {
    return of(s, a, b);
  }
  Array operator()(std::string_view s, const Operand &a, const Operand &b, const Operand &c) const {
    return of(s, a, b, c);
  }
  Array operator()(std::string_view s, const Operand &a, const Operand &b, const Operand &c,
                   const Operand &d) const {
    return of(s, a, b, c, d);
  }

private:
  template <class... O> Array of(std::string_view spec, const O &...o) const {
    const Operand list[] = {o...};
    return (*this)(spec, std::span<const Operand>(list));
  }
} einsum{};

} // namespace v0
} // namespace vmapc

#include "vmapc/structure.h"

#endif
