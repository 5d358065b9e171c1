// A program outside the project: it knows the installed package and nothing else.

#include <vmapc/dlpack.h>
#include <vmapc/view.h>
#include <vmapc/vmapc.h>

#include <cstdio>

namespace vm = vmapc;
using vm::Array;

struct Params {
  Array w, b;
};

int main() {
  Params p{{{1.f, 2.f}, {3.f, 4.f}}, {0.5f, -0.5f}};
  auto loss = [](const Params &q, Array x) {
    Array y = vm::tanh(vm::matmul(q.w, x) + q.b);
    return vm::sum(y * y);
  };
  auto perSample = vm::vmap(vm::grad(loss), {.in_axes = {vm::none, 0}});
  Params g = perSample(p, Array{{0.f, 0.f}, {0.1f, 0.2f}, {-1.f, 1.f}});
  std::printf("gradient of w: rank %d, of b: %d examples\n", int(g.w.rank()), int(g.b.dim(0)));
  vm::save("gradient.npz", g);
  Array w = vm::from_dlpack(vm::to_dlpack(vm::load<Params>("gradient.npz").w));
  vm::View<float, 3> view(w);
  std::printf("read back %d numbers\n", int(view.size()));
  return 0;
}
