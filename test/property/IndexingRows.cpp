// Rows of reading and updating at run-time positions.

#include "Rows.h"

namespace property {
namespace {

using reference::Real;
using reference::Type;

Input indices(vm::Shape shape, double low, double high) {
  return {std::move(shape), low, high, vm::i32, false};
}

/// Negative positions count from the end, as the API reads them.
Tensor fromEnd(const Tensor &index, std::int64_t extent) {
  Tensor result = index;
  for (Real &i : result.values)
    i = i < 0 ? i + Real(extent) : i;
  return result;
}

Row row(const char *op, const char *variant, std::vector<Input> inputs,
        std::function<Array(const Arrays &)> run, std::function<Tensor(const Values &)> expect,
        double ulps = 0, std::vector<DType> dtypes = allTypes) {
  Row result{op, variant, std::move(dtypes), std::move(inputs)};
  result.run = [run](const Arrays &x) { return Arrays{run(x)}; };
  result.expect = [expect](const Values &x) { return Values{expect(x)}; };
  result.ulps = ulps;
  return result;
}

void addGathers(std::vector<Row> &rows) {
  // Positions from -7 to 6 on 4 rows: some count from the end, some are out of range.
  rows.push_back(row(
      "gather", "clip", {{{4, 2}}, indices({3}, -7, 6)}, [](const Arrays &x) { return x[0][x[1]]; },
      [](const Values &x) { return reference::gather(x[0], {fromEnd(x[1], 4)}, false); }));
  rows.push_back(row(
      "gather", "drop", {{{4, 2}}, indices({3}, 0, 7)},
      [](const Arrays &x) { return x[0].at(x[1]).get({.mode = vm::Bounds::drop}); },
      [](const Values &x) { return reference::gather(x[0], {x[1]}, true); }));
  rows.push_back(row(
      "gather", "pairs", {{{3, 4}}, indices({2, 2}, 0, 2), indices({2, 2}, 0, 3)},
      [](const Arrays &x) { return x[0](x[1], x[2]); },
      [](const Values &x) { return reference::gather(x[0], {x[1], x[2]}, false); }));
  rows.push_back(row(
      "gather", "columns", {{{2, 4}}, indices({3}, 0, 3)},
      [](const Arrays &x) { return vm::take(x[0], x[1], 1); },
      [](const Values &x) {
        Tensor turned = reference::transpose(x[0], {1, 0});
        return reference::transpose(reference::gather(turned, {x[1]}, false), {1, 0});
      }));
}

void addScatters(std::vector<Row> &rows) {
  // Three positions among four rows: repeated ones are likely in a batch of 37.
  rows.push_back(row(
      "scatter", "set", {{{4, 2}}, {{3, 2}}, indices({3}, 0, 5)},
      [](const Arrays &x) { return x[0].at(x[2]).set(x[1]); },
      [](const Values &x) { return reference::scatter(false, x[0], x[1], {x[2]}, true); }));
  rows.push_back(row(
      "scatter", "add", {{{4, 2}}, {{3, 2}}, indices({3}, 0, 5)},
      [](const Arrays &x) { return x[0].at(x[2]).add(x[1]); },
      [](const Values &x) { return reference::scatter(true, x[0], x[1], {x[2]}, true); }, 4,
      numberTypes));
  rows.push_back(row(
      "scatter", "clip", {{{4}}, {{3}}, indices({3}, 0, 6)},
      [](const Arrays &x) { return x[0].at(x[2]).add(x[1], {.mode = vm::Bounds::clip}); },
      [](const Values &x) { return reference::scatter(true, x[0], x[1], {x[2]}, false); }, 4,
      numberTypes));
  rows.push_back(row(
      "scatter", "pairs", {{{3, 3}}, {{4}}, indices({4}, 0, 2), indices({4}, 0, 2)},
      [](const Arrays &x) { return x[0].at(x[2], x[3]).set(x[1]); },
      [](const Values &x) { return reference::scatter(false, x[0], x[1], {x[2], x[3]}, true); }));
}

void addSlices(std::vector<Row> &rows) {
  rows.push_back(row(
      "dynamic_slice", "row", {{{5, 3}}, indices({}, -5, 4)},
      [](const Arrays &x) { return x[0][x[1]]; },
      [](const Values &x) {
        Tensor at = fromEnd(x[1], 5), zero = Tensor::scalar(Type::i32, 0);
        return reference::reshape(reference::dynamicSlice(x[0], {at, zero}, {1, 3}), {3});
      }));
  rows.push_back(row(
      "dynamic_update_slice", "row", {{{5, 3}}, {{3}}, indices({}, 0, 4)},
      [](const Arrays &x) { return x[0].at(x[2]).set(x[1]); },
      [](const Values &x) {
        Tensor zero = Tensor::scalar(Type::i32, 0);
        return reference::dynamicUpdateSlice(x[0], reference::reshape(x[1], {1, 3}), {x[2], zero});
      }));
}

} // namespace

void addIndexing(std::vector<Row> &rows) {
  addGathers(rows);
  addScatters(rows);
  addSlices(rows);
}

} // namespace property
