// The pass after which nothing is complex: every complex value becomes two real ones,
// its parts. At the boundary of a function an array of complex numbers is the real array
// with one more dimension, of extent 2, that has the same bytes.
//
// What moves elements about or is linear with real factors is done once for each part; a
// product is (ac - bd) + i (ad + bc), a contraction four real ones.

#include "compiler/lowering/Passes.h"

#include "compiler/dialect/Builders.h"
#include "compiler/dialect/Contraction.h"
#include "compiler/dialect/Elementwise.h"
#include "compiler/dialect/Indexing.h"
#include "compiler/dialect/Reduction.h"
#include "compiler/dialect/Structure.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Pass/Pass.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace vmapc::ir {
#define GEN_PASS_DEF_SPLITCOMPLEXPASS
#include "compiler/lowering/Passes.h.inc"

namespace {

bool isComplex(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && isa<ComplexType>(tensor.getElementType());
}

/// The type of a part; other types are their own.
Type partType(Type type) {
  if (!isComplex(type))
    return type;
  auto tensor = cast<RankedTensorType>(type);
  return tensor.clone(cast<ComplexType>(tensor.getElementType()).getElementType());
}

/// The type at the boundary of a function.
RankedTensorType interleaved(Type type) {
  auto part = cast<RankedTensorType>(partType(type));
  SmallVector<int64_t> shape(part.getShape());
  shape.push_back(2);
  return part.clone(shape);
}

struct Parts {
  Value re, im;
  Value of(unsigned k) const { return k == 0 ? re : im; }
};

class Splitter {
public:
  explicit Splitter(MLIRContext *context) : b(context) {}

  LogicalResult function(func::FuncOp op) {
    if (op.isDeclaration())
      return success();
    Block &block = op.front();
    b.setInsertionPointToStart(&block);
    for (unsigned k = 0; k < block.getNumArguments(); ++k) {
      BlockArgument argument = block.getArgument(k);
      if (!isComplex(argument.getType()))
        continue;
      Value pairs = block.insertArgument(++k, interleaved(argument.getType()), argument.getLoc());
      parts[argument] = {fromInterleaved(pairs, 0), fromInterleaved(pairs, 1)};
      replaced.push_back(argument);
    }
    if (failed(operations(block)))
      return failure();
    // In reverse, users before what they use.
    for (Operation *old : llvm::reverse(done))
      old->erase();
    for (BlockArgument argument : replaced)
      argument.getOwner()->eraseArgument(argument.getArgNumber());
    op.setFunctionType(
        b.getFunctionType(block.getArgumentTypes(), block.getTerminator()->getOperandTypes()));
    return success();
  }

private:
  Value fromInterleaved(Value x, int64_t k) {
    auto shape = cast<RankedTensorType>(x.getType()).getShape();
    SmallVector<int64_t> start(shape.size(), 0), limit(shape), stride(shape.size(), 1);
    start.back() = k;
    limit.back() = k + 1;
    Value part = SliceOp::create(b, x.getLoc(), x, start, limit, stride);
    return ReduceSumOp::create(b, x.getLoc(), part, int64_t(shape.size()) - 1);
  }
  Value toInterleaved(Location loc, const Parts &z) {
    RankedTensorType type = tensorType(z.re);
    SmallVector<int64_t> shape(type.getShape());
    shape.push_back(1);
    Value re = broadcastTrailing(b, loc, z.re, shape), im = broadcastTrailing(b, loc, z.im, shape);
    return ConcatenateOp::create(b, loc, ValueRange{re, im}, type.getRank());
  }

  bool isSplit(Value v) const { return parts.contains(v); }
  Parts get(Value v) const { return parts.lookup(v); }
  void set(Operation *op, Value re, Value im) {
    parts[op->getResult(0)] = {re, im};
    done.push_back(op);
  }
  /// Both parts of what is complex, in place of it.
  SmallVector<Value> flat(ValueRange values) {
    SmallVector<Value> result;
    for (Value v : values)
      if (isSplit(v))
        result.append({get(v).re, get(v).im});
      else
        result.push_back(v);
    return result;
  }

  LogicalResult operations(Block &block) {
    for (Operation &op : llvm::make_early_inc_range(block)) {
      b.setInsertionPoint(&op);
      if (failed(operation(&op)))
        return failure();
    }
    return success();
  }

  LogicalResult operation(Operation *op) {
    if (op->getNumRegions() > 0)
      return control(op);
    if (isa<func::ReturnOp>(op)) {
      for (OpOperand &operand : op->getOpOperands())
        if (isSplit(operand.get()))
          operand.set(toInterleaved(op->getLoc(), get(operand.get())));
      return success();
    }
    if (op->hasTrait<OpTrait::IsTerminator>()) {
      op->setOperands(flat(op->getOperands()));
      return success();
    }
    if (llvm::none_of(op->getOperands(), [&](Value v) { return isSplit(v); }) &&
        llvm::none_of(op->getResultTypes(), isComplex))
      return success();
    return llvm::TypeSwitch<Operation *, LogicalResult>(op)
        .Case<ComplexOp, RealOp, ImagOp, ConstantOp, MulOp, CompareOp, ContractOp, ExtentOp>(
            [&](auto typed) { return split(typed); })
        .Case<AddOp, SubOp, NegOp, SelectOp, ConvertOp, StopGradientOp, ReduceSumOp, BroadcastOp,
              ReshapeOp, TransposeOp, SliceOp, PadOp, ConcatenateOp, ReverseOp, WindowsOp,
              PlaceWindowsOp, GatherOp, DynamicSliceOp, DynamicUpdateSliceOp>(
            [&](auto typed) { return partByPart(typed); })
        .Case([&](ScatterOp scatter) {
          bool isLinear = scatter.getCombine() == ScatterCombine::set ||
                          scatter.getCombine() == ScatterCombine::add;
          return isLinear ? partByPart(scatter) : unknown(scatter);
        })
        .Default([&](Operation *other) { return unknown(other); });
  }

  LogicalResult unknown(Operation *op) {
    return op->emitOpError("has no meaning for complex numbers");
  }

  LogicalResult partByPart(Operation *op) {
    Value results[2];
    for (unsigned k : {0u, 1u}) {
      Operation *part = b.clone(*op);
      for (OpOperand &operand : part->getOpOperands())
        if (isSplit(operand.get()))
          operand.set(get(operand.get()).of(k));
      part->getResult(0).setType(partType(op->getResult(0).getType()));
      results[k] = part->getResult(0);
    }
    set(op, results[0], results[1]);
    return success();
  }

  LogicalResult split(ComplexOp op) {
    set(op, op.getRe(), op.getIm());
    return success();
  }
  LogicalResult split(RealOp op) { return replace(op, get(op.getZ()).re); }
  LogicalResult split(ImagOp op) { return replace(op, get(op.getZ()).im); }
  LogicalResult split(ExtentOp op) {
    op.getXMutable().assign(get(op.getX()).re);
    return success();
  }
  LogicalResult replace(Operation *op, Value by) {
    op->getResult(0).replaceAllUsesWith(by);
    done.push_back(op);
    return success();
  }

  LogicalResult split(ConstantOp op) {
    auto attr = dyn_cast<DenseElementsAttr>(op.getValue());
    if (!attr)
      return unknown(op);
    auto type = cast<RankedTensorType>(partType(op.getType()));
    auto part = [&](unsigned k) -> Value {
      auto choose = [k](const std::complex<APFloat> &z) { return k == 0 ? z.real() : z.imag(); };
      SmallVector<APFloat> values;
      if (attr.isSplat())
        values.push_back(choose(attr.getSplatValue<std::complex<APFloat>>()));
      else
        for (const std::complex<APFloat> &z : attr.getValues<std::complex<APFloat>>())
          values.push_back(choose(z));
      return ConstantOp::create(b, op.getLoc(), type, DenseElementsAttr::get(type, values));
    };
    set(op, part(0), part(1));
    return success();
  }

  /// (ac - bd) + i (ad + bc) of a product that is linear in each operand.
  template <typename Times> void product(Operation *op, Parts z, Parts w, Times times) {
    Value ac = times(z.re, w.re), bd = times(z.im, w.im);
    Value ad = times(z.re, w.im), bc = times(z.im, w.re);
    set(op, SubOp::create(b, op->getLoc(), ac.getType(), ac, bd),
        AddOp::create(b, op->getLoc(), ad.getType(), ad, bc));
  }
  LogicalResult split(MulOp op) {
    product(op, get(op.getLhs()), get(op.getRhs()),
            [&](Value x, Value y) { return MulOp::create(b, op.getLoc(), x.getType(), x, y); });
    return success();
  }
  LogicalResult split(ContractOp op) {
    Type accumulate = op.getAccumulate().value_or(Type());
    if (auto complex = dyn_cast_or_null<ComplexType>(accumulate))
      accumulate = complex.getElementType();
    product(op, get(op.getLhs()), get(op.getRhs()), [&](Value x, Value y) -> Value {
      auto part = cast<ContractOp>(b.clone(*op));
      part.getLhsMutable().assign(x);
      part.getRhsMutable().assign(y);
      part.getResult().setType(cast<RankedTensorType>(partType(op.getType())));
      if (accumulate)
        part.setAccumulate(accumulate);
      return part.getResult();
    });
    return success();
  }
  LogicalResult split(CompareOp op) {
    Parts z = get(op.getLhs()), w = get(op.getRhs());
    Value re = CompareOp::create(b, op.getLoc(), op.getDirection(), z.re, w.re);
    Value im = CompareOp::create(b, op.getLoc(), op.getDirection(), z.im, w.im);
    if (op.getDirection() == CompareDirection::eq)
      return replace(op, AndOp::create(b, op.getLoc(), re.getType(), re, im));
    return replace(op, OrOp::create(b, op.getLoc(), re.getType(), re, im));
  }

  /// Operands, results and region arguments of control flow correspond one to one: each
  /// becomes its parts, wherever it stands.
  LogicalResult control(Operation *op) {
    bool any = false;
    auto note = [&](TypeRange types) { any = any || llvm::any_of(types, isComplex); };
    for (Value operand : op->getOperands())
      any = any || isSplit(operand);
    op->walk([&](Operation *inner) {
      note(inner->getResultTypes());
      for (Region &region : inner->getRegions())
        note(region.getArgumentTypes());
    });
    if (!any)
      return success();

    NamedAttrList attributes(op->getAttrDictionary());
    auto repeat = [&](StringRef name, ValueRange values) {
      auto given = op->getAttrOfType<DenseI64ArrayAttr>(name);
      if (!given)
        return;
      SmallVector<int64_t> all;
      for (auto [v, axis] : llvm::zip_equal(values, given.asArrayRef()))
        all.append(isSplit(v) || isComplex(v.getType()) ? 2 : 1, axis);
      attributes.set(name, b.getDenseI64ArrayAttr(all));
    };
    SmallVector<Value> operands;
    if (auto sizes = op->getAttrOfType<DenseI32ArrayAttr>("operandSegmentSizes")) {
      SmallVector<int32_t> flatSizes;
      size_t from = 0;
      for (auto [group, size] : llvm::enumerate(sizes.asArrayRef())) {
        ValueRange values = op->getOperands().slice(from, size);
        SmallVector<Value> some = flat(values);
        if (group == 2)
          repeat("xs_axes", values);
        operands.append(some);
        flatSizes.push_back(some.size());
        from += size;
      }
      attributes.set("operandSegmentSizes", b.getDenseI32ArrayAttr(flatSizes));
      if (op->hasAttr("ys_axes"))
        repeat("ys_axes", op->getResults().drop_front(sizes[1]));
    } else {
      operands = flat(op->getOperands());
    }
    SmallVector<Type> types;
    for (Type type : op->getResultTypes())
      types.append(isComplex(type) ? 2 : 1, partType(type));

    OperationState state(op->getLoc(), op->getName(), operands, types, attributes);
    for (Region &region : op->getRegions()) {
      Region *to = state.addRegion();
      to->takeBody(region);
    }
    Operation *made = b.create(state);
    for (Region &region : made->getRegions())
      for (Block &block : region) {
        for (unsigned k = 0; k < block.getNumArguments(); ++k) {
          BlockArgument argument = block.getArgument(k);
          if (!isComplex(argument.getType()))
            continue;
          Type type = partType(argument.getType());
          Value re = block.insertArgument(++k, type, argument.getLoc());
          Value im = block.insertArgument(++k, type, argument.getLoc());
          parts[argument] = {re, im};
          replaced.push_back(argument);
        }
        if (failed(operations(block)))
          return failure();
      }
    size_t next = 0;
    for (Value result : op->getResults()) {
      if (isComplex(result.getType())) {
        parts[result] = {made->getResult(next), made->getResult(next + 1)};
        next += 2;
      } else {
        result.replaceAllUsesWith(made->getResult(next++));
      }
    }
    done.push_back(op);
    return success();
  }

  OpBuilder b;
  llvm::DenseMap<Value, Parts> parts;
  // What was replaced, in order.
  SmallVector<Operation *> done;
  SmallVector<BlockArgument> replaced;
};

struct SplitComplexPass : impl::SplitComplexPassBase<SplitComplexPass> {
  void runOnOperation() override {
    for (func::FuncOp function : getOperation().getOps<func::FuncOp>()) {
      WalkResult found = function.walk([](Block *block) {
        for (Operation &op : *block)
          if (llvm::any_of(op.getResultTypes(), isComplex))
            return WalkResult::interrupt();
        return llvm::any_of(block->getArgumentTypes(), isComplex) ? WalkResult::interrupt()
                                                                  : WalkResult::advance();
      });
      if (!found.wasInterrupted())
        continue;
      if (failed(Splitter(&getContext()).function(function)))
        return signalPassFailure();
      dropDead(function.getBody());
    }
  }

private:
  /// Parts that nobody reads, users before what they use.
  static void dropDead(Region &region) {
    for (Block &block : region)
      for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
        if (isOpTriviallyDead(&op))
          op.erase();
        else
          for (Region &inner : op.getRegions())
            dropDead(inner);
  }
};
} // namespace
} // namespace vmapc::ir
