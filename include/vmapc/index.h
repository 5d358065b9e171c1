// Reading and updating at indices, with NumPy's meaning:
//
//   x[2]  x(0, vm::slice(1, -1))  x(vm::ellipsis, vm::newaxis)  x(vm::all, idx)
//   x.at(i, vm::all).set(v)  x.at(idx).add(v)
//
// An index is an integer, a slice, vm::all, vm::ellipsis, vm::newaxis or an array of
// integers; at most eight. Axes that are not named are taken whole. Integer arrays
// broadcast together; the axes of their result stand where the first of them does, or first
// of all when something other than integers separates them.
//
// Negative indices count from the end. An integer out of range is an error; an array (or
// a traced integer) out of range follows `Bounds`. A bool array is an error: the shape of
// its result would depend on values; vm::where does what is usually meant.
//
// Outside a trace, integers and slices of leading axes are views, without copy or
// compilation; elsewhere their positions are run-time operands, so that a loop over i
// compiles x(vm::all, i) once.

#ifndef VMAPC_INDEX_H
#define VMAPC_INDEX_H

#include "vmapc/ops.h"

#include <variant>

namespace vmapc {
inline namespace v0 {

/// The elements lo, lo + step, ... before hi. Negative bounds count from the end and
/// bounds out of range are moved into it, as in Python; step may be negative, not 0.
struct Slice {
  std::optional<std::int64_t> lo, hi;
  std::int64_t step = 1;
};
constexpr Slice slice(std::optional<std::int64_t> lo, std::optional<std::int64_t> hi,
                      std::int64_t step = 1) {
  return {lo, hi, step};
}

/// A new axis of extent 1.
struct NewAxis {};
inline constexpr NewAxis newaxis{};
/// As many whole axes as are left; at most once.
struct Ellipsis {};
inline constexpr Ellipsis ellipsis{};

/// One entry between the parentheses, and its line.
struct Index {
  std::variant<std::monostate, std::int64_t, Slice, All, NewAxis, Ellipsis, Array> value;
  detail::Loc loc;

  template <std::integral T>
    requires(!std::same_as<T, bool>)
  Index(T i, detail::Loc l = detail::Loc::current()) : value(std::int64_t(i)), loc(l) {}
  Index(Slice s, detail::Loc l = detail::Loc::current()) : value(s), loc(l) {}
  Index(All a, detail::Loc l = detail::Loc::current()) : value(a), loc(l) {}
  Index(NewAxis a, detail::Loc l = detail::Loc::current()) : value(a), loc(l) {}
  Index(Ellipsis e, detail::Loc l = detail::Loc::current()) : value(e), loc(l) {}
  Index(const Array &a, detail::Loc l = detail::Loc::current()) : value(a), loc(l) {}

private:
  friend struct detail::AbsentIndex;
  Index() = default;
};

/// What an index array does out of range: `clip` takes the nearest element; `drop` reads 0
/// and writes nothing; `fill` reads AtOptions::fill and writes nothing; `promise` says that
/// there is no such index, which saves the checks: what it reads or writes then is unspecified.
enum class Bounds : std::uint8_t { clip, drop, fill, promise };

/// Options of At: without a mode, reads clip and updates drop.
struct AtOptions {
  std::optional<Bounds> mode = {};
  /// What `fill` reads, converted to the array's dtype; without it NaN in floats, the lowest
  /// value in signed integers, the highest in unsigned ones, true in b1.
  std::optional<double> fill = {};
};

/// A place in an array: x.at(i...). Nothing is written in place: updates return the new
/// array.
class VMAPC_API At {
public:
  /// x(i...), with the mode.
  Array get(AtOptions options = {}) const;
  /// x with `v` at the place. v broadcasts to the shape of x(i...) and takes x's dtype, whose
  /// kind must not be lower. Of repeated indices the last in row-major order wins.
  Array set(const Operand &v, AtOptions options = {}) const;
  /// x with `v` added at the place; repeated indices add up, in row-major order. Not for b1.
  Array add(const Operand &v, AtOptions options = {}) const;
  /// The same with products, the lesser and the greater values (NaN when there is one). Derivatives
  /// are right for repeated indices, too; where the old value and updates are equally extreme,
  /// they share the derivative evenly. Not for b1 nor for complex numbers.
  Array mul(const Operand &v, AtOptions options = {}) const;
  Array min(const Operand &v, AtOptions options = {}) const;
  Array max(const Operand &v, AtOptions options = {}) const;

private:
  friend class Array;
  At(Array x, std::vector<Index> index) : x_(std::move(x)), index_(std::move(index)) {}
  Array update(const char *combine, const Operand &v, const AtOptions &options) const;
  Array x_;
  std::vector<Index> index_;
};

} // namespace v0
} // namespace vmapc

#endif
