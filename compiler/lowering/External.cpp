// Calls of kernels of the runtime: a loop over the batch in which every operand's matrix is
// copied into scratch memory (a kernel may work in place) and the kernel is called with
// the address of every operand and result, then its parameters, all as 64-bit integers.

#include "compiler/lowering/Program.h"

#include "compiler/dialect/ElementTypes.h"
#include "compiler/lowering/Plan.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace vmapc::ir {

static func::FuncOp declared(Operation *from, StringRef name, TypeRange types) {
  auto module = from->getParentOfType<ModuleOp>();
  if (auto known = module.lookupSymbol<func::FuncOp>(name))
    return known;
  OpBuilder b(module.getContext());
  b.setInsertionPointToStart(module.getBody());
  auto function =
      func::FuncOp::create(b, UnknownLoc::get(b.getContext()), name, b.getFunctionType(types, {}));
  function.setPrivate();
  return function;
}

void Program::emitExternal(Operation *op, const ExternalForm &form) {
  ArrayRef<int64_t> slots = slotsOf(op),
                    batch = shapeOf(op->getResult(0)).take_front(form.batchDims);
  SmallVector<Storage> results, copies;
  for (auto [k, result] : llvm::enumerate(op->getResults()))
    results.push_back(slot(result, slots[k]));
  for (auto [k, operand] : llvm::enumerate(op->getOperands()))
    copies.push_back(slot(operand, slots[op->getNumResults() + k],
                          shapeOf(operand).drop_front(form.batchDims), elementOf(operand)));
  SmallVector<Index> at;
  std::function<void()> open = [&] {
    if (at.size() < batch.size()) {
      ev.loop(batch[at.size()], 1, [&](Index i) {
        at.push_back(i);
        open();
        at.pop_back();
      });
      return;
    }
    OpBuilder &b = ev.builder();
    SmallVector<Value> arguments;
    auto pass = [&](const Storage &s, Type element, ArrayRef<Index> index) {
      ev.width = 1;
      Value start = memref::ExtractAlignedPointerAsIndexOp::create(b, ev.loc(), ev.base(s.buffer));
      Value bytes = ev.scalar(ev.scale(ev.linear(s, index), ir::bytesOf(element)));
      arguments.push_back(arith::AddIOp::create(b, ev.loc(), start, bytes));
    };
    for (auto [operand, copy] : llvm::zip_equal(op->getOperands(), copies)) {
      ArrayRef<int64_t> shape = shapeOf(operand).drop_front(form.batchDims);
      forEach(shape, elementOf(operand), 1, [&](ArrayRef<Index> index) {
        SmallVector<Index> from(at);
        llvm::append_range(from, index);
        ev.store(copy, elementOf(operand), index, ev.at(operand, from));
      });
      pass(copy, elementOf(operand), SmallVector<Index>(shape.size(), Index::of(0)));
    }
    for (auto [result, to] : llvm::zip_equal(op->getResults(), results)) {
      SmallVector<Index> start(at);
      start.resize(shapeOf(result).size(), Index::of(0));
      pass(to, elementOf(result), start);
    }
    for (int64_t parameter : form.parameters)
      arguments.push_back(ev.indexConstant(parameter));
    func::FuncOp kernel =
        declared(main, (externalPrefix + form.kernel).str(), TypeRange(ValueRange(arguments)));
    func::CallOp::create(b, ev.loc(), kernel, arguments);
  };
  if (llvm::none_of(op->getResults(), [](Value v) { return countOf(shapeOf(v)) == 0; }))
    open();
  ev.width = 1;
  for (auto [result, to] : llvm::zip_equal(op->getResults(), results))
    ev.bind(result, to);
}

} // namespace vmapc::ir
