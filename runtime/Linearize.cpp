// Linearization requests and what is done with their maps.

#include "runtime/TraceState.h"

#include "vmapc/detail/linear.h"

#include <mutex>

namespace vmapc {
inline namespace v0 {
namespace detail {

struct LinearCode {
  std::shared_ptr<Program> forward;
  std::size_t residuals = 0;
  /// One site per direction: residuals are arguments, so all maps share compiled code.
  SitePtr sites[2] = {uniqueSite(), uniqueSite()};

  const std::shared_ptr<Program> &program(bool transpose) {
    if (!transpose)
      return forward;
    std::lock_guard lock(mutex_);
    if (!transposed_)
      transposed_ = forward->transpose(residuals);
    return transposed_;
  }

private:
  std::mutex mutex_;
  std::shared_ptr<Program> transposed_;
};

namespace {

std::string namesOf(const DiffCall &call, std::span<const int> selected) {
  std::vector<std::string> names = namesOfArguments(call.arguments, call.types);
  std::string text;
  for (int k : selected) {
    text += (text.empty() ? "" : ", ") + std::string("argument ") + std::to_string(k);
    for (std::size_t i = call.offsets[std::size_t(k)]; i < call.offsets[std::size_t(k) + 1]; ++i)
      text += ' ' + names[i] + ' ' + describe(call.leaves[i]);
  }
  return text;
}

/// A cotangent or tangent as the map wants it.
Array fitted(const Array &given, const Aval &wanted, const char *op, const char *what,
             std::size_t k, const Loc &loc) {
  if (!given.defined())
    return filled(wanted, 0, loc);
  const Aval &aval = avalOf(given);
  bool dtypeFits = aval.dtype == wanted.dtype || isWeak(given);
  if (aval.shape != wanted.shape || !dtypeFits)
    fail(op, describe(wanted) + " as " + what + " " + std::to_string(k), describe(given), loc);
  return converted(given, wanted.dtype, loc);
}

void addActive(LinearSide &side, const Array &a) {
  if (a.defined() && isInexact(avalOf(a).dtype)) {
    side.active.push_back(side.count);
    side.avals.push_back(avalOf(a));
    side.weak.push_back(isWeak(a));
  }
  ++side.count;
}

std::vector<std::int64_t> upTo(std::size_t n) {
  std::vector<std::int64_t> v(n);
  for (std::size_t k = 0; k < n; ++k)
    v[k] = std::int64_t(k);
  return v;
}

} // namespace

Differentiated traceLinearize(const DiffCall &call) {
  rt::TraceState &state = rt::currentTrace(call.op, call.loc);
  std::vector<std::string> names = namesOfArguments(call.arguments, call.types);
  Differentiated d;
  d.map = std::make_shared<LinearMap>();
  LinearMap &map = *d.map;

  rt::Frame frame(state, call.op, call.loc);
  std::vector<Array> inner(call.leaves.begin(), call.leaves.end()), operands;
  for (int selected : call.selected) {
    std::size_t before = map.in.active.size();
    for (std::size_t k = call.offsets[std::size_t(selected)];
         k < call.offsets[std::size_t(selected) + 1]; ++k) {
      std::size_t active = map.in.active.size();
      addActive(map.in, call.leaves[k]);
      if (map.in.active.size() == active)
        continue;
      operands.push_back(call.leaves[k]);
      inner[k] = frame.argument(map.in.avals.back(), map.in.weak.back(), names[k], call.loc);
    }
    // jvp and vjp may have arguments without derivatives; a gradient may not.
    if (call.scalar && map.in.active.size() == before)
      fail(call.op, "a float array in argument " + std::to_string(selected),
           namesOf(call, {&selected, 1}) + " without one", call.loc);
  }
  if (map.in.active.empty())
    fail(call.op, "a float array among the arguments",
         call.leaves.empty() ? "no arrays" : namesOf(call, call.selected), call.loc);

  d.results = call.body(inner);
  std::size_t liveCount = call.liveCount();
  std::vector<Array> present;
  std::vector<std::int64_t> live;
  std::vector<std::string> resultNames;
  for (std::size_t k = 0; k < d.results.size(); ++k) {
    Array &r = d.results[k];
    if (r.defined())
      r = settled(r, call.loc);
    if (k < liveCount) {
      std::size_t active = map.out.active.size();
      addActive(map.out, r);
      if (map.out.active.size() > active)
        live.push_back(std::int64_t(present.size()));
    }
    if (!r.defined())
      continue;
    present.push_back(r);
    resultNames.push_back("result" + std::to_string(k));
  }
  if (call.scalar) {
    const Array &loss = d.results.front();
    if (!loss.defined() || !isFloat(avalOf(loss).dtype) || !avalOf(loss).shape.empty())
      fail(call.op, "a function whose result is a float scalar (vm::sum or vm::mean makes one)",
           describe(loss), call.loc);
  }
  if (live.empty())
    fail(call.op, "a function with a float result", "none", call.loc);
  FrameRef function = frame.close(present, resultNames, call.op, call.loc);

  std::vector<ValueRef> refs;
  for (const Array &a : operands)
    refs.push_back(state.resolve(a, call.op, call.loc));
  Attr attrs[] = {{"wrt", upTo(refs.size())}, {"live", live}};
  Loc line = userLine(call.loc);
  std::vector<TracedValue> values =
      state.trace->emitCall("linearize", function, refs, attrs, line);
  std::size_t next = 0;
  for (Array &r : d.results)
    if (r.defined())
      r = state.wrap(values[next++], line);
  map.map = state.wrap({values[next].ref, Aval{}}, line);
  return d;
}

std::vector<Array> applyLinear(const LinearMap &map, bool transpose,
                               std::span<const Array> values, const char *op,
                               const Loc &loc) {
  rt::TraceState &state = rt::currentTrace(op, loc);
  const LinearSide &from = transpose ? map.out : map.in;
  const LinearSide &to = transpose ? map.in : map.out;
  if (values.size() != from.count)
    fail(op, "a tree of " + std::to_string(from.count) + " arrays",
         "one of " + std::to_string(values.size()), loc);
  Loc line = userLine(loc);
  std::vector<ValueRef> refs;
  std::vector<Array> held;
  auto add = [&](const Array &a) {
    refs.push_back(state.resolve(a, op, loc));
    held.push_back(a);
  };
  bool recorded = map.map.defined();
  if (!recorded)
    for (const Array &r : map.residuals)
      add(r);
  for (std::size_t k = 0; k < from.active.size(); ++k)
    add(fitted(values[from.active[k]], from.avals[k], op,
               transpose ? "cotangent" : "tangent", from.active[k], loc));
  std::vector<TracedValue> results;
  if (recorded) {
    results = state.trace->applyLinear(transpose ? "apply_transpose" : "apply",
                                       state.resolve(map.map, op, loc), refs, line);
  } else {
    FrameRef function = state.import(map.code->program(transpose), line);
    results = state.trace->emitCall("call", function, refs, {}, line);
  }
  std::vector<Array> out(to.count);
  for (std::size_t k = 0; k < to.active.size(); ++k)
    out[to.active[k]] = state.wrap(results[k], line, to.weak[k] && to.avals[k].dtype == detail::widestOf(to.avals[k].dtype));
  return out;
}

std::vector<Array> gradientOf(const LinearMap &map, const Loc &loc) {
  Array one = filled(map.out.avals.front(), 1, loc);
  return applyLinear(map, true, {&one, 1}, "grad", loc);
}

const std::vector<Array> &residualsOf(LinearMap &map, const Loc &loc) {
  if (!map.map.defined())
    return map.residuals;
  rt::TraceState &state = rt::currentTrace("pullback", loc);
  ValueRef ref = state.resolve(map.map, "pullback", loc);
  // Taken out already, in a frame that is still open?
  if (map.code && std::find(state.frames.begin(), state.frames.end(), map.frame) !=
                      state.frames.end())
    return map.residuals;
  Loc line = userLine(loc);
  Trace::Split split = state.trace->split(ref, line);
  map.code = std::make_shared<LinearCode>();
  map.code->forward = split.linear;
  map.code->residuals = split.residuals.size();
  map.residuals.clear();
  for (const TracedValue &r : split.residuals)
    map.residuals.push_back(state.wrap(r, line));
  map.frame = state.frames.back();
  return map.residuals;
}

LinearMapPtr withResiduals(const LinearMap &map, std::vector<Array> residuals) {
  auto fresh = std::make_shared<LinearMap>();
  fresh->in = map.in;
  fresh->out = map.out;
  fresh->code = map.code;
  fresh->residuals = std::move(residuals);
  return fresh;
}

const SitePtr &siteOfMap(const LinearMap &map, bool transpose) {
  static const SitePtr recorded = uniqueSite();
  return map.code ? map.code->sites[transpose] : recorded;
}

//===-- Jacobians -------------------------------------------------------------------===//

namespace {

/// The unit vectors of an array: [n, shape...].
Array basisOf(const Aval &aval, const Loc &loc) {
  std::int64_t n = elementCount(aval.shape);
  Aval square{i32, {n, n}}, truth{b1, {n, n}};
  Attr rowAttr[] = {{"dimension", std::int64_t(0)}};
  Attr columnAttr[] = {{"dimension", std::int64_t(1)}};
  Array sides[] = {emit1("iota", {}, rowAttr, loc, {&square, 1}),
                   emit1("iota", {}, columnAttr, loc, {&square, 1})};
  Attr equal[] = {{"direction", std::string("eq")}};
  Array same = emit1("compare", sides, equal, loc);
  Array eye = converted(same, aval.dtype, loc);
  Aval rows{aval.dtype, aval.shape};
  rows.shape.insert(rows.shape.begin(), n);
  return emit1("reshape", {&eye, 1}, {}, loc, {&rows, 1});
}

} // namespace

bool reverseIsSmaller(const LinearMap &map) {
  auto total = [](const LinearSide &side) {
    std::int64_t n = 0;
    for (const Aval &a : side.avals)
      n += elementCount(a.shape);
    return n;
  };
  return total(map.out) <= total(map.in);
}

std::vector<Array> jacobianOf(const LinearMap &map, bool reverse, std::int64_t chunk,
                              const Loc &loc) {
  const char *op = reverse ? "jacrev" : "jacfwd";
  rt::TraceState &state = rt::currentTrace(op, loc);
  const LinearSide &rows = reverse ? map.out : map.in;
  const LinearSide &columns = reverse ? map.in : map.out;
  std::vector<Array> blocks(map.in.count * map.out.count);
  Loc line = userLine(loc);
  for (std::size_t r = 0; r < rows.active.size(); ++r) {
    Array basis = basisOf(rows.avals[r], loc);
    std::int64_t n = avalOf(basis).shape.front();
    std::vector<Array> lanes;
    std::vector<std::int64_t> outAxes;
    std::vector<std::string> names;
    rt::Frame frame(state, op, loc);
    std::vector<Array> unit(rows.count);
    unit[rows.active[r]] = frame.argument(rows.avals[r], false, "unit", loc);
    std::vector<Array> row = applyLinear(map, reverse, unit, op, loc);
    for (std::size_t c = 0; c < columns.active.size(); ++c) {
      lanes.push_back(row[columns.active[c]]);
      outAxes.push_back(reverse ? 0 : std::int64_t(columns.avals[c].shape.size()));
      names.push_back("block" + std::to_string(c));
    }
    FrameRef function = frame.close(lanes, names, op, loc);
    ValueRef operand = state.resolve(basis, op, loc);
    Attr attrs[] = {{"in_axes", std::vector<std::int64_t>{0}},
                    {"out_axes", outAxes},
                    {"size", n},
                    {"chunk", chunk}};
    std::vector<TracedValue> values =
        state.trace->emitCall("vmap", function, {&operand, 1}, attrs, line);
    for (std::size_t c = 0; c < columns.active.size(); ++c) {
      const Aval &out = reverse ? rows.avals[r] : columns.avals[c];
      const Aval &in = reverse ? columns.avals[c] : rows.avals[r];
      Aval whole{out.dtype, out.shape};
      whole.dtype = values[c].aval.dtype;
      whole.shape.insert(whole.shape.end(), in.shape.begin(), in.shape.end());
      Array block = state.wrap(values[c], line);
      block = emit1("reshape", {&block, 1}, {}, loc, {&whole, 1});
      std::size_t o = reverse ? rows.active[r] : columns.active[c];
      std::size_t i = reverse ? columns.active[c] : rows.active[r];
      // A weak number in the argument has the derivative's settled dtype.
      bool weak = reverse ? map.in.weak[c] : map.in.weak[r];
      blocks[o * map.in.count + i] =
          weak ? converted(block, out.dtype, loc) : block;
    }
  }
  return blocks;
}

} // namespace detail
} // namespace v0
} // namespace vmapc
