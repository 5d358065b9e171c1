// Arithmetic on positions: folded when known, otherwise emitted once in the
// outermost frame that knows the operands.

#include "compiler/lowering/Evaluator.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace vmapc::ir {

namespace {
// `Cast` is the first of several numbers.
enum Kind : uintptr_t { Add = 1, Mul, Div, Rem, Min, Max, Spread, Steps, Less, Equal, Cast = 200 };

int64_t floorDivide(int64_t a, int64_t d) { return a >= 0 ? a / d : -((-a + d - 1) / d); }
} // namespace

Value Evaluator::indexConstant(int64_t value) {
  return constant(b.getIndexAttr(value));
}

Value Evaluator::binary(uintptr_t kind, Value x, Value y) {
  return once(kind, {x, y}, [&]() -> Value {
    auto nsw = arith::IntegerOverflowFlags::nsw;
    switch (kind) {
    case Add: return arith::AddIOp::create(b, where, x, y, nsw);
    case Mul: return arith::MulIOp::create(b, where, x, y, nsw);
    case Div: return arith::DivUIOp::create(b, where, x, y);
    case Rem: return arith::RemUIOp::create(b, where, x, y);
    case Min: return arith::MinSIOp::create(b, where, x, y);
    case Max: return arith::MaxSIOp::create(b, where, x, y);
    case Less: return arith::CmpIOp::create(b, where, arith::CmpIPredicate::ult, x, y);
    default: return arith::CmpIOp::create(b, where, arith::CmpIPredicate::eq, x, y);
    }
  });
}

Value Evaluator::scalar(Index a) { return a.constant ? indexConstant(*a.constant) : a.base; }

Value Evaluator::positions(Index a) {
  if (a.vector)
    return a.vector;
  if (width == 1)
    return scalar(a);
  auto type = VectorType::get({width}, b.getIndexType());
  if (a.constant) {
    SmallVector<Attribute> steps;
    for (int64_t lane = 0; lane < width; ++lane)
      steps.push_back(b.getIndexAttr(*a.constant + lane * a.stride));
    return constant(DenseElementsAttr::get(type, steps));
  }
  Value spread = once(Spread, {a.base}, [&]() -> Value {
    return vector::BroadcastOp::create(b, where, type, a.base);
  });
  if (a.stride == 0)
    return spread;
  return binary(Add, spread, positions({.constant = 0, .stride = a.stride}));
}

Index Evaluator::lanesFrom(Index base, int64_t stride) {
  if (width > 1)
    base.stride += stride;
  return base;
}

Index Evaluator::add(Index x, Index y) {
  if (x.vector || y.vector) {
    if (x.isConstant() && *x.constant == 0)
      return y;
    if (y.isConstant() && *y.constant == 0)
      return x;
    return {.vector = binary(Add, positions(x), positions(y))};
  }
  Index r{.stride = x.stride + y.stride};
  if (x.constant && y.constant)
    r.constant = *x.constant + *y.constant;
  else if (x.constant && *x.constant == 0)
    r.base = y.base;
  else if (y.constant && *y.constant == 0)
    r.base = x.base;
  else
    r.base = binary(Add, scalar(x), scalar(y));
  return r;
}

Index Evaluator::scale(Index a, int64_t factor) {
  if (factor == 0)
    return Index::of(0);
  if (factor == 1)
    return a;
  if (a.vector)
    return {.vector = binary(Mul, a.vector, positions(Index::of(factor)))};
  Index r{.stride = a.stride * factor};
  if (a.constant)
    r.constant = *a.constant * factor;
  else
    r.base = binary(Mul, a.base, indexConstant(factor));
  return r;
}

/// The positions of constant lanes mapped one by one.
template <typename F> static Index mapLanes(Evaluator &ev, Index a, F f) {
  int64_t first = f(*a.constant);
  if (a.stride == 0 || ev.width == 1)
    return Index::of(first);
  int64_t step = f(*a.constant + a.stride) - first;
  SmallVector<Attribute> lanes;
  bool regular = true;
  for (int64_t lane = 0; lane < ev.width; ++lane) {
    int64_t v = f(*a.constant + lane * a.stride);
    regular &= v == first + lane * step;
    lanes.push_back(ev.builder().getIndexAttr(v));
  }
  if (regular)
    return {.constant = first, .stride = step};
  auto type = VectorType::get({ev.width}, ev.builder().getIndexType());
  return {.vector = ev.constant(DenseElementsAttr::get(type, lanes))};
}

Index Evaluator::floorDiv(Index a, int64_t divisor) {
  if (divisor == 1)
    return a;
  if (a.constant)
    return mapLanes(*this, a, [&](int64_t v) { return floorDivide(v, divisor); });
  if (isUniform(a))
    return {.base = binary(Div, a.base, indexConstant(divisor))};
  return {.vector = binary(Div, positions(a), positions(Index::of(divisor)))};
}

Index Evaluator::mod(Index a, int64_t divisor) {
  if (divisor == 1)
    return Index::of(0);
  if (a.constant)
    return mapLanes(*this, a, [&](int64_t v) { return v - floorDivide(v, divisor) * divisor; });
  if (isUniform(a))
    return {.base = binary(Rem, a.base, indexConstant(divisor))};
  return {.vector = binary(Rem, positions(a), positions(Index::of(divisor)))};
}

Index Evaluator::clamp(Index a, int64_t low, int64_t high) {
  high = std::max(low, high);
  if (low == high)
    return Index::of(low);
  if (a.constant)
    return mapLanes(*this, a, [&](int64_t v) { return std::min(std::max(v, low), high); });
  if (isUniform(a))
    return {.base = binary(Min, binary(Max, a.base, indexConstant(low)), indexConstant(high))};
  return {.vector = binary(Min, binary(Max, positions(a), positions(Index::of(low))),
                           positions(Index::of(high)))};
}

Index Evaluator::minimum(Index a, int64_t bound) {
  if (a.constant)
    return Index::of(std::min(*a.constant, bound));
  return {.base = binary(Min, a.base, indexConstant(bound))};
}

Index Evaluator::fromElement(Value element, bool isSigned) {
  auto vectorType = dyn_cast<VectorType>(element.getType());
  Type element0 = vectorType ? vectorType.getElementType() : element.getType();
  if (element0.isInteger(1))
    isSigned = false;
  Type to = b.getIndexType();
  if (vectorType)
    to = vectorType.clone(to);
  APInt known;
  if (!vectorType && matchPattern(element, m_ConstantInt(&known)))
    return Index::of(isSigned ? known.getSExtValue() : known.getZExtValue());
  Value r = once(Cast + isSigned, {element}, [&]() -> Value {
    if (isSigned)
      return arith::IndexCastOp::create(b, where, to, element);
    return arith::IndexCastUIOp::create(b, where, to, element);
  });
  if (vectorType)
    return {.vector = r};
  return {.base = r};
}

Value Evaluator::toElement(Index a, Type type) {
  // Integers of the element's width wrap as the element does; floats hold what
  // fits 32 bits exactly as far as they can.
  Type integer = isa<FloatType>(type) ? Type(b.getI64Type()) : type;
  auto vectorOf = [&](Type t) { return VectorType::get({width}, t); };
  Value r;
  if (a.vector) {
    r = arith::IndexCastOp::create(b, where, vectorOf(integer), a.vector);
  } else if (a.constant && a.stride == 0) {
    if (isa<FloatType>(type))
      return constant(b.getFloatAttr(type, double(*a.constant)));
    return constant(b.getIntegerAttr(type, *a.constant));
  } else {
    bool spread = a.stride != 0 && width > 1;
    if (a.constant) {
      r = constant(b.getIntegerAttr(integer, *a.constant));
    } else {
      // One for each width: the same position may be wanted as i32 and as i64.
      r = once(Cast + 2 + integer.getIntOrFloatBitWidth(), {a.base}, [&]() -> Value {
        return arith::IndexCastOp::create(b, where, integer, a.base);
      });
    }
    if (spread) {
      SmallVector<Attribute> steps;
      for (int64_t lane = 0; lane < width; ++lane)
        steps.push_back(b.getIntegerAttr(integer, lane * a.stride));
      Value step = constant(DenseElementsAttr::get(vectorOf(integer), steps));
      r = arith::AddIOp::create(b, where, widen(r), step);
    }
  }
  if (isa<FloatType>(type)) {
    Type to = isa<VectorType>(r.getType()) ? Type(vectorOf(type)) : type;
    r = arith::SIToFPOp::create(b, where, to, r);
  }
  return r;
}

ElementEmitter::Truth Evaluator::inRange(Index a, int64_t low, int64_t high) {
  if (low >= high)
    return {.known = false};
  if (a.constant) {
    int64_t last = *a.constant + (width - 1) * a.stride;
    int64_t lo = std::min(*a.constant, last), hi = std::max(*a.constant, last);
    if (lo >= low && hi < high)
      return {.known = true};
    if (hi < low || lo >= high)
      return {.known = false};
  }
  Index shifted = add(a, Index::of(-low)), extent = Index::of(high - low);
  if (isUniform(a))
    return {.value = binary(Less, scalar(shifted), scalar(extent))};
  return {.value = binary(Less, positions(shifted), positions(extent))};
}

ElementEmitter::Truth Evaluator::equal(Index x, Index y) {
  if (x.isConstant() && y.isConstant())
    return {.known = *x.constant == *y.constant};
  if (isUniform(x) && isUniform(y))
    return {.value = binary(Equal, scalar(x), scalar(y))};
  return {.value = binary(Equal, positions(x), positions(y))};
}

ElementEmitter::Truth Evaluator::both(Truth x, Truth y) {
  if (x.known)
    return *x.known ? y : x;
  if (y.known)
    return *y.known ? x : y;
  Value p = x.value, q = y.value;
  if (p.getType() != q.getType())
    p = widen(p), q = widen(q);
  return {.value = arith::AndIOp::create(b, where, p, q)};
}

Value Evaluator::select(Truth truth, function_ref<Value()> ifTrue,
                        function_ref<Value()> ifFalse) {
  if (truth.known)
    return *truth.known ? ifTrue() : ifFalse();
  Value x = ifTrue(), y = ifFalse();
  if (!x || !y)
    return {};
  if (x == y)
    return x;
  if (isa<VectorType>(truth.value.getType()) || x.getType() != y.getType())
    x = widen(x), y = widen(y);
  return arith::SelectOp::create(b, where, truth.value, x, y);
}

} // namespace vmapc::ir
