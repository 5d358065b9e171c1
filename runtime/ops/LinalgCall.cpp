#include "runtime/ops/LinalgCall.h"

#include "vmapc/structure.h"
#include "vmapc/vmap.h"

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace matrix {

void check(const char *op, const Operand &x, bool vectors) {
  const Array &a = required(x.array, op, x.loc);
  if (a.rank() < (vectors ? 1 : 2))
    fail(op, vectors ? "rank 1 or more" : "rank 2 or more", describe(a, x.loc), x.loc);
}

void checkSquare(const char *op, const Operand &x) {
  check(op, x);
  if (x.array.dim(-1) != x.array.dim(-2))
    fail(op, "square matrices", describe(x.array, x.loc), x.loc);
}

void failShapes(const char *op, const std::string &required, const Operand &a, const Operand &b) {
  fail(op, required, describe(a.array, a.loc) + " and " + describe(b.array, b.loc), b.loc);
}

namespace {
/// The results of `f` for every example of arrays with a leading axis each.
std::vector<Array> mapped(const std::vector<Array> &in, Body f) {
  VmapOptions options;
  TreeDef array;
  array.kind = TreeDef::array;
  std::vector<TreeDef> arguments(in.size(), array);
  std::vector<const char *> types(in.size(), "Array");
  std::vector<Array> results;
  return traceVmap({options, in, arguments, types,
                    [&](std::span<const Array> one) { return results = f(one); },
                    [&] { return describeTree(results, ""); }, userLine(Loc::current())});
}

Shape leading(const Array &x, std::int64_t own) {
  Shape shape = x.shape();
  shape.resize(shape.size() - std::size_t(own));
  return shape;
}
Shape joined(Shape batch, const Array &x, std::size_t from) {
  const Shape &own = x.shape();
  batch.insert(batch.end(), own.begin() + std::ptrdiff_t(from), own.end());
  return batch;
}

/// The common shape of the axes before the problem's.
Shape batchOf(Inputs in, const Dims &ranks) {
  Shape batch;
  for (std::size_t k = 0; k < in.size(); ++k) {
    Shape here = leading(in[k], ranks[k]);
    if (here.size() > batch.size())
      batch.insert(batch.begin(), here.size() - batch.size(), 1);
    std::size_t shift = batch.size() - here.size();
    for (std::size_t d = 0; d < here.size(); ++d)
      if (here[d] != 1)
        batch[shift + d] = here[d];
  }
  return batch;
}
} // namespace

std::vector<Array> overBatch(Inputs in, const Dims &ranks, Body one) {
  Shape batch = batchOf(in, ranks);
  if (batch.empty())
    return one(in);
  std::int64_t count = elementCount(batch);
  std::vector<Array> flat;
  for (std::size_t k = 0; k < in.size(); ++k) {
    std::size_t before = in[k].shape().size() - std::size_t(ranks[k]);
    Array whole = prim::broadcastTo(in[k], joined(batch, in[k], before));
    flat.push_back(prim::reshape(whole, joined({count}, in[k], before)));
  }
  std::vector<Array> results = mapped(flat, one);
  for (Array &r : results)
    r = prim::reshape(r, joined(batch, r, 1));
  return results;
}

std::vector<Array> run(const char *op, Inputs in, const Dims &ranks, const Loc &loc, Body one) {
  std::size_t matrices = std::min<std::size_t>(in.size(), 2);
  DType kept = within(Domain::floats, promote(in.first(matrices), op, loc), op, loc).dtype;
  DType computed = kept == f64 ? f64 : f32;
  std::vector<Array> inputs = converted(in.first(matrices), computed);
  inputs.insert(inputs.end(), in.begin() + std::ptrdiff_t(matrices), in.end());
  std::vector<Array> results = overBatch(inputs, ranks, one);
  if (kept != computed)
    for (Array &r : results)
      if (avalOf(r).dtype == computed)
        r = prim::convert(r, kept);
  return results;
}

namespace {
/// The axes before the last two must broadcast.
void checkBatches(const char *op, const Operand &a, const Operand &b, std::int64_t ownB) {
  Shape x = leading(a.array, 2), y = leading(b.array, ownB);
  for (std::size_t k = 1; k <= std::min(x.size(), y.size()); ++k) {
    std::int64_t p = x[x.size() - k], q = y[y.size() - k];
    if (p != q && p != 1 && q != 1)
      failShapes(op, "batches that broadcast", a, b);
  }
}
} // namespace

std::vector<Array> apply(const char *op, std::string_view key, const Operand &a, Body one) {
  const Array arrays[] = {a.array};
  return callAll(op, key, arrays, a.loc, [&](Inputs in) { return run(op, in, {2}, a.loc, one); });
}

std::vector<Array> apply(const char *op, std::string_view key, const Operand &a, const Operand &b,
                         Body one) {
  checkBatches(op, a, b, 2);
  const Array arrays[] = {a.array, b.array};
  return callAll(op, key, arrays, a.loc,
                 [&](Inputs in) { return run(op, in, {2, 2}, a.loc, one); });
}

std::vector<Array> applySystem(const char *op, std::string_view key, const Operand &a,
                               const Operand &b, Body one) {
  bool isVector = b.array.rank() == 1;
  checkBatches(op, a, b, isVector ? 1 : 2);
  const Array arrays[] = {a.array, b.array};
  return callAll(op, key, arrays, a.loc, [&](Inputs in) {
    return run(op, in, {2, isVector ? 1 : 2}, a.loc, [&](Inputs x) {
      if (!isVector)
        return one(x);
      const Array columns[] = {x[0], asColumn(x[1])};
      std::vector<Array> results = one(columns);
      results[0] = prim::reshape(results[0], {results[0].dim(0)});
      return results;
    });
  });
}

} // namespace matrix
} // namespace detail
} // namespace v0
} // namespace vmapc
