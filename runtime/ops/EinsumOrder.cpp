#include "runtime/ops/EinsumOrder.h"

#include <limits>

namespace vmapc {
inline namespace v0 {
namespace detail {

namespace {

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;
/// Letters as bits.
using Letters = std::uint64_t;

struct Costs {
  std::vector<Letters> terms;
  Letters output = 0;
  std::vector<double> extents; // by bit

  Costs(const std::vector<Dims> &dims, const Dims &out,
        const std::map<std::int64_t, std::int64_t> &sizes) {
    std::map<std::int64_t, unsigned> bits;
    for (auto [letter, extent] : sizes) {
      bits.emplace(letter, unsigned(extents.size()));
      extents.push_back(double(extent));
    }
    auto pack = [&](const Dims &letters) {
      Letters all = 0;
      for (std::int64_t letter : letters)
        all |= Letters(1) << bits.at(letter);
      return all;
    };
    for (const Dims &term : dims)
      terms.push_back(pack(term));
    output = pack(out);
  }
  double size(Letters letters) const {
    double n = 1;
    for (std::size_t bit = 0; bit < extents.size(); ++bit)
      if (letters >> bit & 1)
        n *= extents[bit];
    return n;
  }
};

/// Every set of terms is made of two others in the cheapest way.
class Exhaustive {
public:
  explicit Exhaustive(const Costs &costs)
      : costs(costs), all((1u << costs.terms.size()) - 1), best(all + 1, -1), cut(all + 1, 0) {}

  Pairs order() {
    cost(all);
    emit(all);
    return pairs;
  }

private:
  /// The letters of the product of a set that something else needs.
  Letters letters(unsigned set) const {
    Letters inside = 0, outside = costs.output;
    for (std::size_t k = 0; k < costs.terms.size(); ++k)
      (set >> k & 1 ? inside : outside) |= costs.terms[k];
    return inside & outside;
  }
  double cost(unsigned set) {
    if ((set & (set - 1)) == 0)
      return 0;
    if (best[set] >= 0)
      return best[set];
    double least = std::numeric_limits<double>::infinity();
    unsigned lowest = set & -set; // one side holds the first term: every cut once
    for (unsigned part = (set - 1) & set; part; part = (part - 1) & set) {
      if (!(part & lowest))
        continue;
      double here = cost(part) + cost(set ^ part) + costs.size(letters(part) | letters(set ^ part));
      if (here < least)
        least = here, cut[set] = part;
    }
    return best[set] = least;
  }
  std::size_t emit(unsigned set) {
    if ((set & (set - 1)) == 0)
      return std::size_t(__builtin_ctz(set));
    std::size_t a = emit(cut[set]), b = emit(set ^ cut[set]);
    pairs.emplace_back(a, b);
    return costs.terms.size() + pairs.size() - 1;
  }

  const Costs &costs;
  unsigned all;
  std::vector<double> best;
  std::vector<unsigned> cut;
  Pairs pairs;
};

Pairs greedy(const Costs &costs) {
  std::vector<std::pair<std::size_t, Letters>> open;
  for (std::size_t k = 0; k < costs.terms.size(); ++k)
    open.emplace_back(k, costs.terms[k]);
  Pairs pairs;
  while (open.size() > 1) {
    std::size_t p = 0, q = 1;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < open.size(); ++i)
      for (std::size_t j = i + 1; j < open.size(); ++j)
        if (double here = costs.size(open[i].second | open[j].second); here < least)
          least = here, p = i, q = j;
    Letters needed = costs.output, both = open[p].second | open[q].second;
    for (std::size_t k = 0; k < open.size(); ++k)
      if (k != p && k != q)
        needed |= open[k].second;
    pairs.emplace_back(open[p].first, open[q].first);
    open[p] = {costs.terms.size() + pairs.size() - 1, both & needed};
    open.erase(open.begin() + std::ptrdiff_t(q));
  }
  return pairs;
}

} // namespace

Pairs contractionOrder(const std::vector<Dims> &terms, const Dims &output,
                       const std::map<std::int64_t, std::int64_t> &extents) {
  constexpr std::size_t few = 8, mostLetters = 64;
  if (terms.size() < 2)
    return {};
  if (extents.size() > mostLetters) { // in the order given
    Pairs pairs;
    for (std::size_t k = 1; k < terms.size(); ++k)
      pairs.emplace_back(k == 1 ? 0 : terms.size() + k - 2, k);
    return pairs;
  }
  Costs costs(terms, output, extents);
  return terms.size() <= few ? Exhaustive(costs).order() : greedy(costs);
}

} // namespace detail
} // namespace v0
} // namespace vmapc
