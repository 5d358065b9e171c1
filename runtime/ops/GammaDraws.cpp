// Draws by rejection: the gamma family and the counts of Poisson. Each element has a
// key and a loop of its own.

#include "runtime/ops/RandomKit.h"
#include "vmapc/control.h"
#include "vmapc/detail/custom.h"
#include "vmapc/distributions.h"
#include "vmapc/library.h"
#include "vmapc/special.h"
#include "vmapc/vmap.h"

#include <limits>

namespace vmapc {
inline namespace v0 {
namespace detail {
namespace {

struct Proposal {
  Array key, x, v;
};
struct Candidate {
  Array key, square, cube, u;
};

/// Marsaglia and Tsang, "A simple method for generating gamma variables" (2000): with
/// d = a - 1/3, c = 1 / (3 sqrt d), d (1 + c x)^3 of a normal x is accepted with a probability that
/// is near 1. For a < 1 a draw for a + 1 times u^(1/a).
Array gammaOne(const Array &key, const Array &shape, bool inLog) {
  DType dtype = shape.dtype();
  auto number = [&](double v) { return prim::scalar(v, dtype); };
  Array whole = shape >= 1., a = where(whole, shape, shape + 1.);
  Array d = a - 1. / 3, c = 1. / 3 / sqrt(d);
  auto rejected = [&](const Candidate &k) {
    return (k.u >= 1. - 0.0331 * (k.square * k.square)) &
           (log(k.u) >= k.square * 0.5 + d * (1. - k.cube + log(k.cube)));
  };
  auto propose = [&](const Candidate &k) {
    Array keys = random::split(k.key, 3);
    Proposal p = while_loop(
        Proposal{keys[1], number(0), number(-1)}, [](const Proposal &p) { return p.v <= 0.; },
        [&](const Proposal &p) {
          Array pair = random::split(p.key), x = random::normal(pair[1], {}, dtype);
          return Proposal{pair[0], x, 1. + x * c};
        });
    return Candidate{keys[0], p.x * p.x, p.v * p.v * p.v, random::uniform(keys[2], {}, dtype)};
  };
  Array pair = random::split(key);
  // The start is one that is rejected.
  Candidate end = while_loop(Candidate{pair[0], number(0), number(1), number(2)}, rejected, propose);
  if (inLog) {
    Array boost = -random::exponential(pair[1], {}, dtype);
    return log(d) + log(end.cube) + where(whole | (boost == 0.), 0., boost * (1. / shape));
  }
  Array u = 1. - random::uniform(pair[1], {}, dtype);
  return d * end.cube * where(whole, 1., pow(u, 1. / shape));
}

/// Draws for each element of `a`, of a float dtype; the derivative keeps the probability.
Array gammaOf(const Array &key, const Array &a, bool inLog) {
  std::int64_t n = elementCount(a.shape());
  auto primal = [&](Inputs in) {
    Array keys = random::split(in[0], n), valid = in[1] > 0.;
    auto one = [inLog](Array k, Array shape) { return gammaOne(k, shape, inLog); };
    Array flat = prim::reshape(where(valid, in[1], 1.), {n});
    Array drawn = prim::reshape(vmap(one)(keys, flat), a.shape());
    return std::vector{where(valid, drawn, std::numeric_limits<double>::quiet_NaN())};
  };
  auto rule = [&](Inputs in, Inputs out, Inputs t) {
    if (!inLog)
      return std::vector{random_gamma_grad(in[1], out[0]) * t[1]};
    // Where x itself is too small, x = u^(1/a) up to a constant.
    Array x = exp(out[0]), small = x < 1e-30;
    Array direct = random_gamma_grad(in[1], where(small, 1., x)) / where(small, 1., x);
    return std::vector{where(small, -out[0] / in[1], direct) * t[1]};
  };
  const Array operands[] = {key, a};
  return customJvp(operands, primal, rule)[0];
}

Array parameter(const Array &x, const Shape &shape, DType dtype) {
  return prim::broadcastTo(prim::convert(x, dtype), shape);
}

struct Counts {
  Array key, count, log, done;
};

/// Knuth: how many uniforms until their product falls below e^-rate. rate < 10.
Array poissonSmall(const Array &key, const Array &rate) {
  auto more = [&](const Counts &c) { return c.log > -rate; };
  auto next = [](const Counts &c) {
    Array keys = random::split(c.key);
    return Counts{keys[0], c.count + 1., c.log + log1p(-random::uniform(keys[1])), c.done};
  };
  Counts start{key, prim::scalar(-1, f32), prim::scalar(0, f32), prim::scalar(0, b1)};
  Counts first = next(start);
  return while_loop(first, more, next).count;
}

/// W. Hoermann, "The transformed rejection method for generating Poisson random variables"
/// (1993), algorithm PTRS. rate >= 10, in f64: counts reach 2^30.
Array poissonLarge(const Array &key, const Array &rate) {
  Array b = 0.931 + 2.53 * sqrt(rate), a = -0.059 + 0.02483 * b;
  Array inverse = 1.1239 + 1.1328 / (b - 3.4), bound = 0.9277 - 3.6224 / (b - 2.);
  Array logRate = log(rate);
  auto more = [](const Counts &c) { return !c.done; };
  auto next = [&](const Counts &c) {
    Array keys = random::split(c.key, 3);
    Array u = random::uniform(keys[1], {}, f64) - 0.5, v = random::uniform(keys[2], {}, f64);
    Array away = 0.5 - abs(u), k = floor((2. * a / away + b) * u + rate + 0.43);
    Array logDensity = -rate + k * logRate - lgamma(k + 1.);
    Array quick = (away >= 0.07) & (v <= bound);
    Array never = (k < 0.) | ((away < 0.013) & (v > away));
    Array slow = log(v * inverse / (a / (away * away) + b)) <= logDensity;
    return Counts{keys[0], k, c.log, quick | (!never & slow)};
  };
  Counts start{key, prim::scalar(0, f64), prim::scalar(0, f64), prim::scalar(0, b1)};
  return while_loop(start, more, next).count;
}

} // namespace

void checkDraw(const char *op, const Operand &key, const Shape &shape, DType dtype) {
  checkFloat(dtype, op, key.loc);
  checkShape(shape, dtype, op, key.loc);
  checkKey(op, key);
}

Shape drawShape(const char *op, const std::optional<Shape> &shape,
                std::initializer_list<const Operand *> parameters) {
  std::vector<Array> arrays;
  for (const Operand *p : parameters)
    arrays.push_back(required(p->array, op, p->loc));
  const Loc &loc = (*parameters.begin())->loc;
  Shape own = commonShape(arrays, std::span(parameters.begin(), parameters.size()), op, loc);
  if (!shape)
    return own;
  bool fits = own.size() <= shape->size();
  for (std::size_t k = 1; fits && k <= own.size(); ++k)
    fits = own[own.size() - k] == 1 || own[own.size() - k] == (*shape)[shape->size() - k];
  if (!fits)
    fail(op, "parameters that broadcast to " + describe(*shape), describe(own), loc);
  return *shape;
}

static const char *nameOf(GammaDraw distribution) {
  constexpr const char *names[] = {"random::gamma", "random::loggamma", "random::chisquare",
                                   "random::t"};
  return names[std::size_t(distribution)];
}

Array drawGamma(GammaDraw distribution, const Operand &key, const Operand &p,
                const std::optional<Shape> &shape, DType dtype) {
  const char *name = nameOf(distribution);
  Shape s = drawShape(name, shape, {&p});
  checkDraw(name, key, s, dtype);
  return call(name, Key() << s << dtype, {&key, &p}, [&](Inputs in) -> Array {
    Array value = parameter(in[1], s, dtype);
    switch (distribution) {
    case GammaDraw::gamma:
      return gammaOf(in[0], value, false);
    case GammaDraw::loggamma:
      return gammaOf(in[0], value, true);
    case GammaDraw::chisquare:
      return 2. * exp(gammaOf(in[0], 0.5 * value, true));
    case GammaDraw::t: {
      Array keys = random::split(in[0]), half = 0.5 * value;
      return random::normal(keys[0], s, dtype) * sqrt(half / gammaOf(keys[1], half, false));
    }
    }
    return {};
  });
}

} // namespace detail

using namespace detail;

namespace random {

Array Beta::operator()(const Operand &key, const Operand &a, const Operand &b,
                       const std::optional<Shape> &shape, DType dtype) const {
  Shape s = drawShape("random::beta", shape, {&a, &b});
  checkDraw("random::beta", key, s, dtype);
  return call("random::beta", Statics() << s << dtype, {&key, &a, &b}, [&](Inputs in) -> Array {
    Array keys = split(in[0]);
    Array x = gammaOf(keys[0], parameter(in[1], s, dtype), true);
    Array y = gammaOf(keys[1], parameter(in[2], s, dtype), true);
    return vmapc::logistic(x - y); // x / (x + y) of the gammas themselves
  });
}

Array Dirichlet::operator()(const Operand &key, const Operand &alpha,
                            const std::optional<Shape> &shape, DType dtype) const {
  constexpr const char *name = "random::dirichlet";
  const Array &a = required(alpha.array, name, alpha.loc);
  if (a.rank() == 0)
    fail(name, "alpha of rank 1 or more", detail::describe(a, alpha.loc), alpha.loc);
  std::optional<Shape> whole = shape;
  if (whole)
    whole->push_back(a.dim(-1));
  Shape s = drawShape(name, whole, {&alpha});
  checkDraw(name, key, s, dtype);
  return call(name, Statics() << s << dtype, {&key, &alpha}, [&](Inputs in) {
    return softmax(gammaOf(in[0], parameter(in[1], s, dtype), true), -1);
  });
}

Array Poisson::operator()(const Operand &key, const Operand &rate,
                          const std::optional<Shape> &shape) const {
  constexpr const char *name = "random::poisson";
  Shape s = drawShape(name, shape, {&rate});
  checkDraw(name, key, s, f32);
  return call(name, Statics() << s, {&key, &rate}, [&](Inputs in) -> Array {
    std::int64_t n = elementCount(s);
    Array flat = prim::reshape(parameter(in[1], s, f64), {n});
    auto one = [](Array k, Array r) -> Array {
      Array valid = (r >= 0.) & (r <= 0x1p30), small = !(r >= 10.);
      Array low = poissonSmall(k, prim::convert(where(small & valid, r, 0.), f32));
      Array high = poissonLarge(k, where(!small & valid, r, 10.));
      Array count = where(small, prim::convert(low, f64), high);
      return prim::convert(where(valid, count, -1.), i32);
    };
    return prim::reshape(vmap(one)(split(in[0], n), flat), s);
  });
}

} // namespace random
} // namespace v0
} // namespace vmapc
