// A case as the text of a test that needs the library and GoogleTest alone.

#include "Reduce.h"

#include <sstream>

namespace property {

namespace {

/// The derivatives of Stacks.cpp, in the words of a test file.
const char *const helpers = R"(
/// Fixed directions and weights: cos(1 + which + 0.7 element).
Array pattern(std::size_t which, const vm::Shape &shape) {
  std::vector<double> values;
  for (std::int64_t k = 0; k < vm::elementCount(shape); ++k)
    values.push_back(double(std::cos(1.L + which + 0.7L * k)));
  return Array::from(values, shape);
}
Arrays patterns(const Arrays &like) {
  Arrays result;
  for (std::size_t k = 0; k < like.size(); ++k)
    result.push_back(pattern(k, like[k].shape()));
  return result;
}
Arrays floats(const Arrays &x) {
  Arrays result;
  for (const Array &a : x)
    if (a.dtype() == vm::f64)
      result.push_back(a);
  return result;
}
/// f as a function of the float ones among x.
template <class F> auto ofFloats(F f, Arrays x) {
  return [=](const Arrays &floats) {
    Arrays all = x;
    std::size_t next = 0;
    for (Array &a : all)
      if (a.dtype() == vm::f64)
        a = floats[next++];
    return Arrays(f(all));
  };
}
template <class F> auto gradient(F f) {
  return [=](const Arrays &x) {
    auto [value, pullback] = vm::vjp(ofFloats(f, x), floats(x));
    return Arrays(pullback(patterns(value)));
  };
}
template <class F> auto tangents(F f, bool linearized) {
  return [=](const Arrays &x) {
    Arrays at = floats(x), value, tangent;
    if (linearized) {
      auto [y, push] = vm::linearize(ofFloats(f, x), at);
      value = y, tangent = push(patterns(at));
    } else {
      auto [y, t] = vm::jvp(ofFloats(f, x), std::tuple{at}, std::tuple{patterns(at)});
      value = y, tangent = t;
    }
    value.insert(value.end(), tangent.begin(), tangent.end());
    return value;
  };
}
)";

std::string literal(const Tensor &t) {
  std::ostringstream out;
  out.precision(17);
  bool real = reference::isFloat(t.type);
  out << "Array::from(std::vector<" << (real ? "double" : "std::int32_t") << ">{";
  for (std::size_t k = 0; k < t.values.size(); ++k) {
    out << (k ? ", " : "");
    real ? out << double(t.values[k]) : out << std::int64_t(t.values[k]);
  }
  out << "}, {";
  for (std::size_t d = 0; d < t.shape.size(); ++d)
    out << (d ? ", " : "") << t.shape[d];
  out << "})";
  return out.str();
}

std::string layerText(const Layer &layer, const std::string &f) {
  switch (layer.kind) {
  case Layer::vmap: {
    std::string axes;
    for (std::int64_t axis : layer.axes)
      axes += (axes.empty() ? "" : ", ") + (axis < 0 ? "vm::none" : std::to_string(axis));
    return "vm::vmap(" + f + ", {.in_axes = {{" + axes + "}}" +
           (layer.chunk ? ", .chunk_size = " + std::to_string(layer.chunk) : "") + "})";
  }
  case Layer::gradient:
    return "gradient(" + f + ")";
  case Layer::jvp:
    return "tangents(" + f + ", false)";
  case Layer::linearize:
    return "tangents(" + f + ", true)";
  case Layer::jit:
    return "vm::jit(" + f + ")";
  }
  return f;
}

} // namespace

std::string asTest(const Case &c) {
  std::ostringstream out;
  out << "// " << c.stack.text() << " of a random program, reduced from seed " << c.program.seed
      << ".\n\n#include \"vmapc/gtest.h\"\n#include \"vmapc/vmapc.h\"\n\n#include <cmath>\n\n"
      << "namespace vm = vmapc;\nusing vm::Array;\nusing Arrays = std::vector<Array>;\n";
  if (c.stack.order() > 0)
    out << "\nnamespace {\n" << helpers << "} // namespace\n";
  out << "\nTEST(Reduced, Seed" << c.program.seed << ") {\n  auto f = [](const Arrays &x) {\n";
  const std::vector<Step> &steps = c.program.block.steps;
  std::size_t inputs = c.program.inputs.size();
  std::string body;
  for (std::size_t k = 0; k < steps.size(); ++k)
    if (!steps[k].text.empty())
      body += "    Array v" + std::to_string(inputs + k) + " = " + steps[k].text + ";\n";
  for (std::size_t k = 0; k < inputs; ++k)
    out << "    [[maybe_unused]] Array v" << k << " = x[" << k << "];\n";
  out << body << "    return Arrays{v" << inputs + steps.size() - 1 << "};\n  };\n";
  std::string g = "f";
  for (std::size_t k = 0; k < c.stack.layers.size(); ++k) {
    std::string next = "f" + std::to_string(k + 1);
    out << "  auto " << next << " = " << layerText(c.stack.layers[k], g) << ";\n";
    g = next;
  }
  out << "  Arrays x = {\n";
  for (const Tensor &input : c.inputs)
    out << "      " << literal(input) << ",\n";
  out << "  };\n  Arrays expected = { // in long double, derivatives by differences\n";
  reference::Function f = [&](const Values &x) { return c.program.expect(x); };
  for (const Tensor &value : c.stack.apply(f)(c.inputs))
    out << "      " << literal(value) << ",\n";
  const char *tolerance = c.stack.order() > 1 ? "1e-6" : "1e-7";
  out << "  };\n  EXPECT_ALLCLOSE(" << g << "(x), expected, .rtol = " << tolerance
      << ", .atol = " << tolerance << ");\n}\n";
  return out.str();
}

} // namespace property
