// Batched dot products: a function of two vectors, lifted to batches along any
// axis, with the result's axis chosen, and with an operand that all share.

#include "example.h"

int main() {
  std::printf("batched dot products, f32[4096,16]\n");
  Array key = vm::random::key(1);
  Array a = vm::random::normal(vm::random::fold_in(key, 0), {4096, 16});
  Array b = vm::random::normal(vm::random::fold_in(key, 1), {4096, 16});

  // One call per pair of rows is what vmap stands for.
  auto dot = vm::jit([](Array x, Array y) { return vm::dot(x, y); });
  std::vector<Array> rows;
  for (int i = 0; i < 4096; ++i)
    rows.push_back(dot(a[i], b[i]));
  Array loop = vm::stack(rows);

  auto batched = vm::vmap(vm::dot);
  check("vmap(dot) differs from the loop by", largestDifference(batched(a, b), loop) == 0,
        largestDifference(batched(a, b), loop));

  // Batches along other axes: in_axes says where, one entry an argument. The vectors are
  // then columns, whose products are summed in another order: the bound is 16 roundings
  // of the terms.
  double bound = 16 * 0x1p-24 * vm::max(vm::sum(vm::abs(a * b), 1)).item<double>();
  auto columns = vm::vmap(vm::dot, {.in_axes = {1, 0}});
  double moved = largestDifference(columns(vm::transpose(a), b), loop);
  check("in_axes = {1, 0} differs by (bound: 16 roundings)", moved <= bound, moved);

  // Of two vectors a matrix: out_axes says where the batch goes in the result.
  auto outer = vm::vmap(vm::outer, {.out_axes = -1});
  Array products = outer(a[vm::slice(0, 8)], b[vm::slice(0, 8)]);
  bool last = products.shape() == vm::Shape{16, 16, 8};
  double diagonal = largestDifference(products(vm::all, vm::all, 3), vm::outer(a[3], b[3]));
  check("out_axes = -1: [16,16,8], an example differs by", last && diagonal == 0, diagonal);

  // A shared operand stays one vector: a matrix times a vector, in that other order again.
  auto shared = vm::vmap(vm::dot, {.in_axes = {0, vm::none}});
  std::vector<Array> sharedRows;
  for (int i = 0; i < 4096; ++i)
    sharedRows.push_back(dot(a[i], b[0]));
  double difference = largestDifference(shared(a, b[0]), vm::stack(sharedRows));
  bound = 16 * 0x1p-24 * vm::max(vm::sum(vm::abs(a * b[0]), 1)).item<double>();
  check("a shared operand differs by (bound: 16 roundings)", difference <= bound, difference);

  std::vector<Array> as = vm::unstack(a), bs = vm::unstack(b);
  double one = timed([&] { batched(a, b); }, 51);
  double each = timed([&] {
    for (int i = 0; i < 4096; ++i)
      dot(as[i], bs[i]);
  });
  std::printf("  %.1f us batched, %.1f us in a loop of compiled calls\n", one * 1e6, each * 1e6);
  checkTime("times faster than the loop (at least 20)", each >= 20 * one, each / one);
  return failures;
}
