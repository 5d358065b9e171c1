// Graphs: text in files, and calls of them.

#include "runtime/TraceState.h"

#include "vmapc/graph.h"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace vmapc {
inline namespace v0 {

namespace {

constexpr Stage allStages[] = {Stage::traced,  Stage::expanded, Stage::simplified,
                               Stage::grouped, Stage::planned,  Stage::vector,
                               Stage::llvm,    Stage::assembly};

[[noreturn]] void failIo(const char *op, const std::string &required,
                         const std::string &got, const detail::Loc &loc) {
  throw Error(ErrorCode::io, op, required, got, detail::userLine(loc));
}

const detail::Program &required(const std::shared_ptr<detail::Program> &p, const char *op,
                                const detail::Loc &loc) {
  if (!p)
    detail::fail(op, "a graph", "an empty one", loc);
  return *p;
}

std::vector<Port> ports(const std::vector<detail::Port> &from) {
  std::vector<Port> out;
  for (const detail::Port &p : from)
    out.push_back({p.name, p.aval.dtype, p.aval.shape});
  return out;
}

void write(const std::filesystem::path &path, const std::string &text, const char *op,
           const detail::Loc &loc) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file)
    failIo(op, "a file that can be written", path.string(), loc);
}
} // namespace

std::string_view nameOf(Stage stage) {
  constexpr std::string_view names[] = {"traced",  "expanded", "simplified", "grouped",
                                        "planned", "vector",   "llvm",       "asm"};
  return names[std::size_t(stage)];
}

Graph::Graph(std::shared_ptr<detail::Program> program, std::vector<Array> hidden)
    : program_(std::move(program)), hidden_(std::move(hidden)), site_(detail::uniqueSite()) {}

Graph Graph::load(const std::string &path, detail::Loc loc) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    failIo("load", "a file", path + ", a folder", loc);
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file)
    text << file.rdbuf();
  if (!file)
    failIo("load", "a file that can be read", path, loc);
  return parse(text.str(), path, loc);
}

Graph Graph::parse(std::string_view text, const std::string &name, detail::Loc) {
  return Graph(rt::compiler().parse(text, name, ""), {});
}

std::vector<Port> Graph::inputs(detail::Loc loc) const {
  return ports(required(program_, "inputs", loc).inputs());
}
std::vector<Port> Graph::outputs(detail::Loc loc) const {
  return ports(required(program_, "outputs", loc).outputs());
}
std::vector<Stage> Graph::stages() const {
  return {std::begin(allStages), std::end(allStages)};
}
std::string Graph::print(Stage stage, detail::Loc loc) const {
  return required(program_, "print", loc).print(stage, {});
}
void Graph::save(const std::string &path, detail::Loc loc) const {
  write(path, print(Stage::traced, loc), "save", loc);
}
void Graph::dump(const std::string &folder, detail::Loc loc) const {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    failIo("dump", "a folder that can be made", folder + " (" + error.message() + ")", loc);
  int number = 0;
  for (Stage stage : allStages) {
    std::string name = std::to_string(number++) + "-" + std::string(nameOf(stage)) +
                       (stage == Stage::assembly ? ".s"
                        : stage == Stage::llvm   ? ".ll"
                                                 : ".mlir");
    write(std::filesystem::path(folder) / name, print(stage, loc), "dump", loc);
  }
}

std::vector<Array> Graph::record(std::span<const Array> inputs,
                                 const detail::Loc &loc) const {
  rt::TraceState &state = rt::currentTrace("graph", loc);
  const std::vector<detail::Port> &wanted = required(program_, "graph", loc).inputs();
  std::vector<Array> all(inputs.begin(), inputs.end());
  if (all.size() + hidden_.size() == wanted.size())
    all.insert(all.end(), hidden_.begin(), hidden_.end());
  if (all.size() != wanted.size())
    detail::fail("graph", std::to_string(wanted.size() - hidden_.size()) + " arrays",
                 std::to_string(inputs.size()), loc);
  std::vector<detail::ValueRef> refs;
  std::vector<Array> held;
  for (std::size_t k = 0; k < all.size(); ++k) {
    Array a = detail::required(all[k], "graph", loc);
    const detail::Aval &aval = wanted[k].aval;
    if (detail::isWeak(a) && aval.shape.empty())
      a = detail::converted(a, aval.dtype, loc);
    if (detail::avalOf(a) != aval)
      detail::fail("graph", detail::describe(aval) + " for input " + wanted[k].name,
                   detail::describe(a), loc);
    refs.push_back(state.resolve(a, "graph", loc));
    held.push_back(std::move(a));
  }
  detail::FrameRef function = state.import(program_, loc);
  detail::Loc line = detail::userLine(loc);
  std::vector<Array> results;
  for (const detail::TracedValue &v : state.trace->emitCall("call", function, refs, {}, line))
    results.push_back(state.wrap(v, line));
  return results;
}

std::vector<Array> Graph::operator()(const std::vector<Array> &inputs,
                                     detail::Loc loc) const {
  if (detail::tracing())
    return record(inputs, loc);
  required(program_, "graph", loc);
  struct Record {
    using TransformedTag = void;
    const Graph &graph;
    std::vector<Array> inTrace(const detail::Loc &line, const std::vector<Array> &in) const {
      return graph.record(in, line);
    }
  };
  static const std::string name = "graph";
  return detail::callCompiled(Record{*this}, *site_, name, loc, inputs);
}

namespace detail {
void requireOutputs(const Graph &graph, std::size_t count, const Loc &loc) {
  std::size_t n = graph.outputs(loc).size();
  if (n != count)
    fail("graph", "a result type of " + std::to_string(n) + " arrays",
         "one of " + std::to_string(count), loc);
}
} // namespace detail

} // namespace v0
} // namespace vmapc
