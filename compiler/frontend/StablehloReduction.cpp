// Reductions with a region, over dimensions and over windows. Where the region is one of
// our reductions it becomes that; any other is applied to whole arrays, which halves the
// reduced dimension each time. Neighbours are combined, so that the order of elements is
// kept: a region need be associative only.

#include "compiler/frontend/StablehloTranslator.h"
#include "vmapc/window.h"

#include <tuple>

using namespace mlir;

namespace vmapc::frontend::hlo {

// Operands are the inputs, then as many scalars.
static std::size_t checkInputs(Op &op) {
  std::size_t n = op.size() / 2;
  op.require(op.size() >= 2 && op.size() % 2 == 0, "inputs and as many initial values",
             std::to_string(op.size()) + " operands");
  op.require(op->getNumRegions() == 1 && op->getRegion(0).hasOneBlock(), "a region", "none");
  for (unsigned k = 0; k < n; ++k) {
    op.require(op.aval(k).shape == op.aval(0).shape, "inputs of one shape", text(op.aval(k)));
    op.require(op.aval(unsigned(n) + k) == Aval{op.aval(k).dtype, {}},
               "scalars as initial values, of the inputs' dtypes", text(op.aval(unsigned(n) + k)));
  }
  return n;
}

// The dimensions moved to the front, as one.
static Array flattenFront(const Array &x, const Dims &dimensions, std::int64_t count) {
  Dims order = dimensions, rest = without(dimensions, shapeOf(x).size());
  order.insert(order.end(), rest.begin(), rest.end());
  Shape shape{count};
  for (std::int64_t d : rest)
    shape.push_back(shapeOf(x)[std::size_t(d)]);
  return reshape(transpose(x, order), shape);
}

// Elements first, first + step, ... of the first dimension.
static Array part(const Array &x, std::int64_t first, std::int64_t limit, std::int64_t step) {
  const Shape &shape = shapeOf(x);
  Dims start(shape.size()), end = shape, stride(shape.size(), 1);
  start[0] = first;
  end[0] = limit;
  stride[0] = step;
  return slice(x, start, end, stride);
}

static Arrays halve(Op &op, Arrays xs, const Arrays &inits) {
  Region &region = op->getRegion(0);
  std::size_t n = xs.size();
  auto combine = [&](const Arrays &a, const Arrays &b) {
    Arrays both = a;
    both.insert(both.end(), b.begin(), b.end());
    return op.translator().combine(op, region, both, shapeOf(a[0]));
  };
  Shape rest(shapeOf(xs[0]).begin() + 1, shapeOf(xs[0]).end());
  Arrays result;
  for (const Array &init : inits)
    result.push_back(broadcast(init, rest));
  std::int64_t count = shapeOf(xs[0])[0];
  if (count == 0)
    return result;
  while (count > 1) {
    std::int64_t pairs = count / 2;
    Arrays even, odd;
    for (const Array &x : xs) {
      even.push_back(part(x, 0, 2 * pairs, 2));
      odd.push_back(part(x, 1, 2 * pairs, 2));
    }
    Arrays halves = combine(even, odd);
    if (count % 2)
      for (std::size_t k = 0; k < n; ++k)
        halves[k] = concatenate({halves[k], part(xs[k], count - 1, count, 1)}, 0);
    xs = std::move(halves);
    count = pairs + count % 2;
  }
  for (Array &x : xs)
    x = reshape(x, rest);
  return combine(result, xs);
}

static const char *reductionOf(StringRef combine) {
  return combine == "add"   ? "reduce_sum"
         : combine == "mul" ? "reduce_prod"
         : combine == "max" ? "reduce_max"
         : combine == "min" ? "reduce_min"
         : combine == "and" ? "reduce_and"
         : combine == "or"  ? "reduce_or"
                            : nullptr;
}

static Arrays reduce(Op &op) {
  std::size_t n = checkInputs(op);
  Arrays xs = op.operands(0, unsigned(n)), inits = op.operands(unsigned(n));
  Dims dimensions = op.ints("dimensions");
  const Shape &shape = shapeOf(xs[0]);
  op.requireDimensions(dimensions, shape.size(), "dimensions");
  std::sort(dimensions.begin(), dimensions.end());
  std::string combine = n == 1 ? combinerOf(op->getRegion(0)) : "";
  if (const char *name = reductionOf(combine)) {
    Array all = dimensions.empty() ? xs[0] : emit(name, {xs[0]}, {{"dimensions", dimensions}});
    return {emitSame(combine.c_str(), {broadcast(inits[0], shapeOf(all)), all})};
  }
  std::int64_t count = 1;
  for (std::int64_t d : dimensions)
    count *= shape[std::size_t(d)];
  for (Array &x : xs)
    x = flattenFront(x, dimensions, count);
  return halve(op, xs, inits);
}

//===-- Windows -----------------------------------------------------------------===//

static WindowOptions windowOptions(Op &op, bool dilated) {
  std::size_t rank = op.aval(0).shape.size();
  Dims ones(rank, 1);
  WindowOptions options;
  options.size = op.ints("window_dimensions", ones);
  options.strides = op.ints("window_strides", ones);
  if (dilated) {
    options.dilation = op.ints("window_dilations", ones);
    options.base_dilation = op.ints("base_dilations", ones);
  }
  Dims padding = op.ints("padding", Dims(2 * rank));
  op.require(
      options.size.size() == rank && options.strides.size() == rank &&
          (!dilated || (options.dilation.size() == rank && options.base_dilation.size() == rank)) &&
          padding.size() == 2 * rank,
      "window attributes with an entry per dimension", text(options.size));
  Padding::Pairs pairs;
  for (std::size_t k = 0; k < rank; ++k)
    pairs.emplace_back(padding[2 * k], padding[2 * k + 1]);
  options.padding = pairs;
  return options;
}

// Windows of so many elements are combined one after another, as XLA does it, so that
// float sums are the exporter's; larger ones in logarithmically many steps.
static constexpr std::int64_t sequential = 32;

// The elements that stand at `at` of all windows.
static Array elementOfWindows(const Array &padded, const WindowOptions &w, const Dims &at,
                              const Shape &positions) {
  Dims start(at.size()), limit(at.size());
  for (std::size_t d = 0; d < at.size(); ++d) {
    start[d] = at[d] * w.dilation[d];
    limit[d] = start[d] + (positions[d] - 1) * w.strides[d] + 1;
  }
  return slice(padded, start, limit, w.strides);
}

static Arrays reduceWindow(Op &op) {
  std::size_t n = checkInputs(op), rank = op.aval(0).shape.size();
  Arrays xs = op.operands(0, unsigned(n)), inits = op.operands(unsigned(n));
  auto combine = [&](std::span<const Array> a, std::span<const Array> b) {
    Arrays both(a.begin(), a.end());
    both.insert(both.end(), b.begin(), b.end());
    return op.translator().combine(op, op->getRegion(0), both, shapeOf(a[0]));
  };
  WindowOptions w = windowOptions(op, true);
  Shape positions = op.result().shape;
  if (elementCount(w.size) > sequential || elementCount(positions) == 0 || positions.size() != rank)
    return detail::reduceWindow(xs, inits, combine, w, op.loc());
  Dims low(rank), high(rank), interior(rank);
  for (std::size_t d = 0; d < rank; ++d) {
    op.require(w.size[d] > 0 && w.strides[d] > 0 && w.dilation[d] > 0 && w.base_dilation[d] > 0,
               "window attributes above 0", text(w.size));
    std::tie(low[d], high[d]) = w.padding.pairs()[d];
    interior[d] = w.base_dilation[d] - 1;
    std::int64_t extent = op.aval(0).shape[d];
    extent = (extent ? (extent - 1) * w.base_dilation[d] + 1 : 0) + low[d] + high[d];
    std::int64_t reach = (w.size[d] - 1) * w.dilation[d] + 1;
    std::int64_t count = extent < reach ? 0 : (extent - reach) / w.strides[d] + 1;
    op.require(count == positions[d],
               std::to_string(count) + " positions along dimension " + std::to_string(d),
               text(positions));
  }
  Arrays result;
  for (std::size_t k = 0; k < n; ++k) {
    xs[k] = pad(xs[k], inits[k], low, high, interior);
    result.push_back(broadcast(inits[k], positions));
  }
  Dims at(rank);
  for (std::int64_t e = 0, count = elementCount(w.size); e < count; ++e) {
    std::int64_t rest = e;
    for (std::size_t d = rank; d-- > 0; rest /= w.size[d])
      at[d] = rest % w.size[d];
    Arrays here;
    for (const Array &x : xs)
      here.push_back(elementOfWindows(x, w, at, positions));
    result = combine(result, here);
  }
  return result;
}

static Arrays selectAndScatter(Op &op) {
  op.requireOperands(3);
  op.require(op->getNumRegions() == 2, "two regions", std::to_string(op->getNumRegions()));
  auto apply = [&](unsigned region) {
    return [&op, region](const Array &a, const Array &b) -> Array {
      const Array both[] = {a, b};
      return op.translator().combine(op, op->getRegion(region), both, shapeOf(a))[0];
    };
  };
  auto select = apply(0), merge = apply(1);
  return {detail::selectAndScatter(op.operand(0), op.operand(1), op.operand(2), select, merge,
                                   windowOptions(op, false), op.loc())};
}

//===-- Whole arrays --------------------------------------------------------------===//

static Arrays map(Op &op) {
  op.requireOperands(1, true);
  op.ints("dimensions", Dims{});
  op.require(op->getNumRegions() == 1, "a region", "none");
  return op.translator().combine(op, op->getRegion(0), op.operands(), op.aval(0).shape);
}

ArrayRef<Entry> reductionEntries() {
  static const Entry entries[] = {
      {"stablehlo.reduce", reduce},
      {"stablehlo.reduce_window", reduceWindow},
      {"stablehlo.select_and_scatter", selectAndScatter},
      {"stablehlo.map", map},
  };
  return entries;
}

} // namespace vmapc::frontend::hlo
