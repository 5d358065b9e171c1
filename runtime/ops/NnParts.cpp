// Attention, embeddings, and distances.

#include "vmapc/nn.h"

#include "runtime/ops/Along.h"

#include <cmath>
#include <limits>

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
}

// |x|_p over dims; the derivative is 0 where the norm is.
Array detail::normOf(const Array &x, double p, const Dims &dims, bool keepdims) {
  if (p == 2)
    return norm(x, dims, keepdims);
  Array size = abs(x);
  if (p == infinity)
    return max(size, dims, keepdims);
  if (p == 1)
    return sum(size, dims, keepdims);
  if (p == 0)
    return astype(sum(x != 0., dims, keepdims), x.dtype());
  // A power below 1 has a pole at 0, a root always.
  Array none = size == 0.;
  Array total = sum(where(none, 0., pow(where(none, 1., size), p)), dims, keepdims);
  Array zero = total == 0.;
  return where(zero, 0., pow(where(zero, 1., total), 1 / p));
}

//===-- Attention -------------------------------------------------------------------------===//

Array Attention::operator()(const Operand &q, const Operand &k, const Operand &v,
                            const AttentionOptions &options) const {
  for (const Operand *o : {&q, &k, &v})
    if (required(o->array, "attention", o->loc).rank() < 2)
      fail("attention", "rank 2 or more", describe(o->array, o->loc), o->loc);
  if (q.array.dim(-1) != k.array.dim(-1) || k.array.dim(-2) != v.array.dim(-2))
    fail("attention", "q [..., n, d], k [..., m, d] and v [..., m, e]",
         describe(q.array, q.loc) + ", " + describe(k.array, k.loc) + " and " +
             describe(v.array, v.loc),
         q.loc);
  std::vector<Array> operands = {q.array, k.array, v.array};
  bool masked = options.mask.defined();
  if (masked)
    operands.push_back(options.mask);
  double scale = options.scale.value_or(1 / std::sqrt(double(q.array.dim(-1))));
  Key key;
  key << masked << options.causal << scale;
  return callList("attention", key, operands, q.loc, [&](Inputs in) {
    Array query = strongFloat(in[0]) * scale;
    Array scores = einsum("...nd,...md->...nm", query, asFloat(in[1]));
    std::int64_t n = scores.dim(-2), m = scores.dim(-1);
    Array seen;
    if (masked && in[3].dtype() == b1)
      seen = in[3];
    else if (masked)
      scores = scores + in[3];
    if (options.causal) {
      Array past = prim::iota({n, m}, 1, i32) <= prim::iota({n, m}, 0, i32);
      seen = seen.defined() ? seen & past : past;
    }
    if (seen.defined())
      scores = where(seen, scores, -infinity);
    // Who sees nobody has the largest score -inf: then every share is 0, not NaN.
    Array top = stop_gradient(max(scores, -1, true));
    Array share = exp(scores - where(is_finite(top), top, 0.));
    Array total = sum(share, -1, true);
    share = share / where(total == 0., 1., total);
    return einsum("...nm,...me->...ne", share, asFloat(in[2]));
  });
}

//===-- Embeddings ------------------------------------------------------------------------===//

static void checkTable(const Operand &table, const Operand &ids, const char *op) {
  if (required(table.array, op, table.loc).rank() != 2)
    fail(op, "a table of rank 2", describe(table.array, table.loc), table.loc);
  if (kindOf(required(ids.array, op, ids.loc).dtype()) != 1)
    fail(op, "integer ids", describe(ids.array, ids.loc), ids.loc);
}

Array Embedding::operator()(const Operand &table, const Operand &ids) const {
  checkTable(table, ids, "embedding");
  return call("embedding", {}, {&table, &ids}, [&](Inputs in) {
    return prim::make("gather", {strong(in[0]), in[1]},
                      {{"batch_dims", std::int64_t(0)}, {"mode", std::string("clip")}});
  });
}

Array EmbeddingBag::operator()(const Operand &table, const Operand &ids, BagMode mode,
                               const Array &weights) const {
  checkTable(table, ids, "embedding_bag");
  if (ids.array.rank() != 2)
    fail("embedding_bag", "ids [bags, m]", describe(ids.array, ids.loc), ids.loc);
  std::vector<Array> operands = {table.array, ids.array};
  if (weights.defined()) {
    if (mode != BagMode::sum || weights.shape() != ids.array.shape())
      fail("embedding_bag", "weights of the ids' shape, and sums", describe(weights, ids.loc),
           ids.loc);
    operands.push_back(weights);
  }
  return callList("embedding_bag", Key() << mode, operands, table.loc, [&](Inputs in) {
    Array rows = embedding(strongFloat(in[0]), in[1]); // [bags, m, d]
    Array counts = expand_dims(in[1] >= 0, -1);
    Array any = vmapc::any(counts, 1);
    if (mode == BagMode::max)
      return where(any, max(where(counts, rows, -infinity), 1), 0.);
    if (in.size() > 2)
      rows = rows * expand_dims(in[2], -1);
    Array total = sum(where(counts, rows, 0.), 1);
    if (mode == BagMode::sum)
      return total;
    return total / astype(maximum(sum(counts, 1), 1), rows.dtype());
  });
}

Array Bilinear::operator()(const Operand &x1, const Operand &x2, const Operand &weight,
                           const Array &bias) const {
  const Array &a = required(x1.array, "bilinear", x1.loc);
  const Array &b = required(x2.array, "bilinear", x2.loc);
  const Array &w = required(weight.array, "bilinear", weight.loc);
  if (w.rank() != 3 || a.rank() == 0 || b.rank() == 0 || a.dim(-1) != w.dim(1) ||
      b.dim(-1) != w.dim(2))
    fail("bilinear", "x1 [..., i], x2 [..., j] and a weight [k, i, j]",
         describe(a, x1.loc) + ", " + describe(b, x2.loc) + " and " + describe(w, weight.loc),
         weight.loc);
  Array y = einsum("...i,kij,...j->...k", x1, weight, x2);
  return bias.defined() ? add({y, x1.loc}, {bias, weight.loc}) : y;
}

//===-- Distances -------------------------------------------------------------------------===//

static void checkNorm(double p, const char *op, const Loc &loc) {
  if (!(p >= 0))
    fail(op, "a norm p >= 0", std::to_string(p), loc);
}

Array CDist::operator()(const Operand &a, const Operand &b, double p) const {
  const Array &x = required(a.array, "cdist", a.loc), &y = required(b.array, "cdist", b.loc);
  if (x.rank() < 2 || y.rank() < 2 || x.dim(-1) != y.dim(-1))
    fail("cdist", "a [..., n, d] and b [..., m, d]",
         describe(x, a.loc) + " and " + describe(y, b.loc), b.loc);
  checkNorm(p, "cdist", a.loc);
  return call("cdist", Key() << p, {&a, &b}, [&](Inputs in) {
    Array d = expand_dims(strongFloat(in[0]), -2) - expand_dims(strongFloat(in[1]), -3);
    return normOf(d, p, {d.rank() - 1}, false);
  });
}

Array PDist::operator()(const Operand &x, double p) const {
  if (required(x.array, "pdist", x.loc).rank() != 2)
    fail("pdist", "rank 2", describe(x.array, x.loc), x.loc);
  checkNorm(p, "pdist", x.loc);
  return call("pdist", Key() << p, {&x}, [&](Inputs in) {
    Array v = strongFloat(in[0]);
    std::vector<std::int32_t> first, second;
    for (std::int32_t i = 0; i < v.dim(0); ++i)
      for (std::int32_t j = i + 1; j < v.dim(0); ++j) {
        first.push_back(i);
        second.push_back(j);
      }
    auto rows = [&](const std::vector<std::int32_t> &which) {
      return take(v, literal({i32, {std::int64_t(which.size())}}, which.data(), Loc::current()), 0);
    };
    return normOf(rows(first) - rows(second), p, {1}, false);
  });
}

Array CosineSimilarity::operator()(const Operand &a, const Operand &b, std::int64_t axis,
                                   double epsilon) const {
  required(a.array, "cosine_similarity", a.loc);
  required(b.array, "cosine_similarity", b.loc);
  return call("cosine_similarity", Key() << axis << epsilon, {&a, &b}, [&](Inputs in) {
    Array x = strongFloat(in[0]), y = strongFloat(in[1]);
    return sum(x * y, axis) / (maximum(norm(x, axis), epsilon) * maximum(norm(y, axis), epsilon));
  });
}

} // namespace v0
} // namespace vmapc
