// The operators of MathEmitter.h, one operation of arith or math each.

#include "compiler/lowering/MathEmitter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace vmapc::ir {

Value ConstantPool::get(OpBuilder &builder, Location loc, TypedAttr value) {
  Block *block = builder.getInsertionBlock();
  while (Operation *parent = block->getParentOp()) {
    if (parent->hasTrait<OpTrait::IsIsolatedFromAbove>() || !parent->getBlock())
      break;
    block = parent->getBlock();
  }
  if (block->getParent())
    block = &block->getParent()->front();
  Value &known = values[{block, value}];
  if (!known) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(block);
    known = arith::ConstantOp::create(builder, loc, value);
  }
  return known;
}

MathEmitter::MathEmitter(OpBuilder &builder, Location loc, Type type, ConstantPool &pool)
    : builder(builder), loc(loc), type(type), element(getElementTypeOrSelf(type)), pool(pool) {
  intType = like(builder.getIntegerType(element.getIntOrFloatBitWidth()));
}

Type MathEmitter::like(Type elementType) const {
  if (auto vector = dyn_cast<VectorType>(type))
    return vector.clone(elementType);
  return elementType;
}

static TypedAttr splat(Type type, TypedAttr element) {
  if (auto vector = dyn_cast<VectorType>(type))
    return DenseElementsAttr::get(vector, ArrayRef<Attribute>(element));
  return element;
}

Real MathEmitter::real(double value) {
  return {this, pool.get(builder, loc, splat(type, builder.getFloatAttr(element, value)))};
}

Bits MathEmitter::bits(int64_t value) {
  auto attr = builder.getIntegerAttr(getElementTypeOrSelf(intType), value);
  return {this, pool.get(builder, loc, splat(intType, attr))};
}

template <typename Op, typename T> static T binary(T a, T b) {
  return {a.e, Op::create(a.e->builder, a.e->loc, a.value, b.value)};
}

Real operator+(Real a, Real b) { return binary<arith::AddFOp>(a, b); }
Real operator-(Real a, Real b) { return binary<arith::SubFOp>(a, b); }
Real operator*(Real a, Real b) { return binary<arith::MulFOp>(a, b); }
Real operator/(Real a, Real b) { return binary<arith::DivFOp>(a, b); }
Real operator-(Real a) { return {a.e, arith::NegFOp::create(a.e->builder, a.e->loc, a.value)}; }
Real operator+(Real a, double b) { return a + a.e->real(b); }
Real operator-(Real a, double b) { return a - a.e->real(b); }
Real operator*(Real a, double b) { return a * a.e->real(b); }

Real fma(Real a, Real b, Real c) {
  return {a.e, math::FmaOp::create(a.e->builder, a.e->loc, a.value, b.value, c.value)};
}
Real fma(Real a, double b, Real c) { return fma(a, a.e->real(b), c); }
Real fma(Real a, Real b, double c) { return fma(a, b, a.e->real(c)); }
Real fma(Real a, double b, double c) { return fma(a, a.e->real(b), a.e->real(c)); }

Real abs(Real x) { return {x.e, math::AbsFOp::create(x.e->builder, x.e->loc, x.value)}; }
Real floor(Real x) { return {x.e, math::FloorOp::create(x.e->builder, x.e->loc, x.value)}; }
Real roundEven(Real x) { return {x.e, math::RoundEvenOp::create(x.e->builder, x.e->loc, x.value)}; }
Real trunc(Real x) { return {x.e, math::TruncOp::create(x.e->builder, x.e->loc, x.value)}; }
Real sqrt(Real x) { return {x.e, math::SqrtOp::create(x.e->builder, x.e->loc, x.value)}; }
Real copysign(Real magnitude, Real sign) { return binary<math::CopySignOp>(magnitude, sign); }

static Mask compare(arith::CmpFPredicate predicate, Real a, Real b) {
  return {a.e, arith::CmpFOp::create(a.e->builder, a.e->loc, predicate, a.value, b.value)};
}

Mask operator<(Real a, Real b) { return compare(arith::CmpFPredicate::OLT, a, b); }
Mask operator<(Real a, double b) { return a < a.e->real(b); }
Mask operator>(Real a, double b) { return a.e->real(b) < a; }
Mask operator>=(Real a, double b) { return compare(arith::CmpFPredicate::OGE, a, a.e->real(b)); }
Mask operator==(Real a, Real b) { return compare(arith::CmpFPredicate::OEQ, a, b); }
Mask operator==(Real a, double b) { return a == a.e->real(b); }
Mask isNaN(Real a) { return compare(arith::CmpFPredicate::UNO, a, a); }
Mask operator==(Bits a, int64_t b) {
  return {a.e, arith::CmpIOp::create(a.e->builder, a.e->loc, arith::CmpIPredicate::eq, a.value,
                                     a.e->bits(b).value)};
}
Mask operator&(Mask a, Mask b) { return binary<arith::AndIOp>(a, b); }
Mask operator|(Mask a, Mask b) { return binary<arith::OrIOp>(a, b); }
Mask operator^(Mask a, Mask b) { return binary<arith::XOrIOp>(a, b); }
Mask operator!(Mask a) {
  MathEmitter *e = a.e;
  Value yes = e->pool.get(e->builder, e->loc,
                          splat(e->like(e->builder.getI1Type()), e->builder.getBoolAttr(true)));
  return a ^ Mask{e, yes};
}

template <typename T> static T choose(Mask condition, T a, T b) {
  MathEmitter *e = condition.e;
  return {e, arith::SelectOp::create(e->builder, e->loc, condition.value, a.value, b.value)};
}
Real select(Mask condition, Real a, Real b) { return choose(condition, a, b); }
Real select(Mask condition, double a, Real b) { return choose(condition, b.e->real(a), b); }
Real select(Mask condition, Real a, double b) { return choose(condition, a, a.e->real(b)); }
Real select(Mask condition, double a, double b) {
  return choose(condition, condition.e->real(a), condition.e->real(b));
}
Bits select(Mask condition, Bits a, Bits b) { return choose(condition, a, b); }

Value any(Mask mask) {
  if (!isa<VectorType>(mask.value.getType()))
    return mask.value;
  return vector::ReductionOp::create(mask.e->builder, mask.e->loc, vector::CombiningKind::OR,
                                     mask.value);
}

Real whereRare(Mask mask, function_ref<Real()> rare, Real usual) {
  MathEmitter &e = *usual.e;
  auto choice = scf::IfOp::create(
      e.builder, e.loc, any(mask),
      [&](OpBuilder &b, Location loc) {
        scf::YieldOp::create(b, loc, select(mask, rare(), usual).value);
      },
      [&](OpBuilder &b, Location loc) { scf::YieldOp::create(b, loc, usual.value); });
  return {&e, choice.getResult(0)};
}

Mask isNegative(Real x) { return !((bits(x) >> (x.e->isF32() ? 31 : 63)) == 0); }

Real inDouble(Real x, function_ref<Real(Real)> f) {
  MathEmitter &e = *x.e;
  if (!e.isF32())
    return f(x);
  MathEmitter wide(e.builder, e.loc, e.like(e.builder.getF64Type()), e.pool);
  Real result = f({&wide, arith::ExtFOp::create(e.builder, e.loc, wide.type, x.value)});
  return {&e, arith::TruncFOp::create(e.builder, e.loc, e.type, result.value)};
}

Real atMost(Real x, double high) {
  Real limit = x.e->real(high);
  return select(limit < x, limit, x);
}
Real atLeast(Real x, double low) {
  Real limit = x.e->real(low);
  return select(x < limit, limit, x);
}

Bits bits(Real x) {
  return {x.e, arith::BitcastOp::create(x.e->builder, x.e->loc, x.e->intType, x.value)};
}
Real real(Bits x) {
  return {x.e, arith::BitcastOp::create(x.e->builder, x.e->loc, x.e->type, x.value)};
}
Bits operator+(Bits a, Bits b) { return binary<arith::AddIOp>(a, b); }
Bits operator-(Bits a, Bits b) { return binary<arith::SubIOp>(a, b); }
Bits operator&(Bits a, Bits b) { return binary<arith::AndIOp>(a, b); }
Bits operator|(Bits a, Bits b) { return binary<arith::OrIOp>(a, b); }
Bits operator^(Bits a, Bits b) { return binary<arith::XOrIOp>(a, b); }
Bits operator+(Bits a, int64_t b) { return a + a.e->bits(b); }
Bits operator&(Bits a, int64_t b) { return a & a.e->bits(b); }
Bits atLeastZero(Bits a) { return binary<arith::MaxSIOp>(a, a.e->bits(0)); }
Bits operator<<(Bits a, int64_t b) { return binary<arith::ShLIOp>(a, a.e->bits(b)); }
Bits operator>>(Bits a, int64_t b) { return binary<arith::ShRUIOp>(a, a.e->bits(b)); }

Real horner(Real x, ArrayRef<double> c) {
  Real sum = x.e->real(c.back());
  for (double next : llvm::reverse(c.drop_back()))
    sum = fma(sum, x, next);
  return sum;
}

Real polynomial(Real x, ArrayRef<double> c) {
  if (c.size() < 5)
    return horner(x, c);
  SmallVector<double> parts[2];
  for (auto [i, value] : llvm::enumerate(c))
    parts[i % 2].push_back(value);
  Real square = x * x;
  return fma(horner(square, parts[1]), x, horner(square, parts[0]));
}

} // namespace vmapc::ir
