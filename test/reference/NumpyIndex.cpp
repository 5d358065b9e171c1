// Indexing expressions, entry by entry.

#include "NumpyIndex.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace reference {

namespace {

/// range(lo, hi, step) over an axis, with the bounds adjusted as by Python's slice.indices.
Index rangeOf(const Entry &e, std::int64_t extent) {
  auto adjusted = [&](std::int64_t bound) {
    if (bound < 0)
      bound += extent;
    if (bound < 0)
      return e.step < 0 ? std::int64_t(-1) : std::int64_t(0);
    if (bound >= extent)
      return e.step < 0 ? extent - 1 : extent;
    return bound;
  };
  std::int64_t start = e.step < 0 ? extent - 1 : 0, stop = e.step < 0 ? -1 : extent;
  if (e.lo)
    start = adjusted(*e.lo);
  if (e.hi)
    stop = adjusted(*e.hi);
  Index result;
  for (std::int64_t k = start; e.step < 0 ? k > stop : k < stop; k += e.step)
    result.push_back(k);
  return result;
}

/// The entry with whole slices for the ellipsis and for what is left at the end. The
/// ellipsis stays, as a mark that separates its neighbours even when it stands for nothing.
std::vector<Entry> spelledOut(std::int64_t rank, const std::vector<Entry> &entries) {
  std::int64_t named = 0;
  bool dots = false;
  for (const Entry &e : entries) {
    named += e.kind != Entry::newaxis && e.kind != Entry::ellipsis;
    dots |= e.kind == Entry::ellipsis;
  }
  std::vector<Entry> result;
  for (const Entry &e : entries) {
    result.push_back(e);
    if (e.kind == Entry::ellipsis)
      result.insert(result.end(), std::size_t(rank - named), Entry());
  }
  if (!dots)
    result.insert(result.end(), std::size_t(rank - named), Entry());
  return result;
}

/// The element of an array broadcast to the shape that `index` belongs to.
Real broadcastElement(const Tensor &t, const Index &index) {
  Index own(index.end() - t.rank(), index.end());
  for (std::size_t k = 0; k < own.size(); ++k)
    if (t.shape[k] == 1)
      own[k] = 0;
  return t.at(own);
}

Shape commonShape(const std::vector<Entry> &entries) {
  Shape common;
  for (const Entry &e : entries) {
    if (e.kind != Entry::array)
      continue;
    const Shape &own = e.indices.shape;
    if (own.size() > common.size())
      common.insert(common.begin(), own.size() - common.size(), 1);
    for (std::size_t k = 1; k <= own.size(); ++k) {
      std::int64_t &extent = common[common.size() - k];
      if (own[own.size() - k] != 1)
        extent = own[own.size() - k];
    }
  }
  return common;
}

} // namespace

Places places(const Shape &x, const std::vector<Entry> &given) {
  std::vector<Entry> entries = spelledOut(std::int64_t(x.size()), given);
  Shape common = commonShape(entries);
  // "When there are advanced indices separated by a slice, Ellipsis or newaxis, the
  // dimensions of the advanced ones come first; else they are in the spot of the first."
  auto advanced = [](const Entry &e) { return e.kind == Entry::array || e.kind == Entry::integer; };
  std::size_t runs = 0, firstAdvanced = entries.size();
  for (std::size_t k = 0; k < entries.size(); ++k)
    if (advanced(entries[k])) {
      runs += k == 0 || !advanced(entries[k - 1]);
      firstAdvanced = std::min(firstAdvanced, k);
    }

  // Axes of the result: the common ones as a block, then one per slice or newaxis.
  Places result;
  std::size_t block = 0; // where the common axes begin
  std::vector<std::size_t> axisOf(entries.size());
  for (std::size_t k = 0; k < entries.size(); ++k) {
    if (runs > 1 ? k == 0 : k == firstAdvanced) {
      block = result.shape.size();
      result.shape.insert(result.shape.end(), common.begin(), common.end());
    }
    axisOf[k] = result.shape.size();
    if (entries[k].kind == Entry::newaxis)
      result.shape.push_back(1);
    if (entries[k].kind == Entry::slice) {
      std::int64_t d = 0;
      for (std::size_t j = 0; j < k; ++j)
        d += entries[j].kind != Entry::newaxis && entries[j].kind != Entry::ellipsis;
      result.shape.push_back(std::int64_t(rangeOf(entries[k], x[std::size_t(d)]).size()));
    }
  }

  forEach(result.shape, [&](const Index &index) {
    Index inBlock(index.begin() + std::int64_t(block),
                  index.begin() + std::int64_t(block + common.size()));
    Index place;
    for (std::size_t k = 0; k < entries.size(); ++k) {
      const Entry &e = entries[k];
      if (e.kind == Entry::newaxis || e.kind == Entry::ellipsis)
        continue;
      std::int64_t extent = x[place.size()], at = 0;
      if (e.kind == Entry::slice)
        at = rangeOf(e, extent)[std::size_t(index[axisOf[k]])];
      else
        at = e.kind == Entry::integer ? e.i : std::int64_t(broadcastElement(e.indices, inBlock));
      place.push_back(at < 0 && e.kind != Entry::slice ? at + extent : at);
    }
    result.at.push_back(place);
  });
  return result;
}

namespace {
/// The place moved into x; false if there is none.
bool settle(Index &place, const Shape &x, Beyond beyond) {
  for (std::size_t d = 0; d < x.size(); ++d) {
    std::int64_t inside = std::clamp(place[d], std::int64_t(0), x[d] - 1);
    if (inside != place[d] && beyond == Beyond::drop)
      return false;
    place[d] = inside;
  }
  return true;
}
} // namespace

Tensor readAt(const Tensor &x, const Places &places, Beyond beyond, Real fill) {
  Tensor result(x.type, places.shape);
  for (std::size_t k = 0; k < places.at.size(); ++k) {
    Index place = places.at[k];
    result.values[k] = settle(place, x.shape, beyond) ? x.at(place) : fill;
  }
  return result;
}

Tensor updateAt(const std::string &combine, const Tensor &x, const Places &places, const Tensor &v,
                Beyond beyond) {
  Tensor result = x;
  std::size_t k = 0;
  forEach(places.shape, [&](const Index &index) {
    Index place = places.at[k++];
    if (!settle(place, x.shape, beyond))
      return;
    Real &old = result.at(place);
    Real with = broadcastElement(v, index);
    if (combine == "set")
      old = with;
    else if (combine == "add")
      old += with;
    else if (combine == "mul" && !isFloat(x.type)) // modulo the width, factor by factor
      old = wrapped(x.type, std::int64_t(std::uint64_t(bitsOf(old)) * std::uint64_t(bitsOf(with))));
    else if (combine == "mul")
      old *= with;
    else if (combine == "min")
      old = std::min(old, with);
    else if (combine == "max")
      old = std::max(old, with);
    else
      throw std::logic_error("reference: no such update: " + combine);
  });
  // Integers are held exactly and taken modulo their width at the end.
  if (!isFloat(x.type))
    for (Real &value : result.values)
      value = wrapped(x.type, bitsOf(value));
  return result;
}

} // namespace reference
