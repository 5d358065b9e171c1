// Factorizations of large matrices, as calls of the runtime's kernels.

#include "runtime/External.h"
#include "runtime/ops/Linalg.h"

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace matrix {

static std::vector<Array> call(const char *kernel, std::initializer_list<Array> operands,
                               const Dims &parameters, const std::vector<Aval> &results) {
  Loc loc = userLine(Loc::current());
  requireLapack(kernel, loc);
  std::string name = std::string(kernel) + (results[0].dtype == f64 ? "_f64" : "_f32");
  const Attr attrs[] = {
      {"kernel", name}, {"parameters", parameters}, {"batch_dims", std::int64_t(0)}};
  return emit("external", Inputs(operands.begin(), operands.size()), attrs, loc, results);
}

Array externalCholesky(const Array &a) { return call("potrf", {a}, {a.dim(0)}, {avalOf(a)})[0]; }

std::vector<Array> externalLu(const Array &a) {
  std::int64_t m = a.dim(0), n = a.dim(1);
  return call("getrf", {a}, {m, n}, {avalOf(a), {i32, {std::min(m, n)}}, {i32, {m}}});
}

Array externalTriangular(const Array &a, const Array &b, linalg::TriangularOptions options) {
  std::int64_t flags = options.lower + 2 * options.transpose + 4 * options.unit;
  return call("trsm", {a, b}, {b.dim(0), b.dim(1), flags}, {avalOf(b)})[0];
}

std::vector<Array> externalQr(const Array &a, bool full) {
  std::int64_t m = a.dim(0), n = a.dim(1), count = full ? m : std::min(m, n);
  DType t = avalOf(a).dtype;
  return call("geqrf", {a}, {m, n, count}, {{t, {m, count}}, {t, {count, n}}});
}

std::vector<Array> externalEigh(const Array &a) {
  std::int64_t n = a.dim(0);
  return call("syevd", {a}, {n}, {{avalOf(a).dtype, {n}}, avalOf(a)});
}

std::vector<Array> externalSvd(const Array &a) {
  std::int64_t m = a.dim(0), n = a.dim(1), k = std::min(m, n);
  DType t = avalOf(a).dtype;
  return call("gesdd", {a}, {m, n}, {{t, {m, k}}, {t, {k}}, {t, {k, n}}});
}

} // namespace matrix
} // namespace detail
} // namespace v0
} // namespace vmapc
