// The table over all files: by family, by dtype, and the distances of floats in units in
// the last place.

#include "tools/selfcheck/Selfcheck.h"

#include <cstdio>
#include <filesystem>

namespace vmapc::selfcheck {

namespace {
struct Row {
  int passed = 0, failed = 0, skipped = 0;
  Histogram ulps{};
  void add(const Outcome &o) {
    ++(o.skipped ? skipped : o.passed ? passed : failed);
    for (std::size_t k = 0; k < bins; ++k)
      ulps[k] += o.ulps[k];
  }
};

void print(const char *title, const std::map<std::string, Row> &rows) {
  std::printf("%-28s %6s %6s %7s  elements by ulp:", title, "passed", "failed", "skipped");
  for (const char *name : binNames)
    std::printf(" %8s", name);
  std::printf("\n");
  for (const auto &[name, row] : rows) {
    std::printf("%-28s %6d %6d %7d %17s", name.c_str(), row.passed, row.failed, row.skipped, "");
    for (std::uint64_t n : row.ulps)
      n ? std::printf(" %8llu", static_cast<unsigned long long>(n)) : std::printf(" %8s", ".");
    std::printf("\n");
  }
  std::printf("\n");
}
} // namespace

void printTable(const std::vector<Outcome> &outcomes, bool listFailures) {
  std::map<std::string, Row> families, dtypes;
  Row all;
  for (const Outcome &o : outcomes) {
    families[o.family].add(o);
    dtypes[o.dtype.empty() ? "(not imported)" : o.dtype].add(o);
    all.add(o);
  }
  print("family", families);
  print("dtype of the result", dtypes);
  if (listFailures)
    for (const Outcome &o : outcomes)
      if (!o.passed && !o.skipped)
        std::printf("%s: %s\n", std::filesystem::path(o.file).filename().c_str(), o.cause.c_str());
  int whole = 0;
  for (const auto &[name, row] : families)
    whole += row.failed == 0;
  std::printf(
      "%d passed, %d failed, %d skipped of %zu files; %d of %zu families without a failure\n",
      all.passed, all.failed, all.skipped, outcomes.size(), whole, families.size());
}

} // namespace vmapc::selfcheck
