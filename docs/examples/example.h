// What the examples share: a line for each fact that is checked, a stopwatch, and
// the largest difference of two arrays.

#ifndef DOCS_EXAMPLES_EXAMPLE_H
#define DOCS_EXAMPLES_EXAMPLE_H

#include <vmapc/vmapc.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace vm = vmapc;
using vm::Array;

/// Facts that failed so far; what main returns.
inline int failures = 0;

/// Prints a fact and whether it holds.
inline void check(const char *fact, bool holds, double figure) {
  std::printf("  %-58s %12.4g  %s\n", fact, figure, holds ? "ok" : "FAILED");
  std::fflush(stdout);
  failures += !holds;
}

/// A fact about times. They depend on what else the machine does, so a test run
/// (VMAPC_TEST in the environment) prints them and does not fail by them.
inline void checkTime(const char *fact, bool holds, double figure) {
  bool counts = !std::getenv("VMAPC_TEST");
  std::printf("  %-58s %12.4g  %s\n", fact, figure, holds ? "ok" : counts ? "FAILED" : "slow");
  std::fflush(stdout);
  failures += counts && !holds;
}

/// Seconds that this thread has run. The examples have one thread; what else the machine
/// does at the time is not theirs.
inline double threadSeconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

/// The time of one call in seconds: the least of `rounds` calls after a first one.
template <class F> double timed(F f, int rounds = 5) {
  f();
  double least = 1e9;
  for (int r = 0; r < rounds; ++r) {
    double start = threadSeconds();
    f();
    least = std::min(least, threadSeconds() - start);
  }
  return least;
}

inline double largestDifference(const Array &a, const Array &b) {
  return vm::max(vm::abs(a - b)).item<double>();
}

#endif
