// Argument reduction for sin and cos of large arguments, in integers (Payne and
// Hanek's method): with x = m 2^s, the bits of 2/pi whose weight times 2^s is 4
// or more add multiples of four quarter turns, so the product of m and the few
// words of 2/pi that begin there is x 2/pi mod 4 in fixed point, with as many
// bits behind the point as cancellation can take plus a full mantissa.

#include "compiler/lowering/MathFamilies.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace vmapc::ir {

// The bits of 2/pi behind the point, after a word of zeros.
static constexpr uint64_t twoOverPi[] = {0,
                                         0xa2f9836e4e441529,
                                         0xfc2757d1f534ddc0,
                                         0xdb6295993c439041,
                                         0xfe5163abdebbc561,
                                         0xb7246e3a424dd2e0,
                                         0x06492eea09d1921c,
                                         0xfe1deb1cb129a73e,
                                         0xe88235f52ebb4484,
                                         0xe99c7026b45f7e41,
                                         0x3991d639835339f4,
                                         0x9c845f8bbdf9283b,
                                         0x1ff897ffde05980f,
                                         0xef2f118b5a0a6d1f,
                                         0x6d367ecf27cb09b7,
                                         0x4f463f669e5fea2d,
                                         0x7527bac7ebe5f17b,
                                         0x3d0739f78a5292ea,
                                         0x6bfb5fb11f8d5d08,
                                         0x56033046fc7b6bab};

static constexpr double kHalfPi = 0x1.921fb54442d18p+0;
static constexpr double kHalfPiLow = 0x1.1a62633145c07p-54;

static Bits operator*(Bits a, Bits b) {
  return {a.e, arith::MulIOp::create(a.e->builder, a.e->loc, a.value, b.value)};
}
static Bits shiftLeft(Bits a, Bits by) {
  return {a.e, arith::ShLIOp::create(a.e->builder, a.e->loc, a.value, by.value)};
}
static Bits shiftRight(Bits a, Bits by) {
  return {a.e, arith::ShRUIOp::create(a.e->builder, a.e->loc, a.value, by.value)};
}
/// A non-negative integer as the nearest Real.
static Real toNearest(Bits a) {
  return {a.e, arith::SIToFPOp::create(a.e->builder, a.e->loc, a.e->type, a.value)};
}
static Bits lowHalf(Bits a) { return a & 0xffffffff; }

/// The high 64 bits of a * b, a < 2^63.
static Bits highProduct(Bits a, Bits b) {
  Bits aHigh = a >> 32, aLow = lowHalf(a), bHigh = b >> 32, bLow = lowHalf(b);
  Bits cross1 = aLow * bHigh, cross2 = aHigh * bLow;
  Bits middle = ((aLow * bLow) >> 32) + lowHalf(cross1) + lowHalf(cross2);
  return aHigh * bHigh + (cross1 >> 32) + (cross2 >> 32) + (middle >> 32);
}

/// `count` words of `twoOverPi` from bit `first` on, first / 64 < `choices`; by
/// halving the table, so that no lane loads from memory.
static SmallVector<Bits> window(Bits first, unsigned count, unsigned choices) {
  MathEmitter &e = *first.e;
  Bits word = first >> 6, by = first & 63;
  SmallVector<Bits> live;
  for (unsigned i = 0; i < choices + count; ++i)
    live.push_back(e.bits(twoOverPi[i]));
  for (unsigned step = llvm::bit_floor(choices - 1); step; step /= 2) {
    Mask stay = (word & step) == 0;
    unsigned keep = std::min<unsigned>(live.size(), count + step);
    for (unsigned i = 0; i < keep && i + step < live.size(); ++i)
      live[i] = select(stay, live[i], live[i + step]);
    live.truncate(keep);
  }
  Bits spill = e.bits(63) - by;
  SmallVector<Bits> words;
  for (unsigned i = 0; i < count; ++i)
    words.push_back(shiftLeft(live[i], by) | shiftRight(live[i + 1] >> 1, spill));
  return words;
}

/// f32: 24 bits of m times 96 bits; 62 bits behind the point, of which the
/// deepest cancellation in f32 takes about 31.
static Reduced reduceFar32(Real a, int64_t offset) {
  MathEmitter &e = *a.e;
  OpBuilder &b = e.builder;
  MathEmitter wide(b, e.loc, e.like(b.getF64Type()), e.pool);
  Bits pattern = {&wide, arith::ExtUIOp::create(b, e.loc, wide.intType, bits(a).value)};
  Bits m = (pattern & 0x7fffff) | wide.bits(0x800000);
  // a = m 2^(E - 150); two bits before weight 1, after 64 zeros.
  SmallVector<Bits> words = window((pattern >> 23) + (64 - 2 - 150), 2, 3);
  Bits turns = m * words[0] + ((m * (words[1] >> 32)) >> 32);
  Bits quarter = (turns + (int64_t(1) << 61)) >> 62;
  Real angle = toNearest(turns - (quarter << 62)) * (kHalfPi * 0x1p-62);
  Bits quadrant = {&e, arith::TruncIOp::create(b, e.loc, e.intType, quarter.value)};
  return {Real{&e, arith::TruncFOp::create(b, e.loc, e.type, angle.value)}, quadrant + offset};
}

/// f64: 53 bits of m times 192 bits; 126 bits behind the point, of which the
/// deepest cancellation in f64 takes about 62.
static Reduced reduceFar64(Real a, int64_t offset) {
  MathEmitter &e = *a.e;
  Bits pattern = bits(a);
  Bits m = (pattern & 0xfffffffffffff) | e.bits(0x10000000000000);
  // a = m 2^(E - 1075); two bits before weight 1, after 64 zeros.
  SmallVector<Bits> words = window((pattern >> 52) + (64 - 2 - 1075), 3, 17);
  Bits middle = m * words[1];
  Bits low = middle + highProduct(m, words[2]);
  Mask carry = {&e, arith::CmpIOp::create(e.builder, e.loc, arith::CmpIPredicate::ult, low.value,
                                          middle.value)};
  Bits high = m * words[0] + highProduct(m, words[1]) + select(carry, e.bits(1), e.bits(0));

  Bits quarter = (high + (int64_t(1) << 61)) >> 62;
  high = high - (quarter << 62);
  // |rest| (but for one unit of 2^-126) in three exact pieces.
  Bits negative = e.bits(0) - (high >> 63);
  high = high ^ negative;
  low = low ^ negative;
  Real top = toNearest(high & ~int64_t(0x7ff)) * 0x1p-62;
  Real next = toNearest(((high & 0x7ff) << 42) | (low >> 22)) * 0x1p-104;
  Real last = toNearest(low & 0x3fffff) * 0x1p-126;
  Real lower = next + last;
  Real rest = top + lower;
  Real lost = (top - rest) + lower; // what the sum was rounded by: top is 0 or the larger
  Real r = fma(rest, kHalfPi, fma(rest, kHalfPiLow, lost * kHalfPi));
  return {real(bits(r) ^ (negative << 63)), quarter + offset};
}

Reduced reduceFar(Real a, int64_t offset) {
  return a.e->isF32() ? reduceFar32(a, offset) : reduceFar64(a, offset);
}

} // namespace vmapc::ir
