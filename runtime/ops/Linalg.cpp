// Parts of matrices, and the products that the algorithms are made of.

#include "runtime/ops/Linalg.h"

#include "vmapc/structure.h"

#include <algorithm>
#include <limits>

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace matrix {

Array block(const Array &a, std::int64_t i0, std::int64_t i1, std::int64_t j0, std::int64_t j1) {
  return prim::slice(a, {i0, j0}, {i1, j1}, {1, 1});
}
Array rows(const Array &a, std::int64_t i0, std::int64_t i1) {
  return block(a, i0, i1, 0, a.dim(1));
}
Array columns(const Array &a, std::int64_t j0, std::int64_t j1) {
  return block(a, 0, a.dim(0), j0, j1);
}

static Array joined(const std::vector<Array> &parts, std::int64_t axis) {
  std::vector<Array> kept;
  for (const Array &part : parts)
    if (part.dim(axis) > 0)
      kept.push_back(part);
  if (kept.empty())
    return parts.front();
  return kept.size() == 1 ? kept.front() : concatenate(kept, axis);
}
Array below(const std::vector<Array> &parts) { return joined(parts, 0); }
Array beside(const std::vector<Array> &parts) { return joined(parts, 1); }

Array zeros(std::int64_t m, std::int64_t n, const Array &like) {
  return prim::splat(0, avalOf(like).dtype, {m, n});
}

static Array isOnDiagonal(std::int64_t m, std::int64_t n) {
  return prim::iota({m, n}, 0, i32) == prim::iota({m, n}, 1, i32);
}
Array identity(std::int64_t n, const Array &like) {
  return prim::convert(isOnDiagonal(n, n), avalOf(like).dtype);
}
Array transposed(const Array &a) { return prim::transpose(a, {1, 0}); }

static Array triangle(const Array &a, std::int64_t k, bool lower) {
  Shape shape = {a.dim(0), a.dim(1)};
  Array limit = prim::iota(shape, 0, i32) + k, column = prim::iota(shape, 1, i32);
  return where(lower ? column <= limit : column >= limit, a, 0);
}
Array lowerOf(const Array &a, std::int64_t k) { return triangle(a, k, true); }
Array upperOf(const Array &a, std::int64_t k) { return triangle(a, k, false); }

Array diagonal(const Array &a) {
  std::int64_t n = std::min(a.dim(0), a.dim(1)), step = a.dim(1) + 1;
  Array line = prim::reshape(a, {a.dim(0) * a.dim(1)});
  return prim::slice(line, {0}, {n ? (n - 1) * step + 1 : 0}, {step});
}

Array asColumn(const Array &v) { return prim::reshape(v, {v.dim(0), 1}); }

Array multiplyAdd(const Array &x, const Array &y, const Array &z) {
  auto common = [&](std::int64_t d) {
    std::int64_t extents[] = {x.dim(d), y.dim(d), z.dim(d)};
    return std::ranges::count(extents, 0) ? 0 : std::ranges::max(extents);
  };
  Shape shape = {common(0), common(1)};
  return prim::make("fma", {prim::broadcastTo(x, shape), prim::broadcastTo(y, shape),
                            prim::broadcastTo(z, shape)});
}

Array product(const Array &a, const Array &b) {
  return prim::contract(a, {0, 1}, b, {1, 2}, {0, 2});
}

double epsilonOf(const Array &a) {
  return avalOf(a).dtype == f64 ? std::numeric_limits<double>::epsilon()
                                : double(std::numeric_limits<float>::epsilon());
}

} // namespace matrix
} // namespace detail
} // namespace v0
} // namespace vmapc
