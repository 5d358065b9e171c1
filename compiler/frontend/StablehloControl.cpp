// Control flow, calls, and custom calls that mean something without their library.

#include "compiler/frontend/StablehloTranslator.h"
#include "vmapc/control.h"

#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;

namespace vmapc::frontend::hlo {

static Block &blockOf(Op &op, unsigned k) {
  op.require(k < op->getNumRegions() && op->getRegion(k).hasOneBlock(), "a region of one block",
             std::to_string(op->getNumRegions()) + " regions");
  return op->getRegion(k).front();
}

static Arrays whileLoop(Op &op) {
  Translator &t = op.translator();
  op.require(op->getNumRegions() == 2, "two regions", std::to_string(op->getNumRegions()));
  Block &condition = blockOf(op, 0), &body = blockOf(op, 1);
  Arrays inits = op.operands();
  op.require(condition.getNumArguments() == inits.size() && body.getNumArguments() == inits.size(),
             "regions with one argument per operand", std::to_string(inits.size()) + " operands");
  std::vector<std::string> paths;
  for (std::size_t k = 0; k < inits.size(); ++k)
    paths.push_back("operand " + std::to_string(k));
  auto step = [&](const Array &, std::span<const Array> carries, std::span<const Array>) {
    detail::BodyResult r{t.run(body, carries), {}};
    op.require(r.leaves.size() == inits.size(), "a body that returns as much as it takes",
               std::to_string(r.leaves.size()));
    return r;
  };
  auto test = [&](std::span<const Array> carries) -> Array {
    Arrays r = t.run(condition, carries);
    op.require(r.size() == 1 && detail::avalOf(r[0]) == Aval{b1, {}}, "a condition of type i1",
               r.empty() ? "nothing" : text(detail::avalOf(r[0])));
    return r[0];
  };
  return detail::traceWhile(
      {.op = "while", .carries = inits, .paths = paths, .body = step, .loc = op.loc()}, test);
}

static Arrays branches(Op &op, const Array &selector, std::size_t count) {
  auto branch = [&](std::size_t k) {
    // Of an `if` the first region is that of true.
    unsigned region = unsigned(dtypeOf(selector) == b1 ? 1 - k : k);
    return detail::BodyResult{op.translator().run(blockOf(op, region), {}), {}};
  };
  const char *name = dtypeOf(selector) == b1 ? "cond" : "switch_";
  return detail::traceBranches({name, selector, branch, count, op.loc()});
}

static Arrays ifOp(Op &op) {
  op.requireOperands(1);
  op.require(op->getNumRegions() == 2 && op.aval(0) == Aval{b1, {}},
             "a predicate of type i1 and two regions", text(op.aval(0)));
  return branches(op, op.operand(0), 2);
}

// An index out of range takes the last branch; ours would take the nearest.
static Arrays caseOp(Op &op) {
  op.requireOperands(1);
  unsigned count = op->getNumRegions();
  op.require(count > 0 && op.aval(0) == Aval{i32, {}}, "an index of type i32 and branches",
             text(op.aval(0)));
  Array index = op.operand(0);
  {
    detail::Scope scope(op.loc());
    Array last = filled(count - 1, i32);
    index = select(compare("lt", index, filled(0, i32)), last, emitSame("min", {index, last}));
  }
  return branches(op, index, count);
}

static Arrays callOp(Op &op) { return op.translator().call(op, op.word("callee"), op.operands()); }

// What a composite means is the function that it was made of.
static Arrays composite(Op &op) {
  op.attribute("name");
  op.attribute("composite_attributes");
  op.attribute("version");
  std::string callee = op.word("decomposition");
  if (callee.empty())
    op.fail("a decomposition", "none");
  return op.translator().call(op, callee, op.operands());
}

//===-- Custom calls ------------------------------------------------------------===//

static Arrays customCall(Op &op) {
  for (const char *name :
       {"has_side_effect", "backend_config", "api_version", "operand_layouts", "result_layouts",
        "output_operand_aliases", "called_computations", "call_target_name"})
    op.attribute(name);
  std::string target = op.word("call_target_name");
  StringRef name = target;
  if (name.consume_front("check.")) {
    name.consume_front("expect_");
    op.requireOperands(2);
    Translator &t = op.translator();
    t.checked.push_back(op.operand(0));
    t.checked.push_back(op.operand(1));
    t.checks.push_back(name.str());
    return {};
  }
  // Placement on devices changes no value.
  if (llvm::is_contained({"Sharding", "SPMDFullToShardShape", "SPMDShardToFullShape",
                          "annotate_device_placement", "xla.sdy.FuncResultSharding",
                          "LayoutConstraint"},
                         target)) {
    op.requireOperands(1);
    return op.operands();
  }
  // Operations of CHLO as older exporters wrote them.
  if (name.consume_front("mhlo.") || name.consume_front("chlo."))
    if (std::string ours = elementwiseName(("chlo." + name).str()).str(); !ours.empty())
      return {emitSame(ours.c_str(), op.operands())};
  if (std::optional<Arrays> results = lapackCall(op, target))
    return *results;
  op.fail("a custom call that vmapc imports", "@" + target);
}

ArrayRef<Entry> controlEntries() {
  static const Entry entries[] = {
      {"stablehlo.while", whileLoop},     {"stablehlo.if", ifOp},
      {"stablehlo.case", caseOp},         {"func.call", callOp},
      {"stablehlo.composite", composite}, {"stablehlo.custom_call", customCall},
  };
  return entries;
}

} // namespace vmapc::frontend::hlo
