// Complex numbers as pairs of reals. The transposes pair tangent t and cotangent c as
// Re(c t), without a conjugate, which is JAX's convention: the cotangent of an imaginary
// part is the negated imaginary part of the cotangent. None of the three has a form for
// code generation: complex values are split into their parts before.

#include "compiler/rules/Families.h"
#include "compiler/rules/Kit.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace vmapc::ir;

namespace {

template <typename Rule, typename OpT> struct Part {
  using Target = OpT;
  static LogicalResult batch(OpT op, Batcher &batcher) { return batchSameOp(op, batcher); }
  static void axes(OpT op, Axes &axes) { axesAllSame(op, axes); }
  static Lowering lowering(OpT) { return NoForm{}; }
  static LogicalResult linearize(OpT op, Linearizer &linearizer) {
    return linearizeAsItself(op, upToOperands(op), linearizer);
  }
  static SmallVector<unsigned> upToOperands(OpT op) {
    return llvm::to_vector(llvm::seq<unsigned>(0, op->getNumOperands()));
  }
};

// re + i im
struct Complex : Part<Complex, ComplexOp> {
  static LogicalResult transpose(ComplexOp op, Transposer &t) {
    OpBuilder &b = t.builder();
    Value ct = t.cotangent(op.getResult());
    if (t.isLinear(op.getRe()))
      t.add(op.getRe(), RealOp::create(b, op.getLoc(), ct));
    if (t.isLinear(op.getIm()))
      t.add(op.getIm(), Formula{b, op.getLoc()}.neg(ImagOp::create(b, op.getLoc(), ct)));
    return success();
  }
};

struct Real : Part<Real, RealOp> {
  static LogicalResult transpose(RealOp op, Transposer &t) {
    Value ct = t.cotangent(op.getResult());
    Value zero = zeros(t.builder(), op.getLoc(), ct.getType());
    t.add(op.getZ(), ComplexOp::create(t.builder(), op.getLoc(), ct, zero));
    return success();
  }
};

struct Imag : Part<Imag, ImagOp> {
  static LogicalResult transpose(ImagOp op, Transposer &t) {
    Value ct = t.cotangent(op.getResult());
    Value zero = zeros(t.builder(), op.getLoc(), ct.getType());
    Value negated = Formula{t.builder(), op.getLoc()}.neg(ct);
    t.add(op.getZ(), ComplexOp::create(t.builder(), op.getLoc(), zero, negated));
    return success();
  }
};

} // namespace

void vmapc::ir::attachComplexRules(MLIRContext &context) {
  attach<Complex>(context);
  attach<Real>(context);
  attach<Imag>(context);
}
