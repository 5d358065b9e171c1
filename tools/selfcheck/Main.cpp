// vmapc-conformance: runs folders of self-checking StableHLO programs.

#include "tools/selfcheck/Selfcheck.h"

#include "tools/vmapc.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <thread>

extern "C" vmapc::detail::Compiler *vmapc_get_compiler(unsigned abi);

using namespace vmapc;
using namespace vmapc::selfcheck;

static std::vector<std::string> filesOf(const std::vector<std::string> &places,
                                        const std::vector<std::string> &only) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  for (const std::string &place : places) {
    if (!fs::is_directory(place)) {
      files.push_back(place);
      continue;
    }
    for (const fs::directory_entry &entry : fs::directory_iterator(place))
      if (entry.path().extension() == ".mlir")
        files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  std::erase_if(files, [&](const std::string &file) {
    std::string name = fs::path(file).filename().string();
    return !only.empty() && std::none_of(only.begin(), only.end(), [&](const std::string &part) {
      return name.find(part) != name.npos;
    });
  });
  return files;
}

int main(int argc, char **argv) {
  Options options;
  std::vector<std::string> places, only;
  std::string json;
  bool listFailures = false;
  std::size_t sample = 0;
  unsigned seed = 1;
  double minimum = 100;
  options.jobs = int(std::max(1u, std::thread::hardware_concurrency()));
  CLI::App app{"Runs self-checking StableHLO programs and counts what passes", "vmapc-conformance"};
  app.add_option("place", places, "folders or files")->required();
  app.add_option("--only", only, "files whose name contains one of these")->delimiter(',');
  app.add_option("--vmap", options.vmap, "in a batch of so many, with other inputs beside");
  app.add_flag("--grad", options.grad, "derivatives in f64 against differences");
  app.add_option("--jobs", options.jobs, "files at a time");
  app.add_option("--timeout", options.timeout, "seconds for one file");
  app.add_option("--sample", sample, "only so many files, drawn at random");
  app.add_option("--seed", seed, "of --sample");
  app.add_option("--minimum", minimum, "per cent of files that must pass");
  app.add_option("--json", json, "write the outcome of every file there");
  app.add_flag("--list-failures", listFailures, "with their cause");
  CLI11_PARSE(app, argc, argv);
  try {
    options.files = filesOf(places, only);
    if (options.files.empty())
      throw tool::UsageError{"no .mlir files there"};
    if (sample && sample < options.files.size()) {
      std::mt19937 random(seed);
      // Fisher and Yates, by hand: std::shuffle differs between libraries.
      for (std::size_t k = options.files.size(); k-- > 1;)
        std::swap(options.files[k], options.files[random() % (k + 1)]);
      options.files.resize(sample);
      std::sort(options.files.begin(), options.files.end());
    }
    detail::setCompiler(vmapc_get_compiler(detail::abiVersion));
    std::vector<Outcome> outcomes = runAll(options);
    printTable(outcomes, listFailures);
    if (!json.empty()) {
      std::ofstream file(json);
      file << toJson(outcomes) << "\n";
      if (!file)
        throw tool::UsageError{"cannot write " + json};
    }
    double counted = 0, passed = 0;
    for (const Outcome &o : outcomes) {
      counted += !o.skipped;
      passed += o.passed;
    }
    return counted > 0 && 100 * passed >= minimum * counted ? 0 : 1;
  } catch (const tool::UsageError &error) {
    std::cerr << "vmapc-conformance: " << error.message << "\n";
    return 2;
  } catch (const std::exception &error) {
    std::cerr << "vmapc-conformance: " << error.what() << "\n";
    return 3;
  }
}
