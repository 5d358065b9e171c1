// Sorting: the permutation of the keys, and a read at it; and searching in what is
// sorted.

#include "vmapc/order.h"

#include "runtime/ops/Along.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace {

void checkSortable(const Array &x, const char *op, const Loc &loc) {
  if (kindOf(required(x, op, loc).dtype()) > 2)
    fail(op, "a dtype with an order", describe(x, loc), loc);
  if (x.rank() == 0)
    fail(op, "rank 1 or more", describe(x, loc), loc);
}

std::int64_t sortedAxis(const Operand &x, std::int64_t axis, const char *op) {
  checkSortable(x.array, op, x.loc);
  return normalAxis(axis, x.array.rank(), op, x.loc);
}

} // namespace

//===-- Sorting -------------------------------------------------------------------===//

Array Sort::operator()(const Operand &x, std::int64_t axis, bool descending) const {
  axis = sortedAxis(x, axis, "sort");
  return call("sort", Key() << axis << descending, {&x}, [&](Inputs in) {
    Array rows = axisLast(strong(in[0]), axis);
    return axisBack(readRows(rows, orderOf({&rows, 1}, descending)), axis);
  });
}

Array Argsort::operator()(const Operand &x, std::int64_t axis, bool descending) const {
  axis = sortedAxis(x, axis, "argsort");
  return call("argsort", Key() << axis << descending, {&x}, [&](Inputs in) {
    Array rows = axisLast(strong(in[0]), axis);
    return axisBack(orderOf({&rows, 1}, descending), axis);
  });
}

// The arrays must have one shape; returns the axis.
static std::int64_t commonAxis(const std::vector<Array> &xs, std::int64_t axis, const char *op,
                               const Loc &loc) {
  if (xs.empty())
    fail(op, "at least one array", "none", loc);
  for (const Array &x : xs)
    if (required(x, op, loc).shape() != required(xs[0], op, loc).shape())
      fail(op, "arrays of one shape", describe(xs[0], loc) + " and " + describe(x, loc), loc);
  if (xs[0].rank() == 0)
    fail(op, "rank 1 or more", describe(xs[0], loc), loc);
  return normalAxis(axis, xs[0].rank(), op, loc);
}

std::vector<Array> SortTogether::operator()(const std::vector<Array> &xs, SortOptions options,
                                            Loc loc) const {
  std::int64_t axis = commonAxis(xs, options.axis, "sort_together", loc);
  if (options.keys < 1 || options.keys > std::int64_t(xs.size()))
    fail("sort_together", "from 1 to " + std::to_string(xs.size()) + " keys",
         std::to_string(options.keys), loc);
  std::size_t count = std::size_t(options.keys);
  for (std::size_t k = 0; k < count; ++k)
    checkSortable(xs[k], "sort_together", loc);
  Key key;
  key << axis << options.keys << options.descending << options.total;
  return callAll("sort_together", key, xs, loc, [&](Inputs in) {
    std::vector<Array> rows;
    for (const Array &x : in)
      rows.push_back(axisLast(strong(x), axis));
    Array order = orderOf(Inputs(rows).first(count), options.descending, options.total);
    for (Array &x : rows)
      x = axisBack(readRows(x, order), axis);
    return rows;
  });
}

Array Lexsort::operator()(const std::vector<Array> &keys, std::int64_t axis, Loc loc) const {
  axis = commonAxis(keys, axis, "lexsort", loc);
  for (const Array &key : keys)
    checkSortable(key, "lexsort", loc);
  return callList("lexsort", Key() << axis, keys, loc, [&](Inputs in) {
    std::vector<Array> rows;
    for (std::size_t k = in.size(); k-- > 0;)
      rows.push_back(axisLast(strong(in[k]), axis));
    return axisBack(orderOf(rows), axis);
  });
}

// Batcher's merge exchange (Knuth, The Art of Computer Programming 3, 5.2.2, algorithm M),
// each round on whole arrays. Equal elements are told apart by their positions, which makes
// the order total and the network stable.
std::vector<Array> detail::sortBy(Inputs xs, std::int64_t axis, Comparator before, const Loc &loc) {
  axis = commonAxis({xs.begin(), xs.end()}, axis, "sort_by", loc);
  Scope scope(loc);
  std::vector<Array> now;
  for (const Array &x : xs)
    now.push_back(axisLast(strong(x), axis));
  std::size_t count = now.size();
  std::int64_t n = now[0].dim(-1);
  now.push_back(positions(now[0].shape()));

  // Elements i with (i & p) == r meet those `distance` further on.
  auto round = [&](std::int64_t p, std::int64_t r, std::int64_t distance) {
    std::vector<std::int32_t> partner(static_cast<std::size_t>(n));
    std::iota(partner.begin(), partner.end(), 0);
    std::vector<unsigned char> low(partner.size(), 1);
    for (std::int64_t i = 0; i + distance < n; ++i)
      if ((i & p) == r) {
        partner[std::size_t(i)] = std::int32_t(i + distance);
        partner[std::size_t(i + distance)] = std::int32_t(i);
        low[std::size_t(i + distance)] = 0;
      }
    Array from = literal({i32, {n}}, partner.data(), loc);
    Array isLow = prim::broadcastTo(literal({b1, {n}}, low.data(), loc), now[0].shape());
    std::vector<Array> other, lower, upper;
    for (const Array &x : now) {
      Array turned = prim::make("gather", {axisBack(x, 0), from},
                                {{"batch_dims", std::int64_t(0)}, {"mode", std::string("clip")}});
      other.push_back(axisLast(turned, 0));
      lower.push_back(prim::make("select", {isLow, x, other.back()}));
      upper.push_back(prim::make("select", {isLow, other.back(), x}));
    }
    Array upperFirst = before(Inputs(upper).first(count), Inputs(lower).first(count));
    Array lowerFirst = before(Inputs(lower).first(count), Inputs(upper).first(count));
    for (const Array &p : {upperFirst, lowerFirst})
      if (required(p, "sort_by", loc).dtype() != b1 || p.shape() != now[0].shape())
        fail("sort_by", "a comparator that gives " + vmapc::describe(b1, now[0].shape()),
             describe(p, loc), loc);
    Array swap = upperFirst | (!lowerFirst & (upper[count] < lower[count]));
    for (std::size_t k = 0; k < now.size(); ++k)
      now[k] = prim::make("select", {swap, other[k], now[k]});
  };
  std::int64_t top = n < 2 ? 0 : std::int64_t(std::bit_ceil(std::uint64_t(n)) / 2);
  for (std::int64_t p = top; p > 0; p /= 2)
    for (std::int64_t q = top, r = 0, d = p;; d = q - p, q /= 2, r = p) {
      round(p, r, d);
      if (q == p)
        break;
    }
  now.pop_back();
  for (Array &x : now)
    x = axisBack(x, axis);
  return now;
}

TopK TopKOf::operator()(const Operand &x, std::int64_t k, std::int64_t axis, bool largest) const {
  axis = sortedAxis(x, axis, "top_k");
  if (k < 0 || k > x.array.dim(axis))
    fail("top_k", "k from 0 to " + std::to_string(x.array.dim(axis)), std::to_string(k), x.loc);
  std::vector<Array> both =
      callAll("top_k", Key() << k << axis << largest, {&x.array, 1}, x.loc, [&](Inputs in) {
        Array rows = axisLast(strong(in[0]), axis);
        Shape limit = rows.shape();
        limit.back() = k;
        Array order = prim::slice(orderOf({&rows, 1}, largest), Dims(limit.size(), 0), limit,
                                  Dims(limit.size(), 1));
        return std::vector<Array>{axisBack(readRows(rows, order), axis), axisBack(order, axis)};
      });
  return {both[0], both[1]};
}

static void checkKth(const Operand &x, std::int64_t kth, std::int64_t axis, const char *op) {
  normalAxis(kth, x.array.dim(sortedAxis(x, axis, op)), op, x.loc);
}

Array Partition::operator()(const Operand &x, std::int64_t kth, std::int64_t axis) const {
  checkKth(x, kth, axis, "partition");
  return sort(x, axis);
}

Array Argpartition::operator()(const Operand &x, std::int64_t kth, std::int64_t axis) const {
  checkKth(x, kth, axis, "argpartition");
  return argsort(x, axis);
}

//===-- Searching -----------------------------------------------------------------===//

namespace {

/// Whether sorted element s stands before the place of v.
Array standsBefore(const Array &s, const Array &v, bool right) {
  Array before = right ? s <= v : s < v;
  if (kindOf(avalOf(s).dtype) < 2)
    return before;
  return before | (right ? v != v : (v != v) & (s == s));
}

/// `sorted` [n] or [B..., n] and v [B..., m] of one dtype -> i32 of v's shape.
Array search(const Array &sorted, const Array &v, bool right) {
  std::int64_t n = sorted.dim(-1);
  bool shared = sorted.rank() == 1;
  constexpr std::int64_t few = 32;
  if (n <= few) {
    // i32 [v..., n], summed.
    Shape shape = v.shape();
    Dims rows(shape.size()), columns;
    for (std::size_t d = 0; d < shape.size(); ++d)
      rows[d] = std::int64_t(d);
    columns = rows;
    if (shared)
      columns.clear();
    else
      columns.pop_back();
    columns.push_back(std::int64_t(shape.size()));
    shape.push_back(n);
    Array before = standsBefore(prim::broadcast(sorted, shape, columns),
                                prim::broadcast(v, shape, rows), right);
    return prim::reduce("reduce_sum", prim::convert(before, i32), {std::int64_t(shape.size()) - 1});
  }
  // Bisection without branches: of the place the bits are found from the highest on.
  Array place = prim::splat(0, i32, v.shape());
  for (std::int64_t step = std::int64_t(std::bit_floor(std::uint64_t(n))); step > 0; step /= 2) {
    Array next = place + step;
    Array index = next - 1;
    Array at = prim::make("gather", {sorted, index},
                          {{"batch_dims", sorted.rank() - 1}, {"mode", std::string("clip")}});
    place = where(standsBefore(at, v, right) & (next <= n), next, place);
  }
  return place;
}

} // namespace

Array Searchsorted::operator()(const Operand &sorted, const Operand &v,
                               const SearchOptions &options) const {
  checkSortable(sorted.array, "searchsorted", sorted.loc);
  const Shape &s = sorted.array.shape();
  const Shape &own = required(v.array, "searchsorted", v.loc).shape();
  bool fits =
      s.size() == 1 || (s.size() == own.size() && std::equal(s.begin(), s.end() - 1, own.begin()));
  if (!fits)
    fail("searchsorted", "a sorted array of rank 1, or values with its leading axes",
         describe(sorted.array, sorted.loc) + " and " + describe(v.array, v.loc), v.loc);
  std::vector<Array> operands = {sorted.array, v.array};
  if (options.sorter.defined()) {
    if (options.sorter.shape() != s || kindOf(options.sorter.dtype()) != 1)
      fail("searchsorted", "a sorter of integers of shape " + describe(s),
           describe(options.sorter, sorted.loc), sorted.loc);
    operands.push_back(options.sorter);
  }
  return callList("searchsorted", Key() << options.right, operands, sorted.loc, [&](Inputs in) {
    std::vector<Array> x =
        converted(in.first(2), promote(in.first(2), "searchsorted", sorted.loc).dtype);
    if (in.size() > 2)
      x[0] = readRows(x[0], in[2]);
    return search(x[0], x[1], options.right);
  });
}

static void checkRankOne(const Operand &x, const char *op, const char *what) {
  if (required(x.array, op, x.loc).rank() != 1)
    fail(op, std::string(what) + " of rank 1", describe(x.array, x.loc), x.loc);
}

Array Digitize::operator()(const Operand &x, const Operand &bins, bool right) const {
  checkRankOne(bins, "digitize", "bins");
  required(x.array, "digitize", x.loc);
  return call("digitize", Key() << right, {&x, &bins}, [&](Inputs in) {
    Inputs both = in.first(2);
    std::vector<Array> v = converted(both, promote(both, "digitize", x.loc).dtype);
    std::int64_t n = v[1].dim(0);
    if (n == 0)
      return prim::splat(0, i32, v[0].shape());
    Array rising = search(v[1], v[0], !right);
    // Falling bins are counted from the other end.
    Array falling = n - search(flip(v[1]), v[0], !right);
    return where(v[1][0] <= v[1][n - 1], rising, falling);
  });
}

Array IsIn::operator()(const Operand &x, const Operand &test, bool invert) const {
  required(x.array, "isin", x.loc);
  required(test.array, "isin", test.loc);
  return call("isin", Key() << invert, {&x, &test}, [&](Inputs in) {
    std::vector<Array> v = converted(in, promote(in, "isin", x.loc).dtype);
    Array set = vmapc::flatten(v[1]);
    std::int64_t n = set.dim(0);
    Array found;
    constexpr std::int64_t few = 32;
    if (n <= few || kindOf(set.dtype()) > 2) {
      found = any(expand_dims(v[0], -1) == set, -1);
    } else {
      Array sorted = vmapc::sort(set);
      Array place = search(sorted, v[0], false);
      Array at = prim::make("gather", {sorted, place},
                            {{"batch_dims", std::int64_t(0)}, {"mode", std::string("clip")}});
      found = at == v[0]; // past the end the last element is read: it is smaller
    }
    return invert ? !found : found;
  });
}

} // namespace v0
} // namespace vmapc
