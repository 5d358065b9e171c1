// Prefix combinations, cumulative operations and reductions by a given function.

#include "vmapc/scan.h"

#include "runtime/ops/Ops.h"
#include "vmapc/library.h"

#include <limits>
#include <numeric>

namespace vmapc {
inline namespace v0 {
namespace detail {

namespace {

using Leaves = std::vector<Array>;

Leaves mapped(std::span<const Array> xs, FunctionRef<Array(const Array &)> f) {
  Leaves result;
  for (const Array &x : xs)
    result.push_back(f(x));
  return result;
}

/// Every `stride`-th of the positions start .. limit - 1 along the axis.
Leaves part(std::span<const Array> xs, std::size_t axis, std::int64_t start, std::int64_t limit,
            std::int64_t stride) {
  return mapped(xs, [&](const Array &x) {
    Dims low(x.shape().size(), 0), high = x.shape(), step(low.size(), 1);
    low[axis] = std::min(start, limit);
    high[axis] = limit;
    step[axis] = stride;
    return prim::slice(x, low, high, step);
  });
}

Leaves joined(std::span<const Array> a, std::span<const Array> b, std::int64_t axis) {
  Leaves result;
  for (std::size_t k = 0; k < a.size(); ++k)
    result.push_back(prim::make("concatenate", {a[k], b[k]}, {{"dimension", axis}}));
  return result;
}

/// a[0], b[0], a[1], b[1], ...; both of extent n.
Leaves interleaved(std::span<const Array> a, std::span<const Array> b, std::size_t axis) {
  Leaves result;
  for (std::size_t k = 0; k < a.size(); ++k) {
    Shape shape = a[k].shape(), both = shape;
    shape.insert(shape.begin() + std::ptrdiff_t(axis) + 1, 1);
    both[axis] *= 2;
    Array pairs = prim::make("concatenate", {prim::reshape(a[k], shape), prim::reshape(b[k], shape)},
                             {{"dimension", std::int64_t(axis) + 1}});
    result.push_back(prim::reshape(pairs, both));
  }
  return result;
}

/// `combine` with its results checked against its arguments.
class Checked {
public:
  Checked(const char *op, Combiner combine, const Loc &loc)
      : op_(op), combine_(combine), loc_(loc) {}
  Leaves operator()(std::span<const Array> a, std::span<const Array> b) const {
    Leaves r = combine_(a, b);
    for (std::size_t k = 0; k < r.size(); ++k) {
      required(r[k], op_, loc_);
      if (r[k].shape() != a[k].shape())
        fail(op_, "a combiner that keeps the shape of its arguments, " + describe(a[k], loc_),
             describe(r[k], loc_), loc_);
      r[k] = prim::convert(r[k], a[k].dtype());
    }
    return r;
  }

private:
  const char *op_;
  Combiner combine_;
  const Loc &loc_;
};

/// Neighbours are combined, the pairs scanned, and what is between them filled in (Blelloch,
/// "Prefix sums and their applications", 1990).
Leaves prefixes(Leaves xs, std::size_t axis, const Checked &combine) {
  std::int64_t n = xs[0].shape()[axis], half = n / 2;
  if (n < 2)
    return xs;
  Leaves pairs = combine(part(xs, axis, 0, 2 * half, 2), part(xs, axis, 1, 2 * half, 2));
  Leaves odd = prefixes(std::move(pairs), axis, combine); // results 1, 3, 5, ...
  Leaves even = part(xs, axis, 0, 1, 1);                  // results 0, 2, 4, ...
  std::int64_t rest = (n - 1) / 2;
  if (rest > 0)
    even = joined(even, combine(part(odd, axis, 0, rest, 1), part(xs, axis, 2, n, 2)),
                  std::int64_t(axis));
  Leaves result = interleaved(part(even, axis, 0, half, 1), odd, axis);
  if (n % 2)
    result = joined(result, part(even, axis, half, half + 1, 1), std::int64_t(axis));
  return result;
}

/// What changes nothing when it is combined with: -0, 1, the lowest or the highest value.
Array identityOf(std::string_view kind, DType t) {
  if (kind == "add" || kind == "mul")
    return prim::scalar(kind == "mul" ? 1 : isInexact(t) ? -0.0 : 0, t);
  constexpr double inf = std::numeric_limits<double>::infinity();
  bool low = kind != "min";
  if (isInexact(t))
    return prim::scalar(low ? -inf : inf, t);
  Array zero = prim::scalar(0, t), ones = prim::make("not", {zero});
  if (isUnsigned(t))
    return low ? zero : ones;
  Array lowest = prim::make("shl", {ones, prim::scalar(double(sizeOf(t) * 8 - 1), t)});
  return low ? lowest : prim::make("not", {lowest});
}

Leaves strong(std::span<const Array> xs, const char *op, const Loc &loc) {
  return mapped(xs, [&](const Array &x) { return prim::convert(required(x, op, loc), x.dtype()); });
}

} // namespace

std::vector<Array> associativeScan(std::span<const Array> xs, Combiner combine, std::int64_t axis,
                                   bool reverse, const Loc &loc) {
  const char *op = "associative_scan";
  if (xs.empty())
    fail(op, "an array", "none", loc);
  Leaves values = strong(xs, op, loc);
  std::int64_t rank = values[0].rank(), d = normalAxis(axis, rank, op, loc);
  for (const Array &x : values)
    if (x.rank() <= d || x.shape()[std::size_t(d)] != values[0].shape()[std::size_t(d)])
      fail(op, "arrays of one extent along axis " + std::to_string(d) + ", as " +
                   describe(values[0], loc),
           describe(x, loc), loc);
  auto reversed = [&](std::span<const Array> some) {
    return mapped(some, [&](const Array &x) {
      return prim::make("reverse", {x}, {{"dimensions", Dims{d}}});
    });
  };
  Checked checked(op, combine, loc);
  if (!reverse)
    return prefixes(std::move(values), std::size_t(d), checked);
  return reversed(prefixes(reversed(values), std::size_t(d), checked));
}

std::vector<Array> reduceWith(std::span<const Array> xs, std::span<const Array> inits,
                              Combiner combine, const AxisList &axes, const Loc &loc) {
  const char *op = "reduce";
  if (xs.empty() || xs.size() != inits.size())
    fail(op, "arrays and one initial value for each",
         std::to_string(xs.size()) + " and " + std::to_string(inits.size()), loc);
  Leaves values = strong(xs, op, loc), starts;
  Shape shape = values[0].shape();
  Dims reduced = normalAxes(axes, std::int64_t(shape.size()), op, loc);
  Dims order = toFront(reduced, std::int64_t(shape.size()));
  std::int64_t count = 1;
  Shape kept;
  for (std::size_t k = 0; k < order.size(); ++k) {
    std::int64_t extent = shape[std::size_t(order[k])];
    if (k < reduced.size())
      count *= extent;
    else
      kept.push_back(extent);
  }
  Shape rows = kept;
  rows.insert(rows.begin(), count);
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (values[k].shape() != shape)
      fail(op, "arrays of one shape, " + describe(shape), describe(values[k], loc), loc);
    if (!required(inits[k], op, loc).shape().empty())
      fail(op, "initial values of rank 0", describe(inits[k], loc), loc);
    starts.push_back(prim::broadcast(prim::convert(inits[k], values[k].dtype()), kept, {}));
    values[k] = prim::reshape(prim::transpose(values[k], order), rows);
  }
  if (count == 0)
    return starts;
  Checked checked(op, combine, loc);
  for (std::int64_t n = count; n > 1; n = (n + 1) / 2) {
    std::int64_t half = n / 2;
    Leaves next = checked(part(values, 0, 0, 2 * half, 2), part(values, 0, 1, 2 * half, 2));
    values = n % 2 ? joined(next, part(values, 0, n - 1, n, 1), 0) : next;
  }
  return checked(starts, mapped(values, [&](const Array &x) { return prim::reshape(x, kept); }));
}

Array cumulative(const char *op, const Operand &x, std::int64_t axis, bool reverse) {
  std::string_view kind = op;
  bool logarithmic = kind == "logaddexp";
  const char *name = kind == "add"   ? "cumsum"
                     : kind == "mul" ? "cumprod"
                     : kind == "max" ? "cummax"
                     : kind == "min" ? "cummin"
                                     : "cumlogsumexp";
  std::int64_t d = normalAxis(axis, required(x.array, name, x.loc).rank(), name, x.loc);
  return call(name, Key() << d << reverse, {&x}, [&](Inputs in) {
    Promoted p = within(logarithmic ? Domain::floats : Domain::numbers,
                        promote(in, name, x.loc), name, x.loc);
    Array value = prim::convert(in[0], p.dtype);
    Shape slice = value.shape();
    slice.erase(slice.begin() + d);
    Array start = prim::broadcast(identityOf(kind, p.dtype), slice, {});
    auto step = [&](const Array &, std::span<const Array> carry, std::span<const Array> here) {
      Array next = logarithmic ? logaddexp(carry[0], here[0])
                               : prim::make(op, {carry[0], here[0]});
      return BodyResult{{next, next}, {}};
    };
    std::string carryPath = "carry", xsPath = "xs";
    return traceScan({name, {&start, 1}, {&carryPath, 1}, {&value, 1}, {&xsPath, 1}, std::nullopt,
                      Array(), reverse, d, step, x.loc})[1];
  });
}

} // namespace detail
} // namespace v0
} // namespace vmapc
