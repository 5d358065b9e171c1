// Graphs: names, printing, files, calls; eval_shape; Function; wrong uses around traces.

#include "test/unit/api/Expect.h"

#include <filesystem>
#include <fstream>
#include <thread>

namespace {

struct Params {
  Array w;
  int n = 2;
};

std::string temporary(const char *name) {
  return (std::filesystem::temp_directory_path() /
          (std::to_string(getpid()) + "-" + name)).string();
}

TEST(Graph, NamesShapesAndCalls) {
  auto f = [](const Params &p, Array x) { return std::pair{p.w * x, vm::sum(x)}; };
  vm::Graph g = vm::trace(f, Params{Array{1.f, 2.f}}, vm::Spec{{2}}, {.name = "model"});
  std::vector<vm::Port> in = g.inputs(), out = g.outputs();
  ASSERT_EQ(in.size(), 2u);
  EXPECT_EQ(in[0].name, "params.w");
  EXPECT_EQ(in[1].name, "arg1");
  EXPECT_EQ(in[1].shape, Shape{2});
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(out[1].name, "result[1]");
  EXPECT_NE(g.print().find("vmapc.mul"), std::string::npos);
  EXPECT_NE(g.print().find("@model"), std::string::npos);
  Array a{1.f, 2.f}, b{3.f, 4.f};
  std::vector<Array> r = g({a, b});
  expectArray(r[0], {2}, {3, 8});
  auto typed = g.function<std::pair<Array, Array>(const Params &, Array)>();
  expectArray(typed(Params{a}, b).second, {}, {7});
  auto [p, s] = vm::vmap(typed, {.in_axes = {vm::none, 0}})(Params{a}, vm::ones({3, 2}));
  expectArray(p, {3, 2}, {1, 2, 1, 2, 1, 2});
}

TEST(Graph, SaveLoadDump) {
  auto f = [](Array x, Array lr) { return vm::tanh(x) * lr; };
  vm::Graph g = vm::trace(f, vm::Spec{{3}}, 0.1, {.arguments = {"x", "lr"}});
  EXPECT_EQ(g.inputs()[1].name, "lr");
  EXPECT_EQ(g.inputs()[1].dtype, vm::f32);
  std::string path = temporary("graph.mlir"), folder = temporary("dump");
  g.save(path);
  vm::Graph h = vm::Graph::load(path);
  EXPECT_EQ(h.inputs()[0].name, "x");
  Array x{1.f, 2.f, 3.f}, lr{0.5f};
  EXPECT_EQ(h({x, lr[0]})[0].to_vector<float>(), g({x, lr[0]})[0].to_vector<float>());
  g.dump(folder);
  EXPECT_TRUE(std::filesystem::exists(folder + "/0-traced.mlir"));
  EXPECT_TRUE(std::filesystem::exists(folder + "/7-asm.s"));
  std::filesystem::remove_all(folder);
  std::filesystem::remove(path);
}

TEST(Graph, BadFiles) {
  vm::Error missing = VMAPC_ERROR_OF(vm::Graph::load("/nowhere/graph.mlir"));
  expectError(missing, {"load", "/nowhere/graph.mlir"}, __LINE__ - 1);
  EXPECT_EQ(missing.code(), vm::ErrorCode::io);
  std::string path = temporary("bad.mlir");
  vm::Graph g = vm::trace([](Array x) { return x + 1.0; }, vm::Spec{{3}});
  std::string text = g.print();
  for (std::string bad : {std::string(), std::string("not mlir"), text.substr(0, text.size() / 2),
                          std::string("\0\1\2", 3)}) {
    std::ofstream(path) << bad;
    vm::Error e = VMAPC_ERROR_OF(vm::Graph::load(path));
    EXPECT_NE(std::string(e.what()).find("bad.mlir"), std::string::npos) << e.what();
  }
  std::filesystem::remove(path);
}

TEST(Graph, CallsAreChecked) {
  vm::Graph g = vm::trace([](Array x) { return x + 1.0; }, vm::Spec{{3}});
  expectError(VMAPC_ERROR_OF(g({})), {"1 arrays", "0"}, __LINE__);
  expectError(VMAPC_ERROR_OF(g({Array{1.f}})), {"f32[3]", "arg0", "f32[1]"}, __LINE__);
  auto wrong = g.function<std::pair<Array, Array>(Array)>();
  expectError(VMAPC_ERROR_OF(wrong(vm::ones({3}))), {"1 arrays", "2"}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::Graph().print()), {"an empty one"}, __LINE__);
}

TEST(EvalShape, ComputesNothing) {
  auto out = vm::eval_shape([](Array a, Array b) { return std::pair{vm::dot(a, b), a}; },
                            vm::Spec{{4, 5}}, vm::Spec{{5, 6}});
  EXPECT_EQ(out.first.shape(), (Shape{4, 6}));
  expectError(VMAPC_ERROR_OF(out.first.to_vector<float>()), {"f32[4,6] without data"}, __LINE__);
}

TEST(Function, HoldsAndTransforms) {
  vm::Function<Array(const Params &, Array)> f = [](const Params &p, Array x) {
    return vm::sum(p.w * x);
  };
  Array x{3.f, 4.f};
  EXPECT_EQ(f(Params{x}, x).item<float>(), 25);
  Params g = vm::grad(f)(Params{x}, x);
  expectArray(g.w, {2}, {3, 4});
  vm::Function<Array(Array)> compiled = vm::jit([](Array a) { return a + 1.0; });
  expectArray(compiled(x), {2}, {4, 5});
  vm::Function<Array(Array)> empty;
  expectError(VMAPC_ERROR_OF(empty(x)), {"Function", "an empty one"}, __LINE__);
}

TEST(Traces, WrongUses) {
  Array x{1.f, 2.f}, kept;
  vm::Error branch = VMAPC_ERROR_OF(vm::jit([](Array a) {
    if (vm::sum(a) > 0.0)
      return a;
    return -a;
  })(x));
  expectError(branch, {"vm::cond", "vm::where", "b1[] traced at"}, __LINE__ - 4);
  expectError(VMAPC_ERROR_OF(vm::jit([](Array a) { return a * a.item<float>(); })(x)),
              {"item", "traced at"}, __LINE__ - 1);
  vm::jit([&](Array a) {
    kept = a;
    return a;
  })(x);
  expectError(VMAPC_ERROR_OF(kept + 1.0), {"traced at", "has ended"}, __LINE__);
  expectError(VMAPC_ERROR_OF(vm::jit([&](Array a) { return a + kept; })(x)),
              {"traced at", "has ended"}, __LINE__ - 1);
  expectError(VMAPC_ERROR_OF(vm::jit([](Array a) { return a; })(kept)), {"traced at"}, __LINE__);
  vm::jit([&](Array a) {
    std::string text;
    std::thread([&] {
      try {
        a + 1.0;
      } catch (const vm::Error &e) {
        text = e.what();
      }
    }).join();
    EXPECT_NE(text.find("another thread"), std::string::npos) << text;
    return a;
  })(x);
  EXPECT_EQ(vm::jit([](Array a) { return vm::to_string(a).substr(0, 22); })(x),
            "f32[2] traced at " + std::string(__FILE__).substr(0, 5));
  vm::Ref<Array> ref(x);
  expectError(VMAPC_ERROR_OF(vm::jit([&](Array a) {
                ref.set(a);
                return a;
              })(x)),
              {"Ref"}, __LINE__ - 3);
}

} // namespace
