// The vmapc command: compile, run and measure traced graphs. Results go to stdout,
// everything said about them to stderr.

#include "tools/vmapc.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

using namespace vmapc;
using namespace vmapc::tool;
using Json = nlohmann::ordered_json;

namespace {

enum Exit { ok = 0, mismatch = 1, usage = 2, failed = 3, machine = 4 };

struct Options {
  std::string file, entry, emit, output, header, dumpFolder, folder, chunk = "auto";
  std::vector<std::string> inputs, expected;
  double rtol = 1e-5, atol = 1e-8, seconds = 0.5;
  bool timing = false, stats = false, remarks = false, json = false;
  detail::CompileOptions compile;
};

const char *footer =
    "Transformations are applied in the order written:\n"
    "  --vmap[=in_axes=0,none:out_axes=0:size=8]  batch every input and result on axis 0\n"
    "  --grad[=INPUT,...]   gradient of one scalar result (default: of the first input)\n"
    "  --vjp                results, then gradients for cotangent inputs ct.0, ct.1, ...\n"
    "  --jvp                results, then their tangents for tangent inputs t.NAME\n"
    "Inputs: FILE.npy or SHAPExDTYPE=uniform:LO:HI:SEED|normal:SEED|eye|iota|NUMBER,\n"
    "or FILE.npz, FILE.safetensors whose keys are names (after NAME=, paths below it),\n"
    "by position or as NAME=...\n"
    "Exit codes: 0 ok, 1 mismatch, 2 usage, 3 input or compile error, 4 device or memory";

std::string readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file)
    throw Error(ErrorCode::io, "load", "a file that can be read", path, {});
  return text.str();
}

void writeFile(const std::string &path, const std::string &text) {
  if (path.empty() || path == "-") {
    std::cout << text;
    return;
  }
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file)
    throw Error(ErrorCode::io, "output", "a file that can be written", path, {});
}

void report(const Options &options, const detail::Kernel &kernel) {
  if (options.timing)
    for (const auto &phase : kernel.report.phases)
      std::fprintf(stderr, "%-12s %8.3f ms\n", phase.name.c_str(), phase.milliseconds);
  if (options.stats)
    std::fprintf(stderr, "code %zu bytes, scratch %zu bytes\n", kernel.codeBytes,
                 kernel.scratchBytes);
  if (options.remarks)
    for (const std::string &remark : kernel.report.remarks)
      std::fprintf(stderr, "remark: %s\n", remark.c_str());
}

/// The program of the file with its transformations, and the inputs given.
struct Prepared {
  ProgramRef program;
  std::vector<Array> inputs;
};

Prepared prepare(const Options &options, const std::vector<Transformation> &list) {
  ProgramRef program =
      detail::loadedCompiler().parse(readFile(options.file), options.file, options.entry);
  std::vector<Array> inputs = readInputs(options.inputs, inputNames(*program, list));
  program = transform(program, list, inputs);
  return {program, inputs};
}

int compileVerb(const Options &options, const std::vector<Transformation> &list) {
  Prepared prepared = prepare(options, list);
  if (!options.header.empty())
    writeFile(options.header, cHeader(*prepared.program));
  static const std::pair<const char *, detail::Stage> stages[] = {
      {"traced", detail::Stage::traced},   {"expanded", detail::Stage::expanded},
      {"simplified", detail::Stage::simplified}, {"grouped", detail::Stage::grouped},
      {"planned", detail::Stage::planned}, {"vector", detail::Stage::vector},
      {"llvm", detail::Stage::llvm}};
  if (options.emit == "obj" || options.emit == "asm") {
    writeFile(options.output,
              prepared.program->object(options.emit == "asm", options.compile));
    return ok;
  }
  for (auto [name, stage] : stages)
    if (options.emit == name) {
      writeFile(options.output, prepared.program->print(stage, options.compile));
      return ok;
    }
  // Without --emit: only see that it compiles.
  report(options, *prepared.program->compile(options.compile));
  return ok;
}

int importVerb(const Options &options) {
  ProgramRef program =
      detail::loadedCompiler().parse(readFile(options.file), options.file, options.entry);
  writeFile(options.output, program->print(detail::Stage::traced, options.compile));
  return ok;
}

int runVerb(const Options &options, const std::vector<Transformation> &list) {
  Prepared prepared = prepare(options, list);
  checkInputs(*prepared.program, prepared.inputs);
  auto kernel = prepared.program->compile(options.compile);
  report(options, *kernel);
  std::vector<Array> results = call(*kernel, *prepared.program, prepared.inputs);
  if (!options.folder.empty())
    writeResults(options.folder, *prepared.program, results);
  else if (options.expected.empty() || options.json)
    printResults(*prepared.program, results, options.json);
  bool same = matches(options.expected, *prepared.program, results, options.rtol,
                      options.atol);
  return same ? ok : mismatch;
}

int benchVerb(const Options &options, const std::vector<Transformation> &list) {
  using Clock = std::chrono::steady_clock;
  Prepared prepared = prepare(options, list);
  checkInputs(*prepared.program, prepared.inputs);
  auto start = Clock::now();
  auto kernel = prepared.program->compile(options.compile);
  std::chrono::duration<double, std::milli> compiled = Clock::now() - start;
  report(options, *kernel);
  std::vector<double> times;
  call(*kernel, *prepared.program, prepared.inputs); // touches every page
  auto end = Clock::now() + std::chrono::duration<double>(options.seconds);
  do {
    auto before = Clock::now();
    call(*kernel, *prepared.program, prepared.inputs);
    times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - before).count());
  } while (Clock::now() < end && times.size() < 1000000);
  std::sort(times.begin(), times.end());
  double median = times[times.size() / 2];
  if (options.json)
    std::cout << Json{{"name", prepared.program->name()},
                      {"calls", times.size()},
                      {"best_us", times.front()},
                      {"median_us", median},
                      {"compile_ms", compiled.count()}}
                     .dump()
              << "\n";
  else
    std::printf("%s: %zu calls, best %.2f us, median %.2f us, compile %.2f ms\n",
                prepared.program->name().c_str(), times.size(), times.front(), median,
                compiled.count());
  return ok;
}

void addCommon(CLI::App &verb, Options &options) {
  verb.add_option("file", options.file, "a graph saved by vm::Graph, a dump, or StableHLO text")->required();
  verb.add_option("--entry", options.entry, "the function to take, if not the public one");
  verb.add_option("--input", options.inputs, "an input")->take_all()->allow_extra_args(false);
  verb.add_option("--chunk", options.chunk, "lanes per chunk: auto, off or a number");
  verb.add_flag("--fast-math", options.compile.fast_math, "allow changes of rounding");
  verb.add_flag("--lane-exact", options.compile.lane_exact,
                "contractions of a batch as those of one example");
  verb.add_option("--dump-ir", options.dumpFolder, "write every stage into a folder");
  verb.add_flag("--timing", options.timing, "milliseconds per phase");
  verb.add_flag("--stats", options.stats, "bytes of code and scratch");
  verb.add_flag("--remarks", options.remarks, "what the compiler has to say");
  verb.add_flag("--json", options.json, "results as JSON");
  verb.footer(footer);
}

int dispatch(std::vector<std::string> arguments) {
  Options options;
  CLI::App app{"vmapc: a compiler for vmapped and differentiated array programs", "vmapc"};
  app.set_version_flag("--version", "vmapc " VMAPC_VERSION);
  app.require_subcommand(1);
  app.footer(footer);
  CLI::App *compile = app.add_subcommand("compile", "compile a graph and write a stage of it");
  CLI::App *run = app.add_subcommand("run", "run a graph on inputs");
  CLI::App *bench = app.add_subcommand("bench", "measure a graph on inputs");
  CLI::App *import = app.add_subcommand("import", "write a StableHLO program as a graph of vmapc");
  for (CLI::App *verb : {compile, run, bench})
    addCommon(*verb, options);
  compile->add_option("--emit", options.emit, "what to write")
      ->check(CLI::IsMember({"traced", "expanded", "simplified", "grouped", "planned",
                             "vector", "llvm", "asm", "obj"}));
  import->add_option("file", options.file, "a program in StableHLO")->required();
  import->add_option("--entry", options.entry, "the function to take, if not @main");
  import->add_option("-o", options.output, "where to write it (default: stdout)");
  import->footer("Every other verb reads StableHLO as well.");
  compile->add_option("-o", options.output, "where to write it (default: stdout)");
  compile->add_option("--header", options.header, "write a C header for --emit=obj");
  run->add_option("--expect", options.expected, "FILE.npy or NAME=FILE.npy to compare with")
      ->take_all()
      ->allow_extra_args(false);
  run->add_option("--rtol", options.rtol, "relative tolerance of --expect");
  run->add_option("--atol", options.atol, "absolute tolerance of --expect");
  run->add_option("--output", options.folder, "write results as .npy into a folder");
  bench->add_option("--seconds", options.seconds, "how long to measure");

  std::vector<Transformation> list = takeTransformations(arguments);
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(std::move(reversed));
  } catch (const CLI::ParseError &error) {
    return app.exit(error) == 0 ? ok : usage;
  }
  if (options.chunk == "off")
    options.compile.chunk = -1;
  else if (options.chunk != "auto") {
    char *end = nullptr;
    options.compile.chunk = std::strtoll(options.chunk.c_str(), &end, 10);
    if (*end || options.compile.chunk <= 0)
      throw UsageError{"--chunk is auto, off or a positive number, got '" + options.chunk +
                       "'"};
  }
  // The compiler writes the stages of every compilation there.
  if (!options.dumpFolder.empty())
    setenv("VMAPC_DUMP_IR", options.dumpFolder.c_str(), 1);
  if (*import)
    return importVerb(options);
  if (*compile)
    return compileVerb(options, list);
  return *run ? runVerb(options, list) : benchVerb(options, list);
}

} // namespace

int main(int argc, char **argv) {
  try {
    return dispatch(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const UsageError &error) {
    std::cerr << "vmapc: " << error.message << "\n";
    return usage;
  } catch (const Error &error) {
    std::cerr << "vmapc: " << error.what() << "\n";
    bool ofMachine =
        error.code() == ErrorCode::device || error.code() == ErrorCode::out_of_memory;
    return ofMachine ? machine : failed;
  } catch (const std::bad_alloc &) {
    std::cerr << "vmapc: out of memory\n";
    return machine;
  } catch (const std::exception &error) {
    std::cerr << "vmapc: " << error.what() << "\n";
    return failed;
  }
}
