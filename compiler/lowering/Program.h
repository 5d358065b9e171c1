// Emission of a planned function: its kernels in order, each a nest of loops
// over the positions of what it stores, or a root with a loop of its own.

#ifndef VMAPC_COMPILER_LOWERING_PROGRAM_H
#define VMAPC_COMPILER_LOWERING_PROGRAM_H

#include "compiler/lowering/Evaluator.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace vmapc::ir {

class WhileOp;
class ScanOp;
class CondOp;
class ChunkOp;
class ConcatenateOp;

class Program {
public:
  Program(mlir::OpBuilder &builder, mlir::func::FuncOp function, int64_t vectorBits)
      : ev(builder, function.getLoc()), function(function), vectorBits(vectorBits) {}

  /// Writes a function of flat buffers (inputs, results, scratch) after
  /// `function`, with the same name once that is erased.
  mlir::FailureOr<mlir::func::FuncOp> emit();

  /// SIMD lanes for elements of `type`, at most `extent` of them.
  int64_t widthFor(mlir::Type type, int64_t extent, int64_t registers = 1);

private:
  friend class LaneProgram;

  // Program.cpp
  /// The kernels of a block; its terminator is left to the caller.
  void emitBlock(mlir::Block &block, bool maySplit = false);
  /// Goes on in a new function of the same arguments.
  void beginPart();
  void splitIfLong();
  void emitAssembled(ConcatenateOp op, const Storage &to);
  void emitRoot(mlir::Operation *op);
  Storage slot(mlir::Value value, int64_t slot);
  Storage slot(mlir::Value value, int64_t slot, llvm::ArrayRef<int64_t> shape,
               mlir::Type element);

  // Nest.cpp
  /// Stores every value (all of one shape) at every position; where `keep` is given,
  /// an element becomes keep(which, index, element).
  using Keep = std::function<mlir::Value(size_t, llvm::ArrayRef<Index>, mlir::Value)>;
  void storeAll(llvm::ArrayRef<mlir::Value> values, llvm::ArrayRef<Storage> to, Keep keep = {});
  /// Calls `body` for every position, SIMD lanes along the innermost long dimension.
  /// With `across` the loop over vectors goes around the dimension before it.
  void forEach(llvm::ArrayRef<int64_t> shape, mlir::Type widest, int64_t registers,
               llvm::function_ref<void(llvm::ArrayRef<Index>)> body, bool across = false);
  /// Whether reading `value` along its last dimension strides through memory.
  bool readsAcross(mlir::Value value, llvm::SmallPtrSetImpl<mlir::Operation *> &seen);
  /// As forEach, every position exactly once.
  void forEachOnce(llvm::ArrayRef<int64_t> shape, mlir::Type widest,
                   llvm::function_ref<void(llvm::ArrayRef<Index>)> body);
  bool isInPlace(mlir::Value value, const Storage &to);
  void scalarLoops(llvm::ArrayRef<int64_t> shape,
                   llvm::function_ref<void(llvm::ArrayRef<Index>)> body);
  bool isFlat(mlir::Value value, llvm::SmallPtrSetImpl<mlir::Operation *> &seen);
  mlir::Type widest(llvm::ArrayRef<mlir::Value> values);

  // Reduce.cpp, Contract.cpp, Scatter.cpp, Sort.cpp
  /// `keepX`: where the elements of x are stored on the way.
  void emitReduce(mlir::Operation *op, const ReduceForm &form, const Storage &to,
                  const Storage *keepX = nullptr);
  /// A reduction over rows whose columns are beside each other in memory.
  void emitColumns(const ReduceForm &form, const Storage &to, mlir::Value result, int64_t count,
                   llvm::function_ref<llvm::SmallVector<Index>(llvm::ArrayRef<Index>, Index)> index);
  void emitArgReduce(mlir::Operation *op, const ArgReduceForm &form, const Storage &to);
  void emitContract(mlir::Operation *op, const ContractForm &form, const Storage &to);
  void emitScatter(mlir::Operation *op, const ScatterForm &form, const Storage &to);
  void emitExternal(mlir::Operation *op, const ExternalForm &form);
  void emitSort(mlir::Operation *op, const SortForm &form, const Storage &to);
  /// `rows`: the shape with extent 1 along the sorted dimension.
  void emitRanks(mlir::Operation *op, const SortForm &form, const Storage &to,
                 llvm::ArrayRef<int64_t> rows);
  void emitDigits(mlir::Operation *op, const SortForm &form, const Storage &to,
                  llvm::ArrayRef<int64_t> rows);
  void emitUpdate(mlir::Operation *op, const UpdateSliceForm &form, const Storage &to);

  // Control.cpp
  void emitControl(mlir::Operation *op);
  void emitCond(CondOp op);
  void emitWhile(WhileOp op);
  void emitScan(ScanOp op);
  void emitChunk(ChunkOp op);
  void emitLanes(ChunkOp op);
  void emitInterleaved(ChunkOp op);
  /// `argument` stands for `of` from `start` on along `dim`, or at `start` when the
  /// dimension is dropped.
  void bindSlice(mlir::Value argument, mlir::Value of, int64_t dim, Index start, bool drops);
  void bindCaptures(mlir::ValueRange arguments, mlir::ValueRange captures);
  /// Whether isTrue holds anywhere in `shape`.
  mlir::Value anyLane(llvm::ArrayRef<int64_t> shape,
                      llvm::function_ref<mlir::Value(llvm::ArrayRef<Index>)> isTrue);
  /// Writes the next carries, keeping the old where `goes` gives false.
  void advance(mlir::ValueRange yields, llvm::ArrayRef<Storage> now,
               llvm::ArrayRef<Storage> next, Keep goes);

  Evaluator ev;
  mlir::func::FuncOp function;
  int64_t vectorBits;
  mlir::func::FuncOp main;
  llvm::SmallVector<mlir::func::FuncOp> parts;
  /// In an interleaved chunk its lanes, which are the innermost dimension in memory; else 0.
  int64_t interleaved = 0;
  bool isInterleaved(llvm::ArrayRef<int64_t> shape) const {
    return interleaved > 0 && !shape.empty() && shape[0] == interleaved;
  }
  int64_t *emittedOps = nullptr;
  bool isOutermost = false;
  llvm::DenseMap<std::pair<int64_t, mlir::Type>, unsigned> views;
};

} // namespace vmapc::ir

#endif
