// Rows of structure, reductions and contraction.

#include "Rows.h"

namespace property {
namespace {

using reference::Index;

struct Maker {
  std::vector<Row> &rows;

  /// A row of exact element movement, or of sums within `ulps`.
  Row &add(std::string op, std::string variant, std::vector<DType> dtypes,
           std::vector<Input> inputs, std::function<Array(const Arrays &)> run,
           std::function<Tensor(const Values &)> expect, double ulps = 0) {
    Row row{std::move(op), std::move(variant), std::move(dtypes), std::move(inputs)};
    row.run = [run](const Arrays &x) { return Arrays{run(x)}; };
    row.expect = [expect](const Values &x) { return Values{expect(x)}; };
    row.ulps = ulps;
    rows.push_back(std::move(row));
    return rows.back();
  }
};

void addShapes(Maker m) {
  m.add(
      "broadcast", "leading", allTypes, {{{3}}},
      [](const Arrays &x) { return vm::broadcast_to(x[0], {2, 3}); },
      [](const Values &x) { return reference::broadcast(x[0], {2, 3}, {1}); });
  m.add(
      "broadcast", "ones", allTypes, {{{3, 1}}},
      [](const Arrays &x) { return vm::broadcast_to(x[0], {2, 3, 4}); },
      [](const Values &x) { return reference::broadcast(x[0], {2, 3, 4}, {1, 2}); });
  m.add(
      "broadcast", "scalar", allTypes, {{{}}},
      [](const Arrays &x) { return vm::broadcast_to(x[0], {2, 0, 2}); },
      [](const Values &x) { return reference::broadcast(x[0], {2, 0, 2}, {}); });
  m.add(
      "reshape", "split", allTypes, {{{6}}},
      [](const Arrays &x) { return vm::reshape(x[0], {2, 3}); },
      [](const Values &x) { return reference::reshape(x[0], {2, 3}); });
  m.add(
      "reshape", "merge", allTypes, {{{2, 3, 1}}},
      [](const Arrays &x) { return vm::reshape(x[0], {3, 2}); },
      [](const Values &x) { return reference::reshape(x[0], {3, 2}); });
  m.add(
      "transpose", "matrix", allTypes, {{{2, 3}}},
      [](const Arrays &x) { return vm::transpose(x[0]); },
      [](const Values &x) { return reference::transpose(x[0], {1, 0}); });
  m.add(
      "transpose", "cycle", allTypes, {{{2, 3, 4}}},
      [](const Arrays &x) { return vm::transpose(x[0], {1, 2, 0}); },
      [](const Values &x) { return reference::transpose(x[0], {1, 2, 0}); });
  m.add(
      "slice", "strided", allTypes, {{{7, 3}}},
      [](const Arrays &x) { return x[0](vm::slice(1, 7, 2), vm::slice(0, 2)); },
      [](const Values &x) { return reference::slice(x[0], {1, 0}, {7, 2}, {2, 1}); });
  m.add(
      "slice", "empty", allTypes, {{{4}}}, [](const Arrays &x) { return x[0](vm::slice(2, 2)); },
      [](const Values &x) { return reference::slice(x[0], {2}, {2}, {1}); });
  m.add(
      "pad", "edges", numberTypes, {{{3}}},
      [](const Arrays &x) { return vm::pad(x[0], {2}, {1}, 1); },
      [](const Values &x) { return reference::pad(x[0], 1, {2}, {1}, {0}); });
  m.add(
      "pad", "interior", numberTypes, {{{3, 2}}},
      [](const Arrays &x) { return vm::pad(x[0], {1, -1}, {0, 2}, 0, {2, 1}); },
      [](const Values &x) { return reference::pad(x[0], 0, {1, -1}, {0, 2}, {2, 1}); });
  m.add(
      "concatenate", "rows", allTypes, {{{2, 3}}, {{1, 3}}},
      [](const Arrays &x) { return vm::concatenate({x[0], x[1]}, 0); },
      [](const Values &x) { return reference::concatenate(x, 0); });
  m.add(
      "concatenate", "columns", allTypes, {{{2, 3}}, {{2, 0}}, {{2, 1}}},
      [](const Arrays &x) { return vm::concatenate({x[0], x[1], x[2]}, 1); },
      [](const Values &x) { return reference::concatenate(x, 1); });
  m.add(
      "reverse", "both", allTypes, {{{2, 3}}}, [](const Arrays &x) { return vm::flip(x[0]); },
      [](const Values &x) { return reference::reverse(x[0], {0, 1}); });
  m.add(
      "reverse", "last", allTypes, {{{2, 3}}}, [](const Arrays &x) { return vm::flip(x[0], -1); },
      [](const Values &x) { return reference::reverse(x[0], {1}); });
  m.add(
      "iota", "plus", numberTypes, {{{2, 3}}},
      [](const Arrays &x) { return x[0] + vm::iota({2, 3}, 1, x[0].dtype()); },
      [](const Values &x) {
        return reference::binary("add", x[0], reference::iota(x[0].type, {2, 3}, 1));
      },
      0.51);
  m.add(
      "extent", "times", floatTypes, {{{2, 3}}},
      [](const Arrays &x) { return x[0] * vm::extent(x[0], 1); },
      [](const Values &x) { return reference::binary("mul", x[0], Tensor::scalar(x[0].type, 3)); },
      0.51);
  m.add(
      "constant", "plus", wideFloatTypes, {{{3}}},
      [](const Arrays &x) { return x[0] + Array({1.f, 2.f, 4.f}); },
      [](const Values &x) {
        return reference::binary("add", x[0], Tensor(x[0].type, {3}, {1, 2, 4}));
      },
      0.51);
}

template <class Op>
void reduction(Maker m, const char *name, Op op, std::vector<DType> dtypes, double low, double high,
               double ulps) {
  struct Case {
    const char *variant;
    vm::Shape shape;
    Index axes;
  };
  for (const Case &c :
       {Case{"vector", {5}, {0}}, Case{"rows", {3, 4}, {1}}, Case{"columns", {3, 4}, {0}},
        Case{"all", {2, 3, 2}, {0, 1, 2}}, Case{"outer", {2, 3, 2}, {0, 2}},
        Case{"long", {1100}, {0}}, Case{"nothing", {2, 0}, {1}}}) {
    std::string reduce = std::string(name).substr(7);
    bool longSum = c.shape == vm::Shape{1100};
    if (longSum && reduce == "prod")
      continue; // over- or underflows; the short ones have the same rules
    Row &row = m.add(
        name, c.variant, dtypes, {{c.shape, low, high}},
        [op, axes = c.axes](const Arrays &x) { return op(x[0], axes); },
        [reduce, axes = c.axes](const Values &x) { return reference::reduce(reduce, x[0], axes); },
        longSum ? 16 * ulps : ulps);
    // One difference per element: 1100 of them prove nothing that 5 do not. The infinite
    // result of a maximum of nothing has no difference at all.
    bool infinite = c.shape == vm::Shape{2, 0} && (reduce == "max" || reduce == "min");
    row.smooth = !longSum && !infinite;
  }
}

void addReductions(Maker m) {
  reduction(m, "reduce_sum", vm::sum, numberTypes, -2, 2, 8);
  reduction(m, "reduce_prod", vm::prod, numberTypes, 0.5, 2, 16);
  reduction(m, "reduce_max", vm::max, numberTypes, -100, 100, 0);
  reduction(m, "reduce_min", vm::min, numberTypes, -100, 100, 0);
  reduction(m, "reduce_and", vm::all, {vm::b1}, 0, 1, 0);
  reduction(m, "reduce_or", vm::any, {vm::b1}, 0, 1, 0);
  for (std::int64_t axis : {0, 1}) {
    std::string variant = axis ? "rows" : "columns";
    m.add(
        "argmax", variant, numberTypes, {{{4, 5}, -9, 9}},
        [axis](const Arrays &x) { return vm::argmax(x[0], axis); },
        [axis](const Values &x) { return reference::argmax(x[0], axis); });
    m.add(
        "argmin", variant, numberTypes, {{{4, 5}, -9, 9}},
        [axis](const Arrays &x) { return vm::argmin(x[0], axis); },
        [axis](const Values &x) { return reference::argmin(x[0], axis); });
  }
}

void addContractions(Maker m) {
  struct Case {
    const char *variant, *spec;
    vm::Shape left, right;
    Index leftIndices, rightIndices, result;
  };
  for (const Case &c :
       {Case{"dot", "i,i->", {5}, {5}, {0}, {0}, {}},
        Case{"outer", "i,j->ij", {2}, {3}, {0}, {1}, {0, 1}},
        Case{"vector", "ij,j->i", {3, 4}, {4}, {0, 1}, {1}, {0}},
        Case{"matrix", "ij,jk->ik", {3, 4}, {4, 5}, {0, 1}, {1, 2}, {0, 2}},
        Case{"transposed", "ji,kj->ki", {4, 3}, {5, 4}, {0, 1}, {2, 0}, {2, 1}},
        Case{"batched", "bij,bjk->bik", {2, 2, 3}, {2, 3, 2}, {0, 1, 2}, {0, 2, 3}, {0, 1, 3}},
        Case{"nothing", "ij,jk->ik", {2, 0}, {0, 2}, {0, 1}, {1, 2}, {0, 2}},
        Case{"long", "ij,jk->ik", {1, 600}, {600, 17}, {0, 1}, {1, 2}, {0, 2}}}) {
    Row &row = m.add(
        "contract", c.variant, numberTypes, {{c.left}, {c.right}},
        [spec = c.spec](const Arrays &x) { return vm::einsum(spec, x[0], x[1]); },
        [c](const Values &x) {
          return reference::contract(x[0], x[1], c.leftIndices, c.rightIndices, c.result);
        },
        16);
    row.changesClass = true;
    row.smooth = c.left.back() <= 100;
    if (!row.smooth)
      row.ulps = 200;
  }
}

} // namespace

void addStructure(std::vector<Row> &rows) {
  addShapes({rows});
  addReductions({rows});
  addContractions({rows});
}

} // namespace property
