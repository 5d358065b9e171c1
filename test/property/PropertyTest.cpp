// Drives every property over every row. A case of GoogleTest is one operation; the
// last one prints how much was tried. By default a fixed share of the cells is run; the
// variable VMAPC_FULL=1 runs all of them.

#include "Properties.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iostream>
#include <regex>
#include <set>

namespace property {

std::vector<Row> rows() {
  std::vector<Row> result;
  addElementwise(result);
  addStructure(result);
  addIndexing(result);
  addControl(result);
  addWindowed(result);
  addOrdered(result);
  addLinalg(result);
  return result;
}

namespace {

bool full() {
  const char *value = std::getenv("VMAPC_FULL");
  return value && std::string(value) == "1";
}

Share share(DType dtype) {
  if (full())
    return {};
  bool isNarrow = dtype == vm::u64 || (dtype != vm::b1 && vm::sizeOf(dtype) < 4);
  return {.batched = isNarrow ? 0.03 : 0.15, .derivatives = 0.5, .batches = {0, 1, 5, 37}};
}

const std::vector<Row> &table() {
  static const std::vector<Row> all = rows();
  return all;
}

/// What the rows are of; without `composed`, the dialect's operations only.
std::set<std::string> operations(bool composed) {
  std::set<std::string> result;
  for (const Row &row : table())
    if (composed || !row.composed)
      result.insert(row.op);
  return result;
}

Tally &total() {
  static Tally tally;
  return tally;
}

std::uint64_t seedOf(const std::string &name) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (char c : name)
    hash = (hash ^ std::uint8_t(c)) * 0x100000001b3u;
  return hash;
}

class Operation : public testing::TestWithParam<std::string> {};

TEST_P(Operation, HoldsInEveryCell) {
  std::size_t before = total().messages().size();
  auto failures = total().failures();
  for (const Row &row : table()) {
    if (row.op != GetParam())
      continue;
    for (DType dtype : row.dtypes) {
      Subject subject{row, dtype};
      Random random(seedOf(subject.name()));
      checkReference(subject, random, total());
      checkVmap(subject, share(dtype), random, total());
      checkDerivatives(subject, share(dtype), random, total());
    }
  }
  EXPECT_EQ(total().failures(), failures);
  // Twenty of one operation say enough.
  for (std::size_t k = before; k < total().messages().size() && k < before + 20; ++k)
    ADD_FAILURE() << total().messages()[k];
}

INSTANTIATE_TEST_SUITE_P(Table, Operation, testing::ValuesIn(operations(true)),
                         [](const auto &info) { return info.param; });

/// Operations of the dialect that have no row, and what tests them instead.
const std::set<std::string> withoutRow = {
    "vmap",  "linearize", "apply", "apply_transpose", // the transformations, in every cell
    "chunk",                                          // the cells named "chunks"
    "yield",                                          // in every row with a region
    "function",                                       // of elements, below arrays
};

TEST(Table, HasARowForEveryOperation) {
  // The mnemonics as the dialect's records declare them.
  static const std::regex record(R"re(^def Vmapc_\w+Op : Vmapc_\w+<"(\w+)")re");
  std::set<std::string> declared;
  for (const char *family : {"Elementwise", "Structure", "Reduction", "Contraction", "Indexing",
                             "Order", "External", "Control", "Requests"}) {
    std::ifstream file(std::string(VMAPC_SOURCE "/compiler/dialect/") + family + ".td");
    ASSERT_TRUE(file.good()) << family;
    for (std::string line; std::getline(file, line);) {
      std::smatch match;
      if (std::regex_search(line, match, record))
        declared.insert(match[1]);
    }
  }
  ASSERT_GT(declared.size(), 60u);
  auto have = operations(false);
  for (const std::string &op : declared)
    EXPECT_TRUE(have.count(op) || withoutRow.count(op)) << "no row for vmapc." << op;
  for (const std::string &op : have)
    EXPECT_TRUE(declared.count(op)) << "a row for " << op << ", which the dialect lacks";
}

/// Runs last: what was tried, and that no more than 2 % of it was left out.
class Report : public testing::Environment {
  void TearDown() override {
    if (total().cells() == 0)
      return;
    std::cout << total().summary(operations(true).size(), table().size()) << std::flush;
    EXPECT_LT(total().skips() * 50, total().cells());
  }
};
const auto *report = testing::AddGlobalTestEnvironment(new Report);

} // namespace
} // namespace property
