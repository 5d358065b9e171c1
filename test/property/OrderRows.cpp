// Rows of the order of elements: short rows, which are ranked; long ones, which are sorted by
// digits; several keys; and what follows the order.

#include "Rows.h"

namespace property {
namespace {

Row row(const char *variant, std::vector<Input> inputs, std::function<Arrays(const Arrays &)> run,
        std::function<Values(const Values &)> expect, std::vector<DType> dtypes) {
  Row result{"argsort",         variant,        std::move(dtypes),
             std::move(inputs), std::move(run), std::move(expect)};
  result.ulps = 0;
  return result;
}

Row order(const char *variant, vm::Shape shape, std::int64_t axis, bool descending, double high,
          std::vector<DType> dtypes) {
  return row(
      variant, {{std::move(shape), -high, high}},
      [=](const Arrays &x) { return Arrays{vm::argsort(x[0], axis, descending)}; },
      [=](const Values &x) { return Values{reference::argsort({x[0]}, axis, {descending})}; },
      std::move(dtypes));
}

} // namespace

void addOrdered(std::vector<Row> &rows) {
  // Few different values: what is equal keeps its order.
  rows.push_back(order("ties", {9}, 0, false, 2, allTypes));
  rows.back().special = true;
  rows.push_back(order("first", {5, 3}, 0, false, 2, allTypes));
  rows.push_back(order("descending", {2, 7}, 1, true, 2, allTypes));
  rows.push_back(order("none", {0, 2}, 0, false, 2, floatTypes));
  rows.push_back(order("ranked", {128}, 0, false, 40, numberTypes));
  rows.push_back(order("digits", {150}, 0, false, 1000, numberTypes));
  rows.push_back(order("digits_descending", {150, 2}, 0, true, 20, numberTypes));
  rows.push_back(row(
      "keys", {{{2, 9}, -1, 1, vm::i32, false}, {{2, 9}, -1, 1}},
      [](const Arrays &x) { return Arrays{vm::lexsort({x[1], x[0]})}; },
      [](const Values &x) { return Values{reference::argsort({x[0], x[1]}, 1, {false, false})}; },
      allTypes));
  rows.push_back(row(
      "digits_keys", {{{140}, -3, 3, vm::i32, false}, {{140}, -3, 3}},
      [](const Arrays &x) { return Arrays{vm::lexsort({x[1], x[0]})}; },
      [](const Values &x) { return Values{reference::argsort({x[0], x[1]}, 0, {false, false})}; },
      numberTypes));
  rows.push_back(row(
      "followers", {{{3, 8}, -9, 9, vm::i32, false}, {{3, 8}}},
      [](const Arrays &x) { return vm::sort_together(x, {.axis = 1, .descending = true}); },
      [](const Values &x) {
        Tensor order = reference::argsort({x[0]}, 1, {true});
        return Values{reference::inOrder(x[0], order, 1), reference::inOrder(x[1], order, 1)};
      },
      allTypes));
}

} // namespace property
