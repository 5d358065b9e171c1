// From the entries of an indexing expression to its plan.

#include "runtime/ops/IndexPlan.h"

#include <algorithm>

namespace vmapc {
inline namespace v0 {
namespace detail {

bool Plan::indexed(std::int64_t d) const {
  return std::find(arrayAxes.begin(), arrayAxes.end(), d) != arrayAxes.end();
}

Shape Plan::result() const {
  Shape shape = before;
  shape.insert(shape.end(), common.begin(), common.end());
  shape.insert(shape.end(), after.begin(), after.end());
  return shape;
}

static Cut cutOf(std::int64_t i, std::int64_t axis, std::int64_t extent, const Loc &loc) {
  if (i < -extent || i >= extent)
    fail("index",
         extent ? "an index in " + std::to_string(-extent) + ".." + std::to_string(extent - 1) +
                      " for axis " + std::to_string(axis)
                : "no integer for axis " + std::to_string(axis) + " of extent 0",
         std::to_string(i), loc);
  return {i < 0 ? i + extent : i, 1, 1, false, true};
}

static Cut cutOf(const Slice &s, std::int64_t extent, const Loc &loc) {
  if (s.step == 0)
    fail("slice", "a step that is not 0", "0", loc);
  // As Python: out of range moves to the end it is beyond.
  std::int64_t least = s.step < 0 ? -1 : 0, most = s.step < 0 ? extent - 1 : extent;
  auto bound = [&](std::optional<std::int64_t> b, std::int64_t missing) {
    return b ? std::clamp(*b < 0 ? *b + extent : *b, least, most) : missing;
  };
  std::int64_t lo = bound(s.lo, s.step < 0 ? most : least);
  std::int64_t hi = bound(s.hi, s.step < 0 ? least : most);
  Cut cut;
  cut.step =
      std::clamp(s.step, -std::max<std::int64_t>(extent, 1), std::max<std::int64_t>(extent, 1));
  std::int64_t distance = cut.step < 0 ? lo - hi : hi - lo;
  cut.size = distance > 0 ? (distance - 1) / cut.stride() + 1 : 0;
  if (cut.size <= 1)
    cut.step = 1;
  cut.low = cut.size == 0 ? 0 : cut.step < 0 ? lo + (cut.size - 1) * cut.step : lo;
  cut.whole = cut.step == 1 && cut.size == extent;
  return cut;
}

/// An index array, checked; a null array if it is a known integer, which goes to `i`.
static Array indexArray(const Array &a, std::int64_t extent, std::int64_t &i, const Loc &loc) {
  required(a, "index", loc);
  if (a.dtype() == b1)
    fail("index",
         "integers: the shape of x(mask) would depend on values; use vm::where(mask, x, ...)",
         describe(a, loc), loc);
  if (kindOf(a.dtype()) != 1)
    fail("index", "integers", describe(a, loc), loc);
  if (a.rank() != 0 || !hasData(a))
    return a;
  i = a.item<std::int64_t>(loc);
  // Out of range an array follows the mode, whether its value is known yet or not.
  return i < -extent || i >= extent ? a : Array();
}

Plan planOf(const Array &x, std::span<const Index *const> entries) {
  const Shape &shape = avalOf(x).shape;
  std::int64_t rank = std::int64_t(shape.size()), named = 0, dots = 0;
  for (const Index *e : entries) {
    dots += std::holds_alternative<Ellipsis>(e->value);
    named +=
        !std::holds_alternative<Ellipsis>(e->value) && !std::holds_alternative<NewAxis>(e->value);
  }
  const Loc &loc = entries[0]->loc;
  if (dots > 1)
    fail("index", "at most one vm::ellipsis", std::to_string(dots), loc);
  if (named > rank)
    fail("index", "at most " + std::to_string(rank) + " indices for " + describe(x, loc),
         std::to_string(named), loc);

  /// A stop on the walk along the result: an axis of it, a place of an integer or array, or
  /// an ellipsis for no axes, which separates its neighbours as NumPy's does.
  struct Stop {
    std::int64_t extent;
    bool advanced = false, ofX = false, axis = true;
  };
  Plan plan;
  std::vector<Stop> stops;
  std::vector<Operand> operands;
  auto whole = [&](std::int64_t count) {
    for (; count > 0; --count) {
      std::int64_t extent = shape[plan.cuts.size()];
      plan.cuts.push_back({0, extent});
      stops.push_back({extent, false, true});
    }
  };
  for (const Index *e : entries) {
    if (std::holds_alternative<Ellipsis>(e->value)) {
      if (named == rank)
        stops.push_back({0, false, false, false});
      whole(rank - named);
      continue;
    }
    if (std::holds_alternative<NewAxis>(e->value)) {
      stops.push_back({1});
      continue;
    }
    std::int64_t axis = std::int64_t(plan.cuts.size()), i = 0;
    std::int64_t extent = shape[std::size_t(axis)];
    if (std::holds_alternative<All>(e->value)) {
      whole(1);
    } else if (auto *s = std::get_if<Slice>(&e->value)) {
      plan.cuts.push_back(cutOf(*s, extent, e->loc));
      stops.push_back({plan.cuts.back().size, false, true});
    } else {
      Array array;
      if (auto *known = std::get_if<std::int64_t>(&e->value))
        i = *known;
      else
        array = indexArray(std::get<Array>(e->value), extent, i, e->loc);
      stops.push_back({0, true});
      if (!array.defined()) {
        plan.cuts.push_back(cutOf(i, axis, extent, e->loc));
        continue;
      }
      if (extent == 0 && elementCount(array.shape()) != 0)
        fail("index", "no array for axis " + std::to_string(axis) + " of extent 0",
             describe(array, e->loc), e->loc);
      plan.cuts.push_back({0, extent});
      plan.arrayAxes.push_back(axis);
      plan.arrays.push_back(array);
      operands.emplace_back(array, e->loc);
    }
  }
  whole(rank - std::int64_t(plan.cuts.size()));

  std::vector<const Operand *> pointers;
  for (const Operand &o : operands)
    pointers.push_back(&o);
  plan.common = commonShape(plan.arrays, pointers, "index", loc);

  // The arrays' axes replace the advanced stops if these are neighbours, else come first.
  auto advanced = [](const Stop &s) { return s.advanced; };
  auto first = std::find_if(stops.begin(), stops.end(), advanced);
  auto last = std::find_if(stops.rbegin(), stops.rend(), advanced).base();
  if (!plan.common.empty() && !std::all_of(first, std::max(first, last), advanced))
    first = stops.begin();
  for (auto s = stops.begin(); s != stops.end(); ++s) {
    if (s->advanced || !s->axis)
      continue;
    (s < first ? plan.before : plan.after).push_back(s->extent);
    plan.place += s < first && s->ofX;
  }
  return plan;
}

} // namespace detail
} // namespace v0
} // namespace vmapc
