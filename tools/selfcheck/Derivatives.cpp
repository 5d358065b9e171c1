// Derivatives of a self-checking program, in double: jvp along one direction against
// differences, and vjp against jvp. An element where differences of two step sizes
// disagree is at a kink or a jump of its function and is left out.

#include "tools/selfcheck/Selfcheck.h"

#include "compiler/frontend/Stablehlo.h"
#include "tools/vmapc.h"
#include "vmapc/detail/trace.h"

#include <algorithm>
#include <cmath>

namespace vmapc::selfcheck {

using frontend::SelfCheck;

namespace {

constexpr double step = 1e-5, tolerance = 1e-5;

// Numbers in -1 .. 1 that look random: SplitMix64 (Steele, Lea, Flood 2014).
double noise(std::uint64_t k) {
  std::uint64_t z = (k + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return double(std::int64_t(z ^ (z >> 31))) * 0x1p-63;
}

// A direction for an input.
Array noiseLike(const Array &x, std::uint64_t seed) {
  void *data = nullptr;
  Array y = detail::allocate(f64, x.shape(), data);
  for (std::size_t k = 0, n = std::size_t(x.size()); k < n; ++k)
    static_cast<double *>(data)[k] = noise(seed * 1000003 + k);
  return y;
}

Array zerosLike(const Array &x) {
  void *data = nullptr;
  Array y = detail::allocate(f64, x.shape(), data);
  std::fill_n(static_cast<double *>(data), x.size(), 0.);
  return y;
}

// x + t v where v is defined.
std::vector<Array> moved(const std::vector<Array> &xs, const std::vector<Array> &directions,
                         double t) {
  std::vector<Array> result = xs;
  for (std::size_t j = 0; j < xs.size(); ++j) {
    if (!directions[j].defined())
      continue;
    void *data = nullptr;
    result[j] = detail::allocate(f64, xs[j].shape(), data);
    auto x = xs[j].span<double>(), v = directions[j].span<double>();
    for (std::size_t k = 0; k < x.size(); ++k)
      static_cast<double *>(data)[k] = x[k] + t * v[k];
  }
  return result;
}

bool finite(std::initializer_list<double> values) {
  for (double v : values)
    if (!std::isfinite(v))
      return false;
  return true;
}

} // namespace

void runDerivatives(const std::string &path, Outcome &outcome) {
  std::string text = readFile(path);
  if (text.find("bitcast_convert") != text.npos) {
    outcome.skipped = true;
    outcome.cause = "looks at the bits of elements, which a double has others of";
    return;
  }
  SelfCheck check = frontend::importSelfCheck(text, path, {.inDouble = true});
  const std::vector<detail::Port> &outputs = check.program->outputs();
  outcome.dtype = outputs.empty() ? "" : std::string(nameOf(outputs[0].aval.dtype));
  std::vector<Array> directions(check.data.size());
  bool anyInput = false, anyResult = false;
  for (std::size_t j = 0; j < check.data.size(); ++j)
    if (check.given[j] && check.data[j].dtype() == f64)
      directions[j] = noiseLike(check.data[j], j), anyInput = true;
  for (std::size_t k = 0; k < outputs.size(); k += 2)
    anyResult |= outputs[k].aval.dtype == f64;
  if (!anyInput || !anyResult) {
    outcome.skipped = true;
    outcome.cause = "no floats go in, or none come out";
    return;
  }

  // Differences, of two sizes.
  auto kernel = check.program->compile({});
  auto at = [&](double t) {
    return tool::call(*kernel, *check.program, moved(check.data, directions, t));
  };
  std::vector<Array> plus = at(step), minus = at(-step), plus2 = at(step / 4),
                     minus2 = at(-step / 4), here = at(0);

  // Forward mode: all results, then the tangents of the float ones.
  tool::ProgramRef jvp = tool::transform(check.program, {{"jvp", ""}}, {});
  auto jvpKernel = jvp->compile({});
  auto forward = [&](const std::vector<Array> &along) {
    std::vector<Array> inputs = check.data;
    for (std::size_t j = 0; j < check.data.size(); ++j)
      if (check.data[j].dtype() == f64)
        inputs.push_back(along[j].defined() ? along[j] : zerosLike(check.data[j]));
    return tool::call(*jvpKernel, *jvp, inputs);
  };
  std::vector<Array> tangents = forward(directions), weights;
  std::size_t next = outputs.size(), compared = 0;
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    if (outputs[k].aval.dtype != f64)
      continue;
    Array tangent = tangents.at(next++);
    if (k % 2) { // what was expected
      weights.push_back(zerosLike(tangent));
      continue;
    }
    void *weightData = nullptr;
    weights.push_back(detail::allocate(f64, tangent.shape(), weightData));
    auto t = tangent.span<double>(), p = plus[k].span<double>(), m = minus[k].span<double>(),
         p2 = plus2[k].span<double>(), m2 = minus2[k].span<double>(), f = here[k].span<double>();
    for (std::size_t e = 0; e < t.size(); ++e) {
      double wide = (p[e] - m[e]) / (2 * step), narrow = (p2[e] - m2[e]) / (step / 2);
      static_cast<double *>(weightData)[e] = std::isfinite(t[e]) ? noise(77 * k + e) : 0;
      if (!finite({wide, narrow, f[e]}))
        continue;
      double scale = 1 + std::abs(wide) + std::abs(f[e]);
      double sides = std::abs((p[e] - f[e]) / step - (f[e] - m[e]) / step);
      if (std::abs(wide - narrow) > tolerance * scale || sides > 1e-2 * scale)
        continue;
      ++compared;
      if (std::abs(t[e] - wide) <= 10 * tolerance * scale)
        continue;
      outcome.cause = "jvp of result " + std::to_string(k / 2) + ", element " + std::to_string(e) +
                      ": " + std::to_string(t[e]) + ", difference " + std::to_string(wide);
      return;
    }
  }
  if (compared == 0) {
    outcome.skipped = true;
    outcome.cause = "no element away from kinks";
    return;
  }

  // Reverse mode: <w, J v> = <J^T w, v>, with v = 0 where the gradient is not finite.
  tool::ProgramRef vjp = tool::transform(check.program, {{"vjp", ""}}, {});
  std::vector<Array> inputs = check.data;
  inputs.insert(inputs.end(), weights.begin(), weights.end());
  std::vector<Array> backward = call(*vjp, inputs);
  double transposed = 0, product = 0, scale = 1;
  next = outputs.size();
  for (std::size_t j = 0; j < check.data.size(); ++j) {
    if (check.data[j].dtype() != f64)
      continue;
    auto g = backward.at(next++).span<double>();
    if (!directions[j].defined())
      continue;
    auto v = directions[j].span<double>();
    void *data = nullptr;
    Array along = detail::allocate(f64, directions[j].shape(), data);
    for (std::size_t e = 0; e < g.size(); ++e) {
      double used = std::isfinite(g[e]) ? v[e] : 0;
      static_cast<double *>(data)[e] = used;
      transposed += used == 0 ? 0 : g[e] * used;
      scale += used == 0 ? 0 : std::abs(g[e] * used);
    }
    directions[j] = along;
  }
  tangents = forward(directions);
  next = outputs.size();
  for (std::size_t k = 0, w = 0; k < outputs.size(); ++k) {
    if (outputs[k].aval.dtype != f64)
      continue;
    auto t = tangents.at(next++).span<double>(), weight = weights[w++].span<double>();
    for (std::size_t e = 0; e < t.size(); ++e)
      product += weight[e] == 0 ? 0 : t[e] * weight[e];
  }
  if (!(std::abs(product - transposed) <= 1e-9 * scale)) {
    outcome.cause =
        "<w, jvp v> = " + std::to_string(product) + ", <vjp w, v> = " + std::to_string(transposed);
    return;
  }
  outcome.passed = true;
}

} // namespace vmapc::selfcheck
