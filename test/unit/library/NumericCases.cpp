// Functions of numbers.

#include "Cases.h"

namespace library {

namespace {

/// Cases `name` and `name.variant` of one function.
template <class F>
void unary(Cases &c, const std::string &name, const F &f, std::vector<std::string> variants = {}) {
  auto call = [f](const Arrays &x) { return f(x[0]); };
  c.one(name, call);
  for (const std::string &variant : variants)
    c.one(name + "." + variant, call);
}
template <class F>
void binary(Cases &c, const std::string &name, const F &f, std::vector<std::string> variants = {}) {
  auto call = [f](const Arrays &x) { return f(x[0], x[1]); };
  c.one(name, call);
  for (const std::string &variant : variants)
    c.one(name + "." + variant, call);
}

void addElementwise(Cases &c) {
  unary(c, "sinc", vm::sinc, {"zero"});
  unary(c, "reciprocal", vm::reciprocal);
  unary(c, "rad2deg", vm::rad2deg);
  unary(c, "deg2rad", vm::deg2rad);
  unary(c, "signbit", vm::signbit);
  unary(c, "entr", vm::entr, {"edges"});
  binary(c, "hypot", vm::hypot, {"edges"});
  binary(c, "logaddexp", vm::logaddexp);
  binary(c, "logaddexp2", vm::logaddexp2, {"edges"});
  binary(c, "heaviside", vm::heaviside);
  binary(c, "copysign", vm::copysign);
  binary(c, "xlogy", vm::xlogy, {"zero"});
  binary(c, "xlog1py", vm::xlog1py);
  binary(c, "fmax", vm::fmax);
  binary(c, "fmin", vm::fmin);
  binary(c, "gcd", vm::gcd);
  binary(c, "lcm", vm::lcm);
  binary(c, "ldexp", vm::ldexp, {"smooth"});
  c.several("frexp", [](const Arrays &x) {
    vm::Frexp parts = vm::frexp(x[0]);
    return Arrays{parts.mantissa, parts.exponent};
  });
  for (const char *name : {"divmod", "divmod.real"})
    c.several(name, [](const Arrays &x) {
      vm::DivMod both = vm::divmod(x[0], x[1]);
      return Arrays{both.quotient, both.remainder};
    });
  c.one("clip", [](const Arrays &x) { return vm::clip(x[0], -0.5, 1.2); });
  c.one("clip.low", [](const Arrays &x) { return vm::clip(x[0], -0.5); });
  unary(c, "nan_to_num", vm::nan_to_num);
  c.one("nan_to_num.given", [](const Arrays &x) {
    return vm::nan_to_num(x[0], {.nan = 2, .posinf = 3, .neginf = -4});
  });
  binary(c, "isclose", vm::isclose);
  c.one("isclose.nan",
        [](const Arrays &x) { return vm::isclose(x[0], x[1], {.equal_nan = true}); });
}

void addStatistics(Cases &c) {
  auto nan = [&](const std::string &name, auto f) {
    c.one(name, [f](const Arrays &x) { return f(x[0], 1); });
    c.one(name + ".keep", [f](const Arrays &x) { return f(x[0], 0, true); });
  };
  nan("nansum", vm::nansum);
  nan("nanprod", vm::nanprod);
  nan("nanmax", vm::nanmax);
  nan("nanmin", vm::nanmin);
  nan("nanmean", vm::nanmean);
  c.one("ptp", [](const Arrays &x) { return vm::ptp(x[0], 1); });
  c.one("nanvar", [](const Arrays &x) { return vm::nanvar(x[0], 1, false, 1); });
  c.one("nanstd", [](const Arrays &x) { return vm::nanstd(x[0], 0); });
  c.one("average", [](const Arrays &x) { return vm::average(x[0], x[1], 1); });
  unary(c, "cov", vm::cov, {"vector"});
  c.one("cov.columns", [](const Arrays &x) { return vm::cov(x[0], 0, false); });
  unary(c, "corrcoef", vm::corrcoef);
}

void addSamples(Cases &c) {
  c.one("diff", [](const Arrays &x) { return vm::diff(x[0], 1, 0); });
  c.one("diff.twice", [](const Arrays &x) { return vm::diff(x[0], 2); });
  c.one("gradient", [](const Arrays &x) { return vm::gradient(x[0], 0.5, 1); });
  c.one("gradient.two", [](const Arrays &x) { return vm::gradient(x[0]); });
  c.one("gradient.places", [](const Arrays &x) { return vm::gradient(x[0], x[1], 1); });
  c.one("trapezoid", [](const Arrays &x) { return vm::trapezoid(x[0], 0.5, 0); });
  c.one("trapezoid.places", [](const Arrays &x) { return vm::trapezoid(x[0], x[1]); });
  c.one("cumulative_trapezoid",
        [](const Arrays &x) { return vm::cumulative_trapezoid(x[0], 0.5); });
  c.one("interp", [](const Arrays &x) { return vm::interp(x[0], x[1], x[2]); });
  c.one("interp.ends",
        [](const Arrays &x) { return vm::interp(x[0], x[1], x[2], {.left = -9, .right = 9}); });
  auto modes = {std::pair{"full", vm::ConvolveMode::full},
                {"same", vm::ConvolveMode::same},
                {"valid", vm::ConvolveMode::valid}};
  for (auto [mode, value] : modes)
    for (const char *variant : {"", ".longer", ".even"}) {
      std::string tail = std::string(".") + mode + variant;
      c.one("convolve" + tail,
            [value = value](const Arrays &x) { return vm::convolve(x[0], x[1], value); });
      c.one("correlate" + tail,
            [value = value](const Arrays &x) { return vm::correlate(x[0], x[1], value); });
    }
  c.one("vander", [](const Arrays &x) { return vm::vander(x[0], 4); });
  c.one("vander.rising", [](const Arrays &x) { return vm::vander(x[0], {}, true); });
  binary(c, "polyval", vm::polyval);
}

void addProducts(Cases &c) {
  binary(c, "tensordot", vm::tensordot);
  c.one("tensordot.axes", [](const Arrays &x) {
    return vm::tensordot(x[0], x[1], std::vector<std::int64_t>{0, -1},
                         std::vector<std::int64_t>{1, 0});
  });
  c.one("tensordot.none", [](const Arrays &x) { return vm::tensordot(x[0], x[1], 0); });
  binary(c, "vecdot", vm::vecdot);
  binary(c, "vdot", vm::vdot);
  binary(c, "inner", vm::inner, {"scalar"});
  binary(c, "cross", vm::cross, {"plane"});
  for (const char *spec : {"ij,jk,kl,lm->im", "ab,bc,ca->", "bij,bjk,bk->bi", "a,b,c,d,e->adbce",
                           "...ij,jk,k->...i", "ii,ij,j->j"})
    c.one(std::string("einsum.") + spec, [spec](const Arrays &x) {
      return vm::einsum(spec, std::vector<vm::Operand>(x.begin(), x.end()));
    });
}

} // namespace

void addNumeric(Cases &c) {
  addElementwise(c);
  addStatistics(c);
  addSamples(c);
  addProducts(c);
}

} // namespace library
