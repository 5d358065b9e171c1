// Calls of transformed functions, seen by the runtime: a site (which callable), a
// signature, and a body that can be traced when there is no compiled code yet.

#ifndef VMAPC_DETAIL_CALL_H
#define VMAPC_DETAIL_CALL_H

#include "vmapc/detail/abi.h"
#include "vmapc/detail/trace.h"
#include "vmapc/detail/tree.h"

namespace vmapc {
inline namespace v0 {

/// What happened at one transformed function, or in the whole cache.
struct Stats {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  /// Misses whose program was not compiled yet.
  std::uint64_t compiles = 0;
  /// Compiled signatures that are kept, and the size of their code.
  std::size_t entries = 0;
  std::size_t codeBytes = 0;
  /// Why the latest misses happened, at most 16, latest last.
  std::vector<std::string> reasons;
};

namespace detail {

//===-- Sites -----------------------------------------------------------------===//

/// A callable, as far as the cache tells callables apart. Closures without captures,
/// function pointers and member pointers are told apart by type and value; anything else
/// by the object that the transformation was applied to (copies count as the same).
class Site;
using SitePtr = std::shared_ptr<const Site>;

template <class T> inline constexpr char typeTag = 0;

VMAPC_API SitePtr internSite(const void *tag, const void *bytes, std::size_t count);
VMAPC_API SitePtr uniqueSite();
/// The site of `kind` applied to the callable of `inner` with `options`.
VMAPC_API SitePtr derivedSite(const char *kind, const SitePtr &inner,
                              std::string_view options, const CompileOptions &compile = {},
                              std::string_view name = {});
VMAPC_API std::uint64_t idOf(const Site &site) noexcept;
VMAPC_API Stats statsOf(const Site &site);
VMAPC_API void clearSite(const Site &site);

template <class F> constexpr bool isTransformed = requires { typename F::TransformedTag; };

template <class F> SitePtr siteOf(const F &f) {
  if constexpr (isTransformed<F>)
    return f.site();
  else if constexpr (std::is_empty_v<F>)
    return internSite(&typeTag<F>, nullptr, 0);
  else if constexpr (std::is_pointer_v<F> || std::is_member_pointer_v<F>)
    return internSite(&typeTag<F>, &f, sizeof f);
  else
    return uniqueSite();
}

//===-- Running -----------------------------------------------------------------===//

/// What tracing a body gives.
struct TracedResult {
  std::vector<Array> leaves;
  std::vector<std::string> names;
  /// The result with null arrays.
  std::shared_ptr<const void> skeleton;
};

class VMAPC_API CallBody {
public:
  virtual std::vector<std::string> inputNames() const = 0;
  /// Runs the body on values of the open trace, one per array of the signature.
  virtual TracedResult trace(std::span<const Array> leaves) const = 0;
  /// What the IR calls the function.
  virtual std::string name() const = 0;
  /// Whether weak results stay weak (operations) or get their dtype (functions).
  virtual bool keepsWeak() const { return false; }

protected:
  ~CallBody() = default;
};

/// Arrays that a call returns.
class Results {
public:
  Results() = default;
  void resize(std::size_t n) {
    count_ = n;
    if (n > inlineCount)
      more_.resize(n);
  }
  Array &operator[](std::size_t k) { return data()[k]; }
  std::span<Array> span() { return {data(), count_}; }
  std::shared_ptr<const void> skeleton;

private:
  static constexpr std::size_t inlineCount = 4;
  Array *data() { return count_ > inlineCount ? more_.data() : few_; }
  std::size_t count_ = 0;
  Array few_[inlineCount];
  std::vector<Array> more_;
};

/// The results of compiled code, which is made when there is none for this signature.
VMAPC_API void runCompiled(const Site &site, Signature &signature, const CallBody &body,
                           const Loc &loc, Results &results);
/// The same into arrays that are there: `outs` in order of the results.
VMAPC_API void runInto(const Site &site, Signature &signature, const CallBody &body,
                       std::span<const Array *const> outs, const Loc &loc);
/// Compiles without running.
VMAPC_API void compileOnly(const Site &site, Signature &signature, const CallBody &body,
                           const Loc &loc);
/// Traces without compiling; outs are arrays without data.
VMAPC_API void traceShapes(Signature &signature, const CallBody &body, const Loc &loc,
                           Results &results);
VMAPC_API std::shared_ptr<Program> traceProgram(Signature &signature, const CallBody &body,
                                                const Loc &loc, std::vector<Array> &hidden);

/// The given name, else "params" for struct Params, "arg2" for other types; the paths of
/// all arrays follow.
VMAPC_API std::vector<std::string> namesOfArguments(std::span<const TreeDef> arguments,
                                                    std::span<const char *const> types,
                                                    std::span<const std::string> given = {});
VMAPC_API std::vector<std::string> namesOfResult(const TreeDef &result);
/// An array without data.
VMAPC_API Array shapeOf(DType dtype, const Shape &shape);

} // namespace detail
} // namespace v0
} // namespace vmapc

#endif
