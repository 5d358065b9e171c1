// The parity table, first part: operations for which PyTorch has no batching rule
// (functorch's expected failures), each as it is written here.

#include "ParityKit.h"

#include "vmapc/losses.h"

namespace property {

namespace {

using X = const Arrays &;

Array signs(const Array &mask) { return vm::where(mask, Array(1.), Array(-1.)); }

void addPicking(ParityList &l) {
  l.add("allclose", "vm::all(vm::isclose(a, b))", {real({3}), real({3})},
        [](X x) { return vm::all(vm::isclose(x[0], x[1], {.rtol = 0.5})); });
  l.add("isclose", "vm::isclose", {real({3}), real({3})},
        [](X x) { return vm::isclose(x[0], x[1], {.rtol = 0.5}); });
  l.add("isin", "vm::isin", {integers({4}, 0, 5), integers({3}, 0, 5)},
        [](X x) { return vm::isin(x[0], x[1]); });
  l.add("argwhere", "vm::argwhere(x, size)", {bools({2, 3})},
        [](X x) { return vm::argwhere(x[0], 4); });
  l.add("nonzero", "vm::nonzero(x, size)", {bools({2, 3})},
        [](X x) { return vm::stack(vm::nonzero(x[0], 4)); });
  l.add("count_nonzero", "vm::count_nonzero", {integers({2, 3}, -1, 1)},
        [](X x) { return vm::count_nonzero(x[0], 1); });
  l.add("unique", "vm::unique(x, size)", {integers({5}, 0, 3)},
        [](X x) { return vm::unique(x[0], 5); });
  l.add("unique_consecutive", "vm::masked_select(x, first of each run, size)", {real({5})},
        [](X x) {
          Array first =
              vm::concatenate({Array{true}, x[0](vm::slice(1, 5)) != x[0](vm::slice(0, 4))});
          return vm::masked_select(x[0], first, 5);
        });
  l.add("getitem(mask)", "vm::masked_select(x, mask, size)", {real({2, 3}), bools({2, 3})},
        [](X x) { return vm::masked_select(x[0], x[1], 4); });
  l.add("masked_select", "vm::masked_select(x, mask, size, fill)",
        {real({2, 3}), bools({3}), real({})},
        [](X x) { return vm::masked_select(x[0], x[1], 6, x[2]); });
  l.add("masked_fill", "vm::masked_fill", {real({2, 3}), bools({2, 3}), real({})},
        [](X x) { return vm::masked_fill(x[0], x[1], x[2]); });
  l.add("masked_scatter", "vm::masked_scatter", {real({2, 3}), bools({2, 3}), real({6})},
        [](X x) { return vm::masked_scatter(x[0], x[1], x[2]); });
  l.add("index_put(mask)", "vm::where(mask, v, x)", {real({2, 3}), bools({2, 3}), real({3})},
        [](X x) { return vm::where(x[1], x[2], x[0]); });
  l.add("index_reduce", "vm::index_reduce", {real({4, 2}), integers({3}, 0, 3), real({3, 2})},
        [](X x) { return vm::index_reduce(x[0], 0, x[1], x[2], vm::Reduction::prod); });
  l.add("narrow(Tensor)", "vm::narrow", {real({5, 2}), integers({}, 0, 3)},
        [](X x) { return vm::narrow(x[0], 0, x[1], 2); });
  l.add("put", "vm::put", {real({2, 3}), integers({2}, 0, 5), real({2})},
        [](X x) { return vm::put(x[0], x[1], x[2], true); });
  l.add("take", "vm::take", {real({2, 3}), integers({4}, 0, 5)},
        [](X x) { return vm::take(x[0], x[1]); });
  l.add("searchsorted(Scalar)", "vm::searchsorted(sorted, number)", {real({5})},
        [](X x) { return vm::searchsorted(vm::sort(x[0]), 0.25); });
  l.add("tensor_split", "vm::tensor_split", {real({5, 2})},
        [](X x) { return vm::concatenate(vm::tensor_split(x[0], 2), 0); });
  l.add("diagflat", "vm::diagflat", {real({2, 2})}, [](X x) { return vm::diagflat(x[0], 1); });
  l.add("fill", "vm::full(shape, v)", {real({})}, [](X x) { return vm::full({2, 3}, x[0]); });
  l.add("as_strided", "vm::take(x, offset + i s0 + j s1)", {real({8})}, [](X x) {
    Array at = 1 + 2 * vm::iota({3, 2}, 0) + vm::iota({3, 2}, 1);
    return vm::take(x[0], at);
  });
  l.add("as_strided_scatter", "vm::put(x, offset + i s0 + j s1, v)", {real({8}), real({3, 2})},
        [](X x) {
          Array at = 1 + 2 * vm::iota({3, 2}, 0) + vm::iota({3, 2}, 1);
          return vm::put(x[0], at, x[1]);
        });
  l.add("view_as_complex", "vm::complex(x[..., 0], x[..., 1])", {real({3, 2})}, [](X x) {
    Array z = vm::complex(x[0](vm::ellipsis, 0), x[0](vm::ellipsis, 1));
    return vm::real(z * z) + vm::imag(z);
  });
  l.add("clamp_max", "vm::clip(x, {}, high)", {real({3}), real({})},
        [](X x) { return vm::clip(x[0], {}, x[1]); });
  l.add("clamp_min", "vm::clip(x, low)", {real({3}), real({})},
        [](X x) { return vm::clip(x[0], x[1]); });
}

void addStatistics(ParityList &l) {
  l.add("bincount", "vm::bincount", {integers({5}, 0, 3), real({5})},
        [](X x) { return vm::bincount(x[0], 4, x[1]); });
  l.add("histc", "vm::histc", {real({6})}, [](X x) { return vm::histc(x[0], 3, -2, 2); }, true);
  Input fixed{{6}, -2, 2, vm::f64, false};
  l.add("histogram", "vm::histogram, differentiable in the weights", {fixed, real({6}, 0.5, 1)},
        [](X x) { return vm::histogram(x[0], 3, {.range = {{-2, 2}}, .weights = x[1]}).counts; });
  l.add("quantile", "vm::quantile", {real({2, 5}), real({}, 0.1, 0.9)},
        [](X x) { return vm::quantile(x[0], x[1], {.axes = 1}); });
  l.add("nanquantile", "vm::nanquantile", {real({2, 5}), real({}, 0.1, 0.9)},
        [](X x) { return vm::nanquantile(x[0], x[1], {.axes = 1}); });
  // Every segment has rows: the largest of none is infinite.
  l.add("segment_reduce", "vm::segment_max", {real({5, 2}), integers({}, 0, 2)},
        [](X x) { return vm::segment_max(x[0], (vm::iota({5}) + x[1]) % 3, 3); });
  l.add(
      "bernoulli", "vm::random::bernoulli(key, p)", {seeds(), real({4}, 0.2, 0.8)},
      [](X x) { return vm::random::bernoulli(vm::random::key(x[0]), x[1]); }, true);
  l.add(
      "multinomial", "vm::random::categorical(key, logits, -1, shape)",
      {seeds(), real({4}, 0.2, 2)},
      [](X x) {
        return vm::random::categorical(vm::random::key(x[0]), vm::log(x[1]), -1, vm::Shape{5});
      },
      true);
  l.add("normal", "mean + std * vm::random::normal(key)", {seeds(), real({3}), real({3}, 0.5, 1)},
        [](X x) { return x[1] + x[2] * vm::random::normal(vm::random::key(x[0]), {3}, vm::f64); });
}

void addLosses(ParityList &l) {
  l.add("ctc_loss", "vm::ctc_loss", {real({5, 3}), integers({2}, 1, 2)},
        [](X x) { return vm::ctc_loss(vm::log_softmax(x[0]), x[1]); });
  l.add("gaussian_nll_loss", "vm::gaussian_nll_loss", {real({3}), real({3}), real({3}, 0.5, 2)},
        [](X x) { return vm::gaussian_nll_loss(x[0], x[1], x[2]); });
  l.add("kl_div", "vm::kl_div", {real({3}, -2, -0.5), real({3}, 0.2, 1)},
        [](X x) { return vm::kl_div(x[0], x[1]); });
  l.add("margin_ranking_loss", "vm::margin_ranking_loss", {real({3}), real({3}), bools({3})},
        [](X x) { return vm::margin_ranking_loss(x[0], x[1], signs(x[2])); });
  l.add("multi_margin_loss", "vm::multi_margin_loss", {real({2, 4}), integers({2}, 0, 3)},
        [](X x) { return vm::multi_margin_loss(x[0], x[1]); });
  l.add("multilabel_margin_loss", "vm::multilabel_margin_loss", {real({4}), integers({4}, -1, 3)},
        [](X x) { return vm::multilabel_margin_loss(x[0], x[1]); });
  l.add("soft_margin_loss", "vm::soft_margin_loss", {real({3}), bools({3})},
        [](X x) { return vm::soft_margin_loss(x[0], signs(x[1])); });
  l.add("triplet_margin_loss", "vm::triplet_margin_loss", {real({4}), real({4}), real({4})},
        [](X x) { return vm::triplet_margin_loss(x[0], x[1], x[2]); });
}

void addLayers(ParityList &l) {
  l.add("bilinear", "vm::bilinear", {real({2}), real({3}), real({2, 2, 3})},
        [](X x) { return vm::bilinear(x[0], x[1], x[2]); });
  l.add("embedding_bag", "vm::embedding_bag", {real({4, 2}), integers({2, 3}, 0, 3)},
        [](X x) { return vm::embedding_bag(x[0], x[1]); });
  l.add("native_batch_norm(unbatched statistics)", "vm::batch_norm",
        {real({3, 2}), real({2}), real({2}, 0.5, 2)}, [](X x) {
          auto [y, mean, variance] = vm::batch_norm(x[0], x[1], x[2]);
          return vm::concatenate({vm::flatten(y), mean, variance});
        });
  l.add("pdist", "vm::pdist", {real({3, 2})}, [](X x) { return vm::pdist(x[0]); });
  l.add("renorm", "vm::renorm", {real({3, 4}, 1, 2)},
        [](X x) { return vm::renorm(x[0], 2, 0, 1.5); });
  // Regions that begin at floor((i + u) alpha) - floor(u alpha), as PyTorch's pseudo-random
  // ones, one axis after the other.
  auto regions = [](const Array &x, const Array &u, std::int64_t axis) {
    double alpha = double(x.dim(axis) - 2) / 2; // three regions of extent 2
    Array i = vm::iota({2}, 0, vm::f64);
    Array begin = vm::floor((i + u) * alpha) - vm::floor(u * alpha);
    Array starts =
        vm::concatenate({vm::astype(begin, vm::i32), vm::full({1}, x.dim(axis) - 2, vm::i32)});
    Array at = vm::expand_dims(starts, 1) + vm::iota({3, 2}, 1);
    return vm::max(vm::take(x, at, axis), axis + 1);
  };
  l.add("fractional_max_pool2d", "vm::max(vm::take(x, starts + j)) along each axis",
        {real({5, 6}), real({}, 0, 1)}, [=](X x) {
          Array u = vm::stop_gradient(x[1]);
          return regions(regions(x[0], u, 0), u, 1);
        });
  l.add("fractional_max_pool3d", "vm::max(vm::take(x, starts + j)) along each axis",
        {real({3, 3, 4}), real({}, 0, 1)}, [=](X x) {
          Array u = vm::stop_gradient(x[1]);
          return regions(regions(regions(x[0], u, 0), u, 1), u, 2);
        });
  for (const char *name : {"max_unpool1d", "max_unpool2d", "max_unpool3d"}) {
    vm::Shape small = name[10] == '1'   ? vm::Shape{3}
                      : name[10] == '2' ? vm::Shape{2, 2}
                                        : vm::Shape{1, 2, 2};
    vm::Shape large = small;
    for (std::int64_t &n : large)
      n *= 2;
    l.add(name, "vm::put(vm::zeros(shape), positions, x)",
          {real(small), integers(small, 0, double(vm::elementCount(large) - 1))},
          [large](X x) { return vm::put(vm::zeros(large, vm::f64), x[1], x[0]); });
  }
}

void addTransforms(ParityList &l) {
  auto parts = [](const Array &z) { return vm::concatenate({vm::real(z), vm::imag(z)}, 0); };
  l.add("ihfft2", "vm::ihfft2", {real({3, 4})}, [=](X x) { return parts(vm::ihfft2(x[0])); });
  l.add("ihfftn", "vm::ihfftn", {real({2, 4})}, [=](X x) { return parts(vm::ihfftn(x[0])); });
  l.add("stft", "vm::rfft(window * vm::windows(x))", {real({10}), real({4})}, [=](X x) {
    return parts(vm::rfft(x[1] * vm::windows(x[0], {.size = {4}, .strides = {2}})));
  });
  l.add("istft", "overlap-add of vm::irfft: zeros.at(i).add(frames)", {real({4, 3}), real({4, 3})},
        [](X x) {
          Array frames = vm::irfft(vm::complex(x[0], x[1]), 4); // [4, 4]
          Array at = 2 * vm::iota({4, 4}, 0) + vm::iota({4, 4}, 1);
          return vm::zeros({10}, vm::f64).at(at).add(frames);
        });
}

void addAlgebra(ParityList &l) {
  using namespace vm::linalg;
  l.add("linalg.lu", "vm::linalg::lu", {real({3, 3})},
        [](X x) { return vm::linalg::lu(regular(x[0])).lu; });
  l.add("lu_solve", "vm::linalg::lu_solve", {real({3, 3}), real({3, 2})},
        [](X x) { return lu_solve(vm::linalg::lu(regular(x[0])), x[1]); });
  l.add("ldl_solve", "two vm::linalg::triangular_solve around a division by D",
        {real({3, 3}), real({3}, 1, 2), real({3, 2})}, [](X x) {
          TriangularOptions unit{.unit = true};
          Array y = triangular_solve(x[0], x[2], unit) / vm::expand_dims(x[1], 1);
          unit.transpose = true;
          return triangular_solve(x[0], y, unit);
        });
  // Q C for Q a product of reflections I - tau v v^T, v from the columns below the diagonal.
  l.add("ormqr", "c - tau v (v^T c), reflection by reflection",
        {real({3, 2}), real({2}), real({3, 2})}, [](X x) {
          Array c = x[2];
          for (std::int64_t k = 1; k >= 0; --k) {
            Array v = vm::tril(x[0], -1)(vm::all, k).at(k).set(1.);
            c = c - x[1][k] * vm::outer(v, vm::matmul(v, c));
          }
          return c;
        });
  l.add(
      "tensorsolve", "vm::linalg::solve on reshaped operands", {real({2, 2, 4}), real({2, 2})},
      [](X x) { return vm::linalg::solve(regular(vm::reshape(x[0], {4, 4})), vm::flatten(x[1])); });
  l.add("matrix_exp", "vm::linalg::expm", {real({3, 3}, -1, 1)}, [](X x) { return expm(x[0]); });
  // The range of A by a random sample of it (Halko, Martinsson, Tropp, 2011); values do not
  // depend on the sample when its rank is A's.
  auto lowRank = [](const Array &a, const Array &seed) {
    Array sample = vm::matmul(a, vm::random::normal(vm::random::key(seed), {a.dim(1), 2}, vm::f64));
    return svdvals(vm::matmul(vm::transpose(qr(sample).q), a));
  };
  l.add("svd_lowrank", "vm::linalg::svdvals(Q^T A), Q of vm::linalg::qr(A sample)",
        {real({4, 2}, 0.5, 2), seeds()}, [=](X x) { return lowRank(x[0], x[1]); });
  l.add("pca_lowrank", "the same of A less its column means", {real({4, 2}), seeds()},
        [=](X x) { return lowRank(x[0] - vm::mean(x[0], 0, true), x[1]); });
}

} // namespace

void addTorchParity(ParityList &l) {
  l.peer = "PyTorch";
  addPicking(l);
  addStatistics(l);
  addLosses(l);
  addLayers(l);
  addTransforms(l);
  addAlgebra(l);
  l.outOfScope("resize_", "changes the size of storage that others see");
  l.outOfScope("chalf", "a dtype (complex of 16-bit floats) that arrays do not have");
}

} // namespace property
