// Reductions over sliding windows, pooling, and scattering into windows. Everything is
// made of strided slices of the padded array, one per element of a window, so that each step
// is elementwise over whole arrays.

#include "runtime/ops/WindowPlan.h"
#include "vmapc/detail/custom.h"

#include <algorithm>

namespace vmapc {
inline namespace v0 {
namespace detail {

namespace {

using Leaves = std::vector<Array>;

Leaves mapped(std::span<const Array> xs, FunctionRef<Array(const Array &)> f) {
  Leaves result;
  for (const Array &x : xs)
    result.push_back(f(x));
  return result;
}

Array cut(const Array &x, std::size_t axis, std::int64_t start, std::int64_t count,
          std::int64_t stride) {
  Dims low(x.shape().size(), 0), limit = x.shape(), step(low.size(), 1);
  low[axis] = count ? start : 0;
  limit[axis] = count ? start + (count - 1) * stride + 1 : 0;
  step[axis] = stride;
  return prim::slice(x, low, limit, step);
}

/// Windows of `size` elements along one axis combined into one, in the elements' order. Windows
/// of 1, 2, 4, ... elements are made from each other, then put together: 2 log2(size) steps.
Leaves combineAlong(Leaves xs, std::size_t axis, const WindowAxis &plan, CombineLeaves combine) {
  std::int64_t count = plan.positions();
  auto at = [&](std::span<const Array> whole, std::int64_t start, std::int64_t n,
                std::int64_t stride) {
    return mapped(whole, [&](const Array &x) { return cut(x, axis, start, n, stride); });
  };
  if (count == 0)
    return at(xs, 0, 0, 1);
  constexpr std::int64_t few = 8;
  if (plan.size <= few) {
    std::vector<Leaves> parts;
    for (std::int64_t w = 0; w < plan.size; ++w)
      parts.push_back(at(xs, w * plan.dilation, count, plan.stride));
    while (parts.size() > 1) { // neighbours, so that only associativity is needed
      std::vector<Leaves> next;
      for (std::size_t k = 0; k + 1 < parts.size(); k += 2)
        next.push_back(combine(parts[k], parts[k + 1]));
      if (parts.size() % 2)
        next.push_back(parts.back());
      parts = std::move(next);
    }
    return parts.front();
  }
  // `power` holds windows of `length` elements at every position of the axis.
  Leaves power = xs, done;
  std::int64_t length = 1, left = plan.size, doneLength = 0, extent = xs[0].shape()[axis];
  for (;; length *= 2, left /= 2) {
    std::int64_t here = extent - (length - 1) * plan.dilation;
    if (left % 2) {
      // In front of what is done already.
      std::int64_t n = here - doneLength * plan.dilation;
      done = doneLength ? combine(at(power, 0, n, 1), at(done, length * plan.dilation, n, 1))
                        : power;
      doneLength += length;
    }
    if (left == 1)
      break;
    std::int64_t n = here - length * plan.dilation;
    power = combine(at(power, 0, n, 1), at(power, length * plan.dilation, n, 1));
  }
  return at(done, 0, count, plan.stride);
}

/// Calls f for every element of a window, in row-major order.
void forEachElement(std::span<const WindowAxis> axes, FunctionRef<void(const Dims &)> f) {
  Dims at(axes.size(), 0);
  for (;;) {
    f(at);
    std::size_t d = axes.size();
    while (d > 0 && ++at[d - 1] == axes[d - 1].size)
      at[--d] = 0;
    if (d == 0)
      return;
  }
}

/// The inverse of elementOfWindows: u, one element per window, where element `at` of the
/// windows is in x; `value` elsewhere.
Array placed(const Array &u, std::span<const WindowAxis> axes, const Dims &at,
             const Array &value) {
  Dims low, high, interior;
  for (std::size_t d = 0; d < axes.size(); ++d) {
    const WindowAxis &axis = axes[d];
    std::int64_t first = at[d] * axis.dilation - axis.low;
    std::int64_t last = first + (axis.positions() - 1) * axis.stride;
    low.push_back(first);
    high.push_back(axis.extent - 1 - last);
    interior.push_back(axis.stride - 1);
  }
  return prim::make("pad", {u, value}, {{"low", low}, {"high", high}, {"interior", interior}});
}

Shape positionsOf(std::span<const WindowAxis> axes) {
  Shape shape;
  for (const WindowAxis &axis : axes)
    shape.push_back(axis.positions());
  return shape;
}

Array selected(const Array &p, const Array &a, const Array &b) {
  return prim::make("select", {p, a, b});
}

/// Which element of every window is chosen, as its number in row-major order.
struct Choice {
  Array value, number;
};

/// `keep`(chosen, candidate) says whether the chosen one stays; padding is never chosen (a window
/// of nothing but padding has number -1).
Choice choose(const Array &x, std::span<const WindowAxis> axes,
              FunctionRef<Array(const Array &, const Array &)> keep) {
  Array whole = paddedBy(x, axes, prim::scalar(0, x.dtype()));
  Array inside; // null: there is no padding
  if (std::any_of(axes.begin(), axes.end(),
                  [](const WindowAxis &a) { return a.low > 0 || a.high > 0 || a.base > 1; }))
    inside = paddedBy(prim::splat(1, b1, x.shape()), axes, prim::scalar(0, b1));
  Shape shape = positionsOf(axes);
  Choice best{Array(), prim::splat(-1, i32, shape)};
  double n = 0;
  forEachElement(axes, [&](const Dims &at) {
    Array candidate = elementOfWindows(whole, axes, at);
    Array number = prim::splat(n++, i32, shape);
    if (!best.value.defined() && !inside.defined()) {
      best = {candidate, number};
      return;
    }
    Array takes = best.value.defined()
                      ? prim::make("not", {prim::convert(keep(best.value, candidate), b1)})
                      : prim::splat(1, b1, shape);
    if (inside.defined()) {
      Array none = prim::make("compare", {best.number, prim::splat(0, i32, shape)},
                              {{"direction", std::string("lt")}});
      takes = prim::make("and", {prim::make("or", {takes, none}),
                                 elementOfWindows(inside, axes, at)});
    }
    best = {best.value.defined() ? selected(takes, candidate, best.value) : candidate,
            selected(takes, number, best.number)};
  });
  return best;
}

/// All windows of `padded` along the last `count` axes, as a view.
Array windowsView(const Array &padded, std::span<const WindowAxis> axes, std::size_t count) {
  Dims dimensions, sizes, strides, dilations;
  for (std::size_t d = axes.size() - count; d < axes.size(); ++d) {
    dimensions.push_back(std::int64_t(d));
    sizes.push_back(axes[d].size);
    strides.push_back(axes[d].stride);
    dilations.push_back(axes[d].dilation);
  }
  return prim::make("windows", {padded},
                    {{"dimensions", dimensions},
                     {"sizes", sizes},
                     {"strides", strides},
                     {"dilations", dilations}});
}

/// The lowest value: what max pooling pads with.
Array lowest(DType t) {
  if (isFloat(t))
    return prim::scalar(-std::numeric_limits<double>::infinity(), t);
  if (t == b1 || isUnsigned(t))
    return prim::scalar(0, t);
  return prim::make("shl", {prim::make("not", {prim::scalar(0, t)}),
                            prim::scalar(double(sizeOf(t) * 8 - 1), t)});
}

/// The tangent of the first largest element of every window; t is zero in the padding. Few
/// elements are gone through one by one; of many, the place is searched in a view of the windows.
Array tangentOfLargest(const Array &x, const Array &tangent, std::span<const WindowAxis> axes,
                       std::size_t count) {
  DType dtype = x.dtype();
  Shape shape = positionsOf(axes);
  Array t = paddedBy(tangent, axes, prim::scalar(0, dtype)), sum;
  std::int64_t size = 1;
  for (const WindowAxis &axis : axes)
    size *= axis.size;
  constexpr std::int64_t few = 32;
  if (size <= few) {
    Choice choice = choose(x, axes, [](const Array &chosen, const Array &candidate) {
      return Array(chosen >= candidate) | Array(chosen != chosen); // the first NaN stays
    });
    double n = 0;
    forEachElement(axes, [&](const Dims &at) {
      Array hit = prim::make("compare", {choice.number, prim::splat(n++, i32, shape)},
                             {{"direction", std::string("eq")}});
      Array here = elementOfWindows(t, axes, at);
      here = selected(hit, here, prim::splat(0, dtype, shape));
      sum = sum.defined() ? prim::make("add", {sum, here}) : here;
    });
    return sum;
  }
  Shape rows = shape;
  rows.push_back(size);
  auto view = [&](const Array &padded) {
    return prim::reshape(windowsView(padded, axes, count), rows);
  };
  std::int64_t last = std::int64_t(shape.size());
  Array largest = argmax(view(paddedBy(x, axes, lowest(dtype))), last);
  Dims outer;
  for (std::int64_t d = 0; d < last; ++d)
    outer.push_back(d);
  Array hit = prim::make("compare", {prim::iota(rows, last, largest.dtype()),
                                     prim::broadcast(largest, rows, outer)},
                         {{"direction", std::string("eq")}});
  return prim::reduce("reduce_sum", selected(hit, view(t), prim::splat(0, dtype, rows)), {last});
}

WindowOptions asWindow(const PoolOptions &options) {
  WindowOptions window{options.size, options.strides, options.padding, options.dilation, {}};
  if (window.strides.empty())
    window.strides = window.size;
  return window;
}

Array sumOfWindows(const Array &x, const WindowOptions &window, const Loc &loc) {
  Array zero = prim::scalar(0, x.dtype());
  return reduceWindow({&x, 1}, {&zero, 1},
                      [](std::span<const Array> a, std::span<const Array> b) {
                        return Leaves{prim::make("add", {a[0], b[0]})};
                      },
                      window, loc)[0];
}

} // namespace

std::vector<Array> reduceWindow(std::span<const Array> xs, std::span<const Array> inits,
                                CombineLeaves combine, const WindowOptions &options,
                                const Loc &loc) {
  const char *op = "reduce_window";
  if (xs.empty() || xs.size() != inits.size())
    fail(op, "arrays and one initial value for each",
         std::to_string(xs.size()) + " and " + std::to_string(inits.size()), loc);
  const Shape &shape = required(xs[0], op, loc).shape();
  std::vector<WindowAxis> axes = windowAxes(shape, options, op, loc);
  Leaves values, starts;
  for (std::size_t k = 0; k < xs.size(); ++k) {
    if (required(xs[k], op, loc).shape() != shape)
      fail(op, "arrays of one shape, " + describe(shape), describe(xs[k], loc), loc);
    if (!required(inits[k], op, loc).shape().empty())
      fail(op, "initial values of rank 0", describe(inits[k], loc), loc);
    starts.push_back(prim::convert(inits[k], xs[k].dtype()));
    values.push_back(paddedBy(prim::convert(xs[k], xs[k].dtype()), axes, starts.back()));
  }
  auto checked = [&](std::span<const Array> a, std::span<const Array> b) {
    Leaves r = combine(a, b);
    for (std::size_t k = 0; k < r.size(); ++k) {
      required(r[k], op, loc);
      r[k] = prim::convert(r[k], xs[k].dtype());
      if (r[k].shape() != a[k].shape())
        fail(op, "a combiner that keeps the shape of its arguments", describe(r[k], loc), loc);
    }
    return r;
  };
  // Inner axes first: then all elements of a window meet in row-major order.
  for (std::size_t d = axes.size(); d-- > 0;)
    if (axes[d].size > 1 || axes[d].stride > 1)
      values = combineAlong(std::move(values), d, axes[d], checked);
  for (std::size_t k = 0; k < values.size(); ++k)
    starts[k] = prim::broadcast(starts[k], values[k].shape(), {});
  return checked(starts, values);
}

Array selectAndScatter(const Array &x, const Array &source, const Array &init,
                       FunctionRef<Array(const Array &, const Array &)> select,
                       FunctionRef<Array(const Array &, const Array &)> combine,
                       const WindowOptions &options, const Loc &loc) {
  const char *op = "select_and_scatter";
  std::vector<WindowAxis> axes =
      windowAxes(required(x, op, loc).shape(), options, op, loc);
  Shape shape = positionsOf(axes);
  if (required(source, op, loc).shape() != shape)
    fail(op, "a source with one element per window, " + describe(shape), describe(source, loc), loc);
  if (!options.dilation.empty() || !options.base_dilation.empty())
    fail(op, "windows without dilation", "one", loc);
  Array operand = prim::convert(x, x.dtype()), updates = prim::convert(source, x.dtype());
  Array result = prim::splat(0, x.dtype(), x.shape());
  result = prim::broadcast(prim::convert(required(init, op, loc), x.dtype()), x.shape(), {});
  if (elementCount(shape) == 0)
    return result;
  Choice choice = choose(operand, axes, select);
  // A later window reaches an element by an earlier one of its own: backwards, the updates of
  // an element meet in the order of their windows.
  std::vector<Dims> elements;
  forEachElement(axes, [&](const Dims &at) { elements.push_back(at); });
  for (std::size_t n = elements.size(); n-- > 0;) {
    Array hit = prim::make("compare", {choice.number, prim::splat(double(n), i32, shape)},
                           {{"direction", std::string("eq")}});
    Array here = placed(hit, axes, elements[n], prim::scalar(0, b1));
    Array update = placed(updates, axes, elements[n], prim::scalar(0, x.dtype()));
    result = selected(here, prim::convert(combine(result, update), x.dtype()), result);
  }
  return result;
}

} // namespace detail

using namespace detail;

Array Windows::operator()(const Operand &x, const WindowOptions &options) const {
  return call("windows", keyOf(options), {&x}, [&](Inputs in) {
    Array value = prim::convert(in[0], in[0].dtype());
    std::vector<WindowAxis> axes = windowAxes(value.shape(), options, "windows", x.loc);
    return windowsView(paddedBy(value, axes, prim::scalar(0, value.dtype())), axes,
                       options.size.size());
  });
}

// The derivative goes to the element that was chosen, as JAX and torch have it; that of the
// maxima which the primal is made from would be shared by equal ones.
Array MaxPool::operator()(const Operand &x, const PoolOptions &options) const {
  WindowOptions window = asWindow(options);
  return call("max_pool", keyOf(window), {&x}, [&](Inputs in) {
    Array value = prim::convert(in[0], in[0].dtype());
    std::vector<WindowAxis> axes = windowAxes(value.shape(), window, "max_pool", x.loc);
    if (isComplex(value.dtype()))
      fail("max_pool", "an array of real numbers", describe(in[0], x.loc), x.loc);
    const char *larger = value.dtype() == b1 ? "or" : "max";
    auto primal = [&](Inputs xs) {
      Array init = lowest(value.dtype());
      return reduceWindow(xs, {&init, 1},
                          [larger](std::span<const Array> a, std::span<const Array> b) {
                            return Leaves{prim::make(larger, {a[0], b[0]})};
                          },
                          window, x.loc);
    };
    auto rule = [&](Inputs xs, Inputs, Inputs tangents) {
      if (elementCount(positionsOf(axes)) == 0 || !tangents[0].defined())
        return Leaves{Array()};
      return Leaves{tangentOfLargest(xs[0], tangents[0], axes, window.size.size())};
    };
    return customJvp({&value, 1}, primal, rule, "max_pool", x.loc)[0];
  });
}

Array AvgPool::operator()(const Operand &x, const PoolOptions &options) const {
  WindowOptions window = asWindow(options);
  return call("avg_pool", Key() << keyOf(window) << options.count_padding, {&x}, [&](Inputs in) {
    Array value = isInexact(in[0].dtype()) ? prim::convert(in[0], in[0].dtype())
                                           : prim::convert(in[0], f32);
    Array sum = sumOfWindows(value, window, x.loc);
    if (options.count_padding)
      return Array(sum / double(elementCount(options.size)));
    Shape spatial(value.shape().end() - std::ptrdiff_t(options.size.size()), value.shape().end());
    return Array(sum / sumOfWindows(prim::splat(1, value.dtype(), spatial), window, x.loc));
  });
}

} // namespace v0
} // namespace vmapc
