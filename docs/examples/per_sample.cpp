// Per-sample gradients in two forms that give the same bits: vmap of grad, and vjp
// inside vmap over a weight that every example captures.

#include "example.h"

struct Params {
  Array w1, b1, w2, b2;
};

Array loss(const Params &p, Array x, Array y) {
  Array h = vm::tanh(vm::matmul(p.w1, x) + p.b1);
  Array error = vm::matmul(p.w2, h) + p.b2 - y;
  return vm::sum(error * error);
}

int main() {
  std::printf("per-sample gradients of 32 examples\n");
  Array key = vm::random::key(4);
  Params p{vm::random::normal(vm::random::fold_in(key, 0), {24, 10}),
           vm::random::normal(vm::random::fold_in(key, 1), {24}),
           vm::random::normal(vm::random::fold_in(key, 2), {3, 24}),
           vm::random::normal(vm::random::fold_in(key, 3), {3})};
  Array xs = vm::random::normal(vm::random::fold_in(key, 4), {32, 10});
  Array ys = vm::random::normal(vm::random::fold_in(key, 5), {32, 3});

  auto perSample = vm::vmap(vm::grad(loss), {.in_axes = {vm::none, 0, 0}});
  Params g = perSample(p, xs, ys);

  // The same by hand: in each lane a vjp over the captured, unbatched weights.
  auto captured = vm::vmap([&](Array x, Array y) {
    auto [value, pullback] = vm::vjp([&](const Params &q) { return loss(q, x, y); }, p);
    return pullback(1.f);
  });
  Params h = captured(xs, ys);
  bool equal = vm::array_equal(g, h);
  check("both forms are equal bit for bit", equal, equal);

  auto one = vm::jit(vm::grad(loss));
  double worst = 0, largest = 0;
  for (int i = 0; i < 32; ++i) {
    Params gi = one(p, xs[i], ys[i]);
    worst = std::max(worst, largestDifference(g.w1[i], gi.w1));
    worst = std::max(worst, largestDifference(g.w2[i], gi.w2));
    largest = std::max(largest, vm::max(vm::abs(gi.w1)).item<double>());
  }
  // Products of a matrix and one vector or 32 of them may sum in another order.
  check("differs from the loop by, relative (bound 1e-5)", worst <= 1e-5 * largest,
        worst / largest);

  // The mean of the gradients is the gradient of the mean.
  auto mean = vm::grad([&](const Params &q) {
    return vm::mean(vm::vmap(loss, {.in_axes = {vm::none, 0, 0}})(q, xs, ys));
  });
  double average = largestDifference(vm::mean(g.w1, 0), mean(p).w1);
  check("mean of gradients and gradient of mean differ by", average <= 1e-5 * largest, average);
  return failures;
}
