// Making rows that are their own reference.

#include "OpCases.h"

namespace property {

Row opCase(std::string name, std::vector<Input> inputs, std::function<Arrays(const Arrays &)> run,
           double ulps) {
  Row row{std::move(name), "", {vm::f64}, std::move(inputs)};
  row.run = run;
  row.expect = [run](const Values &x) { return toTensors(run(toArrays(x))); };
  row.ulps = ulps;
  // A lane of a batch may be summed in another order than a call for one example.
  row.changesClass = true;
  return row;
}
Row opCase(std::string name, std::vector<Input> inputs, std::function<Array(const Arrays &)> run,
           double ulps) {
  return opCase(
      std::move(name), std::move(inputs), [run](const Arrays &x) { return Arrays{run(x)}; }, ulps);
}
Row constantCase(Row row) {
  row.smooth = false;
  return row;
}

} // namespace property
