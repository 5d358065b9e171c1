// What a call costs beside its arithmetic.

#include "Bench.h"

namespace bench {

void latency(Report &report) {
  report.section("calls");
  Array a = vm::full({8}, 1.5f), b = vm::full({8}, 2.f);
  if (report.wants("eager")) {
    vm::add(a, b);
    report.bound("eager a + b of 8 elements, hit", secondsOf([&] { vm::add(a, b); }, 51) * 1e9,
                 "ns", 300);
    std::vector<double> fresh;
    for (int n = 100; n < 121; ++n) {
      Array x = vm::full({n}, 1.f);
      fresh.push_back(once([&] { vm::sin(x); }));
    }
    report.bound("eager sin, a new shape", median(fresh) * 1e3, "ms", 6);
  }
  if (report.wants("index")) {
    Array x = vm::random::normal(vm::random::key(5), {10000, 4});
    x[0];
    auto before = vm::cache().stats().compiles;
    for (int i = 0; i < 10000; ++i)
      x[i];
    report.bound("compiles of 10,000 x[i] after the first",
                 double(vm::cache().stats().compiles - before), "", 0);
  }
  if (report.wants("hit")) {
    auto f = vm::jit([](Array x, Array y) { return x * y + x; });
    f(a, b);
    report.bound("hit of a compiled f(a[8], b[8]), a new result",
                 secondsOf([&] { f(a, b); }, 51) * 1e9, "ns", 150);
    Array out = vm::zeros({8});
    for (int k = 0; k < 3; ++k)
      f.call_into(out, a, b);
    long before = allocations();
    for (int k = 0; k < 1000; ++k)
      f.call_into(out, a, b);
    long made = allocations() - before;
    report.bound("allocations of 1000 calls into a given result", double(made), "", 0);
    report.bound("  and the time of one", secondsOf([&] { f.call_into(out, a, b); }, 51) * 1e9,
                 "ns", 150);
  }
  if (report.wants("rates")) {
    auto f = vm::jit([](Array w, Array g, Array rate) { return w - rate * g; });
    for (int k = 0; k < 1000; ++k)
      f(a, b, 0.1 / (k + 1));
    report.bound("compiles of 1000 calls with 1000 learning rates", double(f.stats().compiles), "",
                 1);
  }
}

} // namespace bench
