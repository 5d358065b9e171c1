// An ensemble of differential equations: the Lorenz system by Runge-Kutta steps in a
// loop inside vmap, and the gradient with respect to its parameter rho.

#include "example.h"

#include <array>

constexpr int steps = 100;
constexpr float dt = 0.01f;

struct State {
  Array x, y, z;
};

State slope(const State &s, Array rho) {
  return {10.f * (s.y - s.x), s.x * (rho - s.z) - s.y, s.x * s.y - (8.f / 3.f) * s.z};
}
State along(const State &s, float h, const State &k) {
  return {s.x + h * k.x, s.y + h * k.y, s.z + h * k.z};
}

// One trajectory, scalars only.
State trajectory(State start, Array rho) {
  return vm::fori_loop(0, steps, start, [&](Array, State s) {
    State a = slope(s, rho), b = slope(along(s, dt / 2, a), rho);
    State c = slope(along(s, dt / 2, b), rho), d = slope(along(s, dt, c), rho);
    State k{a.x + 2.f * b.x + 2.f * c.x + d.x, a.y + 2.f * b.y + 2.f * c.y + d.y,
            a.z + 2.f * b.z + 2.f * c.z + d.z};
    return along(s, dt / 6, k);
  });
}

// The same in plain double, with the same constants.
double reference(double x, double y, double z, double rho) {
  auto f = [rho](std::array<double, 3> s) {
    return std::array<double, 3>{10 * (s[1] - s[0]), s[0] * (rho - s[2]) - s[1],
                                 s[0] * s[1] - double(8.f / 3.f) * s[2]};
  };
  auto step = [](std::array<double, 3> s, double h, const std::array<double, 3> &k) {
    return std::array<double, 3>{s[0] + h * k[0], s[1] + h * k[1], s[2] + h * k[2]};
  };
  std::array<double, 3> s{x, y, z};
  for (int i = 0; i < steps; ++i) {
    double h = dt;
    auto a = f(s), b = f(step(s, h / 2, a)), c = f(step(s, h / 2, b)), d = f(step(s, h, c));
    for (int k = 0; k < 3; ++k)
      s[k] += h / 6 * (a[k] + 2 * b[k] + 2 * c[k] + d[k]);
  }
  return s[0];
}

int main() {
  const int n = 1 << 18;
  std::printf("Lorenz ensemble of 2^18 trajectories, %d steps each\n", steps);
  Array key = vm::random::key(6);
  State start{vm::random::uniform(vm::random::fold_in(key, 0), {n}, vm::f32, -10.f, 10.f),
              vm::random::uniform(vm::random::fold_in(key, 1), {n}, vm::f32, -10.f, 10.f),
              vm::random::uniform(vm::random::fold_in(key, 2), {n}, vm::f32, 10.f, 30.f)};
  Array rho = 28.f;

  auto ensemble = vm::vmap(trajectory, {.in_axes = {0, vm::none}});
  State end = ensemble(start, rho);

  auto one = vm::jit(trajectory);
  double loop = 0, plain = 0;
  for (int i = 0; i < 50; ++i) {
    State si{start.x[i], start.y[i], start.z[i]};
    loop = std::max(loop, std::fabs((end.x[i] - one(si, rho).x).item<double>()));
    plain = std::max(plain, std::fabs(end.x[i].item<double>() -
                                      reference(si.x.item<double>(), si.y.item<double>(),
                                                si.z.item<double>(), 28)));
  }
  check("50 trajectories differ from the loop by", loop == 0, loop);
  check("from plain C++ in double by (bound 5e-3)", plain < 5e-3, plain);

  // How the mean of x at the end moves with rho: a loop run backwards under vmap.
  auto mean = [](State s, Array r) {
    return vm::mean(vm::vmap(trajectory, {.in_axes = {0, vm::none}})(s, r).x);
  };
  State few{start.x[vm::slice(0, 256)], start.y[vm::slice(0, 256)], start.z[vm::slice(0, 256)]};
  double gradient = vm::grad<1>(mean)(few, rho).item<double>(), difference = 0;
  for (int i = 0; i < 256; ++i)
    difference += (reference(few.x[i].item<double>(), few.y[i].item<double>(),
                             few.z[i].item<double>(), 28 + 1e-4) -
                   reference(few.x[i].item<double>(), few.y[i].item<double>(),
                             few.z[i].item<double>(), 28 - 1e-4)) /
                  2e-4 / 256;
  check("d mean(x) / d rho", true, gradient);
  check("differs from central differences by, relative (bound 1e-3)",
        std::fabs(gradient - difference) <= 1e-3 * std::fabs(difference),
        std::fabs(gradient - difference) / std::fabs(difference));

  double seconds = timed([&] { ensemble(start, rho); });
  double each = seconds * 1e9 / n / steps;
  checkTime("ns per trajectory and step (at most 2)", each <= 2, each);
  return failures;
}
