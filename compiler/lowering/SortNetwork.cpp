// Orders whose elements live in registers: Batcher's merge exchange network (Knuth,
// The Art of Computer Programming 3, 5.2.2, algorithm M), made stable by comparing the
// positions of equal elements; and the keys that every way of sorting compares.

#include "compiler/lowering/Roots.h"
#include "compiler/lowering/Sort.h"
#include "mlir/IR/TypeUtilities.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace vmapc::ir {

IntegerType sortKeyType(Type element) {
  unsigned width = computeType(element).getIntOrFloatBitWidth();
  return IntegerType::get(element.getContext(), std::max(8u, width));
}

namespace {
/// `type` with the lanes of `like`.
Type lanesLike(Type like, Type type) {
  auto vectorType = dyn_cast<VectorType>(like);
  return vectorType ? Type(vectorType.clone(type)) : type;
}

Value constantLike(Evaluator &ev, Value like, TypedAttr scalar) {
  if (auto vectorType = dyn_cast<VectorType>(like.getType()))
    return ev.constant(DenseElementsAttr::get(vectorType.clone(scalar.getType()), scalar));
  return ev.constant(scalar);
}
} // namespace

Value sortKey(Evaluator &ev, const SortForm &form, size_t k, Value v) {
  OpBuilder &b = ev.builder();
  Location loc = ev.loc();
  IntegerType type = sortKeyType(elementOf(form.keys[k]));
  unsigned width = type.getWidth();
  auto number = [&](const APInt &value) {
    return constantLike(ev, v, b.getIntegerAttr(type, value));
  };
  if (auto floatType = dyn_cast<FloatType>(getElementTypeOrSelf(v.getType()))) {
    if (!form.total) {
      Value zero = constantLike(ev, v, b.getFloatAttr(floatType, 0.0));
      Value isZero = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OEQ, v, zero);
      v = arith::SelectOp::create(b, loc, isZero, zero, v);
      Value isNaN = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, v, v);
      Value nan = constantLike(
          ev, v, FloatAttr::get(floatType, APFloat::getQNaN(floatType.getFloatSemantics())));
      v = arith::SelectOp::create(b, loc, isNaN, nan, v);
    }
    v = arith::BitcastOp::create(b, loc, lanesLike(v.getType(), type), v);
    // Of a negative number the bits below the sign count downwards.
    Value sign = arith::ShRSIOp::create(b, loc, v, number(APInt(width, width - 1)));
    Value below = arith::ShRUIOp::create(b, loc, sign, number(APInt(width, 1)));
    v = arith::XOrIOp::create(b, loc, v, below);
  } else {
    if (getElementTypeOrSelf(v.getType()) != type)
      v = arith::ExtUIOp::create(b, loc, lanesLike(v.getType(), type), v);
    if (elementOf(form.keys[k]).isUnsignedInteger())
      v = arith::XOrIOp::create(b, loc, v, number(APInt::getSignMask(width)));
  }
  if (form.descending[k])
    v = arith::XOrIOp::create(b, loc, v, number(APInt::getAllOnes(width)));
  return v;
}

Value comesBefore(Evaluator &ev, const SortItem &x, const SortItem &y) {
  OpBuilder &b = ev.builder();
  Location loc = ev.loc();
  auto compare = [&](arith::CmpIPredicate predicate, Value p, Value q) -> Value {
    return arith::CmpIOp::create(b, loc, predicate, p, q);
  };
  Value before = compare(arith::CmpIPredicate::slt, x.position, y.position);
  for (size_t k = x.keys.size(); k-- > 0;) {
    Value equal = compare(arith::CmpIPredicate::eq, x.keys[k], y.keys[k]);
    Value less = compare(arith::CmpIPredicate::slt, x.keys[k], y.keys[k]);
    before = arith::OrIOp::create(b, loc, less, arith::AndIOp::create(b, loc, equal, before));
  }
  return before;
}

/// Calls `exchange` for every pair of the network, in order.
static void forEachExchange(int64_t n, function_ref<void(int64_t, int64_t)> exchange) {
  if (n < 2)
    return;
  int64_t top = llvm::PowerOf2Ceil(n) / 2;
  for (int64_t p = top; p > 0; p /= 2)
    for (int64_t q = top, r = 0, d = p;;) {
      for (int64_t i = 0; i + d < n; ++i)
        if ((i & p) == r)
          exchange(i, i + d);
      if (q == p)
        break;
      d = q - p;
      q /= 2;
      r = p;
    }
}

int64_t sortExchanges(int64_t n) {
  int64_t count = 0;
  forEachExchange(n, [&](int64_t, int64_t) { ++count; });
  return count;
}

Value unrolledSort(Evaluator &ev, Operation *op, const SortForm &form, ArrayRef<Index> index) {
  OpBuilder &b = ev.builder();
  Value result = op->getResult(0);
  int64_t n = shapeOf(result)[form.dimension];
  Type type = elementOf(result);
  SmallVector<Index> at(index);
  Index wanted = index[form.dimension];
  if (!wanted.isConstant()) {
    Value chosen;
    for (int64_t k = 0; k < n; ++k) {
      at[form.dimension] = Index::of(k);
      Value here = ev.at(result, at);
      chosen =
          chosen ? ev.select(
                       ev.equal(wanted, Index::of(k)), [&] { return here; }, [&] { return chosen; })
                 : here;
    }
    return chosen;
  }
  SmallVector<SortItem> items(n);
  bool anyVector = false;
  for (int64_t i = 0; i < n; ++i) {
    at[form.dimension] = Index::of(i);
    for (size_t k = 0; k < form.keys.size(); ++k)
      items[i].keys.push_back(sortKey(ev, form, k, ev.at(form.keys[k], at)));
    items[i].position = ev.constant(b.getIntegerAttr(type, i));
    for (Value key : items[i].keys)
      anyVector |= isa<VectorType>(key.getType());
  }
  if (anyVector)
    for (SortItem &item : items) {
      for (Value &key : item.keys)
        key = ev.widen(key);
      item.position = ev.widen(item.position);
    }
  forEachExchange(n, [&](int64_t i, int64_t j) {
    Value swap = comesBefore(ev, items[j], items[i]);
    auto exchange = [&](Value &x, Value &y) {
      Value low = arith::SelectOp::create(b, ev.loc(), swap, y, x);
      y = arith::SelectOp::create(b, ev.loc(), swap, x, y);
      x = low;
    };
    for (auto [x, y] : llvm::zip_equal(items[i].keys, items[j].keys))
      exchange(x, y);
    exchange(items[i].position, items[j].position);
  });
  for (int64_t k = 0; k < n; ++k) {
    at[form.dimension] = Index::of(k);
    ev.know(result, at, items[k].position);
  }
  return items[*wanted.constant].position;
}

} // namespace vmapc::ir
