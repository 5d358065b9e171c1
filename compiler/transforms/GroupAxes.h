// The axes of a program: classes of (value, dimension) pairs that walk together,
// as the operations tell, and which of them cannot be cut.

#ifndef VMAPC_TRANSFORMS_GROUPAXES_H
#define VMAPC_TRANSFORMS_GROUPAXES_H

#include "compiler/dialect/Contexts.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace vmapc::ir {

/// Extents of an array; none for values that are not arrays.
llvm::ArrayRef<int64_t> extentsOf(mlir::Value value);
int64_t elementsOf(mlir::Value value);

class AxisClasses : public Axes {
public:
  using Class = unsigned;
  /// An operation that combines the positions of a class, or does what it wants
  /// with them.
  struct Break {
    mlir::Operation *op;
    bool combines;
  };

  /// Asks `op` and all operations inside it.
  void add(mlir::Operation *op);
  Class classOf(mlir::Value value, int64_t dim) { return find(id(value, dim)); }
  void merge(Class a, Class b) { parent[find(a)] = find(b); }
  /// The dimension of `value` in class `c`; -1: none, -2: several.
  int64_t dimOf(mlir::Value value, Class c);
  llvm::SmallVector<Break> breaksOf(Class c);
  /// The classes that something breaks.
  llvm::DenseSet<Class> broken();

  void same(mlir::Value a, int64_t dimA, mlir::Value b, int64_t dimB) override;
  void created(mlir::Value result, int64_t dim) override;
  void reduced(mlir::Value operand, int64_t dim) override;

private:
  unsigned id(mlir::Value value, int64_t dim);
  unsigned find(unsigned a);
  void close(mlir::Value value, mlir::Operation *op);

  llvm::DenseMap<mlir::Value, unsigned> first;
  llvm::SmallVector<unsigned> parent;
  llvm::DenseSet<unsigned> named;
  mlir::Operation *current = nullptr;
  llvm::SmallVector<std::pair<unsigned, Break>> breaks;
};

} // namespace vmapc::ir

#endif
