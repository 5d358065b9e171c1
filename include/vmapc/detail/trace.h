// The seam between the operations of the library and whatever runs them: a trace
// that is open on this thread, or the cache of compiled operations.

#ifndef VMAPC_DETAIL_TRACE_H
#define VMAPC_DETAIL_TRACE_H

#include "vmapc/array.h"
#include "vmapc/detail/abi.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

/// A reference to a callable; lives as long as the expression that made it.
template <class Sig> class FunctionRef;
template <class R, class... A> class FunctionRef<R(A...)> {
public:
  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, FunctionRef> &&
             std::is_invocable_r_v<R, F &, A...>)
  FunctionRef(F &&f)
      : object_(const_cast<void *>(static_cast<const void *>(&f))),
        call_([](void *o, A... a) -> R {
          return (*static_cast<std::remove_reference_t<F> *>(o))(std::forward<A>(a)...);
        }) {}
  R operator()(A... a) const { return call_(object_, std::forward<A>(a)...); }

private:
  void *object_;
  R (*call_)(void *, A...);
};

/// Whether a trace is open on this thread.
VMAPC_API bool tracing() noexcept;

/// One primitive of the dialect. Inside a trace it is recorded; arrays with data
/// become constants (up to 64 bytes) or hidden inputs. Outside it is an error: go
/// through `library`. Results are inferred when `results` is empty. No result is weak.
VMAPC_API std::vector<Array> emit(const char *op, std::span<const Array> operands,
                                  std::span<const Attr> attrs, const Loc &loc,
                                  std::span<const Aval> results = {});
/// The same for an operation with one result.
VMAPC_API Array emit1(const char *op, std::span<const Array> operands,
                      std::span<const Attr> attrs, const Loc &loc,
                      std::span<const Aval> results = {});
/// A literal with elements `data` (row-major); inside a trace a constant of it.
VMAPC_API Array literal(const Aval &aval, const void *data, const Loc &loc);

/// Runs a function of the library. Inside a trace body(operands) is called at once;
/// outside, a compiled function is used, cached under the name, `statics` (bytes of
/// everything else that body depends on: axes, shapes, options) and the avals and weak
/// flags of the operands. Operands must not be null.
using Body = FunctionRef<std::vector<Array>(std::span<const Array>)>;
VMAPC_API std::vector<Array> library(const char *name, std::string_view statics,
                                     std::span<const Array> operands, const Loc &loc,
                                     Body body);
/// The same for one result, faster.
using Body1 = FunctionRef<Array(std::span<const Array>)>;
VMAPC_API Array library1(const char *name, std::string_view statics,
                         std::span<const Array> operands, const Loc &loc, Body1 body);

/// Type and shape as stored: a weak scalar is c128, f64 or i64 here, so that it loses
/// nothing before it meets its partner; Array::dtype() says c64, f32 or i32.
VMAPC_API const Aval &avalOf(const Array &array);
VMAPC_API bool isWeak(const Array &array) noexcept;
/// A handle with another weak flag; only rank 0 c128, f64 and i64 may be weak.
VMAPC_API Array withWeak(const Array &array, bool weak);
/// The value of an array that has data and one element, exactly as `dtype` (as C++ converts;
/// floats to integers saturate); null when it is being traced or larger. For literals: no
/// operation is emitted.
VMAPC_API Array constantAs(const Array &array, DType dtype);

/// Throws unless `array` is defined; returns it.
VMAPC_API const Array &required(const Array &array, const char *op, const Loc &loc);
[[noreturn]] VMAPC_API void fail(std::string op, std::string required, std::string got,
                                 const Loc &loc);

/// Arrays with data (never inside a trace's values).
VMAPC_API bool hasData(const Array &array) noexcept;
/// The elements of `base` from element `offset` on as `shape`, sharing memory.
VMAPC_API Array view(const Array &base, const Shape &shape, std::int64_t offset);
/// Fresh memory; `data` receives where to write its elements before the array is shared.
VMAPC_API Array allocate(DType dtype, const Shape &shape, void *&data);
VMAPC_API const void *dataOf(const Array &array);

/// While one lives on this thread, operations report its line instead of theirs: set
/// at the entry of composed functions. The outermost wins.
class VMAPC_API Scope {
public:
  explicit Scope(const Loc &loc) noexcept;
  ~Scope();
  Scope(const Scope &) = delete;
  Scope &operator=(const Scope &) = delete;

private:
  bool outermost_;
};
/// The ambient line if there is one, else `loc`.
VMAPC_API Loc userLine(const Loc &loc) noexcept;

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
