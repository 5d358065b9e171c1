// Complex arrays, of dtype c64 (parts f32) and c128 (parts f64). The operators, structure,
// indexing, sums, products and control flow take them as they take reals; so do neg abs sign
// exp exp2 expm1 log log2 log1p sqrt rsqrt sin cos tan asin acos atan sinh cosh tanh asinh
// acosh atanh logistic pow is_finite == != where. What orders numbers or rounds them (< max
// sort floor %) is an error. Branch cuts are those of C and NumPy.
//
// Derivatives follow JAX. The gradient of a real loss at z = x + i y is
// dL/dx - i dL/dy, the conjugate of the direction of steepest ascent: a step of descent is
// z - rate * conj(grad). jvp and vjp of a holomorphic function multiply by its complex
// derivative; abs has derivative 0 at 0.

#ifndef VMAPC_COMPLEX_H
#define VMAPC_COMPLEX_H

#include "vmapc/ops.h"

namespace vmapc {
inline namespace v0 {

/// re + i im, broadcast and promoted: c128 when that is f64, else c64.
inline constexpr struct MakeComplex {
  VMAPC_API Array operator()(const Operand &re, const Operand &im) const;
} complex{};

/// The real and the imaginary part; of a real array itself and zeros.
inline constexpr struct RealPart {
  VMAPC_API Array operator()(const Operand &z) const;
} real{};
inline constexpr struct ImagPart {
  VMAPC_API Array operator()(const Operand &z) const;
} imag{};

/// re - i im; a real array is its own.
inline constexpr struct Conjugate {
  VMAPC_API Array operator()(const Operand &z) const;
} conj{};

/// The angle of z in [-pi, pi], atan2(imag, real); derivative as of that.
inline constexpr struct Angle {
  VMAPC_API Array operator()(const Operand &z) const;
} angle{};

} // namespace v0
} // namespace vmapc

#endif
