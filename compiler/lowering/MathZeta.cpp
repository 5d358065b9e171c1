// The Hurwitz zeta function, computed in f64.

#include "compiler/lowering/MathFamilies.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <limits>

using namespace mlir;

namespace vmapc::ir {

static constexpr double kInf = std::numeric_limits<double>::infinity();
static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// B_2j / (2j)!, j = 1, 2, ...: Bernoulli numbers.
static constexpr double bernoulli[] = {
    0x1.5555555555555p-4,  -0x1.6c16c16c16c17p-10, 0x1.1566abc011567p-15, -0x1.bbd779334ef0bp-21,
    0x1.66a8f2bf70ebep-26, -0x1.22805d644267fp-31, 0x1.d6db2c4e09162p-37, -0x1.7da4e1f79955cp-42,
    0x1.355871d652e9ep-47, -0x1.f57d968caacf1p-53, 0x1.967e1f09c376fp-58, -0x1.497d9033a2b5cp-63};

/// For s > 1 and q > 0 by Euler and Maclaurin's formula: ten terms as they stand, then,
/// with a = q + 10, a^(1-s) / (s-1) + a^-s / 2 + sum B_2j/(2j)! s (s+1) ... (s+2j-2) a^(1-s-2j).
static Real zetaPositive(Real s, Real q) {
  MathEmitter &e = *s.e;
  OpBuilder &b = e.builder;
  auto index = [&](int64_t i) -> Value {
    return arith::ConstantIndexOp::create(b, e.loc, i).getResult();
  };
  Real power = -s;
  auto loop = scf::ForOp::create(
      b, e.loc, index(0), index(10), index(1), ValueRange{e.real(0).value, q.value},
      [&](OpBuilder &, Location loc, Value, ValueRange now) {
        Real sum = {&e, now[0]}, base = {&e, now[1]};
        sum = sum + pow(base, power);
        scf::YieldOp::create(b, loc, ValueRange{sum.value, (base + 1.0).value});
      });
  Real sum = {&e, loop.getResult(0)}, a = {&e, loop.getResult(1)};
  Real last = pow(a, power);
  Real inverse = e.real(1) / a, square = inverse * inverse;
  Real tail = fma(a, last / (s - 1.0), last * 0.5);
  Real term = s * last * inverse;
  for (auto [j, factor] : llvm::enumerate(bernoulli)) {
    tail = fma(term, factor, tail);
    if (j + 1 < std::size(bernoulli))
      term = term * ((s + (2.0 * j + 1)) * (s + (2.0 * j + 2)) * square);
  }
  // Where the first terms have vanished the tail has too.
  return sum + select(last == 0.0, 0.0, tail);
}

/// s < 1 is NaN and s = 1 infinite. For q < 0 the function is real for integral s only:
/// with -q = n + f, 0 < f < 1, the terms of negative bases are those of f, f + 1, ...,
/// f + n with the sign (-1)^s, the others those of 1 - f. At q = 0, -1, ... it is
/// infinite for even s and NaN for odd.
Real zeta(Real first, Real second) {
  MathEmitter *narrow = first.e;
  return inDouble(first, [&](Real s) {
    MathEmitter &e = *s.e;
    Real q = second;
    if (narrow != &e)
      q = {&e, arith::ExtFOp::create(e.builder, e.loc, e.type, second.value)};
    Real a = -q;
    Real f = a - floor(a);
    Mask negative = q < 0.0;
    Real positive = zetaPositive(s, select(negative, e.real(1) - f, q));
    Real half = s * 0.5;
    Mask even = floor(half) == half, integral = floor(s) == s;
    auto reflected = [&] {
      Real others = zetaPositive(s, f) - zetaPositive(s, a + 1.0);
      Real sum = positive + select(even, others, -others);
      return select(integral, sum, kNaN);
    };
    Real result = whereRare(negative, reflected, positive);
    Mask pole = !(q > 0.0) & (floor(q) == q);
    result = select(pole, select(even, kInf, kNaN), result);
    result = select(q == kInf, 0.0, result);
    result = select(s == 1.0, kInf, select(s > 1.0, result, e.real(kNaN)));
    return select(isNaN(q), q, result);
  });
}

} // namespace vmapc::ir
