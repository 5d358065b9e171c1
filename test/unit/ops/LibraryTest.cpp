// Composed functions: values against formulas in double, extremes, derivatives at the
// places where a careless formula gives NaN.

#include "Check.h"

#include <cmath>
#include <limits>

using namespace vmapc;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

TEST(Library, Statistics) {
  Array x = counting({2, 3}, f64);
  expectNear(vm::mean(x), {}, {2.5}, 1e-15);
  expectNear(vm::mean(x, 0, true), {1, 3}, {1.5, 2.5, 3.5}, 1e-15);
  expectNear(vm::var(x, 1), {2}, {2. / 3, 2. / 3}, 1e-15);
  expectNear(vm::var(x, 1, false, 1), {2}, {1, 1}, 1e-15);
  expectNear(vm::std_(x), {}, {std::sqrt(35. / 12)}, 1e-15);
  expectNear(vm::norm(Array{3., 4.}), {}, {5}, 1e-15);
  EXPECT_EQ(vm::mean(Array{1, 2}).dtype(), f32);
  // In one pass this variance would be lost in 1e14.
  expectNear(vm::var(x + 1e7), {}, {35. / 12}, 1e-9);
}

TEST(Library, SoftmaxFamily) {
  Array x{1., 2., 3.};
  double z = std::exp(1.) + std::exp(2.) + std::exp(3.);
  expectNear(vm::softmax(x), {3}, {std::exp(1.) / z, std::exp(2.) / z, std::exp(3.) / z}, 1e-15);
  expectNear(vm::log_softmax(x), {3}, {1 - std::log(z), 2 - std::log(z), 3 - std::log(z)}, 1e-14);
  expectNear(vm::logsumexp(x), {}, {std::log(z)}, 1e-15);
  expectNear(vm::logsumexp(Array{1000., 1000.}), {}, {1000 + std::log(2.)}, 1e-15);
  EXPECT_EQ(vm::logsumexp(Array{-inf, -inf}).item<double>(), -inf);
  EXPECT_EQ(vm::logsumexp(Array{inf, 0.}).item<double>(), inf);
  EXPECT_EQ(vm::softmax(vm::ones({2, 4}), 0).shape(), (Shape{2, 4}));
  EXPECT_EQ(vm::logsumexp(vm::ones({2, 4}), 1).shape(), (Shape{2}));
}

TEST(Library, Activations) {
  Array x{-2., 0., 3.};
  auto sig = [](double v) { return 1 / (1 + std::exp(-v)); };
  expectArray(vm::relu(x), f64, {3}, {0, 0, 3});
  expectArray(vm::relu(Array{-1, 2}), i32, {2}, {0, 2});
  expectNear(vm::sigmoid(x), {3}, {sig(-2), 0.5, sig(3)}, 1e-14);
  expectNear(vm::silu(x), {3}, {-2 * sig(-2), 0, 3 * sig(3)}, 1e-14);
  expectNear(vm::softplus(Array{-1000., 0., 1000.}), {3}, {0, std::log(2.), 1000}, 1e-15);
  auto exact = [](double v) { return v * 0.5 * std::erfc(-v / std::sqrt(2.)); };
  expectNear(vm::gelu(x, false), {3}, {exact(-2), 0, exact(3)}, 1e-13);
  auto byTanh = [](double v) {
    return 0.5 * v * (1 + std::tanh(std::sqrt(2 / std::acos(-1.)) * (v + 0.044715 * v * v * v)));
  };
  expectNear(vm::gelu(x), {3}, {byTanh(-2), 0, byTanh(3)}, 1e-13);
}

TEST(Library, ErfInvInvertsErf) {
  std::vector<double> y;
  for (double v : {-5.5, -3., -1., -1e-3, 0., 1e-8, 0.3, 2., 4.})
    y.push_back(std::erf(v));
  Array wide = Array::from(y, {std::int64_t(y.size())});
  std::vector<double> back = vm::erf_inv(wide).to_vector<double>();
  for (std::size_t k = 0; k < y.size(); ++k)
    EXPECT_NEAR(std::erf(back[k]), y[k], 2e-16 + 1e-14 * std::abs(y[k]));
  std::vector<double> narrow = vm::erf_inv(vm::astype(wide, f32)).to_vector<double>();
  for (std::size_t k = 0; k < y.size(); ++k)
    EXPECT_NEAR(std::erf(narrow[k]), y[k], 1e-6 * std::abs(y[k]));
  expectArray(vm::erf_inv(Array{-1., 1.}), f64, {2}, {-inf, inf});
  EXPECT_TRUE(std::isnan(vm::erf_inv(Array{1.5}).item<double>()));
}

TEST(Library, DerivativesAreFinite) {
  Array zero = vm::zeros({3}, f64);
  auto total = [](auto f) { return vm::grad([f](Array x) { return vm::sum(f(x)); }); };
  expectArray(total(vm::norm)(zero), f64, {3}, {0, 0, 0});
  expectArray(total([](Array x) { return vm::std_(x); })(zero), f64, {3}, {0, 0, 0});
  expectArray(total(vm::relu)(zero), f64, {3}, {0, 0, 0});
  expectArray(total(vm::abs)(zero), f64, {3}, {1, 1, 1});
  expectNear(total(vm::softplus)(zero), {3}, {0.5, 0.5, 0.5}, 1e-15);
  expectNear(total(vm::logsumexp)(zero), {3}, {1. / 3, 1. / 3, 1. / 3}, 1e-15);
  double slope = std::sqrt(std::acos(-1.)) / 2;
  expectNear(total(vm::erf_inv)(zero), {3}, {slope, slope, slope}, 1e-14);
  expectNear(total(vm::norm)(Array{3., 0., 4.}), {3}, {0.6, 0, 0.8}, 1e-15);
}

using Map = vm::Function<Array(Array)>;

/// The gradient of sum(f(x) * w) by central differences.
void expectDerivative(const Map &f, const Array &x) {
  Array w = counting(f(x).shape(), f64) + 1;
  auto loss = [f, w](Array v) { return vm::sum(f(v) * w); };
  std::vector<double> point = x.to_vector<double>(), expected;
  const double h = 1e-5;
  auto value = [&](std::size_t k, double step) {
    std::vector<double> moved = point;
    moved[k] += step;
    return loss(Array::from(moved, x.shape())).item<double>();
  };
  for (std::size_t k = 0; k < point.size(); ++k)
    expected.push_back((value(k, h) - value(k, -h)) / (2 * h));
  expectNear(vm::grad(loss)(x), x.shape(), expected, 2e-7);
}

/// f of a batch equals f of each example.
void expectBatches(const Map &f, const Array &x) {
  Array batch = vm::stack({x, x * 0.5, x + 0.25});
  Array mapped = vm::vmap(f)(batch);
  for (int lane = 0; lane < 3; ++lane)
    EXPECT_TRUE(vm::allclose(mapped[lane], f(batch[lane]),
                             {.rtol = 1e-14, .atol = 1e-14, .equal_nan = true}));
}

void expectTransforms(const char *name, const Map &f) {
  SCOPED_TRACE(name);
  Array x = vm::reshape(Array{0.3, -0.7, 0.9, 0.45, 0.1, -0.2}, {2, 3});
  expectDerivative(f, x);
  expectBatches(f, x);
}

TEST(Library, ComposedFunctionsTransform) {
  expectTransforms("mean", [](Array x) { return vm::mean(x, 1); });
  expectTransforms("var", [](Array x) { return vm::var(x, 0); });
  expectTransforms("std_", [](Array x) { return vm::std_(x, -1); });
  expectTransforms("norm", [](Array x) { return vm::norm(x, 1); });
  expectTransforms("logsumexp", [](Array x) { return vm::logsumexp(x, 0); });
  expectTransforms("softmax", [](Array x) { return vm::softmax(x); });
  expectTransforms("log_softmax", [](Array x) { return vm::log_softmax(x, 0); });
  expectTransforms("relu", vm::relu);
  expectTransforms("gelu", vm::gelu);
  expectTransforms("silu", vm::silu);
  expectTransforms("softplus", vm::softplus);
  expectTransforms("erf_inv", vm::erf_inv);
  expectTransforms("square", vm::square);
  expectTransforms("logaddexp", [](Array x) { return vm::logaddexp(x, x[0]); });
  expectTransforms("cross_entropy", [](Array x) { return vm::cross_entropy(x, Array{2, 0}); });
  expectTransforms("matmul", [](Array x) { return vm::matmul(x, vm::transpose(x)); });
  expectTransforms("einsum", [](Array x) { return vm::einsum("ij,kj,ij->ki", x, x, x); });
  expectTransforms("diagonal", [](Array x) {
    return vm::einsum("ii->i", vm::matmul(x, x.at(0).get()(vm::newaxis) * vm::ones({3, 1}))(
                                   vm::slice(0, 2), vm::slice(0, 2)));
  });
  expectTransforms("outer", [](Array x) { return vm::outer(x[0], x[1]); });
  expectTransforms("tile", [](Array x) { return vm::tile(x, {2, 2}); });
  expectTransforms("diag",
                   [](Array x) { return vm::diag(x, 1) * vm::diag(vm::diag(x[0], -1), -1)[0]; });
  expectTransforms("tril", [](Array x) { return vm::tril(x); });
  expectTransforms("pad", [](Array x) { return vm::pad(x, {1, 0}, {0, 2}, 0, {1, 0}); });
  expectTransforms("split", [](Array x) { return vm::split(x, 3, 1)[1] * vm::unstack(x, 1)[2]; });
  expectTransforms("slices", [](Array x) { return x(1, vm::slice({}, {}, -2)); });
  expectTransforms("take", [](Array x) { return vm::take(x, Array{2, 0, 2}, 1); });
  expectTransforms("gather", [](Array x) { return x(Array{0, 1}, Array{2, 0}); });
  expectTransforms("set", [](Array x) { return x.at(0, Array{2, 0}).set(x(1, vm::slice(0, 2))); });
  expectTransforms(
      "add", [](Array x) { return x.at(vm::all, Array{1, 1}).add(x(vm::all, vm::slice(0, 2))); });
  expectTransforms("strided set", [](Array x) {
    return x.at(vm::all, vm::slice(0, 3, 2)).set(x(vm::all, vm::slice(1, 3)));
  });
}

TEST(Library, Classes) {
  expectArray(vm::one_hot(Array{1, 0, 5}, 2), f32, {3, 2}, {0, 1, 1, 0, 0, 0});
  Array logits = counting({2, 3}, f64);
  double z = std::log(std::exp(0.) + std::exp(1.) + std::exp(2.));
  expectNear(vm::cross_entropy(logits, Array{2, 0}), {2}, {z - 2, z}, 1e-14);
  expectNear(vm::cross_entropy(logits, vm::full({2, 3}, 1. / 3, f64)), {2}, {z - 1, z - 1}, 1e-14);
  EXPECT_VM_ERROR(vm::cross_entropy(logits, Array{1, 2, 0}), "cross_entropy", "[2]", "i32[3]");
  EXPECT_VM_ERROR(vm::one_hot(Array{0.5}, 2), "one_hot", "integers", "f64[1]");
}

TEST(Library, ComparesValues) {
  EXPECT_TRUE(vm::allclose(Array{1., 2.}, Array{1., 2. + 1e-9}));
  EXPECT_FALSE(vm::allclose(Array{1., 2.}, Array{1., 2.1}));
  EXPECT_TRUE(vm::allclose(Array{1., 2.}, Array{1., 2.1}, {.atol = 0.2}));
  EXPECT_TRUE(vm::allclose(vm::ones({2, 3}), 1));
  EXPECT_FALSE(vm::allclose(Array{NAN}, Array{NAN}));
  EXPECT_TRUE(vm::allclose(Array{NAN}, Array{NAN}, {.equal_nan = true}));
  EXPECT_TRUE(vm::allclose(Array{inf}, Array{inf}));
  EXPECT_FALSE(vm::allclose(Array{inf}, Array{-inf}));
  EXPECT_TRUE(vm::array_equal(Array{1, 2}, Array{1., 2.}));
  EXPECT_FALSE(vm::array_equal(Array{1, 2}, vm::reshape(Array{1, 2}, {2, 1})));
  EXPECT_VM_ERROR(vm::allclose(Array{1, 2}, Array{1, 2, 3}), "allclose", "i32[2]", "i32[3]");
  EXPECT_TRUE(vm::allclose(std::pair{Array{1.}, Array{2.}}, std::pair{Array{1.}, Array{2.}}));
  EXPECT_FALSE(vm::array_equal(std::vector{Array{1.}}, std::vector{Array{2.}}));
}

TEST(Library, LogicAndTests) {
  expectArray(vm::logical_and(Array{0, 2, 3}, Array{1, 0, 5}), b1, {3}, {0, 0, 1});
  expectArray(vm::logical_or(Array{0, 2, 0}, Array{1, 0, 0}), b1, {3}, {1, 1, 0});
  expectArray(vm::logical_not(Array{0, 2}), b1, {2}, {1, 0});
  expectArray(vm::is_nan(Array{1., NAN}), b1, {2}, {0, 1});
  expectArray(vm::is_inf(Array{1., -inf}), b1, {2}, {0, 1});
  expectArray(vm::square(Array{3, -4}), i32, {2}, {9, 16});
  expectNear(vm::logaddexp(Array{0., 1000.}, Array{0., 999.}), {2},
             {std::log(2.), 1000 + std::log1p(std::exp(-1.))}, 1e-15);
}

} // namespace
