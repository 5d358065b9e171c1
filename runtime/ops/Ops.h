// What the operations share: the call of a library function, promotion and
// broadcasting, and `prim`, which records single primitives with exact types. The
// body of an operation always runs inside a trace; it may use the public operations.

#ifndef VMAPC_RUNTIME_OPS_OPS_H
#define VMAPC_RUNTIME_OPS_OPS_H

#include "vmapc/detail/trace.h"
#include "vmapc/ops.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

using Inputs = std::span<const Array>;
using Dims = std::vector<std::int64_t>;

/// The bytes of everything besides operands that a body depends on.
class Key {
public:
  template <class T>
    requires std::is_trivially_copyable_v<T>
  Key &operator<<(const T &v) {
    bytes_.append(reinterpret_cast<const char *>(&v), sizeof v);
    return *this;
  }
  Key &operator<<(const Dims &v) {
    *this << v.size();
    bytes_.append(reinterpret_cast<const char *>(v.data()), v.size() * sizeof v[0]);
    return *this;
  }
  Key &operator<<(std::string_view v) {
    *this << v.size();
    bytes_.append(v);
    return *this;
  }
  operator std::string_view() const { return bytes_; }

private:
  std::string bytes_;
};

/// Runs `body` on the operands' arrays as the library function `name`. The line is the
/// first operand's.
Array call(const char *name, std::string_view statics,
           std::initializer_list<const Operand *> operands, Body1 body);
/// The same for any number of arrays.
Array callList(const char *name, std::string_view statics, Inputs arrays, const Loc &loc,
               Body1 body);
/// And for any number of results.
std::vector<Array> callAll(const char *name, std::string_view statics, Inputs arrays,
                           const Loc &loc, Body body);

//===-- Checks ----------------------------------------------------------------===//

/// "f32[2,3] (model.cpp:12)".
std::string describe(const Array &x, const Loc &loc);
std::string describe(const Dims &v);
/// `axis` in 0..rank-1, or an error of operation `op`.
std::int64_t normalAxis(std::int64_t axis, std::int64_t rank, const char *op, const Loc &loc);
/// The listed axes, normalised and sorted.
Dims normalAxes(const AxisList &axes, std::int64_t rank, const char *op, const Loc &loc);
/// Throws if an extent is negative or the number of bytes does not fit.
void checkShape(const Shape &shape, DType dtype, const char *op, const Loc &loc);
void checkFloat(DType dtype, const char *op, const Loc &loc);

//===-- Promotion and broadcasting ----------------------------------------------===//

struct Promoted {
  DType dtype = b1; // as stored: c128, f64 or i64 when weak
  bool weak = true;
};
/// The common dtype; under StrictDtypes an error when strong operands differ.
Promoted promote(Inputs xs, const char *op, const Loc &loc);
/// `p` raised into the domain.
Promoted within(Domain domain, Promoted p, const char *op, const Loc &loc);
/// The shape to which all broadcast; the error names two operands, their lines and the axis.
Shape commonShape(Inputs xs, std::span<const Operand *const> operands, const char *op,
                  const Loc &loc);
/// All converted to p.dtype; and broadcast to `shape`.
std::vector<Array> converted(Inputs xs, DType dtype);
std::vector<Array> unified(Inputs xs, DType dtype, const Shape &shape);

//===-- Primitives, inside a trace ------------------------------------------------===//

namespace prim {
/// One operation with one result; its type is inferred unless given.
Array make(const char *op, std::initializer_list<Array> operands,
           std::initializer_list<Attr> attrs = {}, const Aval *result = nullptr);
/// A literal filled with one number.
Array scalar(double value, DType dtype);
Array splat(double value, DType dtype, const Shape &shape);
Array iota(const Shape &shape, std::int64_t dimension, DType dtype);
// These return x itself when nothing is to be done; results are strong.
Array convert(const Array &x, DType dtype);
Array broadcast(const Array &x, const Shape &shape, const Dims &dimensions);
Array broadcastTo(const Array &x, const Shape &shape);
Array reshape(const Array &x, const Shape &shape);
Array complex(const Array &re, const Array &im);
Array real(const Array &z);
Array imag(const Array &z);
Array transpose(const Array &x, const Dims &permutation);
Array slice(const Array &x, const Dims &start, const Dims &limit, const Dims &stride);
Array reduce(const char *op, const Array &x, const Dims &dimensions);
/// contract: indices are letters of any kind, one per dimension.
Array contract(const Array &a, const Dims &ai, const Array &b, const Dims &bi, const Dims &ri);
} // namespace prim

/// The permutation that moves the listed axes to the front, the others following.
Dims toFront(const Dims &axes, std::int64_t rank);
Dims inverse(const Dims &permutation);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
