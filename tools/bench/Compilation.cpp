// What tracing, compiling and including the library cost.

#include "Bench.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace bench {
namespace {

/// A chain of operations of which none can be folded away: each has a constant of its
/// own, and every value is used by the next.
Array chain(Array x, int operations) {
  Array y = x;
  for (int k = 0; k < operations / 4; ++k) {
    y = vm::sin(y) * (1.f + 0.001f * float(k)) + (0.5f + 0.002f * float(k));
    y = y - x;
  }
  return y;
}

double firstCall(int operations, const Array &x) {
  // Equal graphs share compiled code: each call here gets a graph of its own.
  static int fresh = 0;
  std::vector<double> times;
  for (int r = 0; r < (operations > 1000 ? 3 : 7); ++r) {
    float own = float(++fresh);
    auto f = vm::jit([=](Array x) { return chain(x + own, operations); });
    times.push_back(once([&] { f(x); }));
  }
  return median(times);
}

double shell(const std::string &command) {
  std::vector<double> times;
  for (int r = 0; r < 7; ++r)
    times.push_back(once([&] {
      if (std::system((command + " > /dev/null").c_str()) != 0)
        throw std::runtime_error("could not run: " + command);
    }));
  return median(times);
}

/// Seconds of g++ -O0 on a file that includes the library and has `count` transformed lambdas.
double gcc(const std::filesystem::path &folder, int count) {
  std::filesystem::path file = folder / "included.cpp";
  std::ofstream out(file);
  out << "#include <vmapc/vmapc.h>\nnamespace vm = vmapc;\nusing vm::Array;\n";
  for (int k = 0; k < count; ++k)
    out << "Array f" << k << "(Array x) { static auto g = vm::jit(vm::vmap(vm::grad([](Array x) "
        << "{ return vm::sin(x) * " << k << ".5f; }))); return g(x); }\n";
  out.close();
  return shell("g++ -std=c++20 -O0 -I " BENCH_INCLUDE " -idirafter " BENCH_PFR " -c " +
               file.string() + " -o " + (folder / "included.o").string());
}

} // namespace

void compilation(Report &report, const std::string &tool) {
  report.section("compiling");
  Array x = vm::full({64}, 0.5f);
  if (report.wants("first call")) {
    firstCall(10, x); // the compiler library is loaded
    report.bound("first call of a function of 10 operations", firstCall(10, x) * 1e3, "ms", 12);
  }
  if (report.wants("chains")) {
    double t2 = firstCall(100, x), t3 = firstCall(1000, x), t4 = firstCall(10000, x);
    std::printf("  chains of 100, 1000, 10000 operations: %.1f, %.1f, %.1f ms\n", t2 * 1e3,
                t3 * 1e3, t4 * 1e3);
    report.bound("exponent of compile time, 100 to 1000", std::log10(t3 / t2), "", 1.1);
    report.bound("exponent of compile time, 1000 to 10000", std::log10(t4 / t3), "", 1.1);
  }
  if (report.wants("version"))
    report.bound("vmapc --version", shell(tool + " --version") * 1e3, "ms", 5);
  if (report.wants("include")) {
    auto folder = std::filesystem::temp_directory_path() / "vmapc-bench-include";
    std::filesystem::create_directories(folder);
    double none = gcc(folder, 0), ten = gcc(folder, 10);
    report.bound("g++ -O0 on a file that includes vmapc.h", none, "s", 1);
    report.bound("  and for each jit(vmap(grad(lambda)))", (ten - none) * 100, "ms", 150);
    std::filesystem::remove_all(folder);
  }
}

} // namespace bench
