// Discrete Fourier transforms: sums over j of x[j] exp(-2 pi i j k / n) along an axis, or
// along several. Any length: mixed radices by Cooley and Tukey (1965), prime factors above 61
// by Bluestein (1970). Results are c64, or c128 for f64 and c128 operands; real results are f32
// or f64. Linear, and differentiable as such.
//
// `n` (or `s` for several axes) cuts the operand or pads it with zeros before the transform.
// FftNorm says where the factor goes: backward, 1/n in the inverse; ortho, 1/sqrt(n) in
// both; forward, 1/n in the forward one. Axes out of range or repeated and lengths below 1 are
// errors.

#ifndef VMAPC_FFT_H
#define VMAPC_FFT_H

#include "vmapc/ops.h"

namespace vmapc {
inline namespace v0 {

enum class FftNorm : std::uint8_t { backward, ortho, forward };

namespace detail {
enum class FftKind : std::uint8_t { fft, ifft, rfft, irfft, hfft, ihfft };
VMAPC_API Array fourier(FftKind kind, const Operand &x, std::optional<std::int64_t> n,
                        std::int64_t axis, FftNorm norm);
VMAPC_API Array fourier(FftKind kind, const Operand &x, const std::optional<Shape> &s,
                        const AxisList &axes, FftNorm norm, bool last2);
template <FftKind K> struct Fourier {
  Array operator()(const Operand &x, std::optional<std::int64_t> n = {}, std::int64_t axis = -1,
                   FftNorm norm = FftNorm::backward) const {
    return fourier(K, x, n, axis, norm);
  }
};
template <FftKind K, bool Last2> struct FourierN {
  Array operator()(const Operand &x, const std::optional<Shape> &s = {}, const AxisList &axes = {},
                   FftNorm norm = FftNorm::backward) const {
    return fourier(K, x, s, axes, norm, Last2);
  }
};
} // namespace detail

inline constexpr detail::Fourier<detail::FftKind::fft> fft{};
inline constexpr detail::Fourier<detail::FftKind::ifft> ifft{};
/// Of a real operand: the first n/2 + 1 results, of which the others are conjugates.
inline constexpr detail::Fourier<detail::FftKind::rfft> rfft{};
/// The inverse of rfft, n real results; n is 2 (m - 1) for m operand elements unless given.
inline constexpr detail::Fourier<detail::FftKind::irfft> irfft{};
/// Of an operand with Hermitian symmetry in time, given by its first half: real results.
inline constexpr detail::Fourier<detail::FftKind::hfft> hfft{};
inline constexpr detail::Fourier<detail::FftKind::ihfft> ihfft{};

/// Over all axes, or those given; real forms halve the last of them.
inline constexpr detail::FourierN<detail::FftKind::fft, false> fftn{};
inline constexpr detail::FourierN<detail::FftKind::ifft, false> ifftn{};
inline constexpr detail::FourierN<detail::FftKind::rfft, false> rfftn{};
inline constexpr detail::FourierN<detail::FftKind::irfft, false> irfftn{};
inline constexpr detail::FourierN<detail::FftKind::hfft, false> hfftn{};
inline constexpr detail::FourierN<detail::FftKind::ihfft, false> ihfftn{};
/// Over the last two axes unless two are given.
inline constexpr detail::FourierN<detail::FftKind::fft, true> fft2{};
inline constexpr detail::FourierN<detail::FftKind::ifft, true> ifft2{};
inline constexpr detail::FourierN<detail::FftKind::rfft, true> rfft2{};
inline constexpr detail::FourierN<detail::FftKind::irfft, true> irfft2{};
inline constexpr detail::FourierN<detail::FftKind::hfft, true> hfft2{};
inline constexpr detail::FourierN<detail::FftKind::ihfft, true> ihfft2{};

/// [n]: the frequencies of fft's results, 0, 1, ..., -2, -1 over n d.
inline constexpr struct FftFreq {
  VMAPC_API Array operator()(std::int64_t n, double d = 1, DType dtype = f32,
                             detail::Loc loc = detail::Loc::current()) const;
} fftfreq{};
/// [n/2 + 1]: those of rfft's.
inline constexpr struct RfftFreq {
  VMAPC_API Array operator()(std::int64_t n, double d = 1, DType dtype = f32,
                             detail::Loc loc = detail::Loc::current()) const;
} rfftfreq{};
/// Frequency 0 to the middle of each axis; any dtype.
inline constexpr struct FftShift {
  VMAPC_API Array operator()(const Operand &x, const AxisList &axes = {}) const;
} fftshift{};
/// The inverse of fftshift.
inline constexpr struct IfftShift {
  VMAPC_API Array operator()(const Operand &x, const AxisList &axes = {}) const;
} ifftshift{};

} // namespace v0
} // namespace vmapc

#endif
