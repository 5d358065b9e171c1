// Transformations of random programs, on both sides.

#include "Stacks.h"

#include <cmath>

namespace property {

using reference::Real;
using reference::Shape;

namespace {

/// Fixed directions and weights that both sides can make from a shape alone.
Real pattern(std::size_t which, std::int64_t element) {
  return std::cos(Real(1) + Real(which) + 0.7L * Real(element));
}
Tensor patterned(std::size_t which, const Shape &shape) {
  Tensor result(reference::Type::f64, shape);
  for (std::int64_t k = 0; k < result.size(); ++k)
    result.values[k] = reference::rounded(result.type, pattern(which, k));
  return result;
}
Arrays patterned(const Arrays &like) {
  Arrays result;
  for (std::size_t k = 0; k < like.size(); ++k)
    result.push_back(toArray(patterned(k, like[k].shape())));
  return result;
}

/// f as a function of its float inputs; the others are captured, tracers included.
struct Split {
  Callable f;
  Arrays all;
  Arrays floats() const {
    Arrays result;
    for (const Array &x : all)
      if (x.dtype() == vm::f64)
        result.push_back(x);
    return result;
  }
  Arrays operator()(const Arrays &x) const {
    Arrays full = all;
    std::size_t next = 0;
    for (Array &value : full)
      if (value.dtype() == vm::f64)
        value = x[next++];
    return f(full);
  }
};

Callable gradientOf(Callable f) {
  return [f](const Arrays &x) {
    Split split{f, x};
    auto [value, pullback] = vm::vjp(split, split.floats());
    return Arrays(pullback(patterned(value)));
  };
}

Callable jvpOf(Callable f) {
  return [f](const Arrays &x) {
    Split split{f, x};
    Arrays at = split.floats();
    auto [value, tangent] = vm::jvp(split, std::tuple{at}, std::tuple{patterned(at)});
    Arrays result = value;
    result.insert(result.end(), tangent.begin(), tangent.end());
    return result;
  };
}

Callable linearizeOf(Callable f) {
  return [f](const Arrays &x) {
    Split split{f, x};
    Arrays at = split.floats();
    auto [value, push] = vm::linearize(split, at);
    Arrays result = value, tangent = push(patterned(at));
    result.insert(result.end(), tangent.begin(), tangent.end());
    return result;
  };
}

reference::Function tangentsOf(reference::Function f) {
  return [f](const Values &x) {
    Values tangents;
    for (const Tensor &value : reference::floats(x))
      tangents.push_back(patterned(tangents.size(), value.shape));
    Values result = f(x);
    for (Tensor &tangent : reference::derivative(f, x, tangents))
      result.push_back(std::move(tangent));
    return result;
  };
}

} // namespace

Callable Stack::apply(Callable f) const {
  for (const Layer &layer : layers) {
    switch (layer.kind) {
    case Layer::vmap:
      f = vm::vmap(f, {.in_axes = axesOf(layer.axes), .chunk_size = layer.chunk});
      break;
    case Layer::gradient:
      f = gradientOf(f);
      break;
    case Layer::jvp:
      f = jvpOf(f);
      break;
    case Layer::linearize:
      f = linearizeOf(f);
      break;
    case Layer::jit:
      f = vm::jit(f);
      break;
    }
  }
  return f;
}

reference::Function Stack::apply(reference::Function f) const {
  for (const Layer &layer : layers) {
    switch (layer.kind) {
    case Layer::vmap:
      f = reference::vmap(f, layer.axes, 0, layer.size);
      break;
    case Layer::gradient:
      f = reference::gradient(f, [](std::size_t r, std::int64_t e) {
        return reference::rounded(reference::Type::f64, pattern(r, e));
      });
      break;
    case Layer::jvp:
    case Layer::linearize:
      f = tangentsOf(f);
      break;
    case Layer::jit:
      break;
    }
  }
  return f;
}

int Stack::order() const {
  int result = 0;
  for (const Layer &layer : layers)
    result += layer.kind != Layer::vmap && layer.kind != Layer::jit;
  return result;
}

std::string Stack::text() const {
  static const char *const names[] = {"vmap", "grad", "jvp", "jit", "linearize"};
  std::string result = "f";
  for (const Layer &layer : layers) {
    std::string name = names[layer.kind];
    if (layer.kind == Layer::vmap) {
      name += "<";
      for (std::int64_t axis : layer.axes)
        name += axis < 0 ? "n" : std::to_string(axis);
      name += " x" + std::to_string(layer.size);
      name += layer.chunk ? " chunk " + std::to_string(layer.chunk) + ">" : ">";
    }
    result = name + "(" + result + ")";
  }
  return result;
}

Stack makeStack(Random &random, const Values &example, Values &inputs) {
  Stack stack;
  inputs = example;
  std::int64_t depth = random.integer(1, 4);
  int batches = 0, derivatives = 0;
  for (std::int64_t k = 0; k < depth; ++k) {
    std::int64_t kind = random.integer(0, 5);
    if (kind <= 1 && batches < 2) {
      Layer layer{Layer::vmap, {}, batches ? 2 : 3};
      ++batches;
      for (Tensor &input : inputs) {
        bool mapped = random.chance(0.7);
        layer.axes.push_back(mapped ? random.integer(0, input.rank()) : -1);
        if (!mapped)
          continue;
        // Examples near the sample point, each its own.
        std::vector<Tensor> copies(layer.size, input);
        for (std::int64_t i = 0; i < layer.size; ++i)
          for (Real &value : copies[i].values)
            value = reference::isFloat(input.type)
                        ? reference::rounded(input.type, value + random.real(-0.6, 0.6))
                        : value + i;
        input = reference::stack(copies, layer.axes.back());
      }
      bool any = false;
      for (std::int64_t axis : layer.axes)
        any |= axis >= 0;
      if (!any) { // nothing is mapped: map the first
        layer.axes[0] = 0;
        std::vector<Tensor> copies(layer.size, inputs[0]);
        inputs[0] = reference::stack(copies, 0);
      }
      static const std::int64_t chunks[] = {0, 0, 1, 2};
      layer.chunk = chunks[random.integer(0, 3)];
      stack.layers.push_back(layer);
    } else if (kind == 5 || derivatives == 2) {
      stack.layers.push_back({Layer::jit, {}});
    } else {
      static const Layer::Kind kinds[] = {Layer::gradient, Layer::jvp, Layer::linearize,
                                          Layer::gradient};
      stack.layers.push_back({kinds[random.integer(0, 3)], {}});
      ++derivatives;
    }
  }
  return stack;
}

} // namespace property
