// The transforms of the API: lengths, axes, norms, and the symmetry of real operands.

#include "vmapc/fft.h"

#include "runtime/ops/FftFactors.h"
#include "vmapc/complex.h"
#include "vmapc/library.h"
#include "vmapc/structure.h"

#include <cmath>

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace {

const char *nameOf(FftKind kind) {
  constexpr const char *names[] = {"fft", "ifft", "rfft", "irfft", "hfft", "ihfft"};
  return names[std::size_t(kind)];
}

bool fromReal(FftKind kind) { return kind == FftKind::rfft || kind == FftKind::ihfft; }
bool toReal(FftKind kind) { return kind == FftKind::irfft || kind == FftKind::hfft; }
bool isInverse(FftKind kind) {
  return kind == FftKind::ifft || kind == FftKind::irfft || kind == FftKind::ihfft;
}

/// Real and imaginary parts, of f32 or f64.
Parts partsOf(const Array &x) {
  DType t = x.dtype(), real = realType(t);
  real = real == f64 ? f64 : f32;
  if (isComplex(t))
    return {vmapc::real(x), vmapc::imag(x)};
  return {prim::convert(x, real), prim::splat(0, real, x.shape())};
}

/// The first `n` along the last axis, zeros behind the end.
Array fitted(const Array &x, std::int64_t n) {
  std::int64_t m = x.dim(-1);
  Dims start(std::size_t(x.rank()), 0), step(start.size(), 1);
  if (m > n) {
    Shape limit = x.shape();
    limit.back() = n;
    return prim::slice(x, start, limit, step);
  }
  Dims high = start;
  high.back() = n - m;
  return m == n ? x : pad(x, start, high);
}
Parts fitted(const Parts &x, std::int64_t n) { return {fitted(x.re, n), fitted(x.im, n)}; }

/// x[..., from:to] of the last axis.
Array part(const Array &x, std::int64_t from, std::int64_t to) {
  Dims start(std::size_t(x.rank()), 0), step(start.size(), 1);
  Shape limit = x.shape();
  start.back() = from;
  limit.back() = to;
  return prim::slice(x, start, limit, step);
}

/// All n elements of a sequence with x[n - k] = conj x[k] from its first n/2 + 1.
Parts unfolded(const Parts &x, std::int64_t n) {
  std::int64_t mirrored = (n - 1) / 2;
  auto whole = [&](const Array &v, double sign) {
    if (mirrored == 0)
      return v;
    return concatenate({v, flip(part(v, 1, mirrored + 1), -1) * sign}, -1);
  };
  return {whole(x.re, 1), whole(x.im, -1)};
}

double factor(bool inverse, FftNorm norm, double n) {
  if (norm == FftNorm::ortho)
    return 1 / std::sqrt(n);
  return (norm == FftNorm::backward) == inverse ? 1 / n : 1;
}

Parts scaled(const Parts &x, double by) {
  return by == 1 ? x : Parts{x.re * by, x.im * by};
}

/// One axis, moved to the back; `n` results.
Array along(FftKind kind, const Array &x, std::int64_t axis, std::int64_t n, FftNorm norm) {
  Parts p = partsOf(moveaxis(x, axis, -1));
  double by = factor(isInverse(kind), norm, double(n));
  auto back = [&](const Array &y) { return moveaxis(y, -1, axis); };
  if (fromReal(kind)) {
    Parts y = scaled(transformed(fitted(p, n), -1), by);
    double sign = kind == FftKind::ihfft ? -1 : 1;
    return back(vmapc::complex(part(y.re, 0, n / 2 + 1), part(y.im, 0, n / 2 + 1) * sign));
  }
  if (toReal(kind)) {
    // hfft is the forward transform of the conjugate's mirror: the same sum.
    Parts half = fitted(p, n / 2 + 1);
    if (kind == FftKind::hfft)
      half.im = -half.im;
    return back(scaled(transformed(unfolded(half, n), 1), by).re);
  }
  Parts y = scaled(transformed(fitted(p, n), kind == FftKind::fft ? -1 : 1), by);
  return back(vmapc::complex(y.re, y.im));
}

std::int64_t lengthOf(FftKind kind, const Operand &x, std::optional<std::int64_t> n,
                      std::int64_t axis, const char *name) {
  std::int64_t own = x.array.dim(axis);
  std::int64_t length = n ? *n : toReal(kind) ? 2 * (own - 1) : own;
  if (length < 1)
    fail(name, "a length of at least 1",
         std::to_string(length) + " along axis " + std::to_string(axis) + " of " +
             describe(x.array, x.loc),
         x.loc);
  return length;
}

void checkReal(FftKind kind, const Operand &x, const char *name) {
  const Array &a = required(x.array, name, x.loc);
  if (fromReal(kind) && isComplex(a.dtype()))
    fail(name, "a real operand", describe(a, x.loc), x.loc);
}

} // namespace

Array fourier(FftKind kind, const Operand &x, std::optional<std::int64_t> n, std::int64_t axis,
              FftNorm norm) {
  const char *name = nameOf(kind);
  checkReal(kind, x, name);
  std::int64_t d = normalAxis(axis, x.array.rank(), name, x.loc);
  std::int64_t length = lengthOf(kind, x, n, d, name);
  return call(name, Key() << d << length << norm, {&x},
              [&](Inputs in) { return along(kind, in[0], d, length, norm); });
}

Array fourier(FftKind kind, const Operand &x, const std::optional<Shape> &s, const AxisList &axes,
              FftNorm norm, bool last2) {
  const char *name = nameOf(kind);
  checkReal(kind, x, name);
  std::int64_t rank = x.array.rank();
  AxisList chosen = axes;
  if (axes.every && (last2 || s)) {
    std::int64_t count = s ? std::int64_t(s->size()) : 2;
    chosen.every = false;
    for (std::int64_t k = 0; k < count; ++k)
      chosen.axes.push_back(k - count);
  }
  // In the order given: the last one is the halved one.
  Dims dims;
  if (chosen.every)
    dims = normalAxes(chosen, rank, name, x.loc);
  else {
    normalAxes(chosen, rank, name, x.loc); // rejects repeated ones
    for (std::int64_t a : chosen.axes)
      dims.push_back(normalAxis(a, rank, name, x.loc));
  }
  if ((last2 && dims.size() != 2) || (s && s->size() != dims.size()) || dims.empty())
    fail(name, last2 ? "two axes and a length for each" : "axes and a length for each",
         std::to_string(dims.size()) + " axes and " + (s ? describe(*s) : "no lengths"), x.loc);
  Dims lengths;
  for (std::size_t k = 0; k < dims.size(); ++k) {
    bool halved = k + 1 == dims.size();
    FftKind own = halved ? kind : FftKind::fft;
    lengths.push_back(lengthOf(own, x, s ? std::optional((*s)[k]) : std::nullopt, dims[k], name));
  }
  return call(name, Key() << "n" << dims << lengths << norm, {&x}, [&](Inputs in) {
    // Axes besides the halved one are whole; they go the way of the transform.
    FftKind whole = isInverse(kind) ? FftKind::ifft : FftKind::fft;
    Array y = in[0];
    std::size_t last = dims.size() - 1;
    if (!toReal(kind))
      y = along(kind, y, dims[last], lengths[last], norm);
    for (std::size_t k = 0; k < last; ++k)
      y = along(whole, y, dims[k], lengths[k], norm);
    if (toReal(kind))
      y = along(kind, y, dims[last], lengths[last], norm);
    return y;
  });
}

static Array frequencies(const char *name, std::int64_t n, std::int64_t count, double d,
                         DType dtype, const Loc &loc) {
  if (n < 1)
    fail(name, "a length of at least 1", std::to_string(n), loc);
  checkFloat(dtype, name, loc);
  Operand spacing(d, loc);
  return call(name, Key() << n << count << dtype, {&spacing}, [&](Inputs in) {
    Array k = prim::iota({count}, 0, i32);
    if (count == n) // the upper half is negative
      k = where(k >= (n + 1) / 2, k - n, k);
    return prim::convert(prim::convert(k, f64) / (double(n) * prim::convert(in[0], f64)), dtype);
  });
}

static Array rolled(const char *name, const Operand &x, const AxisList &axes, bool inverse) {
  Dims dims = normalAxes(axes, required(x.array, name, x.loc).rank(), name, x.loc);
  return call(name, Key() << dims, {&x}, [&](Inputs in) {
    Array y = in[0];
    for (std::int64_t d : dims) {
      std::int64_t n = y.dim(d), cut = inverse ? n / 2 : (n + 1) / 2;
      if (cut == 0 || cut == n)
        continue;
      Array last = moveaxis(y, d, -1);
      y = moveaxis(concatenate({part(last, cut, n), part(last, 0, cut)}, -1), -1, d);
    }
    return y;
  });
}

} // namespace detail

using namespace detail;

Array FftFreq::operator()(std::int64_t n, double d, DType dtype, Loc loc) const {
  return frequencies("fftfreq", n, n, d, dtype, loc);
}
Array RfftFreq::operator()(std::int64_t n, double d, DType dtype, Loc loc) const {
  return frequencies("rfftfreq", n, n / 2 + 1, d, dtype, loc);
}
Array FftShift::operator()(const Operand &x, const AxisList &axes) const {
  return rolled("fftshift", x, axes, false);
}
Array IfftShift::operator()(const Operand &x, const AxisList &axes) const {
  return rolled("ifftshift", x, axes, true);
}

} // namespace v0
} // namespace vmapc
