// Statistics without NaN, and covariances.

#include "vmapc/numeric.h"

#include "runtime/ops/Along.h"

#include <limits>

namespace vmapc {
inline namespace v0 {

using namespace detail;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Array countOf(const Array &isNan, const Dims &dims, bool keepdims, DType t) {
  return astype(sum(!isNan, dims, keepdims), t);
}

/// The mean squared distance from the mean; NaN where no more than ddof elements are left.
Array nanVariance(const Array &v, const Dims &dims, bool keepdims, std::int64_t ddof) {
  Array isNan = v != v;
  Array n = countOf(isNan, dims, true, v.dtype());
  Array mean = sum(where(isNan, 0., v), dims, true) / maximum(n, 1.);
  Array d = where(isNan, 0., v - mean);
  Array degrees = countOf(isNan, dims, keepdims, v.dtype()) - double(ddof);
  Array total = sum(d * d, dims, keepdims);
  return where(degrees > 0., total / where(degrees > 0., degrees, 1.), nan);
}

} // namespace

Array detail::nanReduce(const char *name, const Operand &x, const AxisList &axes, bool keepdims) {
  const Array &a = required(x.array, name, x.loc);
  Dims dims = normalAxes(axes, a.rank(), name, x.loc);
  std::string_view f = name;
  if (kindOf(a.dtype()) > 2)
    fail(name, "real numbers", describe(a, x.loc), x.loc);
  return call(name, Key() << dims << keepdims, {&x}, [&](Inputs in) -> Array {
    Array v = strong(in[0]);
    if (f == "ptp")
      return max(v, dims, keepdims) - min(v, dims, keepdims);
    if (f == "nanmean")
      v = strongFloat(v);
    bool isFloat = kindOf(v.dtype()) == 2;
    Array isNan = isFloat ? v != v : prim::splat(0, b1, v.shape());
    if (f == "nansum" || f == "nanprod")
      return f == "nansum" ? sum(where(isNan, 0, v), dims, keepdims)
                           : prod(where(isNan, 1, v), dims, keepdims);
    if (f == "nanmean") {
      Array n = countOf(isNan, dims, keepdims, v.dtype());
      Array total = sum(where(isNan, 0., v), dims, keepdims);
      return where(n > 0., total / maximum(n, 1.), nan);
    }
    if (!isFloat)
      return f == "nanmax" ? max(v, dims, keepdims) : min(v, dims, keepdims);
    Array none = all(isNan, dims, keepdims);
    Array extreme = f == "nanmax" ? max(where(isNan, -infinity, v), dims, keepdims)
                                  : min(where(isNan, infinity, v), dims, keepdims);
    return where(none, nan, extreme);
  });
}

Array NanVar::operator()(const Operand &x, const AxisList &axes, bool keepdims,
                         std::int64_t ddof) const {
  Dims dims = normalAxes(axes, required(x.array, "nanvar", x.loc).rank(), "nanvar", x.loc);
  return call("nanvar", Key() << dims << keepdims << ddof, {&x},
              [&](Inputs in) { return nanVariance(strongFloat(in[0]), dims, keepdims, ddof); });
}

Array NanStd::operator()(const Operand &x, const AxisList &axes, bool keepdims,
                         std::int64_t ddof) const {
  Dims dims = normalAxes(axes, required(x.array, "nanstd", x.loc).rank(), "nanstd", x.loc);
  return call("nanstd", Key() << dims << keepdims << ddof, {&x}, [&](Inputs in) {
    Array v = nanVariance(strongFloat(in[0]), dims, keepdims, ddof), zero = v == 0.;
    return where(zero, 0., sqrt(where(zero, 1., v))); // derivative 0 at 0
  });
}

Array Average::operator()(const Operand &x, const Operand &weights, const AxisList &axes,
                          bool keepdims) const {
  Dims dims = normalAxes(axes, required(x.array, "average", x.loc).rank(), "average", x.loc);
  return call("average", Key() << dims << keepdims, {&x, &weights}, [&](Inputs in) {
    Array v = strongFloat(in[0]), w = asFloat(in[1]), product = v * w;
    if (product.shape() != v.shape())
      fail("average", "weights that broadcast to " + vmapc::describe(v.dtype(), v.shape()),
           describe(weights.array, weights.loc), weights.loc);
    Array all = prim::broadcastTo(prim::convert(w, product.dtype()), v.shape());
    return sum(product, dims, keepdims) / sum(all, dims, keepdims);
  });
}

//===-- Covariances ---------------------------------------------------------------------===//

// [variables, variables] of the rows of x, a float.
static Array covariance(const Array &x, std::int64_t ddof) {
  Array d = x - mean(x, -1, true);
  return matmul(d, transpose(d)) / double(x.dim(-1) - ddof);
}

static Array rowsOf(Inputs in, bool rows) {
  Array v = strongFloat(in[0]);
  if (v.rank() < 2)
    return prim::reshape(v, {1, v.size()});
  return rows ? v : prim::transpose(v, {1, 0});
}

static void checkMatrix(const Operand &x, const char *op) {
  if (required(x.array, op, x.loc).rank() > 2 || kindOf(x.array.dtype()) > 2)
    fail(op, "real numbers of rank 2 or less", describe(x.array, x.loc), x.loc);
}

Array Cov::operator()(const Operand &x, std::int64_t ddof, bool rows) const {
  checkMatrix(x, "cov");
  return call("cov", Key() << ddof << rows, {&x}, [&](Inputs in) {
    Array c = covariance(rowsOf(in, rows), ddof);
    return c.dim(0) == 1 && in[0].rank() < 2 ? prim::reshape(c, {}) : c;
  });
}

Array CorrCoef::operator()(const Operand &x, bool rows) const {
  checkMatrix(x, "corrcoef");
  return call("corrcoef", Key() << rows, {&x}, [&](Inputs in) {
    Array c = covariance(rowsOf(in, rows), 0);
    Array deviation = sqrt(diag(c));
    Array r = c / (expand_dims(deviation, 1) * expand_dims(deviation, 0));
    r = clamp(r, -1., 1.);
    return in[0].rank() < 2 ? prim::reshape(r, {}) : r;
  });
}

} // namespace v0
} // namespace vmapc
