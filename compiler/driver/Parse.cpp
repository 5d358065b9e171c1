// Programs from text: a saved graph, the dump of any stage in MLIR, or StableHLO.

#include "compiler/driver/Compiler.h"
#include "compiler/driver/Pipelines.h"
#include "compiler/driver/Program.h"
#include "compiler/frontend/Convert.h"
#include "compiler/frontend/Stablehlo.h"
#include "compiler/frontend/StablehloReader.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;

namespace vmapc::driver {

using detail::Stage;

// A file of a newer minor version may hold what this one cannot know.
static void checkVersion(ModuleOp module, const std::string &file) {
  auto version = module->getAttrOfType<StringAttr>("vmapc.version");
  SourceLine at(file, 1, 1);
  if (!version)
    throw Error(ErrorCode::invalid_argument, "load",
                "a module with the attribute vmapc.version", "one without", at);
  auto numbers = [](StringRef text) {
    unsigned major = ~0u, minor = ~0u;
    auto [first, rest] = text.split('.');
    if (first.getAsInteger(10, major) || rest.split('.').first.getAsInteger(10, minor))
      major = minor = ~0u;
    return std::pair(major, minor);
  };
  if (numbers(version.getValue()) > numbers(VMAPC_VERSION))
    throw Error(ErrorCode::invalid_argument, "load",
                "a file of vmapc " VMAPC_VERSION " or older",
                "one of vmapc " + version.getValue().str(), at);
}

// Makes `entry` the one public function of the module.
static void chooseEntry(ModuleOp module, const std::string &file, StringRef entry) {
  func::FuncOp chosen;
  std::string names;
  for (auto function : module.getOps<func::FuncOp>()) {
    names += (names.empty() ? "@" : ", @") + function.getSymName().str();
    bool better = entry.empty() ? !chosen || (chosen.isPrivate() && function.isPublic())
                                : function.getSymName() == entry;
    if (better)
      chosen = function;
  }
  if (!chosen || chosen.isExternal())
    throw Error(ErrorCode::invalid_argument, "load",
                entry.empty() ? "a function with a body"
                              : "a function @" + entry.str() + " with a body",
                names.empty() ? "a module without functions" : names,
                SourceLine(file, 1, 1));
  for (auto function : module.getOps<func::FuncOp>())
    function.setPrivate();
  chosen.setPublic();
}

// A call runs to its end before its caller goes on: a function that reaches itself
// never would.
static void checkRecursion(ModuleOp module) {
  SymbolTable symbols(module);
  llvm::DenseMap<Operation *, bool> done; // false: on the path from the function looked at
  std::function<void(func::FuncOp)> visit = [&](func::FuncOp function) {
    done[function] = false;
    function.walk([&](Operation *op) {
      for (NamedAttribute attribute : op->getAttrs()) {
        auto name = dyn_cast<FlatSymbolRefAttr>(attribute.getValue());
        auto callee = name ? symbols.lookup<func::FuncOp>(name.getValue()) : func::FuncOp();
        if (!callee)
          continue;
        auto known = done.find(callee);
        if (known == done.end())
          visit(callee);
        else if (!known->second)
          throw Error(ErrorCode::invalid_argument, "load", "functions that do not call themselves",
                      "@" + name.getValue().str(), frontend::sourceLine(op->getLoc()));
      }
    });
    done[function] = true;
  };
  for (auto function : module.getOps<func::FuncOp>())
    if (!done.count(function))
      visit(function);
}

static void checkSizes(ModuleOp module) {
  Operation *where = nullptr;
  Type tooLarge;
  auto check = [&](Operation *op, TypeRange types) {
    for (Type type : types)
      if (!frontend::fitsMemory(type))
        where = op, tooLarge = type;
  };
  module->walk([&](Operation *op) {
    check(op, op->getResultTypes());
    for (Region &region : op->getRegions())
      for (Block &block : region)
        check(op, block.getArgumentTypes());
    return where ? WalkResult::interrupt() : WalkResult::advance();
  });
  if (where)
    throw Error(ErrorCode::out_of_memory, "load", "arrays of at most 1 TB",
                frontend::describeType(tooLarge), frontend::sourceLine(where->getLoc()));
}

std::shared_ptr<detail::Program> parse(std::string_view text, std::string_view name,
                                       std::string_view entry) {
  if (frontend::isStablehlo(text))
    return frontend::importStablehlo(text, std::string(name), entry);
  Lease lease = Lease::take();
  lease.charge(text.size());
  frontend::DiagnosticCollector diagnostics(lease.context());
  std::string file(name);
  auto module = parseSourceString<ModuleOp>(text, ParserConfig(lease.context()), file);
  if (!module || diagnostics.hasErrors())
    throw [&] {
      Error error = diagnostics.take(ErrorCode::invalid_argument, "load", SourceLine(file, 1, 1),
                                     "a module of the vmapc dialect");
      // The parser says what it expected, not what it found there.
      return error.got().empty() ? Error(error.code(), error.op(), error.required(),
                                         "something else", error.location(), error.frames())
                                 : error;
    }();
  checkVersion(*module, file);
  Stage stage = Stage::traced;
  if (auto written = module->getOperation()->getAttrOfType<StringAttr>("vmapc.stage")) {
    auto known = parseStage(written.getValue());
    if (!known || *known > Stage::vector)
      throw Error(ErrorCode::invalid_argument, "load",
                  "a stage from traced to vector", written.getValue().str(),
                  SourceLine(file, 1, 1));
    stage = *known;
  }
  chooseEntry(*module, file, entry);
  checkSizes(*module);
  checkRecursion(*module);
  return std::make_shared<Program>(*module, stage);
}

} // namespace vmapc::driver
