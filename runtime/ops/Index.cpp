// Reading and updating at indices, by the plan of the indexing expression.

#include "runtime/ops/IndexPlan.h"

#include <algorithm>
#include <numeric>

namespace vmapc {
inline namespace v0 {
namespace detail {

struct AbsentIndex {
  static Index make() { return Index(); }
};
const Index absent = AbsentIndex::make();

namespace {

Dims range(std::size_t from, std::size_t count) {
  Dims result(count);
  std::iota(result.begin(), result.end(), std::int64_t(from));
  return result;
}

/// The dialect's name of a mode; what a fill reads is put in afterwards.
std::string modeName(Bounds mode) {
  return mode == Bounds::clip ? "clip" : mode == Bounds::promise ? "promise" : "drop";
}
/// Whether the mode lets a position move into range.
bool movesInside(Bounds mode) { return mode == Bounds::clip || mode == Bounds::promise; }

/// A plan inside a trace. Outside a trace the positions of the cuts are operands of the
/// compiled function, which thereby serves all of them: then no `low` is looked at.
struct Emitter {
  const Plan &plan;
  Array x;
  std::vector<Array> indices; // the index arrays, wrapped, broadcast to plan.common
  std::vector<Array> starts;  // i64, per axis of x; empty: as the plan says

  std::size_t rank() const { return plan.cuts.size(); }
  const Cut &cut(std::size_t d) const { return plan.cuts[d]; }
  Array start(std::size_t d) const {
    return starts.empty() ? prim::scalar(double(cut(d).low), i64) : starts[d];
  }
  Array box(const Dims &sizes, bool atIndices) const;
  Array backwards(const Array &y) const;
  Array read(Bounds mode) const;
  Array write(const char *combine, const Array &v, Bounds mode) const;
  Array writeBox(const char *combine, const Array &v) const;
  Array scatter(const char *combine, const Array &v, Bounds mode) const;
  Array index(std::size_t d, const Shape &places, std::size_t &walk, DType t) const;
  Array filled(const Array &y, std::optional<double> fill) const;
};

/// What stands for an element that is not there: NaN, the lowest signed, the highest unsigned.
Array absentValue(DType t) {
  if (kindOf(t) >= 2)
    return prim::scalar(std::numeric_limits<double>::quiet_NaN(), t);
  bool isSigned = isInteger(t) && !isUnsigned(t);
  Array zero = prim::scalar(0, t), ones = prim::make("not", {zero});
  if (!isSigned)
    return ones;
  // The sign bit alone: all ones, shifted to the top.
  return prim::make("shl", {ones, prim::scalar(double(sizeOf(t) * 8 - 1), t)});
}

/// Where each axis of a box starts: at its cut or at its scalar index.
std::vector<Array> origins(const Emitter &e, bool atIndices) {
  std::vector<Array> result;
  for (std::size_t d = 0; d < e.rank(); ++d)
    result.push_back(e.start(d));
  for (std::size_t k = 0; atIndices && k < e.indices.size(); ++k)
    result[std::size_t(e.plan.arrayAxes[k])] = prim::convert(e.indices[k], i64);
  return result;
}

/// The part of x of these sizes, where the cuts and, if asked, the scalar indices say.
Array Emitter::box(const Dims &sizes, bool atIndices) const {
  if (starts.empty() && !atIndices) {
    Dims low, limit;
    for (std::size_t d = 0; d < rank(); ++d) {
      low.push_back(cut(d).low);
      limit.push_back(cut(d).low + sizes[d]);
    }
    return prim::slice(x, low, limit, Dims(rank(), 1));
  }
  if (sizes == x.shape())
    return x;
  std::vector<Array> operands = origins(*this, atIndices);
  operands.insert(operands.begin(), x);
  Attr attrs[] = {{"sizes", sizes}, {"batch_dims", std::int64_t(0)}};
  return emit1("dynamic_slice", operands, attrs, Loc::current());
}

/// y with the axes of negative step reversed.
Array Emitter::backwards(const Array &y) const {
  Dims axes;
  for (std::size_t d = 0; d < rank(); ++d)
    if (cut(d).step < 0)
      axes.push_back(std::int64_t(d));
  return axes.empty() ? y : prim::make("reverse", {y}, {{"dimensions", axes}});
}

Array Emitter::read(Bounds mode) const {
  // A scalar index that is clipped is a slice of extent 1.
  bool slices = indices.empty() || (plan.common.empty() && movesInside(mode));
  Dims spans, sizes, strides;
  for (std::size_t d = 0; d < rank(); ++d) {
    bool one = slices && plan.indexed(std::int64_t(d));
    spans.push_back(one ? 1 : cut(d).span());
    strides.push_back(cut(d).stride());
  }
  Array y = box(spans, slices && !indices.empty());
  y = backwards(prim::slice(y, Dims(rank(), 0), spans, strides));
  if (slices)
    return prim::reshape(y, plan.result());

  std::vector<Array> operands = indices;
  operands.insert(operands.begin(), prim::transpose(y, toFront(plan.arrayAxes, y.rank())));
  Attr attrs[] = {{"batch_dims", std::int64_t(0)},
                  {"mode", modeName(mode)}};
  y = emit1("gather", operands, attrs, Loc::current()); // [common..., other axes of x...]
  Shape kept = plan.common;
  for (std::size_t d = 0; d < rank(); ++d)
    if (plan.kept(std::int64_t(d)))
      kept.push_back(cut(d).size);
  std::size_t n = plan.common.size(), place = std::size_t(plan.place);
  Dims permutation = toFront(range(n, place), std::int64_t(kept.size()));
  return prim::reshape(prim::transpose(prim::reshape(y, kept), permutation), plan.result());
}

/// y, read at the indices, with `fill` where one of them is out of range.
Array Emitter::filled(const Array &y, std::optional<double> fill) const {
  if (indices.empty())
    return y;
  Array inside;
  for (std::size_t k = 0; k < indices.size(); ++k) {
    const Array &i = indices[k];
    DType t = avalOf(i).dtype;
    auto holds = [&](const char *direction, double bound) {
      return prim::make("compare", {i, prim::splat(bound, t, i.shape())},
                        {{"direction", std::string(direction)}});
    };
    Array both = prim::make("and", {holds("ge", 0),
                                    holds("lt", double(x.shape()[std::size_t(plan.arrayAxes[k])]))});
    inside = k ? prim::make("and", {inside, both}) : both;
  }
  DType t = avalOf(y).dtype;
  Array value = fill ? prim::scalar(*fill, t) : absentValue(t);
  return prim::make("select",
                    {prim::broadcast(inside, y.shape(), range(plan.before.size(), plan.common.size())),
                     y, prim::broadcast(value, y.shape(), {})});
}

Array Emitter::write(const char *combine, const Array &v, Bounds mode) const {
  bool scalars = plan.common.empty() && movesInside(mode);
  bool dense =
      std::all_of(plan.cuts.begin(), plan.cuts.end(), [](const Cut &c) { return c.stride() == 1; });
  return dense && (indices.empty() || scalars) ? writeBox(combine, v) : scatter(combine, v, mode);
}

Array Emitter::writeBox(const char *combine, const Array &v) const {
  Dims sizes;
  for (std::size_t d = 0; d < rank(); ++d)
    sizes.push_back(plan.indexed(std::int64_t(d)) ? 1 : cut(d).size);
  if (elementCount(sizes) == 0)
    return x;
  Array u = backwards(prim::reshape(v, sizes));
  if (combine != std::string_view("set")) // the others are operations of the same name
    u = prim::make(combine, {box(sizes, !indices.empty()), u});
  if (sizes == x.shape())
    return u;
  std::vector<Array> operands = origins(*this, true);
  operands.insert(operands.begin(), {x, u});
  Attr attrs[] = {{"batch_dims", std::int64_t(0)}};
  return emit1("dynamic_update_slice", operands, attrs, Loc::current());
}

/// The positions along axis d of all places [common..., cut axes...]; `walk` counts the cut
/// axes that have had their turn.
Array Emitter::index(std::size_t d, const Shape &places, std::size_t &walk, DType t) const {
  auto at = std::find(plan.arrayAxes.begin(), plan.arrayAxes.end(), std::int64_t(d));
  if (at != plan.arrayAxes.end()) {
    Array i = prim::convert(indices[std::size_t(at - plan.arrayAxes.begin())], t);
    return prim::broadcast(i, places, range(0, plan.common.size()));
  }
  Array first = prim::convert(start(d), t);
  if (cut(d).point)
    return prim::broadcast(first, places, {});
  if (cut(d).step < 0)
    first = prim::make("add", {first, prim::scalar(double(cut(d).span() - 1), t)});
  Array steps = prim::iota(places, std::int64_t(walk++), t);
  if (cut(d).step != 1)
    steps = prim::make("mul", {steps, prim::splat(double(cut(d).step), t, places)});
  if (starts.empty() && cut(d).step > 0 && cut(d).low == 0)
    return steps;
  return prim::make("add", {steps, prim::broadcast(first, places, {})});
}

/// Every axis that is not taken whole is indexed: by its array, by its integer, or by the
/// positions of its slice, which get an axis of their own among the places.
Array Emitter::scatter(const char *combine, const Array &v, Bounds mode) const {
  std::size_t n = plan.common.size();
  Dims indexed, wholeAxes;                                         // axes of x
  Dims cutPlaces = range(std::size_t(plan.place), n), wholePlaces; // axes of v without new ones
  Shape kept = plan.common, places = plan.common;
  std::size_t seen = 0;
  for (std::size_t d = 0; d < rank(); ++d) {
    bool isWhole = plan.kept(std::int64_t(d)) && cut(d).whole;
    if (!isWhole)
      indexed.push_back(std::int64_t(d));
    if (!plan.kept(std::int64_t(d)))
      continue;
    std::int64_t place = std::int64_t(seen < std::size_t(plan.place) ? seen : seen + n);
    kept.insert(kept.begin() + place, cut(d).size);
    (isWhole ? wholePlaces : cutPlaces).push_back(place);
    if (!isWhole)
      places.push_back(cut(d).size);
    ++seen;
  }
  cutPlaces.insert(cutPlaces.end(), wholePlaces.begin(), wholePlaces.end());
  Array u = prim::transpose(prim::reshape(v, kept), cutPlaces);

  DType t = starts.empty() ? i32 : i64;
  for (const Array &i : indices)
    t = promote_types(t, i.dtype());
  Dims permutation = toFront(indexed, std::int64_t(rank()));
  std::vector<Array> operands = {prim::transpose(x, permutation), u};
  std::size_t walk = n;
  for (std::int64_t d : indexed)
    operands.push_back(index(std::size_t(d), places, walk, t));
  Attr attrs[] = {{"combine", std::string(combine)},
                  {"batch_dims", std::int64_t(0)},
                  {"mode", modeName(mode)}};
  Array result = emit1("scatter", operands, attrs, Loc::current());
  return prim::transpose(result, inverse(permutation));
}

//===-- The call ------------------------------------------------------------------===//

/// Negative indices count from the end.
Array wrapped(const Array &index, std::int64_t extent) {
  DType t = avalOf(index).dtype;
  if (t == u64) // what i64 lacks is out of range as well
    return prim::convert(minimum(index, prim::scalar(double(extent), u64)), i64);
  if (isUnsigned(t))
    return prim::convert(index, i64);
  t = sizeOf(t) < 4 ? i32 : t; // which may not hold the extent
  Array i = prim::convert(index, t);
  Array negative =
      prim::make("compare", {i, prim::splat(0, t, i.shape())}, {{"direction", std::string("lt")}});
  Array fromEnd = prim::make("add", {i, prim::splat(double(extent), t, i.shape())});
  return prim::make("select", {negative, fromEnd, i});
}

/// Reads (v null) or updates.
Array run(const char *name, const Array &x, const Plan &plan, const Array &v,
          const AtOptions &options, Bounds mode, const Loc &loc) {
  std::vector<Array> operands = {x};
  if (v.defined())
    operands.push_back(v);
  operands.insert(operands.end(), plan.arrays.begin(), plan.arrays.end());
  std::size_t fixed = operands.size();
  Key key;
  key << mode << options.fill.has_value() << options.fill.value_or(0) << plan.common << plan.before << plan.after << plan.arrayAxes << plan.place;
  for (const Cut &cut : plan.cuts) {
    key << cut.size << cut.step << cut.whole << cut.point;
    if (!cut.whole && !tracing())
      operands.push_back(withWeak(Array(cut.low), false));
  }
  return callList(name, key, operands, loc, [&](Inputs in) {
    Emitter emitter{plan, prim::convert(in[0], x.dtype()), {}, {}};
    for (std::size_t k = 0; k < plan.arrays.size(); ++k) {
      std::int64_t extent = x.shape()[std::size_t(plan.arrayAxes[k])];
      Array i = wrapped(in[fixed - plan.arrays.size() + k], extent);
      emitter.indices.push_back(prim::broadcastTo(i, plan.common));
    }
    for (std::size_t d = 0, next = fixed; in.size() > fixed && d < plan.cuts.size(); ++d)
      emitter.starts.push_back(plan.cuts[d].whole ? prim::scalar(0, i64) : in[next++]);
    if (!v.defined()) {
      Array y = emitter.read(mode);
      return mode == Bounds::fill ? emitter.filled(y, options.fill) : y;
    }
    Array update = prim::broadcastTo(prim::convert(in[1], x.dtype()), plan.result());
    return emitter.write(name, update, mode);
  });
}

/// x at these entries as a view, if that is one stretch of memory; else null.
Array asView(const Array &x, const Plan &plan) {
  if (tracing() || !hasData(x) || isWeak(x) || !plan.arrays.empty())
    return {};
  std::int64_t offset = 0, row = 1;
  bool inside = true; // so far every axis, from the last, is taken whole
  for (std::size_t d = plan.cuts.size(); d-- > 0; row *= x.shape()[d]) {
    const Cut &cut = plan.cuts[d];
    if (!(inside && cut.step == 1) && cut.size != 1)
      return {};
    inside = inside && cut.size == x.shape()[d];
    offset += cut.low * row;
  }
  return view(x, plan.result(), elementCount(plan.result()) ? offset : 0);
}

Array readAt(const Array &x, std::span<const Index *const> entries, const AtOptions &options) {
  const Loc &loc = entries[0]->loc;
  Plan plan = planOf(required(x, "index", loc), entries);
  Array shared = asView(x, plan);
  return shared.defined() ? shared : run("get", x, plan, {}, options,
                                               options.mode.value_or(Bounds::clip), loc);
}

std::vector<const Index *> pointersTo(const std::vector<Index> &index) {
  std::vector<const Index *> result;
  for (const Index &i : index)
    result.push_back(&i);
  return result;
}

} // namespace

Array readAt(const Array &x, const std::vector<Index> &entries) {
  return readAt(x, pointersTo(entries), AtOptions());
}

} // namespace detail

using namespace detail;

Array Array::operator[](const Index &i) const {
  const Index *entries[] = {&i};
  return readAt(*this, entries, AtOptions());
}

namespace {
struct Entries {
  const Index *list[8];
  std::size_t count = 0;
  operator std::span<const Index *const>() const { return {list, count}; }
};
template <class... I> Entries entriesOf(const I &...i) {
  Entries entries;
  for (const Index *e : {&i...})
    if (e != &absent)
      entries.list[entries.count++] = e;
  return entries;
}
} // namespace

Array Array::operator()(const Index &i0, const Index &i1, const Index &i2, const Index &i3,
                        const Index &i4, const Index &i5, const Index &i6, const Index &i7) const {
  return readAt(*this, entriesOf(i0, i1, i2, i3, i4, i5, i6, i7), AtOptions());
}

At Array::at(const Index &i0, const Index &i1, const Index &i2, const Index &i3, const Index &i4,
             const Index &i5, const Index &i6, const Index &i7) const {
  Entries entries = entriesOf(i0, i1, i2, i3, i4, i5, i6, i7);
  std::vector<Index> copies;
  for (std::size_t k = 0; k < entries.count; ++k)
    copies.push_back(*entries.list[k]);
  return At(*this, std::move(copies));
}

Array At::get(AtOptions options) const {
  return readAt(x_, pointersTo(index_), options);
}

Array At::update(const char *combine, const Operand &v, const AtOptions &options) const {
  Plan plan = planOf(required(x_, combine, index_[0].loc), pointersTo(index_));
  const Array &value = required(v.array, combine, v.loc);
  Shape place = plan.result(), own = value.shape();
  bool fits = own.size() <= place.size();
  for (std::size_t k = 1; fits && k <= own.size(); ++k)
    fits = own[own.size() - k] == 1 || own[own.size() - k] == place[place.size() - k];
  if (!fits)
    fail(combine, "a value that broadcasts to " + describe(place), describe(value, v.loc), v.loc);
  if (kindOf(value.dtype()) > kindOf(x_.dtype()))
    fail(combine, "a value of no higher kind than " + std::string(nameOf(x_.dtype())),
         describe(value, v.loc), v.loc);
  if (x_.dtype() == b1 && combine != std::string_view("set"))
    fail(combine, "an array of numbers", describe(x_, index_[0].loc), index_[0].loc);
  bool sums = combine == std::string_view("set") || combine == std::string_view("add");
  if (isComplex(x_.dtype()) && !sums)
    fail(combine, "an array of real numbers", describe(x_, index_[0].loc), index_[0].loc);
  return run(combine, x_, plan, value, options, options.mode.value_or(Bounds::drop), v.loc);
}

Array At::set(const Operand &v, AtOptions options) const { return update("set", v, options); }
Array At::add(const Operand &v, AtOptions options) const { return update("add", v, options); }
Array At::mul(const Operand &v, AtOptions options) const { return update("mul", v, options); }
Array At::min(const Operand &v, AtOptions options) const { return update("min", v, options); }
Array At::max(const Operand &v, AtOptions options) const { return update("max", v, options); }

} // namespace v0
} // namespace vmapc
