// The vmap request: which axis each array has, checks of the sizes, and the function
// of one example.

#include "runtime/TraceState.h"

#include "vmapc/vmap.h"

#include <algorithm>

namespace vmapc {
inline namespace v0 {
namespace detail {

namespace {

constexpr std::int64_t shared = -1;

/// One array of an argument or result: its path and the axis that a prefix tree gives it.
struct AxisOf {
  std::string path;
  std::optional<int> axis; // nothing: not mapped
  /// The axis holds for all arguments alike, so that numbers may be shared.
  bool uniform = false;
};

std::string kidName(const TreeDef &def, const std::string &path) { return path + def.name; }

bool onlyUnmapped(const Axes &axes) {
  if (axes.kind == Axes::axis || axes.kind == Axes::unmapped)
    return axes.kind == Axes::unmapped;
  for (const Axes &k : axes.kids)
    if (!onlyUnmapped(k))
      return false;
  return true;
}

struct Resolver {
  const char *what; // "in_axes" or "out_axes"
  const Loc &loc;
  std::vector<AxisOf> result;

  void walk(const TreeDef &def, const Axes &axes, const std::string &path, bool uniform) {
    if (def.kind == TreeDef::fixed) {
      if (!uniform && !onlyUnmapped(axes))
        fail("vmap", std::string(what) + " none for " + path + ", which is static",
             axes.kind == Axes::axis ? "axis " + std::to_string(axes.value) : "a list", loc);
      return;
    }
    if (def.kind == TreeDef::array) {
      if (axes.kind == Axes::list || axes.kind == Axes::named)
        fail("vmap", std::string(what) + " for " + path + " an axis or none",
             "a list of " + std::to_string(axes.kids.size()), loc);
      AxisOf a{path, std::nullopt, uniform};
      if (axes.kind == Axes::axis)
        a.axis = axes.value;
      result.push_back(std::move(a));
      return;
    }
    if (axes.kind == Axes::named) {
      walkNamed(def, axes, path);
      return;
    }
    if (axes.kind == Axes::list && axes.kids.size() != def.kids.size())
      fail("vmap",
           std::string(what) + " for " + path + " an axis, none or a list of " +
               std::to_string(def.kids.size()),
           "a list of " + std::to_string(axes.kids.size()), loc);
    for (std::size_t k = 0; k < def.kids.size(); ++k)
      // An axis given for a whole tree skips the static members of it.
      walk(def.kids[k], axes.kind == Axes::list ? axes.kids[k] : axes,
           kidName(def.kids[k], path), uniform || axes.kind != Axes::list);
  }

  void walkNamed(const TreeDef &def, const Axes &axes, const std::string &path) {
    std::string members;
    for (const TreeDef &kid : def.kids)
      members += (members.empty() ? "" : ", ") +
                 (kid.name.starts_with('.') ? kid.name.substr(1) : kid.name);
    std::string required = std::string(what) + " for " + path + " of each of its members (" +
                           members + ") and no other";
    for (const std::string &name : axes.names)
      if (std::none_of(def.kids.begin(), def.kids.end(),
                       [&](const TreeDef &kid) { return kid.name == '.' + name; }))
        fail("vmap", required, "one for " + name, loc);
    for (const TreeDef &kid : def.kids) {
      auto it = std::find_if(axes.names.begin(), axes.names.end(),
                             [&](const std::string &name) { return kid.name == '.' + name; });
      if (it == axes.names.end())
        fail("vmap", required, "none for " + kid.name, loc);
      walk(kid, axes.kids[std::size_t(it - axes.names.begin())], kidName(kid, path), false);
    }
  }
};

std::vector<std::string> rootNames(const VmapCall &call) {
  std::vector<TreeDef> lone;
  for (std::size_t k = 0; k < call.arguments.size(); ++k) {
    TreeDef one;
    one.kind = TreeDef::array;
    lone.push_back(one);
  }
  return namesOfArguments(lone, call.types);
}

/// The size of the batch; an error that lists all mapped arguments when they disagree.
std::int64_t batchSize(const VmapCall &call, std::span<const AxisOf> axes) {
  std::optional<std::int64_t> size;
  bool agree = true;
  for (std::size_t k = 0; k < axes.size(); ++k) {
    if (!axes[k].axis)
      continue;
    std::int64_t extent = avalOf(call.leaves[k]).shape[std::size_t(*axes[k].axis)];
    agree = agree && (!size || *size == extent);
    size = extent;
  }
  if (!size && !call.options.axis_size)
    fail("vmap", "a mapped argument, or axis_size", "neither", call.loc);
  if (size && call.options.axis_size && *size != *call.options.axis_size)
    agree = false;
  if (!agree) {
    std::string list;
    for (std::size_t k = 0; k < axes.size(); ++k)
      if (axes[k].axis) {
        std::int64_t extent = avalOf(call.leaves[k]).shape[std::size_t(*axes[k].axis)];
        list += (list.empty() ? "" : "; ") + axes[k].path + " " +
                v0::describe(call.leaves[k].dtype(), call.leaves[k].shape()) + " axis " +
                std::to_string(*axes[k].axis) + " of size " + std::to_string(extent);
      }
    fail("vmap",
         call.options.axis_size
             ? "mapped arguments of size axis_size = " + std::to_string(*call.options.axis_size)
             : "mapped arguments of one size",
         list, call.loc);
  }
  std::int64_t n = size ? *size : *call.options.axis_size;
  if (n < 0)
    fail("vmap", "axis_size of at least 0", std::to_string(n), call.loc);
  return n;
}
} // namespace

std::string optionsKey(const VmapOptions &options) {
  std::string key;
  auto add = [&](auto &self, const Axes &a) -> void {
    key += char('a' + a.kind);
    key += std::to_string(a.value);
    for (const std::string &name : a.names)
      key += name + ',';
    for (const Axes &k : a.kids)
      self(self, k);
    key += ';';
  };
  add(add, options.in_axes);
  add(add, options.out_axes);
  key += std::to_string(options.axis_size.value_or(-1)) + ',' +
         std::to_string(options.chunk_size);
  return key;
}

std::vector<Array> traceVmap(const VmapCall &call) {
  rt::TraceState &state = rt::currentTrace("vmap", call.loc);
  const VmapOptions &options = call.options;
  if (options.chunk_size < 0)
    fail("vmap", "chunk_size of at least 0", std::to_string(options.chunk_size), call.loc);

  // Axes of the arguments.
  const Axes &in = options.in_axes;
  std::size_t count = call.arguments.size();
  if (in.kind == Axes::list && in.kids.size() != count)
    fail("vmap", "in_axes an axis, none or a list with one entry per argument (" +
                     std::to_string(count) + ")",
         "a list of " + std::to_string(in.kids.size()), call.loc);
  Resolver resolver{"in_axes", call.loc, {}};
  std::vector<std::string> roots = rootNames(call);
  for (std::size_t k = 0; k < count; ++k)
    resolver.walk(call.arguments[k], in.kind == Axes::list ? in.kids[k] : in, roots[k],
                  in.kind != Axes::list);
  std::vector<AxisOf> &axes = resolver.result;

  for (std::size_t k = 0; k < axes.size(); ++k) {
    if (!call.leaves[k].defined()) {
      axes[k].axis.reset();
      continue;
    }
    if (!axes[k].axis)
      continue;
    auto rank = int(avalOf(call.leaves[k]).shape.size());
    if (rank == 0 && axes[k].uniform && isWeak(call.leaves[k])) {
      axes[k].axis.reset(); // a number beside mapped arrays is shared
      continue;
    }
    int a = *axes[k].axis;
    if (a < -rank || a >= rank)
      fail("vmap", "an axis of " + axes[k].path + ", which is " + describe(call.leaves[k]),
           "in_axes " + std::to_string(a), call.loc);
    axes[k].axis = a < 0 ? a + rank : a;
  }
  std::int64_t size = batchSize(call, axes);

  // The function of one example. What is not mapped it captures.
  std::vector<Array> operands, inner(call.leaves.begin(), call.leaves.end());
  std::vector<std::int64_t> inAxes, outAxes;
  rt::Frame frame(state, "vmapped", call.loc);
  for (std::size_t k = 0; k < axes.size(); ++k) {
    if (!axes[k].axis)
      continue;
    Aval example = avalOf(call.leaves[k]);
    example.shape.erase(example.shape.begin() + *axes[k].axis);
    operands.push_back(call.leaves[k]);
    inAxes.push_back(*axes[k].axis);
    inner[k] = frame.argument(example, false, axes[k].path, call.loc);
  }
  std::vector<Array> results = call.body(inner);

  // Axes of the results.
  TreeDef resultDef = call.result();
  Resolver out{"out_axes", call.loc, {}};
  // At the top a list is per element of a tuple; for any other result it has one entry.
  const Axes &outAxesTree = options.out_axes;
  bool wrapped = outAxesTree.kind == Axes::list && outAxesTree.kids.size() == 1 &&
                 (resultDef.kind == TreeDef::array || resultDef.kids.size() != 1);
  out.walk(resultDef, wrapped ? outAxesTree.kids[0] : outAxesTree, "result",
           outAxesTree.kind != Axes::list);
  std::vector<Array> present;
  std::vector<std::string> names;
  for (std::size_t k = 0; k < results.size(); ++k) {
    if (!results[k].defined())
      continue;
    Array r = settled(results[k], call.loc);
    auto rank = int(avalOf(r).shape.size());
    std::int64_t axis = shared;
    if (out.result[k].axis) {
      int a = *out.result[k].axis;
      if (a < -rank - 1 || a > rank)
        fail("vmap", "out_axes for " + out.result[k].path + " within the " +
                         std::to_string(rank + 1) + " axes of the batched result",
             std::to_string(a), call.loc);
      axis = a < 0 ? a + rank + 1 : a;
    }
    outAxes.push_back(axis);
    present.push_back(r);
    names.push_back(out.result[k].path);
  }
  FrameRef function = frame.close(present, names, "vmap", call.loc);

  std::vector<ValueRef> refs;
  for (const Array &a : operands)
    refs.push_back(state.resolve(a, "vmap", call.loc));
  Attr attrs[] = {{"in_axes", inAxes},
                  {"out_axes", outAxes},
                  {"size", size},
                  {"chunk", options.chunk_size}};
  std::vector<TracedValue> values =
      state.trace->emitCall("vmap", function, refs, attrs, userLine(call.loc));
  std::size_t next = 0;
  for (Array &r : results)
    if (r.defined())
      r = state.wrap(values[next++], call.loc);
  return results;
}

} // namespace detail
} // namespace v0
} // namespace vmapc
