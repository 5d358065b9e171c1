// The parity table, second part: what JAX, Enzyme-JAX and MLX lack rules for.

#include "ParityKit.h"

namespace property {

namespace {

using X = const Arrays &;

/// A^k -> upper Hessenberg form by Householder reflections; of a symmetric matrix it is
/// tridiagonal.
Array hessenberg(Array a) {
  std::int64_t n = a.dim(0);
  for (std::int64_t k = 0; k + 2 < n; ++k) {
    Array column = a(vm::slice(k + 1, n), k);
    Array alpha = -vm::where(column[0] < 0, Array(-1.), Array(1.)) * vm::norm(column);
    Array v = column.at(0).add(-alpha);
    v = vm::pad(v / vm::norm(v), {k + 1}, {0}, 0.);
    a = a - 2 * vm::outer(v, vm::matmul(v, a));
    a = a - 2 * vm::outer(vm::matmul(a, v), v);
  }
  return a;
}

void addJax(ParityList &l) {
  l.peer = "JAX";
  l.add("vmap of reduce_window with a mapped initial value", "vm::reduce_window",
        {real({6}), real({})}, [](X x) {
          auto add = [](Array a, Array b) { return a + b; };
          return vm::reduce_window(x[0], 0., add, {.size = {3}}) + x[1];
        });
  l.add("vmap of ragged_dot off dimension 0", "vm::einsum over groups and a mask",
        {real({4, 2}), real({3, 2, 2}), integers({4}, 0, 2)}, [](X x) {
          Array group = vm::one_hot(x[2], 3, vm::f64);
          return vm::einsum("mg,mk,gkn->mn", group, x[0], x[1]);
        });
  l.add("gradient of while", "vm::while_loop", {real({3}, 0.5, 1)}, [](X x) {
    return vm::while_loop(
        x[0], [](Array s) { return vm::sum(s) < 20.; }, [](Array s) { return s * s + 0.9 * s; });
  });
  l.add("gradient of scatter_mul with repeated indices", "x.at(i).mul(v)",
        {real({4}), integers({3}, 0, 1), real({3})}, [](X x) { return x[0].at(x[1]).mul(x[2]); });
  l.add("jvp of scatter_apply", "x.at(i).set(f(x(i)))", {real({4}), integers({2}, 0, 3)},
        [](X x) { return x[0].at(x[1]).set(vm::sin(x[0](x[1]))); });
  l.add("gradient of zeta", "vm::zeta(s, x), in x", {real({2}, 1.5, 3)},
        [](X x) { return vm::zeta(2.5, x[0]); });
  l.add("gradient of the upper Cholesky factor", "vm::linalg::cholesky(a, {.upper = true})",
        {real({3, 3})}, [](X x) { return vm::linalg::cholesky(definite(x[0]), {.upper = true}); });
  l.add("gradient of Hessenberg reduction", "reflections as matrix products", {real({4, 4})},
        [](X x) { return hessenberg(x[0]); });
  l.add("gradient of tridiagonal reduction", "the same of a symmetric matrix", {real({4, 4})},
        [](X x) { return hessenberg(x[0] + vm::transpose(x[0])); });
  // The iteration R Q of Q R converges to T where the eigenvalues are real and apart.
  l.add("gradient of Schur", "vm::linalg::qr in a vm::fori_loop; real eigenvalues",
        {real({3, 3}, -0.4, 0.4)}, [](X x) {
          Array a = x[0] + vm::diag(vm::astype(Array{1, 4, 9}, vm::f64));
          return vm::fori_loop(0, 25, a, [](Array, Array t) {
            auto [q, r] = vm::linalg::qr(t);
            return vm::matmul(r, q);
          });
        });
  l.add("gradient of geqrf", "vm::linalg::qr(a).r", {real({4, 3})},
        [](X x) { return vm::linalg::qr(x[0] + 3 * vm::eye(4, 3, 0, vm::f64)).r; });
  l.add("gradient of householder_product", "vm::linalg::qr(a).q", {real({4, 3})},
        [](X x) { return vm::linalg::qr(x[0] + 3 * vm::eye(4, 3, 0, vm::f64)).q; });
  l.add(
      "gradient of partial eigh", "vm::linalg::eigh(a).values(vm::slice(n - k, n))", {real({3, 3})},
      [](X x) { return vm::linalg::eigh(x[0] + 2 * vm::transpose(x[0])).values(vm::slice(1, 3)); });
  l.add("gradient of full SVD", "vm::linalg::svd: of all that is unique in it, A = U s V^T",
        {real({3, 2}, 0.5, 2)}, [](X x) {
          auto [u, s, vt] = vm::linalg::svd(x[0]);
          return vm::matmul(u * (s * s), vt);
        });
  l.outOfScope("collectives with axis_index_groups",
               "about named axes of devices, not about arrays; groups of an axis are a reshape");
  l.outOfScope("gradient of pure_callback", "calls a host program, which has no array meaning");
}

void addEnzyme(ParityList &l) {
  l.peer = "Enzyme-JAX";
  l.add("batched if", "vm::cond", {real({3}), real({})}, [](X x) {
    return vm::cond(
        x[1] > 0., [](Array a) { return vm::sin(a); }, [](Array a) { return a * a; }, x[0]);
  });
  l.add("batched while", "vm::while_loop", {real({2}, 0.5, 1), real({}, 1, 9)}, [](X x) {
    Array limit = vm::stop_gradient(x[1]);
    return vm::while_loop(
        x[0], [=](Array s) { return vm::max(s) < limit; }, [](Array s) { return 1.5 * s + 0.1; });
  });
  l.add("AD of cholesky", "vm::linalg::cholesky", {real({3, 3})},
        [](X x) { return vm::linalg::cholesky(definite(x[0])); });
  l.add("AD of triangular_solve", "vm::linalg::triangular_solve", {real({3, 3}), real({3, 2})},
        [](X x) { return vm::linalg::triangular_solve(regular(x[0]), x[1]); });
  l.add("AD of reduce with any body", "vm::reduce", {real({2, 3}, 0.5, 2)}, [](X x) {
    auto combine = [](Array a, Array b) { return a + b + a * b; };
    return vm::reduce(x[0], Array(0.), combine, 1);
  });
  l.outOfScope("CustomCall, JITCall", "calls of foreign code, which have no array meaning");
}

void addMlx(ParityList &l) {
  l.peer = "MLX";
  l.add("gradient of inv", "vm::linalg::inv", {real({3, 3})},
        [](X x) { return vm::linalg::inv(regular(x[0])); });
  l.add("vmap and gradient of QR", "vm::linalg::qr", {real({3, 3})}, [](X x) {
    auto [q, r] = vm::linalg::qr(regular(x[0]));
    return vm::concatenate({q, r}, 0);
  });
  l.add("vmap and gradient of LU", "vm::linalg::lu", {real({3, 3})},
        [](X x) { return vm::linalg::lu(regular(x[0])).lu; });
  l.add("vmap and gradient of solve", "vm::linalg::solve", {real({3, 3}), real({3})},
        [](X x) { return vm::linalg::solve(regular(x[0]), x[1]); });
  l.add("gradient of SVD", "vm::linalg::svd", {real({3, 2}, 0.5, 2)}, [](X x) {
    auto [u, s, vt] = vm::linalg::svd(x[0]);
    return vm::concatenate({s, vm::flatten(vm::matmul(u * s, vt))});
  });
  l.add("gradient of eigh", "vm::linalg::eigh", {real({3, 3})}, [](X x) {
    auto [w, v] = vm::linalg::eigh(x[0] + 2 * vm::transpose(x[0]));
    return vm::concatenate({w, vm::flatten(vm::matmul(v * vm::sin(w), vm::transpose(v)))});
  });
  l.add("vmap of divmod", "vm::divmod", {real({2, 3}, 0.5, 9), real({3}, 0.7, 3)}, [](X x) {
    auto [q, r] = vm::divmod(x[0], x[1]);
    return vm::concatenate({q, r}, 0);
  });
  l.add("vmap of slice_update with a shared update", "x.at(slices).set(v)",
        {real({4, 5}), real({2, 2})},
        [](X x) { return x[0].at(vm::slice(1, 3), vm::slice(0, 4, 2)).set(x[1]); });
  l.add("vmap of scatter off the leading axis", "x.at(vm::all, i).max(v)",
        {real({3, 4}), integers({2}, 0, 3), real({3, 2})},
        [](X x) { return x[0].at(vm::all, x[1]).max(x[2]); });
  l.add("vmap of a dynamic slice with a mapped start", "x[i]", {real({5, 3}), integers({}, 0, 4)},
        [](X x) { return x[0][x[1]]; });
  l.add("vmap of searchsorted with a mapped table", "vm::searchsorted", {real({5}), real({3})},
        [](X x) { return vm::searchsorted(vm::sort(x[0]), x[1]); });
  l.add("gradient of scatter_prod", "x.at(i).mul(v)", {real({4}), integers({3}, 0, 3), real({3})},
        [](X x) { return x[0].at(x[1]).mul(x[2]); });
  l.add("jvp of cumprod", "vm::cumprod", {real({4})}, [](X x) { return vm::cumprod(x[0]); });
  l.add("jvp of cummax", "vm::cummax", {real({4})}, [](X x) { return vm::cummax(x[0]); });
}

} // namespace

void addOtherParity(ParityList &l) {
  addJax(l);
  addEnzyme(l);
  addMlx(l);
}

std::vector<Parity> parityTable() {
  ParityList list;
  addTorchParity(list);
  addOtherParity(list);
  return std::move(list.entries);
}

} // namespace property
