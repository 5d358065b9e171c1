// Derivatives of scatter with mul, min and max.
//
// A product of updates at one position is taken one update at a time, in a loop over the
// places: new = old * u, so d new = d old * u + old * d u, where `old` is what was there before
// the update. No division: factors may be zero, and higher derivatives stay right.
//
// An extreme has the mean of the tangents of all that equal it: the old value and every
// update at the position, as reduce_max does.

#include "compiler/rules/ScatterCombine.h"

#include "compiler/dialect/Control.h"
#include "compiler/dialect/Structure.h"
#include "compiler/rules/ControlKit.h"
#include "compiler/rules/Kit.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace vmapc::ir {

namespace {

/// `x` : [B..., P..., S...] with its `places` dimensions P as one.
Value flatPlaces(OpBuilder &b, Value x, int64_t batch, int64_t places) {
  ArrayRef<int64_t> shape = extentsOf(x);
  SmallVector<int64_t> flat(shape.take_front(batch));
  flat.push_back(llvm::product_of(shape.slice(batch, places)));
  llvm::append_range(flat, shape.drop_front(batch + places));
  return ReshapeOp::create(b, x.getLoc(), tensorType(x).clone(flat), x);
}

/// A tangent times a factor that is none.
Value times(OpBuilder &b, Location loc, Value factor, Value tangent) {
  return scale(b, loc, factor, tangent);
}

RankedTensorType withoutAxis(Value x, int64_t axis) {
  SmallVector<int64_t> shape(extentsOf(x));
  shape.erase(shape.begin() + axis);
  return tensorType(x).clone(shape);
}

/// A loop over the places: the carry begins as `init`; `step` takes it and the slices of xs
/// to what is written at the place (before it: what was there) and yields that old value if
/// `keepsOld`.
struct PlaceLoop {
  ScatterOp op;
  ValueRange indices; // with flat places
  ValueRange xs;
  bool keepsOld;

  using Step = function_ref<Value(OpBuilder &, Value old, ValueRange slices)>;
  ScanOp emit(OpBuilder &b, Value init, Step step) const {
    ScatterOp scatter = op;
    Location loc = scatter.getLoc();
    int64_t batch = scatter.getBatchDims();
    int64_t length = extentsOf(xs.front())[batch];
    Values scanned(indices);
    append(scanned, xs);
    SmallVector<Type> types{init.getType()};
    if (keepsOld)
      types.push_back(xs.back().getType());
    auto loop = ScanOp::create(b, loc, types, Value(), init, scanned, ValueRange(), length,
                               SmallVector<int64_t>(scanned.size(), batch),
                               SmallVector<int64_t>(keepsOld, batch), /*reverse=*/false,
                               /*lanes=*/0);
    Block &body = loop.getBody().emplaceBlock();
    body.addArgument(RankedTensorType::get({}, b.getI64Type()), loc);
    Value carry = body.addArgument(init.getType(), loc);
    Values slices;
    for (Value x : scanned)
      slices.push_back(body.addArgument(withoutAxis(x, batch), loc));
    OpBuilder inner = OpBuilder::atBlockBegin(&body);
    ValueRange at = ValueRange(slices).take_front(indices.size());
    Value old = GatherOp::create(inner, loc, carry, at, batch, scatter.getMode());
    Value written = step(inner, old, ValueRange(slices).drop_front(indices.size()));
    Values yields{ScatterOp::create(inner, loc, carry, written, at, ScatterCombine::set, batch,
                                    scatter.getMode())};
    if (keepsOld)
      yields.push_back(old);
    YieldOp::create(inner, loc, yields);
    return loop;
  }
};

} // namespace

LogicalResult linearizeScatterProduct(ScatterOp op, Linearizer &linearizer) {
  Location loc = op.getLoc();
  int64_t batch = op.getBatchDims(), indexed = op.getIndices().size();
  int64_t slice = extentsOf(op.getX()).size() - batch - indexed;
  int64_t places = extentsOf(op.getUpdates()).size() - batch - slice;

  OpBuilder &b = linearizer.primal();
  Values indices;
  for (Value index : op.getIndices())
    indices.push_back(flatPlaces(b, linearizer.get(index), batch, places));
  Value updates = flatPlaces(b, linearizer.get(op.getUpdates()), batch, places);
  auto primal = PlaceLoop{op, indices, updates, /*keepsOld=*/true}.emit(
      b, linearizer.get(op.getX()), [&](OpBuilder &inner, Value old, ValueRange x) {
        return Formula{inner, loc}.mul(old, x[0]);
      });
  linearizer.set(op.getResult(), primal.getOuts()[0]);

  OpBuilder &l = linearizer.linear();
  Value dx = linearizer.tangent(op.getX()), du = linearizer.tangent(op.getUpdates());
  Values xs{linearizer.residual(updates)};
  if (du) {
    xs.push_back(linearizer.residual(primal.getOuts()[1]));
    xs.push_back(flatPlaces(l, du, batch, places));
  }
  auto linear = PlaceLoop{op, residuals(linearizer, indices), xs, /*keepsOld=*/false}.emit(
      l, dx ? dx : zeros(l, loc, op.getX().getType()),
      [&](OpBuilder &inner, Value old, ValueRange x) {
        Value change = times(inner, loc, x[0], old);
        return du ? add(inner, loc, change, times(inner, loc, x[1], x[2])) : change;
      });
  linearizer.setTangent(op.getResult(), linear.getOuts()[0]);
  return success();
}

LogicalResult linearizeScatterExtreme(ScatterOp op, Linearizer &linearizer) {
  auto primal = cast<ScatterOp>(linearizer.clone(op));
  Location loc = op.getLoc();
  Formula f{linearizer.primal(), loc};
  auto at = [&](Value x) -> Value {
    return GatherOp::create(f.b, loc, x, primal.getIndices(), op.getBatchDims(), op.getMode());
  };
  auto hits = [&](Value x, Value extreme) {
    return f.select(f.equal(x, extreme), f.constant(x, 1), f.constant(x, 0));
  };
  // Nothing equals a NaN, and what is read where nothing was written is no count.
  auto share = [&](Value hit, Value count) {
    Value none = f.constant(hit, 0);
    return f.select(f.equal(count, none), none, f.div(hit, count));
  };
  Value result = primal.getResult();
  Value hitX = hits(primal.getX(), result), hitU = hits(primal.getUpdates(), at(result));
  Value count = ScatterOp::create(f.b, loc, hitX, hitU, primal.getIndices(), ScatterCombine::add,
                                  op.getBatchDims(), op.getMode());

  OpBuilder &l = linearizer.linear();
  Value tangent;
  if (Value dx = linearizer.tangent(op.getX()))
    tangent = times(l, loc, linearizer.residual(share(hitX, count)), dx);
  if (Value du = linearizer.tangent(op.getUpdates())) {
    Value terms = times(l, loc, linearizer.residual(share(hitU, at(count))), du);
    if (!tangent)
      tangent = zeros(l, loc, op.getX().getType());
    tangent = ScatterOp::create(l, loc, tangent, terms, residuals(linearizer, primal.getIndices()),
                                ScatterCombine::add, op.getBatchDims(), op.getMode());
  }
  linearizer.setTangent(op.getResult(), tangent);
  return success();
}

} // namespace vmapc::ir
