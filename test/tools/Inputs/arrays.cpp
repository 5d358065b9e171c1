// Arrays of all sorts, to be looked at in a debugger.

#include "vmapc/vmapc.h"

namespace vm = vmapc;
using vm::Array;

struct Layer {
  Array w;
  int stride;
};

[[gnu::noinline]] Array whileTracing(Array x) { return x * 2; }
[[gnu::noinline]] void stop() { asm volatile(""); }

int main() {
  Array nothing, number = 2.5, matrix = {{1.f, 2.f, 3.f}, {4.f, 5.f, 6.f}};
  Array ramp = vm::astype(vm::arange(1000), vm::i64), mask = {true, false, true};
  Array half = vm::astype(Array{1.5, -2.}, vm::f16), brain = vm::astype(half, vm::bf16);
  Array z = Array::from(std::vector<std::complex<float>>{{1, 2}, {3, -4}}, {2});
  Array empty = vm::zeros({0, 2});
  Layer layer{{7.f, 8.f}, 3};
  stop();
  vm::jit(whileTracing)(matrix);
  return 0;
}
