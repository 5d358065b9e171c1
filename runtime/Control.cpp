// Branches and loops: regions, and carries whose dtype is found by tracing the body.

#include "runtime/TraceState.h"
#include "runtime/Cache.h"

#include "vmapc/control.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

namespace {

using Refs = std::vector<ValueRef>;

Refs refsOf(rt::TraceState &state, std::span<const Array> arrays, const char *op,
            const Loc &loc) {
  Refs refs;
  for (const Array &a : arrays)
    refs.push_back(state.resolve(a, op, loc));
  return refs;
}

std::string indexed(const char *what, std::size_t k) {
  return std::string(what) + " " + std::to_string(k);
}

void checkScalar(const Array &a, bool boolean, const char *op, const char *what,
                 const Loc &loc) {
  required(a, op, loc);
  DType t = avalOf(a).dtype;
  bool fits = boolean ? t == b1 : t == b1 || isInteger(t);
  if (!avalOf(a).shape.empty() || !fits)
    fail(op, std::string(what) + (boolean ? " of type b1[]" : " of an integer type, rank 0"),
         describe(a), loc);
}

} // namespace

//===-- Branches ----------------------------------------------------------------------===//

std::vector<Array> traceBranches(const BranchCall &call) {
  rt::TraceState &state = rt::currentTrace(call.op, call.loc);
  bool two = std::string_view(call.op) == "cond";
  checkScalar(call.selector, two, call.op, two ? "a predicate" : "an index", call.loc);
  Array selector = call.selector;
  if (!two) {
    // Clamped here too, so that a wide index does not wrap on its way to i32.
    selector = converted(selector, i64, call.loc);
    std::int64_t low = 0, high = std::int64_t(call.count) - 1;
    Array clamp[] = {literal({i64, {}}, &low, call.loc), selector,
                     literal({i64, {}}, &high, call.loc)};
    selector = converted(emit1("clamp", clamp, {}, call.loc), i32, call.loc);
  }

  struct Branch {
    BodyResult result;
    std::vector<bool> weak;
    FrameRef region;
  };
  std::vector<Branch> branches(call.count);
  std::vector<std::optional<Aval>> agreed; // by the strong results
  auto trace = [&](std::size_t k) {
    Branch &b = branches[k];
    rt::Frame frame(state, nullptr, call.loc);
    b.result = call.branch(k);
    std::vector<Array> &leaves = b.result.leaves;
    if (k > 0 && (leaves.size() != branches[0].result.leaves.size() ||
                  b.result.words != branches[0].result.words))
      fail(call.op, "branches whose results have one structure and equal static values",
           indexed("branch", k) + " that differs from branch 0", call.loc);
    agreed.resize(leaves.size());
    b.weak.assign(leaves.size(), false);
    std::vector<Array> present;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      Array &r = leaves[i];
      if (r.defined() != branches[0].result.leaves[i].defined())
        fail(call.op, "a null array in both branches or in none", indexed("result", i),
             call.loc);
      if (!r.defined())
        continue;
      b.weak[i] = isWeak(r);
      if (b.weak[i])
        r = converted(r, agreed[i] ? agreed[i]->dtype : r.dtype(), call.loc);
      else if (!agreed[i])
        agreed[i] = avalOf(r);
      if (agreed[i] && avalOf(r) != *agreed[i])
        fail(call.op, describe(*agreed[i]) + " as " + indexed("result", i) + " of every branch",
             describe(r) + " from " + indexed("branch", k), call.loc);
      present.push_back(r);
    }
    std::vector<std::string> names(present.size());
    b.region = frame.close(present, names, call.op, call.loc);
  };
  for (std::size_t k = 0; k < call.count; ++k)
    trace(k);
  // A number met an array of another dtype later: once more, as that dtype.
  for (std::size_t k = 0; k < call.count; ++k)
    for (std::size_t i = 0; i < agreed.size(); ++i)
      if (branches[k].weak[i] && agreed[i] &&
          avalOf(branches[k].result.leaves[i]).dtype != agreed[i]->dtype) {
        trace(k);
        break;
      }

  std::vector<FrameRef> regions;
  for (const Branch &b : branches)
    regions.push_back(b.region);
  std::vector<Refs> groups{refsOf(state, {&selector, 1}, call.op, call.loc)};
  Loc line = userLine(call.loc);
  std::vector<TracedValue> values =
      state.trace->emitControl("cond", groups, regions, {}, line);
  std::vector<Array> results;
  std::size_t next = 0;
  for (const Array &r : branches.back().result.leaves)
    results.push_back(r.defined() ? state.wrap(values[next++], line) : Array());
  return results;
}

//===-- Loops -------------------------------------------------------------------------===//

namespace {

/// The carries of a loop as its body sees them. A weak initial value takes the dtype
/// that the body gives, which is known after the body was traced: then once more.
class Carries {
public:
  Carries(const LoopCall &call) : call_(call) {
    for (const Array &a : call.carries) {
      required(a, call.op, call.loc);
      avals_.push_back(avalOf(a));
      weak_.push_back(isWeak(a));
    }
  }
  std::size_t size() const { return avals_.size(); }
  bool weak(std::size_t k) const { return weak_[k]; }

  std::vector<Array> arguments(rt::Frame &frame) const {
    std::vector<Array> out;
    for (std::size_t k = 0; k < size(); ++k)
      out.push_back(frame.argument(avals_[k], weak_[k], call_.paths[k], call_.loc));
    return out;
  }
  std::vector<Array> initial() const {
    std::vector<Array> out;
    for (std::size_t k = 0; k < size(); ++k)
      out.push_back(withWeak(converted(call_.carries[k], avals_[k].dtype, call_.loc), weak_[k]));
    return out;
  }
  /// Makes `next` what the loop can carry; false when the body must be traced again.
  bool settle(std::span<Array> next) {
    bool settled = true;
    for (std::size_t k = 0; k < size(); ++k) {
      Array &n = next[k];
      if (!n.defined())
        fail(call_.op, describe(avals_[k]) + " as next " + call_.paths[k], "a null array",
             call_.loc);
      if (isWeak(n) && !weak_[k] && avalOf(n).shape == avals_[k].shape)
        n = converted(n, avals_[k].dtype, call_.loc);
      if (avalOf(n) == avals_[k] && isWeak(n) == weak_[k])
        continue;
      if (weak_[k] && avalOf(n).shape.empty() &&
          (!isWeak(n) || avalOf(n).dtype != avals_[k].dtype)) {
        // An integer that becomes a float, or a number that becomes an array's dtype.
        avals_[k] = avalOf(n);
        weak_[k] = isWeak(n);
        settled = false;
        continue;
      }
      fail(call_.op,
           "the body to keep the shape and dtype of " + call_.paths[k] + ", " +
               describe(call_.carries[k]),
           describe(n), call_.loc);
    }
    return settled;
  }

private:
  const LoopCall &call_;
  std::vector<Aval> avals_;
  std::vector<bool> weak_;
};

void checkStructure(const LoopCall &call, const BodyResult &r, std::size_t carries) {
  if (r.leaves.size() < carries)
    fail(call.op, "a body that keeps the structure of the carry (" +
                      std::to_string(carries) + " arrays)",
         std::to_string(r.leaves.size()), call.loc);
}

constexpr int maxRounds = 4;

} // namespace

std::vector<Array> traceScan(const LoopCall &call) {
  rt::TraceState &state = rt::currentTrace(call.op, call.loc);
  // The number of steps.
  std::size_t axis = std::size_t(call.axis);
  std::optional<std::int64_t> length = call.length;
  for (std::size_t k = 0; k < call.xs.size(); ++k) {
    const Aval &x = avalOf(required(call.xs[k], call.op, call.loc));
    if (x.shape.size() <= axis)
      fail(call.op, "an axis to walk along in " + call.xPaths[k], describe(call.xs[k]),
           call.loc);
    if (length && *length != x.shape[axis])
      fail(call.op, call.xPaths[k] + " with " + std::to_string(*length) + " slices",
           describe(call.xs[k]), call.loc);
    length = x.shape[axis];
  }
  if (!length && !call.trip.defined())
    fail(call.op, "an array in xs, or length", "neither", call.loc);
  if (length && *length < 0)
    fail(call.op, "length of at least 0", std::to_string(*length), call.loc);

  Carries carries(call);
  for (int round = 0; round < maxRounds; ++round) {
    rt::Frame frame(state, nullptr, call.loc);
    Array index = frame.argument({i64, {}}, false, "index", call.loc);
    std::vector<Array> arguments = carries.arguments(frame), slices;
    for (std::size_t k = 0; k < call.xs.size(); ++k) {
      Aval slice = avalOf(call.xs[k]);
      slice.shape.erase(slice.shape.begin() + call.axis);
      slices.push_back(frame.argument(slice, false, call.xPaths[k], call.loc));
    }
    BodyResult r = call.body(index, arguments, slices);
    checkStructure(call, r, carries.size());
    if (!carries.settle(std::span(r.leaves).first(carries.size())))
      continue;
    std::vector<std::int64_t> ysAxes;
    for (std::size_t k = carries.size(); k < r.leaves.size(); ++k) {
      required(r.leaves[k], call.op, call.loc);
      r.leaves[k] = settled(r.leaves[k], call.loc);
      ysAxes.push_back(call.axis);
    }
    std::vector<std::string> names(r.leaves.size());
    FrameRef body = frame.close(r.leaves, names, call.op, call.loc);

    std::vector<Array> trip;
    if (!length)
      trip.push_back(call.trip);
    std::vector<Refs> groups{refsOf(state, trip, call.op, call.loc),
                             refsOf(state, carries.initial(), call.op, call.loc),
                             refsOf(state, call.xs, call.op, call.loc)};
    std::vector<Attr> attrs{{"length", length.value_or(-1)},
                            {"xs_axes", std::vector<std::int64_t>(call.xs.size(), call.axis)},
                            {"ys_axes", ysAxes}};
    if (call.reverse)
      attrs.push_back({"reverse", true});
    Loc line = userLine(call.loc);
    std::vector<TracedValue> values =
        state.trace->emitControl("scan", groups, {&body, 1}, attrs, line);
    std::vector<Array> results;
    for (std::size_t k = 0; k < values.size(); ++k)
      results.push_back(
          state.wrap(values[k], line, k < carries.size() && carries.weak(k)));
    return results;
  }
  fail(call.op, "a body that settles the dtypes of the carry", "dtypes that keep changing",
       call.loc);
}

std::vector<Array> traceWhile(const LoopCall &call,
                              FunctionRef<Array(std::span<const Array>)> condition) {
  rt::TraceState &state = rt::currentTrace(call.op, call.loc);
  Carries carries(call);
  for (int round = 0; round < maxRounds; ++round) {
    FrameRef regions[2];
    {
      rt::Frame frame(state, nullptr, call.loc);
      BodyResult r = call.body(Array(), carries.arguments(frame), {});
      checkStructure(call, r, carries.size());
      if (!carries.settle(r.leaves))
        continue;
      std::vector<std::string> names(r.leaves.size());
      regions[1] = frame.close(r.leaves, names, call.op, call.loc);
    }
    {
      rt::Frame frame(state, nullptr, call.loc);
      Array p = condition(carries.arguments(frame));
      checkScalar(p, true, call.op, "a condition", call.loc);
      std::string name;
      regions[0] = frame.close({&p, 1}, {&name, 1}, call.op, call.loc);
    }
    std::vector<Refs> groups{refsOf(state, carries.initial(), call.op, call.loc)};
    Loc line = userLine(call.loc);
    std::vector<TracedValue> values =
        state.trace->emitControl("while", groups, regions, {}, line);
    std::vector<Array> results;
    for (std::size_t k = 0; k < values.size(); ++k)
      results.push_back(state.wrap(values[k], line, carries.weak(k)));
    return results;
  }
  fail(call.op, "a body that settles the dtypes of the carry", "dtypes that keep changing",
       call.loc);
}

std::optional<std::int64_t> staticInteger(const Array &a, const char *op, const Loc &loc) {
  required(a, op, loc);
  checkScalar(a, false, op, "a bound", loc);
  const ArrayImpl &impl = *ArrayImpl::of(a);
  if (impl.kind != ArrayKind::data || !impl.weak)
    return std::nullopt;
  return *reinterpret_cast<const std::int64_t *>(impl.data);
}

Array tripOf(const Array &lo, const Array &hi, const Loc &loc) {
  Array bounds[] = {converted(hi, i64, loc), converted(lo, i64, loc)};
  Array n = emit1("sub", bounds, {}, loc);
  std::int64_t zero = 0;
  Array atLeast[] = {n, literal({i64, {}}, &zero, loc)};
  return emit1("max", atLeast, {}, loc);
}

Array loopIndex(const Array &index, const Array &lo, const Loc &loc) {
  Array zero = constantAs(lo, i64);
  if (zero.defined() && zero.item<std::int64_t>() == 0)
    return withWeak(index, true);
  Array sides[] = {index, converted(lo, i64, loc)};
  return withWeak(emit1("add", sides, {}, loc), true);
}

SitePtr jointSite(const char *kind, std::span<const SitePtr> sites) {
  std::string ids;
  for (const SitePtr &s : sites) {
    if (s->unique)
      return derivedSite(kind, s, "");
    ids.append(reinterpret_cast<const char *>(&s->id), sizeof s->id);
  }
  return derivedSite(kind, sites.front(), ids);
}

} // namespace detail
} // namespace v0
} // namespace vmapc
