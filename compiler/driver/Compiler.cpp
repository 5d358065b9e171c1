#include "compiler/driver/Compiler.h"

#include "compiler/dialect/Control.h"
#include "compiler/driver/ContextPool.h"
#include "compiler/driver/Program.h"
#include "compiler/frontend/Tracer.h"
#include "compiler/transforms/Requests.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;

namespace vmapc::driver {

namespace {
// Gives a trace its context and what only layers above the frontend can do.
class Host final : public frontend::TracerHost {
public:
  MLIRContext *context() override { return lease_.context(); }

  OwningOpRef<ModuleOp> load(const detail::Program &program) override {
    const auto &known = static_cast<const Program &>(program);
    if (known.stage() > detail::Stage::simplified)
      throw Error(ErrorCode::invalid_argument, "import",
                  "a program that is not grouped into chunks yet", known.name(),
                  SourceLine());
    lease_.charge(known.bytes().size());
    auto module = parseSourceString<ModuleOp>(
        known.bytes(), ParserConfig(context(), /*verifyAfterParse=*/false));
    if (!module)
      throw Error(ErrorCode::compile, "import", "a readable program", known.name(),
                  SourceLine());
    return module;
  }

  std::shared_ptr<detail::Program> seal(OwningOpRef<ModuleOp> module) override {
    return std::make_shared<Program>(*module, detail::Stage::traced);
  }

  FailureOr<SplitRequest> split(Operation *linearize) override {
    auto split = ir::splitLinearize(cast<ir::LinearizeOp>(linearize));
    if (failed(split))
      return failure();
    return SplitRequest{split->results, split->residuals, split->linear};
  }

private:
  Lease lease_ = Lease::take();
};

class CompilerImpl final : public detail::Compiler {
public:
  std::unique_ptr<detail::Trace> newTrace() override { return driver::newTrace(); }
  std::shared_ptr<detail::Program> parse(std::string_view text, std::string_view name,
                                         std::string_view entry) override {
    return driver::parse(text, name, entry);
  }
};
} // namespace

std::unique_ptr<detail::Trace> newTrace() {
  return std::make_unique<frontend::Tracer>(std::make_unique<Host>());
}

} // namespace vmapc::driver

extern "C" __attribute__((visibility("default"))) vmapc::detail::Compiler *
vmapc_get_compiler(unsigned abi) {
  static vmapc::driver::CompilerImpl compiler;
  return abi == vmapc::detail::abiVersion ? &compiler : nullptr;
}
