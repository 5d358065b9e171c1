// The call of a kernel: batching gives it one more leading dimension, along which the
// calls are independent. Solving triangular systems has a derivative here; what other
// kernels compute is differentiated by what calls them.

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"

#include "compiler/dialect/Contraction.h"
#include "compiler/dialect/External.h"
#include "compiler/dialect/Structure.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

struct External {
  using Target = ExternalOp;

  static LogicalResult batch(ExternalOp op, Batcher &batcher) {
    if (failed(batchSameOp(op, batcher)))
      return failure();
    auto batched = cast<ExternalOp>(batcher.get(op->getResult(0)).getDefiningOp());
    batched.setBatchDims(op.getBatchDims() + 1);
    return success();
  }

  //===-- Triangular systems: X with op(A) X = B, parameters {n, k, flags} ---------------===//

  enum Flags { lower = 1, transposed = 2, unit = 4 };
  static bool isTriangular(ExternalOp op) { return op.getKernel().starts_with("trsm_"); }
  static int64_t flagsOf(ExternalOp op) { return op.getParameters()[2]; }

  static Value solve(OpBuilder &b, ExternalOp op, Value a, Value rhs, int64_t flags) {
    SmallVector<int64_t> parameters(op.getParameters());
    parameters[2] = flags;
    return ExternalOp::create(b, op.getLoc(), op->getResultTypes(), op.getKernel(),
                              ValueRange{a, rhs}, parameters, op.getBatchDims())
        ->getResult(0);
  }
  /// op(a) x, of the triangle that is read.
  static Value applied(OpBuilder &b, ExternalOp op, Value a, Value x) {
    int64_t batch = op.getBatchDims(), flags = flagsOf(op);
    auto type = tensorType(a);
    auto number = type.clone(b.getI32Type());
    Value row = IotaOp::create(b, op.getLoc(), number, batch);
    Value column = IotaOp::create(b, op.getLoc(), number, batch + 1);
    auto direction = flags & lower ? (flags & unit ? CompareDirection::gt : CompareDirection::ge)
                                   : (flags & unit ? CompareDirection::lt : CompareDirection::le);
    Formula f{b, op.getLoc()};
    a = f.select(f.compare(direction, row, column), a, f.constant(a, 0));
    SmallVector<int64_t> lhs = upTo(batch + 2), rhs = lhs, result = lhs;
    if (flags & transposed)
      std::swap(lhs[batch], lhs[batch + 1]);
    rhs[batch] = batch + 1, rhs[batch + 1] = batch + 2;
    result[batch + 1] = batch + 2;
    return ContractOp::create(b, op.getLoc(), x.getType(), a, x, lhs, rhs, result, TypeAttr());
  }

  // dX = op(A)^-1 (dB - op(dA) X). Other kernels get their derivative from what calls them.
  static LogicalResult linearize(ExternalOp op, Linearizer &linearizer) {
    if (!isTriangular(op))
      return op->emitOpError("requires a derivative from what calls it: '")
             << op.getKernel() << "' has none of its own";
    auto primal = cast<ExternalOp>(linearizer.clone(op));
    OpBuilder &b = linearizer.linear();
    Value rhs = linearizer.tangent(op->getOperand(1));
    if (Value da = linearizer.tangent(op->getOperand(0))) {
      Value minus = NegOp::create(b, op.getLoc(), op->getResult(0).getType(),
                                  applied(b, op, da, linearizer.residual(primal->getResult(0))));
      rhs = rhs ? add(b, op.getLoc(), rhs, minus) : minus;
    }
    if (rhs)
      linearizer.setTangent(
          op->getResult(0),
          solve(b, op, linearizer.residual(primal->getOperand(0)), rhs, flagsOf(op)));
    return success();
  }
  static LogicalResult transpose(ExternalOp op, Transposer &t) {
    if (!isTriangular(op) || t.isLinear(op->getOperand(0)))
      return op->emitOpError("is not linear in its operands");
    t.add(op->getOperand(1), solve(t.builder(), op, t.get(op->getOperand(0)),
                                   t.cotangent(op->getResult(0)), flagsOf(op) ^ transposed));
    return success();
  }

  static void axes(ExternalOp op, Axes &axes) {
    Value first = op->getResult(0);
    for (int64_t dim : upTo(op.getBatchDims())) {
      for (Value operand : op->getOperands())
        axes.same(operand, dim, first, dim);
      for (Value result : op->getResults().drop_front())
        axes.same(result, dim, first, dim);
    }
  }
  static Lowering lowering(ExternalOp op) {
    return ExternalForm{op.getKernel(), SmallVector<int64_t>(op.getParameters()),
                        int64_t(op.getBatchDims())};
  }
};

} // namespace

void vmapc::ir::attachExternalRules(MLIRContext &context) { attach<External>(context); }
