#include "compiler/driver/Pipelines.h"

#include "compiler/codegen/CpuJit.h"
#include "compiler/dialect/Dialect.h"
#include "compiler/lowering/Passes.h"
#include "compiler/rules/Rules.h"
#include "compiler/transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Pass/PassRegistry.h"

using namespace mlir;

namespace vmapc::driver {

using detail::Stage;

void registerDialects(DialectRegistry &registry) {
  registry.insert<ir::VmapcDialect, func::FuncDialect>();
  ir::registerRules(registry);
  ir::registerLoweringDialects(registry);
}

void registerPasses() {
  ir::registerTransformsPasses();
  ir::registerPasses();
}

void addPasses(OpPassManager &passes, Stage stage,
               const detail::CompileOptions &options) {
  switch (stage) {
  case Stage::traced:
    break;
  case Stage::expanded:
    // Everything the user asked for, until no request is left; simplifies each
    // function before it linearizes it, so that no tangent is built for dead code.
    passes.addPass(ir::createVmapcExpand());
    break;
  case Stage::simplified:
    // Once over the whole program: the seams between expansions.
    passes.addNestedPass<func::FuncOp>(ir::createVmapcSimplify());
    break;
  case Stage::grouped: {
    passes.addPass(ir::createSplitComplexPass());
    // Only now are lanes known for good: every transformation has been applied.
    ir::GroupPassOptions group;
    group.chunk = options.chunk;
    group.laneExact = options.lane_exact;
    passes.addPass(ir::createGroupPass(group));
    break;
  }
  case Stage::planned:
    // After grouping, because values inside a chunk live in its scratch.
    passes.addPass(ir::createPlanPass());
    break;
  case Stage::vector: {
    ir::EmitVectorPassOptions emit;
    emit.vectorBits = ir::hostTarget().vectorBits;
    emit.fastMath = options.fast_math;
    passes.addPass(ir::createEmitVectorPass(emit));
    break;
  }
  case Stage::llvm:
    // Maths before the one conversion: its arithmetic is converted with the rest.
    passes.addPass(ir::createExpandMathPass());
    passes.addPass(ir::createToLLVMPass());
    break;
  case Stage::assembly:
    break;
  }
}

static constexpr StringRef stageNames[] = {"traced",  "expanded", "simplified", "grouped",
                                           "planned", "vector",   "llvm",       "assembly"};

StringRef stageName(Stage stage) { return stageNames[static_cast<int>(stage)]; }

std::optional<Stage> parseStage(StringRef name) {
  for (auto [k, known] : llvm::enumerate(stageNames))
    if (name == known)
      return static_cast<Stage>(k);
  return std::nullopt;
}

} // namespace vmapc::driver
