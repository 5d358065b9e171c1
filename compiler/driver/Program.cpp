#include "compiler/driver/Program.h"

#include "compiler/codegen/CpuJit.h"
#include "compiler/driver/CEntry.h"
#include "compiler/driver/Compiler.h"
#include "compiler/driver/Pipelines.h"
#include "compiler/lowering/Passes.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;

namespace vmapc::driver {

using detail::CompileOptions;
using detail::Stage;

//===-- Serialization -------------------------------------------------------===//

static std::string serialize(ModuleOp module) {
  std::string bytes;
  llvm::raw_string_ostream os(bytes);
  // Fails only when an older format is asked for.
  (void)writeBytecodeToFile(module, os);
  return bytes;
}

// Removes what does not change the code: locations, names of arguments and
// results, and the entry's name. Names of private functions are left: one trace
// of one callable gives the same ones.
static void forgetNames(ModuleOp module) {
  Location unknown = UnknownLoc::get(module.getContext());
  module->walk([&](Operation *op) {
    op->setLoc(unknown);
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (BlockArgument argument : block.getArguments())
          argument.setLoc(unknown);
  });
  for (auto function : module.getOps<func::FuncOp>()) {
    for (unsigned k = 0; k < function.getNumArguments(); ++k)
      function.removeArgAttr(k, "vmapc.name");
    for (unsigned k = 0; k < function.getNumResults(); ++k)
      function.removeResultAttr(k, StringAttr::get(module.getContext(), "vmapc.name"));
    if (function.isPublic())
      function.setSymName("main");
  }
}

static func::FuncOp entryOf(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic())
      return function;
  llvm_unreachable("a program without an entry");
}

Program::Program(ModuleOp module, Stage stage)
    : name_(entryOf(module).getSymName()),
      signature_(readSignature(module, frontend::sourceLine(entryOf(module).getLoc()))),
      stage_(stage) {
  MLIRContext *context = module.getContext();
  module->setAttr("vmapc.version", StringAttr::get(context, VMAPC_VERSION));
  module->setAttr("vmapc.stage", StringAttr::get(context, stageName(stage)));
  bytes_ = serialize(module);
  forgetNames(module);
  code_ = serialize(module);
  fingerprint_ = llvm::xxh3_64bits(code_);
}

bool Program::sameCode(const detail::Program &other) const {
  return code_ == static_cast<const Program &>(other).code_;
}

//===-- Stages --------------------------------------------------------------===//

std::string Program::print(Stage stage, const CompileOptions &options) const {
  if (stage < stage_)
    throw Error(ErrorCode::invalid_argument, "print",
                "a stage not before " + stageName(stage_).str(), stageName(stage).str(),
                SourceLine());
  if (stage == Stage::assembly)
    return object(/*assembly=*/true, options);
  Job job = this->job();
  job.advance(stage, options);
  return stage == Stage::llvm ? job.take(ir::printLLVM(job.module())) : job.text();
}

std::string Program::object(bool assembly, const CompileOptions &options) const {
  Job job = this->job();
  job.advance(Stage::llvm, options);
  std::string symbol = name_;
  for (char &c : symbol)
    if (!llvm::isAlnum(c))
      c = '_';
  addCEntry(job.module(), symbol, ir::CodegenOptions().entry,
            inputs().size() + outputs().size(), ir::scratchBytes(job.module()));
  return job.take(ir::emitObject(job.module(), assembly, {.entry = symbol}));
}

std::shared_ptr<detail::Kernel> Program::compile(const CompileOptions &options) const {
  Job job = this->job();
  Job::Dump dump(name_);
  for (int stage = static_cast<int>(stage_); stage <= static_cast<int>(Stage::llvm);
       ++stage) {
    job.advance(static_cast<Stage>(stage), options);
    dump(static_cast<Stage>(stage), [&] {
      return stage == static_cast<int>(Stage::llvm)
                 ? job.take(ir::printLLVM(job.module()))
                 : job.text();
    });
  }
  dump(Stage::assembly,
       [&] { return job.take(ir::emitObject(job.module(), /*assembly=*/true)); });
  std::shared_ptr<detail::Kernel> kernel = job.take(ir::compileKernel(job.module()));
  kernel->scratchBytes = ir::scratchBytes(job.module());
  auto &phases = job.report().phases;
  llvm::append_range(phases, kernel->report.phases);
  kernel->report.phases = std::move(phases);
  llvm::append_range(kernel->report.remarks, job.report().remarks);
  return kernel;
}

// A linear function is its own derivative: the transpose is asked for as the
// user would, by linearizing at zero tangents and applying the transpose.
std::shared_ptr<detail::Program> Program::transpose(std::size_t residuals) const {
  std::unique_ptr<detail::Trace> trace = newTrace();
  detail::Loc loc;
  trace->beginFunction(name_ + "_transpose", loc);
  std::vector<detail::ValueRef> arguments, cotangents;
  for (std::size_t k = 0; k < residuals; ++k)
    arguments.push_back(trace->argument(inputs()[k].aval, inputs()[k].name, loc));
  for (const detail::Port &output : outputs())
    cotangents.push_back(trace->argument(output.aval, output.name, loc));
  std::vector<std::int64_t> wrt, live;
  for (std::size_t k = residuals; k < inputs().size(); ++k) {
    detail::Aval scalar{inputs()[k].aval.dtype, {}};
    const double zero = 0;
    detail::TracedValue value = trace->constant(scalar, &zero, loc);
    detail::Attr dimensions{"dimensions", std::vector<std::int64_t>()};
    arguments.push_back(
        trace->emit("broadcast", {&value.ref, 1}, {&dimensions, 1}, {&inputs()[k].aval, 1}, loc)[0]
            .ref);
    wrt.push_back(k);
  }
  for (std::size_t k = 0; k < outputs().size(); ++k)
    live.push_back(k);
  detail::Attr attrs[] = {{"wrt", wrt}, {"live", live}};
  auto linearized =
      trace->emitCall("linearize", trace->import(*this, loc), arguments, attrs, loc);
  auto results =
      trace->applyLinear("apply_transpose", linearized.back().ref, cotangents, loc);
  std::vector<detail::ValueRef> refs;
  std::vector<std::string> names;
  for (std::size_t k = 0; k < results.size(); ++k) {
    refs.push_back(results[k].ref);
    names.push_back(inputs()[residuals + k].name);
  }
  return trace->finish(trace->end(refs, names, loc));
}

} // namespace vmapc::driver
