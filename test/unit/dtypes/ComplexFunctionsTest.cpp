// Functions of complex numbers against std::complex<long double>: values all over the
// plane and on both sides of the cuts, and their derivatives.

#include "test/unit/ops/Check.h"

#include <complex>

using namespace vmapc;
using W = std::complex<long double>;
using C = std::complex<double>;

namespace {

struct Function {
  const char *name;
  Array (*ours)(const Array &);
  W (*exact)(W);
  W (*derivative)(W);
};

const W i(0, 1), one(1, 0);

const std::vector<Function> functions = {
    {"exp", [](const Array &z) { return vm::exp(z); }, [](W z) { return std::exp(z); },
     [](W z) { return std::exp(z); }},
    {"expm1", [](const Array &z) { return vm::expm1(z); },
     [](W z) { return 2.L * std::exp(z / 2.L) * std::sinh(z / 2.L); },
     [](W z) { return std::exp(z); }},
    {"log", [](const Array &z) { return vm::log(z); }, [](W z) { return std::log(z); },
     [](W z) { return one / z; }},
    {"log1p", [](const Array &z) { return vm::log1p(z); },
     [](W z) { return 2.L * std::atanh(z / (2.L + z)); }, [](W z) { return one / (one + z); }},
    {"sqrt", [](const Array &z) { return vm::sqrt(z); }, [](W z) { return std::sqrt(z); },
     [](W z) { return 0.5L / std::sqrt(z); }},
    {"rsqrt", [](const Array &z) { return vm::rsqrt(z); }, [](W z) { return one / std::sqrt(z); },
     [](W z) { return -0.5L / (z * std::sqrt(z)); }},
    {"sin", [](const Array &z) { return vm::sin(z); }, [](W z) { return std::sin(z); },
     [](W z) { return std::cos(z); }},
    {"cos", [](const Array &z) { return vm::cos(z); }, [](W z) { return std::cos(z); },
     [](W z) { return -std::sin(z); }},
    {"tanh", [](const Array &z) { return vm::tanh(z); }, [](W z) { return std::tanh(z); },
     [](W z) { return one / (std::cosh(z) * std::cosh(z)); }},
    {"logistic", [](const Array &z) { return vm::logistic(z); },
     [](W z) { return one / (one + std::exp(-z)); },
     [](W z) { return std::exp(-z) / ((one + std::exp(-z)) * (one + std::exp(-z))); }},
    {"tan", [](const Array &z) { return vm::tan(z); }, [](W z) { return std::tan(z); },
     [](W z) { return one / (std::cos(z) * std::cos(z)); }},
    {"sinh", [](const Array &z) { return vm::sinh(z); }, [](W z) { return std::sinh(z); },
     [](W z) { return std::cosh(z); }},
    {"cosh", [](const Array &z) { return vm::cosh(z); }, [](W z) { return std::cosh(z); },
     [](W z) { return std::sinh(z); }},
    {"asin", [](const Array &z) { return vm::asin(z); }, [](W z) { return std::asin(z); },
     [](W z) { return one / (std::sqrt(one - z) * std::sqrt(one + z)); }},
    {"acos", [](const Array &z) { return vm::acos(z); }, [](W z) { return std::acos(z); },
     [](W z) { return -one / (std::sqrt(one - z) * std::sqrt(one + z)); }},
    {"atan", [](const Array &z) { return vm::atan(z); }, [](W z) { return std::atan(z); },
     [](W z) { return one / (one + z * z); }},
    {"asinh", [](const Array &z) { return vm::asinh(z); }, [](W z) { return std::asinh(z); },
     [](W z) { return one / std::sqrt(one + z * z); }},
    {"acosh", [](const Array &z) { return vm::acosh(z); }, [](W z) { return std::acosh(z); },
     [](W z) { return one / (std::sqrt(z - one) * std::sqrt(z + one)); }},
    {"atanh", [](const Array &z) { return vm::atanh(z); }, [](W z) { return std::atanh(z); },
     [](W z) { return one / (one - z * z); }},
};

/// A grid without the poles, with small and large numbers and both sides of the cuts.
std::vector<C> plane() {
  std::vector<C> z;
  for (double x : {-30., -3.3, -1.5, -0.7, -1e-3, 1e-9, 0.4, 0.99, 2.2, 25.})
    for (double y : {-20., -2.6, -1.2, -0.3, -1e-8, 1e-8, 1e-3, 0.8, 1.7, 15.})
      z.push_back({x, y});
  return z;
}

template <class Real> void check(double tolerance) {
  std::vector<std::complex<Real>> z;
  for (C v : plane())
    z.push_back(std::complex<Real>(v));
  Array x = Array::from(z, {std::int64_t(z.size())});
  for (const Function &f : functions) {
    auto got = f.ours(x).to_vector<C>();
    auto [value, slope] = vm::jvp([&](Array z) { return f.ours(z); }, std::tuple{x},
                                  std::tuple{vm::ones({x.size()}, x.dtype())});
    auto derivative = slope.template to_vector<C>();
    for (std::size_t k = 0; k < z.size(); ++k) {
      W at(z[k]), e = f.exact(at), d = f.derivative(at);
      EXPECT_LE(std::abs(W(got[k]) - e), tolerance * std::abs(e)) << f.name << C(z[k]) << got[k];
      EXPECT_LE(std::abs(W(derivative[k]) - d), 16 * tolerance * std::abs(d))
          << "derivative of " << f.name << C(z[k]) << derivative[k] << C(d);
    }
  }
}

TEST(ComplexFunctions, ValuesAndDerivativesInDouble) { check<double>(8e-15); }
TEST(ComplexFunctions, ValuesAndDerivativesInFloat) { check<float>(4e-6); }

TEST(ComplexFunctions, AbsAndSign) {
  auto z = plane();
  Array x = Array::from(z, {std::int64_t(z.size())});
  auto size = vm::abs(x).to_vector<double>();
  auto unit = vm::sign(x).to_vector<C>();
  auto angle = vm::angle(x).to_vector<double>();
  for (std::size_t k = 0; k < z.size(); ++k) {
    EXPECT_NEAR(size[k], std::abs(z[k]), 4e-16 * std::abs(z[k]));
    EXPECT_LE(std::abs(unit[k] - z[k] / std::abs(z[k])), 1e-15);
    EXPECT_NEAR(angle[k], std::arg(z[k]), 1e-15);
  }
  double inf = std::numeric_limits<double>::infinity();
  Array odd = {C(1e300, 1e300), C(1e-320, 0), C(inf, std::nan("")), C(0, 0)};
  std::vector<double> sizes = vm::abs(odd).to_vector<double>();
  EXPECT_NEAR(sizes[0] / 1e300, std::sqrt(2.), 1e-15);
  EXPECT_EQ(sizes[1], 1e-320);
  EXPECT_EQ(sizes[2], inf);
  EXPECT_EQ(vm::sign(odd)[3].item<C>(), 0.);
}

// What C's Annex G says of a zero's sign at a cut, and of infinities.
TEST(ComplexFunctions, CutsAndInfinities) {
  double inf = std::numeric_limits<double>::infinity();
  auto at = [](auto f, C z) { return f(Array{z})[0].template item<C>(); };
  EXPECT_EQ(at(vm::sqrt, C(-4, 0.)), C(0, 2));
  EXPECT_EQ(at(vm::sqrt, C(-4, -0.)), C(0, -2));
  EXPECT_EQ(at(vm::sqrt, C(0, 0)), C(0, 0));
  EXPECT_EQ(at(vm::sqrt, C(1, inf)), C(inf, inf));
  EXPECT_EQ(at(vm::sqrt, C(-inf, 1)), C(0, inf));
  EXPECT_NEAR(at(vm::sqrt, C(1e308, 1e308)).real() / 1e154, 1.09868411, 1e-8);
  EXPECT_EQ(at(vm::log, C(-1, 0.)).imag(), M_PI);
  EXPECT_EQ(at(vm::log, C(-1, -0.)).imag(), -M_PI);
  EXPECT_EQ(at(vm::log, C(0, 0)).real(), -inf);
  EXPECT_EQ(at(vm::exp, C(inf, 0)), C(inf, 0));
  EXPECT_EQ(at(vm::exp, C(-inf, 1)), C(0, 0));
  C large = at(vm::exp, C(710, 1.57)); // e^710 is beyond the range
  EXPECT_NEAR(large.real() / double(std::exp(W(710, 1.57)).real()), 1, 1e-13);
  // log near the unit circle, where log of the modulus would cancel.
  C z(0.6, 0.8 + 1e-12);
  EXPECT_NEAR(at(vm::log, z).real(), double(std::log(W(z)).real()), 1e-27);
}

TEST(ComplexFunctions, Powers) {
  Array z = {C(0, 0), C(0, 0), C(2, 1), C(-1, 0)}, w = {C(0, 0), C(2, 0), C(0, 0), C(0.5, 0)};
  auto got = vm::pow(z, w).to_vector<C>();
  EXPECT_EQ(got[0], 1.);
  EXPECT_EQ(got[1], 0.);
  EXPECT_EQ(got[2], 1.);
  EXPECT_LE(std::abs(got[3] - C(0, 1)), 1e-15);
}

} // namespace
