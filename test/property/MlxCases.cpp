// 128 operation cases after MLX's C++ API (ops.h, linalg.h, fft.h, random.h, fast.h).

#include "OpCases.h"

namespace property {

namespace {

using X = const Arrays &;

Array symmetric(const Array &a) { return a + vm::swapaxes(a, -1, -2); }

class List {
public:
  std::vector<Row> rows;

  template <class F> void unary(const char *name, const F &f, double low = -2, double high = 2) {
    rows.push_back(opCase(name, {real({2, 3}, low, high)}, [f](X x) { return Array(f(x[0])); }));
  }
  template <class F> void binary(const char *name, const F &f, double low = -2, double high = 2) {
    rows.push_back(opCase(name, {real({2, 3}, low, high), real({3}, low, high)},
                          [f](X x) { return Array(f(x[0], x[1])); }));
  }
  template <class F> void integer(const char *name, const F &f, double low, double high) {
    rows.push_back(opCase(name, {integers({2, 3}, low, high), integers({3}, 0, high)},
                          [f](X x) { return Array(f(x[0], x[1])); }));
  }
  template <class F> void logic(const char *name, const F &f) {
    rows.push_back(
        opCase(name, {bools({2, 3}), bools({3})}, [f](X x) { return Array(f(x[0], x[1])); }));
  }
  void one(const char *name, std::vector<Input> inputs, std::function<Array(X)> f,
           double ulps = 64) {
    rows.push_back(opCase(name, std::move(inputs), std::move(f), ulps));
  }
  void many(const char *name, std::vector<Input> inputs, std::function<Arrays(X)> f,
            double ulps = 64) {
    rows.push_back(opCase(name, std::move(inputs), std::move(f), ulps));
  }
};

void addElementwiseCases(List &l) {
  l.unary("abs", vm::abs);
  l.unary("arccos", vm::acos, -0.9, 0.9);
  l.unary("arcsin", vm::asin, -0.9, 0.9);
  l.unary("arcsinh", vm::asinh);
  l.unary("arctan", vm::atan);
  l.unary("arctanh", vm::atanh, -0.9, 0.9);
  l.unary("ceil", vm::ceil);
  l.unary("cos", vm::cos);
  l.unary("cosh", vm::cosh);
  l.unary("erf", vm::erf);
  l.unary("erfinv", vm::erf_inv, -0.9, 0.9);
  l.unary("exp", vm::exp);
  l.unary("expm1", vm::expm1);
  l.unary("floor", vm::floor);
  l.unary("isfinite", vm::is_finite);
  l.unary("log", vm::log, 0.3, 3);
  l.unary("log1p", vm::log1p, -0.5, 3);
  l.unary("log2", vm::log2, 0.3, 3);
  l.unary("negative", vm::neg);
  l.unary("reciprocal", vm::reciprocal, 0.5, 3);
  l.unary("round", vm::round);
  l.unary("rsqrt", vm::rsqrt, 0.3, 3);
  l.unary("sigmoid", vm::sigmoid);
  l.unary("sign", vm::sign);
  l.unary("sin", vm::sin);
  l.unary("sinh", vm::sinh);
  l.unary("sqrt", vm::sqrt, 0.3, 3);
  l.unary("square", vm::square);
  l.unary("tan", vm::tan, -1, 1);
  l.unary("tanh", vm::tanh);
  l.binary("add", vm::add);
  l.binary("subtract", vm::sub);
  l.binary("multiply", vm::mul);
  l.binary("divide", vm::div, 0.5, 2);
  l.binary("remainder", vm::mod, 0.5, 3);
  l.binary("power", vm::pow, 0.5, 2);
  l.binary("arctan2", vm::atan2);
  l.binary("maximum", vm::maximum);
  l.binary("minimum", vm::minimum);
  l.binary("logaddexp", vm::logaddexp);
  l.binary("floor_divide", vm::floor_div, 0.5, 3);
  l.many("divmod", {real({2, 3}, 0.5, 9), real({3}, 0.7, 3)}, [](X x) {
    auto [q, r] = vm::divmod(x[0], x[1]);
    return Arrays{q, r};
  });
  l.integer("equal", vm::equal, 0, 2);
  l.integer("greater_equal", vm::greater_equal, 0, 3);
  l.logic("logical_and", vm::logical_and);
  l.logic("logical_or", vm::logical_or);
  l.integer("bitwise_and", vm::bitwise_and, 0, 99);
  l.integer("bitwise_xor", vm::bitwise_xor, 0, 99);
  l.integer("left_shift", vm::shl, 0, 9);
  l.one("where", {bools({2, 3}), real({3}), real({2, 1})},
        [](X x) { return vm::where(x[0], x[1], x[2]); });
  l.one("clip", {real({2, 3}), real({}, -1, -0.5), real({3}, 0.5, 1)},
        [](X x) { return vm::clip(x[0], x[1], x[2]); });
}

void addReductionCases(List &l) {
  auto over = [&](const char *name, auto f, double low = -2, double high = 2) {
    l.one(name, {real({3, 4}, low, high)}, [f](X x) { return f(x[0], 1); });
  };
  over("sum", vm::sum);
  over("prod", vm::prod);
  over("max", vm::max);
  over("min", vm::min);
  over("mean", vm::mean);
  over("var", vm::var);
  over("logsumexp", vm::logsumexp);
  over("linalg.norm", vm::norm, 0.5, 2);
  over("median", vm::median);
  over("argmax", vm::argmax);
  over("argmin", vm::argmin);
  l.one("all", {bools({3, 4})}, [](X x) { return vm::all(x[0], 0); });
  l.one("softmax", {real({3, 4})}, [](X x) { return vm::softmax(x[0], 0); });
  over("cumsum", vm::cumsum);
  over("cumprod", vm::cumprod);
  over("cummax", vm::cummax);
  over("logcumsumexp", vm::cumlogsumexp);
}

void addShapeCases(List &l) {
  l.one("reshape", {real({2, 6})}, [](X x) { return vm::reshape(x[0], {3, 4}); });
  l.one("transpose", {real({2, 3, 2})}, [](X x) { return vm::transpose(x[0], {2, 0, 1}); });
  l.one("moveaxis", {real({2, 3, 2})}, [](X x) { return vm::moveaxis(x[0], 0, 2); });
  l.one("squeeze", {real({2, 1, 3})}, [](X x) { return vm::squeeze(x[0], 1); });
  l.one("expand_dims", {real({2, 3})}, [](X x) { return vm::expand_dims(x[0], 1); });
  l.one("broadcast_to", {real({3, 1})}, [](X x) { return vm::broadcast_to(x[0], {2, 3, 4}); });
  l.one("concatenate", {real({2, 3}), real({2, 1})},
        [](X x) { return vm::concatenate({x[0], x[1]}, 1); });
  l.one("stack", {real({3}), real({3})}, [](X x) { return vm::stack({x[0], x[1]}, 1); });
  l.many("split", {real({2, 6})}, [](X x) { return vm::split(x[0], 3, 1); });
  l.one("pad", {real({2, 3}), real({})}, [](X x) { return vm::pad(x[0], {1, 0}, {0, 2}, x[1]); });
  l.one("tile", {real({2, 3})}, [](X x) { return vm::tile(x[0], {2, 2}); });
  l.one("repeat", {real({2, 3})}, [](X x) { return vm::repeat(x[0], 2, 1); });
  l.one("roll", {real({2, 3})}, [](X x) { return vm::roll(x[0], 1, 1); });
  l.one("diag", {real({3})}, [](X x) { return vm::diag(x[0], 1); });
  l.one("diagonal", {real({3, 3})}, [](X x) { return vm::diagonal(x[0]); });
  l.one("tril", {real({3, 3})}, [](X x) { return vm::tril(x[0]); });
  l.many("meshgrid", {real({2}), real({3})}, [](X x) { return vm::meshgrid({x[0], x[1]}); });
  l.one("as_strided", {real({7})},
        [](X x) { return vm::windows(x[0], {.size = {3}, .strides = {2}}); });
}

void addContractionCases(List &l) {
  l.one("matmul", {real({2, 3}), real({3, 4})}, [](X x) { return vm::matmul(x[0], x[1]); });
  l.one("inner", {real({3}), real({3})}, [](X x) { return vm::dot(x[0], x[1]); });
  l.one("outer", {real({2}), real({3})}, [](X x) { return vm::outer(x[0], x[1]); });
  l.one("einsum", {real({2, 3}), real({3, 2}), real({2})},
        [](X x) { return vm::einsum("ij,jk,k->ik", x[0], x[1], x[2]); });
  l.one("kron", {real({2, 2}), real({2, 1})}, [](X x) { return vm::linalg::kron(x[0], x[1]); });
  l.one("conv1d", {real({1, 2, 6}), real({3, 2, 3})}, [](X x) { return vm::conv1d(x[0], x[1]); });
  l.one("conv2d", {real({1, 2, 4, 4}), real({2, 1, 2, 2})},
        [](X x) { return vm::conv_general(x[0], x[1], {.strides = {1, 2}, .feature_groups = 2}); });
}

void addIndexingCases(List &l) {
  l.one("take", {real({4, 2}), integers({3}, 0, 3)}, [](X x) { return vm::take(x[0], x[1], 0); });
  l.one("take_along_axis", {real({3, 4}), integers({3, 2}, 0, 3)},
        [](X x) { return vm::take_along_axis(x[0], x[1], 1); });
  l.one("put_along_axis", {real({3, 4}), integers({3, 1}, 0, 3), real({3, 1})},
        [](X x) { return vm::put_along_axis(x[0], x[1], x[2], 1); });
  l.one("gather", {real({4, 3}), integers({2}, 0, 3), integers({2}, 0, 2)},
        [](X x) { return x[0](x[1], x[2]); });
  l.one("slice", {real({4, 5})}, [](X x) { return x[0](vm::slice(1, 2), vm::slice({}, {}, -2)); });
  l.one("slice_update", {real({4, 5}), real({2, 2})},
        [](X x) { return x[0].at(vm::slice(1, 3), vm::slice(0, 4, 2)).set(x[1]); });
  l.one("slice_update_add", {real({4, 5}), real({4, 1})},
        [](X x) { return x[0].at(vm::all, vm::slice(1, 4)).add(x[1]); });
  l.one("dynamic_slice", {real({5, 3}), integers({}, 0, 4)}, [](X x) { return x[0][x[1]]; });
  l.one("dynamic_slice_update", {real({5, 3}), real({3}), integers({}, 0, 4)},
        [](X x) { return x[0].at(x[2]).set(x[1]); });
  l.one("grad_of_slice_update", {real({4, 3}), real({2, 3})}, [](X x) {
    auto f = [](Array a, Array b) {
      Array y = a.at(vm::slice(1, 3)).set(b);
      return vm::sum(y * y * y);
    };
    return vm::grad<1>(f)(x[0], x[1]);
  });
  l.one("scatter", {real({3, 4}), real({3, 2}), integers({2}, 0, 3)},
        [](X x) { return x[0].at(vm::all, x[2]).set(x[1]); });
  l.one("scatter_add", {real({4, 2}), real({3, 2}), integers({3}, 0, 3)},
        [](X x) { return x[0].at(x[2]).add(x[1]); });
  l.one("scatter_max", {real({4, 2}), real({3, 2}), integers({3}, 0, 3)},
        [](X x) { return x[0].at(x[2]).max(x[1]); });
  l.one("scatter_prod", {real({4, 2}), real({3, 2}), integers({3}, 0, 3)},
        [](X x) { return x[0].at(x[2]).mul(x[1]); });
  l.one("sort", {real({3, 4})}, [](X x) { return vm::sort(x[0], 0); });
  l.one("argsort", {real({3, 4})}, [](X x) { return vm::argsort(x[0], 1); });
  l.one("partition", {real({3, 5})}, [](X x) { return vm::partition(x[0], 2, 1); });
  l.many("topk", {real({3, 5})}, [](X x) {
    auto [values, indices] = vm::top_k(x[0], 2, 1);
    return Arrays{values, indices};
  });
  l.one("searchsorted", {real({5}), real({3})},
        [](X x) { return vm::searchsorted(vm::sort(x[0]), x[1]); });
}

void addAlgebraCases(List &l) {
  l.one(
      "linalg.cholesky", {real({3, 3})}, [](X x) { return vm::linalg::cholesky(definite(x[0])); },
      1e4);
  l.one("linalg.inv", {real({3, 3})}, [](X x) { return vm::linalg::inv(regular(x[0])); }, 1e4);
  l.many(
      "linalg.qr", {real({3, 3})},
      [](X x) {
        auto [q, r] = vm::linalg::qr(regular(x[0]));
        return Arrays{q, r};
      },
      1e4);
  l.one("linalg.lu", {real({3, 3})}, [](X x) { return vm::linalg::lu(regular(x[0])).lu; }, 1e4);
  l.one(
      "linalg.solve", {real({3, 3}), real({3, 2})},
      [](X x) { return vm::linalg::solve(regular(x[0]), x[1]); }, 1e4);
  l.one("linalg.svd", {real({3, 2}, 0.5, 2)}, [](X x) { return vm::linalg::svdvals(x[0]); }, 1e4);
  l.one(
      "linalg.eigvalsh", {real({3, 3})}, [](X x) { return vm::linalg::eigvalsh(symmetric(x[0])); },
      1e4);
  l.many("fft", {real({6})}, [](X x) {
    Array z = vm::fft(x[0]);
    return Arrays{vm::real(z), vm::imag(z)};
  });
  l.one("irfft", {real({4}), real({4})}, [](X x) { return vm::irfft(vm::complex(x[0], x[1])); });
  l.one("random.bits", {seeds()}, [](X x) { return vm::random::bits(vm::random::key(x[0]), {4}); });
  l.one("random.uniform", {seeds(), real({3}, 0.5, 1)},
        [](X x) { return vm::random::uniform(vm::random::key(x[0]), {3}, vm::f64, 0., x[1]); });
  l.one("random.normal", {seeds(), real({3})},
        [](X x) { return x[1] * vm::random::normal(vm::random::key(x[0]), {3}, vm::f64); });
  l.one("random.categorical", {seeds(), real({4})},
        [](X x) { return vm::random::categorical(vm::random::key(x[0]), x[1]); });
  l.one("fast.layer_norm", {real({2, 4})}, [](X x) { return vm::layer_norm(x[0]); });
  l.one("fast.rms_norm", {real({2, 4})}, [](X x) { return vm::rms_norm(x[0]); });
  l.one("fast.attention", {real({3, 2}), real({4, 2}), real({4, 2})},
        [](X x) { return vm::attention(x[0], x[1], x[2]); });
}

} // namespace

std::vector<Row> mlxCases() {
  List list;
  addElementwiseCases(list);
  addReductionCases(list);
  addShapeCases(list);
  addContractionCases(list);
  addIndexingCases(list);
  addAlgebraCases(list);
  return std::move(list.rows);
}

} // namespace property
