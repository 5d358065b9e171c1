// The tracer alone: captures, escapes, errors, names and locations, on a host
// whose programs are modules printed as text.

#include "compiler/frontend/Tracer.h"

#include "compiler/dialect/Control.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"

#include <ctime>
#include <gtest/gtest.h>

using namespace vmapc;
using namespace vmapc::detail;

namespace {

struct TextProgram final : Program {
  std::string text, label = "text";
  std::vector<Port> none;
  const std::string &name() const override { return label; }
  const std::vector<Port> &inputs() const override { return none; }
  const std::vector<Port> &outputs() const override { return none; }
  std::string print(Stage, const CompileOptions &) const override { return text; }
  std::string object(bool, const CompileOptions &) const override { return {}; }
  std::shared_ptr<Kernel> compile(const CompileOptions &) const override { return {}; }
  std::shared_ptr<Program> transpose(std::size_t) const override { return {}; }
  std::uint64_t fingerprint() const override { return 0; }
  bool sameCode(const Program &) const override { return false; }
};

struct TextHost final : frontend::TracerHost {
  mlir::MLIRContext ctx{mlir::MLIRContext::Threading::DISABLED};
  TextHost() { ctx.loadDialect<ir::VmapcDialect, mlir::func::FuncDialect>(); }
  mlir::MLIRContext *context() override { return &ctx; }
  mlir::OwningOpRef<mlir::ModuleOp> load(const Program &) override { return {}; }
  std::shared_ptr<Program> seal(mlir::OwningOpRef<mlir::ModuleOp> module) override {
    auto program = std::make_shared<TextProgram>();
    EXPECT_TRUE(mlir::succeeded(mlir::verify(*module)));
    llvm::raw_string_ostream os(program->text);
    module->print(os, mlir::OpPrintingFlags().enableDebugInfo().useLocalScope());
    return program;
  }
  mlir::FailureOr<SplitRequest> split(mlir::Operation *) override {
    return mlir::failure();
  }
};

class TracerTest : public ::testing::Test {
protected:
  frontend::Tracer trace{std::make_unique<TextHost>()};
  Loc here = Loc::current();

  ValueRef emit(const char *op, std::vector<ValueRef> operands,
                std::vector<Attr> attrs = {}) {
    return trace.emit(op, operands, attrs, {}, here).at(0).ref;
  }
  FrameRef end(std::vector<ValueRef> results, std::vector<std::string> names = {}) {
    return trace.end(results, names, here);
  }
  std::string finish(FrameRef function) {
    return trace.finish(function)->print(Stage::traced, {});
  }
};

bool contains(const std::string &text, const std::string &part) {
  return text.find(part) != std::string::npos;
}

TEST_F(TracerTest, RecordsOperationsWithNamesAndLines) {
  trace.beginFunction("f<(lambda)>", here);
  ValueRef x = trace.argument({f32, {4}}, "params.w", here);
  ValueRef y = emit("tanh", {emit("mul", {x, x})});
  ValueRef sum = emit("reduce_sum", {y}, {{"dimensions", std::vector<int64_t>{0}}});
  std::string text = finish(end({sum}, {"loss"}));
  EXPECT_TRUE(contains(text, "@f__lambda__")) << text;
  EXPECT_TRUE(contains(text, "vmapc.name = \"params.w\"")) << text;
  EXPECT_TRUE(contains(text, "vmapc.name = \"loss\"")) << text;
  EXPECT_TRUE(contains(text, "vmapc.tanh")) << text;
  EXPECT_TRUE(contains(text, "TracerTest.cpp\":" + std::to_string(here.line()))) << text;
}

TEST_F(TracerTest, CapturesThroughEveryFrameBetween) {
  trace.beginFunction("outer", here);
  ValueRef a = trace.argument({f32, {3}}, "a", here);
  trace.beginFunction("middle", here);
  ValueRef b = trace.argument({f32, {3}}, "b", here);
  trace.beginFunction("inner", here);
  ValueRef c = trace.argument({f32, {3}}, "c", here);
  FrameRef inner = end({emit("add", {c, a})});
  auto called = trace.emitCall("call", inner, {&b, 1}, {}, here);
  FrameRef middle = end({called[0].ref});
  auto result = trace.emitCall("call", middle, {&a, 1}, {}, here);
  std::string text = finish(end({result[0].ref}));
  EXPECT_TRUE(contains(text, "call @middle(%arg0, %arg0)")) << text;
  EXPECT_TRUE(contains(text, "call @inner(%arg0, %arg1)")) << text;
}

TEST_F(TracerTest, HiddenInputsBelongToTheOutermostFunction) {
  trace.beginFunction("outer", here);
  ValueRef a = trace.argument({f32, {3}}, "a", here);
  trace.beginFunction("inner", here);
  ValueRef b = trace.argument({f32, {3}}, "b", here);
  ValueRef w = trace.hiddenInput({f32, {3}}, "w", here);
  FrameRef inner = end({emit("mul", {b, w})});
  auto result = trace.emitCall("call", inner, {&a, 1}, {}, here);
  std::string text = finish(end({result[0].ref}));
  EXPECT_TRUE(contains(text, "call @inner(%arg0, %arg1)")) << text;
  EXPECT_TRUE(contains(text, "vmapc.name = \"w\"")) << text;
}

TEST_F(TracerTest, VmapInsertsTheBatchAxisAndSharesCaptures) {
  trace.beginFunction("outer", here);
  ValueRef xs = trace.argument({f32, {5, 3}}, "xs", here);
  ValueRef w = trace.argument({f32, {3}}, "w", here);
  trace.beginFunction("body", here);
  ValueRef x = trace.argument({f32, {3}}, "x", here);
  FrameRef body = end({emit("mul", {x, w})});
  std::vector<Attr> attrs{{"in_axes", std::vector<int64_t>{0}},
                          {"out_axes", std::vector<int64_t>{1}},
                          {"size", int64_t(5)}};
  auto result = trace.emitCall("vmap", body, {&xs, 1}, attrs, here);
  EXPECT_EQ(result[0].aval, (Aval{f32, {3, 5}}));
  std::string text = finish(end({result[0].ref}));
  EXPECT_TRUE(contains(text, "in [0, -1] out [1] size 5")) << text;
}

TEST_F(TracerTest, LinearMapsKnowTheirTypes) {
  trace.beginFunction("outer", here);
  ValueRef x = trace.argument({f32, {3}}, "x", here);
  ValueRef ct = trace.argument({f32, {}}, "ct", here);
  trace.beginFunction("loss", here);
  ValueRef p = trace.argument({f32, {3}}, "p", here);
  FrameRef loss = end({emit("reduce_sum", {emit("mul", {p, p})},
                            {{"dimensions", std::vector<int64_t>{0}}})});
  std::vector<Attr> attrs{{"wrt", std::vector<int64_t>{0}},
                          {"live", std::vector<int64_t>{0}}};
  auto linearized = trace.emitCall("linearize", loss, {&x, 1}, attrs, here);
  ValueRef map = linearized.back().ref;
  auto grad = trace.applyLinear("apply_transpose", map, {&ct, 1}, here);
  EXPECT_EQ(grad.at(0).aval, (Aval{f32, {3}}));
  EXPECT_THROW(trace.applyLinear("apply", map, {&ct, 1}, here), Error);
  finish(end({grad[0].ref}));
}

TEST_F(TracerTest, RegionsShareOneListOfCaptures) {
  trace.beginFunction("f", here);
  ValueRef p = trace.argument({b1, {}}, "p", here);
  ValueRef x = trace.argument({f32, {2}}, "x", here);
  ValueRef y = trace.argument({f32, {2}}, "y", here);
  trace.beginRegion(here);
  FrameRef no = end({emit("neg", {y})});
  trace.beginRegion(here);
  FrameRef yes = end({emit("sub", {x, y})});
  std::vector<std::vector<ValueRef>> groups{{p}};
  FrameRef regions[] = {no, yes};
  auto result = trace.emitControl("cond", groups, regions, {}, here);
  EXPECT_EQ(result.at(0).aval, (Aval{f32, {2}}));
  finish(end({result[0].ref}));
}

TEST_F(TracerTest, LoopsInferTheirResults) {
  trace.beginFunction("f", here);
  ValueRef x = trace.argument({f32, {2}}, "x", here);
  ValueRef xs = trace.argument({f32, {7, 2}}, "xs", here);
  trace.beginRegion(here);
  trace.argument({i64, {}}, "", here);
  ValueRef carry = trace.argument({f32, {2}}, "", here);
  ValueRef slice = trace.argument({f32, {2}}, "", here);
  ValueRef next = emit("add", {carry, slice});
  FrameRef body = end({next, next});
  std::vector<std::vector<ValueRef>> groups{{}, {x}, {xs}};
  std::vector<Attr> attrs{{"length", int64_t(7)},
                          {"xs_axes", std::vector<int64_t>{0}},
                          {"ys_axes", std::vector<int64_t>{1}},
                          {"reverse", false}};
  auto result = trace.emitControl("scan", groups, {&body, 1}, attrs, here);
  ASSERT_EQ(result.size(), 2u);
  EXPECT_EQ(result[1].aval, (Aval{f32, {2, 7}}));
  finish(end({result[0].ref, result[1].ref}));
}

TEST_F(TracerTest, AnEscapedTracerNamesTheLineWhereItWasMade) {
  trace.beginFunction("f", here);
  trace.beginFunction("g", here);
  ValueRef inner = trace.argument({f32, {}}, "x", here);
  end({inner});
  try {
    emit("neg", {inner});
    FAIL() << "no error";
  } catch (const Error &error) {
    EXPECT_TRUE(contains(error.got(), "TracerTest.cpp:" + std::to_string(here.line())))
        << error.what();
    EXPECT_TRUE(contains(error.got(), "escaped")) << error.what();
  }
}

TEST_F(TracerTest, ErrorsHaveTheOperationAndTheLine) {
  trace.beginFunction("f", here);
  ValueRef x = trace.argument({f32, {2}}, "x", here);
  ValueRef y = trace.argument({f32, {3}}, "y", here);
  try {
    emit("add", {x, y});
    FAIL() << "no error";
  } catch (const Error &error) {
    EXPECT_EQ(error.op(), "add");
    EXPECT_EQ(error.location().line, here.line());
    EXPECT_TRUE(contains(error.got(), "f32[3]")) << error.what();
  }
  EXPECT_THROW(emit("sni", {x}), Error);
  EXPECT_THROW(emit("compare", {x, x}, {{"direction", std::string("near")}}), Error);
  // The trace goes on after an error.
  finish(end({emit("add", {x, x})}));
}

TEST_F(TracerTest, ConstantsKeepTheirElements) {
  trace.beginFunction("f", here);
  const float values[] = {1.5f, -2};
  const unsigned char flags[] = {1, 0, 1};
  auto a = trace.constant({f32, {2}}, values, here);
  auto b = trace.constant({b1, {3}}, flags, here);
  auto none = trace.constant({f32, {0}}, values, here);
  std::string text = finish(end({a.ref, b.ref, none.ref}));
  EXPECT_TRUE(contains(text, "[1.500000e+00, -2.000000e+00]")) << text;
  EXPECT_TRUE(contains(text, "[true, false, true]")) << text;
}

TEST_F(TracerTest, TracingIsLinearInTheNumberOfOperations) {
  std::clock_t start = std::clock(); // of the processor: others may keep it busy
  trace.beginFunction("f", here);
  ValueRef x = trace.argument({f32, {2}}, "x", here);
  for (int i = 0; i < 10000; ++i)
    x = emit("tanh", {x});
  end({x});
  EXPECT_LT(double(std::clock() - start) / CLOCKS_PER_SEC, 1.0);
}

} // namespace
