#include "compiler/driver/CEntry.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;

namespace vmapc::driver {

void addCEntry(ModuleOp module, StringRef name, StringRef entry, unsigned buffers,
               int64_t scratchBytes) {
  MLIRContext *context = module.getContext();
  SymbolTable symbols(module);
  // The program's own function has its name too.
  if (Operation *taken = symbols.lookup(name))
    if (failed(symbols.renameToUnique(taken, {})))
      return;
  auto target = symbols.lookup<LLVM::LLVMFuncOp>(entry);
  target.setLinkage(LLVM::Linkage::Internal);
  Location loc = target.getLoc();
  OpBuilder b = OpBuilder::atBlockEnd(module.getBody());
  auto pointer = LLVM::LLVMPointerType::get(context);
  Type i64 = b.getI64Type(), i32 = b.getI32Type();

  auto declare = [&](StringRef symbol, Type result, ArrayRef<Type> arguments) {
    if (auto known = module.lookupSymbol<LLVM::LLVMFuncOp>(symbol))
      return known;
    return LLVM::LLVMFuncOp::create(b, loc, symbol,
                                    LLVM::LLVMFunctionType::get(result, arguments));
  };
  LLVM::LLVMFuncOp allocate, release;
  if (scratchBytes) {
    allocate = declare("aligned_alloc", pointer, {i64, i64});
    release = declare("free", LLVM::LLVMVoidType::get(context), {pointer});
  }
  auto function = LLVM::LLVMFuncOp::create(
      b, loc, name,
      LLVM::LLVMFunctionType::get(i32, SmallVector<Type>(buffers, pointer)));
  Block *start = function.addEntryBlock(b);
  auto constant = [&](Type type, int64_t value) -> Value {
    return LLVM::ConstantOp::create(b, loc, type, b.getIntegerAttr(type, value));
  };
  auto newBlock = [&] { return b.createBlock(&function.getBody(), function.getBody().end()); };

  // All addresses or-ed together are aligned when each of them is.
  b.setInsertionPointToEnd(start);
  Value list = LLVM::AllocaOp::create(b, loc, pointer, pointer, constant(i64, buffers + 1));
  Value bits = constant(i64, 0);
  for (auto [k, argument] : llvm::enumerate(start->getArguments())) {
    Value slot = LLVM::GEPOp::create(b, loc, pointer, pointer, list,
                                     ArrayRef<LLVM::GEPArg>{int32_t(k)});
    LLVM::StoreOp::create(b, loc, argument, slot);
    bits = LLVM::OrOp::create(b, loc, bits, LLVM::PtrToIntOp::create(b, loc, i64, argument));
  }
  bits = LLVM::AndOp::create(b, loc, bits, constant(i64, 63));
  Value unaligned = LLVM::ICmpOp::create(b, loc, LLVM::ICmpPredicate::ne, bits,
                                         constant(i64, 0));
  Block *misuse = newBlock(), *ready = newBlock();
  b.setInsertionPointToEnd(start);
  LLVM::CondBrOp::create(b, loc, unaligned, misuse, ready);
  b.setInsertionPointToEnd(misuse);
  LLVM::ReturnOp::create(b, loc, constant(i32, 1));

  b.setInsertionPointToEnd(ready);
  Value scratch;
  if (scratchBytes) {
    scratch = LLVM::CallOp::create(
                  b, loc, allocate,
                  ValueRange{constant(i64, 64), constant(i64, (scratchBytes + 63) / 64 * 64)})
                  .getResult();
    Value none = LLVM::ZeroOp::create(b, loc, pointer);
    Value failed =
        LLVM::ICmpOp::create(b, loc, LLVM::ICmpPredicate::eq, scratch, none);
    Block *noMemory = newBlock(), *call = newBlock();
    b.setInsertionPointToEnd(ready);
    LLVM::CondBrOp::create(b, loc, failed, noMemory, call);
    b.setInsertionPointToEnd(noMemory);
    LLVM::ReturnOp::create(b, loc, constant(i32, 2));
    b.setInsertionPointToEnd(call);
    Value slot = LLVM::GEPOp::create(b, loc, pointer, pointer, list,
                                     ArrayRef<LLVM::GEPArg>{int32_t(buffers)});
    LLVM::StoreOp::create(b, loc, scratch, slot);
  }
  LLVM::CallOp::create(b, loc, target, ValueRange{list});
  if (scratch)
    LLVM::CallOp::create(b, loc, release, ValueRange{scratch});
  LLVM::ReturnOp::create(b, loc, constant(i32, 0));
}

} // namespace vmapc::driver
