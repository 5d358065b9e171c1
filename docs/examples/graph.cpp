// A traced graph as a file: saved from C++, transformed and run by the command line,
// and the two results compared.

#include "example.h"

#include <cstdlib>
#include <filesystem>
#include <string>

struct Params {
  Array w, b;
};

Array loss(const Params &params, Array x) {
  Array y = vm::tanh(vm::matmul(params.w, x) + params.b);
  return vm::sum(y * y);
}

int main(int, char **argv) {
  std::printf("a graph saved, transformed and run by the command line\n");
  namespace fs = std::filesystem;
  fs::path folder = fs::temp_directory_path() / ("vmapc-example-" + std::to_string(std::rand()));
  fs::create_directories(folder);
  auto file = [&](const char *name) { return (folder / name).string(); };

  Array key = vm::random::key(8);
  Params params{vm::random::normal(vm::random::fold_in(key, 0), {6, 5}),
                vm::random::normal(vm::random::fold_in(key, 1), {6})};
  Array xs = vm::random::normal(vm::random::fold_in(key, 2), {40, 5});

  vm::Graph graph = vm::trace(loss, params, xs[0]);
  graph.save(file("loss.mlir"));
  vm::save(file("w.npy"), params.w);
  vm::save(file("b.npy"), params.b);
  vm::save(file("x.npy"), xs);

  // Transformations apply in the order written: this is vmap(grad(loss)), with respect to
  // both parameters by the names that the graph gives them.
  fs::path tool = fs::absolute(argv[0]).parent_path().parent_path() / "bin" / "vmapc";
  std::string command = tool.string() + " run " + file("loss.mlir") +
                        " --grad=" + graph.inputs()[0].name + "," + graph.inputs()[1].name +
                        " --vmap=in_axes=none,none,0 --input " + file("w.npy") + " --input " +
                        file("b.npy") + " --input " + file("x.npy") + " --output " + file("out") +
                        " > " + file("log");
  int status = std::system(command.c_str());
  check("vmapc run --grad --vmap ends with status", status == 0, status);

  Params here = vm::vmap(vm::grad(loss), {.in_axes = {vm::none, 0}})(params, xs);
  std::vector<fs::path> results;
  for (const auto &entry : fs::directory_iterator(folder / "out"))
    if (entry.path().extension() == ".npy")
      results.push_back(entry.path());
  check("results written", results.size() == 2, double(results.size()));
  double difference = 0;
  for (const fs::path &path : results) {
    Array there = vm::load(path.string());
    difference += largestDifference(there, there.rank() == 3 ? here.w : here.b);
  }
  check("differ from the C++ results by", difference == 0, difference);

  // The same file, loaded as a callable: it can be transformed like any other.
  auto loaded = vm::Graph::load(file("loss.mlir")).function<Array(const Params &, Array)>();
  Params again = vm::vmap(vm::grad(loaded), {.in_axes = {vm::none, 0}})(params, xs);
  double back = largestDifference(again.w, here.w);
  check("the loaded graph's gradient differs by", back == 0, back);
  fs::remove_all(folder);
  return failures;
}
