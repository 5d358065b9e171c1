// vm::Ref: arrays that compiled code reads at each call.

#include "runtime/Cache.h"

#include "vmapc/jit.h"

namespace vmapc {
inline namespace v0 {
namespace detail {

class RefCell final : public rt::Cell {
public:
  Array load(std::size_t leaf) const override {
    std::lock_guard lock(mutex);
    return leaves[leaf];
  }
  std::uint64_t version() const override {
    std::lock_guard lock(mutex);
    return current;
  }
  mutable std::mutex mutex;
  std::vector<Array> leaves;
  std::shared_ptr<const void> skeleton;
  std::vector<std::uint64_t> key;
  std::uint64_t current = 0;
};

std::shared_ptr<RefCell> newRefCell(std::vector<Array> leaves,
                                    std::shared_ptr<const void> skeleton,
                                    Signature &signature, const Loc &loc) {
  auto cell = std::make_shared<RefCell>();
  setRefCell(*cell, std::move(leaves), std::move(skeleton), signature, loc);
  return cell;
}

void setRefCell(RefCell &cell, std::vector<Array> leaves,
                std::shared_ptr<const void> skeleton, Signature &signature,
                const Loc &loc) {
  if (tracing())
    fail("Ref", "a value with data, outside functions that are being traced",
         "a call while one is being traced: return the new value instead", loc);
  for (const Array &a : leaves)
    requireData(a, "Ref", loc);
  rt::completeKey(signature, loc, false);
  std::span<const std::uint64_t> words = signature.words();
  std::lock_guard lock(cell.mutex);
  if (!std::equal(words.begin(), words.end(), cell.key.begin(), cell.key.end())) {
    cell.key.assign(words.begin(), words.end());
    ++cell.current;
  }
  cell.leaves = std::move(leaves);
  cell.skeleton = std::move(skeleton);
}

std::vector<Array> getRefCell(const std::shared_ptr<RefCell> &cell,
                              std::shared_ptr<const void> &skeleton, const Loc &loc) {
  std::vector<Array> leaves;
  {
    std::lock_guard lock(cell->mutex);
    leaves = cell->leaves;
    skeleton = cell->skeleton;
  }
  if (rt::TraceState *state = rt::thread.trace)
    for (std::size_t k = 0; k < leaves.size(); ++k)
      leaves[k] = state->hiddenCell(cell, k, isWeak(leaves[k]), loc);
  return leaves;
}

} // namespace detail
} // namespace v0
} // namespace vmapc
