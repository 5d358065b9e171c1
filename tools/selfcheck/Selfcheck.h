// The parts of vmapc-conformance, which runs self-checking StableHLO programs: one file
// at a time (Run.cpp, Derivatives.cpp), every file in a process of its own (Pool.cpp),
// and a table over all (Report.cpp).

#ifndef VMAPC_TOOLS_SELFCHECK_H
#define VMAPC_TOOLS_SELFCHECK_H

#include "vmapc/array.h"
#include "vmapc/detail/abi.h"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace vmapc::selfcheck {

struct Options {
  std::vector<std::string> files;
  /// Examples per batch; 0: not batched.
  int vmap = 0;
  bool grad = false;
  int jobs = 1;
  double timeout = 120;
};

/// Distances in units in the last place: 0, 1, 2, 3, 4 to 16, 17 to 1024, more, and
/// those that are no number on one side only.
constexpr std::size_t bins = 8;
constexpr const char *binNames[bins] = {"0", "1", "2", "3", "<=16", "<=1024", ">1024", "nan"};
using Histogram = std::array<std::uint64_t, bins>;

/// What came of one file.
struct Outcome {
  std::string file, family, dtype;
  bool passed = false;
  /// Not meant for the mode that was asked for (no derivative of integers).
  bool skipped = false;
  /// Why not.
  std::string cause;
  Histogram ulps{};
  double milliseconds = 0;
};

/// The family of a file: its name up to the first word that is a dtype.
std::string familyOf(const std::string &file);

/// How two arrays of one type differ; `kind` is eq, close or almost_eq. Empty when they
/// are as equal as the kind asks. Adds to the histogram for floats.
std::string difference(const Array &got, const Array &expected, const std::string &kind,
                       Histogram &ulps);

std::string readFile(const std::string &path);
/// Results of one call.
std::vector<Array> call(const detail::Program &program, const std::vector<Array> &inputs);

/// Throws vm::Error, or fills in the outcome.
void runPlain(const std::string &path, Outcome &outcome);
void runBatched(const std::string &path, int count, Outcome &outcome);
void runDerivatives(const std::string &path, Outcome &outcome);

/// All files, each in a process of its own, so that none can end the run.
std::vector<Outcome> runAll(const Options &options);

std::string toJson(const std::vector<Outcome> &outcomes);
void printTable(const std::vector<Outcome> &outcomes, bool listFailures);

} // namespace vmapc::selfcheck

#endif
