#include "compiler/driver/ContextPool.h"

#include "compiler/dialect/Dialect.h"
#include "compiler/driver/Pipelines.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/DialectRegistry.h"

#include <mutex>
#include <vector>

using namespace mlir;

namespace vmapc::driver {

namespace {
// A context is dropped after this much serialized program or this many uses: a
// few tens of MB of uniqued attributes.
constexpr std::size_t maxBytes = 16u << 20;
constexpr std::size_t maxUses = 2000;
// Contexts kept idle; more exist while more threads compile at once.
constexpr std::size_t maxIdle = 4;

struct Pool {
  std::mutex mutex;
  std::vector<std::unique_ptr<Lease::Pooled>> idle;
};

// Never destroyed: a program may outlive every static of this library.
Pool &pool() {
  static Pool *instance = new Pool;
  return *instance;
}

std::unique_ptr<Lease::Pooled> make() {
  static const DialectRegistry *registry = [] {
    auto *made = new DialectRegistry;
    registerDialects(*made);
    return made;
  }();
  auto pooled = std::make_unique<Lease::Pooled>();
  pooled->context =
      std::make_unique<MLIRContext>(*registry, MLIRContext::Threading::DISABLED);
  pooled->context->loadDialect<ir::VmapcDialect, func::FuncDialect>();
  return pooled;
}
} // namespace

Lease Lease::take() {
  std::unique_ptr<Pooled> taken;
  {
    std::lock_guard lock(pool().mutex);
    if (!pool().idle.empty()) {
      taken = std::move(pool().idle.back());
      pool().idle.pop_back();
    }
  }
  if (!taken)
    taken = make();
  ++taken->uses;
  return Lease(std::move(taken));
}

Lease::~Lease() {
  if (!context_ || context_->bytes > maxBytes || context_->uses > maxUses)
    return;
  std::lock_guard lock(pool().mutex);
  if (pool().idle.size() < maxIdle)
    pool().idle.push_back(std::move(context_));
}

} // namespace vmapc::driver
