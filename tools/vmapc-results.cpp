// Calling a kernel, and what is done with its results: print, write, compare.

#include "tools/vmapc.h"

#include "vmapc/detail/trace.h"
#include "vmapc/io.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

namespace vmapc::tool {

using Json = nlohmann::ordered_json;

std::vector<Array> call(const detail::Kernel &kernel, const detail::Program &program,
                        const std::vector<Array> &inputs) {
  std::vector<void *> buffers;
  for (const Array &input : inputs)
    buffers.push_back(const_cast<void *>(detail::dataOf(input)));
  std::vector<Array> results;
  for (const detail::Port &port : program.outputs()) {
    void *data = nullptr;
    results.push_back(detail::allocate(port.aval.dtype, port.aval.shape, data));
    buffers.push_back(data);
  }
  void *scratch = nullptr;
  Array holder = detail::allocate(
      u32, {std::int64_t((kernel.scratchBytes + 3) / 4)}, scratch);
  buffers.push_back(scratch);
  kernel.entry(buffers.data());
  return results;
}

static Json jsonShape(const Array &array) { return Json(array.shape()); }

// JSON has no NaN and no infinities: they become strings.
static Json jsonNumber(double v) {
  return std::isfinite(v) ? Json(v) : Json(std::isnan(v) ? "nan" : v > 0 ? "inf" : "-inf");
}

// A complex number is the list of its parts.
static Json jsonElements(const Array &array) {
  Json list = Json::array();
  if (isComplex(array.dtype())) {
    for (std::complex<double> v : array.to_vector<std::complex<double>>())
      list.push_back({jsonNumber(v.real()), jsonNumber(v.imag())});
  } else if (isFloat(array.dtype())) {
    for (double v : array.to_vector<double>())
      list.push_back(jsonNumber(v));
  } else if (array.dtype() == b1) {
    for (bool v : array.to_vector<bool>())
      list.push_back(v);
  } else if (array.dtype() == u64) {
    for (std::uint64_t v : array.to_vector<std::uint64_t>())
      list.push_back(v);
  } else {
    for (std::int64_t v : array.to_vector<std::int64_t>())
      list.push_back(v);
  }
  return list;
}

void printResults(const detail::Program &program, const std::vector<Array> &results,
                  bool json) {
  Json all = Json::array();
  for (std::size_t k = 0; k < results.size(); ++k) {
    const std::string &name = program.outputs()[k].name;
    if (json)
      all.push_back({{"name", name},
                     {"dtype", nameOf(results[k].dtype())},
                     {"shape", jsonShape(results[k])},
                     {"data", jsonElements(results[k])}});
    else
      std::cout << name << ": " << results[k] << "\n";
  }
  if (json)
    std::cout << Json{{"results", all}}.dump() << "\n";
}

// A path component from a result's name.
static std::string fileName(const std::string &name) {
  std::string file = name;
  for (char &c : file)
    if (c == '/' || c == '\\')
      c = '_';
  return file + ".npy";
}

void writeResults(const std::string &folder, const detail::Program &program,
                  const std::vector<Array> &results) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  Json index = Json::array();
  for (std::size_t k = 0; k < results.size(); ++k) {
    const std::string &name = program.outputs()[k].name;
    save((std::filesystem::path(folder) / fileName(name)).string(), results[k], detail::Loc());
    index.push_back({{"name", name},
                     {"file", fileName(name)},
                     {"dtype", nameOf(results[k].dtype())},
                     {"shape", jsonShape(results[k])}});
  }
  std::ofstream file(std::filesystem::path(folder) / "index.json");
  file << Json{{"results", index}}.dump(2) << "\n";
  if (!file)
    throw Error(ErrorCode::io, "output", "a folder that can be written", folder, {});
}

// How far two arrays are apart; empty when close enough.
static std::string difference(const Array &got, const Array &expected, double rtol,
                              double atol) {
  if (got.shape() != expected.shape())
    return "shape " + describe(got.dtype(), got.shape()) + ", expected " +
           describe(expected.dtype(), expected.shape());
  auto a = got.to_vector<double>(), b = expected.to_vector<double>();
  std::size_t wrong = 0, worst = 0;
  double largest = -1;
  for (std::size_t k = 0; k < a.size(); ++k) {
    if (a[k] == b[k] || (std::isnan(a[k]) && std::isnan(b[k])))
      continue;
    double apart = std::abs(a[k] - b[k]);
    if (apart <= atol + rtol * std::abs(b[k]))
      continue;
    ++wrong;
    if (!(apart <= largest))
      largest = apart, worst = k;
  }
  if (!wrong)
    return {};
  return std::to_string(wrong) + " of " + std::to_string(a.size()) +
         " elements differ; the worst is element " + std::to_string(worst) + ": " +
         std::to_string(a[worst]) + ", expected " + std::to_string(b[worst]);
}

bool matches(const std::vector<std::string> &expected, const detail::Program &program,
             const std::vector<Array> &results, double rtol, double atol) {
  bool ok = true;
  std::size_t next = 0;
  for (const std::string &argument : expected) {
    std::size_t place = results.size();
    std::string path = argument;
    for (std::size_t k = 0; k < results.size(); ++k)
      if (argument.starts_with(program.outputs()[k].name + "="))
        place = k, path = argument.substr(program.outputs()[k].name.size() + 1);
    if (place == results.size())
      place = next++;
    if (place >= results.size())
      throw UsageError{"--expect: more files than results, or no result named in '" +
                       argument + "'"};
    std::string text = difference(results[place], load(path, detail::Loc()), rtol, atol);
    if (text.empty())
      continue;
    ok = false;
    std::cerr << "vmapc: " << program.outputs()[place].name << ": " << text << "\n";
  }
  return ok;
}

} // namespace vmapc::tool
