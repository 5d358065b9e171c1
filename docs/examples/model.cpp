// A model written for one example, with array indexing inside, lifted to a batch.

#include "example.h"

struct Params {
  Array embedding, w, b, out;
};

// The score of one sentence, 12 token numbers: nothing here knows of batches.
Array score(const Params &p, Array tokens) {
  Array words = p.embedding[tokens];                // [12, 8]
  Array h = vm::tanh(vm::matmul(words, p.w) + p.b); // [12, 16]
  Array strongest = h[vm::argmax(h(vm::all, 0))];   // [16], the word that excites unit 0
  Array last = h(-1, vm::slice({}, {}, 2));         // [8], every second unit of the last word
  return vm::dot(vm::max(h, 0) + strongest, p.out) + vm::mean(last);
}

int main() {
  std::printf("a model of one sentence, lifted to 64 of them\n");
  Array key = vm::random::key(2);
  Params p{vm::random::normal(vm::random::fold_in(key, 0), {100, 8}),
           vm::random::normal(vm::random::fold_in(key, 1), {8, 16}),
           vm::random::normal(vm::random::fold_in(key, 2), {16}),
           vm::random::normal(vm::random::fold_in(key, 3), {16})};
  Array sentences = vm::random::randint(vm::random::fold_in(key, 4), {64, 12}, 0, 100);

  auto scores = vm::vmap(score, {.in_axes = {vm::none, 0}});
  Array batched = scores(p, sentences);

  auto one = vm::jit(score);
  std::vector<Array> rows;
  for (int i = 0; i < 64; ++i)
    rows.push_back(one(p, sentences[i]));
  double difference = largestDifference(batched, vm::stack(rows));
  // 12 words times 8 or 96 words of a batch: the product may sum in another order.
  check("differs from the loop by (bound 1e-5)", difference <= 1e-5, difference);

  // A batch of models on one sentence is the same function, mapped elsewhere.
  Params many = vm::tree_map([](Array x) { return vm::stack({x, 2 * x, 3 * x}); }, p);
  Array ensemble = vm::vmap(score, {.in_axes = {0, vm::none}})(many, sentences[0]);
  double first = std::fabs((ensemble[0] - batched[0]).item<double>());
  check("an ensemble of 3 models: the first differs by", first <= 1e-5, first);
  return failures;
}
