// One self-checking program: as it is, and batched with other inputs beside its own.

#include "tools/selfcheck/Selfcheck.h"

#include "compiler/frontend/Stablehlo.h"
#include "tools/vmapc.h"
#include "vmapc/detail/trace.h"

#include <cmath>
#include <cstring>
#include <fstream>
#include <sstream>

namespace vmapc::selfcheck {

using detail::Aval;
using frontend::SelfCheck;

std::string readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file)
    throw Error(ErrorCode::io, "load", "a file that can be read", path, {});
  return text.str();
}

std::vector<Array> call(const detail::Program &program, const std::vector<Array> &inputs) {
  return tool::call(*program.compile({}), program, inputs);
}

//===-- Comparing -------------------------------------------------------------===//

// A float as an integer that counts representable numbers: zeros are 0.
static std::int64_t ordered(const void *data, std::size_t k, DType dtype) {
  std::int64_t bits = 0;
  std::size_t size = sizeOf(dtype);
  std::memcpy(&bits, static_cast<const char *>(data) + k * size, size);
  std::int64_t sign = std::int64_t(1) << (8 * size - 1);
  return size == 8 ? (bits < 0 ? std::int64_t(std::uint64_t(sign) - std::uint64_t(bits)) : bits)
                   : (bits & sign ? sign - bits : bits);
}

static std::string elementText(const std::vector<double> &values, std::size_t k) {
  char text[40];
  std::snprintf(text, sizeof text, "%.9g", values[k]);
  return text;
}

static std::size_t binOf(std::uint64_t distance) {
  return distance <= 3 ? std::size_t(distance) : distance <= 16 ? 4 : distance <= 1024 ? 5 : 6;
}

std::string difference(const Array &got, const Array &expected, const std::string &kind,
                       Histogram &ulps) {
  const Aval &type = detail::avalOf(got);
  if (!(type == detail::avalOf(expected)))
    return "type " + describe(type.dtype, type.shape) + ", expected " +
           describe(expected.dtype(), expected.shape());
  if (isComplex(type.dtype))
    return "complex results are not compared";
  const void *a = detail::dataOf(got), *b = detail::dataOf(expected);
  std::vector<double> x = got.to_vector<double>(), y = expected.to_vector<double>();
  std::size_t wrong = 0, worst = 0, size = sizeOf(type.dtype);
  std::uint64_t largest = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    bool same = std::memcmp(static_cast<const char *>(a) + k * size,
                            static_cast<const char *>(b) + k * size, size) == 0;
    bool close = same;
    std::uint64_t distance = same ? 0 : ~std::uint64_t(0);
    if (isFloat(type.dtype)) {
      if (std::isnan(x[k]) != std::isnan(y[k])) {
        ++ulps[bins - 1];
      } else {
        std::int64_t m = ordered(a, k, type.dtype), n = ordered(b, k, type.dtype);
        distance = std::isnan(x[k]) ? 0
                   : m > n          ? std::uint64_t(m) - std::uint64_t(n)
                                    : std::uint64_t(n) - std::uint64_t(m);
        ++ulps[binOf(distance)];
        close = kind == "close"       ? distance <= 3
                : kind == "almost_eq" ? distance == 0 || std::abs(x[k] - y[k]) <= 1e-4
                                      : same || std::isnan(x[k]);
      }
    }
    if (close)
      continue;
    ++wrong;
    if (distance >= largest)
      largest = distance, worst = k;
  }
  if (!wrong)
    return {};
  return std::to_string(wrong) + " of " + std::to_string(x.size()) + " elements differ (expect_" +
         kind + "); worst is element " + std::to_string(worst) + ": " + elementText(x, worst) +
         ", expected " + elementText(y, worst);
}

// Pairs (got, expected) of one run.
static std::string compare(const SelfCheck &check, const std::vector<Array> &results,
                           Histogram &ulps) {
  for (std::size_t k = 0; k < check.checks.size(); ++k) {
    std::string text = difference(results[2 * k], results[2 * k + 1], check.checks[k], ulps);
    if (!text.empty())
      return text;
  }
  return {};
}

static SelfCheck load(const std::string &path, Outcome &outcome) {
  SelfCheck check = frontend::importSelfCheck(readFile(path), path);
  if (check.checks.empty())
    throw Error(ErrorCode::invalid_argument, "conformance", "a program that checks itself",
                "one without check.expect_*", SourceLine(path, 1, 1));
  outcome.dtype = std::string(nameOf(check.program->outputs()[0].aval.dtype));
  return check;
}

void runPlain(const std::string &path, Outcome &outcome) {
  SelfCheck check = load(path, outcome);
  outcome.cause = compare(check, call(*check.program, check.data), outcome.ulps);
  outcome.passed = outcome.cause.empty();
}

//===-- Batches -----------------------------------------------------------------===//

// The elements of x in another order: lane 1 reversed, lane 2 and on turned by as many.
static Array shuffled(const Array &x, int lane) {
  void *data = nullptr;
  Array y = detail::allocate(x.dtype(), x.shape(), data);
  std::size_t size = sizeOf(x.dtype()), n = std::size_t(x.size());
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t from = lane == 1 ? n - 1 - k : (k + std::size_t(lane)) % n;
    std::memcpy(static_cast<char *>(data) + k * size,
                static_cast<const char *>(detail::dataOf(x)) + from * size, size);
  }
  return y;
}

static Array stacked(const std::vector<Array> &lanes) {
  Shape shape = lanes[0].shape();
  shape.insert(shape.begin(), std::int64_t(lanes.size()));
  void *data = nullptr;
  Array all = detail::allocate(lanes[0].dtype(), shape, data);
  std::size_t bytes = sizeOf(all.dtype()) * std::size_t(lanes[0].size());
  for (std::size_t j = 0; j < lanes.size(); ++j)
    std::memcpy(static_cast<char *>(data) + j * bytes, detail::dataOf(lanes[j]), bytes);
  return all;
}

void runBatched(const std::string &path, int count, Outcome &outcome) {
  SelfCheck check = load(path, outcome);
  // Inputs of each lane, and what the program gives for them alone.
  std::vector<std::vector<Array>> inputs, alone;
  auto kernel = check.program->compile({});
  for (int lane = 0; lane < count; ++lane) {
    std::vector<Array> list;
    for (std::size_t k = 0; k < check.data.size(); ++k)
      list.push_back(lane && check.given[k] ? shuffled(check.data[k], lane) : check.data[k]);
    alone.push_back(tool::call(*kernel, *check.program, list));
    inputs.push_back(list);
  }
  std::vector<Array> batch;
  for (std::size_t k = 0; k < check.data.size(); ++k) {
    std::vector<Array> lanes;
    for (const std::vector<Array> &list : inputs)
      lanes.push_back(list[k]);
    batch.push_back(stacked(lanes));
  }
  // A program without inputs has nothing to batch.
  if (batch.empty()) {
    outcome.skipped = true;
    outcome.cause = "no inputs";
    return;
  }
  tool::ProgramRef batched = tool::transform(check.program, {{"vmap", ""}}, batch);
  std::vector<Array> results = call(*batched, batch);
  for (int lane = 0; lane < count; ++lane) {
    std::vector<Array> pairs;
    for (std::size_t k = 0; k < results.size(); ++k)
      pairs.push_back(
          detail::view(results[k], alone[0][k].shape(), lane * std::int64_t(alone[0][k].size())));
    std::string cause;
    // The first lane is the file's own; the others must be what they are alone.
    if (lane == 0) {
      cause = compare(check, pairs, outcome.ulps);
    } else {
      for (std::size_t k = 0; k < pairs.size() && cause.empty(); k += 2)
        cause =
            difference(pairs[k], alone[std::size_t(lane)][k], check.checks[k / 2], outcome.ulps);
    }
    if (!cause.empty()) {
      outcome.cause = "lane " + std::to_string(lane) + ": " + cause;
      return;
    }
  }
  outcome.passed = true;
}

} // namespace vmapc::selfcheck
