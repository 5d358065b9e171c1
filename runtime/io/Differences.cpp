// Where two arrays differ and by how much, in words; and the errors of views.

#include "vmapc/gtest.h"
#include "vmapc/view.h"

#include "runtime/ArrayImpl.h"
#include "runtime/ops/ExactElements.h"

#include <cmath>
#include <iomanip>
#include <sstream>

namespace vmapc {
inline namespace v0 {
namespace detail {

namespace {

std::string position(std::int64_t element, const Shape &shape) {
  std::string text = "]";
  for (std::size_t d = shape.size(); d-- > 0; element /= shape[d])
    text = (d ? ", " : "") + std::to_string(element % shape[d]) + text;
  return "[" + text;
}

struct Excess {
  std::int64_t element;
  long double amount; // how far off, less what is relative; infinite if not a number
};

std::string differences(const Array &got, const Array &expected, const Tolerance &t) {
  std::string types = vmapc::describe(got.dtype(), got.shape()) + ", expected " +
                      vmapc::describe(expected.dtype(), expected.shape());
  if (got.shape() != expected.shape() && !expected.shape().empty())
    return "it is " + types;
  std::vector<Exact> g = exactElements(got, Loc()), e = exactElements(expected, Loc());
  auto wanted = [&](std::size_t k) { return e.size() == 1 ? e[0] : e[k]; };
  std::vector<Excess> wrong;
  for (std::size_t k = 0; k < g.size(); ++k)
    if (!closeTo(g[k], wanted(k), t.rtol, t.atol, t.equal_nan)) {
      long double amount = std::abs(g[k] - wanted(k)) - t.rtol * std::abs(wanted(k));
      wrong.push_back({std::int64_t(k), std::isnan(amount) ? INFINITY : amount});
    }
  if (wrong.empty())
    return "";

  std::ostringstream out;
  out << wrong.size() << " of " << got.size() << " elements of " << types << " differ by more than "
      << t.atol << " + " << t.rtol << " * |expected|";
  DType part = realType(got.dtype());
  int digits = isInteger(part) ? 20 : part == f64 ? 17 : 9;
  bool complex = isComplex(got.dtype()) || isComplex(expected.dtype());
  auto line = [&](const char *what, const Excess &x) {
    Exact a = g[std::size_t(x.element)], b = wanted(std::size_t(x.element));
    auto show = [&](Exact v) {
      out << std::setprecision(digits) << v.real();
      if (complex)
        out << std::showpos << v.imag() << std::noshowpos << "i";
    };
    out << "\n  " << what << position(x.element, got.shape()) << ": ";
    show(a);
    out << ", expected ";
    show(b);
    out << std::setprecision(6) << " (off by " << (complex ? std::abs(a - b) : (a - b).real())
        << ")";
  };
  constexpr std::size_t most = 5;
  for (std::size_t k = 0; k < std::min(wrong.size(), most); ++k)
    line("at ", wrong[k]);
  if (wrong.size() > most)
    line("most at ", *std::max_element(wrong.begin(), wrong.end(),
                                       [](auto &a, auto &b) { return a.amount < b.amount; }));
  return out.str();
}

} // namespace

std::string differences(std::span<const Array> got, std::span<const Array> expected,
                        std::span<const std::string> paths, const Tolerance &t) {
  if (got.size() != expected.size())
    return "it has " + std::to_string(got.size()) + " arrays, expected " +
           std::to_string(expected.size());
  std::string text;
  for (std::size_t k = 0; k < got.size(); ++k) {
    std::string how;
    if (got[k].defined() != expected[k].defined())
      how = got[k].defined() ? "it is an array, expected a null one"
                             : "it is a null array, expected one";
    else if (got[k].defined() && (!hasData(got[k]) || !hasData(expected[k])))
      how = "values of a trace cannot be compared";
    else if (got[k].defined())
      how = differences(got[k], expected[k], t);
    if (how.empty())
      continue;
    text += text.empty() ? "" : "\n";
    text += (paths[k].empty() ? "" : paths[k] + ": ") + how;
  }
  return text;
}

void viewMismatch(const Array &x, DType dtype, std::size_t rank, const Loc &loc) {
  fail("View", std::string(nameOf(dtype)) + " of rank " + std::to_string(rank), describe(x), loc);
}

void viewOutside(std::span<const std::int64_t> index, std::span<const std::int64_t> extents,
                 const Loc &loc) {
  auto text = [](std::span<const std::int64_t> list) {
    std::string result = "[";
    for (std::size_t k = 0; k < list.size(); ++k)
      result += (k ? ", " : "") + std::to_string(list[k]);
    return result + "]";
  };
  fail("View", "an index within " + text(extents), text(index), loc);
}

} // namespace detail
} // namespace v0
} // namespace vmapc
