// A Newton iteration that ends when it has converged, under vmap: every lane does as
// many steps as it needs and is frozen after that.

#include "example.h"

struct Root {
  Array e, steps;
};

// Kepler's equation e - s sin(e) = m, for one m and s.
Root kepler(Array m, Array s) {
  struct Search {
    Array e, change, steps;
  };
  Search found = vm::while_loop(
      Search{m, vm::full({}, 1.0, vm::f64), vm::zeros({}, vm::i32)},
      [](Search x) { return (vm::abs(x.change) > 1e-12) & (x.steps < 50); },
      [&](Search x) {
        Array change = (x.e - s * vm::sin(x.e) - m) / (1.0 - s * vm::cos(x.e));
        return Search{x.e - change, change, x.steps + 1};
      });
  return {found.e, found.steps};
}

int main() {
  const int n = 10000;
  std::printf("Kepler's equation by Newton's method, %d lanes\n", n);
  Array key = vm::random::key(7);
  Array m = vm::random::uniform(vm::random::fold_in(key, 0), {n}, vm::f64, 0.1, 3.0);
  Array s = vm::random::uniform(vm::random::fold_in(key, 1), {n}, vm::f64, 0.0, 0.8);

  Root root = vm::vmap(kepler)(m, s);
  double residual = vm::max(vm::abs(root.e - s * vm::sin(root.e) - m)).item<double>();
  check("largest residual", residual < 1e-13, residual);
  int least = vm::min(root.steps).item<int>(), most = vm::max(root.steps).item<int>();
  check("lanes end after different numbers of steps, at most", least < most && most < 50, most);

  auto one = vm::jit(kepler);
  double worst = 0;
  int counts = 0;
  for (int i = 0; i < 200; ++i) {
    Root ri = one(m[i], s[i]);
    worst = std::max(worst, std::fabs((ri.e - root.e[i]).item<double>()));
    counts += (ri.steps != root.steps[i]).item<bool>();
  }
  check("200 lanes differ from the loop by", worst == 0, worst);
  check("lanes whose number of steps differs", counts == 0, counts);

  // Through the loop: de/dm = 1 / (1 - s cos e) at the root.
  auto slope = vm::vmap(vm::grad([](Array x, Array y) { return kepler(x, y).e; }));
  Array exact = 1.0 / (1.0 - s * vm::cos(root.e));
  double gradient = largestDifference(slope(m, s), exact);
  check("gradient differs from the implicit function theorem's by", gradient < 1e-9, gradient);
  return failures;
}
