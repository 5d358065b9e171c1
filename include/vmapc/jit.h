// jit: a function compiled as a whole, once per signature.

#ifndef VMAPC_JIT_H
#define VMAPC_JIT_H

#include "vmapc/detail/callable.h"

namespace vmapc {
inline namespace v0 {

struct JitOptions {
  /// Reassociation and approximations that IEEE does not allow.
  bool fast_math = false;
  /// One order of summation for contractions, whatever their shape: a lane of a
  /// vmapped function then equals the unbatched call bit for bit.
  bool lane_exact = false;
  /// What dumps and errors call the function.
  std::string name = {};
};

namespace detail {
template <class F> class Jit : public Callable<Jit<F>> {
public:
  Jit(F f, const JitOptions &options, const Loc &made)
      : f_(std::move(f)), made_(made), name_(options.name.empty() ? "fn" : options.name),
        site_(derivedSite("jit", siteOf(f_), options.name,
                          {options.fast_math, options.lane_exact, 0}, options.name)) {}

  template <class... A> static constexpr bool accepts() {
    return detail::accepts<F, A...>();
  }
  template <class... A> auto inTrace(const Loc &loc, const A &...args) const {
    return std::decay_t<InnerResult<F, A...>>(callInner(f_, loc, args...));
  }
  const SitePtr &site() const { return site_; }
  const std::string &name() const { return name_; }

  /// Hits, misses, compiles and their reasons.
  Stats stats() const { return statsOf(*site_); }
  /// Forgets all compiled signatures.
  void clear() const { clearSite(*site_); }

  /// Compiles for arguments like these, which may be vm::Spec.
  template <class... A> void compile(const A &...args) const {
    const Loc &loc = made_;
    this->template withLifted<const A...>(
        [&](const auto &...lifted) {
          TracedCall<Jit, std::decay_t<decltype(lifted)>...> body(*this, loc, name_, lifted...);
          Signature s;
          startSignature(s, *site_, lifted...);
          compileOnly(*site_, s, body, loc);
        },
        args...);
  }
  /// Runs and writes into the arrays of `outs`, a tree of the result's type whose arrays
  /// have the result's shapes and dtypes. Other handles to those arrays see the change.
  /// After the first call nothing is allocated. An array of `outs` that overlaps an
  /// argument without being it is an error.
  template <class R, class... A> void call_into(R &outs, const A &...args) const {
    const Loc &loc = made_;
    this->template withLifted<const A...>(
        [&](const auto &...lifted) {
          using Wanted = InnerResult<Jit, std::decay_t<decltype(lifted)>...>;
          static_assert(std::is_same_v<Wanted, R>,
                        "vmapc: call_into takes a value of the result's type");
          TracedCall<Jit, std::decay_t<decltype(lifted)>...> body(*this, loc, name_, lifted...);
          Signature s, out;
          startSignature(s, *site_, lifted...);
          flatten(outs, out);
          runInto(*site_, s, body, out.leaves(), loc);
        },
        args...);
  }

private:
  F f_;
  Loc made_;
  std::string name_;
  SitePtr site_;
};
} // namespace detail

/// f, compiled. Arrays in arguments are traced; bools, integers, enums and strings are
/// part of the program; a float or double is traced where f takes an Array (or auto) and
/// part of the program where f takes a float or double.
///
/// What f captures by copy is safe. What it reads through references or globals is read
/// when it is traced; a later change is not seen (VMAPC_CHECK_CAPTURES=1 in the
/// environment traces again on every hit and reports it). For state that changes pass an
/// argument or capture a vm::Ref.
template <class F>
auto jit(F f, JitOptions options = {}, detail::Loc loc = detail::Loc::current()) {
  return detail::Jit<F>(std::move(f), options, loc);
}

/// While one lives on this thread, a call that would have to compile is an error.
class VMAPC_API NoCompile {
public:
  NoCompile();
  ~NoCompile();
  NoCompile(const NoCompile &) = delete;
  NoCompile &operator=(const NoCompile &) = delete;
};

/// The compiled code of the process.
class VMAPC_API Cache {
public:
  Stats stats() const;
  /// Above this size of code, signatures that have not been used lately are dropped.
  void set_max_bytes(std::size_t bytes);
  void clear();
};
VMAPC_API Cache &cache();

/// Freed memory that is kept for new arrays.
class VMAPC_API Pool {
public:
  std::size_t held_bytes() const;
  void set_max_bytes(std::size_t bytes);
  void trim();
};
VMAPC_API Pool &pool();

namespace detail {
/// The arrays of a vm::Ref, with what must not change for compiled code to hold.
class RefCell;
VMAPC_API std::shared_ptr<RefCell> newRefCell(std::vector<Array> leaves,
                                              std::shared_ptr<const void> skeleton,
                                              Signature &signature, const Loc &loc);
VMAPC_API void setRefCell(RefCell &cell, std::vector<Array> leaves,
                          std::shared_ptr<const void> skeleton, Signature &signature,
                          const Loc &loc);
/// In a trace, inputs that are read at each call; else the arrays.
VMAPC_API std::vector<Array> getRefCell(const std::shared_ptr<RefCell> &cell,
                                        std::shared_ptr<const void> &skeleton,
                                        const Loc &loc);
} // namespace detail

/// A tree that compiled functions read at each call: capture it by copy (copies share
/// the value). A value of other shapes or static parts is a new signature.
template <class T> class Ref {
public:
  explicit Ref(const T &value, detail::Loc loc = detail::Loc::current()) {
    detail::Signature s;
    detail::flatten(value, s);
    cell_ = detail::newRefCell(detail::leavesOf(value), skeleton(value, s), s, loc);
  }
  T get(detail::Loc loc = detail::Loc::current()) const {
    std::shared_ptr<const void> like;
    std::vector<Array> leaves = detail::getRefCell(cell_, like, loc);
    detail::LeafReader in(leaves);
    return detail::rebuild(*static_cast<const T *>(like.get()), in);
  }
  /// An error for a value of a trace.
  void set(const T &value, detail::Loc loc = detail::Loc::current()) const {
    detail::Signature s;
    detail::flatten(value, s);
    detail::setRefCell(*cell_, detail::leavesOf(value), skeleton(value, s), s, loc);
  }

private:
  static std::shared_ptr<const void> skeleton(const T &value, detail::Signature &s) {
    std::vector<Array> nulls(s.leafCount());
    detail::LeafReader in(nulls);
    return std::make_shared<const T>(detail::rebuild(value, in));
  }
  std::shared_ptr<detail::RefCell> cell_;
};

} // namespace v0
} // namespace vmapc

#endif
