// vmapc-ulp: measures the math expansion against MPFR, function by function:
// the largest error in ulps over the whole domain, whether scalars and vectors
// of several lengths have equal bits, and the time per element beside libmvec's.

#include "tools/ulp/Functions.h"
#include "tools/ulp/Libmvec.h"
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

struct Options {
  int64_t points = 300'000;
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
    "  error exceeds its limit (4 ulp; f64 lgamma and digamma 16 ulp of max(|value|, 1),\n"
    "  Bessel 16, rem 0) or a vector's bits differ from the scalar's; the digest of all\n"
    "  results is equal on every target. ns/el is beside libmvec's, where it has the function\n";

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
    else if (ulp::find(arg) || arg == "fused")
      options.functions.push_back(arg);
    else
      return false;
  }
  if (options.functions.empty())
    for (const ulp::Function &function : ulp::functions)
      options.functions.push_back(function.name);
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

/// Best times of a pass over 4096 elements of the function's ordinary range, of our code
/// and of libmvec's (0: none), in turns.
struct Times {
  double ours, theirs;
};
template <typename T>
Times nanoseconds(ulp::Kernel kernel, const std::string &name, ulp::DType dtype) {
  constexpr int64_t n = 4096;
  std::vector<T> x(n), y(n), out(n);
  const ulp::Function *function = ulp::find(name);
  double low = function ? function->low : 0.01, high = function ? function->high : 8;
  for (int64_t i = 0; i < n; ++i)
    x[i] = T(low + (high - low) * double(i) / n), y[i] = T(i % 7) + T(0.3);
  ulp::Libmvec libmvec(name, dtype);
  Times best = {INFINITY, libmvec ? INFINITY : 0};
  auto time = [&](const auto &run, double &least) {
    auto start = std::chrono::steady_clock::now();
    for (int pass = 0; pass < 4; ++pass)
      run(x.data(), y.data(), out.data(), n);
    std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - start;
    least = std::min(least, time.count() / (4 * n));
  };
  for (int repeat = 0; repeat < 300; ++repeat) {
    time(kernel, best.ours);
    if (libmvec)
      time(libmvec, best.theirs);
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
  Times times = nanoseconds<T>(vector, function, dtype);

  char at[80], theirs[40] = "";
  std::snprintf(at, sizeof at, ulp::isBinary(function) ? "%a, %a" : "%a", worst.x, worst.y);
  if (times.theirs)
    std::snprintf(theirs, sizeof theirs, "%6.3f %5.2fx", times.theirs, times.ours / times.theirs);
  const ulp::Function *known = ulp::find(function);
  double limit = !known ? 0 : sizeof(T) == 4 ? known->limit32 : known->limit64;
  bool good = worst.error <= limit && equal;
  std::printf("%-10s %s %8.3f %-46s %5lld %-6s %08x %7.3f %s%s\n", function.c_str(),
              sizeof(T) == 4 ? "f32" : "f64", worst.error, at, (long long)operations,
              equal ? "equal" : "DIFFER", digestOf(results), times.ours, theirs,
              good ? "" : "  FAILED");
  if (worst.error > limit)
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
  std::printf("%-10s %s %8s %-46s %5s %-6s %-8s %7s %7s\n", "function", "   ", "max ulp", "at",
              "ops", "bits", "digest", "ns/el", "libmvec");
  bool good = true;
  for (ulp::DType dtype : options.dtypes)
    for (const std::string &function : options.functions)
      good &= dtype == ulp::DType::f32 ? check<float>(jit, function, dtype, options)
                                       : check<double>(jit, function, dtype, options);
  return good ? 0 : 1;
}
