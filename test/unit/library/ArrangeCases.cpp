// Moving elements about.

#include "Cases.h"

namespace library {

static void addPositions(Cases &c) {
  c.one("take_along_axis", [](const Arrays &x) { return vm::take_along_axis(x[0], x[1], 1); });
  c.one("take_along_axis.broadcast",
        [](const Arrays &x) { return vm::take_along_axis(x[0], x[1], 0); });
  c.one("put_along_axis", [](const Arrays &x) { return vm::put_along_axis(x[0], x[1], x[2], 1); });
  c.one("put", [](const Arrays &x) { return vm::put(x[0], x[1], x[2]); });
  c.one("put.accumulate", [](const Arrays &x) { return vm::put(x[0], x[1], x[2], true); });
  c.one("index_put", [](const Arrays &x) { return vm::index_put(x[0], {x[1], x[2]}, x[3]); });
  c.one("narrow", [](const Arrays &x) { return vm::narrow(x[0], 1, x[1], 2); });
  c.several("unravel_index", [](const Arrays &x) { return vm::unravel_index(x[0], {3, 4, 2}); });
  c.one("ravel_multi_index",
        [](const Arrays &x) { return vm::ravel_multi_index({x[0], x[1]}, {3, 4}); });
  c.one("masked_fill", [](const Arrays &x) { return vm::masked_fill(x[0], x[1], 7.5); });
  c.one("masked_scatter", [](const Arrays &x) { return vm::masked_scatter(x[0], x[1], x[2]); });
}

static void addTurns(Cases &c) {
  c.one("repeat", [](const Arrays &x) { return vm::repeat(x[0], 3, 1); });
  c.one("repeat.flat", [](const Arrays &x) { return vm::repeat(x[0], 2); });
  c.one("repeat.counts",
        [](const Arrays &x) { return vm::repeat(x[0], std::vector<std::int64_t>{2, 0, 3}, 1); });
  c.one("roll", [](const Arrays &x) { return vm::roll(x[0], 2, 1); });
  c.one("roll.back", [](const Arrays &x) {
    return vm::roll(x[0], std::vector<std::int64_t>{-1, 3}, std::vector<std::int64_t>{0, 1});
  });
  c.one("roll.flat", [](const Arrays &x) { return vm::roll(x[0], 4); });
  for (int k = 0; k < 4; ++k)
    c.one("rot90." + std::to_string(k), [k](const Arrays &x) { return vm::rot90(x[0], k); });
  c.one("rot90.axes", [](const Arrays &x) { return vm::rot90(x[0], 1, 1, 2); });
  c.one("flip", [](const Arrays &x) { return vm::flip(x[0], 1); });
  c.one("tile", [](const Arrays &x) { return vm::tile(x[0], {2, 1, 2}); });
}

static void addDiagonals(Cases &c) {
  c.one("diag.vector", [](const Arrays &x) { return vm::diag(x[0], 1); });
  c.one("diag.matrix", [](const Arrays &x) { return vm::diag(x[0], -1); });
  c.one("diagflat", [](const Arrays &x) { return vm::diagflat(x[0], -1); });
  c.one("diagonal", [](const Arrays &x) { return vm::diagonal(x[0], 1, 0, 2); });
  c.one("diagonal.negative", [](const Arrays &x) { return vm::diagonal(x[0], -1); });
  c.one("diag_embed", [](const Arrays &x) { return vm::diag_embed(x[0], 1); });
  c.one("tril", [](const Arrays &x) { return vm::tril(x[0], 1); });
  c.one("triu", [](const Arrays &x) { return vm::triu(x[0], -1); });
  c.one("tri", [](const Arrays &) { return vm::tri(3, 5, 1, vm::f64); });
}

static void addGrids(Cases &c) {
  c.several("meshgrid", [](const Arrays &x) { return vm::meshgrid(x); });
  c.several("meshgrid.ij", [](const Arrays &x) { return vm::meshgrid(x, false); });
  c.one("linspace", [](const Arrays &) { return vm::linspace(-1, 2, 7, vm::f64); });
  c.one("logspace", [](const Arrays &) { return vm::logspace(-1, 2, 7, 10, vm::f64); });
  c.one("geomspace", [](const Arrays &) { return vm::geomspace(-1, -1000, 7, vm::f64); });
  c.one("arange", [](const Arrays &) { return vm::arange(1.5, 4, 0.5, vm::f64); });
  c.several("broadcast_arrays", [](const Arrays &x) { return vm::broadcast_arrays(x); });
}

static void addPieces(Cases &c) {
  c.several("array_split", [](const Arrays &x) { return vm::array_split(x[0], 3, 1); });
  c.one("vstack", [](const Arrays &x) { return vm::vstack(x); });
  c.one("hstack", [](const Arrays &x) { return vm::hstack(x); });
  c.one("dstack", [](const Arrays &x) { return vm::dstack(x); });
  c.one("column_stack", [](const Arrays &x) { return vm::column_stack(x); });
  auto padded = [&](const char *name, vm::PadMode mode) {
    c.one(name, [mode](const Arrays &x) { return vm::pad_with(x[0], {1, 4}, {2, 3}, mode); });
  };
  padded("pad_with.edge", vm::PadMode::edge);
  padded("pad_with.reflect", vm::PadMode::reflect);
  padded("pad_with.symmetric", vm::PadMode::symmetric);
  padded("pad_with.wrap", vm::PadMode::wrap);
  c.one("pad_with.reflect_one",
        [](const Arrays &x) { return vm::pad_with(x[0], {2}, {1}, vm::PadMode::reflect); });
}

void addArrange(Cases &c) {
  addPositions(c);
  addTurns(c);
  addDiagonals(c);
  addGrids(c);
  addPieces(c);
}

} // namespace library
