#include "compiler/driver/Job.h"

#include "compiler/driver/Pipelines.h"
#include "compiler/frontend/Convert.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/FileSystem.h"

#include <atomic>
#include <chrono>

using namespace mlir;

namespace vmapc::driver {

using detail::Stage;

Job::Job(const std::string &name, const std::string &bytes, Stage stage)
    : name_(name), lease_(Lease::take()), diagnostics_(lease_.context()),
      stage_(stage) {
  auto start = std::chrono::steady_clock::now();
  lease_.charge(bytes.size());
  module_ = parseSourceString<ModuleOp>(
      bytes, ParserConfig(lease_.context(), /*verifyAfterParse=*/false));
  if (!module_)
    fail("a readable module");
  std::chrono::duration<double, std::milli> took =
      std::chrono::steady_clock::now() - start;
  report_.phases.push_back({"read", took.count()});
}

void Job::fail(const std::string &what) {
  throw diagnostics_.take(ErrorCode::compile, name_, SourceLine(),
                          what.empty() ? "code generation" : what);
}

//===-- Stages --------------------------------------------------------------===//

static constexpr const char *inputsName = "vmapc.inputs";
static constexpr const char *outputsName = "vmapc.outputs";

static func::FuncOp entryOf(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic())
      return function;
  return {};
}

static Attribute portsAttr(func::FuncOp entry, bool results) {
  Builder b(entry.getContext());
  SmallVector<Attribute> ports;
  auto types = results ? entry.getResultTypes() : entry.getArgumentTypes();
  for (auto [k, type] : llvm::enumerate(types)) {
    Attribute name = results ? entry.getResultAttr(k, "vmapc.name")
                             : entry.getArgAttr(k, "vmapc.name");
    ports.push_back(b.getDictionaryAttr(
        {b.getNamedAttr("name", name ? name : b.getStringAttr("")),
         b.getNamedAttr("type", TypeAttr::get(type))}));
  }
  return b.getArrayAttr(ports);
}

// Vector code has buffers where the program has arrays: what they hold is kept
// beside it, so that a dump of it can be run again.
static void keepSignature(ModuleOp module) {
  func::FuncOp entry = entryOf(module);
  if (!entry || module->hasAttr(inputsName))
    return;
  module->setAttr(inputsName, portsAttr(entry, false));
  module->setAttr(outputsName, portsAttr(entry, true));
}

void Job::advance(Stage target, const detail::CompileOptions &options) {
  while (stage_ < target && stage_ < Stage::llvm) {
    Stage next = static_cast<Stage>(static_cast<int>(stage_) + 1);
    if (next == Stage::vector)
      keepSignature(*module_);
    auto start = std::chrono::steady_clock::now();
    PassManager passes(lease_.context(), ModuleOp::getOperationName());
#ifdef NDEBUG
    passes.enableVerifier(false);
#endif
    addPasses(passes, next, options);
    if (failed(passes.run(*module_)) || diagnostics_.hasErrors())
      fail("stage " + stageName(next).str());
    stage_ = next;
    module_->getOperation()->setAttr("vmapc.stage",
                     StringAttr::get(lease_.context(), stageName(next)));
    std::chrono::duration<double, std::milli> took =
        std::chrono::steady_clock::now() - start;
    report_.phases.push_back({stageName(next).str(), took.count()});
  }
  for (std::string &remark : diagnostics_.takeRemarks())
    report_.remarks.push_back(std::move(remark));
}

std::string Job::text() {
  std::string text;
  llvm::raw_string_ostream os(text);
  // Local scope writes each location where it belongs instead of as an alias.
  module_->print(os, OpPrintingFlags().enableDebugInfo().useLocalScope());
  os << "\n";
  return text;
}

//===-- Dumps ---------------------------------------------------------------===//

Job::Dump::Dump(const std::string &name) {
  const char *folder = std::getenv("VMAPC_DUMP_IR");
  if (!folder || !*folder)
    return;
  static std::atomic<unsigned> compilations{0};
  if (llvm::sys::fs::create_directories(folder))
    throw Error(ErrorCode::io, "VMAPC_DUMP_IR", "a folder that can be written", folder,
                SourceLine());
  llvm::raw_string_ostream(prefix_)
      << folder << "/" << llvm::format("%04u", compilations++) << "-" << name << ".";
}

void Job::Dump::operator()(Stage stage, llvm::function_ref<std::string()> text) {
  if (prefix_.empty())
    return;
  StringRef extension = stage == Stage::llvm ? "ll" : stage == Stage::assembly ? "s" : "mlir";
  std::string path;
  llvm::raw_string_ostream(path) << prefix_ << static_cast<int>(stage) << "-"
                                 << stageName(stage) << "." << extension;
  std::error_code error;
  llvm::raw_fd_ostream file(path, error);
  if (!error)
    file << text();
  if (error || file.has_error())
    throw Error(ErrorCode::io, "VMAPC_DUMP_IR", "a file that can be written", path,
                SourceLine());
}

//===-- Signature -----------------------------------------------------------===//

static std::vector<detail::Port> readPorts(ArrayAttr list, const char *prefix,
                                           const SourceLine &location) {
  std::vector<detail::Port> ports;
  for (auto [k, entry] : llvm::enumerate(list.getAsRange<DictionaryAttr>())) {
    auto name = entry.getAs<StringAttr>("name");
    auto type = entry.getAs<TypeAttr>("type");
    auto aval = type ? frontend::avalOf(type.getValue()) : std::nullopt;
    std::string position = prefix + std::to_string(k);
    if (!name || !aval)
      throw Error(ErrorCode::invalid_argument, "load",
                  "arrays of static shape as arguments and results",
                  position + ": " +
                      (type ? frontend::describeType(type.getValue()) : "no type"),
                  location);
    ports.push_back({name.empty() ? position : name.str(), *aval});
  }
  return ports;
}

Signature readSignature(ModuleOp module, const SourceLine &location) {
  auto inputs = module->getAttrOfType<ArrayAttr>(inputsName);
  auto outputs = module->getAttrOfType<ArrayAttr>(outputsName);
  if (!inputs || !outputs) {
    func::FuncOp entry = entryOf(module);
    inputs = cast<ArrayAttr>(portsAttr(entry, false));
    outputs = cast<ArrayAttr>(portsAttr(entry, true));
  }
  return {readPorts(inputs, "arg", location), readPorts(outputs, "result", location)};
}

} // namespace vmapc::driver
