// Handwritten digits: trains a small network with per-sample gradients, each
// clipped to norm 1, and tests it on images it has not seen.

#include "example.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

struct Params {
  Array w1, b1, w2, b2;
};

Params initial(Array key) {
  auto layer = [&](int index, std::int64_t in, std::int64_t out) {
    return vm::random::normal(vm::random::fold_in(key, index), {out, in}) *
           std::sqrt(2.f / float(in));
  };
  return {layer(0, 64, 64), vm::zeros({64}), layer(1, 64, 10), vm::zeros({10})};
}

// Everything below is for one image.
Array logits(const Params &p, Array image) {
  Array h = vm::relu(vm::matmul(p.w1, image) + p.b1);
  return vm::matmul(p.w2, h) + p.b2;
}

Array loss(const Params &p, Array image, Array label) {
  return vm::cross_entropy(logits(p, image), label);
}

std::pair<Array, Params> clipped(const Params &p, Array image, Array label) {
  auto [value, g] = vm::value_and_grad(loss)(p, image, label);
  Array square = 0.f;
  for (Array leaf : vm::tree_leaves(g))
    square = square + vm::sum(leaf * leaf);
  Array scale = 1.f / vm::maximum(1.f, vm::sqrt(square));
  return {value, vm::tree_map([scale](Array x) { return x * scale; }, g)};
}

struct Step {
  Params params, velocity;
  Array loss;
};

// One step of stochastic gradient descent with momentum on a batch.
Step step(const Params &p, const Params &velocity, Array images, Array labels, Array rate) {
  auto [values, grads] = vm::vmap(clipped, {.in_axes = {vm::none, 0, 0}})(p, images, labels);
  Params moved =
      vm::tree_map([](Array v, Array g) { return 0.9f * v + vm::mean(g, 0); }, velocity, grads);
  Params next = vm::tree_map([rate](Array w, Array v) { return w - rate * v; }, p, moved);
  return {next, moved, vm::mean(values)};
}

struct Data {
  Array images, labels;
};

Data read(const std::string &path) {
  std::ifstream file(path);
  std::vector<float> pixels;
  std::vector<std::int32_t> labels;
  for (std::string line; std::getline(file, line);) {
    std::istringstream cells(line);
    std::string cell;
    for (int k = 0; k < 65 && std::getline(cells, cell, ','); ++k) {
      if (k < 64)
        pixels.push_back(std::stof(cell) / 16);
      else
        labels.push_back(std::stoi(cell));
    }
  }
  auto n = std::int64_t(labels.size());
  if (n != 1797 || pixels.size() != 64 * labels.size()) {
    std::fprintf(stderr, "%s: required 1797 rows of 65 numbers, got %d rows\n", path.c_str(),
                 int(n));
    std::exit(2);
  }
  return {Array::from(pixels, {n, 64}), Array::from(labels, {n})};
}

// The rows in an order that follows from the key.
std::vector<std::int32_t> order(Array key, int n) {
  std::vector<std::uint32_t> bits = vm::random::bits(key, {n}).to_vector<std::uint32_t>();
  std::vector<std::int32_t> rows(n);
  for (int i = 0; i < n; ++i)
    rows[i] = i;
  std::sort(rows.begin(), rows.end(),
            [&](int a, int b) { return std::pair(bits[a], a) < std::pair(bits[b], b); });
  return rows;
}

Array rows(const std::vector<std::int32_t> &order, int first, int count) {
  std::vector<std::int32_t> part(order.begin() + first, order.begin() + first + count);
  return Array::from(part, {count});
}

double accuracy(const Params &p, const Data &test) {
  static auto predict =
      vm::vmap([](const Params &q, Array image) { return vm::argmax(logits(q, image), 0); },
               {.in_axes = {vm::none, 0}});
  return vm::mean(predict(p, test.images) == test.labels).item<double>();
}

void train(int seed, const Data &data) {
  const int count = 1437, batch = 32, epochs = 40;
  Array key = vm::random::key(seed);
  std::vector<std::int32_t> shuffled = order(vm::random::fold_in(key, 100), 1797);
  Array testRows = rows(shuffled, count, 360);
  Data test{data.images[testRows], data.labels[testRows]};
  shuffled.resize(count);

  static auto compiled = vm::jit(step);
  Params p = initial(key), velocity = vm::zeros_like(p);
  double seconds = 0;
  int steps = 0;
  std::printf("seed %d: loss per epoch", seed);
  for (int epoch = 0; epoch < epochs; ++epoch) {
    std::vector<std::int32_t> now = order(vm::random::fold_in(key, 200 + epoch), count);
    for (std::int32_t &row : now)
      row = shuffled[row];
    double total = 0;
    for (int first = 0; first + batch <= count; first += batch, ++steps) {
      Array at = rows(now, first, batch);
      Array images = data.images[at], labels = data.labels[at];
      double start = threadSeconds();
      // The rate is an argument that changes: it never compiles anew.
      Step next = compiled(p, velocity, images, labels, 0.2f / float(1 + epoch / 10));
      seconds += threadSeconds() - start;
      p = next.params;
      velocity = next.velocity;
      total += next.loss.item<double>();
    }
    std::printf(" %.3f", total / (count / batch));
    std::fflush(stdout);
  }
  std::printf("\n");
  double share = accuracy(p, test);
  std::printf("  %.1f us per step of %d per-sample gradients\n", seconds * 1e6 / steps, batch);
  check("accuracy on the other 360 images (at least 0.95)", share >= 0.95, share);
}

// vmap(grad) at batch 256 against the loop over images and against the time it takes to
// write as many bytes as it returns.
void compareTimes(const Data &data) {
  Params p = initial(vm::random::key(9));
  Array images = data.images[vm::slice(0, 256)], labels = data.labels[vm::slice(0, 256)];
  auto batched = vm::vmap(vm::grad(loss), {.in_axes = {vm::none, 0, 0}});
  auto one = vm::jit(vm::grad(loss));
  Params all = batched(p, images, labels);
  std::vector<Array> is = vm::unstack(images), ls = vm::unstack(labels);
  double together = timed([&] { all = batched(p, images, labels); }, 15);
  double loop = timed([&] {
    for (int i = 0; i < 256; ++i)
      one(p, is[i], ls[i]);
  });
  std::size_t floats = 0;
  for (const Array &leaf : vm::tree_leaves(all))
    floats += std::size_t(leaf.size());
  std::vector<float> memory(floats);
  float value = 0;
  double writing = timed([&] { std::fill(memory.begin(), memory.end(), value += 1); }, 15);
  std::printf("vmap(grad) of 256 images: %.0f us, the loop %.0f us, writing its %.1f MB %.0f us\n",
              together * 1e6, loop * 1e6, double(floats) * 4e-6, writing * 1e6);
  checkTime("times the writing of its output (at most 4)", together <= 4 * writing,
            together / writing);
  checkTime("times faster than the loop (at least 1)", loop >= together, loop / together);
}

int main(int argc, char **argv) {
  std::printf("handwritten digits, an MLP 64-64-10, per-sample gradients clipped to norm 1\n");
  Data data = read(argc > 1 ? argv[1] : EXAMPLES_DATA "/digits.csv");
  compareTimes(data);
  for (int seed : {0, 1, 2})
    train(seed, data);
  return failures;
}
