// vmapc-ulp: measures the math expansion against MPFR, function by function:
// the largest error in ulps over the whole domain, whether scalars and vectors
// of several lengths have equal bits, and the time per element.

#include "tools/ulp/Jit.h"
#include "tools/ulp/Points.h"
#include "tools/ulp/Reference.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace {

constexpr double kLimit = 4;
constexpr const char *kFunctions[] = {"exp",      "exp2", "expm1", "log", "log1p", "tanh",
                                      "logistic", "sin",  "cos",   "erf", "pow",   "rsqrt"};

struct Options {
  int64_t points = 2'000'000;
  unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  std::string cpu; // empty: this machine's
  std::vector<std::string> functions;
  std::vector<ulp::DType> dtypes;
};

struct Worst {
  double error = 0, x = 0, y = 0, got = 0;
};

constexpr const char *kUsage =
    "usage: vmapc-ulp [--points=N] [--threads=N] [--cpu=NAME] [f32|f64] [function ...]\n"
    "  measures the named functions (default: all, both dtypes); exit status 1 when an\n"
    "  error exceeds 4 ulp or a vector's bits differ from the scalar's; the digest of all\n"
    "  results is equal on every target\n";

bool parse(int argc, char **argv, Options &options) {
  for (int i = 1; i < argc; ++i) {
    std::string arg = argv[i];
    if (arg.starts_with("--points="))
      options.points = std::atoll(arg.c_str() + 9);
    else if (arg.starts_with("--threads="))
      options.threads = std::atoi(arg.c_str() + 10);
    else if (arg.starts_with("--cpu="))
      options.cpu = arg.substr(6);
    else if (arg == "f32" || arg == "f64")
      options.dtypes.push_back(arg == "f32" ? ulp::DType::f32 : ulp::DType::f64);
    else if (std::ranges::count(kFunctions, arg) || arg == "fused")
      options.functions.push_back(arg);
    else
      return false;
  }
  if (options.functions.empty())
    options.functions.assign(std::begin(kFunctions), std::end(kFunctions));
  if (options.dtypes.empty())
    options.dtypes = {ulp::DType::f32, ulp::DType::f64};
  return options.points > 0 && options.threads > 0;
}

template <typename T>
Worst measure(const std::string &function, ulp::DType dtype, const ulp::Points<T> &points,
              const std::vector<T> &results, unsigned threads) {
  std::vector<Worst> worst(threads);
  std::vector<std::thread> workers;
  for (unsigned t = 0; t < threads; ++t)
    workers.emplace_back([&, t] {
      ulp::Reference reference(function, dtype);
      Worst mine;
      for (size_t i = t; i < results.size(); i += threads) {
        double error = reference.distance(points.x[i], points.y[i], results[i]);
        if (error > mine.error)
          mine = {error, points.x[i], points.y[i], results[i]};
      }
      worst[t] = mine;
    });
  for (std::thread &worker : workers)
    worker.join();
  return *std::ranges::max_element(worst, {}, &Worst::error);
}

/// Equal bits; any NaN equals any other, because which of two NaNs a sum or
/// product passes on is up to the code generator.
template <typename T> bool sameBits(const std::vector<T> &a, const std::vector<T> &b) {
  return std::ranges::equal(a, b, [](T x, T y) {
    return std::memcmp(&x, &y, sizeof(T)) == 0 || (std::isnan(x) && std::isnan(y));
  });
}

/// FNV-1a over words instead of bytes, with one NaN for all.
template <typename T> uint32_t digestOf(const std::vector<T> &values) {
  uint64_t hash = 0xcbf29ce484222325;
  for (T value : values) {
    uint64_t bits = 0;
    if (!std::isnan(value))
      std::memcpy(&bits, &value, sizeof(T));
    hash = (hash ^ (std::isnan(value) ? ~uint64_t(0) : bits)) * 0x100000001b3;
  }
  return uint32_t(hash ^ hash >> 32);
}

/// Best time of a pass over 4096 elements of the function's ordinary range.
template <typename T> double nanoseconds(ulp::Kernel kernel) {
  constexpr int64_t n = 4096;
  std::vector<T> x(n), y(n), out(n);
  for (int64_t i = 0; i < n; ++i)
    x[i] = T(0.01) + T(i) * T(8.0 / n), y[i] = T(i % 7) + T(0.3);
  double best = INFINITY;
  for (int repeat = 0; repeat < 400; ++repeat) {
    auto start = std::chrono::steady_clock::now();
    for (int pass = 0; pass < 4; ++pass)
      kernel(x.data(), y.data(), out.data(), n);
    std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - start;
    best = std::min(best, time.count() / (4 * n));
  }
  return best;
}

template <typename T>
bool check(ulp::Jit &jit, const std::string &function, ulp::DType dtype, const Options &options) {
  const int64_t wide = 64 / sizeof(T);
  ulp::Points<T> points = ulp::pointsOf<T>(function, options.points);
  // A multiple of every width, so that no kernel needs a tail.
  while (points.x.size() % (3 * 64))
    points.x.push_back(1), points.y.push_back(1);

  ulp::Kernel scalar = jit.compile(function, dtype, 1);
  ulp::Kernel vector = jit.compile(function, dtype, wide);
  int64_t operations = jit.operations();
  size_t n = points.x.size();
  std::vector<T> expected(n), results(n);
  scalar(points.x.data(), points.y.data(), expected.data(), n);
  bool equal = true;
  for (int64_t width : {wide, int64_t(3), int64_t(4), 2 * wide}) {
    ulp::Kernel kernel = width == wide ? vector : jit.compile(function, dtype, width);
    kernel(points.x.data(), points.y.data(), results.data(), n);
    equal &= sameBits(expected, results);
  }
  Worst worst;
  if (function != "fused")
    worst = measure(function, dtype, points, results, options.threads);
  double time = nanoseconds<T>(vector);

  char at[80];
  std::snprintf(at, sizeof at, function == "pow" ? "%a, %a" : "%a", worst.x, worst.y);
  bool good = worst.error <= kLimit && equal;
  std::printf("%-9s %s  %8.3f  %-46s %5lld %-6s %08x %6.3f%s\n", function.c_str(),
              sizeof(T) == 4 ? "f32" : "f64", worst.error, at, (long long)operations,
              equal ? "equal" : "DIFFER", digestOf(results), time, good ? "" : "  FAILED");
  if (worst.error > kLimit)
    std::printf("          got %a\n", worst.got);
  std::fflush(stdout);
  return good;
}

} // namespace

int main(int argc, char **argv) {
  Options options;
  if (!parse(argc, argv, options)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  ulp::Jit jit(options.cpu);
  std::printf("%-9s %s  %8s  %-46s %5s %-6s %-8s %6s\n", "function", "   ", "max ulp", "at", "ops",
              "bits", "digest", "ns/el");
  bool good = true;
  for (ulp::DType dtype : options.dtypes)
    for (const std::string &function : options.functions)
      good &= dtype == ulp::DType::f32 ? check<float>(jit, function, dtype, options)
                                       : check<double>(jit, function, dtype, options);
  return good ? 0 : 1;
}
