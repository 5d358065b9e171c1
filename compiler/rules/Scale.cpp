// The product of linear maps: a derivative times a tangent or cotangent. It is
// 0 where the tangent is 0, so that a derivative which does not exist (1/0 of the
// side of a `where` that is not taken) never reaches the result as 0 * inf.
// An operand that is linear at any level of differentiation guards the product
// with its zeros; the map is so closed under its own linearization and transpose.

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

// d(factor x) = x dfactor + factor dx. The first is also 0 where x is, the second
// where dx is; as maps of one operand the transpose puts the cotangent there.
struct Scale : Elementwise<Scale, ScaleOp> {
  static constexpr unsigned cost = 2;
  static LogicalResult linearize(ScaleOp op, Linearizer &linearizer) {
    auto primal = cast<ScaleOp>(linearizer.clone(op));
    OpBuilder &b = linearizer.linear();
    Location loc = op.getLoc();
    Value sum;
    if (Value dx = linearizer.tangent(op.getX()))
      sum = scale(b, loc, linearizer.residual(primal.getFactor()), dx, op.getBoth());
    if (Value dfactor = linearizer.tangent(op.getFactor())) {
      Value term = scale(b, loc, dfactor, linearizer.residual(primal.getX()), /*both=*/true);
      sum = sum ? add(b, loc, sum, term) : term;
    }
    if (sum)
      linearizer.setTangent(op.getResult(), sum);
    return success();
  }
  static LogicalResult transpose(ScaleOp op, Transposer &t) {
    if (failed(checkOneLinear(op, t)))
      return failure();
    Value ct = t.cotangent(op.getResult());
    if (t.isLinear(op.getX()))
      t.add(op.getX(), scale(t.builder(), op.getLoc(), t.get(op.getFactor()), ct, op.getBoth()));
    else
      t.add(op.getFactor(), scale(t.builder(), op.getLoc(), t.get(op.getX()), ct, /*both=*/true));
    return success();
  }
  static Lowering lowering(ScaleOp op) {
    return elementwiseForm(op, cost, [both = op.getBoth()](const Scalars &s, ValueRange x) {
      Value zero = s.constant(x[1], 0.0);
      Value counts = s.notEqual(x[1], zero);
      if (both)
        counts = s.binary<arith::AndIOp>(counts, s.notEqual(x[0], zero));
      return SmallVector<Value>{s.select(counts, s.binary<arith::MulFOp>(x[0], x[1]), zero)};
    });
  }
};

} // namespace

void vmapc::ir::attachScaleRules(MLIRContext &context) { attach<Scale>(context); }
