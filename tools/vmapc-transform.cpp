// Transformations of a program from the command line: each wraps the program in a
// new function that calls it through the same requests that the C++ API traces.

#include "tools/vmapc.h"

#include "vmapc/detail/trace.h"
#include "vmapc/structure.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace vmapc::tool {

using namespace detail;

//===-- Text ----------------------------------------------------------------===//

std::vector<std::string> split(const std::string &text, char separator) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (;;) {
    std::size_t end = text.find(separator, start);
    parts.push_back(text.substr(start, end - start));
    if (end == std::string::npos)
      return parts;
    start = end + 1;
  }
}

static std::optional<std::int64_t> integer(const std::string &text) {
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

std::vector<Transformation> takeTransformations(std::vector<std::string> &arguments) {
  std::vector<Transformation> list;
  std::vector<std::string> rest;
  for (std::size_t k = 0; k < arguments.size(); ++k) {
    const std::string &argument = arguments[k];
    if (argument == "--") {
      rest.insert(rest.end(), arguments.begin() + k, arguments.end());
      break;
    }
    std::size_t equals = argument.find('=');
    std::string name = argument.substr(0, equals);
    if (name == "--vmap" || name == "--grad" || name == "--vjp" || name == "--jvp")
      list.push_back({name.substr(2), equals == std::string::npos
                                          ? std::string()
                                          : argument.substr(equals + 1)});
    else
      rest.push_back(argument);
  }
  arguments = std::move(rest);
  return list;
}

//===-- What each one asks for ----------------------------------------------===//

namespace {
struct VmapArgument {
  std::vector<std::optional<std::int64_t>> inAxes{0}, outAxes{0}; // none: shared
  std::optional<std::int64_t> size;

  explicit VmapArgument(const std::string &text) {
    if (text.empty())
      return;
    for (const std::string &part : split(text, ':')) {
      std::size_t equals = part.find('=');
      std::string key = part.substr(0, equals);
      std::string value = equals == std::string::npos ? "" : part.substr(equals + 1);
      if (key == "in_axes")
        inAxes = axes(value);
      else if (key == "out_axes")
        outAxes = axes(value);
      else if (key == "size" && integer(value) && *integer(value) >= 0)
        size = integer(value);
      else
        throw UsageError{"--vmap takes in_axes=LIST:out_axes=LIST:size=N, got '" + part +
                         "'"};
    }
  }

  /// The axis of entry k of `count`; one entry stands for all.
  static std::optional<std::int64_t>
  at(const std::vector<std::optional<std::int64_t>> &list, std::size_t k,
     std::size_t count, const char *what) {
    if (list.size() == 1)
      return list[0];
    if (list.size() != count)
      throw UsageError{"--vmap: required 1 or " + std::to_string(count) + " " + what +
                       ", got " + std::to_string(list.size())};
    return list[k];
  }

private:
  static std::vector<std::optional<std::int64_t>> axes(const std::string &text) {
    std::vector<std::optional<std::int64_t>> list;
    for (const std::string &part : split(text, ',')) {
      auto axis = integer(part);
      if (!axis && part != "none")
        throw UsageError{"--vmap: an axis is an integer or none, got '" + part + "'"};
      list.push_back(axis);
    }
    return list;
  }
};
} // namespace

static bool isFloat(const Aval &aval) { return isInexact(aval.dtype); }

// `prefix` before `base`, again while the name is taken: --vjp of --grad has a
// result grad.x already.
static std::string freshName(const std::vector<std::string> &taken,
                             const std::string &prefix, const std::string &base) {
  std::string name = prefix + base;
  while (std::find(taken.begin(), taken.end(), name) != taken.end())
    name.insert(0, prefix);
  return name;
}

static std::vector<std::string> namesOf(const std::vector<Port> &ports) {
  std::vector<std::string> names;
  for (const Port &port : ports)
    names.push_back(port.name);
  return names;
}

// The signature is followed without types: the batch sizes that those need come
// from the inputs, which are bound by these names first.
std::vector<std::string> inputNames(const Program &program,
                                    const std::vector<Transformation> &list) {
  struct Names {
    std::vector<std::string> names;
    std::vector<bool> real;
    void add(const std::string &prefix, const std::string &base) {
      names.push_back(freshName(names, prefix, base));
      real.push_back(true);
    }
  };
  auto start = [](const std::vector<Port> &ports) {
    Names result{namesOf(ports), {}};
    for (const Port &port : ports)
      result.real.push_back(isFloat(port.aval));
    return result;
  };
  Names inputs = start(program.inputs()), outputs = start(program.outputs());
  for (const Transformation &t : list) {
    Names before = inputs, results = outputs;
    if (t.name == "grad") {
      // How many there are does not matter: their names are no input's.
      outputs = {};
      for (std::size_t k = 0; k < split(t.argument, ',').size(); ++k)
        outputs.add("grad.", std::to_string(k));
    }
    if (t.name == "vjp") {
      for (std::size_t k = 0; k < results.names.size(); ++k)
        if (results.real[k])
          inputs.add("ct.", std::to_string(k));
      for (std::size_t k = 0; k < before.names.size(); ++k)
        if (before.real[k])
          outputs.add("grad.", before.names[k]);
    }
    if (t.name == "jvp") {
      for (std::size_t k = 0; k < before.names.size(); ++k)
        if (before.real[k])
          inputs.add("t.", before.names[k]);
      for (std::size_t k = 0; k < results.names.size(); ++k)
        if (results.real[k])
          outputs.add("t.", results.names[k]);
    }
  }
  return inputs.names;
}

//===-- Building ------------------------------------------------------------===//

namespace {
class Builder {
public:
  explicit Builder(const Program &program)
      : program_(program), trace_(loadedCompiler().newTrace()) {
    trace_->beginFunction(program.name(), loc_);
  }

  ProgramRef vmap(const VmapArgument &axes, std::int64_t size);
  ProgramRef grad(const std::string &wrt);
  ProgramRef vjp();
  ProgramRef jvp();

private:
  ValueRef argument(const Aval &aval, const std::string &name) {
    return trace_->argument(aval, name, loc_);
  }
  void addInputs() {
    for (const Port &port : program_.inputs())
      arguments_.push_back(argument(port.aval, port.name));
  }
  /// Linearizes at the inputs: the results, then the map.
  std::vector<TracedValue> linearize(const std::vector<std::int64_t> &wrt,
                                     const std::vector<std::int64_t> &live) {
    Attr attrs[] = {{"wrt", wrt}, {"live", live}};
    return trace_->emitCall("linearize", trace_->import(program_, loc_), arguments_, attrs,
                            loc_);
  }
  ProgramRef finish(const std::vector<TracedValue> &values,
                    const std::vector<std::string> &names) {
    std::vector<ValueRef> refs;
    for (const TracedValue &value : values)
      refs.push_back(value.ref);
    return trace_->finish(trace_->end(refs, names, loc_));
  }
  std::vector<std::int64_t> floats(const std::vector<Port> &ports) {
    std::vector<std::int64_t> list;
    for (std::size_t k = 0; k < ports.size(); ++k)
      if (isFloat(ports[k].aval))
        list.push_back(std::int64_t(k));
    return list;
  }

  const Program &program_;
  std::unique_ptr<Trace> trace_;
  Loc loc_;
  std::vector<ValueRef> arguments_;
};

ProgramRef Builder::vmap(const VmapArgument &axes, std::int64_t size) {
  const auto &inputs = program_.inputs();
  const auto &outputs = program_.outputs();
  std::vector<std::int64_t> inAxes, outAxes;
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    auto axis = VmapArgument::at(axes.inAxes, k, inputs.size(), "in_axes");
    Aval aval = inputs[k].aval;
    std::int64_t rank = std::int64_t(aval.shape.size()) + 1;
    if (axis && *axis < 0)
      *axis += rank;
    if (axis && (*axis < 0 || *axis >= rank))
      throw UsageError{"--vmap: in_axes of " + inputs[k].name + " is out of range"};
    if (axis)
      aval.shape.insert(aval.shape.begin() + *axis, size);
    inAxes.push_back(axis.value_or(-1));
    arguments_.push_back(argument(aval, inputs[k].name));
  }
  std::vector<std::string> names;
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    auto axis = VmapArgument::at(axes.outAxes, k, outputs.size(), "out_axes");
    std::int64_t rank = std::int64_t(outputs[k].aval.shape.size()) + 1;
    if (axis && *axis < 0)
      *axis += rank;
    if (axis && (*axis < 0 || *axis >= rank))
      throw UsageError{"--vmap: out_axes of " + outputs[k].name + " is out of range"};
    outAxes.push_back(axis.value_or(-1));
    names.push_back(outputs[k].name);
  }
  Attr attrs[] = {{"in_axes", inAxes}, {"out_axes", outAxes}, {"size", size}};
  return finish(trace_->emitCall("vmap", trace_->import(program_, loc_), arguments_, attrs,
                                 loc_),
                names);
}

// The inputs that `text` names: positions, names, or the root of a tree.
std::vector<std::int64_t> selected(const std::vector<Port> &inputs,
                                   const std::string &text) {
  std::vector<std::int64_t> list;
  for (const std::string &part : split(text.empty() ? "0" : text, ',')) {
    std::size_t before = list.size();
    auto position = integer(part);
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      const std::string &name = inputs[k].name;
      bool inTree = name.size() > part.size() && name.starts_with(part) &&
                    (name[part.size()] == '.' || name[part.size()] == '[');
      if ((position && *position == std::int64_t(k)) || name == part || inTree) {
        if (!isFloat(inputs[k].aval) && !inTree)
          throw Error(ErrorCode::invalid_argument, "grad", "an input of float dtype",
                      name + ": " + describe(inputs[k].aval.dtype, inputs[k].aval.shape),
                      {});
        if (isFloat(inputs[k].aval))
          list.push_back(std::int64_t(k));
      }
    }
    if (list.size() == before)
      throw UsageError{"--grad: no input '" + part + "'"};
  }
  return list;
}

ProgramRef Builder::grad(const std::string &text) {
  const auto &outputs = program_.outputs();
  if (outputs.size() != 1 || !outputs[0].aval.shape.empty() ||
      !vmapc::isFloat(outputs[0].aval.dtype))
    throw Error(ErrorCode::invalid_argument, "grad", "one result, a float of rank 0",
                outputs.size() == 1
                    ? describe(outputs[0].aval.dtype, outputs[0].aval.shape)
                    : std::to_string(outputs.size()) + " results",
                {});
  std::vector<std::int64_t> wrt = selected(program_.inputs(), text);
  addInputs();
  auto linearized = linearize(wrt, {0});
  Array one = ones({}, outputs[0].aval.dtype);
  ValueRef seed = trace_->constant(outputs[0].aval, detail::dataOf(one), loc_).ref;
  std::vector<std::string> names;
  for (std::int64_t k : wrt)
    names.push_back("grad." + program_.inputs()[k].name);
  return finish(
      trace_->applyLinear("apply_transpose", linearized.back().ref, {&seed, 1}, loc_),
      names);
}

ProgramRef Builder::vjp() {
  const auto &outputs = program_.outputs();
  addInputs();
  std::vector<std::int64_t> wrt = floats(program_.inputs()), live = floats(outputs);
  std::vector<ValueRef> cotangents;
  std::vector<std::string> inputNames = namesOf(program_.inputs());
  for (std::int64_t k : live) {
    inputNames.push_back(freshName(inputNames, "ct.", std::to_string(k)));
    cotangents.push_back(argument(outputs[k].aval, inputNames.back()));
  }
  auto results = linearize(wrt, live);
  ValueRef map = results.back().ref;
  results.pop_back();
  std::vector<std::string> names = namesOf(outputs);
  for (const TracedValue &value :
       trace_->applyLinear("apply_transpose", map, cotangents, loc_))
    results.push_back(value);
  for (std::int64_t k : wrt)
    names.push_back(freshName(names, "grad.", program_.inputs()[k].name));
  return finish(results, names);
}

ProgramRef Builder::jvp() {
  const auto &inputs = program_.inputs();
  const auto &outputs = program_.outputs();
  addInputs();
  std::vector<std::int64_t> wrt = floats(inputs), live = floats(outputs);
  std::vector<ValueRef> tangents;
  std::vector<std::string> inputNames = namesOf(inputs);
  for (std::int64_t k : wrt) {
    inputNames.push_back(freshName(inputNames, "t.", inputs[k].name));
    tangents.push_back(argument(inputs[k].aval, inputNames.back()));
  }
  auto results = linearize(wrt, live);
  ValueRef map = results.back().ref;
  results.pop_back();
  std::vector<std::string> names = namesOf(outputs);
  for (const TracedValue &value : trace_->applyLinear("apply", map, tangents, loc_))
    results.push_back(value);
  for (std::int64_t k : live)
    names.push_back(freshName(names, "t.", outputs[k].name));
  return finish(results, names);
}
} // namespace

// The batch size of vmap number `t`: the extent of an input that it maps, after the
// axes of the vmaps outside it are taken away.
static std::int64_t batchSize(const Program &program,
                              const std::vector<Transformation> &list, std::size_t t,
                              const std::vector<Array> &inputs) {
  VmapArgument axes(list[t].argument);
  if (axes.size)
    return *axes.size;
  for (std::size_t k = 0; k < program.inputs().size() && k < inputs.size(); ++k) {
    auto axis = VmapArgument::at(axes.inAxes, k, program.inputs().size(), "in_axes");
    if (!axis || !inputs[k].defined())
      continue;
    Shape shape = inputs[k].shape();
    for (std::size_t outer = list.size(); outer-- > t + 1;) {
      if (list[outer].name != "vmap")
        continue;
      VmapArgument outerAxes(list[outer].argument);
      const auto &outerList = outerAxes.inAxes;
      auto removed = outerList.size() == 1 ? outerList[0]
                     : k < outerList.size() ? outerList[k]
                                            : std::nullopt;
      if (removed && *removed < 0)
        *removed += std::int64_t(shape.size());
      if (removed && *removed >= 0 && *removed < std::int64_t(shape.size()))
        shape.erase(shape.begin() + *removed);
    }
    if (*axis < 0)
      *axis += std::int64_t(shape.size());
    if (*axis >= 0 && *axis < std::int64_t(shape.size()))
      return shape[*axis];
    throw Error(ErrorCode::invalid_argument, "vmap",
                "an axis " + std::to_string(*axis) + " in input " +
                    program.inputs()[k].name,
                describe(inputs[k].dtype(), inputs[k].shape()), {});
  }
  throw UsageError{"--vmap needs size=N: no input that it maps was given"};
}

ProgramRef transform(ProgramRef program, const std::vector<Transformation> &list,
                     const std::vector<Array> &inputs) {
  for (std::size_t t = 0; t < list.size(); ++t) {
    const std::string &name = list[t].name;
    if ((name == "vjp" || name == "jvp") && !list[t].argument.empty())
      throw UsageError{"--" + name + " takes no argument"};
    Builder builder(*program);
    if (name == "vmap")
      program = builder.vmap(VmapArgument(list[t].argument),
                             batchSize(*program, list, t, inputs));
    else if (name == "grad")
      program = builder.grad(list[t].argument);
    else if (name == "vjp")
      program = builder.vjp();
    else
      program = builder.jvp();
  }
  return program;
}

} // namespace vmapc::tool
