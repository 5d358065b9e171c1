// Whole-array functions against g++ -O3 -march=native -ffast-math and OpenBLAS.

#include "Bench.h"
#include "peers.h"

#include <cblas.h>
#include <cmath>
#include <stdexcept>

extern "C" void openblas_set_num_threads(int);

namespace bench {
namespace {

Array random(int seed, const vm::Shape &shape) {
  return vm::random::normal(vm::random::key(seed), shape);
}

/// Both compute the same thing, or there is nothing to compare.
void agree(const Array &ours, const std::vector<float> &peer, double tolerance) {
  auto mine = ours.span<float>();
  for (std::size_t k = 0; k < peer.size(); ++k)
    if (!(std::fabs(mine[k] - peer[k]) <= tolerance * (1 + std::fabs(peer[k]))))
      throw std::runtime_error("a benchmark and its peer disagree");
}

} // namespace

void kernels(Report &report) {
  report.section("functions of whole arrays, ours against a peer");
  const std::string gcc = "g++ -Ofast loop";
  {
    const long n = 1 << 20;
    Array x = random(1, {n});
    std::vector<float> y(n);
    auto f = vm::jit([](Array x) { return vm::tanh(1.25f * x + 0.3f) * vm::sigmoid(x); });
    auto peer = [&] { peers::tanhSigmoid(x.span<float>().data(), y.data(), n); };
    peer();
    agree(f(x), y, 1e-5);
    report.compare("tanh(1.25x+.3)*sigmoid(x), 1M", [&] { f(x); }, gcc, peer, 1.3);
  }
  const long n = 1024;
  Array x = random(2, {n, n});
  const float *data = x.span<float>().data();
  {
    std::vector<float> y(n * n);
    auto f = vm::jit([](Array x) { return vm::softmax(x); });
    auto peer = [&] { peers::softmax(data, y.data(), n, n); };
    peer();
    agree(f(x), y, 1e-5);
    report.compare("softmax, 1024x1024", [&] { f(x); }, gcc, peer, 1.3);
  }
  std::vector<float> y(n);
  {
    auto f = vm::jit([](Array x) { return vm::sum(x, 1); });
    auto peer = [&] { peers::rowSums(data, y.data(), n, n); };
    peer();
    agree(f(x), y, 1e-3);
    report.compare("row sums, 1024x1024", [&] { f(x); }, gcc, peer, 0.9);
  }
  {
    auto f = vm::jit([](Array x) { return vm::sum(x, 0); });
    auto peer = [&] { peers::columnSums(data, y.data(), n, n); };
    peer();
    agree(f(x), y, 1e-3);
    report.compare("column sums, 1024x1024", [&] { f(x); }, gcc, peer, 0.8);
  }
  {
    const int m = 512;
    Array a = random(3, {m, m}), b = random(4, {m, m});
    std::vector<float> c(m * m);
    openblas_set_num_threads(1);
    auto f = vm::jit([](Array a, Array b) { return vm::matmul(a, b); });
    auto peer = [&] {
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, m, m, 1, a.span<float>().data(), m,
                  b.span<float>().data(), m, 0, c.data(), m);
    };
    peer();
    agree(f(a, b), c, 1e-2);
    report.compare("matmul, 512^3", [&] { f(a, b); }, "OpenBLAS", peer, 0.7);
  }
}

} // namespace bench
