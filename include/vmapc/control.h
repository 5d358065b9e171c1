// Branches and loops whose decisions are values of the program. Bodies may capture arrays
// of every enclosing function, loop or vmap, by [&] or [=]. Carries are trees; each of
// their arrays keeps its shape and dtype from step to step (a number as initial value
// takes the dtype that the body gives).

#ifndef VMAPC_CONTROL_H
#define VMAPC_CONTROL_H

#include "vmapc/detail/callable.h"
#include "vmapc/function.h"

namespace vmapc {
inline namespace v0 {

struct ScanOptions {
  /// From the last slice to the first; results stay where their slice was.
  bool reverse = false;
  /// The number of steps; needed when xs has no arrays, else checked.
  std::optional<std::int64_t> length = {};
};

namespace detail {

/// What a body returned: its arrays, and words for the structure and static values.
struct BodyResult {
  std::vector<Array> leaves;
  std::vector<std::uint64_t> words;
};
template <class T> BodyResult bodyResult(const T &t) {
  Signature s;
  flatten(t, s);
  BodyResult r;
  for (const Array *leaf : s.leaves())
    r.leaves.push_back(*leaf);
  r.words.assign(s.words().begin(), s.words().end());
  return r;
}

struct BranchCall {
  const char *op;
  const Array &selector;
  /// Results of branch k.
  FunctionRef<BodyResult(std::size_t)> branch;
  std::size_t count;
  const Loc &loc;
};
VMAPC_API std::vector<Array> traceBranches(const BranchCall &call);

struct LoopCall {
  const char *op;
  std::span<const Array> carries;
  std::span<const std::string> paths;
  std::span<const Array> xs;
  std::span<const std::string> xPaths;
  std::optional<std::int64_t> length;
  /// The number of steps as a value, when length is nothing.
  Array trip;
  bool reverse = false;
  /// The axis of xs that is walked along, and along which outputs are stacked.
  std::int64_t axis = 0;
  /// (index, carries, slices) -> next carries, then outputs.
  FunctionRef<BodyResult(const Array &, std::span<const Array>, std::span<const Array>)> body;
  const Loc &loc;
};
/// Final carries, then stacked outputs.
VMAPC_API std::vector<Array> traceScan(const LoopCall &call);
/// `condition` gives the predicate.
VMAPC_API std::vector<Array>
traceWhile(const LoopCall &call, FunctionRef<Array(std::span<const Array>)> condition);
/// max(hi - lo, 0) as i64, and index + lo as a weak integer.
VMAPC_API Array tripOf(const Array &lo, const Array &hi, const Loc &loc);
VMAPC_API Array loopIndex(const Array &index, const Array &lo, const Loc &loc);
/// The value of an integer that is part of the program (a C++ int); nothing for arrays.
VMAPC_API std::optional<std::int64_t> staticInteger(const Array &a, const char *op,
                                                    const Loc &loc);
VMAPC_API SitePtr jointSite(const char *kind, std::span<const SitePtr> sites);

/// A number as initial value is an array.
template <class T>
using Carry = std::conditional_t<std::is_arithmetic_v<T>, Array, Plain<T>>;

template <class T> T treeWith(const T &like, std::span<const Array> leaves) {
  LeafReader in(leaves);
  return rebuild(like, in);
}

template <class Record> struct Recorded {
  using TransformedTag = void;
  const Record &record;
  template <class... A> auto inTrace(const Loc &, const A &...args) const {
    return record(args...);
  }
};

/// Runs `record` now when a trace is open, else compiled as a whole.
template <class Record, class... A>
auto recordOrRun(const char *name, const Record &record, const SitePtr &site,
                 const Loc &loc, const A &...args) {
  if (tracing())
    return record(args...);
  return callCompiled(Recorded<Record>{record}, *site, std::string(name), loc, args...);
}

} // namespace detail

/// onTrue(args...) if p holds, else onFalse(args...). Both return one type with equal shapes.
/// p is a rank-0 bool. Under vmap each example takes its own side; the other side of an
/// example has no effect, not even on gradients.
template <class T, class E, class... A>
auto cond(const Operand &p, const T &onTrue, const E &onFalse, const A &...args) {
  const detail::Loc &loc = p.loc;
  auto record = [&](const Array &selector, const auto &...a) {
    using R = detail::InnerResult<T, std::decay_t<decltype(a)>...>;
    static_assert(std::is_same_v<R, detail::InnerResult<E, std::decay_t<decltype(a)>...>>,
                  "vmapc: both branches of cond must return the same type");
    std::optional<R> like;
    auto branch = [&](std::size_t k) {
      R r = k ? R(detail::callInner(onTrue, loc, a...))
              : R(detail::callInner(onFalse, loc, a...));
      detail::BodyResult result = detail::bodyResult(r);
      like.emplace(std::move(r));
      return result;
    };
    std::vector<Array> results = detail::traceBranches({"cond", selector, branch, 2, loc});
    return detail::treeWith(*like, results);
  };
  const detail::SitePtr sites[] = {detail::siteOf(onTrue), detail::siteOf(onFalse)};
  return detail::recordOrRun("cond", record, detail::jointSite("cond", sites), loc, p.array,
                             static_cast<const detail::Plain<A> &>(
                                 detail::lift<detail::Plain<A>>(args))...);
}

/// branches[i](args...), i clamped to the branches there are.
template <class F, class... A>
auto switch_(const Operand &i, const std::vector<F> &branches, const A &...args) {
  const detail::Loc &loc = i.loc;
  if (branches.empty())
    detail::fail("switch_", "at least one branch", "none", loc);
  auto record = [&](const Array &selector, const auto &...a) {
    using R = detail::InnerResult<F, std::decay_t<decltype(a)>...>;
    std::optional<R> like;
    auto branch = [&](std::size_t k) {
      R r = detail::callInner(branches[k], loc, a...);
      detail::BodyResult result = detail::bodyResult(r);
      like.emplace(std::move(r));
      return result;
    };
    std::vector<Array> results =
        detail::traceBranches({"switch_", selector, branch, branches.size(), loc});
    return detail::treeWith(*like, results);
  };
  std::vector<detail::SitePtr> sites;
  for (const F &f : branches)
    sites.push_back(detail::siteOf(f));
  return detail::recordOrRun("switch_", record, detail::jointSite("switch_", sites), loc,
                             i.array,
                             static_cast<const detail::Plain<A> &>(
                                 detail::lift<detail::Plain<A>>(args))...);
}

/// Applies body to the carry while condition(carry), a rank-0 bool, holds.
template <class S, class C, class B>
auto while_loop(const S &init, const C &condition, const B &body,
                detail::Loc loc = detail::Loc::current()) {
  using T = detail::Carry<S>;
  auto record = [&](const T &start) {
    static_assert(std::is_convertible_v<detail::InnerResult<B, T>, T>,
                  "vmapc: the body of while_loop must return the carry's type");
    auto step = [&](const Array &, std::span<const Array> carries, std::span<const Array>) {
      return detail::bodyResult(
          T(detail::callInner(body, loc, detail::treeWith(start, carries))));
    };
    auto test = [&](std::span<const Array> carries) {
      return Array(detail::callInner(condition, loc, detail::treeWith(start, carries)));
    };
    std::vector<Array> leaves = detail::leavesOf(start);
    std::vector<std::string> paths =
        detail::paths(detail::describeTree(start, ""), "carry");
    std::vector<Array> results = detail::traceWhile(
        {"while_loop", leaves, paths, {}, {}, std::nullopt, Array(), false, 0, step, loc}, test);
    return detail::treeWith(start, results);
  };
  const detail::SitePtr sites[] = {detail::siteOf(condition), detail::siteOf(body)};
  return detail::recordOrRun("while_loop", record, detail::jointSite("while_loop", sites), loc,
                             static_cast<const T &>(detail::lift<T>(init)));
}

/// carry = body(i, carry) for i = lo .. hi - 1. The bounds are C++ integers, which become part
/// of the program, or rank-0 integer arrays, which may be traced.
template <class S, class B>
auto fori_loop(const Operand &lo, const Operand &hi, const S &init, const B &body) {
  const detail::Loc &loc = lo.loc;
  using T = detail::Carry<S>;
  std::optional<std::int64_t> first = detail::staticInteger(lo.array, "fori_loop", loc);
  std::optional<std::int64_t> last = detail::staticInteger(hi.array, "fori_loop", loc);
  auto record = [&](const std::optional<std::int64_t> &, const std::optional<std::int64_t> &,
                    const Array &loArray, const Array &hiArray, const T &start) {
    Array from = first ? Array(*first) : loArray, to = last ? Array(*last) : hiArray;
    static_assert(std::is_convertible_v<detail::InnerResult<B, Array, T>, T>,
                  "vmapc: the body of fori_loop must return the carry's type");
    auto step = [&](const Array &index, std::span<const Array> carries,
                    std::span<const Array>) {
      return detail::bodyResult(
          T(detail::callInner(body, loc, detail::loopIndex(index, from, loc),
                              detail::treeWith(start, carries))));
    };
    std::vector<Array> leaves = detail::leavesOf(start);
    std::vector<std::string> paths =
        detail::paths(detail::describeTree(start, ""), "carry");
    std::optional<std::int64_t> length;
    Array trip;
    if (first && last)
      length = *last > *first ? *last - *first : 0;
    else
      trip = detail::tripOf(from, to, loc);
    std::vector<Array> results = detail::traceScan(
        {"fori_loop", leaves, paths, {}, {}, length, trip, false, 0, step, loc});
    return detail::treeWith(start, results);
  };
  const detail::SitePtr sites[] = {detail::siteOf(body)};
  // Static bounds are in the signature by value; as arrays they are constants.
  return detail::recordOrRun("fori_loop", record, detail::jointSite("fori_loop", sites), loc,
                             first, last, first ? Array() : lo.array,
                             last ? Array() : hi.array,
                             static_cast<const T &>(detail::lift<T>(init)));
}

/// {final carry, stacked outputs} of pair{carry, output} = body(carry, x) over the slices x of
/// xs along axis 0.
template <class S, class X, class B>
auto scan(const S &init, const X &xs, const B &body, ScanOptions options = {},
          detail::Loc loc = detail::Loc::current()) {
  using T = detail::Carry<S>;
  auto record = [&](bool, const std::optional<std::int64_t> &, const T &start,
                    const X &inputs) {
    using R = detail::InnerResult<B, T, X>;
    static_assert(detail::IsOf<R, std::pair>::value,
                  "vmapc: the body of scan must return std::pair{carry, output}");
    static_assert(std::is_same_v<typename R::first_type, T>,
                  "vmapc: the body of scan must return the carry's type first");
    using Y = typename R::second_type;
    std::optional<Y> like;
    auto step = [&](const Array &, std::span<const Array> carries,
                    std::span<const Array> slices) {
      R r = detail::callInner(body, loc, detail::treeWith(start, carries),
                              detail::treeWith(inputs, slices));
      detail::BodyResult result = detail::bodyResult(r);
      like.emplace(std::move(r.second));
      return result;
    };
    std::vector<Array> leaves = detail::leavesOf(start), slices = detail::leavesOf(inputs);
    std::vector<std::string> paths =
        detail::paths(detail::describeTree(start, ""), "carry");
    std::vector<std::string> xPaths = detail::paths(detail::describeTree(inputs, ""), "xs");
    std::vector<Array> results =
        detail::traceScan({"scan", leaves, paths, slices, xPaths, options.length, Array(),
                           options.reverse, 0, step, loc});
    std::span<const Array> all(results);
    return std::pair<T, Y>(detail::treeWith(start, all.first(leaves.size())),
                           detail::treeWith(*like, all.subspan(leaves.size())));
  };
  const detail::SitePtr sites[] = {detail::siteOf(body)};
  return detail::recordOrRun("scan", record, detail::jointSite("scan", sites), loc,
                             options.reverse, options.length,
                             static_cast<const T &>(detail::lift<T>(init)), xs);
}

} // namespace v0
} // namespace vmapc

#endif
