// Sorting, searching, quantiles, sets, counts, segments.

#include "Cases.h"

namespace library {

namespace {

void addSorts(Cases &c) {
  for (const char *name : {"sort", "sort.special", "sort.whole", "sort.truth", "sort.long",
                           "sort.long_whole", "sort.long_wide"})
    c.one(name, [](const Arrays &x) { return vm::sort(x[0]); });
  c.one("sort.first", [](const Arrays &x) { return vm::sort(x[0], 0); });
  c.one("sort.descending", [](const Arrays &x) { return vm::sort(x[0], -1, true); });
  for (const char *name : {"argsort", "argsort.long"})
    c.one(name, [](const Arrays &x) { return vm::argsort(x[0]); });
  c.one("argsort.first", [](const Arrays &x) { return vm::argsort(x[0], 0); });
  for (const char *name : {"argsort.descending", "argsort.long_descending"})
    c.one(name, [](const Arrays &x) { return vm::argsort(x[0], -1, true); });
  for (const char *name : {"sort_together", "sort_together.long"})
    c.several(name, [](const Arrays &x) { return vm::sort_together(x, {.keys = 2}); });
  c.one("lexsort", [](const Arrays &x) { return vm::lexsort(x); });
  c.several("sort_by", [](const Arrays &x) {
    return vm::sort_by(
        x, [](const Arrays &a, const Arrays &b) { return vm::abs(a[0]) < vm::abs(b[0]); });
  });
  c.several("sort_by.ties", [](const Arrays &x) {
    return vm::sort_by(x, [](const Arrays &a, const Arrays &b) { return a[0] % 3 < b[0] % 3; });
  });
  auto top = [](const vm::TopK &t) { return Arrays{t.values, t.indices}; };
  c.several("top_k", [top](const Arrays &x) { return top(vm::top_k(x[0], 3)); });
  c.several("top_k.smallest",
            [top](const Arrays &x) { return top(vm::top_k(x[0], 3, -1, false)); });
  c.one("partition", [](const Arrays &x) { return vm::partition(x[0], 4); });
}

void addSearches(Cases &c) {
  for (bool right : {false, true}) {
    std::string side = right ? "searchsorted.right" : "searchsorted.left";
    for (const char *variant : {"", ".long", ".nan"})
      c.one(side + variant,
            [right](const Arrays &x) { return vm::searchsorted(x[0], x[1], {.right = right}); });
    std::string digits = right ? "digitize.True" : "digitize.False";
    for (const char *variant : {"", ".falling"})
      c.one(digits + variant, [right](const Arrays &x) { return vm::digitize(x[0], x[1], right); });
  }
  for (const char *name : {"searchsorted.scalar", "searchsorted.rows"})
    c.one(name, [](const Arrays &x) { return vm::searchsorted(x[0], x[1]); });
  c.one("searchsorted.sorter",
        [](const Arrays &x) { return vm::searchsorted(x[0], x[2], {.sorter = x[1]}); });
  c.one("isin", [](const Arrays &x) { return vm::isin(x[0], x[1]); });
  c.one("isin.many", [](const Arrays &x) { return vm::isin(x[0], x[1], true); });
}

void addQuantiles(Cases &c) {
  using vm::Interpolation;
  auto methods = {std::pair{"linear", Interpolation::linear},
                  {"lower", Interpolation::lower},
                  {"higher", Interpolation::higher},
                  {"midpoint", Interpolation::midpoint},
                  {"nearest", Interpolation::nearest}};
  for (auto [name, method] : methods) {
    c.one(std::string("quantile.") + name, [m = method](const Arrays &x) {
      return vm::quantile(x[0], x[1], {.axes = 1, .method = m});
    });
    c.one(std::string("nanquantile.") + name, [m = method](const Arrays &x) {
      return vm::nanquantile(x[0], x[1], {.axes = 1, .method = m});
    });
    c.one(std::string("quantile.") + name + ".half",
          [m = method](const Arrays &x) { return vm::quantile(x[0], 0.5, {.method = m}); });
  }
  c.one("quantile.smooth", [](const Arrays &x) {
    return vm::quantile(x[0], x[1], {.axes = {0, 2}, .keepdims = true});
  });
  c.one("quantile.nan", [](const Arrays &x) { return vm::quantile(x[0], 0.25, {.axes = 0}); });
  c.one("quantile.infinite", [](const Arrays &x) { return vm::quantile(x[0], 0.5); });
  c.one("percentile", [](const Arrays &x) { return vm::percentile(x[0], 37, {.axes = 0}); });
  c.one("median", [](const Arrays &x) { return vm::median(x[0], 1); });
  c.one("median.odd", [](const Arrays &x) { return vm::median(x[0], {}, true); });
  c.one("nanmedian", [](const Arrays &x) { return vm::nanmedian(x[0], 1); });
}

void addSets(Cases &c) {
  auto parts = [](const vm::Unique &u) {
    return Arrays{u.values, u.indices, u.inverse, u.counts, u.count};
  };
  c.several("unique_all", [parts](const Arrays &x) { return parts(vm::unique_all(x[0], 8)); });
  c.several("unique_all.cut", [parts](const Arrays &x) { return parts(vm::unique_all(x[0], 3)); });
  c.several("unique_all.fill",
            [parts](const Arrays &x) { return parts(vm::unique_all(x[0], 8, -1.0)); });
  c.one("unique", [](const Arrays &x) { return vm::unique(x[0], 4); });
  c.several("nonzero", [](const Arrays &x) { return vm::nonzero(x[0], 8); });
  c.one("argwhere", [](const Arrays &x) { return vm::argwhere(x[0], 4, -1); });
  c.one("masked_select", [](const Arrays &x) { return vm::masked_select(x[0], x[1], 9, 0.5); });
}

void addCounts(Cases &c) {
  c.one("count_nonzero", [](const Arrays &x) { return vm::count_nonzero(x[0], 1); });
  c.one("count_nonzero.keep", [](const Arrays &x) { return vm::count_nonzero(x[0], {}, true); });
  c.one("bincount", [](const Arrays &x) { return vm::bincount(x[0], 7); });
  c.one("bincount.weights", [](const Arrays &x) { return vm::bincount(x[0], 7, x[1]); });
  c.one("bincount.negative", [](const Arrays &x) { return vm::bincount(x[0], 4); });
  auto both = [](const vm::Histogram &h) { return Arrays{h.counts, h.edges}; };
  c.several("histogram", [both](const Arrays &x) { return both(vm::histogram(x[0], 5)); });
  c.several("histogram.range", [both](const Arrays &x) {
    return both(vm::histogram(x[0], 4, {.range = std::pair{-1., 1.}}));
  });
  c.several("histogram.density", [both](const Arrays &x) {
    return both(vm::histogram(x[0], 4, {.range = std::pair{-2., 2.}, .density = true}));
  });
  c.several("histogram.weights", [both](const Arrays &x) {
    return both(vm::histogram(x[0], 4, {.range = std::pair{-2., 2.}, .weights = x[1]}));
  });
  c.several("histogram.edges", [both](const Arrays &x) { return both(vm::histogram(x[0], x[1])); });
  c.several("histogram.point", [both](const Arrays &x) { return both(vm::histogram(x[0], 3)); });
  c.one("histc", [](const Arrays &x) { return vm::histc(x[0], 6, -1, 1.5); });
}

void addSegments(Cases &c) {
  c.one("segment_sum", [](const Arrays &x) { return vm::segment_sum(x[0], x[1], 5); });
  c.one("segment_prod", [](const Arrays &x) { return vm::segment_prod(x[0], x[1], 5); });
  for (const char *name : {"segment_max", "segment_max.empty"})
    c.one(name, [](const Arrays &x) { return vm::segment_max(x[0], x[1], 5); });
  c.one("segment_min", [](const Arrays &x) { return vm::segment_min(x[0], x[1], 5); });
  c.one("segment_mean", [](const Arrays &x) { return vm::segment_mean(x[0], x[1], 5); });
  using vm::Reduction;
  auto kinds = {std::pair{"prod", Reduction::prod},
                {"max", Reduction::max},
                {"min", Reduction::min},
                {"mean", Reduction::mean},
                {"sum", Reduction::sum}};
  for (auto [name, kind] : kinds)
    for (bool self : {true, false})
      c.one(std::string("index_reduce.") + name + (self ? ".True" : ".False"),
            [kind = kind, self](const Arrays &x) {
              return vm::index_reduce(x[0], 1, x[1], x[2], kind, self);
            });
}

} // namespace

void addOrder(Cases &c) {
  addSorts(c);
  addSearches(c);
  addQuantiles(c);
  addSets(c);
  addCounts(c);
  addSegments(c);
}

} // namespace library
