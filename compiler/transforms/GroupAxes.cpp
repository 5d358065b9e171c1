#include "compiler/transforms/GroupAxes.h"

#include "compiler/dialect/Interfaces.h"

using namespace mlir;

namespace vmapc::ir {

ArrayRef<int64_t> extentsOf(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type ? type.getShape() : ArrayRef<int64_t>();
}

int64_t elementsOf(Value value) {
  int64_t n = 1;
  for (int64_t extent : extentsOf(value))
    n *= extent;
  return n;
}

void AxisClasses::add(Operation *op) {
  if (op->hasTrait<OpTrait::IsTerminator>())
    return;
  named.clear();
  current = op;
  if (auto rules = dyn_cast<AxesOpInterface>(op))
    rules.axes(*this);
  // What an operation does not name, it may do anything with.
  for (Value v : op->getOperands())
    close(v, op);
  for (Value v : op->getResults())
    close(v, op);
  for (Region &region : op->getRegions())
    for (Block &block : region) {
      for (Value v : block.getArguments())
        close(v, op);
      for (Value v : block.getTerminator()->getOperands())
        close(v, op);
    }
  for (Region &region : op->getRegions())
    for (Operation &inner : region.getOps())
      add(&inner);
}

int64_t AxisClasses::dimOf(Value value, Class c) {
  int64_t found = -1, rank = extentsOf(value).size();
  if (rank == 0 || !first.contains(value))
    return -1;
  for (int64_t d = 0; d < rank; ++d)
    if (classOf(value, d) == find(c)) {
      if (found >= 0)
        return -2;
      found = d;
    }
  return found;
}

SmallVector<AxisClasses::Break> AxisClasses::breaksOf(Class c) {
  SmallVector<Break> found;
  for (auto &[at, by] : breaks)
    if (find(at) == find(c))
      found.push_back(by);
  return found;
}

llvm::DenseSet<AxisClasses::Class> AxisClasses::broken() {
  llvm::DenseSet<Class> classes;
  for (auto &[at, by] : breaks)
    classes.insert(find(at));
  return classes;
}

void AxisClasses::same(Value a, int64_t dimA, Value b, int64_t dimB) {
  unsigned x = id(a, dimA), y = id(b, dimB);
  named.insert(x);
  named.insert(y);
  merge(x, y);
}

void AxisClasses::created(Value result, int64_t dim) { named.insert(id(result, dim)); }

void AxisClasses::reduced(Value operand, int64_t dim) {
  unsigned at = id(operand, dim);
  named.insert(at);
  breaks.push_back({at, {current, true}});
}

unsigned AxisClasses::id(Value value, int64_t dim) {
  auto [it, isNew] = first.try_emplace(value, parent.size());
  if (isNew)
    for (size_t d = 0; d < extentsOf(value).size(); ++d)
      parent.push_back(parent.size());
  return it->second + dim;
}

unsigned AxisClasses::find(unsigned a) {
  while (parent[a] != a)
    a = parent[a] = parent[parent[a]];
  return a;
}

void AxisClasses::close(Value value, Operation *op) {
  for (int64_t d = 0, rank = extentsOf(value).size(); d < rank; ++d)
    if (unsigned at = id(value, d); !named.contains(at))
      breaks.push_back({at, {op, false}});
}

} // namespace vmapc::ir
