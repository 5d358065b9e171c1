// Rows of the linear algebra: the call of a kernel, and what is composed of the other
// operations, against textbook algorithms in long double.

#include "Rows.h"

#include "vmapc/detail/trace.h"
#include "vmapc/linalg.h"

#include <cmath>
#include <utility>

namespace property {
namespace {

using reference::Real;

/// X with A X = B for [n, n] and [n, k], by Gauss's elimination with partial pivoting; and
/// the determinant of A.
std::pair<Tensor, Real> solved(Tensor a, Tensor b) {
  std::int64_t n = a.shape[0], k = b.shape[1];
  Real det = 1;
  for (std::int64_t p = 0; p < n; ++p) {
    std::int64_t best = p;
    for (std::int64_t i = p; i < n; ++i)
      if (std::fabs(a.at({i, p})) > std::fabs(a.at({best, p})))
        best = i;
    for (std::int64_t j = 0; j < n; ++j)
      std::swap(a.at({p, j}), a.at({best, j}));
    for (std::int64_t j = 0; j < k; ++j)
      std::swap(b.at({p, j}), b.at({best, j}));
    det *= best == p ? a.at({p, p}) : -a.at({p, p});
    for (std::int64_t i = 0; i < n; ++i) {
      if (i == p)
        continue;
      Real factor = a.at({i, p}) / a.at({p, p});
      for (std::int64_t j = 0; j < n; ++j)
        a.at({i, j}) -= factor * a.at({p, j});
      for (std::int64_t j = 0; j < k; ++j)
        b.at({i, j}) -= factor * b.at({p, j});
    }
  }
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < k; ++j)
      b.at({i, j}) /= a.at({i, i});
  return {b, det};
}

Tensor product(const Tensor &a, const Tensor &b) {
  Tensor c(a.type, {a.shape[0], b.shape[1]});
  for (std::int64_t i = 0; i < a.shape[0]; ++i)
    for (std::int64_t j = 0; j < b.shape[1]; ++j)
      for (std::int64_t k = 0; k < a.shape[1]; ++k)
        c.at({i, j}) += a.at({i, k}) * b.at({k, j});
  return c;
}
/// The identity times `diagonal`, plus a.
Tensor shifted(Tensor a, Real diagonal) {
  for (std::int64_t i = 0; i < a.shape[0]; ++i)
    a.at({i, i}) += diagonal;
  return a;
}
Tensor identity(const Tensor &like) { return shifted(Tensor(like.type, like.shape), 1); }
Tensor lower(Tensor a) {
  for (std::int64_t i = 0; i < a.shape[0]; ++i)
    for (std::int64_t j = i + 1; j < a.shape[1]; ++j)
      a.at({i, j}) = 0;
  return a;
}
Tensor transposed(const Tensor &a) {
  Tensor t(a.type, {a.shape[1], a.shape[0]});
  for (std::int64_t i = 0; i < a.shape[0]; ++i)
    for (std::int64_t j = 0; j < a.shape[1]; ++j)
      t.at({j, i}) = a.at({i, j});
  return t;
}

Tensor choleskyOf(const Tensor &a) {
  Tensor l(a.type, a.shape);
  for (std::int64_t i = 0; i < a.shape[0]; ++i)
    for (std::int64_t j = 0; j <= i; ++j) {
      Real sum = (a.at({i, j}) + a.at({j, i})) / 2;
      for (std::int64_t k = 0; k < j; ++k)
        sum -= l.at({i, k}) * l.at({j, k});
      l.at({i, j}) = i == j ? std::sqrt(sum) : sum / l.at({j, j});
    }
  return l;
}

/// The Taylor series of (a / 64), squared six times.
Tensor exponential(Tensor a) {
  for (Real &v : a.values)
    v /= 64;
  Tensor sum = identity(a), term = sum;
  for (int k = 1; k < 30; ++k) {
    term = product(term, a);
    for (std::size_t e = 0; e < sum.values.size(); ++e)
      sum.values[e] += term.values[e] /= k;
  }
  for (int k = 0; k < 6; ++k)
    sum = product(sum, sum);
  return sum;
}

/// The kernel itself, on a matrix smaller than those for which the library calls it.
Array triangularKernel(const Array &a, const Array &b, std::int64_t flags) {
  vm::detail::Loc loc = vm::detail::Loc::current();
  const Array operands[] = {a, b};
  std::string name = a.dtype() == vm::f64 ? "trsm_f64" : "trsm_f32";
  return vm::detail::library1(
      "kernel", std::to_string(flags), operands, loc, [&](std::span<const Array> in) {
        const vm::detail::Attr attrs[] = {
            {"kernel", name},
            {"parameters", std::vector<std::int64_t>{in[1].dim(0), in[1].dim(1), flags}},
            {"batch_dims", std::int64_t(0)}};
        const vm::detail::Aval results[] = {vm::detail::avalOf(in[1])};
        return vm::detail::emit1("external", in, attrs, loc, results);
      });
}

Array plus(const Array &a, double diagonal) {
  return a + vm::eye(a.dim(0), {}, 0, a.dtype()) * diagonal;
}

} // namespace

void addLinalg(std::vector<Row> &rows) {
  namespace la = vm::linalg;
  auto add = [&](const char *op, const char *variant, std::vector<Input> inputs,
                 std::function<Array(const Arrays &)> run,
                 std::function<Tensor(const Values &)> expect, double ulps = 400) {
    Row row{op, variant, wideFloatTypes, std::move(inputs)};
    row.run = [run](const Arrays &x) { return Arrays{run(x)}; };
    row.expect = [expect](const Values &x) { return Values{expect(x)}; };
    row.ulps = ulps;
    row.composed = std::string(op) != "external";
    rows.push_back(std::move(row));
  };
  Input matrix{{3, 3}, -1, 1}, sides{{3, 2}};
  auto shiftedBy = [](const Values &x) { return shifted(x[0], 4); };

  add(
      "external", "lower", {{{3, 3}, 1, 2}, sides},
      [](const Arrays &x) { return triangularKernel(x[0], x[1], 1); },
      [](const Values &x) { return solved(lower(x[0]), x[1]).first; });
  add(
      "external", "transposed", {{{3, 3}, 1, 2}, sides},
      [](const Arrays &x) { return triangularKernel(x[0], x[1], 3); },
      [](const Values &x) { return solved(transposed(lower(x[0])), x[1]).first; });
  add(
      "triangular_solve", "right", {{{3, 3}, 1, 2}, {{2, 3}}},
      [](const Arrays &x) {
        return la::triangular_solve(x[0], x[1], {.left = false, .lower = false});
      },
      [](const Values &x) {
        return transposed(solved(lower(transposed(x[0])), transposed(x[1])).first);
      });
  add(
      "cholesky", "", {matrix}, [](const Arrays &x) { return la::cholesky(plus(x[0], 4)); },
      [=](const Values &x) { return choleskyOf(shiftedBy(x)); });
  add(
      "solve", "", {matrix, sides}, [](const Arrays &x) { return la::solve(plus(x[0], 4), x[1]); },
      [=](const Values &x) { return solved(shiftedBy(x), x[1]).first; });
  add(
      "qr_solve", "", {matrix, sides},
      [](const Arrays &x) { return la::qr_solve(plus(x[0], 4), x[1]); },
      [=](const Values &x) { return solved(shiftedBy(x), x[1]).first; });
  add(
      "inv", "", {matrix}, [](const Arrays &x) { return la::inv(plus(x[0], 4)); },
      [=](const Values &x) { return solved(shiftedBy(x), identity(x[0])).first; });
  add(
      "det", "", {matrix}, [](const Arrays &x) { return la::det(plus(x[0], 4)); },
      [=](const Values &x) {
        return Tensor::scalar(x[0].type, solved(shiftedBy(x), identity(x[0])).second);
      });
  add(
      "slogdet", "", {matrix}, [](const Arrays &x) { return la::slogdet(plus(x[0], 4)).logabsdet; },
      [=](const Values &x) {
        return Tensor::scalar(x[0].type, std::log(solved(shiftedBy(x), identity(x[0])).second));
      });
  add(
      "expm", "", {matrix}, [](const Arrays &x) { return la::expm(x[0]); },
      [](const Values &x) { return exponential(x[0]); });
  // A product of the factors that does not depend on their signs.
  add(
      "qr", "r", {matrix}, [](const Arrays &x) { return vm::abs(la::qr(plus(x[0], 4)).r); },
      [=](const Values &x) {
        Tensor a = shiftedBy(x), l = choleskyOf(product(transposed(a), a)), r = transposed(l);
        for (Real &v : r.values)
          v = std::fabs(v);
        return r;
      });
  add(
      "eigh", "square", {matrix},
      [](const Arrays &x) {
        la::EIGH f = la::eigh(plus(x[0], 4));
        return vm::matmul(f.vectors * (f.values * f.values), vm::transpose(f.vectors));
      },
      [=](const Values &x) {
        Tensor a = shiftedBy(x), t = transposed(a);
        for (std::size_t k = 0; k < a.values.size(); ++k)
          a.values[k] = (a.values[k] + t.values[k]) / 2;
        return product(a, a);
      });
  rows.back().changesClass = true; // the product that is its check
}

} // namespace property
